"""Best and worst."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tweet_assets.reports.facts import Facts
from tweet_assets.reports.ranking import excerpt, ranking

UTC = ZoneInfo("UTC")


def test_the_three_best_and_worst_by_engagements_and_the_unmeasured_are_counted(facts: Facts) -> None:
    told = ranking(facts.outcomes, UTC)
    assert [post.engagements for post in told.best] == ["80", "70", "60"]
    assert [post.engagements for post in told.worst] == ["10", "20", "30"]
    assert (told.ranked, told.unmeasured) == (8, 1)
    assert told.best[0].posted == "Sat 21 Feb, 09:00"
    assert (told.best[0].impressions, told.best[0].rate) == ("1,008", "8.0 %")


@pytest.mark.parametrize(("posts", "best", "worst"), [(0, 0, 0), (1, 1, 0), (2, 1, 1), (3, 2, 1), (5, 3, 2), (6, 3, 3)])
def test_no_post_is_among_the_best_and_the_worst(facts: Facts, posts: int, best: int, worst: int) -> None:
    told = ranking(facts.outcomes.iloc[:posts], UTC)
    assert (len(told.best), len(told.worst)) == (best, worst)
    assert not {post.post_id for post in told.best} & {post.post_id for post in told.worst}


def test_equal_engagements_from_fewer_impressions_rank_higher_whatever_the_order_of_rows(facts: Facts) -> None:
    same = facts.outcomes.iloc[:8].assign(engagements=pd.array([5] * 8, dtype="Int64"))
    told = ranking(same, UTC)
    assert [post.impressions for post in told.best] == ["1,001", "1,002", "1,003"]
    assert ranking(same.iloc[::-1], UTC) == told


def test_a_long_text_is_cut_and_says_so() -> None:
    assert excerpt("a" * 600) == "a" * 600
    assert excerpt("a" * 1850) == "a" * 600 + "\n[1,250 more characters]"
