"""What kind of post each one is, by rules, and on what the answer rests.

The X archive has the reply chain, and where it is there it decides: a reply to oneself that leads back to an original
is a part of that thread. An export has neither chain nor mark, so two guesses are left: a text that begins with a
mention is a reply, and posts that follow each other within minutes are one thread. Two quick thoughts are taken for a
thread, a part that came late is not; `kind_basis` says 'gap' or 'alone' where the answer is such a guess. Without an
archive a quote looks like a post with a link, and stays an original. The unit of learning is the original and the head
of a thread.
"""

from __future__ import annotations

import pandas as pd

from tweet_assets.settings import SETTINGS

UNITS = ("original", "thread_head")
KINDS = ("original", "thread_head", "thread_part", "reply", "quote", "repost", "unknown")


def kinds(posts: pd.DataFrame, gap_minutes: float = SETTINGS.account.thread_gap_minutes) -> pd.DataFrame:
    """`kind` and `kind_basis` of each post of one or more accounts, with the index of `posts`.

    `posts` has account, post_id, posted_at (UTC), text (its beginning is enough), source, kind, and what archives told:
    reply_to ('nobody', 'self', 'other'; missing: no archive has the post), reply_to_post_id (of 'self') and quotes.
    `user_kind` is the user's own label, and overrides all. What X itself was told when a post was published is not
    guessed again: rows whose `source` is 'outbox' keep the kind they have.
    """
    kind = pd.Series("original", index=posts.index, dtype="object")
    basis = pd.Series("alone", index=posts.index, dtype="object")
    chained = posts["reply_to"].notna()
    opening = posts["text"].fillna("")

    _say(kind, basis, posts["text"].isna() & ~chained, "unknown", "no text")
    _say(kind, basis, opening.str.match(r"@\w") & ~chained, "reply", "text")
    _by_gap(kind, basis, posts[(kind == "original") & ~chained & (posts["source"] != "outbox")], gap_minutes)
    _by_chain(kind, basis, posts, chained)
    _say(kind, basis, opening.str.startswith("RT @"), "repost", "text")
    published = posts["source"] == "outbox"
    kind[published], basis[published] = posts.loc[published, "kind"], "publishing"
    labelled = posts["user_kind"].notna()
    kind[labelled], basis[labelled] = posts.loc[labelled, "user_kind"], "you"
    return pd.DataFrame({"kind": kind.astype("str"), "kind_basis": basis.astype("str")})


def _say(kind: pd.Series, basis: pd.Series, rows: pd.Series, says: str, because: str) -> None:
    kind[rows], basis[rows] = says, because


def _by_gap(kind: pd.Series, basis: pd.Series, candidates: pd.DataFrame, gap_minutes: float) -> None:
    ordered = candidates.sort_values(["account", "posted_at", "post_id"])
    follows = ordered.groupby("account")["posted_at"].diff() <= pd.Timedelta(minutes=gap_minutes)
    led = follows.shift(-1, fill_value=False) & ~follows
    kind[follows.index[follows]], basis[follows.index] = "thread_part", "alone"
    kind[led.index[led]] = "thread_head"
    basis[follows.index[follows | led]] = "gap"


def _by_chain(kind: pd.Series, basis: pd.Series, posts: pd.DataFrame, chained: pd.Series) -> None:
    basis[chained] = "reply chain"
    kind[chained] = posts.loc[chained, "reply_to"].map({"nobody": "original", "other": "reply", "self": "thread_part"})
    kind[chained & posts["quotes"].fillna(False).astype("bool") & (posts["reply_to"] == "nobody")] = "quote"
    for row, first in _beginnings(posts).items():
        if kind.at[first] == "reply":  # a chain under somebody else's post is a conversation and no thread
            kind.at[row] = "reply"
        elif kind.at[first] in ("original", "quote", "thread_head"):
            kind.at[first], basis.at[first] = "thread_head", "reply chain"


def _beginnings(posts: pd.DataFrame) -> dict[int, int]:
    """Where the chain of each reply to oneself begins, as far as it is known. What a post answers is older than it."""
    ordered = posts.sort_values(["posted_at", "post_id"])
    rows = zip(
        ordered.index.tolist(),
        ordered["account"],
        ordered["post_id"],
        ordered["reply_to_post_id"].where(ordered["reply_to"] == "self"),
        strict=True,
    )
    older: dict[tuple[str, str], int] = {}
    begins: dict[int, int] = {}
    for row, account, post_id, parent in rows:
        above = older.get((account, parent))
        if above is not None:
            begins[row] = begins.get(above, above)
        older[account, post_id] = row
    return begins
