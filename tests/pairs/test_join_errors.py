"""What the join says when it is given what it cannot take."""

import numpy as np
import pytest

from scotoma.errors import BadRow, BadThreshold, ScotomaError, ShapeMismatch, UnknownName, UsageError
from scotoma.pairs import iter_pairs, mine_pairs
from scotoma.pairs.preparing import kernel_names

GOOD = np.ones((4, 3), np.float32)


def spoilt(row: int, value: float, count: int = 4, dtype: type = np.float32) -> np.ndarray:
    rows: np.ndarray = np.ones((count, 3), dtype)
    rows[row] = 0.0 if value == 0 else rows[row]
    rows[row, 1] = value
    return rows


@pytest.mark.parametrize(
    ("a", "b", "options", "kind", "message"),
    [
        (GOOD, GOOD, {"above": 1.5}, BadThreshold, r"^above is 1\.5; expected a cosine, a number from -1 to 1"),
        (GOOD, GOOD, {"above": float("nan")}, BadThreshold, "^above is nan; expected a cosine"),
        (GOOD, GOOD, {"below": -2.0}, BadThreshold, "^below is -2.0; expected a cosine"),
        (GOOD, GOOD[:3], {}, ShapeMismatch, "^The suspect has 4 rows and the reference 3; row k of both"),
        (GOOD[0], GOOD, {}, ShapeMismatch, r"^The suspect rows have shape \(3,\); expected \(N, D\)"),
        (GOOD, GOOD[:, :0], {}, ShapeMismatch, r"^The reference rows have shape \(4, 0\); expected \(N, D\)"),
        (GOOD.astype(int), GOOD, {}, UsageError, "^The suspect rows are int64; expected float16, float32 or float64"),
        (GOOD, GOOD, {"kernel": "vnni51"}, UnknownName, "^No kernel is named 'vnni51'. Did you mean 'vnni512'"),
        (GOOD, GOOD, {"threads": 0}, UsageError, "^threads is 0; expected a positive number"),
        (GOOD, GOOD, {"tile": -4}, UsageError, "^tile is -4; expected a positive number"),
    ],
)
def test_bad_arguments_are_refused_with_what_was_found_and_expected(
    a: np.ndarray, b: np.ndarray, options: dict[str, object], kind: type[ScotomaError], message: str
) -> None:
    with pytest.raises(kind, match=message):
        mine_pairs(a, b, **options)  # type: ignore[arg-type]
    with pytest.raises(kind, match=message):
        iter_pairs(a, b, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("kernel", ["auto", *kernel_names()])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(("value", "found"), [(0.0, "only zeros"), (np.nan, "NaN or infinite"), (np.inf, "NaN or inf")])
def test_a_row_without_direction_is_named(kernel: str, dtype: type, value: float, found: str) -> None:
    bad, good = spoilt(3000, value, 4100, dtype), np.ones((4100, 2), np.float32)
    with pytest.raises(BadRow, match=f"^Row 3000 of the suspect embeddings holds .*{found}"):
        mine_pairs(bad, good, kernel=kernel)
    with pytest.raises(BadRow, match=f"^Row 3000 of the reference embeddings holds .*{found}"):
        mine_pairs(good, bad, kernel=kernel)


def test_a_kernel_the_processor_cannot_run_is_refused_with_those_it_can() -> None:
    missing = {"vnni512", "vnni256"} - set(kernel_names())
    for kernel in missing:
        with pytest.raises(
            UsageError, match=f"no instruction for the kernel '{kernel}'; it can run .*portable, blocked"
        ):
            mine_pairs(GOOD, GOOD, kernel=kernel)
    assert {"portable", "blocked"} <= set(kernel_names())
