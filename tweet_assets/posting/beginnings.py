"""Decisions by what a person types of their ID: the whole of it, or a beginning that no other has."""

from __future__ import annotations

from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse


class NotNamed(Exception):
    """What was typed names no decision, or may name several; the message says which."""


def named(store: Warehouse, typed: str) -> str:
    """The ID that was meant. Raises NotNamed, with those that may have been meant."""
    beginning, settings = typed.strip().lower(), SETTINGS.terminal
    rows = store.rows(
        """
        select decision_id, account, for_day, format, rehearsal from posting.decisions
        where starts_with(decision_id, ?)
        order by rehearsal, for_day desc, ordinal
        """,
        [beginning],
    )
    if beginning in [row[0] for row in rows]:
        return beginning
    if not rows or not beginning:
        raise NotNamed(f"There is no decision {typed} in {store.path.parent}.")
    if len(rows) == 1 and len(beginning) >= settings.decision_letters_min:
        return str(rows[0][0])
    fitting = [
        f"  {name}  {for_day:%Y-%m-%d} @{account}, {format_}{', a rehearsal' if rehearsal else ''}"
        for name, account, for_day, format_, rehearsal in rows[: settings.decisions_listed_max]
    ]
    if len(rows) > len(fitting):
        fitting.append(f"  and {len(rows) - len(fitting)} more")
    needed = (
        f"{typed!r} is short: {settings.decision_letters_min} letters of an ID were expected. It may mean"
        if len(beginning) < settings.decision_letters_min
        else f"Several decisions begin with {typed!r}; type more of the one that you mean"
    )
    raise NotNamed("\n".join([f"{needed}:", *fitting]))
