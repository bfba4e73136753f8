"""The terms of the pooled model, and the sums of products over them that a set of cells amounts to.

Terms come in groups: the level; one group a factor, with the arms of the space first and then those that only history
has (removed, renamed, unlabelled), so that they keep what was learned of them; one group an interaction; how much later
figures have grown; and the covariates, in standard deviations, around the mean of their post's first dimension. What is
typical of a format's texts is so part of the format: of how-tos that owe their success to their length it is the
how-to that succeeds, and a covariate tells what more of it does within a format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tweet_assets import arms
from tweet_assets.learning import reading_age
from tweet_assets.learning.cells import UNKNOWN, Cells
from tweet_assets.learning.space import Space
from tweet_assets.settings import Learning

Array = npt.NDArray[np.float64]
_MIN_SD = 1e-9
_ROUNDING = 1e-6  # of a covariate's size; the sum of squares about a mean is rounded to 1e-8 of it


@dataclass(frozen=True)
class Group:
    """Terms that share a prior: Gaussian with mean 0 and covariance sd**2 times `kernel`. The level has no factors."""

    name: str
    factors: tuple[str, ...]
    arms: tuple[str, ...]
    prior_sd: float
    kernel: Array
    learned: bool


@dataclass(frozen=True)
class Layout:
    """The groups of a space and a history, one after the other, and the levels of each factor."""

    groups: tuple[Group, ...]
    levels: Mapping[str, tuple[str, ...]]
    covariates: tuple[str, ...]

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Where each group's terms stand, by the name of the group."""
        ends = np.cumsum([len(group.arms) for group in self.groups]).tolist()
        return {group.name: slice(end - len(group.arms), end) for group, end in zip(self.groups, ends, strict=True)}

    @property
    def size(self) -> int:
        return sum(len(group.arms) for group in self.groups)


@dataclass(frozen=True)
class Ruler:
    """What covariates are measured from and in: center (levels of the first dimension and unknown, k), scale (k,)."""

    center: Array
    scale: Array


@dataclass(frozen=True)
class Gram:
    """Weighted sums over posts: products of terms (t, t), of terms and reward (t,), of the reward's square, of 1."""

    product: Array
    reward: Array
    reward_square: float
    weight: float


def layout(space: Space, cells: Cells, settings: Learning) -> Layout:
    """The terms of a space, and of what the cells have beside it."""
    levels = {name: _levels(given, cells.keys[name].tolist()) for name, given in space.factors.items()}
    sd = {name: settings.arm_prior_sd if name in space.dimensions else settings.context_prior_sd for name in levels}
    kernels = {name: _kernel(found, name in space.circular, settings) for name, found in levels.items()}
    growth = reading_age.growth_covariance(1.0)[1:, 1:]
    groups = [
        Group("level", (), ("all",), settings.level_prior_sd, np.eye(1), learned=False),
        *(Group(name, (name,), levels[name], sd[name], kernels[name], learned=True) for name in levels),
        *(
            Group(
                interaction(one, other),
                (one, other),
                tuple(interaction(a, b) for a in levels[one] for b in levels[other]),
                settings.interaction_prior_sd,
                np.asarray(np.kron(kernels[one], kernels[other]), np.float64),
                learned=True,
            )
            for one, other in space.pairs
        ),
        Group("growth", ("age_band",), reading_age.BANDS[1:], settings.growth_prior_sd, growth, learned=False),
    ]
    if space.covariates:
        names = tuple(space.covariates)
        groups.append(Group("covariate", (), names, settings.covariate_prior_sd, np.eye(len(names)), learned=True))
    return Layout(tuple(groups), levels, tuple(space.covariates))


def interaction(one: str, other: str) -> str:
    """The name of a pair, of factors or of arms."""
    return f"{one} x {other}"


def ruler(cells: Cells, layout: Layout) -> Ruler:
    """The mean of each covariate by arm of the first dimension, and its sd within them.

    A mean is drawn to that of all posts by one post's weight. What does not vary within an arm says nothing: its scale
    is infinite. Squares that should cancel leave what rounding leaves of them, which is no variance either.
    """
    group, known = _first(cells, layout), cells.known
    count = len(next(iter(layout.levels.values()))) + 1
    weight, total = np.zeros((count, known.shape[1])), np.zeros((count, known.shape[1]))
    np.add.at(weight, group, cells.weight[:, None] * known)
    np.add.at(total, group, cells.covariate)
    all_posts = weight.sum(axis=0)
    center = (total + total.sum(axis=0) / np.maximum(all_posts, _MIN_SD)) / (weight + 1.0)
    shift = center[group] * known
    square = np.einsum("njj->nj", cells.product) - 2 * shift * cells.covariate + shift**2 * cells.weight[:, None]
    sd = np.sqrt(np.clip(square.sum(axis=0), 0.0, None) / np.maximum(all_posts, _MIN_SD))
    size = np.sqrt(np.einsum("njj->j", cells.product) / np.maximum(all_posts, _MIN_SD))
    return Ruler(center, np.where(sd > np.maximum(_MIN_SD, _ROUNDING * size), sd, np.inf))


def gram(cells: Cells, layout: Layout, ruler: Ruler) -> Gram:
    """The sums of products over the terms of a layout, exact for whatever posts the cells hold."""
    seen, scale = layout.size - len(layout.covariates), ruler.scale
    product, reward = np.zeros((layout.size, layout.size)), np.zeros(layout.size)
    rows = indicators(cells, layout)
    shift = ruler.center[_first(cells, layout)] * cells.known  # what is unknown has sums of 0, and stays at 0
    moved = cells.covariate - cells.weight[:, None] * shift
    square = cells.product.sum(axis=0) - shift.T @ cells.covariate - moved.T @ shift
    product[:seen, :seen] = rows.T @ (rows * cells.weight[:, None])
    product[:seen, seen:] = rows.T @ moved / scale
    product[seen:, :seen] = product[:seen, seen:].T
    product[seen:, seen:] = square / np.outer(scale, scale)
    reward[:seen] = rows.T @ cells.reward
    reward[seen:] = (cells.covariate_reward - shift * cells.reward[:, None]).sum(axis=0) / scale
    return Gram(product, reward, float(cells.reward_square.sum()), float(cells.weight.sum()))


def indicators(cells: Cells, layout: Layout) -> Array:
    """Which terms but the covariates each cell has, shape (cells, terms - covariates) of 0 and 1."""
    factor = {name: _one_hot(cells.keys[name].tolist(), levels) for name, levels in layout.levels.items()}
    factor["age_band"] = _one_hot(cells.keys["age_band"].tolist(), reading_age.BANDS[1:])
    blocks = []
    for group in layout.groups:
        if group.name == "level":
            blocks.append(np.ones((len(cells), 1)))
        elif group.factors:
            block = factor[group.factors[0]]
            for name in group.factors[1:]:
                block = (block[:, :, None] * factor[name][:, None, :]).reshape(
                    len(cells), block.shape[1] * factor[name].shape[1]
                )
            blocks.append(block)
    return np.hstack(blocks)


def _levels(given: Sequence[str], found: list[str]) -> tuple[str, ...]:
    named = tuple(map(str, given))  # arms may be numbers
    return (*named, *sorted(set(found) - set(named) - {UNKNOWN}))


def _one_hot(names: list[str], levels: Sequence[str]) -> Array:
    place = {level: at for at, level in enumerate(levels)}
    rows = np.zeros((len(names), len(levels)))
    for row, name in enumerate(names):
        if name in place:
            rows[row, place[name]] = 1.0
    return rows


def _first(cells: Cells, layout: Layout) -> npt.NDArray[np.intp]:
    """Each cell's place among the levels of the first dimension; unknown is one more."""
    name, levels = next(iter(layout.levels.items()))
    place = {level: at for at, level in enumerate(levels)}
    return np.array([place.get(found, len(levels)) for found in cells.keys[name].tolist()], dtype=np.intp)


def _kernel(names: Sequence[str], circular: bool, settings: Learning) -> Array:
    """Prior correlation of the arms of a factor: 1 with itself, and on a circle more, the nearer they are."""
    kernel = np.eye(len(names))
    hours = [_middle(name) for name in names]
    if circular and all(hour is None for hour in hours):
        hours = [24 * at / len(names) for at in range(len(names))]
    for i, one in enumerate(hours if circular else ()):
        for j, other in enumerate(hours):
            if i != j and one is not None and other is not None:
                apart = abs(one - other)
                kernel[i, j] = np.exp(-min(apart, 24 - apart) / settings.slot_correlation_hours)
    return kernel


def _middle(name: str) -> float | None:
    """The middle hour of a slot; None for a name that is no block of hours, like 'other'."""
    try:
        block = arms.slot(name)
    except ValueError:
        return None
    return (block.first + block.end) / 2
