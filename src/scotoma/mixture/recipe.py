"""Recipes: everything that decides a training, as a record read from a TOML file, built in or one's own."""

import json
import math
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from scotoma.errors import BrokenFile, UnknownName, UnreadableSource, UsageError
from scotoma.registry import unknown

__all__ = ["TEMPLATES", "Lora", "Recipe", "RecipeTower", "Stage", "read_recipe", "recipe_names"]

FOLDER = Path(__file__).parent / "recipes"
STRICT: Any = {"extra": "forbid", "strict": True}  # a mistyped field is told, not ignored

Mixture = Literal["single", "additive", "interleaved", "concatenated"]
Template = Literal["tokenizer", "vicuna_v1", "plain", "chatml"]

TEMPLATES: dict[str, str] = {
    "tokenizer": "the chat template that comes with the language model's tokenizer",
    "vicuna_v1": "LLaVA's v1: a system sentence, USER: and ASSISTANT:, answers closed by the end of text",
    "plain": "LLaVA's plain: the image, then the caption; no roles, the question is dropped",
    "chatml": "ChatML, for language models whose tokenizer has <|im_start|> and <|im_end|>",
}


@dataclass(frozen=True, slots=True)
class RecipeTower:
    """An encoder of a mixture, as `TowerSource` takes it.

    `source` is "hf:REPO_OR_FOLDER", "mini:clip" or "mini:dino". `side_px`: the side of the square it is given, its own
    where None. `layer` counts hidden states from the last (-2: second to last), the tower's own choice where None.
    """

    __pydantic_config__ = STRICT

    source: str
    side_px: int | None = None
    layer: int | None = None
    final_norm: bool = False


@dataclass(frozen=True, slots=True)
class Lora:
    """Low-rank updates in place of training the language model whole. `targets`: peft's target_modules."""

    __pydantic_config__ = STRICT

    rank: int = 128
    alpha: int = 256
    dropout: float = 0.05
    targets: tuple[str, ...] = ("all-linear",)


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the two stages of a training.

    `data` is a file of conversations, `image_folder` what its image paths start from; both as given on the command line
    or from the working folder. `batch_size` counts the samples of a step on all devices together, `device_batch_size`
    those that one device holds at once (the rest is accumulated). `warmup_share` is a share of the steps. `max_tokens`
    bounds a sample's text and image tokens. `template` replaces the recipe's in this stage. `samples` and `text_tokens`
    (mean of a sample, image tokens not counted) say what to expect of the data, for estimates alone.
    """

    __pydantic_config__ = STRICT

    data: str
    image_folder: str
    batch_size: int
    lr: float
    trains: Literal["adapters", "adapters+language"]
    epochs: float = 1.0
    device_batch_size: int = 16
    warmup_share: float = 0.03
    weight_decay: float = 0.0
    scheduler: Literal["cosine", "linear", "constant"] = "cosine"
    max_tokens: int = 2048
    lora: Lora | None = None
    gradient_checkpointing: bool = True
    dtype: Literal["bfloat16", "float32"] = "bfloat16"
    template: Template | None = None
    samples: int | None = None
    text_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """A mixture and how it is trained: first its adapters, then adapters and language model; towers stay frozen.

    `language` is a folder or repository that AutoModelForCausalLM loads. `ssl_ratio` belongs to "additive" alone.
    `source` says where the figures are from, `note` what is not known and where the recipe departs.
    """

    __pydantic_config__ = STRICT

    name: str
    towers: tuple[RecipeTower, ...]
    language: str
    mixture: Mixture
    adapter: Literal["linear", "mlp2x_gelu"]
    stages: tuple[Stage, Stage]
    ssl_ratio: float | None = None
    template: Template = "tokenizer"
    source: str = ""
    note: str = ""

    def check(self) -> None:
        """Refuse what no training can do.

        Raises:
            UsageError: a field that is out of range or at odds with another; the message names it.
        """
        _check_mixture(self)
        if self.stages[0].trains != "adapters" or self.stages[1].trains != "adapters+language":
            found = " and ".join(repr(stage.trains) for stage in self.stages)
            raise UsageError(
                f"{self.name}: the stages train {found}; expected 'adapters' first, then 'adapters+language'."
            )
        for number, stage in enumerate(self.stages, start=1):
            _check_stage(stage, f"{self.name}, stage {number}")


def recipe_names() -> list[str]:
    """The names of the built-in recipes, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_recipe(name_or_file: str | Path, *, ssl_ratio: float | None = None) -> Recipe:
    """The built-in recipe of that name, or the recipe in that TOML file; checked. `ssl_ratio` replaces the recipe's.

    Raises:
        UnknownName: neither a built-in recipe nor a file; the message gives the nearest names.
        UnreadableSource: the file cannot be read.
        BrokenFile: the file is not TOML, or a field is missing, unknown or of another type.
        UsageError: the fields contradict each other, or are out of range.
    """
    path = _found(str(name_or_file))
    recipe = _parsed(path)
    if ssl_ratio is not None:
        recipe = replace(recipe, ssl_ratio=ssl_ratio)
    recipe.check()
    return recipe


def _found(name: str) -> Path:
    built_in = FOLDER / f"{name}.toml"
    if name in recipe_names():
        return built_in
    path = Path(name).expanduser()
    if path.suffix != ".toml" and not path.is_file():
        raise UnknownName(f"{unknown('recipe', name, recipe_names())} A recipe of your own is the path of a TOML file.")
    if not path.is_file():
        raise UnreadableSource(f"There is no recipe file {path}. Built in: {', '.join(recipe_names())}.")
    return path


def _parsed(path: Path) -> Recipe:
    from pydantic import TypeAdapter, ValidationError

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenFile(f"{path} is not TOML ({error}). The built-in recipes show the form.") from error
    try:
        # As JSON, because lists stand for tuples there: TOML has no tuples, and strict reading takes no others.
        return TypeAdapter(Recipe).validate_json(json.dumps({"name": path.stem, **content}, default=str))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise BrokenFile(f"{path}: {where}: {first['msg']}. The built-in recipes show the form.") from error


def _check_mixture(recipe: Recipe) -> None:
    count, kind = len(recipe.towers), recipe.mixture
    if count == 0 or (kind == "single") != (count == 1):
        expected = "exactly one" if kind == "single" else "two or more"
        raise UsageError(f"{recipe.name}: mixture {kind!r} takes {expected}, but towers has {count}.")
    if kind == "additive" and count != 2:
        raise UsageError(f"{recipe.name}: ssl_ratio weighs two towers, but towers has {count}.")
    if kind != "additive" and recipe.ssl_ratio is not None:
        raise UsageError(f"{recipe.name}: ssl_ratio belongs to mixture 'additive'; this one is {kind!r}. Leave it out.")
    if kind == "additive" and not 0 <= (math.nan if recipe.ssl_ratio is None else recipe.ssl_ratio) <= 1:
        raise UsageError(
            f"{recipe.name}: ssl_ratio is {recipe.ssl_ratio}; mixture 'additive' takes one from 0 (the first tower "
            "alone) to 1 (the second alone)."
        )


def _check_stage(stage: Stage, where: str) -> None:
    positive = ("batch_size", "device_batch_size", "lr", "epochs", "max_tokens")
    for field in positive:
        if not 0 < getattr(stage, field) < math.inf:
            raise UsageError(f"{where}: {field} is {getattr(stage, field)}; expected a number above 0.")
    if not 0 <= stage.warmup_share < 1:
        raise UsageError(f"{where}: warmup_share is {stage.warmup_share}; expected a share of the steps, 0 to below 1.")
    if not 0 <= stage.weight_decay < math.inf:
        raise UsageError(f"{where}: weight_decay is {stage.weight_decay}; expected 0 or more.")
    if stage.lora is not None and stage.trains == "adapters":
        raise UsageError(f"{where}: lora updates the language model, which this stage does not train. Leave it out.")
    if stage.lora is not None and (stage.lora.rank < 1 or not 0 <= stage.lora.dropout < 1):
        raise UsageError(f"{where}: lora takes a rank of 1 or more and a dropout from 0 to below 1.")
