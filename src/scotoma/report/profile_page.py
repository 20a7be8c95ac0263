"""The profiles of encoders as a folder: a page to read, a drawing, and the figures as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from scotoma.files import whole_file
from scotoma.probe import Plan, Profile, pictures_asked, save_profiles
from scotoma.report.profile_figure import GLYPHS, SERIES, alone, names_of, panels, together
from scotoma.report.profile_table import READINGS, columns_of, in_a_sentence
from scotoma.report.self_contained import render_page
from scotoma.report.thumbnails import as_webp

__all__ = ["write_profile"]

EXAMPLE_PX = 128  # shown at half that on a phone, and sharp on most screens


def write_profile(profiles: Sequence[Profile], folder: Path) -> Path:
    """Write the profiles, made by one plan, in the folder, and give the path of their page.

    `profile.html` is one file that needs no network: the drawing, a table for each encoder, and an example of what was
    asked for each pattern. `profile.svg` is the drawing alone; `probe.json` and `pairs.parquet` hold the figures.
    """
    save_profiles(profiles, folder)
    with whole_file(folder / "profile.svg") as file:
        file.write(together(profiles).encode())
    page = folder / "profile.html"
    with whole_file(page) as file:
        file.write(_rendered(profiles).encode())
    return page


def _rendered(profiles: Sequence[Profile]) -> str:
    names, plan = names_of(profiles), profiles[0].plan
    found = {row.reads_as for profile in profiles for row in profile.rows}
    sections = {
        "names": names,
        "marks": [(place % SERIES, GLYPHS[place % len(GLYPHS)]) for place in range(len(names))],
        "sentences": [in_a_sentence(profile, name) for profile, name in zip(profiles, names, strict=True)],
        "panels": [(panel, Markup(alone(profiles, panel))) for panel in panels(profiles)],
        "tables": [_table(profile, name) for profile, name in zip(profiles, names, strict=True)],
        "readings": {word: READINGS[word] for word in READINGS if word in found},
        "examples": _examples(plan),
        "plan": plan,
        "facts": [profile.encoder for profile in profiles],
    }
    return render_page("profile.html", sections, styles=("page.css", "profile.css"))


def _table(profile: Profile, name: str) -> dict[str, Any]:
    columns = columns_of(profile)
    rows = [(row.pattern, [column.cell(row) for column in columns]) for row in profile.rows]
    return {"name": name, "columns": columns, "rows": rows}


def _examples(plan: Plan) -> list[dict[str, Any]]:
    """Each pattern's first pair: what was drawn, and what was asked."""
    examples = []
    for pattern in plan.patterns:
        pair = next(plan.pairs(pattern))
        pictures = [as_webp(picture, EXAMPLE_PX) for _, picture in pictures_asked(pair, 0)]
        examples.append({"pattern": pattern, "pair": pair, "pictures": pictures})
    return examples
