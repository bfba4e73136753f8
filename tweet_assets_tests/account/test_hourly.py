"""Counts hour by hour: what their sum stands for, when there is none, and what a read with hours tells the ledger."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from account.own_files import (
    CONTENT,
    FOLDER,
    MOMENT,
    ONE,
    Bench,
    api_post,
    api_read,
    content,
    id_at,
    record,
    state,
    table,
)
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.account import hourly, maturity
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.warehouse import Warehouse

POSTED = datetime(2021, 3, 5, 12, 31, tzinfo=UTC)
LATE = datetime(2021, 3, 8, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEEDED = {"impressions": 10, "likes": 1, "replies": 0, "retweets": 2}


def hours(begin: datetime, count: int, **metrics: Any) -> list[Any]:
    return [{"timestamp": f"{begin + n * HOUR:%Y-%m-%dT%H:%M:%SZ}", "metrics": NEEDED | metrics} for n in range(count)]


# ---- which hours


@pytest.mark.parametrize(
    ("posted", "begin", "end"),
    [
        ("2021-03-05T12:31:00Z", "2021-03-05T12:00:00Z", "2021-03-06T13:00:00Z"),
        ("2021-03-05T12:00:00Z", "2021-03-05T12:00:00Z", "2021-03-06T12:00:00Z"),
        ("2021-03-05T12:00:00.001Z", "2021-03-05T12:00:00Z", "2021-03-06T13:00:00Z"),
        ("2021-03-05T23:59:59.999Z", "2021-03-05T23:00:00Z", "2021-03-07T00:00:00Z"),
    ],
)
def test_the_hours_asked_for_end_with_the_one_in_which_a_post_comes_to_its_age(
    posted: str, begin: str, end: str
) -> None:
    told = hourly.span(datetime.fromisoformat(posted), 24.0)
    assert told == (datetime.fromisoformat(begin), datetime.fromisoformat(end))


@given(st.integers(0, 10**10), st.integers(0, 59))
def test_a_sum_stands_for_an_age_of_24_hours_and_less_than_25_however_the_hours_lie(later: int, off: int) -> None:
    posted = POSTED + timedelta(milliseconds=later)
    begin = posted.replace(minute=off, second=0, microsecond=0)
    told = hours(begin - 3 * HOUR, 40)

    kept, moment = hourly.through(told[::-1], posted, 24.0, posted + timedelta(days=3))

    assert timedelta(hours=24) <= moment - posted < timedelta(hours=25)
    assert hourly.summed({"id": id_at(posted), hourly.KEY: kept}, moment, "here")["analytics"]["likes"] == len(kept)  # type: ignore[index]
    assert len(kept) in (24, 25)


@pytest.mark.parametrize(
    ("told", "now", "why"),
    [
        ([], LATE, "the hour of 2021-03-05 12:31 UTC, in which it was posted, is absent"),
        (hours(POSTED.replace(hour=13, minute=0), 30), LATE, "in which it was posted, is absent"),
        (hours(POSTED.replace(minute=0), 24), LATE, "the hours end at 2021-03-06 12:00 UTC, before it was old enough"),
        (hours(POSTED.replace(minute=0), 25), datetime(2021, 3, 6, 12, 59, tzinfo=UTC), "or after it was asked"),
        (
            [hour for hour in hours(POSTED.replace(minute=0), 25) if hour["timestamp"][11:13] != "17"],
            LATE,
            "2021-03-05 18:00 UTC is no hour after 2021-03-05 16:00 UTC",
        ),
        (hours(POSTED.replace(minute=0), 25) * 2, LATE, "2021-03-05 12:00 UTC is no hour after 2021-03-05 12:00 UTC"),
        (hours(POSTED.replace(minute=0), 25, likes=None), LATE, "hour of 2021-03-05 12:00 UTC does not tell `likes`"),
        ([{"metrics": {}}], LATE, "`timestamp` is 'None', the beginning of an hour was expected"),
        ([{"timestamp": "2021-03-05T12:00:00", "metrics": {}}], LATE, "the beginning of an hour was expected"),
    ],
)  # fmt: skip
def test_hours_that_do_not_reach_or_do_not_tell_enough_have_no_sum(told: list[Any], now: datetime, why: str) -> None:
    with pytest.raises(hourly.NotWhole, match=why):
        hourly.through(told, POSTED, 24.0, now)


# ---- as a file


def read(told: list[Any], observed: str = "2021-03-06T12:00:00Z", **envelope: object) -> bytes:
    """A read of one post by its hours; it was posted at 12:00 sharp."""
    data = api_read({"id": ONE, "author_id": "77", hourly.KEY: told}, observed=observed)
    return json.dumps(json.loads(data) | envelope).encode()


@pytest.mark.parametrize("again", ["retweets", "reposts"])
def test_the_hours_of_a_post_are_imported_as_their_sum(bench: Bench, again: str) -> None:
    told = hours(MOMENT, 24, engagements=3, follows=0)
    told[5]["metrics"] |= {"likes": 7, "bookmarks": 4}
    for hour in told:
        hour["metrics"][again] = hour["metrics"].pop("retweets")
    row = bench.read(read(told, told_at="2021-03-08T09:00:00Z"), "read.json").row

    assert (row["impressions"], row["likes"], row["reposts"], row["replies"]) == (240, 30, 48, 0)
    assert (row["engagements"], row["follows"]) == (72, 0)
    unknown = [row[name] for name in ("bookmarks", "shares", "reply_to", "quotes", "media", "links", "text")]
    assert pd.isna(pd.Series(unknown, dtype="object")).all()


def test_the_outcome_has_the_exact_age_and_was_known_when_x_told_it(store: Warehouse) -> None:
    late = api_read(api_post(analytics={"likes": 50, "follows": 2}), observed="2021-03-08T09:00:00Z")
    record(store, late, "late.json")
    record(store, read(hours(MOMENT, 24), told_at="2021-03-08T08:59:00Z"), "hours.json")
    shots = maturity.snapshots(
        store.table("account.analytics_exports"), store.table("account.export_files"), {}, FOLDER.zone
    )

    [outcome] = maturity.outcomes(shots, store.table("account.posts"), FOLDER.zone).to_dict("records")
    assert (outcome["likes"], outcome["age_hours_min"], outcome["age_hours_max"]) == (24, 24.0, 24.0)
    assert outcome["known_at"] == pd.Timestamp("2021-03-08T08:59Z")


def test_a_read_of_hours_changes_nothing_of_a_post_but_its_figures(store: Warehouse) -> None:
    picture = {"attachments": {"media_keys": ["3_1"]}}
    media = [{"media_key": "3_1", "type": "animated_gif"}]
    record(store, api_read(api_post(**picture), media=media, observed="2021-03-08T09:00:00Z"), "late.json")
    before = state(store, "posts")
    record(store, read(hours(MOMENT, 24)), "hours.json")

    assert state(store, "posts") == before


def test_a_post_that_is_known_by_its_hours_alone_waits_for_its_text(store: Warehouse) -> None:
    record(store, read(hours(MOMENT, 24)), "hours.json")
    [post] = store.table("account.posts").to_dict("records")
    assert (post["kind"], post["kind_basis"], post["media"], post["link"]) == (
        "unknown",
        "no text",
        "unknown",
        "unknown",
    )

    record(store, table(CONTENT, content(text="A text")), "account_analytics_content_2021-03-01_2021-03-20.csv")
    [post] = store.table("account.posts").to_dict("records")
    assert (post["text"], post["source"]) == ("A text", "content")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (read([]), "`timestamped_metrics` add up to nothing: the hour of 2021-03-05 12:00 UTC, in which it was posted"),
        (read(hours(MOMENT, 24)[1:]), "in which it was posted, is absent"),
        (read(hours(MOMENT, 23)), "the last of `timestamped_metrics` ends at 2021-03-06 11:00 UTC, and `observed_at`"),
        (read(hours(MOMENT, 24, likes=-1)), "`timestamped_metrics.likes` is '-1', a whole number was expected"),
        (read(hours(MOMENT, 24, likes="7")), "`timestamped_metrics.likes` is '7', a whole number was expected"),
        (read(hours(MOMENT, 24), told_at="2021-03-06T11:59:00Z"), "`told_at` is before `observed_at`"),
        (read(hours(MOMENT, 24), told_at="soon"), "`told_at` is 'soon', a moment with its zone"),
        (read(hours(MOMENT, 24), told_at="2021-04-11T09:01:00Z"), "`told_at` is 2021-04-11 09:01 UTC, which has not"),
    ],
)
def test_hours_that_add_up_to_nothing_are_refused(bench: Bench, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableExport, match=message):
        bench.read(data, "read.json")
