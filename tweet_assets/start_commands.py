"""The commands of a beginning: write the settings of a data folder, and see whether everything is well."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import available_timezones

import click

from tweet_assets import new_folder, terminal
from tweet_assets.accounts import ConfigurationError, Mode
from tweet_assets.data_folder import PROJECT, DataFolder

_MODES = {
    "observe": "say what would be done, and beside it what you did",
    "suggest": "plan and draft; you post what you like",
    "approve": "plan and draft; what you approved is published",
}


@click.command()
@click.option("--handle", help="Your account on X.")
@click.option("--timezone", help='The zone of your days and hours, like "Europe/Lisbon".')
@click.option("--topic", "topics", multiple=True, help="What you write about; may be given several times.")
@click.option("--mode", type=click.Choice(list(_MODES)), help="What may be done with what is planned.")
def init(handle: str | None, timezone: str | None, topics: tuple[str, ...], mode: Mode | None) -> None:
    """Write accounts.toml of a data folder, with a comment on every setting, from the answers to four questions."""
    place = DataFolder.current()
    if place.configured:
        terminal.fail(f"{place.accounts_file} is there already, and stays as it is. Change it in an editor.")
    said = new_folder.handle_of(handle or asked("Your handle on X", "--handle"))
    zone = timezone or asked("Your time zone, like Europe/Lisbon", "--timezone", zone_here())
    if zone not in available_timezones():
        terminal.fail(f'{zone!r} is no time zone. Names look like "Europe/Lisbon" or "America/New_York".')
    about = topics or tuple(asked("What do you write about? Topics, with commas between", "--topic").split(","))
    for name, meaning in _MODES.items() if mode is None and sys.stdin.isatty() else ():
        click.echo(f"  {name}: {meaning}")
    chosen = mode or asked("Mode", "--mode", "observe")
    if chosen not in get_args(Mode):
        terminal.fail(f"{chosen!r} is no mode: one of {', '.join(_MODES)} was expected.")
    answers = new_folder.Answers(said, zone, [topic.strip() for topic in about if topic.strip()], chosen)  # type: ignore[arg-type]
    try:
        text = new_folder.text((PROJECT / "data" / "accounts.template.toml").read_text(encoding="utf-8"), answers)
    except ConfigurationError as error:
        terminal.fail(str(error))
    for folder in (place.path, place.own_inbox, place.external_inbox):
        folder.mkdir(parents=True, exist_ok=True)
    draft = place.accounts_file.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    os.link(draft, place.accounts_file)  # whole or not at all, and never in the place of another
    draft.unlink()
    click.echo(
        f"{place.accounts_file} is written: @{said}, {zone}, mode {chosen}. "
        "Every other setting stands in it as a comment."
    )
    click.echo(f"Next: {place.program} import FILE ...   your exports from X Analytics, or your X archive")


@click.command()
def doctor() -> None:
    """See whether versions, folder, accounts, keys, databases, disk and clock are well, and what to do if not."""
    from tweet_assets.doctor.visit import visit

    found = list(visit(DataFolder.current(), os.environ, datetime.now(UTC)))
    for finding in found:
        click.echo(finding.line)
    wrong = sum(finding.mark == "wrong" for finding in found)
    if wrong:
        terminal.fail(f"{wrong} of {len(found)} checks found something wrong.")


def asked(what: str, option: str, default: str | None = None) -> str:
    """Asks a person; where nobody is there to ask, says which option to give."""
    if not sys.stdin.isatty():
        terminal.fail(f"{what}? Nobody is there to ask: give {option}.")
    return str(click.prompt(what, default=default))


def zone_here() -> str | None:
    """The zone of this machine by its name; None where it has none."""
    place = Path("/etc/localtime")
    name = os.environ.get("TZ", "") or (str(place.resolve()).partition("zoneinfo/")[2] if place.exists() else "")
    return name if name in available_timezones() else None
