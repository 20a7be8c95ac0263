"""Model names: what they stand for, loading one, what inspect_ai calls it, listing them."""

import difflib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from scotoma.errors import MissingExtra, UnknownName
from scotoma.models.minis import MINIS
from scotoma.models.options import ModelOptions, check_options
from scotoma.models.protocol import ImageTextModel
from scotoma.models.toy import TOYS
from scotoma.registry import Registry, unknown

__all__ = ["OPTIONS", "PROVIDER", "ModelName", "check_name", "inspect_name", "is_ours", "load_model", "model_names"]

PROVIDER = "scotoma"
"""What inspect_ai calls the provider of our models, as in "scotoma/toy:first"."""

OPTIONS = ("device", "dtype", "batch_size", "attention", "chat_template")
"""What `load_model` takes besides a name, and `inspect eval` with -M."""

# Prefix: the loader, what follows the prefix ("NAMED": one of a few names, listed one by one), and what it is.
FAMILIES = {
    "hf": (
        "scotoma.models.huggingface:load_huggingface",
        "REPO_OR_FOLDER",
        "a transformers checkpoint, computed here: LLaVA, InstructBLIP, Qwen-VL, InternVL, SmolVLM, ... or text only",
    ),
    "mix": (
        "scotoma.mixture.asking:load_mixture",
        "FOLDER",
        "a mixture: a language model that looks through several encoders",
    ),
    "mini": ("scotoma.mixture.onnx_model:load_mini", "NAMED", "a small mixture that is part of the package"),
    "replay": (
        "scotoma.models.replay:load_replay",
        "FILE_OR_FOLDER",
        "answers that were given before: JSON lines, or a run's answers",
    ),
    "toy": ("scotoma.models.toy:load_toy", "NAMED", "an answerer that looks at nothing"),
}

REGISTRY: Registry[ImageTextModel] = Registry(
    "kind of model", "scotoma.models", {prefix: target for prefix, (target, _, _) in FAMILIES.items()}
)


@dataclass(frozen=True, slots=True)
class ModelName:
    """A name that can be asked, capitals standing for what the user fills in, and one line on what it is."""

    name: str
    about: str


def load_model(
    name: str,
    *,
    device: str = "auto",
    dtype: str = "auto",
    batch_size: int | None = None,
    attention: str | None = None,
    chat_template: str | Path | None = None,
) -> ImageTextModel:
    """The model called `name`, ready to answer: "hf:llava-hf/llava-1.5-7b-hf", "replay:answers.jsonl", "toy:first".

    `ModelOptions` says what the options mean. inspect_ai's own models ("openai/gpt-4o") are not loaded here.

    Raises:
        UnknownName: no model of ours has that name; the message gives the nearest ones.
        MissingCheckpoint, UnreadableSource: nothing is there under that name.
        UnsupportedCheckpoint, BrokenFile: something is, but of a kind scotoma does not read, or damaged.
        MissingExtra: an optional dependency is not installed.
        UsageError: an option that cannot be had here.
    """
    check_name(name)
    template = None if chat_template is None else Path(chat_template).expanduser()
    options = ModelOptions(device, dtype, batch_size, attention, template)
    check_options(options)
    prefix, _, rest = name.partition(":")
    return REGISTRY.load(prefix)(rest, options)


def inspect_name(name: str) -> str:
    """What inspect_ai calls the model: "scotoma/hf:X" for our own "hf:X"; its own names, such as "openai/gpt-4o", stay.

    Nothing is loaded.

    Raises:
        UnknownName: neither we nor inspect_ai have such a kind of model; the message gives the nearest.
        MissingExtra: the name is one of inspect_ai's, and that is not installed.
    """
    ours = name.removeprefix(f"{PROVIDER}/")
    if ours != name or is_ours(name):
        check_name(ours)
        return f"{PROVIDER}/{ours}"
    provider, slash, rest = name.partition("/")
    if not (provider and slash and rest):
        raise UnknownName(_unknown_name(name))
    if provider not in _providers():
        near = difflib.get_close_matches(provider, _providers(), n=1, cutoff=0.6)
        hint = f"Did you mean {f'{near[0]}/{rest}'!r}?" if near else f"A local checkpoint is 'hf:{name}'."
        raise UnknownName(
            f"No provider is named {provider!r}, as in {name!r}. {hint} 'scotoma models' lists the names."
        )
    return name


def is_ours(name: str) -> bool:
    """Whether the name begins with a kind, as ours do ("hf:..."), not with one of inspect_ai's providers."""
    kind, colon, _ = name.partition(":")
    return bool(colon) and "/" not in kind


def check_name(name: str) -> None:
    """Refuse a name that none of our models can have, before anything is read.

    Raises:
        UnknownName: its kind is unknown, or it is no toy or mini; the message gives the nearest.
    """
    prefix, colon, rest = name.partition(":")
    if not (colon and rest) or prefix not in REGISTRY.names():
        raise UnknownName(_unknown_name(name))
    for kind, known in (("toy", TOYS), ("mini", MINIS)):
        if prefix == kind and rest.partition("?")[0] not in known:
            raise UnknownName(unknown("model", name, [f"{kind}:{each}" for each in known]))


def model_names() -> list[ModelName]:
    """Every name that `load_model` understands, sorted by kind, with one line on each."""
    listed = [ModelName(f"{prefix}:{rest}", about) for prefix, (_, rest, about) in FAMILIES.items() if rest != "NAMED"]
    added = [
        ModelName(f"{prefix}:...", "from an installed package") for prefix in REGISTRY.names() if prefix not in FAMILIES
    ]
    minis = [ModelName(f"mini:{name}", about) for name, about in MINIS.items()]
    return [*listed, *added, *minis, *(ModelName(f"toy:{name}", toy.about) for name, toy in TOYS.items())]


def _providers() -> list[str]:
    """The names of inspect_ai's providers, those of installed packages among them."""
    if importlib.util.find_spec("inspect_ai") is None:
        raise MissingExtra(
            "Asking a provider needs the package inspect_ai. Install it with: pip install 'scotoma[ask]'"
        )
    from inspect_ai._util.entrypoints import ensure_entry_points
    from inspect_ai._util.registry import registry_find, registry_unqualified_name
    from inspect_ai.model._providers import providers

    assert providers  # its import is what registers the built-in ones
    ensure_entry_points()
    return sorted({registry_unqualified_name(each) for each in registry_find(lambda info: info.type == "modelapi")})


def _unknown_name(name: str) -> str:
    """The message for a name without a known kind: what was probably meant, else how names look."""
    prefix, colon, rest = name.partition(":")
    kinds = REGISTRY.names()
    near = difflib.get_close_matches(prefix, kinds, n=1, cutoff=0.6)
    if prefix in kinds:
        return unknown("model", name, [each.name for each in model_names() if each.name.startswith(prefix)])
    if colon and near:
        return f"No model is named {name!r}. Did you mean {f'{near[0]}:{rest}'!r}?"
    if name in TOYS:
        return f"No model is named {name!r}: its kind is missing. Did you mean 'toy:{name}'?"
    shown = ", ".join(f"{kind}:" for kind in kinds)
    return (
        f"No model is named {name!r}. A model's name begins with its kind ({shown}) or with a provider of "
        "inspect_ai's, as in hf:llava-hf/llava-1.5-7b-hf or openai/gpt-4o. 'scotoma models' lists them."
    )
