"""Strips of dots: single posts on a log axis, a few of them beside the many that came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

import numpy as np

from tweet_assets.charts import canvas
from tweet_assets.charts.canvas import Tone

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT = 150
_BINS = 60
_MOST = 9  # dots above each other on one side; more would leave the strip


@dataclass(frozen=True)
class Dot:
    """A post of the week: its value, at 0 or above; a mark of a letter or two, or none."""

    value: float
    tone: Tone = "unknown"
    mark: str = ""


def strip(dots: Sequence[Dot], before: Sequence[float], names: tuple[str, str], unit: str, described: str) -> str:
    """Two strips as an <svg>: the week's dots above, below them those before with their middle 80 %.

    `names` are those of the two strips. The axis is the log of the value + 1, so that a post with nothing has a place.
    """

    def draw(axes: Axes) -> None:
        values = [dot.value for dot in dots]
        top = max([*values, *before, 1.0])
        axes.set_xlim(-0.05 * np.log1p(top), 1.06 * np.log1p(top))
        axes.set_ylim(-0.75, 1.95)
        ticks = _ticks(top)
        axes.set_xticks(np.log1p(ticks), [f"{tick:,}" for tick in ticks])
        axes.set_yticks([1.3, 0], names)
        axes.set_xlabel(unit)
        if len(before):
            low, middle, high = np.log1p(np.quantile(before, [0.1, 0.5, 0.9]))
            axes.axvspan(low, high, color=canvas.LINE, alpha=0.5, linewidth=0, zorder=0)
            axes.axvline(middle, color=canvas.SOFT, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0)
            axes.scatter(np.log1p(before), _stacked(before, top), s=7, color=canvas.SOFT, alpha=0.35, linewidth=0)
        heights = 1.3 + _stacked(values, top, apart=0.16)
        for dot, height in zip(dots, heights.tolist(), strict=True):
            x = float(np.log1p(dot.value))
            axes.plot(x, height, marker="o", markersize=7, color=canvas.TONES[dot.tone], linestyle="")
            axes.annotate(
                dot.mark, (x, height), xytext=(0, 5.5), textcoords="offset points", ha="center",
                fontsize=canvas.SMALL, fontweight="bold", color=canvas.TONES[dot.tone],
            )  # fmt: skip

    return canvas.drawn(_HEIGHT, described, draw)


def _stacked(values: Sequence[float], top: float, apart: float = 0.07) -> np.ndarray:
    """A height for each dot around 0: dots that would cover each other lie in turn above and below."""
    width, seen = float(np.log1p(top)) / _BINS, dict[int, int]()
    heights = np.zeros(len(values))
    for at, value in enumerate(values):
        bin_of = int(np.log1p(value) / width)
        place = seen[bin_of] = seen.get(bin_of, -1) + 1
        side = 1 if place % 2 else -1
        heights[at] = side * min((place + 1) // 2, _MOST) * apart
    return heights


def _ticks(top: float) -> list[int]:
    """0, and one and three times the powers of ten up to the top; only the powers where those would crowd."""
    powers = range(floor(log10(max(top, 1.0))) + 1)
    steps = (1, 3) if len(powers) <= 3 else (1,)
    return [0, *(step * 10**power for power in powers for step in steps if step * 10**power <= top)]
