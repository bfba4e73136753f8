"""Grades on rows written by hand."""

import numpy as np
import pandas as pd
import pytest

from tweet_assets.demo import grading
from tweet_assets.demo.truth import Truth

NAN = float("nan")
Z90_OVER_Z80 = 1.6448536 / 1.2815516  # quantiles from a printed table of the normal distribution
TRUTH = Truth(
    formats={"how-to": 0.5, "story": 0.0, "opinion": -0.5},
    slots={"06-09": 0.4, "18-21": 0.0},
    text={"links": -0.2, "emojis": 0.0},
    follow_formats={"how-to": 0.9},
    follow_text={"links": 0.0},
)
ARMS = pd.DataFrame(
    [
        ("level", "level", 3.0, 2.8, 3.2),
        ("format", "how-to", 0.4, 0.1, 0.7),
        ("format", "story", 0.0, -0.3, 0.3),
        ("format", "opinion", -0.2, -0.5, 0.1),
        ("slot", "06-09", -0.3, -0.5, -0.1),
        ("slot", "18-21", 0.1, -0.1, 0.3),
        ("format x slot", "how-to, 06-09", 0.3, 0.1, 0.5),
        ("format x slot", "story, 06-09", 0.0, -0.1, 0.1),
    ],
    columns=["dimension", "arm", "mean", "low90", "high90"],
)
ENGAGEMENT = pd.DataFrame(
    [("intercept", -3.0, -3.1, -2.9, 1.0), ("links", -0.1, -0.15, -0.05, 0.5), ("emojis", 0.1, 0.05, 0.15, 0.5)],
    columns=["term", "coefficient", "low80", "high80", "scale"],
)
FOLLOW = pd.DataFrame(
    [("intercept", -1.0, -1.1, -0.9, 1.0), ("format=how-to", 0.1, 0.05, 0.15, 0.25), ("links", 0.0, -0.1, 0.1, 0.5)],
    columns=["term", "coefficient", "low80", "high80", "scale"],
)
ENOUGH = pd.DataFrame({"enough_evidence": pd.array([True], dtype="boolean")})
NOT_ENOUGH = pd.DataFrame({"enough_evidence": pd.array([False], dtype="boolean")})


def _graded(
    engagement_skill: pd.DataFrame = ENOUGH, follow_skill: pd.DataFrame = ENOUGH, arms: pd.DataFrame = ARMS
) -> pd.DataFrame:
    return grading.grade(TRUTH, arms, ENGAGEMENT, engagement_skill, FOLLOW, follow_skill).set_index(
        ["dimension", "effect"]
    )


@pytest.mark.parametrize(
    ("planted", "low", "high", "grade"),
    [
        (0.5, 0.1, 0.9, "recovered"),
        (-0.5, -0.9, -0.1, "recovered"),
        (0.5, -0.1, 0.9, "missed"),
        (0.5, 0.0, 0.9, "missed"),  # a bound at zero does not exclude zero
        (0.5, NAN, NAN, "missed"),
        (0.0, -0.1, 0.9, "rightly unknown"),
        (0.0, NAN, NAN, "rightly unknown"),
        (0.0, 0.1, 0.9, "false claim"),
        (0.0, -0.9, -0.1, "false claim"),
        (0.5, -0.9, -0.1, "false claim"),  # it is there, and has the other sign
        (-0.5, 0.1, 0.9, "false claim"),
    ],
)
def test_an_effect_is_graded_by_its_interval_and_its_sign(planted: float, low: float, high: float, grade: str) -> None:
    assert grading.grade_of(planted, low, high) == grade


def test_every_planted_effect_and_every_correction_has_one_grade() -> None:
    assert _graded()["grade"].to_dict() == {
        ("format", "how-to"): "recovered",
        ("format", "story"): "rightly unknown",
        ("format", "opinion"): "missed",
        ("slot", "06-09"): "false claim",
        ("slot", "18-21"): "missed",  # the other slot's 0.4 puts the mean at 0.2, and this one 0.2 below it
        ("text", "links"): "recovered",
        ("text", "emojis"): "false claim",
        ("follow", "format how-to"): "recovered",
        ("follow", "links"): "rightly unknown",
        ("format x slot", "how-to, 06-09"): "false claim",
        ("format x slot", "story, 06-09"): "rightly unknown",
    }


def test_planted_effects_of_arms_are_held_against_the_mean_of_all_arms() -> None:
    planted = _graded()["planted"]

    np.testing.assert_allclose(planted["slot"], [0.2, -0.2])
    np.testing.assert_allclose(planted["format"], [0.5, 0.0, -0.5])


def test_three_equal_steps_leave_an_exact_zero_in_the_middle() -> None:
    truth = Truth(
        formats={"how-to": 0.1, "story": 0.2, "opinion": 0.3}, slots={}, text={}, follow_formats={}, follow_text={}
    )

    graded = grading.grade(truth, ARMS, ENGAGEMENT, ENOUGH, FOLLOW, ENOUGH).set_index(["dimension", "effect"])

    assert graded.loc[("format", "story"), "planted"] == 0.0


def test_a_coefficient_is_turned_to_one_unit_and_its_interval_from_80_to_90_percent() -> None:
    links = _graded().loc[("text", "links")]

    assert links["learned"] == pytest.approx(-0.2)
    assert links["low"] == pytest.approx(-0.2 - 0.1 * Z90_OVER_Z80)
    assert links["high"] == pytest.approx(-0.2 + 0.1 * Z90_OVER_Z80)


def test_what_is_claimed_at_80_percent_and_not_at_90_is_no_claim() -> None:
    narrow = ENGAGEMENT.assign(low80=[-3.1, -0.15, 0.02], high80=[-2.9, -0.05, 0.18])

    graded = grading.grade(TRUTH, ARMS, narrow, ENOUGH, FOLLOW, ENOUGH).set_index(["dimension", "effect"])

    assert graded.loc[("text", "emojis"), "grade"] == "rightly unknown"  # 0.1 - 0.08 x 1.283 is below zero


def test_a_model_without_enough_evidence_claims_nothing() -> None:
    graded = _graded(NOT_ENOUGH)

    assert graded.loc[("text", "links"), "grade"] == "missed"
    assert graded.loc[("text", "emojis"), "grade"] == "rightly unknown"
    assert np.isnan(graded.loc[("text", "links"), "learned"])
    assert "no claim: not enough evidence" in graded.loc[("text", "links"), "words"]
    assert graded.loc[("follow", "format how-to"), "grade"] == "recovered"


def test_a_model_that_was_never_fitted_claims_nothing() -> None:
    graded = _graded(follow_skill=ENOUGH.iloc[:0])

    assert graded.loc[("follow", "format how-to"), "grade"] == "missed"


def test_an_arm_that_was_not_learned_is_unknown() -> None:
    graded = _graded(arms=ARMS[ARMS["arm"] != "how-to"])

    assert graded.loc[("format", "how-to"), "grade"] == "missed"


def test_rows_of_two_days_are_refused() -> None:
    with pytest.raises(ValueError, match="one account as of one day"):
        _graded(arms=pd.concat([ARMS, ARMS]))


def test_words_say_per_cent_of_what_was_planted_and_learned() -> None:
    words = _graded()["words"]

    assert " ".join(words["format", "how-to"].split()) == "planted +65 % learned +49 % (+11 % to +101 %) recovered"
    assert " ".join(words["format", "story"].split()) == "planted none learned 0 % (-26 % to +35 %) rightly unknown"
    assert words["format", "opinion"].endswith("missed (not yet)")


def test_the_summary_is_aligned_and_counts_the_grades() -> None:
    text = grading.summary(_graded().reset_index())

    lines = text.splitlines()
    effects = [line for line in lines if line.startswith("  ")]
    assert len(effects) == 9
    assert len({line.index("planted") for line in effects}) == 1
    assert len({max(line.find("learned"), line.find("no claim")) for line in effects}) == 1
    assert "9 effects: 3 recovered, 2 missed, 2 rightly unknown, 2 false claim." in lines
    assert (
        "2 corrections of a format in a slot, none planted: 0 recovered, 0 missed, 1 rightly unknown, 1 false claim."
        in lines
    )


def test_the_summary_says_nothing_of_corrections_where_there_are_none() -> None:
    graded = _graded(arms=ARMS[ARMS["dimension"] != "format x slot"])

    assert "corrections" not in grading.summary(graded.reset_index())
