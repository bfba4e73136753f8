"""What the tests of the review page stand on: a planned folder, made once a module and copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from review import planned

from tweet_assets.review.judging import Bench


@pytest.fixture(scope="module")
def made(lasting_memory: Path) -> Path:
    return planned.make(lasting_memory)


@pytest.fixture
def bench(made: Path, memory: Path) -> Bench:
    return planned.copy(made, memory / "data")
