"""The commands of whoever begins: the first settings, and what is not as it should be."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import click

from tweet_assets import first_settings, terminal
from tweet_assets.accounts import ConfigurationError
from tweet_assets.data_folder import DataFolder
from tweet_assets.first_settings import Answers

_ASKED = {
    "handle": "The account's name on X",
    "timezone": "The time zone of your days",
    "topics": "What you write about, topics with commas between them",
    "mode": "Mode",
}
_MODES = ("observe", "suggest", "approve")
_OF_MODES = """observe: you are told what would be done; suggest: you post by hand what you approve;
approve: X posts it, with keys of yours. It can be changed at any time."""


@click.command()
@click.option("--handle", help="The account's name on X; with @, or as a link, too.")
@click.option("--timezone", help="The zone of your days, like Europe/Lisbon. Default: that of this machine.")
@click.option("--topic", "topics", multiple=True, help="What you write about; may be given several times.")
@click.option("--mode", type=click.Choice(_MODES), help="Default: observe.")
def init(handle: str | None, timezone: str | None, topics: tuple[str, ...], mode: str | None) -> None:
    """Write accounts.toml by four questions; those that an option answers are not asked. An existing one stays."""
    place = DataFolder.current()
    if place.configured:
        terminal.fail(f"{place.accounts_file} is there already and stays as it is. Change it in an editor.")
    zone = first_settings.machine_zone(os.environ.get("TZ")) or "UTC"
    answers = Answers(
        _checked_handle(handle) if handle else click.prompt(_ASKED["handle"], value_proc=_checked_handle),
        _checked_zone(timezone) if timezone else click.prompt(_ASKED["timezone"], zone, value_proc=_checked_zone),
        topics or click.prompt(_ASKED["topics"], "", show_default=False, value_proc=_topics),
        mode or _asked_mode(),
    )
    try:
        folder = first_settings.write(place, answers)
    except (ConfigurationError, first_settings.Exists, OSError) as error:
        terminal.fail(str(error))
    account = folder.accounts[0]
    about = ", ".join(account.topics) if account.has_topics else "nothing yet: say `topics` there"
    click.echo(f"{place.accounts_file}: @{account.handle}, {folder.zone.key}, mode {account.mode}, about {about}")
    click.echo("Next come your exports from X: those of X Analytics > Content, or your X archive.")
    terminal.next_is("import FILE ...")


@click.command()
def doctor() -> None:
    """Look at everything that has to be right: versions, folder, settings, keys, databases, inboxes, clock, daemon.

    Each line has a mark (ok, note, wrong), what was found, and what to do. Ends with code 1 where something is wrong.
    """
    from tweet_assets.doctor import examination

    place = DataFolder.current()
    found = examination.of(place, os.environ, datetime.now(UTC))
    for finding in found:
        terminal.say(f"{finding.mark:<6}{finding.what}")
        if finding.to_do:
            terminal.say(f"      {finding.to_do}")
    wrong = sum(finding.mark == "wrong" for finding in found)
    notes = sum(finding.mark == "note" for finding in found)
    click.echo(f"{wrong} wrong, {notes} to note, {len(found) - wrong - notes} ok.")
    if wrong:
        sys.exit(1)


def _checked_handle(typed: str) -> str:
    return _accepted(Answers(first_settings.handle_of(typed))).handle


def _checked_zone(typed: str) -> str:
    return _accepted(Answers("somebody", typed.strip())).timezone


def _accepted(answers: Answers) -> Answers:
    """The answers, if accounts.toml takes them; else the question is asked again, with its reason."""
    try:
        first_settings.text(answers, first_settings.TEMPLATE.read_text(encoding="utf-8"))
    except ConfigurationError as error:
        raise click.BadParameter(str(error)) from error
    return answers


def _asked_mode() -> str:
    click.echo(_OF_MODES)
    return str(click.prompt(_ASKED["mode"], "observe", type=click.Choice(_MODES)))


def _topics(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic.strip() for topic in typed.split(",") if topic.strip()))
