"""The first accounts.toml says what was asked for, keeps the template's comments, and never takes another's place."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets import first_settings
from tweet_assets.accounts import Account, ConfigurationError, Folder
from tweet_assets.accounts_file import parse
from tweet_assets.command import main
from tweet_assets.data_folder import DataFolder
from tweet_assets.first_settings import Answers

TEMPLATE = first_settings.TEMPLATE.read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TWEET_ASSETS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    return tmp_path / "data"


def init(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["init", *arguments], input=answers)


def test_the_answers_stand_in_it_and_everything_else_is_the_templates() -> None:
    said = first_settings.text(Answers("me_2", "Europe/Lisbon", ["slow tea", 'the "art"'], "suggest"), TEMPLATE)

    assert parse(said) == Folder(
        accounts=(Account("me_2", topics=("slow tea", 'the "art"'), mode="suggest"),), zone=ZoneInfo("Europe/Lisbon")
    )
    changed = [line for line in said.splitlines() if line not in TEMPLATE.splitlines()]
    assert [line.split(" = ")[0] for line in changed] == ["timezone", "handle", "topics", "mode"]
    assert len(said.splitlines()) == len(TEMPLATE.splitlines())
    assert [line.partition("  #")[2] for line in said.splitlines()] == [
        line.partition("  #")[2] for line in TEMPLATE.splitlines()
    ]


@given(st.lists(st.text(min_size=1, max_size=80), unique=True, min_size=1, max_size=4))
def test_topics_are_those_that_were_typed_or_are_refused(topics: list[str]) -> None:
    try:
        said = first_settings.text(Answers("me", topics=topics), TEMPLATE)
    except ConfigurationError:
        assert any(not character.isprintable() for topic in topics for character in topic)
    else:
        assert parse(said).accounts[0].topics == tuple(topics)


def test_without_topics_the_placeholder_stays_a_comment() -> None:
    said = first_settings.text(Answers("me"), TEMPLATE)

    assert not parse(said).accounts[0].has_topics
    assert '\n# topics = ["my field"]' in said


@pytest.mark.parametrize(
    "typed",
    [
        "me_2",
        "@me_2",
        " @me_2 ",
        "https://x.com/me_2",
        "x.com/@me_2?s=20",
        "http://www.twitter.com/me_2/",
        "X.com/me_2",
    ],
)
def test_a_handle_may_be_typed_as_one_sees_it(typed: str) -> None:
    assert first_settings.handle_of(typed) == "me_2"


def test_the_zone_of_the_machine_is_that_of_its_environment_if_there_is_such_a_zone() -> None:
    assert first_settings.machine_zone("Asia/Tokyo") == "Asia/Tokyo"
    assert first_settings.machine_zone(":Asia/Tokyo") == "Asia/Tokyo"
    elsewhere = first_settings.machine_zone("Mars/Olympus")
    assert elsewhere is None or first_settings.is_zone(elsewhere)


def test_options_answer_every_question(folder: Path) -> None:
    said = init("--handle", "@me", "--timezone", "UTC", "--topic", "tea", "--topic", "ink", "--mode", "suggest")

    assert said.exit_code == 0, said.output
    assert DataFolder(folder).settings() == Folder((Account("me", topics=("tea", "ink"), mode="suggest"),))
    assert said.output.endswith(f"Next: tweet-assets --data {folder} import FILE ...\n")
    assert sorted(path.name for path in folder.iterdir()) == ["accounts.toml", "inbox"]


def test_what_is_not_given_is_asked_and_asked_again_until_it_can_be_meant(folder: Path) -> None:
    said = init(answers="my name\n@me\nMars/Olympus\n\ntea, ink,tea\n\n")

    assert said.exit_code == 0, said.output
    assert "`handle` is 'my name'" in said.output
    assert "`timezone` is 'Mars/Olympus'" in said.output
    expected = Folder((Account("me", topics=("tea", "ink")),), zone=ZoneInfo("Asia/Tokyo"))
    assert DataFolder(folder).settings() == expected


def test_settings_that_are_there_stay(folder: Path) -> None:
    folder.mkdir()
    (folder / "accounts.toml").write_text("mine")

    said = init("--handle", "me", "--timezone", "UTC", "--topic", "tea", "--mode", "observe")

    assert said.exit_code == 1
    assert "accounts.toml is there already and stays as it is" in said.output
    assert (folder / "accounts.toml").read_text() == "mine"
    with pytest.raises(first_settings.Exists):  # one that came meanwhile
        first_settings.write(DataFolder(folder), Answers("me"))
    assert (folder / "accounts.toml").read_text() == "mine"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--handle", "much_too_long_a_name"), "`handle` is 'much_too_long_a_name'"),
        (("--handle", "me", "--timezone", "Nowhere"), "`timezone` is 'Nowhere'"),
        (("--handle", "me", "--timezone", "UTC", "--topic", "x" * 81, "--mode", "observe"), "`topics`"),
    ],
)
def test_an_option_that_cannot_be_meant_writes_nothing(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    said = init(*arguments)

    assert said.exit_code != 0
    assert told in said.output
    assert "Traceback" not in said.output
    assert not folder.exists() or not os.listdir(folder)


def test_a_place_where_no_folder_can_be_is_named(folder: Path) -> None:
    folder.write_text("a file")

    said = init("--handle", "me", "--timezone", "UTC", "--topic", "tea", "--mode", "observe")

    assert said.exit_code == 1
    assert said.output.startswith("tweet-assets: ")
    assert str(folder) in said.output
    assert folder.read_text() == "a file"
