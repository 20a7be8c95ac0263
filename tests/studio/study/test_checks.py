"""Attention checks."""

import pytest

from scotoma.errors import UsageError
from scotoma.studio.study.checks import CHECKS, checks_from, choose_checks


def test_checks_are_read_back_as_they_were_written() -> None:
    assert checks_from([check.as_row() for check in CHECKS]) == {check.id: check for check in CHECKS}


def test_every_check_says_that_it_has_no_picture_and_has_one_right_option() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert "no picture" in check.text
        assert check.answer in (0, 1)
        assert len(set(check.options)) == 2


@pytest.mark.parametrize("number", [2, 4, 6, 8])
def test_in_half_of_the_checks_the_first_option_is_right(number: int) -> None:
    assert sum(check.answer for check in choose_checks(number)) == number / 2


@pytest.mark.parametrize("number", [-1, len(CHECKS) + 1])
def test_a_number_of_checks_that_there_are_not_is_refused(number: int) -> None:
    with pytest.raises(UsageError, match=f"{number} attention checks were asked for; there are {len(CHECKS)}"):
        choose_checks(number)
