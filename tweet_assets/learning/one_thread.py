"""Linear algebra on one thread: the same digits on every machine, and faster for matrices as small as ours.

A sum that several threads share is added up in another order, and its last digits differ from one machine to the next;
a seed drawn under one posterior would then not draw the same under the other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

import scipy.linalg  # noqa: F401 - the controller knows the libraries that are loaded when it is made
from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, with linear algebra kept to one thread while it runs."""

    @wraps(function)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        with _controller().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return limited
