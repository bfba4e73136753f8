"""Kinds of posts: by the reply chain, by the first word, by the gap, by what the user says."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from account.own_files import MOMENT, within
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tweet_assets.account import kinds

Row = tuple[float, str | None]
_TOLD = {"reply_to": None, "reply_to_post_id": None, "quotes": None, "user_kind": None}


def posts(*rows: Row, source: str = "content", **told: list[object]) -> pd.DataFrame:
    """One post a row: minutes after MOMENT, and a text. Ids are '0', '1', ...; `told` are columns of archives."""
    frame = pd.DataFrame(
        {
            "account": "Invented_Me",
            "post_id": [str(n) for n in range(len(rows))],
            "posted_at": pd.Timestamp(MOMENT) + pd.to_timedelta([60 * minutes for minutes, _ in rows], unit="s"),
            "text": pd.Series([text for _, text in rows], dtype="str"),
            "source": source,
            "kind": "original",
        }
    )
    for column, value in (_TOLD | told).items():
        frame[column] = pd.Series(value, index=frame.index, dtype="boolean" if column == "quotes" else "str")
    return frame


def chained(*rows: tuple[str, str | None], **told: list[object]) -> pd.DataFrame:
    """Posts of an archive, hours apart: whom each answers, and which of our own posts."""
    return posts(
        *[(600 * n, f"Post {n}") for n in range(len(rows))],
        source="archive",
        reply_to=[to for to, _ in rows],
        reply_to_post_id=[parent for _, parent in rows],
        **told,
    )


def told(frame: pd.DataFrame) -> list[str]:
    return kinds.kinds(frame)["kind"].tolist()


def bases(frame: pd.DataFrame) -> list[str]:
    return kinds.kinds(frame)["kind_basis"].tolist()


def test_without_an_archive_kinds_are_read_off_the_first_word_and_the_gaps() -> None:
    frame = posts(
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

    assert list(zip(told(frame), bases(frame), strict=True)) == [
        ("original", "alone"),
        ("thread_head", "gap"),
        ("thread_part", "gap"),
        ("reply", "text"),
        ("thread_part", "gap"),
        ("repost", "text"),
        ("unknown", "no text"),
        ("original", "alone"),
        ("original", "alone"),
        ("original", "alone"),
    ]


def test_five_minutes_are_a_thread_and_a_second_more_is_not() -> None:
    assert told(posts((0, "One"), (5, "Two"))) == ["thread_head", "thread_part"]
    assert told(posts((0, "One"), (5 + 1 / 60, "Two"))) == ["original", "original"]


def test_a_thread_may_be_longer_than_its_gap() -> None:
    assert told(posts((0, "One"), (4, "Two"), (8, "Three"), (14, "Four"))) == [
        "thread_head",
        "thread_part",
        "thread_part",
        "original",
    ]


def test_two_accounts_make_no_thread() -> None:
    both = posts((0, "One"), (1, "Two"))
    both["account"] = ["Invented_Me", "Invented_Too"]

    assert told(both) == ["original", "original"]


def test_what_we_published_keeps_its_kind_and_makes_no_thread() -> None:
    rows = pd.concat([posts((0, "One")), posts((1, "@you said it"), source="outbox"), posts((2, "Three"))])
    frame = rows.reset_index(drop=True)

    assert told(frame) == ["thread_head", "original", "thread_part"]
    assert bases(frame) == ["gap", "publishing", "gap"]


def test_the_reply_chain_tells_the_head_and_its_parts_however_late_they_came() -> None:
    frame = chained(("nobody", None), ("self", "0"), ("self", "1"), ("nobody", None), ("self", "0"))

    assert told(frame) == ["thread_head", "thread_part", "thread_part", "original", "thread_part"]
    assert set(bases(frame)) == {"reply chain"}


def test_two_quick_thoughts_of_an_archive_are_no_thread_and_a_mention_is_no_reply() -> None:
    frame = posts((0, "One"), (1, "Two"), (2, "@you are great"), reply_to=["nobody"] * 3)

    assert told(frame) == ["original"] * 3


def test_a_chain_under_a_post_of_somebody_else_is_a_conversation() -> None:
    assert told(chained(("other", None), ("self", "0"), ("self", "1"))) == ["reply"] * 3


def test_a_part_whose_head_is_not_known_is_a_part() -> None:
    assert told(chained(("self", "gone"), ("self", "0"), ("self", None))) == ["thread_part"] * 3


@pytest.mark.parametrize(
    "parents",
    [["0"], ["1", "0"], ["1", "2", "0"], ["1", "0", "0", "2"], ["1", "1"], ["2", "0", "1", "1", "3"]],
    ids=str,
)
def test_a_chain_that_bites_its_tail_ends_and_has_parts_alone(parents: list[str]) -> None:
    with within(2):
        assert told(chained(*[("self", parent) for parent in parents])) == ["thread_part"] * len(parents)


@pytest.mark.parametrize("order", [1, -1])
def test_a_long_thread_is_no_matter(order: int) -> None:
    rows = [("nobody", None), *[("self", str(n)) for n in range(2_000)]]
    with within(20):
        kind = kinds.kinds(chained(*rows).iloc[::order])["kind"].sort_index().tolist()  # type: ignore[arg-type]

    assert kind == ["thread_head", *["thread_part"] * 2_000]


def test_a_quote_is_known_by_an_archive_and_may_head_a_thread() -> None:
    frame = chained(("nobody", None), ("nobody", None), ("self", "1"), ("other", None), quotes=[True, True, True, True])

    assert told(frame) == ["quote", "thread_head", "thread_part", "reply"]


def test_a_repost_of_an_archive_is_known_by_its_text() -> None:
    frame = posts((0, "RT @you: x"), (1, "rt @you: x"), reply_to=["nobody", "nobody"])

    assert told(frame) == ["repost", "original"]
    assert bases(frame) == ["text", "reply chain"]


def test_a_head_that_only_an_export_has_is_told_by_the_archive_of_its_part() -> None:
    frame = posts((0, "The head"), (900, "A part"), reply_to=[None, "self"], reply_to_post_id=[None, "0"])

    assert told(frame) == ["thread_head", "thread_part"]
    assert bases(frame) == ["reply chain", "reply chain"]


def test_a_head_that_was_guessed_by_its_gap_and_is_proved_by_a_chain_is_no_guess_any_more() -> None:
    frame = posts(
        (0, "The head"),
        (1, "Guessed"),
        (900, "A part"),
        reply_to=[None, None, "self"],
        reply_to_post_id=[None, None, "0"],
    )

    assert told(frame) == ["thread_head", "thread_part", "thread_part"]
    assert bases(frame) == ["reply chain", "gap", "reply chain"]


def test_a_reply_that_only_an_export_has_makes_its_continuation_a_conversation() -> None:
    frame = posts((0, "@you yes"), (900, "and no"), reply_to=[None, "self"], reply_to_post_id=[None, "0"])

    assert told(frame) == ["reply", "reply"]


def test_the_chains_of_two_accounts_do_not_meet() -> None:
    frame = chained(("nobody", None), ("self", "0"))
    frame["account"] = ["Invented_Me", "Invented_Too"]

    assert told(frame) == ["original", "thread_part"]


def test_the_users_own_label_overrides_all() -> None:
    frame = chained(("nobody", None), ("self", "0"), ("other", None), user_kind=["repost", None, "original"])
    frame.loc[0, "source"] = "outbox"

    assert told(frame) == ["repost", "thread_part", "original"]
    assert bases(frame) == ["you", "reply chain", "you"]


def test_no_posts_have_no_kinds() -> None:
    assert kinds.kinds(posts((0, "x")).iloc[:0]).empty


ROWS = st.tuples(
    st.integers(0, 40),
    st.sampled_from(["A", "@b c", "RT @b", None]),
    st.sampled_from([None, "nobody", "other", "self"]),
    st.integers(0, 9),
    st.sampled_from([None, None, None, "quote"]),
)


# A chain that hangs is not shrunk: every smaller one would hang for its two seconds, too.
@settings(max_examples=50, phases=[Phase.explicit, Phase.generate])
@given(st.lists(ROWS, max_size=8), st.randoms())
def test_the_order_of_rows_says_nothing(
    rows: list[tuple[int, str | None, str | None, int, str | None]], chance: random.Random
) -> None:
    in_order = posts(
        *[(minutes, text) for minutes, text, *_ in rows],
        reply_to=[to for *_, to, _, _ in rows],
        reply_to_post_id=[str(parent) if to == "self" else None for *_, to, parent, _ in rows],
        user_kind=[kind for *_, kind in rows],
    )
    shuffled = in_order.loc[chance.sample(list(in_order.index), len(rows))]

    with within(2):
        found = kinds.kinds(in_order)
        pd.testing.assert_frame_equal(kinds.kinds(shuffled).sort_index(), found)
    assert set(found["kind"]) <= set(kinds.KINDS)
    heads, parts = (found["kind"] == "thread_head").sum(), (found["kind"] == "thread_part").sum()
    assert heads <= parts + (found["kind_basis"] == "you").sum()
