"""The account by X's overview: which day is told by which export, and what is not known."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tweet_assets.reports.overview import Overview, overview


def days(*rows: tuple[str, str, int | None, int | None, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["file_sha256", "day", "follows", "unfollows", "profile_visits"])
    counts = dict.fromkeys(["follows", "unfollows", "profile_visits"], "Int64")
    return frame.astype(counts).assign(day=pd.to_datetime(frame["day"]))


def test_a_day_is_told_by_the_export_that_ends_last_and_a_last_day_has_not_ended() -> None:
    rows = days(
        ("a", "2026-03-01", 3, 1, 5),
        ("a", "2026-03-02", 1, 0, 2),  # the last day of a, told whole by b
        ("b", "2026-03-02", 4, 2, 9),
        ("b", "2026-03-03", 7, 0, 1),  # the last day of b: nobody knows it whole
    )

    assert overview(rows, date(2026, 3, 3)) == Overview(covered=2, follows=7, unfollows=3, profile_visits=14)
    assert overview(rows, date(2026, 3, 29)) == Overview(covered=1, follows=4, unfollows=2, profile_visits=9)
    assert overview(rows, date(2026, 3, 31)) is None


def test_a_count_that_no_export_has_is_unknown_and_not_zero() -> None:
    rows = days(("a", "2026-03-01", 3, None, None), ("a", "2026-03-02", 0, None, None))

    assert overview(rows, date(2026, 3, 2)) == Overview(covered=1, follows=3, unfollows=None, profile_visits=None)
    assert overview(rows.iloc[:0], date(2026, 3, 2)) is None
