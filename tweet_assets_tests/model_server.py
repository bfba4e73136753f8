"""A language model to test against: a real local HTTP server that speaks OpenAI's API, and writes what a test says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import count, product

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

MODEL = "invented-1"
Writes = Callable[[str], Sequence[str] | Mapping[str, object] | str]
"""From the text of a prompt to drafts; or to another object, or text, in the place of the JSON asked for."""

_ADJECTIVES = ("slow", "plain", "odd", "small", "early", "quiet", "late", "kind", "blunt", "loose")
_NOUNS = ("mornings", "drafts", "questions", "walks", "lists", "habits", "letters", "rooms", "evenings", "corners")
_ENDS = ("and nobody minds.", "so keep going.", "which is enough.", "until it does not.", "and that is fine.")


class ModelServer:
    """Answers both of the API's ways; keeps what it was asked."""

    def __init__(self, server: HTTPServer, writes: Writes | None = None) -> None:
        self.asked: list[str] = []
        self._numbers = count()
        self._writes = writes or self.plain
        self.url = server.url_for("/v1")
        server.expect_request("/v1/responses", method="POST").respond_with_handler(self._responses)
        server.expect_request("/v1/chat/completions", method="POST").respond_with_handler(self._chat)

    def environment(self, mode: str = "responses") -> dict[str, str]:
        """What makes it the writer."""
        return {
            "TWEET_ASSETS_BASE_URL": self.url,
            "TWEET_ASSETS_MODEL": MODEL,
            "TWEET_ASSETS_USD_PER_MILLION": "1,2",
            "TWEET_ASSETS_API_MODE": mode,
        }

    def plain(self, _: str) -> list[str]:
        """Four drafts that nobody has read before, with nothing in them to object to."""
        options = list(product(_ADJECTIVES, _NOUNS, _ENDS))
        picked = [options[(7 * next(self._numbers)) % len(options)] for _ in range(4)]
        return [f"In writing I trust {a} {n}, {e}" for a, n, e in picked]

    def _drafts(self, prompt: str) -> str:
        self.asked.append(prompt)
        written = self._writes(prompt)
        return written if isinstance(written, str) else json.dumps(self._said(written))

    def _said(self, written: Sequence[str] | Mapping[str, object]) -> object:
        return written if isinstance(written, Mapping) else {"drafts": list(written)}

    def _responses(self, request: Request) -> Response:
        sent = request.get_json()
        part = {"type": "output_text", "text": self._drafts(sent["input"]), "annotations": []}
        body = {
            "id": f"resp_{len(self.asked)}",
            "object": "response",
            "model": MODEL,
            "status": "completed",
            "output": [{"type": "message", "role": "assistant", "content": [part]}],
            "usage": {"input_tokens": 900, "output_tokens": 120, "total_tokens": 1_020},
        }
        return Response(json.dumps(body), content_type="application/json")

    def _chat(self, request: Request) -> Response:
        message = {"role": "assistant", "content": self._drafts(request.get_json()["messages"][1]["content"])}
        body = {
            "model": MODEL,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 900, "completion_tokens": 120},
        }
        return Response(json.dumps(body), content_type="application/json")
