"""Texts of the invented viral library: other words than the account's own, on the same topics."""

from __future__ import annotations

from collections.abc import Mapping

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "writing": ("rewriting", "your first paragraph", "a writing streak", "your editor", "a blank page"),
    "coding": ("refactoring", "your commit message", "a code comment", "your debugger", "pair programming"),
    "teaching": ("grading", "your slides", "a group project", "your syllabus", "homework"),
}

OPENINGS: Mapping[str, tuple[str, ...]] = {
    "question": (
        "What did {s} teach you that no book did?",
        "Would you still bother with {s} if nobody saw it?",
        "What is the one thing about {s} you learned too late?",
    ),
    "how-to": (
        "Here's how to make peace with {s}: set a timer, lower the bar, begin.",
        "Step by step, {s} becomes boring, and boring gets finished.",
        "Here's how I stopped fearing {s}: I did it badly, on purpose, for a week.",
    ),
    "data": (
        "{p} % of the teams I asked have never talked about {s}.",
        "{k} of {m} beginners quit at {s}, and almost all of them come back.",
        "I logged a year of work: {p} % of it was {s}.",
    ),
    "myth-busting": (
        "Myth: {s} is a waste of time. It is where the time is won.",
        "Contrary to what everybody repeats, {s} was never about discipline.",
        "The biggest misconception about {s}: that experts find it easy.",
    ),
    "story": (
        "Yesterday I watched a stranger struggle with {s}, and saw myself.",
        "I used to hide from {s}. Then somebody asked me to explain it.",
        "I remember the night when {s} finally made sense to me.",
    ),
    "framework": (
        "3 rules for {s}:\n1. begin early\n2. show it sooner\n3. throw half away",
        "Four habits around {s}:\n- name it\n- shrink it\n- do it\n- forget it",
        "Five steps to calmer days with {s}: stop, list, drop, pick, go.",
    ),
    "opinion": (
        "Unpopular opinion: {s} is the most creative part of the job.",
        "Hot take: whoever skips {s} pays for it twice.",
        "In my opinion {s} says more about you than your plans do.",
    ),
    "announcement": (
        "Now live: everything I know about {s} on one page.",
        "Announcing an open archive about {s}; bring your own mistakes.",
        "Now available: a tiny tool that helps with {s}.",
    ),
}

CLOSINGS: tuple[str, ...] = (
    "",
    " Pass it on to the person who needs it today.",
    " It took me far too long to see it.",
    "\n\nThat is the whole secret.",
    " Everything else is decoration.",
)

NONSENSE: tuple[str, ...] = ("zorb", "quill", "mumble", "plonk", "wibble", "snarf", "glim", "trundle", "fizz", "oont")
