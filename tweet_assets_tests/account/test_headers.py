"""Which file is which, by its header."""

from __future__ import annotations

import pytest
from account.own_files import CONTENT, CONTENT_2024, LEGACY

from tweet_assets.account import headers


@pytest.mark.parametrize(
    ("header", "export_format", "missing"),
    [
        (LEGACY, "legacy", {"bookmarks", "shares"}),
        (LEGACY.replace("likes", "favorites"), "legacy", {"bookmarks", "shares"}),
        (CONTENT, "content", set()),
        (CONTENT_2024, "content", set()),
    ],
)
def test_a_format_is_known_by_its_header_and_has_these_counts(
    header: str, export_format: str, missing: set[str]
) -> None:
    names = header.lower().split(",")
    found, columns = headers.recognise(names, "export.csv")

    assert found == export_format
    assert set(headers.COUNTS) - {columns.get(name) for name in names} == missing


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("date,tweets published,impressions", "export.csv is a by-day activity export: it has days, not posts"),
        ("date,impressions,create post,unfollows", "export.csv is an account overview: it has days, not posts"),
        ("datum,beitrag", "export.csv: this header is not known: datum, beitrag"),
        (CONTENT.lower().replace("likes", "like"), "this header is not known: post id, date, post text"),
        (LEGACY.lower() + ",favorites", "two columns of the header mean the same.*, favorites"),
    ],
)
def test_another_header_is_refused_and_listed(header: str, told: str) -> None:
    with pytest.raises(headers.UnreadableExport, match=told):
        headers.recognise(header.split(","), "export.csv")
