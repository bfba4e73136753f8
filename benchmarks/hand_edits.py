"""How many texts that were edited by hand are found again, and how many other posts are taken for one.

    python benchmarks/hand_edits.py                  # the table of docs/publishing.md; a minute

Invented accounts of twelve days with two decisions each, written by the template writer's own phrases: of four formats
and three topics, or, the hard case, of two formats and one topic, so that siblings abound. Two decisions in five were
handed over and posted with an edit; others were not posted, or posted with an edit though nobody handed them over, or
neither. Beside them the account posts texts of its own, three in ten of which are siblings that nobody decided. The
edits are slips, other words, a sentence more at either end, a sentence less.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pandas as pd
from rapidfuzz.fuzz import token_sort_ratio

from tweet_assets.generation import templates
from tweet_assets.generation.phrases import PHRASES
from tweet_assets.posting.posted_by_hand import edited
from tweet_assets.posting.reconciling import worded
from tweet_assets.settings import SETTINGS

FIRST = pd.Timestamp("2026-03-01T09:00Z")
TOPICS = ("compost", "writing in public", "open source maintenance")
OTHER_WORDS = {
    "small": "tiny", "people": "folks", "advice": "tips", "honest": "sincere", "easier": "simpler", "day": "morning",
    "useful": "helpful", "beginning": "start", "work": "practice", "habit": "routine", "keep": "hold on to",
}  # fmt: skip
MORE = ("Curious what you think.", "What do you do?", "More on this next week.", "(I learned it the slow way.)")
FORE = ("So,", "Friday thought.", "Hot take:", "I keep coming back to this.")
OWN = "I tried something with {topic} today, and it went {how}. {end}"
Edit = Callable[[str, np.random.Generator], str]


def slip(text: str, chance: np.random.Generator) -> str:
    at = int(chance.integers(5, len(text) - 2))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def other_words(text: str, _: np.random.Generator) -> str:
    for word, other in OTHER_WORDS.items():
        text = re.sub(rf"\b{word}\b", other, text)
    return text


def more(text: str, chance: np.random.Generator) -> str:
    return f"{text} {chance.choice(MORE)}"


def fore(text: str, chance: np.random.Generator) -> str:
    return f"{chance.choice(FORE)} {text}"


def less(text: str, chance: np.random.Generator) -> str:
    sentences = re.split(r"(?<=[.:?!])\s+", text)
    left_out = chance.integers(len(sentences))
    return " ".join(sentence for at, sentence in enumerate(sentences) if at != left_out)


EDITS: tuple[Edit, ...] = (slip, other_words, more, fore, less, lambda text, by: more(other_words(text, by), by))


def account(chance: np.random.Generator, hard: bool) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Decisions, posts, and which decision each edited post carries out."""
    formats = chance.choice(list(PHRASES), 2 if hard else 4, replace=False)
    decisions, posts, truth = [], [], {}
    for at in range(24):
        topic = TOPICS[0] if hard else str(chance.choice(TOPICS))
        texts = list(templates.texts(str(chance.choice(formats)), topic).values())
        text, due = str(chance.choice(texts)), FIRST + pd.Timedelta(hours=12 * at)
        fate = chance.choice(["edited", "edited", "handed over", "edited unhanded", "nothing"])
        handed = due - pd.Timedelta(hours=3) if fate in ("edited", "handed over") else pd.NaT
        decisions.append((f"d{at}", text, due, handed))
        if fate.startswith("edited"):
            edit = EDITS[int(chance.integers(len(EDITS)))]
            posts.append((f"p{at}", edit(text, chance), due + pd.Timedelta(minutes=int(chance.integers(300)))))
            if fate == "edited":
                truth[f"p{at}"] = f"d{at}"
        if chance.random() < 0.5:
            own = OWN.format(
                topic=topic, how=chance.choice(["well", "badly"]), end=chance.choice(["Well.", "Who else?"])
            )
            said = str(chance.choice(texts)) if chance.random() < 0.3 else own
            posts.append((f"o{at}", said, due + pd.Timedelta(minutes=int(chance.integers(300, 700)))))
    drawn = pd.DataFrame(decisions, columns=["decision_id", "text", "due_at", "handed_at"]).assign(account="invented")
    moments = dict.fromkeys(("due_at", "handed_at"), "datetime64[us, UTC]")
    out = pd.DataFrame(posts, columns=["post_id", "text", "posted_at"]).assign(account="invented", kind="original")
    return drawn.astype(moments), out.astype({"posted_at": "datetime64[us, UTC]"}), truth


def siblings() -> None:
    """How alike the templates of a format are, by how many of their three parts they share: all pairs on one topic."""
    alike: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for format_ in PHRASES:
        texts = templates.texts(format_, TOPICS[0])
        for (one, text), (other, its_text) in combinations(texts.items(), 2):
            shared = sum(a == b for a, b in zip(one, other, strict=True))
            alike[shared].append(token_sort_ratio(worded(text), worded(its_text)))
    for shared, scores in alike.items():
        least, middle, most = np.percentile(scores, [0, 50, 100])
        print(f"sharing {shared} of 3 parts: {least:.0f} to {most:.0f} alike, half above {middle:.0f}")


def main(accounts: int = 60) -> None:
    siblings()
    print("| siblings | threshold | margin | edits found | other posts taken |\n|---|---:|---:|---:|---:|")
    for hard in (False, True):
        chance = np.random.default_rng(0)
        made = [account(chance, hard) for _ in range(accounts)]
        edits = sum(len(truth) for *_, truth in made)
        others = sum(len(posts) for _, posts, _ in made) - edits
        for least, margin in product((75.0, 80.0, 85.0, 90.0), (0.1, 5.0, 10.0)):
            settings = replace(SETTINGS.posting, edited_min=least, edited_margin=margin)
            right = wrong = 0
            for decisions, posts, truth in made:
                pairs = edited(decisions, posts, settings)
                held = [truth.get(p) == d for p, d in zip(pairs["post_id"], pairs["decision_id"], strict=True)]
                right, wrong = right + sum(held), wrong + len(held) - sum(held)
            name = "many" if hard else "usual"
            print(f"| {name} | {least:g} | {margin:g} | {right} of {edits} | {wrong} of {others} |")


if __name__ == "__main__":
    main()
