"""Against a real local server that speaks as OpenAI's does; every text is invented."""

import json
import time
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tweet_assets.generation.answers import ApiMode
from tweet_assets.generation.briefs import Brief
from tweet_assets.generation.budget import Call, Price, Reserved, Settlement, Stored, UnderWay, Usage
from tweet_assets.generation.model_client import ModelClient
from tweet_assets.generation.openai_writer import OpenAIWriter
from tweet_assets.generation.prompts import Cell, build
from tweet_assets.generation.writers import (
    BadAnswer,
    BadRequest,
    OutOfBudget,
    OutOfQuota,
    RateLimited,
    Refused,
    Unavailable,
    WriterError,
    WrongKey,
)
from tweet_assets.settings import SETTINGS

CELL = Cell("me", date(2026, 1, 1), "story", "none", "tea")
NAMES = "for_day account format inspiration topic position example_id example_form content origin".split()  # noqa: SIM905
PROMPT = build(CELL, pd.DataFrame(columns=NAMES), Brief("tea"), SETTINGS.generation)
GOOD = {"drafts": ["One.", "Two."]}
KEY = "an-invented-key"
MODES: tuple[ApiMode, ...] = ("responses", "chat")


@dataclass
class Book:
    """A ledger in memory, that keeps what happened in order."""

    limit: int = 50
    reserved: list[Call] = field(default_factory=list)
    settled: list[tuple[str, Settlement]] = field(default_factory=list)
    under_way: list[UnderWay] = field(default_factory=list)

    def begin(self, call: Call) -> Reserved | Stored | UnderWay:
        assert (call.account, call.model, call.purpose) == ("me", "a-model", "drafts")
        assert call.usd > 0
        bodies = [s.response for name, s in self.settled if name == call.request_hash and s.response is not None]
        if bodies:
            return Stored(bodies[0])
        if self.under_way:
            return self.under_way.pop()
        if len(self.reserved) == self.limit:
            raise OutOfBudget("the day is spent")
        self.reserved.append(call)
        return Reserved(len(self.reserved))

    def settle(self, call: Call, attempt: int, settlement: Settlement) -> None:
        assert self.reserved[attempt - 1] == call
        self.settled.append((call.request_hash, settlement))

    @property
    def last(self) -> Settlement:
        return self.settled[-1][1]

    @property
    def usd(self) -> list[float | None]:
        return [settlement.usd_spent for _, settlement in self.settled]


def answer(mode: ApiMode, content: object, **more: object) -> Response:
    said = content if isinstance(content, str) else json.dumps(content)
    if mode == "chat":
        refusal = more.get("refusal")
        message = {"role": "assistant", "content": None if refusal else said, "refusal": refusal}
        body = {
            "model": "a-model-2026",
            "choices": [{"index": 0, "message": message, "finish_reason": more.get("stopped", "stop")}],
            "usage": {"prompt_tokens": 1_000, "completion_tokens": 200, "total_tokens": 1_200},
        }
    else:
        part = {"type": "output_text", "text": said, "annotations": []}
        if more.get("refusal"):
            part = {"type": "refusal", "refusal": more["refusal"]}
        stopped = {"length": "max_output_tokens"}.get(str(more.get("stopped")), more.get("stopped"))
        body = {
            "id": "resp_1",
            "object": "response",
            "model": "a-model-2026",
            "status": "incomplete" if stopped else "completed",
            "incomplete_details": {"reason": stopped} if stopped else None,
            "output": [{"type": "message", "role": "assistant", "content": [part]}],
            "usage": {"input_tokens": 1_000, "output_tokens": 200, "total_tokens": 1_200},
        }
    return Response(json.dumps(body), content_type="application/json", headers={"x-request-id": "req_1"})


def failure(status: int, code: str | None = None, **headers: str) -> Response:
    error = {"error": {"message": f"it said {KEY}", "code": code, "type": code}}
    return Response(json.dumps(error), status, content_type="application/json", headers=headers)


@dataclass
class Desk:
    """A writer, the server it asks, its ledger, and how long it waited."""

    server: HTTPServer
    mode: ApiMode = "responses"
    book: Book = field(default_factory=Book)
    waited: list[float] = field(default_factory=list)
    asked: list[dict[str, object]] = field(default_factory=list)

    def serve(self, *responses: Response) -> None:
        """The answers in turn, the last one from then on."""

        def handle(request: Request) -> Response:
            assert request.headers["Authorization"] == f"Bearer {KEY}"
            self.asked.append(json.loads(request.data))
            return responses[min(len(self.asked), len(responses)) - 1]

        path = "/v1/responses" if self.mode == "responses" else "/v1/chat/completions"
        self.server.expect_request(path, method="POST").respond_with_handler(handle)

    def write(self, timeout_seconds: float = 5.0) -> tuple[str, ...]:
        setting = replace(SETTINGS.generation, openai_timeout_seconds=timeout_seconds)
        return self.writer(setting).write(PROMPT, CELL, 2, 1).texts

    def writer(self, setting: object = SETTINGS.generation) -> OpenAIWriter:
        client = ModelClient(
            self.book,
            setting,  # type: ignore[arg-type]
            KEY,
            self.server.url_for("/v1"),
            self.waited.append,
            clock=lambda: float(len(self.asked)),
        )
        return OpenAIWriter(client, "a-model", Price(1.0, 10.0), CELL.for_day, self.mode)


@pytest.fixture(params=MODES)
def desk(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Desk:
    return Desk(httpserver, request.param)


def test_an_answer_is_settled_with_what_it_cost_and_given(desk: Desk) -> None:
    desk.serve(answer(desk.mode, GOOD))
    assert desk.write() == ("One.", "Two.")
    assert desk.book.last.usage == Usage(1_000, 200)
    assert desk.book.last.usd_spent == pytest.approx(0.003)  # 1,000 at $1 and 200 at $10 a million
    assert (desk.book.last.model, desk.book.last.request_id) == ("a-model-2026", "req_1")
    assert desk.asked[0]["model"] == "a-model"


def test_a_request_that_was_answered_is_not_made_again(desk: Desk) -> None:
    desk.serve(answer(desk.mode, GOOD))
    assert desk.write() == desk.write()
    assert len(desk.asked) == 1
    assert len(desk.book.reserved) == 1


def test_the_schema_is_strict_and_asks_for_exactly_the_candidates(desk: Desk) -> None:
    desk.serve(answer(desk.mode, GOOD))
    desk.write()
    sent = json.dumps(desk.asked[0])
    assert '"strict": true' in sent
    assert '"minItems": 2, "maxItems": 2' in sent
    assert "tools" not in desk.asked[0]


def test_a_refusal_is_paid_recorded_and_not_asked_again(desk: Desk) -> None:
    desk.serve(answer(desk.mode, "", refusal="I would rather not."))
    with pytest.raises(Refused, match="I would rather not"):
        desk.write()
    assert len(desk.asked) == 1
    assert desk.book.last.usd_spent == pytest.approx(0.003)


def test_a_filter_is_a_refusal(desk: Desk) -> None:
    desk.serve(answer(desk.mode, "", stopped="content_filter"))
    with pytest.raises(Refused, match="filter"):
        desk.write()


@pytest.mark.parametrize(
    ("content", "stopped", "says"),
    [
        ('{"drafts": ["On', "length", "not whole"),
        ("", None, "not the JSON"),
        ("Sure! Here they are", None, "not the JSON"),
        ({"texts": ["a", "b"]}, None, "no list of texts"),
        ({"drafts": ["a", " "]}, None, "no list of texts"),
        ({"drafts": ["a"]}, None, "1 drafts came, exactly 2"),
        ({"drafts": ["a", "b"], "verdict": "clean"}, None, "holds more than"),
    ],
)
def test_an_answer_that_cannot_be_used_is_asked_for_once_more(
    desk: Desk, content: object, stopped: str | None, says: str
) -> None:
    desk.serve(answer(desk.mode, content, **({"stopped": stopped} if stopped else {})))
    with pytest.raises(BadAnswer, match=says):
        desk.write()
    assert len(desk.asked) == 2
    assert says in json.dumps(desk.asked[1])
    assert desk.book.usd == pytest.approx([0.003, 0.003])


def test_a_repaired_answer_is_taken_and_an_over_long_one_is_left_to_the_guardrails(desk: Desk) -> None:
    desk.serve(answer(desk.mode, {"drafts": ["x" * 281, "b"]}))
    assert desk.write() == ("x" * 281, "b")
    assert len(desk.asked) == 2
    assert "281 characters" in json.dumps(desk.asked[1])


def test_a_page_in_the_place_of_an_answer_costs_nobody_knows_what(desk: Desk) -> None:
    desk.serve(Response("<html>", content_type="text/html"))
    with pytest.raises(BadAnswer):
        desk.write()
    assert desk.book.last.usd_spent is None


def test_too_many_requests_are_waited_for_as_long_as_the_server_says(desk: Desk) -> None:
    desk.serve(failure(429, **{"retry-after": "3"}), failure(429), answer(desk.mode, GOOD))
    assert desk.write() == ("One.", "Two.")
    assert desk.waited == [3.0, 1.0]
    assert desk.book.usd == pytest.approx([0.0, 0.0, 0.003])


@pytest.mark.parametrize(
    ("response", "error", "requests", "usd"),
    [
        (failure(429), RateLimited, 3, 0.0),
        (failure(429, "insufficient_quota"), OutOfQuota, 1, 0.0),
        (failure(402), OutOfQuota, 1, 0.0),
        (failure(500), Unavailable, 3, None),
        (failure(400), BadRequest, 1, 0.0),
        (failure(404), BadRequest, 1, 0.0),
        (failure(401), WrongKey, 1, 0.0),
        (failure(403), WrongKey, 1, 0.0),
    ],
)
def test_each_failure_has_its_name_and_its_number_of_requests(
    desk: Desk, response: Response, error: type[WriterError], requests: int, usd: float | None
) -> None:
    desk.serve(response)
    with pytest.raises(error) as caught:
        desk.write()
    assert len(desk.asked) == requests
    told = {"failure": error.__name__, "http_status": response.status_code, "latency_seconds": 1.0}
    assert desk.book.last == Settlement(Usage(None, None), usd, **told)
    assert len(desk.book.settled) == len(desk.book.reserved) == requests
    assert KEY not in str(caught.value)


def test_a_lost_attempt_keeps_its_own_reservation(desk: Desk) -> None:
    desk.serve(failure(500), answer(desk.mode, GOOD))
    assert desk.write() == ("One.", "Two.")
    assert desk.book.usd == [None, pytest.approx(0.003)]
    assert desk.book.reserved[0].usd > 0


def test_what_another_run_is_asking_is_waited_for(desk: Desk) -> None:
    desk.book.under_way = [UnderWay(0.25), UnderWay(30.0)]
    desk.serve(answer(desk.mode, GOOD))
    assert desk.write() == ("One.", "Two.")
    assert desk.waited == [1.0, 0.25]


def test_a_server_that_does_not_answer_in_time_is_unavailable(httpserver: HTTPServer) -> None:
    def sleepy(_: Request) -> Response:
        time.sleep(0.3)
        return Response("late")

    httpserver.expect_request("/v1/responses").respond_with_handler(sleepy)
    desk = Desk(httpserver)
    with pytest.raises(Unavailable, match="APITimeoutError"):
        desk.write(timeout_seconds=0.05)
    assert len(desk.waited) == 2
    assert desk.book.last.usd_spent is None


def test_without_budget_nothing_is_asked(desk: Desk) -> None:
    desk.book.limit = 0
    desk.serve(answer(desk.mode, GOOD))
    with pytest.raises(OutOfBudget):
        desk.write()
    assert desk.asked == []


def test_the_key_is_not_shown(httpserver: HTTPServer) -> None:
    assert KEY not in repr(Desk(httpserver).writer())
