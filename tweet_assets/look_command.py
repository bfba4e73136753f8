"""The command `tweet-assets look`: the page of a week from exports as X gave them, and nothing configured."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import click
import pandas as pd

from tweet_assets import first_settings, terminal
from tweet_assets.accounts import ConfigurationError
from tweet_assets.data_folder import VARIABLE, DataFolder

if TYPE_CHECKING:
    from tweet_assets.stores import Own


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--handle", help="Whose posts they are. Default: whom the files name.")
@click.option(
    "--timezone", help='The zone of your days and hours, like "Europe/Lisbon". Asked for where it is not given.'
)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where the page goes.")
def look(files: tuple[Path, ...], handle: str | None, timezone: str | None, into: Path) -> None:
    """What works for you, from FILES that X gave you: one page, with nothing configured and nothing kept but the page.

    FILES are exports of X Analytics or an X archive, as for `import`. The page is of the last week that they cover.
    """
    from tweet_assets.account import whose

    try:
        name = (handle or whose.handle(files) or _asked("Which account are they of", "--handle")).removeprefix("@")
    except OSError as error:
        terminal.fail(f"{error.filename or files[0]} cannot be read: {error.strerror}.")
    zone = timezone or _asked(
        "Time zone of your days and hours, like Europe/Lisbon",
        "--timezone",
        first_settings.machine_zone(os.environ.get("TZ")),
    )
    if zone not in available_timezones():
        terminal.fail(f'{zone!r} is no time zone. Names look like "Europe/Lisbon" or "America/New_York".')
    with _folder(name, zone) as place:
        page = _page(place, files, ZoneInfo(zone))
        into.mkdir(parents=True, exist_ok=True)
        kept = [into / f"tweet-assets-{page.parent.name}-{page.stem}{suffix}" for suffix in (".html", ".md", ".json")]
        for path in kept:  # the folder is gone when they are read: what they tell to type is of the next one
            told = page.with_suffix(path.suffix).read_text(encoding="utf-8")
            path.write_text(told.replace(place.command("").rstrip(), "tweet-assets"), encoding="utf-8")
    click.echo(f"\n@{name}, the same three times: a page, Markdown, and JSON")
    for path in kept:
        click.echo(f"  {path.resolve()}")
    click.echo("To keep what you brought, have days planned and drafts written: tweet-assets init")


@contextmanager
def _folder(handle: str, zone: str) -> Iterator[DataFolder]:
    """A data folder for this look alone, with a history of its own; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tweet-assets-look-") as scratch:
        place = DataFolder(Path(scratch))
        place.accounts_file.write_text(f'timezone = "{zone}"\n[[accounts]]\nhandle = "{handle}"\n', encoding="utf-8")
        before = {variable: os.environ.get(variable) for variable in (VARIABLE, "DAGSTER_HOME")}
        os.environ.pop("DAGSTER_HOME", None)
        os.environ[VARIABLE] = scratch
        try:
            place.settings()
            yield place
        except ConfigurationError as error:
            terminal.fail(str(error).replace(str(place.accounts_file), "what you gave"))
        finally:
            for variable, value in before.items():
                os.environ.pop(variable, None)
                if value is not None:
                    os.environ[variable] = value


def _page(place: DataFolder, files: tuple[Path, ...], zone: ZoneInfo) -> Path:
    """Imports, learns as of the days of the last week that is told of, and writes its page."""
    from tweet_assets import catching_up, days
    from tweet_assets.account import accounting, importing
    from tweet_assets.stores import Own

    try:
        importing.bring(files, place.own_inbox)
        with terminal.rounds(place) as runs:
            table = runs.import_own()
            if (table["fate"] != "imported").any():
                for line in accounting.lines(table):
                    click.echo(line)
            own = Own(data_folder=str(place.path))
            touched = catching_up.touched_days(own)
            if touched is None:
                terminal.fail("nothing in these files has an outcome: posts with their counts, a day old, are needed.")
            runs.run("own_outcomes", tags=catching_up.range_tags(*touched))
            monday = days.week_of(_last_told(own))
            as_of = min(monday + timedelta(days=6), datetime.now(UTC).astimezone(zone).date() - timedelta(days=1))
            runs.run("learning_replay", tags=catching_up.range_tags(catching_up.unlearned(own, as_of), as_of))
            runs.run("reports_weekly", monday)
    except importing.NotAnExport as error:
        terminal.fail(str(error))
    [page] = (place.path / "reports" / f"week-{monday}").glob("*.html")
    return page


def _last_told(own: Own) -> date:
    """The last day on which the outcome of an original or of a head of a thread matured; else of any post."""
    found = own.warehouse().read(
        """
        select
            coalesce(
                max(outcomes.day) filter (where posts.kind in ('original', 'thread_head')), max(outcomes.day)
            ) as day
        from account.outcomes
        join account.posts using (account, post_id)
        """
    )
    return pd.Timestamp(found["day"].iloc[0]).date()


def _asked(what: str, option: str, default: str | None = None) -> str:
    """Asks a person; where nobody is there to ask, says which option to give."""
    if not sys.stdin.isatty():
        terminal.fail(f"{what}? Nobody is there to ask: give {option}.")
    return str(click.prompt(what, default=default))
