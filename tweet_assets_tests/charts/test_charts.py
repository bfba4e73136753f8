"""Charts as a page gets them: sound, the same each time, readable in light and dark, and with nobody else's names."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from math import log

import pytest

from tweet_assets.charts import canvas
from tweet_assets.charts.curve import Group, curve
from tweet_assets.charts.forest import Estimate, forest
from tweet_assets.charts.grid import Field, grid
from tweet_assets.charts.strip import Dot, strip

HOSTILE = '<b>"$x_1$" & -- 質問'


def a_forest(label: str = "question", luckiest: float | None = None) -> str:
    rows = [
        Estimate(label, log(1.2), log(1.1), log(1.3), "better", certain=True, raw=log(1.25), note="12 posts"),
        Estimate("story", None, None, None, note="no post"),
        Estimate("list", -1.0, -3.0, 0.2),
    ]
    return forest(rows, "change", label, luckiest)


def a_strip() -> str:
    return strip([Dot(40, "better", "1"), Dot(0, "worse", "4")], [1, 2, 2, 2, 300], ("week", "before"), "likes", "all")


def a_grid() -> str:
    fields = [Field("question", "06-09", 0.3, 0.9, False, "12"), Field("story", "06-09", None, 0.0, True, "0")]
    return grid(fields, ["question", "story"], ["06-09"], "all")


def a_curve() -> str:
    return curve([Group(0.1, 0.05, 0.01, 0.2, 9), Group(0.4, 0.5, 0.3, 0.7, 9)], 0.2, "all")


CHARTS = {"forest": a_forest, "strip": a_strip, "grid": a_grid, "curve": a_curve}


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(_alone(svg)).iter("{http://www.w3.org/2000/svg}text")]


def _alone(svg: str) -> str:
    return b64decode(canvas.picture(svg).removeprefix("data:image/svg+xml;base64,")).decode()


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_chart_is_sound_and_the_same_each_time(draw) -> None:
    svg = draw()
    assert draw() == svg
    ElementTree.fromstring(_alone(svg))
    assert svg.startswith(f'<svg viewBox="0 0 {canvas.WIDTH} ')
    assert len(svg) < 20_000


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_every_colour_of_a_chart_follows_the_page(draw) -> None:
    svg = draw()
    plain = re.sub(r"var\(--(paper|ink|soft|line|better|worse|unknown), #[0-9a-f]{6}\)", "", svg)
    assert "var(--" in svg
    assert re.findall(r"#[0-9a-f]{6}\b", plain) == []
    assert "<style" not in svg, "a style sheet in a chart would be the whole page's"


def test_two_charts_of_a_page_share_no_name() -> None:
    names = [set(re.findall(r' id="([^"]*)"', svg)) for svg in (a_forest(), a_strip())]
    assert all(names)
    assert names[0].isdisjoint(names[1])
    for svg in (a_forest(), a_strip(), a_grid()):
        assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg)) == set(re.findall(r' id="([^"]*)"', svg))


def test_words_of_the_user_are_drawn_as_they_are() -> None:
    assert HOSTILE in words(a_forest(HOSTILE))
    assert ElementTree.fromstring(_alone(a_forest(HOSTILE))).find("b") is None


def test_a_row_says_what_stands_behind_it_and_draws_nothing_unknown() -> None:
    drawn, without = a_forest(), forest([Estimate("story", None, None, None, note="no post")], "change", "all")
    assert {"question", "story", "12 posts", "no post", "change", "0 %"} <= set(words(drawn))
    assert drawn.count("stroke-width: 4") == 2
    assert without.count("stroke-width: 4") == 0


def test_an_interval_that_goes_on_beyond_the_axis_ends_in_an_arrow() -> None:
    inside = forest([Estimate("a", 0.0, -0.2, 0.2)], "change", "all")
    beyond = forest([Estimate("a", 0.0, -0.2, 5.0)], "change", "all")
    assert beyond.count("<use") == inside.count("<use") + 1


def test_the_line_of_luck_is_drawn_where_it_is_known() -> None:
    assert "stroke-dasharray" not in a_forest()
    assert "stroke-dasharray" in a_forest(luckiest=0.1)


def test_dots_that_would_cover_each_other_lie_beside_each_other() -> None:
    svg = strip([Dot(7), Dot(7), Dot(7)], [], ("week", "before"), "likes", "all")
    places = re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', svg)
    assert len({x for x, _ in places}) == 1
    assert len({y for _, y in places}) == 3


def test_a_post_with_nothing_has_a_place_on_the_log_axis() -> None:
    assert {"0", "100", "4"} <= set(words(a_strip()))


def test_few_posts_are_hatched_and_the_unknown_is_a_question() -> None:
    svg = a_grid()
    assert svg.count("<pattern") == 1
    assert {"+35", "?", "12"} <= set(words(svg))
