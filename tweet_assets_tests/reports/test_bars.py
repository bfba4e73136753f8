"""Where a bar stands."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from tweet_assets.reports import findings
from tweet_assets.reports.bars import WIDTH, Axis
from tweet_assets.reports.facts import Facts
from tweet_assets.reports.findings import Finding


@pytest.fixture
def finding(facts: Facts) -> Finding:
    return findings.findings(facts.arm_posteriors, "format")[0]


def test_no_effect_is_in_the_middle_and_double_is_as_far_as_half() -> None:
    axis = Axis(log(4.0))
    assert axis.zero == WIDTH / 2
    assert axis.position(log(2.0)) - axis.zero == pytest.approx(axis.zero - axis.position(log(0.5)), abs=0.1)
    assert [label for _, label in axis.ticks] == ["-67 %", "0 %", "+200 %"]


def test_an_axis_holds_every_interval_up_to_fourfold(finding: Finding) -> None:
    assert Axis.of([]).reach == pytest.approx(log(1.5))
    assert Axis.of([replace(finding, low90=-0.1, high90=0.8)]).reach == pytest.approx(0.84)
    assert Axis.of([replace(finding, low90=-9.0, high90=9.0)]).reach == pytest.approx(log(4.0))


def test_an_interval_that_goes_on_is_cut_and_marked(finding: Finding) -> None:
    bar = Axis(1.0).bar(replace(finding, effect=0.5, low90=-0.5, high90=3.0, raw_effect=2.0))
    assert bar is not None
    assert (bar.low, bar.at, bar.high) == (64.5, 175.5, 231.0)  # 120 -/+ half of 111, and its end
    assert (bar.beyond_low, bar.beyond_high, bar.raw) == (False, True, None)


def test_what_is_not_known_is_not_drawn(finding: Finding) -> None:
    assert Axis(1.0).bar(replace(finding, effect=None)) is None
    assert Axis(1.0).bar(replace(finding, low90=None)) is None
    assert Axis(1.0).bar(replace(finding, high90=None)) is None
