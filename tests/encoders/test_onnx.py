import json
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scotoma.encoders import EncoderFacts, Preprocessing, load_encoder
from scotoma.encoders.onnx_export import TextExport, export_onnx
from scotoma.encoders.preprocessing import normalise
from scotoma.errors import (
    BrokenFile,
    MissingCheckpoint,
    MissingExtra,
    NoTextTower,
    ScotomaError,
    UnsupportedCheckpoint,
    UsageError,
)
from tests.encoders.contract import check_encoder, drawn_picture

SIDE = 32
MEAN, STD = (0.48, 0.46, 0.41), (0.27, 0.26, 0.28)
PREPROCESSING = Preprocessing(SIDE, 36, mean=MEAN, std=STD)
FACTS = EncoderFacts("mine", "test", 12, PREPROCESSING, 16, 8, "projected image embedding", True, None)
WORDS = ["a", "cat", "dog", "the", "on", "left", "two", "birds", "that", "look", "away"]


def towers() -> tuple[Any, Any]:
    """A small image tower that gives rows and patches, and a text tower whose row depends on the order of words."""
    import torch

    class Images(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.patches = torch.nn.Conv2d(3, 8, 8, 8)
            self.norm = torch.nn.LayerNorm(8)
            self.project = torch.nn.Linear(8, 12)

        def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            tokens = self.norm(self.patches(values).flatten(2).transpose(1, 2))
            return self.project(torch.nn.functional.gelu(tokens).mean(dim=1)), tokens

    class Texts(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = torch.nn.Embedding(16, 8)
            self.places = torch.nn.Parameter(torch.randn(10, 8))
            self.project = torch.nn.Linear(8, 12)

        def forward(self, ids: torch.Tensor) -> Any:
            return self.project((self.words(ids) * self.places).sum(dim=1))

    torch.manual_seed(0)
    return Images().eval(), Texts().eval()


def write_tokenizer(path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    table = {"[PAD]": 0, "[UNK]": 1, **{word: 2 + index for index, word in enumerate(WORDS)}}
    tokenizer = Tokenizer(models.WordLevel(table, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(path))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("onnx")
    write_tokenizer(folder / "words.json")
    images, texts = towers()
    text = TextExport(texts, folder / "words.json", context_length=10)
    return export_onnx(folder / "mine", images, FACTS, text=text)


@pytest.fixture
def copied(exported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported, tmp_path / "copy"))


def change(folder: Path, part: str | None = None, **values: Any) -> None:
    path = folder / "encoder.json"
    content = json.loads(path.read_text())
    (content if part is None else content[part]).update(values)
    path.write_text(json.dumps(content))


def pixels_of(encoder: Any, count: int = 3) -> np.ndarray:
    return np.stack([encoder.preprocess(drawn_picture(seed, (90 + 7 * seed, 61))) for seed in range(count)])


def test_an_exported_folder_keeps_the_contract(exported: Path) -> None:
    check_encoder(load_encoder(f"onnx:{exported}"))


def test_rows_patches_and_texts_are_those_of_the_torch_modules(exported: Path) -> None:
    import torch

    encoder = load_encoder(f"onnx:{exported}")
    images, texts = towers()
    pixels = pixels_of(encoder)
    with torch.no_grad():
        rows, patches = images(torch.from_numpy(normalise(pixels, PREPROCESSING)))
        wanted = texts(torch.tensor([[2, 3, *[0] * 8], [5, 4, 1, *[0] * 7]]))
    np.testing.assert_allclose(encoder.embed_images(pixels), rows.numpy(), atol=1e-5)
    np.testing.assert_allclose(encoder.embed_patches(pixels), patches.numpy(), atol=1e-5)
    np.testing.assert_allclose(encoder.embed_texts(["a cat", "the dog barks"]), wanted.numpy(), atol=1e-5)


def test_a_text_longer_than_the_context_is_cut(exported: Path) -> None:
    encoder = load_encoder(f"onnx:{exported}")
    long, cut = encoder.embed_texts(["a cat " * 20, "a cat " * 5])
    np.testing.assert_array_equal(long, cut)


def test_an_exported_folder_needs_no_torch(exported: Path) -> None:
    import subprocess

    code = (
        "import sys; sys.modules['torch'] = None; import numpy as np; from scotoma.encoders import load_encoder\n"
        f"encoder = load_encoder('onnx:{exported}')\n"
        "print(encoder.embed_images(np.zeros((2, 32, 32, 3), np.uint8)).shape, encoder.embed_texts(['a']).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("(2, 12) (1, 12)", "")


def test_the_hash_follows_the_weights(exported: Path, tmp_path: Path) -> None:
    import torch

    images, _ = towers()
    with torch.no_grad():
        images.project.bias += 1
    other = export_onnx(tmp_path / "other", images, FACTS)
    assert load_encoder(f"onnx:{other}").facts.weights_sha256 != load_encoder(f"onnx:{exported}").facts.weights_sha256
    with pytest.raises(NoTextTower, match="has no text tower"):
        load_encoder(f"onnx:{other}").embed_texts(["a"])


@pytest.mark.parametrize("name", ["image.onnx", "text.onnx", "tokenizer.json"])
def test_a_damaged_file_is_told_by_its_hash(copied: Path, name: str) -> None:
    (copied / name).write_bytes((copied / name).read_bytes()[:-20])
    with pytest.raises(
        BrokenFile, match=rf"{name} has sha256 .* encoder.json states .* Export or copy the folder again"
    ):
        load_encoder(f"onnx:{copied}")


def test_a_graph_that_is_no_graph_is_told(copied: Path) -> None:
    change(copied, sha256={})
    (copied / "image.onnx").write_bytes(b"no graph at all")
    with pytest.raises(BrokenFile, match=r"onnxruntime cannot read .*image.onnx .* Export or copy it again"):
        load_encoder(f"onnx:{copied}")


def test_a_damaged_tokenizer_is_told(copied: Path) -> None:
    change(copied, sha256={})
    (copied / "tokenizer.json").write_text("{")
    with pytest.raises(BrokenFile, match=r"tokenizer.json is not JSON"):
        load_encoder(f"onnx:{copied}").embed_texts(["a"])


@pytest.mark.parametrize("name", ["image.onnx", "text.onnx", "tokenizer.json"])
def test_a_missing_file_is_told(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(MissingCheckpoint, match=rf"{name} is missing. The folder is incomplete"):
        load_encoder(f"onnx:{copied}")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingCheckpoint, match=r"There is no folder .*nowhere. .*see docs/how-to/onnx-folders.md"):
        load_encoder(f"onnx:{tmp_path / 'nowhere'}")


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(UnsupportedCheckpoint, match=r"holds holiday.jpg; expected encoder.json"):
        load_encoder(f"onnx:{tmp_path}")


@pytest.mark.parametrize(
    ("part", "values", "error", "message"),
    [
        (None, {"version": 9}, BrokenFile, r"version 9\); expected scotoma-onnx-encoder \(version 1"),
        (None, {"image": None}, BrokenFile, "'image' holds None; expected an object with"),
        (
            "image",
            {"colour": 1},
            BrokenFile,
            r"'image' holds \['colour'\]; expected an object with some of file, input",
        ),
        (None, {"text": {"file": "text.onnx"}}, BrokenFile, "'text' is incomplete .*missing"),
        ("image", {"layout": "HWCN"}, BrokenFile, "'layout' is 'HWCN'; expected NHWC or NCHW"),
        ("preprocessing", {"fit": "any"}, BrokenFile, "'fit' is 'any'; expected shorter or squash or longer"),
        ("image", {"input": "x"}, UnsupportedCheckpoint, r"no input 'x'; it has the inputs \['pixels'\]"),
        ("image", {"output": "y"}, UnsupportedCheckpoint, r"no output 'y'; .* outputs \['image_row', 'patch_tokens'\]"),
        ("preprocessing", {"side_px": 36}, UnsupportedCheckpoint, "takes pictures of 32 px .* gives 36 px"),
    ],
)
def test_a_wrong_description_is_told_when_loading(
    copied: Path, part: str | None, values: dict[str, Any], error: type[ScotomaError], message: str
) -> None:
    change(copied, part, **values)
    with pytest.raises(error, match=message):
        load_encoder(f"onnx:{copied}")


def test_a_wrong_width_is_told(copied: Path) -> None:
    change(copied, "image", width=13)
    encoder = load_encoder(f"onnx:{copied}")
    with pytest.raises(UnsupportedCheckpoint, match=r"'image_row' has the shape \(12,\) an item; .* says \(13,\)"):
        encoder.embed_images(np.zeros((1, SIDE, SIDE, 3), np.uint8))


def test_what_onnxruntime_cannot_do_is_refused(exported: Path) -> None:
    with pytest.raises(UsageError, match=r"run in onnxruntime.* torch in float32 was asked for"):
        load_encoder(f"onnx:{exported}", runtime="torch")
    with pytest.raises(UsageError, match="auto in bfloat16 was asked for"):
        load_encoder(f"onnx:{exported}", dtype="bfloat16")
    with pytest.raises(UsageError, match="onnxruntime cannot use the device 'tpu'"):
        load_encoder(f"onnx:{exported}", device="tpu")


def test_reading_texts_says_what_package_is_missing(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = load_encoder(f"onnx:{exported}")
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(MissingExtra, match="needs the package tokenizers"):
        encoder.embed_texts(["a"])


def test_exporting_says_what_packages_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxscript", None)
    with pytest.raises(MissingExtra, match="Exporting needs onnxscript: pip install onnxscript"):
        export_onnx(tmp_path / "mine", towers()[0], FACTS)


def test_an_export_whose_facts_are_wrong_leaves_nothing_behind(tmp_path: Path) -> None:
    from dataclasses import replace

    with pytest.raises(UnsupportedCheckpoint, match=r"gives \[\(12,\), \(16, 8\)\] an image; the facts say \[\(11,\)"):
        export_onnx(tmp_path / "mine", towers()[0], replace(FACTS, width=11))
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_gives_other_numbers_is_refused(tmp_path: Path) -> None:
    import torch

    class Restless(torch.nn.Module):
        def forward(self, values: torch.Tensor) -> torch.Tensor:
            return values.mean(dim=(2, 3)) + torch.rand(3)

    facts = EncoderFacts("mine", "test", 3, PREPROCESSING, 0, 0, "mean", False, None)
    with pytest.raises(UnsupportedCheckpoint, match=r"image.onnx differs from the module by .* free of randomness"):
        export_onnx(tmp_path / "mine", Restless(), facts)


def test_an_export_does_not_replace_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(UsageError, match=r"holds something other than an exported encoder. Choose another folder"):
        export_onnx(tmp_path, towers()[0], FACTS)
    assert (tmp_path / "holiday.jpg").exists()


def test_weights_in_a_file_of_their_own_count_in_the_hash(copied: Path) -> None:
    import onnx

    graph = onnx.load(copied / "image.onnx")
    file = copied / "image.onnx"
    onnx.save(graph, file, save_as_external_data=True, location="image.onnx.data", size_threshold=1024)
    change(copied, sha256={})
    before = load_encoder(f"onnx:{copied}")
    assert before.embed_images(pixels_of(before)).shape == (3, 12)
    changed = bytearray((copied / "image.onnx.data").read_bytes())
    changed[0] ^= 1
    (copied / "image.onnx.data").write_bytes(changed)
    assert load_encoder(f"onnx:{copied}").facts.weights_sha256 != before.facts.weights_sha256


def hand_made(folder: Path, batch: int | str, kind: int, layout: str) -> Path:
    """A graph that gives the three channels' means, written without torch, which scotoma normalises for."""
    import onnx
    from onnx import helper

    shape = [batch, 3, SIDE, SIDE] if layout == "NCHW" else [batch, SIDE, SIDE, 3]
    axes = helper.make_tensor("axes", onnx.TensorProto.INT64, [2], [2, 3] if layout == "NCHW" else [1, 2])
    nodes = [
        helper.make_node("Cast", ["x"], ["wide"], to=onnx.TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["wide", "axes"], ["y"], keepdims=0),
    ]
    given = helper.make_tensor_value_info("x", kind, shape)
    result = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [batch, 3])
    graph = helper.make_graph(nodes, "means", [given], [result], [axes])
    folder.mkdir()
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), folder / "image.onnx"
    )
    image = {"file": "image.onnx", "input": "x", "output": "y", "width": 3, "layout": layout}
    content = {
        "preprocessing": {"side_px": SIDE, "resize_px": SIDE, "mean": MEAN, "std": STD},
        "image": {**image, "normalisation": "outside"},
    }
    head = {"kind": "scotoma-onnx-encoder", "version": 1}
    (folder / "encoder.json").write_text(json.dumps({**head, **content}))
    return folder


@pytest.mark.parametrize(("batch", "kind"), [("n", 1), (2, 1), (1, 10), (4, 10)])  # 1 is FLOAT, 10 is FLOAT16
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_a_folder_written_by_hand_is_read(tmp_path: Path, batch: int | str, kind: int, layout: str) -> None:
    encoder = load_encoder(f"onnx:{hand_made(tmp_path / 'hand', batch, kind, layout)}")
    pixels = pixels_of(encoder)
    wanted = (pixels.mean(axis=(1, 2)) / 255 - MEAN) / STD
    np.testing.assert_allclose(encoder.embed_images(pixels), wanted, atol=1e-5 if kind == 1 else 1e-2)


def legacy_export(module: Any, example: Any, path: Path, given: str, result: str) -> None:
    import torch

    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter itself, which the public folders were made with
        torch.onnx.export(
            module.eval(),
            (example,),
            str(path),
            input_names=[given],
            output_names=[result, *(["pooler_output"] if result == "last_hidden_state" else [])],
            dynamic_axes={given: {0: "batch"}},
            dynamo=False,
        )


def optimum_clip(folder: Path) -> tuple[Any, Any]:
    """A tiny CLIP in the layout of optimum and transformers.js; returns the model and its image processor."""
    import torch
    from transformers import CLIPConfig, CLIPModel
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    tower = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    vision = {**tower, "image_size": SIDE, "patch_size": 8}
    text = {
        **tower,
        "vocab_size": 16,
        "pad_token_id": 15,
        "max_position_embeddings": 10,
        "eos_token_id": 15,
        "bos_token_id": 14,
    }
    torch.manual_seed(0)
    model: Any = CLIPModel(CLIPConfig(vision_config=vision, text_config=text, projection_dim=12))
    model.eval()
    processor = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})

    class Images(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.vision, self.project = model.vision_model, model.visual_projection

        def forward(self, values: torch.Tensor) -> Any:
            return self.project(self.vision(values).pooler_output)

    class Texts(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.text, self.project = model.text_model, model.text_projection

        def forward(self, ids: torch.Tensor) -> Any:
            return self.project(self.text(ids).pooler_output)

    model.config.save_pretrained(folder)
    processor.save_pretrained(folder)
    write_tokenizer(folder / "tokenizer.json")
    example = torch.zeros(2, 3, SIDE, SIDE)
    legacy_export(Images(), example, folder / "onnx/vision_model.onnx", "pixel_values", "image_embeds")
    ids = torch.ones(2, 10, dtype=torch.int64)
    legacy_export(Texts(), ids, folder / "onnx/text_model.onnx", "input_ids", "text_embeds")
    return model, processor


def test_a_folder_of_optimum_gives_what_transformers_gives(tmp_path: Path) -> None:
    import torch

    model, processor = optimum_clip(tmp_path)
    encoder = load_encoder(f"onnx:{tmp_path}")
    pictures = [drawn_picture(seed, (40 + 9 * seed, 77)) for seed in range(5)]
    pixels = np.stack([encoder.preprocess(picture) for picture in pictures])
    values = processor(pictures, return_tensors="pt")["pixel_values"]
    np.testing.assert_allclose(normalise(pixels, encoder.facts.preprocessing), values.numpy(), atol=1e-5)
    with torch.no_grad():
        wanted = model.visual_projection(model.vision_model(values).pooler_output).numpy()
        ids = torch.tensor([[2, 3, *[15] * 8]])
        words = model.text_projection(model.text_model(ids).pooler_output).numpy()
    np.testing.assert_allclose(encoder.embed_images(pixels), wanted, atol=1e-4 * np.abs(wanted).max())
    assert encoder.facts.vector == "projected image embedding"
    assert encoder.facts.reads_text
    np.testing.assert_allclose(encoder.embed_texts(["a cat"]), words, atol=1e-5)


@pytest.mark.parametrize(
    ("family", "processor"), [("Siglip", "Siglip"), ("ViT", "ViT"), ("Dinov2", "Bit"), ("DINOv3ViT", "ViT")]
)
def test_vector_and_patches_of_other_optimum_folders_are_those_of_transformers(
    tmp_path: Path, family: str, processor: str
) -> None:
    import torch
    import transformers

    part = "SiglipVision" if family == "Siglip" else family
    tower = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": SIDE, "patch_size": 8}
    torch.manual_seed(0)
    registers = {"num_register_tokens": 3} if family == "DINOv3ViT" else {}
    config = getattr(transformers, f"{part}Config")(**tower, **registers)
    model = getattr(transformers, f"{part}Model")(config).eval()
    config.save_pretrained(tmp_path)
    size = {"size": {"shortest_edge": SIDE}, "crop_size": {"height": SIDE, "width": SIDE}}
    settings = size if processor == "Bit" else {"size": {"height": SIDE, "width": SIDE}}
    kind = {"image_processor_type": f"{processor}ImageProcessor"}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps({**kind, **settings}))

    class Tokens(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, values: torch.Tensor) -> Any:
            found = self.model(values)
            return found.last_hidden_state, found.pooler_output

    legacy_export(Tokens(), torch.zeros(2, 3, SIDE, SIDE), tmp_path / "model.onnx", "pixel_values", "last_hidden_state")
    encoder = load_encoder(f"onnx:{tmp_path}")
    pixels = pixels_of(encoder)
    with torch.no_grad():
        found = model(torch.from_numpy(normalise(pixels, encoder.facts.preprocessing)))
    tokens = found.last_hidden_state.numpy()
    wanted = found.pooler_output.numpy() if family == "Siglip" else tokens[:, 0]
    np.testing.assert_allclose(encoder.embed_images(pixels), wanted, atol=1e-4)
    np.testing.assert_allclose(encoder.embed_patches(pixels), tokens[:, -16:], atol=1e-4)
    check_encoder(encoder)


def test_a_folder_of_optimum_with_another_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "whisper"}')
    (tmp_path / "preprocessor_config.json").write_text("{}")
    (tmp_path / "model.onnx").touch()
    with pytest.raises(UnsupportedCheckpoint, match=r"exported model of type 'whisper'; .* clip, siglip, vit, dinov2"):
        load_encoder(f"onnx:{tmp_path}")
