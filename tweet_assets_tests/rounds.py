"""Whole rounds for tests: a small invented account, run over in this process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg

from tweet_assets.data_folder import DataFolder
from tweet_assets.definitions import of
from tweet_assets.progress import SILENCE
from tweet_assets.round import Round
from tweet_assets.warehouse import DOMAINS, Domain, Warehouse, content_hash

QUIET = {"telemetry": {"enabled": False}}
TODAY = date(2026, 3, 1)
HANDLE = "invented_me"
HEADER = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
TEXTS = (
    "How to begin a page: write the last line first",
    "What did you learn this week?",
    "I think short drafts are underrated",
    "Yesterday I threw a whole chapter away",
)


def post_id(moment: datetime, low: int = 0) -> str:
    """The id of a post of that moment."""
    return str(((int(moment.timestamp() * 1000) - 1_288_834_974_657) << 22) + low)


def row(moment: datetime, text: str, likes: int, handle: str = HANDLE, host: str = "simulated.example") -> str:
    """A line of a content export."""
    name = post_id(moment)
    day = moment.strftime("%a, %b %-d, %Y")
    figures = f"{100 * (likes + 1)},{likes},{2 * likes},0,0,{likes % 3},{likes // 4},{likes // 5},0,0,0,0,0"
    return f'{name},"{day}","{text}",https://{host}/{handle}/status/{name},{figures}'


def export(folder: Path, name: str, rows: list[str]) -> None:
    inbox = folder / "inbox" / "own"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")


def write_account(folder: Path, handles: tuple[str, ...] = (HANDLE,), mode: str = "suggest") -> None:
    """A simulated folder with 40 days of two posts a day of each handle."""
    tables = "".join(f'\n[[accounts]]\nhandle = "{h}"\nmode = "{mode}"\ntopics = ["writing"]\n' for h in handles)
    folder.mkdir(parents=True, exist_ok=True)
    settings = f"simulated = true\ntoday = {TODAY}\nhistory_start = 2026-01-01\n"
    (folder / "accounts.toml").write_text(settings + tables, encoding="utf-8")
    for number, handle in enumerate(handles):
        rows = []
        for n in range(80):
            moment = datetime(2026, 1, 10, 9, 30 + number, tzinfo=UTC) + timedelta(hours=12 * n)
            rows.append(row(moment, f"{TEXTS[n % 4]} ({handle} {n})", 3 + (7 * n) % 11 + 5 * (n % 4 == 0), handle))
        export(folder, f"account_analytics_content_2026-01-10_2026-02-25_{handle}.csv", rows)


@contextlib.contextmanager
def over(folder: Path, history: Path) -> Iterator[Round]:
    """Runs over a folder whose event log is elsewhere, in memory."""
    place = DataFolder(folder)
    history.mkdir(exist_ok=True)
    with dg.DagsterInstance.local_temp(str(history), overrides=QUIET) as instance:
        yield Round(of(place), instance, place, SILENCE)


def tables(folder: Path, *domains: Domain) -> dict[str, str]:
    """The content hash of every table of these domains."""
    hashes = {}
    for domain in domains:
        store = Warehouse(folder / f"{domain}.duckdb", domain, simulated=True, read_only=True)
        for schema in DOMAINS[domain]:
            names = store.read(
                "select table_name as name from information_schema.tables where table_schema = ?", [schema]
            )
            hashes |= {f"{schema}.{n}": content_hash(store.table(f"{schema}.{n}")) for n in names["name"]}
    return hashes
