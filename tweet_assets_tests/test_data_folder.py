"""The data folder: where it is, and what stands in its accounts.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from tweet_assets.accounts import ConfigurationError
from tweet_assets.data_folder import PROJECT, VARIABLE, DataFolder

ME = '[[accounts]]\nhandle = "invented_me"\n'


def test_the_environment_names_the_folder_and_the_project_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "x" / ".." / "mine"))
    assert DataFolder.current().path == (tmp_path / "mine").resolve()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(VARIABLE, "~/mine")
    assert DataFolder.current().path == (tmp_path / "mine").resolve()
    for unset in ("", None):
        monkeypatch.delenv(VARIABLE) if unset is None else monkeypatch.setenv(VARIABLE, unset)
        assert DataFolder.current().path == PROJECT / "data"


def test_everything_lies_below_the_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)

    assert folder.own_inbox == tmp_path / "inbox" / "own"
    assert folder.external_inbox == tmp_path / "inbox" / "external"
    assert folder.instance.is_relative_to(tmp_path)


def test_curated_examples_are_the_folders_own_or_those_of_the_project(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.curated_examples == PROJECT / "data" / "curated_examples.csv"
    assert folder.curated_examples.exists()

    (tmp_path / "curated_examples.csv").write_text("x")
    assert folder.curated_examples == tmp_path / "curated_examples.csv"


def test_a_folder_without_accounts_says_what_to_type(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)

    assert not folder.configured
    with pytest.raises(
        ConfigurationError, match=r"accounts.toml does not exist. `tweet-assets --data .* init` writes it"
    ):
        folder.settings()


def test_the_template_can_be_copied_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_bytes((PROJECT / "data" / "accounts.template.toml").read_bytes())

    assert [account.mode for account in DataFolder(tmp_path).settings().accounts] == ["observe"]


@pytest.mark.parametrize("data", [ME.encode(), b"\xef\xbb\xbf" + ME.encode(), ME.replace("\n", "\r\n").encode()])
def test_editors_may_save_it_their_way(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "accounts.toml").write_bytes(data)

    assert DataFolder(tmp_path).settings().accounts[0].handle == "invented_me"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "accounts.toml").write_bytes(("# café\n" + ME).encode(encoding))

    with pytest.raises(ConfigurationError, match=r"accounts.toml is not UTF-8 text. Save it as UTF-8."):
        DataFolder(tmp_path).settings()


def test_a_bad_setting_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text("[[accounts]]\n")

    with pytest.raises(ConfigurationError, match=r"/accounts.toml, account 1: `handle` is not given"):
        DataFolder(tmp_path).settings()


def test_a_command_names_the_folder_where_it_is_not_the_default_one() -> None:
    default, other = DataFolder(PROJECT / "data"), DataFolder(Path("/invented/my data"))

    assert default.command("run") == "tweet-assets run"
    assert other.command("why 3f") == "tweet-assets --data '/invented/my data' why 3f"
    assert default.typed("Try `tweet-assets run`.") == "Try `tweet-assets run`."
    assert other.typed("Try `tweet-assets run`, then tweet-assets.") == (
        "Try `tweet-assets --data '/invented/my data' run`, then tweet-assets."
    )
    assert other.typed(other.typed("`tweet-assets run`")) == "`tweet-assets --data '/invented/my data' run`"
