"""Every text and handle here is invented."""

from dataclasses import replace

import pandas as pd
import pytest

from tweet_assets.generation.own_top_posts import COLUMNS, own_texts, own_top_posts
from tweet_assets.settings import SETTINGS

SETTING = replace(SETTINGS.generation, own_top_posts=2, own_rate_prior_impressions=1_000.0)


def frames(*rows: tuple[str, str, object, object, str, object]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """account, post_id, impressions, engagements, kind, inspiration."""
    names = ["account", "post_id", "impressions", "engagements", "kind", "inspiration"]
    frame = pd.DataFrame(rows, columns=names).astype({"impressions": "Int64", "engagements": "Int64"})
    posts = frame[["account", "post_id", "kind"]].assign(
        inspiration=frame["inspiration"].astype("str"), text="invented " + frame["post_id"].astype("str")
    )
    posts["posted_at"] = pd.Timestamp("2026-01-01T10:00:00Z").as_unit("us")
    return frame[["account", "post_id", "impressions", "engagements"]], posts


def test_a_lucky_post_does_not_lead_and_the_rate_is_the_shrunken_one() -> None:
    outcomes, posts = frames(
        ("me", "lucky", 10, 5, "original", None),
        ("me", "solid", 10_000, 800, "original", None),
        ("me", "weak", 9_990, 195, "thread_head", "own"),
    )
    found = own_top_posts(outcomes, posts, SETTING)
    # pooled: 1,000 of 20,000 = 0.05; solid (800 + 50) / 11,000, lucky (5 + 50) / 1,010
    assert found["post_id"].tolist() == ["solid", "lucky"]
    assert found["shrunken_rate"].tolist() == pytest.approx([850 / 11_000, 55 / 1_010])
    assert found["position"].tolist() == [1, 2]
    assert list(found.columns) == list(COLUMNS)


@pytest.mark.parametrize(
    ("kind", "inspiration", "impressions", "engagements"),
    [
        ("reply", None, 100, 50),
        ("repost", None, 100, 50),
        ("original", "own+viral", 100, 50),
        ("original", None, pd.NA, 50),
        ("original", None, 100, pd.NA),
    ],
)
def test_replies_borrowed_and_unmeasured_posts_stay_out(
    kind: str, inspiration: object, impressions: object, engagements: object
) -> None:
    outcomes, posts = frames(
        ("me", "1", impressions, engagements, kind, inspiration), ("me", "2", 100, 1, "original", "none")
    )
    assert own_top_posts(outcomes, posts, SETTING)["post_id"].tolist() == ["2"]


def test_a_post_without_an_outcome_or_words_stays_out() -> None:
    outcomes, posts = frames(("me", "1", 100, 5, "original", None), ("me", "2", 100, 1, "original", None))
    assert own_top_posts(outcomes[:1], posts, SETTING)["post_id"].tolist() == ["1"]
    posts.loc[0, "text"] = "\u200b"
    assert own_top_posts(outcomes[:1], posts, SETTING).empty


def test_accounts_are_ranked_apart() -> None:
    outcomes, posts = frames(("me", "1", 100, 5, "original", None), ("you", "2", 100, 1, "original", None))
    assert own_top_posts(outcomes, posts, SETTING)["position"].tolist() == [1, 1]


def test_an_account_that_nobody_saw_has_no_top_posts() -> None:
    assert own_top_posts(*frames(("me", "1", 0, 0, "original", None)), SETTING).empty
    assert own_top_posts(*frames(), SETTING).empty


def test_every_text_of_ours_is_kept_to_compare_with_but_for_replies_and_reposts() -> None:
    kinds = ["original", "thread_head", "thread_part", "quote", "reply", "repost", "original"]
    posts = pd.DataFrame(
        {
            "account": "me",
            "post_id": [str(n) for n in range(7)],
            "kind": kinds,
            "text": [*(f"invented {n}" for n in range(6)), None],
        }
    )
    assert own_texts(posts)["post_id"].tolist() == ["0", "1", "2", "3"]
