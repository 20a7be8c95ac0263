"""The kinds of things that scenes are made of, by name."""

from scotoma.errors import UnknownName
from scotoma.registry import unknown
from scotoma.scenes.kinds.animals import ANIMALS
from scotoma.scenes.kinds.belongings import BELONGINGS
from scotoma.scenes.kinds.food import FOOD
from scotoma.scenes.kinds.fruit import FRUIT
from scotoma.scenes.kinds.household import HOUSEHOLD
from scotoma.scenes.kinds.kind import Feature, Kind, Value
from scotoma.scenes.kinds.kitchen import KITCHEN
from scotoma.scenes.kinds.outdoors import OUTDOORS
from scotoma.scenes.kinds.people import PEOPLE
from scotoma.scenes.kinds.plants import PLANTS
from scotoma.scenes.kinds.shapes import SHAPES
from scotoma.scenes.kinds.small_animals import SMALL_ANIMALS
from scotoma.scenes.kinds.solids import SOLIDS
from scotoma.scenes.kinds.vehicles import VEHICLES
from scotoma.scenes.kinds.written import WRITTEN

__all__ = ["KINDS", "Feature", "Kind", "Value", "kind_named"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for theme in (
        SHAPES,
        SOLIDS,
        VEHICLES,
        ANIMALS,
        SMALL_ANIMALS,
        HOUSEHOLD,
        KITCHEN,
        BELONGINGS,
        OUTDOORS,
        PLANTS,
        FOOD,
        FRUIT,
        PEOPLE,
        WRITTEN,
    )
    for kind in theme
}
"""Every kind by its name."""


def kind_named(name: str) -> Kind:
    """The kind called `name`.

    Raises:
        UnknownName: there is none; the message gives the nearest.
    """
    if name not in KINDS:
        raise UnknownName(unknown("kind of thing", name, sorted(KINDS)))
    return KINDS[name]
