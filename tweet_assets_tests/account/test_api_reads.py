"""Reads of X's API: literal answers in both vocabularies, what they say of a post, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from account.own_files import (
    CONTENT,
    FIGURES,
    FOLDER,
    MOMENT,
    NOW,
    ONE,
    SIMULATED,
    THREE,
    TWO,
    Bench,
    api_post,
    api_read,
    content,
    record,
    state,
    table,
)
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.account import accounting, api_counts, api_reads, importing, maturity
from tweet_assets.account.exports import Setting
from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.warehouse import Warehouse

TWEETS = b"""
{"tweet_assets_read": 1, "account": "Invented_Me", "server": "https://api.x.com",
 "observed_at": "2021-03-06T12:00:00Z",
 "posts": {
  "data": [
   {"id": "1367807100318646272", "author_id": "77", "created_at": "2021-03-05T12:00:00.000Z",
    "text": "Cut here\\u2026 https://t.co/short",
    "note_tweet": {"text": "Whole &amp; long, see https://t.co/page"},
    "public_metrics": {"like_count": 3, "retweet_count": 1, "reply_count": 0, "quote_count": 12,
     "bookmark_count": 10, "impression_count": 215},
    "non_public_metrics": {"engagements": 19, "impression_count": 216, "url_link_clicks": 5, "user_profile_clicks": 4},
    "organic_metrics": {"like_count": 2, "retweet_count": 0, "reply_count": 1, "impression_count": 200,
     "url_link_clicks": 4, "user_profile_clicks": 3},
    "referenced_tweets": [{"type": "quoted", "id": "1367"}],
    "entities": {"urls": [{"url": "https://t.co/page", "expanded_url": "https://example.com/page"}]}}],
  "includes": {"users": [{"id": "88", "username": "other"}, {"id": "77", "username": "invented_me"}]}}}
"""
"""One post, as the API answers in its older vocabulary, read a day after it was posted, to the second."""
POSTS = (
    TWEETS.replace(b"note_tweet", b"note_post")
    .replace(b"referenced_tweets", b"referenced_posts")
    .replace(b"retweet_count", b"repost_count")
)
"""The same in its newer one."""
UNKNOWN = {"shares", "follows", "detail_expands", "hashtag_clicks", "permalink_clicks"}
"""What no metrics object has."""


def figures(row: dict[str, object]) -> dict[str, object]:
    return {count: None if pd.isna(row[count]) else row[count] for count in COUNTS}  # type: ignore[call-overload]


def snapshots(store: Warehouse) -> pd.DataFrame:
    return maturity.snapshots(
        store.table("account.analytics_exports"), store.table("account.export_files"), {}, FOLDER.zone
    )


@pytest.mark.parametrize("answer", [TWEETS, POSTS], ids=["tweets", "posts"])
def test_an_answer_in_either_vocabulary_says_the_same_of_a_post(bench: Bench, answer: bytes) -> None:
    assert ONE == "1367807100318646272"
    read = bench.read(answer, "read.json")

    export = read.export
    assert (export.export_format, export.language, read.fates) == ("api", "JSON", (1, 0, 0, 0, 0))
    assert export.generated_at == datetime(2021, 3, 6, 12, tzinfo=UTC)
    assert (export.period_end, export.file_sha256) == (None, sha256(answer).hexdigest())
    row = read.row
    assert (row["record_number"], row["account"], row["post_id"], row["posted_at"]) == (1, "Invented_Me", ONE, MOMENT)
    assert (row["text"], row["text_source"]) == ("Whole & long, see https://example.com/page", "api")
    assert (row["reply_to"], row["quotes"]) == ("nobody", True)
    assert pd.isna(row["reply_to_post_id"])  # type: ignore[call-overload]
    assert (row["media"], row["links"]) == ("none", True)
    assert figures(row) == {
        "impressions": 215,
        "engagements": 19,
        "likes": 3,
        "reposts": 1,
        "replies": 0,
        "bookmarks": 10,
        "shares": None,
        "follows": None,
        "profile_visits": 4,
        "detail_expands": None,
        "url_clicks": 5,
        "hashtag_clicks": None,
        "permalink_clicks": None,
    }


def test_analytics_win_where_they_say_something_and_zero_is_something(bench: Bench) -> None:
    analytics = {"impressions": 300, "likes": 0, "shares": 11, "follows": 9, "url_clicks": None, "retweets": 8}
    told = figures(bench.read(api_read(api_post(analytics=analytics)), "read.json").row)

    assert (told["impressions"], told["likes"], told["reposts"]) == (300, 0, 8)
    assert (told["shares"], told["follows"]) == (11, 9)
    assert (told["url_clicks"], told["replies"], told["engagements"]) == (5, 2, 19)  # as the metrics have them


def test_analytics_alone_fill_every_count(bench: Bench) -> None:
    analytics = {
        "impressions": 215,
        "engagements": 19,
        "likes": 3,
        "replies": 2,
        "retweets": 1,
        "bookmarks": 10,
        "shares": 11,
        "follows": 9,
        "url_clicks": 5,
        "user_profile_clicks": 4,
        "detail_expands": 7,
        "hashtag_clicks": 6,
        "permalink_clicks": 8,
    }
    post = {"id": ONE, "text": "A text", "author_id": "77", "analytics": analytics}

    assert figures(bench.read(api_read(post), "read.json").row) == FIGURES


def test_organic_counts_stand_in_where_no_total_is_told(bench: Bench) -> None:
    post = {"id": ONE, "text": "A text", "author_id": "77", "organic_metrics": {"impression_count": 7, "like_count": 1}}
    told = figures(bench.read(api_read(post), "read.json").row)

    assert {count: told[count] for count in COUNTS if told[count] is not None} == {"impressions": 7, "likes": 1}


def test_what_is_absent_is_unknown_and_no_zero(bench: Bench) -> None:
    told = figures(bench.read(api_read({"id": ONE, "text": "A text", "author_id": "77"}), "read.json").row)
    assert told == dict.fromkeys(COUNTS)

    told = figures(bench.read(api_read(api_post()), "read.json").row)
    assert {count for count in COUNTS if told[count] is None} == UNKNOWN


@given(st.dictionaries(st.sampled_from(COUNTS), st.integers(0, 10**15 - 1)))
def test_every_count_of_analytics_comes_out_as_it_went_in(counts: dict[str, int]) -> None:
    names = {"reposts": "retweets", "profile_visits": "user_profile_clicks"}
    post = {"analytics": {names.get(count, count): number for count, number in counts.items()}}

    assert api_counts.counts(post, "here") == {c: str(counts[c]) if c in counts else None for c in COUNTS}


# ---- chains, links, media

ANSWER = {"type": "replied_to", "id": "5"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, ("nobody", None, False)),
        ({"in_reply_to_user_id": "77"}, ("self", None, False)),
        ({"in_reply_to_user_id": "88"}, ("other", None, False)),
        ({"in_reply_to_user_id": "77", "referenced_tweets": [ANSWER]}, ("self", "5", False)),
        ({"in_reply_to_user_id": "88", "referenced_posts": [ANSWER]}, ("other", None, False)),
        ({"referenced_tweets": [ANSWER | {"id": ONE}]}, ("self", ONE, False)),  # it is in the same answer
        ({"referenced_tweets": [ANSWER]}, ("other", None, False)),
        ({"referenced_posts": [{"type": "quoted", "id": "5"}]}, ("nobody", None, True)),
    ],
)
def test_whom_a_post_answers_and_whether_it_quotes(
    bench: Bench, more: dict[str, object], told: tuple[str, str | None, bool]
) -> None:
    rows = bench.read(api_read(api_post(), api_post(TWO, "Two", **more)), "read.json").rows

    row = rows.set_index("post_id").loc[TWO]
    assert (row["reply_to"], row["reply_to_post_id"] if pd.notna(row["reply_to_post_id"]) else None) == told[:2]
    assert row["quotes"] == told[2]


def urls(**pairs: str) -> dict[str, object]:
    """The entities of a text: what each short link stands for."""
    return {"urls": [{"url": f"https://t.co/{short}", "expanded_url": whole} for short, whole in pairs.items()]}


def test_short_links_are_written_out_and_one_that_begins_like_another_is_not_taken_for_it(bench: Bench) -> None:
    entities = urls(a="https://one.example", ab="https://two.example")
    text = "https://t.co/ab, https://t.co/a and https://t.co/c"
    row = bench.read(api_read(api_post(text=text, entities=entities)), "read.json").row

    assert row["text"] == "https://two.example, https://one.example and https://t.co/c"
    assert row["links"]
    assert pd.isna(row["media"])  # type: ignore[call-overload] # what the last one leads to is not known


PICTURE = f"https://x.com/Invented_Me/status/{ONE}/photo/1"


@pytest.mark.parametrize(
    ("text", "more", "links", "media"),
    [
        ("No link", {}, False, "none"),
        ("See https://t.co/a", {"entities": urls(a="https://one.example")}, True, "none"),
        ("See https://t.co/a", {"entities": urls(a="https://x.com/other/status/5")}, False, "none"),
        ("See https://t.co/a", {}, None, None),
        ("See https://t.co/a", {"entities": urls(a=PICTURE)}, False, None),
        ("See https://t.co/a", {"entities": urls(a=PICTURE), "attachments": {"media_keys": ["3_1"]}}, False, "photo"),
        ("See", {"attachments": {"media_keys": ["3_1", "7_1"]}}, False, "photo+video"),
        ("See", {"attachments": {"media_keys": ["3_1", "9_9"]}}, False, None),
        ("See", {"attachments": {"poll_ids": ["1"]}}, False, "none"),
    ],
)
def test_links_and_media_are_told_where_the_answer_tells_them(
    bench: Bench, text: str, more: dict[str, object], links: bool | None, media: str | None
) -> None:
    kinds = [{"media_key": "3_1", "type": "photo"}, {"media_key": "7_1", "type": "video"}]
    row = bench.read(api_read(api_post(text=text, **more), media=kinds), "read.json").row

    assert (None if pd.isna(row["links"]) else row["links"]) == links  # type: ignore[call-overload]
    assert (None if pd.isna(row["media"]) else row["media"]) == media  # type: ignore[call-overload]


def test_kinds_follow_from_the_references_of_posts(store: Warehouse) -> None:
    reply = {"in_reply_to_user_id": "77", "referenced_tweets": [{"type": "replied_to", "id": ONE}]}
    repost = {"referenced_posts": [{"type": "reposted", "id": "5"}]}
    record(store, api_read(api_post(), api_post(TWO, "Two", **reply), api_post(THREE, "Theirs", **repost)), "read.json")

    posts = store.table("account.posts").set_index("post_id")
    assert posts["kind"].to_dict() == {ONE: "thread_head", TWO: "thread_part", THREE: "repost"}
    assert posts["text"].to_dict() == {ONE: "A text", TWO: "Two", THREE: "RT @: Theirs"}
    assert set(posts["source"]) == {"api"}


@pytest.mark.parametrize("kind", ["retweeted", "reposted"])
def test_what_was_reposted_keeps_the_mark_that_x_gives_it(bench: Bench, kind: str) -> None:
    references = [{"type": kind, "id": "5"}]
    post = api_post(text="RT @other: Theirs…", referenced_tweets=references, note_tweet={"text": "Theirs, whole"})

    assert bench.read(api_read(post), "read.json").row["text"] == "RT @other: Theirs…"


def test_a_post_older_than_ids_with_a_time_has_the_time_that_the_answer_says(bench: Bench) -> None:
    read = bench.read(
        api_read(api_post("1234567", created_at="2009-06-01T08:30:05.000+02:00"), api_post("1234568")), "read.json"
    )

    assert read.row["posted_at"] == pd.Timestamp("2009-06-01T06:30:05Z")
    assert read.refused["reason"].tolist() == [
        "1234568 is not an id of November 2010 or later, and the file has no time of day for it"
    ]


# ---- whose it is


def test_a_post_of_somebody_else_is_foreign_and_one_of_nobody_is_refused(bench: Bench) -> None:
    four = str(int(THREE) + 1)
    posts = (
        api_post(),
        api_post(TWO, author="88"),
        api_post(THREE, author="99"),
        api_post(four, author=None),
    )
    read = bench.read(api_read(*posts), "read.json")

    assert read.fates == (1, 0, 1, 0, 2)
    assert read.refused["record_number"].tolist() == [2, 3, 4]
    assert read.refused["fate"].tolist() == ["foreign", "refused", "refused"]
    assert read.refused["reason"].tolist() == [
        "@other is not a configured account; add it to accounts.toml if it is yours",
        f"nothing says whose {THREE} is: its author is not among the users that came with it",
        f"nothing says whose {four} is: its author is not among the users that came with it",
    ]


def test_a_user_whose_name_could_not_be_one_is_nobody(bench: Bench) -> None:
    users = {"77": "Invented_Me", "66": f"Invented_Me/status/{TWO}?"}
    read = bench.read(api_read(api_post(), api_post(THREE, author="66"), users=users), "read.json")

    assert (read.fates, read.rows["post_id"].tolist()) == ((1, 0, 0, 0, 1), [ONE])


def test_the_same_post_twice_is_a_duplicate_and_the_larger_figures_count(bench: Bench) -> None:
    read = bench.read(api_read(api_post(), api_post(analytics={"impressions": 999})), "read.json")

    assert (read.fates, read.row["impressions"]) == ((1, 1, 0, 0, 0), 999)


def test_an_answer_without_posts_is_an_export_without_rows(bench: Bench) -> None:
    assert bench.read(api_read(), "read.json").fates == (0, 0, 0, 0, 0)
    envelope = json.loads(api_read()) | {"posts": {"meta": {"result_count": 0}}}
    assert bench.read(json.dumps(envelope).encode(), "read.json").fates == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("server", "host"),
    [
        ("https://api.x.com", "x.com"),
        ("https://api.x.com/", "x.com"),
        ("https://api.twitter.com", "x.com"),
        ("http://api.x.com", "simulated.example"),
        ("https://api.x.com.example", "simulated.example"),
        ("http://127.0.0.1:8080", "simulated.example"),
    ],
)
def test_only_a_read_of_x_itself_is_real(bench: Bench, server: str, host: str) -> None:
    assert api_reads.host_of(server) == host
    right, wrong = (FOLDER, SIMULATED) if host == "x.com" else (SIMULATED, FOLDER)
    data = api_read(api_post(), server=server)

    assert bench.read(data, "read.json", folder=right).fates == (1, 0, 0, 0, 0)
    kind = "real" if wrong.simulated else "simulated"
    with pytest.raises(UnreadableExport, match=f"a {kind} post, and this data folder is not for those"):
        bench.read(data, "read.json", folder=wrong)


def test_a_read_lies_in_the_folder_of_its_account_or_in_none(bench: Bench) -> None:
    two = Folder(accounts=(Account("Invented_Me", aliases=("invented_before",)), Account("Invented_Too")))
    for handle in (None, "Invented_Me"):
        for account in ("invented_me", "Invented_Before"):
            data = api_read(api_post(), account=account)
            assert bench.read(data, "read.json", folder=two, handle=handle).fates == (1, 0, 0, 0, 0)

    with pytest.raises(UnreadableExport, match=r"is of @Invented_Me, and lies in the folder of @Invented_Too. Move it"):
        bench.read(api_read(api_post()), "read.json", folder=two, handle="Invented_Too")
    with pytest.raises(UnreadableExport, match=r"it is of @stranger, which is not a configured account. Add it to acc"):
        bench.read(api_read(api_post(), account="stranger"), "read.json")


# ---- when it was read


def test_a_read_and_a_content_export_of_a_post_are_two_snapshots_and_the_first_mature_one_is_its_outcome(
    store: Warehouse,
) -> None:
    record(store, api_read(api_post(analytics={"likes": 1}), observed="2021-03-06T11:59:59Z"), "early.json")
    record(store, api_read(api_post(analytics={"likes": 2}), observed="2021-03-06T12:00:00Z"), "due.json")
    record(store, table(CONTENT, content(likes="9")), "account_analytics_content_2021-03-01_2021-03-20.csv")
    names = store.table("account.export_files").set_index("file_sha256")["name"]

    shots = snapshots(store).assign(name=lambda rows: rows["file_sha256"].map(names)).set_index("name")
    assert shots["likes"].to_dict() == {
        "early.json": 1,
        "due.json": 2,
        "account_analytics_content_2021-03-01_2021-03-20.csv": 9,
    }
    assert shots.loc[["early.json", "due.json"], "matured"].tolist() == [False, True]
    assert shots.loc[["early.json", "due.json"], "observed_basis"].tolist() == ["file", "file"]
    posts = store.table("account.posts")
    assert (posts["post_id"].tolist(), posts["source"].tolist()) == ([ONE], ["api"])
    [outcome] = maturity.outcomes(snapshots(store), posts, FOLDER.zone).to_dict("records")
    assert (outcome["likes"], outcome["age_hours_min"], outcome["age_hours_max"]) == (2, 24.0, 24.0)
    assert outcome["known_at"] == pd.Timestamp("2021-03-06T12:00Z")


def test_figures_of_both_sources_are_the_same_where_both_have_them(bench: Bench) -> None:
    api = figures(bench.read(api_read(api_post()), "read.json").row)
    exported = figures(bench.read(table(CONTENT, content())).row)

    assert {count: api[count] for count in COUNTS if count not in UNKNOWN} == {
        count: exported[count] for count in COUNTS if count not in UNKNOWN
    }


def test_a_read_that_came_too_early_is_to_be_made_again_and_its_moment_is_not_asked_for(memory: Path) -> None:
    store = Warehouse(memory / "own.duckdb", "own")
    box = memory / "inbox" / "invented_me"
    box.mkdir(parents=True)
    (box / "read.json").write_bytes(api_read(api_post(), observed="2021-03-05T13:00:00Z"))
    receipts = list(importing.take(memory / "inbox", Setting(FOLDER, NOW), store))

    [told] = accounting.table(store, FOLDER, receipts).to_dict("records")
    assert (told["fate"], told["recognised"], told["too young"]) == ("imported", "read of X's API, JSON", 1)
    assert told["next"] == "1 post was not a day old: export that time again"


def test_importing_a_read_twice_is_importing_it_once(memory: Path) -> None:
    store = Warehouse(memory / "own.duckdb", "own")
    box = memory / "inbox"
    box.mkdir()
    data = api_read(api_post(), api_post(TWO, "Two"))
    (box / "read.json").write_bytes(data)
    setting = Setting(FOLDER, NOW)

    assert [receipt.fate for receipt in importing.take(box, setting, store)] == ["imported"]
    before = state(store)
    assert [receipt.fate for receipt in importing.take(box, setting, store)] == ["known"]
    record(store, data, "read.json")
    assert state(store) == before


def test_a_moment_that_has_not_come_is_refused_but_for_the_day_that_clocks_may_differ(bench: Bench) -> None:
    assert bench.read(api_read(api_post(), observed="2021-04-11T09:00:00Z"), "read.json").fates[0] == 1
    with pytest.raises(UnreadableExport, match=r"read.json: `observed_at` is 2021-04-11 09:01 UTC, which has not come"):
        bench.read(api_read(api_post(), observed="2021-04-11T09:01:00Z"), "read.json")


def test_a_moment_in_a_zone_is_the_same_moment(bench: Bench) -> None:
    read = bench.read(api_read(api_post(), observed="2021-04-02T12:00:00+02:00"), "read.json")

    assert read.export.generated_at == datetime(2021, 4, 2, 10, tzinfo=UTC)


# ---- what is refused


def envelope(**changes: object) -> bytes:
    return json.dumps(json.loads(api_read(api_post())) | changes).encode()


def without(key: str) -> bytes:
    return json.dumps({k: v for k, v in json.loads(api_read(api_post())).items() if k != key}).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "read.json is no whole JSON in UTF-8"),
        (TWEETS[:-9], "is no whole JSON in UTF-8: .* Move it away, and read the posts again"),
        (b"\xff\xfe{}", "is no whole JSON in UTF-8"),
        (b"[" * 100_000, "is no whole JSON in UTF-8"),
        (b'{"n": ' + b"9" * 5000 + b"}", "is no whole JSON in UTF-8"),
        (b"[]", "is no read of X's API: it has no `tweet_assets_read`.*inbox/external"),
        (b'{"data": []}', "is no read of X's API"),
        (envelope(tweet_assets_read=2), "`tweet_assets_read` is '2', 1 was expected"),
        (envelope(tweet_assets_read=True), "`tweet_assets_read` is 'True', 1 was expected"),
        (without("account"), "`account` is 'None', a text was expected"),
        (envelope(account=" "), "`account` is ' ', a text was expected"),
        (envelope(server=5), "`server` is '5', a text was expected"),
        (envelope(observed_at="yesterday"), "`observed_at` is 'yesterday', a moment with its zone like 2026"),
        (envelope(observed_at="2021-04-02T10:00:00"), "`observed_at` is '2021-04-02T10:00:00', a moment with its zone"),
        (envelope(posts=[]), "`posts` is no object, the body of an answer was expected"),
        (envelope(posts={"errors": [{"title": "Not Found"}]}), "`posts.data` is no list of posts"),
        (envelope(posts={"data": {"id": ONE}}), "`posts.data` is no list of posts"),
        (envelope(posts={"data": ["x"]}), "`posts.data` is no list of posts"),
    ],
)
def test_what_is_no_read_is_refused_with_what_it_lacks(bench: Bench, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableExport, match=message):
        bench.read(data, "read.json")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": None}, "read.json: post 2 has no `id`"),
        ({"id": "12a"}, "post 2: `id` is '12a', digits as text were expected"),
        ({"id": "１２"}, "post 2: `id` is '１２', digits as text were expected"),
        ({"id": 5}, "post 2: `id` is '5', digits as text were expected"),
        ({"author_id": "@me"}, "post 2: `author_id` is '@me', digits as text were expected"),
        ({"in_reply_to_user_id": "x"}, "post 2: `in_reply_to_user_id` is 'x', digits as text were expected"),
        ({"referenced_tweets": [{"type": "quoted", "id": "x"}]}, "post 2: a reference: `id` is 'x', digits as text"),
        ({"public_metrics": [3]}, "post 2: `public_metrics` is '.3.', counts by name were expected"),
        ({"public_metrics": {"like_count": -1}}, "post 2: `public_metrics.like_count` is '-1', a whole number was ex"),
        ({"public_metrics": {"like_count": 1.5}}, "post 2: `public_metrics.like_count` is '1.5', a whole number"),
        ({"public_metrics": {"like_count": "1.2K"}}, "post 2: `public_metrics.like_count` is '1.2K', a whole number"),
        ({"public_metrics": {"like_count": True}}, "post 2: `public_metrics.like_count` is 'True', a whole number"),
        ({"public_metrics": {"like_count": 10**15}}, "post 2: `public_metrics.like_count` is '1000000000000000', a"),
        ({"analytics": {"likes": 1}, "organic_metrics": {"like_count": -2}}, "`organic_metrics.like_count` is '-2'"),
    ],
)
def test_one_wrong_id_or_count_refuses_the_whole_file(bench: Bench, changes: dict[str, object], message: str) -> None:
    with pytest.raises(UnreadableExport, match=message):
        bench.read(api_read(api_post(), api_post(TWO) | changes), "read.json")


def test_a_user_with_an_id_of_letters_or_with_two_names_is_refused(bench: Bench) -> None:
    with pytest.raises(UnreadableExport, match=r"read.json: user 2: `id` is 'me', digits as text were expected"):
        bench.read(api_read(api_post(), users={"77": "Invented_Me", "me": "Invented_Me"}), "read.json")
    data = json.loads(api_read(api_post()))
    data["posts"]["includes"]["users"].append({"id": "77", "username": "other"})
    with pytest.raises(UnreadableExport, match="user 77 is @Invented_Me and @other in `includes`"):
        bench.read(json.dumps(data).encode(), "read.json")


def test_a_refused_read_is_moved_aside_in_its_folder_and_the_others_go_on(memory: Path) -> None:
    store = Warehouse(memory / "own.duckdb", "own")
    box = memory / "inbox" / "invented_me"
    box.mkdir(parents=True)
    (box / "a.json").write_bytes(TWEETS[:-9])
    (box / "b.json").write_bytes(TWEETS)
    receipts = list(importing.take(memory / "inbox", Setting(FOLDER, NOW), store))

    assert [(receipt.name, receipt.fate) for receipt in receipts] == [
        ("invented_me/a.json", "refused"),
        ("invented_me/b.json", "imported"),
    ]
    assert (
        (box / "refused" / "a.json.reason.txt").read_text(encoding="utf-8").startswith("invented_me/a.json is no who")
    )
