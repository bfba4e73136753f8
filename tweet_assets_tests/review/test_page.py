"""The review page as a browser without JavaScript meets it, and as those do who have no business with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from review import planned
from starlette.testclient import TestClient

from tweet_assets.review.judging import Bench
from tweet_assets.review.page import Page

pytestmark = pytest.mark.slow


@pytest.fixture
def page(bench: Bench) -> Page:
    return Page(bench)


@pytest.fixture
def client(page: Page) -> Iterator[TestClient]:
    with TestClient(page.application(), base_url="http://127.0.0.1:8000") as client:
        yield client


def form_of(client: TestClient, page: Page, name: str, act: str) -> tuple[str, dict[str, str]]:
    """The address and the hidden fields of a form as they stand on the page."""
    html = client.get(f"/{page.token}/").text
    action = f"/{page.token}/{name}/{act}"
    form = html[html.index(f'action="{action}"') :]
    form = form[: form.index("</form>")]
    return action, dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def first(bench: Bench) -> str:
    return next(iter(planned.states(bench)))


def test_without_a_script_a_text_is_approved_rejected_edited_and_passed_over(
    client: TestClient, page: Page, bench: Bench
) -> None:
    approve, reject, edit, skip = list(planned.states(bench))[:4]
    before = planned.text_of(bench, reject)

    for name, act, more in (
        (approve, "approve", {}),
        (reject, "reject", {"why": "not how I speak"}),
        (edit, "edit", {"text": "Write the last line first,\r\nthen the others"}),
        (skip, "skip", {}),
    ):
        action, fields = form_of(client, page, name, act)
        answer = client.post(action, data={**fields, **more}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{page.token}/#d-{name}")

    states = planned.states(bench)
    assert [states[name] for name in (approve, reject, edit, skip)] == [
        "approved", "awaiting_approval", "awaiting_approval", "skipped"
    ]  # fmt: skip
    assert planned.text_of(bench, reject) != before
    assert planned.text_of(bench, edit) == "Write the last line first,\nthen the others"
    assert bench.posting.warehouse().table("posting.approvals", decision_id=reject)["why"].tolist() == [
        "not how I speak"
    ]
    html = client.get(f"/{page.token}/").text
    assert f"{approve} is approved." in html
    assert "The next draft of its cell has taken its place." in html


def test_what_is_seen_is_what_is_approved(client: TestClient, page: Page, bench: Bench) -> None:
    name = first(bench)
    action, fields = form_of(client, page, name, "approve")
    bench.edit(name, "Another wording meanwhile, of a page")

    client.post(action, data=fields)

    assert planned.states(bench)[name] == "awaiting_approval"
    assert "has changed since you saw it" in client.get(f"/{page.token}/").text


def test_a_rejection_takes_a_reason(client: TestClient, page: Page, bench: Bench) -> None:
    name = first(bench)
    action, fields = form_of(client, page, name, "reject")

    client.post(action, data={**fields, "why": "  "})

    assert planned.states(bench)[name] == "awaiting_approval"
    assert "A rejection takes a reason" in client.get(f"/{page.token}/").text


def test_who_has_not_the_address_finds_nothing(client: TestClient, page: Page, bench: Bench) -> None:
    name = first(bench)
    action, fields = form_of(client, page, name, "approve")

    for path in ("/", "/x/", f"/{page.token[:-1]}/", "/%C3%A9/", f"/{page.token}", f"/{page.token}/accounts.toml"):
        assert client.get(path, follow_redirects=False).status_code in (404, 307)
    assert client.post(f"/x/{name}/approve", data=fields).status_code == 404
    assert client.post(f"/{page.token}/{name}/publish", data=fields).status_code == 404
    assert client.get(action).status_code == 405
    assert planned.states(bench)[name] == "awaiting_approval"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", ""])
def test_another_name_of_the_host_is_refused(client: TestClient, page: Page, host: str) -> None:
    assert client.get(f"/{page.token}/", headers={"host": host}).status_code == 400


def test_forms_of_other_pages_and_of_an_earlier_start_do_nothing(client: TestClient, page: Page, bench: Bench) -> None:
    name = first(bench)
    action, fields = form_of(client, page, name, "approve")
    foreign = (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8001"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    )

    for headers in foreign:
        assert client.post(action, data=fields, headers=headers).status_code == 403
    for data in (
        {},
        {**fields, "form_token": "x"},
        {**fields, "form_token": "\u00e9"},
        {**fields, "form_token": page.token},
    ):
        assert client.post(action, data=data).status_code == 403
    assert client.post(action, content=b"\xff\xfe").status_code == 403
    assert client.post(action, content=b"a=1&" * 20).status_code == 403
    assert client.post(action, data={**fields, "text": "x" * 100_001}).status_code == 403

    assert bench.posting.warehouse().table("posting.approvals").empty
    assert client.post(action, data=fields, headers={"origin": "http://127.0.0.1:8000"}).status_code == 200
    assert planned.states(bench)[name] == "approved"


def test_the_page_loads_nothing_runs_nothing_and_tells_nobody(client: TestClient, page: Page) -> None:
    for path in ("", "review.css", "review.js"):
        headers = client.get(f"/{page.token}/{path}").headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
    html = client.get(f"/{page.token}/").text
    sources = re.findall(r'(?:src|href|action)="([^"]+)"', html)
    assert sources
    assert all(source.startswith(f"/{page.token}/") for source in sources)
    assert not re.search(r"<script>|<style>|style=|\son\w+=", html)


HOSTILE = '</textarea></p><script>alert("x")</script><img src=x onerror=alert(1)> \u202e{{ 7 * 7 }} &amp; "quoted"'


def test_whatever_a_text_holds_is_shown_as_text(client: TestClient, page: Page, bench: Bench) -> None:
    name = first(bench)
    with bench.posting.warehouse().transaction() as transaction:
        for column in ("text", "note", "topic"):
            transaction.execute(
                f"update posting.decisions set {column} = ? where decision_id = ?",
                [HOSTILE, name],
            )
    with bench.external.warehouse().transaction() as transaction:
        transaction.execute(
            "update generation.viral_library set text = ?, author = ?, origin = 'collected'", [HOSTILE] * 2
        )
        transaction.execute("update generation.drafts set reasons = [?]", [HOSTILE])

    html = client.get(f"/{page.token}/").text

    assert html.count("&lt;script&gt;") >= 6
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "{{ 7 * 7 }}" in html
    assert len(re.findall("<textarea", html)) == len(re.findall("</textarea>", html))


def test_a_decision_with_a_name_that_is_no_name_changes_nothing(client: TestClient, page: Page, bench: Bench) -> None:
    _, fields = form_of(client, page, first(bench), "approve")

    answer = client.post(f"/{page.token}/' or 1=1 --/approve", data=fields)

    assert answer.status_code == 200
    assert bench.posting.warehouse().table("posting.approvals").empty


def test_a_file_that_another_process_holds_is_said_and_nothing_is_lost(
    client: TestClient, page: Page, bench: Bench
) -> None:
    path = bench.posting.warehouse().path
    kept = path.read_bytes()
    path.write_bytes(b"\x00not a database")

    answer = client.get(f"/{page.token}/")

    assert answer.status_code == 503
    assert "posting.duckdb cannot be opened" in answer.text
    path.write_bytes(kept)
    assert client.get(f"/{page.token}/").status_code == 200


def test_where_nothing_is_planned_the_page_says_what_to_do(client: TestClient, page: Page, bench: Bench) -> None:
    with bench.posting.warehouse().transaction() as transaction:
        transaction.execute("delete from posting.decisions")

    html = client.get(f"/{page.token}/").text

    assert "Nothing waits for your verdict" in html
    assert f"<code>{bench.posting.place.command('run')}</code>" in html
    assert "--data /" in html


def test_a_wording_that_is_not_taken_stands_in_its_form_again_until_one_is(
    client: TestClient, page: Page, bench: Bench
) -> None:
    name, other, *_ = planned.states(bench)
    action, fields = form_of(client, page, name, "edit")
    mine = "Two lines of mine\nwith a </textarea> and a link.example.com"

    html = client.post(action, data={**fields, "text": mine}).text

    assert "block this wording" in html[html.index(f"d-{name}") : html.index(f"d-{other}")]
    assert "\n" + mine.replace("<", "&lt;").replace(">", "&gt;") + "</textarea>" in html
    assert planned.text_of(bench, name) != mine

    html = client.post(action, data={**fields, "text": "Two lines of mine\nand no link"}).text
    assert "link.example.com" not in html
    assert planned.text_of(bench, name) == "Two lines of mine\nand no link"


def test_settings_that_cannot_be_read_are_said_and_the_page_goes_on(
    client: TestClient, page: Page, bench: Bench
) -> None:
    accounts = bench.posting.place.accounts_file
    kept = accounts.read_text(encoding="utf-8")
    accounts.write_text(kept.replace('mode = "suggest"', 'mode = "suggest'), encoding="utf-8")

    answer = client.get(f"/{page.token}/")

    assert answer.status_code == 503
    assert "accounts.toml is not TOML" in answer.text
    accounts.write_text(kept, encoding="utf-8")
    assert client.get(f"/{page.token}/").status_code == 200
