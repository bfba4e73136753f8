"""The pooled Gaussian model over cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tweet_assets.learning import pooled, reading_age
from tweet_assets.learning.pooled import Cells
from tweet_assets.settings import SETTINGS

LEARNING = SETTINGS.learning


def cells(rewards: Mapping[tuple[int, ...], list[float]], formats: int, slots: int) -> Cells:
    """Undiscounted cells of given rewards, of posts that were read at 24 hours where no band of age is given."""
    shape = (formats, slots, len(reading_age.BANDS))
    count, total, square = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for (f, s, *band), values in rewards.items():
        cell = (f, s, band[0] if band else 0)
        count[cell], total[cell], square[cell] = len(values), sum(values), sum(value**2 for value in values)
    return Cells(count, count, total, square)


def test_neighbouring_slots_resemble_each_other_around_midnight_too() -> None:
    kernel = pooled.slot_kernel(["00-03", "03-06", "12-15", "21-24", "other", "morning"])

    three_hours = np.exp(-3 / SETTINGS.learning.slot_correlation_hours)
    assert kernel[0, 1] == pytest.approx(three_hours)
    assert kernel[0, 3] == pytest.approx(three_hours)
    assert kernel[0, 2] == pytest.approx(three_hours**4)
    assert kernel[4].tolist() == [0, 0, 0, 0, 1, 0]
    assert kernel[5].tolist() == [0, 0, 0, 0, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(1, 24)), min_size=1, max_size=8))
def test_the_slot_kernel_is_a_covariance_for_any_slots(hours: list[tuple[int, int]]) -> None:
    kernel = pooled.slot_kernel([f"{first:02}-{max(first + 1, end):02}" for first, end in hours])

    assert np.linalg.eigvalsh(kernel).min() > -1e-9


def test_noise_is_the_scatter_within_cells_drawn_to_the_guess() -> None:
    seen = cells({(0, 0): [1.0, 3.0], (0, 1): [10.0, 10.0, 10.0]}, 1, 2)

    # within: 1 + 1 + 0 = 2 with (2 - 1) + (3 - 1) = 3 degrees of freedom; the guess: five posts of variance 1
    assert pooled.noise_sd(seen, LEARNING) == pytest.approx(np.sqrt((5 * 1 + 2) / (5 + 3)))
    assert pooled.noise_sd(cells({}, 1, 2), LEARNING) == LEARNING.noise_prior_sd


def test_one_cell_is_shrunken_as_by_hand() -> None:
    settings = replace(LEARNING, level_prior_sd=1.0, format_prior_sd=1.0, slot_prior_sd=1.0, interaction_prior_sd=1.0)

    found = pooled.belief(["data"], ["09-12"], cells({(0, 0): [3.0]}, 1, 1), settings)

    # prior variance 4, noise variance 5 / 5 = 1 for one post: mean 3 x 4 / 5, variance 4 x 1 / 5
    assert found.mean == pytest.approx([2.4])
    assert found.covariance == pytest.approx(np.array([[0.8]]))


def test_the_posterior_is_that_of_the_same_model_written_with_its_terms() -> None:
    chance = np.random.default_rng(3)
    formats, slots = ["data", "story"], ["06-09", "09-12", "other"]
    seen = cells({(0, 0): [1.0, 2.5], (0, 2): [3.0], (1, 1): list(chance.normal(2, 1, 6))}, 2, 3)
    found = pooled.belief(formats, slots, seen, LEARNING)

    # the second implementation: precision form over level, formats, slots and interactions
    design = np.hstack([np.ones((6, 1)), np.kron(np.eye(2), np.ones((3, 1))), np.tile(np.eye(3), (2, 1)), np.eye(6)])
    prior = np.zeros((12, 12))
    prior[0, 0] = LEARNING.level_prior_sd**2
    prior[1:3, 1:3] = np.eye(2) * LEARNING.format_prior_sd**2
    prior[3:6, 3:6] = pooled.slot_kernel(slots) * LEARNING.slot_prior_sd**2
    prior[6:, 6:] = np.eye(6) * LEARNING.interaction_prior_sd**2
    weight = seen.weight[:, :, 0].ravel() / found.noise_sd**2
    covariance = np.linalg.inv(np.linalg.inv(prior) + design.T @ (weight[:, None] * design))
    mean = covariance @ design.T @ (seen.total[:, :, 0].ravel() / found.noise_sd**2)
    np.testing.assert_allclose(found.mean, design @ mean, atol=1e-9)
    np.testing.assert_allclose(found.covariance, design @ covariance @ design.T, atol=1e-9)


def test_late_reading_is_a_term_of_the_model_and_no_merit_of_an_arm() -> None:
    early, late = {(0, 0, 0): [2.0] * 40}, {(1, 0, 3): [2.6] * 40}
    found = pooled.belief(["data", "story"], ["09-12"], cells({**early, **late}, 2, 1), LEARNING)
    trusting = pooled.belief(["data", "story"], ["09-12"], cells({**early, (1, 0, 0): [2.6] * 40}, 2, 1), LEARNING)

    # what was read late has grown by an unknown factor: less of the difference is the arm's, and it is less sure
    assert 0 < found.mean[1] - found.mean[0] < trusting.mean[1] - trusting.mean[0]
    assert np.diag(found.covariance)[1] > np.diag(trusting.covariance)[1]
    assert found.mean[0] == pytest.approx(trusting.mean[0], abs=0.05)


def test_growth_by_age_is_that_of_the_same_model_written_with_its_terms() -> None:
    seen = cells({(0, 0, 0): [1.0, 2.5], (0, 0, 2): [3.0, 3.5], (0, 0, 3): [3.2]}, 1, 1)
    found = pooled.belief(["data"], ["09-12"], seen, LEARNING)

    # the second implementation: one arm, and steps of a random walk over 0, 2, 4 and 6 doublings
    design = np.array([[1, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]], dtype=float)
    arm = sum(
        sd**2
        for sd in (
            LEARNING.level_prior_sd, LEARNING.format_prior_sd, LEARNING.slot_prior_sd, LEARNING.interaction_prior_sd
        )
    )  # fmt: skip
    prior = np.diag([arm, *[2 * LEARNING.growth_prior_sd**2] * 3])
    weight = np.array([2, 2, 1]) / found.noise_sd**2
    covariance = np.linalg.inv(np.linalg.inv(prior) + design.T @ (weight[:, None] * design))
    mean = covariance @ design.T @ (np.array([3.5, 6.5, 3.2]) / found.noise_sd**2)
    assert found.mean == pytest.approx(mean[:1])
    assert found.covariance[0, 0] == pytest.approx(covariance[0, 0])


def test_effects_by_hand() -> None:
    matrix = pooled.effects(np.array([0.5, 0.5]), np.array([0.25, 0.75]))

    effects = matrix @ np.array([4.0, 8.0, 0.0, 4.0])  # formats have means 7 and 3, slots 2 and 6, the whole is 5
    np.testing.assert_allclose(effects, [5, 2, -2, -3, 1, 0, 0, 0, 0])


@given(
    arrays(np.float64, 3, elements=st.floats(0.01, 1)),
    arrays(np.float64, 2, elements=st.floats(0.01, 1)),
    arrays(np.float64, 6, elements=st.floats(-10, 10)),
)
def test_effects_add_up_to_the_cells_and_balance_to_nothing(
    formats: np.ndarray, slots: np.ndarray, means: np.ndarray
) -> None:
    formats, slots = formats / formats.sum(), slots / slots.sum()

    effects = pooled.effects(formats, slots) @ means

    of_format, of_slot, rest = effects[1:4], effects[4:6], effects[6:].reshape(3, 2)
    rebuilt = effects[0] + of_format[:, None] + of_slot[None, :] + rest
    np.testing.assert_allclose(rebuilt.ravel(), means, atol=1e-9)
    assert formats @ of_format == pytest.approx(0, abs=1e-9)
    assert slots @ of_slot == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(rest @ slots, 0, atol=1e-9)
    np.testing.assert_allclose(formats @ rest, 0, atol=1e-9)
