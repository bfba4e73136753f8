"""The X archive: its forms, what it tells of a post, and whose it is."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from account.own_files import (
    MOMENT,
    ONE,
    THREE,
    TWO,
    Bench,
    archive,
    js,
    note,
    record,
    tweet,
    zipped,
)

from tweet_assets.account import archive_files, exports
from tweet_assets.account.exports import Item
from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.warehouse import Warehouse, content_hash

TWO_ACCOUNTS = Folder(accounts=(Account("Invented_Me"), Account("Invented_Too")))
WHOLE = archive(
    tweet(text="One"), tweet(TWO, "Two"), notes=(note("One and all"),), generated="2021-03-20T10:00:00.000Z"
)
LONG = "Of a long text X keeps the beginning alone, and the rest of it is to be found in "
"""81 characters, of which the first 60 are compared."""


def link(url: str) -> dict[str, object]:
    return {"urls": [{"expanded_url": url}]}


def test_an_archive_says_likes_and_reposts_and_nothing_else(bench: Bench) -> None:
    read = bench.read(archive(tweet(text="One &amp; two", generated="x")))

    row = read.row
    assert (read.export.export_format, read.export.language, read.fates) == ("archive", "JSON", (1, 0, 0, 0, 0))
    assert (row["account"], row["post_id"], row["posted_at"]) == ("Invented_Me", ONE, MOMENT)
    assert (row["text"], row["text_source"], row["record_number"]) == ("One & two", "archive", 1)
    assert {count: row[count] for count in COUNTS if not pd.isna(row[count])} == {"likes": 3, "reposts": 1}
    assert [row[c] for c in ("reply_to", "quotes", "media", "links")] == ["nobody", False, "none", False]
    assert pd.isna(row["reply_to_post_id"])
    assert read.export.generated_at is None


def test_a_zip_a_folder_and_loose_files_are_the_same_archive(bench: Bench) -> None:
    place = bench.folder / "forms"
    (place / "unpacked" / "data").mkdir(parents=True)
    (place / "data").mkdir()
    for name, data in WHOLE.items():
        (place / "unpacked" / "data" / name).write_bytes(data)
        (place / "data" / name).write_bytes(data)
    (place / "unpacked" / "data" / "direct-messages.js").write_bytes(b"private, and not opened")
    for name, inside in (("a.zip", "data/"), ("b.zip", "twitter-2021-03-20/data/"), ("c", "")):
        (place / name).write_bytes(zipped(WHOLE, inside))
    items = [
        Item("unpacked", (place / "unpacked",)),
        Item("data", (place / "data",)),
        Item("tweets.js", tuple(place / "data" / name for name in WHOLE)),
        *(Item(name, (place / name,)) for name in ("a.zip", "b.zip", "c")),
    ]

    assert len({exports.digest(item) for item in items}) == 1
    assert len({content_hash(bench.item(item).rows) for item in items}) == 1
    assert {item.is_archive for item in items} == {True}
    assert {bench.item(item).export.generated_at for item in items} == {datetime(2021, 3, 20, 10, tzinfo=UTC)}


def test_a_copy_of_the_archives_html_in_the_zip_or_a_file_of_another_folder_is_not_read(bench: Bench) -> None:
    data = zipped({**{f"data/{n}": d for n, d in WHOLE.items()}, "other/tweets.js": b"x", "tweets.js.html": b"x"}, "")

    assert bench.read(data, "archive.zip").rows["post_id"].tolist() == [ONE, TWO]


def test_parts_are_read_in_their_order_and_old_names_too(bench: Bench) -> None:
    files = archive(tweet(text="part 0"))
    for number, post in ((10, THREE), (2, TWO)):
        files[f"tweets-part{number}.js"] = js("tweets", [tweet(post, f"part {number}")], number)

    rows = bench.read(files).rows
    assert rows["text"].tolist() == ["part 0", "part 2", "part 10"]
    assert rows["record_number"].tolist() == [1, 2, 3]
    old = {"Tweet.js": js("tweet", [tweet()["tweet"]]), "account.js": files["account.js"]}  # type: ignore[list-item]
    assert bench.read(old).rows["post_id"].tolist() == [ONE]


def test_a_post_of_two_parts_counts_once(bench: Bench) -> None:
    files = archive(tweet(likes="3")) | {"tweets-part1.js": js("tweets", [tweet(likes="5")], 1)}

    read = bench.read(files)
    assert (read.fates, read.row["likes"]) == ((1, 1, 0, 0, 0), 5)


def test_ids_and_counts_of_an_older_archive_may_be_numbers(bench: Bench) -> None:
    old = {"id": int(ONE), "created_at": "x", "text": "An old one", "favorite_count": 3, "retweet_count": 0}

    row = bench.read(archive({"tweet": old})).row
    assert (row["post_id"], row["text"], row["likes"], row["reposts"]) == (ONE, "An old one", 3, 0)


def test_a_post_of_before_november_2010_has_the_time_that_the_archive_gives(bench: Bench) -> None:
    old = tweet("1234567", created_at="Mon Jun 01 06:30:05 +0000 2009")
    timeless = tweet("1234568", created_at="once")
    read = bench.read(archive(old, timeless))

    assert read.row["posted_at"] == datetime(2009, 6, 1, 6, 30, 5, tzinfo=UTC)
    assert read.refused["reason"][0].startswith("1234568 is not an id of November 2010 or later, and the file has no")


@pytest.mark.parametrize(
    ("more", "reply_to", "parent"),
    [
        ({}, "nobody", None),
        ({"in_reply_to_status_id_str": ONE}, "self", ONE),  # a post of this archive
        ({"in_reply_to_status_id": int(ONE)}, "self", ONE),
        ({"in_reply_to_status_id_str": "999", "in_reply_to_user_id_str": "77"}, "self", "999"),
        ({"in_reply_to_status_id_str": "999", "in_reply_to_screen_name": "INVENTED_me"}, "self", "999"),
        ({"in_reply_to_status_id_str": "999", "in_reply_to_screen_name": "you"}, "other", None),
        ({"in_reply_to_user_id_str": "78"}, "other", None),
        ({"in_reply_to_status_id_str": None, "in_reply_to_screen_name": ""}, "nobody", None),
    ],
)
def test_whom_a_post_answers(bench: Bench, more: dict[str, object], reply_to: str, parent: str | None) -> None:
    row = bench.read(archive(tweet(), tweet(TWO, **more))).rows.iloc[1]

    assert row["reply_to"] == reply_to
    assert pd.isna(row["reply_to_post_id"]) if parent is None else row["reply_to_post_id"] == parent


@pytest.mark.parametrize(
    ("more", "media", "links", "quotes"),
    [
        ({}, "none", False, False),
        ({"entities": link("https://example.org/a")}, "none", True, False),
        ({"entities": link("https://x.com/you/status/12345?s=20")}, "none", False, True),
        ({"entities": {"media": [{"type": "photo"}]}}, "photo", False, False),
        ({"extended_entities": {"media": [{"type": "video"}, {"type": "photo"}, {"type": "photo"}]}}, "photo+video",
         False, False),
        ({"extended_entities": {"media": [{"no": "type"}]}}, "unknown", False, False),
        ({"entities": None, "extended_entities": []}, "none", False, False),
    ],
)  # fmt: skip
def test_what_is_attached_to_a_post(
    bench: Bench, more: dict[str, object], media: str, links: bool, quotes: bool
) -> None:
    row = bench.read(archive(tweet(**more))).row

    assert (row["media"], row["links"], row["quotes"]) == (media, links, quotes)


def test_a_long_text_is_that_of_its_note(bench: Bench) -> None:
    cut = LONG + "the note… https://t.co/abc"
    whole = LONG + "the note, which goes on &amp; on.\n\nAnd on."
    rows = bench.read(
        archive(
            tweet(text=cut), tweet(TWO, LONG), notes=(note(whole, MOMENT + timedelta(seconds=59)), note("Another one"))
        )
    ).rows

    assert rows["text"].tolist() == [whole.replace("&amp;", "&"), LONG]
    assert rows["text_source"].tolist() == ["note-tweet", "archive"]


def test_a_note_that_may_be_of_another_post_is_not_used(bench: Bench) -> None:
    cut = LONG + "the note… https://t.co/abc"
    for notes in (
        (note(LONG + "the note, one way"), note(LONG + "the note, another way")),  # two may be meant
        (note(LONG + "the note", MOMENT + timedelta(seconds=61)),),  # made later
        (note("Of a long text nothing is kept, and this begins otherwise " + LONG),),
    ):
        assert bench.read(archive(tweet(text=cut), notes=notes)).row["text_source"] == "archive"


def test_a_short_post_of_the_same_minute_keeps_its_own_text(bench: Bench) -> None:
    """Nothing of it was cut: it ends without X's mark, and a long post only happens to begin as it does."""
    soon = str(int(ONE) + (20_000 << 22))
    cut = "Yes, and " + LONG + "the note… https://t.co/abc"
    whole = "Yes, and " + LONG + "the note, whole."
    rows = bench.read(
        archive(tweet(text="Yes"), tweet(soon, cut), notes=(note(whole, MOMENT + timedelta(seconds=20)),))
    )

    assert rows.rows["text"].tolist() == ["Yes", whole]


def test_whose_an_archive_is_says_it_itself_or_its_pictures_or_the_user(bench: Bench) -> None:
    with_picture = tweet(
        entities={
            "media": [{"type": "photo", "expanded_url": f"https://twitter.com/Invented_Too/status/{ONE}/photo/1"}]
        }
    )
    manifest = {"manifest.js": b'window.__THAR_CONFIG = {"userInfo": {"userName": "Invented_Too"}}'}

    def whose(files: dict[str, bytes], folder: Folder = TWO_ACCOUNTS, handle: str | None = None) -> object:
        return bench.read(files, folder=folder, handle=handle).row["account"]

    assert whose(archive(tweet(), account="INVENTED_too")) == "Invented_Too"
    assert whose(archive(tweet(), account=None) | manifest) == "Invented_Too"
    assert whose(archive(with_picture, account=None)) == "Invented_Too"
    assert whose(archive(tweet(), account=None), handle="invented_too") == "Invented_Too"
    assert whose(archive(tweet(), account=None), folder=Folder(accounts=(Account("Only"),))) == "Only"
    with pytest.raises(UnreadableExport, match=r"without account.js and does not say whose it is, and there are 2 acc"):
        whose(archive(tweet(), account=None))
    with pytest.raises(UnreadableExport, match="@somebody is not a configured account"):
        whose(archive(tweet(), account="somebody"), handle="Invented_Me")


def test_an_archive_that_does_not_say_whose_it_is_is_known_by_its_posts(store: Warehouse) -> None:
    record(store, archive(tweet(), account="Invented_Too"), "named", TWO_ACCOUNTS)
    record(store, archive(tweet(), tweet(TWO), account=None), "unnamed", TWO_ACCOUNTS)

    assert store.table("account.posts")["account"].tolist() == ["Invented_Too"] * 2


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"tweets.js": b"window.YTD.tweets.part0 = [ { "}, "tweets.js breaks off or was edited"),
        ({"tweets.js": b""}, "tweets.js breaks off or was edited"),
        ({"tweets.js": b"window.YTD.tweets.part0 = {}"}, "tweets.js holds no list of entries"),
        ({"tweets.js": b"[1]"}, "tweets.js holds no list of entries"),
        ({"tweets.js": b'[{"tweet": 1}]'}, "tweets.js: entry 1 is not one of `tweet`"),
        ({"tweets.js": b'["\xff"]'}, "tweets.js is damaged: it is not UTF-8"),
        ({"tweets.js": b"[" * 100_000}, "tweets.js breaks off or was edited"),
        (archive(tweet()) | {"note-tweet.js": b"x"}, "note-tweet.js breaks off or was edited"),
        (archive(tweet()) | {"note-tweet.js": b'[{"noteTweet": []}]'}, "note-tweet.js: entry 1 is not one of"),
        (archive(tweet()) | {"account.js": b"x"}, "account.js breaks off or was edited"),
        (archive(tweet()) | {"manifest.js": b"x"}, "manifest.js breaks off or was edited"),
        (archive(tweet(likes="1.2K")), "record 1: 'likes' is '1.2K', a whole number was expected"),
        (archive(tweet(likes="-1")), "record 1: 'likes' is '-1'"),
        (archive({"tweet": {}}), "not one of its 1 posts can go in"),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused_with_its_file(
    bench: Bench, files: dict[str, bytes], told: str
) -> None:
    with pytest.raises(UnreadableExport, match=told):
        bench.read(files)


@pytest.mark.parametrize(
    ("bytes_in_zip", "told"),
    [
        (zipped({"account.js": b"[]"}), "is no X archive with posts: there is no tweets.js in it"),
        (zipped(WHOLE)[:-60], "this header is not known|damaged|zero bytes"),
        (zipped(WHOLE)[40:], "damaged"),
        (zipped(WHOLE).replace(b"PK\x03\x04", b"PK\x03\x05"), "damaged"),
    ],
)
def test_a_zip_that_is_no_archive_or_damaged_is_refused(bench: Bench, bytes_in_zip: bytes, told: str) -> None:
    with pytest.raises(UnreadableExport, match=told):
        bench.read(bytes_in_zip, "archive.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_with_a_damaged_file_is_refused_however_it_was_packed(bench: Bench, method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        opened.writestr("data/tweets.js", js("tweets", [tweet(text=str(n) * 9) for n in range(50)]))
    data = bytearray(out.getvalue())
    for place in range(60, 400):
        data[place] ^= 0x5A

    with pytest.raises(UnreadableExport, match=r"archive.zip is a damaged archive"):
        bench.read(bytes(data), "archive.zip")


def test_a_folder_without_posts_is_refused(bench: Bench) -> None:
    (bench.folder / "holiday").mkdir()
    item = Item("holiday", (bench.folder / "holiday",))

    for reading in (exports.digest, bench.item):
        with pytest.raises(UnreadableExport, match=r"holiday is no X archive with posts: there is no tweets.js in it"):
            reading(item)


def test_half_a_surrogate_pair_in_a_text_is_shown_as_such(bench: Bench) -> None:
    """X cut texts by UTF-16 units: an archive's JSON may hold half an emoji."""
    data = archive(tweet(text="cut here: HALF")) | {}
    data["tweets.js"] = data["tweets.js"].replace(b"HALF", rb"\ud83d")

    assert bench.read(data).row["text"] == "cut here: \ufffd"


@pytest.mark.parametrize("text", ["a\\u0000b", "\\u202ea", "\\ud83d\\ude00", "e\\u0301"])
def test_any_other_character_in_a_text_is_no_error(bench: Bench, text: str) -> None:
    data = archive(tweet(text="HERE"))
    data["tweets.js"] = data["tweets.js"].replace(b"HERE", text.encode())

    assert len(bench.read(data).row["text"]) in (1, 2, 3)


def test_an_archive_was_made_when_its_manifest_says_unless_a_post_is_newer(store: Warehouse) -> None:
    record(store, WHOLE, "archive.zip")
    for n, moment in enumerate(("never", "2021-03-20 10:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z")):
        record(store, archive(tweet(text=str(n)), generated=moment), moment)

    files = store.table("account.export_files").set_index("name")["generated_at"]
    assert files["archive.zip"] == datetime(2021, 3, 20, 10, tzinfo=UTC)
    assert pd.isna(files["never"])
    assert pd.isna(files["2021-03-20 10:00"])  # without a zone it is no moment


def test_what_else_is_in_an_archive_is_not_opened(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name, data in archive(tweet()).items():
        (tmp_path / "data" / name).write_bytes(data)
    (tmp_path / "data" / "direct-messages.js").symlink_to(tmp_path / "nothing")

    files = archive_files.files_of([tmp_path], "x")
    assert sorted(files) == ["account.js", "tweets.js"]
    assert json.loads(files["account.js"].split(b"=", 1)[1])[0]["account"]["username"] == "Invented_Me"
