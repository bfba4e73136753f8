"""A local HTTP server that behaves like X's API towards its own account, as far as publishing, reading and search go.

It checks the signature of each request by a second implementation of OAuth 1.0a, and the token of a search; it closes
the connection where an answer is lost, and lets the client wait where one is late. It listens on 127.0.0.1 only.
"""

from __future__ import annotations

import json
import re
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from oauthlib.oauth1.rfc5849 import signature
from oauthlib.oauth1.rfc5849.utils import parse_authorization_header

from tweet_assets.drill.world import Reply, World
from tweet_assets.posting.x_account import KEYS

INVENTED = {name: f"invented-{name.lower().replace('_', '-')}" for name in KEYS}
"""The keys that open the account of such a server."""
INVENTED_TOKEN = "invented-x-bearer-token"  # noqa: S105 - of no server but such a one
"""The token that a search needs."""
_UNAUTHORIZED = Reply(401, {"title": "Unauthorized", "detail": "Unauthorized"}, {})


@dataclass(frozen=True)
class Secrets:
    """What an OAuth 1.0a signature is made with."""

    client_secret: str = INVENTED["X_API_SECRET"]
    resource_owner_secret: str = INVENTED["X_ACCESS_TOKEN_SECRET"]


@contextmanager
def serving(world: World, late_seconds: float = 3.0) -> Iterator[str]:
    """Serves a world at the address that is yielded, on a free port."""

    class Handler(_Handler):
        pass

    Handler.world, Handler.late_seconds, Handler.one_at_a_time = world, late_seconds, threading.Lock()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    world: ClassVar[World]
    late_seconds: ClassVar[float]
    one_at_a_time: ClassVar[threading.Lock]

    def do_GET(self) -> None:
        with self.one_at_a_time:
            reply = self._read()
        self._send(reply)

    def _read(self) -> Reply | None:
        address = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(address.query))
        if address.path == "/2/tweets/search/recent":
            allowed = self.headers.get("authorization") == f"Bearer {INVENTED_TOKEN}"
            return self.world.search(asked) if allowed else _UNAUTHORIZED
        if not self._is_signed():
            return _UNAUTHORIZED
        if address.path == "/2/users/me":
            return self.world.me()
        if address.path == "/2/tweets":
            return self.world.lookup(asked.get("ids", "").split(","))
        if address.path == "/2/tweets/analytics":
            return self.world.analytics(asked)
        timeline = re.fullmatch(r"/2/users/(\d+)/tweets", address.path)
        if timeline and timeline[1] == self.world.user_id:
            since = asked.get("start_time")
            return self.world.timeline(
                datetime.fromisoformat(since) if since else None,
                int(asked.get("max_results", "10")),
                asked.get("pagination_token"),
            )
        return Reply(404, {"title": "Not Found", "detail": f"nothing at {address.path}"}, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        with self.one_at_a_time:
            if not self._is_signed():
                reply: Reply | None = _UNAUTHORIZED
            elif self.path == "/2/tweets":
                reply = self.world.create(str(json.loads(body)["text"]))
            else:
                reply = Reply(404, {"title": "Not Found", "detail": f"nothing at {self.path}"}, {})
        self._send(reply)

    def _send(self, reply: Reply | None) -> None:
        if reply is None:
            self.close_connection = True
            self.connection.close()
            return
        if reply.late:
            threading.Event().wait(self.late_seconds)
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        head = [f"HTTP/1.1 {reply.status} X", "Content-Type: application/json", f"Content-Length: {len(content)}"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        with suppress(OSError):  # the client did not wait
            self.wfile.write("\r\n".join([*head, "Connection: close", "", ""]).encode() + content)
        self.close_connection = True

    def _is_signed(self) -> bool:
        """Whether the request was signed with the keys of this account, by oauthlib's reckoning."""
        given = self.headers.get("authorization", "")
        if not given.startswith("OAuth "):
            return False
        told = dict(parse_authorization_header(given))
        known = (INVENTED["X_API_KEY"], INVENTED["X_ACCESS_TOKEN"])
        if (told.get("oauth_consumer_key"), told.get("oauth_token")) != known:
            return False
        address = f"http://{self.headers['host']}{self.path}"
        query = urllib.parse.urlsplit(address).query
        parameters = signature.collect_parameters(uri_query=query, headers={"Authorization": given})
        base = signature.signature_base_string(
            self.command, signature.base_string_uri(address), signature.normalize_parameters(parameters)
        )
        return bool(
            signature.sign_hmac_sha1_with_client(base, Secrets())
            == urllib.parse.unquote(told.get("oauth_signature", ""))
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
        """Says nothing."""
