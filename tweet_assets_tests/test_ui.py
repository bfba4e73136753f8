"""The Dagster UI over a real folder, in a real browser: two lanes, no edge between them, assets that say what they are.

With a folder in TWEET_ASSETS_PICTURES it leaves its screenshots there: so docs/lineage.png and docs/asset-page.png
are made, over the demo account (see scripts/pictures).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import dagster as dg
import pytest
import rounds
from review.test_browser import BROWSER, DRIVER
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from test_live import ask, environment, wait_for

from tweet_assets import lanes
from tweet_assets.definitions import defs
from tweet_assets.demo import folder as demo_folder

PROJECT = Path(__file__).parent.parent
PICTURES = os.environ.get("TWEET_ASSETS_PICTURES")
BOTH_LANES = "/asset-groups?expanded=" + quote("global@global:generation,global@global:learning", safe="")

in_a_browser = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="there is no chromium with its chromedriver on this machine"
)


@pytest.fixture(scope="module")
def address(lasting_memory: Path) -> Iterator[str]:
    """The web server over a folder in which a day was run, without the daemon."""
    data, history = lasting_memory / "data", lasting_memory / "history"
    if PICTURES:
        demo_folder.write_folder(data)
    else:
        rounds.write_account(data)
    variables = environment(data, history)
    ran = subprocess.run(
        [sys.executable, "-m", "tweet_assets.command", "run"],
        cwd=PROJECT,
        env=variables,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "dagster_webserver", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", port]
    with (lasting_memory / "web.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=variables, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(lambda: _answers(f"http://127.0.0.1:{port}/graphql"))
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=60)


def _answers(graphql: str) -> bool:
    try:
        return bool(ask(graphql, "{ assetNodes { id } }")["assetNodes"])
    except OSError:
        return False


@contextmanager
def browser(width: int, height: int) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = BROWSER or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
        options.add_argument(argument)
    chrome = Chrome(options=options, service=ChromeService(DRIVER))
    try:
        yield chrome
    finally:
        chrome.quit()


def seen(chrome: Chrome, text: str) -> WebElement:
    """The first thing on the page that says this, once it is there."""
    path = f"//*[contains(normalize-space(.), '{text}')][not(*[contains(normalize-space(.), '{text}')])]"
    return WebDriverWait(chrome, 60).until(lambda c: next(iter(c.find_elements(By.XPATH, path)), None))


def keep(chrome: Chrome, name: str) -> None:
    if PICTURES:
        time.sleep(1)  # until what comes up has come up
        chrome.save_screenshot(str(Path(PICTURES) / f"{name}.png"))


@pytest.mark.slow
@in_a_browser
def test_the_lineage_page_shows_two_lanes_and_no_edge_between_them(address: str) -> None:
    query = "{ assetNodes { assetKey { path } groupName dependencyKeys { path } } }"
    nodes = ask(f"{address}/graphql", query)["assetNodes"]
    edges = {(tuple(d["path"]), tuple(n["assetKey"]["path"])) for n in nodes for d in n["dependencyKeys"]}  # type: ignore[attr-defined]
    between = {(above[0], below[0]) for above, below in edges if above[0] != below[0]}
    assert not {("learning", "generation"), ("generation", "learning"), ("posting", "learning")} & between
    assert {below for above, below in edges if (above[0], below[0]) == ("account", "generation")} == {
        ("generation", "own_top_posts")
    }
    assert {("learning", "posting"), ("generation", "posting")} <= between

    with browser(1500, 1750) as chrome:
        chrome.get(address + BOTH_LANES)
        for lane in ("learning", "generation"):
            assert seen(chrome, lane).is_displayed()
        for name in ("arm_posteriors", "policy", "viral_library", "drafts", "own_top_posts"):
            assert seen(chrome, name).is_displayed()
        assert seen(chrome, "posting").is_displayed()
        keep(chrome, "lineage")


@pytest.mark.slow
@in_a_browser
def test_an_asset_page_has_its_columns_its_code_and_a_picture_of_what_changed(address: str) -> None:
    with browser(1400, 1000) as chrome:
        chrome.get(f"{address}/assets/learning/arm_posteriors")
        assert seen(chrome, "the last day whose facts were used").is_displayed()
        assert seen(chrome, "its table").is_displayed()
        keep(chrome, "asset-page")
        chrome.execute_script("arguments[0].scrollIntoView()", shown := seen(chrome, "[Show Markdown]"))
        shown.click()
        picture = WebDriverWait(chrome, 30).until(
            lambda c: next(iter(c.find_elements(By.CSS_SELECTOR, "img[src^='data:image/svg']")), None)
        )
        WebDriverWait(chrome, 30).until(lambda c: c.execute_script("return arguments[0].naturalWidth", picture) > 0)
        assert seen(chrome, "against the mean, the day before").is_displayed()
        keep(chrome, "asset-changes")


@pytest.mark.parametrize("lane", lanes.LANES, ids=lambda lane: lane.name)
def test_every_asset_of_a_lane_says_what_it_is_whose_and_of_which_columns(lane: lanes.Lane) -> None:
    specs = [spec for spec in defs.resolve_all_asset_specs() if spec.group_name == lane.name]
    assert specs
    for spec in specs:
        name = spec.key.to_user_string()
        assert len(spec.description or "") >= 80, name
        assert spec.owners == [lanes.OWNER, f"team:{lane.name}"], name
        assert spec.tags["lane"] == lane.name, name
        assert "duckdb" in spec.kinds, name
        schema = spec.metadata["dagster/column_schema"]
        assert isinstance(schema.value if hasattr(schema, "value") else schema, dg.TableSchema), name
        references = spec.metadata["dagster/code_references"].code_references
        assert any(Path(one.file_path).name == "tables.sql" for one in references), name
        assert all(Path(one.file_path).exists() for one in references), name


def test_every_check_says_what_it_guards() -> None:
    checks = [spec for definition in defs.asset_checks or () for spec in definition.check_specs]
    assert len(checks) > 10
    assert [spec.name for spec in checks if len(spec.description or "") < 30] == []
