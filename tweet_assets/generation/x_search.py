"""Search on X by its official API, through X's own SDK: one page of tweets, as it came.

The SDK checks an answer against its own idea of it, waits for ever and would go on to further pages, each of which
costs money. So its session is told how long to wait and never to try again, and the body is taken from the wire before
the SDK looks at it. The token comes from the environment and stands in no message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tweet_assets.generation.model_settings import BadVariable, server
from tweet_assets.x_session import URL, X, prepare, window_ends_at

if TYPE_CHECKING:
    import requests

TOKEN = "X_BEARER_TOKEN"  # noqa: S105 - the name of a variable
_FIELDS = ("author_id", "created_at", "lang", "note_post", "public_metrics", "text")


class SearchFailed(Exception):
    """A search gave no tweets; the message says why and what to do. `served`: X may have counted tweets as read."""

    served = False


class WrongToken(SearchFailed):
    """X does not accept the token, or the app may not search."""


class OutOfCredit(SearchFailed):
    """The account has no credit left."""


class TooMany(SearchFailed):
    """The limit of requests is reached."""


class BadQuery(SearchFailed):
    """X does not accept the query."""


class NoAnswer(SearchFailed):
    """No answer in time, or a failure of X's: whether tweets were counted, nobody knows."""

    served = True


@dataclass(frozen=True)
class XSearch:
    """Searches with one token."""

    token: str = field(repr=False)
    base_url: str = X
    timeout_seconds: float = 30.0

    def page(self, query: str, tweets_max: int) -> bytes:
        """At most `tweets_max` tweets of the last week that fit, most relevant first, as JSON. Raises SearchFailed."""
        import requests
        from xdk import Client

        answers: list[requests.Response] = []
        client = Client(base_url=self.base_url, bearer_token=self.token)
        prepare(client.session, self.base_url, self.timeout_seconds, answers)
        pages = client.posts.search_recent(
            query,
            max_results=tweets_max,
            sort_order="relevancy",
            post_fields=list(_FIELDS),
            expansions=["author_id", "referenced_posts"],
            user_fields=["username"],
        )
        try:
            next(pages)
        except requests.HTTPError as error:
            raise _named(error.response) from None  # the error holds the request, and that the token
        except ValueError:  # what came is not what the SDK expects; our own reader of tweets says more of it
            pass
        except requests.RequestException as error:
            raise NoAnswer(
                f"X gave no answer ({type(error).__name__}). What it counted is unknown, so the cost stays reserved."
            ) from None
        finally:
            pages.close()
            client.session.close()
        return answers[-1].content


def search(environment: Mapping[str, str], timeout_seconds: float) -> XSearch | None:
    """The search that the environment allows; None without a token. Raises BadVariable."""
    token = environment.get(TOKEN, "").strip()
    if not token:
        return None
    if not token.isascii() or not token.isprintable() or " " in token:
        raise BadVariable(f"{TOKEN} holds characters that no token has. Copy it again; it is not shown here.")
    return XSearch(token, server(environment.get(URL), URL, TOKEN) or XSearch.base_url, timeout_seconds)


def _named(response: requests.Response) -> SearchFailed:
    status = response.status_code
    if status in {401, 403}:
        return WrongToken(f"X does not accept the token ({status}). Check {TOKEN}, and whether the app may search.")
    if status == 402:
        return OutOfCredit("X says that no credit is left (402). Add credit in its developer console.")
    if status == 429:
        return TooMany(f"X is asked too often (429); it is free again {_reset(response.headers)}.")
    if status >= 500:
        return NoAnswer(f"X failed with {status}. What it counted is unknown, so the cost stays reserved.")
    return BadQuery(f"X refuses the search ({status}). Check the `queries` of [collection] in accounts.toml.")


def _reset(headers: Mapping[str, str]) -> str:
    ends = window_ends_at(headers)
    return f"at {ends:%H:%M} UTC" if ends else "later"
