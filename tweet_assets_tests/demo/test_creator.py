"""What the invented creator posted, and when."""

from datetime import date, timedelta

import pandas as pd
import pytest

from tweet_assets import labelling
from tweet_assets.account import snowflake
from tweet_assets.account.kinds import kinds
from tweet_assets.arms import FORMATS, SLOTS, slot_of
from tweet_assets.demo import creator


@pytest.fixture(scope="module")
def history() -> pd.DataFrame:
    return creator.history()


@pytest.fixture(scope="module")
def units(history: pd.DataFrame) -> pd.DataFrame:
    return history[history["kind"].isin(["original", "thread_head"])]


def test_the_same_seed_gives_the_same_history_and_another_seed_another(history: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(creator.history(), history)
    assert set(creator.history(1)["post_id"]).isdisjoint(history["post_id"])


def test_every_format_and_every_slot_has_at_least_fifteen_originals(units: pd.DataFrame) -> None:
    assert units["format"].value_counts().reindex(FORMATS).min() >= 15
    assert units["slot"].value_counts().reindex([s.name for s in SLOTS]).min() >= 15


def test_every_original_looks_like_the_format_it_was_planted_as(units: pd.DataFrame) -> None:
    labels = [labelling.format_of(text)[0] for text in units["text"]]

    assert labels == units["format"].tolist()


def test_every_original_stands_in_its_planted_slot_of_the_local_day(units: pd.DataFrame) -> None:
    local = units["posted_at"].dt.tz_convert(creator.ZONE)

    assert [slot_of(moment, SLOTS) for moment in local] == units["slot"].tolist()
    assert units["weekend"].tolist() == [float(moment.weekday() >= 5) for moment in local]


def test_an_original_in_the_hour_that_summer_time_skips_still_stands_in_its_slot() -> None:
    night = SLOTS[0]

    moment = creator._moment(date(2026, 3, 29), night, 90.0)

    assert moment.isoformat() == "2026-03-29T01:30:00+00:00"
    assert slot_of(moment.astimezone(creator.ZONE), SLOTS) == night.name


def test_ids_are_unique_ordered_and_hold_the_time_of_posting(history: pd.DataFrame) -> None:
    assert history["post_id"].is_unique
    assert [snowflake.posted_at(i) for i in history["post_id"]] == history["posted_at"].tolist()
    assert history["posted_at"].is_monotonic_increasing


def test_posts_run_from_the_first_day_to_the_day_before_today_about_three_a_day(
    history: pd.DataFrame, units: pd.DataFrame
) -> None:
    days = history["posted_at"].dt.tz_convert(creator.ZONE).dt.date

    assert days.min() == creator.FIRST_DAY
    assert days.max() == creator.TODAY - timedelta(days=1)
    assert len(units) / days.nunique() == pytest.approx(3.0, abs=0.25)


def test_replies_threads_and_originals_are_told_apart_as_an_importer_tells_them(history: pd.DataFrame) -> None:
    posts = history[["post_id", "posted_at", "text"]].assign(
        account=creator.HANDLE, source="content", kind="unknown", reply_to=None, reply_to_post_id=None, quotes=None,
        user_kind=None,
    )  # fmt: skip

    assert kinds(posts)["kind"].tolist() == history["kind"].tolist()
    assert set(history["kind"]) == {"original", "thread_head", "thread_part", "reply"}


def test_the_habit_is_confounded(units: pd.DataFrame) -> None:
    by_format = pd.crosstab(units["format"], units["slot"], normalize="index")

    assert by_format.loc["announcement", "18-21"] > 1.4 * by_format["18-21"].mean()
    assert by_format.loc["how-to", ["06-09", "09-12"]].sum() > 1.3 * by_format[["06-09", "09-12"]].sum(axis=1).mean()


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 5), date(2026, 2, 1)),
        (date(2026, 5, 31), date(2026, 6, 1)),
        (date(2026, 6, 29), date(2026, 6, 30)),  # the folder's today comes before the month's end
        (date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_an_export_is_made_on_the_first_of_the_next_month_or_today(day: date, end: date) -> None:
    assert creator.month_end(day) == end
