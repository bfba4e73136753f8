"""Forest plots: estimates with their intervals, one below the other, as changes in per cent on a log axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1, log
from typing import TYPE_CHECKING

from tweet_assets.charts import canvas
from tweet_assets.charts.canvas import Tone

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The axis shows a quarter to fourfold at most: one arm without posts must not squeeze the others into a dot.
_REACH_MIN, _REACH_MAX = log(1.3), log(4.0)
_TICKS = tuple(log(ratio) for ratio in (1.1, 1.25, 1.5, 2.0, 3.0))
_ROW, _FOOT = 21, 46


@dataclass(frozen=True)
class Estimate:
    """One row: a difference of logs with its interval; None: not known, and nothing is drawn.

    raw: the plain difference, as a hollow diamond. note: a few words at the right edge. certain: whether its tone may
    be believed, by the rule of whoever asks; what is not is drawn hollow.
    """

    label: str
    middle: float | None
    low: float | None
    high: float | None
    tone: Tone = "unknown"
    certain: bool = False
    raw: float | None = None
    note: str = ""


def forest(estimates: Sequence[Estimate], unit: str, described: str, luckiest: float | None = None) -> str:
    """The rows from top to bottom as an <svg>. `luckiest`: where the best would stand if nothing differed at all."""
    ends = [abs(end) for row in estimates for end in (row.low, row.high) if end is not None]
    reach = min(max([_REACH_MIN, *(1.05 * end for end in ends)]), _REACH_MAX)

    def draw(axes: Axes) -> None:
        axes.set_xlim(-reach, reach)
        axes.set_ylim(len(estimates) - 0.4, -0.6)
        far = max(tick for tick in _TICKS if tick <= 0.8 * reach)
        axes.set_xticks([-far, 0.0, far], [_per_cent(-far), "0 %", _per_cent(far)])
        axes.set_yticks(range(len(estimates)), [row.label for row in estimates])
        axes.set_xlabel(unit)
        for x, colour in ((-far, canvas.LINE), (0.0, canvas.SOFT), (far, canvas.LINE)):
            axes.axvline(x, color=colour, linewidth=0.8, zorder=0)
        if luckiest is not None and luckiest < reach:
            axes.axvline(luckiest, color=canvas.SOFT, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0)
        for at, row in enumerate(estimates):
            _bar(axes, at, row, reach)
            axes.annotate(
                row.note, (1, at), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
                va="center", fontsize=canvas.SMALL, color=canvas.SOFT, annotation_clip=False,
            )  # fmt: skip

    return canvas.drawn(_ROW * len(estimates) + _FOOT, described, draw)


def _bar(axes: Axes, at: int, row: Estimate, reach: float) -> None:
    if row.middle is None or row.low is None or row.high is None:
        return
    colour = canvas.TONES[row.tone]
    low, high = max(row.low, -reach), min(row.high, reach)
    axes.plot([low, high], [at, at], color=colour, linewidth=4, alpha=0.42, solid_capstyle="butt")
    for end, beyond, marker in ((-reach, row.low < -reach, "<"), (reach, row.high > reach, ">")):
        if beyond:
            axes.plot(end, at, marker=marker, color=colour, markersize=6, clip_on=False)
    if row.raw is not None and abs(row.raw) <= reach:
        axes.plot(row.raw, at, marker="D", color=canvas.SOFT, markersize=4.5, markerfacecolor="none")
    middle = max(-reach, min(reach, row.middle))
    filling = colour if row.certain else canvas.PAPER
    axes.plot(middle, at, marker="o", color=colour, markersize=7, markerfacecolor=filling, clip_on=False)


def _per_cent(log_ratio: float) -> str:
    return f"{100 * expm1(log_ratio):+.0f} %"
