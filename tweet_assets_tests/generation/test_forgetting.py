"""How tweets of others leave again. Every tweet and handle here is invented."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tweet_assets.generation import forgetting, importing
from tweet_assets.generation.collected import eligible
from tweet_assets.generation.library import library, read_curated
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, tzinfo=UTC)
TWEET = (
    '{{"id": {n}, "rawContent": "An invented tweet {n} on tea", "user": {{"username": "{author}"}}, "viewCount": 60000,'
    ' "date": "2026-03-01 10:00:00+00:00", "likeCount": 1, "bookmarkedCount": 0, "fetched_at": "{fetched}"}}'
)
HEADER = "topic,format,text,pattern,reason,invented\n"
CELL = {"for_day": pd.Timestamp("2026-03-10"), "account": "me", "format": "story", "inspiration": "own+viral"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def store(tmp_path: Path, inbox: Path) -> Warehouse:
    """Three tweets of two authors, all the way to a prompt."""
    rows = [(1, "Kettle_X", "2026-03-01"), (2, "kettle_x", "2025-06-01"), (3, "rain_y", "2026-03-01")]
    lines = [TWEET.format(n=n, author=author, fetched=fetched) for n, author, fetched in rows]
    (inbox / "tweets.jsonl").write_text("\n".join(lines))
    store = Warehouse(tmp_path / "external.duckdb", "external")
    list(importing.take(inbox, store, NOW))
    collected = eligible(store.table("generation.viral_exports"), 50_000, 30)
    store.replace("generation.collected_tweets", collected)
    store.replace("generation.viral_library", library(read_curated(HEADER, "c"), collected, SETTINGS.generation))
    names = [f"tweet:{n}" for n in (1, 2, 3)]
    shown = pd.DataFrame([CELL | {"topic": "tea", "position": n, "example_id": name} for n, name in enumerate(names)])
    store.replace(
        "generation.prompt_examples",
        shown.assign(origin="collected", example_form="structure", content="Opening: plain.", similarity=0.5),
    )
    prompt = CELL | {"topic": "tea", "prompt_version": "2", "prompt_hash": "h", "instructions": "do", "input": "words"}
    prompt |= {"topic_known": True, "tone": None, "idea": None}
    told = [[f"structure:{name}" for name in names], ["structure:tweet:3"]]
    prompts = pd.DataFrame([prompt, prompt | {"topic": "rain"}]).assign(examples=told)
    store.replace("generation.prompts", prompts)
    return store


def left(store: Warehouse, table: str) -> list[str]:
    return sorted(store.table(f"generation.{table}").iloc[:, 0].astype(str))


def test_an_author_goes_with_all_tweets_and_their_prompts_lose_their_text(store: Warehouse, inbox: Path) -> None:
    gone = forgetting.forget(store, inbox, inbox.parent / "collected", "@KETTLE_x", NOW)

    assert store.table("generation.viral_exports")["tweet_id"].tolist() == ["3"]
    assert left(store, "collected_tweets") == ["3"]
    assert left(store, "viral_library") == ["tweet:3"]
    assert store.table("generation.prompt_examples")["example_id"].tolist() == ["tweet:3"]
    prompts = store.table("generation.prompts").set_index("topic")
    assert list(prompts["examples"]["tea"]) == ["structure:deleted", "structure:deleted", "structure:tweet:3"]
    assert (prompts["input"]["rain"], "words" in prompts["input"]["tea"]) == ("words", False)
    assert gone.rows == {
        "prompt_examples": 2, "viral_library": 2, "prompts": 1, "collected_tweets": 2, "viral_exports": 2,
    }  # fmt: skip
    assert gone.files == ("tweets.jsonl",)
    content = store.path.read_bytes().lower()
    assert b"kettle_x" not in content
    assert b"tweet 1 on tea" not in content


def test_what_was_forgotten_does_not_come_back_with_another_file(store: Warehouse, inbox: Path) -> None:
    forgetting.forget(store, inbox, inbox.parent / "collected", "kettle_x", NOW)
    forgetting.forget(store, inbox, inbox.parent / "collected", "3", NOW)
    again = [TWEET.format(n=n, author=a, fetched="2026-03-09") for n, a in ((1, "KETTLE_X"), (3, "rain_y"), (4, "z"))]
    (inbox / "more.jsonl").write_text("\n".join(again))

    receipts = {r.name: r for r in importing.take(inbox, store, NOW)}

    assert store.table("generation.viral_exports")["tweet_id"].tolist() == ["4"]
    more = receipts["more.jsonl"]
    assert (more.rows, more.left_out, more.why) == (1, 2, "2 deleted on request before")
    row = store.read("select * from generation.external_files where name = 'more.jsonl'").iloc[0]
    assert row[["rows_total", "rows_imported", "rows_forgotten"]].tolist() == [3, 1, 2]


def test_forgetting_twice_is_forgetting_once(store: Warehouse, inbox: Path) -> None:
    forgetting.forget(store, inbox, inbox.parent / "collected", "kettle_x", NOW)
    marks = store.table("generation.forgotten")
    assert forgetting.forget(store, inbox, inbox.parent / "collected", "kettle_x", NOW + timedelta(days=1)).rows == {}
    pd.testing.assert_frame_equal(store.table("generation.forgotten"), marks)


@pytest.mark.parametrize("name", ["", "@", "a name", "x" * 16, "'; drop table generation.drafts; --", "12 34"])
def test_what_is_no_name_is_refused_and_nothing_is_changed(store: Warehouse, inbox: Path, name: str) -> None:
    with pytest.raises(forgetting.NoSuchName, match="neither the id of a tweet nor a handle"):
        forgetting.forget(store, inbox, inbox.parent / "collected", name, NOW)
    assert len(store.table("generation.viral_exports")) == 3


def test_a_tweet_that_nobody_has_fetched_for_long_expires_with_what_was_made_of_it(store: Warehouse) -> None:
    assert forgetting.expire(store, store.path.parent / "collected", NOW, 180) == 1
    assert store.table("generation.viral_exports")["tweet_id"].tolist() == ["1", "3"]
    assert left(store, "viral_library") == ["tweet:1", "tweet:3"]
    assert "structure:deleted" in list(store.table("generation.prompts")["examples"][1])
    assert forgetting.expire(store, store.path.parent / "collected", NOW, 180) == 0
    assert store.table("generation.forgotten").empty  # it may come again


def test_a_tweet_is_as_old_as_its_newest_observation(store: Warehouse, inbox: Path) -> None:
    (inbox / "again.jsonl").write_text(TWEET.format(n=2, author="kettle_x", fetched="2026-03-05"))
    list(importing.take(inbox, store, NOW))
    assert forgetting.expire(store, store.path.parent / "collected", NOW, 180) == 0
    assert len(store.table("generation.viral_exports")) == 4


def test_pages_of_searches_go_too_and_old_ones_by_themselves(store: Warehouse, inbox: Path) -> None:
    pages = inbox.parent / "collected"
    pages.mkdir()
    for name, content in (("a.json", "by Kettle_X"), ("b.json", "by rain_y"), ("c.json", "old")):
        (pages / name).write_text(content)
    old = (NOW - timedelta(days=181)).timestamp()
    os.utime(pages / "c.json", (old, old))
    forgetting.expire(store, pages, NOW, 180)
    assert sorted(path.name for path in pages.iterdir()) == ["a.json", "b.json"]
    assert forgetting.forget(store, inbox, pages, "kettle_x", NOW).pages == 1
    assert [path.name for path in pages.iterdir()] == ["b.json"]
