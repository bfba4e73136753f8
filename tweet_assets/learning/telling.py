"""What a model says of itself when it is computed: a picture, and what changed since the day before.

Each function takes the rows of one account and day, and those of the day before (none, where nothing was learned as of
it), and gives an <svg>, '' where there is nothing to draw, and the lines of a Markdown table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1

import numpy as np
import pandas as pd

from tweet_assets.charts.canvas import Tone
from tweet_assets.charts.forest import Estimate, forest
from tweet_assets.learning import terms

SHOWN = 10
"""Rows of a table: those that moved most."""
_ROWS_DRAWN = 20


@dataclass(frozen=True)
class Told:
    picture: str
    changes: str


def posteriors(now: pd.DataFrame, before: pd.DataFrame) -> Told:
    """Formats and slots: where each is believed to stand, and which beliefs moved most."""
    arms = now[now["dimension"].isin(["format", "slot"])].sort_values(["dimension", "mean"], ascending=[True, False])
    rows = [
        Estimate(
            str(arm), mean, low, high, _tone(mean, str(verdict)), "better" in str(verdict) or "worse" in str(verdict),
            note=f"{posts} posts",
        )
        for arm, mean, low, high, verdict, posts in zip(
            arms["arm"], arms["mean"], arms["low90"], arms["high90"], arms["verdict"],
            arms["posts_observational"] + arms["posts_randomised"], strict=True,
        )
    ]  # fmt: skip
    named = _beside(arms, before, ["dimension", "arm"])
    named["posts"] = named["posts_observational"] + named["posts_randomised"]
    named["more"] = named["posts"] - named["posts_observational_before"] - named["posts_randomised_before"]
    lines = [
        f"| {row['dimension']} {row['arm']} | {_per_cent(row['mean_before'])} | {_per_cent(row['mean'])} "
        f"| {_whole(row['more'], sign=True)} | {row['verdict']}{_was(row, 'verdict')} |"
        for _, row in _moved(named, "mean").iterrows()
    ]
    heads = ["arm", "against the mean, the day before", "now", "posts", "verdict"]
    return Told(_drawn(rows, "difference from the mean, 90 % interval"), _table(heads, lines))


def policy(now: pd.DataFrame, before: pd.DataFrame) -> Told:
    """The likeliest combinations with what is expected of them, and whose probability moved most."""
    level = float((now["probability"] * now["mean"]).sum() / now["probability"].sum()) if len(now) else 0.0
    top = now.sort_values("probability", ascending=False).head(_ROWS_DRAWN // 2)
    rows = [
        Estimate(
            f"{row['format']} {row['slot']}", row["mean"] - level, row["low80"] - level, row["high80"] - level,
            note=f"{100 * row['probability']:.0f} %",
        )
        for _, row in top.iterrows()
    ]  # fmt: skip
    named = _beside(now, before, ["format", "slot", "topic"])
    lines = [
        f"| {row['format']} at {row['slot']} | {_share(row['probability_before'])} | {_share(row['probability'])} |"
        for _, row in _moved(named, "probability").iterrows()
    ]
    unit = "expected, against what the policy expects of all; 80 % interval; at the right its probability"
    return Told(_drawn(rows, unit), _table(["combination", "probability, the day before", "now"], lines))


def linear(now: pd.DataFrame, before: pd.DataFrame) -> Told:
    """Each term for one of its scale: the clearest ones, and which coefficients moved most."""
    known = now[now["term"] != terms.INTERCEPT].copy()
    known["clear"] = (known["low80"] > 0) | (known["high80"] < 0)
    known = known.sort_values(["clear", "coefficient"], ascending=False, key=_size)
    rows = [
        Estimate(
            str(row["term"]), row["coefficient"], row["low80"], row["high80"],
            _tone(row["coefficient"], "better") if row["clear"] else "unknown", bool(row["clear"]),
        )
        for _, row in known.head(_ROWS_DRAWN).iterrows()
    ]  # fmt: skip
    lines = [
        f"| {row['term']} | {_number(row['coefficient_before'])} | {_number(row['coefficient'])} "
        f"({_number(row['low80'])} to {_number(row['high80'])}) |"
        for _, row in _moved(_beside(now, before, ["term"]), "coefficient").iterrows()
    ]
    return Told(
        _drawn(rows, "for one scale of the term, 80 % interval"),
        _table(["term", "coefficient, the day before", "now (80 % interval)"], lines),
    )


def policy_value(now: pd.DataFrame, before: pd.DataFrame) -> Told:
    """The learned policy against the others, and what is answered that was not the day before."""
    against = now[(now["policy"] == "learned") & (now["against"] != "itself") & now["answered"].astype(bool)]
    rows = [
        Estimate(
            f"{row['against']}, {row['estimator']}", row["value"], row["low90"], row["high90"],
            _tone(row["value"], "better"), bool(row["low90"] * row["high90"] > 0), note=f"{row['posts']} posts",
        )
        for _, row in against.iterrows()
    ]  # fmt: skip
    named = _beside(now, before, ["policy", "against", "estimator"])
    lines = [
        f"| {row['policy']} | {row['against']} | {row['estimator']} | {_number(row['value_before'])} "
        f"| {_number(row['value'])} | {row['reason']} |"
        for _, row in _moved(named, "value").iterrows()
    ]
    heads = ["policy", "against", "estimator", "the day before", "now", "why"]
    return Told(_drawn(rows, "learned against it, log engagement; 90 % interval"), _table(heads, lines))


def effective_options(probability: pd.Series) -> float:
    """How many options a policy spreads over as if they were alike: exp of its entropy in nats."""
    share = probability.to_numpy(np.float64)
    return float(np.exp(-(share * np.log(share)).sum()))


def _beside(now: pd.DataFrame, before: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    if before.empty:
        return now.assign(**{f"{name}_before": np.nan for name in now.columns if name not in key})
    return now.merge(before, on=key, how="left", suffixes=("", "_before"))


def _moved(named: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows that moved most; without a day before, the largest. What is new comes first."""
    was = named[f"{column}_before"].astype("float64")
    moved = (
        (named[column].astype("float64") - was).abs() if was.notna().any() else named[column].astype("float64").abs()
    )
    order = moved.fillna(np.inf).sort_values(ascending=False, kind="stable").index
    return named.loc[order].head(SHOWN)


def _drawn(rows: Sequence[Estimate], unit: str) -> str:
    return forest(rows, unit, "; ".join(f"{row.label} {_per_cent(row.middle)}" for row in rows)) if rows else ""


def _table(heads: Sequence[str], lines: Sequence[str]) -> str:
    rule = "|".join(["---"] * len(heads))
    return "\n".join([f"| {' | '.join(heads)} |", f"|{rule}|", *lines])


def _tone(value: float, verdict: str) -> Tone:
    if "better" not in verdict and "worse" not in verdict:
        return "unknown"
    return "better" if value > 0 else "worse"


def _size(column: pd.Series) -> pd.Series:
    return column.abs() if column.dtype.kind == "f" else column


def _was(row: pd.Series, name: str) -> str:
    earlier = row[f"{name}_before"]
    return f" (was: {earlier})" if isinstance(earlier, str) and earlier != row[name] else ""


def _per_cent(value: object) -> str:
    return "new" if not isinstance(value, float) or np.isnan(value) else f"{100 * expm1(value):+.1f} %"


def _share(value: object) -> str:
    return "new" if not isinstance(value, float) or np.isnan(value) else f"{100 * value:.1f} %"


def _number(value: object) -> str:
    return "not known" if not isinstance(value, float) or np.isnan(value) else f"{value:+.3f}"


def _whole(value: float, sign: bool = False) -> str:
    return "all new" if np.isnan(value) else f"{value:+.0f}" if sign else f"{value:.0f}"
