"""The best and the worst posts of the last weeks, with their figures."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows

SHOWN = 3
DAYS = 28
# A long post would push everything else off the page; its beginning is enough to know it again.
_EXCERPT_CHARACTERS = 600


@dataclass(frozen=True)
class RankedPost:
    post_id: str
    posted: str
    text: str | None
    format: str
    slot: str
    impressions: str
    engagements: str
    rate: str


@dataclass(frozen=True)
class Ranking:
    """No post stands on both sides. `unmeasured` posts have no engagements to be ranked by."""

    best: tuple[RankedPost, ...]
    worst: tuple[RankedPost, ...]
    ranked: int
    unmeasured: int


def ranking(outcomes: pd.DataFrame, zone: ZoneInfo) -> Ranking:
    """Ranks by engagements, then by impressions (fewer first: the same from less reach is more), then by post."""
    stored = rows(outcomes)
    measured = [row for row in stored if row.number("engagements") is not None]
    measured.sort(
        key=lambda row: (
            -(row.number("engagements") or 0.0),
            row.number("impressions") or 0.0,
            row.text("post_id") or "",
        )
    )
    half = (len(measured) + 1) // 2
    best = measured[: min(SHOWN, half)]
    worst = measured[max(len(measured) - SHOWN, half) :][::-1]
    return Ranking(
        best=tuple(_post(row, zone) for row in best),
        worst=tuple(_post(row, zone) for row in worst),
        ranked=len(measured),
        unmeasured=len(stored) - len(measured),
    )


def excerpt(text: str) -> str:
    """The beginning of a long text, saying how much is left out."""
    left_out = len(text) - _EXCERPT_CHARACTERS
    if left_out <= 0:
        return text
    return f"{text[:_EXCERPT_CHARACTERS]}\n[{left_out:,} more characters]"


def _post(row: Row, zone: ZoneInfo) -> RankedPost:
    text = row.text("text")
    return RankedPost(
        post_id=row.text("post_id") or numbers.UNKNOWN,
        posted=numbers.clock(row.moment("posted_at", zone)),
        text=None if text is None else excerpt(text),
        format=row.text("format") or numbers.UNKNOWN,
        slot=row.text("slot") or numbers.UNKNOWN,
        impressions=numbers.whole(row.number("impressions")),
        engagements=numbers.whole(row.number("engagements")),
        rate=numbers.rate(row.number("engagement_rate")),
    )
