"""Collecting by X's search, through the real SDK, against a real local server. Every tweet and name is invented."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tweet_assets.accounts import Collection, ConfigurationError
from tweet_assets.accounts_file import parse
from tweet_assets.command import main
from tweet_assets.generation import collecting, x_search
from tweet_assets.generation.collected import eligible
from tweet_assets.generation.collecting import Collected, Searches
from tweet_assets.generation.model_settings import BadVariable
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
TOKEN = "AAAA-invented-token"
ONE = Collection(("tea lang:en",), likes_min=200, tweets_max=10)
FREE = SETTINGS.generation.views_min


def tweet(n: int, views: int | None = FREE, naming: str = "retweet_count") -> dict[str, object]:
    metrics = {"like_count": 9, naming: 3, "reply_count": 1, "quote_count": 0, "bookmark_count": 2}
    if views is not None:
        metrics["impression_count"] = views
    return {
        "id": str(2028000000000000000 + n),
        "text": f"An invented tweet on tea, number {n}",
        "author_id": "7",
        "created_at": "2026-03-09T10:00:00.000Z",
        "public_metrics": metrics,
    }


def page(*tweets: dict[str, object]) -> dict[str, object]:
    users = [{"id": "7", "username": "kettle_x", "name": "Kettle"}]
    return {
        "data": list(tweets),
        "includes": {"users": users},
        "meta": {"result_count": len(tweets), "next_token": "n"},
    }


class X:
    """The server, what it was asked, and where what is collected goes."""

    def __init__(self, server: HTTPServer, folder: Path) -> None:
        self.server, self.asked = server, list[Request]()
        self.store = Warehouse(folder / "external.duckdb", "external")
        self.searches = Searches(self.store, folder / "collected", lambda: NOW, SETTINGS.generation)

    def serve(self, *answers: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
        def handle(request: Request) -> Response:
            self.asked.append(request)
            said = answers[min(len(self.asked), len(answers)) - 1]
            body = said if isinstance(said, str) else json.dumps(said)
            return Response(body, status, content_type="application/json", headers=headers)

        self.server.expect_request("/2/tweets/search/recent", method="GET").respond_with_handler(handle)

    def search(self, timeout_seconds: float = 5.0) -> x_search.XSearch:
        environment = {"X_BEARER_TOKEN": f"{TOKEN}\n", "TWEET_ASSETS_X_URL": self.server.url_for("")}
        found = x_search.search(environment, timeout_seconds)
        assert found is not None
        return found

    def collect(self, collection: Collection = ONE, timeout_seconds: float = 5.0) -> Collected:
        return collecting.collect(collection, self.search(timeout_seconds), self.searches)

    @property
    def ledger(self) -> list[dict[str, object]]:
        return self.store.table("generation.searches").to_dict("records")


@pytest.fixture
def x(httpserver: HTTPServer, tmp_path: Path) -> X:
    return X(httpserver, tmp_path)


@pytest.mark.parametrize("naming", ["retweet_count", "repost_count"])
def test_a_page_goes_into_the_ledger_of_tweets_and_costs_what_it_holds(x: X, naming: str) -> None:
    x.serve(page(tweet(1, naming=naming), tweet(2, FREE - 1, naming), tweet(3, None, naming)))
    found = x.collect()

    assert found.failures == ()
    assert found.usd == pytest.approx(0.015)
    [request] = x.asked
    assert request.args["query"] == "tea lang:en -is:retweet min_likes:200"
    assert (request.args["max_results"], request.args["sort_order"]) == ("10", "relevancy")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    rows = x.store.table("generation.viral_exports")
    assert set(rows["via"]) == {"api"}
    assert rows["author"].tolist() == ["kettle_x"] * 3
    assert rows["reposts"].tolist() == [3, 3, 3]
    assert (rows["fetched_at"] == NOW).all()
    assert eligible(rows, FREE, 30)["tweet_id"].tolist() == ["2028000000000000001"]
    [row] = x.ledger
    assert (row["state"], row["tweets_asked"], row["tweets_read"]) == ("answered", 10, 3)
    assert (row["usd_reserved"], row["usd_spent"]) == (pytest.approx(0.05), pytest.approx(0.015))
    [kept] = x.searches.pages.iterdir()
    assert json.loads(kept.read_text())["data"][0]["id"] == "2028000000000000001"


def test_a_search_that_finds_nothing_costs_nothing(x: X) -> None:
    x.serve({"meta": {"result_count": 0}})
    assert (x.collect().usd, x.collect().failures) == (0.0, ())
    assert x.store.table("generation.viral_exports").empty


def test_all_queries_together_read_no_more_than_a_collection_may(x: X) -> None:
    x.serve(page(tweet(1)), page(tweet(2)), page(tweet(3)))
    found = x.collect(Collection(("a", "b", "c"), tweets_max=30))
    assert [request.args["max_results"] for request in x.asked] == ["10", "10", "10"]
    assert [receipt.rows for receipt in found.receipts] == [1, 1, 1]


@pytest.mark.parametrize(
    ("status", "says", "usd"),
    [
        (401, r"does not accept the token \(401\)", 0.0),
        (403, r"does not accept the token \(403\)", 0.0),
        (402, "no credit is left", 0.0),
        (429, "it is free again at 09:20 UTC", 0.0),
        (400, r"refuses the search \(400\)", 0.0),
        (500, "failed with 500. What it counted is unknown", None),
    ],
)
def test_each_failure_has_its_name_is_asked_once_and_ends_the_collection(
    x: X, status: int, says: str, usd: float | None
) -> None:
    x.serve({"title": f"it said {TOKEN}"}, status=status, headers={"x-rate-limit-reset": "1773134400"})
    found = x.collect(Collection(("a", "b"), tweets_max=20))
    assert len(x.asked) == 1
    assert found.receipts == ()
    assert re.search(says, found.failures[0])
    assert TOKEN not in found.failures[0]
    [row] = x.ledger
    assert row["state"] == "failed"
    assert (row["usd_spent"] == 0.0) if usd == 0.0 else (row["usd_spent"] != row["usd_spent"])
    assert found.usd == pytest.approx(0.0 if usd == 0.0 else 0.05)


def test_no_answer_in_time_keeps_its_reservation(x: X) -> None:
    def sleepy(_: Request) -> Response:
        time.sleep(0.5)
        return Response("late")

    x.server.expect_request("/2/tweets/search/recent").respond_with_handler(sleepy)
    found = x.collect(timeout_seconds=0.1)
    assert "X gave no answer (ReadTimeout)" in found.failures[0]
    assert found.usd == pytest.approx(0.05)


@pytest.mark.parametrize("body", ["<html>", '{"data": [{"id": "1"}]}', '{"data": "no"}'])
def test_an_answer_that_is_no_page_of_tweets_says_so_and_is_kept(x: X, body: str) -> None:
    x.serve(body)
    found = x.collect()
    assert len(found.failures) == 1
    assert next(iter(x.searches.pages.iterdir())).read_text() == body
    assert x.ledger[0]["state"] == "failed"


def test_what_the_sdk_does_not_expect_is_read_all_the_same(x: X) -> None:
    odd = page(tweet(1)) | {"meta": {"result_count": "one"}}
    x.serve(odd)
    assert x.collect().receipts[0].rows == 1


def test_a_day_has_a_cap(x: X) -> None:
    x.serve(page(*(tweet(n) for n in range(30))))
    most = Collection(("a",), tweets_max=30)
    assert [x.collect(most).usd for _ in range(2)] == [pytest.approx(0.15)] * 2
    third = x.collect(most)
    assert len(x.asked) == 2
    assert "$0.300 of $0.30 are spent or reserved for searches today" in third.failures[0]
    assert third.usd == 0.0


def test_the_token_stands_nowhere(x: X, tmp_path: Path) -> None:
    x.serve(page(tweet(1)))
    x.collect()
    assert TOKEN not in repr(x.search())
    assert all(TOKEN.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


RESERVE = """
import sys, warnings
from datetime import UTC, datetime
from pathlib import Path
warnings.simplefilter("ignore")
from tweet_assets.accounts import Collection
from tweet_assets.generation import collecting
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

class Nothing:
    def page(self, query, tweets_max):
        return b'{"data": [], "meta": {"result_count": 30}}'

now = lambda: datetime(2026, 3, 10, tzinfo=UTC)
store = Warehouse(Path(sys.argv[1]), "external")
searches = collecting.Searches(store, Path(sys.argv[1]).parent, now, SETTINGS.generation)
with store.transaction() as transaction:
    pass
for n in range(2):
    with __import__("contextlib").suppress(collecting.OutOfBudget):
        with store.transaction() as transaction:
            collecting._reserve(transaction, f"{sys.argv[2]}-{n}", "q", 10, now(), SETTINGS.generation)
"""


@pytest.mark.slow
def test_eight_processes_at_once_do_not_pass_the_cap(x: X) -> None:
    x.store.read("select 1")
    running = [subprocess.Popen([sys.executable, "-c", RESERVE, str(x.store.path), str(n)]) for n in range(8)]
    assert [process.wait(timeout=90) for process in running] == [0] * 8
    assert x.store.table("generation.searches")["usd_reserved"].sum() == pytest.approx(0.30)


def test_without_a_token_or_a_collection_nothing_is_asked(x: X) -> None:
    assert x_search.search({}, 1.0) is None
    with pytest.raises(collecting.NotConfigured, match="has no X_BEARER_TOKEN"):
        collecting.collect(ONE, None, x.searches)
    with pytest.raises(collecting.NotConfigured, match=r"has no \[collection\]"):
        collecting.collect(None, x.search(), x.searches)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"X_BEARER_TOKEN": f"{TOKEN} x"}, "X_BEARER_TOKEN holds characters"),
        ({"X_BEARER_TOKEN": TOKEN, "TWEET_ASSETS_X_URL": f"http://me:{TOKEN}@x"}, "TWEET_ASSETS_X_URL is no address"),
    ],
)
def test_a_variable_that_cannot_be_meant_is_named_and_the_token_is_not(environment: dict[str, str], says: str) -> None:
    with pytest.raises(BadVariable, match=says) as error:
        x_search.search(environment, 1.0)
    assert TOKEN not in str(error.value)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", "`queries` is not given"),
        ("queries = []", "a list of short names"),
        ('queries = [""]', "a list of short names"),
        ('queries = ["a", "b"]\ntweets_max = 10', "each reads ten tweets at least, so 1 were expected"),
        ('queries = ["a"]\ntweets_max = 31', "a whole number from 10 to 30"),
        ('queries = ["a"]\nlikes_min = -1', "a whole number from 0"),
        ('querys = ["a"]', "did you mean `queries`"),
    ],
)
def test_a_collection_that_cannot_be_meant_is_refused(lines: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        parse(f'[collection]\n{lines}\n[[accounts]]\nhandle = "a"')


@pytest.mark.slow
def test_the_command_says_what_it_may_cost_asks_and_says_what_it_did(
    x: X, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x.serve(page(tweet(1), tweet(2, 10)))
    (tmp_path / "accounts.toml").write_text('[collection]\nqueries = ["tea"]\n[[accounts]]\nhandle = "invented_me"\n')
    arguments = ["--data", str(tmp_path), "collect"]
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 1
    assert "the environment has no X_BEARER_TOKEN" in refused.output
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    monkeypatch.setenv("TWEET_ASSETS_X_URL", x.server.url_for(""))
    assert "nothing was searched" in CliRunner().invoke(main, arguments, input="n\n").output
    assert x.asked == []
    done = CliRunner().invoke(main, arguments, input="y\n")
    assert done.exit_code == 0, done.output
    assert "Read at most 30 tweets by 1 searches, for at most $0.150?" in done.output
    assert "2 tweets, 1 of them with 50,000 views and more." in done.output
    assert "All searches of this folder so far: $0.010." in done.output
    assert TOKEN not in done.output
