"""Profiles as files: every figure as JSON, and what was measured on each pair as Parquet."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

from scotoma.files import made_by, write_json, write_parquet
from scotoma.probe.estimates import Estimate
from scotoma.probe.profiles import Profile, Row

__all__ = ["KIND", "VERSION", "save_profiles"]

KIND = "scotoma probe"
VERSION = 1


def save_profiles(profiles: Sequence[Profile], folder: Path) -> None:
    """Write `probe.json` and `pairs.parquet` in the folder, for profiles made by one plan.

    The JSON has every figure with its interval and n; null stands for a ratio that is undefined or unbounded. The
    table has a row for each encoder and pair: pattern, seed and what changed; the three cosine distances; and the
    margins of the linear probe and of the captions for the pair's first (a) and second (b) image, null where there are
    none.
    """
    import pyarrow as pa

    encoders = [{"encoder": profile.encoder, "patterns": [_row(row) for row in profile.rows]} for profile in profiles]
    content = {"plan": asdict(profiles[0].plan), "encoders": encoders, "made_by": made_by("scipy", "onnxruntime")}
    write_json(folder / "probe.json", KIND, VERSION, content)
    table = pa.Table.from_pylist([line for profile in profiles for line in _lines(profile)], schema=_schema())
    write_parquet(folder / "pairs.parquet", table)


def _row(row: Row) -> dict[str, Any]:
    parts = {name: _plain(getattr(row, name)) for name in ("pattern", "movement", "linear", "matching")}
    return {**parts, "reads_as": row.reads_as}


def _plain(value: Any) -> Any:
    if isinstance(value, Estimate):
        return value.as_dict()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _schema() -> Any:
    import pyarrow as pa

    texts, numbers = ("encoder", "pattern", "change"), ("fact", "jitter", "background", *MARGINS)
    columns = [("seed", pa.int64()), *((name, pa.string()) for name in texts)]
    return pa.schema([*columns, *((name, pa.float64()) for name in numbers)])


MARGINS = ("linear_a", "linear_b", "matching_a", "matching_b")


def _lines(profile: Profile) -> Iterator[dict[str, Any]]:
    for row in profile.rows:
        measured = row.measured
        moved = measured.distances
        for place, (seed, change) in enumerate(zip(measured.seeds, measured.changes, strict=True)):
            margins = [
                None if each is None else float(each[place, side])
                for each in (measured.linear, measured.matching)
                for side in (0, 1)
            ]
            yield {
                "encoder": profile.name,
                "pattern": row.pattern,
                "seed": seed,
                "change": change,
                "fact": float(moved.fact[place]),
                "jitter": float(moved.jitter[place]),
                "background": float(moved.background[place]),
                **dict(zip(MARGINS, margins, strict=True)),
            }
