"""Whether what was executed could have been drawn from the probabilities that were logged.

A test of fixed shares is wrong for a policy that learns: its shares move with what it drew. Given what was known before
each decision, how often an arm was executed less how often its log expected it is a martingale, whatever was learned
meanwhile (Hall & Heyde 1980), so each arm's total is measured against the variance that the logged probabilities say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]

_LEAST_VARIANCE = 1e-12
SURPRISE = "surprise"
"""How improbable what was drawn is by its own log: moves when draws were evener, or more peaked, than they say."""


@dataclass(frozen=True)
class Answer:
    """p_value of the log being true; what is furthest off (an arm as `column=level`, or SURPRISE), by how many sds,
    how often it was executed and how often its log expects it. NaN and '' where nothing could vary."""

    decisions: int
    p_value: float
    off: str
    sds: float
    executed: float
    expected: float


def executed_as_drawn(
    options: pd.DataFrame, columns: Sequence[str], generator: np.random.Generator, samples: int = 999
) -> Answer:
    """Tests the largest of the arms' standardised totals against draws from the logged probabilities.

    `options` has one row an option of a decision: decision_id, probability (above 0, summing to 1 over a decision),
    executed (true for one of them), and `columns`, whose levels are the arms that are counted. Every arm, and how
    improbable the draws were, enter one maximum, whose null is simulated from the log itself: the p-value, in
    [1 / (samples + 1), 1], needs no correction for how many arms there are (Westfall & Young 1993). Raises ValueError
    for decisions whose probabilities do not sum to 1, or of whose options not exactly one was executed.
    """
    rows = options.sort_values("decision_id", kind="stable").reset_index(drop=True)
    p, executed = rows["probability"].to_numpy(np.float64), rows["executed"].to_numpy(np.float64)
    _, starts = np.unique(rows["decision_id"].to_numpy(str), return_index=True)
    _check(rows, p, executed, starts)
    told, names = _told(rows, columns, p)
    mean = _sums(told * p[:, None], starts)
    variance = (_sums(told**2 * p[:, None], starts) - mean**2).sum(axis=0)
    varies = variance > _LEAST_VARIANCE
    if not varies.any():
        return Answer(len(starts), np.nan, "", np.nan, np.nan, np.nan)
    told, expected, sd = told[:, varies], mean[:, varies].sum(axis=0), np.sqrt(variance[varies])
    found = executed @ told
    sds = (found - expected) / sd
    null = (_drawn(told, p, starts, generator, samples) - expected) / sd
    # Sums of the same terms in another order differ in their last digits.
    beyond = int((np.abs(null).max(axis=1) >= np.abs(sds).max() - 1e-9).sum())
    at = int(np.abs(sds).argmax())
    name = [name for name, does in zip(names, varies, strict=True) if does][at]
    return Answer(
        len(starts), (beyond + 1) / (samples + 1), name, float(sds[at]), float(found[at]), float(expected[at])
    )


def _check(rows: pd.DataFrame, p: Array, executed: Array, starts: npt.NDArray[np.intp]) -> None:
    if not len(starts):
        return
    wrong = ~(np.abs(np.add.reduceat(p, starts) - 1) < 1e-9) | (np.add.reduceat(executed, starts) != 1)
    wrong |= np.minimum.reduceat(p, starts) <= 0
    if wrong.any():
        raise ValueError(
            f"decision {rows['decision_id'].iloc[starts[wrong.argmax()]]!r}: positive probabilities that sum to 1 and "
            "exactly one executed option were expected"
        )


def _told(rows: pd.DataFrame, columns: Sequence[str], p: Array) -> tuple[Array, list[str]]:
    """What each option counts for, shape (options, totals), and the name of each total."""
    dummies = [pd.get_dummies(rows[name].astype(str), prefix=name, prefix_sep="=", dtype=float) for name in columns]
    counted = pd.concat([*dummies, pd.Series(-np.log(p), name=SURPRISE)], axis=1)
    return counted.to_numpy(np.float64), [str(name) for name in counted.columns]


def _sums(values: Array, starts: npt.NDArray[np.intp]) -> Array:
    """Sums over the options of each decision, shape (decisions, totals)."""
    return np.add.reduceat(values, starts, axis=0) if len(starts) else np.zeros((0, values.shape[1]))


def _drawn(told: Array, p: Array, starts: npt.NDArray[np.intp], generator: np.random.Generator, samples: int) -> Array:
    """The totals of `samples` logs that were drawn as this one says, shape (samples, totals)."""
    totals = np.zeros((samples, told.shape[1]))
    for start, end in zip(starts, [*starts[1:], len(p)], strict=True):
        edges = np.cumsum(p[start:end])
        picked = np.searchsorted(edges / edges[-1], generator.random(samples), side="right")
        totals += told[start + picked]
    return totals
