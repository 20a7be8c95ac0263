"""The command `demo`: the whole idea on built-in pictures."""

from pathlib import Path

from scotoma.cli.choices import found_in_words, thresholds
from scotoma.cli.commands import DEFAULT_ENCODERS, DEFAULT_ROLES, app
from scotoma.cli.options import EncoderOptions, RoleOptions
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["demo"]


@app.command
def demo(
    *,
    out: Path = Path("scotoma-demo"),
    above: float | None = None,
    below: float | None = None,
    scenes: int = 40,
    limit: int | None = None,
    mend: bool = True,
    roles: RoleOptions = DEFAULT_ROLES,
    computing: EncoderOptions = DEFAULT_ENCODERS,
) -> None:
    """Show the whole idea on built-in pictures, offline: what an encoder is blind to, and what a second one mends.

    Parameters
    ----------
    out
        The run folder. The same command again goes on where it stopped.
    above
        The suspect calls two images the same above this cosine: 0.95, or the preset's.
    below
        The reference calls two images different below this cosine: 0.6, or the preset's.
    scenes
        Pairs of drawn scenes for each pattern that show what moves the encoders.
    limit
        Take the first so many pictures only.
    mend
        Also ask the two small models, which takes some twenty seconds.
    """
    from scotoma.demo import Settings, demonstrate, shipped_models
    from scotoma.report import mended_verdicts

    names = roles.choose(otherwise="mini")
    towers = computing.load(names[0]), computing.load(names[1])
    cosines = thresholds(names, above, below)
    found = demonstrate(
        out,
        *towers,
        above=cosines[0],
        below=cosines[1],
        limit=limit,
        models=shipped_models() if mend else None,
        settings=Settings(probed=scenes),
        progress=terminal_progress(),
    )
    lines = [found_in_words(found.certificate, names), *mended_verdicts(out), f"See {found.report}"]
    say("\n".join(lines) + f"\n\n{next_steps(names)}")


def next_steps(names: tuple[str, str]) -> str:
    """The commands to try after the demonstration, a line each."""
    from scotoma.encoders import PRESETS

    preset = next((each.name for each in PRESETS if (each.suspect, each.reference) == names), None)
    same = f"--encoders {preset}" if preset else f"--suspect {names[0]} --reference {names[1]}"
    steps = [(f"scotoma find FOLDER {same}", "your own pictures, with these two encoders")]
    if preset != "paper":
        needs = "the paper's CLIP and DINOv2: pip install 'scotoma[torch]'"
        steps += [("scotoma find FOLDER", f"with {needs}"), ("scotoma demo --encoders paper", "this page with them")]
    width = max(len(command) for command, _ in steps)
    return "\n".join(["Next:", *(f"  {command:{width}}  {what}" for command, what in steps)])
