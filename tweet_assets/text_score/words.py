"""The score of a text in words, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from tweet_assets import arms
from tweet_assets.accounts import Folder
from tweet_assets.reports import numbers
from tweet_assets.settings import SETTINGS
from tweet_assets.text_score.scored import Range, Scored

_ALIKE_MIN = 40
"""Of 100, by the words two texts share: below it the nearest post has little in common with a text."""


def lines(scored: Scored, folder: Folder) -> Iterator[str]:
    """The score in words, block by block."""
    yield f"@{scored.account}, as learned up to {numbers.day(scored.as_of)}"
    read = f"{scored.format} ({scored.basis})" if scored.format != arms.UNLABELLED else "no rule knows it; say --format"
    yield f"Length {scored.length} of {SETTINGS.generation.weighted_length_max} as X counts. Format: {read}."
    yield ""
    yield from _expected(scored)
    yield ""
    yield from _parts(scored)
    yield ""
    yield f"Guardrails: {scored.verdict.verdict.replace('_', ' ')}" + (":" if scored.verdict.reasons else ".")
    yield from (f"  {reason}" for reason in scored.verdict.reasons)
    near = scored.nearest
    if near and near.alike < _ALIKE_MIN:
        yield "None of your posts is like it."
    elif near:
        when = numbers.day(near.posted_at.astimezone(folder.zone).date())
        yield f"Your nearest post, {near.alike} of 100 alike, {when}, rate {numbers.rate(near.rate)}:"
        yield f"  {_beginning(near.text)}"
    yield ""
    yield from _slots(scored)


def _expected(scored: Scored) -> Iterator[str]:
    mean = _said(scored.by_mean)
    if scored.by_model is None or scored.by_mean is None:
        yield f"Expected of you: not known. {scored.ridge.verdict}"
    elif scored.ridge.beats:
        yield f"Expected of you: {_said(scored.by_model)}; by your recent mean alone {mean}."
        yield f"  {scored.ridge.verdict}"
    else:
        yield f"Expected of you: {mean}, by your recent mean."
        yield f"  The ridge says {_said(scored.by_model)} of this text. {scored.ridge.verdict}"
    if scored.follow_chance is None:
        yield f"Gains a follower: not known. {scored.follow.verdict}"
    else:
        chance = scored.follow_chance
        whose = "" if scored.follow.enough_evidence else ", your base rate whatever the text"
        span = numbers.span(chance.low80, chance.high80, numbers.share)
        yield f"Gains a follower: {numbers.share(chance.middle)} (80 % interval {span}){whose}."
        yield f"  {scored.follow.verdict}"


def _said(one: Range | None) -> str:
    if one is None:
        return numbers.UNKNOWN
    return (
        f"{numbers.rate(one.middle)} engagement per impression "
        f"(80 % of such posts {numbers.span(one.low80, one.high80, numbers.rate)})"
    )


def _parts(scored: Scored) -> Iterator[str]:
    if not scored.contributions:
        yield "What in it helps or hurts: not known yet."
        return
    doubt = "" if scored.ridge.beats else ", by a model that has not surely beaten your mean"
    yield f"What in it helps or hurts, beside your average post (80 % intervals){doubt}:"
    clear = [one for one in scored.contributions if one.clear]
    yield from (f"  {'+' if one.value > 0 else '-'} {one.said}" for one in clear)
    if not clear:
        yield "  nothing clearly"
    others = [one for one in scored.contributions if not one.clear]
    if others:
        yield f"  may be nothing: {'; '.join(one.said for one in others)}"


def _slots(scored: Scored) -> Iterator[str]:
    if not scored.open_slots:
        yield "No slot of today is open any more."
        return
    best = scored.open_slots[0]
    sure = "" if best.sureness == "confident" else " No difference between slots is sure."
    yield f"Best open slot today: {best.arm}, {best.verdict}.{sure}"
    for one in scored.open_slots:
        expected = scored.expected_in.get(one.arm)
        told = f"; a typical {scored.format} post there {expected}" if expected else ""
        behind = numbers.counted(one.posts, "post")
        yield f"  {one.arm}: {one.change} against your mean (90 % {one.interval}), {behind}{told}"


def _beginning(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else f"{flat[:99]}…"
