"""Money for a language model: reserved before, settled after, and never spent twice."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer

from tweet_assets.generation import model_settings
from tweet_assets.generation.budget import Settlement, UnknownPrice, Usage
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.openai_writer import OpenAIWriter
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.writers import OutOfBudget, WriterError
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

DAY = date(2026, 3, 10)
SMALL = replace(SETTINGS.generation, usd_a_day_max=0.10, calls_a_day_max=3)
CELL = Cell("invented_me", DAY, "story", "own", "writing")
PROMPT = Prompt("instructions", "input", "1", "hash")
KEY = "sk-invented-0123456789"


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "external.duckdb", "external")


def answered(usd: float | None, response: str = "{}") -> Settlement:
    return Settlement(Usage(10, 20), usd, response=response, model="m", request_id="r")


def test_an_answer_is_kept_and_its_cost_counts(store: Warehouse) -> None:
    calls = Calls(store, lambda: DAY, SMALL)
    assert calls.stored("one") is None
    calls.reserve("one", "me", "m", 0.09)
    assert calls.stored("one") is None
    with pytest.raises(OutOfBudget, match="spent or reserved"):
        calls.reserve("two", "me", "m", 0.02)

    calls.settle("one", answered(0.01, '{"a": 1}'))

    assert calls.stored("one") == '{"a": 1}'
    calls.reserve("two", "me", "m", 0.09)
    row = store.table("generation.model_calls", request_hash="one").iloc[0]
    assert (row["state"], row["usd_spent"], row["input_tokens"], row["model_answered"]) == ("answered", 0.01, 10, "m")


def test_a_cost_that_nobody_reported_keeps_its_reservation(store: Warehouse) -> None:
    calls = Calls(store, lambda: DAY, SMALL)
    calls.reserve("one", "me", "m", 0.09)
    calls.settle("one", answered(None))

    with pytest.raises(OutOfBudget):
        calls.reserve("two", "me", "m", 0.02)


def test_what_a_failed_try_cost_stays_counted_once_the_request_is_answered(store: Warehouse) -> None:
    calls = Calls(store, lambda: DAY, SMALL)
    calls.reserve("one", "me", "m", 0.04)
    calls.settle("one", Settlement(Usage(1, 1), 0.03, failure="truncated"))
    calls.reserve("one", "me", "m", 0.04)
    calls.settle("one", answered(0.02))

    assert store.table("generation.model_calls")["usd_spent"].tolist() == [pytest.approx(0.05)]


def test_calls_are_capped_too_and_another_day_is_free(store: Warehouse) -> None:
    calls = Calls(store, lambda: DAY, SMALL)
    for name in ("one", "two", "three"):
        calls.reserve(name, "me", "m", 0.001)
    with pytest.raises(OutOfBudget, match="3 calls were made"):
        calls.reserve("four", "me", "m", 0.001)

    Calls(store, lambda: date(2026, 3, 11), SMALL).reserve("four", "me", "m", 0.001)


def test_settling_twice_is_settling_once(store: Warehouse) -> None:
    calls = Calls(store, lambda: DAY, SMALL)
    calls.reserve("one", "me", "m", 0.04)
    calls.settle("one", answered(0.02))
    once = store.table("generation.model_calls")
    calls.settle("one", answered(0.02))

    pd.testing.assert_frame_equal(store.table("generation.model_calls"), once)


def test_a_call_that_nobody_reserved_cannot_be_settled(store: Warehouse) -> None:
    with pytest.raises(LookupError, match="no call nobody to settle"):
        Calls(store, lambda: DAY, SMALL).settle("nobody", answered(0.02))


def test_what_nobody_told_of_a_failure_is_null_and_its_reservation_is_carried(store: Warehouse) -> None:
    calls = Calls(store, lambda: DAY, SMALL)
    calls.reserve("one", "me", "m", 0.04)
    calls.settle("one", Settlement(Usage(None, None), None, failure="Unavailable"))

    row = store.table("generation.model_calls").iloc[0]
    assert row[["response", "model_answered", "input_tokens", "output_tokens", "usd_spent"]].isna().all()
    assert calls.stored("one") is None
    calls.reserve("one", "me", "m", 0.04)
    again = store.table("generation.model_calls").iloc[0]
    assert (again["usd_before"], again["usd_reserved"]) == (pytest.approx(0.04), pytest.approx(0.08))


RESERVE = """
import sys, warnings
from dataclasses import replace
from datetime import date
from pathlib import Path
warnings.simplefilter("ignore")
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.writers import OutOfBudget
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse
settings = replace(SETTINGS.generation, usd_a_day_max=0.10)
calls = Calls(Warehouse(Path(sys.argv[1]), "external"), lambda: date(2026, 3, 10), settings)
for n in range(5):
    try:
        calls.reserve(f"{sys.argv[2]}-{n}", "me", "m", 0.01)
    except OutOfBudget:
        pass
"""


@pytest.mark.slow
def test_eight_processes_at_once_do_not_pass_the_cap(store: Warehouse) -> None:
    store.read("select 1")
    running = [subprocess.Popen([sys.executable, "-c", RESERVE, str(store.path), str(n)]) for n in range(8)]

    assert [process.wait(timeout=90) for process in running] == [0] * 8
    assert store.table("generation.model_calls")["usd_reserved"].sum() == pytest.approx(0.10)


def serve(server: HTTPServer, times: int) -> None:
    body = {
        "id": "r1",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": "gpt-invented",
        "output": [
            {
                "type": "message",
                "id": "m1",
                "role": "assistant",
                "status": "completed",
                "content": [
                    {"type": "output_text", "text": json.dumps({"drafts": ["One.", "Two."]}), "annotations": []}
                ],
            }
        ],
        "usage": {
            "input_tokens": 100,
            "output_tokens": 50,
            "total_tokens": 150,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
    }
    for _ in range(times):
        server.expect_ordered_request("/v1/responses", method="POST").respond_with_json(body)


def writer(store: Warehouse, server: HTTPServer, **more: str) -> OpenAIWriter:
    environment = {"OPENAI_API_KEY": KEY, "TWEET_ASSETS_BASE_URL": server.url_for("/v1"), **more}
    return model_settings.model_writer(Calls(store, lambda: DAY, SETTINGS.generation), environment)


def test_asking_again_costs_nothing_and_the_key_stands_nowhere(store: Warehouse, httpserver: HTTPServer) -> None:
    serve(httpserver, 2)
    first = writer(store, httpserver).write(PROMPT, CELL, 2, seed=1)
    again = writer(store, httpserver).write(PROMPT, CELL, 2, seed=1)
    writer(store, httpserver).write(PROMPT, replace(CELL, format="data"), 2, seed=1)

    assert first.texts == again.texts == ("One.", "Two.")
    assert len(httpserver.log) == 2
    row = store.table("generation.model_calls").iloc[0]
    assert row["usd_spent"] == pytest.approx((100 * 0.10 + 50 * 0.50) / 1e6)
    assert KEY.encode() not in store.path.read_bytes()
    assert KEY not in repr(writer(store, httpserver))


def test_an_answer_that_was_stored_before_a_run_died_is_not_paid_again(
    store: Warehouse, httpserver: HTTPServer
) -> None:
    class Died(BaseException):
        """The process ends right after the answer was stored, before anybody read it."""

    class Dying(Calls):
        def settle(self, request_hash: str, settlement: Settlement) -> None:
            super().settle(request_hash, settlement)
            raise Died

    serve(httpserver, 1)
    with pytest.raises(Died):
        replace(writer(store, httpserver), ledger=Dying(store, lambda: DAY, SETTINGS.generation)).write(
            PROMPT, CELL, 2, seed=1
        )

    assert writer(store, httpserver).write(PROMPT, CELL, 2, seed=1).texts == ("One.", "Two.")
    assert len(httpserver.log) == 1


def test_a_wrong_key_is_an_error_without_the_key_in_it(store: Warehouse, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/responses").respond_with_json({"error": {"message": f"bad {KEY}"}}, status=401)

    with pytest.raises(WriterError) as error:
        writer(store, httpserver).write(PROMPT, CELL, 2, seed=1)
    assert KEY not in str(error.value)
    assert KEY.encode() not in store.path.read_bytes()


@pytest.mark.parametrize(
    ("environment", "error", "told"),
    [
        ({"TWEET_ASSETS_API_MODE": "telepathy"}, model_settings.BadVariable, "TWEET_ASSETS_API_MODE is 'telepathy'"),
        (
            {"TWEET_ASSETS_USD_PER_MILLION": "cheap"},
            model_settings.BadVariable,
            "TWEET_ASSETS_USD_PER_MILLION is 'cheap'",
        ),
        ({"TWEET_ASSETS_MODEL": "unknown-1"}, UnknownPrice, "unknown-1"),
    ],
)
def test_a_variable_that_cannot_be_meant_is_named(
    store: Warehouse, environment: dict[str, str], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        model_settings.model_writer(Calls(store, lambda: DAY, SMALL), environment)


def test_a_server_of_ones_own_needs_no_key_and_may_cost_nothing(store: Warehouse) -> None:
    environment = {
        "TWEET_ASSETS_BASE_URL": "http://127.0.0.1:9/v1",
        "TWEET_ASSETS_MODEL": "mine",
        "TWEET_ASSETS_USD_PER_MILLION": "0,0",
        "TWEET_ASSETS_API_MODE": "chat",
    }
    mine = model_settings.model_writer(Calls(store, lambda: DAY, SMALL), environment)

    assert (mine.model, mine.api_mode, mine.base_url, mine.cost.input) == (
        "mine",
        "chat",
        environment["TWEET_ASSETS_BASE_URL"],
        0,
    )
    assert model_settings.is_configured(environment)
    assert not model_settings.is_configured({})
