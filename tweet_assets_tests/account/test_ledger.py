"""The ledgers of own facts: the same rows from the same sources, in whatever order they came."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from account.own_files import (
    CONTENT,
    FILES,
    FOLDER,
    LEGACY,
    MOMENT,
    NOW,
    ONE,
    OVERVIEW,
    PHANTOM,
    SHM,
    THREE,
    TWO,
    api_post,
    api_read,
    archive,
    content,
    day,
    id_at,
    legacy,
    note,
    own,
    record,
    state,
    table,
    tweet,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets import rows_of_accounts
from tweet_assets.account import labels, ledger, maturity
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.demo import account_files, creator
from tweet_assets.frames import content_hash
from tweet_assets.warehouse import Warehouse

LONG = "Of a long text X keeps the beginning alone, and the rest of it is to be found in "
ARCHIVE = archive(
    tweet(text=LONG + "the… https://t.co/a"),
    tweet(TWO, "Two", in_reply_to_status_id_str=ONE),
    tweet("1234567", "An old one", created_at="Mon Jun 01 06:30:05 +0000 2009"),
    notes=(note(LONG + "the note."),),
    generated="2021-04-02T10:00:00.000Z",
)
SOURCES: dict[str, bytes | dict[str, bytes]] = {
    **FILES,
    "archive": ARCHIVE,
    "read.json": api_read(api_post(text="The whole text, as the API has it"), api_post(THREE, "Three, in full")),
    "account_overview_analytics.csv": table(OVERVIEW, day(), day("Thu, Mar 4, 2021")),
    "old.csv": table(LEGACY, legacy("1234567", "An older one", time="2009-06-01 06:30 +0000"), legacy(link="nowhere")),
}
LABELS = f"post_id,kind,format,topic\n{THREE},quote,,cats\n1234567,,story,\n99,reply,,\n"


def published(text: str = "The whole text", post: str = ONE) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": ["Invented_Me"],
            "post_id": [post],
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


def take(store: Warehouse, source: str) -> None:
    if source == "published":
        ledger.append_published(store, published())
    elif source == "labels":
        ledger.take_labels(store, labels.parse(LABELS))
    else:
        record(store, SOURCES[source], source)


def all_in(sources: Sequence[str]) -> dict[str, str]:
    """The hash of every table after these sources, in this order, in a database of their own."""
    with tempfile.TemporaryDirectory(dir=SHM) as folder:
        store = own(Path(folder))
        for source in sources:
            take(store, source)
        return state(store)


EVERYTHING = [*SOURCES, "published", "labels"]


@pytest.fixture(scope="module")
def in_order() -> dict[str, str]:
    return all_in(EVERYTHING)


@settings(max_examples=4)
@given(st.permutations(EVERYTHING), st.lists(st.sampled_from(EVERYTHING), max_size=3))
def test_any_order_and_any_repetition_of_sources_gives_the_same_tables(
    in_order: dict[str, str], order: list[str], again: list[str]
) -> None:
    assert all_in([*order, *again]) == in_order


@settings(max_examples=3)
@given(st.sets(st.sampled_from(EVERYTHING), min_size=2, max_size=4), st.randoms())
def test_any_part_of_the_sources_twice_is_that_part_once(part: set[str], chance: random.Random) -> None:
    once = sorted(part)
    again = chance.sample(once, len(once))

    assert all_in([*once, *again]) == all_in(again)


def shuffled(data: bytes, chance: random.Random) -> bytes:
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *chance.sample(rows, len(rows))])
    return out.getvalue().encode()


@settings(max_examples=4)
@given(st.randoms())
def test_the_order_of_the_rows_of_a_file_says_nothing(chance: random.Random) -> None:
    texts = ["a", "bb", "@you c", "dd", "d"]
    rows = [content(id_at(MOMENT + timedelta(minutes=2 * (n % 4))), text, str(n)) for n, text in enumerate(texts)]
    files = {
        "content.csv": table(CONTENT, *rows, content(ONE, "a", "-"), PHANTOM, content(TWO, handle="other")),
        "legacy.csv": table(LEGACY, legacy(text="one"), legacy(text="two"), legacy(TWO, "x"), legacy(link="nowhere")),
    }

    def outcome(chance: random.Random | None) -> list[str]:
        with tempfile.TemporaryDirectory(dir=SHM) as folder:
            store = own(Path(folder))
            for name, data in files.items():
                record(store, shuffled(data, chance) if chance else data, name)
            exported = store.table("account.analytics_exports")
            shots = maturity.snapshots(exported, store.table("account.export_files"), {}, ZoneInfo("UTC"))
            return [
                content_hash(store.table("account.posts")),
                content_hash(exported.drop(columns=["file_sha256", "record_number"])),
                content_hash(shots.drop(columns=["file_sha256"])),
                content_hash(store.table("account.refused_rows").drop(columns=["file_sha256", "record_number"])),
                content_hash(store.table("account.export_files").drop(columns=["file_sha256"])),
            ]

    assert outcome(chance) == outcome(None)


def test_every_row_of_every_file_has_its_fate(store: Warehouse) -> None:
    for name, data in FILES.items():
        record(store, data, name)

    files = store.table("account.export_files").set_index("name").loc[list(FILES)]
    fates = files[["rows_imported", "rows_duplicate", "rows_foreign", "rows_phantom", "rows_refused"]]
    assert fates.to_numpy().tolist() == [[2, 0, 0, 0, 0], [2, 0, 0, 1, 0], [2, 0, 1, 0, 0]]
    assert files["rows_total"].tolist() == [2, 3, 3]
    [refused] = store.table("account.refused_rows").to_dict("records")
    assert (refused["record_number"], refused["fate"], refused["handle"]) == (2, "foreign", "other")
    assert {known.name for known in ledger.known(store, FOLDER).values()} == set(FILES)


TOLD = {
    "published": ("outbox", "The whole text"),
    "note-tweet": ("note-tweet", LONG + "the note."),
    "read.json": ("api", "Of the API"),
    "legacy": ("legacy", "Of the\nlegacy export"),
    "archive": ("archive", "Of the archive"),
    "content": ("content", "Of the content export, the longest of the texts"),
}


def tell(store: Warehouse, source: str) -> None:
    if source == "published":
        ledger.append_published(store, published())
        return
    text = TOLD[source][1]
    files: dict[str, bytes | dict[str, bytes]] = {
        "note-tweet": archive(tweet(text=LONG + "the… https://t.co/a"), notes=(note(text),)),
        "read.json": api_read(api_post(text=text)),
        "legacy": table(LEGACY, legacy(text=text)),
        "archive": archive(tweet(text=text)),
        "content": table(CONTENT, content(text=text)),
    }
    record(store, files[source], source)


@pytest.mark.parametrize("pair", list(permutations(TOLD, 2)), ids=" then ".join)
def test_of_two_sources_the_better_one_tells_a_post_whichever_came_first(
    store: Warehouse, pair: tuple[str, str]
) -> None:
    for source in pair:
        tell(store, source)

    [post] = store.table("account.posts").to_dict("records")
    best = min(pair, key=list(TOLD).index)
    assert (post["source"], post["text"]) == TOLD[best]


def test_of_two_files_of_a_kind_the_longer_text_tells_a_post_and_none_is_worse_than_any(store: Warehouse) -> None:
    for n, text in enumerate(("", "longest", "long", "longesu")):
        record(store, table(CONTENT, content(text=text)), f"{n}.csv")

    assert store.table("account.posts")["text"].tolist() == ["longest"]


def test_what_an_archive_attached_to_a_post_stands_beside_a_better_text(store: Warehouse) -> None:
    with_picture = tweet(text="Short", extended_entities={"media": [{"type": "video"}]}, in_reply_to_screen_name="you")
    for source in (archive(with_picture), table(LEGACY, legacy(text="No mention, no link"))):
        record(store, source)

    [post] = store.table("account.posts").to_dict("records")
    assert (post["source"], post["text"]) == ("legacy", "No mention, no link")
    assert (post["kind"], post["kind_basis"], post["media"], post["link"]) == ("reply", "reply chain", "video", "none")


@pytest.mark.parametrize("published_first", [True, False])
def test_what_we_published_keeps_its_arms_whenever_it_is_imported(store: Warehouse, published_first: bool) -> None:
    if published_first:
        assert ledger.append_published(store, published()) == 1
    for name, data in FILES.items():
        record(store, data, name)
    assert ledger.append_published(store, published()) == (0 if published_first else 1)
    assert ledger.append_published(store, published("Another text")) == 0

    post = store.table("account.posts", post_id=ONE).iloc[0]
    told = (post["source"], post["decision_id"], post["propensity"], post["text"], post["kind"], post["kind_basis"])
    assert told == ("outbox", "d1", 0.25, "The whole text", "original", "publishing")
    assert list(post["open_slots"]) == ["12-15", "18-21"]
    assert len(store.table("account.posts")) == 3


def test_what_we_published_learns_its_media_from_an_archive(store: Warehouse) -> None:
    ledger.append_published(store, published("Look https://t.co/a"))
    before = store.table("account.posts").iloc[0]
    record(store, archive(tweet(extended_entities={"media": [{"type": "photo"}]})))

    after = store.table("account.posts").iloc[0]
    assert (before["media"], before["link"]) == ("unknown", "unknown")
    assert (after["media"], after["link"], after["source"], after["decision_id"]) == ("photo", "none", "outbox", "d1")


@pytest.mark.parametrize(
    ("source", "text", "media", "link"),
    [
        ("content", "Bare", "none", "none"),
        ("content", "Ends in https://t.co/a", "unknown", "unknown"),  # a picture or a link: nobody can tell
        ("content", "Look pic.twitter.com/a", "unknown", "unknown"),
        ("content", "At https://example.org/a", "unknown", "link"),
        ("content", "At https://example.org/a and https://t.co/b", "unknown", "link"),
        ("content", "x" * 269, "none", "none"),
        ("content", "x" * 270, "unknown", "unknown"),  # a link at its end may have been cut off
        ("legacy", "x" * 270, "none", "none"),
        ("legacy", "", "none", "none"),
    ],
)
def test_media_and_link_of_a_post_that_no_archive_has(
    store: Warehouse, source: str, text: str, media: str, link: str
) -> None:
    record(store, table(CONTENT, content(text=text)) if source == "content" else table(LEGACY, legacy(text=text)))

    post = store.table("account.posts").iloc[0]
    assert (post["media"], post["link"]) == (media, link)


@pytest.mark.parametrize("first", ["head", "part"])
def test_a_thread_is_found_whichever_of_its_files_comes_first(store: Warehouse, first: str) -> None:
    files = {
        "head": table(CONTENT, content(text="First of two")),
        "part": table(LEGACY, legacy(id_at(MOMENT.replace(minute=4)), "Second of two")),
    }
    for name in sorted(files, reverse=first == "part"):
        record(store, files[name], name)

    posts = store.table("account.posts").sort_values("posted_at")
    assert posts["kind"].tolist() == ["thread_head", "thread_part"]
    assert posts["kind_basis"].tolist() == ["gap", "gap"]


def test_a_part_that_comes_with_an_archive_makes_a_thread_of_a_post_that_is_there(store: Warehouse) -> None:
    late = id_at(MOMENT + timedelta(hours=9))
    record(store, table(CONTENT, content(text="A thought"), content(late, "A late one")))
    assert set(store.table("account.posts")["kind"]) == {"original"}
    record(store, archive(tweet(), tweet(late, "A late one", in_reply_to_status_id_str=ONE)))

    posts = store.table("account.posts").sort_values("posted_at")
    assert posts["kind"].tolist() == ["thread_head", "thread_part"]
    assert posts["kind_basis"].tolist() == ["reply chain"] * 2


def test_a_foreign_handle_that_is_configured_later_brings_its_rows_in(store: Warehouse) -> None:
    data = table(CONTENT, content(), content(TWO, handle="OTHER"), content(THREE, handle="third"))
    record(store, data)
    assert len(ledger.known(store, FOLDER)) == 1
    both = Folder(accounts=(*FOLDER.accounts, Account("Brand_New", aliases=("Other",))))

    assert ledger.known(store, both) == {}
    record(store, data, folder=both)
    assert store.table("account.posts")["account"].tolist() == ["Brand_New", "Invented_Me"]
    assert store.table("account.refused_rows")["handle"].tolist() == ["third"]
    [file] = store.table("account.export_files").to_dict("records")
    assert (file["rows_imported"], file["rows_foreign"]) == (2, 1)
    assert len(ledger.known(store, both)) == 1
    assert len(store.table("meta.imports")) == 1


def test_a_file_that_is_read_again_is_in_the_place_of_itself(store: Warehouse) -> None:
    for data in SOURCES["archive"], SOURCES["old.csv"], SOURCES["account_overview_analytics.csv"]:
        record(store, data, "a")
        before = state(store)
        record(store, data, "a", now=NOW + timedelta(days=9))
        assert state(store) == before
    assert set(store.table("meta.imports")["imported_at"]) == {pd.Timestamp(NOW)}


def test_a_renamed_account_takes_all_its_rows_with_it(store: Warehouse) -> None:
    for source in EVERYTHING:
        take(store, source)
    before = state(store, "posts", "analytics_exports")
    rows = sum(len(store.table(f"account.{t}")) for t in ("posts", "analytics_exports", "overview_days"))

    assert rows_of_accounts.rename(store, {"brand_new": "Brand_New", "invented_me": "Brand_New"}) == rows
    for name in ("posts", "analytics_exports", "overview_days"):
        assert set(store.table(f"account.{name}")["account"]) == {"Brand_New"}
    assert rows_of_accounts.rename(store, {"brand_new": "Brand_New", "invented_me": "Brand_New"}) == 0
    assert rows_of_accounts.rename(store, {"brand_new": "BRAND_new"}) == rows  # capitals alone are a renaming too
    assert rows_of_accounts.rename(store, {"brand_new": "Invented_Me"}) == rows
    assert state(store, "posts", "analytics_exports") == before


def test_a_renamed_account_is_imported_as_if_it_always_had_its_name(store: Warehouse, tmp_path: Path) -> None:
    today = Folder(accounts=(Account("Brand_New", aliases=("Invented_Me",)),))
    for name, data in SOURCES.items():
        record(store, data, name, folder=today)
    other = own(tmp_path)
    for name, data in SOURCES.items():
        record(other, data, name)
    rows_of_accounts.rename(other, {"brand_new": "Brand_New", "invented_me": "Brand_New"})

    assert state(other) == state(store)


def test_two_names_that_turn_out_to_be_one_account_become_one(store: Warehouse) -> None:
    both = Folder(accounts=(Account("Invented_Me"), Account("Other")))
    record(store, table(CONTENT, content(), content(handle="other"), content(TWO, handle="other")), folder=both)
    ledger.append_published(store, published().assign(account="Other"))

    rows_of_accounts.rename(store, {"invented_me": "Invented_Me", "other": "Invented_Me"})

    posts = store.table("account.posts").set_index("post_id")
    assert posts["account"].to_dict() == {ONE: "Invented_Me", TWO: "Invented_Me"}
    assert posts.loc[ONE, "decision_id"] == "d1"  # what we published stands
    assert set(store.table("account.analytics_exports")["account"]) == {"Invented_Me"}


def test_two_accounts_may_swap_their_names(store: Warehouse) -> None:
    both = Folder(accounts=(Account("A"), Account("B")))
    record(store, table(CONTENT, content(handle="a"), content(TWO, handle="b")), folder=both)
    rows_of_accounts.rename(store, {"a": "B", "b": "A"})

    posts = store.table("account.posts").set_index("post_id")["account"]
    assert posts.to_dict() == {ONE: "B", TWO: "A"}


def test_a_period_that_has_not_ended_bounds_nothing(store: Warehouse) -> None:
    for end in ("2021-04-10", "2021-04-11"):
        record(store, table(CONTENT, content(text=end)), f"account_analytics_content_2021-03-01_{end}.csv")

    ends = store.table("account.export_files").sort_values("name")["period_end"].tolist()
    assert ends[0] == pd.Timestamp("2021-04-10")
    assert pd.isna(ends[1])


def test_a_file_without_a_post_is_known_too(store: Warehouse) -> None:
    record(store, table(CONTENT, PHANTOM))

    assert [known.name for known in ledger.known(store, FOLDER).values()] == ["export.csv"]
    assert store.table("account.export_files")["newest_post_at"].isna().all()
    shots = maturity.snapshots(
        store.table("account.analytics_exports"), store.table("account.export_files"), {}, ZoneInfo("UTC")
    )
    assert maturity.outcomes(shots, store.table("account.posts"), ZoneInfo("UTC")).empty


def test_two_accounts_of_one_folder_do_not_mix(store: Warehouse) -> None:
    folder = Folder(accounts=(Account("Invented_Me"), Account("Invented_Too")))
    near = id_at(MOMENT.replace(minute=1))
    record(store, table(CONTENT, content(), content(near, handle="invented_too")), folder=folder)

    posts = store.table("account.posts").set_index("post_id")
    assert posts["account"].to_dict() == {ONE: "Invented_Me", near: "Invented_Too"}
    assert set(posts["kind"]) == {"original"}


def test_snapshots_and_outcomes_fit_their_tables(store: Warehouse) -> None:
    for name, data in FILES.items():
        record(store, data, name)
    frames = store.table("account.analytics_exports"), store.table("account.export_files")
    shots = maturity.snapshots(*frames, {}, ZoneInfo("UTC"))
    due = maturity.outcomes(shots, store.table("account.posts"), ZoneInfo("UTC"))
    store.replace("account.outcome_snapshots", shots)
    store.replace("account.outcomes", due)

    stored = store.table("account.outcomes").set_index("post_id")
    assert shots["matured"].tolist().count(False) == 2  # of the file that was made hours after both posts
    assert stored.loc[ONE, "bookmarks"] is pd.NA  # the legacy file of 1 April, before the content file of 8 April
    assert stored.loc[ONE, "age_hours_min"] == pytest.approx(26.5 * 24)
    assert maturity.changed_days(due, store.table("account.outcomes")) == set()
    assert set(stored.index) == {ONE, TWO, THREE}


def test_labels_wait_for_their_post_override_the_rules_and_go_when_they_are_gone(store: Warehouse) -> None:
    given_labels = labels.parse(f"post_id,kind,format,topic,media,link\n{ONE},thread_part,story,cats,video,link\n")
    assert ledger.take_labels(store, given_labels)
    assert not ledger.take_labels(store, given_labels)
    record(store, table(CONTENT, content(text="@you hello"), content(TWO)))

    told = ["kind", "kind_basis", "user_format", "user_topic", "media", "link"]
    post = store.table("account.posts", post_id=ONE).iloc[0]
    assert post[told].tolist() == ["thread_part", "you", "story", "cats", "video", "link"]
    assert ledger.take_labels(store, labels.parse("post_id"))
    post = store.table("account.posts", post_id=ONE).iloc[0]
    assert post[told].fillna("-").tolist() == ["reply", "text", "-", "-", "none", "none"]
    assert not ledger.take_labels(store, labels.parse("post_id"))


def test_a_label_overrides_an_archive_and_what_was_published(store: Warehouse) -> None:
    ledger.append_published(store, published())
    record(store, archive(tweet(TWO)))
    ledger.take_labels(store, labels.parse(f"post_id,kind\n{ONE},quote\n{TWO},repost\n"))

    posts = store.table("account.posts").set_index("post_id")
    assert posts[["kind", "kind_basis"]].to_numpy().tolist() == [["quote", "you"], ["repost", "you"]]
    assert posts.loc[ONE, "decision_id"] == "d1"


def test_an_invented_account_is_imported_whole(store: Warehouse, tmp_path: Path) -> None:
    history = creator.history(7)
    files = account_files.exports(history, 7)
    folder = Folder(
        accounts=(Account(creator.HANDLE),), simulated=True, stands_at=datetime.combine(creator.TODAY, time.min, UTC)
    )
    simulated = Warehouse(tmp_path / "own.duckdb", "own", simulated=True)
    now = folder.now(datetime.now(tz=ZoneInfo("UTC")))
    for name, data in files.items():
        record(simulated, data, name, folder=folder, now=now)

    posts = simulated.table("account.posts")
    assert set(posts["post_id"]) == set(history["post_id"].astype(str))
    assert posts["simulated"].all()
    assert simulated.table("account.export_files")["rows_phantom"].tolist() == [account_files.PHANTOMS] * len(files)
    with pytest.raises(UnreadableExport, match="a simulated post, and this data folder is not for those"):
        record(store, next(iter(files.values())), folder=Folder(accounts=folder.accounts), now=now)
