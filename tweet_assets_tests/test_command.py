"""The command, as a person uses it: what it says, where it ends, and how it fails."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import rounds
from click.testing import CliRunner, Result

from tweet_assets.command import main


@pytest.fixture
def use(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for the command, with its history in memory."""
    home = memory / "history"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("TWEET_ASSETS_DATA", str(memory / "data"))
    return memory / "data"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_folder_without_settings_is_told_what_to_do(use: Path) -> None:
    said = call("run")

    assert said.exit_code == 1
    assert re.fullmatch(
        r"tweet-assets: \S+accounts\.toml does not exist\. `tweet-assets --data \S+ init` writes it, .*\n", said.output
    )


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("[[accounts]]\n", "`handle` is not given"),
        ("[[acounts]]\nhandle = 'me'\n", "did you mean `accounts`?"),
        ("[[accounts]]\nhandle = 'me'\nposts_per_day = 0\n", "`posts_per_day` is 0"),
        ("timezone = 'Mars/Olympus'\n[[accounts]]\nhandle = 'me'\n", "`timezone` is 'Mars/Olympus'"),
    ],
)
def test_a_bad_setting_ends_in_a_message_that_names_it(use: Path, settings: str, told: str) -> None:
    use.mkdir()
    (use / "accounts.toml").write_text(settings)
    said = call("run")

    assert said.exit_code == 1
    assert said.output.startswith("tweet-assets: ")
    assert told in said.output
    assert "Traceback" not in said.output


def test_a_day_that_has_not_come_is_refused(use: Path) -> None:
    rounds.write_account(use)

    assert "has not come yet" in call("run", "--day", "2026-03-02").output
    assert "`history_start`" in call("run", "--day", "2026-01-01").output


@pytest.mark.slow
def test_a_day_from_run_to_outbox(use: Path) -> None:
    rounds.write_account(use)
    (use / "inbox/own/broken.csv").write_text("What,is,this\n1,2,3\n")
    (use / "inbox/external").mkdir()
    (use / "inbox/external/broken.json").write_text("{")

    said = call("run")

    assert said.exit_code == 0, said.output
    for job in (
        "own_import",
        "own_outcomes",
        "learning_replay",
        "generation_daily",
        "posting_daily",
        "reports_daily",
        "reports_weekly",
    ):
        assert re.search(rf"(?m)^  {job} +\d+\.\d s$", said.output)
    assert f"@{rounds.HANDLE} (suggest)\n  own posts: 80 original; 80 with an outcome" in said.output
    assert "broken.csv.reason.txt" in said.output
    assert "broken.json.reason.txt" in said.output
    for page in ("plan", "report"):
        [path] = re.findall(rf"(?m)^{page}: (\S+)", said.output)
        assert Path(path).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert said.output.endswith(f"Next: tweet-assets --data {use} review\n")

    again = call("run")
    decided = re.findall(r"decision (\w+)", said.output)
    assert re.findall(r"decision (\w+)", again.output) == decided
    assert "every outcome stands" in again.output
    assert f"1 moved aside before, in {use / 'inbox/own/refused'}" in again.output
    assert "moved aside:" not in again.output

    assert call("approve", "nothing").output == f"tweet-assets: There is no decision nothing in {use}.\n"
    assert call("approve", decided[0]).output.startswith(f"{decided[0]} is approved.\n  ")  # and its text
    said_of_it = call("reject", decided[1], "--why", "not mine").output
    assert said_of_it.startswith(f"{decided[1]} is rejected. The next draft of its cell has taken its place.\n  ")
    published = call("publish").output
    assert re.findall(r"(?m)^  new: .*/(\w+)\.txt$", published) == [decided[0]]
    assert published.endswith(f"Next: tweet-assets --data {use} import FILE ...\n")
    published_again = call("publish").output
    assert "  new: " not in published_again
    assert f"  1 of before lie in {use / 'outbox'}\n" in published_again
    assert published_again.splitlines()[-2].startswith("Nothing new. Waiting for your verdict: 1;")
    assert published_again.endswith(f"Next: tweet-assets --data {use} review\n")
    calendar = (use / f"outbox/{rounds.HANDLE}.ics").read_text(encoding="utf-8")
    assert re.findall(r"UID:(\w+)@", calendar) == [decided[0]]

    assert call("skip", decided[1][:6]).output.startswith(f"{decided[1]} is passed over.\n")

    page = call("report").output
    assert page.startswith("# What works for @")
    assert "not mine" in page
    assert "| how-to |" in page


def test_a_run_that_fails_says_why_in_one_line(use: Path) -> None:
    rounds.write_account(use)
    (use / "own.duckdb").write_bytes(b"\x00not a database")

    said = call("run")

    assert said.exit_code == 1
    last = said.output.strip().splitlines()[-1]
    assert "own_import failed: " in last
    assert "own.duckdb cannot be opened" in said.output


def test_a_decision_that_is_not_there_cannot_be_explained(use: Path) -> None:
    rounds.write_account(use)

    said = call("why", "0123456789abcdef")

    assert said.exit_code == 1
    assert "There is no decision 0123456789abcdef in " in said.output


def test_a_mode_that_is_not_understood_is_said_aloud_and_observes(use: Path) -> None:
    rounds.write_account(use, mode="full-auto")
    (use / "own.duckdb").write_bytes(b"\x00stops here")

    assert (
        "`mode` is 'full-auto', which is none of observe, suggest, approve, auto: it means observe."
        in call("run").output
    )


@pytest.mark.slow
def test_the_demo_grades_what_was_learned_against_its_truth(use: Path) -> None:
    said = call("demo", str(use))

    assert said.exit_code == 0, said.output
    assert re.search(r"how-to +planted \+60 % +learned \+\d+ % .* recovered", said.output)
    counted = re.search(
        r"35 effects: (\d+) recovered, (\d+) missed, (\d+) rightly unknown, (\d+) false claim", said.output
    )
    assert counted is not None
    recovered, _, unknown, false_claims = map(int, counted.groups())
    # Of 20 effects that are there most are found at this size, and of 22 that are not, a tenth is claimed by chance.
    assert recovered >= 6
    assert unknown >= 16
    assert false_claims <= 5
    assert "library: 100 collected, 64 curated" in said.output


def test_importing_says_what_each_file_is_and_the_fate_of_every_row(use: Path, memory: Path) -> None:
    rounds.write_account(use)
    mine = memory / "mine"
    moment = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
    rows = [
        rounds.row(moment, "A text", 3),
        rounds.row(moment, "A text", 4),
        rounds.row(moment, "Not mine", 9, "other"),
    ]
    rounds.export(mine, "account_analytics_content_2026-02-01_2026-02-20.csv", rows)
    (mine / "inbox/own/broken.csv").write_text("What,is,this\n1,2,3\n")

    said = call("import", str(mine / "inbox/own"))

    assert said.exit_code == 1  # not everything went in
    assert "account_analytics_content_2026-02-01_2026-02-20.csv: imported\n" in said.output
    assert f"  recognised  content export, English, of @{rounds.HANDLE}\n" in said.output
    assert "  days        2026-02-03 to 2026-02-03\n" in said.output
    assert "  rows        3: 1 imported, 1 duplicate, 1 foreign\n" in said.output
    assert "1 row is of somebody else, the first is record 3: @other is not a configured account" in said.output
    assert "broken.csv: refused\n  why         broken.csv: this header is not known: What, is, this." in said.output
    assert said.output.endswith("tweet-assets: 1 of 3 did not go in.\n")
    assert sorted(path.name for path in (mine / "inbox/own").iterdir()) == [  # the user's own files stay as they are
        "account_analytics_content_2026-02-01_2026-02-20.csv",
        "broken.csv",
    ]
    assert (use / "inbox/own/refused/broken.csv.reason.txt").exists()

    again = call("import", str(mine / "inbox/own/account_analytics_content_2026-02-01_2026-02-20.csv"))
    assert "account_analytics_content_2026-02-01_2026-02-20.csv: known\n" in again.output
    assert "1 more in the inbox are known." in again.output
    assert (again.exit_code, again.output.endswith(f"Next: tweet-assets --data {use} run\n")) == (0, True)
    assert len(list((use / "inbox/own").glob("*.csv"))) == 2


def test_importing_nothing_that_can_go_in_fails_and_says_why(use: Path, memory: Path) -> None:
    rounds.write_account(use)
    call("import", str(use / "inbox/own"))
    (memory / "overview.csv").write_text("Date,Impressions,New follows,Unfollows,Create Post\n")

    said = call("import", str(memory / "overview.csv"))
    assert said.exit_code == 1
    assert "an account overview is real, and this data folder is simulated" in said.output
    assert said.output.endswith("tweet-assets: nothing went in.\n")
    assert (
        "@nobody is not in accounts.toml" in call("import", "--account", "nobody", str(memory / "overview.csv")).output
    )
    assert call("import", str(memory / "nothing.csv")).exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("headers.toml", '[columns]\n"Datum" = "day"\n', "'Datum' means 'day', which is none of post_id, link"),
        ("headers.toml", "columns", "headers.toml is not TOML"),
        ("headers.toml", "[colums]\n", r"one table \[columns\] was expected"),
        ("labels.csv", "post_id,format\n1,stroy\n", "labels.csv row 2: `format` is 'stroy', which is none of question"),
    ],
)
def test_a_file_of_the_users_that_cannot_be_meant_moves_nothing_aside(
    use: Path, name: str, content: str, told: str
) -> None:
    rounds.write_account(use)
    (use / name).write_text(content)

    said = call("import", str(use / "inbox/own"))

    assert said.exit_code == 1
    assert re.search(told, said.output)
    assert "Traceback" not in said.output
    assert not (use / "inbox/own/refused").exists()
