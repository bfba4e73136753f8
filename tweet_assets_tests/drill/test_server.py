"""The server that stands in for X, asked over HTTP by the clients that ask X itself. Every tweet is invented."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tweet_assets.drill.published import Published, growing
from tweet_assets.drill.search import Tweet
from tweet_assets.drill.server import INVENTED, INVENTED_TOKEN, serving
from tweet_assets.drill.world import World
from tweet_assets.generation import shapes, x_search
from tweet_assets.posting import x_account
from tweet_assets.posting.x_account import Answer, XAccount
from tweet_assets.x_session import URL

NOON = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
ENDS = {"impressions": 4_000, "likes": 90, "reposts": 20, "replies": 11, "engagements": 300, "follows": 3}


class Time:
    """The server's clock."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def world() -> World:
    world = World(Time(), counts=growing(ENDS))
    world.create("Invented: one.")
    return world


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with serving(world) as found:
        yield found


@pytest.fixture
def account(address: str) -> XAccount:
    return x_account.account({**INVENTED, URL: address}, "invented_me", 2.0)


def later(world: World, **time: float) -> None:
    world.clock.at += timedelta(**time)  # type: ignore[attr-defined]


def hours(answer: Answer) -> list[tuple[str, Mapping[str, int]]]:
    assert answer.ok, answer
    [post] = answer.body["data"]
    return [(hour["timestamp"], hour["metrics"]) for hour in post["timestamped_metrics"]]


def asked(world: World, **query: str) -> tuple[int, Mapping[str, object]]:
    ids = ",".join(post.post_id for post in world.posts)
    reply = world.analytics(
        {"ids": ids, "start_time": "2026-03-10T12:00:00Z", "end_time": "2026-03-12T12:00:00Z"} | query
    )
    assert reply is not None
    assert isinstance(reply.body, dict)
    return reply.status, reply.body


# ---- analytics


@pytest.mark.parametrize(("naming", "again"), [("post", "reposts"), ("tweet", "retweets")])
def test_the_hours_of_a_post_add_up_to_what_was_counted_by_then(
    world: World, account: XAccount, naming: str, again: str
) -> None:
    world.naming = naming  # type: ignore[assignment]
    [post] = world.posts
    later(world, hours=60)

    told = hours(account.analytics([post.post_id], NOON.replace(minute=0), NOON.replace(minute=0, day=11, hour=13)))

    assert [moment for moment, _ in told][:2] == ["2026-03-10T12:00:00Z", "2026-03-10T13:00:00Z"]
    assert (len(told), told[-1][0]) == (25, "2026-03-11T12:00:00Z")
    then = world.counts(post, NOON.replace(minute=0, day=11, hour=13))
    assert sum(metrics["impressions"] for _, metrics in told) == then["impressions"] == int(4000 * 24.5 / 30.5)
    assert sum(metrics[again] for _, metrics in told) == then["reposts"]
    assert sum(metrics["follows"] for _, metrics in told) == then["follows"]
    assert told[0][1]["impressions"] == world.counts(post, NOON.replace(minute=0, hour=13))["impressions"]


def test_what_has_not_come_or_was_not_counted_yet_is_not_told(world: World, account: XAccount) -> None:
    [post] = world.posts
    later(world, hours=2)
    told = hours(account.analytics([post.post_id], NOON.replace(minute=0), NOON + timedelta(days=2)))
    assert [moment[11:16] for moment, _ in told] == ["12:00", "13:00", "14:00"]
    assert sum(metrics["likes"] for _, metrics in told) == world.counts(post, world.clock())["likes"]

    world.counted_late = timedelta(hours=1)
    told = hours(account.analytics([post.post_id], NOON.replace(minute=0), NOON + timedelta(days=2)))
    assert [moment[11:16] for moment, _ in told] == ["12:00", "13:00"]


def test_days_and_the_total_say_the_same_in_larger_pieces(world: World) -> None:
    [post] = world.posts
    later(world, hours=60)
    for granularity, beginnings in (("daily", ["10", "11", "12"]), ("total", ["10"])):
        status, body = asked(world, granularity=granularity, end_time="2026-03-13T00:00:00Z")
        told = hours(Answer(status, body))
        assert [moment[8:10] for moment, _ in told] == beginnings
        assert sum(metrics["likes"] for _, metrics in told) == world.counts(post, world.clock())["likes"]


def test_only_own_posts_have_analytics(world: World, account: XAccount) -> None:
    [post] = world.posts
    later(world, hours=30)
    answer = account.analytics(["17", post.post_id], NOON, NOON + timedelta(hours=1))

    assert [row["id"] for row in answer.body["data"]] == [post.post_id]
    assert [problem["resource_id"] for problem in answer.body["errors"]] == ["17"]
    alone = account.analytics(["17"], NOON, NOON + timedelta(hours=1))
    assert (alone.status, "data" in alone.body, alone.said) == (200, False, "invented: 17 is no post of yours")


def test_a_tier_without_analytics_says_so(world: World, account: XAccount) -> None:
    world.has_analytics = False
    answer = account.analytics(["17"], NOON, NOON + timedelta(hours=1))

    assert (answer.status, answer.said) == (403, "invented: the tier of this app has no analytics")
    assert world.requests == ["create", "analytics"]


@pytest.mark.parametrize(
    "query",
    [
        {"granularity": "weekly"},
        {"end_time": "2026-03-10T12:00:00Z"},
        {"start_time": "yesterday"},
        {"ids": ""},
        {"ids": ",".join(map(str, range(101)))},
    ],
)
def test_a_request_that_is_none_is_refused(world: World, query: dict[str, str]) -> None:
    assert asked(world, **query)[0] == 400


def test_keys_that_are_not_those_of_the_account_get_no_analytics(address: str) -> None:
    wrong = x_account.account({**INVENTED, "X_API_SECRET": "another", URL: address}, "invented_me", 2.0)
    assert wrong.analytics(["17"], NOON, NOON + timedelta(hours=1)).status == 401


def test_counts_grow_and_are_half_of_their_end_at_half_time() -> None:
    post, counts = Published("1", "Invented.", NOON), growing({"likes": 100}, half_hours=6)
    ages = (-1.0, 0.0, 6.0, 18.0, 10_000.0)
    assert [counts(post, NOON + timedelta(hours=age))["likes"] for age in ages] == [0, 0, 50, 75, 99]


# ---- search


def tweet(name: int, text: str, likes: int, hours_ago: float = 1.0, **more: str) -> Tweet:
    counts = {"likes": likes, "impressions": 100 * likes, "reposts": 3}
    return Tweet(str(name), f"invented_{name}", text, NOON - timedelta(hours=hours_ago), counts, **more)


@pytest.fixture
def search(world: World, address: str) -> x_search.XSearch:
    world.tweets = [
        tweet(101, "Tea & cake, invented", 700),
        tweet(102, "More tea, invented", 900, hours_ago=2),
        tweet(103, "Tea with few likes, invented", 499),
        tweet(104, "Coffee, invented", 2_000),
        tweet(105, "Tea of last week, invented", 5_000, hours_ago=24 * 7 + 1),
        tweet(106, "Tee, erfunden: tea", 5_000, lang="de"),
    ]
    found = x_search.search({x_search.TOKEN: INVENTED_TOKEN, URL: address}, 2.0)
    assert found is not None
    return found


@pytest.mark.parametrize("naming", ["post", "tweet"])
def test_a_search_finds_what_fits_as_the_reader_of_tweets_knows_it(
    world: World, search: x_search.XSearch, naming: str
) -> None:
    world.naming = naming  # type: ignore[assignment]
    read = shapes.parse(search.page("tea lang:en -is:retweet min_likes:500", 10), "page.json")

    rows = read.tweets[["tweet_id", "text", "views", "likes", "reposts"]].itertuples(index=False, name=None)
    assert list(rows) == [
        ("102", "More tea, invented", 90_000, 900, 3),
        ("101", "Tea &amp; cake, invented", 70_000, 700, 3),
    ]
    assert world.requests[-1] == "search"


def test_a_page_ends_and_says_where_the_next_one_begins(world: World, search: x_search.XSearch) -> None:
    world.tweets = [tweet(number, "Tea, invented", number) for number in range(1_000, 1_150)]
    first = json.loads(search.page("tea", 100))
    second = world.search({"query": "tea", "max_results": "100", "next_token": first["meta"]["next_token"]})

    assert second is not None
    assert isinstance(second.body, dict)
    assert (first["meta"]["result_count"], second.body["meta"]) == (100, {"result_count": 50})
    assert first["data"][0]["id"] == "1149"  # the most liked is the most relevant


def test_a_search_that_fits_nothing_says_so(search: x_search.XSearch) -> None:
    assert json.loads(search.page("beer", 10)) == {"meta": {"result_count": 0}}


@pytest.mark.parametrize(("query", "most"), [("tea is:verified", 10), ("tea", 9), ("tea", 101)])
def test_a_search_that_x_would_not_take_is_refused(search: x_search.XSearch, query: str, most: int) -> None:
    with pytest.raises(x_search.BadQuery):
        search.page(query, most)


def test_a_search_needs_its_token(world: World, search: x_search.XSearch) -> None:
    with pytest.raises(x_search.WrongToken):
        x_search.XSearch("another", search.base_url, 2.0).page("tea", 10)
    assert "search" not in world.requests
