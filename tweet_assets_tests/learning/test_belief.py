"""Effects that add up: by hand, as a law, and back from their rows."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tweet_assets.learning import bandit, belief, design
from tweet_assets.learning import cells as cells_
from tweet_assets.learning.space import Space
from tweet_assets.settings import SETTINGS
from tweet_assets_tests.learning.conftest import SPACE, invent_posts

AS_OF = date(2026, 6, 1)
TWO_BY_TWO = Space({"format": ("a", "b"), "slot": ("x", "y")})


def layout_of(space: Space) -> design.Layout:
    names = ["day", "evidence", "age_hours_min", "by_rule", "reward", *space.factors]
    nothing = pd.DataFrame({name: [] for name in names}).astype({"day": "datetime64[us]"})
    return design.layout(space, cells_.of(nothing, list(space.factors), []), SETTINGS.learning)


def test_effects_by_hand() -> None:
    layout = layout_of(TWO_BY_TWO)
    matrix = belief.transform(layout, {"format": np.array([0.5, 0.5]), "slot": np.array([0.25, 0.75])})

    # level 1; format a +2; slot y +4; of a x x one more. Cells ax 4, ay 7, bx 1, by 5: formats 6.25 and 4, slots 2.5
    # and 6, the whole 5.125
    terms = np.array([1, 2, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0], dtype=float)
    np.testing.assert_allclose(
        (matrix @ terms)[:9], [5.125, 1.125, -1.125, -2.625, 0.875, 0.375, -0.125, -0.375, 0.125]
    )


@given(
    arrays(np.float64, 4, elements=st.floats(0.01, 1)),
    arrays(np.float64, 3, elements=st.floats(0.01, 1)),
    st.integers(0, 2**32 - 1),
)
def test_effects_add_up_to_the_combinations_and_balance_to_nothing(
    formats: np.ndarray, slots: np.ndarray, seed: int
) -> None:
    layout = layout_of(SPACE)
    share = {"format": formats / formats.sum(), "slot": slots / slots.sum(), "weekend": np.array([0.7, 0.3])}
    terms = np.random.default_rng(seed).normal(size=layout.size)
    place = {(g.name, arm): layout.slices[g.name].start + at for g in layout.groups for at, arm in enumerate(g.arms)}

    effects = belief.transform(layout, share) @ terms

    for arms in product(*SPACE.factors.values()):
        named = dict(zip(SPACE.factors, arms, strict=True))
        keys = [("level", "all"), *named.items()]
        keys += [(f"{a} x {b}", f"{named[a]} x {named[b]}") for a, b in SPACE.pairs]
        assert sum(effects[place[k]] for k in keys) == pytest.approx(sum(terms[place[k]] for k in keys), abs=1e-9)
    for name, weight in share.items():
        assert weight @ effects[layout.slices[name]] == pytest.approx(0, abs=1e-9)
    for one, other in SPACE.pairs:
        grid = effects[layout.slices[f"{one} x {other}"]].reshape(len(share[one]), len(share[other]))
        np.testing.assert_allclose(share[one] @ grid, 0, atol=1e-9)
        np.testing.assert_allclose(grid @ share[other], 0, atol=1e-9)


def test_a_belief_comes_back_from_its_rows_in_any_order() -> None:
    found = bandit.fit(invent_posts(200, 3, {"data": 0.5}), SPACE, AS_OF)

    again = belief.stored(found.table().sample(frac=1, random_state=1), SPACE)

    np.testing.assert_array_equal(again.mean, found.mean)
    np.testing.assert_array_equal(again.covariance, found.covariance)
    pd.testing.assert_frame_equal(again.effects, found.effects)
    assert (again.noise_sd, again.weight, again.posts_a_day) == (found.noise_sd, found.weight, found.posts_a_day)


def test_every_effect_tells_its_posts_by_evidence_and_their_plain_mean() -> None:
    posts = invent_posts(40, 6)
    posts["evidence"] = np.where(np.arange(40) < 10, "observational", "randomised")

    found = bandit.fit(posts, SPACE, AS_OF).effects.set_index(["dimension", "arm"])

    data = posts["format"] == "data"
    assert found.loc[("format", "data"), "posts_observational"] == data[:10].sum()
    assert found.loc[("format", "data"), "posts_randomised"] == data[10:].sum()
    assert found.loc[("format", "data"), "raw_mean"] == pytest.approx(np.log1p(posts.loc[data, "likes"]).mean())
    assert found.loc[("level", "all"), "posts_randomised"] == 30
    assert np.isnan(found.loc[("covariate", "quality"), "raw_mean"])


def test_what_an_option_does_not_name_stands_at_the_mean_and_an_unknown_arm_is_an_error() -> None:
    found = bandit.fit(invent_posts(200, 3, {"data": 0.5}), SPACE, AS_OF)

    [level] = found.rows([{}]) @ found.mean
    assert level == pytest.approx(found.mean[found.position["level", "all"]])
    with pytest.raises(ValueError, match="'thread' is no format"):
        found.rows([{"format": "thread"}])
