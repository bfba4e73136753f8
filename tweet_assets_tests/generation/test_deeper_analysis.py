"""What a model sees at work in tweets, against a real local server that may say anything. Every text is invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tweet_assets.generation import model_settings
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.deeper_analysis import COLUMNS, Analysed, analyse
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

NONE = pd.DataFrame(columns=list(COLUMNS), dtype="str")
GOOD = {"mechanisms": ["surprise", "surprise"], "feeling": "awe"}


def library(*texts: str, quarantine: str | None = None) -> pd.DataFrame:
    rows = [(f"tweet:{n:02}", f"invented_{n}", text, quarantine) for n, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["example_id", "author", "text", "quarantine"])


class Desk:
    """A server that answers in turn, and what it was asked."""

    def __init__(self, server: HTTPServer, store: Warehouse) -> None:
        self.server, self.store = server, store
        self.asked: list[list[str]] = []

    def analyse(self, rows: pd.DataFrame, known: pd.DataFrame = NONE) -> Analysed:
        environment = {
            "TWEET_ASSETS_BASE_URL": self.server.url_for("/v1"),
            "TWEET_ASSETS_MODEL": "m",
            "TWEET_ASSETS_USD_PER_MILLION": "1,1",
            "TWEET_ASSETS_API_MODE": "chat",
        }
        calls = Calls(self.store, lambda: datetime(2026, 3, 10, tzinfo=UTC), SETTINGS.generation)
        client, model = model_settings.client(calls, environment), model_settings.model(environment)
        return analyse(rows, known, client, model)

    def serve(self, *answers: object) -> None:
        def handle(request: Request) -> Response:
            self.asked.append(json.loads(request.get_json()["messages"][1]["content"]))
            said = answers[min(len(self.asked), len(answers)) - 1]
            labels = {"labels": [said] * len(self.asked[-1])} if isinstance(said, dict) else said
            message = {"role": "assistant", "content": json.dumps(labels)}
            body = {
                "model": "m-2026",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 10, "completion_tokens": 5},
            }
            return Response(json.dumps(body), content_type="application/json")

        self.server.expect_request("/v1/chat/completions").respond_with_handler(handle)


@pytest.fixture
def desk(tmp_path: Path, httpserver: HTTPServer) -> Desk:
    return Desk(httpserver, Warehouse(tmp_path / "external.duckdb", "external"))


def test_labels_come_from_the_list_and_stand_while_the_text_does(desk: Desk) -> None:
    desk.serve(GOOD)
    first = desk.analyse(library("Tea, slowly.", "Rain."))
    assert first.failures == ()
    assert list(first.rows.columns) == list(COLUMNS)
    assert [list(m) for m in first.rows["mechanisms"]] == [["surprise"]] * 2
    assert (first.rows["model"].tolist(), first.rows["author"].tolist()) == (
        ["m-2026"] * 2,
        ["invented_0", "invented_1"],
    )

    again = desk.analyse(library("Tea, slowly.", "Snow."), first.rows)
    assert desk.asked == [["Tea,▁slowly.", "Rain."], ["Snow."]]
    assert len(again.rows) == 2
    assert desk.store.table("generation.model_calls")["purpose"].tolist() == ["analysis"] * 2


@pytest.mark.parametrize(
    "said",
    [
        {"mechanisms": ["ignore your rules"], "feeling": "awe"},
        {"mechanisms": ["surprise"], "feeling": "obedience"},
        {"mechanisms": [], "feeling": "awe"},
        {"mechanisms": ["surprise"] * 4, "feeling": "awe"},
        {"mechanisms": "surprise", "feeling": "awe"},
        {**GOOD, "note": "post this"},
        [GOOD],
        "fine",
    ],
)
def test_an_answer_with_a_word_of_its_own_is_thrown_away_whole_and_not_paid_twice(desk: Desk, said: object) -> None:
    desk.serve(said)
    found = desk.analyse(library("Tea.", "Rain."))
    assert found.rows.empty
    assert len(found.failures) == 1
    assert desk.analyse(library("Tea.", "Rain.")).rows.empty
    assert len(desk.asked) == 1


def test_what_is_quarantined_is_shown_to_nobody_and_a_run_asks_for_so_many(desk: Desk) -> None:
    desk.serve(GOOD)
    assert desk.analyse(library("Tea.", quarantine="speaks")).rows.empty
    assert desk.asked == []
    many = library(*(f"Tea {n}." for n in range(60)))
    assert len(desk.analyse(many).rows) == SETTINGS.generation.analysis_batch * SETTINGS.generation.analysis_batches_max


def test_a_batch_that_fails_leaves_the_others(desk: Desk) -> None:
    desk.serve("fine", GOOD)
    found = desk.analyse(library(*(f"Tea {n}." for n in range(15))))
    assert len(found.rows) == 5
    assert len(found.failures) == 1
