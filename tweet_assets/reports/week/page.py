"""A week as HTML, as Markdown and as JSON: the same numbers three times. None names the moment of its writing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from math import isfinite

from markupsafe import Markup

from tweet_assets.reports import numbers, reading, rendering
from tweet_assets.reports.week import claims, reliability
from tweet_assets.reports.week.drawings import drawings
from tweet_assets.reports.week.facts import WeekFacts
from tweet_assets.reports.week.week import week

_TOLD = ("title", "verdict", "grade", "against", "label")
"""Properties that are a result of their own, and no wording of the fields; the JSON has them too."""


@dataclass(frozen=True)
class WeekPage:
    html: str
    markdown: str
    json: str


def build(facts: WeekFacts) -> WeekPage:
    """The page in its three forms; the HTML asks no server for anything and runs no script."""
    found = week(facts)
    bad = [line for line in found.health if line.state in ("look", "wrong")]
    view: dict[str, object] = {
        "week": found,
        "first": numbers.day(found.first),
        "as_of": numbers.day(found.as_of),
        "program": facts.program,
        "reward": reading.reward(),
        "reliability_title": reliability.title(list(found.reliability)),
        "claims_title": claims.title(list(found.claims)),
        "health_title": f"{numbers.counted(len(bad), 'thing')} to look at" if bad else "Nothing is amiss",
    }
    charts = {name: Markup(svg) for name, svg in drawings(found).items()}  # noqa: S704 - drawn here, text escaped there
    return WeekPage(
        html=rendering.html("week/week.html.jinja", charts=charts, **view),
        markdown=rendering.markdown("week/week.md.jinja", **view),
        json=json.dumps(_plain(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n",
    )


def _plain(value: object) -> object:
    """Dataclasses as objects with their fields, and those of their properties that are results; unknown is null."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return told | {
            name: _plain(getattr(value, name)) for name in _TOLD if hasattr(value, name) and name not in told
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
