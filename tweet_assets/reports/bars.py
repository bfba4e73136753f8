"""Interval bars: where an estimate and its interval stand on a common log axis, in the units of a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from tweet_assets.reports import numbers
from tweet_assets.reports.findings import Finding

WIDTH = 240.0
_MARGIN = 9.0  # room for the arrow of an interval that goes on
# The axis shows a quarter to fourfold at most: one arm without posts must not squeeze the others into a dot.
_REACH_MIN, _REACH_MAX = log(1.5), log(4.0)
_TICKS = tuple(log(ratio) for ratio in (1.25, 1.5, 2.0, 3.0))


@dataclass(frozen=True)
class Bar:
    """Positions from 0 to WIDTH. `beyond_low` and `beyond_high`: the interval goes on outside of the axis."""

    low: float
    high: float
    at: float
    raw: float | None
    beyond_low: bool
    beyond_high: bool


@dataclass(frozen=True)
class Axis:
    """A log axis around no effect, which is in the middle."""

    reach: float

    @classmethod
    def of(cls, found: Sequence[Finding]) -> Axis:
        ends = [abs(end) for finding in found for end in (finding.low90, finding.high90) if end is not None]
        return cls(min(max([_REACH_MIN, *(1.05 * end for end in ends)]), _REACH_MAX))

    @property
    def zero(self) -> float:
        return self.position(0.0)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Position and label: no effect, and the largest round change that stands well inside, to both sides."""
        far = max(tick for tick in _TICKS if tick <= 0.8 * self.reach)
        return [(self.position(x), numbers.change(x)) for x in (-far, 0.0, far)]

    def position(self, log_ratio: float) -> float:
        inside = max(-self.reach, min(self.reach, log_ratio))
        return round(WIDTH / 2 + inside / self.reach * (WIDTH / 2 - _MARGIN), 1)

    def bar(self, finding: Finding) -> Bar | None:
        """None when the estimate or its interval is unknown: there is nothing to draw."""
        if finding.effect is None or finding.low90 is None or finding.high90 is None:
            return None
        raw = finding.raw_effect
        return Bar(
            low=self.position(finding.low90),
            high=self.position(finding.high90),
            at=self.position(finding.effect),
            raw=None if raw is None or abs(raw) > self.reach else self.position(raw),
            beyond_low=finding.low90 < -self.reach,
            beyond_high=finding.high90 > self.reach,
        )
