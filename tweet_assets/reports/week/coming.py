"""The seven days to come: what is planned, whether it is to be learned from or to be earned with, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.learning.policy import IN_TURN
from tweet_assets.posting.x_requests import usd_of_post
from tweet_assets.reports import numbers, plan
from tweet_assets.reports.rows import Row, rows

Kind = Literal["exploit", "explore", "not known"]


@dataclass(frozen=True)
class Planned:
    """One decision. exploit: of all that was open its arms were expected to do best; explore: any other."""

    decision: plan.Decision
    for_day: date
    kind: Kind
    propensity: float | None
    cost_usd: float | None

    @property
    def cost(self) -> str:
        return "nothing: you post it yourself" if self.cost_usd == 0.0 else numbers.money(self.cost_usd)


@dataclass(frozen=True)
class Coming:
    """What is planned, in order of time; and what the policy would draw on days that are not planned yet."""

    planned: tuple[Planned, ...]
    unplanned: int
    policy: plan.PolicyReport | None

    @property
    def waiting(self) -> list[Planned]:
        return [one for one in self.planned if one.decision.awaits_approval]

    @property
    def title(self) -> str:
        if not self.planned:
            return "Nothing is planned for the seven days to come yet"
        explore = sum(one.kind == "explore" for one in self.planned)
        costs = [one.cost_usd for one in self.planned]
        known = [cost for cost in costs if cost is not None]
        cost = numbers.money(sum(known)) if len(known) == len(costs) else numbers.UNKNOWN
        return (
            f"{numbers.counted(len(self.planned), 'post')} planned, {explore} of them to explore; "
            f"{len(self.waiting)} wait for your approval; publishing costs {cost}"
        )


def coming(
    decisions: pd.DataFrame,
    options: pd.DataFrame,
    outbox: pd.DataFrame,
    policy: pd.DataFrame,
    days: Sequence[date],
    zone: ZoneInfo,
    publishes_to_x: bool,
) -> Coming:
    """From rows of posting.decisions with their current texts, decision_probabilities and outbox of one account.

    Rehearsals are left out unless they are all there is: of a past week nothing else is left to show. `policy` has the
    rows of learning.policy of the day before the first of `days`.
    """
    mine = decisions[decisions["for_day"].isin([pd.Timestamp(day) for day in days])]
    real = mine[~mine["rehearsal"].astype(bool)]
    shown = real if len(real) else mine
    best = _best_open(options[options["decision_id"].isin(shown["decision_id"])], policy)
    stored = {row.text("decision_id"): row for row in rows(shown)}
    told = plan.decisions(shown, outbox, options, zone, rehearsal=real.empty)
    planned = [_planned(one, stored[one.decision_id], best, publishes_to_x) for one in told]
    unplanned = len(set(days) - {one.for_day for one in planned})
    return Coming(tuple(planned), unplanned, plan.policy(policy))


def _best_open(options: pd.DataFrame, policy: pd.DataFrame) -> dict[str, set[tuple[str, str, str]]]:
    """Of each decision the combinations that were expected to do best among what was open."""
    expected = options.merge(policy[["format", "slot", "topic", "mean"]], on=["format", "slot", "topic"])
    found: dict[str, set[tuple[str, str, str]]] = {}
    for name, group in expected.groupby("decision_id"):
        top = group[group["mean"] >= group["mean"].max() - 1e-12]
        found[str(name)] = set(zip(top["format"], top["slot"], top["topic"], strict=True))
    return found


def _planned(
    told: plan.Decision, row: Row, best: dict[str, set[tuple[str, str, str]]], publishes_to_x: bool
) -> Planned:
    top = best.get(told.decision_id)
    arms = {(told.format, told.slot, topic) for topic in (told.topic, IN_TURN)}
    for_day = row.day("for_day")
    assert for_day is not None  # NOT NULL in posting.decisions
    return Planned(
        decision=told,
        for_day=for_day,
        kind="not known" if not top else "exploit" if arms & top else "explore",
        propensity=row.number("propensity"),
        cost_usd=_cost(row.text("text"), publishes_to_x),
    )


def _cost(text: str | None, publishes_to_x: bool) -> float | None:
    if not publishes_to_x:
        return 0.0
    return None if text is None else usd_of_post(text)
