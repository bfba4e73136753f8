"""Serves the review page on this machine alone, until it is interrupted."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from html import escape
from pathlib import Path

import uvicorn

from tweet_assets.review.judging import Bench
from tweet_assets.review.page import Page

_HOST = "127.0.0.1"
_GOODBYE_SECONDS = 3  # for requests under way when it is ended: one that never ends must not keep it


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
        config = uvicorn.Config(
            page.application(),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GOODBYE_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listening])


def lead(path: Path, address: str) -> None:
    """Writes a file that leads a browser to the page, for this user alone to read.

    A browser is started with the file and not with the address: what a process is started with, every user of the
    machine can see, and whoever has the address can approve.
    """
    path.unlink(missing_ok=True)
    there = escape(address)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={there}"><a href="{there}">Review</a>\n')
