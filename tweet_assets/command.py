"""The command `tweet-assets`: the jobs of the graph, one after the other, for whoever prefers a terminal.

It is thin: every step is a run of a Dagster job and stands in the history of the data folder, where `scripts/dev`
shows it.
"""

from __future__ import annotations

import logging
import os
import warnings
from datetime import UTC, date, datetime
from pathlib import Path

import click

from tweet_assets import (
    demo_commands,
    draft_commands,
    look_command,
    own_data,
    publishing_commands,
    review_commands,
    score_command,
    start_commands,
    terminal,
)
from tweet_assets.accounts import ConfigurationError, Folder
from tweet_assets.data_folder import VARIABLE, DataFolder
from tweet_assets.warehouse import WarehouseError

DAY = click.DateTime(formats=["%Y-%m-%d"])


class _Commands(click.Group):
    """What is wrong with settings or a database ends a command with its one line of why, whichever command it is."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (ConfigurationError, WarehouseError) as error:
            terminal.fail(str(error))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"The data folder. Default: ${VARIABLE}, else data/ of this project.",
)
def main(data: Path | None) -> None:
    """What works for you on X, from your own posts alone; and drafts, from examples that train nothing.

    \b
    First time:      tweet-assets demo                    an invented account, start to finish
    Your own data:   copy data/accounts.template.toml to data/accounts.toml, write your handle into it,
                     tweet-assets import FILE ...         your exports from X Analytics, your X archive
                     tweet-assets run
    Any past day:    tweet-assets run --day 2026-01-31    a rehearsal: nothing of it can be published
    """
    if data:
        os.environ[VARIABLE] = str(data.resolve())
    warnings.filterwarnings("ignore")
    logging.getLogger("dagster").setLevel(logging.CRITICAL)


@main.command()
@click.option("--day", type=DAY, help="Plan this day (YYYY-MM-DD). A past day is a rehearsal. Default: today.")
def run(day: datetime | None) -> None:
    """Import the inboxes, learn, write drafts, decide the day, and report.

    Run it as often as you like: what stands is not done twice.
    """
    from tweet_assets import round as round_

    place, folder = terminal.folder()
    for account in folder.accounts:
        if account.note:
            click.echo(f"Note: {account.note}", err=True)
    for_day = _day(folder, day)
    click.echo(f"{for_day}, {place.path}{', a rehearsal' if for_day < _today(folder) else ''}")
    try:
        with round_.over(place, click.echo) as runs:
            runs.go(for_day)
    except round_.RunFailed as error:
        terminal.fail(str(error))
    terminal.summary(place, folder, for_day)


@main.command()
@click.option("--day", type=DAY, help="The day of the report (YYYY-MM-DD). Default: today.")
def report(day: datetime | None) -> None:
    """Write the page of a day and that of its week anew from what is known, and print what works for you.

    The week is that of the day before, the last of which everything is known.
    """
    from tweet_assets import round as round_

    place, folder = terminal.folder()
    for_day = _day(folder, day)
    try:
        with round_.over(place, _say_nothing) as runs:
            week = runs.tell(for_day)
    except round_.RunFailed as error:
        terminal.fail(str(error))
    pages = sorted((place.path / "reports" / f"week-{week}").glob("*.md"))
    for path in pages:
        click.echo(path.read_text(encoding="utf-8"))
    for path in pages:
        click.echo(f"As a page: {path.with_suffix('.html')}", err=True)


@main.command()
@click.argument("decision_id")
def why(decision_id: str) -> None:
    """Explain a decision: its arm, propensity and runner-up, the evidence and the seed; and draw it once more."""
    from tweet_assets.posting import revisions
    from tweet_assets.reports import explanation
    from tweet_assets.stores import Own, Posting

    place, folder = terminal.folder()
    posting = Posting(data_folder=str(place.path)).warehouse(read_only=True)
    decision_id = terminal.decision(place, decision_id)
    decision = revisions.standing(posting, "decision_id = ?", [decision_id]).iloc[0]
    own = Own(data_folder=str(place.path)).warehouse(read_only=True)
    model = {"account": decision["account"], "as_of": decision["policy_as_of"]}
    what = explanation.Explained(
        decision=decision,
        options=posting.table("posting.decision_probabilities", decision_id=decision_id),
        policy=own.table("learning.policy", **model),
        posteriors=own.table("learning.arm_posteriors", **model),
        account=folder.account(decision["account"]),
    )
    for line in explanation.lines(what):
        click.echo(line)


@main.command()
def publish() -> None:
    """Publish what was approved: into outbox/ of the data folder, to be posted by hand, or to X where configured."""
    from tweet_assets import round as round_
    from tweet_assets.posting import switches
    from tweet_assets.stores import Posting

    place, _ = terminal.folder()
    stop = switches.stopped(place.path, os.environ, Posting(data_folder=str(place.path)).warehouse())
    if stop:
        click.echo(f"Nothing is published: {stop}. `tweet-assets resume` lets it go on.", err=True)
        return
    try:
        with round_.over(place, click.echo) as runs:
            runs.run("publish")
    except round_.RunFailed as error:
        terminal.fail(str(error))
    for path in sorted((place.path / "outbox").glob("*.txt")):
        click.echo(f"  {path}")
    for path in sorted((place.path / "outbox").glob("*.ics")):
        click.echo(f"As a calendar with links that open each on X: {path}")


@main.command()
def home() -> None:
    """Print where Dagster keeps the history of this data folder, for DAGSTER_HOME."""
    from tweet_assets import round as round_

    click.echo(round_.instance_home(DataFolder.current()))


def _today(folder: Folder) -> date:
    return folder.day_of(datetime.now(UTC))


def _day(folder: Folder, day: datetime | None) -> date:
    asked = day.date() if day else _today(folder)
    if asked > _today(folder):
        terminal.fail(
            f"{asked} has not come yet: a day is planned when it has begun, from what was known the day before."
        )
    if asked <= folder.history_start:
        terminal.fail(f"{asked} is not after {folder.history_start}, the `history_start` of accounts.toml.")
    return asked


def _say_nothing(_: str) -> None:
    """For a command whose only output is its result."""


for _command in (
    demo_commands.demo,
    demo_commands.simulate,
    start_commands.init,
    start_commands.doctor,
    look_command.look,
    score_command.score,
    own_data.import_,
    own_data.export,
    own_data.delete,
    draft_commands.library,
    draft_commands.collect,
    draft_commands.drafts,
    draft_commands.redraft,
    draft_commands.forget,
    review_commands.review,
    review_commands.approve,
    review_commands.reject,
    review_commands.skip,
    review_commands.edit,
    publishing_commands.connect,
    publishing_commands.stop,
    publishing_commands.resume,
    publishing_commands.rearm,
    publishing_commands.read,
    publishing_commands.drill,
):
    main.add_command(_command)

if __name__ == "__main__":
    main()
