"""The inbox of own exports, item by item: what is in it, what went in, what was known, what was moved aside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from account.own_files import (
    CONTENT,
    FILES,
    FOLDER,
    NOW,
    ONE,
    OVERVIEW,
    SIMULATED,
    TWO,
    archive,
    content,
    day,
    js,
    note,
    state,
    table,
    tweet,
    zipped,
)

from tweet_assets.account import importing
from tweet_assets.account.exports import Setting
from tweet_assets.accounts import Account, Folder
from tweet_assets.inbox import Receipt
from tweet_assets.warehouse import Warehouse

TWO_ACCOUNTS = Folder(accounts=(Account("Invented_Me"), Account("Invented_Too", aliases=("Old_Too",))))


@pytest.fixture
def box(memory: Path) -> Path:
    (memory / "inbox").mkdir()
    return memory / "inbox"


def put(box: Path, files: Mapping[str, bytes | Mapping[str, bytes]]) -> None:
    """Writes files; a mapping becomes a folder."""
    for name, data in files.items():
        if isinstance(data, bytes):
            (box / name).write_bytes(data)
        else:
            (box / name).mkdir(exist_ok=True)
            put(box / name, data)


def take(box: Path, store: Warehouse, folder: Folder = FOLDER) -> dict[str, Receipt]:
    return {receipt.name: receipt for receipt in importing.take(box, Setting(folder, NOW), store)}


def fates(receipts: Mapping[str, Receipt]) -> dict[str, str]:
    return {name: receipt.fate for name, receipt in receipts.items()}


def test_a_broken_file_is_moved_aside_with_its_reason_and_the_good_ones_go_on(box: Path, store: Warehouse) -> None:
    put(box, {**FILES, "a_broken.csv": b"What,is,this\n", ".hidden": b"x"})

    receipts = take(box, store)

    assert [receipt.fate for receipt in receipts.values()] == ["refused", "imported", "imported", "imported"]
    assert "What, is, this" in receipts["a_broken.csv"].why
    assert (box / "refused" / "a_broken.csv").read_bytes() == b"What,is,this\n"
    assert (box / "refused" / "a_broken.csv.reason.txt").read_text() == receipts["a_broken.csv"].why + "\n"
    assert all((box / name).read_bytes() == data for name, data in FILES.items())


def test_what_is_known_is_not_read_again_and_a_copy_says_of_what(box: Path, store: Warehouse) -> None:
    put(box, FILES)
    first = take(box, store)
    before = state(store)
    put(box, {"copy.csv": FILES["account_analytics_content_2021-03-05_2021-04-08.csv"]})
    second = take(box, store)

    assert {receipt.fate for receipt in first.values()} == {"imported"}
    assert {receipt.fate for receipt in second.values()} == {"known"}
    assert {n: second[n].file_sha256 for n in FILES} == {n: first[n].file_sha256 for n in FILES}
    assert second["copy.csv"].why == "the same as account_analytics_content_2021-03-05_2021-04-08.csv"
    assert {second[name].why for name in FILES} == {""}
    assert state(store) == before


def test_a_copy_in_the_same_inbox_is_known(box: Path, store: Warehouse) -> None:
    put(box, {"a.csv": table(CONTENT, content()), "b.csv": table(CONTENT, content())})

    assert fates(take(box, store)) == {"a.csv": "imported", "b.csv": "known"}


def test_an_archive_is_the_same_whether_zipped_unpacked_or_loose(box: Path, store: Warehouse) -> None:
    files = archive(tweet(text="One"), notes=(note("One and all"),), generated="2021-04-01T00:00:00Z")
    put(box, {"a.zip": zipped(files), "b": {"data": files}, "c": files, **files})

    receipts = take(box, store)

    assert fates(receipts) == {"a.zip": "imported", "b": "known", "c": "known", "tweets.js": "known"}
    assert receipts["c"].why == "the same as a.zip"


def test_the_loose_files_of_an_archive_are_one_export_and_are_refused_together(box: Path, store: Warehouse) -> None:
    files = archive(tweet(), notes=(note("One"),)) | {"tweets-part1.js": js("tweets", [tweet(TWO)], 1)}
    put(box, {**files, "direct-messages.js": b"x", "z.csv": table(CONTENT, content())})
    (box / "account.js").write_bytes(b"broken")

    receipts = take(box, store)

    assert fates(receipts) == {"direct-messages.js": "refused", "tweets-part1.js": "refused", "z.csv": "imported"}
    assert {path.name for path in (box / "refused").iterdir() if path.suffix == ".js"} == {*files, "direct-messages.js"}
    assert store.table("account.posts")["post_id"].tolist() == [ONE]


def test_a_folder_named_like_an_account_says_whose_its_files_are(box: Path, store: Warehouse) -> None:
    unnamed = archive(tweet(), account=None)
    put(
        box,
        {
            "invented_ME": {"overview.csv": table(OVERVIEW, day()), "broken.csv": b"x", **unnamed},
            "old_too": {"overview.csv": table(OVERVIEW, day(follows="7")), "twitter-2021": {"data": unnamed}},
            "overview.csv": table(OVERVIEW, day(follows="8")),
        },
    )

    receipts = take(box, store, TWO_ACCOUNTS)

    assert fates(receipts) == {
        "invented_ME/broken.csv": "refused",
        "invented_ME/overview.csv": "imported",
        "invented_ME/tweets.js": "imported",
        "old_too/overview.csv": "imported",
        "old_too/twitter-2021": "known",
        "overview.csv": "refused",
    }
    days = store.table("account.overview_days").set_index("account")["follows"]
    assert days.to_dict() == {"Invented_Me": 6, "Invented_Too": 7}
    assert store.table("account.posts")["account"].tolist() == ["Invented_Me"]
    assert (box / "invented_ME" / "refused" / "broken.csv").exists()
    assert "Put it into a folder named like its account" in receipts["overview.csv"].why


def test_any_other_folder_is_no_archive_and_is_moved_aside(box: Path, store: Warehouse) -> None:
    put(box, {"holiday": {"a.csv": table(CONTENT, content())}, "b.csv": table(CONTENT, content(TWO))})

    receipts = take(box, store)

    assert fates(receipts) == {"b.csv": "imported", "holiday": "refused"}
    assert receipts["holiday"].why == (
        "holiday is no X archive with posts: there is no tweets.js in it. A folder here is an archive, or is named "
        "like a configured account."
    )
    assert (box / "refused" / "holiday" / "a.csv").exists()
    assert fates(take(box, store)) == {"b.csv": "known"}  # what was moved aside is no item any more


def test_a_foreign_row_comes_in_once_its_account_is_configured(box: Path, store: Warehouse) -> None:
    put(box, {"a.csv": table(CONTENT, content(), content(TWO, handle="OLD_too"))})
    assert fates(take(box, store)) == {"a.csv": "imported"}
    assert fates(take(box, store)) == {"a.csv": "known"}

    assert fates(take(box, store, TWO_ACCOUNTS)) == {"a.csv": "imported"}
    assert store.table("account.posts")["account"].tolist() == ["Invented_Me", "Invented_Too"]
    assert fates(take(box, store, TWO_ACCOUNTS)) == {"a.csv": "known"}


def test_a_real_export_does_not_enter_a_simulated_folder(box: Path, tmp_path: Path) -> None:
    put(box, {"real.csv": table(CONTENT, content())})
    store = Warehouse(tmp_path / "own.duckdb", "own", simulated=True)

    assert take(box, store, SIMULATED)["real.csv"].fate == "refused"
    assert store.table("account.posts").empty


def test_a_file_that_cannot_be_read_stays_and_the_others_go_on(box: Path, store: Warehouse) -> None:
    put(box, {"a.csv": table(CONTENT, content()), "b.csv": b"", "c.csv": table(CONTENT, content(TWO))})
    receipts = importing.take(box, Setting(FOLDER, NOW), store)
    assert next(receipts).fate == "imported"
    (box / "b.csv").unlink()  # as by somebody else, after the inbox was listed

    [second, third] = receipts
    assert second == Receipt(
        "b.csv", "refused", why="b.csv could not be read and stays where it is: " + os.strerror(2) + "."
    )
    assert third.fate == "imported"
    assert not (box / "refused").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything; the test before this one has the same path")
def test_a_file_without_permission_is_taken_once_it_can_be_read(box: Path, store: Warehouse) -> None:
    put(box, {"a.csv": table(CONTENT, content())})
    (box / "a.csv").chmod(0)
    assert "Permission denied" in take(box, store)["a.csv"].why

    (box / "a.csv").chmod(0o600)
    assert take(box, store)["a.csv"].fate == "imported"


def test_a_zip_whose_beginning_is_gone_is_moved_aside_like_any_damaged_file(box: Path, store: Warehouse) -> None:
    put(box, {"a.zip": zipped(archive(tweet()))[1:], "b.csv": table(CONTENT, content())})

    receipts = take(box, store)
    assert fates(receipts) == {"a.zip": "refused", "b.csv": "imported"}
    assert "a.zip is a damaged archive" in receipts["a.zip"].why
    assert (box / "refused" / "a.zip").exists()


def test_a_name_that_is_not_utf_8_harms_nothing(box: Path, store: Warehouse) -> None:
    put(box, {os.fsdecode(b"an\xe1lise.csv"): table(CONTENT, content()), os.fsdecode(b"\xe1.csv"): b"x"})

    assert fates(take(box, store)) == {"an\ufffdlise.csv": "imported", "\ufffd.csv": "refused"}
    assert store.table("account.export_files")["name"].tolist() == ["an\ufffdlise.csv"]


def test_an_inbox_that_is_not_there_is_empty(tmp_path: Path, store: Warehouse) -> None:
    assert take(tmp_path / "nothing", store) == {}


def test_nothing_is_left_of_the_scratch_folders(box: Path, store: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = box.parent / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    put(box, {**FILES, "broken.csv": b"x"})
    take(box, store)

    assert list(scratch.iterdir()) == []


def test_labels_are_taken_from_the_file_and_go_with_it(store: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    assert importing.take_labels(path, store) is None
    path.write_text("\ufeffpost_id,kind\n123,quote\n", encoding="utf-8")

    said = "labels of 1 posts, 0 of them known"
    assert importing.take_labels(path, store) == Receipt("labels.csv", "imported", why=said)
    assert importing.take_labels(path, store) == Receipt("labels.csv", "known", why=said)
    assert store.table("account.labels")["kind"].tolist() == ["quote"]
    path.unlink()
    assert importing.take_labels(path, store) is None
    assert store.table("account.labels").empty


@pytest.mark.parametrize(
    ("data", "told"), [(b"post_id,kind\n1,replies\n", "`kind` is 'replies'"), (b"\xff", "labels.csv is not UTF-8 text")]
)
def test_labels_that_cannot_be_read_leave_those_of_before(
    store: Warehouse, tmp_path: Path, data: bytes, told: str
) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(b"post_id,kind\n123,quote\n")
    importing.take_labels(path, store)
    path.write_bytes(data)

    receipt = importing.take_labels(path, store)
    assert receipt is not None
    assert (receipt.fate, told in receipt.why) == ("refused", True)
    assert store.table("account.labels")["kind"].tolist() == ["quote"]


def test_an_empty_labels_file_says_nothing(store: Warehouse, tmp_path: Path) -> None:
    for text in ("", "\n", "\ufeff"):
        (tmp_path / "labels.csv").write_text(text, encoding="utf-8")
        receipt = importing.take_labels(tmp_path / "labels.csv", store)
        assert receipt == Receipt("labels.csv", "known", why="labels of 0 posts, 0 of them known")
