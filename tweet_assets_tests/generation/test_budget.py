from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tweet_assets.generation.budget import Price, UnknownPrice, Usage, estimate, price, refusal, request_hash, spent
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.settings import SETTINGS

DAY = date(2026, 1, 2)
SETTING = replace(SETTINGS.generation, calls_a_day_max=3, usd_a_day_max=0.50)
CELL = Cell("me", DAY, "story", "own", "tea")


def calls(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """day, usd reserved, usd spent."""
    frame = pd.DataFrame(rows, columns=["utc_day", "usd_reserved", "usd_spent"])
    return frame.assign(utc_day=pd.to_datetime(frame["utc_day"]))


def test_a_call_that_costs_what_is_left_may_be_made_and_a_cent_more_may_not() -> None:
    spent_so_far = calls(("2026-01-02", 0.30, 0.25))
    assert refusal(spent_so_far, DAY, 0.25, SETTING) is None
    assert "$0.2500 of $0.50 are spent or reserved on 2026-01-02" in str(refusal(spent_so_far, DAY, 0.26, SETTING))


def test_a_cost_that_nobody_knows_counts_as_reserved() -> None:
    assert refusal(calls(("2026-01-02", 0.30, float("nan"))), DAY, 0.25, SETTING) is not None


def test_calls_of_a_day_are_capped_and_yesterdays_do_not_count() -> None:
    free = ("2026-01-02", 0.0, 0.0)
    yesterday = ("2026-01-01", 9.0, 9.0)
    assert refusal(calls(free, free, yesterday), DAY, 0.0, SETTING) is None
    assert "3 calls were made on 2026-01-02" in str(refusal(calls(free, free, free), DAY, 0.0, SETTING))
    assert refusal(calls(), DAY, 0.5, SETTING) is None


def test_an_estimate_is_the_most_that_one_request_can_cost() -> None:
    setting = replace(SETTING, characters_per_token=2.5, output_tokens_max=1_000)
    # 1,000 tokens in at $1 and 1,000 out at $2 a million
    assert estimate(2_500, setting, Price(1.0, 2.0)) == pytest.approx(0.003)


def test_what_was_spent_is_known_only_if_both_counts_are() -> None:
    assert spent(Usage(1_000_000, 500_000), Price(0.10, 0.50)) == pytest.approx(0.35)
    assert spent(Usage(None, 5), Price(1, 1)) is None
    assert spent(Usage(5, None), Price(1, 1)) is None


def test_a_model_without_a_price_is_refused() -> None:
    assert price(SETTING.openai_model, SETTING) == Price(0.10, 0.50)
    assert price("local", SETTING, Price(0, 0)) == Price(0, 0)
    with pytest.raises(UnknownPrice, match="'local'"):
        price("local", SETTING)


def test_a_request_is_known_by_all_of_it() -> None:
    prompt, cell = Prompt("a", "b", "1", "h"), CELL.named()
    base = request_hash("me", cell, {"model": "m"}, prompt, [1, 0])
    assert base == request_hash("me", dict(reversed(cell.items())), {"model": "m"}, prompt, [1, 0])
    others = {
        request_hash("you", cell, {"model": "m"}, prompt, [1, 0]),
        request_hash("me", replace(CELL, for_day=date(2026, 1, 3)).named(), {"model": "m"}, prompt, [1, 0]),
        request_hash("me", cell, {"model": "n"}, prompt, [1, 0]),
        request_hash("me", cell, {"model": "m"}, replace(prompt, prompt_hash="i"), [1, 0]),
        request_hash("me", cell, {"model": "m"}, None, [1, 0]),
        request_hash("me", cell, {"model": "m"}, prompt, [2, 0]),
        request_hash("me", cell, {"model": "m"}, prompt, [1, 0, "it was dull"]),
    }
    assert len(others | {base}) == 8
