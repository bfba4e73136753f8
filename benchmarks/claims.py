"""How often anything is called better that is not, and how long a real difference takes to be: a year of weekly looks.

    python benchmarks/claims.py                       # the table of docs/bandit.md; about an hour on one core
    python benchmarks/claims.py --accounts 20         # a glance

Invented accounts post what their own policy draws, which is made anew every week. Log engagement has noise of sd 1.1
with heavy tails (a normal of sd 1 and .3 of a Student's t with 3 degrees of freedom). In the first kinds no arm differs
from any other: every claim is false. In the last one format is planted at +50 %. Prints a Markdown table with 95 %
intervals (Wilson's for shares; bootstrap over accounts for the median).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf, log, sqrt

import numpy as np
import pandas as pd

from tweet_assets import arms
from tweet_assets.learning import bandit, verdicts
from tweet_assets.learning.space import Space

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
WEEKS = 52
FULL = Space(
    {"format": arms.FORMATS, "slot": tuple(slot.name for slot in arms.SLOTS)},
    circular=("slot",),
    contexts={"topic": ("a", "b", "c"), "weekend": ("no", "yes")},
    covariates=("quality", "length"),
    interactions=(("format", "slot"), ("slot", "weekend")),
)
SMALL = Space({"format": ("a", "b", "c"), "slot": ("06-12", "12-18", "18-24")}, circular=("slot",))


@dataclass(frozen=True)
class Kind:
    """One kind of account: its space, its pace, and the log size of the planted first format."""

    name: str
    space: Space
    posts_a_day: int
    planted: float = 0.0


KINDS = (
    Kind("8 formats, 7 slots, 4 posts a day", FULL, 4),
    Kind("8 formats, 7 slots, 10 posts a day", FULL, 10),
    Kind("3 formats, 3 slots, 4 posts a day", SMALL, 4),
    Kind("one of 8 formats at +50 %, 4 posts a day", FULL, 4, log(1.5)),
)


def looks(kind: Kind, seed: int) -> Iterator[tuple[int, set[str]]]:
    """Of a year, week by week: how many posts there were, and which arms were called better."""
    chance = np.random.default_rng([seed, kind.posts_a_day, len(kind.space.combinations())])
    combinations = kind.space.combinations()
    probability = dict.fromkeys(("no", "yes"), np.full(len(combinations), 1 / len(combinations)))
    parts: list[pd.DataFrame] = []
    for week in range(WEEKS):
        parts += [_day(kind, 7 * week + day, probability, chance) for day in range(7)]
        posts = pd.concat(parts, ignore_index=True)
        as_of = (FIRST + timedelta(days=7 * week + 6)).date()
        belief = bandit.fit(posts, kind.space, as_of)
        words = verdicts.of(belief, as_of)["verdict"] == "better"
        yield len(posts), set((belief.effects["dimension"] + " " + belief.effects["arm"])[words])
        for weekend in probability:
            context = {"weekend": weekend} if "weekend" in kind.space.contexts else {}
            drawn = bandit.probabilities(belief, context, seed=1_000 * seed + week)
            probability[weekend] = drawn["probability"].to_numpy()


def _day(kind: Kind, day: int, probability: dict[str, np.ndarray], chance: np.random.Generator) -> pd.DataFrame:
    weekend = "yes" if (FIRST + timedelta(days=day)).weekday() >= 5 else "no"
    size, combinations = kind.posts_a_day, kind.space.combinations()
    chosen = [combinations[at] for at in chance.choice(len(combinations), size, p=probability[weekend])]
    told: dict[str, Sequence[object]] = {
        name: [arm[at] for arm in chosen] for at, name in enumerate(kind.space.dimensions)
    }
    told |= {name: chance.choice(list(levels), size) for name, levels in kind.space.contexts.items()}
    if "weekend" in told:
        told["weekend"] = [weekend] * size
    texts = {name: chance.normal(size=size) for name in kind.space.covariates}
    first = kind.space.dimensions["format"][0]
    logs = 3 + kind.planted * np.array([arm == first for arm in told["format"]]) + 0.1 * texts.get("quality", 0)
    logs = logs + chance.normal(size=size) + 0.3 * chance.standard_t(3, size)
    posted = FIRST + timedelta(days=day, hours=12)
    return pd.DataFrame(
        {
            "posted_at": posted, "matured_at": posted + timedelta(hours=24), "likes": np.floor(np.exp(logs)),
            "reposts": 0, "replies": 0, "evidence": "randomised", **told, **texts,
        }
    )  # fmt: skip


def row(kind: Kind, accounts: int) -> str:
    planted = f"format {kind.space.dimensions['format'][0]}"
    fooled, found = 0, []
    for seed in range(accounts):
        years = list(looks(kind, seed))
        false = {arm for _, claimed in years for arm in claimed} - ({planted} if kind.planted else set())
        fooled += bool(false)
        found.append(next((posts for posts, claimed in years if planted in claimed), inf))
    low, high = wilson(fooled, accounts)
    said = f"| {kind.name} | {accounts} | {fooled / accounts:.1%} ({low:.1%} to {high:.1%}) |"
    if not kind.planted:
        return said + " - | - |"
    draws = np.random.default_rng(1).choice(np.array(found), (2_000, accounts))
    ends = np.quantile(np.median(draws, axis=1), [0.025, 0.975], method="lower")
    share = np.mean(np.isfinite(found))
    return said + f" {np.median(found):.0f} ({ends[0]:.0f} to {ends[1]:.0f}) | {share:.0%} |"


def wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.959963984540054, count / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z / (1 + z**2 / of) * sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return middle - half, middle + half


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=200)
    accounts = parser.parse_args().accounts
    print("| account | accounts | a false 'better' in the year | posts until the true one | found within the year |")
    print("|---|---|---|---|---|")
    for kind in KINDS:
        print(row(kind, accounts), flush=True)


if __name__ == "__main__":
    main()
