"""The review page in a real browser: Debian's Chromium, headless, with and without JavaScript."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from interruptible import interruptible
from review import planned
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tweet_assets.review.judging import Bench

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="there is no chromium with its chromedriver on this machine"),
]


@pytest.fixture
def address(bench: Bench) -> Iterator[str]:
    """Of the page as its command serves it, in a process of its own."""
    with serving(bench.posting.place.path) as address:
        yield address


@contextmanager
def serving(data: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tweet_assets.command", "--data", str(data), "review", "--no-open"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=interruptible,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) in (0, 1, -signal.SIGINT, 130)
        process.stdout.close()


@contextmanager
def browser(scripts: bool = True) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = BROWSER or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=900,1400"):
        options.add_argument(argument)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    chrome = Chrome(options=options, service=ChromeService(DRIVER))
    chrome.implicitly_wait(10)
    try:
        yield chrome
    finally:
        chrome.quit()


def until(chrome: Chrome, name: str, words: str) -> None:
    """Waits until the card of a decision says these words."""
    until_said(chrome, f"#d-{name}", words)


def until_said(chrome: Chrome, where: str, words: str) -> None:
    def said(driver: Chrome) -> bool:
        return words in driver.find_element(By.CSS_SELECTOR, where).text

    WebDriverWait(chrome, 30, ignored_exceptions=[NoSuchElementException, StaleElementReferenceException]).until(said)


def until_focused(chrome: Chrome, name: str) -> None:
    def is_focused(driver: Chrome) -> bool:
        return driver.switch_to.active_element.get_attribute("id") == f"d-{name}"

    WebDriverWait(chrome, 30).until(is_focused)


def test_with_keys_alone_a_person_approves_rejects_edits_and_passes_over(address: str, bench: Bench) -> None:
    approve, reject, edit, skip = list(planned.states(bench))[:4]
    rejected = planned.text_of(bench, reject)

    with browser() as chrome:
        chrome.get(address)
        press = lambda keys: chrome.switch_to.active_element.send_keys(keys)  # noqa: E731
        until_focused(chrome, approve)
        sleep(1)  # to read it
        press("a")
        until(chrome, approve, "is approved")
        until_focused(chrome, reject)  # the next that waits

        press("r")
        press("not how I speak" + Keys.ENTER)
        until(chrome, reject, "has taken its place")
        assert rejected not in chrome.find_element(By.ID, f"d-{reject}").text

        press("j")
        until_focused(chrome, edit)
        press("e")
        press(Keys.CONTROL + "a")
        press("A page has a last line, and it comes first")
        press(Keys.ESCAPE)
        until_focused(chrome, edit)
        chrome.find_element(By.CSS_SELECTOR, f"#d-{edit} form.edit button").click()
        until(chrome, edit, "Saved.")

        press("j")
        until_focused(chrome, skip)
        press("k")
        press("j")
        sleep(1)
        press("s")
        until(chrome, skip, "is passed over")
        assert chrome.get_log("browser") == []  # no script was blocked, no file missing

    states = planned.states(bench)
    assert [states[name] for name in (approve, reject, edit, skip)] == [
        "approved", "awaiting_approval", "awaiting_approval", "skipped"
    ]  # fmt: skip
    assert planned.text_of(bench, edit) == "A page has a last line, and it comes first"


SECOND_TAP = """
const tap = () => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
addEventListener("load", () => { setTimeout(tap, 200); setTimeout(() => { window.tapped = true; }, 1500); });
"""


def test_a_key_that_is_held_down_approves_one_text_and_none_that_nobody_has_read(address: str, bench: Bench) -> None:
    one, *others = planned.states(bench)
    key = {"type": "keyDown", "key": "a", "code": "KeyA", "windowsVirtualKeyCode": 65, "text": "a"}

    with browser() as chrome:
        chrome.get(address)
        until_focused(chrome, one)
        sleep(1)  # to read it
        chrome.execute_cdp_cmd("Input.dispatchKeyEvent", key)
        until_held = monotonic() + 6
        while monotonic() < until_held:
            chrome.execute_cdp_cmd("Input.dispatchKeyEvent", {**key, "autoRepeat": True})
            sleep(0.03)  # as a keyboard does
        until(chrome, one, "is approved")
        chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": SECOND_TAP})
        chrome.refresh()
        WebDriverWait(chrome, 30).until(lambda driver: driver.execute_script("return window.tapped"))

    states = planned.states(bench)
    assert states[one] == "approved"
    assert {states[name] for name in others} == {"awaiting_approval"}


def test_without_javascript_a_text_is_approved_and_another_rejected(address: str, bench: Bench) -> None:
    approve, reject = list(planned.states(bench))[:2]

    with browser(scripts=False) as chrome:
        chrome.get(address)
        assert not chrome.find_element(By.CSS_SELECTOR, ".keys").is_displayed()  # only a script would show it
        chrome.find_element(By.CSS_SELECTOR, f"#d-{approve} form.approve button").click()
        until(chrome, approve, "is approved")
        chrome.find_element(By.CSS_SELECTOR, f"#d-{reject} input[name=why]").send_keys("not how I speak")
        chrome.find_element(By.CSS_SELECTOR, f"#d-{reject} form.reject button").click()
        until(chrome, reject, "has taken its place")

    assert planned.states(bench)[approve] == "approved"


def test_a_script_in_a_draft_is_read_and_not_run(address: str, bench: Bench) -> None:
    name = next(iter(planned.states(bench)))
    hostile = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    with bench.posting.warehouse().transaction() as transaction:
        transaction.execute("update posting.decisions set text = ? where decision_id = ?", [hostile, name])

    with browser() as chrome:
        chrome.get(address)

        assert hostile in chrome.find_element(By.ID, f"d-{name}").text
        assert chrome.title != "run"


def test_a_page_elsewhere_can_neither_frame_it_nor_send_its_forms(address: str, bench: Bench, tmp_path: Path) -> None:
    name = next(iter(planned.states(bench)))
    foreign = tmp_path / "foreign.html"
    form = f'<form method="post" action="{address}{name}/approve"><button>x</button></form>'
    foreign.write_text(f'<iframe src="{address}"></iframe>{form}')

    with browser() as chrome:
        chrome.get(foreign.as_uri())
        chrome.switch_to.frame(chrome.find_element(By.TAG_NAME, "iframe"))
        assert chrome.find_elements(By.TAG_NAME, "article") == []
        chrome.switch_to.default_content()
        chrome.find_element(By.TAG_NAME, "button").click()
        until_said(chrome, "body", "Nothing was done")

    assert planned.states(bench)[name] == "awaiting_approval"
