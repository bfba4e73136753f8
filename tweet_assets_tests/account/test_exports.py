"""Own exports as bytes: every format and quirk, what is refused, and with which words."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import pytest
from account.own_files import (
    ABSENT,
    CONTENT,
    CONTENT_2024,
    FOLDER,
    LEGACY,
    MOMENT,
    ONE,
    PHANTOM,
    REAL,
    SIMULATED,
    TWO,
    content,
    legacy,
    parse,
    table,
)
from hypothesis import example, given
from hypothesis import strategies as st

from tweet_assets import tweet_text
from tweet_assets.account import exports
from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.accounts import Account, Folder

WHOLE = table(CONTENT, content(text='"Quoted", and\na line, ä €'), content(TWO, text="Another\ntext"))


@pytest.mark.parametrize(
    ("data", "export_format", "bookmarks"),
    [
        (table(LEGACY, legacy()), "legacy", pd.NA),
        (table(LEGACY.replace("likes", "favorites"), legacy()), "legacy", pd.NA),
        (table(CONTENT, content()), "content", 1),
        (table(CONTENT_2024, content()), "content", 1),
        (b"\xef\xbb\xbf" + table(CONTENT, content()), "content", 1),
        (table(CONTENT, content()).decode().encode("utf-16"), "content", 1),
        (table(CONTENT, content()).replace(b"\r\n", b"\n") + b"\n", "content", 1),
        (table(CONTENT.upper(), content()), "content", 1),
    ],
    ids=["legacy", "favorites", "content", "content of 2024", "BOM", "UTF-16", "a blank line", "capitals"],
)
def test_each_format_is_read(data: bytes, export_format: str, bookmarks: object) -> None:
    export = parse(data)

    row = export.rows.iloc[0]
    assert export.export_format == export_format
    assert (row["account"], row["post_id"], row["impressions"], row["likes"], row["replies"], row["reposts"]) == (
        "Invented_Me", ONE, 215, 3, 2, 1
    )  # fmt: skip
    assert row["posted_at"] == pd.Timestamp(MOMENT)
    assert row["bookmarks"] is bookmarks if bookmarks is pd.NA else row["bookmarks"] == bookmarks
    assert (export.rows_total, len(export.rows)) == (1, 1)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spreadsheet_may_have_changed_the_separator(separator: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([CONTENT.split(","), content(text="One, two; three")])

    assert parse(out.getvalue().encode()).rows["text"].tolist() == ["One, two; three"]


def test_a_file_that_went_through_a_spreadsheet_keeps_its_text_and_gets_its_ids_from_the_links() -> None:
    rows = [legacy(text="Café – “déjà vu”"), legacy(TWO, text="Naïve")]
    for row in rows:
        row[0], row[3] = "1.37E+18", "05/03/2021 12:00"
    export = parse(table(LEGACY, *rows).decode().encode("cp1252"))

    assert export.rows["post_id"].tolist() == [ONE, TWO]
    assert export.rows["text"].tolist() == ["Café – “déjà vu”", "Naïve"]
    assert export.rows_duplicate == 0


@pytest.mark.parametrize(("cell", "count"), [("3", 3), ("3.0", 3), (" 3 ", 3), ("3.", None), ("-", pd.NA), ("", pd.NA)])
def test_a_count_is_a_whole_number_or_unknown_and_never_a_zero_instead(cell: str, count: object) -> None:
    data = table(LEGACY, legacy(likes=cell))
    if count is None:
        with pytest.raises(UnreadableExport, match="a whole number was expected"):
            parse(data)
        return
    rows = parse(data).rows

    assert str(rows["likes"].dtype) == "Int64"
    assert (rows["likes"][0] is count) if count is pd.NA else (rows["likes"][0] == count)


@pytest.mark.parametrize("cell", ["1.2K", "-3", "1.5", "1.000", "1,234", "12%", "١", "NaN", "9" * 16])
def test_any_other_figure_is_refused_with_its_record_and_column(cell: str) -> None:
    with pytest.raises(UnreadableExport) as error:
        parse(table(CONTENT, content(TWO), content(likes=cell)))

    assert str(error.value).startswith(f"export.csv record 2: 'likes' is {cell!r}, a whole number was expected")


def test_text_keeps_its_lines_and_loses_its_entities() -> None:
    rows = parse(table(LEGACY, legacy(text='He said "a &amp; b &lt;3"\nand left'))).rows

    assert rows["text"].tolist() == ['He said "a & b <3"\nand left']


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (table(CONTENT, content(), content(TWO)[:9]), "export.csv record 2: 9 cells where the header has 17"),
        (table("Date,Tweets published,impressions", ["2021-03-05", "1", "2"]), "by-day activity export"),
        (table("Date,Impressions,Create Post", ["x", "1", "2"]), "account overview"),
        (table("Datum,Beitrag", ["x", "y"]), "this header is not known: datum, beitrag"),
        (b"", "export.csv is empty"),
        (b"\r\n\r\n", "export.csv is empty"),
        (b'Post id,"unclosed', "not a table of comma-separated values"),
        (table(CONTENT, content(text="x" * 200_000)), "not a table of comma-separated values: field larger"),
        (
            table(LEGACY, legacy(link=f"https://twitter.com/invented_me/status/{TWO}")),
            f"record 1: the id is {ONE}, but the link is of {TWO}",
        ),
        (table(LEGACY, legacy(link="https://example.org/1")), "record 1: the link is 'https://example.org/1'"),
        (table(LEGACY, legacy(link=f"https://x.com/invented_me/status/{ONE}7")), "the link is"),
        (table(CONTENT, content(post="12345")), "record 1: 12345 is not an id of November 2010 or later"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableExport, match=told):
        parse(data)


def test_a_link_may_say_more_than_the_post() -> None:
    for more in ("/", "?s=20", "/photo/1", "#top"):
        rows = parse(table(LEGACY, legacy(link=f"https://www.x.com/INVENTED_ME/status/{ONE}{more}"))).rows
        assert (rows["account"][0], rows["post_id"][0]) == ("Invented_Me", ONE)


def test_every_row_has_a_fate() -> None:
    export = parse(
        table(
            CONTENT,
            content(),
            content(likes="4"),
            content(TWO, handle="INVENTED_ME"),
            content(TWO, handle="other"),
            PHANTOM,
            PHANTOM,
        )
    )

    assert (len(export.rows), export.rows_duplicate, len(export.refused), export.rows_phantom) == (2, 1, 1, 2)
    assert export.rows_total == 6
    assert export.refused == {4: "@other is not a configured account; add it to accounts.toml if it is yours"}
    assert export.rows["record_number"].tolist() == [1, 3]
    assert export.rows["likes"].tolist() == [3, 3]  # of the same post twice, the first row counts


def test_a_file_of_somebody_else_is_refused_whole() -> None:
    with pytest.raises(UnreadableExport, match=r"not one of its 2 posts is ours. Record 2: @somebody is not a config"):
        parse(table(CONTENT, PHANTOM, content(handle="somebody"), content(TWO, handle="other")))


def test_a_file_without_a_post_is_read_as_empty() -> None:
    for data in (table(CONTENT), table(CONTENT, PHANTOM)):
        rows = parse(data).rows
        assert rows.empty
        assert str(rows["posted_at"].dtype) == "datetime64[us, UTC]"
        assert {str(rows[count].dtype) for count in COUNTS} == {"Int64"}


def test_simulated_and_real_rows_never_share_a_folder() -> None:
    assert len(parse(table(CONTENT, content(host="simulated.example")), folder=SIMULATED).rows) == 1
    for folder, host, kind in ((FOLDER, "simulated.example", "simulated"), (SIMULATED, "x.com", "real")):
        with pytest.raises(UnreadableExport, match=f"a {kind} post, and this data folder is not for those"):
            parse(table(CONTENT, content(host=host)), folder=folder)
    mixed = parse(table(CONTENT, content(), content(TWO, host="simulated.example")))
    assert list(mixed.refused) == [2]


@given(st.binary(max_size=300))
def test_no_bytes_end_in_another_error(data: bytes) -> None:
    with pytest.raises(UnreadableExport):
        parse(data)


@given(
    st.sampled_from([WHOLE, table(LEGACY, legacy(text="ä €\n"), legacy(TWO))]),
    st.integers(0, 10**6),
    st.integers(0, 9),
    st.binary(max_size=4),
)
@example(WHOLE, WHOLE.index(b"Another"), 0, b"\x00")
@example(WHOLE, WHOLE.index(b"Another"), 1, b"\xff")
def test_a_damaged_file_is_refused_or_every_row_has_its_fate(data: bytes, at: int, gone: int, put: bytes) -> None:
    at %= len(data)
    try:
        export = parse(data[:at] + put + data[at + gone :])
    except UnreadableExport:
        return
    left_out = export.rows_duplicate + len(export.refused) + export.rows_phantom
    assert export.rows_total == len(export.rows) + left_out


@given(st.integers(0, len(WHOLE)))
def test_a_cut_file_is_refused_or_gives_the_first_rows_of_the_whole(kept: int) -> None:
    try:
        rows = parse(WHOLE[:kept]).rows
    except UnreadableExport:
        return
    # X's own files may end without a newline, so a cut inside the last cell of the last row cannot be told from an end.
    # That cell is permalink_clicks, which no outcome uses.
    unsure = ["file_sha256"] if WHOLE[:kept].endswith(b"\n") else ["file_sha256", "permalink_clicks"]
    pd.testing.assert_frame_equal(rows.drop(columns=unsure), parse(WHOLE).rows.drop(columns=unsure).iloc[: len(rows)])


@given(
    st.dictionaries(
        st.integers(0, 1000).map(lambda n: str(int(ONE) + n)),
        st.tuples(
            st.text(st.characters(codec="utf-8"), max_size=40),
            st.none() | st.integers(0, 10**15 - 1),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_was_written_is_what_is_read(posts: dict[str, tuple[str, int | None]]) -> None:
    likes = {post: "-" if count is None else str(count) for post, (_, count) in posts.items()}
    rows = parse(table(CONTENT, *[content(post, text, likes[post]) for post, (text, _) in posts.items()])).rows

    assert rows["post_id"].tolist() == list(posts)
    assert [None if count is pd.NA else count for count in rows["likes"]] == [count for _, count in posts.values()]
    assert rows["text"].tolist() == [tweet_text.plain(text) for text, _ in posts.values()]


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("tweet_activity_metrics_Some_Handle_20210101_20210201_en.csv", date(2021, 2, 1)),
        ("account_analytics_content_2026-04-19_2026-05-16.csv", date(2026, 5, 16)),
        ("account_analytics_content_2026-04-19_2026-05-16 (1).csv", date(2026, 5, 16)),
        ("account_analytics_content_20241114_20250212.csv", date(2025, 2, 12)),
        ("account_analytics_content_20241114_20251399.csv", None),
        ("account_analytics_content_20241114_20250230.csv", None),
        ("120241114_20250212.csv", None),
        ("export.csv", None),
    ],
)
def test_the_period_is_in_the_name(name: str, end: date | None) -> None:
    assert exports.period_end(name) == end


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
@pytest.mark.parametrize("folder", ["content_2024", "content_2026"])
def test_a_real_content_export_is_read_whole(folder: str) -> None:
    [path] = (REAL / folder).glob("account_analytics_content_*.csv")
    data = path.read_bytes()
    handles = set(pd.read_csv(io.BytesIO(data), dtype=str).filter(regex="Link$").iloc[:, 0].str.split("/").str[3])
    export = exports.parse(data, path.name, Folder(accounts=tuple(Account(str(handle)) for handle in handles)))

    assert export.export_format == "content"
    assert len(export.rows) + export.rows_phantom + export.rows_duplicate == export.rows_total > 0
    assert export.period_end is not None


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_real_files_of_days_are_named_and_refused() -> None:
    overview = REAL / "content_2026" / "account_overview_analytics.csv"
    for path in [overview, *(REAL / "legacy_activity").glob("daily_*")]:
        with pytest.raises(UnreadableExport, match="it has days, not posts"):
            parse(path.read_bytes(), path.name)
