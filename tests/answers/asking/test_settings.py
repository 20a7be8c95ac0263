"""Settings that make no sense are refused; prices and forecasts are sums one can do by hand."""

from pathlib import Path

import pytest
from PIL import Image

from scotoma.answers import Answer
from scotoma.answers.asking import Conduct, Model, Prices, Settings, known_prices
from scotoma.answers.asking.desk import Budget
from scotoma.answers.asking.forecast import forecast
from scotoma.answers.asking.secrets import STRUCK, keys_in_environment, strike
from scotoma.answers.controls import Picture, Request
from scotoma.errors import UsageError


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UsageError, match=r"max_tokens is 0 and the temperature 0\.0; expected at least 1 and 0"):
        Settings(max_tokens=0)
    with pytest.raises(UsageError, match=r"max_tokens is 1024 and the temperature -0\.1; expected"):
        Settings(temperature=-0.1)
    with pytest.raises(UsageError, match="0 connections, a time-out of 300 s and 5 retries cannot be had; expected at"):
        Conduct(connections=0)
    with pytest.raises(UsageError, match="a time-out of 0 s"):
        Conduct(timeout_s=0)
    with pytest.raises(UsageError, match="-1 retries"):
        Conduct(retries=-1)


@pytest.mark.parametrize("url", ["http://me:secret@127.0.0.1/v1", "http://127.0.0.1/v1?key=secret"])
def test_a_key_in_the_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError, match="a password or a query in it, and it is written to files") as told:
        Model("openai/gpt-4o", base_url=url)
    assert "secret" not in str(told.value)


def test_a_model_that_no_table_knows_has_no_price() -> None:
    assert known_prices(Model("openai-api/nowhere/nothing")) is None


def test_a_cost_is_tokens_times_price() -> None:
    assert Prices(2.5, 10.0).cost(2_000_000, 100_000) == 6.0


def test_a_forecast_counts_prompts_and_images(tmp_path: Path) -> None:
    Image.new("RGB", (280, 280)).save(tmp_path / "a.png")
    picture = Picture(tmp_path / "a.png")
    asked = [Request(str(n), "relative", "x" * 35, (), (), (picture, picture)) for n in range(3)]
    # 35 characters are 10 tokens, the template 12, each image 10 x 10; "letter" is answered in 10
    assert forecast(asked, "letter", 1024, Prices(1.0, 100.0)).usd == pytest.approx(3 * (222 * 1 + 10 * 100) / 1e6)
    assert forecast(asked, "letter", 4, None).output_tokens == 12
    known = [Answer("9", "answered", "", output_tokens=tokens) for tokens in (20, 40)]
    assert forecast(asked, "letter", 1024, None, known).output_tokens == 90
    assert forecast(asked, "letter", 1024, None).in_words() == (
        "3 requests to make, about 666 tokens in and 30 out, price unknown"
    )


def test_a_budget_counts_those_in_flight_at_the_mean_cost_so_far() -> None:
    budget = Budget(Prices(1.0, 0.0), max_usd=10.0)
    assert budget.allows(0, expected=10.0)
    assert not budget.allows(0, expected=10.1)
    budget.pay(Answer("1", "answered", "", input_tokens=2_000_000, output_tokens=0))
    assert budget.allows(3, expected=0.0)  # 2 spent, 3 in flight, 1 more: 10
    assert not budget.allows(4, expected=0.0)


def test_keys_of_the_environment_are_struck_out_and_short_values_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sk-0123456789")
    monkeypatch.setenv("LONGER_TOKEN", "sk-0123456789-and-more")
    monkeypatch.setenv("TINY_KEY", "a")
    monkeypatch.setenv("HOME_PAGE", "http://localhost")
    assert {"sk-0123456789", "sk-0123456789-and-more"} <= {*keys_in_environment()}
    assert strike("a: sk-0123456789, sk-0123456789-and-more at http://localhost") == (
        f"a: {STRUCK}, {STRUCK} at http://localhost"
    )
