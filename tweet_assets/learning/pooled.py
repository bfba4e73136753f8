"""The partially pooled Gaussian model of log engagement over cells: format x slot x age of reading.

A cell's expected reward is level + format + slot + format x slot, each a Gaussian with the sd of its group, so that
an arm with few posts borrows from the rest. Slots are neighbours on the circle of a day: their prior correlation is
exp(-hours between their middles / slot_correlation_hours), a valid kernel on a circle. Figures that were read later
than at 24 hours have grown, by an unknown factor that is the same for all arms: a random walk over the bands of age.
Summed up, the prior over cells is one Gaussian, and its posterior given discounted cell means is exact (Rasmussen &
Williams 2006, eq. 2.25). The belief is about figures at 24 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tweet_assets import arms
from tweet_assets.learning import reading_age
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """What is known of each cell of a grid, arrays of shape (formats, slots, bands of age), discounted by time.

    weight: sum of the posts' weights; weight_square: of their squares; total and square: weighted sums of the rewards
    and of their squares.
    """

    weight: Array
    weight_square: Array
    total: Array
    square: Array


@dataclass(frozen=True)
class Belief:
    """A Gaussian over formats x slots at 24 hours, format by format: mean and covariance; the noise of a post."""

    mean: Array
    covariance: Array
    noise_sd: float


def slot_kernel(slots: Sequence[str]) -> Array:
    """Prior correlation of slots, shape (slots, slots). A name that is no block of hours stands alone."""
    middles = [_middle(name) for name in slots]
    kernel = np.eye(len(slots))
    for i, one in enumerate(middles):
        for j, other in enumerate(middles):
            if i != j and one is not None and other is not None:
                apart = abs(one - other)
                kernel[i, j] = np.exp(-min(apart, 24 - apart) / SETTINGS.learning.slot_correlation_hours)
    return kernel


def prior_covariance(formats: Sequence[str], slots: Sequence[str], settings: Learning) -> Array:
    """Prior covariance of the cells' expected rewards, shape (cells, cells)."""
    same_format = np.eye(len(formats))
    return np.asarray(
        settings.level_prior_sd**2
        + settings.format_prior_sd**2 * np.kron(same_format, np.ones((len(slots), len(slots))))
        + settings.slot_prior_sd**2 * np.kron(np.ones((len(formats), len(formats))), slot_kernel(slots))
        + settings.interaction_prior_sd**2 * np.eye(len(formats) * len(slots))
    )


def noise_sd(cells: Cells, settings: Learning) -> float:
    """The sd of a post within its cell: pooled over cells, the prior guess worth `noise_prior_posts` posts."""
    weight = np.where(cells.weight > 0, cells.weight, 1.0)
    within = np.clip(cells.square - cells.total**2 / weight, 0.0, None).sum()
    freedom = (cells.weight - cells.weight_square / weight).sum()  # E[within] = noise variance x freedom
    guess = settings.noise_prior_posts
    return float(np.sqrt((guess * settings.noise_prior_sd**2 + within) / (guess + max(freedom, 0.0))))


def belief(formats: Sequence[str], slots: Sequence[str], cells: Cells, settings: Learning) -> Belief:
    """The exact posterior over formats x slots at 24 hours. Without a post it is the prior."""
    prior = prior_covariance(formats, slots, settings)
    noise = noise_sd(cells, settings)
    growth = reading_age.growth_covariance(settings.growth_prior_sd)
    weight, total = cells.weight.ravel(), cells.total.ravel()
    seen = np.flatnonzero(weight > 0)
    if not len(seen):
        return Belief(np.zeros(len(prior)), prior, noise)
    arm, band = np.divmod(seen, len(reading_age.BANDS))
    known = prior[np.ix_(arm, arm)] + growth[np.ix_(band, band)] + np.diag(noise**2 / weight[seen])
    gain = np.linalg.solve(known, prior[arm]).T
    covariance = prior - gain @ prior[arm]
    return Belief(gain @ (total[seen] / weight[seen]), (covariance + covariance.T) / 2, noise)


def effects(format_share: Array, slot_share: Array) -> Array:
    """The matrix that splits cells into effects, shape (1 + formats + slots + cells, cells).

    The level is the mean of the cells, weighted by the given shares (each sums to 1); a format is its own mean over
    the slots, less the level; a slot likewise; format x slot is what remains. Added up they give the cells exactly.
    """
    f, s = len(format_share), len(slot_share)
    level = np.kron(format_share, slot_share)[None, :]
    of_format = np.kron(np.eye(f), slot_share[None, :]) - level
    of_slot = np.kron(format_share[None, :], np.eye(s)) - level
    rest = np.eye(f * s) - level - np.repeat(of_format, s, axis=0) - np.tile(of_slot, (f, 1))
    return np.vstack([level, of_format, of_slot, rest])


def _middle(name: str) -> float | None:
    """The middle hour of a slot; None for a name that is no block of hours, like 'other'."""
    try:
        block = arms.slot(name)
    except ValueError:
        return None
    return (block.first + block.end) / 2
