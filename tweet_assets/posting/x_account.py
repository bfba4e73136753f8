"""Our own account on X, by the official API through X's own SDK: who we are, what we posted, and one post more.

Every answer is kept as it came: its status, its clock, its limits. Whatever goes wrong on the way becomes an answer
without a status, and who asked decides what that means. Keys come from the environment and stand in no message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

from tweet_assets.x_session import URL, X, prepare, requests_left, served_at, window_ends_at

if TYPE_CHECKING:
    import requests
    from xdk import Client

KEYS = ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET")
_FIELDS = ("author_id", "created_at", "entities", "in_reply_to_user_id", "note_post", "public_metrics",
           "referenced_posts", "text")  # fmt: skip
_HOURLY = ("id", "timestamped_metrics", "impressions", "engagements", "likes", "retweets", "replies", "bookmarks",
           "shares", "follows", "user_profile_clicks", "detail_expands", "url_clicks", "hashtag_clicks",
           "permalink_clicks")  # fmt: skip
_REAL = re.compile(r"https://api\.(?:x|twitter)\.com/?")


class NoKeys(ValueError):
    """The environment has no keys for an account, or none that can be meant; the message names the variables."""


@dataclass(frozen=True)
class Keys:
    """The four keys of an app and of an account that has let it post: OAuth 1.0a, which does not expire."""

    api_key: str = field(repr=False)
    api_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """What X answered; without a status there was no answer, and `failure` says how that showed."""

    status: int | None
    body: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    """X's own clock."""
    requests_left: int | None = None
    window_ends_at: datetime | None = None
    failure: str = ""

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def said(self) -> str:
        """What X says of it, in a line."""
        errors = self.body.get("errors")
        first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
        told = self.body.get("detail") or first.get("detail") or first.get("message") or self.body.get("title") or ""
        return re.sub(r"\s+", " ", str(told))[:200]


@dataclass(frozen=True)
class Seen:
    """A post of ours on the timeline."""

    post_id: str
    text: str


@dataclass(frozen=True)
class XAccount:
    """One account, by its keys."""

    keys: Keys
    base_url: str = X
    timeout_seconds: float = 30.0

    @property
    def is_real(self) -> bool:
        return _REAL.fullmatch(self.base_url) is not None

    def me(self) -> Answer:
        """GET /2/users/me: data.id, data.username."""
        return self._ask(lambda client: client.users.get_me())

    def timeline(self, user_id: str, since: datetime, posts_max: int) -> Answer:
        """GET /2/users/:id/tweets: the first page of what we posted since a moment, newest first."""
        more: Any = {"post_fields": list(_FIELDS), "expansions": ["author_id"], "user_fields": ["username"]}
        return self._ask(
            lambda client: next(
                client.users.get_posts(user_id, max_results=posts_max, start_time=_written(since), **more)
            )
        )

    def posts(self, ids: Sequence[str]) -> Answer:
        """GET /2/tweets: posts of ours by their ids, at most 100, with what only their author may see."""
        more: Any = {"post_fields": [*_FIELDS, "non_public_metrics"], "expansions": ["author_id"]}
        return self._ask(lambda client: client.posts.get_by_ids(list(ids), user_fields=["username"], **more))

    def analytics(self, ids: Sequence[str], start: datetime, end: datetime) -> Answer:
        """GET /2/tweets/analytics: what was counted of posts of ours in each hour between, at most 100 posts.

        data[].timestamped_metrics[]: `timestamp`, at which an hour begins, and its `metrics`. Tiers may not have it.
        """
        more: Any = {"granularity": "hourly", "analytics_fields": list(_HOURLY)}
        return self._ask(lambda client: client.posts.get_analytics(list(ids), _written(start), _written(end), **more))

    def create(self, text: str) -> Answer:
        """POST /2/tweets, once."""
        from xdk.posts.models import CreateRequest

        return self._ask(lambda client: client.posts.create(CreateRequest(text=text)))

    def _ask(self, question: Callable[[Client], object]) -> Answer:
        import requests
        from xdk import Client
        from xdk.oauth1_auth import OAuth1

        keys = self.keys
        auth = OAuth1(keys.api_key, keys.api_secret, "oob", keys.access_token, keys.access_token_secret)
        client = Client(base_url=self.base_url, auth=auth)
        answers: list[requests.Response] = []
        prepare(client.session, self.base_url, self.timeout_seconds, answers)
        try:
            question(client)
        except requests.HTTPError:  # a status that says no; the answer is kept
            pass
        except requests.RequestException as error:
            return Answer(None, failure=type(error).__name__)  # its text holds the request, and that the keys
        except (ValueError, StopIteration):  # what came is not what the SDK expects; it is read below
            pass
        finally:
            client.session.close()
        return _read(answers[-1]) if answers else Answer(None, failure="no answer")


def ready() -> None:
    """Loads X's SDK, which takes seconds; else the first request does."""
    import requests  # noqa: F401
    import xdk  # noqa: F401


def keys(environment: Mapping[str, str], handle: str) -> Keys:
    """The keys of an account: X_ACCESS_TOKEN_<HANDLE> where there are several, else X_ACCESS_TOKEN. Raises NoKeys."""
    found = []
    for name in KEYS:
        own = f"{name}_{handle.upper()}"
        value = (environment.get(own) or environment.get(name) or "").strip()
        if not value:
            raise NoKeys(f"The environment has no {name}. See docs/publishing.md for how to get the four keys.")
        if not value.isascii() or not value.isprintable() or " " in value:
            raise NoKeys(f"{name} holds characters that no key has. Copy it again; it is not shown here.")
        found.append(value)
    return Keys(*found)


def has_keys(environment: Mapping[str, str], handle: str) -> bool:
    """Whether any of an account's keys is there: then it is worth saying what is wrong with them."""
    return any(environment.get(n, "").strip() for name in KEYS for n in (name, f"{name}_{handle.upper()}"))


def account(environment: Mapping[str, str], handle: str, timeout_seconds: float) -> XAccount:
    """The account that the environment's keys open, on the server that it names. Raises NoKeys."""
    server = environment.get(URL) or X
    if not re.fullmatch(r"https?://[\w.-]+(?::\d{1,5})?/?", server):
        raise NoKeys(f"{URL} is no address of a server: one like 'http://127.0.0.1:8080' was expected.")
    return XAccount(keys(environment, handle), server.rstrip("/"), timeout_seconds)


def seen(answer: Answer) -> list[Seen]:
    """The posts of a timeline, whole and with their links as they were written."""
    rows = answer.body.get("data", [])
    return [Seen(str(row["id"]), _whole(row)) for row in rows if isinstance(row, dict) and "id" in row]


def is_whole(answer: Answer) -> bool:
    """Whether the page is all there is: what is not on it was not there when X answered."""
    meta = answer.body.get("meta")
    return answer.ok and isinstance(meta, dict) and "result_count" in meta and not meta.get("next_token")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _whole(row: Mapping[str, Any]) -> str:
    note = row.get("note_post") or row.get("note_tweet") or {}
    text = str(note.get("text") or row.get("text") or "")
    urls = (note.get("entities") or row.get("entities") or {}).get("urls") or []
    for url in urls:
        text = text.replace(str(url.get("url")), str(url.get("expanded_url") or url.get("url")))
    return unescape(text)


def _read(response: requests.Response) -> Answer:
    try:
        body = json.loads(response.content)
    except ValueError:
        body = {}
    return Answer(
        response.status_code,
        body if isinstance(body, dict) else {},
        served_at(response.headers),
        requests_left(response.headers),
        window_ends_at(response.headers),
    )
