"""The whole examination, of folders in every state."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tweet_assets.account import importing
from tweet_assets.account.exports import Setting
from tweet_assets.accounts import Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.doctor import clock, databases, examination, history, inboxes
from tweet_assets.doctor.finding import Finding
from tweet_assets.posting import switches
from tweet_assets.warehouse import Warehouse
from tweet_assets_tests import rounds

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SETTINGS = '[[accounts]]\nhandle = "me"\ntopics = ["tea"]\n'


def of(folder: Path, **environment: str) -> list[Finding]:
    return examination.of(DataFolder(folder), environment, NOW)


def told(found: list[Finding], words: str) -> Finding:
    [one] = [one for one in found if words in one.what]
    return one


def tree(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))


def test_an_empty_folder_is_sent_to_init_and_nothing_is_made_in_it(tmp_path: Path) -> None:
    found = of(tmp_path)

    assert [one for one in found if one.mark == "wrong"] == [
        Finding("wrong", f"There is no accounts.toml in {tmp_path}.", "`tweet-assets init` writes it.")
    ]
    assert tree(tmp_path) == []
    assert "does not exist yet" in told(of(tmp_path / "none"), "The data folder").what


@pytest.mark.parametrize(
    ("settings", "mark", "words"),
    [
        ("[[accounts]\n", "wrong", "is not TOML"),
        ('[[accounts]]\nhandle = "your_handle"\ntopics = ["tea"]\n', "wrong", "still the template's"),
        ('[[accounts]]\nhandle = "me"\n', "note", "which is a placeholder"),
        (SETTINGS, "ok", "accounts.toml can be read: @me (observe)"),
        (SETTINGS + 'mode = "loud"\n', "note", "it means observe"),
        ("simulated = true\ntoday = 2026-03-02\n" + SETTINGS, "wrong", "Simulated time is 2026-03-02"),
    ],
)
def test_what_the_settings_leave_open_is_told(tmp_path: Path, settings: str, mark: str, words: str) -> None:
    (tmp_path / "accounts.toml").write_text(settings)

    assert told(of(tmp_path), words).mark == mark


def test_a_database_is_opened_and_said_to_be_older_of_another_kind_or_broken(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text(SETTINGS)
    for domain in ("own", "external"):
        with Warehouse(tmp_path / f"{domain}.duckdb", domain).transaction() as transaction:  # type: ignore[arg-type]
            if domain == "external":
                transaction.execute("update meta.identity set schema_version = 1")
    (tmp_path / "posting.duckdb").write_bytes(b"\x00not a database")

    before, found = tree(tmp_path), of(tmp_path)

    assert told(found, "own.duckdb can be opened, schema version ").mark == "ok"
    assert told(found, "external.duckdb has schema version 1").mark == "note"
    assert told(found, "posting.duckdb cannot be opened").mark == "wrong"
    assert told(found, "Whether publishing was stopped cannot be said").mark == "note"
    assert tree(tmp_path) == before


def test_who_holds_a_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    with Warehouse(path, "own").transaction():
        pass
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        found = next(databases.findings(DataFolder(tmp_path), simulated=False))
        assert holder.stdin is not None
        holder.stdin.close()

    assert found.mark == "note"
    assert "own.duckdb is in use" in found.what
    assert str(holder.pid) in found.what


def test_files_that_wait_are_named_until_they_are_in(tmp_path: Path) -> None:
    rounds.write_account(tmp_path)
    place = DataFolder(tmp_path)
    place.external_inbox.mkdir()
    (place.external_inbox / "tweets.json").write_text("[]")
    aside = place.own_inbox / "refused"
    aside.mkdir()
    (aside / "x.csv.reason.txt").write_text("why")
    name = next(path.name for path in place.own_inbox.glob("*.csv"))

    own, external, refused = inboxes.findings(place, place.settings())

    assert (own.mark, own.what) == ("note", f"1 wait in {place.own_inbox}: {name}.")
    assert "tweets.json" in external.what
    assert refused.what == f"1 were refused, in {aside}."
    store = Warehouse(tmp_path / "own.duckdb", "own", simulated=True)
    list(importing.take(place.own_inbox, Setting(place.settings(), NOW), store))
    assert next(inboxes.findings(place, place.settings())).what == f"Nothing waits in {place.own_inbox}"


def test_an_archive_that_cannot_be_read_waits_like_any_other_file(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text(SETTINGS)
    place = DataFolder(tmp_path)
    place.own_inbox.mkdir(parents=True)
    (place.own_inbox / "archive.zip").write_bytes(b"no zip")

    assert next(inboxes.findings(place, place.settings())).what == f"1 wait in {place.own_inbox}: archive.zip."


def test_a_clock_behind_the_newest_post_is_wrong() -> None:
    assert [one.mark for one in clock.findings(Folder(), NOW, NOW - timedelta(hours=1))] == ["ok", "ok"]
    _, ahead = clock.findings(Folder(), NOW, NOW + timedelta(hours=2))
    assert (ahead.mark, ahead.what) == ("wrong", "Your newest post is of 2026-03-01 14:00, 2.0 hours from now.")


def test_a_daemon_is_known_by_its_last_sign(tmp_path: Path) -> None:
    def daemon() -> str:
        return [one.what for one in history.findings(tmp_path, NOW)][-1]

    (tmp_path / "history").mkdir()
    with sqlite3.connect(tmp_path / "history" / "runs.db") as connection:
        connection.execute("create table daemon_heartbeats (daemon_type text, timestamp timestamp)")
    assert daemon().startswith("Dagster's daemon has never run over this folder")
    with sqlite3.connect(tmp_path / "history" / "runs.db") as connection:
        connection.execute("insert into daemon_heartbeats values ('SENSOR', '2026-03-01 11:59:30.000000')")
    assert daemon() == "Dagster's daemon is running: sensors and schedules are asked"
    with sqlite3.connect(tmp_path / "history" / "runs.db") as connection:
        connection.execute("update daemon_heartbeats set timestamp = '2026-03-01 10:00:00.000000'")
    assert daemon().startswith("Dagster's daemon does not run, the last sign of it is of 2026-03-01 10:00 UTC")
    (tmp_path / "history" / "runs.db").write_bytes(b"\x00" * 200)
    assert daemon().startswith("Whether Dagster's daemon runs cannot be known")


def test_dagster_keeps_its_signs_where_they_are_looked_for(tmp_path: Path) -> None:
    import dagster as dg
    from dagster._daemon.types import DaemonHeartbeat

    with dg.DagsterInstance.local_temp(str(tmp_path), overrides=rounds.QUIET) as instance:
        instance.add_daemon_heartbeat(DaemonHeartbeat(NOW.timestamp(), "SENSOR", "invented", []))
    [_, daemon] = history.findings(tmp_path, NOW + timedelta(minutes=1))

    assert daemon.what == "Dagster's daemon is running: sensors and schedules are asked"


def test_the_kill_switch_is_seen_as_a_file_a_variable_and_a_row(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text(SETTINGS)
    assert told(of(tmp_path), "Publishing is not stopped").mark == "ok"
    assert "TWEET_ASSETS_STOP is set" in told(of(tmp_path, TWEET_ASSETS_STOP="1"), "Nothing is published").what

    switches.throw(tmp_path, Warehouse(tmp_path / "posting.duckdb", "posting"), "stop", "too loud", NOW)
    assert "the file STOP" in told(of(tmp_path), "Nothing is published").what
    (tmp_path / "STOP").unlink()
    assert "it was stopped: too loud" in told(of(tmp_path), "Nothing is published").what


def test_a_folder_of_a_person_without_rights_is_wrong(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    (tmp_path / "accounts.toml").write_text(SETTINGS)
    tmp_path.chmod(0o500)

    assert told(of(tmp_path), "cannot be written").mark == "wrong"
