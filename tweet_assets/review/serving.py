"""Serves the review page on this machine alone, until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from tweet_assets.review.judging import Bench
from tweet_assets.review.page import Page

_HOST = "127.0.0.1"


def serve(bench: Bench, port: int, ready: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM; `ready` gets the page's address. Port 0 is a free one. Raises OSError.

    Requests are not logged: their paths hold the token.
    """
    page = Page(bench)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_HOST, port))
        listening.listen()  # from here on a browser may come
        ready(f"http://{_HOST}:{listening.getsockname()[1]}/{page.token}/")
        config = uvicorn.Config(page.application(), log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])
