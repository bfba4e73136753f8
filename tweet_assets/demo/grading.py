"""What was learned, held against what was planted: recovered, missed, rightly unknown, or a false claim.

Like is compared with like. Arms: the terms of learning.arm_posteriors are deviations from the account's level under a
prior that is centred at zero, so they add up to about zero over the arms of a dimension; the planted effects of formats
and of slots are shifted to add up to exactly that, every arm counting alike. The reward is log(count + 1), which
shortens an effect by one part in the count; at tens of engagements that is nothing. Texts: a coefficient is
for one scale of its term; divided by the scale it is for one unit, as planted. Follow-through: a model that is pulled
towards zero so strongly finds signs, not sizes, so its sizes are not to be compared with the planted ones.

Every interval is held at 90 %. Linear models store 80 %; their bounds are moved out in the proportion of the normal
quantiles. At 90 %, one null effect in ten is claimed falsely by chance alone, less where the prior is tight.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from tweet_assets.demo.truth import Truth

Grade = Literal["recovered", "missed", "rightly unknown", "false claim"]
GRADES: tuple[Grade, ...] = ("recovered", "missed", "rightly unknown", "false claim")
_COLUMNS = ("dimension", "effect", "planted", "learned", "low", "high", "grade", "words")
_Z90_OVER_Z80 = 1.6448536269514722 / 1.2815515655446004
_TITLES = {
    "format": "Formats (engagement of a post, against the account's mean)",
    "slot": "Slots (engagement of a post, against the account's mean)",
    "text": "Text (engagement rate, for one more of it; 1 of log length is 2.7 times as long)",
    "follow": "Follow-through (odds of gaining a follower; sizes are shrunken)",
}
_CORRECTION = "format x slot"


def grade(
    truth: Truth,
    arm_posteriors: pd.DataFrame,
    engagement_model: pd.DataFrame,
    engagement_skill: pd.DataFrame,
    follow_model: pd.DataFrame,
    follow_skill: pd.DataFrame,
) -> pd.DataFrame:
    """One row a planted effect, and one a correction of a format in a slot, of which none is planted.

    The arguments are the rows of one account as of one day of the tables of those names in `learning`. A model without
    enough evidence makes no claim, so its effects are unknown; so is an effect whose term the model does not have.
    Columns: dimension, effect, planted, learned, low, high (natural logarithms; the last three missing where nothing is
    claimed), grade, words. Raises ValueError where rows of several accounts or days are mixed.
    """
    learned = pd.concat(
        [
            _arms(arm_posteriors),
            _terms(engagement_model, "text", _enough(engagement_skill)),
            _terms(follow_model, "follow", _enough(follow_skill)),
        ],
        ignore_index=True,
    )
    if learned.duplicated(["dimension", "effect"]).any():
        raise ValueError("the same effect is there twice: give the rows of one account as of one day")
    planted = truth.table()
    for dimension in ("format", "slot"):
        rows = planted["dimension"] == dimension
        planted.loc[rows, "planted"] -= planted.loc[rows, "planted"].mean()
    corrections = learned.loc[learned["dimension"] == _CORRECTION, ["dimension", "effect"]].assign(planted=0.0)
    planted = pd.concat([planted, corrections], ignore_index=True)
    # A mean that should be zero is zero but for rounding, and a null effect must stay exactly null.
    planted["planted"] = planted["planted"].round(9) + 0.0
    graded = planted.merge(learned, on=["dimension", "effect"], how="left", validate="one_to_one")
    figures = graded[["planted", "learned", "low", "high"]].to_numpy(dtype=np.float64)
    graded["grade"] = [grade_of(p, low, high) for p, _, low, high in figures]
    graded["words"] = [_words(*row) for row in zip(*figures.T, graded["grade"], strict=True)]
    return graded[list(_COLUMNS)]


def grade_of(planted: float, low: float, high: float) -> Grade:
    """The grade of one effect by the interval that was learned; NaN bounds claim nothing."""
    claimed = low > 0 or high < 0
    if planted == 0:
        return "false claim" if claimed else "rightly unknown"
    if not claimed:
        return "missed"
    return "recovered" if (low > 0) == (planted > 0) else "false claim"


def summary(grades: pd.DataFrame) -> str:
    """The grades as plain aligned text: a block a dimension, a line an effect, and the counts at the end."""
    width = int(grades.loc[grades["dimension"] != _CORRECTION, "effect"].str.len().max())
    lines = []
    for dimension, title in _TITLES.items():
        lines.append(title)
        rows = grades[grades["dimension"] == dimension]
        lines += [f"  {effect:<{width}}  {words}" for effect, words in zip(rows["effect"], rows["words"], strict=True)]
        lines.append("")
    main, corrections = (grades[grades["dimension"].eq(_CORRECTION) == is_one] for is_one in (False, True))
    lines.append(f"{len(main)} effects: {_counted(main)}.")
    if len(corrections):
        lines.append(f"{len(corrections)} corrections of a format in a slot, none planted: {_counted(corrections)}.")
    lines.append("Intervals hold 90 %: of ten effects that are not there, one is claimed by chance.")
    return "\n".join(lines) + "\n"


def _arms(posteriors: pd.DataFrame) -> pd.DataFrame:
    arms = posteriors[posteriors["dimension"] != "level"]
    columns = {"arm": "effect", "mean": "learned", "low90": "low", "high90": "high"}
    return arms.rename(columns=columns)[["dimension", "effect", "learned", "low", "high"]]


def _terms(model: pd.DataFrame, dimension: str, enough: bool) -> pd.DataFrame:
    """A model's terms for one unit at 90 %; the terms 'format=how-to' or 'format:how-to' are called 'format how-to'."""
    scale = model["scale"]
    learned = model["coefficient"]
    frame = pd.DataFrame(
        {
            "dimension": dimension,
            "effect": model["term"].str.replace(r"^(format|slot)\W+", r"\1 ", regex=True),
            "learned": learned / scale,
            "low": (learned - (learned - model["low80"]) * _Z90_OVER_Z80) / scale,
            "high": (learned + (model["high80"] - learned) * _Z90_OVER_Z80) / scale,
        }
    )
    return frame if enough else frame.iloc[:0]


def _enough(skill: pd.DataFrame) -> bool:
    """Whether a model may be believed. No row of it: nothing was fitted, and nothing is claimed."""
    return bool(skill["enough_evidence"].astype(bool).any())


def _counted(grades: pd.DataFrame) -> str:
    counts = grades["grade"].value_counts()
    return ", ".join(f"{int(counts.get(name, 0))} {name}" for name in GRADES)


def _words(planted: float, learned: float, low: float, high: float, name: Grade) -> str:
    truth = f"planted {_percent(planted)}" if planted else "planted none"
    found = "no claim: not enough evidence"
    if not np.isnan(learned):
        found = f"learned {_percent(learned)} ({_percent(low)} to {_percent(high)})"
    grade_words = "missed (not yet)" if name == "missed" else name
    return f"{truth:<14}  {found:<38}  {grade_words}"


def _percent(effect: float) -> str:
    whole = round(float(np.expm1(effect)) * 100)
    return f"{whole:+d} %" if whole else "0 %"
