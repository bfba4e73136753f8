"""The commands of invented accounts: the demo, whose truth is known, and sixty days of both loops."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tweet_assets import terminal
from tweet_assets.data_folder import DataFolder
from tweet_assets.demo.creator import SEED


@click.command()
@click.option("--seed", type=int, default=SEED, show_default=True, help="Which invented account.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"))
def demo(folder: Path, seed: int) -> None:
    """Both loops on an invented account whose truth is known; says which of its effects were found.

    It lives in FOLDER (default: demo/), a data folder of its own, and leaves yours alone.
    """
    from tweet_assets import round as round_
    from tweet_assets.demo import folder as demo_folder
    from tweet_assets.demo import verdict

    place = DataFolder(folder.resolve())
    try:
        demo_folder.write_folder(place.path, seed)
    except demo_folder.AnotherAccount as error:
        terminal.fail(str(error))
    settings = place.settings()
    for_day = settings.day_of(datetime.now(UTC))
    click.echo(f"An invented account, @{settings.accounts[0].handle}, in {place.path}")
    try:
        with round_.over(place, click.echo) as runs:
            runs.go(for_day)
    except round_.RunFailed as error:
        terminal.fail(str(error))
    click.echo()
    click.echo(verdict.of(place, for_day))
    terminal.summary(place, settings, for_day)


@click.command()
@click.option("--days", type=click.IntRange(1), default=60, show_default=True, help="How many.")
@click.option("--seed", default=SEED, show_default=True, help="Of the readers, and of the person who approves.")
@click.option("--posts", "posts_per_day", type=click.IntRange(1, 8), default=3, show_default=True, help="A day.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def simulate(folder: Path, days: int, seed: int, posts_per_day: int) -> None:
    """Run both loops for days on end, for an invented account behind a local server like X's.

    Sensors and schedules are those of the project, at simulated times: decisions, approvals, posts, reads, outcomes,
    policy. Says what the policy cost against random falling, by a truth that it does not know. FOLDER is made new.
    """
    from tweet_assets import round as round_
    from tweet_assets.closed_loop import simulation, told

    one = simulation.Simulation(DataFolder(folder.resolve()), seed, posts_per_day)
    try:
        audience = one.run(days, click.echo)
    except (simulation.FolderTaken, round_.RunFailed) as error:
        terminal.fail(str(error))
    for line in told.lines(one.place, audience):
        click.echo(line)
