"""accounts.toml: defaults, and errors that name the setting."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tweet_assets.accounts import Account, ConfigurationError, Folder
from tweet_assets.accounts_file import parse
from tweet_assets.arms import FORMATS, SLOTS

ME = '[[accounts]]\nhandle = "me"\n'


def test_a_handle_is_all_that_has_to_be_said() -> None:
    assert parse(ME) == Folder(accounts=(Account("me"),))
    assert parse(ME).accounts[0] == Account("me", (), ("my field",), FORMATS, SLOTS, 2, "observe", "engagement")


def test_everything_can_be_said() -> None:
    folder = parse(
        'timezone = "Europe/Lisbon"\nhistory_start = 2020-02-03\nsimulated = true\ntoday = 2026-01-31\n'
        '[observed]\n"a.csv" = 2026-01-30T10:00:00\n"b.csv" = 2026-01-30T10:00:00+02:00\n'
        '[[accounts]]\nhandle = "@Me"\ntopics = ["tea"]\nformats = ["story"]\n'
        'slots = ["18-21", "06-09"]\nposts_per_day = 3\n'
        'mode = "suggest"\ngoal = "reach"\n'
    )

    assert (str(folder.zone), folder.history_start, folder.today) == (
        "Europe/Lisbon",
        date(2020, 2, 3),
        date(2026, 1, 31),
    )
    assert folder.observed == {
        "a.csv": datetime(2026, 1, 30, 10, tzinfo=UTC),  # without a zone: the folder's
        "b.csv": datetime(2026, 1, 30, 8, tzinfo=UTC),
    }
    assert folder.accounts[0].slot_names == ("06-09", "18-21")
    assert folder.account("mE") == folder.accounts[0]
    assert folder.account("you") is None


def test_an_account_answers_to_its_former_handles_and_its_topics_have_words() -> None:
    [account] = parse(
        ME + 'aliases = ["Old_Me"]\ntopics = ["tea", "walks"]\ntopic_words = { tea = ["oolong"] }\n'
    ).accounts

    assert parse(ME + 'aliases = ["Old_Me"]\n').account("old_ME") == parse(ME + 'aliases = ["Old_Me"]\n').accounts[0]
    assert account.names == ("me", "Old_Me")
    assert account.words_of_topics == {"tea": ("oolong",), "walks": ("walks",)}


def test_topics_may_be_chosen_and_may_have_had_other_names() -> None:
    [account] = parse(
        ME + 'topics = ["tea"]\ndimensions = ["format", "slot", "topic"]\nrenamed = { chai = "tea" }\n'
    ).accounts

    assert account.chooses_topics
    assert account.renamed == {"chai": "tea"}
    assert not parse(ME).accounts[0].chooses_topics


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ME + 'dimensions = ["topic"]\n', '["format", "slot"] or ["format", "slot", "topic"] was expected'),
        (ME + 'topics = ["tea"]\nrenamed = { chai = "coffee" }\n', "'chai' has to be a former topic"),
        (ME + "renamed = 3\n", "a table of topics"),
        ("", "names no account"),
        ("x = ", "is not TOML"),
        ("accounts = 3\n", "`accounts` is 3; write each account"),
        ('handel = "me"\n', "`handel` is not a setting"),
        (ME + 'handel = "me"\n', "account 1: `handel` is not a setting; did you mean `handle`?"),
        ("[[accounts]]\n", "account 1: `handle` is not given; the account's name on X was expected"),
        ('[[accounts]]\nhandle = "not a handle"\n', "`handle` is 'not a handle'"),
        (ME + '[[accounts]]\nhandle = "ME"\n', "a handle is there twice"),
        ('[[accounts]]\nhandle = "me"\naliases = ["You"]\n[[accounts]]\nhandle = "you"\n', "a handle is there twice"),
        ('[[accounts]]\nhandle = "me"\naliases = ["no handle"]\n', "`aliases` is ['no handle']; a list"),
        (ME + "topic_words = 3\n", "`topic_words` is 3; a table of topics"),
        (ME + 'topics = ["tea"]\ntopic_words = { tee = ["x"] }\n', "'tee' is not one of the `topics`"),
        (ME + 'topics = ["tea"]\ntopic_words = { tea = [] }\n', "topic_words: `tea` is []; a list"),
        ('timezone = "Nowhere"\n' + ME, "`timezone` is 'Nowhere'; a zone like"),
        ('history_start = "2020-01-01"\n' + ME, "`history_start` is '2020-01-01'; a day without quotes"),
        ("simulated = 1\n" + ME, "`simulated` is 1; true or false"),
        ("simulated = true\n" + ME, "needs `today"),
        ("today = 2026-01-01\n" + ME, "`today` belongs to simulated folders"),
        ("observed = 1\n" + ME, "`observed` is 1; a table"),
        ('[observed]\n"a.csv" = "soon"\n' + ME, "`a.csv` is 'soon'; a moment"),
        (ME + "topics = []\n", "`topics` is []; a list of short names"),
        (ME + 'topics = ["a", "a"]\n', "every name may stand there once"),
        (ME + 'formats = ["poem"]\n', "`formats` is ['poem']; 'poem' is not one of question"),
        (ME + 'slots = ["9-12"]\n', "'9-12' is not a slot"),
        (ME + 'slots = ["12-09"]\n', "it has to end after it begins"),
        (ME + 'slots = ["06-12", "09-15"]\n', "06-12 and 09-15 share an hour"),
        (ME + "posts_per_day = true\n", "`posts_per_day` is True; a whole number from 1 to 50"),
        (ME + "posts_per_day = 51\n", "`posts_per_day` is 51"),
        (ME + 'goal = "fame"\n', "`goal` is 'fame'; one of engagement, reach"),
    ],
)
def test_a_bad_setting_is_named(text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parse(text)
    assert told in str(error.value)
    assert str(error.value).startswith("accounts.toml")


@pytest.mark.parametrize("mode", ['"full-auto"', "3", '""'])
def test_a_mode_that_is_not_understood_observes_and_says_so(mode: str) -> None:
    account = parse(ME + f"mode = {mode}\n").accounts[0]

    assert account.mode == "observe"
    assert "it means observe" in account.note


def test_today_is_the_local_day_or_stands_still() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    assert parse(ME).day_of(late) == date(2026, 3, 1)
    assert parse('timezone = "Asia/Tokyo"\n' + ME).day_of(late) == date(2026, 3, 2)
    still = parse('timezone = "Asia/Tokyo"\nsimulated = true\ntoday = 2026-01-31\n' + ME)
    assert still.day_of(late) == date(2026, 1, 31)
    assert still.now(late) == datetime(2026, 1, 30, 15, tzinfo=UTC)


def test_mode_auto_without_its_label_says_what_to_do_and_not_that_something_is_none() -> None:
    with pytest.raises(ConfigurationError) as error:
        parse(ME + 'mode = "auto"\n')

    assert str(error.value).startswith('accounts.toml, account 1: `mode` is "auto"')
    assert 'then write `automated_label_confirmed = true` here; or take mode "approve".' in str(error.value)
    assert "None" not in str(error.value)
    assert parse(ME + 'mode = "auto"\nautomated_label_confirmed = true\n').accounts[0].mode == "auto"
