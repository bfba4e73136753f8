"""How an account writes, as accounts.toml says it. Every text is invented."""

import pytest

from tweet_assets.accounts import Account, ConfigurationError
from tweet_assets.accounts_file import parse
from tweet_assets.arms import FORMATS
from tweet_assets.style import Style


def account(lines: str) -> Account:
    return parse(f'[[accounts]]\nhandle = "invented_me"\n{lines}').accounts[0]


def test_without_a_word_the_defaults_hold() -> None:
    assert account("").style == Style()
    assert Style().inspirations == ("own", "own+viral")
    assert Style().example_form == "structure"
    assert account("").formats == FORMATS


def test_what_is_said_of_the_writing_is_read() -> None:
    found = account(
        """
        voice = " Dry, short. "
        formats = ["story", "letter"]
        instructions = { letter = "a letter to one reader", story = "a scene of the kitchen" }
        tones = { warm = "as to a friend" }
        inspirations = ["none", "own+viral"]
        example_form = "text"
        allowed = ["#tea", "@friend_x", "$TEA", "kettles.example"]
        """
    )
    assert found.formats == ("story", "letter")
    assert found.style == Style(
        voice="Dry, short.",
        tones={"warm": "as to a friend"},
        instructions={"letter": "a letter to one reader", "story": "a scene of the kitchen"},
        inspirations=("none", "own+viral"),
        example_form="text",
        allowed=("#tea", "@friend_x", "$TEA", "kettles.example"),
    )


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("voice = 3", "`voice` is 3; a text of at most 400 characters"),
        (f'voice = "{"x" * 401}"', "a text of at most 400"),
        ('tones = ["warm"]', "a table of texts"),
        ("tones = { warm = 3 }", "a table of texts"),
        ('tones = { warm = "" }', "'warm': a name of small letters, and a text of 1 to 400"),
        ('tones = { "Warm!" = "x" }', "'Warm!': a name of small letters"),
        ('formats = ["letter"]', "'letter' is not one of question.*instructions = "),
        ('instructions = { letter = "x" }', "'letter' is not one of the `formats`"),
        ('inspirations = ["own"]', "two or three of none, own, own.viral"),
        ('inspirations = ["own", "viral"]', "two or three of"),
        ('inspirations = ["own", "own"]', "every name may stand there once"),
        ('example_form = "words"', "one of structure, text"),
        ('allowed = ["tea"]', "`allowed`"),
        ('voise = "x"', "did you mean `voice`"),
    ],
)
def test_what_cannot_be_meant_is_named(lines: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        account(lines)


def test_a_folder_knows_the_formats_of_all_its_accounts_and_how_long_tweets_are_kept() -> None:
    folder = parse(
        """
        keep_tweets_days = 30
        [[accounts]]
        handle = "a"
        formats = ["letter"]
        instructions = { letter = "x" }
        [[accounts]]
        handle = "b"
        """
    )
    assert folder.formats == (*FORMATS, "letter")
    assert folder.keep_tweets_days == 30
    assert parse('[[accounts]]\nhandle = "a"').keep_tweets_days == 180
    with pytest.raises(ConfigurationError, match="keep_tweets_days"):
        parse('keep_tweets_days = 0\n[[accounts]]\nhandle = "a"')
