"""Whose posts a file holds, by what it says itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tweet_assets.account import whose


def written(folder: Path, name: str, text: str) -> list[Path]:
    (folder / name).write_text(text, encoding="utf-8")
    return [folder / name]


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("https://x.com/Invented_Me/status/1\nhttps://twitter.com/invented_me/status/2\n", "Invented_Me"),
        ("https://x.com/me/status/1 https://x.com/me/status/2 https://x.com/you/status/3", "me"),
        ("https://x.com/me/status/1 https://x.com/you/status/3", None),
        ("https://x.com/i/status/1", None),
        ('{"account": {"username" : "me"}}', "me"),
        ("nothing at all", None),
    ],
)
def test_most_links_name_the_account(tmp_path: Path, text: str, handle: str | None) -> None:
    assert whose.handle(written(tmp_path, "posts.csv", text)) == handle


def test_the_name_of_a_legacy_export_tells_where_its_rows_do_not(tmp_path: Path) -> None:
    name = "tweet_activity_metrics_invented_me_20210101_20210201_en.csv"
    assert whose.handle(written(tmp_path, name, "no link")) == "invented_me"
