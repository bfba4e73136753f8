"""Mode observe in words: what the policy would have done beside what the user did, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from tweet_assets.posting.agreement import Agreement, Difference, Share
from tweet_assets.posting.observed_days import PARTS
from tweet_assets.reports import numbers

_NAMES = {"slot": "in a decided slot", "format": "in a decided format", "both": "both, in one post"}


@dataclass(frozen=True)
class Line:
    """One thing that was compared; every field is ready to be read."""

    name: str
    days: str
    share: str
    by_chance: str
    shuffled: str
    outcome: str


@dataclass(frozen=True)
class Observed:
    counted: str
    apart: str
    lines: tuple[Line, ...]


def observed(found: Agreement | None) -> Observed | None:
    """The block of an account in mode observe; None where no day with decisions is over."""
    if found is None:
        return None
    parts = [
        numbers.counted(days, f"day {what}", f"days {what}")
        for days, what in (
            (found.without_post, "without a post of your own"),
            (found.unclear, "with posts of unknown kind alone"),
            (found.untold, "of which no export or read has told yet"),
        )
        if days
    ]
    return Observed(
        counted=f"Of the last {found.window_days} days {found.decided} had decisions in mode observe; on "
        f"{found.compared} of them you posted an original or a head of a thread.",
        apart=f"Apart, and neither agreement nor disagreement: {', '.join(parts)}." if parts else "",
        lines=tuple(_line(_NAMES[part], found.shares[part], found.differences[part]) for part in PARTS),
    )


def _line(name: str, share: Share, difference: Difference) -> Line:
    return Line(
        name=name,
        days=f"{share.agreed} of {share.days}",
        share=f"{numbers.share(share.agreed / share.days)} ({numbers.span(share.low80, share.high80, numbers.share)})"
        if share.days
        else "no day to compare",
        by_chance=numbers.share(share.by_chance),
        shuffled=numbers.share(share.shuffled),
        outcome=_outcome(difference),
    )


def _outcome(difference: Difference) -> str:
    if difference.missing:
        return f"not enough evidence yet: {difference.missing}"
    span = numbers.span(difference.low80, difference.high80, numbers.change)
    return f"{numbers.change(difference.mean)} ({span}), {difference.as_decided} posts against {difference.otherwise}"
