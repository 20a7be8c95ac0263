"""What a user is told of a checkpoint, or a request, that cannot be answered."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL.Image import Image

from scotoma.errors import (
    BrokenFile,
    MissingCheckpoint,
    MissingExtra,
    NoAnswer,
    OutOfMemory,
    ScotomaError,
    UnsupportedCheckpoint,
    UsageError,
)
from scotoma.models import Prompt, Settings, load_model
from scotoma.models.huggingface import HuggingFaceModel, importing

torch = pytest.importorskip("torch")
transformers: Any = pytest.importorskip("transformers")

Written = Callable[[str], Path]


@pytest.fixture
def copied(checkpoint: Written, tmp_path: Path) -> Written:
    """A copy of a small checkpoint, to be damaged."""

    def copy(family: str) -> Path:
        return Path(shutil.copytree(checkpoint(family), tmp_path / family))

    return copy


def message(name: str, kind: type[ScotomaError], **options: Any) -> str:
    with pytest.raises(kind) as caught:
        load_model(name, **options)
    assert caught.type is kind
    return str(caught.value)


def refusal(model: Any, kind: type[ScotomaError], *parts: str | Image) -> str:
    with pytest.raises(kind) as caught:
        model.generate([Prompt(parts)], Settings(max_new_tokens=2))
    return str(caught.value)


def test_a_repository_that_is_not_here_is_named_with_the_command_that_fetches_it() -> None:
    assert message("hf:nobody/no-such-model", MissingCheckpoint) == (
        "The checkpoint nobody/no-such-model is not on this machine, and HF_HUB_OFFLINE is set. Where there is a "
        "network run 'hf download nobody/no-such-model --local-dir no-such-model', bring the folder here, and give "
        "'hf:no-such-model'."
    )


def test_an_empty_folder_is_told_what_is_expected(tmp_path: Path) -> None:
    said = message(f"hf:{tmp_path}", UnsupportedCheckpoint)
    assert "is not a transformers checkpoint: it holds nothing, and no config.json" in said


def test_a_truncated_weight_file_is_damaged(copied: Written) -> None:
    folder = copied("llava")
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    assert f"A file of {folder} is damaged" in message(f"hf:{folder}", BrokenFile)


def test_a_missing_weight_file_is_named(copied: Written) -> None:
    folder = copied("llava")
    (folder / "model.safetensors").unlink()
    assert "Copy model.safetensors" in message(f"hf:{folder}", MissingCheckpoint)


def test_a_missing_parameter_is_named_instead_of_invented(copied: Written) -> None:
    import safetensors.torch

    folder = copied("llava")
    state = safetensors.torch.load_file(folder / "model.safetensors")
    lost = next(name for name in state if "multi_modal_projector" in name)
    kept = {name: tensor for name, tensor in state.items() if name != lost}
    safetensors.torch.save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    assert "lack 1 parameters of a LlavaForConditionalGeneration" in message(f"hf:{folder}", UnsupportedCheckpoint)


def test_an_architecture_that_transformers_does_not_know_is_said_so(copied: Written) -> None:
    folder = copied("llava")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "never-heard-of"}))
    assert "never-heard-of" in message(f"hf:{folder}", UnsupportedCheckpoint)


def test_a_model_that_writes_no_text_is_refused(tmp_path: Path) -> None:
    transformers.CLIPConfig().save_pretrained(tmp_path)
    said = message(f"hf:{tmp_path}", UnsupportedCheckpoint)
    assert "is a clip model, which transformers does not take for one that answers in text" in said


def test_a_folder_without_a_processor_is_told_what_to_copy(copied: Written) -> None:
    folder = copied("llava")
    (folder / "processor_config.json").unlink()
    said = message(f"hf:{folder}", UnsupportedCheckpoint)
    assert f"{folder} has a config.json, but not all that makes its input of text and images: Can't load image" in said
    assert "Copy processor_config.json, preprocessor_config.json, chat_template.jinja and the tokenizer's files" in said


@pytest.mark.parametrize("family", ["llava", "llama"])
def test_a_folder_without_a_tokenizer_is_told_what_to_copy(copied: Written, family: str) -> None:
    folder = copied(family)
    (folder / "tokenizer.json").unlink()
    assert "images: there is no tokenizer.json. Copy" in message(f"hf:{folder}", UnsupportedCheckpoint)


def test_a_processor_that_is_not_json_is_damaged(copied: Written) -> None:
    folder = copied("llava")
    (folder / "processor_config.json").write_text("{")
    assert f"A file of {folder} is damaged" in message(f"hf:{folder}", BrokenFile)


def test_a_package_that_does_not_import_is_said_with_the_first_reason() -> None:
    with pytest.raises(MissingExtra) as caught, importing("llava"):
        try:
            raise RuntimeError("operator torchvision::nms does not exist")
        except RuntimeError as error:
            raise ImportError("Could not import module 'LlamaConfig'.") from error
    assert str(caught.value) == (
        "hf:llava needs a package that is not installed, or that does not import (operator torchvision::nms does not "
        "exist). Where this speaks of torchvision: install it from the index that torch came from, with pip install "
        "--upgrade torch torchvision."
    )


def test_a_device_that_is_not_there_is_said_so(checkpoint: Written) -> None:
    said = message(f"hf:{checkpoint('llama')}", UsageError, device="cuda:97")
    assert "The device 'cuda:97' cannot be used here" in said


def test_an_attention_that_is_not_there_is_said_so(checkpoint: Written) -> None:
    said = message(f"hf:{checkpoint('llama')}", UnsupportedCheckpoint, attention="quick")
    assert "quick" in said


def test_a_language_model_is_shown_no_image(checkpoint: Written, pictures: list[Image]) -> None:
    folder = checkpoint("llama")
    said = refusal(load_model(f"hf:{folder}"), NoAnswer, pictures[0], "What?")
    assert said == f"hf:{folder} reads text only: ask it without images (scotoma ask --without-images)."


def test_how_many_images_a_model_does_not_take_is_said(checkpoint: Written, pictures: list[Image]) -> None:
    model = load_model(f"hf:{checkpoint('instructblip')}")
    assert "cannot answer a request without an image" in refusal(model, NoAnswer, "What?")
    assert "cannot answer a request with 2 images" in refusal(model, NoAnswer, *pictures[:2], "What?")


def test_a_chat_template_that_does_not_work_is_said_so(
    checkpoint: Written, pictures: list[Image], tmp_path: Path
) -> None:
    template = tmp_path / "mine.jinja"
    template.write_text("{{ messages[0].nothing.there }}")
    model = load_model(f"hf:{checkpoint('llava')}", chat_template=template)
    assert "UndefinedError" in refusal(model, NoAnswer, pictures[0], "What?")


def test_a_batch_without_room_names_the_option_that_helps(checkpoint: Written) -> None:
    model = load_model(f"hf:{checkpoint('llama')}")
    assert isinstance(model, HuggingFaceModel)

    model.model.generate = lambda **_: torch.empty(2**50)  # what torch says of it is what it says of a batch
    said = refusal(model, OutOfMemory, "What?")
    assert "cpu has no room for a batch of 1" in said
    assert "Ask for fewer at once with batch_size=1, or in half the size with dtype=bfloat16: --model-arg of" in said
