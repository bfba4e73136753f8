"""Which variables are there, and what they switch on. Every key is invented, and none may be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tweet_assets.accounts import Account, Collection, Folder
from tweet_assets.doctor import cautions, keys

SECRET = "invented-key-0123456789"
FOUR = dict.fromkeys(("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET"), SECRET)
SEARCHES = Collection(("writing",))


def folder(publisher: str = "folder", mode: str = "suggest", collection: Collection | None = None) -> Folder:
    account = Account("me", topics=("tea",), publisher=publisher, mode=mode)  # type: ignore[arg-type]
    return Folder((account,), collection=collection)


@pytest.mark.parametrize(
    ("settings", "environment", "mark", "told"),
    [
        (folder(), {}, "ok", "Templates write drafts"),
        (folder(), {"OPENAI_API_KEY": SECRET}, "ok", "OPENAI_API_KEY: a language model writes drafts"),
        (
            folder(),
            {"OPENAI_API_KEY": f"{SECRET} {SECRET}"},
            "wrong",
            "OPENAI_API_KEY holds characters that no key has",
        ),
        (folder(), {"OPENAI_API_KEY": SECRET, "TWEET_ASSETS_MODEL": "nobody-knows"}, "wrong", "nobody-knows"),
        (folder(), {"OPENAI_API_KEY": SECRET, "TWEET_ASSETS_API_MODE": "loud"}, "wrong", "TWEET_ASSETS_API_MODE"),
        (
            folder(),
            {"TWEET_ASSETS_BASE_URL": f"http://me:{SECRET}@host"},
            "wrong",
            "TWEET_ASSETS_BASE_URL is no address",
        ),
        (folder(), {"TWEET_ASSETS_MODLE": "x"}, "note", "TWEET_ASSETS_MODLE is there, and nothing here reads it"),
        (folder(), {"TWEET_ASSETS_X_URL": "http://127.0.0.1:1"}, "note", "another server is asked in the place of X"),
        (folder(collection=SEARCHES), {}, "note", "X_BEARER_TOKEN is not there"),
        (folder(collection=SEARCHES), {"X_BEARER_TOKEN": SECRET}, "ok", "tweets of others are searched for"),
        (folder(), {"X_BEARER_TOKEN": SECRET}, "note", "nothing is searched for"),
        (folder(), {}, "ok", '@me: publisher is "folder", which needs no keys'),
        (folder(), FOUR, "note", "@me: its four keys are there, and nothing uses them"),
        (folder("x", "approve"), FOUR, "ok", "@me: its four keys are there, for publishing and reading back"),
        (folder("x", "observe"), FOUR, "ok", "@me: its four keys are there, for reading back"),
        (folder("x", "approve"), {}, "wrong", "@me: The environment has no X_API_KEY"),
        (folder("x", "observe"), {}, "note", "@me: The environment has no X_API_KEY"),
        (folder("x", "approve"), FOUR | {"X_API_SECRET_ME": f"{SECRET}é"}, "wrong", "X_API_SECRET holds characters"),
    ],
)
def test_a_variable_is_told_by_its_name_and_what_it_switches_on_and_never_by_its_value(
    settings: Folder, environment: Mapping[str, str], mark: str, told: str
) -> None:
    found = list(keys.findings(settings, environment))

    assert [one.mark for one in found if told in one.what] == [mark]
    assert not any(SECRET in one.what + one.to_do for one in found)


def test_every_variable_of_ours_that_the_code_reads_is_known() -> None:
    sources = Path(keys.__file__).parent.parent.rglob("*.py")
    named = {name for path in sources for name in re.findall(r'"(TWEET_ASSETS_\w+)"', path.read_text(encoding="utf-8"))}

    assert named - {"TWEET_ASSETS_"} == set(keys.OURS)


def test_an_account_without_topics_or_keys_is_cautioned() -> None:
    bare = Folder((Account("me", publisher="x", mode="approve"),))

    topics, without_keys = cautions.of(bare, {})

    assert topics.startswith('@me writes about "my field", which is a placeholder')
    assert without_keys.startswith("@me: nothing goes to X in mode approve before its keys are there.")
    assert list(cautions.of(folder("x", "approve"), FOUR)) == []
    [idle] = cautions.of(folder("x", "suggest"), FOUR)
    assert "in mode suggest nothing goes to X" in idle
