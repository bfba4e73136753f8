"""What the rules say of texts, and how often they are right. All texts are invented."""

from __future__ import annotations

import csv
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from account.own_files import ABSENT, REAL

from tweet_assets import arms, labelling
from tweet_assets.labelling import MEASURED, Measured, is_reliable, measure, topic_of

TOPICS = {"chess openings": ("chess openings",), "tea": ("tea", "green leaves"), "my field": ("my field",)}
BY_HAND = Path(__file__).parent / "labelled_by_hand.csv"
DOCUMENT = Path(__file__).parent.parent / "docs" / "labels.md"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Two chess openings I avoid", "chess openings"),
        ("A chess opening a day", "chess openings"),  # in any number
        ("Chess is fun", "unlabelled"),  # half of a topic's words is not enough
        ("Tea, or chess openings? Tea. Green leaves.", "tea"),
        ("My cat", "unlabelled"),
        ("Steam", "unlabelled"),
        ("", "unlabelled"),
    ],
)
def test_a_topic_is_named_by_more_than_half_of_its_words(text: str, topic: str) -> None:
    assert topic_of(text, TOPICS)[0] == topic


def test_without_topics_everything_is_unlabelled() -> None:
    assert topic_of("Tea", {}) == ("unlabelled", "no rule")


def test_precision_and_recall_by_hand() -> None:
    hand = ["story", "story", "question", "unlabelled", "data"]
    rule = ["story", "unlabelled", "story", "question", "data"]

    found = measure(hand, rule)

    assert found["story"] == Measured(right=1, named=2, present=2)
    assert found["question"] == Measured(right=0, named=1, present=1)
    assert found["data"] == Measured(right=1, named=1, present=1)
    assert found["opinion"] == Measured(0, 0, 0)


def test_only_what_was_right_often_enough_on_enough_texts_supports_a_claim() -> None:
    assert set(MEASURED) == set(arms.FORMATS)
    assert {name for name in arms.FORMATS if is_reliable(name)} == {"announcement"}
    assert not is_reliable("unlabelled")


def test_the_document_says_what_was_measured() -> None:
    rows = re.findall(
        r"^\| ([a-z-]+) \| (\d+) \| (\d+) \| (\d+) \| ([^|]+) \| ([^|]+) \|", DOCUMENT.read_text(), re.MULTILINE
    )

    assert {row[0]: Measured(*map(int, row[1:4])) for row in rows} == MEASURED
    for name, _, _, _, precision, recall in rows:
        one = MEASURED[name]
        assert precision == (f"{one.right / one.named:.2f}" if one.named else "never named")
        assert recall == (f"{one.right / one.present:.2f}" if one.present else "none there")


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_the_measured_figures_are_those_of_the_real_posts(tmp_path: Path) -> None:
    from tweet_assets.account import exports, importing
    from tweet_assets.accounts import Account, Folder
    from tweet_assets.warehouse import Warehouse

    folder = REAL / "legacy_activity"
    handle = next(folder.glob("tweet_activity_metrics_*")).name.split("_")[3]
    for path in folder.glob("tweet_activity_metrics_*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    store = Warehouse(tmp_path / "own.duckdb", "own")
    list(importing.take(tmp_path, exports.Setting(Folder((Account(handle),)), datetime(2026, 1, 1, tzinfo=UTC)), store))
    posts = store.table("account.posts")
    texts = {
        hashlib.sha256(i.encode()).hexdigest()[:16]: t for i, t in zip(posts["post_id"], posts["text"], strict=True)
    }
    with BY_HAND.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    ruled = [labelling.format_of(texts[row["post"]])[0] for row in rows]
    assert len(rows) == 260
    assert measure([row["reader"] for row in rows], ruled) == MEASURED
    assert sum(row["reader"] == row["second_reader"] for row in rows) == 245
    second = measure([row["second_reader"] for row in rows], ruled)
    assert {name: one.right for name, one in second.items()} == {name: one.right for name, one in MEASURED.items()}
