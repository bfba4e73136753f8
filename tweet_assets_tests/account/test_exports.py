"""Own exports: every format and quirk, what is refused, and with which words."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.account import exports, importing, kinds, ledger, maturity, snowflake
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.warehouse import Warehouse, content_hash

FOLDER = Folder(accounts=(Account("Invented_Me"),))
REAL = Path(__file__).parents[2] / "../shared/data/own"
LEGACY = (
    "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,"
    "user profile clicks,url clicks,hashtag clicks,detail expands,permalink clicks,follows,promoted impressions"
)
CONTENT = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
CONTENT_2024 = (
    CONTENT.replace("Post Link", "Link").replace("Shares", "Share").replace("Detail Expands", "Detail expands")
)
MOMENT = datetime(2021, 3, 5, 12, 0, tzinfo=UTC)


def name_of(moment: datetime) -> str:
    return str((int(moment.timestamp() * 1000) - 1_288_834_974_657) << 22)


ONE, TWO = name_of(MOMENT), name_of(MOMENT.replace(hour=18))


def table(header: str, *rows: list[object]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def legacy(
    post: str = ONE, text: str = "A text", likes: str = "3.0", handle: str = "invented_me", link: str = ""
) -> list[object]:
    link = link or f"https://twitter.com/{handle}/status/{post}"
    return [
        post,
        link,
        text,
        "2021-03-05 12:00 +0000",
        "215.0",
        "9.0",
        "4E-2",
        "1.0",
        "2.0",
        likes,
        *["0.0"] * 5,
        "0",
        "-",
    ]


def content(
    post: str = ONE, text: str = "A text", likes: str = "3", handle: str = "invented_me", host: str = "x.com"
) -> list[object]:
    link = f"https://{host}/{handle}/status/{post}"
    return [post, "Fri, Mar 5, 2021", text, link, "215", likes, "9", "1", "0", "0", "2", "1", *["0"] * 5]


def parse(data: bytes, name: str = "export.csv", folder: Folder = FOLDER) -> exports.Export:
    return exports.parse(data, name, folder)


@pytest.mark.parametrize(
    ("data", "export_format", "bookmarks"),
    [
        (table(LEGACY, legacy()), "legacy", pd.NA),
        (table(LEGACY.replace("likes", "favorites"), legacy()), "legacy", pd.NA),
        (table(CONTENT, content()), "content", 1),
        (table(CONTENT_2024, content()), "content", 1),
        (b"\xef\xbb\xbf" + table(CONTENT, content()), "content", 1),
        (table(CONTENT, content()).decode().encode("utf-16"), "content", 1),
    ],
    ids=["legacy", "favorites", "content", "content of 2024", "BOM", "UTF-16"],
)
def test_each_format_is_read(data: bytes, export_format: str, bookmarks: object) -> None:
    export = parse(data)

    row = export.rows.iloc[0]
    assert export.export_format == export_format
    assert (row["account"], row["post_id"], row["impressions"], row["likes"], row["replies"], row["reposts"]) == (
        "Invented_Me", ONE, 215, 3, 2, 1
    )  # fmt: skip
    assert row["posted_at"] == pd.Timestamp(MOMENT)
    assert row["bookmarks"] is bookmarks if bookmarks is pd.NA else row["bookmarks"] == bookmarks


def test_a_dash_is_unknown_and_not_zero() -> None:
    rows = parse(table(LEGACY, legacy(likes="-"))).rows

    assert rows["likes"].isna().all()


def test_text_keeps_its_lines_and_loses_its_entities() -> None:
    rows = parse(table(LEGACY, legacy(text='He said "a &amp; b"\nand left'))).rows

    assert rows["text"].tolist() == ['He said "a & b"\nand left']


def test_a_mangled_id_is_taken_from_the_link() -> None:
    row = content()
    row[0] = "1.37E+18"

    assert parse(table(CONTENT, row)).rows["post_id"].tolist() == [ONE]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (table(CONTENT, content(likes="1.2K")), r"export.csv record 1: 'likes' is '1.2K', a whole number was expected"),
        (table(CONTENT, content(likes="-3")), "record 1: 'likes' is '-3'"),
        (table(CONTENT, content(), content(TWO)[:9]), "record 2: 9 cells where the header has 17"),
        (table("Date,Tweets published,impressions", ["2021-03-05", "1", "2"]), "by-day activity export"),
        (table("Date,Impressions,Create Post", ["x", "1", "2"]), "account overview"),
        (table("Datum,Beitrag", ["x", "y"]), "this header is not known: datum, beitrag"),
        (b"", "is empty"),
        (
            table(LEGACY, legacy(link=f"https://twitter.com/invented_me/status/{TWO}")),
            "the id is .*, but the link is of",
        ),
        (table(LEGACY, legacy(link="https://example.org/1")), "the link is 'https://example.org/1'"),
        (table(CONTENT, content(post="12345")), "12345 is not an id of November 2010 or later"),
        (
            table(CONTENT, content(handle="somebody")),
            r"not one of its 1 posts is ours. Record 1: @somebody is not a config",
        ),
        (table(CONTENT.replace("Replies", "Reposts"), content()), "header is not known|two columns"),
        (b'Post id,"unclosed', "not a table"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableExport, match=told):
        parse(data)


def test_every_row_has_a_fate() -> None:
    phantom = ["", "", "", "https://x.com/undefined/status/undefined", *["0"] * 13]
    phantom[3] = "https://x.com/invented_me/status/undefined"
    export = parse(
        table(
            CONTENT,
            content(),
            content(),
            content(TWO, handle="INVENTED_ME"),
            content(TWO, handle="other"),
            phantom,
            phantom,
        )
    )

    assert (len(export.rows), export.rows_duplicate, len(export.refused), export.rows_phantom) == (2, 1, 1, 2)
    assert list(export.refused) == [4]
    assert export.rows_total == 6


def test_simulated_and_real_rows_never_share_a_folder() -> None:
    simulated = Folder(accounts=FOLDER.accounts, simulated=True, today=date(2021, 4, 1))

    assert len(parse(table(CONTENT, content(host="simulated.example")), folder=simulated).rows) == 1
    for folder, host in ((FOLDER, "simulated.example"), (simulated, "x.com")):
        with pytest.raises(UnreadableExport, match="this data folder is not for those"):
            parse(table(CONTENT, content(host=host)), folder=folder)


@given(st.binary(max_size=300))
def test_no_bytes_end_in_another_error(data: bytes) -> None:
    with pytest.raises(UnreadableExport):
        parse(data)


@given(st.integers(0, 700))
def test_a_cut_file_is_refused_or_gives_rows_of_the_whole(cut: int) -> None:
    whole = table(CONTENT, content(), content(TWO, text="Another\ntext"))
    try:
        rows = parse(whole[: len(whole) - cut]).rows
    except UnreadableExport:
        return
    assert set(rows["post_id"]) <= {ONE, TWO}


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("tweet_activity_metrics_Some_Handle_20210101_20210201_en.csv", date(2021, 2, 1)),
        ("account_analytics_content_2026-04-19_2026-05-16.csv", date(2026, 5, 16)),
        ("account_analytics_content_20241114_20250212.csv", date(2025, 2, 12)),
        ("account_analytics_content_20241114_20251399.csv", None),
        ("export.csv", None),
    ],
)
def test_the_period_is_in_the_name(name: str, end: date | None) -> None:
    assert exports.period_end(name) == end


def test_the_id_holds_the_time_to_the_millisecond() -> None:
    assert snowflake.posted_at("1355500244381949952") == datetime(2021, 1, 30, 12, 56, 56, 894000, tzinfo=UTC)
    for name in ("1", "29700859246", str(1 << 63)):
        with pytest.raises(snowflake.NoTimeInId):
            snowflake.posted_at(name)


# ---- kinds


def posts(*rows: tuple[float, str | None], source: str = "content") -> pd.DataFrame:
    moments = [pd.Timestamp(MOMENT) + pd.Timedelta(minutes=m) for m, _ in rows]
    return pd.DataFrame(
        {
            "account": "Invented_Me",
            "post_id": [str(n) for n in range(len(rows))],
            "posted_at": moments,
            "text": pd.Series([text for _, text in rows], dtype="str"),
            "source": source,
            "kind": "original",
        }
    )


def test_kinds_are_read_off_the_first_word_and_the_gaps() -> None:
    told = kinds.kinds(
        posts(
            (0, "One"),
            (60, "Two"),
            (65, "of three"),
            (66, "@you hello"),
            (67, "and three"),
            (90, "RT @you: x"),
            (99, None),
            (99.5, ".@you hi"),
        )
    )

    assert told.tolist() == [
        "original", "thread_head", "thread_part", "reply", "thread_part", "repost", "unknown", "original"
    ]  # fmt: skip


def test_five_minutes_are_a_thread_and_a_second_more_is_not() -> None:
    assert kinds.kinds(posts((0, "One"), (5, "Two"))).tolist() == ["thread_head", "thread_part"]
    assert kinds.kinds(posts((0, "One"), (5 + 1 / 60, "Two"))).tolist() == ["original", "original"]


# ---- maturity


def snapshots_of(
    end: str | None, newest: str, posted: str, observed: dict[str, datetime] | None = None, zone: str = "UTC"
) -> pd.DataFrame:
    files = pd.DataFrame(
        {
            "file_sha256": ["f"],
            "name": ["export.csv"],
            "period_end": pd.Series([end], dtype="datetime64[us]"),
            "newest_post_at": pd.Series([newest]).astype("datetime64[us, UTC]"),
        }
    )
    rows = parse(table(CONTENT, content())).rows.assign(file_sha256="f", posted_at=pd.Timestamp(posted))
    return maturity.snapshots(rows, files, observed or {}, ZoneInfo(zone))


def snapshot_of(*arguments: str | None, observed: dict[str, datetime] | None = None) -> pd.Series:
    return snapshots_of(*arguments, observed=observed).iloc[0]  # type: ignore[arg-type]


def test_a_file_was_made_after_its_period_its_newest_post_or_when_the_user_says() -> None:
    told = datetime(2021, 3, 9, 8, tzinfo=UTC)

    assert snapshot_of("2021-03-08", "2021-03-07T20:00Z", "2021-03-05T12:00Z")["observed_basis"] == "period_end"
    assert snapshot_of(None, "2021-03-07T20:00Z", "2021-03-05T12:00Z")["observed_basis"] == "newest_post"
    assert snapshot_of("2021-03-07", "2021-03-07T20:00Z", "2021-03-05T12:00Z")["observed_basis"] == "newest_post"
    known = snapshot_of("2021-03-08", "2021-03-07T20:00Z", "2021-03-05T12:00Z", observed={"export.csv": told})
    assert (known["observed_basis"], known["observed_from"], known["observed_until"]) == ("user", told, told)


@pytest.mark.parametrize(
    ("posted", "matured"), [("2021-03-06T23:59:59Z", True), ("2021-03-07T00:00Z", False), ("2021-03-07T00:01Z", False)]
)
def test_a_post_of_exactly_a_day_is_not_surely_older(posted: str, matured: bool) -> None:
    assert snapshot_of("2021-03-08", "2021-03-07T20:00Z", posted)["matured"] == matured


def test_the_day_of_an_outcome_is_local_and_its_rate_needs_impressions() -> None:
    shot = snapshots_of("2021-03-20", "2021-03-19T20:00Z", "2021-03-05T23:30Z", zone="Europe/Lisbon")
    shot["impressions"] = pd.Series([0], index=shot.index, dtype="Int64")
    known = pd.DataFrame({"account": shot["account"], "post_id": shot["post_id"]})

    for zone, day in (("UTC", "2021-03-06"), ("Asia/Tokyo", "2021-03-07")):
        outcome = maturity.outcomes(shot, known, ZoneInfo(zone)).iloc[0]
        assert outcome["day"] == pd.Timestamp(day)
        assert pd.isna(outcome["engagement_rate"])
        assert pd.isna(outcome["known_at"])
    assert maturity.outcomes(shot, known.iloc[:0], ZoneInfo("UTC")).empty


# ---- the ledgers


TODAY = date(2021, 4, 10)
FILES = {
    "tweet_activity_metrics_Invented_Me_20210301_20210401_en.csv": table(
        LEGACY, legacy(text="The whole\ntext"), legacy(TWO, "Two")
    ),
    "account_analytics_content_2021-03-01_2021-03-06.csv": table(
        CONTENT, content(text="The whole text"), content(TWO, "Two", likes="1")
    ),
    "account_analytics_content_2021-03-05_2021-04-08.csv": table(CONTENT, content(text="The whole text", likes="9")),
}


def imported(folder: Path, names: list[str]) -> dict[str, str]:
    store = Warehouse(folder / "own.duckdb", "own")
    for name in names:
        ledger.record(store, parse(FILES[name], name), simulated=False, today=TODAY)
    tables = ("export_files", "analytics_exports", "posts", "refused_rows")
    return {t: content_hash(store.table(f"account.{t}")) for t in tables}


def test_any_order_and_any_repetition_of_files_gives_the_same_tables(tmp_path: Path) -> None:
    first, second, third = FILES
    orders = [[first, second, third], [third, second, first], [second, first, second, third, third]]
    results = []
    for n, order in enumerate(orders):
        (tmp_path / str(n)).mkdir()
        results.append(imported(tmp_path / str(n), order))

    assert results[0] == results[1] == results[2]
    texts = Warehouse(tmp_path / "0" / "own.duckdb", "own").table("account.posts")
    assert texts["text"].tolist() == ["The whole\ntext", "Two"]
    assert set(texts["source"]) == {"legacy"}


def test_a_post_in_several_files_has_the_outcome_of_the_first_mature_one(tmp_path: Path) -> None:
    imported(tmp_path, list(FILES))
    store = Warehouse(tmp_path / "own.duckdb", "own")
    frames = store.table("account.analytics_exports"), store.table("account.export_files")
    shots = maturity.snapshots(*frames, {}, ZoneInfo("UTC"))
    outcome = maturity.outcomes(shots, store.table("account.posts"), ZoneInfo("UTC")).set_index("post_id")

    assert shots["matured"].tolist().count(False) == 2  # the second file ends hours after both posts
    assert outcome.loc[ONE, "bookmarks"] is pd.NA  # the legacy file of 1 April, before the content file of 8 April
    assert outcome.loc[ONE, "age_hours_min"] == pytest.approx(26.5 * 24)


def test_a_period_that_has_not_ended_bounds_nothing(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "own.duckdb", "own")
    export = parse(table(CONTENT, content()), "account_analytics_content_2021-03-01_2021-05-01.csv")
    ledger.record(store, export, simulated=False, today=TODAY)

    assert store.table("account.export_files")["period_end"].isna().all()


def published(text: str = "The whole text") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": ["Invented_Me"],
            "post_id": [ONE],
            "posted_at": [pd.Timestamp(MOMENT)],
            "text": [text],
            "simulated": [False],
            "decision_id": ["d1"],
            "format": ["story"],
            "slot": ["12-15"],
            "topic": ["writing"],
            "inspiration": [None],
            "propensity": [0.25],
            "open_slots": [["12-15", "18-21"]],
            "policy_version": ["v1"],
            "edited": [False],
            "overridden": [False],
        }
    )


@pytest.mark.parametrize("published_first", [True, False])
def test_what_we_published_keeps_its_arms_whenever_it_is_imported(tmp_path: Path, published_first: bool) -> None:
    store = Warehouse(tmp_path / "own.duckdb", "own")
    if published_first:
        assert ledger.append_published(store, published()) == 1
    imported(tmp_path, list(FILES))
    assert ledger.append_published(store, published()) == (0 if published_first else 1)
    assert ledger.append_published(store, published("Another text")) == 0

    post = store.table("account.posts", post_id=ONE).iloc[0]
    assert (post["source"], post["decision_id"], post["propensity"], post["text"]) == (
        "outbox",
        "d1",
        0.25,
        "The whole text",
    )
    assert list(post["open_slots"]) == ["12-15", "18-21"]
    assert len(store.table("account.posts")) == 2


def test_a_broken_file_is_moved_aside_with_its_reason_and_the_good_ones_go_on(tmp_path: Path) -> None:
    box = tmp_path / "inbox"
    box.mkdir()
    for name, data in {**FILES, "a_broken.csv": b"What,is,this\n", ".hidden": b"x"}.items():
        (box / name).write_bytes(data)
    store = Warehouse(tmp_path / "own.duckdb", "own")

    first = [(r.name, r.fate) for r in importing.take(box, FOLDER, store, TODAY)]
    (box / "a_broken.csv").write_bytes(b"What,is,that\n")
    second = [(r.name, r.fate) for r in importing.take(box, FOLDER, store, TODAY)]

    assert first[0] == ("a_broken.csv", "refused")
    assert {fate for _, fate in first[1:]} == {"imported"}
    assert {fate for _, fate in second[1:]} == {"known"}
    assert sorted(p.name for p in (box / "refused").iterdir()) == [
        "a_broken-2.csv", "a_broken-2.csv.reason.txt", "a_broken.csv", "a_broken.csv.reason.txt"
    ]  # fmt: skip
    assert "what, is, that" in (box / "refused" / "a_broken-2.csv.reason.txt").read_text()
    assert all((box / name).read_bytes() == data for name, data in FILES.items())


def test_what_was_left_out_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "mixed.csv").write_bytes(table(CONTENT, content(), content(), content(TWO, handle="other")))
    [receipt] = importing.take(tmp_path, FOLDER, Warehouse(tmp_path / "db" / "own.duckdb", "own"), TODAY)

    assert (receipt.rows, receipt.left_out) == (1, 2)
    assert "1 rows refused, the first is record 3: @other is not a configured account" in receipt.why


@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not on this machine; invented ones stand above")
def test_a_real_year_is_imported_whole(tmp_path: Path) -> None:
    store = Warehouse(tmp_path / "own.duckdb", "own")
    files = sorted((REAL / "legacy_activity").glob("tweet_activity_metrics_*.csv"))
    handle = files[0].name.split("_")[3]
    folder = Folder(accounts=(Account(handle),))
    for path in files:
        ledger.record(
            store, exports.parse(path.read_bytes(), path.name, folder), simulated=False, today=date(2026, 1, 1)
        )
    frames = store.table("account.analytics_exports"), store.table("account.export_files")
    shots = maturity.snapshots(*frames, {}, ZoneInfo("UTC"))

    kind = store.table("account.posts")["kind"]
    assert len(kind) == 3087
    assert (kind != "reply").sum() == 1077
    assert (~shots["matured"]).sum() == 85
