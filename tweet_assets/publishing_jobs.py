"""The jobs that publish, read back, and find our posts again. No materialisation and no backfill starts any of them."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import dagster as dg
from filelock import Timeout

from tweet_assets import lanes
from tweet_assets.accounts import Account, Folder
from tweet_assets.doors import PostsDoor
from tweet_assets.generation import originality
from tweet_assets.posting import (
    calendar,
    posted_by_hand,
    publishers,
    publishing,
    reading_back,
    reads,
    reconciling,
    sending,
    switches,
    x_account,
)
from tweet_assets.posting.desk import Desk
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import External, Own, Posting


def desk(account: Account, posting: Posting, own: Own, external: External, environment: Mapping[str, str]) -> Desk:
    """The way of an account of this data folder to X, by the keys of the environment. Raises NoKeys."""
    folder = posting.folder()
    posts = own.warehouse(read_only=True).read(
        "select post_id, posted_at, text from account.posts where account = ? order by posted_at", [account.handle]
    )
    library = external.warehouse(read_only=True).read("select example_id, text from generation.viral_library")
    texts = {str(row["example_id"]): str(row["text"]) for _, row in library.iterrows()}
    return Desk(
        store=posting.warehouse(),
        x=x_account.account(environment, account.handle, SETTINGS.posting.x_timeout_seconds),
        account=account,
        zone=folder.zone,
        folder=posting.place.path,
        environment=environment,
        clock=_clock(folder),
        own_posts=posts,
        library=originality.texts(texts, SETTINGS.generation),
        wordings=lambda named: originality.wordings(named, SETTINGS.generation),
        simulated=folder.simulated,
    )


def _clock(folder: Folder) -> Callable[[], datetime]:
    return lambda: folder.now(datetime.now(UTC))


@dg.op(pool="publishing", out=dg.Out(dg.Nothing))
def publish_approved(
    context: dg.OpExecutionContext,
    posting: dg.ResourceParam[Posting],
    own: dg.ResourceParam[Own],
    external: dg.ResourceParam[External],
) -> None:
    """Sends what was approved and is due: to X, or into a folder from which nothing leaves the machine."""
    folder, store = posting.folder(), posting.warehouse()
    stop = switches.stopped(posting.place.path, os.environ, store)
    if stop:
        context.log.warning(f"Nothing is published: {stop}. `tweet-assets resume` lets it go on.")
        return
    by_hand = [account for account in folder.accounts if not account.publishes_to_x]
    publisher = publishers.FolderPublisher(posting.place.path / "outbox")
    tried = publishing.publish(store, publisher, folder.zone, _clock(folder), by_hand)
    context.log.info(f"{len(tried)} handed over")
    for account in by_hand:
        _write_calendar(posting, account.handle, _clock(folder)())
    failures = []
    for account in [account for account in folder.accounts if account.publishes_to_x]:
        try:
            told = sending.publish(desk(account, posting, own, external, os.environ))
        except x_account.NoKeys as error:
            failures.append(f"@{account.handle}: {error}")
        except Timeout:
            context.log.warning(f"@{account.handle}: another process publishes for it")
        else:
            context.log.info(
                f"@{account.handle}: " + (", ".join(f"{n} {state}" for state, n in told.items()) or "nothing")
            )
    if failures:
        raise dg.Failure("; ".join(failures), allow_retries=False)


def _write_calendar(posting: Posting, handle: str, now: datetime) -> None:
    """What of an account waits to be posted by hand, as a calendar beside the texts; whole or not at all."""
    since = now - timedelta(hours=SETTINGS.posting.match_hours)
    entries = publishing.by_hand(posting.warehouse(), since, [handle])
    path = posting.place.path / "outbox" / f"{handle}.ics"
    if not entries and not path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".partial")
    draft.write_text(calendar.ics(entries, now), encoding="utf-8", newline="")
    os.replace(draft, path)


@dg.op(pool=lanes.POSTING.store, ins={"after": dg.In(dg.Nothing)})
def find_posted(
    context: dg.OpExecutionContext,
    posting: dg.ResourceParam[Posting],
    own: dg.ResourceParam[Own],
    posts_door: PostsDoor,
) -> None:
    """Finds our posts that carry out a decision, and writes their arms into the posts ledger."""
    posting.keep_names()
    store = posting.warehouse()
    settings = posting.folder()
    posts = own.warehouse(read_only=True).table("account.posts")
    found = posted_by_hand.find(store, posts[posts["decision_id"].isna()], _clock(settings)())
    carried_out = reconciling.carried_out(store)
    for account in settings.accounts:
        rows = carried_out[carried_out["account"] == account.handle]
        if len(rows):
            told = reconciling.published(rows, posts, account.slots, settings.zone, simulated=settings.simulated)
            posts_door.append(told)
    context.log.info(f"{found} more decisions found among our posts, {len(carried_out)} in all")


def to_read(account: Account, posting: Posting, own: Own) -> tuple[list[str], list[str]]:
    """The posts of an account whose outcome is to be read at X now, and those that may be read beside."""
    folder, store = posting.folder(), own.warehouse(read_only=True)
    posts = store.read("select post_id, posted_at from account.posts where account = ?", [account.handle])
    before = store.read(
        """
        select post_id, generated_at as observed_at, engagements is not null as in_full
        from account.analytics_exports
        join account.export_files using (file_sha256)
        where export_format = 'api' and account = ?
        """,
        [account.handle],
    )
    return reading_back.due(posts, before, _clock(folder)())


@dg.op(pool="publishing")
def read_posts(
    context: dg.OpExecutionContext,
    posting: dg.ResourceParam[Posting],
    own: dg.ResourceParam[Own],
    external: dg.ResourceParam[External],
) -> None:
    """Reads at X what is due of our own posts, into the inbox of own exports."""
    failures = []
    for account in posting.folder().accounts:
        if account.publisher != "x":
            continue
        outcomes, beside = to_read(account, posting, own)
        try:
            way = desk(account, posting, own, external, os.environ)
            written = reading_back.read(way, posting.place.own_inbox, outcomes, beside)
        except (x_account.NoKeys, reads.NotRead) as error:
            failures.append(f"@{account.handle}: {error}")
        else:
            context.log.info(f"@{account.handle}: {len(outcomes) + len(beside)} posts were due, {len(written)} files")
    if failures:
        raise dg.Failure("; ".join(failures), allow_retries=False)


@dg.job(
    executor_def=lanes.IN_PROCESS,
    tags={"dagster/max_retries": "0"},
    description='Own posts from X into inbox/own, where an account says publisher = "x". It costs money.',
)
def read_back() -> None:
    read_posts()


@dg.job(
    executor_def=lanes.IN_PROCESS,
    tags={"dagster/max_retries": "0"},
    description="What was approved and is due, to the publisher. No materialisation starts it, and nothing retries it.",
)
def publish() -> None:
    find_posted(after=publish_approved())


@dg.job(executor_def=lanes.IN_PROCESS, description="Which of our posts carry out which decisions: how the loop closes.")
def reconcile() -> None:
    find_posted()
