"""Whether what was executed could have been drawn from what was logged. All logs are invented."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning.as_drawn import SURPRISE, Answer, executed_as_drawn

ARMS = 6


def log(decisions: int, seed: int, kind: str, wrong: str = "") -> pd.DataFrame:
    """Decisions logged with an adaptive (what was drawn is favoured), an even, or a peaked policy, and drawn otherwise.

    `wrong`: '' drawn as logged; 'even' drawn evenly; 'habit' every third draw is the first arm; 'next' the arm beside.
    """
    chance, seen, rows = np.random.default_rng(seed), np.ones(ARMS), []
    for decision in range(decisions):
        logged = {
            "adaptive": 0.9 * seen**1.2 / (seen**1.2).sum() + 0.1 / ARMS,
            "even": np.full(ARMS, 1 / ARMS),
            "peaked": np.where(np.arange(ARMS) == decision // 10 % ARMS, 0.9, 0.02),
        }[kind]
        truth = {
            "": logged,
            "even": np.full(ARMS, 1 / ARMS),
            "habit": 2 / 3 * logged + (np.arange(ARMS) == 0) / 3,
            "next": np.roll(logged, 1),
        }[wrong]
        arm = chance.choice(ARMS, p=truth)
        seen[arm] += 1
        rows += [(f"{decision:04d}", str(at), p, at == arm) for at, p in enumerate(logged)]
    return pd.DataFrame(rows, columns=["decision_id", "arm", "probability", "executed"])


def answer(options: pd.DataFrame, samples: int = 199) -> Answer:
    return executed_as_drawn(options, ["arm"], np.random.default_rng(1), samples)


@pytest.mark.parametrize("kind", ["adaptive", "even", "peaked"])
def test_a_true_log_of_sixty_posts_is_accused_about_as_often_as_was_allowed(kind: str) -> None:
    accused = np.mean([answer(log(60, seed, kind)).p_value <= 0.05 for seed in range(200)])

    assert accused < 0.1  # one in twenty is promised; three standard errors are 4.6 points


@pytest.mark.parametrize(
    ("kind", "wrong"), [("adaptive", "even"), ("even", "habit"), ("peaked", "habit"), ("peaked", "next")]
)
def test_a_log_that_lies_is_found_out(kind: str, wrong: str) -> None:
    assert np.mean([answer(log(120, seed, kind, wrong)).p_value <= 0.05 for seed in range(20)]) > 0.8


def test_the_arm_that_was_executed_too_often_is_named() -> None:
    found = answer(log(120, 1, "even", "habit"))

    assert found.off == "arm=0"
    assert found.expected == pytest.approx(20)
    assert found.executed > 40
    assert found.sds == pytest.approx((found.executed - 20) / (120 * 5 / 36) ** 0.5)


def test_two_draws_by_hand() -> None:
    """Two even coins that both fell on heads: one of four ways, and the other way to be as far off is two tails."""
    coins = pd.DataFrame(
        {"decision_id": ["a", "a", "b", "b"], "arm": ["h", "t"] * 2, "probability": 0.5, "executed": [True, False] * 2}
    )

    found = answer(coins, samples=9_999)

    assert (found.executed, found.expected, found.decisions) == (2.0, 1.0, 2)
    assert abs(found.sds) == pytest.approx(2**0.5)
    assert found.p_value == pytest.approx(0.5, abs=0.02)


def test_what_is_certain_can_show_nothing() -> None:
    certain = pd.DataFrame({"decision_id": ["a", "b"], "arm": "x", "probability": 1.0, "executed": True})

    for options in (certain, certain.iloc[:0]):
        assert np.isnan(answer(options).p_value)


@pytest.mark.parametrize(
    "wrong", [{"probability": 0.4}, {"executed": True}, {"executed": False}, {"probability": [1.0, 0.0]}]
)
def test_a_decision_that_is_no_draw_is_an_error_that_names_it(wrong: dict[str, object]) -> None:
    options = pd.DataFrame({"decision_id": "d7", "arm": ["x", "y"], "probability": 0.5, "executed": [True, False]})

    with pytest.raises(ValueError, match="decision 'd7'"):
        answer(options.assign(**wrong))


def test_the_order_of_the_rows_changes_nothing() -> None:
    options = log(30, 2, "adaptive")

    shuffled = options.sample(frac=1, random_state=3)
    one, two = answer(options), answer(shuffled.sort_values(["decision_id", "arm"]))

    assert one == two


def test_draws_more_peaked_than_logged_show_in_the_surprise() -> None:
    """Each decision takes its own likeliest arm; over all of them every arm was taken as often as expected."""
    rows = [
        (f"{n:03d}", str(at), 0.5 if at == n % ARMS else 0.1, at == n % ARMS) for n in range(60) for at in range(ARMS)
    ]

    found = answer(pd.DataFrame(rows, columns=["decision_id", "arm", "probability", "executed"]))

    assert found.off == SURPRISE
    assert found.p_value <= 0.01
