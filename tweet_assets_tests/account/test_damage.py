"""Damaged, cut and edited exports: refused with a reason, or read as a second reader reads them, and nothing between.

The second reader is Python's csv module, which shares no line with DuckDB's.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from account.own_files import (
    ABSENT,
    CONTENT,
    JAPANESE,
    LEGACY,
    MOMENT,
    OVERVIEW,
    REAL,
    TWO,
    Bench,
    Read,
    archive,
    content,
    day,
    id_at,
    legacy,
    note,
    own,
    record,
    state,
    table,
    tweet,
    zipped,
)
from account.test_real_files import ACCOUNTS, LATER
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tweet_assets import tweet_text
from tweet_assets.account.exports import Item, Setting
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.warehouse import Warehouse

IDS = [str(int(id_at(MOMENT)) + n) for n in range(400)]
WHOLE = table(CONTENT, content(text='"Quoted", and\na line, ä €'), content(TWO, text="Another\ntext"))
SEEDS: dict[str, bytes] = {
    "content": WHOLE,
    "legacy": table(LEGACY, legacy(text='ä €\n"q"'), legacy(TWO)),
    "Japanese": table(JAPANESE, content(text="日本語、\n"), content(TWO)),
    "UTF-16": WHOLE.decode().encode("utf-16"),
    "cp1252": WHOLE.decode().encode("cp1252"),
    "semicolons": table(CONTENT, content(text="a;b"), content(TWO), separator=";"),
    "overview": table(OVERVIEW, day(), day("Thu, Mar 4, 2021")),
    "zip": zipped(archive(tweet(text="One"), tweet(TWO), notes=(note("One and all"),), generated="2021-03-20T10:00Z")),
}
ARCHIVE = archive(
    tweet(text="One…", entities={"urls": [{"expanded_url": "https://example.org"}], "media": [{"type": "photo"}]}),
    tweet(TWO, in_reply_to_status_id_str=IDS[0]),
    notes=(note("One and all"),),
    generated="2021-03-20T10:00:00.000Z",
)
EDITS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 9), st.binary(max_size=4)), min_size=1, max_size=3)
LETTERS = st.text(st.sampled_from('",;\t\n\r a€é0&\\'), max_size=4)


def edited(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, gone, put in edits:
        at = place % (len(data) + 1)
        data = data[:at] + put + data[at + gone :]
    return data


def records(text: str, separator: str = ",", strict: bool = True) -> list[list[str]]:
    """What Python's own reader makes of a text, without lines that are empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [row for row in csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=strict) if row]


def invented(kilobytes: int = 60) -> bytes:
    """A legacy file of about so many kilobytes, with lines, quotes and accents in its texts."""
    texts = [f'Line one of {n},\nand "line" two; é €\n\n&amp; three' * (1 + n % 4) for n in range(len(IDS))]
    rows = [legacy(post, text) for post, text in zip(IDS, texts, strict=True)]
    size, kept = 0, 0
    while size < kilobytes * 1000:
        size += len(table("x", rows[kept])) - 3
        kept += 1
    return table(LEGACY, *rows[:kept])


def agrees_with_its_beginning(
    read: Read, whole: Read, data: bytes, newline_at_end: bool, last_count: str | None
) -> None:
    """Every row that went in is a row of the whole file, and none between them is missing."""
    rows = whole.rows[whole.rows["record_number"] <= read.export.fates.total].reset_index(drop=True)
    left = ["file_sha256"]
    if not newline_at_end and last_count and len(read.rows):
        assert pd.isna(read.rows[last_count].iloc[-1]) or read.rows["record_number"].iloc[-1] < read.export.fates.total
        left.append(last_count)  # where the file does not end with a line, its last figure may be cut: it is unknown
    pd.testing.assert_frame_equal(read.rows.drop(columns=left), rows.drop(columns=left))


@settings(max_examples=60)
@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00\xd8")
@example(b"PK\x05\x06" + bytes(18))
@example(b"\x00,\x00\n" * 2000)
def test_no_bytes_end_in_another_error(bench: Bench, data: bytes) -> None:
    for name in ("export.csv", "tweets.js"):
        with pytest.raises(UnreadableExport):
            bench.read(data, name)


@settings(max_examples=100)
@given(st.sampled_from(sorted(SEEDS)), EDITS)
@example("content", [(WHOLE.index(b"Another"), 0, b"\x00")])
@example("content", [(WHOLE.index(b"Another"), 1, b"\xff")])
@example("UTF-16", [(WHOLE.index(b"Another") * 2 + 2, 2, b"\x00\x00")])
@example("UTF-16", [(WHOLE.index(b"Another") * 2 + 2, 0, b"\x0d\x0a")])
def test_an_edited_file_is_refused_or_every_row_of_it_has_its_fate(
    bench: Bench, seed: str, edits: list[tuple[int, int, bytes]]
) -> None:
    try:
        read = bench.read(edited(SEEDS[seed], edits))
    except UnreadableExport as error:
        assert str(error).startswith("export.csv")  # noqa: PT017
        return
    imported = len(read.rows) if read.export.days is None else len(read.export.days)
    assert read.fates[0] == imported
    assert read.fates[2] + read.fates[4] == len(read.refused)


@settings(max_examples=60)
@given(st.sampled_from(sorted(ARCHIVE)), EDITS)
def test_an_edited_archive_is_refused_or_every_row_of_it_has_its_fate(
    bench: Bench, part: str, edits: list[tuple[int, int, bytes]]
) -> None:
    try:
        read = bench.read(ARCHIVE | {part: edited(ARCHIVE[part], edits)})
    except UnreadableExport:
        return
    assert read.fates[0] == len(read.rows)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8) | st.just(TWO),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
KEYS = (
    "id_str", "id", "created_at", "full_text", "text", "favorite_count", "retweet_count", "entities",
    "extended_entities", "in_reply_to_status_id_str", "in_reply_to_status_id", "in_reply_to_user_id",
    "in_reply_to_screen_name",
)  # fmt: skip


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(KEYS), JSON_VALUES, max_size=3))
@example({"full_text": "half \ud83d"})
@example({"in_reply_to_status_id_str": "\ud83d"})
@example({"id_str": "9" * 5000})
@example({"id_str": "", "id": 10**30})
@example({"entities": {"media": [{"type": "\ud83d"}], "urls": [{"expanded_url": 1}]}})
def test_an_archive_whose_entries_say_anything_is_refused_or_read(bench: Bench, more: dict[str, object]) -> None:
    try:
        read = bench.read(archive(tweet(), tweet(TWO, **more)))
    except UnreadableExport:
        return
    assert read.fates[0] == len(read.rows)


@settings(max_examples=70)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60),
            st.none() | st.integers(0, 10**15 - 1),
        ),
        max_size=6,
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(",;\t"),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.booleans(),
)  # fmt: skip
def test_a_second_reader_says_the_same_of_every_valid_file(
    bench: Bench, posts: list[tuple[str, int | None]], quoting: int, separator: str, line_end: str, ends: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(CONTENT.split(","))
    for post, (text, likes) in zip(IDS, posts, strict=False):
        writer.writerow(content(post, text, "-" if likes is None else str(likes)))
    data = (out.getvalue() if ends else out.getvalue().removesuffix("\r\n")).replace("\r\n", line_end)

    rows = bench.read(data.encode()).rows

    expected = records(data, separator)[1:]
    assert rows["record_number"].tolist() == list(range(1, len(expected) + 1))
    assert rows["post_id"].tolist() == [record[0] for record in expected]
    assert rows["text"].tolist() == [tweet_text.plain(record[2]) for record in expected]
    assert [None if pd.isna(n) else str(n) for n in rows["likes"]] == [
        None if record[5] == "-" else record[5] for record in expected
    ]


@settings(max_examples=100)
@given(st.sampled_from(["content", "semicolons", "legacy"]), st.integers(0, 10**6), st.integers(0, 3), LETTERS)
@example("content", WHOLE.decode().index("Another"), 0, '"')
@example("content", WHOLE.decode().index('"Another') - 1, 0, " ")
def test_a_second_reader_says_the_same_of_every_edited_file_that_is_accepted(
    bench: Bench, seed: str, place: int, gone: int, put: str
) -> None:
    whole = SEEDS[seed].decode()
    at = place % len(whole)
    text = whole[:at] + put + whole[at + gone :]
    try:
        read = bench.read(text.encode())
    except UnreadableExport:
        return
    separator = ";" if seed == "semicolons" else ","
    expected = records(text, separator, strict=False)[1:]  # blanks between a quote and the separator may stand there

    assert read.export.fates.total == len(expected)
    told = dict(zip(read.rows["record_number"], read.rows["text"], strict=True))
    assert {n: text.strip(" ") for n, text in told.items()} == {
        n: tweet_text.plain(expected[int(n) - 1][2]).strip(" ") for n in told
    }


@pytest.fixture(scope="module")
def filled(lasting_memory: Path) -> Warehouse:
    """A store with a file in every table."""
    (lasting_memory / "filled").mkdir()
    store = own(lasting_memory / "filled")
    record(store, table(CONTENT, content(IDS[7], "Stands"), content(IDS[8], handle="other")))
    record(store, table(OVERVIEW, day("Mon, Mar 1, 2021")), "overview.csv")
    record(store, archive(tweet(IDS[9])), "archive")
    return store


@settings(max_examples=12)
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 10**6), st.binary(min_size=1, max_size=3))
@example("content", SEEDS["content"].rindex(b"11,"), b"1.2K")
@example("overview", SEEDS["overview"].rindex(b"11,"), b"1.2K")
@example("content", 0, b"x")
def test_nothing_of_a_refused_file_is_in_any_table(filled: Warehouse, seed: str, place: int, put: bytes) -> None:
    data = edited(SEEDS[seed], [(place, len(put), put)])
    before = state(filled)
    imports = filled.table("meta.imports")
    try:
        record(filled, data)
    except UnreadableExport:
        assert state(filled) == before
        assert filled.table("meta.imports").equals(imports)


@settings(max_examples=40)
@given(st.integers(0, len(WHOLE)))
@example(len(WHOLE) - 1)
@example(len(WHOLE) - 2)
@example(len(WHOLE) - 3)
def test_a_file_cut_anywhere_is_refused_or_gives_the_first_rows_of_the_whole(bench: Bench, kept: int) -> None:
    data = WHOLE[:kept]
    try:
        read = bench.read(data)
    except UnreadableExport:
        return
    agrees_with_its_beginning(read, bench.read(WHOLE), data, data.endswith((b"\n", b"\r")), "permalink_clicks")


def test_a_file_of_60_kb_cut_at_every_1000th_byte_is_refused_or_gives_its_complete_rows(bench: Bench) -> None:
    data = invented()
    whole = bench.read(data)
    assert len(data) > 60_000
    read_at = []
    for kept in range(0, len(data), 1_000):
        try:
            read = bench.read(data[:kept])
        except UnreadableExport:
            continue
        agrees_with_its_beginning(read, whole, data[:kept], data[:kept].endswith(b"\n"), None)
        complete = [row for row in records(data[:kept].decode("utf-8", "ignore")) if len(row) == 40]
        assert len(read.rows) == len(complete) - 1
        read_at.append(kept)
    assert len(read_at) < len(data) / 1_000 / 2  # most places are inside a row


def test_a_text_that_is_never_closed_is_refused_though_another_cell_has_a_quote_too(bench: Bench) -> None:
    """DuckDB drops a record whose quote is never closed, and says nothing; a stray quote must not hide that."""
    last = table(CONTENT, content(TWO)).splitlines()[1].replace(b"A text", b'"A te')
    for header in (CONTENT, CONTENT.replace("Profile visits", 'Profile "visits')):
        data = table(header, content(text="ä\n\n")).replace(b'"Profile ""visits"', b'Profile "visits')
        with pytest.raises(UnreadableExport):
            bench.read(data + last)


@pytest.mark.parametrize("kept", range(0, 13, 3))
def test_a_text_that_is_the_last_cell_of_a_cut_file_is_not_taken_for_whole(bench: Bench, kept: int) -> None:
    """Columns may stand in any order; then a cut inside the last cell is one inside a text."""
    order = [*[n for n in range(17) if n != 2], 2]
    header = ",".join(CONTENT.split(",")[n] for n in order)
    rows = [[row[n] for n in order] for row in (content(text="Whole"), content(TWO, "Cut somewhere"))]
    whole = table(header, *rows).removesuffix(b"\r\n")
    try:
        read = bench.read(whole[: len(whole) - kept])
    except UnreadableExport:
        return
    assert read.rows["text"].tolist()[0] == "Whole"
    assert read.rows["text"].fillna("Cut somewhere").tolist()[1:] in ([], ["Cut somewhere"])


def test_an_archive_cut_anywhere_is_refused(bench: Bench) -> None:
    data = archive(*[tweet(post, f"Post {n}") for n, post in enumerate(IDS[:100])])
    for name, content_of in data.items():
        for kept in range(0, len(content_of) - 2, 1_000):
            with pytest.raises(UnreadableExport, match=f"{name} (breaks off|holds no list)"):
                bench.read(data | {name: content_of[:kept]})


def test_a_zip_cut_anywhere_is_refused(bench: Bench) -> None:
    data = zipped(archive(*[tweet(post, f"Post {n}") for n, post in enumerate(IDS[:50])]))
    for kept in range(0, len(data), max(1, len(data) // 40)):
        with pytest.raises(UnreadableExport):
            bench.read(data[:kept], "archive.zip")


SMALL = ["content_2024", "content_2026", "legacy_activity/tweet_activity_metrics_LisaDeBruine_20211201_20220101_en.csv"]


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
@pytest.mark.parametrize("place", SMALL)
def test_a_real_file_cut_at_every_1000th_byte_is_refused_or_gives_its_complete_rows(bench: Bench, place: str) -> None:
    path = next((REAL / place).glob("account_analytics_*")) if (REAL / place).is_dir() else REAL / place
    _cut(bench, path, 1_000)


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_every_real_file_cut_at_a_few_places_is_refused_or_gives_its_complete_rows(bench: Bench) -> None:
    for path in sorted(REAL.glob("legacy_activity/tweet_*")):
        _cut(bench, path, 29_989)


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_a_real_archive_cut_at_every_100000th_byte_is_refused(bench: Bench) -> None:
    data = (REAL / "archive" / "tweets.js").read_bytes()
    for kept in range(0, len(data) - 1, 100_000):
        with pytest.raises(UnreadableExport, match=r"breaks off or was edited|is damaged"):
            bench.read({"tweets.js": data[:kept]}, folder=ACCOUNTS)


def _cut(bench: Bench, path: Path, step: int) -> None:
    data = path.read_bytes()
    whole = bench.item(Item(path.name, (path,)), Setting(ACCOUNTS, LATER))
    for kept in range(0, len(data), step):
        try:
            read = bench.read(data[:kept], path.name, ACCOUNTS, now=LATER)
        except UnreadableExport:
            continue
        last = None if "tweet_activity" in path.name else "permalink_clicks"
        agrees_with_its_beginning(read, whole, data[:kept], data[:kept].endswith(b"\n"), last)


def test_the_second_reader_is_not_the_first(bench: Bench) -> None:
    assert json.dumps(records('a,"b\nc"\n\n')) == '[["a", "b\\nc"]]'
    assert bench.read(invented(5)).export.language == "English"
