"""The inbox of own exports, file by file: what went in, what was known, what was moved aside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from account.own_files import CONTENT, FILES, FOLDER, SIMULATED, TODAY, TWO, content, table

from tweet_assets.account import importing
from tweet_assets.accounts import Folder
from tweet_assets.inbox import Receipt
from tweet_assets.warehouse import Warehouse


@pytest.fixture
def box(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "own.duckdb", "own")


def put(box: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (box / name).write_bytes(data)


def take(box: Path, store: Warehouse, folder: Folder = FOLDER) -> dict[str, Receipt]:
    return {receipt.name: receipt for receipt in importing.take(box, folder, store, TODAY)}


def test_a_broken_file_is_moved_aside_with_its_reason_and_the_good_ones_go_on(box: Path, store: Warehouse) -> None:
    put(box, {**FILES, "a_broken.csv": b"What,is,this\n", ".hidden": b"x"})

    receipts = take(box, store)

    assert [receipt.fate for receipt in receipts.values()] == ["refused", "imported", "imported", "imported"]
    assert "what, is, this" in receipts["a_broken.csv"].why
    assert (box / "refused" / "a_broken.csv").read_bytes() == b"What,is,this\n"
    assert (box / "refused" / "a_broken.csv.reason.txt").read_text() == receipts["a_broken.csv"].why + "\n"
    assert all((box / name).read_bytes() == data for name, data in FILES.items())


def test_what_is_known_tells_what_went_in_when_it_was_new(box: Path, store: Warehouse) -> None:
    put(box, FILES)
    first = take(box, store)
    put(box, {"copy.csv": FILES["account_analytics_content_2021-03-05_2021-04-08.csv"]})
    second = take(box, store)

    assert {receipt.fate for receipt in first.values()} == {"imported"}
    assert {receipt.fate for receipt in second.values()} == {"known"}
    assert {n: (r.rows, r.left_out) for n, r in second.items()} == {
        **{n: (r.rows, r.left_out) for n, r in first.items()},
        "copy.csv": (1, 1),
    }
    assert len(store.table("account.export_files")) == 3


def test_a_copy_in_the_same_inbox_is_known(box: Path, store: Warehouse) -> None:
    put(box, {"a.csv": table(CONTENT, content()), "b.csv": table(CONTENT, content())})

    assert [receipt.fate for receipt in take(box, store).values()] == ["imported", "known"]


def test_what_was_left_out_of_a_file_is_said(box: Path, store: Warehouse) -> None:
    phantom: list[object] = ["", "", "", "https://x.com/invented_me/status/undefined", *["0"] * 13]
    put(box, {"mixed.csv": table(CONTENT, content(), content(), content(TWO, handle="other"), phantom)})

    receipt = take(box, store)["mixed.csv"]

    assert (receipt.rows, receipt.left_out) == (1, 3)
    assert receipt.why == (
        "1 rows refused, the first is record 3: @other is not a configured account; add it to accounts.toml if it is "
        "yours; 1 rows without a post; 1 rows twice"
    )


def test_a_real_export_does_not_enter_a_simulated_folder(box: Path, tmp_path: Path) -> None:
    put(box, {"real.csv": table(CONTENT, content())})
    store = Warehouse(tmp_path / "own.duckdb", "own", simulated=True)

    assert take(box, store, SIMULATED)["real.csv"].fate == "refused"
    assert store.table("account.posts").empty


def test_a_file_that_cannot_be_read_stays_and_the_others_go_on(box: Path, store: Warehouse) -> None:
    put(box, {"a.csv": table(CONTENT, content()), "b.csv": b"", "c.csv": table(CONTENT, content(TWO))})
    receipts = importing.take(box, FOLDER, store, TODAY)
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


def test_a_name_that_is_not_utf_8_harms_nothing(box: Path, store: Warehouse) -> None:
    put(box, {os.fsdecode(b"an\xe1lise.csv"): table(CONTENT, content()), os.fsdecode(b"\xe1.csv"): b"x"})

    assert {n: r.fate for n, r in take(box, store).items()} == {"an\ufffdlise.csv": "imported", "\ufffd.csv": "refused"}
    assert store.table("account.export_files")["name"].tolist() == ["an\ufffdlise.csv"]


def test_an_inbox_that_is_not_there_is_empty(tmp_path: Path, store: Warehouse) -> None:
    assert take(tmp_path / "nothing", store) == {}
