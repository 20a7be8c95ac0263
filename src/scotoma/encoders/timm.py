"""`timm:NAME`: timm's image models, giving what `num_classes=0` gives, with the preprocessing their weights need."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from scotoma.encoders.protocol import Preprocessing
from scotoma.encoders.runtime import Options
from scotoma.encoders.towers import Stated, TowerEncoder, build_encoder
from scotoma.encoders.upstream import import_library, is_offline, read_object, reading_weights, weight_files
from scotoma.errors import MissingCheckpoint, UnknownName, UnsupportedCheckpoint
from scotoma.registry import unknown

__all__ = ["load_timm"]

FITS: dict[str, Literal["shorter", "squash", "longer"]] = {"center": "shorter", "squash": "squash", "border": "longer"}
INTERPOLATIONS: dict[str, Any] = {each: each for each in ("nearest", "bilinear", "bicubic", "lanczos")}
POOLS = {
    "token": "class token after the final norm",
    "distilled": "mean of the class and the distillation token after the final norm",
    "avg": "mean of the tokens or the feature map",
    "avgmax": "mean and maximum of the tokens",
    "map": "attention-pooled tokens",
}


def load_timm(target: str, options: Options) -> TowerEncoder:
    """A timm model without its classifier.

    `target` is a model name with or without timm's tag ("vit_small_patch14_dinov2.lvd142m"), a name with a weight file
    ("vit_small_patch14_dinov2@/path/model.safetensors"), or a folder in timm's hub format (config.json beside the
    weights). Rows are those of the model made with `num_classes=0`: the class token, the mean or the attention pooling,
    whichever the model was trained with; the facts say which. Patch tokens are those after the last norm of
    `forward_features`, for models that keep a token sequence.

    Raises:
        UnknownName: timm knows no such model.
        MissingCheckpoint: the weights are not on this machine and cannot be fetched, or there are none.
        UnsupportedCheckpoint: the weights do not fit the model, or the preprocessing cannot be expressed.
        BrokenFile: the weight file is damaged.
        MissingExtra: timm is not installed, or does not import.
    """
    timm = import_library("timm", "timm: encoders")
    model = _create(timm, target).eval()
    preprocessing = _preprocessing(timm.data.resolve_model_data_config(model), target)
    model.reset_classifier(0)
    stated = Stated(f"timm:{target}", "timm", preprocessing, POOLS.get(_pool(model), "pooled features"))
    return build_encoder(stated, _network(model, preprocessing.side_px, target), options)


def _pool(model: Any) -> str:
    """timm's name of the pooling: transformers keep it as a word, convolutional networks inside a module."""
    if getattr(model, "dist_token", None) is not None:
        return "distilled"
    holder = model if hasattr(model, "global_pool") else getattr(model, "head", None)
    pool = getattr(holder, "global_pool", "")
    return str(pool if isinstance(pool, str) else getattr(pool, "pool_type", ""))


def _create(timm: Any, target: str) -> Any:
    """The model with its classifier: only then does timm load the weights strictly, and tell of missing ones."""
    folder = Path(target).expanduser()
    if (folder / "config.json").is_file():
        read_object(folder / "config.json")
        weight_files(folder)
        with reading_weights(f"timm:{target}"):
            return timm.create_model(f"local-dir:{folder}", pretrained=True)
    if folder.is_dir():
        raise UnsupportedCheckpoint(
            f"{folder} holds no config.json; expected a folder as timm.models.save_for_hf writes."
        )
    name, at, file = target.partition("@")
    _check_name(timm, name)
    if at:
        return _create_from_file(timm, name, Path(file).expanduser())
    settings = timm.get_pretrained_cfg(name)
    if settings is None or not (settings.has_weights):
        raise MissingCheckpoint(
            f"timm publishes no weights for {name!r}. Give a file: timm:{name}@/path/to/file.safetensors"
        )
    return _create_published(timm, name, settings)


def _check_name(timm: Any, name: str) -> None:
    architecture, _, tag = name.partition(".")
    if not timm.is_model(architecture):
        raise UnknownName(unknown("timm model", name, timm.list_models()))
    tags = [each.partition(".")[2] for each in timm.list_pretrained(f"{architecture}.*")]
    if tag and tag not in tags:
        raise UnknownName(unknown(f"tag of the timm model {architecture}", tag, tags))


def _create_published(timm: Any, name: str, settings: Any) -> Any:
    repository, url = settings.hf_hub_id, settings.url
    missing = MissingCheckpoint(
        f"The weights of timm:{name} are not on this machine"
        f"{' (HF_HUB_OFFLINE is set)' if is_offline() else ' and could not be fetched'}. On a machine with internet: "
        + (f"hf download {repository} model.safetensors" if repository else f"download {url}")
        + f"; then use the file: timm:{name}@/path/to/{'model.safetensors' if repository else Path(url).name}"
    )
    if not repository and is_offline() and not timm.models.check_cached_file(url):
        raise missing
    try:
        with reading_weights(f"timm:{name}"):
            return timm.create_model(name, pretrained=True)
    except OSError as error:
        raise missing from error


def _create_from_file(timm: Any, name: str, file: Path) -> Any:
    if not file.is_file():
        raise MissingCheckpoint(f"There is no weight file {file}. Expected timm:{name}@ and the path of a file.")
    settings = timm.get_pretrained_cfg(name, allow_unregistered=True)
    with reading_weights(f"timm:{name}@{file}"):
        classes = _classes(timm, file, settings.classifier if settings else None)
        overlay = {"file": str(file), "num_classes": classes}
        return timm.create_model(name, pretrained=True, pretrained_cfg_overlay=overlay, num_classes=classes)


def _classes(timm: Any, file: Path, classifier: Any) -> int:
    """How many classes the file's own classifier has: 0 without one."""
    name = classifier if isinstance(classifier, str) else next(iter(classifier or ()), "")
    head = timm.models.load_state_dict(str(file)).get(f"{name}.weight")
    return 0 if head is None else int(head.shape[0])


def _preprocessing(settings: dict[str, Any], target: str) -> Preprocessing:
    """timm's `create_transform(is_training=False)` in our words."""
    channels, height, width = settings["input_size"]
    fit = FITS.get(settings["crop_mode"])
    interpolation = INTERPOLATIONS.get(settings["interpolation"])
    if channels != 3 or height != width or fit is None or interpolation is None:
        raise UnsupportedCheckpoint(
            f"timm:{target} takes {channels} x {height} x {width} with crop mode {settings['crop_mode']!r} and "
            f"interpolation {settings['interpolation']!r}; only square RGB with {', '.join(FITS)} and "
            f"{', '.join(INTERPOLATIONS)} can be expressed."
        )
    mean, std = _triple(settings["mean"]), _triple(settings["std"])
    return Preprocessing(
        side_px=height,
        resize_px=math.floor(height / settings["crop_pct"]),
        fit=fit,
        interpolation=interpolation,
        mean=mean,
        std=std,
        pad_rgb=(round(255 * mean[0]), round(255 * mean[1]), round(255 * mean[2])),
        crop_rounding="round",
    )


def _triple(values: Sequence[float]) -> tuple[float, float, float]:
    first, second, third = values
    return float(first), float(second), float(third)


def _network(model: Any, side_px: int, target: str) -> Any:
    """The model as a module that gives rows, or rows and patch tokens where it keeps a token sequence."""
    import torch

    prefix = getattr(model, "num_prefix_tokens", 0)
    with torch.inference_mode():
        features = model.forward_features(torch.zeros(1, 3, side_px, side_px))
        rows = model.forward_head(features)
    if rows.ndim != 2:
        raise UnsupportedCheckpoint(
            f"timm:{target} gives {tuple(rows.shape[1:])} an image, not one vector: it was made without pooling."
        )
    grid = getattr(getattr(model, "patch_embed", None), "num_patches", None)
    has_patches = torch.is_tensor(features) and features.ndim == 3 and features.shape[1] - prefix == grid

    class Images(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, values: torch.Tensor) -> Any:
            tokens = self.model.forward_features(values)
            rows = self.model.forward_head(tokens)
            return (rows, tokens[:, prefix:]) if has_patches else rows

    return Images()
