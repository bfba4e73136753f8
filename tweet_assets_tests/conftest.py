"""What every test stands on: a data folder of its own, no key, no network beyond this machine."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A law holds on a busy machine too: no test is timed, and the same examples are tried each time.
settings.register_profile("laws", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("laws")

# Before anything loads the graph: the partitions are those of a folder without accounts.toml, whatever lies in data/.
os.environ["TWEET_ASSETS_DATA"] = tempfile.mkdtemp(prefix="tweet-assets-tests-")
for secret in ("OPENAI_API_KEY", "TWEET_ASSETS_BASE_URL", "DAGSTER_HOME", "TWEET_ASSETS_STOP"):
    os.environ.pop(secret, None)

_LOCAL = ("127.0.0.1", "::1", "localhost")
_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would leave this machine fails instead."""

    def connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0] if isinstance(address, tuple) else address
            assert host in _LOCAL, f"a test wanted to reach {host}"
        _connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


def _in_memory() -> Iterator[Path]:
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=base) as folder:
        yield Path(folder)


memory = pytest.fixture(_in_memory, name="memory")
"""A folder in memory where there is such a thing: Dagster's event log waits for the disk at every event."""

lasting_memory = pytest.fixture(_in_memory, name="lasting_memory", scope="module")
"""The same for all tests of a module."""
