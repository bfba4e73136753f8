"""The vocabulary of arms."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.arms import FORMATS, OTHER_SLOT, SLOTS, UNLABELLED, Slot, slot, slot_of, topic_of

MOMENTS = st.datetimes()
HOURS = st.integers(0, 23).flatmap(lambda first: st.tuples(st.just(first), st.integers(first + 1, 24)))


def test_formats_are_distinct_and_unlabelled_is_none_of_them() -> None:
    assert len(set(FORMATS)) == len(FORMATS) == 8
    assert UNLABELLED not in FORMATS


@given(HOURS)
def test_a_slot_is_read_from_its_name(hours: tuple[int, int]) -> None:
    first, end = hours
    assert slot(f"{first:02}-{end:02}") == Slot(f"{first:02}-{end:02}", first, end)


@pytest.mark.parametrize(
    "name", ["", "9-12", "09-25", "24-24", "09:00-12:00", "09–12", "other", "09-12 ", "09-12\n", "-09-12"]
)
def test_what_is_not_a_slot_says_so(name: str) -> None:
    with pytest.raises(ValueError, match="is not a slot: two hours of the day like '09-12' were expected"):
        slot(name)


@pytest.mark.parametrize("name", ["21-06", "09-09"])
def test_a_slot_ends_after_it_begins_and_a_night_is_two(name: str) -> None:
    with pytest.raises(ValueError, match="has to end after it begins; write '21-24' and '00-06'"):
        slot(name)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(9, 0, "09-12"), (11, 59, "09-12"), (12, 0, "12-15"), (8, 59, "06-09"), (0, 0, "00-06"), (23, 59, "21-24")],
)
def test_a_slot_holds_its_first_minute_and_not_its_end(hour: int, minute: int, expected: str) -> None:
    assert slot_of(datetime(2026, 3, 1, hour, minute, tzinfo=UTC), SLOTS) == expected


@given(MOMENTS)
def test_every_moment_has_exactly_one_of_the_default_slots(local: datetime) -> None:
    assert sum(s.holds(local) for s in SLOTS) == 1
    assert slot_of(local, SLOTS) != OTHER_SLOT


def test_a_moment_outside_every_configured_slot_is_other() -> None:
    assert slot_of(datetime(2026, 3, 1, 8, 59, tzinfo=UTC), [slot("09-12")]) == OTHER_SLOT
    assert slot_of(datetime(2026, 3, 1, 9, 0, tzinfo=UTC), []) == OTHER_SLOT


def test_where_slots_overlap_the_first_one_counts() -> None:
    assert slot_of(datetime(2026, 3, 1, 10, 0, tzinfo=UTC), [slot("06-12"), slot("09-12")]) == "06-12"


def test_a_slot_knows_when_it_opens_and_how_long_it_is() -> None:
    assert (slot("21-24").opens, slot("21-24").minutes) == (time(21), 180)
    assert sum(s.minutes for s in SLOTS) == 24 * 60


@given(
    st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=6, unique=True), st.dates(max_value=date(9000, 1, 1))
)
def test_topics_take_turns_for_every_format(topics: list[str], first: date) -> None:
    for format_ in FORMATS:
        assert {topic_of(topics, first + timedelta(days=n), format_) for n in range(len(topics))} == set(topics)
