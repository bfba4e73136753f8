"""Every tweet and handle here is invented."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from tweet_assets.generation.envelopes import UnreadableTweets
from tweet_assets.generation.known_shapes import mapped
from tweet_assets.generation.shapes import Parsed, parse

SAMPLES = Path(__file__).parents[2] / "../shared/data/viral"
TEXT = "An invented sentence about kettles & clouds."


def read(document: object) -> Parsed:
    return parse(json.dumps(document).encode(), "invented.json")


def api(counts: dict[str, object], **more: object) -> dict[str, object]:
    tweet = {"id": "101", "text": TEXT, "author_id": "7", "created_at": "2026-07-08T21:52:20.000Z"} | more
    return {"data": [tweet | {"public_metrics": counts}], "includes": {"users": [{"id": "7", "username": "kettle_x"}]}}


def graphql(**legacy: object) -> dict[str, object]:
    user = {"result": {"core": {"screen_name": "kettle_x"}}}
    return {
        "rest_id": "101",
        "core": {"user_results": user},
        "views": {"count": "63688", "state": "EnabledWithCount"},
        "legacy": {
            "full_text": TEXT,
            "created_at": "Wed Jul 08 21:52:20 +0000 2026",
            "favorite_count": 5,
            "retweet_count": 4,
            "reply_count": 3,
            "quote_count": 2,
            "bookmark_count": 1,
        }
        | legacy,
    }


SCRAPED = {
    "id": 101,
    "user": {"username": "kettle_x"},
    "date": "2026-07-08 21:52:20+00:00",
    "rawContent": TEXT,
    "viewCount": 63688,
    "likeCount": 5,
    "retweetCount": 4,
    "replyCount": 3,
    "quoteCount": 2,
    "retweetedTweet": None,
}
SERVED = {
    "id": "101",
    "author": {"userName": "kettle_x"},
    "text": TEXT,
    "createdAt": "Wed Jul 08 21:52:20 +0000 2026",
    "viewCount": "63688",
    "likeCount": 5,
    "retweetCount": 4,
    "replyCount": 3,
    "quoteCount": 2,
    "bookmarkCount": 1,
    "isRetweet": False,
}
BRIGHT = {
    "id": "101",
    "user_posted": "kettle_x",
    "description": TEXT,
    "date_posted": "2026-07-08T21:52:20.000Z",
    "views": 63688,
    "likes": 5,
    "reposts": 4,
    "replies": 3,
    "quotes": 2,
    "bookmarks": 1,
}
PLAIN = {
    "tweet_id": "101",
    "author": "kettle_x",
    "text": TEXT,
    "posted_at": "2026-07-08T21:52:20",
    "views": 63688,
    "likes": 5,
    "reposts": 4,
    "replies": 3,
    "quotes": 2,
    "bookmarks": 1,
}
GONE = {"__typename": "TweetTombstone"}
METRICS = {"reply_count": 3, "like_count": 5, "quote_count": 2, "bookmark_count": 1, "impression_count": 63688}
FLAT = {
    "id": "101",
    "text": TEXT,
    "created_at": "2026-07-08T21:52:20.000Z",
    "author": {"username": "kettle_x"},
    "public_metrics": METRICS | {"repost_count": 4},
}


@pytest.mark.parametrize(
    ("document", "shape"),
    [
        (api(METRICS | {"retweet_count": 4}), "x api v2"),
        (api(METRICS | {"repost_count": 4}), "x api v2"),
        ([api(METRICS | {"repost_count": 4})], "x api v2"),  # pages in an array
        (FLAT, "x api v2"),
        ({"data": FLAT}, "x api v2"),
        (graphql(), "graphql"),
        ([graphql()], "graphql"),
        ({"__typename": "TweetWithVisibilityResults", "tweet": graphql()}, "graphql"),
        ({"data": {"timeline": {"entries": [{"tweet_results": {"result": graphql()}}]}}}, "graphql"),
        ({"data": {"entries": [{"tweet_results": {"result": r}} for r in ({"tweet": graphql()}, GONE)]}}, "graphql"),
        (SCRAPED | {"bookmarkedCount": 1}, "twscrape"),
        (SCRAPED | {"bookmarkCount": 1}, "snscrape"),
        ([SERVED], "apify"),
        ({"tweets": [SERVED], "has_next_page": False}, "twitterapi.io"),
        ({"status": "success", "data": {"tweets": [SERVED]}}, "twitterapi.io"),
        ([BRIGHT], "bright data"),
        (PLAIN, "plain"),
    ],
)
def test_every_shape_says_the_same_of_the_same_tweet(document: object, shape: str) -> None:
    parsed = read(document)
    assert (parsed.shape, parsed.reposts) == (shape, 0)
    row = parsed.tweets.iloc[0].to_dict()
    assert pd.isna(row.pop("fetched_at"))
    assert row == {
        "record_number": 1,
        "tweet_id": "101",
        "author": "kettle_x",
        "posted_at": pd.Timestamp("2026-07-08T21:52:20Z"),
        "text": TEXT,
        "views": 63688,
        "likes": 5,
        "reposts": 4,
        "replies": 3,
        "quotes": 2,
        "bookmarks": 1,
    }


def test_the_frame_has_the_types_of_the_ledger_even_without_rows() -> None:
    empty = read({"meta": {"result_count": 0}})
    full = read([PLAIN])
    assert list(empty.tweets.dtypes) == list(full.tweets.dtypes)
    assert empty.shape == "x api v2"
    assert len(empty.tweets) == 0


def test_json_lines_and_a_byte_order_mark_are_read() -> None:
    lines = "\n".join(json.dumps(PLAIN | {"tweet_id": str(n)}) for n in (1, 2))
    assert list(parse(("\ufeff" + lines + "\n\n").encode(), "invented.jsonl").tweets["tweet_id"]) == ["1", "2"]


@pytest.mark.parametrize("views", [None, "absent"])
def test_views_that_nobody_counted_are_unknown_and_not_zero(views: object) -> None:
    record = {k: v for k, v in PLAIN.items() if k != "views"} | ({} if views == "absent" else {"views": views})
    assert read(record).tweets["views"].isna().all()


def test_a_number_written_with_a_point_zero_is_whole() -> None:
    assert read(PLAIN | {"views": 63688.0}).tweets["views"].tolist() == [63688]


@pytest.mark.parametrize(
    "document",
    [
        SCRAPED | {"bookmarkedCount": 1, "retweetedTweet": {"id": 9}},
        SERVED | {"isRetweet": True},
        {"tweets": [SERVED | {"retweeted_tweet": {"id": "9"}}]},
        graphql(retweeted_status_result={"result": {}}),
        api(METRICS, referenced_tweets=[{"type": "retweeted", "id": "9"}]),
        api(METRICS, referenced_posts=[{"type": "reposted", "id": "9"}]),
        PLAIN | {"text": "RT @cloud_x: the same again"},
    ],
)
def test_somebody_repeating_somebody_is_counted_and_left_out(document: object) -> None:
    parsed = read(document)
    assert (len(parsed.tweets), parsed.reposts) == (0, 1)


def test_a_quote_is_a_tweet_of_its_own() -> None:
    assert read(api(METRICS, referenced_tweets=[{"type": "quoted", "id": "9"}])).reposts == 0


def test_the_whole_of_a_long_tweet_is_taken() -> None:
    assert read(api(METRICS, note_tweet={"text": "the long one"})).tweets["text"].tolist() == ["the long one"]


def test_an_id_of_64_bits_survives() -> None:
    assert read([PLAIN | {"tweet_id": 2074976613713031491}]).tweets["tweet_id"].tolist() == ["2074976613713031491"]


def test_when_a_file_says_when_it_looked_that_is_kept() -> None:
    fetched = read(BRIGHT | {"timestamp": "2026-07-09T00:00:00Z"}).tweets["fetched_at"]
    assert fetched.tolist() == [pd.Timestamp("2026-07-09T00:00:00Z")]


def test_half_a_surrogate_pair_is_replaced() -> None:
    content = json.dumps(PLAIN).replace("kettles", "\\ud83d kettles").encode()
    assert "\ufffd kettles" in parse(content, "f").tweets["text"][0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tweet_id": None}, r"record 2: 'tweet_id' is None"),
        ({"tweet_id": 6.49e17}, r"'tweet_id' is 6.49e\+17"),
        ({"tweet_id": True}, "'tweet_id' is True"),
        ({"author": "no spaces allowed"}, "'author' is 'no spaces allowed'"),
        ({"author": {"a": 1}}, "'author' is {'a': 1}"),
        ({"author": "sixteen_letters_"}, "'author'"),
        ({"text": 5}, "'text' is 5"),
        ({"views": "1.2K"}, "'views' is '1.2K', a whole number"),
        ({"views": "63,688"}, "'views'"),
        ({"views": -1}, "'views' is -1"),
        ({"views": True}, "'views' is True"),
        ({"views": float("nan")}, "'views' is nan"),
        ({"likes": [1]}, "'likes'"),
        ({"posted_at": "soon"}, "'posted_at' is 'soon', a date"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_record(change: dict[str, object], says: str) -> None:
    with pytest.raises(UnreadableTweets, match=f"invented.json.*{says}"):
        read([PLAIN, PLAIN | change])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[{", "not JSON"),
        (b'{"a": 1', "not JSON"),
        (b'{"a": 1}\n{"b": \n', "line 2: is not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "holds no tweets"),
        (b'"a text"', "record 1: no known shape of a tweet; it has no fields"),
        (b"[1]", "no known shape"),
        (b'{"data": [1]}', "no known shape"),
        (b'{"tweets": [1]}', "no known shape"),
        (b'{"colour": "red"}', "it has colour"),
    ],
)
def test_a_file_that_is_no_file_of_tweets_says_so(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableTweets, match=says):
        parse(content, "invented.json")


def test_two_shapes_in_one_file_are_refused() -> None:
    with pytest.raises(UnreadableTweets, match="record 2: looks like bright data, the records before it like plain"):
        read([PLAIN, BRIGHT])


@pytest.mark.skipif(not SAMPLES.exists(), reason="the real sample files are not on this machine")
@pytest.mark.parametrize(
    ("name", "shape", "tweets", "reposts"),
    [
        ("apify_tweet_scraper_schema_mapped.sample.json", "apify", 3, 0),
        ("brightdata_style_twitter_posts.sample.json", "bright data", 1, 0),
        ("snscrape_schema_mapped.sample.jsonl", "snscrape", 4, 0),
        ("twitterapi_io_schema_mapped.sample.json", "twitterapi.io", 2, 0),
        ("twscrape.jsonl", "twscrape", 188, 82),
        ("x_api_v2_recent_search_repost_count.sample.json", "x api v2", 3, 0),
        ("x_api_v2_recent_search_retweet_count.sample.json", "x api v2", 3, 0),
        ("x_graphql_raw_tweet.sample.json", "graphql", 2, 0),
    ],
)
def test_the_real_samples_are_told_apart(name: str, shape: str, tweets: int, reposts: int) -> None:
    parsed = parse((SAMPLES / name).read_bytes(), name)
    assert (parsed.shape, len(parsed.tweets), parsed.reposts) == (shape, tweets, reposts)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
def test_a_date_at_the_end_of_time_is_refused(moment: str) -> None:
    row = {"id": "1", "rawContent": "Invented", "user": {"username": "invented"}, "viewCount": 1, "date": moment}

    with pytest.raises(UnreadableTweets, match="a date like"):
        parse(json.dumps([row]).encode(), "hostile.json")


@pytest.mark.parametrize(
    "tweet",
    [
        {"author_id": ["1"]},
        {"author_id": {"a": 1}},
        {"author_id": "1", "referenced_tweets": [{"type": ["retweeted"]}]},
    ],
)
def test_an_id_that_is_a_list_is_no_crash(tweet: dict[str, object]) -> None:
    page = {
        "data": [{"id": "1", "text": "Invented", "public_metrics": {"impression_count": 1}, **tweet}],
        "includes": {"users": [{"id": ["1"], "username": "invented"}]},
    }

    with pytest.raises(UnreadableTweets):
        parse(json.dumps(page).encode(), "hostile.json")


MINE = mapped("my tool", {"text": "Tweet text", "link": "URL", "views": "Seen by", "posted_at": "Date"})
TABLE = """URL,Tweet text,Seen by,Date,Mood
https://x.com/invented_her/status/2028000000000000001,"Tea, slowly",60000,2026-03-01T10:00:00Z,calm
https://twitter.com/invented_him/status/2028000000000000002?s=20,"Two
lines",,2026-03-02,
"""


def test_a_table_of_the_users_own_is_read_by_the_names_that_the_user_tells() -> None:
    parsed = parse(TABLE.encode(), "mine.csv", [MINE])
    assert parsed.shape == "my tool"
    rows = parsed.tweets
    assert rows["tweet_id"].tolist() == ["2028000000000000001", "2028000000000000002"]
    assert rows["author"].tolist() == ["invented_her", "invented_him"]
    assert rows["text"].tolist() == ["Tea, slowly", "Two\nlines"]
    assert rows["views"].fillna(-1).tolist() == [60_000, -1]
    assert rows["likes"].isna().all()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_plain_table_needs_no_mapping(separator: str) -> None:
    rows = [["tweet_id", "author", "text", "views"], ["2028000000000000001", "invented_her", "Tea", "60000"]]
    content = "\n".join(separator.join(row) for row in rows).encode()
    parsed = parse(content, "PLAIN.CSV")
    assert (parsed.shape, parsed.tweets["views"].tolist()) == ("plain", [60_000])


def test_lines_of_json_may_have_the_users_names_too() -> None:
    line = '{"Tweet text": "Tea", "URL": "https://x.com/a_b/status/12", "Seen by": 5, "Date": "2026-03-01"}'
    assert parse(line.encode(), "a.jsonl", [MINE]).tweets["author"].tolist() == ["a_b"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,a\n1,2\n", "line 1: a column stands there twice: a, a"),
        ("tweet_id,author,text\n1,a\n", "line 2: has other fields than the 3 of the header"),
        ("tweet_id,author,text\n1,a,b,c\n", "line 2: has other fields"),
        ('tweet_id,author,text\n1,a,"b"c\n', "line 2: is not CSV"),
        ("tweet_id,author,text,views\n1,a,b,1.2K\n", "record 1: 'views' is '1.2K', a whole number was expected"),
        ("Name,Words\na,b\n", "no known shape of a tweet; it has Name, Words.*tweets.toml"),
        ("tweet_id,author,text\n", "holds no tweets"),
        ("URL,Tweet text,Seen by,Date\nnowhere,b,1,2026-03-01\n", "'URL' is None, the digits of a tweet's id"),
        ("URL,Tweet text,Seen by,Date\nhttps://x.com/a/status/1,b,1,1 March\n", "'Date' is '1 March', a date like"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_with_its_place(content: str, says: str) -> None:
    with pytest.raises(UnreadableTweets, match=re.compile(says, re.DOTALL)):
        parse(content.encode(), "bad.csv", [MINE])


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"text": "a", "link": "b", "mood": "c"}, "m: 'mood' is none of tweet_id, link"),
        ({"text": "a", "author": "b"}, "m: text is needed, and tweet_id with author, or link"),
        ({"link": "a"}, "text is needed"),
    ],
)
def test_a_mapping_that_cannot_name_a_tweet_is_refused(names: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        mapped("m", names)
