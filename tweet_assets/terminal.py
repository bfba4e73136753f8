"""What every command of the terminal needs: the data folder with its settings, and an end with one line of why."""

from __future__ import annotations

import sys
from datetime import date
from typing import NoReturn

import click

from tweet_assets.accounts import ConfigurationError, Folder
from tweet_assets.data_folder import DataFolder


def folder() -> tuple[DataFolder, Folder]:
    place = DataFolder.current()
    try:
        return place, place.settings()
    except ConfigurationError as error:
        fail(str(error))


def handles(folder: Folder) -> str:
    return ", ".join(f"@{account.handle}" for account in folder.accounts)


def summary(place: DataFolder, folder: Folder, for_day: date) -> None:
    """Says what a round left behind, and what to do next."""
    from tweet_assets import summary as summary_

    click.echo()
    for line in summary_.lines(place, folder, for_day):
        click.echo(line)


def fail(message: str) -> NoReturn:
    click.echo(f"tweet-assets: {message}", err=True)
    sys.exit(1)
