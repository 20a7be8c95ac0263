"""Everything that decides a laboratory run: its rows, the sizes of data and network, and the training."""

from dataclasses import dataclass
from typing import Literal

from scotoma.errors import UnknownName
from scotoma.mixture.lab.sets import Sizes
from scotoma.registry import unknown

__all__ = ["ALIASES", "PLANS", "ROWS", "Fit", "LabPlan", "RowPlan", "TowerPlan", "chosen_rows", "plan_named"]


@dataclass(frozen=True, slots=True)
class TowerPlan:
    """A tower: the encoder's name and the side it is given; `key` names its features in the laboratory's folder."""

    key: str
    source: str
    side_px: int


CLIP = TowerPlan("clip", "mini:clip", 64)
CLIP_96 = TowerPlan("clip-96", "mini:clip", 96)
DINO = TowerPlan("dino", "mini:dino", 64)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row of the table. The rows that `claims` rest on are trained with several seeds."""

    name: str
    mixture: str
    towers: tuple[TowerPlan, ...]
    ssl_ratio: float | None = None
    claims: bool = False


ROWS = (
    RowPlan("single-clip", "single", (CLIP,), claims=True),
    RowPlan("single-clip-2x", "single", (CLIP_96,), claims=True),
    RowPlan("interleaved", "interleaved", (CLIP, DINO), claims=True),
    RowPlan("single-dino", "single", (DINO,)),
    RowPlan("additive-0.25", "additive", (CLIP, DINO), 0.25),
    RowPlan("additive-0.5", "additive", (CLIP, DINO), 0.5),
    RowPlan("additive-0.625", "additive", (CLIP, DINO), 0.625),
    RowPlan("additive-0.75", "additive", (CLIP, DINO), 0.75),
    RowPlan("additive-0.875", "additive", (CLIP, DINO), 0.875),
    RowPlan("concatenated", "concatenated", (CLIP, DINO)),
)
"""144 tokens of `single-clip-2x` stand against 128 of `interleaved`, as the paper's 576 against 512."""

ALIASES = {"additive-0": "single-clip", "additive-1": "single-dino"}
"""Additive rows that are the same network as another row, trained once under the other's name."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One stage of training: passes over the data, samples of a step, peak rate."""

    epochs: float
    batch_size: int
    lr: float
    warmup_share: float = 0.03
    weight_decay: float = 0.0


@dataclass(frozen=True, slots=True)
class LabPlan:
    """The laboratory at one size.

    `pairs` drawn pairs give twice as many training pictures, each with `turns` questions at most. The language model
    is a Llama with `vocabulary` tokens at most. Stage `text` trains it on the conversations with descriptions in place
    of pictures, once for all rows and seeds; `align` trains the adapters on descriptions, `instruct` adapters and
    language model on everything. `align_samples` bounds the pictures of `align`. `dtype` is what training multiplies
    in; weights stay in float32.
    """

    name: str
    pairs: int
    turns: int
    vocabulary: int
    width: int
    layers: int
    heads: int
    mlp_width: int
    text: Fit
    align: Fit
    instruct: Fit
    sizes: Sizes
    align_samples: int | None = None
    max_new_tokens: int = 32
    adapter: str = "mlp2x_gelu"
    dtype: Literal["bfloat16", "float32"] = "float32"
    initial_std: float = 0.02


PLANS = {
    "tiny": LabPlan(
        "tiny", pairs=36, turns=4, vocabulary=600, width=32, layers=1, heads=2, mlp_width=64,
        text=Fit(1.0, 16, 3e-3), align=Fit(1.0, 16, 3e-3), instruct=Fit(1.0, 16, 3e-3),
        sizes=Sizes(scene_pairs=1, presence=8, instructions=22, captions=6, emoji_pairs=9),
    ),
    "small": LabPlan(
        "small", pairs=12000, turns=6, vocabulary=1500, width=128, layers=4, heads=2, mlp_width=384,
        text=Fit(1.7, 32, 3e-3), align=Fit(1.0, 16, 1e-3), instruct=Fit(1.0, 16, 1e-3),
        sizes=Sizes(scene_pairs=60, presence=600, instructions=528, captions=400), align_samples=4000, dtype="bfloat16",
    ),
}  # fmt: skip
"""By name: "tiny" runs in seconds and learns nothing, "small" is the experiment on two cores."""


def plan_named(name: str) -> LabPlan:
    """The plan of that name.

    Raises:
        UnknownName: there is none.
    """
    if name not in PLANS:
        raise UnknownName(unknown("laboratory size", name, sorted(PLANS)))
    return PLANS[name]


def chosen_rows(names: tuple[str, ...]) -> tuple[RowPlan, ...]:
    """The rows of those names in the table's order, all where none is named; an alias stands for the row it is.

    Raises:
        UnknownName: a name that no row has.
    """
    known = [row.name for row in ROWS]
    for name in names:
        if name not in known and name not in ALIASES:
            raise UnknownName(unknown("laboratory row", name, [*known, *ALIASES]))
    wanted = {ALIASES.get(name, name) for name in names or known}
    return tuple(row for row in ROWS if row.name in wanted)
