"""The page of one account and day: what works for you, what is planned, and what nobody knows yet."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tweet_assets.reports import findings, models, numbers, observed, overview, plan, ranking, rendering, unknowns
from tweet_assets.reports.bars import WIDTH, Axis, Bar
from tweet_assets.reports.facts import Facts, History
from tweet_assets.reports.findings import Finding
from tweet_assets.settings import SETTINGS

_KINDS = {
    "original": ("original", "originals"),
    "thread_head": ("head of a thread", "heads of threads"),
    "thread_part": ("later part of a thread", "later parts of threads"),
    "reply": ("reply", "replies"),
    "quote": ("quote", "quotes"),
    "repost": ("repost", "reposts"),
    "unknown": ("post of unknown kind", "posts of unknown kind"),
}


@dataclass(frozen=True)
class Page:
    """The same page twice; neither names a moment of writing, so the same facts give the same bytes."""

    markdown: str
    html: str


@dataclass(frozen=True)
class ArmBlock:
    """The arms of one dimension with their bars on one axis."""

    name: str
    noun: str
    arms: tuple[tuple[Finding, Bar | None], ...]
    axis: Axis
    chance: str
    noise: str


def build(facts: Facts) -> Page:
    """The page as Markdown and as one HTML file that asks no server for anything.

    What is missing is said in words. Raises ZoneInfoNotFoundError for an unknown zone, KeyError for a frame with rows
    that lacks a column of its contract.
    """
    zone = ZoneInfo(facts.zone)
    formats = findings.findings(facts.arm_posteriors, "format")
    slots = findings.findings(facts.arm_posteriors, "slot")
    arms = [*formats, *slots]
    engagement = models.report(facts.engagement_model, facts.engagement_skill, "engagement", facts.example_forms)
    follow = models.report(facts.follow_model, facts.follow_skill, "follow", facts.example_forms)
    values = plan.values(facts.policy_value)
    view: dict[str, object] = {
        "facts": facts,
        "day": numbers.day(facts.for_day),
        "as_of": numbers.day(facts.as_of),
        "headline": findings.headline(arms),
        "notable": [
            (finding, findings.sentence(finding))
            for sureness in ("confident", "leaning")
            for finding in arms
            if finding.choosable and finding.sureness == sureness
        ],
        "read": _read(facts),
        "blocks": [_block("Formats", "format", formats), _block("Slots", "slot", slots)],
        "bar_width": WIDTH,
        "reward": _reward(),
        "models": [("Engagement", engagement), ("Follow-through", follow)],
        "policy": plan.policy(facts.policy),
        "floor": numbers.share(SETTINGS.learning.floor),
        "values": values,
        "decisions": plan.decisions(
            facts.decisions, facts.outbox, facts.decision_probabilities, zone, rehearsal=facts.rehearsal
        ),
        "drafts": _drafts(facts),
        "spend": numbers.money(facts.spend_usd),
        "ranking": ranking.ranking(facts.outcomes, zone),
        "ranking_days": ranking.DAYS,
        "observed": observed.observed(facts.agreement) if facts.mode == "observe" else None,
        "changes": facts.changes,
        "unknowns": unknowns.unknowns(arms, engagement, follow, values),
    }
    return Page(
        markdown=rendering.markdown("daily.md.jinja", **view),
        html=rendering.html("daily.html.jinja", **view),
    )


def _block(name: str, noun: str, found: list[Finding]) -> ArmBlock:
    axis = Axis.of(found)
    options = sum(finding.choosable for finding in found)
    return ArmBlock(
        name=name,
        noun=noun,
        arms=tuple((finding, axis.bar(finding)) for finding in found),
        axis=axis,
        chance=numbers.share(1 / options) if options else numbers.UNKNOWN,
        noise=next((numbers.change(f.noise_best) for f in found if f.noise_best is not None), numbers.UNKNOWN),
    )


def _reward() -> str:
    """What engagement means on this page, in the weights that are in force."""
    weights = SETTINGS.learning
    return (
        f"likes x {weights.like_weight:g} + reposts x {weights.repost_weight:g} + replies x {weights.reply_weight:g}, "
        "of a typical post (a geometric mean, so that one lucky post does not decide)"
    )


def _read(facts: Facts) -> list[str]:
    """What stands behind the page, in sentences."""
    history = facts.history
    kinds = [
        numbers.counted(n, *_KINDS.get(kind, (f"{kind} post", f"{kind} posts")))
        for kind, n in history.posts_by_kind.items()
        if n
    ]
    said = [f"Posts read: {', '.join(kinds)}." if kinds else "No post has been read yet. Import an export of your own."]
    said.append(
        f"Learned from are originals and heads of threads: {numbers.counted(history.mature, 'mature outcome')}, "
        f"{history.too_young:,} too young, {history.without_outcome:,} without an outcome."
    )
    level = next(iter(findings.levels(facts.arm_posteriors)), None)
    if level is not None:
        observational, randomised = level
        said.append(
            f"Of the posts behind formats and slots {numbers.whole(observational)} are observational (your own habit "
            f"chose) and {numbers.whole(randomised)} randomised (a logged draw chose, and was published as drawn)."
        )
    return [*said, *_later(history), *_overview(facts)]


def _later(history: History) -> list[str]:
    if not history.later_totals:
        return []
    return [
        f"The figures of {history.later_totals:,} of {numbers.counted(history.mature, 'outcome')} are not 24-hour "
        f"totals: an export saw them later, half of them at an age of {numbers.age(history.later_age_hours)} or more. "
        "Older posts had longer to collect."
    ]


def _overview(facts: Facts) -> list[str]:
    if facts.overview_days is None:
        return []
    found = overview.overview(facts.overview_days, facts.as_of)
    if found is None:
        return []
    came, left = numbers.whole(found.follows), numbers.whole(found.unfollows)
    net = found.follows - found.unfollows if found.follows is not None and found.unfollows is not None else None
    change = f", a change of {net:+,}" if net is not None else ""
    return [
        f"The account itself, by X's overview, on {found.covered} of the last {overview.DAYS} days: {came} followers "
        f"came and {left} left{change}; {numbers.whole(found.profile_visits)} profile visits. That is of the account "
        "and of no post, and nothing is learned from it."
    ]


def _drafts(facts: Facts) -> str:
    """How many drafts stand behind the decisions, by verdict."""
    kinds = [f"{n:,} {verdict.replace('_', ' ')}" for verdict, n in sorted(facts.drafts_by_verdict.items()) if n]
    return f"Drafts of the day: {', '.join(kinds)}." if kinds else "There is no draft for this day."
