"""The front of the page: three findings and one action, each chosen by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tweet_assets.reports import findings, numbers
from tweet_assets.reports.findings import Finding, Sureness
from tweet_assets.reports.models import ModelReport
from tweet_assets.reports.week.coming import Coming
from tweet_assets.reports.week.facts import WeekFacts
from tweet_assets.reports.week.health import Line

SHOWN = 3
_MISSING_SHARE = 0.2
"""Of the posts that are a day old: with more without an outcome, what is said is said of the wrong posts."""


@dataclass(frozen=True)
class Said:
    """One finding of the front, ready to be read; `direction` is '' where there is none."""

    sureness: Sureness
    direction: str
    text: str


@dataclass(frozen=True)
class Action:
    """The one thing to do next, and why; `command` is what to type, or ''."""

    what: str
    why: str
    command: str


def three(arms: Sequence[Finding], engagement: ModelReport) -> list[Said]:
    """What is sure first, then what leans, then what the ridge sees in texts, then what is closest to being known."""
    found = [*_of_arms(arms, "confident"), *_of_arms(arms, "leaning"), *_of_texts(engagement), *_open(arms)]
    return found[:SHOWN]


def _of_arms(arms: Sequence[Finding], sureness: Sureness) -> Iterator[Said]:
    chosen = [one for one in arms if one.choosable and one.sureness == sureness]
    for one in sorted(chosen, key=lambda one: -abs(one.effect or 0.0)):
        yield Said(sureness, one.direction or "", findings.sentence(one))


def _of_texts(engagement: ModelReport) -> Iterator[Said]:
    """Effects of texts, where the ridge has beaten the mean; what goes with what, so never more than leaning."""
    for effect in engagement.clear if engagement.enough_evidence else ():
        text = f"{effect.said}: {effect.change} {engagement.unit} (80 % interval {effect.interval})"
        yield Said("leaning", "better" if effect.value > 0 else "worse", text)


def _open(arms: Sequence[Finding]) -> Iterator[Said]:
    """Arms of which nothing is known, the one that takes the fewest posts first."""
    asked = [one for one in arms if one.choosable and one.sureness == "unknown"]
    for one in sorted(asked, key=lambda one: (one.posts_needed is None, one.posts_needed or 0, one.arm)):
        behind = numbers.counted(one.posts, "post")
        text = f"{one.label}: not known yet. So far {one.change} (90 % interval {one.interval}), {behind}"
        yield Said("unknown", "", text)


def action(facts: WeekFacts, coming: Coming, health: Sequence[Line], unlabelled_share: float | None) -> Action:
    """The first that applies.

    Unknown sends, waiting drafts, missing outcomes, no posts, an old week, no plan, mode observe, missing labels.
    """
    stuck = next((line for line in health if line.what == "sends" and line.state == "wrong"), None)
    if stuck:
        return Action("Look on X for the texts of which nobody knows whether they were published", stuck.said, "review")
    if coming.waiting:
        first = coming.waiting[0].decision.due
        what = f"Judge {numbers.counted(len(coming.waiting), 'draft')}"
        return Action(what, f"The first is due {first}; what nobody approves is not published.", "review")
    mature, missing = facts.history.mature, facts.history.without_outcome
    if missing > _MISSING_SHARE * (mature + missing):
        why = (
            f"{missing:,} of {mature + missing:,} posts that are a day old have no outcome: nothing is learned of them."
        )
        return Action("Export your posts from X Analytics once more, and import the file", why, "import FILE")
    if not mature:
        return Action("Bring an export of your own posts", "Nothing can be learned before there is one.", "import FILE")
    if facts.today > facts.coming[-1]:
        why = f"This page ends on {numbers.day(facts.as_of)}, and what came after it is not told here."
        return Action("Bring a newer export, or look at a newer week", why, "import FILE")
    if not coming.planned:
        return Action("Have the days to come planned", "No decision stands for them.", "run")
    if facts.mode == "observe":
        why = (
            "What you do by habit can only show what goes with what. Posts that a logged draw decides can tell what "
            "works; in mode suggest you still post everything yourself."
        )
        return Action('Set `mode = "suggest"` in accounts.toml, when you are ready to try what is drawn', why, "")
    if unlabelled_share is not None and unlabelled_share > 0.5:
        why = f"{numbers.share(unlabelled_share)} of your posts have no format that a rule can read off their text."
        return Action("Label the posts that matter to you in labels.csv of the data folder", why, "")
    return Action("Post as planned", "Each post that goes out as drawn makes the next answer surer.", "")
