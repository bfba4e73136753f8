"""Where own exports are read in tests: a database in memory where there is such a thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from account import own_files
from account.own_files import Bench

from tweet_assets.warehouse import Warehouse


@pytest.fixture(scope="module")
def bench(lasting_memory: Path) -> Iterator[Bench]:
    with own_files.bench(lasting_memory) as opened:
        yield opened


@pytest.fixture
def store(memory: Path) -> Warehouse:
    return own_files.own(memory)
