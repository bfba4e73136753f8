"""From the inbox into the ledger. Every tweet and handle here is invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from tweet_assets.generation import importing
from tweet_assets.inbox import Receipt
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 11, 12, tzinfo=UTC)
SCRAPED = {
    "id": 101,
    "user": {"username": "kettle_x"},
    "date": "2026-03-08 21:52:20+00:00",
    "rawContent": "An invented sentence about kettles.",
    "viewCount": 60_000,
    "likeCount": 5,
    "bookmarkedCount": 1,
}
API = {
    "data": [
        {
            "id": "201",
            "text": "An invented sentence about clouds.",
            "author_id": "7",
            "created_at": "2026-03-08T21:52:20.000Z",
            "public_metrics": {"impression_count": 70_000, "like_count": 9},
        },
        {
            "id": "202",
            "text": "RT @kettle_x: An invented sentence about kettles.",
            "author_id": "7",
            "referenced_tweets": [{"type": "retweeted", "id": "101"}],
            "public_metrics": {"impression_count": 0},
        },
    ],
    "includes": {"users": [{"id": "7", "username": "cloud_y"}]},
}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "external.duckdb", "external")


def drop(inbox: Path, name: str, document: object) -> Path:
    path = inbox / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def take(inbox: Path, store: Warehouse, now: datetime = NOW) -> list[Receipt]:
    return list(importing.take(inbox, store, now))


def test_a_scraped_file_becomes_rows_of_the_ledger(inbox: Path, store: Warehouse) -> None:
    path = drop(inbox, "a.json", [SCRAPED])

    assert take(inbox, store) == [Receipt("a.json", "imported", rows=1)]
    row = store.table("generation.viral_exports").iloc[0]
    assert (row["tweet_id"], row["author"], row["views"], row["likes"], row["bookmarks"], row["via"]) == (
        "101",
        "kettle_x",
        60_000,
        5,
        1,
        "file",
    )
    assert path.exists()


def test_a_count_that_the_file_does_not_have_stays_unknown(inbox: Path, store: Warehouse) -> None:
    drop(inbox, "a.json", [SCRAPED])
    take(inbox, store)

    row = store.table("generation.viral_exports").iloc[0]
    assert row[["reposts", "replies", "quotes"]].isna().all()


def test_a_page_of_the_api_leaves_reposts_out_and_its_counts_add_up(inbox: Path, store: Warehouse) -> None:
    drop(inbox, "page.json", API)

    assert take(inbox, store) == [Receipt("page.json", "imported", 1, 1, "1 reposts of somebody else's")]
    assert store.table("generation.viral_exports")["author"].tolist() == ["cloud_y"]
    file = store.table("generation.external_files").iloc[0]
    assert (file["shape"], file["rows_total"], file["rows_imported"], file["rows_repost"]) == ("x api v2", 2, 1, 1)


def test_a_search_that_found_nothing_is_a_file_without_rows(inbox: Path, store: Warehouse) -> None:
    drop(inbox, "none.json", {"meta": {"result_count": 0}})

    assert take(inbox, store) == [Receipt("none.json", "imported")]
    assert store.table("generation.viral_exports").empty
    assert store.table("generation.external_files")["rows_total"].tolist() == [0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "broken.json: is empty"),
        ("{not json", "broken.json: is not JSON"),
        ([{"what": 1}], "broken.json record 1: no known shape"),
        ([SCRAPED, SCRAPED | {"id": 102, "viewCount": "60K"}], "broken.json record 2: 'viewCount' is '60K'"),
    ],
)
def test_a_broken_file_goes_aside_with_its_reason_and_the_others_go_on(
    inbox: Path, store: Warehouse, content: object, why: str
) -> None:
    drop(inbox, "a.json", [SCRAPED])
    drop(inbox, "broken.json", content)
    drop(inbox, "c.json", API)

    receipts = take(inbox, store)

    assert [(r.name, r.fate) for r in receipts] == [
        ("a.json", "imported"),
        ("broken.json", "refused"),
        ("c.json", "imported"),
    ]
    assert receipts[1].why.startswith(why)
    assert (inbox / "refused/broken.json.reason.txt").read_text(encoding="utf-8") == receipts[1].why + "\n"
    assert sorted(p.name for p in inbox.iterdir()) == ["a.json", "c.json", "refused"]
    assert sorted(store.table("generation.viral_exports")["tweet_id"]) == ["101", "201"]


def test_a_second_broken_file_of_the_same_name_does_not_replace_the_first(inbox: Path, store: Warehouse) -> None:
    for content in ("{first", "{second"):
        drop(inbox, "broken.json", content)
        take(inbox, store)

    assert (inbox / "refused/broken.json").read_text(encoding="utf-8") == "{first"
    assert (inbox / "refused/broken-2.json").read_text(encoding="utf-8") == "{second"


def test_the_same_file_twice_is_known_and_changes_nothing(inbox: Path, store: Warehouse) -> None:
    drop(inbox, "a.json", [SCRAPED])
    take(inbox, store)
    before = store.table("generation.viral_exports")

    assert [r.fate for r in take(inbox, store, LATER)] == ["known"]
    pd.testing.assert_frame_equal(store.table("generation.viral_exports"), before)


def test_the_same_content_under_another_name_is_known(inbox: Path, store: Warehouse) -> None:
    drop(inbox, "a.json", [SCRAPED])
    drop(inbox, "b.json", [SCRAPED])

    assert [r.fate for r in take(inbox, store)] == ["imported", "known"]
    assert store.table("generation.external_files")["name"].tolist() == ["a.json"]


def test_a_tweet_seen_again_in_another_file_is_one_more_observation(inbox: Path, store: Warehouse) -> None:
    drop(inbox, "a.json", [SCRAPED])
    drop(inbox, "b.json", [SCRAPED | {"viewCount": 80_000}])
    take(inbox, store)

    assert sorted(store.table("generation.viral_exports")["views"]) == [60_000, 80_000]


def test_a_tweet_was_fetched_when_its_file_says_else_at_the_import(inbox: Path, store: Warehouse) -> None:
    drop(inbox, "a.json", [SCRAPED, SCRAPED | {"id": 102, "fetched_at": "2026-03-09T08:00:00+02:00"}])
    take(inbox, store)

    fetched = store.table("generation.viral_exports").set_index("tweet_id")["fetched_at"]
    assert fetched["101"] == pd.Timestamp(NOW)
    assert fetched["102"] == pd.Timestamp("2026-03-09T06:00:00Z")


def test_hidden_files_and_folders_are_left_alone(inbox: Path, store: Warehouse) -> None:
    drop(inbox, ".partial.json", "{")
    (inbox / "folder.json").mkdir()

    assert take(inbox, store) == []
    assert take(inbox / "absent", store) == []
    assert (inbox / ".partial.json").exists()
