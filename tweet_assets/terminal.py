"""What every command of the terminal needs: the data folder with its settings, and an end with one line of why."""

from __future__ import annotations

import sys
from datetime import date
from typing import NoReturn

import click

from tweet_assets.accounts import ConfigurationError, Folder
from tweet_assets.data_folder import DataFolder

_BEGINNING = 6
"""Letters of a decision's name that are enough, where no other begins with them."""


def folder() -> tuple[DataFolder, Folder]:
    place = DataFolder.current()
    try:
        return place, place.settings()
    except ConfigurationError as error:
        fail(str(error))


def decision(place: DataFolder, said: str) -> str:
    """The decision that somebody means by its name, or by a beginning of it that no other has."""
    from tweet_assets.stores import Posting

    store = Posting(data_folder=str(place.path)).warehouse()
    query = "select decision_id from posting.decisions where starts_with(decision_id, ?) order by due_at"
    names = [str(name) for [name] in store.rows(query, [said])]
    if said in names:
        return said
    if len(said) < _BEGINNING or not names:
        fail(f"There is no decision {said} in {place.path}.")
    if len(names) > 1:
        fail(f"{said} is the beginning of several decisions: {', '.join(names)}.")
    return names[0]


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
