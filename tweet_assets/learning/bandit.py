"""The bandit, without a database: from posts to a belief, from a belief to the probabilities of what to post next.

>>> space = Space({"format": ("question", "story"), "slot": ("06-12", "12-18", "18-24")}, circular=("slot",))
>>> posts = pd.DataFrame({"format": ["story"], "slot": ["06-12"], "likes": [12], "reposts": [1], "replies": [0],
...                       "matured_at": [pd.Timestamp("2026-03-02 10:00", tz="UTC")]})
>>> belief = fit(posts, space, as_of=date(2026, 3, 2))
>>> options = probabilities(belief, {"slot": ["12-18", "18-24"]}, seed=7)
>>> round(float(options["probability"].sum()), 12), len(options)
(1.0, 4)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import belief as belief_
from tweet_assets.learning import cells as cells_
from tweet_assets.learning import chance, design, history, policy, pooled, rewards, verdicts
from tweet_assets.learning.belief import Belief
from tweet_assets.learning.cells import Cells
from tweet_assets.learning.one_thread import one_thread
from tweet_assets.learning.space import Space
from tweet_assets.settings import SETTINGS, Learning, fingerprint

Array = npt.NDArray[np.float64]


@one_thread
def fit(posts: pd.DataFrame, space: Space, as_of: date | datetime, settings: Learning = SETTINGS.learning) -> Belief:
    """What is believed of the arms of a space as of a day or a moment, from the posts that were mature by then.

    `posts` has one row a post: posted_at, matured_at (aware), likes, reposts, replies, and whatever else the space's
    goal counts; a column a dimension, context and covariate. Optional: `evidence` ('randomised', 'observational'; where
    nobody says, a post counts fully and as observational), `age_hours_min` (how old it was when its figures were read;
    else they are taken for those of 24 hours). Raises ValueError for a column that is missing.
    """
    rows = history.mature(posts, as_of)
    absent = [name for name in (*rewards.needs(space.goal), *space.factors, *space.covariates) if name not in rows]
    if absent:
        raise ValueError(f"posts have no column {absent[0]!r}, which the space needs")
    told = rows.assign(
        by_rule=False,
        reward=rewards.reward(rows, space.goal, settings),
        evidence=rows.get("evidence", history.UNSAID),
        age_hours_min=rows.get("age_hours_min", SETTINGS.account.maturity_hours),
    )
    day = history.day_of(posts, as_of)
    return believe(cells_.of(told, list(space.factors), space.covariates), space, day, settings)


def statistics(features: pd.DataFrame, rewards: pd.DataFrame, space: Space, zone: ZoneInfo) -> pd.DataFrame:
    """The rows of learning.arm_statistics without account, for one account's posts with features and a reward.

    Sums only, so that days add up: the statistics of any union of days are the sums of the days' own. Raises
    ValueError for posts of several accounts: nothing crosses.
    """
    posts = history.posts(features, rewards, zone).sort_values("post_id", ignore_index=True)
    known_on = posts["known_at"].dt.tz_convert(zone).dt.strftime("%Y-%m-%d").fillna(cells_.NOBODY_SAID)
    told = posts.assign(by_rule=~posts["format_basis"].isin(GIVEN), known_on=known_on)
    return cells_.frame(cells_.of(told, list(space.factors), space.covariates))


@one_thread
def posteriors(
    statistics: pd.DataFrame, space: Space, as_of: date, settings: Learning = SETTINGS.learning
) -> pd.DataFrame:
    """The rows of learning.arm_posteriors without account and as_of, from those of learning.arm_statistics.

    The belief (Belief.table), and what may be said of each effect (verdicts.of).
    """
    past = statistics[statistics["day"] <= pd.Timestamp(as_of)]
    cells = cells_.stored(past, list(space.factors), len(space.covariates))
    belief = believe(cells, space, as_of, settings)
    versions = {"data_version": cells.fingerprint(), "settings_version": fingerprint(settings)}
    return belief.table().assign(**verdicts.of(belief, as_of, settings), **versions)


GIVEN = ("decision", "you")
"""The bases of a format that are no rule's guess."""


@one_thread
def believe(cells: Cells, space: Space, as_of: date, settings: Learning = SETTINGS.learning) -> Belief:
    """What is believed as of a day, from cells of one account by day of maturity; later days are ignored."""
    past = cells.only((cells.keys["day"] <= pd.Timestamp(as_of)).to_numpy())
    layout = design.layout(space, past, settings)
    aged = past.discounted(as_of, settings.half_life_days)
    now = aged.merged(as_of)
    posterior = pooled.posterior(layout.groups, *_drawn_and_habit(now, layout), settings)
    matrix = belief_.transform(layout, belief_.shares(now, layout, space))
    covariance = matrix @ posterior.covariance @ matrix.T
    # Old posts are trusted less than their noise alone would have it: noise moves what is believed by the less.
    thinned = float((aged.weight**2 / aged.posts).sum()) / max(float(aged.weight.sum()), 1e-300)
    by_noise = thinned * (matrix @ posterior.by_noise @ matrix.T)
    recent = (past.keys["day"] > pd.Timestamp(as_of - timedelta(days=settings.recent_days))).to_numpy()
    effects = belief_.counted(past, layout).assign(
        noise_best=_best_of_noise(by_noise, layout, space, as_of, settings),
        lasting_z=_lasting_z(past.merged(as_of), layout, space, posterior),
    )
    return Belief(
        space,
        effects,
        matrix @ posterior.mean,
        (covariance + covariance.T) / 2,
        posterior.noise_sd,
        posterior.history_weight,
        float(now.weight.sum()),
        float(past.posts[recent].sum()) / settings.recent_days,
    )


def _drawn_and_habit(cells: Cells, layout: design.Layout) -> tuple[design.Gram, design.Gram]:
    """The sums over the posts that were drawn, and over those of habit, measured alike."""
    ruler = design.ruler(cells, layout)
    habit = (cells.keys["evidence"] == "observational").to_numpy()
    return design.gram(cells.only(~habit), layout, ruler), design.gram(cells.only(habit), layout, ruler)


def _lasting_z(cells: Cells, layout: design.Layout, space: Space, posterior: pooled.Posterior) -> Array:
    """How many of its sds each effect is off zero by all posts alike, the old ones too; NaN where it cannot vary."""
    mean, covariance = pooled.given(layout.groups, *_drawn_and_habit(cells, layout), posterior)
    matrix = belief_.transform(layout, belief_.shares(cells, layout, space))
    sd = np.sqrt(np.clip(np.diag(matrix @ covariance @ matrix.T), 0.0, None))
    found: Array = np.divide(matrix @ mean, sd, out=np.full(len(sd), np.nan), where=sd > belief_.LEAST_SD)
    return found


def _best_of_noise(by_noise: Array, layout: design.Layout, space: Space, as_of: date, settings: Learning) -> Array:
    """For each effect, the expected effect of the apparent best arm of its dimension if none differed; else NaN."""
    found = np.full(layout.size, np.nan)
    seed = chance.seed_of("best of noise", as_of.isoformat(), chance.fingerprint(by_noise))
    generator = np.random.default_rng(seed)
    for dimension, arms in space.dimensions.items():
        here = layout.slices[dimension]
        first = slice(here.start, here.start + len(arms))
        moved = chance.draws(np.zeros(len(arms)), by_noise[first, first], settings.posterior_samples, generator)
        found[here] = moved.max(axis=1).mean()
    return found


@one_thread
def probabilities(
    belief: Belief, context: Mapping[str, str | Collection[str]], seed: int, settings: Learning = SETTINGS.learning
) -> pd.DataFrame:
    """How often each combination of arms that is open would be drawn, by Thompson sampling with a floor.

    A combination is drawn as often as it is the best of the open ones; the floor is shared among them alone.
    `context` gives levels of the space's contexts, as far as they are known ({"weekend": "yes"}), and for a dimension
    the arms that are open ({"slot": ["12-18"]}; all, where it does not say). One row an open combination: a column a
    dimension; probability, summing to 1; see policy.of for the others.
    """
    levels = {name: str(level) for name, level in context.items() if name in belief.space.contexts}
    open_arms = {name: arms for name, arms in context.items() if name in belief.space.dimensions}
    unknown = [name for name in context if name not in belief.space.factors]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of the space's {', '.join(belief.space.factors)}")
    return policy.of(belief, levels, seed, settings, open_arms)
