"""The commands about publishing: handing over, the keys, the kill switch, and what needs you again."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tweet_assets import terminal

if TYPE_CHECKING:
    from tweet_assets.accounts import Account, Folder
    from tweet_assets.data_folder import DataFolder
    from tweet_assets.posting.desk import Desk


@click.command()
def publish() -> None:
    """Publish what was approved: into outbox/ of the data folder, to be posted by hand, or to X where configured."""
    from tweet_assets.posting import switches
    from tweet_assets.posting.handed_over import Tries
    from tweet_assets.stores import Posting

    place, folder = terminal.named_folder()
    store = Posting(data_folder=str(place.path)).warehouse()
    stop = switches.stopped(place.path, os.environ, store)
    if stop:
        terminal.say(f"Nothing is published: {stop}. `tweet-assets resume` lets it go on.", err=True)
        return
    before = Tries.of(store)
    with terminal.rounds(place) as runs:
        runs.run("publish")
    done = before.since(store)
    fresh = [place.path / "outbox" / f"{name}.txt" for name in done.by_hand]
    for path in fresh:
        click.echo(f"  new: {path}")
    others = sum(path not in fresh for path in (place.path / "outbox").glob("*.txt"))
    if others:
        click.echo(f"  {others} of before lie in {place.path / 'outbox'}")
    for account, state, number in done.at_x:
        click.echo(f"  @{account}, on X: {number} {state}")
    for path in sorted((place.path / "outbox").glob("*.ics")):
        click.echo(f"As a calendar with links that open each on X: {path}")
    if fresh:
        click.echo("Post each by hand when it is due: the link in it opens it on X. Your next export brings it back.")
        terminal.next_is("import FILE ...")
    elif not done.at_x:
        _nothing_new(place, folder)
    else:
        terminal.next_is("run")


@click.command()
def connect() -> None:
    """Check the keys of each account that publishes to X, without posting: whose they are, and what the clock says."""
    from tweet_assets.posting import x_account
    from tweet_assets.posting.x_requests import Requests
    from tweet_assets.settings import SETTINGS
    from tweet_assets.stores import Posting

    place, folder = terminal.named_folder()
    wrong = []
    for account in folder.accounts:
        if account.publisher != "x" and not x_account.has_keys(os.environ, account.handle):
            click.echo(_needs_no_keys(account))
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
                f"@{account.handle}: the keys are right. X's clock: {off}. Mode {account.mode}, publisher "
                f"{account.publisher}, nothing was posted."
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
    terminal.say(f"Stopped: {place.path / switches.FILE} is there. `tweet-assets resume` lets it go on.")


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
    name = terminal.decision(place, decision_id)
    try:
        state = recovering.rearm(_desk(place, name), name)
    except (recovering.NotRearmed, x_account.NoKeys) as error:
        terminal.fail(str(error))
    click.echo(f"{name} is {state}.")
    if state == "rearmed":
        terminal.next_is("publish")


@click.command()
def read() -> None:
    """Read own posts back from X, those that have come to an age at which it is time, into the inbox."""
    place, folder = terminal.named_folder()
    for account in folder.accounts:
        if account.publisher != "x":
            click.echo(f"@{account.handle}: {_BY_EXPORT}")
    if all(account.publisher != "x" for account in folder.accounts):
        terminal.next_is("import FILE ...")
        return
    with terminal.rounds(place) as runs:
        runs.run("read_back")
    terminal.next_is("run")


def _nothing_new(place: DataFolder, folder: Folder) -> None:
    """Why nothing was handed over, as far as the user can do something about it."""
    from tweet_assets.review.judging import Bench

    bench = Bench.of(place)
    planned = bench.standing("not rehearsal and for_day >= ?", [folder.day_of(datetime.now(UTC))])
    states = planned["state"].value_counts()
    waiting, approved = int(states.get("awaiting_approval", 0)), int(states.get("approved", 0))
    if waiting:
        click.echo(f"Nothing new. Waiting for your verdict: {waiting}; only what you approve is published.")
        terminal.next_is("review")
    elif approved:
        click.echo(f"Nothing new. Approved, and not due or with a gate closed: {approved}.")
        terminal.next_is("report")
    elif all(account.mode == "observe" for account in folder.accounts):
        click.echo("Nothing new. In mode observe nothing is handed over. `mode` of accounts.toml may be suggest.")
        terminal.next_is("run")
    else:
        click.echo("Nothing new. Nothing more is approved.")
        terminal.next_is("run")


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
    if not account.publishes_to_x:
        terminal.fail(
            f"{decision_id} is of @{account.handle}, which does not publish to X (publisher {account.publisher}, mode "
            f"{account.mode}): what you approve goes into the outbox folder by `tweet-assets publish`, and nothing of "
            "it needs to be armed again."
        )
    return publishing_jobs.desk(account, posting, Own(data_folder=path), External(data_folder=path), os.environ)


_BY_EXPORT = 'publisher is "folder": nothing is read from X. Its figures come with your exports.'


def _needs_no_keys(account: Account) -> str:
    """What applies to an account that does not publish to X, and has no keys."""
    return (
        f'@{account.handle}: publisher is "{account.publisher}", mode {account.mode}: it needs no keys, and none are '
        'there. Texts go into the outbox folder. With publisher = "x" and mode = "approve" they would go to X: see '
        "docs/publishing.md."
    )
