"""The commands about a user's own data: take exports in, take everything out, delete it."""

from __future__ import annotations

from pathlib import Path

import click

from tweet_assets import terminal
from tweet_assets.accounts import ConfigurationError


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--account", help="Whose they are, for exports that do not say it: an overview, a bare tweets.js.")
def import_(files: tuple[Path, ...], account: str | None) -> None:
    """Take your own exports in: what each is, the fate of every row, and what to do next.

    FILES are exports of X Analytics (content, post activity, account overview) or X archives (zip, folder, tweets.js).
    They are copied into inbox/own/ of the data folder; yours stay as they are.
    """
    from tweet_assets.account import accounting, importing
    from tweet_assets.warehouse import WarehouseError

    place, folder = terminal.named_folder()
    inbox = place.own_inbox
    if account:
        named = folder.account(account.removeprefix("@"))
        if named is None:
            terminal.fail(
                f"@{account.removeprefix('@')} is not in accounts.toml; its accounts are {terminal.handles(folder)}."
            )
        inbox = inbox / named.handle
    prefix = f"{inbox.name}/" if account else ""
    try:
        brought = [prefix + name for name in importing.bring(files, inbox)]
        with terminal.rounds(place) as runs:
            table = runs.import_own()
    except (ConfigurationError, WarehouseError, importing.NotAnExport, OSError) as error:
        terminal.fail(str(error))
    shown = table[table["file"].isin(brought) | (table["fate"] != "known")]
    for line in accounting.lines(shown):
        terminal.say(line)
    others = len(table) - len(shown)
    if others:
        click.echo(f"{others} more in the inbox are known.")
    refused = int((shown["fate"] == "refused").sum())
    if refused:
        terminal.fail("nothing went in." if refused == len(shown) else f"{refused} of {len(shown)} did not go in.")
    terminal.next_is("run")


@click.command()
@click.argument("handle")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export(handle: str, target: Path) -> None:
    """Write all that this data folder holds of an account into one zip, TARGET."""
    from tweet_assets import holdings
    from tweet_assets.belongings import UnknownAccount
    from tweet_assets.warehouse import WarehouseError

    place, _ = terminal.folder()
    try:
        done = holdings.export(place, handle, target)
    except (UnknownAccount, WarehouseError, OSError) as error:
        terminal.fail(str(error))
    click.echo(f"{sum(done.rows.values()):,} rows and {len(done.files)} files of @{done.handle}: {target}")
    for kept in done.kept:
        click.echo(f"  not in it: {kept.path}; {kept.why}.")


@click.command()
@click.argument("handle")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(handle: str, yes: bool) -> None:
    """Delete all that this data folder holds of an account: rows, files, backups, Dagster's history.

    Stop `scripts/dev` first. `tweet-assets export` keeps a copy.
    """
    from tweet_assets import holdings
    from tweet_assets.belongings import UnknownAccount
    from tweet_assets.warehouse import WarehouseError

    place, _ = terminal.folder()
    if not yes:
        click.confirm(f"Delete everything of {handle} in {place.path}? It cannot be undone", abort=True)
    try:
        gone = holdings.delete(place, handle)
    except (UnknownAccount, WarehouseError, OSError) as error:
        terminal.fail(str(error))
    click.echo(
        f"{sum(gone.rows.values()):,} rows, {sum(gone.backups.values()):,} in {len(gone.backups)} backups, "
        f"{len(gone.files)} files and {gone.labels} labels of @{gone.handle} are deleted."
    )
    if gone.history:
        click.echo("Dagster's history of this folder is deleted: it named posts and files of every account.")
    for kept in gone.kept:
        click.echo(f"  {kept.path} stays: {kept.why}. Delete it yourself, or keep it.")
    if gone.configured:
        click.echo(f"accounts.toml stays as it is. Take @{gone.handle} out of it, or its next export comes in again.")
