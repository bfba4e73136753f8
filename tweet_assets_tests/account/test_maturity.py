"""Snapshots and outcomes: when a file was surely made, and which figures are a post's outcome."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd
import pytest
from account.own_files import FIGURES, ONE
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets.account import maturity
from tweet_assets.account.headers import COUNTS
from tweet_assets.accounts import ConfigurationError

UTC_ZONE = ZoneInfo("UTC")
ROW = pd.DataFrame([{"account": "Invented_Me", "post_id": ONE, **FIGURES}]).astype(dict.fromkeys(FIGURES, "Int64"))


def file(
    sha: str,
    end: str | None,
    newest: str,
    name: str = "export.csv",
    made: str | None = None,
    told: str | None = None,
) -> dict[str, object]:
    moments = {"newest_post_at": newest, "generated_at": made, "told_at": told}
    return {"file_sha256": sha, "name": name, "period_end": end, **moments}


def snapshots(
    *files: dict[str, object],
    posted: str = "2021-03-05T12:00Z",
    observed: dict[str, datetime] | None = None,
    zone: str = "UTC",
) -> pd.DataFrame:
    """The same post in each of the files."""
    frame = pd.DataFrame(list(files))
    frame["period_end"] = frame["period_end"].astype("datetime64[us]")
    for column in ("newest_post_at", "generated_at", "told_at"):
        frame[column] = pd.to_datetime(frame[column], utc=True, format="ISO8601").astype("datetime64[us, UTC]")
    rows = pd.concat([ROW.assign(file_sha256=f["file_sha256"], posted_at=pd.Timestamp(posted)) for f in files])
    return maturity.snapshots(rows.reset_index(drop=True), frame, observed or {}, ZoneInfo(zone))


def outcomes(shots: pd.DataFrame, zone: str = "UTC") -> pd.DataFrame:
    known = shots[["account", "post_id"]].drop_duplicates()
    return maturity.outcomes(shots, known, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("end", "newest", "basis", "since"),
    [
        ("2021-03-08", "2021-03-07T20:00Z", "period_end", "2021-03-08T00:00Z"),
        ("2021-03-07", "2021-03-07T20:00Z", "newest_post", "2021-03-07T20:00Z"),
        ("2021-03-07", "2021-03-07T00:00Z", "period_end", "2021-03-07T00:00Z"),
        (None, "2021-03-07T20:00Z", "newest_post", "2021-03-07T20:00Z"),
    ],
)
def test_a_file_was_made_after_its_last_day_began_and_after_its_newest_post(
    end: str | None, newest: str, basis: str, since: str
) -> None:
    shot = snapshots(file("f", end, newest)).iloc[0]

    assert (shot["observed_basis"], shot["observed_from"]) == (basis, pd.Timestamp(since))
    assert pd.isna(shot["observed_until"])


def test_a_file_was_made_when_the_user_says() -> None:
    told = datetime(2021, 3, 7, 20, 30, tzinfo=UTC)
    shots = snapshots(file("f", "2021-03-08", "2021-03-07T20:00Z"), observed={"export.csv": told, "other.csv": told})

    shot = shots.iloc[0]
    assert (shot["observed_basis"], shot["observed_from"], shot["observed_until"]) == ("user", told, told)
    outcome = outcomes(shots).iloc[0]
    assert outcome["known_at"] == told
    assert outcome["age_hours_min"] == outcome["age_hours_max"] == 56.5


def test_a_moment_before_a_post_in_the_file_is_a_mistake_and_named() -> None:
    early = datetime(2021, 3, 7, 19, 59, tzinfo=UTC)
    with pytest.raises(ConfigurationError, match=r"\[observed\]: export.csv cannot be older than a post in it"):
        snapshots(file("f", None, "2021-03-07T20:00Z"), observed={"export.csv": early})


def test_an_archive_was_made_when_it_says_unless_a_post_in_it_is_newer_or_the_user_knows_better() -> None:
    made, said = "2021-03-09T08:30:00Z", datetime(2021, 3, 10, tzinfo=UTC)
    newest = "2021-03-07T20:00Z"

    shot = snapshots(file("f", "2021-03-08", newest, made=made)).iloc[0]
    assert (shot["observed_basis"], shot["observed_from"], shot["observed_until"]) == (
        "file",
        *[pd.Timestamp(made)] * 2,
    )
    shot = snapshots(file("f", "2021-03-08", newest, made="2021-03-07T19:59Z")).iloc[0]
    assert (shot["observed_basis"], shot["observed_from"]) == ("period_end", pd.Timestamp("2021-03-08T00:00Z"))
    assert pd.isna(shot["observed_until"])
    shot = snapshots(file("f", None, newest, made=made), observed={"export.csv": said}).iloc[0]
    assert (shot["observed_basis"], shot["observed_from"], shot["observed_until"]) == ("user", said, said)


def test_a_name_that_two_files_had_tells_the_moment_of_neither() -> None:
    told = datetime(2021, 3, 9, 8, tzinfo=UTC)
    shots = snapshots(
        file("a", "2021-03-06", "2021-03-05T20:00Z"),
        file("b", "2021-03-06", "2021-03-05T20:00Z"),
        file("c", "2021-03-06", "2021-03-05T20:00Z", name="own.csv"),
        observed={"export.csv": told, "own.csv": told},
    ).set_index("file_sha256")

    assert shots["observed_basis"].to_dict() == {"a": "period_end", "b": "period_end", "c": "user"}
    assert shots["matured"].to_dict() == {"a": False, "b": False, "c": True}


@pytest.mark.parametrize(
    ("zone", "end", "since"),
    [
        ("Asia/Tokyo", "2021-03-08", "2021-03-07T15:00Z"),
        ("America/New_York", "2021-03-08", "2021-03-08T00:00Z"),  # the day may be one of UTC, and began earlier there
        ("Europe/Lisbon", "2021-03-28", "2021-03-28T00:00Z"),
        ("Europe/Lisbon", "2021-03-29", "2021-03-28T23:00Z"),  # summer time
        ("Africa/Cairo", "2023-04-28", "2023-04-27T22:00Z"),  # no midnight: clocks went from 23:59 to 01:00
        ("Asia/Amman", "2021-10-29", "2021-10-28T21:00Z"),  # midnight twice: the first, of summer time
    ],
)
def test_a_day_began_at_the_earlier_of_its_two_midnights(zone: str, end: str, since: str) -> None:
    shot = snapshots(file("f", end, "2021-03-01T00:00Z"), posted="2021-02-01T00:00Z", zone=zone).iloc[0]

    assert shot["observed_from"] == pd.Timestamp(since)


@settings(max_examples=50)
@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.sampled_from(sorted(available_timezones())))
def test_every_day_of_every_zone_has_a_beginning(day: date, zone: str) -> None:
    shot = snapshots(file("f", day.isoformat(), "2011-01-01T00:00Z"), posted="2010-12-01T00:00Z", zone=zone).iloc[0]

    earlier = pd.Timestamp(day, tz="UTC") - shot["observed_from"]
    assert pd.Timedelta(0) <= earlier <= pd.Timedelta(hours=14)


@pytest.mark.parametrize(
    ("posted", "matured"),
    [("2021-03-06T23:59:59Z", True), ("2021-03-07T00:00Z", True), ("2021-03-07T00:00:01Z", False)],
)
def test_a_post_of_exactly_a_day_is_mature_and_a_second_earlier_it_is_not(posted: str, matured: bool) -> None:
    shots = snapshots(file("f", "2021-03-08", "2021-03-07T20:00Z"), posted=posted)

    assert shots["matured"].tolist() == [matured]
    assert len(outcomes(shots)) == matured


def test_a_post_in_several_files_has_the_figures_of_the_earliest_mature_one() -> None:
    shots = snapshots(
        file("late", "2021-03-20", "2021-03-19T00:00Z"),
        file("young", "2021-03-06", "2021-03-05T13:00Z"),
        file("first", "2021-03-07", "2021-03-06T13:00Z"),
    )
    shots["likes"] = pd.Series([30, 1, 9], dtype="Int64")

    outcome = outcomes(shots).iloc[0]
    assert (len(outcomes(shots)), outcome["file_sha256"], outcome["likes"]) == (1, "first", 9)
    assert outcome["age_hours_min"] == 36.0


def test_a_full_export_is_preferred_to_an_archive_however_late_it_is() -> None:
    shots = snapshots(
        file("archive", None, "2021-03-06T13:00Z"),
        file("late", "2021-03-20", "2021-03-19T00:00Z"),
        file("later", "2021-03-30", "2021-03-29T00:00Z"),
        file("young", "2021-03-06", "2021-03-05T13:00Z"),
    )
    of = shots["file_sha256"] == "archive"
    shots.loc[of, [count for count in COUNTS if count not in ("likes", "reposts")]] = pd.NA

    [outcome] = outcomes(shots).to_dict("records")
    assert (outcome["file_sha256"], outcome["impressions"]) == ("late", 215)
    [outcome] = outcomes(shots[of]).to_dict("records")
    assert (outcome["file_sha256"], outcome["likes"], pd.isna(outcome["impressions"])) == ("archive", 3, True)


PRIVATE = ["engagements", "shares", "follows", "url_clicks"]
"""What a read of what everybody sees does not have."""


@pytest.mark.parametrize(
    ("second", "chosen"),
    [
        ("2021-03-06T12:30Z", "in full"),
        ("2021-03-06T14:18Z", "in full"),  # two hours after the first
        ("2021-03-06T14:19Z", "public"),
        ("2021-03-09T12:00Z", "public"),
    ],
)
def test_of_reads_that_are_as_young_the_one_that_knows_more_counts_and_no_later_one(second: str, chosen: str) -> None:
    newest = "2021-03-05T12:00Z"
    shots = snapshots(
        file("public", None, newest, made="2021-03-06T12:18Z"), file("in full", None, newest, made=second)
    )
    shots.loc[shots["file_sha256"] == "public", PRIVATE] = pd.NA

    for order in (shots, shots.iloc[::-1]):
        outcome = outcomes(order).iloc[0]
        assert outcome["file_sha256"] == chosen
        assert pd.isna(outcome["engagement_rate"]) == (chosen == "public")
        age = pd.Timestamp(second if chosen == "in full" else "2021-03-06T12:18Z") - pd.Timestamp(newest)
        assert outcome["age_hours_min"] == outcome["age_hours_max"] == pytest.approx(age.total_seconds() / 3600)


def test_an_export_that_may_be_of_much_later_is_not_as_young_whatever_it_knows() -> None:
    shots = snapshots(
        file("public", None, "2021-03-05T12:00Z", made="2021-03-06T12:18Z"),
        file("export", None, "2021-03-06T12:30Z", name="content.csv"),
    )
    shots.loc[shots["file_sha256"] == "public", PRIVATE] = pd.NA

    assert outcomes(shots)["file_sha256"].tolist() == ["public"]


def test_of_reads_that_know_as_much_the_youngest_counts() -> None:
    newest = "2021-03-05T12:00Z"
    shots = snapshots(
        file("a", None, newest, made="2021-03-06T13:00Z"), file("b", None, newest, made="2021-03-06T12:18Z")
    )
    assert outcomes(shots)["file_sha256"].tolist() == ["b"]


def test_of_two_files_of_the_same_moment_the_same_one_counts_always() -> None:
    shots = snapshots(file("b", "2021-03-20", "2021-03-19T00:00Z"), file("a", "2021-03-20", "2021-03-19T00:00Z"))

    assert outcomes(shots)["file_sha256"].tolist() == outcomes(shots.iloc[::-1])["file_sha256"].tolist() == ["a"]


def test_a_count_that_is_smaller_later_is_found_with_both_figures() -> None:
    shots = snapshots(
        file("third", "2021-03-12", "2021-03-08T00:00Z"),
        file("first", "2021-03-08", "2021-03-07T00:00Z"),
        file("second", "2021-03-10", "2021-03-07T00:00Z"),
    )
    shots["likes"] = pd.Series([9, 10, 10], dtype="Int64")
    shots["replies"] = pd.Series([pd.NA, 3, 2], dtype="Int64")

    found = maturity.shrunken(shots)
    assert found.to_dict("records") == [
        {"post_id": ONE, "count": "likes", "before": 10, "after": 9},
        {"post_id": ONE, "count": "replies", "before": 3, "after": 2},
    ]
    assert maturity.shrunken(shots[shots["file_sha256"] == "first"]).empty
    assert maturity.shrunken(shots.iloc[:0]).empty


def test_a_count_that_shrinks_across_a_file_that_does_not_have_it_is_found() -> None:
    """An archive has no impressions; one between two exports must not hide that they fell."""
    shots = snapshots(
        file("export", "2021-03-08", "2021-03-07T00:00Z"),
        file("archive", None, "2021-03-07T00:00Z", made="2021-03-09T00:00Z"),
        file("later", "2021-03-10", "2021-03-07T00:00Z"),
    )
    shots["impressions"] = pd.Series([215, pd.NA, 100], dtype="Int64")

    found = maturity.shrunken(shots)
    assert found.to_dict("records") == [{"post_id": ONE, "count": "impressions", "before": 215, "after": 100}]


def test_figures_of_two_accounts_are_not_compared() -> None:
    shots = snapshots(file("a", "2021-03-08", "2021-03-07T00:00Z"), file("b", "2021-03-10", "2021-03-07T00:00Z"))
    shots["likes"] = pd.Series([9, 1], dtype="Int64")
    shots["account"] = ["Invented_Me", "Invented_Too"]

    assert maturity.shrunken(shots).empty
    assert len(outcomes(shots)) == 2


@pytest.mark.parametrize(
    ("posted", "zone", "day"),
    [
        ("2021-03-05T23:30Z", "UTC", "2021-03-06"),
        ("2021-03-05T23:30Z", "Asia/Tokyo", "2021-03-07"),
        ("2021-03-05T03:30Z", "America/New_York", "2021-03-05"),
        ("2021-03-27T23:30Z", "Europe/Lisbon", "2021-03-29"),  # a day later it is half past midnight in summer time
        ("2021-10-30T22:30Z", "Europe/Lisbon", "2021-10-31"),  # and here no longer
    ],
)
def test_the_day_of_an_outcome_is_the_local_day_a_day_later(posted: str, zone: str, day: str) -> None:
    outcome = outcomes(snapshots(file("f", "2021-12-20", "2021-12-19T20:00Z"), posted=posted), zone).iloc[0]

    assert outcome["day"] == pd.Timestamp(day)
    assert outcome["matured_at"] == pd.Timestamp(posted) + pd.Timedelta(hours=24)


def test_what_an_export_does_not_have_stays_unknown() -> None:
    shots = snapshots(file("f", "2021-03-20", "2021-03-19T20:00Z"))
    shots[list(COUNTS)] = pd.array([pd.NA], dtype="Int64")[0]
    shots = shots.astype(dict.fromkeys(COUNTS, "Int64"))

    outcome = outcomes(shots)
    assert outcome[list(maturity.OUTCOME_COUNTS)].isna().all(axis=None)
    assert {str(outcome[count].dtype) for count in maturity.OUTCOME_COUNTS} == {"Int64"}
    assert outcome["engagement_rate"].isna().all()
    assert outcome["known_at"].isna().all()


@pytest.mark.parametrize(
    ("engagements", "impressions", "rate"), [(9, 200, 0.045), (0, 200, 0.0), (9, 0, None), (9, pd.NA, None)]
)
def test_an_engagement_rate_needs_impressions(engagements: object, impressions: object, rate: float | None) -> None:
    shots = snapshots(file("f", "2021-03-20", "2021-03-19T20:00Z"))
    shots["engagements"] = pd.Series([engagements], dtype="Int64")
    shots["impressions"] = pd.Series([impressions], dtype="Int64")

    told = outcomes(shots)["engagement_rate"].iloc[0]
    assert pd.isna(told) if rate is None else told == pytest.approx(rate)


def test_only_posts_of_the_ledger_have_outcomes() -> None:
    shots = snapshots(file("f", "2021-03-20", "2021-03-19T20:00Z"))

    assert maturity.outcomes(shots, shots[["account", "post_id"]].iloc[:0], UTC_ZONE).empty


def test_a_day_changes_by_a_row_more_a_row_less_or_another_figure() -> None:
    def rows(*facts: tuple[str, str, int | None]) -> pd.DataFrame:
        frame = pd.DataFrame(facts, columns=["day", "post_id", "likes"])
        return frame.assign(day=frame["day"].astype("datetime64[us]"), likes=frame["likes"].astype("Int64"))

    stored = rows(("2021-03-01", "a", 1), ("2021-03-02", "b", 2), ("2021-03-03", "c", 0), ("2021-03-04", "d", 4))
    due = rows(
        ("2021-03-04", "d", 4), ("2021-03-05", "e", 5), ("2021-03-02", "b", 2), ("2021-03-02", "x", 2),
        ("2021-03-03", "c", None),
    )  # fmt: skip

    assert maturity.changed_days(due, stored) == {date(2021, 3, day) for day in (1, 2, 3, 5)}
    assert maturity.changed_days(stored, stored.iloc[::-1]) == set()
    assert maturity.changed_days(stored.iloc[:0], stored) == {date(2021, 3, day) for day in (1, 2, 3, 4)}
    assert maturity.changed_days(stored.iloc[:0], stored.iloc[:0]) == set()
