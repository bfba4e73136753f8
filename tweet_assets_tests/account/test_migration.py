"""A database of version 1, as the first users have one, opened by today's program."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from account.own_files import (
    CONTENT,
    FOLDER,
    LEGACY,
    MOMENT,
    ONE,
    THREE,
    TWO,
    content,
    legacy,
    own,
    record,
    table,
)

from tweet_assets.account import accounting, checks, ledger, maturity
from tweet_assets.database_file import SCHEMA_VERSIONS
from tweet_assets.warehouse import DOMAINS, Warehouse, WrongDatabase

SCHEMA = (Path(__file__).parent / "own_version_1.sql").read_text(encoding="utf-8")
OLD, OLDER = "a" * 64, "b" * 64
FOUR = str(int(THREE) + 1)
COUNTS = "215, 19, 3, 1, 2, 10, 11, 9, 4, 7, 5, 6, 8"
ROWS = f"""
insert into account.export_files values
    ('{OLD}', 'account_analytics_content_2021-03-01_2021-03-20.csv', 'content', '2021-03-20', '2021-03-07 12:00Z',
     5, 3, 0, 1, 1),
    ('{OLDER}', 'legacy.csv', 'legacy', null, '2021-03-05 18:00Z', 2, 1, 1, 0, 0);
insert into account.refused_rows values
    ('{OLD}', 4, '@Other is not a configured account; add it to accounts.toml if it is yours');
insert into account.analytics_exports values
    ('{OLD}', 1, 'Invented_Me', '{ONE}', '2021-03-05 12:00Z', {COUNTS}),
    ('{OLD}', 2, 'Invented_Me', '{TWO}', '2021-03-05 18:00Z', {COUNTS}),
    ('{OLD}', 3, 'Invented_Me', '{THREE}', '2021-03-07 12:00Z', {COUNTS}),
    ('{OLDER}', 1, 'Invented_Me', '{TWO}', '2021-03-05 18:00Z', {COUNTS});
insert into account.posts by name values
    ('Invented_Me', '{ONE}', '2021-03-05 12:00Z', 'Ours', 'original', 'outbox', false, 'd1', 'story', 0.25,
     ['12-15', '18-21']),
    ('Invented_Me', '{TWO}', '2021-03-05 18:00Z', 'Two', 'thread_head', 'legacy', false, null, null, null, null),
    ('Invented_Me', '{THREE}', '2021-03-07 12:00Z', '@you three', 'reply', 'content', false, null, null, null, null),
    ('Invented_Me', '{FOUR}', '2021-03-07 12:00Z', null, 'unknown', 'content', false, null, null, null, null);
insert into learning.policy values
    ('Invented_Me', '2021-03-20', 'story', '12-15', 0.5, 0.5, 3, 1, 0, 2, 18446744073709551615, 'v1');
insert into learning.rewards values ('Invented_Me', '{ONE}', '2021-03-06', 1, 1, 1, true);
""".replace(
    "insert into account.posts by name values",
    "insert into account.posts (account, post_id, posted_at, text, kind, source, simulated, decision_id, format,"
    " propensity, open_slots) values",
)


@pytest.fixture
def old(memory: Path) -> Path:
    path = memory / "own.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(SCHEMA)
        connection.execute(ROWS)
    return path


def version(path: Path) -> tuple[int, list[str]]:
    """The version of a file, and its tables, by nobody's program."""
    with duckdb.connect(str(path), read_only=True) as connection:
        [(found,)] = connection.execute("select schema_version from meta.identity").fetchall()
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables order by all"
        ).fetchall()
        return found, [name for (name,) in names]


def test_every_row_of_a_ledger_is_kept(old: Path) -> None:
    store = Warehouse(old, "own")

    files = store.table("account.export_files").set_index("file_sha256")
    assert files.loc[OLD, ["name", "export_format", "language"]].tolist() == [
        "account_analytics_content_2021-03-01_2021-03-20.csv", "content", "English",
    ]  # fmt: skip
    fates = ["rows_total", "rows_imported", "rows_duplicate", "rows_foreign", "rows_phantom", "rows_refused"]
    assert files.loc[[OLD, OLDER], fates].to_numpy().tolist() == [[5, 3, 0, 1, 1, 0], [2, 1, 1, 0, 0, 0]]
    assert files["generated_at"].isna().all()
    [refused] = store.table("account.refused_rows").to_dict("records")
    assert (refused["record_number"], refused["fate"], refused["handle"]) == (4, "foreign", "other")
    rows = store.table("account.analytics_exports")
    assert len(rows) == 4
    assert set(rows["impressions"]) == {215}
    told = rows.set_index(["file_sha256", "post_id"])[["text", "text_source"]]
    assert told.loc[(OLD, ONE)].fillna("-").tolist() == ["-", "content"]  # its text was that of the outbox
    assert told.loc[(OLD, TWO)].fillna("-").tolist() == ["-", "content"]  # and here that of the legacy export
    assert told.loc[(OLD, THREE)].tolist() == ["@you three", "content"]
    assert told.loc[(OLDER, TWO)].tolist() == ["Two", "legacy"]
    assert store.table("learning.policy").empty  # of other arms than today's: computed again with the next run


def test_posts_keep_what_publishing_assigned_and_say_on_what_their_kind_rests(old: Path) -> None:
    posts = Warehouse(old, "own").table("account.posts").set_index("post_id")

    assert posts["kind_basis"].to_dict() == {ONE: "publishing", TWO: "gap", THREE: "text", FOUR: "no text"}
    assert posts["kind"].to_dict() == {ONE: "original", TWO: "thread_head", THREE: "reply", FOUR: "unknown"}
    assert posts.loc[ONE, ["decision_id", "format", "propensity", "text"]].tolist() == ["d1", "story", 0.25, "Ours"]
    assert list(posts.loc[ONE, "open_slots"]) == ["12-15", "18-21"]
    assert posts[["user_format", "user_topic"]].isna().all(axis=None)


def test_the_file_is_of_todays_version_and_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    assert version(old)[0] == 1
    Warehouse(old, "own").read("select 1")
    own(tmp_path).read("select 1")

    assert version(old) == version(tmp_path / "own.duckdb")
    assert version(old)[0] == SCHEMA_VERSIONS["own"] == 7
    columns = "select table_schema, table_name, column_name, data_type, is_nullable from information_schema.columns"
    shapes = [
        store.read(f"{columns} where table_schema in ('account', 'learning', 'meta') order by all")
        for store in (Warehouse(old, "own"), own(tmp_path))
    ]
    pd.testing.assert_frame_equal(*shapes)


def test_what_was_derived_is_empty_and_can_be_derived_again(old: Path) -> None:
    store = Warehouse(old, "own")
    for name in ("account.outcome_snapshots", "account.outcomes", "learning.features", "learning.rewards"):
        assert store.table(name).empty
    shots = maturity.snapshots(
        store.table("account.analytics_exports"), store.table("account.export_files"), {}, FOLDER.zone
    )
    store.replace("account.outcome_snapshots", shots)
    store.replace("account.outcomes", maturity.outcomes(shots, store.table("account.posts"), FOLDER.zone))
    assert len(store.table("account.outcomes")) == 3


def test_every_row_is_accounted_for_as_before(old: Path) -> None:
    store = Warehouse(old, "own")

    files = accounting.files(store, FOLDER)
    assert accounting.wrong(files).empty
    assert files["imported_at"].isna().all()
    ledgers = {name: store.table(f"account.{name}") for name in ("export_files", "analytics_exports")}
    assert checks.every_row_has_a_fate(ledgers).passed  # type: ignore[union-attr]
    assert set(ledger.known(store, FOLDER)) == {OLD, OLDER}


def test_the_file_takes_new_exports_with_the_old_posts_in_their_threads(old: Path) -> None:
    store = Warehouse(old, "own")
    record(store, table(CONTENT, content(ONE, "Ours"), content(TWO, "Two, of content"), content(FOUR, "Four")))
    record(store, table(LEGACY, legacy(THREE, "@you three,\nwhole")), "legacy_2.csv")

    posts = store.table("account.posts").set_index("post_id")
    assert posts["text"].to_dict() == {ONE: "Ours", TWO: "Two", THREE: "@you three,\nwhole", FOUR: "Four"}
    assert posts["source"].to_dict() == {ONE: "outbox", TWO: "legacy", THREE: "legacy", FOUR: "content"}
    assert posts.loc[[ONE, TWO, FOUR], "media"].tolist() == ["none"] * 3
    assert posts.loc[ONE, "posted_at"] == MOMENT


def test_opening_it_twice_is_opening_it_once(old: Path) -> None:
    store = Warehouse(old, "own")
    before = {name: store.fingerprint(name) for name in version(old)[1] if not name.startswith("meta.")}

    assert {name: Warehouse(old, "own").fingerprint(name) for name in before} == before


def test_who_only_reads_is_told_what_to_do_and_changes_nothing(old: Path) -> None:
    before = old.read_bytes()

    with pytest.raises(
        WrongDatabase, match=r"schema version 1 and was opened to be read. Run `tweet-assets run`: it b"
    ):
        Warehouse(old, "own", read_only=True).table("account.posts")
    assert old.read_bytes() == before
    Warehouse(old, "own").read("select 1")
    assert len(Warehouse(old, "own", read_only=True).table("account.posts")) == 4


@pytest.mark.parametrize(
    ("damage", "repair"),
    [
        ("drop table learning.rewards", "create table learning.rewards (account text)"),
        (
            f"update account.refused_rows set file_sha256 = '{OLD}', record_number = 2147483647; "
            "alter table account.refused_rows add column handle text",
            "alter table account.refused_rows drop column handle",
        ),
    ],
    ids=["before the tables of today", "after them"],
)
def test_a_failure_in_the_middle_leaves_version_1_as_it_was(old: Path, damage: str, repair: str) -> None:
    with duckdb.connect(str(old)) as connection:
        connection.execute(damage)
    before = version(old)
    with pytest.raises(duckdb.Error):
        Warehouse(old, "own").read("select 1")

    assert version(old) == before
    with duckdb.connect(str(old)) as connection:
        [(posts, files)] = connection.execute(
            "select (select count(*) from account.posts), (select count(*) from account.export_files)"
        ).fetchall()
        assert (posts, files) == (4, 2)
        connection.execute(repair)
    assert len(Warehouse(old, "own").table("account.posts")) == 4
    assert version(old)[0] == 7


def test_a_file_of_the_other_domains_needs_no_change(tmp_path: Path) -> None:
    for domain in DOMAINS:
        Warehouse(tmp_path / f"{domain}.duckdb", domain).read("select 1")
        assert version(tmp_path / f"{domain}.duckdb")[0] == SCHEMA_VERSIONS[domain]
