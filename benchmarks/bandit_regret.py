"""How much a creator loses while the bandit learns, beside its peers, on invented accounts whose truth is known.

    pip install -e '.[benchmark]'
    python benchmarks/bandit_regret.py --accounts 20 --posts 3000    # the table of docs/bandit.md; an hour on one core
    python benchmarks/bandit_regret.py --accounts 5 --posts 300 --only ours,"random"

Every policy is asked once a post, knows the topic and whether it is a weekend, and sees the outcomes that were a day
old the evening before. Regret is the worth of the best arm of that day less that of the drawn one, in expected log
engagement, as a share of the regret of drawing evenly over the same days. Peers get the log engagement where they can
use it, and were given the best of some settings on accounts of other seeds (1000 and up). Prints Markdown.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from creator_accounts import ARMS, FIRST, FORMATS, SLOTS, SPACE, TOPICS, WEEKEND, account, frame, is_weekend

from tweet_assets.learning import bandit

Array = npt.NDArray[np.float64]
Post = dict[str, Any]
SIZES = (100, 300, 1000, 3000)


class Policy(Protocol):
    """Chooses an arm for a post, after it has been told what matured."""

    def learn(self, matured: list[Post], day: int) -> None: ...
    def choose(self, topic: int, day: int, chance: np.random.Generator) -> int: ...


def log_engagement(post: Post) -> float:
    return float(np.log1p(post["likes"] + 2 * post["reposts"] + 2 * post["replies"]))


class Ours:
    """bandit.fit and bandit.probabilities, as the assets use them: every day anew, from every post."""

    def __init__(self, seed: int) -> None:
        self.seed, self.posts, self.belief = seed, [], None

    def learn(self, matured: list[Post], day: int) -> None:
        self.posts += matured
        self.known: dict[tuple[int, int], Array] = {}
        self.belief = bandit.fit(frame(self.posts), SPACE, (FIRST + timedelta(days=day)).date()) if self.posts else None

    def choose(self, topic: int, day: int, chance: np.random.Generator) -> int:
        if self.belief is None:
            return int(chance.integers(len(ARMS)))
        key = (topic, is_weekend(day))
        if key not in self.known:
            context = {"topic": TOPICS[topic], "weekend": WEEKEND[key[1]]}
            found = bandit.probabilities(self.belief, context, seed=1000 * self.seed + day)
            self.known[key] = found["probability"].to_numpy()
        return int(chance.choice(len(ARMS), p=self.known[key]))


class SeedsWay:
    """Success is an engagement rate above 3 %; Beta Thompson on formats, UCB1 on slots, of the last seven days."""

    def __init__(self, _: int) -> None:
        self.posts: list[Post] = []

    def learn(self, matured: list[Post], day: int) -> None:
        self.posts = [post for post in self.posts + matured if post["day"] > day - 8]

    def choose(self, topic: int, day: int, chance: np.random.Generator) -> int:
        wins = [(p, (p["likes"] + p["reposts"] + p["replies"]) / p["impressions"] > 0.03) for p in self.posts]
        formats = []
        for name in FORMATS:
            hits = [win for post, win in wins if post["format"] == name]
            formats.append(chance.beta(1 + sum(hits), 1 + len(hits) - sum(hits)))
        slots = []
        for name in SLOTS:
            hits = [win for post, win in wins if post["slot"] == name]
            bound = np.sqrt(2 * np.log(max(len(wins), 2)) / len(hits)) if hits else 0.0
            slots.append(np.mean(hits) + bound if hits else np.inf)
        best = chance.choice(np.flatnonzero(np.array(slots) == max(slots)))
        return ARMS.index((int(np.argmax(formats)), int(best)))


class MabWiser:
    """A MABWiser bandit for formats and one for slots, by the given learning policy."""

    def __init__(self, seed: int, thompson: bool) -> None:
        from mabwiser.mab import MAB, LearningPolicy

        self.thompson, self.seen = thompson, []
        self.binarised = lambda _arm, reward: reward > self.median
        self.median = 0.0
        learning = LearningPolicy.ThompsonSampling(self.binarised) if thompson else LearningPolicy.LinTS(alpha=0.1)
        self.bandits = [MAB(list(range(n)), learning, seed=seed) for n in (len(FORMATS), len(SLOTS))]
        self.fitted = False

    def learn(self, matured: list[Post], day: int) -> None:
        if not matured:
            return
        self.seen += [log_engagement(post) for post in matured]
        self.median = float(np.median(self.seen))
        rewards_, contexts = [log_engagement(p) for p in matured], [self._context(p) for p in matured]
        mean = float(np.mean(self.seen))
        for at, one in enumerate(self.bandits):
            decisions = [ARMS[post["arm"]][at] for post in matured]
            train = one.partial_fit if self.fitted else one.fit
            if self.thompson:
                train(decisions, rewards_)
            else:
                train(decisions, [reward - mean for reward in rewards_], contexts)
        self.fitted = True

    def choose(self, topic: int, day: int, chance: np.random.Generator) -> int:
        if not self.fitted:
            return int(chance.integers(len(ARMS)))
        context = [self._context({"topic": TOPICS[topic], "weekend": WEEKEND[is_weekend(day)]})]
        chosen = [one.predict() if self.thompson else one.predict(context) for one in self.bandits]
        return ARMS.index((int(chosen[0]), int(chosen[1])))

    @staticmethod
    def _context(post: Post) -> list[float]:
        return [1.0, *(float(post["topic"] == t) for t in TOPICS), float(post["weekend"] == "yes")]


class VowpalWabbit:
    """squarecb over action features with their interactions, on log engagement scaled to 0 to 1."""

    def __init__(self, seed: int, gamma_scale: float = 1000.0, rate: float = 0.5, spread: float = 4.0) -> None:
        import vowpalwabbit

        self.vw = vowpalwabbit.Workspace(
            f"--cb_explore_adf --squarecb --gamma_scale {gamma_scale} --cb_type mtr -q fs -q cs -q cf --quiet "
            f"-l {rate} --random_seed {seed + 1}"
        )
        self.drawn: dict[str, float] = {}
        self.seen: list[float] = []
        self.spread, self.last = spread, 0.0

    def _example(self, topic: str, weekend: str, label: tuple[int, float, float] | None = None) -> list[str]:
        lines = [f"shared |c topic={topic} weekend={weekend}"]
        for at, (f, s) in enumerate(ARMS):
            said = f"0:{label[1]:.5f}:{label[2]:.6f} " if label and label[0] == at else ""
            lines.append(f"{said}|f format={f} |s slot={s}")
        return lines

    def learn(self, matured: list[Post], day: int) -> None:
        self.seen += [log_engagement(post) for post in matured]
        for post in matured:
            cost = float(np.clip(0.5 - (log_engagement(post) - np.mean(self.seen)) / self.spread, 0, 1))
            label = (post["arm"], cost, self.drawn.pop(post["post_id"], 1 / len(ARMS)))
            self.vw.learn(self._example(post["topic"], post["weekend"], label))

    def choose(self, topic: int, day: int, chance: np.random.Generator) -> int:
        p = np.array(self.vw.predict(self._example(TOPICS[topic], WEEKEND[is_weekend(day)])), dtype=np.float64)
        p = p / p.sum()
        arm = int(chance.choice(len(ARMS), p=p))
        self.last = float(p[arm])
        return arm


class Even:
    def __init__(self, _: int) -> None: ...
    def learn(self, matured: list[Post], day: int) -> None: ...
    def choose(self, topic: int, day: int, chance: np.random.Generator) -> int:
        return int(chance.integers(len(ARMS)))


POLICIES: dict[str, Callable[[int], Policy]] = {
    "ours": Ours,
    "the seed's way": SeedsWay,
    "MABWiser Thompson, one bandit a dimension": lambda seed: MabWiser(seed, thompson=True),
    "MABWiser LinTS, one bandit a dimension": lambda seed: MabWiser(seed, thompson=False),
    "Vowpal Wabbit squarecb": VowpalWabbit,
    "random": Even,
}


def regret(make: Callable[[int], Policy], seed: int, posts: int, effects: float) -> dict[int, float]:
    """One account's regret as a share of even drawing's, at each size."""
    world, policy, chance = account(seed, effects), make(seed), np.random.default_rng([seed, 5])
    waiting: list[Post] = []
    lost = even = 0.0
    found: dict[int, float] = {}
    number, day = 0, 0
    while number < posts:
        matured = [post for post in waiting if post["day"] <= day - 2]  # a day old by the evening before
        waiting = [post for post in waiting if post["day"] > day - 2]
        policy.learn(matured, day - 1)
        worth = world.worth(day)
        for _ in range(world.posts_a_day):
            topic = int(chance.integers(len(TOPICS)))
            arm = policy.choose(topic, day, chance)
            post = world.post(number, day, arm, topic, chance)
            if isinstance(policy, VowpalWabbit):
                policy.drawn[post["post_id"]] = policy.last
            waiting.append(post)
            lost, even, number = lost + worth.max() - worth[arm], even + worth.max() - worth.mean(), number + 1
            if number in SIZES:
                found[number] = lost / even
        day += 1
    return found


def best_fixed(seed: int, posts: int, effects: float) -> dict[int, float]:
    """The one arm that was best over all the posts up to a size, known in hindsight."""
    world, found = account(seed, effects), {}
    days = [n // world.posts_a_day for n in range(posts)]
    worth = np.array([world.worth(day) for day in days])
    for size in (s for s in SIZES if s <= posts):
        arm = int(worth[:size].sum(axis=0).argmax())
        best = worth[:size].max(axis=1)
        found[size] = float((best - worth[:size, arm]).sum() / (best - worth[:size].mean(axis=1)).sum())
    return found


def interval(values: Array) -> str:
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{values.mean():.2f} ± {half:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--posts", type=int, default=3000)
    parser.add_argument("--effects", type=float, default=1.0)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.accounts)
    names = [name for name in POLICIES if not asked.only or name in asked.only.split(",")]
    tables = {}
    for name in names:
        runs = [regret(POLICIES[name], seed, asked.posts, asked.effects) for seed in seeds]
        tables[name] = pd.DataFrame(runs, index=list(seeds))
        print(f"<!-- {name}: {tables[name].mean().round(3).to_dict()} -->", flush=True)
    tables["the best fixed arm, known in hindsight"] = pd.DataFrame(
        [best_fixed(seed, asked.posts, asked.effects) for seed in seeds], index=list(seeds)
    )
    sizes = [size for size in SIZES if size <= asked.posts]
    peers = f"MABWiser {version('mabwiser')}, Vowpal Wabbit {version('vowpalwabbit')}"
    print(
        f"\n{asked.accounts} accounts, seeds {seeds.start} to {seeds.stop - 1}, effects x {asked.effects:g}; {peers}\n"
    )
    print("| policy | " + " | ".join(f"{size:,} posts" for size in sizes) + " | worst account |")
    print("|---|" + "---|" * (len(sizes) + 1))
    for name, table in tables.items():
        cells = [interval(table[size].to_numpy()) for size in sizes]
        print(f"| {name} | " + " | ".join(cells) + f" | {table[sizes].to_numpy().max():.2f} |")
    if "ours" in tables:
        print("\n| ours less | " + " | ".join(f"{size:,} posts" for size in sizes) + " |")
        print("|---|" + "---|" * len(sizes))
        for name in names[1:]:
            gaps = tables["ours"] - tables[name]
            print(f"| {name} | " + " | ".join(interval(gaps[size].to_numpy()) for size in sizes) + " |")


if __name__ == "__main__":
    main()
