"""Suspect and reference chosen together, with the thresholds that suit their cosines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scotoma.encoders.hub import is_repository, not_to_be_had, where_to_get
from scotoma.encoders.loading import check_name
from scotoma.encoders.runtime import need
from scotoma.errors import MissingCheckpoint, MissingExtra, UnknownName, UsageError
from scotoma.registry import unknown

__all__ = [
    "PRESETS",
    "Cosines",
    "Preset",
    "Roles",
    "check_weights",
    "choose_roles",
    "preset_named",
    "thresholds_for",
    "thresholds_note",
]


@dataclass(frozen=True, slots=True)
class Preset:
    """Two encoders in their roles. Above the suspect cosine `above` and below the reference cosine `below` two pictures
    are a pair, `because` of what is said there."""

    name: str
    suspect: str
    reference: str
    above: float
    below: float
    because: str
    about: str


PAPER = Preset(
    "paper",
    "hf:openai/clip-vit-large-patch14",
    "hf:facebook/dinov2-large",
    above=0.95,
    below=0.6,
    because="they are the paper's",
    about="CLIP ViT-L/14 and DINOv2 ViT-L/14, as in the paper; 3 GB to download, needs scotoma[torch]",
)
"""Source: Tong et al. 2024, section 2.1."""

PRESETS = (
    PAPER,
    Preset(
        "mini",
        "mini:clip",
        "mini:dino",
        above=0.95,
        below=0.6,
        because="they are the paper's",
        about="two small encoders trained by us, built in: no download, no torch",
    ),
    Preset(
        "toy",
        "toy:layout",
        "toy:edges",
        above=0.95,
        below=0.6,
        because="they are the paper's",
        about="weightless descriptors: where colours lie, and edge orientations",
    ),
)


class Roles(NamedTuple):
    """The names of two encoders, by what they are to do."""

    suspect: str
    reference: str


class Cosines(NamedTuple):
    """The thresholds of a pair: the suspect's cosine lies above the one, the reference's below the other."""

    above: float
    below: float


def preset_named(name: str) -> Preset:
    """The preset called `name`.

    Raises:
        UnknownName: there is none; the message gives those there are.
    """
    for preset in PRESETS:
        if preset.name == name:
            return preset
    raise UnknownName(unknown("preset of encoders", name, [preset.name for preset in PRESETS]))


def choose_roles(
    preset: str | None = None,
    suspect: str | None = None,
    reference: str | None = None,
    *,
    otherwise: str = "paper",
) -> Roles:
    """The preset's two encoders (those of the preset `otherwise` where none is named), one of them replaced where it is
    named itself.

    Raises:
        UnknownName: no preset is called so.
        UsageError: a preset and both encoders are named.
    """
    base = preset_named(preset or otherwise)
    if preset and suspect and reference:
        raise UsageError(
            f"--encoders {preset}, --suspect and --reference together leave nothing for the preset to choose. Name the "
            "preset, and one encoder if it is to replace the preset's; or both encoders and no preset."
        )
    return Roles(suspect or base.suspect, reference or base.reference)


def thresholds_for(suspect: str, reference: str) -> Cosines:
    """The thresholds where none are asked for: those of the presets these encoders stand in, else the paper's.

    A threshold belongs to an encoder, for cosines are no common currency: `above` comes with the suspect, `below` with
    the reference.
    """
    above = next((preset.above for preset in PRESETS if preset.suspect == suspect), PAPER.above)
    return Cosines(above, next((preset.below for preset in PRESETS if preset.reference == reference), PAPER.below))


def thresholds_note(suspect: str, reference: str, above: float, below: float | None) -> str | None:
    """Where these thresholds come from, in a sentence; None where somebody chose them."""
    if (above, below) == (PAPER.above, PAPER.below):
        return f"The thresholds {above:g} and {below:g} are the paper's, made for CLIP ViT-L/14 and DINOv2 ViT-L/14."
    for preset in PRESETS:
        if (preset.suspect, preset.reference, preset.above, preset.below) == (suspect, reference, above, below):
            return f"The thresholds {above:g} and {below:g} are those of the preset {preset.name}: {preset.because}."
    return None


def check_weights(names: Sequence[str]) -> None:
    """Make sure that these encoders exist and their weights can be had, as far as that is seen in a moment.

    Checkpoints of the hub are looked for in its cache, and at the hub; encoders of other kinds, and folders, say
    themselves what they miss when they are loaded.

    Raises:
        UnknownName: no encoder can be called so.
        MissingCheckpoint: a checkpoint is not on this machine and cannot be fetched; all that lack are named.
        MissingExtra: what reads such checkpoints is not installed.
    """
    for name in names:
        check_name(name)
    wanted = [name.removeprefix("hf:") for name in dict.fromkeys(names) if name.startswith("hf:")]
    repositories = [source for source in wanted if is_repository(source)]
    of_the_paper = {PAPER.suspect, PAPER.reference} & {f"hf:{source}" for source in repositories}
    instead = _INSTEAD if of_the_paper else ""
    try:
        if repositories:
            need("transformers", "torch", f"The encoder hf:{repositories[0]}")
        lacking = {source: why for source in repositories if (why := not_to_be_had(source))}
    except MissingExtra as error:
        raise MissingExtra(f"{error}.{instead}") from error
    if lacking:
        raise MissingCheckpoint(where_to_get(list(lacking), next(iter(lacking.values()))) + instead)


_INSTEAD = (
    " scotoma takes the paper's encoders where no others are chosen; '--encoders mini' takes two small ones that are "
    "built in and need no network."
)
