"""Findings in words, with hand-counted numbers."""

import numpy as np

from scotoma.pairs import Certificate, Count, Density
from scotoma.pairs.certificate import Counts, Rule
from scotoma.report import counts_table, sentence
from scotoma.report.wording import in_words, plural


def certificate(rows: int, found: int, below: float | None = 0.6) -> Certificate:
    return Certificate(rows, 4, 4, 0.95, below, Rule("blocked", 64), {}, Counts(found=found))


def test_the_sentence_has_all_its_numbers() -> None:
    # 47,284 * 47,283 / 2
    assert sentence(certificate(47_284, 1234), "clip", "dino") == (
        "Of 1,117,864,686 pairs of 47,284 pictures, 1,234 look the same to clip (cosine above 0.95) and different to "
        "dino (below 0.6)."
    )


def test_the_sentence_agrees_with_one_pair_and_with_none() -> None:
    assert "Of 1 pair of 2 pictures, 1 looks the same to clip" in sentence(certificate(2, 1), "clip", "dino")
    assert "Of 3 pairs of 3 pictures, none looks the same" in sentence(certificate(3, 0), "clip", "dino")


def test_without_a_second_threshold_the_sentence_ends_early() -> None:
    assert sentence(certificate(3, 2, None), "clip", "dino") == (
        "Of 3 pairs of 3 pictures, 2 look the same to clip (cosine above 0.95)."
    )


def test_estimates_are_marked_and_stand_with_their_interval() -> None:
    assert in_words(Count(1234, 1234, 1234)) == "1,234"
    assert in_words(Count(1500, 1200, 1900)) == "≈ 1,500 [1,200, 1,900]"
    assert in_words(Count(1_234_567, 1_100_000, 2_500_000_000)) == "≈ 1.23 M [1.1 M, 2.5 G]"


def test_nouns_agree_with_their_numbers() -> None:
    assert (plural(1, "pair"), plural(0, "pair"), plural(2000, "copy", "copies")) == (
        "1 pair",
        "0 pairs",
        "2,000 copies",
    )


def test_the_table_of_counts_is_ascending_both_ways() -> None:
    suspect, reference = np.array([0.99, 0.97, 0.9]), np.array([0.1, 0.5, 0.7])
    known = Density(3, -1.0, suspect, reference, np.empty(0), np.empty(0))
    assert counts_table(known, [0.95, 0.8], [0.6, 0.2], "clip", "dino").splitlines() == [
        "Pairs of 3 images by the cosines of clip (rows) and dino (columns)",
        "clip above  below 0.2  below 0.6  any",
        "       0.8          1          2    3",
        "      0.95          1          2    2",
    ]
