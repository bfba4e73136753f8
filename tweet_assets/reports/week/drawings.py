"""The charts of a week, each drawn from a block of it; a block with nothing to draw has none."""

from __future__ import annotations

from collections.abc import Sequence

from tweet_assets.charts import curve, forest, grid, strip
from tweet_assets.charts.canvas import Tone
from tweet_assets.reports import numbers
from tweet_assets.reports.effects import Effect
from tweet_assets.reports.findings import Finding
from tweet_assets.reports.models import ModelReport
from tweet_assets.reports.week.interplay import Interplay
from tweet_assets.reports.week.recent import BASELINE_DAYS, Against, Post, Recent
from tweet_assets.reports.week.reliability import Group
from tweet_assets.reports.week.week import Arms, Week

_LABEL_CHARACTERS = 30
_EFFECTS_MAX = 14
"""Of a model: the clear and the large ones; the table beside the chart has all."""
_TONES: dict[Against, Tone] = {
    "better": "better",
    "worse": "worse",
    "as expected": "unknown",
    "not foretold": "unknown",
}


def drawings(week: Week) -> dict[str, str]:
    """By the name of the block, an <svg>."""
    found = {
        "recent": _recent(week.recent),
        "formats": _arms(week.formats),
        "slots": _arms(week.slots),
        "interplay": _interplay(week.interplay),
        "engagement": _effects(week.engagement),
        "reliability": _reliability(week.reliability),
    }
    return {name: svg for name, svg in found.items() if svg}


def _recent(recent: Recent) -> str:
    if not recent.posts:
        return ""
    marks = {post.post_id: str(at) for at, post in enumerate(recent.best, 1)}
    marks |= {post.post_id: chr(ord("a") + at) for at, post in enumerate(recent.worst)}
    dots = [strip.Dot(post.engagement, _TONES[post.against], marks.get(post.post_id, "")) for post in recent.posts]
    return strip.strip(
        dots, recent.before, ("this week", f"{BASELINE_DAYS} days\nbefore"), "engagement of a post, log axis",
        f"{recent.title}. {'; '.join(_told(post) for post in recent.posts)}",
    )  # fmt: skip


def _told(post: Post) -> str:
    return f"{post.posted}: {numbers.decimal(post.engagement)}"


def _arms(arms: Arms) -> str:
    rows = [_row(one) for one in arms.found]
    if not any(one.posts for one in arms.found):
        return ""
    described = "; ".join(f"{one.arm} {one.change}, 90 % interval {one.interval}" for one in arms.found)
    return forest.forest(rows, "difference from your mean, of a typical post", described, arms.luckiest)


def _row(one: Finding) -> forest.Estimate:
    tone: Tone = one.direction or "unknown"
    best = "" if one.p_best is None or not one.choosable else f", best {numbers.share(one.p_best)}"
    return forest.Estimate(
        one.arm, one.effect, one.low90, one.high90, tone, one.sureness == "confident", one.raw_effect,
        f"{numbers.counted(one.posts, 'post')}{best}",
    )  # fmt: skip


def _interplay(interplay: Interplay) -> str:
    if not interplay.combinations:
        return ""
    fields = [
        grid.Field(one.format, one.slot, one.difference, one.certainty, one.few, numbers.whole(one.posts))
        for one in interplay.combinations
    ]
    described = "; ".join(f"{one.format} at {one.slot}: {one.change}" for one in interplay.combinations)
    return grid.grid(fields, interplay.formats, interplay.slots, described)


def _effects(model: ModelReport) -> str:
    if not model.effects:
        return ""
    rows = [
        forest.Estimate(
            _short(effect.said), effect.value, effect.low80, effect.high80, _direction(effect), effect.clear,
            note="" if effect.same_sign is None else f"{numbers.share(effect.same_sign)} same",
        )
        for effect in model.effects[:_EFFECTS_MAX]
    ]  # fmt: skip
    described = "; ".join(f"{effect.said}: {effect.change}, {effect.interval}" for effect in model.effects)
    return forest.forest(rows, f"change in {model.unit}", described)


def _direction(effect: Effect) -> Tone:
    return "unknown" if not effect.clear else "better" if effect.value > 0 else "worse"


def _short(said: str) -> str:
    """A difference between posts as a chart has room for it; the table beside it has all its words."""
    said = said.removeprefix("posted ").partition(" rather than")[0].partition(", which goes")[0]
    return said if len(said) <= _LABEL_CHARACTERS else said[: _LABEL_CHARACTERS - 1] + "…"


def _reliability(groups: Sequence[Group]) -> str:
    if not groups:
        return ""
    drawn = [curve.Group(one.predicted, one.happened, one.low80, one.high80, one.posts) for one in groups]
    posts = sum(one.posts for one in groups)
    base_rate = sum(one.posts * one.happened for one in groups) / posts
    return curve.curve(drawn, base_rate, "; ".join(one.said for one in groups))
