"""What is at work in a tweet, in words from a closed vocabulary.

A tweet of somebody else reaches a prompt as these facts and not as its words: a fixed vocabulary cannot carry an
instruction, a name or a phrase worth copying. All of it is counted or matched; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from tweet_assets.generation.subjects import ReadingEase, Subject, reading_ease, subject
from tweet_assets.tweet_text import facts, plain, without_links

Hook = Literal["question", "number", "contrast", "instruction", "story", "claim", "list", "plain"]
Structure = Literal["one line", "paragraph", "list", "short lines", "several paragraphs"]
LengthBand = Literal["short", "medium", "long"]
Device = Literal[
    "numbers",
    "contrast",
    "repetition",
    "second person",
    "first person",
    "ends with a question",
    "ends with an invitation",
    "quotation",
    "emoji",
    "hashtag",
    "link",
]
HOOKS: tuple[Hook, ...] = get_args(Hook)

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")
_CONTRAST = re.compile(r"\b(?:not|but|instead|versus|vs|yet|rather than|stop|never|nobody|without)\b", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"^(?:how to|here'?s how|try|write|read|start|stop|use|ask|make|build|learn|keep|take"
    r"|give|find|do|don'?t|never|always|pick|open)\b",
    re.IGNORECASE,
)
_STORY = re.compile(
    r"\b(?:yesterday|last (?:week|month|year|night)|years? ago|when i|i used to|today i|this morning|i remember"
    r"|my first|once)\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\b(?:is|are|was|were|will|should|must|always|never|nobody|everyone|most|best|worst|myth|overrated|underrated)\b",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"\b(?:reply|share|tell me|join|sign up|follow|try it|save this|bookmark|comment|let me know)\b", re.IGNORECASE
)
_SECOND = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:I|I'[a-z]+|my|me|we|our)\b")
_MARKER = re.compile(r"^\s*(?:\d+[.)/]|[-•*→✅▪])\s*")
_QUOTED = re.compile(r"[\"“«][^\"”»]{3,}[\"”»]")

_SHORT_MAX = 100  # weighted characters: about one sentence
_MEDIUM_MAX = 200  # two or three; beyond it, nearly all of the 280 there are


@dataclass(frozen=True)
class Why:
    """Derived facts of one text."""

    hook: Hook
    structure: Structure
    length_band: LengthBand
    line_count: int
    devices: tuple[Device, ...]
    subject: Subject = "other"
    reading_ease: ReadingEase = "unknown"
    mechanisms: tuple[str, ...] = ()
    """What a language model saw at work, from a closed list of its own; nothing where none was asked."""

    def sentence(self) -> str:
        """The facts as a prompt shows them. What is unknown is not said."""
        lines = "1 line" if self.line_count == 1 else f"{self.line_count} lines"
        said = [
            f"Opening: {self.hook}.",
            f"Structure: {self.structure}, {lines}.",
            f"Length: {self.length_band}.",
            f"Devices: {', '.join(self.devices) or 'none'}.",
        ]
        if self.reading_ease != "unknown":
            said.append(f"Reading: {self.reading_ease}.")
        if self.mechanisms:
            said.append(f"Works by: {', '.join(self.mechanisms)}.")
        return " ".join(said)


def why(text: str) -> Why:
    """The facts of a text. A function of the text alone."""
    text = plain(text).replace("’", "'")
    counted = facts(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    length = counted.weighted_length
    return Why(
        hook=_hook(lines),
        structure=_structure(text, lines, counted.list_items),
        length_band="short" if length <= _SHORT_MAX else "medium" if length <= _MEDIUM_MAX else "long",
        line_count=max(counted.lines, 1),
        devices=_devices(text, lines),
        subject=subject(text),
        reading_ease=reading_ease(text),
    )


def _hook(lines: list[str]) -> Hook:
    first = next((s for line in lines for s in _SENTENCE_END.split(without_links(line)) if s.strip()), "").strip()
    rules: tuple[tuple[Hook, bool], ...] = (
        ("list", bool(_MARKER.match(first)) or first.endswith(":")),
        ("question", first.endswith("?")),
        ("number", any(c.isdigit() for c in first)),
        ("instruction", bool(_INSTRUCTION.match(first))),
        ("story", bool(_STORY.search(first))),
        ("contrast", bool(_CONTRAST.search(first))),
        ("claim", bool(_CLAIM.search(first))),
    )
    return next((hook for hook, holds in rules if holds), "plain")


def _structure(text: str, lines: list[str], list_items: int) -> Structure:
    if list_items >= 2:
        return "list"
    if len(lines) <= 1:
        return "one line" if facts(text).weighted_length <= _SHORT_MAX else "paragraph"
    return "several paragraphs" if any(len(line) > _SHORT_MAX for line in lines) else "short lines"


def _devices(text: str, lines: list[str]) -> tuple[Device, ...]:
    counted = facts(text)
    last = without_links(lines[-1]).rstrip() if lines else ""
    openings = [" ".join(s.lower().split()[:2]) for s in _SENTENCE_END.split(text) if len(s.split()) > 2]
    found: tuple[tuple[Device, bool], ...] = (
        ("numbers", counted.numbers > counted.list_items),
        ("contrast", bool(_CONTRAST.search(text))),
        ("repetition", len(set(openings)) < len(openings)),
        ("second person", bool(_SECOND.search(text))),
        ("first person", bool(_FIRST.search(text))),
        ("ends with a question", last.endswith("?")),
        ("ends with an invitation", bool(_INVITATION.search(last))),
        ("quotation", bool(_QUOTED.search(text))),
        ("emoji", counted.emojis > 0),
        ("hashtag", counted.hashtags > 0),
        ("link", counted.links > 0),
    )
    return tuple(device for device, holds in found if holds)
