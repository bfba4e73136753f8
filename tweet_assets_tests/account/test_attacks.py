"""What somebody tried who wanted the importers to fail, each as it was tried. All rows are invented."""

from __future__ import annotations

import io
import json
import os
import shutil
import threading
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from account.own_files import CONTENT, MOMENT, NOW, ONE, TWO, content, id_at, table

from tweet_assets import tweet_text
from tweet_assets.account import exports, importing, ledger
from tweet_assets.account.exports import Setting
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.inbox import Receipt
from tweet_assets.warehouse import Warehouse

ME, TOO = Account("me"), Account("you", aliases=("you_before",))
OVERVIEW = b"Date,Impressions,New follows,Unfollows,Create Post\n2021-03-05,1,2,3,4\n2021-03-06,1,2,3,4\n"


@pytest.fixture
def box(memory: Path) -> Path:
    (memory / "inbox").mkdir()
    return memory / "inbox"


@pytest.fixture
def store(memory: Path) -> Warehouse:
    return Warehouse(memory / "own.duckdb", "own")


def take(box: Path, store: Warehouse, *accounts: Account) -> dict[str, Receipt]:
    setting = Setting(Folder(accounts=accounts or (ME,)), NOW)
    return {receipt.name: receipt for receipt in importing.take(box, setting, store, box.parent / "scratch")}


def tweets(*names: str) -> bytes:
    """Posts of an archive, each with a picture that names its author."""
    rows = []
    for n, name in enumerate(names):
        post = id_at(MOMENT.replace(minute=n))
        link = f"https://twitter.com/{name}/status/{post}/photo/1"
        rows.append({"tweet": {"id_str": post, "full_text": "x", "entities": {"media": [{"expanded_url": link}]}}})
    return b"window.YTD.tweets.part0 = " + json.dumps(rows).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("names", "fate"),
    [
        (("stranger",), "refused"),
        (("stranger_old", "stranger_new"), "refused"),
        (("me", "stranger"), "refused"),
        (("you", "You_Before"), "imported"),
        (("me", "you"), "refused"),
    ],
)
def test_an_archive_whose_pictures_are_of_others_is_not_ours(
    box: Path, store: Warehouse, names: tuple[str, ...], fate: str
) -> None:
    (box / "tweets.js").write_bytes(tweets(*names))

    receipt = take(box, store, ME, TOO)["tweets.js"]

    assert receipt.fate == fate, receipt.why
    assert len(store.table("account.posts")) == (len(names) if fate == "imported" else 0)


def test_an_archive_from_the_future_tells_nothing_of_when_it_was_made(box: Path, store: Warehouse) -> None:
    (box / "tweets.js").write_bytes(tweets("me"))
    (box / "manifest.js").write_bytes(
        b'window.__THAR_CONFIG = {"archiveInfo":{"generationDate":"2099-01-01T00:00:00Z"}}'
    )

    assert take(box, store)["tweets.js"].fate == "imported"
    assert store.table("account.export_files")["generated_at"].isna().all()


@pytest.mark.parametrize("first", [0, 1])
def test_the_same_file_under_two_names_is_the_same_whichever_came_first(
    box: Path, store: Warehouse, first: int
) -> None:
    names = ["download.csv", "account_analytics_content_2021-03-01_2021-03-08.csv"]
    for name in (names[first], names[1 - first]):
        (box / name).write_bytes(table(CONTENT, content(handle="me")))
        take(box, store)

    file = store.table("account.export_files").iloc[0]
    assert (file["name"], str(file["period_end"])[:10]) == (names[1], "2021-03-08")


def test_an_overview_is_of_one_account_and_the_other_is_told(box: Path, store: Warehouse) -> None:
    for name in ("me", "you"):
        (box / name).mkdir()
        (box / name / "ov.csv").write_bytes(OVERVIEW)

    receipts = take(box, store, ME, TOO)
    assert [receipt.fate for receipt in receipts.values()] == ["imported", "refused"]
    assert "it is in already as an export of @me; take me/ov.csv out of the inbox" in receipts["you/ov.csv"].why
    assert (box / "you/ov.csv").exists()

    (box / "me/ov.csv").unlink()  # it was a mistake
    assert take(box, store, ME, TOO)["you/ov.csv"].fate == "imported"
    assert set(store.table("account.overview_days")["account"]) == {"you"}


def test_a_file_that_grows_while_it_is_read_is_read_again(box: Path, store: Warehouse) -> None:
    path = box / "grows.csv"
    path.write_bytes(table(CONTENT, *[content(str(int(ONE) + n), handle="me") for n in range(2000)]))
    stop = threading.Event()

    def grow() -> None:
        n = 5000
        while not stop.is_set():
            with path.open("ab") as file:
                file.write(table(CONTENT, content(str(int(ONE) + n), handle="me")).split(b"\n", 1)[1])
            n += 1
            time.sleep(0.001)

    growing = threading.Thread(target=grow)
    growing.start()
    try:
        receipts = take(box, store)
    finally:
        stop.set()
        growing.join()

    assert set(receipts) == {"grows.csv"}
    if path.exists():  # a row that was half there refuses the file, and that is right too
        take(box, store)
        newest = exports.digest(exports.Item("grows.csv", (path,)))
        assert newest in ledger.known(store, Folder(accounts=(ME,)))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"data/tweets.js": tweets("me"), "data/TWEETS.js": tweets("me")}, "holds tweets.js twice"),
        ({"data/tweets.js": b" " * 300_000_000}, "unpacks to 300 MB of posts"),
        ({"notes.txt": b"x"}, "there is no tweets.js in it"),
    ],
)
def test_a_zip_that_is_none_of_ours_is_refused(box: Path, store: Warehouse, files: dict[str, bytes], told: str) -> None:
    (box / "a.zip").write_bytes(zipped(files))

    assert told in take(box, store)["a.zip"].why


def test_a_zip_may_have_been_made_on_windows(box: Path, store: Warehouse) -> None:
    data = zipped({"data+tweets.js": tweets("me")}).replace(b"data+tweets.js", b"data\\tweets.js")
    (box / "a.zip").write_bytes(data)

    assert take(box, store)["a.zip"].fate == "imported"


def test_one_post_is_not_two_by_a_zero_before_its_id(box: Path, store: Warehouse) -> None:
    rows = [content(handle="me"), content(f"0{ONE}", handle="me")]
    (box / "a.csv").write_bytes(table(CONTENT, *rows))

    take(box, store)
    assert store.table("account.posts")["post_id"].tolist() == [ONE]
    assert store.table("account.refused_rows")["record_number"].tolist() == [2]


def test_a_table_of_twenty_thousand_columns_is_refused(box: Path, store: Warehouse) -> None:
    (box / "wide.csv").write_bytes((CONTENT + "," * 20_000 + "\n").encode())

    assert "no export of X has so many" in take(box, store)["wide.csv"].why


def test_a_file_that_bears_the_name_of_the_folder_of_the_refused_is_refused_as_any(box: Path, store: Warehouse) -> None:
    (box / "refused").write_bytes(b"What,is,this\n")
    (box / "broken.csv").write_bytes(b"What,is,this\n")

    assert {receipt.fate for receipt in take(box, store).values()} == {"refused"}
    assert sorted(path.name for path in (box / "refused").iterdir()) == [
        "broken.csv", "broken.csv.reason.txt", "refused-1", "refused-1.reason.txt",
    ]  # fmt: skip


def test_a_name_as_long_as_names_can_be_is_moved_aside(box: Path, store: Warehouse) -> None:
    (box / ("n" * 250 + ".csv")).write_bytes(b"What,is,this\n")

    [receipt] = take(box, store).values()
    assert receipt.fate == "refused"
    assert len(list((box / "refused").iterdir())) == 2


def test_a_row_of_the_wrong_world_does_not_keep_its_file_from_being_known(box: Path, store: Warehouse) -> None:
    rows = [content(handle="me"), content(TWO, handle="me", host="simulated.example")]
    (box / "a.csv").write_bytes(table(CONTENT, *rows))

    assert [take(box, store)["a.csv"].fate for _ in range(2)] == ["imported", "known"]


def test_what_a_killed_import_left_is_cleared_after_a_day(box: Path, store: Warehouse) -> None:
    scratch = box.parent / "scratch"
    for name, age_days in (("tweet-assets-old", 2), ("tweet-assets-new", 0)):
        (scratch / name).mkdir(parents=True)
        moment = NOW.timestamp() - age_days * 86_400
        os.utime(scratch / name, (moment, moment))

    take(box, store)
    assert [path.name for path in scratch.iterdir()] == ["tweet-assets-new"]


def test_a_folder_that_holds_the_inbox_is_not_brought_into_it(box: Path) -> None:
    (box.parent / "tweets.js").write_bytes(tweets("me"))

    for path in (box.parent, box.parent / "nothing"):
        with pytest.raises(importing.NotAnExport):
            importing.bring([path], box)
    assert list(box.iterdir()) == []


def test_an_unpacked_archive_is_brought_once_and_a_hidden_file_is_seen(box: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / "data").mkdir(parents=True)
    (tmp_path / "mine" / "data" / "tweets.js").write_bytes(tweets("me"))
    (tmp_path / ".hidden.csv").write_bytes(b"x")

    for _ in range(2):
        assert importing.bring([tmp_path / "mine", tmp_path / ".hidden.csv"], box) == ["mine", "hidden.csv"]
    shutil.rmtree(tmp_path / "mine")
    assert sorted(path.name for path in box.iterdir()) == ["hidden.csv", "mine"]


@pytest.mark.parametrize("nested", ["amp;", "#38;", "#x26;", "amp", "AMP;#038;"])
def test_entities_within_entities_cost_no_more_than_their_length(nested: str) -> None:
    assert tweet_text.plain("&" + nested * 200_000 + "lt;") == "<"


def test_posts_of_the_future_and_overviews_of_it_are_refused(box: Path, store: Warehouse) -> None:
    (box / "a.csv").write_bytes(table(CONTENT, content(id_at(datetime(2060, 1, 1, tzinfo=UTC)), handle="me")))
    (box / "b.csv").write_bytes(OVERVIEW.replace(b"2021-03-06", b"2090-03-06"))

    receipts = take(box, store)
    assert "which has not come yet" in receipts["a.csv"].why
    assert "2090-03-06 has not come yet" in receipts["b.csv"].why


def test_a_setting_is_not_guessed_for_an_archive_that_names_nobody(box: Path, store: Warehouse) -> None:
    (box / "tweets.js").write_bytes(b'window.YTD.tweets.part0 = [{"tweet":{"id_str":"%s"}}]' % ONE.encode())

    assert "there are 2 accounts" in take(box, store, ME, TOO)["tweets.js"].why
    with pytest.raises(UnreadableExport):
        exports.digest(exports.Item("x", (box,)))


@pytest.mark.parametrize("other", [None, "account_analytics_content_2021-03-01_2021-04-20 (1).csv"])
def test_a_period_that_had_not_ended_when_the_file_came_bounds_nothing_when_it_has(
    box: Path, store: Warehouse, other: str | None
) -> None:
    data = table(CONTENT, content(handle="me"))
    (box / "account_analytics_content_2021-03-01_2021-04-20.csv").write_bytes(data)
    for moment in (NOW, datetime(2026, 6, 1, tzinfo=UTC)):
        setting = Setting(Folder(accounts=(ME,)), moment)
        list(importing.take(box, setting, store))
        if other:
            (box / other).write_bytes(data)

    assert datetime(2021, 4, 20, tzinfo=UTC) > NOW
    assert store.table("account.export_files")["period_end"].isna().all()
