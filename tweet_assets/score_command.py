"""The command `tweet-assets score`: a text before it is posted."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import click

from tweet_assets import terminal
from tweet_assets.settings import SETTINGS
from tweet_assets.tweet_text import words


@click.command()
@click.argument("text")
@click.option("--account", help="Whose post it would be, where the folder has several accounts.")
@click.option("--format", "format_name", help="Its format, where no rule can read it off the text.")
@click.option("--slot", help='The slot it would be posted in, like "18-21".')
@click.option("--topic", help="Its topic.")
def score(text: str, account: str | None, format_name: str | None, slot: str | None, topic: str | None) -> None:
    """Say what to expect of TEXT ("-": from standard input) before it is posted; nothing is sent and nothing kept.

    By your own models of the last run: a range, what in the text helps or hurts, what the guardrails see, your nearest
    post, and the slots that are still open today.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from tweet_assets.generation.sanitise import visible
    from tweet_assets.text_score import scored
    from tweet_assets.text_score import words as in_words
    from tweet_assets.warehouse import WarehouseError

    place, folder = terminal.folder()
    chosen = folder.account(account.removeprefix("@")) if account else folder.accounts[0]
    if chosen is None or (account is None and len(folder.accounts) > 1):
        terminal.fail(f"say --account: this folder has {terminal.handles(folder)}.")
    for given, known, name in ((format_name, chosen.formats, "format"), (slot, chosen.slot_names, "slot")):
        if given is not None and given not in known:
            terminal.fail(f"{given!r} is no {name} of @{chosen.handle}: one of {', '.join(known)} was expected.")
    most = SETTINGS.generation.wording_characters_max
    given_text = sys.stdin.read(most + 1) if text == "-" else text
    if len(given_text) > most:
        terminal.fail(f"that is longer than {most:,} characters, far more than X takes: no post can be like it.")
    said = visible(given_text)
    if not words(said):
        terminal.fail("there are no words in it: nothing can be said of that.")
    try:
        found = scored.score(place, chosen, said, folder.now(datetime.now(UTC)), format_name, slot, topic)
    except (scored.NothingLearned, WarehouseError) as error:
        terminal.fail(str(error))
    for line in in_words.lines(found, folder):
        indent = line[: len(line) - len(line.lstrip())]
        click.echo(indent + visible(line))
