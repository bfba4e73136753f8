"""What can be chosen for a post, what is given, and what is only known of its text: the space that models live in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from tweet_assets.accounts import Account, Goal
from tweet_assets.arms import INSPIRED
from tweet_assets.learning.features import TEXT_COVARIATES

WEEKEND = ("no", "yes")
"""The levels of the context weekend, by the local day of posting."""


@dataclass(frozen=True)
class Space:
    """The columns of a frame of posts that mean something, and what they may hold.

    dimensions: what is chosen, each with its arms, such as {"format": (...), "slot": (...)}. circular: those of them
    whose arms lie on a circle in the order given, as the blocks of hours of a day do: neighbours are alike. contexts:
    what is known before the choice and not chosen, each with its levels, such as {"weekend": ("no", "yes")}.
    covariates: numeric columns; NaN is unknown, and stands at the mean. interactions: pairs of dimensions or contexts
    whose combination has an effect of its own; by default the first two dimensions with each other, and each context
    with each circular dimension. goal: what is counted as the reward (learning/rewards.py).

    Raises ValueError for a name that is used twice, a name that nothing has, or a dimension or context without arms.
    """

    dimensions: Mapping[str, Sequence[str]]
    circular: Sequence[str] = ()
    contexts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    covariates: Sequence[str] = ()
    interactions: Sequence[tuple[str, str]] | None = None
    goal: Goal = "engagement"

    def __post_init__(self) -> None:
        names = [*self.dimensions, *self.contexts, *self.covariates]
        if len(set(names)) < len(names):
            raise ValueError(f"{sorted(n for n in set(names) if names.count(n) > 1)} stand for two things in the space")
        if not self.dimensions:
            raise ValueError("a space without a dimension: there is nothing to choose")
        for name, levels in self.factors.items():
            if not levels or len(set(levels)) < len(levels):
                raise ValueError(f"{name!r} has levels {list(levels)}: at least one, and each once, was expected")
        unknown = [n for n in self.circular if n not in self.dimensions]
        unknown += [n for pair in self.pairs for n in pair if n not in self.factors]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is none of the space's {', '.join(self.factors)}")

    @property
    def factors(self) -> dict[str, Sequence[str]]:
        """Dimensions and contexts: every column that holds one of some names."""
        return {**self.dimensions, **self.contexts}

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The interactions."""
        if self.interactions is not None:
            return tuple(self.interactions)
        first_two = list(combinations(list(self.dimensions)[:2], 2))
        return (*first_two, *product(self.circular, self.contexts))

    def combinations(self) -> list[tuple[str, ...]]:
        """Every combination of arms, in the order of the dimensions."""
        return list(product(*self.dimensions.values()))


def of(account: Account) -> Space:
    """The space of an account: what it chooses of format, slot and topic; the rest is given, or a text's own.

    Inspiration is a context that no choice is made by: what examples do for posts is estimated and reported, while a
    fair coin assigns them.
    """
    levels = {"format": account.formats, "slot": account.slot_names, "topic": account.topics}
    chosen = {name: levels[name] for name in account.dimensions}
    given = {name: arms for name, arms in levels.items() if name not in chosen}
    return Space(
        dimensions=chosen,
        circular=("slot",),
        contexts={**given, "weekend": WEEKEND, "inspiration": INSPIRED},
        covariates=TEXT_COVARIATES,
        interactions=(("format", "slot"), ("slot", "weekend")),
        goal=account.goal,
    )
