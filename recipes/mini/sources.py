"""Which vendors the corpus is made from, in their order, and how the drawings of each are found."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from clipart_sources import openclipart
from drawings import Drawing
from emoji_sources import emoji, emoji_3d, flags
from fetch import Shelf
from icon_sources import fluent_icons, icons, lucide, material, phosphor, tabler

from scotoma.errors import UnknownName

__all__ = ["SOURCES", "Source", "chosen_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """One vendor's drawings: `drawings(shelf, package)` lists them; `set` is the kind of picture."""

    vendor: str
    set: str
    package: str
    drawings: Callable[[Shelf, str], Iterator[Drawing]]


def _emoji(vendor: str, package: str, *, only_named: bool = False) -> Source:
    return Source(vendor, "emoji", package, partial(emoji, vendor=vendor, only_named=only_named))


SOURCES = (
    _emoji("twemoji", "@iconify-json/twemoji"),
    _emoji("noto", "@iconify-json/noto"),
    _emoji("noto-v1", "@iconify-json/noto-v1"),
    _emoji("fluent-flat", "@iconify-json/fluent-emoji-flat"),
    _emoji("emojione", "@iconify-json/emojione"),
    _emoji("fxemoji", "@iconify-json/fxemoji", only_named=True),
    _emoji("streamline-emojis", "@iconify-json/streamline-emojis"),
    _emoji("fluent-color", "@iconify-json/fluent-emoji"),
    Source("fluent-3d", "emoji", "@lobehub/fluent-emoji-3d", emoji_3d),
    Source("flag-icons", "flags", "@iconify-json/flag", partial(flags, pattern="([a-z]{2})-4x3")),
    Source("circle-flags", "flags", "@iconify-json/circle-flags", flags),
    Source("flagpack", "flags", "@iconify-json/flagpack", flags),
    Source("coreui-flags", "flags", "@iconify-json/cif", flags),
    Source("flat-color-icons", "colouricons", "@iconify-json/flat-color-icons", partial(icons, numbered=True)),
    Source("fluent-icons-color", "colouricons", "@iconify-json/fluent-color", fluent_icons),
    Source("meteocons", "colouricons", "@iconify-json/meteocons", partial(icons, suffix="-fill", numbered=True)),
    Source(
        "streamline-ultimate", "colouricons", "@iconify-json/streamline-ultimate-color", partial(icons, numbered=True)
    ),
    Source(
        "streamline-freehand", "colouricons", "@iconify-json/streamline-freehand-color", partial(icons, numbered=True)
    ),
    Source("mdi", "monoicons", "@mdi/svg", material),
    Source("tabler-outline", "monoicons", "@tabler/icons", partial(tabler, style="outline")),
    Source("tabler-filled", "monoicons", "@tabler/icons", partial(tabler, style="filled")),
    Source("lucide", "monoicons", "lucide-static", lucide),
    Source("phosphor-fill", "monoicons", "@phosphor-icons/core", partial(phosphor, style="fill")),
    Source("phosphor-duotone", "monoicons", "@phosphor-icons/core", partial(phosphor, style="duotone")),
    Source("game-icons", "monoicons", "@iconify-json/game-icons", icons),
    Source("openclipart", "openclipart", "openclipart-svg", openclipart),
)


def chosen_sources(names: Sequence[str], sources: Sequence[Source] = SOURCES) -> tuple[Source, ...]:
    """The sources of the vendors and sets named, in the corpus's order; all of them where none is named.

    Raises:
        UnknownName: no vendor and no set has a name given.
    """
    known = sorted({source.vendor for source in sources} | {source.set for source in sources})
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}."
            raise UnknownName(f"No vendor and no set of the corpus is named {name!r}. {hint}")
    return tuple(s for s in sources if not names or s.vendor in names or s.set in names)
