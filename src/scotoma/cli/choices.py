"""What commands take where nothing is said: encoders as the run had them, thresholds as suit the encoders."""

from pathlib import Path
from typing import TYPE_CHECKING

from scotoma.cli.options import PresetName, RoleOptions
from scotoma.errors import UsageError

if TYPE_CHECKING:
    from scotoma.embeddings import Embeddings
    from scotoma.pairs import Certificate

__all__ = ["found_in_words", "one_or_both", "open_roles", "thresholds"]


def one_or_both(encoder: str | None, encoders: PresetName | None) -> tuple[str, ...]:
    """The one encoder that is named, or the two of a preset, whose weights can be had."""
    from scotoma.encoders import check_weights, choose_roles

    if (encoder is None) == (encoders is None):
        raise UsageError(
            "Name one encoder with --encoder ('scotoma encoders' lists them), or take two at once with --encoders "
            "paper, mini or toy" + ("." if encoder is None else ": one of these options, not both.")
        )
    names = (encoder,) if encoder is not None else choose_roles(encoders)
    check_weights(names)
    return names


def open_roles(run: Path, roles: RoleOptions) -> tuple[tuple[str, str], tuple["Embeddings", "Embeddings"]]:
    """The names and embeddings of suspect and reference: as given, else as the run was last mined."""
    from scotoma.embeddings import encoders_of, open_named
    from scotoma.runs import read_stages

    mined: list[dict[str, str]] = [stage["settings"] for stage in read_stages(run) if stage["stage"] == "mine"]
    last = mined[-1] if mined else {}
    given = roles.named()
    names = given[0] or last.get("suspect"), given[1] or last.get("reference")
    if names[0] is None or names[1] is None:
        there = ", ".join(encoders_of(run)) or "no embeddings"
        raise UsageError(f"{run} holds {there}. Say which is which with --suspect and --reference, or with --encoders.")
    return (names[0], names[1]), (open_named(run, names[0]), open_named(run, names[1]))


def thresholds(names: tuple[str, str], above: float | None, below: float | None) -> tuple[float, float]:
    """The thresholds that were given, else those that go with the encoders."""
    from scotoma.encoders import thresholds_for

    usual = thresholds_for(*names)
    return usual.above if above is None else above, usual.below if below is None else below


def found_in_words(certificate: "Certificate", names: tuple[str, str]) -> str:
    """What was found in a sentence, and in another where the thresholds come from if nobody chose them."""
    from scotoma.encoders import thresholds_note
    from scotoma.report import sentence

    note = thresholds_note(*names, certificate.above, certificate.below)
    return "\n".join(filter(None, (sentence(certificate, *names), note)))
