"""What was knowable before publishing. All posts are invented."""

from __future__ import annotations

from math import log
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from tweet_assets import arms, labelling
from tweet_assets.learning.features import COVARIATES, TEXT_COVARIATES, features, text_covariates

ZURICH = ZoneInfo("Europe/Zurich")
TOPICS = {"tea": ("tea", "oolong"), "morning walks": ("morning walks",)}
LONG_SLOTS = (arms.slot("06-12"), arms.slot("12-18"))


def ledger(*posts: dict[str, object]) -> pd.DataFrame:
    """Rows of account.posts as the warehouse returns them; what a post does not give is missing."""
    rows = []
    for number, post in enumerate(posts):
        rows.append(
            {
                "account": "invented",
                "post_id": str(number),
                "posted_at": "2026-07-01 08:00",  # a Wednesday, 10:00 in Zurich
                "text": "Would you drink this?",
                "kind": "original",
                "source": "content",
                "simulated": False,
                "decision_id": None,
                "format": None,
                "slot": None,
                "topic": None,
                "media": "none",
                "link": "none",
                "user_format": None,
                "user_topic": None,
                "inspiration": None,
                "propensity": None,
                "policy_version": None,
                "edited": None,
                "overridden": None,
                **post,
            }
        )
    frame = pd.DataFrame(rows)
    texts = [
        "account", "post_id", "text", "kind", "decision_id", "format", "slot", "topic", "inspiration", "user_format",
        "user_topic",
    ]  # fmt: skip
    frame = frame.astype(
        {**dict.fromkeys(texts, "str"), "propensity": "float64", "edited": "boolean", "overridden": "boolean"}
    )
    return frame.assign(posted_at=pd.to_datetime(frame["posted_at"], utc=True).astype("datetime64[us, UTC]"))


def drawn(**changes: object) -> dict[str, object]:
    return {"decision_id": "d1", "format": "data", "slot": "12-18", "propensity": 0.25, **changes}


def test_only_originals_and_heads_of_threads_are_learned_from() -> None:
    kinds = ["original", "thread_head", "thread_part", "reply", "quote", "repost", "unknown"]

    found = features(ledger(*({"kind": kind} for kind in kinds)), LONG_SLOTS, ZURICH, TOPICS)

    assert found["post_id"].tolist() == ["0", "1"]


def test_what_nobody_assigned_is_read_off_the_text_and_the_local_hour() -> None:
    [row] = features(ledger({"topic": "tea"}), LONG_SLOTS, ZURICH, TOPICS).to_dict("records")

    assert (row["format"], row["format_basis"], row["slot"]) == (
        "question",
        labelling.format_of("Would you drink this?")[1],
        "06-12",
    )
    assert (row["evidence"], row["topic"], row["weekend"]) == ("observational", "tea", 0.0)
    assert np.isnan(row["propensity"])


def test_the_users_labels_override_the_rules_and_not_what_a_decision_executed() -> None:
    labelled = {"user_format": "story", "user_topic": "tea"}

    found = features(ledger(labelled, drawn(topic="walks", **labelled)), LONG_SLOTS, ZURICH, TOPICS)

    assert found["format"].tolist() == ["story", "data"]
    assert found["format_basis"].tolist() == ["you", "decision"]
    assert found["topic"].tolist() == ["tea", "walks"]
    assert found["topic_basis"].tolist() == ["you", "decision"]


def test_a_topic_is_read_off_the_text_and_unlabelled_is_a_level() -> None:
    found = features(
        ledger({"text": "An oolong, please"}, {"text": "Rain"}, {"text": None}), LONG_SLOTS, ZURICH, TOPICS
    )

    assert found["topic"].tolist() == ["tea", "unlabelled", "unlabelled"]
    assert found["topic_basis"].tolist() == ["names the topic", "no rule", "no text"]


@pytest.mark.parametrize(
    ("posted_at", "slot", "weekend"),
    [
        ("2026-07-01 09:59", "06-12", 0.0),  # 11:59 in Zurich
        ("2026-07-01 10:00", "12-18", 0.0),  # noon belongs to what it opens
        ("2026-07-01 16:00", "other", 0.0),  # 18:00: outside of all slots
        ("2026-07-03 22:30", "other", 1.0),  # Friday in UTC, but Saturday 00:30 in Zurich
        ("2026-12-01 10:00", "06-12", 0.0),  # 11:00 in winter
    ],
)
def test_the_slot_and_the_weekend_are_those_of_the_local_clock(posted_at: str, slot: str, weekend: float) -> None:
    [row] = features(ledger({"posted_at": posted_at}), LONG_SLOTS, ZURICH, TOPICS).to_dict("records")

    assert (row["slot"], row["weekend"]) == (slot, weekend)


def test_what_a_decision_executed_stands_whatever_the_text_and_the_clock_say() -> None:
    [row] = features(ledger(drawn()), LONG_SLOTS, ZURICH, TOPICS).to_dict("records")

    assert (row["format"], row["format_basis"], row["slot"]) == ("data", "decision", "12-18")
    assert (row["evidence"], row["propensity"]) == ("randomised", 0.25)


@pytest.mark.parametrize(
    ("changes", "evidence"),
    [
        ({"edited": False, "overridden": False}, "randomised"),
        ({"edited": True}, "observational"),
        ({"overridden": True}, "observational"),
        ({"decision_id": None, "propensity": None}, "observational"),
    ],
)
def test_only_a_draw_that_was_executed_as_drawn_is_randomised(changes: dict[str, object], evidence: str) -> None:
    [row] = features(ledger(drawn(**changes)), LONG_SLOTS, ZURICH, TOPICS).to_dict("records")

    assert row["evidence"] == evidence
    assert np.isnan(row["propensity"]) == (evidence == "observational")


def test_a_post_without_a_text_keeps_its_place_and_its_text_facts_are_unknown() -> None:
    found = features(ledger({"text": None}, drawn(text=None), {}), LONG_SLOTS, ZURICH, TOPICS)

    assert found["format"].tolist() == ["unlabelled", "data", "question"]
    assert found["format_basis"].tolist() == [
        "no text",
        "decision",
        labelling.format_of("Would you drink this?")[1],
    ]
    assert found[list(TEXT_COVARIATES)].isna().all(axis=1).tolist() == [True, True, False]
    assert found["weekend"].tolist() == [0.0, 0.0, 0.0]


def test_covariates_are_the_facts_of_the_text() -> None:
    text = "Is 7 enough?\nAsk @invented_reader #tea https://example.com"

    found = text_covariates(text)

    assert list(found) == list(TEXT_COVARIATES)
    assert found["log_length"] == pytest.approx(log(13 + 4 + 17 + 5 + 23))  # a link weighs 23
    counts = ("lines", "questions", "numbers", "links", "hashtags", "mentions", "emojis")
    assert [found[name] for name in counts] == [2, 1, 1, 1, 1, 1, 0]


def test_history_and_drafts_have_the_same_covariates() -> None:
    text = "Three cups a day? I tried it for 30 days."

    [row] = features(ledger({"text": text}), LONG_SLOTS, ZURICH, TOPICS).to_dict("records")

    assert {name: row[name] for name in TEXT_COVARIATES} == text_covariates(text)


def test_an_empty_text_has_log_length_0_and_no_posts_have_no_features() -> None:
    assert text_covariates("")["log_length"] == 0.0
    none = features(ledger({}).iloc[:0], LONG_SLOTS, ZURICH, TOPICS)
    assert none.empty
    assert none.columns[-len(COVARIATES) :].tolist() == list(COVARIATES)
