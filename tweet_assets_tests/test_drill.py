"""The count of a drill sees what must not be, and says by what each text came to its end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from tweet_assets.drill import texts, weather
from tweet_assets.drill.count import Count, Truth
from tweet_assets.drill.world import Fault
from tweet_assets.posting import attempts
from tweet_assets.posting.attempts import State, Try
from tweet_assets.warehouse import Warehouse

MADE: tuple[Fault, Fault, Fault] = ("lost_answer", "none", "forbidden")


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    """Three texts: two are posted as 1 and 2, one is refused."""
    store = Warehouse(tmp_path / "posting.duckdb", "posting", simulated=True)
    texts.decide(store, 0, 3, np.random.default_rng(1))
    ends: list[tuple[State, str | None]] = [("posted", "1"), ("posted", "2"), ("refused", None)]
    with store.transaction() as ledger:
        for number, (state, post_id) in enumerate(ends):
            one = Try(texts.named(number), "h", "x")
            attempts.add(ledger, one, state, "invented", texts.BEGINS + timedelta(hours=1), (None,), post_id)
    return store


def said(store: Warehouse) -> list[str]:
    return [text for [text] in store.rows("select text from posting.decisions order by decision_id")]


def counted(store: Warehouse, *posts: tuple[str, str]) -> Count:
    accidents = dict(zip(map(texts.named, range(3)), ["none", "disk full", "none"], strict=True))
    count = Count(3, rounds=3, accidents=accidents)
    count.compare(store, Truth(posts, list(zip(said(store), MADE, strict=True))))
    return count


def test_a_ledger_that_says_what_the_server_says_holds_and_every_text_stands_by_its_accident(store: Warehouse) -> None:
    one, two, _ = said(store)
    count = counted(store, ("1", one), ("2", two))

    assert count.held
    rows = {" ".join(line.split()) for line in count.lines()}
    assert {"all 3 2 0 1 0", "nothing 2 1 0 1 0", "disk full 1 1 0 0 0", "posted, its answer lost 1 1 0 0 0"} <= rows
    assert count.lines()[-1].startswith("It held: no text was posted twice")


@pytest.mark.parametrize(
    ("also", "found"),
    [([("3", 0)], (1, 1, 0)), ([("3", 2)], (0, 1, 0)), ([], (0, 0, 1))],
    ids=["the same text twice", "a post that the ledger does not know", "a post that is not there"],
)
def test_what_must_not_be_is_counted(
    store: Warehouse, also: list[tuple[str, int]], found: tuple[int, int, int]
) -> None:
    texts_ = said(store)
    posts = [("1", texts_[0]), ("2", texts_[1])] if also else [("1", texts_[0])]
    count = counted(store, *posts, *((name, texts_[number]) for name, number in also))

    assert (count.duplicates, count.not_in_ledger, count.not_on_server) == found
    assert not count.held
    assert count.lines()[-1].startswith("It did not hold")


def test_everything_that_may_become_of_a_request_has_words(store: Warehouse) -> None:
    one, two, three = said(store)
    for fault in get_args(Fault):
        count = counted(store, ("1", one), ("2", two))
        count.compare(store, Truth([("1", one), ("2", two)], [(one, fault), (two, fault), (three, fault)]))
        assert not any("_" in line for line in count.lines())


def test_a_text_without_an_end_or_a_person_asked_in_vain_does_not_hold(store: Warehouse) -> None:
    one, two, _ = said(store)
    count = counted(store, ("1", one), ("2", two))
    count.asked_in_vain = 1
    assert not count.held

    with store.transaction() as ledger:
        ledger.execute("update posting.attempts set state = 'unknown' where state = 'refused'")
    assert not counted(store, ("1", one), ("2", two)).held


def test_every_accident_comes_about() -> None:
    generator = np.random.default_rng(1)
    drawn = {weather.accident(generator) for _ in range(2_000)}

    assert drawn == set(weather.Accident.__args__)  # type: ignore[attr-defined]


def test_a_text_that_needs_a_person_is_not_over(store: Warehouse) -> None:
    assert Count.is_over(store)
    with store.transaction() as ledger:
        ledger.execute("update posting.attempts set state = 'needs_human' where state = 'refused'")
    assert not Count.is_over(store)
