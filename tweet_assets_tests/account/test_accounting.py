"""Every row of every file is accounted for, in words that say what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from account.own_files import (
    CONTENT,
    FILES,
    FOLDER,
    NOW,
    ONE,
    OVERVIEW,
    PHANTOM,
    THREE,
    TWO,
    archive,
    content,
    day,
    record,
    table,
    tweet,
)

from tweet_assets.account import accounting, importing, maturity
from tweet_assets.account.exports import Setting
from tweet_assets.accounts import Folder
from tweet_assets.inbox import Receipt
from tweet_assets.warehouse import Warehouse

MIXED = table(
    CONTENT,
    content(),
    content(likes="4"),
    content(TWO),
    content(THREE, handle="other"),
    content(link="nowhere"),
    PHANTOM,
    PHANTOM,
)


def told(store: Warehouse, folder: Folder = FOLDER) -> dict[str, object]:
    [file] = accounting.files(store, folder).to_dict("records")
    return file


def test_the_fates_of_the_rows_of_a_file_add_up(store: Warehouse) -> None:
    record(store, MIXED, "account_analytics_content_2021-03-01_2021-03-06.csv")

    file = told(store)
    assert {fate: file[fate] for fate in accounting.FATES} == {
        "imported": 0, "too young": 2, "duplicate": 1, "foreign": 1, "phantom": 2, "refused": 1,
    }  # fmt: skip
    assert (file["rows"], file["recognised"], file["account"]) == (7, "content export, English", "Invented_Me")
    assert (file["first"], file["last"]) == ("2021-03-05", "2021-03-05")
    assert accounting.wrong(accounting.files(store, FOLDER)).empty


def test_rows_are_too_young_until_the_file_is_surely_a_day_older(store: Warehouse) -> None:
    record(store, table(CONTENT, content(), content(TWO)), "export.csv")  # made after TWO, six hours after ONE
    assert (told(store)["imported"], told(store)["too young"]) == (0, 2)
    assert told(store)["observed_basis"] == "newest_post"
    assert told(store)["observed_until"] == pd.Timestamp(NOW)

    for hour, young in ((11, 2), (12, 1), (17, 1), (18, 0)):
        said = replace(FOLDER, observed={"export.csv": datetime(2021, 3, 6, hour, tzinfo=UTC)})
        assert (told(store, said)["imported"], told(store, said)["too young"]) == (2 - young, young)
        assert told(store, said)["observed_basis"] == "user"


def test_the_young_are_those_without_an_outcome(store: Warehouse) -> None:
    for name, data in FILES.items():
        record(store, data, name)
    record(store, archive(tweet(), generated="2021-03-06T11:59:59Z"), "archive")
    shots = maturity.snapshots(
        store.table("account.analytics_exports"), store.table("account.export_files"), {}, FOLDER.zone
    )
    files = accounting.files(store, FOLDER).set_index("file_sha256")

    immature = (~shots["matured"].astype(bool)).groupby(shots["file_sha256"]).sum()
    assert files["too young"].to_dict() == immature.to_dict()
    assert files["too young"].sum() == 3


def test_each_kind_of_file_is_said_with_its_days_in_the_zone_of_the_folder(store: Warehouse) -> None:
    tokyo = replace(FOLDER, zone=ZoneInfo("Asia/Tokyo"))
    record(store, table(OVERVIEW, day(), day("Mon, Mar 1, 2021")), "overview.csv")
    record(store, archive(tweet(TWO)), "a.zip")
    record(store, table(CONTENT, PHANTOM), "empty.csv")

    files = accounting.files(store, tokyo).set_index("file")
    assert files["recognised"].to_dict() == {
        "a.zip": "X archive, JSON",
        "empty.csv": "content export, English",
        "overview.csv": "account overview, by day, English",
    }
    assert files.loc["overview.csv", ["first", "last"]].tolist() == ["2021-03-01", "2021-03-05"]  # a day is a day
    assert files.loc["a.zip", ["first", "last"]].tolist() == ["2021-03-06", "2021-03-06"]  # 18:00 UTC is 3:00 in Tokyo
    assert files.loc["empty.csv", ["account", "rows", "imported", "phantom"]].tolist() == ["", 1, 0, 1]
    assert pd.isna(files.loc["empty.csv", "first"])
    assert accounting.wrong(accounting.files(store, tokyo)).empty


def test_no_file_is_accounted_for_as_none(store: Warehouse) -> None:
    assert accounting.files(store, FOLDER).empty
    assert accounting.wrong(accounting.files(store, FOLDER)).empty
    assert accounting.table(store, FOLDER, []).empty


@pytest.mark.parametrize(
    "tampering",
    [
        "delete from account.analytics_exports where record_number = 3",
        "insert into account.analytics_exports by name "
        "select * replace (99 as record_number) from account.analytics_exports where record_number = 3",
    ],
)
def test_a_row_that_was_lost_or_added_is_found(store: Warehouse, tampering: str) -> None:
    record(store, MIXED)
    with store.transaction() as transaction:
        transaction.execute(tampering)

    assert accounting.wrong(accounting.files(store, FOLDER))["file"].tolist() == ["export.csv"]


def test_a_refused_row_that_was_deleted_is_found(store: Warehouse) -> None:
    record(store, MIXED)
    with store.transaction() as transaction:
        transaction.execute("delete from account.refused_rows where fate = 'foreign'")

    assert accounting.wrong(accounting.files(store, FOLDER))["file"].tolist() == ["export.csv"]


def test_the_table_of_an_import_says_what_to_do_next(store: Warehouse, memory: Path) -> None:
    box = memory / "inbox"
    box.mkdir()
    (box / "a.csv").write_bytes(MIXED)
    (box / "b.csv").write_bytes(MIXED)
    (box / "c.csv").write_bytes(b"x")
    receipts = list(importing.take(box, Setting(FOLDER, NOW), store))

    rows = accounting.table(store, FOLDER, receipts).set_index("file")

    assert rows["fate"].to_dict() == {"a.csv": "imported", "b.csv": "known", "c.csv": "refused"}
    assert rows.loc["a.csv", "next"] == (
        "2 posts were not surely a day old: export that time again, or say in accounts.toml, [observed], when this "
        "file was made (its name does not tell the days it covers)"
    )
    assert rows.loc["a.csv", "why"].split(" / ") == [
        "1 row is of somebody else, the first is record 4: @other is not a configured account; add it to accounts.toml "
        "if it is yours",
        "1 row could not be used, the first is record 5: the link is 'nowhere', not one of a post on X",
    ]
    assert rows.loc["b.csv", "why"].startswith("the same as a.csv / 1 row is of somebody else")
    assert rows.loc["c.csv", "next"] == ""
    assert rows.loc["c.csv", "why"] == next(r.why for r in receipts if r.fate == "refused")
    assert rows.loc["a.csv", ["rows", *accounting.FATES]].tolist() == [7, 0, 2, 1, 1, 2, 1]
    assert pd.isna(rows.loc["c.csv", "rows"])


def test_posts_that_are_young_at_their_import_are_to_be_exported_again_when_they_are_not(store: Warehouse) -> None:
    data = table(CONTENT, content(), content(TWO))
    export = record(store, data, now=datetime(2021, 3, 5, 19, tzinfo=UTC))
    lisbon = replace(FOLDER, zone=ZoneInfo("Europe/Berlin"))

    table_of = accounting.table(store, lisbon, [Receipt("export.csv", "imported", file_sha256=export.file_sha256)])
    assert "export that time again, after 2021-03-06 19:00, or say" in table_of["next"][0]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("export.csv", "its name does not tell the days it covers"),
        (
            "content_2021-01-01_2021-03-05.csv",
            "its newest post is later than the beginning of the last day in its name, 2021-03-05",
        ),
        ("content_2021-01-01_2021-12-31.csv", "the last day in its name had not come when it was imported"),
    ],
)
def test_why_nobody_knows_when_a_file_was_made_is_told_as_it_is(store: Warehouse, name: str, reason: str) -> None:
    data = table(CONTENT, content(), content(TWO))  # the newest is of 5 March 2021, 18:00
    export = record(store, data, name, now=datetime(2021, 3, 5, 19, tzinfo=UTC))

    [told_next] = accounting.table(store, FOLDER, [Receipt(name, "imported", file_sha256=export.file_sha256)])["next"]

    assert told_next.endswith(f"when this file was made ({reason})")


def test_where_the_user_said_when_a_file_was_made_nothing_more_is_asked(store: Warehouse) -> None:
    folder = replace(FOLDER, observed={"export.csv": datetime(2021, 3, 5, 19, tzinfo=UTC)})
    export = record(store, table(CONTENT, content(TWO)), now=datetime(2021, 4, 1, tzinfo=UTC))

    rows = accounting.table(store, folder, [Receipt("export.csv", "known", file_sha256=export.file_sha256)])

    assert rows["next"].tolist() == ["1 post was not a day old: export that time again"]


def test_a_reason_is_called_why_and_advice_next() -> None:
    base = dict.fromkeys(accounting.COLUMNS)
    told_of = [
        {**base, "file": "a.csv", "fate": "refused", "why": "no header / none", "next": ""},
        {**base, "file": "b.csv", "fate": "known", "why": "the same as c.csv / 1 row", "next": "export again"},
    ]

    assert list(accounting.lines(pd.DataFrame(told_of))) == [
        "a.csv: refused",
        "  why         no header / none",
        "b.csv: known",
        "  note        the same as c.csv",
        "              1 row",
        "  next        export again",
    ]


def test_a_table_in_markdown_has_one_line_a_file_whatever_its_name() -> None:
    frame = pd.DataFrame([["a|b\nc", "refused"] + [None] * (len(accounting.COLUMNS) - 2)], columns=accounting.COLUMNS)

    lines = accounting.markdown(frame).splitlines()
    assert len(lines) == 3
    assert lines[0] == "| " + " | ".join(accounting.COLUMNS) + " |"
    assert lines[2].startswith("| a\\|b c | refused |  |  |")
    assert {line.replace("\\|", "").count("|") for line in lines} == {len(accounting.COLUMNS) + 1}


def test_the_moment_of_import_is_that_of_the_first_one(store: Warehouse) -> None:
    record(store, table(CONTENT, content(), content(ONE, likes="9")))
    record(store, table(CONTENT, content(), content(ONE, likes="9")), now=NOW + timedelta(days=3))

    assert told(store)["imported_at"] == pd.Timestamp(NOW)
