"""Processes that a test ends by SIGINT, also where whoever started the tests had put them into the background."""

from __future__ import annotations

import signal


def interruptible() -> None:
    """For `preexec_fn`: a shell lets its background jobs ignore SIGINT, and what they start inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
