"""A bar where somebody looks, and none where nobody does."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

CODE = """
from tweet_assets import progress
with progress.steps(2) as begin:
    begin("first job")
    print("said of the first")
    begin("second job")
print("done")
"""


def test_a_terminal_gets_a_bar_that_names_each_step_and_goes() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CODE],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # how Linux says that nobody holds the other end any more
        pass
    os.close(ours)

    assert process.wait(30) == 0
    for part in (b"first job", b"second job", b"1/2", b"said of the first", b"done"):
        assert part in said, said
    assert said.rstrip().endswith(b"done")


def test_a_pipe_gets_what_is_said_and_no_bar() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("said of the first\ndone\n", "")
