"""Versions that are asked for against versions that are there, in literal rows."""

from tweet_assets.data_folder import PROJECT
from tweet_assets.doctor import versions
from tweet_assets.doctor.finding import Finding


def test_a_python_of_the_range_is_right_and_an_older_one_is_not() -> None:
    assert versions.python("3.11.7", ">=3.11").mark == "ok"
    assert versions.python("3.12.0rc1", ">=3.11").mark == "ok"
    older = versions.python("3.9.1", ">=3.11")
    assert (older.mark, older.what) == ("wrong", "Python is 3.9.1, and >=3.11 is needed.")


def test_a_package_that_is_missing_or_out_of_its_range_is_named_with_what_is_needed() -> None:
    needed = ["Tea_Pot>=2,<3", "cup>=1", "spoon"]

    found = list(versions.packages(needed, {"tea-pot": "3.0", "spoon": "0.1"}))

    assert [(one.mark, one.what) for one in found] == [
        ("wrong", "The package Tea_Pot is 3.0, and Tea_Pot <3,>=2 is needed."),
        ("wrong", "The package cup >=1 is not installed."),
    ]
    assert list(versions.packages(needed, {"tea-pot": "2.5", "cup": "1.0", "spoon": "0.1"})) == [
        Finding("ok", "3 packages, each in the range that is needed")
    ]


def test_a_version_that_nothing_was_tried_with_is_a_note_and_one_that_nobody_asks_for_is_none() -> None:
    constraints = "# pins\ncup==1.0\nspoon==2.0\nsaucer==1.0\n"
    installed = {"cup": "1.1", "spoon": "2.0", "saucer": "9.9"}

    [found] = versions.pins(constraints, ["cup>=1", "spoon"], installed)

    assert (found.mark, found.what) == ("note", "Not the versions that everything was tried with: cup 1.1 (1.0).")
    assert list(versions.pins(constraints, ["spoon"], installed)) == []


def test_what_these_tests_run_on_is_what_the_project_asks_for() -> None:
    assert [one for one in versions.findings(PROJECT) if one.mark == "wrong"] == []
