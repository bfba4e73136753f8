"""Numbers in words: signs, limits, and no number where nothing is known."""

from __future__ import annotations

from datetime import date, datetime
from math import log
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.reports import numbers


@pytest.mark.parametrize(
    ("log_ratio", "said"),
    [
        (log(1.22), "+22 %"),
        (log(0.57), "-43 %"),
        (log(2.2), "+120 %"),
        (0.0, "0 %"),
        (-0.001, "0 %"),  # never '-0 %'
        (log(10.98), "+998 %"),
        (50.0, "over +999 %"),
        (-50.0, "under -99 %"),
        (None, "not known"),
    ],
)
def test_a_difference_of_logs_is_a_change_in_per_cent(log_ratio: float | None, said: str) -> None:
    assert numbers.change(log_ratio) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0 %"), (0.004, "under 1 %"), (0.184, "18 %"), (0.996, "over 99 %"), (1.0, "100 %"), (None, "not known")],
)
def test_a_share_is_never_rounded_to_certainty(value: float | None, said: str) -> None:
    assert numbers.share(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0213, "2.1 %"), (0.0004, "under 0.1 %"), (0.0, "0.0 %"), (12.0, "over 999 %"), (None, "not known")],
)
def test_a_rate_has_one_decimal(value: float | None, said: str) -> None:
    assert numbers.rate(value) == said


def test_a_signed_share_keeps_its_sign() -> None:
    assert numbers.signed_share(0.031) == "+3 %"
    assert numbers.signed_share(-0.2) == "-20 %"
    assert numbers.signed_share(None) == "not known"


def test_a_stored_log_rate_is_shown_as_a_rate() -> None:
    assert numbers.log_rate(log(0.021)) == "2.1 %"
    assert numbers.log_rate(1e9) == "over 999 %"
    assert numbers.log_rate(None) == "not known"


@pytest.mark.parametrize(
    ("value", "said"),
    [(log(13), "12"), (log(1.5), "0.50"), (-3.0, "0.00"), (99.0, "over 1,000,000"), (None, "not known")],
)
def test_a_typical_post_has_the_geometric_mean_of_engagement_plus_one_less_one(value: float | None, said: str) -> None:
    assert numbers.typical(value) == said


def test_an_interval_without_an_end_is_not_known() -> None:
    assert numbers.span(log(0.57), log(2.2), numbers.change) == "from -43 % to +120 %"
    assert numbers.span(None, 1.0, numbers.change) == "interval not known"
    assert numbers.span(1.0, None, numbers.change) == "interval not known"


def test_one_of_a_thing_is_singular() -> None:
    assert numbers.counted(1, "post") == "1 post"
    assert numbers.counted(1200, "post") == "1,200 posts"
    assert numbers.counted(0, "reply", "replies") == "0 replies"
    assert numbers.counted(None, "post") == "an unknown number of posts"


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "$0.00"), (0.004, "under $0.01"), (1234.5, "$1,234.50"), (None, "not known")]
)
def test_money_that_was_spent_is_never_rounded_to_nothing(value: float | None, said: str) -> None:
    assert numbers.money(value) == said


@pytest.mark.parametrize(("value", "said"), [(0.14, "0.14"), (1.26, "1.3"), (1234.4, "1,234"), (None, "not known")])
def test_a_plain_number_keeps_about_two_digits(value: float | None, said: str) -> None:
    assert numbers.decimal(value) == said


def test_days_and_times_are_in_english_whatever_the_machine_speaks() -> None:
    local = datetime(2026, 3, 8, 9, 5, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert numbers.day(date(2026, 3, 8)) == "Sunday 8 March 2026"
    assert numbers.clock(local) == "Sun 8 Mar, 09:05"
    assert numbers.clock(None) == "not known"


@pytest.mark.parametrize(
    ("hours", "said"), [(1.2, "1 hour"), (50.0, "50 hours"), (984.0, "41 days"), (None, "not known")]
)
def test_an_age_is_in_hours_first_and_then_in_days(hours: float | None, said: str) -> None:
    assert numbers.age(hours) == said


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_change_is_short_enough_to_read(log_ratio: float) -> None:
    assert len(numbers.change(log_ratio)) <= len("under -99 %")
