"""Grids of two dimensions: what is expected of each combination, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1
from typing import TYPE_CHECKING

from tweet_assets.charts import canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _FOOT = 27, 34
_FULL = 0.4  # a difference of logs, about a half more, has the full colour
_STRONGEST = 0.6  # beyond it the figure in the field could not be read


@dataclass(frozen=True)
class Field:
    """One combination: a difference of logs; certainty 0 to 1, drawn as opacity; few: hatched. None: not known."""

    row: str
    column: str
    value: float | None
    certainty: float
    few: bool
    note: str


def grid(fields: Sequence[Field], rows: Sequence[str], columns: Sequence[str], described: str) -> str:
    """The combinations as an <svg>, rows from top to bottom: blue above the mean, vermilion below."""
    from matplotlib.patches import Rectangle

    def draw(axes: Axes) -> None:
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xticks(range(len(columns)), list(columns))
        axes.set_yticks(range(len(rows)), list(rows))
        axes.tick_params(axis="x", labelrotation=45 if max(map(len, columns), default=0) * len(columns) > 40 else 0)
        axes.spines["bottom"].set_visible(False)
        for field in fields:
            x, y = columns.index(field.column), rows.index(field.row)
            corner, size = (x - 0.46, y - 0.44), (0.92, 0.88)
            if field.value is not None:
                colour = canvas.TONES["better" if field.value >= 0 else "worse"]
                strength = _STRONGEST * field.certainty * min(1.0, abs(field.value) / _FULL)
                axes.add_patch(Rectangle(corner, *size, facecolor=colour, alpha=strength, linewidth=0))
            hatch = "////" if field.few else None
            axes.add_patch(
                Rectangle(corner, *size, fill=False, hatch=hatch, edgecolor=canvas.LINE, linewidth=0.6, zorder=1)
            )
            said = "?" if field.value is None else _per_cent(field.value)
            axes.text(x, y - 0.12, said, ha="center", va="center", fontsize=canvas.SMALL, color=canvas.INK)
            axes.text(x, y + 0.25, field.note, ha="center", va="center", fontsize=6.5, color=canvas.SOFT)

    return canvas.drawn(_ROW * len(rows) + _FOOT, described, draw)


def _per_cent(log_ratio: float) -> str:
    rounded = round(100 * expm1(log_ratio))
    return f"{rounded:+d}" if rounded else "0"
