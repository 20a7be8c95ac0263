"""`openclip:ARCH/PRETRAINED_OR_FILE`: open_clip's models, with the activation and preprocessing their weights need."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scotoma.encoders.protocol import Preprocessing
from scotoma.encoders.runtime import Options
from scotoma.encoders.towers import Stated, TextTower, TowerEncoder, build_encoder
from scotoma.encoders.upstream import import_library, is_offline, read_object, reading_weights, weight_files
from scotoma.errors import MissingCheckpoint, UnknownName, UnsupportedCheckpoint
from scotoma.registry import unknown

__all__ = ["load_openclip"]

FITS: dict[str, Any] = {"shortest": "shorter", "longest": "longer", "squash": "squash"}
QUICK = "-quickgelu"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What open_clip is asked for: `model` is an architecture or "local-dir:...", `pretrained` a tag or a file."""

    model: str
    pretrained: str | None
    quick_gelu: bool = False


def load_openclip(target: str, options: Options) -> TowerEncoder:
    """An open_clip model with its text tower.

    `target` is "ViT-B-32/openai" (architecture and pretrained tag), "ViT-B-32//path/to/file.safetensors" (architecture
    and weight file), or a folder with open_clip_config.json. For a tag, open_clip knows whether the weights were
    trained with QuickGELU, and the model is built so. A bare file cannot say: for such weights (OpenAI's, DFN's,
    MetaCLIP's) add "-quickgelu" to the architecture, whichever it is.

    Rows are the projected image embeddings, not normalised; patch tokens are those that the pooling sees, for vision
    transformers whose pooling leaves the grid whole. Texts are cleaned and cut by the model's own tokenizer.

    Raises:
        UnknownName: open_clip knows no such architecture or tag.
        MissingCheckpoint: the weights are not on this machine and cannot be fetched.
        UnsupportedCheckpoint: the weights do not fit the architecture, or the preprocessing cannot be expressed.
        BrokenFile: the weight file is damaged.
        MissingExtra: open_clip is not installed, or does not import.
    """
    open_clip = import_library("open_clip", "openclip: encoders")
    checkpoint = _find(open_clip, target)
    model = _create(open_clip, checkpoint, target).eval()
    preprocessing = _preprocessing(model.visual.preprocess_cfg, target)
    words = "projected image embedding" + (", QuickGELU" if _uses_quick_gelu(open_clip, model) else "")
    visual = _image_network(open_clip, model.visual)
    del model.visual  # compiled apart: what is left is the text tower

    def load_text() -> TextTower:
        return TextTower(_text_network(model), _tokenizer(open_clip, checkpoint.model))

    return build_encoder(Stated(f"openclip:{target}", "openclip", preprocessing, words), visual, options, load_text)


def _find(open_clip: Any, target: str) -> Checkpoint:
    folder = Path(target).expanduser()
    if (folder / "open_clip_config.json").is_file():
        read_object(folder / "open_clip_config.json")
        weight_files(folder)
        return Checkpoint(f"local-dir:{folder}", None)
    if folder.is_dir():
        raise UnsupportedCheckpoint(f"{folder} holds no open_clip_config.json, which says what the weights are.")
    asked, _, pretrained = target.partition("/")
    known = open_clip.list_models()
    model = asked if asked in known else asked.removesuffix(QUICK)
    if model not in known:
        raise UnknownName(unknown("open_clip architecture", asked, known))
    tags = open_clip.list_pretrained_tags_by_model(model)
    if not pretrained:
        raise UnknownName(f"openclip:{asked} needs a pretrained tag or a weight file: {_examples(asked, tags)}.")
    if pretrained in tags:
        settings = open_clip.get_pretrained_cfg(model, pretrained)
        _fetch(open_clip, settings, f"{asked}/{pretrained}")
        return Checkpoint(model, pretrained, quick_gelu=model != asked or bool(settings.get("quick_gelu")))
    file = Path(pretrained).expanduser()
    if file.is_file():
        _warn_of_activation(open_clip, file, asked, model)
        return Checkpoint(model, str(file), quick_gelu=model != asked)
    if file.suffix or file.is_absolute():
        raise MissingCheckpoint(f"There is no weight file {file}. Expected openclip:{asked}/ and a path or a tag.")
    raise UnknownName(unknown(f"pretrained tag of {asked}", pretrained, tags))


def _examples(model: str, tags: Sequence[str]) -> str:
    return " or ".join(repr(f"openclip:{model}/{each}") for each in [*tags[:2], "/path/to/file.safetensors"])


def _warn_of_activation(open_clip: Any, file: Path, asked: str, model: str) -> None:
    """OpenAI's weights under an architecture with plain GELU run without a murmur, and give other rows."""
    plain = asked == model and not (open_clip.get_model_config(model) or {}).get("quick_gelu")
    if plain and any(maker in str(file).lower() for maker in ("openai", "dfn", "metaclip")):
        warnings.warn(
            f"{file} sounds like weights trained with QuickGELU, but {asked} uses plain GELU. "
            f"If so, use openclip:{asked}{QUICK}/{file}.",
            stacklevel=4,
        )


def _fetch(open_clip: Any, settings: dict[str, Any], what: str) -> None:
    """See that the weights of a tag are in the cache, fetching them unless offline."""
    if "file" in settings:  # a tag that a user registered for a file of their own
        return
    repository, _, file = str(settings.get("hf_hub", "")).rpartition("/")
    address = repository or settings.get("url", "")
    cached = Path("~/.cache/clip").expanduser() / Path(str(settings.get("url", ""))).name
    missing = MissingCheckpoint(
        f"The weights of openclip:{what} are not on this machine"
        f"{' (HF_HUB_OFFLINE is set)' if is_offline() else ' and could not be fetched'}. On a machine with internet: "
        + (f"hf download {address}{' ' + file if file else ''}" if repository else f"download {address}")
        + f"; then use the file: openclip:{_file_name(what, settings)}"
    )
    if not repository and is_offline() and not cached.is_file():
        raise missing
    try:
        open_clip.download_pretrained(settings)
    except (OSError, RuntimeError) as error:
        raise missing from error


def _file_name(what: str, settings: dict[str, Any]) -> str:
    model = what.partition("/")[0]
    quick = QUICK if settings.get("quick_gelu") and not model.endswith(QUICK) else ""
    return f"{model}{quick}//path/to/open_clip_model.safetensors"


def _create(open_clip: Any, checkpoint: Checkpoint, target: str) -> Any:
    try:
        with reading_weights(f"openclip:{target}"):
            return open_clip.create_model(
                checkpoint.model,
                pretrained=checkpoint.pretrained,
                force_quick_gelu=checkpoint.quick_gelu,
                require_pretrained=True,
                pretrained_text=False,
            )
    except OSError as error:  # a text tower whose configuration lies on the hub
        reason = str(error).strip().splitlines()[0]
        raise MissingCheckpoint(f"openclip:{target} needs more files than its weights: {reason}") from error


def _preprocessing(settings: dict[str, Any], target: str) -> Preprocessing:
    """open_clip's `image_transform` in our words; at inference its interpolation "random" means bicubic."""
    size = settings["size"]
    sides = {size} if isinstance(size, int) else set(size)
    if len(sides) != 1:
        raise UnsupportedCheckpoint(f"openclip:{target} takes pictures of {size} px; only squares can be expressed.")
    side, fill = int(sides.pop()), int(settings["fill_color"])
    return Preprocessing(
        side_px=side,
        resize_px=side,
        fit=FITS[settings["resize_mode"]],
        interpolation="bilinear" if settings["interpolation"] == "bilinear" else "bicubic",
        mean=_triple(settings["mean"]),
        std=_triple(settings["std"]),
        pad_rgb=(fill, fill, fill),
        crop_rounding="round",
    )


def _triple(values: float | Sequence[float]) -> tuple[float, float, float]:
    if isinstance(values, (int, float)):
        return float(values), float(values), float(values)
    first, second, third = values
    return float(first), float(second), float(third)


def _uses_quick_gelu(open_clip: Any, model: Any) -> bool:
    return any(isinstance(each, open_clip.model.QuickGELU) for each in model.visual.modules())


def _image_network(open_clip: Any, visual: Any) -> Any:
    """The image tower as a module that gives rows, or rows and patch tokens where the grid reaches the pooling."""
    import torch

    whole_grid = getattr(visual, "attn_pool", visual) is None  # a VisionTransformer without attentional pooling
    trunk = getattr(visual, "trunk", None)
    prefix = getattr(trunk, "num_prefix_tokens", None)
    if whole_grid:
        visual.output_tokens = True

    class Images(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.visual = visual

        def forward(self, values: torch.Tensor) -> Any:
            if prefix is not None:
                tokens = self.visual.trunk.forward_features(values)
                return self.visual.head(self.visual.trunk.forward_head(tokens)), tokens[:, prefix:]
            found = self.visual(values)
            return found[0] if isinstance(found, tuple) and not whole_grid else found

    return Images()


def _text_network(model: Any) -> Any:
    import torch

    class Texts(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: torch.Tensor) -> Any:
            return self.model.encode_text(ids)

    return Texts()


def _tokenizer(open_clip: Any, model: str) -> Any:
    try:
        tokenizer = open_clip.get_tokenizer(model)
    except (OSError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise MissingCheckpoint(f"The tokenizer of openclip:{model} is not on this machine: {reason}") from error

    def tokenise(texts: Sequence[str]) -> tuple[np.ndarray, ...]:
        return (tokenizer(list(texts)).numpy(),)

    return tokenise
