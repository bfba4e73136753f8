"""A bar on a terminal, a real one, and lines anywhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import rounds

PROJECT = Path(__file__).parent.parent
CODE = """
import click
from tweet_assets import progress
with progress.shown(click.echo) as shown:
    shown.expects(3)
    shown.begins("washing")
    shown.ends("washed in [0.1 s]")
    shown.says("still wet")
    shown.begins("drying")
    shown.passes("  dried a cup")
    shown.passes()
print("done")
"""


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "TTY_COMPATIBLE")}
    return {**kept, "PYTHONPATH": str(PROJECT), "TERM": "xterm", "COLUMNS": "100", **more}


def on_a_terminal(*command: str, **more: str) -> str:
    """What a command of Python, or the code above, writes to a pseudo-terminal."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, *(command or ("-c", CODE))], stdout=its, stderr=its, env=environment(**more)
    ) as process:
        os.close(its)
        said = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # Linux says so when the other end is closed
                break
            if not part:
                break
            said += part
    os.close(ours)
    assert process.returncode == 0, said
    return said.decode()


def test_a_terminal_shows_a_bar_that_is_gone_in_the_end_and_keeps_the_lines() -> None:
    said = on_a_terminal()

    assert "\u2501" in said or "\u2578" in said  # what rich draws a bar of
    for words in ("0/3", "washing", "1/3", "drying", "dried a cup", "3/3", "washed in [0.1 s]", "still wet", "done"):
        assert words in said
    assert "\x1b[2K" in said.split("3/3")[-1]  # the line of the bar is wiped


@pytest.mark.parametrize("terminal", ["dumb", "unknown"])
def test_a_terminal_that_cannot_draw_gets_lines(terminal: str) -> None:
    said = on_a_terminal(TERM=terminal)

    assert said.replace("\r", "") == "washed in [0.1 s]\nstill wet\n  dried a cup\ndone\n"


def test_a_pipe_gets_lines_and_no_bar() -> None:
    said = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env=environment()
    ).stdout

    assert said == "washed in [0.1 s]\nstill wet\n  dried a cup\ndone\n"


@pytest.mark.slow
def test_an_import_of_several_files_shows_on_a_terminal_how_many_are_done(memory: Path) -> None:
    rounds.write_account(memory / "data", ("invented_me", "invented_too"))
    box = memory / "data/inbox/own"
    said = on_a_terminal(
        "-m", "tweet_assets.command", "import", str(next(box.glob("*_me.csv"))), TWEET_ASSETS_DATA=str(memory / "data")
    )

    for words in ("0/2", "account_analytics_content", "1/2", "2/2"):
        assert words in said
    assert said.rstrip().endswith(f"Next: tweet-assets --data {memory / 'data'} run")
