"""The invented account's exports are what X would have written."""

import csv
import io
import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from tweet_assets import accounts_file
from tweet_assets.account import exports as importer
from tweet_assets.account import importing, labels, snowflake
from tweet_assets.demo import account_files, creator
from tweet_assets.warehouse import Warehouse

Rows = dict[str, list[dict[str, str]]]
HEADER_OF_X = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
PARTS = [c for c in HEADER_OF_X.split(",")[5:] if c != "Engagements"]


@pytest.fixture(scope="module")
def history() -> pd.DataFrame:
    return creator.history()


@pytest.fixture(scope="module")
def files(history: pd.DataFrame) -> dict[str, bytes]:
    return account_files.exports(history, creator.SEED)


@pytest.fixture(scope="module")
def rows(files: dict[str, bytes]) -> Rows:
    return {name: list(csv.DictReader(io.StringIO(content.decode(), newline=""))) for name, content in files.items()}


def _real(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["Post id"]]


def test_there_is_one_file_a_month_and_the_last_ends_today(files: dict[str, bytes]) -> None:
    assert list(files) == [
        "account_analytics_content_2026-01-01_2026-02-01.csv",
        "account_analytics_content_2026-02-01_2026-03-01.csv",
        "account_analytics_content_2026-03-01_2026-04-01.csv",
        "account_analytics_content_2026-04-01_2026-05-01.csv",
        "account_analytics_content_2026-05-01_2026-06-01.csv",
        "account_analytics_content_2026-06-01_2026-06-30.csv",
    ]
    assert {content.split(b"\n", 1)[0].decode() for content in files.values()} == {HEADER_OF_X}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    history: pd.DataFrame, files: dict[str, bytes]
) -> None:
    assert account_files.exports(history, creator.SEED) == files
    others = account_files.exports(creator.history(1), 1)
    assert all(others[name] != content for name, content in files.items())


def test_every_post_of_the_history_is_in_exactly_one_file(history: pd.DataFrame, rows: Rows) -> None:
    ids = [row["Post id"] for file in rows.values() for row in _real(file)]

    assert sorted(ids) == sorted(history["post_id"])


def test_every_id_decodes_to_a_time_inside_the_month_of_its_file(rows: Rows) -> None:
    for name, file in rows.items():
        first, end = map(date.fromisoformat, re.findall(r"\d{4}-\d\d-\d\d", name))
        for row in _real(file):
            posted = snowflake.posted_at(row["Post id"])
            assert first <= posted.astimezone(creator.ZONE).date() < end
            assert row["Date"] == f"{posted:%a, %b} {posted.day}, {posted.year}"
            assert row["Post Link"] == f"https://simulated.example/demo_creator/status/{row['Post id']}"


def test_figures_are_whole_and_engagements_are_the_sum_of_their_parts(rows: Rows) -> None:
    for row in (row for file in rows.values() for row in file):
        counts = {name: int(row[name]) for name in [*PARTS, "Engagements", "Impressions"]}
        assert min(counts.values()) >= 0
        assert counts["Engagements"] == sum(counts[part] for part in PARTS)
        assert counts["Impressions"] >= counts["Engagements"]
        assert counts["URL Clicks"] == 0 or "https://t.co/" in row["Post text"]
        assert counts["Hashtag Clicks"] == 0 or "#" in row["Post text"]


def test_texts_have_no_line_breaks_and_keep_their_entities(rows: Rows) -> None:
    texts = [row["Post text"] for file in rows.values() for row in _real(file)]

    assert not any("\n" in text for text in texts)
    assert any("&amp;" in text for text in texts)
    assert not any(re.search(r"&(?!amp;|lt;|gt;)", text) for text in texts)


def test_every_file_has_phantom_rows_without_an_id(rows: Rows) -> None:
    for file in rows.values():
        phantoms = [row for row in file if not row["Post id"]]
        assert len(phantoms) == account_files.PHANTOMS
        assert all(row["Post Link"].endswith("/status/undefined") for row in phantoms)


def test_every_file_has_posts_that_were_younger_than_a_day_when_it_was_made(history: pd.DataFrame) -> None:
    young = history[history["age_hours"] < 24]

    assert young["month_end"].nunique() == 6
    assert young["age_hours"].min() > 0


def test_rows_are_in_no_order(rows: Rows) -> None:
    ids = [row["Post id"] for row in _real(next(iter(rows.values())))]

    assert ids not in (sorted(ids), sorted(ids, reverse=True))


def test_the_importer_takes_every_row_and_every_figure(
    history: pd.DataFrame, files: dict[str, bytes], tmp_path: Path
) -> None:
    folder = accounts_file.parse(account_files.accounts_toml())

    store = Warehouse(tmp_path / "own.duckdb", "own", simulated=True)
    (tmp_path / "inbox").mkdir()
    for name, content in files.items():
        (tmp_path / "inbox" / name).write_bytes(content)

    setting = importer.Setting(folder, folder.now(datetime.now(UTC)))
    assert {receipt.fate for receipt in importing.take(tmp_path / "inbox", setting, store)} == {"imported"}

    read = store.table("account.export_files")
    assert read[["rows_foreign", "rows_refused", "rows_duplicate"]].to_numpy().sum() == 0
    assert set(read["rows_phantom"]) == {account_files.PHANTOMS}
    frame = store.table("account.analytics_exports").sort_values("post_id", ignore_index=True)
    for column in ("post_id", "posted_at", "impressions", "engagements", "likes", "follows", "detail_expands"):
        assert frame[column].tolist() == history[column].tolist(), column


def test_the_settings_are_of_a_simulated_folder_with_its_own_today() -> None:
    settings = tomllib.loads(account_files.accounts_toml())

    assert settings == {
        "timezone": "Europe/Lisbon",
        "history_start": date(2026, 1, 1),
        "simulated": True,
        "today": date(2026, 6, 30),
        "accounts": [
            {
                "handle": "demo_creator",
                "topics": ["writing", "coding", "teaching"],
                "posts_per_day": 3,
                "mode": "suggest",
            }
        ],
    }


def test_the_creator_labels_every_original_with_its_planted_format(history: pd.DataFrame) -> None:
    told = labels.parse(account_files.labels_csv(history).decode()).set_index("post_id")["format"]

    assert told.to_dict() == history.dropna(subset="format").set_index("post_id")["format"].to_dict()


def test_a_day_below_ten_is_written_without_a_zero() -> None:
    assert account_files._date(datetime(2026, 5, 2, tzinfo=UTC)) == "Sat, May 2, 2026"
