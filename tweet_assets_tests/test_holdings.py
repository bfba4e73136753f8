"""All that a folder holds of one account: the whole of it comes out, the whole of it goes, and nothing else does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import rounds
from account.own_files import (
    CONTENT,
    MOMENT,
    NOW,
    OVERVIEW,
    content,
    day,
    id_at,
    js,
    table,
    tweet,
    zipped,
)
from click.testing import CliRunner

from tweet_assets import as_it_is, belongings, holdings
from tweet_assets.account import accounting, importing
from tweet_assets.account.exports import Setting
from tweet_assets.belongings import UnknownAccount
from tweet_assets.command import main
from tweet_assets.data_folder import DataFolder
from tweet_assets.frames import content_hash
from tweet_assets.posting import approvals
from tweet_assets.stores import External, Posting
from tweet_assets.warehouse import DOMAINS, Warehouse, WarehouseError

ME, YOU = rounds.HANDLE, "invented_you"
BEST, BOTH = (f"account_analytics_content_2026-02-01_2026-02-25_{name}.csv" for name in ("best", "both"))
MARKER = "marmalade"  # stands in texts of @invented_me and nowhere else
TWO = f'[[accounts]]\nhandle = "{ME}"\naliases = ["Invented_Old"]\n\n[[accounts]]\nhandle = "{YOU}"\n'
MINE, YOURS = id_at(MOMENT), id_at(MOMENT + timedelta(hours=1))
VERSION_1 = (Path(__file__).parent / "account" / "own_version_1.sql").read_text(encoding="utf-8")


def mine(post: str = MINE, text: str = MARKER, handle: str = ME) -> list[object]:
    return content(post, text, handle=handle)


def yours(post: str = YOURS, text: str = "plum jam") -> list[object]:
    return content(post, text, handle=YOU)


def write(place: DataFolder, name: str, data: bytes) -> Path:
    path = place.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def take(place: DataFolder) -> None:
    """Imports the inbox, and the labels."""
    store = Warehouse(place.path / "own.duckdb", "own")
    list(importing.take(place.own_inbox, Setting(place.settings(), NOW), store))
    importing.take_labels(place.labels_file, store)


@pytest.fixture
def two(memory: Path) -> DataFolder:
    """A real folder of two accounts, with a post of each in an export of its own."""
    place = DataFolder(memory / "data")
    write(place, "accounts.toml", TWO.encode())
    write(place, "inbox/own/mine.csv", table(CONTENT, mine()))
    write(place, "inbox/own/yours.csv", table(CONTENT, yours()))
    take(place)
    return place


@pytest.fixture(scope="module")
def ran(lasting_memory: Path) -> Path:
    """A simulated folder of two accounts after a whole round, a publication of each, backups; with its history."""
    place = DataFolder(lasting_memory / "data")
    rounds.write_account(place.path, (ME, YOU))
    moments = [datetime(2026, 2, 1, 15 + n, 7, tzinfo=UTC) for n in range(4)]
    texts = [f"I think {MARKER} is number {n}" for n in range(4)]
    rounds.export(place.path, BEST, [rounds.row(m, t, 900) for m, t in zip(moments, texts, strict=True)])
    both = [rounds.row(moments[0], texts[0], 901), rounds.row(moments[0].replace(second=9), "Plum jam", 3, YOU)]
    rounds.export(place.path, BOTH, both)
    bad = rounds.row(moments[1], texts[1], 7).replace(",7,", ",1.2K,", 1)
    rounds.export(place.path, "bad.csv", [bad])
    rounds.export(place.path, "bad yours.csv", [bad.replace(ME, YOU).replace(MARKER, "plum jam")])
    labelled = [rounds.post_id(moments[0]), rounds.post_id(moments[0].replace(second=9)), "99999999999999"]
    write(place, "labels.csv", "".join(["post_id,topic\n", *(f"{post},wörds\r\n" for post in labelled)]).encode())
    with rounds.over(place.path, place.instance) as runs:
        runs.go(rounds.TODAY)
        posting = Posting(data_folder=str(place.path)).warehouse()
        decided = posting.table("posting.decisions")
        for handle in (ME, YOU):
            chosen = decided[(decided["account"] == handle) & decided["text"].notna()].iloc[0]
            verdict = approvals.verdict_on(chosen, "approved", None, datetime.now(UTC))
            with posting.transaction() as transaction:
                transaction.append("posting.approvals", verdict)
        runs.run("publish")
        runs.run("outbox")
    for domain in DOMAINS:
        copy = place.path / "backups" / "2026-02-28" / f"{domain}.duckdb"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(place.path / f"{domain}.duckdb", copy)
    shutil.copy(place.path / "own.duckdb", place.path / "own.duckdb.before-2")
    shutil.copy(place.path / "own.duckdb", place.path / "own of monday")
    write(place, ".scratch/tweet-assets-x/copy.csv", MARKER.encode())
    rounds.export(place.path, "waiting.csv", [rounds.row(moments[3].replace(second=5), texts[3], 1)])
    return place.path


@pytest.fixture
def folder(ran: Path, memory: Path) -> DataFolder:
    return DataFolder(shutil.copytree(ran, memory / "data"))


def tables(path: Path) -> dict[str, pd.DataFrame]:
    """Every row of a database, by nobody's program."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        names = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        return {name: connection.sql(f'from "{path.name.split(".")[0]}".{name}').df() for (name,) in names}


def all_tables(place: DataFolder) -> dict[str, pd.DataFrame]:
    return {name: rows for domain in DOMAINS for name, rows in tables(place.path / f"{domain}.duckdb").items()}


def of_others(place: DataFolder) -> dict[str, str]:
    """The hash of what each table says that is not of @invented_me; the ledger's counts of shared files left out."""
    found = all_tables(place)
    posts = set(found["account.posts"].query("account == @ME")["post_id"])
    decisions = set(found["posting.decisions"].query("account == @ME")["decision_id"])
    exports = found["account.analytics_exports"]
    files = set(exports["file_sha256"]) - set(exports.query("account != @ME")["file_sha256"])
    hashes = {}
    for name, rows in found.items():
        if "account" in rows:
            rows = rows[rows["account"] != ME]
        elif name == "account.labels":
            rows = rows[~rows["post_id"].isin(posts)]
        elif name in ("posting.approvals", "posting.attempts"):
            rows = rows[~rows["decision_id"].isin(decisions)]
        elif name in ("account.export_files", "meta.imports"):
            rows = rows[~rows["file_sha256"].isin(files)].drop(columns=["rows_total", "rows_imported"], errors="ignore")
        hashes[name] = content_hash(rows)
    return hashes


def with_bytes(place: DataFolder, text: str = MARKER) -> list[str]:
    """The files in which a text is found, byte by byte."""
    files = sorted(path for path in place.path.rglob("*") if path.is_file())
    return [str(path.relative_to(place.path)) for path in files if text.encode() in path.read_bytes()]


def unpacked(target: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(target) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def lines(files: dict[str, bytes], name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in files[f"tables/{name}.jsonl"].decode().splitlines()]


# ---- export


@pytest.mark.slow
def test_every_row_of_the_account_is_in_its_export_and_none_of_another(folder: DataFolder, tmp_path: Path) -> None:
    before = {name: content_hash(rows) for name, rows in all_tables(folder).items()}

    done = holdings.export(folder, ME, tmp_path / "mine.zip")

    files, found = unpacked(tmp_path / "mine.zip"), all_tables(folder)
    for name, rows in found.items():
        if "account" in rows:
            told = lines(files, name)
            assert done.rows[name] == len(told) == (rows["account"] == ME).sum(), name
            assert {row["account"] for row in told} <= {ME}
    decisions = {row["decision_id"] for row in lines(files, "posting.decisions")}
    assert [row["decision_id"] in decisions for row in lines(files, "posting.approvals")] == [True]
    assert [row["state"] for row in lines(files, "posting.attempts")] == ["sending", "handed_over"]
    names = {row["name"] for row in lines(files, "account.export_files")}
    assert names == {f"account_analytics_content_2026-01-10_2026-02-25_{ME}.csv", BEST, BOTH}
    assert len(lines(files, "meta.imports")) == 3
    assert [row["topic"] for row in lines(files, "account.labels")] == ["wörds"]
    assert sum(done.rows.values()) > 700
    assert {name: content_hash(rows) for name, rows in found.items()} == before


@pytest.mark.slow
def test_an_export_has_the_files_and_a_page_that_lists_them(folder: DataFolder, tmp_path: Path) -> None:
    done = holdings.export(folder, ME, tmp_path / "mine.zip")

    files = unpacked(tmp_path / "mine.zip")
    decision = next((folder.path / "outbox").glob("*.txt"))
    assert {name for name in files if not name.startswith(("tables/", "outbox/"))} == {
        "README.txt",
        "accounts.toml",
        "labels.csv",
        f"inbox/own/account_analytics_content_2026-01-10_2026-02-25_{ME}.csv",
        f"inbox/own/{BEST}",
        "inbox/own/refused/bad.csv",
        "inbox/own/refused/bad.csv.reason.txt",
        "inbox/own/waiting.csv",
        f"reports/{rounds.TODAY}/{ME}.html",
        f"reports/{rounds.TODAY}/{ME}.md",
        *(f"reports/week-2026-02-23/{ME}.{suffix}" for suffix in ("html", "md", "json")),
    }
    assert len([name for name in files if name.startswith("outbox/")]) == 2  # the text, and the calendar
    assert decision.exists()
    assert files[f"inbox/own/{BEST}"] == (folder.own_inbox / BEST).read_bytes()
    assert files["labels.csv"].decode().splitlines()[0] == "post_id,topic"
    assert len(files["labels.csv"].splitlines()) == 2
    assert [(kept.path, kept.why) for kept in done.kept] == [
        (f"inbox/own/{BOTH}", f"it names posts of @{ME}, and of @{YOU} too")
    ]
    readme = files["README.txt"].decode()
    for table_name, count in done.rows.items():
        assert f"{count:>9,}  tables/{table_name}.jsonl" in readme
    assert set(done.files) == {name for name in files if not name.startswith("tables/")} - {"README.txt"}
    assert all(f"  {name}\n" in readme for name in done.files)
    assert f"inbox/own/{BOTH}: it names posts" in readme
    assert YOU.encode() not in b"".join(content for name, content in files.items() if name != "README.txt")


def test_ids_are_texts_unknown_is_not_empty_and_moments_are_utc(two: DataFolder, tmp_path: Path) -> None:
    write(two, "inbox/own/more.csv", table(CONTENT, mine(id_at(MOMENT + timedelta(days=1)), text='é "\n,')))
    write(two, "labels.csv", f"post_id,topic,kind\n{MINE},sun,\n".encode())
    take(two)
    with Warehouse(two.path / "own.duckdb", "own").transaction() as transaction:
        transaction.execute("update account.posts set user_topic = '' where post_id = ?", [MINE])

    holdings.export(two, ME, tmp_path / "mine.zip")

    files = unpacked(tmp_path / "mine.zip")
    first, second = lines(files, "account.posts")
    assert (first["post_id"], first["user_topic"], first["format"]) == (MINE, "", None)
    assert first["posted_at"] == MOMENT.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    assert (second["text"], second["user_topic"]) == ('é "\n,', None)
    assert lines(files, "account.labels")[0]["kind"] is None


def test_the_settings_of_the_account_come_along_as_they_are(two: DataFolder, tmp_path: Path) -> None:
    more = 'mode = "suggest"\ntopics = ["a \\"b\\" é", "c"]\nposts_per_day = 3\ntopic_words = { "c" = ["d", "e"] }\n'
    write(two, "accounts.toml", TWO.replace("\n\n", "\n" + more, 1).encode())

    holdings.export(two, f"@{ME.upper()}", tmp_path / "mine.zip")

    told = tomllib.loads(unpacked(tmp_path / "mine.zip")["accounts.toml"].decode())
    assert told == {"accounts": tomllib.loads((two.path / "accounts.toml").read_text())["accounts"][:1]}


def test_an_export_writes_nothing_over_and_leaves_no_half_of_itself(
    two: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there.zip").write_text("mine already")
    with pytest.raises(FileExistsError, match=r"there\.zip is there already"):
        holdings.export(two, ME, tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_text() == "mine already"

    def die(_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(holdings, "_readme", die)
    with pytest.raises(KeyboardInterrupt):
        holdings.export(two, ME, tmp_path / "new.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["there.zip"]


# ---- delete


@pytest.mark.slow
def test_no_byte_of_its_posts_is_left_and_what_is_kept_is_named(folder: DataFolder) -> None:
    assert {"own.duckdb", "own.duckdb.before-2", "own of monday", ".scratch/tweet-assets-x/copy.csv"} <= set(
        with_bytes(folder)
    )
    assert all_tables(folder)["generation.own_top_posts"]["text"].str.contains(MARKER).any()

    done = holdings.delete(folder, ME)

    assert [(kept.path, kept.why) for kept in done.kept] == [
        (f"inbox/own/{BOTH}", f"it names posts of @{ME}, and of @{YOU} too")
    ]
    assert with_bytes(folder) == [f"inbox/own/{BOTH}"]
    assert with_bytes(folder, f"/{ME}/") == [f"inbox/own/{BOTH}"]
    (folder.own_inbox / BOTH).unlink()
    assert with_bytes(folder, ME) == ["accounts.toml"]
    assert done.configured
    assert done.history
    assert not folder.instance.exists()
    assert not [path for path in folder.path.rglob("*") if "draft" in path.name or "fresh" in path.name]


@pytest.mark.slow
def test_what_is_deleted_is_what_was_there(folder: DataFolder) -> None:
    before = all_tables(folder)
    counted = {name: int((rows["account"] == ME).sum()) for name, rows in before.items() if "account" in rows}

    done = holdings.delete(folder, ME)

    assert {name: done.rows.get(name, 0) for name in counted} == counted
    keyed = {name: rows for name, rows in done.rows.items() if name not in counted}
    assert keyed == {
        "account.export_files": 2,
        "account.labels": 1,
        "meta.imports": 2,
        "posting.approvals": 1,
        "posting.attempts": 2,
    }
    own = sum(rows for name, rows in done.rows.items() if name.split(".")[0] in ("account", "learning", "meta"))
    assert done.backups["own.duckdb.before-2"] == done.backups["backups/2026-02-28/own.duckdb"] == own
    assert len(done.backups) == 5
    assert len(done.files) == 12
    assert done.labels == 1


@pytest.mark.slow
def test_nothing_of_the_other_account_is_different(folder: DataFolder) -> None:
    before, settings = of_others(folder), folder.accounts_file.read_bytes()
    files = {
        path.relative_to(folder.path): path.read_bytes()
        for path in folder.path.rglob("*")
        if path.is_file() and ME not in path.name and YOU.encode() in path.read_bytes()
        if not as_it_is.is_database(path) and not path.is_relative_to(folder.instance)
    }
    labels = folder.labels_file.read_bytes().splitlines(keepends=True)

    holdings.delete(folder, ME)

    assert of_others(folder) == before
    assert len(files) == 9
    assert {name: (folder.path / name).read_bytes() for name in files} == files
    assert folder.labels_file.read_bytes() == b"".join([labels[0], *labels[2:]])
    assert folder.accounts_file.read_bytes() == settings


@pytest.mark.slow
def test_after_it_the_round_goes_on_for_the_other_and_every_row_is_accounted_for(folder: DataFolder) -> None:
    before = of_others(folder)
    holdings.delete(folder, ME)
    (folder.own_inbox / BOTH).unlink()
    settings = folder.accounts_file.read_text().split("\n[[accounts]]")
    folder.accounts_file.write_text("\n[[accounts]]".join([settings[0], settings[2]]))

    with rounds.over(folder.path, folder.path.parent / "history") as runs:
        runs.go(rounds.TODAY)

    files = accounting.files(Warehouse(folder.path / "own.duckdb", "own", simulated=True), folder.settings())
    assert accounting.wrong(files).empty
    assert set(files["account"]) == {YOU}
    learned = [name for name in before if name.startswith(("account.", "learning."))]
    after = of_others(folder)
    assert {name: after[name] for name in learned} == {name: before[name] for name in learned}


@pytest.mark.slow
def test_a_second_time_finds_nothing(folder: DataFolder) -> None:
    holdings.delete(folder, ME)
    files = [path for path in folder.path.rglob("*") if path.is_file() and not as_it_is.is_database(path)]
    before = {path: path.read_bytes() for path in files}
    hashes = {name: content_hash(rows) for name, rows in all_tables(folder).items()}

    again = holdings.delete(folder, ME)

    assert (again.rows, again.backups, again.files, again.labels, again.history) == ({}, {}, (), 0, False)
    assert [kept.path for kept in again.kept] == [f"inbox/own/{BOTH}"]  # its bytes are there still
    assert {path: path.read_bytes() for path in before} == before
    assert {name: content_hash(rows) for name, rows in all_tables(folder).items()} == hashes


Where = tuple[object, str, int]
STEPS: dict[str, Where] = {
    "at the third file": (Path, "unlink", 3),
    "before the labels": (Path, "replace", 1),
    "before the history": (shutil, "rmtree", 1),
    "before the first backup": (os, "replace", 1),
    "before the last backup": (os, "replace", 5),
    "before the first database": (os, "replace", 6),
    "before own facts": (os, "replace", 8),
}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_dies_is_finished_by_the_next(
    folder: DataFolder, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = of_others(folder)
    settings = folder.accounts_file.read_text().split("\n[[accounts]]")
    folder.accounts_file.write_text("\n[[accounts]]".join([settings[0], settings[2]]))  # only tables know it
    where, name, times = STEPS[step]
    sound = getattr(where, name)
    calls = []

    def dies(*arguments: object, **options: object) -> object:
        calls.append(arguments)
        if len(calls) == times:
            raise KeyboardInterrupt
        return sound(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(where, name, dies)
        with pytest.raises(KeyboardInterrupt):
            holdings.delete(folder, ME)
    assert "own.duckdb" in with_bytes(folder)

    holdings.delete(folder, ME)

    assert with_bytes(folder, ME) == [f"inbox/own/{BOTH}"]
    assert of_others(folder) == before
    with pytest.raises(UnknownAccount):
        holdings.delete(folder, ME)


KILLED = """
import os, sys
sound, before = os.replace, sys.argv[3] == "before"
os.replace = lambda *paths: os._exit(9) if before or not sound(*paths) else None
from pathlib import Path
from tweet_assets import holdings
from tweet_assets.data_folder import DataFolder
holdings.delete(DataFolder(Path(sys.argv[1])), sys.argv[2])
"""


def killed(place: DataFolder, when: str) -> None:
    """A deletion in a process that is killed before or after it has put own facts in their place."""
    died = subprocess.run([sys.executable, "-c", KILLED, str(place.path), ME, when], check=False, capture_output=True)
    assert died.returncode == 9, died.stderr


WRITER = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("update account.posts set text = 'more ' || text where account = 'invented_me'")
os._exit(9)
"""


def leave_a_log(place: DataFolder) -> None:
    """A writer was killed: what it has committed stands in a log beside the file."""
    subprocess.run([sys.executable, "-c", WRITER, str(place.path / "own.duckdb")], check=False)
    assert "own.duckdb.wal" in with_bytes(place)


def test_a_killed_rewriting_leaves_the_file_as_it_was_and_its_drafts_go_with_the_next(two: DataFolder) -> None:
    before = {name: content_hash(rows) for name, rows in tables(two.path / "own.duckdb").items()}

    killed(two, "before")

    assert (two.path / ".own.duckdb.fresh").exists()
    assert {name: content_hash(rows) for name, rows in tables(two.path / "own.duckdb").items()} == before
    holdings.delete(two, ME)
    assert [path.name for path in two.path.iterdir() if "own" in path.name] == ["own.duckdb"]
    assert with_bytes(two) == []


def test_what_a_killed_writer_left_beside_its_file_is_gone_too(two: DataFolder) -> None:
    leave_a_log(two)

    holdings.delete(two, ME)

    assert with_bytes(two) == []


def test_a_new_file_is_never_beside_the_log_of_the_old_one(two: DataFolder) -> None:
    leave_a_log(two)

    killed(two, "after")

    assert with_bytes(two) == []
    assert not (two.path / "own.duckdb.wal").exists()
    assert tables(two.path / "own.duckdb")["account.posts"]["text"].tolist() == ["plum jam"]


def test_a_link_to_a_database_is_followed(two: DataFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.duckdb"
    shutil.move(two.path / "own.duckdb", elsewhere)
    (two.path / "own.duckdb").symlink_to(elsewhere)

    holdings.delete(two, ME)

    assert (two.path / "own.duckdb").is_symlink()
    assert MARKER.encode() not in elsewhere.read_bytes()


# ---- whose a file is


def test_an_unknown_handle_is_told_who_is_there(two: DataFolder) -> None:
    before = {path: path.read_bytes() for path in two.path.rglob("*") if path.is_file()}

    for does in (holdings.delete, lambda place, handle: holdings.export(place, handle, two.path / "x.zip")):
        with pytest.raises(UnknownAccount, match=rf"@nobody is neither .* there are @{ME}, @{YOU}\."):
            does(two, "@nobody")

    assert {path: path.read_bytes() for path in two.path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("handle", ["invented_old", "@Invented_Old", ME.upper()])
def test_any_name_of_an_account_is_the_account(two: DataFolder, handle: str) -> None:
    write(two, "inbox/own/before.csv", table(CONTENT, mine(str(int(MINE) + 1), f"old {MARKER}", handle="INVENTED_OLD")))
    take(two)
    with Warehouse(two.path / "own.duckdb", "own").transaction() as transaction:  # nobody has renamed it yet
        transaction.execute("update account.posts set account = 'invented_OLD' where post_id = ?", [MINE])

    done = holdings.delete(two, handle)

    assert done.handle == ME
    assert (done.rows["account.posts"], done.rows["account.export_files"]) == (2, 2)
    assert with_bytes(two) == []


def test_an_account_that_only_tables_still_know_can_go(two: DataFolder) -> None:
    write(two, "accounts.toml", f'[[accounts]]\nhandle = "{YOU}"\n'.encode())

    done = holdings.delete(two, ME.capitalize())

    assert (done.handle, done.configured, done.files) == (ME, False, ("inbox/own/mine.csv",))
    assert with_bytes(two) == []


def test_a_file_of_two_accounts_stays_with_the_rows_of_the_other(two: DataFolder) -> None:
    shared = write(two, "inbox/own/both.csv", table(CONTENT, mine(text="x"), yours(text="y"), mine(str(int(MINE) + 5))))
    take(two)

    done = holdings.delete(two, ME)

    assert [kept.path for kept in done.kept] == ["inbox/own/both.csv"]
    assert shared.exists()
    files = tables(two.path / "own.duckdb")["account.export_files"].set_index("name")
    assert files.loc["both.csv", ["rows_total", "rows_imported"]].tolist() == [1, 1]
    take(two)  # the file is known still, and does not bring back what was deleted
    assert set(tables(two.path / "own.duckdb")["account.analytics_exports"]["account"]) == {YOU}
    assert accounting.wrong(accounting.files(Warehouse(two.path / "own.duckdb", "own"), two.settings())).empty


def test_rows_of_it_that_were_foreign_in_the_file_of_another_go_and_the_file_is_named(two: DataFolder) -> None:
    write(two, "accounts.toml", f'[[accounts]]\nhandle = "{YOU}"\n'.encode())
    write(two, "inbox/own/late.csv", table(CONTENT, mine(str(int(MINE) + 7)), yours(str(int(YOURS) + 7))))
    take(two)
    write(two, "accounts.toml", TWO.encode())
    assert len(tables(two.path / "own.duckdb")["account.refused_rows"]) == 1

    done = holdings.delete(two, ME)

    found = tables(two.path / "own.duckdb")
    assert found["account.refused_rows"].empty
    [late] = found["account.export_files"].query("name == 'late.csv'").to_dict("records")
    assert (late["rows_total"], late["rows_imported"], late["rows_foreign"]) == (1, 1, 0)
    assert [kept.path for kept in done.kept] == ["inbox/own/late.csv"]


def archive_of(handle: str) -> bytes:
    return zipped(
        {
            "tweets.js": js("tweets", [tweet(MINE, MARKER)]),
            "account.js": js("account", [{"account": {"username": handle}}]),
        }
    )


NEW = mine(text=f"new {MARKER}")


WAITING: dict[str, tuple[bytes, str]] = {
    "a.csv": (table(CONTENT, NEW), "gone"),
    "b.csv": (table(CONTENT, mine(text="new", handle="INVENTED_old")), "gone"),
    "c.csv": (table(CONTENT, NEW).decode().encode("utf-16"), "gone"),
    "d.csv": (table(CONTENT, NEW, yours()), "kept"),
    "e.csv": (table(CONTENT, yours(text="new")), "left"),
    "f.csv": (table(OVERVIEW, day()), "kept"),  # it does not say whose it is
    "g.zip": (archive_of(ME), "gone"),
    "h.zip": (archive_of(YOU), "left"),
    "i.zip": (archive_of(ME)[:-40], "kept"),  # nobody can look into it
    "mine again.csv": (table(CONTENT, mine()), "gone"),
    ".part-copied.csv": (table(CONTENT, NEW)[:-20], "gone"),
    ".gitkeep": (b"", "left"),
    f"{ME}/a.csv": (table(OVERVIEW, day()), "gone"),
    "invented_old/a.csv": (table(OVERVIEW, day(follows="7")), "gone"),
    f"{YOU}/a.csv": (table(OVERVIEW, day(follows="8")), "left"),
    f"{YOU}/b.csv": (table(CONTENT, mine(text="newer")), "kept"),
    "refused/a.csv": (table(CONTENT, NEW)[:-5], "gone"),
    "refused/b.csv": (table(CONTENT, yours())[:-5], "left"),
    "refused/c.csv": (b"What,is,this\n", "kept"),
    f"refused/daily_tweet_activity_metrics_{ME}_20210301_20210401_en.csv": (b"What,is,this\n", "gone"),
    f"{ME}/refused/a.csv": (b"What,is,this\n", "gone"),
}


def test_what_the_ledger_does_not_know_is_whose_it_says(two: DataFolder) -> None:
    for name, (data, _) in WAITING.items():
        write(two, f"inbox/own/{name}", data)
        if "refused" in name:
            write(two, f"inbox/own/{name}.reason.txt", b"It is cut.")

    done = holdings.delete(two, ME)

    kept = {kept.path.removeprefix("inbox/own/") for kept in done.kept}
    gone = {path.removeprefix("inbox/own/") for path in done.files}
    fates = {name: "gone" if name in gone else "kept" if name in kept else "left" for name in WAITING}
    assert fates == {name: fate for name, (_, fate) in WAITING.items()}
    for name in WAITING:
        there = name not in gone
        assert (two.own_inbox / name).exists() == there
        assert (two.own_inbox / f"{name}.reason.txt").exists() == (there and "refused" in name)
    assert sorted(path.name for path in two.own_inbox.iterdir() if path.is_dir()) == [YOU, "refused"]


def test_where_there_is_one_account_what_does_not_say_whose_it_is_is_its(memory: Path) -> None:
    place = DataFolder(memory / "data")
    write(place, "accounts.toml", f'[[accounts]]\nhandle = "{ME}"\n'.encode())
    write(place, "inbox/own/overview.csv", table(OVERVIEW, day()))
    write(place, "inbox/own/refused/bad.csv", b"What,is,this\n")
    take(place)

    done = holdings.delete(place, ME)

    assert done.rows == {"account.export_files": 1, "account.overview_days": 1, "meta.imports": 1}
    assert done.files == ("inbox/own/overview.csv", "inbox/own/refused/bad.csv")
    assert done.kept == ()


@pytest.mark.parametrize("loose", [True, False])
def test_an_archive_that_was_unpacked_goes_whole(two: DataFolder, loose: bool) -> None:
    home = "inbox/own/" if loose else "inbox/own/twitter-2026/data/"
    for name, data in {
        "tweets.js": js("tweets", [tweet(MINE, MARKER)]),
        "account.js": js("account", [{"account": {"username": ME}}]),
    }.items():
        write(two, home + name, data)
    if not loose:
        write(two, home + "direct-messages.js", MARKER.encode())
    take(two)
    assert len(tables(two.path / "own.duckdb")["account.export_files"]) == 3

    done = holdings.delete(two, ME)

    assert done.kept == ()
    assert with_bytes(two) == []
    assert sorted(path.name for path in two.own_inbox.iterdir()) == ["yours.csv"]


def test_a_text_in_the_outbox_is_known_by_its_decision_or_by_its_first_line(two: DataFolder) -> None:
    with Warehouse(two.path / "external.duckdb", "external").transaction() as transaction:
        transaction.execute(f"insert into generation.draft_uses values ('x', 'd1', '{ME}', '2021-03-06')")
    for name, text in {
        "d1.partial": f"@{ME[:4]}",
        "d2.txt": f"@Invented_OLD, due 2021-03-06 09:00\n\n{MARKER}\n",
        "d3.txt": f"@{YOU}, due 2021-03-06 09:00\n\n@{ME}, due diligence\n",
        "note.txt": "mine own",
    }.items():
        write(two, f"outbox/{name}", text.encode())

    done = holdings.delete(two, ME)

    assert [name for name in done.files if name.startswith("outbox/")] == ["outbox/d1.partial", "outbox/d2.txt"]
    assert sorted(path.name for path in (two.path / "outbox").iterdir()) == ["d3.txt", "note.txt"]


def test_lines_of_labels_go_by_their_post_and_the_others_stay_byte_for_byte(two: DataFolder) -> None:
    before = (b'\xef\xbb\xbfPost_id , topic\n"%s","two\nlines"\r\n%s,caf\xc3\xa9 \xc3\x85\n7,"%s"\n\n%s,again') % (
        MINE.encode(),
        YOURS.encode(),
        YOURS.encode(),
        MINE.encode(),
    )
    write(two, "labels.csv", before)

    done = holdings.delete(two, ME)

    assert done.labels == 2
    kept = b'\xef\xbb\xbfPost_id , topic\n%s,caf\xc3\xa9 \xc3\x85\n7,"%s"\n\n' % (YOURS.encode(), YOURS.encode())
    assert two.labels_file.read_bytes() == kept


# ---- databases that are not as they are today


def test_a_backup_of_the_first_version_is_cleaned_as_it_is(two: DataFolder) -> None:
    path = two.path / "own.duckdb.before-2"
    old, both = "a" * 64, "b" * 64
    counts = ", ".join(["1"] * 13)
    with duckdb.connect(str(path)) as connection:
        connection.execute(VERSION_1)
        connection.execute(
            f"""
            insert into account.export_files values
                ('{old}', 'mine.csv', 'content', null, null, 1, 1, 0, 0, 0),
                ('{both}', 'both.csv', 'content', null, null, 2, 1, 0, 1, 0);
            insert into account.refused_rows values
                ('{both}', 2, '@{ME} is not a configured account; add it to accounts.toml if it is yours');
            insert into account.analytics_exports values
                ('{old}', 1, '{ME}', '{MINE}', '2021-03-05 12:00Z', {counts}),
                ('{both}', 1, '{YOU}', '{YOURS}', '2021-03-05 13:00Z', {counts});
            insert into account.posts (account, post_id, posted_at, text, kind, source, simulated) values
                ('{ME}', '{MINE}', '2021-03-05 12:00Z', '{MARKER}', 'original', 'content', false),
                ('{YOU}', '{YOURS}', '2021-03-05 13:00Z', 'plum jam', 'original', 'content', false)
            """
        )
    path.chmod(0o600)

    done = holdings.delete(two, ME)

    assert done.backups == {"own.duckdb.before-2": 4}
    found = tables(path)
    assert found["account.posts"]["text"].tolist() == ["plum jam"]
    assert found["account.analytics_exports"]["account"].tolist() == [YOU]
    [file] = found["account.export_files"].to_dict("records")
    assert (file["name"], file["rows_total"], file["rows_imported"], file["rows_foreign"]) == ("both.csv", 1, 1, 0)
    assert found["meta.identity"]["schema_version"].tolist() == [1]
    assert path.stat().st_mode & 0o777 == 0o600
    with duckdb.connect(str(path)) as connection, pytest.raises(duckdb.ConstraintException):
        connection.execute("insert into account.posts from account.posts")  # its keys are what they were


def test_a_backup_that_cannot_be_opened_is_named_and_the_rest_is_done(two: DataFolder) -> None:
    write(two, "backups/torn.duckdb", b"\x00" * 5000)
    with duckdb.connect(str(two.path / "backups" / "of_others.duckdb")) as connection:
        connection.execute(f"create table notes as select '{ME}' as account, '{MARKER}' as text")

    done = holdings.delete(two, ME)

    told = {kept.path: kept.why for kept in done.kept}
    assert list(told) == ["backups/of_others.duckdb", "backups/torn.duckdb"]
    assert "is not a database of ours" in told["backups/of_others.duckdb"]
    assert "cannot be opened" in told["backups/torn.duckdb"]
    assert done.rows["account.posts"] == 1
    assert with_bytes(two) == ["backups/of_others.duckdb"]


def test_a_database_that_cannot_be_opened_stops_it_before_anything_is_gone(two: DataFolder) -> None:
    write(two, "posting.duckdb", b"\x00" * 5000)

    with pytest.raises(WarehouseError, match=r"posting\.duckdb cannot be opened"):
        holdings.delete(two, ME)

    assert (two.own_inbox / "mine.csv").exists()


def test_its_tweets_in_the_library_go_too_and_the_file_of_tweets_is_named(two: DataFolder) -> None:
    rows = [
        {"id": str(n), "text": text, "username": name, "viewCount": 90_000, "date": "2026-01-01T00:00:00Z"}
        for n, (name, text) in enumerate([(ME, MARKER), ("somebody", "Hello"), ("somebody", "Hello again")], 1)
    ]
    store = External(data_folder=str(two.path)).warehouse()
    moment = pd.Series([pd.Timestamp(NOW)] * 3, dtype="datetime64[us, UTC]")
    tweets = pd.DataFrame(
        {
            "file_sha256": "f" * 64,
            "record_number": [1, 2, 3],
            "via": "file",
            "tweet_id": ["1", "2", "3"],
            "author": [ME.upper(), "somebody", "somebody"],
            "posted_at": moment,
            "text": [str(row["text"]) for row in rows],
            **dict.fromkeys(("views", "likes", "reposts", "replies", "quotes", "bookmarks"), 90_000),
            "fetched_at": moment,
        }
    )
    with store.transaction() as transaction:
        transaction.append("generation.viral_exports", tweets)
        transaction.execute(
            "insert into generation.external_files values (?, 'tweets.jsonl', 'x', 4, 3, 1, 0)", ["f" * 64]
        )
    write(two, "inbox/external/tweets.jsonl", "\n".join(map(json.dumps, rows)).encode())

    done = holdings.delete(two, ME)

    found = tables(two.path / "external.duckdb")
    assert found["generation.viral_exports"]["author"].tolist() == ["somebody"] * 2
    counts = ["rows_total", "rows_imported", "rows_repost"]
    assert found["generation.external_files"][counts].to_numpy().tolist() == [[3, 2, 1]]
    assert [(kept.path, kept.why) for kept in done.kept] == [
        ("inbox/external/tweets.jsonl", f"it names posts of @{ME}")
    ]


NOBODYS = {
    "generation.curated_examples",  # the user's own examples, invented
    "generation.facts",  # the user's own, of no account
    "generation.ideas",
    "generation.forgotten",  # hashes
    "meta.identity",
    "posting.switches",  # the kill switch is of the whole folder
}
"""The tables in which no row belongs to an account. A table that is added is either here or is covered."""


def test_every_table_is_somebodys_or_known_to_be_nobodys(two: DataFolder) -> None:
    whose = belongings.whose(two, ME)
    for domain in DOMAINS:
        path = two.path / f"{domain}.duckdb"
        Warehouse(path, domain).read("select 1")
        with as_it_is.reading(path) as transaction:
            covered = set(belongings.conditions(transaction, whose, shared=False))
            assert set(transaction.columns()) - covered <= NOBODYS, domain


@pytest.mark.slow
def test_the_commands_say_what_they_did(folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWEET_ASSETS_DATA", str(folder.path))

    def call(*arguments: str, given: str = "") -> tuple[int, str]:
        said = CliRunner().invoke(main, list(arguments), input=given)
        return said.exit_code, said.output

    code, said = call("export", ME, str(tmp_path / "one.zip"))
    assert code == 0
    assert f"of @{ME}: {tmp_path / 'one.zip'}\n  not in it: inbox/own/{BOTH}; it names posts of @{ME}, and of" in said
    assert call("export", "nobody", str(tmp_path / "two.zip"))[0] == 1
    assert "Aborted" in call("delete", ME, given="n\n")[1]
    code, said = call("delete", ME, "--yes")
    assert code == 0
    assert f"{BOTH} stays: it names posts of @{ME}, and of @{YOU} too." in said
    assert "Dagster's history of this folder is deleted" in said
    assert f"Take @{ME} out of it" in said
    assert "nor in a table; the accounts there are" in call("delete", "nobody", "--yes")[1]
