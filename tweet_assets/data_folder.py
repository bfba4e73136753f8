"""The data folder: where it is, and what is in it.

`TWEET_ASSETS_DATA` names it; without it, it is `data/` of this project. Read where the graph is loaded, and handed on.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tweet_assets.accounts import ConfigurationError, Folder
from tweet_assets.accounts_file import parse

PROJECT = Path(__file__).resolve().parent.parent
VARIABLE = "TWEET_ASSETS_DATA"
REPOSITORY = "TWEET_ASSETS_REPOSITORY"
"""The address of this project's code on the web, with its branch: 'https://github.com/me/tweet_assets main'."""


@dataclass(frozen=True)
class DataFolder:
    """Paths below one data folder."""

    path: Path

    @classmethod
    def current(cls) -> DataFolder:
        return cls(Path(os.environ.get(VARIABLE) or PROJECT / "data").expanduser().resolve())

    def command(self, words: str) -> str:
        """`tweet-assets WORDS` as it has to be typed for this folder, where one is."""
        here = self.path.relative_to(Path.cwd()) if self.path.is_relative_to(Path.cwd()) else self.path
        named = "" if self.path == PROJECT / "data" else f"--data {shlex.quote(str(here))} "
        return f"tweet-assets {named}{words}"

    def typed(self, text: str) -> str:
        """A text whose commands, those in backticks, are as they have to be typed for this folder."""
        return re.sub(r"(?<=`)tweet-assets (?!--data )", lambda _: self.command(""), text)

    @property
    def accounts_file(self) -> Path:
        return self.path / "accounts.toml"

    @property
    def headers_file(self) -> Path:
        """The user's own names of the columns of exports, where the file is there."""
        return self.path / "headers.toml"

    @property
    def labels_file(self) -> Path:
        """The user's own labels of posts, where the file is there."""
        return self.path / "labels.csv"

    @property
    def own_inbox(self) -> Path:
        return self.path / "inbox" / "own"

    @property
    def external_inbox(self) -> Path:
        return self.path / "inbox" / "external"

    @property
    def collected_pages(self) -> Path:
        """Where the pages are kept that X's search has answered with."""
        return self.path / "collected"

    @property
    def curated_examples(self) -> Path:
        """The folder's own curated examples, or the invented ones that the project ships."""
        own = self.path / "curated_examples.csv"
        return own if own.exists() else PROJECT / "data" / "curated_examples.csv"

    def text_of(self, name: str) -> str:
        """The text of a file that the user keeps in the folder; '' where there is none. Raises ConfigurationError."""
        path = self.path / name
        if not path.exists():
            return ""
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"{path} is not UTF-8 text. Save it as UTF-8.") from error

    @property
    def scratch(self) -> Path:
        """Where copies of exports are while they are read."""
        return self.path / ".scratch"

    @property
    def instance(self) -> Path:
        """Where Dagster keeps its history of this folder."""
        return self.path / ".dagster"

    @property
    def configured(self) -> bool:
        return self.accounts_file.exists()

    def header_names(self) -> Mapping[str, str]:
        """The user's own names of columns, header = meaning. Raises ConfigurationError."""
        if not self.headers_file.exists():
            return {}
        try:
            content = tomllib.loads(self.headers_file.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{self.headers_file} is not TOML in UTF-8: {error}.") from error
        columns = content.get("columns")
        if not isinstance(columns, dict) or set(content) != {"columns"}:
            raise ConfigurationError(
                f'{self.headers_file}: one table [columns] was expected, with lines like "Beitrags-ID" = "post_id".'
            )
        return columns

    def tweet_fields(self) -> Mapping[str, Mapping[str, str]]:
        """The user's own names of the fields of tweets of others, by shape. Raises ConfigurationError."""
        text = self.text_of("tweets.toml")
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigurationError(f"{self.path / 'tweets.toml'} is not TOML: {error}.") from error
        for name, fields in content.items():
            if not isinstance(fields, dict) or not all(isinstance(field, str) for field in fields.values()):
                raise ConfigurationError(
                    f'{self.path / "tweets.toml"}: a table [{name}] with lines like text = "Tweet text" was expected.'
                )
        return content

    def settings(self) -> Folder:
        """accounts.toml of this folder. Raises ConfigurationError, also where there is none."""
        if not self.configured:
            raise ConfigurationError(
                f"{self.accounts_file} does not exist. `{self.command('init')}` writes it, after four questions."
            )
        try:
            text = self.accounts_file.read_text(encoding="utf-8-sig")  # some editors put a mark before the first letter
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"{self.accounts_file} is not UTF-8 text. Save it as UTF-8.") from error
        return parse(text, str(self.accounts_file))
