"""Reliability curves: what was predicted against what happened (Murphy & Winkler 1977)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tweet_assets.charts import canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT = 240


@dataclass(frozen=True)
class Group:
    """Predictions that are alike: their mean, the share that came true with its interval, and how many there are."""

    predicted: float
    happened: float
    low: float
    high: float
    posts: int


def curve(groups: Sequence[Group], base_rate: float, described: str) -> str:
    """The groups beside the diagonal, on which a perfect forecast lies, and the base rate, as an <svg>."""

    from matplotlib.ticker import MaxNLocator, PercentFormatter

    def draw(axes: Axes) -> None:
        top = min(1.0, 1.12 * max([base_rate, *(max(group.predicted, group.high) for group in groups)]))
        axes.set_xlim(0, top)
        axes.set_ylim(0, top)
        axes.plot([0, top], [0, top], color=canvas.SOFT, linewidth=0.9)
        axes.axhline(base_rate, color=canvas.SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
        axes.annotate(
            "base rate", (0, base_rate), xytext=(3, 3), textcoords="offset points",
            fontsize=canvas.SMALL, color=canvas.SOFT,
        )  # fmt: skip
        for group in groups:
            axes.plot(
                [group.predicted] * 2, [group.low, group.high], color=canvas.TONES["better"], linewidth=4, alpha=0.42,
                solid_capstyle="butt",
            )  # fmt: skip
        across = [group.predicted for group in groups]
        axes.plot(across, [group.happened for group in groups], marker="o", markersize=6, color=canvas.TONES["better"])
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(5))
            axis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
        axes.set_xlabel("predicted chance of gaining a follower")
        axes.set_ylabel("share that did")
        axes.tick_params(axis="y", labelsize=canvas.SMALL)

    return canvas.drawn(_HEIGHT, described, draw)
