"""Every real export on this machine, whole. Where they are absent, the invented files of the other tests stand in."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from account.own_files import ABSENT, REAL, SHM, Bench, own

from tweet_assets.account import accounting, importing, maturity
from tweet_assets.account.exports import Item, Setting
from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.warehouse import Warehouse

pytestmark = pytest.mark.skipif(not REAL.exists(), reason=ABSENT)

ACCOUNTS = Folder(accounts=tuple(Account(h) for h in ("LisaDeBruine", "account_a", "account_b", "milahu104")))
LATER = datetime(2026, 11, 1, tzinfo=UTC)


def one(folder: str) -> Path:
    return next(path for path in (REAL / folder).iterdir() if "overview" not in path.name)


def read(bench: Bench, path: Path, handle: str | None = None) -> pd.DataFrame:
    return bench.item(Item(path.name, (path,), handle), Setting(ACCOUNTS, LATER)).rows


def test_a_real_legacy_export_is_read_whole_and_its_times_are_those_of_its_ids(bench: Bench) -> None:
    total = 0
    for path in sorted(REAL.glob("legacy_activity/tweet_*")):
        rows = read(bench, path)
        told = pd.to_datetime(pd.read_csv(path, dtype=str)["time"], format="%Y-%m-%d %H:%M %z", utc=True)
        assert rows["posted_at"].dt.floor("min").tolist() == told.tolist()
        assert rows[["impressions", "engagements", "likes", "reposts", "replies", "follows"]].notna().all(axis=None)
        assert rows[["bookmarks", "shares"]].isna().all(axis=None)
        total += len(rows)
    assert total == 3087


@pytest.mark.parametrize(("folder", "rows"), [("content_2024", 43), ("content_2026", 201)])
def test_a_real_content_export_is_read_whole(bench: Bench, folder: str, rows: int) -> None:
    found = read(bench, one(folder))
    raw = pd.read_csv(one(folder), dtype=str)

    assert len(found) == rows
    assert found["post_id"].tolist() == raw["Post id"].tolist()
    assert found["impressions"].tolist() == raw["Impressions"].astype(int).tolist()
    assert (
        found["permalink_clicks"].tolist()
        == raw["Permalink Clicks" if rows == 201 else "Permalink clicks"].astype(int).tolist()
    )
    assert found[list(COUNTS)].notna().all(axis=None)


def test_a_real_archive_is_read_whole(bench: Bench) -> None:
    rows = read(bench, one("archive"))

    assert len(rows) == 2045
    assert set(rows["account"]) == {"milahu104"}
    assert rows[["likes", "reposts", "reply_to", "quotes", "media", "links"]].notna().all(axis=None)
    assert set(rows["reply_to"]) == {"nobody", "self", "other"}
    assert rows["impressions"].isna().all()


def test_real_files_of_days_are_named_and_refused(bench: Bench) -> None:
    files = sorted(REAL.glob("legacy_activity/daily_*"))
    assert len(files) == 12
    for path in files:
        with pytest.raises(UnreadableExport, match=f"{path.name} is a by-day activity export"):
            read(bench, path)


@pytest.fixture(scope="module")
def imported(lasting_memory: Path) -> Warehouse:
    """All of them through the inbox, the overview in the folder of its account."""
    box = lasting_memory / "inbox"
    (box / "account_a").mkdir(parents=True)
    for path in sorted(REAL.rglob("*")):
        if path.is_file() and not path.name.startswith("daily_"):
            place = box / "account_a" if "overview" in path.name else box
            (place / path.name).write_bytes(path.read_bytes())
    (lasting_memory / "store").mkdir()
    store = own(lasting_memory / "store")
    receipts = list(importing.take(box, Setting(ACCOUNTS, LATER), store))
    assert Counter(receipt.fate for receipt in receipts) == {"imported": 16}
    return store


def test_everything_of_every_real_file_is_in_and_accounted_for(imported: Warehouse) -> None:
    files = accounting.files(imported, ACCOUNTS)

    assert files.groupby("recognised")["rows"].sum().to_dict() == {
        "X archive, JSON": 2045,
        "account overview, by day, English": 28,
        "content export, English": 43 + 201,
        "post activity, English": 3087,
    }
    assert accounting.wrong(files).empty
    assert files[["duplicate", "foreign", "phantom", "refused"]].to_numpy().sum() == 0
    assert len(imported.table("account.posts")) == 3087 + 43 + 201 + 2045
    assert len(imported.table("account.overview_days")) == 28
    assert files.set_index("file").loc["account_a/account_overview_analytics.csv", "account"] == "account_a"


def test_the_kinds_of_real_posts(imported: Warehouse) -> None:
    posts = imported.table("account.posts")
    of = posts[posts["account"] == "LisaDeBruine"]

    assert (of["kind"] != "reply").sum() == 1077
    parts = of[of["kind_basis"] == "gap"]
    assert (parts["kind"] == "thread_part").sum() == 371
    assert (of["kind"] == "thread_head").sum() > 100
    assert set(posts.loc[posts["account"] == "milahu104", "kind_basis"]) <= {"reply chain", "text"}


def test_the_outcomes_of_real_posts(imported: Warehouse) -> None:
    shots = maturity.snapshots(
        imported.table("account.analytics_exports"), imported.table("account.export_files"), {}, ZoneInfo("UTC")
    )
    of = shots[shots["account"] == "LisaDeBruine"]
    due = maturity.outcomes(shots, imported.table("account.posts"), ZoneInfo("UTC"))

    assert (~of["matured"]).sum() == 85
    assert len(due) == shots["matured"].sum()  # no post is in two of these files
    assert maturity.shrunken(shots).empty
    assert due["post_id"].is_unique


def test_importing_the_real_files_again_changes_nothing(imported: Warehouse) -> None:
    tables = ("posts", "analytics_exports", "overview_days", "export_files", "refused_rows")
    before = {name: imported.fingerprint(f"account.{name}") for name in tables}
    with tempfile.TemporaryDirectory(dir=SHM) as box:
        for path in sorted(REAL.rglob("*.csv")):
            if "overview" not in path.name and not path.name.startswith("daily_"):
                (Path(box) / path.name).write_bytes(path.read_bytes())
        receipts = list(importing.take(Path(box), Setting(ACCOUNTS, LATER), imported))

    assert {receipt.fate for receipt in receipts} == {"known"}
    assert {name: imported.fingerprint(f"account.{name}") for name in tables} == before
