"""The commands about what is invented: an account of known truth, a server like X's, publishing in bad weather."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tweet_assets import progress, terminal
from tweet_assets.data_folder import DataFolder
from tweet_assets.demo.creator import SEED


@click.command()
@click.option("--seed", type=int, default=SEED, show_default=True, help="Which invented account.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"))
def demo(folder: Path, seed: int) -> None:
    """Both loops on an invented account whose truth is known; says which of its effects were found.

    It lives in FOLDER (default: demo/), a data folder of its own, and leaves yours alone.
    """
    from tweet_assets import summary
    from tweet_assets.demo import folder as demo_folder
    from tweet_assets.demo import verdict

    began, place = summary.Began.now(), DataFolder(folder.resolve())
    try:
        demo_folder.write_folder(place.path, seed)
    except demo_folder.AnotherAccount as error:
        terminal.fail(str(error))
    settings = place.settings()
    for_day = terminal.today(settings)
    click.echo(f"An invented account, @{settings.accounts[0].handle}, in {place.path}")
    with terminal.rounds(place) as runs:
        runs.go(for_day)
    click.echo()
    click.echo(verdict.of(place, for_day))
    click.echo()
    for line in summary.lines(place, settings, for_day, began):
        click.echo(line)


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

    possible = (datetime.now(UTC).date() - simulation.FIRST_DAY).days
    if days > possible:
        terminal.fail(
            f"it begins on {simulation.FIRST_DAY}, and a day that has not come by this machine's clock cannot be run: "
            f"{max(possible, 0)} days at most."
        )
    one = simulation.Simulation(DataFolder(folder.resolve()), seed, posts_per_day)
    try:
        with progress.shown(click.echo) as shown:
            audience = one.run(days, shown)
    except (simulation.FolderTaken, round_.RunFailed) as error:
        terminal.fail(str(error))
    for line in told.lines(one.place, audience):
        click.echo(line)
    click.echo(f"Next: {one.place.command('review')}")


@click.command()
@click.option("--intents", default=200, show_default=True, help="How many texts are to be published.")
@click.option("--seed", default=1, show_default=True, help="Of what goes wrong, and when.")
def drill(intents: int, seed: int) -> None:
    """Try publishing against a local server like X's: killed at every state, answers lost, clocks off, disk full.

    Prints what became of each text, by the ledger and by the server. Nothing leaves the machine.
    """
    from tweet_assets.drill import rounds

    with progress.shown(click.echo, moves=False) as shown:  # processes are forked
        told = rounds.run(intents, seed, shown)
    for line in told.lines():
        click.echo(line)
    if not told.held:
        terminal.fail("the drill found what must not be.")
