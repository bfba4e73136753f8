"""The inbox: which files wait, and how one is moved aside."""

from __future__ import annotations

import os
from pathlib import Path

from tweet_assets import inbox


def test_files_wait_in_the_order_of_their_names_and_nothing_else_does(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden", "C.csv"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")

    assert [path.name for path in inbox.waiting(tmp_path)] == ["C.csv", "a.csv", "b.csv"]
    assert inbox.waiting(tmp_path / "nothing") == []
    assert inbox.waiting(tmp_path / "a.csv") == []


def test_folders_are_entries_too_and_what_was_moved_aside_is_none(tmp_path: Path) -> None:
    for name in ("b/deep/x.js", "b/refused/y.js", "b/.z", "refused/c.csv", ".hidden/d.csv", "a.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    assert [path.name for path in inbox.entries(tmp_path)] == ["a.csv", "b"]
    assert [path.name for path in inbox.waiting(tmp_path)] == ["a.csv"]
    found = [path.relative_to(tmp_path).as_posix() for path in inbox.contents(tmp_path)]
    assert "b/refused/y.js" not in found
    assert {"a.csv", "b/deep/x.js"} <= set(found)
    assert inbox.contents(tmp_path / "nothing") == []


def test_a_folder_is_moved_aside_whole(tmp_path: Path) -> None:
    for n in range(2):
        (tmp_path / "archive.old").mkdir()
        (tmp_path / "archive.old" / "x.js").write_text(str(n))
        inbox.move_aside(tmp_path / "archive.old", f"reason {n}")

    aside = tmp_path / "refused"
    assert (aside / "archive.old" / "x.js").read_text() == "0"
    assert (aside / "archive-2.old" / "x.js").read_text() == "1"
    assert (aside / "archive-2.old.reason.txt").read_text() == "reason 1\n"
    assert inbox.entries(tmp_path) == []


def test_a_file_that_is_moved_aside_carries_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\x00content")

    moved = inbox.move_aside(tmp_path / "a.csv", "It says é.")

    assert moved == tmp_path / "refused" / "a.csv"
    assert moved.read_bytes() == b"\xff\x00content"
    assert (tmp_path / "refused" / "a.csv.reason.txt").read_text(encoding="utf-8") == "It says é.\n"
    assert inbox.waiting(tmp_path) == []


def test_nothing_that_was_moved_aside_is_ever_overwritten(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / "a.csv").write_text(str(n))
        inbox.move_aside(tmp_path / "a.csv", f"reason {n}")
    (tmp_path / "refused" / "a.csv").unlink()  # taken out, and its reason left behind
    (tmp_path / "a.csv").write_text("3")
    inbox.move_aside(tmp_path / "a.csv", "reason 3")

    assert {path.name: path.read_text().strip() for path in (tmp_path / "refused").iterdir()} == {
        "a.csv.reason.txt": "reason 0",
        "a-2.csv": "1",
        "a-2.csv.reason.txt": "reason 1",
        "a-3.csv": "2",
        "a-3.csv.reason.txt": "reason 2",
        "a-4.csv": "3",
        "a-4.csv.reason.txt": "reason 3",
    }


def test_a_name_of_an_old_archive_can_be_shown_and_moved(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xe1.csv")
    path.write_text("x")

    assert inbox.name_of(path) == "\ufffd.csv"
    moved = inbox.move_aside(path, f"{path.name} is not a table")
    assert moved.with_name(moved.name + ".reason.txt").read_text() == "?.csv is not a table\n"
