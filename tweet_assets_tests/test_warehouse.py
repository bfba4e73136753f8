"""The warehouse on real DuckDB files. Every row in here is invented."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from tweet_assets import database_file, rows_of_accounts
from tweet_assets.database_file import SCHEMA_VERSIONS
from tweet_assets.warehouse import (
    DOMAINS,
    Busy,
    Domain,
    MalformedFile,
    Warehouse,
    WarehouseError,
    WrongDatabase,
    content_hash,
)

TABLE = """
create table account.things (
    post_id text primary key, likes bigint, seed ubigint, rate double, seen boolean, day date, moment timestamptz,
    words text[], shares double[]
)
"""


@pytest.fixture
def own(tmp_path: Path) -> Warehouse:
    warehouse = Warehouse(tmp_path / "own.duckdb", "own", wait_seconds=0.2)
    with warehouse.transaction() as transaction:
        transaction.execute(TABLE)
    return warehouse


def things(**changes: object) -> pd.DataFrame:
    """Two rows of every type, the second with nothing but its id."""
    columns: dict[str, object] = {
        "post_id": pd.Series(["1894375628819640321", "say \"peas\", 'beans'\n; drop table x --"], dtype="str"),
        "likes": pd.array([3, None], dtype="Int64"),
        "seed": pd.array([2**64 - 1, None], dtype="UInt64"),
        "rate": [0.25, np.nan],
        "seen": pd.array([True, None], dtype="boolean"),
        "day": pd.Series([pd.Timestamp("2026-03-01"), pd.NaT], dtype="datetime64[us]"),
        "moment": pd.Series([pd.Timestamp("2026-03-01T23:59:59.678901Z"), pd.NaT], dtype="datetime64[us, UTC]"),
        "words": [["sun", "rain"], None],
        "shares": [[0.5, 0.25], None],
    }
    return pd.DataFrame(columns | changes)


@contextmanager
def another_process(path: Path, seconds: float) -> Iterator[None]:
    """Holds the file as a writer, in a process of its own."""
    code = (
        "import duckdb, sys, time\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "print('held', flush=True)\n"
        "time.sleep(float(sys.argv[2]))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path), str(seconds)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            process.kill()


def test_a_frame_comes_back_as_it_went(own: Warehouse) -> None:
    own.replace("account.things", things())
    found = own.table("account.things").sort_values("likes", ignore_index=True)
    flat = ["post_id", "likes", "seed", "rate", "seen", "day", "moment"]
    pd.testing.assert_frame_equal(found[flat], things()[flat])
    assert list(found["words"][0]) == ["sun", "rain"]
    assert list(found["shares"][0]) == [0.5, 0.25]
    assert pd.isna(found["words"][1])


@pytest.mark.parametrize("rows", [slice(0, 0), slice(0, 1), slice(1, 2), slice(0, 2)])
def test_the_types_of_a_frame_do_not_depend_on_its_rows(own: Warehouse, rows: slice) -> None:
    own.replace("account.things", things()[rows])
    assert {name: str(kind) for name, kind in own.table("account.things").dtypes.items()} == {
        "post_id": "str",
        "likes": "Int64",
        "seed": "UInt64",
        "rate": "float64",
        "seen": "boolean",
        "day": "datetime64[us]",
        "moment": "datetime64[us, UTC]",
        "words": "object",
        "shares": "object",
    }


def test_rows_are_plain_values_with_moments_in_utc(own: Warehouse) -> None:
    own.replace("account.things", things())
    query = "select likes, seen, moment, words from account.things order by post_id"
    moment = datetime(2026, 3, 1, 23, 59, 59, 678901, tzinfo=UTC)

    assert own.rows(query) == [(3, True, moment, ["sun", "rain"]), (None, None, None, None)]
    assert str(own.rows(query)[0][2].tzinfo) == "UTC"


def test_a_file_at_hand_is_opened_and_closed_each_time_and_no_other_is(own: Warehouse, tmp_path: Path) -> None:
    other = Warehouse(tmp_path / "external.duckdb", "external")
    with other.connect():
        pass
    with own.at_hand() as at_hand:
        with at_hand.transaction() as transaction:
            transaction.append("account.things", things())
        assert own.rows("select count(*) from account.things") == [(2,)]
        with another_process(own.path, 5), pytest.raises(Busy):
            at_hand.rows("select 1")
        own.replace("account.things", things()[:0])
        assert at_hand.rows("select count(*) from account.things") == [(0,)]
        with pytest.raises(duckdb.ConstraintException):
            at_hand.replace("account.things", pd.concat([things(), things()]))
        assert at_hand.rows("select count(*) from account.things") == [(0,)]
        with at_hand.connect() as connection:
            for statement in (
                f"attach '{other.path}' as other",
                f"select * from read_text('{other.path}')",
                "set enable_external_access = true",
                f"set allowed_paths = ['{other.path}']",
            ):
                with pytest.raises(duckdb.Error, match=r"disabled|locked|Cannot change"):
                    connection.execute(statement)


def test_a_file_at_hand_is_made_where_there_is_none_and_refused_as_another_domain(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "own.duckdb", "own").at_hand() as at_hand:
        assert at_hand.rows("select domain from meta.identity") == [("own",)]
    with (
        Warehouse(tmp_path / "own.duckdb", "posting").at_hand() as at_hand,
        pytest.raises(WrongDatabase, match="holds the domain 'own'"),
    ):
        at_hand.rows("select 1")


def test_sums_and_counts_are_counts(own: Warehouse) -> None:
    own.replace("account.things", things())
    found = own.read(
        "select sum(likes) as likes, count(*) as rows, avg(rate) as rate from account.things where seen = ?", [True]
    )
    assert {name: str(kind) for name, kind in found.dtypes.items()} == {
        "likes": "Int64",
        "rows": "Int64",
        "rate": "float64",
    }
    assert found.iloc[0].tolist() == [3, 1, 0.25]


def test_a_day_may_come_as_a_date_and_a_nan_is_stored_as_null(own: Warehouse) -> None:
    own.replace("account.things", things(day=[date(2026, 3, 1), None]))
    found = own.read("select day, rate is null as absent from account.things order by likes")
    assert found["day"][0] == pd.Timestamp("2026-03-01")
    assert found["absent"].tolist() == [False, True]


def test_a_table_is_read_by_column_and_a_value_is_only_a_value(own: Warehouse) -> None:
    own.replace("account.things", things())
    assert own.table("account.things", likes=3, seen=True)["post_id"].tolist() == ["1894375628819640321"]
    assert len(own.table("account.things", post_id="' or true --")) == 0


def test_replacing_takes_the_selected_rows_alone(own: Warehouse) -> None:
    own.replace("account.things", things())
    own.replace("account.things", things(likes=[4, 5])[:1], "likes = ?", [3])
    assert sorted(own.table("account.things")["likes"].fillna(-1)) == [-1, 4]


def test_replacing_twice_leaves_what_once_leaves(own: Warehouse) -> None:
    own.replace("account.things", things())
    once = content_hash(own.table("account.things"))
    own.replace("account.things", things())
    assert content_hash(own.table("account.things")) == once


def test_an_insert_that_fails_leaves_the_old_rows(own: Warehouse) -> None:
    own.replace("account.things", things())
    before = content_hash(own.table("account.things"))
    twice_the_same_key = pd.concat([things()[:1], things()[:1]])
    with pytest.raises(duckdb.ConstraintException, match="duplicate key"):
        own.replace("account.things", twice_the_same_key)
    assert content_hash(own.table("account.things")) == before


def test_a_transaction_that_fails_late_leaves_nothing(own: Warehouse) -> None:
    def append_and_fail() -> None:
        with own.transaction() as transaction:
            transaction.append("account.things", things())
            assert len(transaction.read("select * from account.things")) == 2
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        append_and_fail()
    assert own.table("account.things").empty


def test_missing_and_unknown_columns_fail_with_their_names(own: Warehouse) -> None:
    with pytest.raises(
        WarehouseError, match=r"account\.things: the frame lacks columns \['rate'\].* unknown columns \['views'\]"
    ):
        own.replace("account.things", things().rename(columns={"rate": "views"}))
    with pytest.raises(WarehouseError, match="lacks columns"):
        own.replace("account.things", pd.DataFrame())  # an empty frame has to have its columns too


def test_a_float_is_refused_where_it_would_become_something_else(own: Warehouse) -> None:
    with pytest.raises(WarehouseError, match=r"account\.things\.post_id is VARCHAR: the frame's floats"):
        own.replace("account.things", things(post_id=[1.894375628819640e18, 2.0]))
    with pytest.raises(WarehouseError, match=r"account\.things\.likes is BIGINT"):
        own.replace("account.things", things(likes=[1.5, np.nan]))
    own.replace("account.things", things(likes=[4.0, np.nan]))  # what pandas makes of whole numbers with a gap
    assert own.table("account.things")["likes"].dropna().tolist() == [4]


def test_rows_that_stand_can_be_left_alone(own: Warehouse) -> None:
    own.replace("account.things", things())
    with own.transaction() as transaction:
        transaction.append("account.things", things(likes=[9, 9]), on_conflict="do nothing")
    assert own.table("account.things")["likes"].dropna().tolist() == [3]


@pytest.mark.parametrize(
    "name", ["account.things; drop table account.things", "", "a b", 'a"b', "a.b.c", "a.", "1a", "ä", "a\n"]
)
def test_what_is_not_a_name_is_refused(own: Warehouse, name: str) -> None:
    with pytest.raises(WarehouseError, match="is not the name of a table or column"):
        own.table(name)
    with pytest.raises(WarehouseError, match="is not the name of a table or column"):
        own.table("account.things", **{name: 1})
    with pytest.raises(WarehouseError, match="is not the name of a table or column"):
        own.replace(name, things())


def test_the_hash_of_a_frame_is_the_same_before_writing_and_after_reading(own: Warehouse) -> None:
    given_frame = things(
        likes=[3.0, np.nan], rate=[2, 5], day=[date(2026, 3, 1), None]
    )  # floats for counts, ints for doubles
    own.replace("account.things", given_frame)
    assert content_hash(own.table("account.things")) == content_hash(given_frame)


ESCAPES = [
    "attach '{folder}/other.duckdb' as other",
    "select * from read_csv('{folder}/secret.csv')",
    "select * from '{folder}/secret.csv'",
    "select * from read_text('{folder}/secret.csv')",
    "select * from glob('{folder}/*')",
    "copy (select 1) to '{folder}/out.csv'",
    "export database '{folder}/export'",
    "import database '{folder}/export'",
    "install fts",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set python_enable_replacements = true",
    "set temp_directory = '{folder}/elsewhere'",
    "create persistent secret s (type http)",
    "select * from local_frame",  # a variable of the calling code
    "select * from GLOBAL_FRAME",
]
GLOBAL_FRAME = pd.DataFrame({"secret": [1]})


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_connection_cannot_leave_its_file(own: Warehouse, escape: str, read_only: bool) -> None:
    folder = own.path.parent
    (folder / "secret.csv").write_text("secret\n1\n")
    duckdb.connect(str(folder / "other.duckdb")).close()
    before = sorted(folder.rglob("*"))
    local_frame = pd.DataFrame({"secret": [1]})
    with Warehouse(own.path, "own", read_only=read_only).connect() as connection:
        with pytest.raises(duckdb.Error):
            connection.execute(escape.format(folder=folder)).fetchall()
        assert connection.execute("select count(*) from account.things").fetchone() == (0,)  # the connection is fine
    assert len(local_frame) == 1
    assert [path for path in sorted(folder.rglob("*")) if path.suffix != ".wal"] == before


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_connection_that_may_read_a_folder_reads_nothing_beside_it(own: Warehouse, escape: str) -> None:
    folder = own.path.parent
    (folder / "secret.csv").write_text("secret\n1\n")
    duckdb.connect(str(folder / "other.duckdb")).close()
    (folder / "readable").mkdir()
    with own.connect(reading=folder / "readable") as connection, pytest.raises(duckdb.Error):
        connection.execute(escape.format(folder=folder)).fetchall()


@pytest.mark.parametrize("way", ["../secret.csv", "link.csv"])
def test_a_folder_that_may_be_read_has_no_way_out(own: Warehouse, way: str) -> None:
    readable = own.path.parent / "readable"
    readable.mkdir()
    (own.path.parent / "secret.csv").write_text("a,b\n1,2\n")
    if way.startswith("link"):
        (readable / way).symlink_to(own.path.parent / "secret.csv")
    with own.connect(reading=readable) as connection, pytest.raises(duckdb.Error):
        connection.execute(f"select * from read_csv('{readable}/{way}')").fetchall()


def loaded(own: Warehouse, data: bytes, columns: int = 2, separator: str = ",") -> list[tuple[object, ...]]:
    """The records of a CSV file as the warehouse loads them."""
    folder = own.path.parent / "rea'dable"
    folder.mkdir(exist_ok=True)
    (folder / "x.csv").write_bytes(data)
    with own.transaction(reading=folder) as transaction:
        transaction.load_csv("raw", folder / "x.csv", [f"c{n}" for n in range(columns)], separator)
        return transaction.connection.execute("select * from raw order by record_number").fetchall()


@pytest.mark.parametrize(
    ("data", "separator", "records"),
    [
        (b"a,b\n1,2\n", ",", [(0, "a", "b"), (1, "1", "2")]),
        (b"a,b\n1,2", ",", [(0, "a", "b"), (1, "1", "2")]),
        (b"\n\na,b\n\n1,2\n\n", ",", [(0, "a", "b"), (1, "1", "2")]),
        (b'"a""b","c\nd, e"\n', ",", [(0, 'a"b', "c\nd, e")]),
        (b"a;b,c\n", ";", [(0, "a", "b,c")]),
        (b"a\tb c\n", "\t", [(0, "a", "b c")]),
        (b"a\\,b\\n\n", ",", [(0, "a\\", "b\\n")]),
        (b"007, 1.50 \nNULL,true\n", ",", [(0, "007", " 1.50 "), (1, "NULL", "true")]),
        (b"#a,b\n-- c,d\n", ",", [(0, "#a", "b"), (1, "-- c", "d")]),
        (b"a,\n,b\n", ",", [(0, "a", None), (1, None, "b")]),
        ("é,日本\n".encode(), ",", [(0, "é", "日本")]),
    ],
)
def test_a_csv_file_is_loaded_as_it_stands(
    own: Warehouse, data: bytes, separator: str, records: list[tuple[object, ...]]
) -> None:
    assert loaded(own, data, separator=separator) == records


@pytest.mark.parametrize(
    "data", [b"a,b\n1\n", b"a,b\n1,2,3\n", b'a,b\n"1"x,2\n', b"a,\xff\n", b"a," + b"x" * 5_000_000 + b"\n"]
)
def test_a_file_that_is_no_table_of_these_columns_is_malformed(own: Warehouse, data: bytes) -> None:
    with pytest.raises(MalformedFile):
        loaded(own, data)


def test_records_keep_their_order_and_numbers_in_a_file_of_many_buffers(own: Warehouse) -> None:
    data = "".join(f'{n},"text {n},\nof two lines {"x" * (n % 97)}"\n' for n in range(20_000)).encode()

    records = loaded(own, data)
    assert [record[0] for record in records] == list(range(20_000))
    assert [record[1] for record in records] == [str(n) for n in range(20_000)]


def test_a_staged_table_is_gone_with_its_transaction(own: Warehouse) -> None:
    with own.transaction() as transaction:
        transaction.stage("things", things()[["post_id", "likes"]])
        assert transaction.one("select count(*) from things") == (2,)
    with pytest.raises(duckdb.CatalogException, match="things"):
        own.read("select * from temp.things")


def test_a_fingerprint_is_of_what_a_table_says_and_not_of_the_order_of_its_rows(own: Warehouse) -> None:
    assert own.fingerprint("account.things")[0] == 0
    own.replace("account.things", things())
    one = own.fingerprint("account.things")
    own.replace("account.things", things().iloc[[1, 0]])
    assert own.fingerprint("account.things") == one
    own.replace("account.things", things(likes=[4, None]))
    other = own.fingerprint("account.things")

    assert (one[0], len(one[1]), other[0]) == (2, 16, 2)
    assert other != one
    with pytest.raises(WarehouseError, match="is not the name of a table or column"):
        own.fingerprint("account.things; drop table account.things")


def named(own: Warehouse, *rows: tuple[str, str]) -> None:
    with own.transaction() as transaction:
        transaction.execute("create table learning.named (account text, post_id text, primary key (account, post_id))")
        transaction.append("learning.named", pd.DataFrame(rows, columns=["account", "post_id"]))


def test_the_rows_of_an_account_take_the_handle_of_today_in_every_table_that_has_accounts(own: Warehouse) -> None:
    named(own, ("Old_Name", "1"), ("OLD_NAME", "2"), ("Other", "3"))
    with own.transaction() as transaction:
        assert "learning.named" in rows_of_accounts.tables(own.domain, transaction)
        assert "account.posts" in rows_of_accounts.tables(own.domain, transaction)
        assert "account.things" not in rows_of_accounts.tables(own.domain, transaction)

    assert rows_of_accounts.rename(own, {"old_name": "New", "new": "New"}) == 2
    assert own.table("learning.named")["account"].tolist() == ["New", "New", "Other"]
    assert rows_of_accounts.rename(own, {"old_name": "New", "new": "New"}) == 0
    assert rows_of_accounts.rename(own, {}) == 0


def test_of_the_same_row_under_two_names_one_stays(own: Warehouse) -> None:
    named(own, ("A", "1"), ("B", "1"), ("A", "2"))

    assert rows_of_accounts.rename(own, {"a": "C", "b": "C"}) == 2

    assert own.table("learning.named")["account"].tolist() == ["C", "C"]


def test_a_read_only_connection_cannot_write(own: Warehouse) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        Warehouse(own.path, "own", read_only=True).replace("account.things", things())


@pytest.mark.parametrize("domain", list(DOMAINS))
def test_a_new_file_has_the_tables_of_its_domain_alone(tmp_path: Path, domain: Domain) -> None:
    found = Warehouse(tmp_path / "deep" / "er" / "x.duckdb", domain).read(
        "select distinct table_schema from information_schema.tables where table_catalog = 'warehouse' order by all"
    )
    assert found["table_schema"].tolist() == sorted([*DOMAINS[domain], "meta"])
    assert [path.name for path in (tmp_path / "deep" / "er").iterdir()] == ["x.duckdb"]  # no draft is left over


def test_a_file_of_another_domain_is_refused(own: Warehouse) -> None:
    with pytest.raises(WrongDatabase, match=r"own\.duckdb holds the domain 'own', not 'external'"):
        Warehouse(own.path, "external").read("select 1")


@pytest.mark.parametrize(
    ("made", "asked", "message"), [(False, True, "holds real rows"), (True, False, "holds simulated rows")]
)
def test_real_and_simulated_rows_do_not_share_a_file(tmp_path: Path, made: bool, asked: bool, message: str) -> None:
    Warehouse(tmp_path / "own.duckdb", "own", simulated=made).read("select 1")
    with pytest.raises(WrongDatabase, match=message):
        Warehouse(tmp_path / "own.duckdb", "own", simulated=asked).read("select 1")


def test_a_file_of_a_newer_version_is_refused(own: Warehouse) -> None:
    current = SCHEMA_VERSIONS["own"]
    with own.transaction() as transaction:
        transaction.execute("update meta.identity set schema_version = ?", [current + 1])
    with pytest.raises(WrongDatabase, match=f"has schema version {current + 1}, this program knows {current}"):
        own.read("select 1")


@pytest.mark.parametrize("read_only", [False, True])
def test_somebody_elses_database_is_refused_and_left_as_it_is(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "own.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table holidays (place text)")
    before = path.read_bytes()
    with pytest.raises(WrongDatabase, match="is not a database of ours"):
        Warehouse(path, "own", read_only=read_only).read("select 1")
    assert path.read_bytes() == before


def test_an_identity_that_was_emptied_is_refused(own: Warehouse) -> None:
    with own.transaction() as transaction:
        transaction.execute("delete from meta.identity")
    with pytest.raises(WrongDatabase, match="holds the domain None"):
        own.read("select 1")


def test_reading_only_never_creates(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"own\.duckdb does not exist yet"):
        Warehouse(tmp_path / "deep" / "own.duckdb", "own", read_only=True).read("select 1")
    assert list(tmp_path.iterdir()) == []


def test_a_path_with_a_quote_is_a_path(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "peas' and 'beans" / "own.duckdb", "own")
    assert warehouse.read("select 1 as one")["one"].tolist() == [1]


@pytest.mark.parametrize("content", [b"", b"not a database " * 2_000])
def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.duckdb").write_bytes(content)
    with pytest.raises(
        WarehouseError, match=r"own\.duckdb cannot be opened: .*Restore it from a backup, or move it away"
    ):
        Warehouse(tmp_path / "own.duckdb", "own").read("select 1")
    assert (tmp_path / "own.duckdb").read_bytes() == content


@pytest.mark.parametrize("kept", [100, 4_096, 12_288, 0.5])
def test_a_file_that_was_cut_off_is_named(own: Warehouse, kept: float) -> None:
    own.replace("account.things", things())
    whole = own.path.read_bytes()
    own.path.write_bytes(whole[: int(kept * len(whole)) if kept < 1 else int(kept)])
    with pytest.raises(WarehouseError, match=r"own\.duckdb (cannot be opened|fails)"):
        own.table("account.things")


def test_a_file_with_a_rotten_block_is_named(own: Warehouse) -> None:
    own.replace("account.things", things())
    content = bytearray(own.path.read_bytes())
    for place in range(12_288 + 100, len(content), 4_096):  # behind the headers, in every block
        content[place : place + 8] = b"\xff\x00rotten"
    own.path.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"own\.duckdb (cannot be opened|fails)"):
        own.table("account.things")


def test_a_writer_that_was_killed_leaves_a_file_that_opens_with_what_it_had_committed(own: Warehouse) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from tweet_assets.warehouse import Warehouse\n"
        "with Warehouse(Path(sys.argv[1]), 'own').connect() as c:\n"
        "    c.execute(\"insert into account.things (post_id, likes) values ('committed', 1)\")\n"
        "    c.execute('begin')\n"
        "    c.execute(\"insert into account.things (post_id, likes) values ('not committed', 2)\")\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(own.path)], check=False)
    assert Warehouse(own.path, "own", read_only=True).table("account.things")["post_id"].tolist() == ["committed"]
    assert own.table("account.things")["post_id"].tolist() == ["committed"]


def test_a_creation_that_was_killed_leaves_no_half_made_file(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from tweet_assets import database_file, warehouse\n"
        "class Killing(dict):\n"  # the second schema of the domain is never reached
        "    def __getitem__(self, domain):\n"
        "        yield 'account'\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "database_file.DOMAINS = Killing()\n"
        "warehouse.Warehouse(Path(sys.argv[1]), 'own').read('select 1')\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "own.duckdb")], check=False)
    assert killed.returncode == -9
    assert not (tmp_path / "own.duckdb").exists()
    found = Warehouse(tmp_path / "own.duckdb", "own").read("select count(*) as posts from account.posts")
    assert found["posts"].tolist() == [0]


def test_creating_never_overwrites_a_file_that_another_process_made_meanwhile(own: Warehouse) -> None:
    own.replace("account.things", things())
    before = own.path.read_bytes()
    database_file.create(own.path, "own", simulated=False)
    assert own.path.read_bytes() == before


def test_who_comes_second_in_creating_a_file_takes_the_first_ones(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tweet_assets.warehouse import Warehouse\n"
        "Warehouse(Path(sys.argv[1]), 'own').read('select 1')\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "own.duckdb")]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["own.duckdb"]


def test_a_second_process_waits_and_succeeds_when_the_first_one_closes(own: Warehouse) -> None:
    with another_process(own.path, seconds=0.5):
        assert Warehouse(own.path, "own", wait_seconds=30).read("select 1 as one")["one"].tolist() == [1]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_stays_held_is_busy_and_says_by_whom(own: Warehouse, read_only: bool) -> None:
    held = r"own\.duckdb was held by another process for 0\.2 s: .*PID \d+.* run again"
    with another_process(own.path, seconds=60), pytest.raises(Busy, match=held):
        Warehouse(own.path, "own", read_only=read_only, wait_seconds=0.2).read("select 1")


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_this_process_writes_is_busy_too(own: Warehouse, read_only: bool) -> None:
    with own.connect(), pytest.raises(Busy, match=r"was held by this process for 0\.1 s"):
        Warehouse(own.path, "own", read_only=read_only, wait_seconds=0.1).read("select 1")


def test_readers_share_a_file(own: Warehouse) -> None:
    reader = Warehouse(own.path, "own", read_only=True, wait_seconds=0)
    with reader.connect():
        assert reader.read("select 1 as one")["one"].tolist() == [1]


def test_a_mistake_in_a_query_is_not_called_damage_and_frees_the_file(own: Warehouse) -> None:
    with pytest.raises(duckdb.CatalogException, match="no_such_table"):
        own.read("select * from account.no_such_table")
    with pytest.raises(duckdb.ParserException):
        own.read("selec 1")
    assert own.table("account.things").empty
