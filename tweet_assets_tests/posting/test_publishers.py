"""The outbox folder: the text to the byte, whole files only, and nothing outside of it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.posting.publishers import FolderPublisher, Intent

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXTS)
def test_the_text_is_in_the_file_to_the_byte_and_the_link_says_it(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("outbox")

    FolderPublisher(folder).publish(Intent("d1", "invented_me", text, "2026-03-10 12:30"))

    written = (folder / "d1.txt").read_bytes()
    head = b"@invented_me, due 2026-03-10 12:30\n\n"
    assert written.startswith(head + text.encode() + b"\n\nhttps://x.com/intent/post?text=")
    link = urlsplit(written[len(head + text.encode()) :].decode().strip())
    assert link.netloc == "x.com"
    assert parse_qs(link.query, keep_blank_values=True, strict_parsing=True) == {"text": [text]}


@pytest.mark.parametrize(
    "name", ["../escaped", "/tmp/escaped", "a/b", "..", ".", "", "d1\n", "d\x00", "a\\b", "x" * 300]
)
def test_an_id_that_is_not_a_plain_name_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data" / "outbox"

    outcome = FolderPublisher(folder).publish(Intent(name, "invented_me", "A text", "2026-03-10 12:30"))

    assert outcome.state == "refused"
    assert repr(name) in outcome.detail
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("account", ["../../escaped", "/etc/invented", "a/b"])
def test_an_account_never_becomes_part_of_a_path(tmp_path: Path, account: str) -> None:
    FolderPublisher(tmp_path / "outbox").publish(Intent("d1", account, "A text", "2026-03-10 12:30"))

    assert [str(p.relative_to(tmp_path)) for p in sorted(tmp_path.rglob("*"))] == ["outbox", "outbox/d1.txt"]


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(source: Path, target: Path) -> None:
        raise OSError(f"the machine stopped between {source.name} and {target.name}")

    monkeypatch.setattr(os, "replace", cut_off)
    with pytest.raises(OSError, match=r"between d1\.partial and d1\.txt"):
        FolderPublisher(tmp_path).publish(Intent("d1", "invented_me", "A text", "2026-03-10 12:30"))

    assert not (tmp_path / "d1.txt").exists()
