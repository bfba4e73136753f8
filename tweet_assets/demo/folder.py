"""Writes the demo folder: accounts.toml, the account's own exports and labels, and the invented viral library."""

from __future__ import annotations

from pathlib import Path

from tweet_assets.demo import account_files, creator, viral_files


class AnotherAccount(Exception):
    """The folder holds other files under the same names: another invented account, or a real one."""


def write_folder(folder: Path, seed: int = creator.SEED) -> list[Path]:
    """Writes every file of the demo below `folder` and returns their paths; the same seed writes the same bytes.

    Writes nothing over. Raises AnotherAccount where a file of that name says something else.
    """
    history = creator.history(seed)
    contents = {
        Path("accounts.toml"): account_files.accounts_toml().encode(),
        Path("labels.csv"): account_files.labels_csv(history),
        Path("inbox/external") / viral_files.FILE_NAME: viral_files.library(seed),
    }
    for name, content in account_files.exports(history, seed).items():
        contents[Path("inbox/own") / name] = content
    for path, content in contents.items():
        if (folder / path).exists() and (folder / path).read_bytes() != content:
            raise AnotherAccount(
                f"{folder / path} is of another account, and stays. Give the demo a folder of its own."
            )
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return [folder / path for path in contents]
