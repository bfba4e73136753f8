"""`tweet-assets score`: a text before it is posted, by what was learned, and nothing written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import rounds
from click.testing import CliRunner, Result

from tweet_assets.command import main


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("score") / "data"
    rounds.write_account(folder)
    with rounds.over(folder, folder / ".dagster") as runs:
        runs.go(rounds.TODAY)
    return folder


def score(folder: Path, *rest: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), "score", *rest], input=stdin, catch_exceptions=False)


def databases(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.duckdb"))}


@pytest.mark.slow
def test_a_text_gets_a_range_parts_verdict_nearest_post_and_slots(learned: Path) -> None:
    before = databases(learned)

    said = score(learned, "How to plant a hedge: 1. Dig. 2. Wait.", "--slot", "18-21")

    assert said.exit_code == 0, said.output
    for block in (
        f"@{rounds.HANDLE}, as learned up to ",
        "as X counts. Format: how-to (",
        "Expected of you: ",
        "Gains a follower: ",
        "What in it helps or hurts",
        "Guardrails: ",
        " open",
    ):
        assert block in said.output
    assert "nan" not in said.output.lower().split()
    assert databases(learned) == before


@pytest.mark.slow
def test_a_text_that_was_posted_before_is_blocked_and_shown(learned: Path) -> None:
    from tweet_assets.stores import Own

    posts = Own(data_folder=str(learned)).warehouse(read_only=True).table("account.posts")
    text = str(posts["text"].iloc[0])

    said = score(learned, text).output

    assert "Guardrails: blocked:" in said
    assert "repeats a post of ours: 100 of 100" in said


@pytest.mark.slow
def test_what_is_typed_or_piped_reaches_the_terminal_without_control_characters(learned: Path) -> None:
    said = score(learned, "-", stdin="Read \x1b[31mthis\x07 slowly, and twice.\n")

    assert said.exit_code == 0
    assert not {"\x1b", "\x07"} & set(said.output)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("🎉🎉",), "there are no words in it"),
        (("word " * 5_000,), "far more than X takes"),
        (("a text", "--format", "haiku"), "'haiku' is no format of @"),
        (("a text", "--slot", "noon"), "'noon' is no slot of @"),
        (("a text", "--account", "@nobody"), "say --account: this folder has @"),
        (("a text that is fine",), "Run `tweet-assets"),
    ],
)
def test_what_cannot_be_scored_says_why(tmp_path: Path, given: tuple[str, ...], why: str) -> None:
    rounds.write_account(tmp_path)

    said = score(tmp_path, *given)

    assert said.exit_code == 1
    assert why in said.output
