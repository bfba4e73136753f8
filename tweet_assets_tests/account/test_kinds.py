"""Kinds of posts: replies by their first word, threads by their gaps."""

from __future__ import annotations

import random

import pandas as pd
from account.own_files import MOMENT
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.account import kinds


def posts(*rows: tuple[float, str | None], source: str = "content") -> pd.DataFrame:
    """One post a row: minutes after MOMENT, and a text."""
    return pd.DataFrame(
        {
            "account": "Invented_Me",
            "post_id": [str(n) for n in range(len(rows))],
            "posted_at": pd.Timestamp(MOMENT) + pd.to_timedelta([60 * minutes for minutes, _ in rows], unit="s"),
            "text": pd.Series([text for _, text in rows], dtype="str"),
            "source": source,
            "kind": "original",
        }
    )


def test_kinds_are_read_off_the_first_word_and_the_gaps() -> None:
    told = kinds.kinds(
        posts(
            (0, "One"),
            (60, "Two"),
            (65, "of three"),
            (66, "@you hello"),
            (67, "and three"),
            (90, "RT @you: x"),
            (99, None),
            (99.5, ".@you hi"),
            (200, "@ noon"),
            (300, ""),
        )
    )

    assert told.tolist() == [
        "original",
        "thread_head",
        "thread_part",
        "reply",
        "thread_part",
        "repost",
        "unknown",
        "original",
        "original",
        "original",
    ]


def test_five_minutes_are_a_thread_and_a_second_more_is_not() -> None:
    assert kinds.kinds(posts((0, "One"), (5, "Two"))).tolist() == ["thread_head", "thread_part"]
    assert kinds.kinds(posts((0, "One"), (5 + 1 / 60, "Two"))).tolist() == ["original", "original"]


def test_a_thread_may_be_longer_than_its_gap() -> None:
    told = kinds.kinds(posts((0, "One"), (4, "Two"), (8, "Three"), (14, "Four")))

    assert told.tolist() == ["thread_head", "thread_part", "thread_part", "original"]


def test_two_accounts_make_no_thread() -> None:
    both = posts((0, "One"), (1, "Two"))
    both["account"] = ["Invented_Me", "Invented_Too"]

    assert kinds.kinds(both).tolist() == ["original", "original"]


def test_what_we_published_keeps_its_kind_and_makes_no_thread() -> None:
    rows = pd.concat([posts((0, "One")), posts((1, "@you said it"), source="outbox"), posts((2, "Three"))])

    assert kinds.kinds(rows.reset_index(drop=True)).tolist() == ["thread_head", "original", "thread_part"]


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["A", "@b c", None])), max_size=8), st.randoms())
def test_the_order_of_rows_says_nothing(rows: list[tuple[float, str | None]], chance: random.Random) -> None:
    in_order = posts(*rows)
    shuffled = in_order.loc[chance.sample(list(in_order.index), len(rows))]

    told = kinds.kinds(in_order)
    assert kinds.kinds(shuffled).sort_index().tolist() == told.tolist()
    assert (told == "thread_head").sum() <= (told == "thread_part").sum()
