"""The invented viral library: the shape of twscrape, and another best format than the account's."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from tweet_assets import labelling
from tweet_assets.arms import FORMATS
from tweet_assets.demo import texts, viral_files, viral_texts
from tweet_assets.demo.truth import TRUTH
from tweet_assets.generation import shapes

REAL = Path(__file__).parents[2] / "../shared/data/viral/twscrape.jsonl"
# What a reader of this shape needs, and its type; written down by hand from the tool's own documentation.
FIELDS = {
    "id": int,
    "id_str": str,
    "url": str,
    "date": str,
    "user": dict,
    "lang": str,
    "rawContent": str,
    "replyCount": int,
    "retweetCount": int,
    "likeCount": int,
    "quoteCount": int,
    "bookmarkedCount": int,
}


def _read(content: bytes) -> list[dict]:
    return [json.loads(line) for line in content.decode().splitlines()]


@pytest.fixture(scope="module")
def tweets() -> list[dict]:
    return _read(viral_files.library(2026))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert viral_files.library(2026) == viral_files.library(2026)
    assert viral_files.library(2026) != viral_files.library(1)
    assert viral_files.poison(5, 1) == viral_files.poison(5, 1)
    assert viral_files.poison(5, 1) != viral_files.poison(5, 2)


def test_every_line_has_the_fields_of_the_shape(tweets: list[dict]) -> None:
    for tweet in [*tweets, *_read(viral_files.poison(3, 1))]:
        assert {name: type(tweet[name]) for name in FIELDS} == FIELDS
        assert tweet["id_str"] == str(tweet["id"])
        assert tweet["viewCount"] is None or tweet["viewCount"] >= tweet["likeCount"]


@pytest.mark.skipif(not REAL.exists(), reason="real tweets to compare with are not here")
def test_every_field_is_one_that_the_tool_really_writes_with_the_same_type(tweets: list[dict]) -> None:
    real = _read(REAL.read_bytes())

    types = defaultdict(set)
    for row in real:
        for name, value in row.items():
            types[name].add(type(value))
    for tweet in tweets:
        for name, value in tweet.items():
            assert type(value) in types[name], name
        assert set(tweet["user"]) <= set(real[0]["user"])


def test_the_reader_of_such_files_takes_every_line() -> None:
    read = shapes.parse(viral_files.library(2026), viral_files.FILE_NAME)

    assert (read.shape, len(read.tweets), read.reposts) == ("twscrape", 126, 0)


def test_there_are_120_tweets_of_forty_authors_and_six_are_there_twice(tweets: list[dict]) -> None:
    ids = [tweet["id"] for tweet in tweets]

    assert len(ids) == 126
    assert len(set(ids)) == 120
    assert 30 <= len({tweet["user"]["username"] for tweet in tweets}) <= 40
    assert {tweet["user"]["username"][:12] for tweet in tweets} == {"demo_author_"}


def test_some_views_are_unknown_and_some_below_the_threshold(tweets: list[dict]) -> None:
    views = [tweet["viewCount"] for tweet in tweets]

    assert sum(v is None for v in views) >= 2
    assert sum(v is not None and v < 50_000 for v in views) >= 10
    assert sum(v is not None and v >= 50_000 for v in views) >= 60


def test_a_tweet_that_is_there_twice_was_seen_later_with_more_views(tweets: list[dict]) -> None:
    seen = defaultdict(list)
    for tweet in tweets:
        seen[tweet["id"]].append(tweet["viewCount"])
    twice = [sorted(views) for views in seen.values() if len(views) == 2 and None not in views]

    assert twice
    assert all(later == int(earlier * 1.2) for earlier, later in twice)


def test_what_is_seen_most_is_not_what_is_best_for_the_account(tweets: list[dict]) -> None:
    views = defaultdict(list)
    for tweet in tweets:
        if tweet["viewCount"] is not None:
            views[labelling.format_of(tweet["rawContent"])[0]].append(np.log(tweet["viewCount"]))
    means = {label: np.mean(v) for label, v in views.items()}

    assert set(means) == set(FORMATS)
    assert max(means, key=means.get) == "myth-busting"
    assert max(TRUTH.formats, key=TRUTH.formats.get) == "how-to"
    assert means["how-to"] < np.mean(list(means.values()))


def test_the_library_shares_no_opening_with_the_account() -> None:
    own = {opening for openings in texts.OPENINGS.values() for opening in openings}
    theirs = {opening for openings in viral_texts.OPENINGS.values() for opening in openings}

    assert own.isdisjoint(theirs)
    assert set(viral_texts.SUBJECTS) == set(texts.TOPICS)


def test_poison_is_nonsense_with_a_million_views() -> None:
    tweets = _read(viral_files.poison(500, 1))

    assert len({tweet["id"] for tweet in tweets}) == 500
    assert {tweet["viewCount"] for tweet in tweets} == {1_000_000}
    assert {word for tweet in tweets for word in tweet["rawContent"].split()} == set(viral_texts.NONSENSE)
    assert viral_files.poison(0, 1) == b""
