"""How well engagement and follow-through are predicted, beside their peers, on invented accounts.

    python benchmarks/linear_models.py --accounts 30       # the table of docs/linear-models.md; ten minutes on one core

A model is fitted to the first 30 to 3,000 posts of an account and tested on the 200 that come two days later. Skill is
1 less the squared error (for follow-through the log loss) over that of the baseline: the mean of the fitted posts,
newer ones counting more. Peers see the same columns of the same posts. Prints Markdown; intervals are of the median (of
the mean, for follow-through) over accounts, by bootstrap, 95 %.
"""

from __future__ import annotations

import argparse
import warnings
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from creator_accounts import ARMS, FIRST, SPACE, TOPICS, account, frame

from tweet_assets.learning import engagement, follow, history, terms
from tweet_assets.learning.rewards import log_rate

Array = npt.NDArray[np.float64]
SIZES = (30, 100, 300, 1000, 3000)
TESTED, GAP = 200, 8


def posts_of(seed: int, size: int) -> pd.DataFrame:
    """Posts drawn evenly. Between accounts, one post in a hundred to one in four gains a follower."""
    world, chance = account(seed), np.random.default_rng([seed, 9])
    rows = [
        world.post(
            n, n // world.posts_a_day, int(chance.integers(len(ARMS))), int(chance.integers(len(TOPICS))), chance
        )
        for n in range(size)
    ]
    told = frame(rows)
    odds = chance.uniform(-4.5, -1.0) + 0.8 * (told["quality"] + (told["format"] == "format 1") - told["questions"])
    return told.assign(follows=(chance.random(size) < 1 / (1 + np.exp(-odds))).astype(int))


def one(seed: int, size: int) -> dict[str, float]:
    posts = posts_of(seed, size + GAP + TESTED)
    fitted, later = posts.iloc[:size], posts.iloc[size + GAP :]
    as_of = FIRST + timedelta(days=size // 4 + 1)
    model = engagement.fit(fitted, SPACE, as_of)
    rows = history.due(fitted, SPACE, as_of)
    weight = rows["weight"].to_numpy()
    rate = engagement.pooled_rate(rows["engagement"].to_numpy(), rows["impressions"].to_numpy(np.float64))
    target = log_rate(rows["engagement"], rows["impressions"], rate)
    told = history.due(later, SPACE, FIRST + timedelta(days=9_999))
    truth = log_rate(told["engagement"], told["impressions"], rate)
    base = float(((truth - weight @ target / weight.sum()) ** 2).mean())
    said = engagement.predict(model, told)
    names = terms.names(rows, SPACE)
    scaling = terms.scaling(names, terms.raw_values(rows, names), weight)
    design, asked = (scaling.design(terms.raw_values(part, names))[:, 1:] for part in (rows, told))
    found = {"ours": 1 - float(((truth - said["mean"].to_numpy()) ** 2).mean()) / base}
    found |= {name: 1 - loss / base for name, loss in _peers(design, target, weight, asked, truth).items()}
    held = (said["low80"].to_numpy() <= truth) & (truth <= said["high80"].to_numpy())
    return {**found, "held": float(held.mean()), **_follow(fitted, as_of, design, asked, rows, told)}


def _peers(design: Array, target: Array, weight: Array, asked: Array, truth: Array) -> dict[str, float]:
    from sklearn.linear_model import BayesianRidge, LinearRegression

    peers = {"BayesianRidge as it is": BayesianRidge(), "least squares": LinearRegression()}
    losses = {}
    for name, peer in peers.items():
        predicted = peer.fit(design, target, sample_weight=weight).predict(asked)
        losses[name] = float(((truth - predicted) ** 2).mean())
    return losses


def _follow(
    fitted: pd.DataFrame, as_of: datetime, design: Array, asked: Array, rows: pd.DataFrame, told: pd.DataFrame
) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression

    model = follow.fit(fitted, SPACE, as_of)
    gained = rows["gained_follower"].astype(float).to_numpy()
    truth, weight = told["gained_follower"].astype(float).to_numpy(), rows["weight"].to_numpy()
    base = _log_loss(truth, np.full(len(truth), follow.base_rate(gained, weight)[0]))
    found = {"logistic": 1 - _log_loss(truth, follow.predict(model, told)["probability"].to_numpy()) / base}
    if 0 < gained.sum() < len(gained):
        plain = LogisticRegression(max_iter=1000).fit(design, gained, sample_weight=weight)
        found["logistic, C = 1"] = 1 - _log_loss(truth, plain.predict_proba(asked)[:, 1]) / base
    return found


def _log_loss(truth: Array, probability: Array) -> float:
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return float(-(truth * np.log(p) + (1 - truth) * np.log(1 - p)).mean())


def spread(values: Array, how: str) -> str:
    values = values[np.isfinite(values)]
    draws = np.random.default_rng(1).choice(values, (2_000, len(values)))
    middles = np.median(draws, axis=1) if how == "median" else draws.mean(axis=1)
    low, high = np.quantile(middles, [0.025, 0.975])
    middle = np.median(values) if how == "median" else values.mean()
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=30)
    accounts = parser.parse_args().accounts
    warnings.simplefilter("ignore")
    print("| posts | ours | beats the mean on | 80 % held | BayesianRidge as it is | least squares ", end="")
    print("| logistic | logistic, C = 1 |")
    print("|---|---|---|---|---|---|---|---|")
    for size in SIZES:
        runs = pd.DataFrame([one(seed, size) for seed in range(accounts)])
        cells = [
            spread(runs["ours"].to_numpy(), "median"),
            f"{(runs['ours'] > 0).mean():.0%}",
            f"{runs['held'].mean():.2f}",
        ]
        cells += [spread(runs[name].to_numpy(), "median") for name in ("BayesianRidge as it is", "least squares")]
        cells += [spread(runs[name].to_numpy(), "mean") for name in ("logistic", "logistic, C = 1")]
        print(f"| {size:,} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
