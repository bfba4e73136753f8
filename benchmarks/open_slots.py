"""What several posts a day cost while the bandit learns, each in a slot of its own, by two ways to draw the later ones.

    python benchmarks/open_slots.py                              # the table of docs/bandit.md; an hour on one core
    python benchmarks/open_slots.py --accounts 4 --posts 300     # a glance

A slot that is taken is closed for the rest of the day. `among what is open` is bandit.probabilities, as the assets use
it; `renormalised` keeps the proportions of the whole policy, as if every slot were open, and lets them sum to 1. Both
are asked with the same seeds on the same accounts. Regret is the worth of the best arms of that day, no two of them in
one slot, less that of the drawn ones, in expected log engagement, as a share of the regret of drawing evenly among what
is open. Of one post a day every slot is open, and both are the same. Prints Markdown: means with 95 % intervals.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from creator_accounts import ARMS, FIRST, FORMATS, SLOTS, SPACE, TOPICS, WEEKEND, account, frame, is_weekend

from tweet_assets.learning import bandit
from tweet_assets.learning.belief import Belief

Array = npt.NDArray[np.float64]
Rule = Callable[[Belief | None, dict[str, str], list[str], int], pd.DataFrame]
SIZES = (100, 300, 600, 1000)
A_DAY = (1, 2, 3)


def even(_: Belief | None, _context: dict[str, str], open_slots: list[str], _seed: int) -> pd.DataFrame:
    arms = [arm for arm in SPACE.combinations() if arm[1] in open_slots]
    return pd.DataFrame(arms, columns=list(SPACE.dimensions)).assign(probability=1 / len(arms))


def among(belief: Belief | None, context: dict[str, str], open_slots: list[str], seed: int) -> pd.DataFrame:
    if belief is None:
        return even(belief, context, open_slots, seed)
    return bandit.probabilities(belief, {**context, "slot": open_slots}, seed)


def renormalised(belief: Belief | None, context: dict[str, str], open_slots: list[str], seed: int) -> pd.DataFrame:
    if belief is None:
        return even(belief, context, open_slots, seed)
    whole = bandit.probabilities(belief, context, seed)
    kept = whole[whole["slot"].isin(open_slots)]
    return kept.assign(probability=kept["probability"] / kept["probability"].sum())


RULES: dict[str, Rule] = {"among what is open": among, "renormalised": renormalised, "random": even}


def regret(rule: Rule, seed: int, posts: int, a_day: int) -> dict[int, float]:
    """One account's regret as a share of even drawing's, at each size."""
    world, chance = replace(account(seed), posts_a_day=a_day), np.random.default_rng([seed, 5])
    told: list[dict[str, Any]] = []
    lost = even_lost = 0.0
    found: dict[int, float] = {}
    number = day = 0
    while number < posts:
        past = [post for post in told if post["day"] <= day - 2]  # a day old by the evening before
        as_of = (FIRST + timedelta(days=day - 1)).date()
        belief = bandit.fit(frame(past), SPACE, as_of) if past and rule is not even else None
        worth = world.worth(day)
        best = np.sort(worth.reshape(len(FORMATS), len(SLOTS)).max(axis=0))[::-1]
        open_slots = list(SLOTS)
        for ordinal in range(a_day):
            topic = int(chance.integers(len(TOPICS)))
            context = {"topic": TOPICS[topic], "weekend": WEEKEND[is_weekend(day)]}
            options = rule(belief, context, open_slots, 1000 * seed + day)
            drawn = options.iloc[int(chance.choice(len(options), p=options["probability"].to_numpy()))]
            arm = ARMS.index((FORMATS.index(drawn["format"]), SLOTS.index(drawn["slot"])))
            open_slots.remove(drawn["slot"])
            told.append(world.post(number, day, arm, topic, chance))
            # An even choice among what an even choice has left is one among all arms.
            lost, even_lost = lost + best[ordinal] - worth[arm], even_lost + best[ordinal] - worth.mean()
            number += 1
            if number in SIZES:
                found[number] = lost / even_lost
        day += 1
    return found


def interval(values: Array) -> str:
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{values.mean():.3f} ± {half:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--posts", type=int, default=600)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--a-day", type=int, nargs="*", default=list(A_DAY))
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.accounts)
    sizes = [size for size in SIZES if size <= asked.posts]
    print(f"{asked.accounts} accounts, seeds {seeds.start} to {seeds.stop - 1}\n")
    print("| posts a day | policy | " + " | ".join(f"{size:,} posts" for size in sizes) + " |")
    print("|---|---|" + "---|" * len(sizes))
    for a_day in asked.a_day:
        tables = {}
        for name, rule in RULES.items():
            if a_day == 1 and rule is renormalised:
                continue
            tables[name] = pd.DataFrame([regret(rule, seed, asked.posts, a_day) for seed in seeds])
        if a_day > 1:
            tables["the first less the second"] = tables["among what is open"] - tables["renormalised"]
        for name, table in tables.items():
            cells = [interval(table[size].to_numpy()) for size in sizes]
            print(f"| {a_day} | {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
