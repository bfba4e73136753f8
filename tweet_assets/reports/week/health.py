"""Health: what is missing, what was refused, what nobody knows, what was spent, and which checks failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.rows import rows
from tweet_assets.reports.week.facts import WeekFacts

State = Literal["good", "look", "wrong", "unknown"]


@dataclass(frozen=True)
class Line:
    """One thing that was looked at; `state` says whether somebody should do something."""

    what: str
    state: State
    said: str


def health(facts: WeekFacts) -> list[Line]:
    """The lines in an order that does not change; a figure that is not known is said to be unknown."""
    return [_outcomes(facts), _foreign(facts), _sends(facts), _spend(facts), _checks(facts)]


def _outcomes(facts: WeekFacts) -> Line:
    missing, mature = facts.history.without_outcome, facts.history.mature
    if not missing:
        return Line("outcomes", "good", f"Every post that is a day old has its outcome ({mature:,}).")
    said = (
        f"{numbers.counted(missing, 'post')} of {missing + mature:,} that are a day old have no outcome: an export "
        "that covers them, made a day after the last of them, would tell."
    )
    return Line("outcomes", "look", said)


def _foreign(facts: WeekFacts) -> Line:
    foreign, refused = (int(facts.export_files[name].sum()) for name in ("rows_foreign", "rows_refused"))
    if not foreign + refused:
        return Line("imports", "good", f"No row of {numbers.counted(len(facts.export_files), 'file')} was refused.")
    said = (
        f"{numbers.counted(foreign, 'row')} of other accounts and {numbers.counted(refused, 'row')} without a post "
        f"or a time were left out of {numbers.counted(len(facts.export_files), 'file')}."
    )
    return Line("imports", "look", said)


def _sends(facts: WeekFacts) -> Line:
    stuck = facts.outbox[facts.outbox["state"].isin(["unknown", "needs_human"])]
    if stuck.empty:
        return Line("sends", "good", "Of every text it is known whether it was published.")
    names = ", ".join(sorted(stuck["decision_id"].astype(str)))
    said = (
        f"Of {numbers.counted(len(stuck), 'text')} nobody knows whether it was published ({names}). Look on X; "
        f"`{facts.program} rearm ID` sends again what is not there."
    )
    return Line("sends", "wrong", said)


def spent(facts: WeekFacts) -> tuple[float, float]:
    """US dollars for language models, and for X, in the seven days, UTC: as answers told, else as it was reserved."""
    first, last = pd.Timestamp(facts.first), pd.Timestamp(facts.as_of) + pd.Timedelta(days=1)
    calls = facts.model_calls
    model_usd = _sum(calls[(calls["utc_day"] >= first) & (calls["utc_day"] < last)])
    begun = facts.x_requests["begun_at"].dt.tz_convert("UTC").dt.tz_localize(None)
    x_usd = _sum(facts.x_requests[(begun >= first) & (begun < last)])
    return model_usd, x_usd


def _spend(facts: WeekFacts) -> Line:
    model_usd, x_usd = spent(facts)
    said = f"{numbers.money(model_usd)} for language models and {numbers.money(x_usd)} for X in the seven days."
    return Line("spend", "good", said)


def _sum(requests: pd.DataFrame) -> float:
    return sum(
        (row.number("usd_spent") if row.number("usd_spent") is not None else row.number("usd_reserved")) or 0.0
        for row in rows(requests)
    )


def _checks(facts: WeekFacts) -> Line:
    failed = facts.failed_checks
    if failed is None:
        return Line("checks", "unknown", "What the checks of the graph said is not known here.")
    if failed:
        return Line(
            "checks", "look", f"{numbers.counted(len(failed), 'check')} failed when last run: {', '.join(failed)}."
        )
    return Line("checks", "good", "No check of the graph failed when last run.")
