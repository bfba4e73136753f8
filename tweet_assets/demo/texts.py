"""What the invented creator writes: openings that show a format, and additions that know nothing of it.

Every text is an opening of its format on a subject, then additions, each drawn by itself: a sentence with a number,
plain sentences that only make it longer, a question in passing, hashtags, an emoji, a link. So length, numbers,
questions and links vary within every format, and what they do to a post can be told from what the format does.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Mapping

import numpy as np

TOPICS: tuple[str, ...] = ("writing", "coding", "teaching")
READERS = 40  # invented handles that the creator answers: demo_reader_01 to demo_reader_40

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "writing": ("a first draft", "an opening line", "a long outline", "a weekly newsletter", "a plain ending"),
    "coding": ("a code review", "a small function", "a slow test suite", "a bug report", "a good variable name"),
    "teaching": (
        "a lesson plan",
        "a quiet seminar",
        "written feedback",
        "an open-book exam",
        "the first hour of a class",
    ),
}

OPENINGS: Mapping[str, tuple[str, ...]] = {
    "question": (
        "What do you do first with {s}?",
        "Which part of {s} takes you longest?",
        "Who taught you most about {s}?",
        "When do you stop working on {s}?",
        "Where do you get stuck with {s}?",
    ),
    "how-to": (
        "Here's how I go about {s}: a rough pass, a pause, a careful pass.",
        "Here's how to rescue {s} on a busy day: keep the part that matters and leave the rest.",
        "Step by step through {s}: look, mark, cut, read it aloud.",
        "Here's how to begin {s} without a plan: do the smallest next thing.",
    ),
    "data": (
        "{p} % of the people I asked skip the hardest part of {s}.",
        "{k} of {m} readers told me that they stall at {s}.",
        "I kept a log: {p} % of my week goes into {s}.",
        "{k} out of {m} mornings this spring began with {s}.",
    ),
    "myth-busting": (
        "Myth: {s} needs talent. It needs a calendar.",
        "A common misconception: that {s} gets easier by waiting for the right mood.",
        "Contrary to what many say, {s} need not be perfect to be useful.",
        "The myth of {s} is that somebody gets it right at once.",
    ),
    "story": (
        "Yesterday I threw away {s} and felt lighter for it.",
        "Last week I sat over {s} until the coffee was cold.",
        "I remember the evening when I nearly gave up on {s}.",
        "I used to lie awake over {s}.",
    ),
    "framework": (
        "3 rules for {s}:\n1. start small\n2. stop early\n3. come back",
        "Four principles behind {s}: notice, choose, cut, share.",
        "Three steps through {s}: collect, order, remove.",
        "Five habits that carry {s}: quiet, time, light, paper, patience.",
    ),
    "opinion": (
        "Unpopular opinion: {s} is mostly patience.",
        "In my view {s} is worth more than it gets credit for.",
        "Hot take: {s} gets better the moment you stop polishing.",
        "In my opinion {s} belongs in the morning.",
    ),
    "announcement": (
        "Now live: my notes on {s}, free to read.",
        "Launching today: a small workbook about {s}.",
        "Announcing a reading group on {s}; places are few.",
        "Now available: a recording of my talk about {s}.",
    ),
}

_NUMBERS = (
    "It took me {n} tries.",
    "I gave it {n} minutes a day.",
    "It went from {n} pages down to {m}.",
    "I have {n} notebooks full of it.",
)
_PASSING_QUESTIONS = ("Sounds odd? It did to me.", "Too simple? Try it for a month.", "Does it last? So far it has.")
_PLAIN = (
    "It still surprises me.",
    "Small and slow wins here.",
    "Nobody told me that at the beginning, and perhaps it is better so.",
    "It is less about talent than about showing up again.",
    "Keep it for a quiet evening.",
    "Short & plain beats clever.",
    "There is more to say, and it can wait.",
)
_REPLIES = (
    "thank you, that made my morning.",
    "good point, and I had not seen it that way.",
    "yes, exactly that.",
    "I would leave it as it is.",
    "have a look at the second part, it says more.",
    "not yet, maybe in autumn.",
)
_PARTS = (
    "{i}/ The first attempt was clumsy, and that was fine.",
    "{i}/ Then a friend read it and asked for less.",
    "{i}/ What stayed is short, and it holds.",
)
_EMOJIS = ("☕", "🙂", "🌱", "📚", "✨")
_BODY_MAX = 215  # characters before blanks, hashtags, emoji and link, which must all go into 280
_ALPHABET = string.ascii_letters + string.digits


def compose(label: str, rng: np.random.Generator) -> str:
    """A text of a format, with its line breaks, as the creator typed it."""
    topic = _pick(TOPICS, rng)
    large = int(rng.integers(8, 40))
    opening = _pick(OPENINGS[label], rng).format(
        s=_pick(SUBJECTS[topic], rng), p=int(rng.integers(12, 89)), k=int(rng.integers(2, 8)), m=large
    )
    sentences = [opening[0].upper() + opening[1:]]
    if rng.random() < 0.45:
        sentences.append(_pick(_NUMBERS, rng).format(n=int(rng.integers(40, 99)), m=large))
    if rng.random() < 0.35:
        sentences.append(_pick(_PASSING_QUESTIONS, rng))
    for i in rng.permutation(len(_PLAIN))[: int(rng.integers(0, 4))]:
        if sum(map(len, sentences)) + len(_PLAIN[i]) < _BODY_MAX:
            sentences.append(_PLAIN[i])
    text = ("\n\n" if rng.random() < 0.3 else " ").join(sentences)
    if rng.random() < 0.25:
        tags = [topic, "demo"][: int(rng.integers(1, 3))]
        text += "".join(f" #{tag}" for tag in tags)
    if rng.random() < 0.25:
        text += " " + _pick(_EMOJIS, rng)
    if rng.random() < 0.3:
        text += " " + _link(rng)
    return text


def reply(rng: np.random.Generator) -> str:
    """An answer to an invented reader."""
    return f"@demo_reader_{int(rng.integers(1, READERS + 1)):02d} {_pick(_REPLIES, rng)}"


def thread_part(number: int, rng: np.random.Generator) -> str:
    """The second or a later part of a thread."""
    return _pick(_PARTS, rng).format(i=number)


def exported(text: str) -> str:
    """The text as X writes it into a content export: line breaks become a space, &, < and > become entities."""
    return html.escape(re.sub(r"\s*\n\s*", " ", text), quote=False)


def _link(rng: np.random.Generator) -> str:
    return "https://t.co/" + "".join(_ALPHABET[i] for i in rng.integers(0, len(_ALPHABET), 10))


def _pick(options: tuple[str, ...], rng: np.random.Generator) -> str:
    return options[int(rng.integers(len(options)))]
