"""What a server like X's knows of one account: its posts, and what goes wrong with which request. Pure, but for time.

It knows tweets of others too, as far as they are given to it, and has analytics of the account's own posts, unless its
tier has none.

A post is there at once and seen on the timeline only later. The same text again is refused, as X usually does, where
the guard is on: it is no guarantee, so a drill runs without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from tweet_assets.account.snowflake import EPOCH_MS
from tweet_assets.drill import analytics, search
from tweet_assets.drill.published import Counts, Naming, Published, private_metrics, public_metrics, uncounted

Fault = Literal[
    "none", "lost_request", "lost_answer", "failed", "failed_after", "no_id", "bad_keys", "no_credit", "forbidden",
    "too_many", "not_json", "late_answer", "duplicate",
]  # fmt: skip
"""What becomes of a request: 'lost' ones get no answer; '_after', 'no_id' and 'late' ones were carried out."""

CARRIED_OUT: tuple[Fault, ...] = ("none", "lost_answer", "failed_after", "no_id", "not_json", "late_answer")
_STATUS: Mapping[Fault, int] = {
    "failed": 503, "failed_after": 503, "bad_keys": 401, "no_credit": 402, "forbidden": 403, "too_many": 429,
    "duplicate": 403,
}  # fmt: skip
_DUPLICATE = "You are not allowed to create a post with duplicate content."


@dataclass(frozen=True)
class Reply:
    """What a server answers: None for nothing at all. `late`: after the client has given up."""

    status: int
    body: Mapping[str, Any] | bytes
    headers: Mapping[str, str]
    late: bool = False


@dataclass
class World:
    """One account on one server. `clock` is the server's; `faults` says what becomes of the next request of a kind."""

    clock: Callable[[], datetime]
    faults: Callable[[str], Fault] = lambda _: "none"
    handle: str = "invented_me"
    user_id: str = "4242"
    naming: Naming = "post"
    seen_after: timedelta = timedelta(0)
    refuses_duplicates: bool = True
    requests_a_window: int = 10_000
    counts: Counts = uncounted
    has_analytics: bool = True
    """Whether the tier of the app has them."""
    counted_late: timedelta = timedelta(0)
    """How far analytics are behind."""
    posts: list[Published] = field(default_factory=list)
    tweets: list[search.Tweet] = field(default_factory=list)
    """Of others."""
    requests: list[str] = field(default_factory=list)
    writes: list[tuple[str, Fault]] = field(default_factory=list)
    """The text of every write, and what became of the request."""

    def me(self) -> Reply | None:
        return self._answer("me", lambda: {"data": {"id": self.user_id, "username": self.handle, "name": "Invented"}})

    def create(self, text: str) -> Reply | None:
        """Makes a post, if the fault of this request lets it."""
        if self.refuses_duplicates and any(post.text == text for post in self.posts):
            return Reply(403, {"title": "Forbidden", "detail": _DUPLICATE, "status": 403}, self._headers())

        def made() -> Mapping[str, Any]:
            post = Published(self._new_id(), text, self.clock())
            self.posts.append(post)
            return {"data": {"id": post.post_id, "text": text}}

        return self._answer("create", made, text)

    def timeline(self, since: datetime | None, most: int, token: str | None) -> Reply | None:
        """Newest first, those that are seen by now; a page has `most`, and says where the next one begins."""

        def page() -> Mapping[str, Any]:
            now, start = self.clock(), int(token or 0)
            seen = [p for p in self.posts if p.at + self.seen_after <= now and (since is None or p.at >= since)]
            seen.sort(key=lambda post: int(post.post_id), reverse=True)
            shown = seen[start : start + most]
            meta: dict[str, Any] = {"result_count": len(shown)}
            if len(seen) > start + most:
                meta["next_token"] = str(start + most)
            told = [self._told(post) for post in shown]
            return {"data": told, "includes": self._users(), "meta": meta} if shown else {"meta": meta}

        return self._answer("timeline", page)

    def lookup(self, ids: Sequence[str]) -> Reply | None:
        """Posts by their ids, with what only their author sees; of an id that there is not, a problem."""

        def found() -> Mapping[str, Any]:
            known = {post.post_id: post for post in self.posts}
            problems = [{"title": "Not Found Error", "resource_id": name} for name in ids if name not in known]
            shown = [self._told(known[name], private=True) for name in ids if name in known]
            return {"data": shown, "includes": self._users(), **({"errors": problems} if problems else {})}

        return self._answer("lookup", found)

    def analytics(self, query: Mapping[str, str]) -> Reply | None:
        """What was counted of own posts in the time between; see drill/analytics.py."""
        if not self.has_analytics:
            self.requests.append("analytics")
            detail = "invented: the tier of this app has no analytics"
            return Reply(403, {"title": "Forbidden", "detail": detail, "status": 403}, self._headers())

        def told() -> Mapping[str, Any]:
            asked, until = analytics.Asked.of(query), self.clock() - self.counted_late
            return analytics.told(self.posts, asked, until, self.counts, self.naming)

        return self._answer("analytics", told)

    def search(self, query: Mapping[str, str]) -> Reply | None:
        """Tweets of others that fit; see drill/search.py."""
        return self._answer("search", lambda: search.found(self.tweets, query, self.clock(), self.naming))

    def _users(self) -> Mapping[str, Any]:
        return {"users": [{"id": self.user_id, "username": self.handle, "name": "Invented"}]}

    def _told(self, post: Published, private: bool = False) -> Mapping[str, Any]:
        seen = self.counts(post, self.clock())
        return {
            "id": post.post_id,
            "text": post.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "author_id": self.user_id,
            "created_at": post.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "public_metrics": public_metrics(seen, self.naming),
            **({"non_public_metrics": private_metrics(seen)} if private else {}),
        }

    def _answer(
        self, request: str, carry_out: Callable[[], Mapping[str, Any]], written: str | None = None
    ) -> Reply | None:
        self.requests.append(request)
        fault = self.faults(request)
        if len(self.requests) > self.requests_a_window:
            fault = "too_many"
        if written is not None:
            self.writes.append((written, fault))
        try:
            body: Mapping[str, Any] = carry_out() if fault in CARRIED_OUT else {}
        except analytics.BadRequest as error:
            return Reply(400, {"title": "Invalid Request", "detail": str(error), "status": 400}, self._headers())
        if fault in ("lost_request", "lost_answer"):
            return None
        if fault == "no_id":
            return Reply(201, {"data": {}}, self._headers())
        if fault == "not_json":
            return Reply(200 if written is None else 201, b"<html>", self._headers())
        if fault in _STATUS:
            status = _STATUS[fault]
            detail = _DUPLICATE if fault == "duplicate" else f"invented: {fault}"
            problem = {"title": fault, "detail": detail, "status": status, "type": "about:blank"}
            return Reply(status, problem, self._headers(0 if fault == "too_many" else 1))
        return Reply(200 if written is None else 201, body, self._headers(), late=fault == "late_answer")

    def _headers(self, left: int | None = None) -> Mapping[str, str]:
        now = self.clock().astimezone(UTC)
        remaining = max(self.requests_a_window - len(self.requests), 0) if left is None else left
        return {
            "Date": now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            "x-rate-limit-limit": str(self.requests_a_window),
            "x-rate-limit-remaining": str(remaining),
            "x-rate-limit-reset": str(int(now.timestamp()) + 900),
        }

    def _new_id(self) -> str:
        milliseconds = int(self.clock().timestamp() * 1000) - EPOCH_MS
        newest = max((int(post.post_id) for post in self.posts), default=0)
        return str(max(milliseconds << 22, newest + 1))
