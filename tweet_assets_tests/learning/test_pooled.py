"""The pooled model against the same model written out plainly, and its learned sizes against known truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tweet_assets.learning import cells as cells_
from tweet_assets.learning import design, pooled
from tweet_assets.learning.cells import Cells
from tweet_assets.learning.space import Space
from tweet_assets.settings import SETTINGS
from tweet_assets_tests.learning.conftest import SPACE, invent_posts

LEARNING = SETTINGS.learning
AS_GIVEN = replace(LEARNING, variance_steps=0)
AS_OF = date(2026, 6, 1)


def cells(effects: dict[str, float], posts: int = 300, seed: int = 1, **how: object) -> Cells:
    rows = invent_posts(posts, seed, effects, **how)  # type: ignore[arg-type]
    told = rows.assign(
        day=rows["matured_at"].dt.tz_localize(None).dt.normalize(), reward=np.log1p(rows["likes"]), by_rule=False,
        age_hours_min=24.0,
    )  # fmt: skip
    return cells_.of(told, list(SPACE.factors), SPACE.covariates)


def posterior(*parts: Cells, settings: object = LEARNING) -> tuple[design.Layout, pooled.Posterior]:
    both = parts[0] if len(parts) == 1 else parts[0].plus(parts[1])
    layout = design.layout(SPACE, both, LEARNING)
    ruler = design.ruler(both, layout)
    habit = (both.keys["evidence"] == "observational").to_numpy()
    sums = [design.gram(both.only(rows), layout, ruler) for rows in (~habit, habit)]
    return layout, pooled.posterior(layout.groups, *sums, settings)  # type: ignore[arg-type]


def effect(layout: design.Layout, found: pooled.Posterior, group: str, arm: str) -> float:
    arms = next(g.arms for g in layout.groups if g.name == group)
    return float(found.mean[layout.slices[group].start + arms.index(arm)])


def test_sums_over_terms_are_those_of_the_design_written_out_post_by_post() -> None:
    rows = invent_posts(80, 4, {"data": 1.0})
    rows.loc[::7, "quality"] = np.nan
    told = rows.assign(
        day=rows["matured_at"].dt.tz_localize(None).dt.normalize(), reward=np.log1p(rows["likes"]), by_rule=False,
        age_hours_min=np.where(np.arange(80) % 3, 24.0, 300.0),
    )  # fmt: skip
    found = cells_.of(told, list(SPACE.factors), SPACE.covariates)
    layout = design.layout(SPACE, found, LEARNING)
    gram = design.gram(found, layout, design.ruler(found, layout))

    # the second implementation: one row a post, one column a term
    columns: list[np.ndarray] = [np.ones(80)]
    one_hot = {n: [(rows[n] == arm).to_numpy(float) for arm in arms] for n, arms in SPACE.factors.items()}
    columns += [column for name in SPACE.factors for column in one_hot[name]]
    columns += [a * b for one, other in SPACE.pairs for a in one_hot[one] for b in one_hot[other]]
    columns += [np.zeros(80), (told["age_hours_min"] == 300).to_numpy(float), np.zeros(80)]  # 8 to 30 days
    for name in SPACE.covariates:
        value = rows[name].to_numpy()
        around = np.empty(80)
        for arm in SPACE.dimensions["format"]:
            mine = (rows["format"] == arm).to_numpy()
            around[mine] = (np.nansum(value[mine]) + np.nanmean(value)) / (np.isfinite(value[mine]).sum() + 1)
        moved = np.where(np.isnan(value), 0.0, value - around)
        columns.append(moved / np.sqrt((moved**2).sum() / np.isfinite(value).sum()))
    matrix = np.column_stack(columns)
    np.testing.assert_allclose(gram.product, matrix.T @ matrix, atol=1e-9)
    np.testing.assert_allclose(gram.reward, matrix.T @ told["reward"].to_numpy(), atol=1e-9)
    assert gram.reward_square == pytest.approx((told["reward"] ** 2).sum())


def test_the_posterior_given_the_variances_is_the_textbook_one() -> None:
    layout, found = posterior(cells({"data": 1.0}), settings=AS_GIVEN)

    gram = design.gram(cells({"data": 1.0}), layout, design.ruler(cells({"data": 1.0}), layout))
    prior = np.zeros((layout.size, layout.size))
    for group in layout.groups:
        here = layout.slices[group.name]
        prior[here, here] = group.prior_sd**2 * group.kernel
    noise = LEARNING.noise_prior_sd**2
    covariance = np.linalg.inv(np.linalg.inv(prior) + gram.product / noise)
    np.testing.assert_allclose(found.covariance, covariance, atol=1e-9)
    np.testing.assert_allclose(found.mean, covariance @ gram.reward / noise, atol=1e-9)


def test_how_noise_alone_moves_the_mean_is_what_repeated_noise_shows() -> None:
    """The same posts with nothing but noise for rewards, many times: the spread of what is then believed."""
    base = cells({}, posts=150)
    layout = design.layout(SPACE, base, LEARNING)
    gram = design.gram(base, layout, design.ruler(base, layout))
    empty = replace(gram, product=0 * gram.product, reward=0 * gram.reward, reward_square=0.0, weight=0.0)
    found = pooled.posterior(layout.groups, gram, empty, AS_GIVEN)
    root = np.linalg.cholesky(gram.product + 1e-9 * np.eye(layout.size))
    chance = np.random.default_rng(2)

    means = [
        pooled.posterior(
            layout.groups, replace(gram, reward=root @ chance.normal(size=layout.size)), empty, AS_GIVEN
        ).mean
        for _ in range(400)
    ]

    formats = layout.slices["format"]
    seen = np.var(np.array(means)[:, formats], axis=0)
    np.testing.assert_allclose(seen, np.diag(found.by_noise)[formats], rtol=0.35)


def test_sizes_are_learned_from_what_differs_and_what_does_not() -> None:
    _, quiet = posterior(cells({}, posts=900))
    _, loud = posterior(cells({"question": 0.9, "data": -0.9, "story": 0.7}, posts=900))

    assert quiet.group_sd["format"] < LEARNING.arm_prior_sd < loud.group_sd["format"]
    assert loud.group_sd["slot"] < LEARNING.arm_prior_sd
    assert quiet.noise_sd == pytest.approx(1.0, abs=0.08)


def test_habit_counts_more_when_draws_agree_with_it_and_less_when_they_contradict_it() -> None:
    drawn = cells({"data": 1.0}, posts=400, seed=2)
    agreeing = cells({"data": 1.0}, posts=400, seed=3, evidence="observational")
    contradicting = cells({"data": -1.5, "story": 1.5}, posts=400, seed=4, evidence="observational")

    shares = [posterior(drawn, habit)[1].history_weight for habit in (agreeing, contradicting)]

    offered = np.geomspace(LEARNING.history_weight_min, 1, LEARNING.history_weight_steps)
    ungraded = offered @ offered / offered.sum()
    assert shares[0] > ungraded > 2 * shares[1]
    assert posterior(drawn)[1].history_weight == 1.0
    assert posterior(agreeing)[1].history_weight == pytest.approx(ungraded)


def test_a_confounded_habit_does_not_outvote_the_draws() -> None:
    habit = cells({"data": -1.5}, posts=1000, seed=5, evidence="observational")
    layout, found = posterior(cells({"data": 0.8}, posts=200, seed=6), habit)

    others = np.mean([effect(layout, found, "format", arm) for arm in ("question", "story", "opinion")])
    assert effect(layout, found, "format", "data") > others


def test_late_reading_is_a_term_of_the_model_and_no_merit_of_an_arm() -> None:
    rows = invent_posts(400, 8, noise=0.5)
    late = (rows["format"] == "data").to_numpy()
    told = rows.assign(
        day=rows["matured_at"].dt.tz_localize(None).dt.normalize(), by_rule=False,
        reward=np.log1p(rows["likes"]) + 0.5 * late,
    )  # fmt: skip
    found = {}
    for name, age in (("late", np.where(late, 2000.0, 24.0)), ("at 24 h", np.full(400, 24.0))):
        layout, belief = posterior(cells_.of(told.assign(age_hours_min=age), list(SPACE.factors), SPACE.covariates))
        found[name] = effect(layout, belief, "format", "data")

    assert found["late"] < found["at 24 h"] - 0.02


def test_a_space_without_covariates_has_no_terms_for_them() -> None:
    plain = Space({"format": ("a", "b")})
    empty = cells_.of(invent_posts(0, 1).assign(day=[], reward=[], by_rule=[], age_hours_min=[]), ["format"], [])
    layout = design.layout(plain, empty, LEARNING)

    assert [group.name for group in layout.groups] == ["level", "format", "growth"]
    gram = design.gram(empty, layout, design.ruler(empty, layout))
    assert pooled.posterior(layout.groups, gram, gram, LEARNING).mean.tolist() == [0.0] * 6
