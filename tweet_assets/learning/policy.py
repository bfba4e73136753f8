"""Which arms would be drawn, and how often: Thompson sampling with exact, logged probabilities and a floor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from statistics import NormalDist

import numpy as np
import pandas as pd

from tweet_assets.learning import chance
from tweet_assets.learning.bandit import cell_name
from tweet_assets.learning.chance import seed_of as seed_of
from tweet_assets.settings import SETTINGS, Learning

_Z80 = NormalDist().inv_cdf(0.9)


def policy(
    posteriors: pd.DataFrame,
    formats: Sequence[str],
    slots: Sequence[str],
    seed: int,
    posts_by_cell: Mapping[tuple[str, str], int] | None = None,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """The rows of learning.policy without account and as_of: one a configured format x slot, K of them.

    p = (1 - floor) x the share of posterior draws that the cell wins + floor / K. The draws are made here, once, so p
    is exact and can be logged as a propensity. They come from the posterior with its sd times `posterior_scale`;
    mean, low80 and high80 are of the unscaled posterior of the cell's expected log engagement. `seed` is what
    `seed_of` returns. Posts are counted from the posteriors unless given. Raises ValueError for an unknown arm.
    """
    cells = [(format_name, slot_name) for format_name in formats for slot_name in slots]
    design, positions = _design(posteriors, cells)
    ordered = posteriors.sort_values("position")
    mean = design @ ordered["mean"].to_numpy(dtype=np.float64)
    covariance = design @ np.array(ordered["covariance"].tolist(), dtype=np.float64) @ design.T
    generator = np.random.default_rng(seed)
    samples = chance.draws(mean, settings.posterior_scale**2 * covariance, settings.posterior_samples, generator)
    share = chance.win_shares(samples)
    probability = (1 - settings.floor) * share + settings.floor / len(cells)
    half = _Z80 * np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    counted = (ordered["posts_observational"] + ordered["posts_randomised"]).to_numpy(dtype=np.int64)[positions]
    return pd.DataFrame(
        {
            "format": pd.Series([name for name, _ in cells], dtype="str"),
            "slot": pd.Series([name for _, name in cells], dtype="str"),
            "probability": probability / probability.sum(),
            "win_share": share,
            "posts": counted if posts_by_cell is None else [posts_by_cell.get(cell, 0) for cell in cells],
            "mean": mean,
            "low80": mean - half,
            "high80": mean + half,
            "seed": np.full(len(cells), seed, dtype=np.uint64),
            "policy_version": _version(cells, probability),
        }
    )


def renormalise(policy: pd.DataFrame, open_slots: Collection[str]) -> pd.DataFrame:
    """The policy given that only some slots are open: their rows, with probabilities that sum to 1.

    Each is the conditional probability, and so the propensity to log. policy_version stays that of the whole policy.
    Raises ValueError when none of its slots is open.
    """
    kept = policy[policy["slot"].isin(list(open_slots))].reset_index(drop=True)
    if kept.empty:
        raise ValueError(f"none of the slots {sorted(set(policy['slot']))} is open: there is nothing to choose from")
    return kept.assign(probability=kept["probability"] / kept["probability"].sum())


def _design(posteriors: pd.DataFrame, cells: Sequence[tuple[str, str]]) -> tuple[np.ndarray, list[int]]:
    """Which terms add up to each cell, shape (cells, terms), and the position of each cell's own term."""
    keys = zip(posteriors["dimension"], posteriors["arm"], strict=True)
    position = dict(zip(keys, posteriors["position"].astype(int), strict=True))
    level = next((at for (dimension, _), at in position.items() if dimension == "level"), None)
    design = np.zeros((len(cells), len(position)))
    own = []
    for row, (format_name, slot_name) in enumerate(cells):
        terms = [("format", format_name), ("slot", slot_name), ("format x slot", cell_name(format_name, slot_name))]
        absent = [term for term in terms if term not in position]
        if absent or level is None:
            raise ValueError(f"the posteriors lack {absent or 'the level'}: compute them for the configured arms first")
        design[row, [level, *(position[term] for term in terms)]] = 1.0
        own.append(position[terms[-1]])
    return design, own


def _version(cells: Sequence[tuple[str, str]], probability: np.ndarray) -> str:
    """Sixteen hex digits that change when any arm or probability does."""
    said = "\x1e".join(f"{f}\x1f{s}\x1f{p!r}" for (f, s), p in zip(cells, probability.tolist(), strict=True))
    return sha256(said.encode()).hexdigest()[:16]
