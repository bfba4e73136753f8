"""A million rows of a content export, invented, into the ledgers: seconds and memory, beside peers on the same file.

    python benchmarks/own_import.py [rows]

Each way runs in a process of its own, so that its peak of memory is its own. Peers read the same file and do less:
they parse it and count, and do not check whose a row is, when it was posted, or whether it is there already.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HEADER = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
WORDS = (
    *("the", "of", "a", "to", "write", "line", "page", "draft", "morning,", "coffee", "&amp;"),
    *("chapter", "—", "naïve", "“quote”", "window", "work", "why", "how"),
)
FIRST_ID = 1_200_000_000_000_000_000


def write(path: Path, rows: int) -> None:
    """An invented export: a post a minute, 60 to 280 characters, a tenth with a line break, a third replies."""
    rng = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        write_row = csv.writer(file, lineterminator="\n").writerow
        write_row(HEADER.split(","))
        for n in range(rows):
            text = " ".join(rng.choices(WORDS, k=rng.randint(10, 45)))
            text = "@somebody " + text if n % 3 == 0 else text.replace(",", "\n") if n % 10 == 0 else text
            post = FIRST_ID + n * (60_000 << 22)
            likes = int(rng.paretovariate(1.2))
            counts = [likes * 40, likes, likes * 2, likes // 5, 0, likes // 50, likes // 9, likes // 8, 3, 4, 0, 0, 0]
            write_row([post, "Tue, Jul 14, 2026", text, f"https://x.com/invented_me/status/{post}", *counts])


def ours(path: Path, labels: bool) -> int:
    from tweet_assets.account import exports, ledger, merging
    from tweet_assets.accounts import Account, Folder
    from tweet_assets.warehouse import Warehouse

    if not labels:
        merging.settle = lambda _: None  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder, "scratch")
        scratch.mkdir()
        store = Warehouse(Path(folder, "own.duckdb"), "own")
        setting = exports.Setting(Folder(accounts=(Account("invented_me"),)), datetime(2100, 1, 1, tzinfo=UTC))
        return ledger.record(store, exports.Item(path.name, (path,)), setting, scratch).fates.imported


def pandas_(path: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(path, dtype={"Post id": "str"}))


def csv_module(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for row in csv.DictReader(file) if int(row["Likes"]) >= 0)


def duckdb_(path: Path) -> int:
    import duckdb

    [(rows,)] = duckdb.connect().execute('select count(distinct "Post id") from read_csv(?)', [str(path)]).fetchall()
    return int(rows)


WAYS = {
    "tweet_assets": lambda path: ours(path, labels=True),
    "tweet_assets, labels not counted": lambda path: ours(path, labels=False),
    "pandas.read_csv alone": pandas_,
    "csv.DictReader alone": csv_module,
    "DuckDB read_csv alone": duckdb_,
}


def main() -> None:
    if sys.argv[1:2] == ["way"]:
        began = time.perf_counter()
        rows = WAYS[sys.argv[2]](Path(sys.argv[3]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        sys.stdout.write(f"{time.perf_counter() - began:.2f} {peak:.2f} {rows}\n")
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "account_analytics_content_2020-01-01_2021-11-01.csv")
        write(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores")
        print("| way | seconds | ratio | peak GB | rows |\n|---|---|---|---|---|")
        base = None
        for way in WAYS:
            command = [sys.executable, "-W", "ignore", __file__, "way", way, str(path)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            seconds, peak, read = float(said[0]), float(said[1]), int(said[2])
            base = base or seconds
            print(f"| {way} | {seconds:.1f} | {seconds / base:.2f} | {peak:.2f} | {read:,} |")


if __name__ == "__main__":
    main()
