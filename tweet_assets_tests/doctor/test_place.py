"""The data folder as files."""

from pathlib import Path

import pytest

from tweet_assets.data_folder import DataFolder
from tweet_assets.doctor import place


def test_a_folder_that_is_not_there_is_made_by_init_and_a_file_in_its_place_is_wrong(tmp_path: Path) -> None:
    [missing] = place.findings(DataFolder(tmp_path / "none"))
    (tmp_path / "file").write_text("")
    [file] = place.findings(DataFolder(tmp_path / "file"))

    assert (missing.mark, missing.to_do) == ("note", "`tweet-assets init` makes it.")
    assert (file.mark, file.what) == ("wrong", f"{tmp_path / 'file'} is not a folder.")


def test_a_full_disk_is_wrong() -> None:
    assert place.room(0.4).mark == "wrong"
    assert place.room(40.2).what == "40 GB are free on its disk"


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "marks"),
    [
        (0o755, 0o600, ["ok"]),
        (0o755, 0o644, ["note"]),
        (0o700, 0o666, ["ok"]),  # nobody else gets to it
        (0o755, 0o666, ["wrong", "note"]),
        (0o755, 0o640, ["note"]),
    ],
)
def test_who_else_can_read_or_write_a_file_is_told(
    tmp_path: Path, folder_mode: int, file_mode: int, marks: list[str]
) -> None:
    file = tmp_path / "own.duckdb"
    file.write_bytes(b"")
    file.chmod(file_mode)
    tmp_path.chmod(folder_mode)

    assert [one.mark for one in place.permissions(tmp_path, [file])] == marks
