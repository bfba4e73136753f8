"""What kind of post each one is, as far as an export lets us tell.

An export has neither a reply chain nor a mark for quotes, so there are two rules, and what they cannot know:
a text that begins with a mention is a reply (a post that greets somebody in its first word is taken for one), and
posts that follow each other within minutes are one thread (two quick thoughts are taken for one). A quote looks like
a post with a link, and stays an original. The unit of learning is the original and the head of a thread.
"""

from __future__ import annotations

import pandas as pd

from tweet_assets.settings import SETTINGS

UNITS = ("original", "thread_head")


def kinds(posts: pd.DataFrame, gap_minutes: float = SETTINGS.account.thread_gap_minutes) -> pd.Series[str]:
    """The kind of each post of one or more accounts, in the order and with the index of `posts`.

    `posts` has account, post_id, posted_at (UTC) and text. What X itself was told when a post was published is not
    guessed again: rows whose `source` is 'outbox' keep the kind they have, and are no part of a thread.
    """
    kind = pd.Series("original", index=posts.index, dtype="object")
    text = posts["text"].fillna("")
    kind[text.str.match(r"@\w")] = "reply"
    kind[text.str.startswith("RT @")] = "repost"
    kind[posts["text"].isna()] = "unknown"
    own = posts["source"] == "outbox"
    kind[own] = posts.loc[own, "kind"]

    candidates = posts[(kind == "original") & ~own].sort_values(["account", "posted_at", "post_id"])
    gap = candidates.groupby("account")["posted_at"].diff()
    follows = gap <= pd.Timedelta(minutes=gap_minutes)
    led = follows.shift(-1, fill_value=False)
    kind[follows.index[follows]] = "thread_part"
    kind[follows.index[led & ~follows]] = "thread_head"
    return kind.astype("str")
