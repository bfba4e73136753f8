"""Which model writes: the variables, against a real local server where one is asked. Every answer is invented."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tweet_assets.generation import model_settings
from tweet_assets.generation.budget import Price, UnknownPrice
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.model_client import ModelClient
from tweet_assets.generation.prompts import Cell, Prompt
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

DAY = date(2026, 3, 10)
CELL = Cell("invented_me", DAY, "story", "own", "writing")
PROMPT = Prompt("instructions", "input", "1", "hash")
KEY = "sk-invented-0123456789"
DRAFTS = json.dumps({"drafts": ["One.", "Two."]})
PART = {"type": "output_text", "text": DRAFTS, "annotations": []}
ANSWERS = {
    "responses": (
        "/v1/responses",
        {
            "model": "invented-1",
            "status": "completed",
            "output": [{"type": "message", "role": "assistant", "content": [PART]}],
            "usage": {"input_tokens": 100, "output_tokens": 50},
        },
    ),
    "chat": (
        "/v1/chat/completions",
        {
            "model": "invented-1",
            "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": DRAFTS}},
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 50},
        },
    ),
}


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    return Calls(Warehouse(tmp_path / "external.duckdb", "external"), lambda: now, SETTINGS.generation)


def test_a_key_alone_means_the_model_and_the_price_of_the_settings(calls: Calls) -> None:
    made = model_settings.model_writer(calls, {"OPENAI_API_KEY": KEY}, DAY)

    known = SETTINGS.generation
    assert (made.model, made.api_mode, made.client.api_key) == (known.openai_model, "responses", KEY)
    assert made.client.base_url == ModelClient.base_url
    assert made.cost == Price(known.usd_per_million_input, known.usd_per_million_output)


@pytest.mark.parametrize(
    ("environment", "configured"),
    [
        ({}, False),
        ({"OPENAI_API_KEY": "", "TWEET_ASSETS_BASE_URL": ""}, False),
        ({"OPENAI_API_KEY": " \n"}, False),
        ({"TWEET_ASSETS_MODEL": "invented-1"}, False),  # a name asks nobody
        ({"OPENAI_API_KEY": KEY}, True),
        ({"TWEET_ASSETS_BASE_URL": "http://127.0.0.1:9/v1"}, True),
    ],
)
def test_a_model_writes_where_there_is_a_key_or_a_server(environment: dict[str, str], configured: bool) -> None:
    assert model_settings.is_configured(environment) is configured


def test_a_variable_that_is_empty_is_as_if_absent(calls: Calls) -> None:
    names = (model_settings.BASE_URL, model_settings.MODEL, model_settings.PRICE, model_settings.API_MODE)
    empty = {"OPENAI_API_KEY": KEY, **dict.fromkeys(names, "")}

    plain = {"OPENAI_API_KEY": KEY}
    assert model_settings.model_writer(calls, empty, DAY) == model_settings.model_writer(calls, plain, DAY)


@pytest.mark.parametrize(
    ("given", "price"),
    [("0,0", Price(0, 0)), (" 0.10 , 0.50 ", Price(0.1, 0.5)), ("3,15", Price(3, 15))],
)
def test_a_price_is_input_then_output(calls: Calls, given: str, price: Price) -> None:
    environment = {"TWEET_ASSETS_MODEL": "mine", "TWEET_ASSETS_USD_PER_MILLION": given}
    made = model_settings.model_writer(calls, environment, DAY)

    assert made.cost == price


@pytest.mark.parametrize("given", ["cheap", "0.10", "0.10;0.50", "-1,2", "1,2,3", "nan,nan", "1e3,2", "$1,$2", "inf,0"])
def test_a_price_that_is_not_two_amounts_is_refused_by_name(calls: Calls, given: str) -> None:
    with pytest.raises(model_settings.BadVariable, match=r"^TWEET_ASSETS_USD_PER_MILLION is '.*input, output"):
        model_settings.model_writer(calls, {"TWEET_ASSETS_USD_PER_MILLION": given}, DAY)


@pytest.mark.parametrize("given", ["telepathy", "Chat", "responses "])
def test_a_mode_that_does_not_exist_is_refused_with_those_that_do(calls: Calls, given: str) -> None:
    with pytest.raises(model_settings.BadVariable, match=r"^TWEET_ASSETS_API_MODE is '.*one of responses, chat"):
        model_settings.model_writer(calls, {"TWEET_ASSETS_API_MODE": given}, DAY)


def test_a_model_whose_price_nobody_said_is_refused(calls: Calls) -> None:
    with pytest.raises(UnknownPrice, match="invented-1"):
        model_settings.model_writer(calls, {"OPENAI_API_KEY": KEY, "TWEET_ASSETS_MODEL": "invented-1"}, DAY)


def test_a_key_may_end_with_the_line_break_of_its_file(calls: Calls) -> None:
    assert model_settings.model_writer(calls, {"OPENAI_API_KEY": f"{KEY}\r\n"}, DAY).client.api_key == KEY


@pytest.mark.parametrize("given", [f"{KEY}\nX-Other: 1", f"{KEY} {KEY}", f"{KEY}é", f"{KEY}\u200b", f"{KEY}\x00"])
def test_a_key_that_no_request_can_carry_is_refused_by_name_and_not_shown(calls: Calls, given: str) -> None:
    with pytest.raises(model_settings.BadVariable, match=r"^OPENAI_API_KEY holds") as error:
        model_settings.model_writer(calls, {"OPENAI_API_KEY": given}, DAY)

    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    "given",
    [
        "nonsense",
        "127.0.0.1:8081/v1",
        "localhost:8080/v1",
        "ftp://127.0.0.1/v1",
        "http:///v1",
        "http://[::1",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:port/v1",
        "http://127.0.0.1:0/v1",
        "http://127.0.0.1/v1\n",
        "http://127.0.0.1/v 1",
        f"http://me:{KEY}@127.0.0.1/v1",
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_by_name_and_not_shown(calls: Calls, given: str) -> None:
    with pytest.raises(model_settings.BadVariable, match=r"^TWEET_ASSETS_BASE_URL is no address") as error:
        model_settings.model_writer(calls, {"TWEET_ASSETS_BASE_URL": given}, DAY)

    assert given not in str(error.value)
    assert KEY not in str(error.value)


@pytest.mark.parametrize("given", ["http://localhost:11434/v1", "https://models.example/v1/", "http://[::1]:8080/v1"])
def test_an_address_of_a_server_is_taken_as_given(calls: Calls, given: str) -> None:
    assert model_settings.model_writer(calls, {"TWEET_ASSETS_BASE_URL": given}, DAY).client.base_url == given


def test_no_error_and_no_writer_shows_the_key(calls: Calls) -> None:
    with pytest.raises(model_settings.BadVariable) as error:
        model_settings.model_writer(calls, {"OPENAI_API_KEY": KEY, "TWEET_ASSETS_API_MODE": "telepathy"}, DAY)

    assert KEY not in str(error.value)
    assert KEY not in repr(model_settings.model_writer(calls, {"OPENAI_API_KEY": KEY}, DAY))


@pytest.mark.parametrize("mode", ["responses", "chat"])
def test_a_server_of_ones_own_is_asked_without_a_key(calls: Calls, httpserver: HTTPServer, mode: str) -> None:
    path, body = ANSWERS[mode]
    httpserver.expect_oneshot_request(path, method="POST").respond_with_json(body)
    environment = {
        "TWEET_ASSETS_BASE_URL": httpserver.url_for("/v1"),
        "TWEET_ASSETS_MODEL": "invented-1",
        "TWEET_ASSETS_USD_PER_MILLION": "1,2",
        "TWEET_ASSETS_API_MODE": mode,
    }

    answer = model_settings.model_writer(calls, environment, DAY).write(PROMPT, CELL, 2, seed=1)

    assert answer.texts == ("One.", "Two.")
    request, _ = httpserver.log[0]
    assert request.get_json()["model"] == "invented-1"
    assert request.headers["Authorization"] == "Bearer none"
    row = calls.store.table("generation.model_calls").iloc[0]
    assert (row["model_asked"], row["model_answered"], row["state"]) == ("invented-1", "invented-1", "answered")
    assert row["usd_spent"] == pytest.approx((100 * 1 + 50 * 2) / 1e6)


def test_moderation_and_deeper_analysis_are_off_until_they_are_named() -> None:
    assert model_settings.moderation_model({}) is None
    assert model_settings.moderation_model({"TWEET_ASSETS_MODERATION": " a-model\n"}) == "a-model"
    assert not model_settings.analyses({"OPENAI_API_KEY": KEY})
    assert not model_settings.analyses({"TWEET_ASSETS_ANALYSIS": "yes"})  # without a model nobody can be asked
    assert model_settings.analyses({"OPENAI_API_KEY": KEY, "TWEET_ASSETS_ANALYSIS": "Yes"})
    with pytest.raises(model_settings.BadVariable, match="TWEET_ASSETS_ANALYSIS is 'perhaps'; yes or no"):
        model_settings.analyses({"TWEET_ASSETS_ANALYSIS": "perhaps"})
