"""What commands say to somebody whose case they are not made for. No Dagster run is needed for any of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from posting.decided import decision

from tweet_assets.command import main
from tweet_assets.stores import Posting

ID = "b123451000000001"
SETTINGS = 'simulated = true\ntoday = 2026-03-10\n[[accounts]]\nhandle = "invented_me"\ntopics = ["tea"]\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of an account that posts by hand, with one decision."""
    monkeypatch.setenv("TWEET_ASSETS_DATA", str(tmp_path))
    (tmp_path / "accounts.toml").write_text(SETTINGS + 'mode = "suggest"\n')
    with Posting(data_folder=str(tmp_path)).warehouse().transaction() as ledger:
        ledger.append("posting.decisions", decision(ID, ordinal=1, due_at=pd.Timestamp("2026-03-10T12:30Z")))
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_an_account_that_posts_by_hand_needs_no_keys_and_is_not_read(folder: Path) -> None:
    connect, read = call("connect"), call("read")

    assert (connect.exit_code, read.exit_code) == (0, 0)
    assert connect.output.startswith('@invented_me: publisher is "folder", mode suggest: it needs no keys')
    assert read.output == (
        '@invented_me: publisher is "folder": nothing is read from X. Its figures come with your exports.\n'
        f"Next: tweet-assets --data {folder} import FILE ...\n"
    )


def test_keys_that_are_there_are_looked_at_whoever_publishes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_API_KEY", "invented")

    said = call("connect")

    assert said.exit_code == 1
    assert "@invented_me: The environment has no X_API_SECRET" in said.output


def test_a_text_that_is_posted_by_hand_is_not_armed_again(folder: Path) -> None:
    said = call("rearm", ID)

    assert said.exit_code == 1
    assert f"{ID} is of @invented_me, which does not publish to X (publisher folder, mode suggest)" in said.output
    assert f"`tweet-assets --data {folder} publish`" in said.output


@pytest.mark.parametrize("why", ["", "  "])
def test_blanks_are_no_reason(folder: Path, why: str) -> None:
    assert "a reason in words was expected" in call("reject", ID, "--why", why).output
    assert "a reason in words was expected" in call("redraft", "--why", why).output


def test_a_decision_is_judged_by_the_beginning_of_its_id(folder: Path) -> None:
    assert call("approve", ID[:6]).output.startswith(f"{ID} is approved.\n")
    assert "is short" in call("skip", ID[:5]).output
    assert "There is no decision ffffff in " in call("edit", "ffffff", "--text", "x").output


@pytest.mark.parametrize("command", [("run",), ("report",), ("redraft", "--why", "x")])
def test_simulated_time_after_this_machines_clock_is_refused_in_words(folder: Path, command: tuple[str, ...]) -> None:
    (folder / "accounts.toml").write_text(SETTINGS.replace("2026-03-10", "2999-01-01"))

    said = call(*command)

    assert said.exit_code == 1
    assert said.output.startswith("tweet-assets: accounts.toml: `today` is 2999-01-01, and this machine's clock says 2")


@pytest.mark.parametrize("command", [("run",), ("publish",), ("import", __file__), ("connect",)])
def test_the_handle_of_the_template_is_refused(folder: Path, command: tuple[str, ...]) -> None:
    (folder / "accounts.toml").write_text('[[accounts]]\nhandle = "your_handle"\n')

    said = call(*command)

    assert said.exit_code == 1
    assert "`handle` is still the template's, 'your_handle'" in said.output
    assert not (folder / "inbox").exists()


def test_a_doctor_ends_with_one_where_something_is_wrong(folder: Path) -> None:
    well = call("doctor")
    assert (well.exit_code, well.output.splitlines()[-1].startswith("0 wrong, ")) == (0, True)

    (folder / "accounts.toml").write_text("[[accounts]\n")
    ill = call("doctor")
    assert ill.exit_code == 1
    assert ill.output.splitlines()[-1].startswith("1 wrong, ")
    assert "wrong " in ill.output
