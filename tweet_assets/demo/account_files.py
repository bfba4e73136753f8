"""The invented account's own files: a content export a month, as X writes them since 2025, and accounts.toml.

The end day in a file's name is when it was made, at the earliest. Posts younger than a day at that moment are in the
file with what they had by then, as in real exports; they have no outcome in it. Links say simulated.example, and by
this an importer tells such rows from real ones.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from tweet_assets.demo.creator import HANDLE, TODAY
from tweet_assets.demo.texts import TOPICS

_COLUMNS: Mapping[str, str] = {
    "Impressions": "impressions",
    "Likes": "likes",
    "Engagements": "engagements",
    "Bookmarks": "bookmarks",
    "Shares": "shares",
    "New follows": "follows",
    "Replies": "replies",
    "Reposts": "reposts",
    "Profile visits": "profile_visits",
    "Detail Expands": "detail_expands",
    "URL Clicks": "url_clicks",
    "Hashtag Clicks": "hashtag_clicks",
    "Permalink Clicks": "permalink_clicks",
}
HEADER: tuple[str, ...] = ("Post id", "Date", "Post text", "Post Link", *_COLUMNS)
PHANTOMS = 2  # a file: X lists posts that it no longer has


def exports(history: pd.DataFrame, seed: int) -> dict[str, bytes]:
    """One export a month, by file name. Rows come in no order, as X gives them."""
    rng = np.random.default_rng([seed, 1])
    files = {}
    for end in sorted(set(history["month_end"])):
        posts = history[history["month_end"] == end]
        rows = [_row(post) for _, post in posts.iterrows()]
        days = [row[1] for row in rows]
        rows += [_phantom(days[int(rng.integers(len(days)))]) for _ in range(PHANTOMS)]
        files[_name(posts, end)] = _csv([rows[i] for i in rng.permutation(len(rows))])
    return files


def labels_csv(history: pd.DataFrame) -> bytes:
    """The creator's own labels: who wrote a post knows its format."""
    units = history[history["format"].notna()]
    lines = [f"{post_id},{label}" for post_id, label in zip(units["post_id"], units["format"], strict=True)]
    return "\n".join(["post_id,format", *lines, ""]).encode()


def accounts_toml() -> str:
    """The settings of the demo folder: a simulated one, with a today of its own."""
    topics = ", ".join(f'"{topic}"' for topic in TOPICS)
    return f"""# An invented account. Nothing in this folder was ever on X.
timezone = "Europe/Lisbon"
history_start = 2026-01-01
simulated = true
today = {TODAY.isoformat()}

[[accounts]]
handle = "{HANDLE}"
topics = [{topics}]
posts_per_day = 3
mode = "suggest"
"""


def _name(posts: pd.DataFrame, end: date) -> str:
    first = pd.Timestamp(posts["posted_at"].max()).date().replace(day=1)
    return f"account_analytics_content_{first.isoformat()}_{end.isoformat()}.csv"


def _row(post: pd.Series[Any]) -> list[str]:
    link = f"https://simulated.example/{HANDLE}/status/{post['post_id']}"
    counts = [str(post[column]) for column in _COLUMNS.values()]
    return [str(post["post_id"]), _date(post["posted_at"]), str(post["text"]), link, *counts]


def _phantom(day: str) -> list[str]:
    return ["", day, "", f"https://simulated.example/{HANDLE}/status/undefined", *["0"] * len(_COLUMNS)]


def _date(moment: datetime) -> str:
    """The UTC day as X writes it: 'Tue, Jul 14, 2026', 'Sat, May 2, 2026'."""
    return f"{moment:%a, %b} {moment.day}, {moment.year}"


def _csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return buffer.getvalue().encode()
