"""Which file is which, by its header alone."""

from __future__ import annotations

import re
import tomllib

import pytest
from account.own_files import (
    BY_DAY,
    CONTENT,
    CONTENT_2024,
    FIGURES,
    FRENCH,
    JAPANESE,
    LEGACY,
    ONE,
    OVERVIEW,
    PORTUGUESE,
    Bench,
    content,
    legacy,
    table,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tweet_assets.account import headers
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import ConfigurationError
from tweet_assets.data_folder import DataFolder

GERMAN = (
    "Beitrags-ID,Datum,Beitragstext,Link zum Beitrag,Impressionen,Gefällt mir,Interaktionen,Lesezeichen,Geteilt,"
    "Neue Follower,Antworten,Reposts,Profilbesuche,Details,URL-Klicks,Hashtag-Klicks,Permalink-Klicks"
)


def proposal(message: str) -> str:
    """What a message gives to paste: from [columns] to its end."""
    return message[message.index("[columns]") :]


@pytest.mark.parametrize(
    ("header", "export_format", "language", "missing"),
    [
        (LEGACY, "legacy", "English", {"bookmarks", "shares"}),
        (LEGACY.replace("likes", "favorites"), "legacy", "English", {"bookmarks", "shares"}),
        (PORTUGUESE, "legacy", "Portuguese", {"bookmarks", "shares"}),
        (FRENCH, "legacy", "French", {"bookmarks", "shares"}),
        (CONTENT, "content", "English", set()),
        (CONTENT_2024, "content", "English", set()),
        (JAPANESE, "content", "Japanese", set()),
        (CONTENT.upper(), "content", "English", set()),
        (CONTENT.replace("Likes", " ｌｉｋｅｓ :"), "content", "English", set()),
        (OVERVIEW, "overview", "English", set(headers.COUNTS) - set(headers.DAY_COUNTS)),
    ],
    ids=["legacy", "favorites", "Portuguese", "French", "content", "2024", "Japanese", "capitals", "width", "overview"],
)
def test_a_format_is_known_by_its_header_and_has_these_counts(
    header: str, export_format: str, language: str, missing: set[str]
) -> None:
    found = headers.recognise(header.split(","), "export.csv")

    assert (found.export_format, found.language) == (export_format, language)
    assert len(found.meanings) == len(header.split(","))
    assert set(headers.COUNTS) - set(found.meanings) == missing


def test_a_column_with_an_unknown_name_is_known_by_its_place_where_all_others_stand_in_theirs() -> None:
    renamed = CONTENT.replace("Profile visits", "Visits of the profile")
    assert headers.recognise(renamed.split(","), "export.csv").meanings[12] == "profile_visits"

    needed = CONTENT.replace("Post id", "Number").replace("Likes", "Hearts")
    assert headers.recognise(needed.split(","), "export.csv").meanings[0:6:5] == ("post_id", "likes")

    one_more = (renamed + ",Score").split(",")  # no longer the export whose order is known
    assert headers.recognise(one_more, "export.csv").meanings[12] == ""

    moved = renamed.split(",")
    moved[4], moved[5] = moved[5], moved[4]
    assert headers.recognise(moved, "export.csv").meanings[4:6] == ("likes", "impressions")
    assert headers.recognise(moved, "export.csv").meanings[12] == ""


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (BY_DAY, "export.csv is a by-day activity export: it has days, not posts, and nothing of it is used"),
        ("Datum,Beitrag", "export.csv: this header is not known: Datum, Beitrag. Known are"),
        ("Date,Impressions,Create Post", "this header is not known: Date, Impressions, Create Post"),
        (CONTENT.replace("Post id", "Post") + ",Score", "this header is not known: Post, Date, Post text"),
        (LEGACY + ",favorites", "two columns of the header mean the same.*, favorites"),
        (OVERVIEW.replace("Unfollows", "Lost"), "this header is not known"),
        ("", "is no table: its first line is ''"),
        ("%PDF-1.4", "export.csv is no table: its first line is '%PDF-1.4'. X's exports are CSV files."),
    ],
)
def test_another_header_is_refused_and_listed(header: str, told: str) -> None:
    with pytest.raises(UnreadableExport, match=told):
        headers.recognise(header.split(","), "export.csv")


def test_a_header_of_any_length_makes_a_message_that_can_be_read() -> None:
    with pytest.raises(UnreadableExport) as error:
        headers.recognise(["x" * 100_000] * 2, "export.csv")

    assert "x" * 900 in str(error.value)
    assert len(str(error.value).split("say what its columns mean")[0]) < 1_500


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (GERMAN, content()),
        (",".join(f"Zwitscherei {n}" for n, _ in enumerate(LEGACY.split(","))), legacy()),
        (GERMAN.replace("Datum", 'Der "Tag"').replace("Geteilt", "Geteilt\\"), content()),
        (
            GERMAN.replace("Impressionen", "بازدید‌ها"),
            content(),
        ),  # with a joiner that is no letter and belongs to the word
    ],
    ids=["content", "legacy", "quotes and a backslash", "a Persian joiner"],
)
def test_an_unknown_language_gets_a_mapping_to_paste_with_which_the_file_goes_in(
    bench: Bench, header: str, row: list[object]
) -> None:
    data = table(header, row)
    with pytest.raises(UnreadableExport, match=f"this header is not known: {re.escape(header.split(',')[0])}") as error:
        bench.read(data)
    (bench.folder / "headers.toml").write_text(proposal(str(error.value)), encoding="utf-8")

    read = bench.read(data, header_names=DataFolder(bench.folder).header_names())

    has = {count: number for count, number in FIGURES.items() if len(row) == 17 or count not in ("bookmarks", "shares")}
    assert {count: read.row[count] for count in has} == has
    assert (read.row["post_id"], read.row["text"]) == (ONE, "A text")


# Without separators, quotes at the edge and what a header may have for no reason, two of a kind cannot be told apart.
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12)


@settings(max_examples=100)
@given(st.lists(CELLS, min_size=17, max_size=17, unique_by=lambda cell: headers._plain(cell)))
@example([f"Spalte {n}\u200f" for n in range(17)])
def test_every_header_of_an_export_whose_order_is_known_can_be_mapped_as_proposed(cells: list[str]) -> None:
    with pytest.raises(UnreadableExport) as error:
        headers.recognise(cells, "export.csv")
    names = tomllib.loads(proposal(str(error.value)))["columns"]

    found = headers.recognise(cells, "export.csv", names)
    assert found.export_format == "content"
    assert found.meanings == headers.recognise(CONTENT.split(","), "export.csv").meanings


def test_a_file_that_the_user_named_is_not_said_to_be_english() -> None:
    names = dict(zip(GERMAN.split(","), headers.recognise(CONTENT.split(","), "x").meanings, strict=True))

    assert headers.recognise(GERMAN.split(","), "export.csv", names).language == "headers.toml"


def test_the_users_own_names_add_to_the_known_ones_and_come_first() -> None:
    header = CONTENT.replace("Likes", "Hearts").split(",")
    names = {"hearts": "likes", "Somewhere else": "shares"}

    assert headers.recognise(header, "export.csv", names).meanings[5] == "likes"
    assert headers.recognise(CONTENT.split(","), "export.csv", names).meanings[5] == "likes"


@pytest.mark.parametrize("meaning", ["like", "", 5, ["likes"], {"likes": 1}])
def test_a_meaning_that_there_is_not_is_refused_with_those_that_there_are(meaning: object) -> None:
    with pytest.raises(ConfigurationError, match=r"'Hearts' means .*, which is none of post_id, link, text, time, da"):
        headers.check_names({"Hearts": meaning})  # type: ignore[dict-item]
