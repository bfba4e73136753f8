"""Moderation beside the guardrails, against a real local server. Every text is invented."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from tweet_assets.generation import model_settings
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.model_client import ModelClient
from tweet_assets.generation.moderation import moderated
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

TEXTS = ("Tea is slow.", "I hate tea.")
CLEAN = {"flagged": False, "categories": {"harassment": False}}
FLAGGED = {"flagged": True, "categories": {"violence": False, "hate": True, "harassment": True}}


@pytest.fixture
def client(tmp_path: Path, httpserver: HTTPServer) -> ModelClient:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    calls = Calls(Warehouse(tmp_path / "external.duckdb", "external"), lambda: now, SETTINGS.generation)
    environment = {"OPENAI_API_KEY": "sk-invented", "TWEET_ASSETS_BASE_URL": httpserver.url_for("/v1")}
    return model_settings.client(calls, environment)


def test_what_is_flagged_needs_a_person_and_is_asked_once(client: ModelClient, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/moderations", method="POST").respond_with_json({"results": [CLEAN, FLAGGED]})
    expected = [(), ("moderation flags it: harassment, hate",)]
    assert moderated(client, "m", "me", TEXTS) == moderated(client, "m", "me", TEXTS) == expected
    assert len(httpserver.log) == 1
    assert httpserver.log[0][0].get_json() == {"model": "m", "input": list(TEXTS)}
    [row] = client.ledger.store.table("generation.model_calls").to_dict("records")  # type: ignore[attr-defined]
    assert (row["purpose"], row["usd_spent"], row["state"]) == ("moderation", 0.0, "answered")


@pytest.mark.parametrize(
    "body",
    ["<html>", "{}", '{"results": []}', '{"results": [{"flagged": "no"}, {"flagged": false}]}', "[" * 100_000],
)
def test_an_answer_that_cannot_be_read_clears_nothing(client: ModelClient, httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request("/v1/moderations").respond_with_response(Response(body, content_type="application/json"))
    assert moderated(client, "m", "me", TEXTS) == [("moderation was asked for, and its answer cannot be read",)] * 2


def test_a_look_that_did_not_happen_clears_nothing(client: ModelClient, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/moderations").respond_with_json({"error": {"message": "no"}}, status=404)
    found = moderated(client, "m", "me", TEXTS)
    assert all(reasons[0].startswith("moderation was asked for, and gave no verdict: ") for reasons in found)
    assert len(found) == 2
