"""The project as it runs: the commands of the README, and a real daemon with a real web server."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rounds
from interruptible import interruptible

from tweet_assets.demo.folder import write_folder
from tweet_assets.stores import Own
from tweet_assets.warehouse import Warehouse

PROJECT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
COMMANDS = re.findall(r"(?m)^(d(?:g|agster) .*?)(?: {2,}#.*)?$", (PROJECT / "README.md").read_text(encoding="utf-8"))

pytestmark = pytest.mark.slow


def environment(data: Path, history: Path) -> dict[str, str]:
    history.mkdir(parents=True, exist_ok=True)
    (history / "dagster.yaml").write_text("telemetry: {enabled: false}\nnux: {enabled: false}\n")
    return {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "DAGSTER_HOME": str(history),
        "TWEET_ASSETS_DATA": str(data),
    }


@pytest.fixture(scope="module")
def demo(lasting_memory: Path) -> Path:
    """The demo account with its outcomes, and nothing learned yet."""
    data = lasting_memory / "data"
    write_folder(data)
    ran = subprocess.run(
        [BIN / "tweet-assets", "run"],
        env=environment(data, lasting_memory / "history"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return data


def test_the_readme_shows_the_commands_that_exist() -> None:
    assert [command.split()[:2] for command in COMMANDS] == [
        ["dg", "launch"],
        ["dagster", "asset"],
        ["dagster", "definitions"],
    ]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c.split()[:2]))
def test_a_command_of_the_readme_does_what_it_says(command: str, demo: Path) -> None:
    ran = subprocess.run(
        shlex.split(command),
        cwd=PROJECT,
        env=environment(demo, demo.parent / "history"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr[-2000:]
    if "range" in command:
        learned = (
            Own(data_folder=str(demo)).warehouse().read("select count(distinct as_of) as days from learning.policy")
        )
        assert learned["days"].iloc[0] == 30


def wait_for(what: Callable[[], bool], seconds: float = 120) -> None:
    """Looks again and again; fails when it takes far longer than it ever should."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.5)


@pytest.fixture
def server(memory: Path) -> Iterator[tuple[Path, str]]:
    """`dagster dev` over a small account, healthy: its data folder and its address."""
    rounds.write_account(memory / "data")
    waiting = memory / "later"
    (memory / "data/inbox/own").rename(waiting)
    (memory / "data/inbox/own").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    log = (memory / "dev.log").open("wb")
    process = subprocess.Popen(
        [BIN / "dagster", "dev", "--workspace", "workspace.yaml", "--host", "127.0.0.1", "--port", port],
        cwd=PROJECT,
        env=environment(memory / "data", memory / "history"),
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=interruptible,
    )
    address = f"http://127.0.0.1:{port}/graphql"
    try:
        wait_for(lambda: _healthy(address))
        yield memory, address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)
        log.close()


def ask(address: str, query: str) -> dict[str, object]:
    request = urllib.request.Request(
        address, json.dumps({"query": query}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, object] = json.load(answer)["data"]
        return found


def _healthy(address: str) -> bool:
    try:
        found = ask(address, "{ instance { daemonHealth { allDaemonStatuses { daemonType healthy } } } }")
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    statuses = found["instance"]["daemonHealth"]["allDaemonStatuses"]  # type: ignore[index]
    return {s["daemonType"] for s in statuses if s["healthy"]} >= {"SENSOR", "SCHEDULER"}


def test_a_file_that_is_dropped_becomes_outcomes_and_the_page_shows_two_lanes(server: tuple[Path, str]) -> None:
    memory, address = server
    nodes = ask(address, "{ assetNodes { groupName dependencyKeys { path } } }")["assetNodes"]
    edges = {(d["path"][0], n["groupName"]) for n in nodes for d in n["dependencyKeys"]}  # type: ignore[attr-defined]
    assert ("learning", "generation") not in edges
    assert ("generation", "learning") not in edges
    assert {("learning", "posting"), ("generation", "posting"), ("account", "learning")} <= edges

    [export] = (memory / "later").iterdir()
    export.rename(memory / "data/inbox/own" / export.name)

    store = Warehouse(memory / "data/own.duckdb", "own", simulated=True)

    def derived() -> bool:
        return store.path.exists() and len(store.table("account.outcomes")) == 80

    wait_for(derived)
    files = store.table("account.export_files")
    assert files["name"].tolist() == [export.name]
    runs = ask(address, "{ runsOrError { ... on Runs { results { jobName status } } } }")["runsOrError"]["results"]  # type: ignore[index]
    assert sorted(run["jobName"] for run in runs) == ["own_import", "own_outcomes"]
