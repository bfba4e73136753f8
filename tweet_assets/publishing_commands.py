"""The commands about publishing: whether the keys are right, the kill switch, and arming again what needs you."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tweet_assets import terminal

if TYPE_CHECKING:
    from tweet_assets.data_folder import DataFolder
    from tweet_assets.posting.desk import Desk


@click.command()
def connect() -> None:
    """Check the keys of each account that publishes to X, without posting: whose they are, and what the clock says."""
    from tweet_assets.posting import x_account
    from tweet_assets.posting.x_requests import Requests
    from tweet_assets.settings import SETTINGS
    from tweet_assets.stores import Posting

    place, folder = terminal.folder()
    wrong = []
    for account in folder.accounts:
        if account.publisher != "x":
            click.echo(f'@{account.handle} does not publish to X (`publisher = "folder"`): it needs no keys.')
            continue
        try:
            x = x_account.account(os.environ, account.handle, SETTINGS.posting.x_timeout_seconds)
        except x_account.NoKeys as error:
            wrong.append(f"@{account.handle}: {error}")
            continue
        store = Posting(data_folder=str(place.path)).warehouse()
        requests = Requests(store, account.handle, lambda: datetime.now(UTC))
        answer = requests.ask("me", SETTINGS.posting.usd_a_me, x.me)
        told = answer.body.get("data") or {}
        if not answer.ok or "username" not in told:
            wrong.append(f"@{account.handle}: X says no ({answer.status}): {answer.failure or answer.said}")
        elif account.handle.lower() != str(told["username"]).lower():
            wrong.append(f"@{account.handle}: the keys are those of @{told['username']}. Nothing will be published.")
        else:
            off = f"{(datetime.now(UTC) - answer.at).total_seconds():+.0f} s off" if answer.at else "not told"
            click.echo(
                f"@{account.handle}: the keys are right. X's clock: {off}. Mode {account.mode}, nothing was posted."
            )
    if wrong:
        terminal.fail("\n".join(wrong))


@click.command()
@click.option("--why", default="by hand", help="The reason; it is kept.")
def stop(why: str) -> None:
    """Stop all publishing of this data folder at once, also what is armed already."""
    from tweet_assets.posting import switches
    from tweet_assets.warehouse import WarehouseError

    place, _ = terminal.folder()
    try:
        _throw(place, "stop", why)
    except WarehouseError as error:  # the file is there: that is enough
        click.echo(f"The row could not be written: {error}", err=True)
    click.echo(f"Stopped: {place.path / switches.FILE} is there. `{place.program} resume` lets it go on.")


@click.command()
@click.option("--why", default="by hand", help="The reason; it is kept.")
def resume(why: str) -> None:
    """Let publishing go on, after a stop or after X has refused keys or credit."""
    from tweet_assets.posting import switches

    place, _ = terminal.folder()
    _throw(place, "resume", why)
    if os.environ.get(switches.VARIABLE, "").strip():
        terminal.fail(f"{switches.VARIABLE} is still set in the environment: unset it where the daemon was started.")
    click.echo("Publishing goes on.")


@click.command()
@click.argument("decision_id")
def rearm(decision_id: str) -> None:
    """Send a text again that X refused, whose time is over, or that needs you: after you have looked at the account.

    The timeline is read once more before: what is there after all is kept as posted.
    """
    from tweet_assets.posting import recovering, x_account

    place, _ = terminal.folder()
    decision_id = terminal.decision(place, decision_id)
    try:
        state = recovering.rearm(_desk(place, decision_id), decision_id)
    except (recovering.NotRearmed, x_account.NoKeys) as error:
        terminal.fail(str(error))
    click.echo(f"{decision_id} is {state}." + (f" Next: {place.program} publish" if state == "rearmed" else ""))


@click.command()
def read() -> None:
    """Read own posts back from X, those that have come to an age at which it is time, into the inbox."""
    from tweet_assets import round as round_

    place, folder = terminal.folder()
    if not any(account.publisher == "x" for account in folder.accounts):
        terminal.fail('no account of this folder is connected to X (`publisher = "x"`): bring an export instead.')
    try:
        with round_.over(place, click.echo) as runs:
            runs.run("read_back")
    except round_.RunFailed as error:
        terminal.fail(str(error))
    click.echo(f"Next: {place.program} run")


@click.command()
@click.option("--intents", default=200, show_default=True, help="How many texts are to be published.")
@click.option("--seed", default=1, show_default=True, help="Of what goes wrong, and when.")
def drill(intents: int, seed: int) -> None:
    """Try publishing against a local server like X's: killed at every state, answers lost, clocks off, disk full.

    Prints what became of each text, by the ledger and by the server. Nothing leaves the machine.
    """
    from tweet_assets.drill import rounds

    told = rounds.run(intents, seed, click.echo)
    for line in told.lines():
        click.echo(line)
    if not told.held:
        terminal.fail("the drill found what must not be.")


def _throw(place: DataFolder, switch: str, why: str) -> None:
    from tweet_assets.posting import switches
    from tweet_assets.stores import Posting

    store = Posting(data_folder=str(place.path)).warehouse()
    now = datetime.now(UTC)
    if switch == "stop":
        switches.throw(place.path, store, "stop", why, now)
    else:
        switches.throw(place.path, store, "resume", why, now)


def _desk(place: DataFolder, decision_id: str) -> Desk:
    from tweet_assets import publishing_jobs
    from tweet_assets.stores import External, Own, Posting

    path = str(place.path)
    posting = Posting(data_folder=path)
    found = posting.warehouse().table("posting.decisions", decision_id=decision_id)
    account = None if found.empty else posting.folder().account(str(found["account"].iloc[0]))
    if account is None:
        terminal.fail(f"There is no decision {decision_id} of a configured account in {path}.")
    return publishing_jobs.desk(account, posting, Own(data_folder=path), External(data_folder=path), os.environ)
