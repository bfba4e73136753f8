"""What a writer of drafts is, and how it fails.

Two exist: templates, which need nothing, and a language model. A failure says whether the rest of the day is lost
with it, so that a wrong key is tried once and not once a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from tweet_assets.generation.prompts import Cell, Prompt

WriterName = Literal["template", "openai"]


class WriterError(Exception):
    """A writer gave no drafts for a cell; the message says why and what to do."""

    stops_the_day = False
    http_status: int | None = None
    """What the server answered with; None where no server was asked, or none answered."""


class PastDay(WriterError):
    """A writer that costs money was asked for a day that is over."""

    stops_the_day = True


class OutOfBudget(WriterError):
    """The day's cap on calls or on money is reached."""

    stops_the_day = True


class OutOfQuota(WriterError):
    """The provider says that nothing is left to pay with."""

    stops_the_day = True


class WrongKey(WriterError):
    """The provider does not accept the key."""

    stops_the_day = True


class BadRequest(WriterError):
    """The provider does not accept this request: asking again would be the same."""


class Passing(WriterError):
    """A failure that may be over in a moment; `retry_after_seconds` is what the server said, None: nothing."""

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class RateLimited(Passing):
    """Too many requests, and still too many after waiting."""


class Unavailable(Passing):
    """No answer in time, no connection, or a failure of the provider's, after all retries."""


class Refused(WriterError):
    """The model declined to write."""


class BadAnswer(WriterError):
    """An answer came and was paid, and it does not hold the drafts asked for."""


@dataclass(frozen=True)
class Answer:
    """The texts of one cell, which model wrote them, and in answer to which request (None: no model did)."""

    texts: tuple[str, ...]
    model: str | None
    request_hash: str | None = None


class Writer(Protocol):
    """Writes the candidates of a cell. The same arguments give the same texts where the writer can promise that."""

    @property
    def name(self) -> WriterName: ...

    def write(self, prompt: Prompt, cell: Cell, candidates: int, seed: int) -> Answer:
        """Exactly `candidates` texts. Raises WriterError."""
        ...
