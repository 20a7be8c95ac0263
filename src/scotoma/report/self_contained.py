"""One HTML file that needs no network: its style and script stand inside it, and nothing else may run."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import jinja2
from markupsafe import Markup

from scotoma import __version__

__all__ = ["data_for_scripts", "render_page"]


def render_page(
    template: str,
    sections: dict[str, Any],
    *,
    styles: Sequence[str],
    script: str | None = None,
    packages: Sequence[str] = (),
) -> str:
    """The page that a template makes of `sections`, escaped, a name that is missing being an error.

    Templates, `styles` and `script` are files of scotoma.report's templates, or of those of `packages`, which come
    first. The template is given `style`, `script` and the hashes of both for its Content-Security-Policy, `version`,
    and `made_at`.
    """
    loaders = [jinja2.PackageLoader(package) for package in (*packages, "scotoma.report")]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    assert environment.loader is not None
    style = "\n".join(environment.loader.get_source(environment, name)[0] for name in styles)
    code = environment.loader.get_source(environment, script)[0] if script else ""
    return environment.get_template(template).render(
        **sections,
        style=Markup(style),
        style_hash=_digest(style),
        script=Markup(code),
        script_hash=_digest(code),
        version=__version__,
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def data_for_scripts(value: Any) -> Markup:
    """JSON that may stand in a script element: no "<", so that nothing inside can end it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
