"""What a model's answer says, read from the body as it came, in either of two forms.

Servers that speak OpenAI's API differ, and some do not keep the schema: nothing is taken for granted here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Literal

from tweet_assets.generation.budget import Usage
from tweet_assets.generation.envelopes import at
from tweet_assets.generation.writers import BadAnswer, Refused
from tweet_assets.tweet_text import weighted_length

ApiMode = Literal["responses", "chat"]


def schema(candidates: int) -> Mapping[str, object]:
    """The JSON schema of an answer: an object with exactly `candidates` texts under `drafts`."""
    texts = {"type": "array", "items": {"type": "string"}, "minItems": candidates, "maxItems": candidates}
    return {"type": "object", "properties": {"drafts": texts}, "required": ["drafts"], "additionalProperties": False}


def usage_of(body: str) -> Usage:
    """The tokens that the body reports, under either form's names; None where it does not."""
    usage = at(_document(body), "usage")
    return Usage(
        _count(at(usage, "input_tokens"), at(usage, "prompt_tokens")),
        _count(at(usage, "output_tokens"), at(usage, "completion_tokens")),
    )


def model_of(body: str) -> str | None:
    """The model that answered; None where the body does not say."""
    model = at(_document(body), "model")
    return model if isinstance(model, str) else None


def texts_of(body: str, mode: ApiMode, candidates: int, length_max: int | None) -> tuple[str, ...]:
    """The texts of an answer. Raises Refused, or BadAnswer with what is wrong in words that a model can act on.

    With a `length_max`, a text longer than that, as X counts, makes the answer a bad one.
    """
    answer = written(body, mode)
    drafts = at(answer, "drafts")
    if not isinstance(drafts, list) or not all(isinstance(d, str) and d.strip() for d in drafts):
        raise BadAnswer("the answer has no list of texts under 'drafts'.")
    if isinstance(answer, Mapping) and len(answer) > 1:
        raise BadAnswer("the answer holds more than the list of texts under 'drafts'.")
    if len(drafts) != candidates:
        raise BadAnswer(f"{len(drafts)} drafts came, exactly {candidates} were asked for.")
    longest = max((weighted_length(d) for d in drafts), default=0)
    if length_max is not None and longest > length_max:
        raise BadAnswer(f"a draft is {longest} characters long, {length_max} at most were asked for.")
    return tuple(drafts)


def written(body: str, mode: ApiMode) -> object:
    """The JSON that the model wrote, parsed. Raises Refused, or BadAnswer with what is wrong."""
    document = _document(body)
    refusals, text = _parts(document, mode)
    if refusals:
        raise Refused(f"the model declined: {refusals[0][:300]}")
    stopped = _stopped(document, mode)
    if stopped == "content_filter":
        raise Refused("the provider's filter withheld the answer")
    if stopped is not None:
        raise BadAnswer(f"the answer is not whole ({stopped}). Write shorter drafts.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"the answer is not the JSON asked for ({error}).") from error


def _document(body: str) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None  # a page of a proxy, say: it has no usage, no model and no texts, and texts_of says so


def _parts(document: object, mode: ApiMode) -> tuple[list[str], str]:
    """Refusals, and what was written."""
    if mode == "chat":
        message = at(_first(at(document, "choices")), "message")
        refusal, content = at(message, "refusal"), at(message, "content")
        return [refusal] if isinstance(refusal, str) and refusal else [], content if isinstance(content, str) else ""
    contents = [part for item in _list(at(document, "output")) for part in _list(at(item, "content"))]
    refusals = [str(at(part, "refusal")) for part in contents if at(part, "type") == "refusal"]
    return refusals, "".join(str(at(part, "text")) for part in contents if at(part, "type") == "output_text")


def _stopped(document: object, mode: ApiMode) -> str | None:
    """Why the answer ended before its end; None: it did not."""
    if mode == "chat":
        reason = at(_first(at(document, "choices")), "finish_reason")
        return None if reason in {"stop", None} else str(reason)
    if at(document, "status") in {"completed", None}:
        return None
    return str(at(document, "incomplete_details.reason") or at(document, "status"))


def _list(value: object) -> Iterator[object]:
    return iter(value) if isinstance(value, list) else iter(())


def _first(value: object) -> object:
    return next(_list(value), None)


def _count(*values: object) -> int | None:
    return next((v for v in values if isinstance(v, int) and not isinstance(v, bool) and v >= 0), None)
