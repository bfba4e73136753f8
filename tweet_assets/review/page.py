"""The review page: small, local, and careful. It shows what is to be judged, and takes verdicts as plain forms.

Only who has the address sees anything: its path holds a token that is made anew at each start, and a name of the host
that is not this machine's is refused, so that no page elsewhere can point a browser here under another name. Each form
carries a second token that stands on the page alone and the hash of the text that was read. Whatever a text holds is
shown as text; the page loads nothing from elsewhere, and tells no one where it was.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tweet_assets.accounts import ConfigurationError
from tweet_assets.posting.approvals import NotApprovable
from tweet_assets.posting.revising import NotRevised
from tweet_assets.review import cards
from tweet_assets.review.judging import Bench
from tweet_assets.warehouse import WarehouseError

_BODY_BYTES_MAX = 100_000  # a wording of 25,000 characters, escaped
_FIELDS_MAX = 8
_WHY_CHARACTERS_MAX = 500
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with none at all, a browser hides where the page's own forms stand
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FILES = {"review.css": "text/css", "review.js": "text/javascript"}
Handler = Callable[[Request], Awaitable[Response]]


class BadForm(Exception):
    """What was sent is no form of this page."""


@dataclass
class Page:
    """One start of the page over one data folder."""

    bench: Bench
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    said: dict[str, tuple[bool, str]] = field(default_factory=dict)
    """What came of the last act on a decision: whether it was done, and in words."""
    unsaved: dict[str, str] = field(default_factory=dict)
    """The last wording of a decision that was not taken: it stands in its form again."""
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/{token}/", self._closed(self._show), methods=["GET"]),
                Route("/{token}/{file}", self._closed(self._file), methods=["GET"]),
                Route("/{token}/{decision_id}/{act}", self._closed(self._act), methods=["POST"]),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        )

    def _closed(self, handler: Handler) -> Handler:
        """The same for who has the token, and nothing for anybody else."""

        async def closed(request: Request) -> Response:
            if not _same(request.path_params["token"], self.token):
                return PlainTextResponse("There is nothing here.", 404, _HEADERS)
            try:
                response = await handler(request)
            except (WarehouseError, ConfigurationError) as error:
                response = PlainTextResponse(f"{error}\nLoad the page again.", 503)
            except BadForm as error:
                response = PlainTextResponse(f"Nothing was done: {error}.", 403)
            response.headers.update(_HEADERS)
            return response

        return closed

    async def _show(self, _: Request) -> Response:
        async with self.one_at_a_time:
            days = await run_in_threadpool(cards.days, self.bench)
        html = _TEMPLATES.get_template("review.html.jinja").render(
            days=days,
            base=f"/{self.token}",
            form_token=self.form_token,
            said=self.said,
            unsaved=self.unsaved,
            waiting=sum(card.waits for day in days for card in day.cards),
            place=str(self.bench.posting.place.path),
            run=self.bench.posting.place.command("run"),
            typed=self.bench.posting.place.typed,
        )
        return Response(html, media_type="text/html")

    async def _file(self, request: Request) -> Response:
        name = request.path_params["file"]
        if name not in _FILES:
            return PlainTextResponse("There is nothing here.", 404)
        return Response((Path(__file__).parent / name).read_text(encoding="utf-8"), media_type=_FILES[name])

    async def _act(self, request: Request) -> Response:
        form = await self._form(request)
        name, act = request.path_params["decision_id"], request.path_params["act"]
        acts = self._acts(name, form)
        if act not in acts:
            return PlainTextResponse("There is nothing here.", 404)
        async with self.one_at_a_time:
            try:
                self.said[name] = True, await run_in_threadpool(acts[act])
                self.unsaved.pop(name, None)
            except (NotApprovable, NotRevised) as error:
                self.said[name] = False, str(error)
                if act == "edit":
                    self.unsaved[name] = form.get("text", "")
        return RedirectResponse(f"/{self.token}/#d-{name}", 303)

    def _acts(self, name: str, form: Mapping[str, str]) -> dict[str, Callable[[], str]]:
        seen, why = form.get("seen", ""), form.get("why", "").strip()[:_WHY_CHARACTERS_MAX]
        return {
            "approve": partial(self.bench.judge, name, "approved", None, seen),
            "reject": partial(self._reject, name, why, seen),
            "skip": partial(self.bench.judge, name, "skipped", None, seen),
            "edit": partial(self.bench.edit, name, form.get("text", ""), seen),
        }

    def _reject(self, name: str, why: str, seen: str) -> str:
        if not why:
            raise NotApprovable("A rejection takes a reason: it is kept, and tells what to write otherwise.")
        return self.bench.judge(name, "rejected", why, seen)

    async def _form(self, request: Request) -> dict[str, str]:
        """The fields of a form of this page. Raises BadForm for what was sent from elsewhere."""
        origin = request.headers.get("origin")
        if origin not in (None, f"{request.url.scheme}://{request.headers.get('host')}"):
            raise BadForm("the form stands on another page")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise BadForm("the form stands on another page")
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _BODY_BYTES_MAX:
                raise BadForm("it is too long")
        try:
            fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS_MAX)
        except ValueError as error:
            raise BadForm("it is no form") from error
        form = {name: values[-1] for name, values in fields.items()}
        if not _same(form.get("form_token", ""), self.form_token):
            raise BadForm("the form is of an earlier start of this page. Load it again")
        return form


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


_TEMPLATES = Environment(
    loader=PackageLoader("tweet_assets.review", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
