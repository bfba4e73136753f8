"""The ledgers of own facts: the same rows from the same sources, in whatever order they came."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from account.own_files import (
    ABSENT,
    CONTENT,
    FILES,
    LEGACY,
    MOMENT,
    ONE,
    PHANTOM,
    REAL,
    TODAY,
    TWO,
    content,
    id_at,
    legacy,
    parse,
    table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets.account import exports, ledger, maturity
from tweet_assets.accounts import Account, Folder
from tweet_assets.demo import account_files, creator
from tweet_assets.warehouse import Warehouse, content_hash

TABLES = ("export_files", "analytics_exports", "posts", "refused_rows")


def own(folder: Path) -> Warehouse:
    return Warehouse(folder / "own.duckdb", "own")


def record(store: Warehouse, names: list[str]) -> list[str]:
    return [ledger.record(store, parse(FILES[name], name), simulated=False, today=TODAY) for name in names]


def published(text: str = "The whole text", post: str = ONE) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": ["Invented_Me"],
            "post_id": [post],
            "posted_at": [pd.Timestamp(MOMENT)],
            "text": [text],
            "simulated": [False],
            "decision_id": ["d1"],
            "format": ["story"],
            "slot": ["12-15"],
            "topic": ["writing"],
            "inspiration": [None],
            "propensity": [0.25],
            "open_slots": [["12-15", "18-21"]],
            "policy_version": ["v1"],
            "edited": [False],
            "overridden": [False],
        }
    )


def all_in(sources: list[str]) -> dict[str, str]:
    """The hash of every table after these sources, in this order, in a database of their own."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        store = own(Path(folder))
        for source in sources:
            if source == "published":
                ledger.append_published(store, published())
            else:
                record(store, [source])
        return {name: content_hash(store.table(f"account.{name}")) for name in TABLES}


IN_ORDER = all_in([*FILES, "published"])


@settings(max_examples=6)
@given(st.permutations([*FILES, "published"]), st.lists(st.sampled_from([*FILES, "published"]), max_size=2))
def test_any_order_and_any_repetition_of_sources_gives_the_same_tables(order: list[str], again: list[str]) -> None:
    assert all_in([*order, *again]) == IN_ORDER


def test_every_row_of_every_file_has_its_fate(tmp_path: Path) -> None:
    store = own(tmp_path)
    assert record(store, list(FILES)) == ["imported"] * 3
    assert record(store, list(FILES)) == ["known"] * 3

    files = store.table("account.export_files").set_index("name").loc[list(FILES)]
    fates = files[["rows_imported", "rows_duplicate", "rows_foreign", "rows_phantom"]]
    assert fates.to_numpy().tolist() == [[2, 0, 0, 0], [2, 0, 0, 1], [1, 0, 1, 0]]
    assert files["rows_total"].tolist() == [2, 3, 2]
    [refused] = store.table("account.refused_rows").to_dict("records")
    assert (refused["record_number"], refused["reason"][:6]) == (2, "@other")
    assert set(ledger.known(store).values()) == {(2, 0), (2, 1), (1, 1)}


def test_a_post_is_told_by_the_export_that_has_its_whole_text(tmp_path: Path) -> None:
    store = own(tmp_path)
    record(store, list(FILES))

    posts = store.table("account.posts").sort_values("posted_at")
    assert posts["text"].tolist() == ["The whole\ntext", "Two"]
    assert posts["source"].tolist() == ["legacy", "legacy"]
    assert posts["decision_id"].isna().all()


@pytest.mark.parametrize("published_first", [True, False])
def test_what_we_published_keeps_its_arms_whenever_it_is_imported(tmp_path: Path, published_first: bool) -> None:
    store = own(tmp_path)
    if published_first:
        assert ledger.append_published(store, published()) == 1
    record(store, list(FILES))
    assert ledger.append_published(store, published()) == (0 if published_first else 1)
    assert ledger.append_published(store, published("Another text")) == 0

    post = store.table("account.posts", post_id=ONE).iloc[0]
    told = (post["source"], post["decision_id"], post["propensity"], post["text"])
    assert told == ("outbox", "d1", 0.25, "The whole text")
    assert list(post["open_slots"]) == ["12-15", "18-21"]
    assert len(store.table("account.posts")) == 2


@pytest.mark.parametrize("first", ["head", "part"])
def test_a_thread_is_found_whichever_of_its_files_comes_first(tmp_path: Path, first: str) -> None:
    store = own(tmp_path)
    files = {
        "head": table(CONTENT, content(text="First of two")),
        "part": table(LEGACY, legacy(id_at(MOMENT.replace(minute=4)), "Second of two")),
    }
    for name in sorted(files, reverse=first == "part"):
        ledger.record(store, parse(files[name], name), simulated=False, today=TODAY)

    assert store.table("account.posts").sort_values("posted_at")["kind"].tolist() == ["thread_head", "thread_part"]


def test_a_period_that_has_not_ended_bounds_nothing(tmp_path: Path) -> None:
    store = own(tmp_path)
    for end in ("2021-04-10", "2021-04-11"):
        export = parse(table(CONTENT, content(text=end)), f"account_analytics_content_2021-03-01_{end}.csv")
        ledger.record(store, export, simulated=False, today=TODAY)

    ends = store.table("account.export_files").sort_values("name")["period_end"].tolist()
    assert ends[0] == pd.Timestamp("2021-04-10")
    assert pd.isna(ends[1])


def test_a_file_without_a_post_is_known_too(tmp_path: Path) -> None:
    store = own(tmp_path)
    export = parse(table(CONTENT, PHANTOM))

    fates = [ledger.record(store, export, simulated=False, today=TODAY) for _ in range(2)]
    assert fates == ["imported", "known"]
    assert store.table("account.export_files")["newest_post_at"].isna().all()
    shots = maturity.snapshots(
        store.table("account.analytics_exports"), store.table("account.export_files"), {}, ZoneInfo("UTC")
    )
    assert maturity.outcomes(shots, store.table("account.posts"), ZoneInfo("UTC")).empty


def test_two_accounts_of_one_folder_do_not_mix(tmp_path: Path) -> None:
    folder = Folder(accounts=(Account("Invented_Me"), Account("Invented_Too")))
    near = id_at(MOMENT.replace(minute=1))
    data = table(CONTENT, content(), content(near, handle="invented_too"))
    store = own(tmp_path)
    ledger.record(store, parse(data, folder=folder), simulated=False, today=TODAY)

    posts = store.table("account.posts").set_index("post_id")
    assert posts["account"].to_dict() == {ONE: "Invented_Me", near: "Invented_Too"}
    assert set(posts["kind"]) == {"original"}


def test_snapshots_and_outcomes_fit_their_tables(tmp_path: Path) -> None:
    store = own(tmp_path)
    record(store, list(FILES))
    frames = store.table("account.analytics_exports"), store.table("account.export_files")
    shots = maturity.snapshots(*frames, {}, ZoneInfo("UTC"))
    due = maturity.outcomes(shots, store.table("account.posts"), ZoneInfo("UTC"))
    store.replace("account.outcome_snapshots", shots)
    store.replace("account.outcomes", due)

    stored = store.table("account.outcomes").set_index("post_id")
    assert shots["matured"].tolist().count(False) == 2  # of the file that was made hours after both posts
    assert stored.loc[ONE, "bookmarks"] is pd.NA  # the legacy file of 1 April, before the content file of 8 April
    assert stored.loc[ONE, "age_hours_min"] == pytest.approx(26.5 * 24)
    assert maturity.changed_days(due, store.table("account.outcomes")) == set()
    assert set(stored.index) == {ONE, TWO}


def test_an_invented_account_is_imported_whole(tmp_path: Path) -> None:
    history = creator.history(7)
    files = account_files.exports(history, 7)
    folder = Folder(accounts=(Account(creator.HANDLE),), simulated=True, today=creator.TODAY)
    store = Warehouse(tmp_path / "own.duckdb", "own", simulated=True)
    for name, data in files.items():
        ledger.record(store, exports.parse(data, name, folder), simulated=True, today=creator.TODAY)

    posts = store.table("account.posts")
    assert set(posts["post_id"]) == set(history["post_id"].astype(str))
    assert posts["simulated"].all()
    assert store.table("account.export_files")["rows_phantom"].tolist() == [account_files.PHANTOMS] * len(files)


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_a_real_year_is_imported_whole(tmp_path: Path) -> None:
    store = own(tmp_path)
    files = sorted((REAL / "legacy_activity").glob("tweet_activity_metrics_*.csv"))
    folder = Folder(accounts=(Account(files[0].name.split("_")[3]),))
    for path in files:
        ledger.record(store, exports.parse(path.read_bytes(), path.name, folder), False, date(2026, 1, 1))
    frames = store.table("account.analytics_exports"), store.table("account.export_files")
    shots = maturity.snapshots(*frames, {}, ZoneInfo("UTC"))

    kind = store.table("account.posts")["kind"]
    assert (len(kind), (kind != "reply").sum()) == (3087, 1077)
    assert (~shots["matured"]).sum() == 85
