"""Beginning: `init` writes settings that are understood, `doctor` says what is wrong and never the value of a key."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import rounds
from click.testing import CliRunner, Result

from tweet_assets import new_folder
from tweet_assets.accounts import Account, Folder
from tweet_assets.accounts_file import parse
from tweet_assets.command import main
from tweet_assets.data_folder import PROJECT, DataFolder
from tweet_assets.doctor import machine, place
from tweet_assets.doctor.visit import visit
from tweet_assets.toml_table import ConfigurationError
from tweet_assets.warehouse import Warehouse

TEMPLATE = (PROJECT / "data" / "accounts.template.toml").read_text(encoding="utf-8")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = "sk-invented-and-secret"


def call(folder: Path, *rest: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), *rest], catch_exceptions=False)


def said(folder: Path, environment: dict[str, str] | None = None, now: datetime = NOW) -> dict[str, str]:
    """What the doctor says, by what it says, with the mark."""
    return {finding.what: finding.mark for finding in visit(DataFolder(folder), environment or {}, now)}


def test_what_was_answered_is_what_is_understood_and_the_rest_keeps_its_default() -> None:
    answers = new_folder.Answers("invented_me", "Europe/Lisbon", ['bread, "slow"', "tea"], "suggest")

    found = parse(new_folder.text(TEMPLATE, answers), "accounts.toml")

    assert found == Folder(
        accounts=(Account("invented_me", topics=('bread, "slow"', "tea"), mode="suggest"),),
        zone=ZoneInfo("Europe/Lisbon"),
    )


def test_every_comment_of_the_template_but_the_first_stays() -> None:
    text = new_folder.text(TEMPLATE, new_folder.Answers("invented_me", "UTC"))

    kept = {line.partition("#")[2] for line in TEMPLATE.splitlines()[1:] if line.startswith("# ") and "= " not in line}
    assert kept <= {line.partition("#")[2] for line in text.splitlines()}
    assert "Copy this file" not in text


@pytest.mark.parametrize(
    "typed", ["invented_me", "@invented_me", " https://x.com/invented_me ", "twitter.com/invented_me/status/12"]
)
def test_a_handle_is_taken_as_people_type_it(typed: str) -> None:
    assert new_folder.handle_of(typed) == "invented_me"


def test_an_answer_that_no_account_can_have_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="letters, digits and _, at most 15"):
        new_folder.text(TEMPLATE, new_folder.Answers("two words", "UTC"))


def test_init_writes_once_and_says_what_comes_next(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    answers = ("--handle", "@invented_me", "--timezone", "Europe/Lisbon", "--topic", "tea", "--mode", "observe")

    first, second = call(folder, "init", *answers), call(folder, "init", *answers)

    assert first.output.endswith(f"Next: tweet-assets --data {folder} import FILE ...   {YOURS}\n")
    assert DataFolder(folder).settings().accounts[0].topics == ("tea",)
    assert (second.exit_code, "is there already" in second.output) == (1, True)
    assert sorted(path.name for path in folder.iterdir()) == ["accounts.toml", "inbox"]


YOURS = "your exports from X Analytics, or your X archive"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ((), "give --handle"),
        (("--handle", "me"), "give --timezone"),
        (("--handle", "me", "--timezone", "Mars/Base"), "'Mars/Base' is no time zone"),
        (("--handle", "me", "--timezone", "UTC"), "give --topic"),
    ],
)
def test_init_asks_nobody_where_nobody_is(tmp_path: Path, given: tuple[str, ...], why: str) -> None:
    refused = call(tmp_path / "new", "init", *given)

    assert (refused.exit_code, why in refused.output) == (1, True)
    assert not (tmp_path / "new" / "accounts.toml").exists()


def test_an_empty_place_is_told_to_begin(tmp_path: Path) -> None:
    done = call(tmp_path / "new", "doctor")

    assert done.exit_code == 1
    assert f"there is no {tmp_path}/new/accounts.toml\n       -> tweet-assets --data {tmp_path}/new init" in done.output


@pytest.mark.slow
def test_a_folder_that_is_well_has_nothing_wrong_and_is_left_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    rounds.write_account(folder)
    with rounds.over(folder, folder / ".dagster") as runs:
        runs.go(rounds.TODAY)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}

    found = said(folder)

    assert "wrong" not in found.values(), found
    assert sum(what.startswith(("own.duckdb", "external.duckdb", "posting.duckdb")) for what in found) == 3
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_keys_are_named_and_never_told(tmp_path: Path) -> None:
    rounds.write_account(tmp_path)

    found = said(tmp_path, {"OPENAI_API_KEY": KEY, "X_BEARER_TOKEN": KEY})

    assert any(what.startswith("OPENAI_API_KEY is set") for what in found)
    assert KEY not in str(found)


def test_keys_that_are_wanted_and_missing_are_named() -> None:
    folder = Folder(accounts=(Account("invented_me", mode="approve", publisher="x"),))

    [found] = [one for one in machine.keys({"X_API_KEY": KEY, "X_API_SECRET": KEY}, folder) if one.mark == "wrong"]

    assert found.what == ("@invented_me publish to X, and the environment has no X_ACCESS_TOKEN, X_ACCESS_TOKEN_SECRET")


def test_a_damaged_database_an_open_one_and_an_older_reason_are_told_apart(tmp_path: Path) -> None:
    rounds.write_account(tmp_path)
    (tmp_path / "own.duckdb").write_bytes(b"not a database")
    with Warehouse(tmp_path / "posting.duckdb", "posting", simulated=True).connect():
        found = {one.what.split()[0]: one.mark for one in place.databases(DataFolder(tmp_path), _folder(tmp_path))}

    assert found[f"{tmp_path}/own.duckdb"] == "wrong"
    assert found["posting.duckdb"] == "note"
    assert found["external.duckdb"] == "note"


def _folder(path: Path) -> Folder:
    return DataFolder(path).settings()


def test_settings_that_nobody_has_filled_in_are_said(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text('[[accounts]]\nhandle = "your_handle"\n', encoding="utf-8")

    found = said(tmp_path)

    assert found["the handle is still @your_handle"] == "wrong"
    assert found["@your_handle has no topics"] == "note"


def test_a_clock_that_is_before_the_newest_post_or_the_simulated_day_is_wrong() -> None:
    later = NOW + timedelta(days=1)

    marks = [[one.mark for one in machine.clock(NOW, *case)] for case in (
        (Folder(), None),
        (Folder(), later),
        (Folder(simulated=True, stands_at=later), None),
    )]  # fmt: skip

    assert marks == [["ok"], ["ok", "wrong"], ["ok", "wrong"]]


def test_what_was_refused_and_the_switch_are_told(tmp_path: Path) -> None:
    rounds.write_account(tmp_path)
    (tmp_path / "inbox/own/refused").mkdir(parents=True)
    (tmp_path / "inbox/own/refused/a.csv.reason.txt").write_text("why")
    with Warehouse(tmp_path / "posting.duckdb", "posting", simulated=True).connect():
        pass
    (tmp_path / "STOP").touch()

    found = said(tmp_path)

    assert found["1 files were refused in inbox/own"] == "note"
    assert found["nothing is published: the file STOP lies in the data folder"] == "note"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_wrong(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert place.folder(DataFolder(tmp_path)).mark == "wrong"


def test_a_package_that_is_missing_or_too_old_is_named() -> None:
    found = list(machine.packages())

    assert [one.mark for one in found] == ["ok"]
    assert [one.mark for one in machine.packages("no such distribution")] == ["note"]
