"""Charts as SVG whose colours are the page's, and as files of their own that know them by day and by night."""

import re
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["FONT", "standalone", "svg_of"]

FONT = "system-ui, sans-serif"


def svg_of(chart: Any) -> str:
    """An altair chart as SVG with no background; colours such as `var(--ink)` are left to the page's style sheet."""
    import vl_convert

    line = {"domainColor": "var(--line)", "tickColor": "var(--line)", "gridColor": "var(--line)"}
    inks = {"labelColor": "var(--ink)", "titleColor": "var(--ink)", "labelFont": FONT, "titleFont": FONT}
    axis: dict[str, Any] = {**line, **inks, "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 13}
    chart = chart.properties(background="transparent", padding=6).configure_axis(**axis, aria=False)
    return str(vl_convert.vegalite_to_svg(chart.configure_view(stroke="var(--line)").to_dict()))


def standalone(svg: str) -> str:
    """The drawing with colours of its own: attributes for daylight, which any program reads, a rule for the dark."""
    used = {name: pair for name, pair in _sheet().items() if f"var(--{name})" in svg}
    rules = " ".join(
        f'[{attribute}="{light}"] {{ {attribute}: {dark} }}'
        for light, dark in [*used.values(), _sheet()["paper"]]
        for attribute in ("fill", "stroke")
    )
    for name, (light, _) in used.items():
        svg = svg.replace(f"var(--{name})", light)
    style = f"<style>@media (prefers-color-scheme: dark) {{ {rules} }}</style>"
    paper = f'<rect width="100%" height="100%" fill="{_sheet()["paper"][0]}"/>'
    return re.sub(r"(<svg[^>]*>)", lambda head: f"{head[1]}{style}{paper}", svg, count=1)


@cache
def _sheet() -> dict[str, tuple[str, str]]:
    """The page's colours by name: by day, and in the dark."""
    folder = resources.files("scotoma.report") / "templates"
    text = "".join((folder / name).read_text(encoding="utf-8") for name in ("page.css", "profile.css"))
    return {name: (day, night) for name, day, night in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", text)}
