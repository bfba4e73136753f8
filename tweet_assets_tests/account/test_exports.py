"""Own exports as bytes: every format and quirk of the CSV files, and what is refused, with which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from account.own_files import (
    BY_DAY,
    CONTENT,
    CONTENT_2024,
    FIGURES,
    FOLDER,
    FRENCH,
    JAPANESE,
    LEGACY,
    MOMENT,
    NOW,
    ONE,
    PHANTOM,
    PORTUGUESE,
    SIMULATED,
    THREE,
    TWO,
    Bench,
    content,
    id_at,
    legacy,
    table,
)

from tweet_assets.account import exports
from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.accounts import Account, Folder

LEGACY_FIGURES = {count: None if count in ("bookmarks", "shares") else FIGURES[count] for count in COUNTS}
OF_EXCEL = [
    ["6.49E+17", *legacy(text="Café – “déjà vu”", time="05/03/2021 12:00")[1:]],
    ["6.49E+17", *legacy(TWO, "Naïve", time="05/03/2021 18:00")[1:]],
]


def figures(row: dict[str, object]) -> dict[str, object]:
    return {count: None if pd.isna(row[count]) else row[count] for count in COUNTS}


@pytest.mark.parametrize(
    ("header", "row", "export_format", "language"),
    [
        (LEGACY, legacy(), "legacy", "English"),
        (LEGACY.replace("likes", "favorites"), legacy(), "legacy", "English"),
        (PORTUGUESE, legacy(), "legacy", "Portuguese"),
        (FRENCH, legacy(), "legacy", "French"),
        (CONTENT, content(), "content", "English"),
        (CONTENT_2024, content(), "content", "English"),
        (JAPANESE, content(), "content", "Japanese"),
    ],
    ids=["legacy", "favorites", "Portuguese", "French", "content", "content of 2024", "Japanese"],
)
def test_each_format_is_read_with_every_count_in_its_place(
    bench: Bench, header: str, row: list[object], export_format: str, language: str
) -> None:
    read = bench.read(table(header, row))

    assert (read.export.export_format, read.export.language) == (export_format, language)
    assert figures(read.row) == (LEGACY_FIGURES if export_format == "legacy" else FIGURES)
    assert (read.row["account"], read.row["post_id"], read.row["text"]) == ("Invented_Me", ONE, "A text")
    assert (read.row["posted_at"], read.row["text_source"]) == (pd.Timestamp(MOMENT), export_format)
    assert pd.isna([read.row[column] for column in ("reply_to", "reply_to_post_id", "quotes", "media", "links")]).all()
    assert read.fates == (1, 0, 0, 0, 0)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-16-le BOM", "utf-16-be BOM"]
)
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_a_spreadsheet_may_have_changed_separator_encoding_and_line_ends(
    bench: Bench, separator: str, encoding: str, line_end: str
) -> None:
    text = table(CONTENT, content(text="Ä; b,\tc\r\n„d“"), content(TWO, "Two"), separator=separator).decode()
    data = text.replace("\r\n", line_end)
    if encoding.endswith("BOM"):
        data, encoding = "\ufeff" + data, encoding.split()[0]

    read = bench.read(data.encode(encoding))

    assert read.rows["text"].tolist() == ["Ä; b,\tc\n„d“", "Two"]
    assert read.rows["likes"].tolist() == [3, 3]
    assert read.fates == (2, 0, 0, 0, 0)


def test_a_japanese_export_is_read_in_utf_16_too(bench: Bench) -> None:
    data = table(JAPANESE, content(text="これは日本語の文章です。" * 8)).decode()

    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert bench.read(data.encode(encoding)).row["text"] == "これは日本語の文章です。" * 8


def test_lines_without_a_letter_are_no_records(bench: Bench) -> None:
    header, one, two, _ = table(CONTENT, content(), content(TWO)).split(b"\r\n")

    read = bench.read(b"\r\n\n" + header + b"\n\n\n" + one + b"\n\r\n" + two + b"\n\n\n")

    assert read.rows["record_number"].tolist() == [1, 2]
    assert read.rows["permalink_clicks"].tolist() == [8, 8]


def test_a_file_that_went_through_excel_keeps_its_text_and_gets_its_ids_from_the_links(bench: Bench) -> None:
    read = bench.read(table(LEGACY, *OF_EXCEL).decode().encode("cp1252"))

    assert read.rows["post_id"].tolist() == [ONE, TWO]
    assert read.rows["text"].tolist() == ["Café – “déjà vu”", "Naïve"]
    assert read.rows["posted_at"].tolist() == [MOMENT, MOMENT.replace(hour=18)]
    assert read.fates == (2, 0, 0, 0, 0)


def test_a_byte_that_means_nothing_in_cp1252_is_shown_as_such(bench: Bench) -> None:
    assert bench.read(table(LEGACY, legacy(text="a?b")).replace(b"a?b", b"a\x81b\xe9")).row["text"] == "a\ufffdbé"


@pytest.mark.parametrize(
    ("post", "cell", "goes_in"),
    [
        ("1367807100318646272", "1367807100318640000", True),  # cut to 15 digits
        ("1367807100318646272", "1367807100318650000", True),  # rounded to 15 digits
        ("649123456789012345", "649123456789012000", True),
        ("64912345678901234", "64912345678901200", True),  # 17 digits, as ids had until 2012
        ("1367807100318646272", "1367807100318646272.0", True),  # no id, so the link tells
        ("1367807100318646272", " 1367807100318646272 ", True),
        ("1367807100318646272", "", True),
        ("1367807100318646272", "1367807100318646273", False),
        ("1367807100318646272", "1367807100319640000", False),
        ("1367807100318646272", "136780710031864", False),
        ("1367807100318646272", "0", False),
    ],
)
def test_an_id_that_a_spreadsheet_rounded_is_that_of_the_link_and_another_one_is_refused(
    bench: Bench, post: str, cell: str, goes_in: bool
) -> None:
    read = bench.read(table(CONTENT, content(TWO), [cell, *content(post)[1:]]))

    assert read.rows["post_id"].tolist() == [TWO, *([post] if goes_in else [])]
    assert read.refused["reason"].tolist() == ([] if goes_in else [f"the id is {cell}, but the link is of {post}"])


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("3", 3),
        ("3.0", 3),
        ("3.00", 3),
        (" 3 ", 3),
        ("0", 0),
        ("007", 7),
        ("-", None),
        ("", None),
        ("9" * 15, 10**15 - 1),
    ],
)
def test_a_count_is_a_whole_number_or_unknown_and_never_a_zero_instead(
    bench: Bench, cell: str, count: int | None
) -> None:
    rows = bench.read(table(CONTENT, content(likes=cell))).rows

    assert str(rows["likes"].dtype) == "Int64"
    assert rows["likes"].isna()[0] if count is None else rows["likes"][0] == count


@pytest.mark.parametrize(
    "cell",
    ["1.2K", "-3", "1.5", "1.000", "1,000", "1,23", "1,2345", "12%", "١", "NaN", "null", "3.", "+3", "1e3", "9" * 16],
)
def test_any_other_figure_is_refused_with_its_record_and_column(bench: Bench, cell: str) -> None:
    with pytest.raises(UnreadableExport) as error:
        bench.read(table(CONTENT, content(TWO), content(likes=cell)))

    assert str(error.value).startswith(f"export.csv record 2: 'likes' is {cell!r}, a whole number was expected")


def test_text_keeps_its_lines_and_quotes_and_loses_its_entities(bench: Bench) -> None:
    texts = [
        'He said "a &amp; b &lt;3"\nand left, \\" too',
        "&amp;amp;lt; e\u0301 \U0001f9d1\u200d\U0001f33e",
        "  =1+1 \n\n ",
    ]
    rows = bench.read(table(LEGACY, legacy(text=texts[0]), legacy(TWO, texts[1]), legacy(THREE, texts[2]))).rows

    assert rows["text"].tolist() == [
        'He said "a & b <3"\nand left, \\" too',
        "< é \U0001f9d1\u200d\U0001f33e",
        texts[2],
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (table(CONTENT, content(), content(TWO)[:9]), r"export.csv line \d: 9 cells where the header has 17"),
        (table(CONTENT, content(), [*content(TWO), "1"]), r"export.csv line \d: 18 cells where the header has 17"),
        (table(CONTENT, content(TWO)[:9]), "9 cells where the header has 17"),
        (table(BY_DAY, ["2021-03-05", "1", "2", "3", "4", "5", "6", "7"]), "export.csv is a by-day activity export"),
        (table("Datum,Beitrag", ["x", "y"]), "this header is not known: Datum, Beitrag"),
        (b"", "export.csv is empty"),
        (b"\xef\xbb\xbf", "export.csv is empty"),
        (b"\xff\xfe", "export.csv is empty"),
        (b"\r\n\r\n", "export.csv is empty"),
        (b"\x00" * 400, "export.csv"),
        (b'Post id,"unclosed', "export.csv breaks off inside a text: a quote is opened and never closed"),
        (table(CONTENT, content(text="Ends")).split(b"Ends")[0] + b'"Ends', "breaks off inside a text"),
        (table(CONTENT, content(text="ä" * 50)).replace("ä".encode(), b"\xc3", 1), "is UTF-8 but for 1 of its bytes"),
        (table(CONTENT, content(text="A\x00B")), "is not a table of text: it holds zero bytes"),
        (table(CONTENT, content()).decode().encode("utf-16")[:-1], "its UTF-16 text breaks off"),
        (table(CONTENT, content(text="x" * 5_000_000)), "export.csv is not a table of comma-separated values"),
        (
            table(LEGACY, legacy(link=f"https://twitter.com/invented_me/status/{TWO}")),
            f"not one of its 1 posts can go in. Record 1: the id is {ONE}, but the link is of {TWO}",
        ),
        (table(LEGACY, legacy(link="https://example.org/1")), "Record 1: the link is 'https://example.org/1', not one"),
        (table(LEGACY, legacy(link=f"https://x.com/invented_me/status/{ONE}7")), "Record 1: the link is 'https://x.c"),
        (table(CONTENT, content(post="12345")), "Record 1: 12345 is not an id of November 2010 or later, and the file"),
        (table(CONTENT, content(post="9" * 19)), "Record 1: 9{19} is not an id of November 2010 or later"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(bench: Bench, data: bytes, told: str) -> None:
    with pytest.raises(UnreadableExport, match=told):
        bench.read(data)


@pytest.mark.parametrize("more", ["", "/", "?s=20", "/photo/1", "#top", " "])
@pytest.mark.parametrize("begin", ["https://www.x.com/INVENTED_ME", "http://twitter.com/invented_me"])
def test_a_link_may_say_more_than_the_post(bench: Bench, begin: str, more: str) -> None:
    row = bench.read(table(LEGACY, legacy(link=f"{begin}/status/{ONE}{more}"))).row

    assert (row["account"], row["post_id"]) == ("Invented_Me", ONE)


@pytest.mark.parametrize(
    "link",
    [
        f"https://x.com/invented_me/status/{ONE}x",
        f"https://x.com.example.org/invented_me/status/{ONE}",
        f"https://evil.example/https://x.com/invented_me/status/{ONE}",
        f"x.com/invented_me/status/{ONE}",
        f"https://x.com/a_handle_of_16_xx/status/{ONE}",
        f"https://x.com/invented_me/status/{ONE}?a\nb",
        f"https://x.com/i/web/status/{ONE}",
    ],
)
def test_another_link_is_refused_and_the_rest_goes_in(bench: Bench, link: str) -> None:
    read = bench.read(table(LEGACY, legacy(TWO), legacy(link=link)))

    assert read.fates == (1, 0, 0, 0, 1)
    assert read.refused[["record_number", "fate"]].to_numpy().tolist() == [[2, "refused"]]
    assert read.refused["reason"][0] == f"the link is '{link[:80]}', not one of a post on X"


def test_every_row_has_a_fate_and_a_reason_where_it_did_not_go_in(bench: Bench) -> None:
    read = bench.read(
        table(
            CONTENT,
            content(),
            content(likes="4"),
            content(TWO, handle="INVENTED_ME"),
            content(TWO, handle="Other"),
            PHANTOM,
            PHANTOM,
            content(link="nowhere"),
        )
    )

    assert read.fates == (2, 1, 1, 2, 1)
    assert read.refused[["record_number", "fate"]].to_numpy().tolist() == [[4, "foreign"], [7, "refused"]]
    assert read.refused["handle"].fillna("-").tolist() == ["other", "-"]
    assert read.refused["reason"].tolist() == [
        "@Other is not a configured account; add it to accounts.toml if it is yours",
        "the link is 'nowhere', not one of a post on X",
    ]
    assert read.rows["record_number"].tolist() == [2, 3]
    assert read.rows["likes"].tolist() == [4, 3]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
def test_of_the_same_post_twice_the_larger_counts_win_whatever_the_order(bench: Bench, order: list[int]) -> None:
    rows = [content(text=text, likes=likes) for text, likes in (("a", "-"), ("b", "8"), ("c", "10"), ("dd", "10"))]
    read = bench.read(table(CONTENT, *[rows[n] for n in order]))

    assert read.fates == (1, 3, 0, 0, 0)
    assert (read.row["likes"], read.row["text"]) == (10, "dd")
    assert read.row["record_number"] == order.index(3) + 1


def test_phantoms_are_no_duplicates_of_each_other_and_a_file_of_phantoms_is_read_as_empty(bench: Bench) -> None:
    assert bench.read(table(CONTENT, PHANTOM, PHANTOM)).fates == (0, 0, 0, 2, 0)
    assert bench.read(table(CONTENT)).fates == (0, 0, 0, 0, 0)


def test_a_file_of_somebody_else_is_refused_whole(bench: Bench) -> None:
    with pytest.raises(
        UnreadableExport, match=r"not one of its 2 posts can go in. Record 2: @somebody is not a config"
    ):
        bench.read(table(CONTENT, PHANTOM, content(handle="somebody"), content(TWO, handle="other")))


def test_an_account_is_known_by_each_of_its_names_whatever_their_capitals(bench: Bench) -> None:
    folder = Folder(accounts=(Account("New_Name", aliases=("Old_Name",)), Account("Too")))
    rows = [content(ONE, handle="OLD_NAME"), content(TWO, handle="new_name"), content(THREE, handle="tOO")]

    assert bench.read(table(CONTENT, *rows), folder=folder).rows["account"].tolist() == ["New_Name", "New_Name", "Too"]


def test_simulated_and_real_rows_never_share_a_folder(bench: Bench) -> None:
    assert bench.read(table(CONTENT, content(host="simulated.example")), folder=SIMULATED).fates == (1, 0, 0, 0, 0)
    for folder, host, kind in ((FOLDER, "simulated.example", "simulated"), (SIMULATED, "x.com", "real")):
        with pytest.raises(UnreadableExport, match=f"a {kind} post, and this data folder is not for those"):
            bench.read(table(CONTENT, content(host=host)), folder=folder)
    mixed = bench.read(table(CONTENT, content(), content(TWO, host="simulated.example")))
    assert mixed.refused["record_number"].tolist() == [2]


def test_a_post_of_before_november_2010_has_the_time_of_the_file_or_is_refused(bench: Bench) -> None:
    read = bench.read(
        table(LEGACY, legacy("1234567", time="2009-06-01 08:30 +0200"), legacy("1234568", time="01/06/2009"), legacy())
    )

    assert read.rows["post_id"].tolist() == ["1234567", ONE]
    assert read.rows["posted_at"].tolist() == [datetime(2009, 6, 1, 6, 30, tzinfo=UTC), MOMENT]
    [reason] = read.refused["reason"]
    assert reason == "1234568 is not an id of November 2010 or later, and the file has no time of day for it"


def test_the_time_in_an_id_counts_and_that_of_the_file_does_not(bench: Bench) -> None:
    assert bench.read(table(LEGACY, legacy(time="2009-06-01 08:30 +0000"))).row["posted_at"] == MOMENT
    # an id that was counted up in 2010 has no post of 2021
    read = bench.read(table(LEGACY, legacy(), legacy("1234567", time="2021-03-05 12:00 +0000")))
    assert read.fates == (1, 0, 0, 0, 1)


def test_a_post_of_the_future_is_refused_but_for_the_clocks_of_a_day(bench: Bench) -> None:
    tomorrow = id_at(NOW + timedelta(days=1))
    later = id_at(NOW + timedelta(days=1, minutes=1))
    read = bench.read(table(CONTENT, content(tomorrow), content(later)))

    assert read.rows["post_id"].tolist() == [tomorrow]
    assert read.refused["reason"].tolist() == ["it was posted at 2021-04-11 09:01 UTC, which has not come yet"]


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("tweet_activity_metrics_Some_Handle_20210101_20210201_en.csv", date(2021, 2, 1)),
        ("account_analytics_content_2026-04-19_2026-05-16.csv", date(2026, 5, 16)),
        ("account_analytics_content_2026-04-19_2026-05-16 (1).csv", date(2026, 5, 16)),
        ("account_analytics_content_20241114_20250212.csv", date(2025, 2, 12)),
        ("account_analytics_content_20241114_20251399.csv", None),
        ("account_analytics_content_20241114_20250230.csv", None),
        ("account_analytics_content_2026-04-19_2026-07-02.csv", None),  # it has not come: made inside its period
        ("account_analytics_content_2026-04-19_2026-07-01.csv", date(2026, 7, 1)),
        ("120241114_20250212.csv", None),
        ("export.csv", None),
    ],
)
def test_the_period_is_in_the_name(name: str, end: date | None) -> None:
    assert exports.period_end(name, date(2026, 7, 1)) == end


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        (["1,234", "5", "1,000"], [1234, 5, 1000]),  # what is sure in one row tells what the others mean
        (["1.234", "2.000", "1.234.567"], [1234, 2000, 1234567]),
        (["1 234", "7", "-"], [1234, 7, None]),
        (["1\u202f234", "8\u202f000", "9"], [1234, 8000, 9]),
        (["1’234", "2’000", "3"], [1234, 2000, 3]),
        (["215,0", "3,00", "4"], [215, 3, 4]),  # a decimal comma
    ],
)
def test_thousands_are_read_where_they_can_mean_nothing_else(
    bench: Bench, cells: list[str], counts: list[int | None]
) -> None:
    rows = [content(str(int(ONE) + n), likes=cell) for n, cell in enumerate(cells)]

    read = bench.read(table(CONTENT, *rows)).rows.sort_values("record_number")["likes"]

    assert [None if pd.isna(count) else int(count) for count in read] == counts


@pytest.mark.parametrize("cells", [["1,234", "1.234"], ["1,000", "2,000"], ["1.234", "1.2K"]])
def test_figures_that_contradict_each_other_or_may_mean_either_are_refused(bench: Bench, cells: list[str]) -> None:
    rows = [content(str(int(ONE) + n), likes=cell) for n, cell in enumerate(cells)]

    with pytest.raises(UnreadableExport, match="a whole number was expected"):
        bench.read(table(CONTENT, *rows))
