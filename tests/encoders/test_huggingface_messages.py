"""What a user is told of a checkpoint that cannot be used."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scotoma.encoders import load_encoder
from scotoma.encoders.huggingface_processor import read_processor
from scotoma.errors import BrokenFile, MissingCheckpoint, ScotomaError, UnsupportedCheckpoint

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

Written = Callable[[str], Path]


@pytest.fixture
def copied(huggingface_checkpoint: Written, tmp_path: Path) -> Written:
    """A copy of a small checkpoint, to be damaged."""

    def copy(family: str) -> Path:
        return Path(shutil.copytree(huggingface_checkpoint(family), tmp_path / family))

    return copy


def message(name: str, kind: type[ScotomaError]) -> str:
    with pytest.raises(kind) as caught:
        load_encoder(name, runtime="torch")
    assert caught.type is kind
    return str(caught.value)


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def edit_weights(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    import safetensors.torch

    state = safetensors.torch.load_file(folder / "model.safetensors")
    change(state)
    safetensors.torch.save_file(state, folder / "model.safetensors", metadata={"format": "pt"})


def test_a_repository_that_is_not_here_is_named_with_the_command_that_fetches_it() -> None:
    assert message("hf:nobody/no-such-encoder", MissingCheckpoint) == (
        "The checkpoint nobody/no-such-encoder is not on this machine, and HF_HUB_OFFLINE is set. Where there is a "
        "network run 'hf download nobody/no-such-encoder --local-dir no-such-encoder', bring the folder here, and give "
        "'hf:no-such-encoder'."
    )


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert f"There is no folder {tmp_path / 'none'}." in message(f"hf:{tmp_path / 'none'}", MissingCheckpoint)


def test_a_folder_without_configuration_is_told_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "dog.jpg").touch()
    said = message(f"hf:{tmp_path}", UnsupportedCheckpoint)
    assert "is not a transformers checkpoint: it holds dog.jpg, and no config.json" in said


def test_a_configuration_that_is_not_json_is_damaged(copied: Written) -> None:
    folder = copied("vit")
    (folder / "config.json").write_text("{")
    assert f"A file of {folder} is damaged" in message(f"hf:{folder}", BrokenFile)


def test_a_folder_without_weights_is_told_which_file_to_bring(copied: Written) -> None:
    folder = copied("vit")
    (folder / "model.safetensors").unlink()
    said = message(f"hf:{folder}", MissingCheckpoint)
    assert f"{folder} has a config.json but no weights" in said
    assert "Copy model.safetensors" in said


def test_a_truncated_weight_file_is_damaged(copied: Written) -> None:
    folder = copied("vit")
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    assert f"A file of {folder} is damaged" in message(f"hf:{folder}", BrokenFile)


def test_a_truncated_pickle_is_damaged(copied: Written) -> None:
    folder = copied("vit")
    (folder / "model.safetensors").unlink()
    torch.save({"weight": torch.zeros(1000)}, folder / "pytorch_model.bin")
    whole = (folder / "pytorch_model.bin").read_bytes()
    (folder / "pytorch_model.bin").write_bytes(whole[: len(whole) // 2])
    assert f"A file of {folder} is damaged" in message(f"hf:{folder}", BrokenFile)


@pytest.mark.parametrize(
    ("family", "parameter"),
    [("vit", "vit.layers.1.attention.q_proj.weight"), ("clip", "visual_projection.weight")],
)
def test_a_missing_parameter_is_named_instead_of_invented(copied: Written, family: str, parameter: str) -> None:
    folder = copied(family)

    def drop(state: dict[str, Any]) -> None:
        name = parameter if parameter in state else next(each for each in state if ".1." in each and "weight" in each)
        del state[name]

    edit_weights(folder, drop)
    said = message(f"hf:{folder}", UnsupportedCheckpoint)
    assert re.search(r"lack 1 parameters of a \w+, such as [\w.]+\.", said)


def test_parameters_of_another_shape_are_named(copied: Written) -> None:
    folder = copied("vit")
    edit(folder / "config.json", intermediate_size=80)
    said = message(f"hf:{folder}", UnsupportedCheckpoint)
    assert "have another shape than its config.json says, such as " in said


def test_an_architecture_that_transformers_does_not_know_is_said_so(copied: Written) -> None:
    folder = copied("vit")
    edit(folder / "config.json", model_type="never-heard-of")
    said = message(f"hf:{folder}", UnsupportedCheckpoint)
    assert "never-heard-of" in said


def test_a_model_that_reads_no_images_is_refused(copied: Written) -> None:
    from transformers import BertConfig

    folder = copied("vit")
    BertConfig(hidden_size=32, num_attention_heads=2, num_hidden_layers=1).save_pretrained(folder)
    said = message(f"hf:{folder}", UnsupportedCheckpoint)
    assert "is a bert model, which is no image encoder that scotoma reads" in said


def test_the_siglip_for_any_shape_is_refused_with_one_that_works(copied: Written) -> None:
    from transformers import Siglip2Config

    folder = copied("siglip")
    Siglip2Config().save_pretrained(folder)
    assert "Use one with a fixed size, such as hf:google/siglip2-base" in message(f"hf:{folder}", UnsupportedCheckpoint)


def test_a_checkpoint_without_preprocessing_is_refused(copied: Written) -> None:
    folder = copied("vit")
    (folder / "preprocessor_config.json").unlink()
    assert "has no preprocessor_config.json" in message(f"hf:{folder}", UnsupportedCheckpoint)


def test_preprocessing_that_is_not_json_is_damaged(copied: Written) -> None:
    folder = copied("vit")
    (folder / "preprocessor_config.json").write_text("{")
    assert "preprocessor_config.json is not JSON" in message(f"hf:{folder}", BrokenFile)


def test_an_input_that_the_network_does_not_take_is_refused(copied: Written) -> None:
    folder = copied("vit")
    edit(folder / "preprocessor_config.json", size={"height": 40, "width": 40})
    said = message(f"hf:{folder}", UnsupportedCheckpoint)
    assert "does not take pictures of 40 px" in said


def test_texts_without_a_tokenizer_are_refused_when_asked_for(copied: Written) -> None:
    folder = copied("clip")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).unlink()
    encoder = load_encoder(f"hf:{folder}", runtime="torch")
    with pytest.raises(MissingCheckpoint, match="comes without a tokenizer, so texts cannot"):
        encoder.embed_texts(["a dog"])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"image_processor_type": "SamImageProcessor"},
            "asks for the image processor Sam, which scotoma does not read",
        ),
        ({}, "asks for the image processor of no name"),
        ({"image_processor_type": "CLIPImageProcessor", "do_resize": False}, "sets do_resize to False"),
        ({"image_processor_type": "CLIPImageProcessor", "do_center_crop": False}, "sets do_center_crop to False"),
        ({"image_processor_type": "CLIPImageProcessor", "do_pad": True}, "sets do_pad to True"),
        ({"image_processor_type": "ViTImageProcessor", "resample": 5}, "sets resample to 5"),
        ({"image_processor_type": "ViTImageProcessor", "size": {"height": 8, "width": 9}}, "only squares are read"),
        ({"image_processor_type": "ViTImageProcessor", "size": {"longest_edge": 9}}, "only squares are read"),
        ({"image_processor_type": "ConvNextImageProcessor", "do_center_crop": True}, "crops by crop_pct"),
    ],
)
def test_a_setting_that_cannot_be_expressed_is_named(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UnsupportedCheckpoint, match=re.escape(said)):
        read_processor(settings, "hf:somewhere")
