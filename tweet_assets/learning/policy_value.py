"""What the policies of the days earned on our own posts, against habit, chance and the best fixed arm.

Only posts that a logged draw decided, and that went out as drawn, can say anything. What could be drawn for a post are
the arms of the policy of the day before it, in the slots that were open; every policy that is evaluated is restricted
to the same options: learned as it was drawn from (policy.among), the others in the proportions of their own. Where it
would have chosen none of them nothing is known of what it would have done instead: the post is left out, of both sides
of a difference, and never counted as one that earns nothing.

No policy is judged by a post that it has learned from: today's would look better than chance on pure noise.

  learned      for each post the policy of the day before it, as it went on learning
  uniform      every option alike
  habit        the arms of the account's own posts that nobody drew, newer ones counting more
  best fixed   the one combination that did best in the first half of the draws, judged by the second half alone

What a model expects of a post comes from the day before it too. It has not seen the post, but it is what the learned
policy was made from: an arm that was lucky is both favoured and praised. Of learned the direct method is refused; in
the doubly robust estimate the posts correct it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import off_policy
from tweet_assets.learning.drawn_posts import ARMS, Arm, Choice
from tweet_assets.learning.policy import IN_TURN
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]
ITSELF = "itself"
"""What a plain value stands against."""


def habit(features: pd.DataFrame, as_of: date, settings: Learning = SETTINGS.learning) -> pd.Series[float]:
    """How often the account itself chooses each format, slot and topic, by its posts that nobody drew; may be empty."""
    days = (pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=1) - features["posted_at"]).dt.days
    own = features[(features["evidence"] != "randomised") & (days >= 0).to_numpy()]
    weight = 0.5 ** (days[own.index] / settings.half_life_days)
    totals = pd.Series(weight.groupby([own[name] for name in ARMS]).sum(), dtype="float64")
    return totals / totals.sum()


def values(
    log: pd.DataFrame,
    policies: pd.DataFrame,
    habit: pd.Series[float],
    executed: Mapping[Choice, Mapping[Arm, float]],
    as_of: date,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """The rows of learning.policy_value without account and as_of: every policy by itself, then learned against each.

    `log` is drawn_posts.logged, `executed` what its posts were drawn from (drawn_posts.executed). `policies` has rows
    of learning.policy of one account: of `as_of`, and of the day before each post. A post without its day before takes
    today's arms for its options; of it learned knows nothing, and no model enters. What is refused says why.
    """
    today = pd.Timestamp(as_of)
    options = _Options.of(log, policies[policies["as_of"].isin([today, *log["before"]])], executed, today)
    fixed, habitual = _best_fixed(log, options, today, settings), _habitual(habit, options.arms)
    shares = {
        "learned": options.judged(lambda group: group.executed),
        "uniform": options.judged(lambda _: np.ones(len(options.arms))),
        "habit": options.judged(lambda _: habitual),
        "best fixed": options.judged(lambda _: fixed),
    }
    rows = []
    for name, judged in shares.items():
        part = slice(len(log) // 2, None) if name == "best fixed" else slice(None)
        rows.append(_value(log, judged, part, settings).assign(policy=name, against=ITSELF))
        if name != "learned":
            rows.append(
                _difference(log, shares["learned"], judged, part, settings).assign(policy="learned", against=name)
            )
    found = pd.concat(rows, ignore_index=True)
    unknown = {"habit": habit.empty, "learned": bool(len(log)) and not shares["learned"].could.any()}
    own = (found["policy"] == "learned") & (found["estimator"] == "dm") & found["answered"]
    found.loc[own, ["value", "standard_error", "low90", "high90"]] = np.nan
    found.loc[own, "answered"], found.loc[own, "reason"] = False, _ITS_OWN_WORD
    for name, reason in _UNKNOWN.items():
        if unknown[name]:
            found.loc[(found["policy"] == name) | (found["against"] == name), "reason"] = reason
    return found


_ITS_OWN_WORD = "the policy was made from what this model expects, which therefore praises it whatever is true"
_UNKNOWN = {
    "learned": "of none of the posts is the policy of the day before known",
    "habit": "no habit is known: the account has no posts of its own choice",
}


@dataclass(frozen=True)
class _Judged:
    """A policy at each post, shape (n,): whether it could choose; its probability of the executed arm; expectations.

    expected (n, 2) are the day before's, of the policy and of the executed arm; NaN where that day is not known.
    """

    could: npt.NDArray[np.bool_]
    executed: Array
    expected: Array


@dataclass(frozen=True)
class _Group:
    """Posts with the same options: the day before, where they stand, their executed arms (-1: none), what was open.

    executed, shape (arms,), is what the policy of the day before was drawn with; None where that is not known.
    """

    day: pd.Timestamp
    posts: npt.NDArray[np.int64]
    placed: npt.NDArray[np.int64]
    is_open: npt.NDArray[np.bool_]
    executed: Array | None


@dataclass(frozen=True)
class _Options:
    """What could be drawn for each of n posts, over `arms`, every combination that any day had.

    probability and mean, shape (arms,), are those of each day that a policy is known of; NaN for an arm it lacks.
    """

    size: int
    arms: list[tuple[str, str, str]]
    groups: list[_Group]
    probability: dict[pd.Timestamp, Array]
    mean: dict[pd.Timestamp, Array]

    @classmethod
    def of(
        cls,
        log: pd.DataFrame,
        policies: pd.DataFrame,
        executed: Mapping[Choice, Mapping[Arm, float]],
        today: pd.Timestamp,
    ) -> _Options:
        wide = policies.set_index([*ARMS, "as_of"])[["probability", "mean"]].unstack("as_of").sort_index()
        days = [pd.Timestamp(str(day)) for day in wide["probability"].columns] if len(policies) else []
        if today not in days:
            raise ValueError(f"there is no policy as of {today.date()}: compute it before what it is worth")
        index, arms = wide.index, wide.index.to_flat_index().tolist()
        probability, mean = (
            dict(zip(days, wide[name].to_numpy(np.float64).T, strict=True)) for name in ("probability", "mean")
        )
        takes_turns = np.asarray(index.get_level_values("topic") == IN_TURN)
        place, slots = {arm: at for at, arm in enumerate(arms)}, index.get_level_values("slot")
        together: dict[tuple[pd.Timestamp, tuple[str, ...]], list[int]] = {}
        for at, key in enumerate(zip(log["before"], map(tuple, log["open_slots"]), strict=True)):
            together.setdefault(key, []).append(at)
        groups = []
        for choice, posts in together.items():
            day, open_slots = choice
            known = day if day in days else today
            rows = log.iloc[posts]
            in_turn = not np.isnan(probability[known][takes_turns]).all()
            keys = zip(rows["format"], rows["slot"], [IN_TURN] * len(rows) if in_turn else rows["topic"], strict=True)
            placed = np.array([place.get(key, -1) for key in keys], np.int64)
            is_open = ~np.isnan(probability[known]) & slots.isin(list(open_slots))
            drawn = _spread(executed[choice], place) if choice in executed else None
            groups.append(_Group(day, np.array(posts), placed, np.asarray(is_open, bool), drawn))
        return cls(len(log), arms, groups, probability, mean)

    def judged(self, favoured: Callable[[_Group], Array | None]) -> _Judged:
        """A policy at each post, from how much it favours each arm there; None: not known."""
        could, executed, expected = np.zeros(self.size, bool), np.zeros(self.size), np.full((self.size, 2), np.nan)
        for group in self.groups:
            weights = favoured(group)
            among = np.zeros(len(self.arms)) if weights is None else np.where(group.is_open, weights, 0.0)
            if among.sum() <= 0:
                continue
            share = among / among.sum()
            could[group.posts] = True
            executed[group.posts] = np.where(group.placed < 0, 0.0, share[group.placed])
            if group.day in self.mean:
                mean = np.nan_to_num(self.mean[group.day])
                expected[group.posts, 0] = share @ mean
                expected[group.posts, 1] = np.where(group.placed < 0, 0.0, mean[group.placed])
        return _Judged(could, executed, expected)


def _spread(probability: Mapping[Arm, float], place: Mapping[Arm, int]) -> Array:
    """Probabilities of some arms over all of them."""
    found = np.zeros(len(place))
    found[[place[arm] for arm in probability]] = list(probability.values())
    return found


def _value(log: pd.DataFrame, judged: _Judged, part: slice, settings: Learning) -> pd.DataFrame:
    kept = np.arange(len(log))[part][judged.could[part]]
    model = judged.expected[kept]
    rows = log.iloc[kept]
    found = off_policy.evaluate(
        rows["reward"], rows["propensity"], judged.executed[kept],
        None if not len(kept) or np.isnan(model).any() else model, settings,
    )  # fmt: skip
    return _told(found, len(log.iloc[part]), len(kept))


def _difference(log: pd.DataFrame, ours: _Judged, theirs: _Judged, part: slice, settings: Learning) -> pd.DataFrame:
    kept = np.arange(len(log))[part][(ours.could & theirs.could)[part]]
    models = ours.expected[kept], theirs.expected[kept]
    rows = log.iloc[kept]
    found = off_policy.difference(
        rows["reward"], rows["propensity"], ours.executed[kept], theirs.executed[kept],
        None if not len(kept) or np.isnan(models).any() else models, settings,
    )  # fmt: skip
    return _told(found, len(log.iloc[part]), len(kept))


def _told(found: pd.DataFrame, posts: int, kept: int) -> pd.DataFrame:
    """The estimates with what became of the posts for which a policy had no choice, or is not known."""
    if posts and not kept:
        return found.assign(reason=f"no overlap: nothing that it chooses was open for any of the {posts} posts")
    said = f"; {posts - kept} posts left out, where nothing that it chooses was open or known" if kept < posts else ""
    return found.assign(reason=found["reason"] + said)


def _best_fixed(log: pd.DataFrame, options: _Options, today: pd.Timestamp, settings: Learning) -> Array:
    """1 for today's combination with the best mean in the first half of the log, each drawn to the mean of all."""
    rewards = log["reward"].to_numpy(np.float64)
    placed = np.full(len(log), -1)
    for group in options.groups:
        placed[group.posts] = group.placed
    early = np.flatnonzero((placed >= 0) & (np.arange(len(log)) < len(log) // 2))
    mean = rewards[early].mean() if len(early) else 0.0
    total = np.bincount(placed[early], rewards[early], len(options.arms))
    count = np.bincount(placed[early], minlength=len(options.arms))
    shrunk = (total + settings.noise_prior_posts * mean) / (count + settings.noise_prior_posts)
    score = np.where(np.isnan(options.probability[today]), -np.inf, shrunk)
    return np.asarray(np.arange(len(score)) == score.argmax(), np.float64)


def _habitual(habit: pd.Series[float], arms: list[tuple[str, str, str]]) -> Array:
    """How often habit chooses each arm; topics together where they take turns. What is no arm is left out."""
    exact = dict(zip(habit.index.to_flat_index(), habit.tolist(), strict=True))
    together: dict[tuple[str, str], float] = {}
    for (format_name, slot, _), share in exact.items():
        together[format_name, slot] = together.get((format_name, slot), 0.0) + share
    return np.array([together.get(arm[:2], 0.0) if arm[2] == IN_TURN else exact.get(arm, 0.0) for arm in arms])
