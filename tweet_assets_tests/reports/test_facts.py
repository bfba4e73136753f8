"""Counting what stands behind a page."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.reports.facts import History, history

LISBON = ZoneInfo("Europe/Lisbon")


def _posts(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["post_id", "kind", "posted_at"])
    return frame.assign(posted_at=pd.to_datetime(frame["posted_at"], utc=True))


def _outcomes(ages: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"post_id": list(ages), "age_hours_min": list(ages.values())}).astype({"post_id": "str"})


def test_posts_are_mature_too_young_or_without_an_outcome() -> None:
    posts = _posts(
        ("1", "original", "2026-01-01T09:00Z"),
        ("2", "thread_head", "2026-01-05T09:00Z"),
        ("3", "original", "2026-01-06T09:00Z"),
        ("4", "original", "2026-01-07T23:30Z"),  # half an hour before the end of the day, in winter Lisbon is UTC
        ("5", "reply", "2026-01-02T09:00Z"),
        ("6", "original", "2026-01-08T00:30Z"),  # of the next day: not there yet
    )
    counted = history(posts, _outcomes({"1": 984.0, "2": 25.0, "5": 9000.0}), date(2026, 1, 7), LISBON)
    assert counted == History(
        posts_by_kind={"original": 3, "reply": 1, "thread_head": 1},
        mature=2,
        too_young=1,
        without_outcome=1,
        later_totals=1,
        later_age_hours=984.0,
    )


def test_an_account_without_posts_has_counts_of_zero_and_no_age() -> None:
    nothing = _posts().astype({"post_id": "str", "kind": "str"})
    assert history(nothing, _outcomes({}), date(2026, 1, 7), LISBON) == History({}, 0, 0, 0, 0, None)
