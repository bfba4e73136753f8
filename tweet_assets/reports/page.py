"""The page of one account and day: what is planned, where it stands, and which policy it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tweet_assets.reports import findings, numbers, plan, rendering
from tweet_assets.reports.facts import Facts
from tweet_assets.settings import SETTINGS

_NO_SLOT_LEFT = (
    "No slot of this day was open any more. The next day is planned in its morning, or now with `plan_days = 2` "
    "in accounts.toml."
)
_NOT_PLANNED = (
    "There is no decision for this day yet. What is learned as of the day before, and a run, would fill this."
)


@dataclass(frozen=True)
class Page:
    """The same page twice; neither names a moment of writing, so the same facts give the same bytes."""

    markdown: str
    html: str


def build(facts: Facts) -> Page:
    """The page as Markdown and as one HTML file that asks no server for anything.

    What is missing is said in words. Raises ZoneInfoNotFoundError for an unknown zone, KeyError for a frame with rows
    that lacks a column of its contract.
    """
    zone = ZoneInfo(facts.zone)
    arms = [*findings.findings(facts.arm_posteriors, "format"), *findings.findings(facts.arm_posteriors, "slot")]
    decisions = plan.decisions(
        facts.decisions, facts.outbox, facts.decision_probabilities, zone, rehearsal=facts.rehearsal
    )
    view: dict[str, object] = {
        "facts": facts,
        "day": numbers.day(facts.for_day),
        "as_of": numbers.day(facts.as_of),
        "headline": _headline(decisions),
        "known": findings.headline(arms),
        "policy": plan.policy(facts.policy),
        "floor": numbers.share(SETTINGS.learning.floor),
        "decisions": decisions,
        "no_decision": _NOT_PLANNED if facts.slots_left else _NO_SLOT_LEFT,
        "drafts": _drafts(facts),
        "spend": numbers.money(facts.spend_usd),
    }
    return Page(
        markdown=rendering.markdown("daily.md.jinja", **view),
        html=rendering.html("daily.html.jinja", **view),
    )


def _headline(decisions: list[plan.Decision]) -> str:
    if not decisions:
        return "Nothing is planned"
    waiting = sum(decision.awaits_approval for decision in decisions)
    return f"{numbers.counted(len(decisions), 'post')} planned" + (f", {waiting} for you to approve" if waiting else "")


def _drafts(facts: Facts) -> str:
    """How many drafts stand behind the decisions, by verdict."""
    kinds = [f"{n:,} {verdict.replace('_', ' ')}" for verdict, n in sorted(facts.drafts_by_verdict.items()) if n]
    return f"Drafts of the day: {', '.join(kinds)}." if kinds else "There is no draft for this day."
