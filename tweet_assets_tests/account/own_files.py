"""Invented export files, as X writes them: the headers seen in real ones, and rows of one invented account."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tweet_assets.account import exports
from tweet_assets.accounts import Account, Folder

REAL = Path(__file__).parents[2] / "../shared/data/own"
ABSENT = "the real exports are not on this machine; invented ones stand beside it"
FOLDER = Folder(accounts=(Account("Invented_Me"),))
SIMULATED = Folder(accounts=FOLDER.accounts, simulated=True, today=date(2021, 4, 1))

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


def id_at(moment: datetime) -> str:
    """The least id that a post of this moment can have."""
    since = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return str((since - 1_288_834_974_657) << 22)


MOMENT = datetime(2021, 3, 5, 12, 0, tzinfo=UTC)
ONE, TWO = id_at(MOMENT), id_at(MOMENT.replace(hour=18))
PHANTOM: list[object] = ["", "", "", "https://x.com/invented_me/status/undefined", *["0"] * 13]


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
    figures = ["215.0", "9.0", "4E-2", "1.0", "2.0", likes, *["0.0"] * 5, "0", "-"]
    return [post, link, text, "2021-03-05 12:00 +0000", *figures]


def content(
    post: str = ONE, text: str = "A text", likes: str = "3", handle: str = "invented_me", host: str = "x.com"
) -> list[object]:
    link = f"https://{host}/{handle}/status/{post}"
    return [post, "Fri, Mar 5, 2021", text, link, "215", likes, "9", "1", "0", "0", "2", "1", *["0"] * 5]


def parse(data: bytes, name: str = "export.csv", folder: Folder = FOLDER) -> exports.Export:
    return exports.parse(data, name, folder)


TODAY = date(2021, 4, 10)
FILES = {
    "tweet_activity_metrics_Invented_Me_20210301_20210401_en.csv": table(
        LEGACY, legacy(text="The whole\ntext"), legacy(TWO, "Two")
    ),
    "account_analytics_content_2021-03-01_2021-03-06.csv": table(
        CONTENT, content(text="The whole text"), content(TWO, "Two", likes="1"), PHANTOM
    ),
    "account_analytics_content_2021-03-05_2021-04-08.csv": table(
        CONTENT, content(text="The whole text", likes="9"), content(TWO, handle="other")
    ),
}
"""Two posts in a legacy file and in two content files, one of them made before either was a day old."""
