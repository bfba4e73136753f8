"""The page of a week as a file in a real browser: offline, without scripts, on a phone, in light and dark.

With a folder in TWEET_ASSETS_PICTURES it leaves docs/report.png there, over the demo account (see scripts/pictures).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rounds
from review.test_browser import BROWSER, DRIVER
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from tweet_assets.data_folder import PROJECT, DataFolder
from tweet_assets.demo import folder as demo_folder

PICTURES = os.environ.get("TWEET_ASSETS_PICTURES")
MOST_BYTES = 2_000_000
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="there is no chromium with its chromedriver on this machine"),
]


@pytest.fixture(scope="module")
def page(lasting_memory: Path) -> Path:
    data = (
        PROJECT / "demo" if PICTURES else lasting_memory / "data"
    )  # what is typed on a picture is what a reader types
    if PICTURES:
        demo_folder.write_folder(data)
    else:
        rounds.write_account(data)
    with rounds.over(data, lasting_memory / "history") as runs:
        runs.go(DataFolder(data).settings().today or rounds.TODAY)
    [found] = data.glob("reports/week-*/*.html")
    return found


@contextmanager
def browser(width: int, height: int, dark: bool = False) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = BROWSER or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    chrome = Chrome(options=options, service=ChromeService(DRIVER))
    theme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": theme})
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    try:
        yield chrome
    finally:
        chrome.quit()


def test_the_file_asks_no_server_for_anything_and_breaks_no_rule_of_its_own(page: Path) -> None:
    assert page.stat().st_size < MOST_BYTES
    with browser(900, 1200) as chrome:
        chrome.get(page.as_uri())
        events = [json.loads(entry["message"])["message"] for entry in chrome.get_log("performance")]
        asked = [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]
        assert asked == [page.as_uri()]
        assert chrome.get_log("browser") == []


def test_a_phone_scrolls_down_and_never_sideways_with_every_block_open(page: Path) -> None:
    with browser(360, 740) as chrome:
        chrome.get(page.as_uri())
        chrome.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
        wide = chrome.execute_script("return document.documentElement.scrollWidth")
        assert wide <= 360
        small = chrome.execute_script(
            "return Math.min(...[...document.querySelectorAll('figure svg text')]"
            ".map(text => text.getBoundingClientRect().height))"
        )
        assert small >= 6  # the posts of a field of the grid; everything else is larger


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_letters_of_charts_stand_out_from_the_paper_in_light_and_dark(page: Path, dark: bool) -> None:
    with browser(900, 1200, dark) as chrome:
        chrome.get(page.as_uri())
        chrome.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
        paper = _luminance(chrome.execute_script("return getComputedStyle(document.body).backgroundColor"))
        assert (paper < 0.1) == dark
        inks = chrome.execute_script(
            "return [...document.querySelectorAll('figure svg text')].map(t => getComputedStyle(t).fill)"
        )
        assert len(inks) > 20
        for ink in set(inks):
            high, low = sorted((_luminance(ink), paper), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, ink  # WCAG 2.1, contrast of text
        if PICTURES:
            chrome.execute_script("document.querySelectorAll('details').forEach(one => one.open = false)")
            for name in ("recent", "formats"):
                chrome.execute_script(f"document.getElementById('{name}').open = true")
            chrome.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": 780, "height": 2330, "deviceScaleFactor": 1, "mobile": False},
            )
            chrome.save_screenshot(str(Path(PICTURES) / f"report-{'dark' if dark else 'light'}.png"))


def _luminance(colour: str) -> float:
    """Relative luminance of 'rgb(r, g, b)' (WCAG 2.1)."""
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : colour.index(")")].split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
