"""Every tweet and handle here is invented."""

import math
import statistics

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.generation.collected import COLUMNS, eligible

NA = pd.NA


def exports(*rows: tuple[str, str, object, str, str]) -> pd.DataFrame:
    """tweet_id, file, views, day fetched, via."""
    frame = pd.DataFrame(rows, columns=["tweet_id", "file_sha256", "views", "fetched_at", "via"])
    frame["fetched_at"] = pd.to_datetime(frame["fetched_at"], utc=True)
    frame["views"] = frame["views"].astype("Int64")
    frame["record_number"] = pd.Series(range(1, len(frame) + 1), dtype="Int64")
    frame["posted_at"] = frame["fetched_at"]
    unknown = pd.Series([NA] * len(frame), dtype="Int64")
    counts = dict.fromkeys(("likes", "reposts", "replies", "quotes", "bookmarks"), unknown)
    return frame.assign(author="kettle_x", text="invented", **counts)


def test_fifty_thousand_views_are_enough_and_one_less_is_not() -> None:
    found = eligible(
        exports(("1", "f", 50_000, "2026-01-01", "file"), ("2", "f", 49_999, "2026-01-01", "file")), 50_000, 30
    )
    assert found["tweet_id"].tolist() == ["1"]
    assert list(found.columns) == list(COLUMNS)


def test_unknown_views_are_not_fifty_thousand() -> None:
    assert eligible(exports(("1", "f", NA, "2026-01-01", "file")), 50_000, 30).empty


def test_the_newest_observation_is_the_tweets() -> None:
    older, newer = ("1", "f", 90_000, "2026-01-01", "file"), ("1", "g", 95_000, "2026-01-02", "file")
    found = eligible(exports(newer, older), 50_000, 30)
    assert found[["views", "file_sha256"]].to_numpy().tolist() == [[95_000, "g"]]


def test_a_newest_observation_without_views_makes_a_tweet_ineligible() -> None:
    rows = exports(("1", "f", 90_000, "2026-01-01", "file"), ("1", "g", NA, "2026-01-02", "file"))
    assert eligible(rows, 50_000, 30).empty


def test_of_equally_new_observations_the_most_seen_counts() -> None:
    rows = exports(("1", "f", NA, "2026-01-01", "file"), ("1", "g", 70_000, "2026-01-01", "file"))
    assert eligible(rows, 50_000, 30)["views"].tolist() == [70_000]


def test_an_api_collection_is_cut_to_its_most_seen_and_a_file_is_not() -> None:
    api = [(f"a{n}", "call", 50_000 + n, "2026-01-01", "api") for n in range(4)]
    file = [(f"f{n}", "file", 50_000 + n, "2026-01-01", "file") for n in range(4)]
    assert eligible(exports(*api, *file), 50_000, 2)["tweet_id"].tolist() == ["a2", "a3", "f0", "f1", "f2", "f3"]


def test_each_collection_has_its_own_cap() -> None:
    rows = [(f"{call}{n}", call, 50_000 + n, "2026-01-01", "api") for call in "xy" for n in range(3)]
    assert eligible(exports(*rows), 50_000, 1)["tweet_id"].tolist() == ["x2", "y2"]


def test_what_the_user_brought_too_is_not_cut() -> None:
    rows = exports(
        ("1", "call", 60_000, "2026-01-02", "api"),
        ("2", "call", 90_000, "2026-01-02", "api"),
        ("1", "file", 55_000, "2026-01-01", "file"),
    )
    assert eligible(rows, 50_000, 1)["tweet_id"].tolist() == ["1", "2"]


def test_nothing_gives_nothing() -> None:
    assert eligible(exports().astype({"views": "Int64"}), 50_000, 30).empty


def test_how_far_a_tweet_is_above_its_authors_usual_is_told_by_the_authors_other_tweets() -> None:
    rows = exports(*((str(n), "f", 60_000, "2026-01-01", "file") for n in range(1, 6)))
    rows["likes"] = pd.array([99, 9, 9, 99, NA], dtype="Int64")
    rows["author"] = ["Kettle_X", "kettle_x", "kettle_x", "kettle_x", "kettle_x"]
    found = eligible(rows, 50_000, 30).set_index("tweet_id")["author_excess"]
    # against medians of (9, 9, 99), (9, 99, 99) + 1 in logs
    assert found["1"] == found["4"] == pytest.approx(math.log(100) - math.log(10))
    assert found["2"] == found["3"] == pytest.approx(math.log(10) - math.log(100))
    assert math.isnan(found["5"])
    assert eligible(rows.iloc[:3], 50_000, 30)["author_excess"].isna().all()  # two others are no usual


@given(st.lists(st.integers(0, 10_000), min_size=4, max_size=12))
def test_the_median_of_the_others_is_that_of_a_list_without_one(likes: list[int]) -> None:
    rows = exports(*((f"{n:02}", "f", 60_000, "2026-01-01", "file") for n in range(len(likes))))
    rows["likes"] = pd.array(likes, dtype="Int64")
    found = eligible(rows, 50_000, 30)["author_excess"].tolist()
    for place, excess in enumerate(found):
        others = [math.log1p(like) for n, like in enumerate(likes) if n != place]
        assert excess == pytest.approx(math.log1p(likes[place]) - statistics.median(others))
