"""How far something is that takes its time: a bar on a terminal, and lines anywhere else.

What is done says what it does, and how many steps are expected; where that is shown is decided here. A bar is gone when
all is done; the lines that are worth keeping stay above it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Progress(Protocol):
    """Whom something that takes its time tells how far it is."""

    def expects(self, steps: int) -> None:
        """So many steps are to be done from now on."""

    def begins(self, what: str) -> None:
        """A step begins."""

    def ends(self, line: str = "") -> None:
        """A step is done; `line` is worth keeping."""

    def passes(self, line: str = "") -> None:
        """A step is done; `line` is worth reading only while nothing else shows how far it is."""

    def says(self, line: str) -> None:
        """Something is worth keeping, and no step has ended."""


@dataclass(frozen=True)
class Lines:
    """A line for each step that has one to say."""

    say: Callable[[str], None]

    def expects(self, steps: int) -> None:
        """Lines do not tell how many are still to come."""

    def begins(self, what: str) -> None:
        """What begins is told when it is done."""

    def ends(self, line: str = "") -> None:
        if line:
            self.say(line)

    def passes(self, line: str = "") -> None:
        self.ends(line)

    def says(self, line: str) -> None:
        self.ends(line)


SILENCE = Lines(lambda _: None)
"""For what has only its result to say."""


class Bar:
    """A bar of rich at the foot of a terminal."""

    def __init__(self, drawn: RichProgress, task: TaskID) -> None:
        self._drawn, self._task = drawn, task

    def expects(self, steps: int) -> None:
        self._drawn.update(self._task, total=steps, completed=0, refresh=True)

    def begins(self, what: str) -> None:
        self._drawn.update(self._task, description=what, refresh=True)

    def ends(self, line: str = "") -> None:
        if line:
            self.says(line)
        self._drawn.update(self._task, advance=1, refresh=True)

    def passes(self, line: str = "") -> None:
        if line:
            self._drawn.update(self._task, description=line.strip())
        self._drawn.update(self._task, advance=1, refresh=True)

    def says(self, line: str) -> None:
        self._drawn.console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def shown(lines: Callable[[str], None], moves: bool = True) -> Iterator[Progress]:
    """A bar where the standard output is a terminal that can draw one; else `lines` gets the lines.

    A bar that `moves` shows the seconds while a step takes its time, by a thread of its own: none may run in a process
    that is about to be copied by fork.
    """
    from rich.console import Console

    console = Console(file=sys.stdout)
    if not sys.stdout.isatty() or console.is_dumb_terminal:
        yield Lines(lines)
        return
    from rich import progress as rich_

    columns = (rich_.BarColumn(20), rich_.MofNCompleteColumn(), rich_.TimeElapsedColumn(),
               rich_.TextColumn("{task.description}", markup=False))  # fmt: skip
    with rich_.Progress(*columns, console=console, transient=True, auto_refresh=moves) as drawn:
        yield Bar(drawn, drawn.add_task("", total=None))
