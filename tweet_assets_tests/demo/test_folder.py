"""The demo folder on disk."""

from pathlib import Path

import pytest

from tweet_assets.demo.folder import AnotherAccount, write_folder


def test_a_folder_holds_the_settings_six_own_exports_the_labels_and_the_viral_library(tmp_path: Path) -> None:
    written = write_folder(tmp_path / "demo", seed=3)

    names = sorted(str(p.relative_to(tmp_path / "demo")) for p in written)
    assert sorted(p for p in (tmp_path / "demo").rglob("*") if p.is_file()) == sorted(written)
    assert names[0] == "accounts.toml"
    assert names[1] == "inbox/external/viral_tweets_2026-06.jsonl"
    assert len(names[2:-1]) == 6
    assert all(name.startswith("inbox/own/account_analytics_content_2026-") for name in names[2:-1])
    assert names[-1] == "labels.csv"


def test_writing_twice_is_writing_once_and_another_seed_writes_other_files(tmp_path: Path) -> None:
    first = {p.name: p.read_bytes() for p in write_folder(tmp_path / "a", seed=3)}

    again = {p.name: p.read_bytes() for p in write_folder(tmp_path / "a", seed=3)}
    other = {p.name: p.read_bytes() for p in write_folder(tmp_path / "b", seed=4)}

    assert again == first
    assert {name for name in first if first[name] == other[name]} == {"accounts.toml"}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    mine = tmp_path / "accounts.toml"
    mine.write_text('[[accounts]]\nhandle = "invented_owner"\n')

    with pytest.raises(AnotherAccount, match=r"accounts\.toml is of another account"):
        write_folder(tmp_path, seed=3)

    assert mine.read_text() == '[[accounts]]\nhandle = "invented_owner"\n'
    assert list(tmp_path.iterdir()) == [mine]
