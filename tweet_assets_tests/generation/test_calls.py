"""Money for a language model: reserved before, settled after, and never spent twice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tweet_assets.generation import model_settings
from tweet_assets.generation.budget import Call, Price, Reserved, Settlement, Stored, UnderWay, UnknownPrice, Usage
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.openai_writer import OpenAIWriter
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.generation.writers import OutOfBudget, PastDay, WriterError
from tweet_assets.settings import SETTINGS, Generation
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SMALL = replace(SETTINGS.generation, usd_a_day_max=0.10, calls_a_day_max=3)
CELL = Cell("invented_me", NOW.date(), "story", "own", "writing")
PROMPT = Prompt("instructions", "input", "1", "hash", ("text:own:1", "structure:tweet:2"))
KEY = "sk-invented-0123456789"


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "external.duckdb", "external")


def ledger(store: Warehouse, later_seconds: float = 0.0, settings: Generation = SMALL) -> Calls:
    return Calls(store, lambda: NOW + timedelta(seconds=later_seconds), settings, run_id="run-1")


def call(name: str, usd: float = 0.04) -> Call:
    return Call(name, "drafts", "me", "m", Price(1, 2), usd, "hash", "1", ("text:own:1",), "a reason")


def answered(usd: float | None, response: str = "{}") -> Settlement:
    return Settlement(Usage(10, 20), usd, response, None, "m-2026", "r", 200, 1.5)


def failed(usd: float | None) -> Settlement:
    return Settlement(Usage(None, None), usd, failure="Unavailable", http_status=500)


def test_an_answer_is_kept_and_its_cost_counts(store: Warehouse) -> None:
    calls = ledger(store)
    assert calls.begin(call("one", 0.09)) == Reserved(1)
    with pytest.raises(OutOfBudget, match="spent or reserved"):
        calls.begin(call("two", 0.02))

    calls.settle(call("one"), 1, answered(0.01, '{"a": 1}'))

    assert calls.begin(call("one", 0.09)) == Stored('{"a": 1}')
    assert calls.begin(call("two", 0.09)) == Reserved(1)


def test_what_is_stored_is_given_back_though_the_day_is_spent(store: Warehouse) -> None:
    calls = ledger(store)
    calls.begin(call("one", 0.10))
    calls.settle(call("one"), 1, answered(0.10))

    assert calls.begin(call("one", 0.10)) == Stored("{}")


def test_a_request_is_logged_with_all_that_tells_what_it_was(store: Warehouse) -> None:
    calls = ledger(store)
    calls.begin(call("one"))
    calls.settle(call("one"), 1, answered(0.01))

    [row] = store.table("generation.model_calls").to_dict("records")
    assert {name: row[name] for name in row if name != "examples"} == {
        "request_hash": "one",
        "attempt": 1,
        "purpose": "drafts",
        "run_id": "run-1",
        "utc_day": pd.Timestamp("2026-03-10"),
        "begun_at": pd.Timestamp(NOW),
        "account": "me",
        "prompt_hash": "hash",
        "prompt_version": "1",
        "because": "a reason",
        "model_asked": "m",
        "model_answered": "m-2026",
        "request_id": "r",
        "http_status": 200,
        "state": "answered",
        "response": "{}",
        "failure": row["failure"],
        "input_tokens": 10,
        "output_tokens": 20,
        "usd_per_million_input": 1.0,
        "usd_per_million_output": 2.0,
        "usd_reserved": 0.04,
        "usd_spent": 0.01,
        "latency_seconds": 1.5,
    }
    assert list(row["examples"]) == ["text:own:1"]
    assert pd.isna(row["failure"])


def test_a_cost_that_nobody_reported_keeps_its_reservation(store: Warehouse) -> None:
    calls = ledger(store)
    calls.begin(call("one", 0.09))
    calls.settle(call("one"), 1, answered(None))

    with pytest.raises(OutOfBudget):
        calls.begin(call("two", 0.02))


def test_every_request_counts_on_the_day_on_which_it_was_made(store: Warehouse) -> None:
    ledger(store).begin(call("one"))
    ledger(store).settle(call("one"), 1, failed(None))
    tomorrow = ledger(store, 86_400)

    assert tomorrow.begin(call("one", 0.10)) == Reserved(2)
    rows = store.table("generation.model_calls")
    assert rows["utc_day"].dt.day.tolist() == [10, 11]
    assert rows["usd_reserved"].tolist() == pytest.approx([0.04, 0.10])
    assert rows["usd_spent"].isna().all()


def test_calls_are_capped_too_by_request_and_another_day_is_free(store: Warehouse) -> None:
    calls = ledger(store)
    for attempt in (1, 2, 3):
        assert calls.begin(call("one", 0.001)) == Reserved(attempt)
        calls.settle(call("one"), attempt, failed(0.0))
    with pytest.raises(OutOfBudget, match="3 calls were made"):
        calls.begin(call("two", 0.001))

    assert ledger(store, 86_400).begin(call("two", 0.001)) == Reserved(1)


def test_a_request_that_another_run_is_making_is_waited_for_until_it_counts_as_lost(store: Warehouse) -> None:
    ledger(store).begin(call("one"))
    lifetime = SMALL.openai_timeout_seconds + SMALL.openai_grace_seconds

    assert ledger(store, 1).begin(call("one")) == UnderWay(lifetime - 1)
    assert ledger(store, lifetime).begin(call("one")) == Reserved(2)
    assert store.table("generation.model_calls")["usd_reserved"].sum() == pytest.approx(0.08)


def test_settling_twice_is_settling_once(store: Warehouse) -> None:
    calls = ledger(store)
    calls.begin(call("one"))
    calls.settle(call("one"), 1, answered(0.02))
    once = store.table("generation.model_calls")
    calls.settle(call("one"), 1, answered(0.02))

    pd.testing.assert_frame_equal(store.table("generation.model_calls"), once)


def test_a_call_that_nobody_reserved_cannot_be_settled(store: Warehouse) -> None:
    with pytest.raises(LookupError, match="no request nobody, attempt 1, to settle"):
        ledger(store).settle(call("nobody"), 1, answered(0.02))


RESERVE = """
import sys, warnings
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
warnings.simplefilter("ignore")
from tweet_assets.generation.budget import Call, Price
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.writers import OutOfBudget
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse
settings = replace(SETTINGS.generation, usd_a_day_max=0.10)
calls = Calls(Warehouse(Path(sys.argv[1]), "external"), lambda: datetime(2026, 3, 10, tzinfo=UTC), settings)
for n in range(5):
    try:
        calls.begin(Call(f"{sys.argv[2]}-{n}", "drafts", "me", "m", Price(1, 1), 0.01, "h", "1"))
    except OutOfBudget:
        pass
"""


@pytest.mark.slow
def test_eight_processes_at_once_do_not_pass_the_cap(store: Warehouse) -> None:
    store.read("select 1")
    running = [subprocess.Popen([sys.executable, "-c", RESERVE, str(store.path), str(n)]) for n in range(8)]

    assert [process.wait(timeout=90) for process in running] == [0] * 8
    assert store.table("generation.model_calls")["usd_reserved"].sum() == pytest.approx(0.10)


WRITE = """
import sys, warnings
from datetime import UTC, datetime
from pathlib import Path
warnings.simplefilter("ignore")
from tweet_assets.generation import model_settings
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse
now = lambda: datetime.now(UTC)
calls = Calls(Warehouse(Path(sys.argv[1]), "external"), now, SETTINGS.generation)
environment = {"OPENAI_API_KEY": "invented", "TWEET_ASSETS_BASE_URL": sys.argv[2]}
cell = Cell("invented_me", now().date(), "story", "own", "writing")
writer = model_settings.model_writer(calls, environment, now().date())
print(writer.write(Prompt("instructions", "input", "1", "hash"), cell, 2, 1).texts)
"""


@pytest.mark.slow
def test_eight_runs_that_ask_the_same_at_once_pay_once(store: Warehouse, httpserver: HTTPServer) -> None:
    def slowly(_: Request) -> Response:
        time.sleep(1.5)
        return Response(json.dumps(body()), content_type="application/json")

    httpserver.expect_request("/v1/responses", method="POST").respond_with_handler(slowly)
    store.read("select 1")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(store.path), httpserver.url_for("/v1")], stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]

    assert {process.communicate(timeout=120)[0] for process in running} == {"('One.', 'Two.')\n"}
    assert len(httpserver.log) == 1
    assert len(store.table("generation.model_calls")) == 1


def body() -> dict[str, object]:
    return {
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


def serve(server: HTTPServer, times: int) -> None:
    for _ in range(times):
        server.expect_ordered_request("/v1/responses", method="POST").respond_with_json(body())


def writer(store: Warehouse, server: HTTPServer, **more: str) -> OpenAIWriter:
    environment = {"OPENAI_API_KEY": KEY, "TWEET_ASSETS_BASE_URL": server.url_for("/v1"), **more}
    calls = ledger(store, settings=SETTINGS.generation)
    return model_settings.model_writer(calls, environment, NOW.date())


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


def test_paying_again_takes_a_reason_and_the_same_reason_pays_once(store: Warehouse, httpserver: HTTPServer) -> None:
    serve(httpserver, 2)
    writer(store, httpserver).write(PROMPT, CELL, 2, seed=1)
    for _ in range(2):
        writer(store, httpserver).again("they were dull").write(PROMPT, CELL, 2, seed=1)

    assert len(httpserver.log) == 2
    rows = store.table("generation.model_calls")
    assert rows["because"].dropna().tolist() == ["they were dull"]
    assert [list(examples) for examples in rows["examples"]] == [list(PROMPT.examples)] * 2


def test_a_past_day_is_not_paid_for(store: Warehouse, httpserver: HTTPServer) -> None:
    over = replace(CELL, for_day=NOW.date() - timedelta(days=1))
    with pytest.raises(PastDay, match="2026-03-09 is over"):
        writer(store, httpserver).write(PROMPT, over, 2, seed=1)
    assert httpserver.log == []
    assert store.table("generation.model_calls").empty


def test_an_answer_that_was_stored_before_a_run_died_is_not_paid_again(
    store: Warehouse, httpserver: HTTPServer
) -> None:
    class Died(BaseException):
        """The process ends right after the answer was stored, before anybody read it."""

    class Dying(Calls):
        def settle(self, call: Call, attempt: int, settlement: Settlement) -> None:
            super().settle(call, attempt, settlement)
            raise Died

    serve(httpserver, 1)
    mortal = writer(store, httpserver)
    dying = Dying(store, lambda: NOW, SETTINGS.generation)
    with pytest.raises(Died):
        replace(mortal, client=replace(mortal.client, ledger=dying)).write(PROMPT, CELL, 2, seed=1)

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
        model_settings.model_writer(ledger(store), environment, NOW.date())


def test_a_server_of_ones_own_needs_no_key_and_may_cost_nothing(store: Warehouse) -> None:
    environment = {
        "TWEET_ASSETS_BASE_URL": "http://127.0.0.1:9/v1",
        "TWEET_ASSETS_MODEL": "mine",
        "TWEET_ASSETS_USD_PER_MILLION": "0,0",
        "TWEET_ASSETS_API_MODE": "chat",
    }
    mine = model_settings.model_writer(ledger(store), environment, NOW.date())

    assert (mine.model, mine.api_mode, mine.client.base_url, mine.cost.input) == (
        "mine",
        "chat",
        environment["TWEET_ASSETS_BASE_URL"],
        0,
    )
    assert model_settings.is_configured(environment)
    assert not model_settings.is_configured({})
