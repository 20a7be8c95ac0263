"""Encoder names: what they stand for, loading one, listing them."""

import difflib
from dataclasses import dataclass

from scotoma.encoders.mini import MINIS
from scotoma.encoders.protocol import Encoder
from scotoma.encoders.runtime import Options, check_options
from scotoma.encoders.toy import TOYS
from scotoma.errors import UnknownName
from scotoma.registry import Registry, unknown

__all__ = ["EncoderName", "check_name", "encoder_names", "load_encoder"]

# Prefix: the loader, what follows the prefix ("NAMED": one of a few names, listed one by one), and what it is.
FAMILIES = {
    "hf": ("scotoma.encoders.huggingface:load_huggingface", "REPO_OR_FOLDER", "a transformers checkpoint"),
    "openclip": ("scotoma.encoders.openclip:load_openclip", "ARCH/PRETRAINED_OR_FILE", "an open_clip model"),
    "timm": ("scotoma.encoders.timm:load_timm", "NAME", "a timm model, image only"),
    "onnx": ("scotoma.encoders.onnx:load_onnx", "FOLDER", "an exported image tower, with its text tower if any"),
    "mini": ("scotoma.encoders.mini:load_mini", "NAMED", "a small encoder that is built in"),
    "toy": ("scotoma.encoders.toy:load_toy", "NAMED", "a weightless descriptor"),
}

REGISTRY: Registry[Encoder] = Registry(
    "kind of encoder", "scotoma.encoders", {prefix: target for prefix, (target, _, _) in FAMILIES.items()}
)


@dataclass(frozen=True, slots=True)
class EncoderName:
    """A name `load_encoder` understands, capitals standing for what the user fills in, and one line on what it is."""

    name: str
    about: str


def load_encoder(
    name: str,
    *,
    runtime: str = "auto",
    device: str = "auto",
    dtype: str = "float32",
    batch_size: int | None = None,
) -> Encoder:
    """The encoder called `name`, ready to embed: "hf:openai/clip-vit-large-patch14", "toy:layout", ...

    "auto" takes OpenVINO on a CPU where installed, torch otherwise. `runtime` may force "torch", "openvino" or
    "onnxruntime"; `device` is "cpu" or a name torch knows ("cuda:1"); `dtype` is "float32", "bfloat16" or "float16";
    `batch_size` None lets the encoder choose. The weightless encoders compute with numpy whatever is asked.

    Raises:
        UnknownName: no encoder has that name; the message gives the nearest ones.
        MissingCheckpoint: the weights are not on this machine.
        UnsupportedCheckpoint, BrokenFile: they are, but of a kind scotoma does not read, or damaged.
        MissingExtra: an optional dependency is not installed.
        UsageError: the runtime, device or dtype cannot be had here.
    """
    check_name(name)
    prefix, _, rest = name.partition(":")
    options = Options(runtime, device, dtype, batch_size)
    check_options(options)
    return REGISTRY.load(prefix)(rest, options)


def check_name(name: str) -> None:
    """Refuse a name that no encoder can have, before anything is read.

    Raises:
        UnknownName: its kind is unknown, or it is none of the built-in ones of its kind; the message gives the nearest.
    """
    prefix, colon, rest = name.partition(":")
    if not (colon and rest) or (prefix not in REGISTRY.names()):
        raise UnknownName(_unknown_name(name))
    complete = [each.name for each in encoder_names() if each.name.islower() and not each.name.endswith("...")]
    of_kind = [each for each in complete if each.startswith(f"{prefix}:")]
    if of_kind and name not in of_kind:
        raise UnknownName(unknown("encoder", name, of_kind))


def encoder_names() -> list[EncoderName]:
    """Every name `load_encoder` understands, sorted by kind, with one line on each."""
    listed = [
        EncoderName(f"{prefix}:{rest}", about) for prefix, (_, rest, about) in FAMILIES.items() if rest != "NAMED"
    ]
    added = [
        EncoderName(f"{prefix}:...", "from an installed package")
        for prefix in REGISTRY.names()
        if prefix not in FAMILIES
    ]
    minis = [EncoderName(f"mini:{name}", about) for name, about in MINIS.items()]
    return [*listed, *added, *minis, *(EncoderName(f"toy:{name}", toy.about) for name, toy in TOYS.items())]


def _unknown_name(name: str) -> str:
    """The message for a name without a known kind: what was probably meant, else how names look."""
    prefix, colon, rest = name.partition(":")
    kinds = REGISTRY.names()
    near = difflib.get_close_matches(prefix, kinds, n=1, cutoff=0.7)
    if prefix in kinds:
        return unknown("encoder", name, [each.name for each in encoder_names() if each.name.startswith(prefix)])
    if colon and near:
        return f"No encoder is named {name!r}. Did you mean {f'{near[0]}:{rest}'!r}?"
    if not colon and "/" in name:
        return f"No encoder is named {name!r}: its kind is missing. Did you mean 'hf:{name}'?"
    if not colon and difflib.get_close_matches(name, TOYS, n=1, cutoff=0.7):
        return unknown("encoder", f"toy:{name}", [f"toy:{toy}" for toy in TOYS]).replace(f"toy:{name}", name, 1)
    shown = ", ".join(f"{kind}:" for kind in kinds)
    return (
        f"No encoder is named {name!r}. An encoder's name begins with its kind: {shown}; for example "
        "hf:openai/clip-vit-large-patch14 or toy:layout. 'scotoma encoders' lists them."
    )
