"""The whole week of one account as one tree of numbers: what the page, the Markdown and the JSON are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from tweet_assets.arms import UNLABELLED
from tweet_assets.reports import findings, models, numbers, observed, plan, reading, unknowns
from tweet_assets.reports.changes import Change
from tweet_assets.reports.findings import Finding
from tweet_assets.reports.models import ModelReport
from tweet_assets.reports.observed import Observed
from tweet_assets.reports.unknowns import Unknown
from tweet_assets.reports.week import claims as claims_
from tweet_assets.reports.week import coming as coming_
from tweet_assets.reports.week import front, reliability
from tweet_assets.reports.week import health as health_
from tweet_assets.reports.week import inspiration as inspiration_
from tweet_assets.reports.week import interplay as interplay_
from tweet_assets.reports.week import recent as recent_
from tweet_assets.reports.week import worth as worth_
from tweet_assets.reports.week.facts import WeekFacts


@dataclass(frozen=True)
class Arms:
    """The arms of one dimension. luckiest: what the best would show if no arm differed at all, log."""

    noun: str
    found: tuple[Finding, ...]

    @property
    def options(self) -> list[Finding]:
        return [one for one in self.found if one.choosable]

    @property
    def luckiest(self) -> float | None:
        return next((one.noise_best for one in self.found if one.noise_best is not None), None)

    @property
    def chance(self) -> str:
        """How often each would be the best if none differed."""
        return numbers.share(1 / len(self.options)) if self.options else numbers.UNKNOWN

    @property
    def title(self) -> str:
        sure = [one for one in self.options if one.sureness == "confident"]
        leaning = [one for one in self.options if one.sureness == "leaning"]
        if sure:
            return "; ".join(f"{one.label}: {one.verdict}, {one.change}" for one in sure)
        if leaning:
            told = "; ".join(f"{one.label}: {one.verdict}, {one.change}" for one in leaning)
            return f"No {self.noun} is sure yet. {told}"
        if not any(one.posts for one in self.options):
            return f"No {self.noun} has a mature post yet"
        best = self.options[0]
        return (
            f"No {self.noun} surely differs: the best looks like {best.change}, "
            f"the luckiest of pure noise like {numbers.change(self.luckiest)}"
        )


@dataclass(frozen=True)
class Week:
    """Every block of the page, in its order. Blocks without data say in their titles that they have none."""

    account: str
    first: date
    as_of: date
    zone: str
    mode: str
    simulated: bool
    headline: str
    findings: tuple[front.Said, ...]
    action: front.Action
    recent: recent_.Recent
    formats: Arms
    slots: Arms
    interplay: interplay_.Interplay
    engagement: ModelReport
    engagement_count: ModelReport
    follow: ModelReport
    reliability: tuple[reliability.Group, ...]
    worth: worth_.Worth
    inspiration: inspiration_.Inspiration
    coming: coming_.Coming
    unknowns: tuple[Unknown, ...]
    health: tuple[health_.Line, ...]
    claims: tuple[claims_.Claim, ...]
    read: tuple[str, ...]
    observed: Observed | None
    changes: tuple[Change, ...]


def week(facts: WeekFacts) -> Week:
    """The week of an account. Raises KeyError for a frame that lacks a column of its contract."""
    zone, models_ = ZoneInfo(facts.zone), facts.models
    formats = Arms("format", tuple(findings.findings(models_["arm_posteriors"], "format")))
    slots = Arms("slot", tuple(findings.findings(models_["arm_posteriors"], "slot")))
    arms = [*formats.found, *slots.found]
    reports = {
        name: models.report(models_[f"{name}_model"], models_[f"{name}_skill"], name, facts.example_forms)
        for name in models.MODELS
    }
    worth = worth_.worth(models_["policy_value"])
    coming = coming_.coming(
        facts.decisions, facts.options, facts.outbox, models_["policy"], facts.coming, zone, facts.publishes_to_x
    )
    health = health_.health(facts)
    unlabelled = float((facts.posts["format"] == UNLABELLED).mean()) if len(facts.posts) else None
    return Week(
        account=facts.account,
        first=facts.first,
        as_of=facts.as_of,
        zone=facts.zone,
        mode=facts.mode,
        simulated=facts.simulated,
        headline=findings.headline(arms),
        findings=tuple(front.three(arms, reports["engagement"])),
        action=front.action(facts, coming, health, unlabelled),
        recent=recent_.recent(facts.posts, facts.earlier_models, facts.as_of, zone),
        formats=formats,
        slots=slots,
        interplay=interplay_.interplay(models_["policy"], models_["arm_posteriors"]),
        engagement=reports["engagement"],
        engagement_count=reports["engagement_count"],
        follow=reports["follow"],
        reliability=tuple(reliability.groups(models_["follow_reliability"])),
        worth=worth,
        inspiration=inspiration_.inspiration(models_["arm_posteriors"], facts.example_forms),
        coming=coming,
        unknowns=tuple(
            unknowns.unknowns(arms, reports["engagement"], reports["follow"], plan.values(models_["policy_value"]))
        ),
        health=tuple(health),
        claims=tuple(claims_.claims(facts.replay, facts.posts, facts.as_of)),
        read=tuple(reading.sentences(facts.history, models_["arm_posteriors"], facts.overview_days, facts.as_of)),
        observed=observed.observed(facts.agreement) if facts.mode == "observe" else None,
        changes=tuple(facts.changes),
    )
