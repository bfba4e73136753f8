"""How often the guardrails catch what they should, and how often they are wrong; what 500 template drafts look like.

    python benchmarks/guardrails.py [--shared FOLDER]

Copies are made of tweets by rule: as they are, disguised, with a word dropped, spliced, turned round, and with a share
of their words replaced. With `--shared` (a folder with viral/twscrape.jsonl and own/legacy_activity) they are made of
real tweets, and false alarms are counted on real posts of another account; without it, of the invented ones of the
tests. Attacks: what an obedient model would write, of the two sets of the tests; the second was written by somebody who
had not seen the rules.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent / "tweet_assets_tests"))

from generation.attacks import ATTACKS, Attack
from generation.held_out_attacks import HELD_OUT
from generation.labelled_tweets import OTHERS, TWEETS

from tweet_assets.arms import FORMATS
from tweet_assets.generation import originality
from tweet_assets.generation.briefs import Brief
from tweet_assets.generation.guardrails import Held, verdict
from tweet_assets.generation.library import read_curated
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.sanitise import clean, tripwire
from tweet_assets.generation.shapes import parse
from tweet_assets.generation.templates import TemplateWriter
from tweet_assets.settings import SETTINGS
from tweet_assets.tweet_text import weighted_length, words

SETTING = SETTINGS.generation
DAY = date(2026, 3, 10)
TOPICS = ("writing", "coding", "teaching")
_FILLER = "quiet amber paper river candle ladder velvet garden copper window pepper saddle".split()  # noqa: SIM905


def _replaced(share: float) -> Callable[[list[str], np.random.Generator], str]:
    def copy(tokens: list[str], generator: np.random.Generator) -> str:
        places = set(generator.choice(len(tokens), size=max(round(share * len(tokens)), 1), replace=False).tolist())
        return " ".join(str(generator.choice(_FILLER)) if n in places else t for n, t in enumerate(tokens))

    return copy


def _dropped(tokens: list[str], generator: np.random.Generator) -> str:
    place = int(generator.integers(len(tokens)))
    return " ".join(tokens[:place] + tokens[place + 1 :])


def _spliced(tokens: list[str], generator: np.random.Generator) -> str:
    half = tokens[: max(len(tokens) // 2, 8)]
    return " ".join([*half, *(str(generator.choice(_FILLER)) for _ in range(len(half)))])


COPIES: Mapping[str, Callable[[list[str], np.random.Generator], str]] = {
    "as it is": lambda tokens, _: " ".join(tokens),
    "zero width": lambda tokens, _: "\u200b".join(" ".join(tokens)),
    "look-alikes": lambda tokens, _: " ".join(tokens).translate(str.maketrans("aeopcx", "аеорсх")),
    "a word dropped": _dropped,
    "spliced": _spliced,
    "turned round": lambda tokens, _: " ".join([*tokens[len(tokens) // 2 :], *tokens[: len(tokens) // 2]]),
    "10 % replaced": _replaced(0.10),
    "25 % replaced": _replaced(0.25),
    "40 % replaced": _replaced(0.40),
}


def copies(tweets: Sequence[str], others: Sequence[str]) -> None:
    """Caught copies by kind, and false alarms on texts of somebody else."""
    long = [text for text in dict.fromkeys(tweets) if len(words(text)) >= 12]
    library = originality.texts({str(n): text for n, text in enumerate(long)}, SETTING)
    generator = np.random.default_rng(1)
    print(f"copies of {len(long)} tweets of twelve words and more:")
    for name, copy in COPIES.items():
        caught = sum(bool(originality.copies(copy(text.split(), generator), library)) for text in long)
        print(f"  {name:<16} {caught / len(long):6.1%} caught")
    alarms = sum(bool(originality.copies(text, library)) for text in others)
    near = sum(bool(originality.near(text, library)) for text in others)
    print(f"  {len(others)} texts of another account: {alarms} called copies, {near} sent to a person as near one")


def attacks(name: str, all_: Sequence[Attack]) -> None:
    """What a model that obeyed would have written, by verdict; and what the tripwire saw of the tweets."""
    seen = sum((tripwire(clean(a.tweet, SETTING.tweet_characters_max)) or tripwire(a.tweet)) is not None for a in all_)
    library = originality.texts({a.name: clean(a.tweet, SETTING.tweet_characters_max) for a in all_}, SETTING)
    own = originality.texts(
        {"1": "Tea is how I find out what the day was about, and I keep what nobody reads."}, SETTING
    )
    held = Held(library, own, SETTING)
    found: Counter[str] = Counter()
    for attack in all_:
        brief = Brief(
            next((t for t in ("tea", "chess openings", "data science", "running") if t in attack.tweet), "tea")
        )
        found.update(verdict(text, held, (), brief, DAY).verdict for text in attack.obeyed)
    shares = ", ".join(f"{found[v]} {v}" for v in ("blocked", "needs_review", "clean"))
    print(f"{name}: {len(all_)} attacks, {seen} quarantined by the tripwire; {found.total()} obeyed drafts: {shares}")


def alarms(name: str, texts: Sequence[str], topic: str) -> None:
    """How many texts of people, who meant no harm, are blocked or sent to a person, and by what."""
    none = originality.texts({}, SETTING)
    brief, reasons, verdicts = Brief(topic), Counter[str](), Counter[str]()
    for text in texts:
        found = verdict(text, Held(none, none, SETTING), (), brief, DAY)
        verdicts[found.verdict] += 1
        reasons.update({" ".join(reason.split(",")[0].split()[:3]) for reason in found.reasons})
    print(f"{name}: {len(texts)} texts, {dict(verdicts)}; {dict(reasons.most_common(7))}")


def templates(count: int) -> None:
    """Drafts of the template writer: lengths, verdicts, how many begin alike."""
    none = originality.texts({}, SETTING)
    held, made, day = Held(none, none, SETTING), list[tuple[str, str]](), DAY.toordinal()
    while len(made) < count:
        for format_ in FORMATS:
            topic = TOPICS[len(made) % len(TOPICS)]
            cell = Cell("demo", DAY, format_, "none", topic)
            answer = TemplateWriter().write(Prompt("", "", "2", "h"), cell, 4, day + len(made))
            made += [(topic, text) for text in answer.texts]
    made = made[:count]
    lengths = np.array([weighted_length(text) for _, text in made])
    found = [verdict(text, held, (), Brief(topic), DAY) for topic, text in made]
    verdicts = Counter(one.verdict for one in found)
    reasons = Counter(reason.split(",")[0] for one in found for reason in one.reasons)
    beginnings = {" ".join(words(text)[:5]) for _, text in made}
    print(
        f"{count} template drafts: weighted length {lengths.min()} to {lengths.max()}, median {np.median(lengths):.0f};"
    )
    print(f"  {dict(verdicts)}; {dict(reasons)}; {len(beginnings)} distinct first five words; cost 0")


def _real(shared: Path) -> tuple[list[str], list[str]]:
    path = shared / "viral" / "twscrape.jsonl"
    tweets = parse(path.read_bytes(), path.name).tweets["text"].tolist()
    posts: list[str] = []
    for export in sorted((shared / "own" / "legacy_activity").glob("tweet_activity_metrics_*")):
        frame = pd.read_csv(export, dtype=str)
        posts += [text for text in frame["Tweet text"].dropna() if not text.startswith(("@", "RT @"))]
    return tweets, posts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, help="a folder with real tweets and posts")
    shared = parser.parse_args().shared
    curated = read_curated((Path(__file__).parent.parent / "data" / "curated_examples.csv").read_text(), "curated")
    invented = [text for texts in TWEETS.values() for text in texts]
    tweets, others = (invented, [*OTHERS, *curated["text"]]) if shared is None else _real(shared)
    copies(tweets, others)
    attacks("own attacks", ATTACKS)
    attacks("held-out attacks", HELD_OUT)
    alarms("curated examples", curated["text"].tolist(), "writing")
    alarms("texts of another account", others, "teaching")
    templates(500)


if __name__ == "__main__":
    main()
