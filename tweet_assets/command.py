"""The command `tweet-assets`: the jobs of the graph, one after the other, for whoever prefers a terminal.

It is thin: every step is a run of a Dagster job and stands in the history of the data folder, where `scripts/dev`
shows it.
"""

from __future__ import annotations

import logging
import os
import warnings
from datetime import datetime
from pathlib import Path

import click

from tweet_assets import (
    draft_commands,
    invented_commands,
    look_command,
    own_data,
    publishing_commands,
    review_commands,
    score_command,
    setup_commands,
    terminal,
)
from tweet_assets.accounts import ConfigurationError
from tweet_assets.data_folder import VARIABLE, DataFolder
from tweet_assets.warehouse import WarehouseError


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
    Only a look:     tweet-assets look FILE ...           the report from your exports, nothing configured
    Your own data:   tweet-assets init                    writes accounts.toml, after four questions
                     tweet-assets import FILE ...         your exports from X Analytics, your X archive
                     tweet-assets run
    Something off:   tweet-assets doctor                  what is as it should be here, what is not, what to do
    Any past day:    tweet-assets run --day 2026-01-31    a rehearsal: nothing of it can be published
    """
    if data:
        os.environ[VARIABLE] = str(data.resolve())
    warnings.filterwarnings("ignore")
    logging.getLogger("dagster").setLevel(logging.CRITICAL)


@main.command()
@click.option("--day", type=terminal.DAY, help="Plan this day (YYYY-MM-DD). A past day is a rehearsal. Default: today.")
def run(day: datetime | None) -> None:
    """Import the inboxes, learn, write drafts, decide the day, and report.

    Run it as often as you like: what stands is not done twice.
    """
    from tweet_assets import summary
    from tweet_assets.doctor import cautions

    began = summary.Began.now()
    place, folder = terminal.named_folder()
    for_day = terminal.day(folder, day)
    for caution in cautions.of(folder, os.environ):
        terminal.say(f"Note: {caution}", err=True)
    rehearsal = for_day < terminal.today(folder)
    click.echo(f"{for_day}, {place.path}{', a rehearsal' if rehearsal else ''}")
    with terminal.rounds(place) as runs:
        runs.go(for_day)
    click.echo()
    for line in summary.lines(place, folder, for_day, began):
        click.echo(line)


@main.command()
@click.option("--day", type=terminal.DAY, help="The day of the report (YYYY-MM-DD). Default: today.")
def report(day: datetime | None) -> None:
    """Write the pages of a day and of its week anew from what is known, and print what works for you.

    The week is that of the day before, the last of which everything is known.
    """
    place, folder = terminal.folder()
    for_day = terminal.day(folder, day)
    with terminal.rounds(place, terminal.silence) as runs:
        week = runs.tell(for_day)
    pages = sorted((place.path / "reports" / f"week-{week}").glob("*.md"))
    for path in pages:
        click.echo(path.read_text(encoding="utf-8"))
    for path in pages:
        click.echo(f"As a page: {path.with_suffix('.html')}", err=True)


@main.command()
def home() -> None:
    """Print where Dagster keeps the history of this data folder, for DAGSTER_HOME."""
    from tweet_assets import round as round_

    click.echo(round_.instance_home(DataFolder.current()))


for _command in (
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
    review_commands.why,
    publishing_commands.connect,
    publishing_commands.stop,
    publishing_commands.resume,
    publishing_commands.rearm,
    publishing_commands.read,
    publishing_commands.publish,
    invented_commands.demo,
    invented_commands.simulate,
    invented_commands.drill,
    setup_commands.init,
    setup_commands.doctor,
):
    main.add_command(_command)

if __name__ == "__main__":
    main()
