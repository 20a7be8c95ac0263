"""The paper's tables of mixtures, as printed."""

import pytest

from scotoma.scoring.published import published_mixtures


def test_table_2_has_its_best_pairs_at_three_quarters_and_its_instruction_following_falls_with_the_ratio() -> None:
    table, _ = published_mixtures()
    assert [row.ssl_ratio for row in table.rows] == [0, 0.25, 0.5, 0.625, 0.75, 0.875, 1]
    assert [100 * row.mmvp for row in table.rows] == pytest.approx([5.5, 7.9, 12, 15, 18.7, 16.5, 13.4])
    following = [row.llava_bench for row in table.rows]
    assert following == sorted(following, reverse=True)
    assert {(row.side_px, row.tokens, row.pope) for row in table.rows} == {(224, 256, None)}


def test_the_rows_of_table_3_have_the_tokens_that_their_sides_make() -> None:
    _, table = published_mixtures()
    for row in table.rows:
        assert row.tokens == (row.side_px // 14) ** 2 * (2 if "I-MoF" in row.method else 1)
    # "+10.7" of I-MoF is against LLaVA at 336 px.
    assert table.rows[2].mmvp - table.rows[1].mmvp == pytest.approx(0.107)


def test_the_pope_column_says_that_it_mixes_two_numbers() -> None:
    _, table = published_mixtures()
    assert [row.pope_metric for row in table.rows] == ["accuracy?"] * 3 + ["F1?"] * 2
    assert any("not one metric" in note for note in table.notes)
    assert all(each.source and "2401.06209" in each.source for each in published_mixtures())
