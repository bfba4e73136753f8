"""What the user asks for in one cell: topic, format, voice, tone, an idea, and the facts that may be used.

All of it is the user's own. Tones and ideas take turns by day and format, never by inspiration: the two sides of the
coin differ in their examples and in nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.generation.notes import Fact
from tweet_assets.generation.sanitise import visible
from tweet_assets.settings import SETTINGS, Generation
from tweet_assets.style import ExampleForm
from tweet_assets.tweet_text import words

DESCRIPTIONS: Mapping[str, str] = {
    "question": "asks the reader something that can be answered from experience",
    "how-to": "shows how to do one thing, in steps small enough to try today",
    "data": "puts a figure, a share or a comparison of counts in the middle, from the facts given and no other",
    "myth-busting": "names a common myth and says what holds instead",
    "story": "tells a small scene with a turn, without inventing an experience that the facts do not hold",
    "framework": "lists three or more points that order a subject",
    "opinion": "takes a side and gives the reason",
    "announcement": "says what is new or coming, from the facts given, and what the reader can do",
}
T = TypeVar("T")


@dataclass(frozen=True)
class Brief:
    """What a draft is asked to be, and what it may speak of without having it from an example."""

    topic: str
    format: str = "opinion"
    instructions: str = DESCRIPTIONS["opinion"]
    topics: tuple[str, ...] = ()
    voice: str = ""
    tone: str | None = None
    tone_instructions: str = ""
    idea: str | None = None
    facts: tuple[Fact, ...] = ()
    allowed: tuple[str, ...] = ()
    example_form: ExampleForm = "structure"

    @property
    def text(self) -> str:
        """Everything that the user has said."""
        return "\n".join((self.topic, *self.topics, self.idea or "", self.voice, *(fact.text for fact in self.facts)))


def brief(
    account: Account, for_day: date, format_: str, topic: str, facts: Sequence[Fact], ideas: pd.DataFrame
) -> Brief:
    """The brief of a cell. `ideas` has rows of `generation.ideas`. Raises ValueError for a format without meaning."""
    style = account.style
    instructions = style.instructions.get(format_) or DESCRIPTIONS.get(format_)
    if instructions is None:
        raise ValueError(f"'{format_}' is no format of @{account.handle}: it has no instructions")
    fitting = ideas[(ideas["topic"] == topic) & (ideas["format"].isna() | (ideas["format"] == format_))]
    idea = in_turn(sorted(map(str, fitting["note"])), for_day, format_)
    tone = in_turn(sorted(style.tones), for_day, format_)
    return Brief(
        topic=topic,
        format=format_,
        instructions=visible(instructions),
        topics=tuple(other for other in account.topics if other != topic),
        voice=visible(style.voice),
        tone=tone,
        tone_instructions=visible(style.tones[tone]) if tone else "",
        idea=idea,
        facts=_fitting(facts, f"{topic} {idea or ''}", for_day, SETTINGS.generation),
        allowed=style.allowed,
        example_form=style.example_form,
    )


def in_turn(options: Sequence[T], for_day: date, format_: str) -> T | None:
    """The one of the options whose turn it is; None where there are none. Formats are out of step with each other."""
    return options[(for_day.toordinal() + sum(map(ord, format_))) % len(options)] if options else None


def is_fresh(fact: Fact, for_day: date, settings: Generation) -> bool:
    """Whether a fact was checked lately enough to be claimed on a day."""
    return (for_day - fact.checked_on).days <= settings.fact_days_max


def _fitting(facts: Sequence[Fact], about: str, for_day: date, settings: Generation) -> tuple[Fact, ...]:
    """The facts that share most words with what the draft is about, as many as a prompt takes."""
    asked = set(words(about))
    fresh = [fact for fact in facts if is_fresh(fact, for_day, settings)]
    nearest = sorted(fresh, key=lambda fact: (-len(asked & set(words(fact.text))), fact.text))
    return tuple(nearest[: settings.facts_max])
