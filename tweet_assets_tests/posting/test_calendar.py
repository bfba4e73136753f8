"""The calendar of what is posted by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.posting import calendar
from tweet_assets.posting.calendar import Entry

DUE = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n;,\\"), max_size=280)


def entry(text: str) -> Entry:
    return Entry("d1", "invented_me", DUE, text, "how-to", "writing; prose")


def test_a_calendar_is_this_file() -> None:
    unfolded = calendar.ics([entry("One, two;\nthree")], NOW).replace("\r\n ", "")

    assert unfolded == "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//tweet_assets//EN",
            "BEGIN:VEVENT",
            "UID:d1@tweet-assets.example",
            "DTSTAMP:20260309T060000Z",
            "DTSTART:20260310T123000Z",
            "DTEND:20260310T124500Z",
            "SUMMARY:Post as @invented_me: One\\, two\\; three (how-to\\, writing\\; prose)",
            "DESCRIPTION:One\\, two\\;\\nthree\\n\\nPost it: https://x.com/intent/post?text=One%2C%20two%3B%0Athree",
            "URL:https://x.com/intent/post?text=One%2C%20two%3B%0Athree",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Post as @invented_me: One\\, two\\; three (how-to\\, writing\\; prose)",
            "TRIGGER:-PT10M",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def test_a_title_shows_the_first_words_and_cuts_none() -> None:
    def title(text: str) -> str:
        file = calendar.ics([entry(text)], NOW).replace("\r\n ", "")
        return re.findall(r"SUMMARY:Post as @invented_me: (.*) \(how-to", file)[0]

    assert title("Short\n\nand two lines") == "Short and two lines"
    assert title("Once upon a time somebody felt too late for it") == "Once upon a time somebody felt too late…"
    assert title("x" * 50) == "x" * 40 + "…"


def test_an_empty_calendar_has_no_entry() -> None:
    assert "VEVENT" not in calendar.ics([], NOW)


@given(TEXT)
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    file = calendar.ics([entry(text)], NOW)

    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    whole = file.replace("\r\n ", "")
    told = next(line for line in whole.split("\r\n") if line.startswith("DESCRIPTION:")).removeprefix("DESCRIPTION:")
    plain = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], told)
    assert plain == re.sub("[\u2028\u2029]", "\n", text) + f"\n\nPost it: {calendar.link(text)}"


@given(TEXT.filter(bool))
def test_the_link_holds_the_text(text: str) -> None:
    assert parse_qs(urlsplit(calendar.link(text)).query, keep_blank_values=True)["text"] == [text]
