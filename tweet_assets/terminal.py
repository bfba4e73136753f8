"""What every command of the terminal needs: the data folder with its settings, rounds, days, and an end with why.

What is said here names commands as they have to be typed for the data folder that is in use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NoReturn

import click

from tweet_assets import progress
from tweet_assets.accounts import ConfigurationError, Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.warehouse import WarehouseError

if TYPE_CHECKING:
    from tweet_assets.round import Round

DAY = click.DateTime(formats=["%Y-%m-%d"])


def folder() -> tuple[DataFolder, Folder]:
    """The data folder, and what its accounts.toml says; where that cannot be read, the command ends."""
    place = DataFolder.current()
    try:
        return place, place.settings()
    except ConfigurationError as error:
        fail(str(error))


def named_folder() -> tuple[DataFolder, Folder]:
    """The same for what is about an account: the handle of the template is nobody's, and the command ends there too."""
    place, settings = folder()
    if any(account.is_unnamed for account in settings.accounts):
        fail(
            f"{place.accounts_file}: `handle` is still the template's, {settings.accounts[0].handle!r}. "
            "Write the name of your account on X there, without @."
        )
    return place, settings


def handles(folder: Folder) -> str:
    return ", ".join(f"@{account.handle}" for account in folder.accounts)


@contextmanager
def rounds(place: DataFolder, lines: Callable[[str], None] = click.echo) -> Iterator[Round]:
    """Runs over a data folder, with their progress shown. Where one fails, the command ends with its reason."""
    from tweet_assets import round as round_

    try:
        with progress.shown(lines) as told, round_.over(place, told) as runs:
            yield runs
    except round_.RunFailed as error:
        fail(str(error))


def silence(_: str) -> None:
    """For a command whose only output is its result."""


def today(folder: Folder) -> date:
    """The folder's day. Where it is simulated, and this machine's clock has not come to it, the command ends."""
    clock = datetime.now(UTC)
    if folder.is_ahead(clock):
        fail(
            f"accounts.toml: `today` is {folder.today}, and this machine's clock says {folder.clock_day(clock)}: days "
            "that have not come cannot be run, simulated ones neither. Set `today` to a day that has come."
        )
    return folder.day_of(clock)


def day(folder: Folder, asked: datetime | None) -> date:
    """The day that was asked for, or today; one that cannot be planned ends the command."""
    latest = today(folder)
    for_day = asked.date() if asked else latest
    if for_day > latest:
        fail(f"{for_day} has not come yet: a day is planned when it has begun, from what was known the day before.")
    if for_day <= folder.history_start:
        fail(f"{for_day} is not after {folder.history_start}, the `history_start` of accounts.toml.")
    return for_day


def decision(place: DataFolder, typed: str) -> str:
    """The ID of the decision that was meant, by a unique beginning of it; where none is, the command ends."""
    from tweet_assets.posting import beginnings
    from tweet_assets.stores import Posting

    try:
        return beginnings.named(Posting(data_folder=str(place.path)).warehouse(), typed)
    except (beginnings.NotNamed, WarehouseError) as error:
        fail(str(error))


def reason(_: click.Context, __: click.Parameter, value: str) -> str:
    """An option that asks why: blanks are no reason."""
    if not value.strip():
        raise click.BadParameter("a reason in words was expected; it is kept.")
    return value.strip()


def say(message: str, err: bool = False) -> None:
    click.echo(DataFolder.current().typed(message), err=err)


def next_is(words: str) -> None:
    """The last line of a command: what to type now."""
    click.echo(f"Next: {DataFolder.current().command(words)}")


def fail(message: str) -> NoReturn:
    say(f"tweet-assets: {message}", err=True)
    sys.exit(1)
