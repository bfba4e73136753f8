"""Invented exports, as X writes them: the headers seen in real ones, and rows of one invented account."""

from __future__ import annotations

import csv
import io
import json
import signal
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from tweet_assets.account import exports, ledger, staging
from tweet_assets.account.exports import Export, Item, Setting
from tweet_assets.accounts import Account, Folder
from tweet_assets.warehouse import Transaction, Warehouse, content_hash

REAL = Path(__file__).parents[2] / "../shared/data/own"
ABSENT = "the real exports are not on this machine; invented ones stand beside it"
FOLDER = Folder(accounts=(Account("Invented_Me"),))
SIMULATED = Folder(accounts=FOLDER.accounts, simulated=True, stands_at=datetime(2021, 4, 1, tzinfo=UTC))
NOW = datetime(2021, 4, 10, 9, tzinfo=UTC)
SHM = "/dev/shm" if Path("/dev/shm").is_dir() else None

_PROMOTED = ",".join(f"promoted {n}" for n in range(18))
LEGACY = (
    "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,"
    "user profile clicks,url clicks,hashtag clicks,detail expands,permalink clicks,app opens,app installs,follows,"
    f"email tweet,dial phone,media views,media engagements,{_PROMOTED}"
)
PORTUGUESE = (
    "id do Tweet,link permanente do Tweet,texto do Tweet,horário,impressões,engajamentos,taxa de engajamento,retweets,"
    "respostas,favoritos,cliques no perfil do usuário:,cliques no URL,cliques em hashtags:,expansões de detalhes:,"
    "cliques no link permanente,aplicativos abertos,aplicativos instalados,seguiram,"
    f"tweet por e-mail,ligações,visualizações,engajamentos com mídia,{_PROMOTED}"
)
FRENCH = (
    "Identifiant du Tweet,Permalien du Tweet,Texte du Tweet,heure,impressions,engagements,taux d’engagement,Retweets,"
    "réponses,J'aime,clics sur le profil de l'utilisateur,clics sur l'URL,clics sur le hashtag,ouvertures des détails,"
    "clics sur le permalien," + ",".join(f"autre {n}" for n in range(25))
)
CONTENT = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
CONTENT_2024 = (
    "Post id,Date,Post text,Link,Impressions,Likes,Engagements,Bookmarks,Share,New follows,Replies,Reposts,"
    "Profile visits,Detail expands,Url clicks,Hashtag clicks,Permalink clicks"
)
JAPANESE = (
    "ポストID,日付,ポスト本文,ポストのリンク,インプレッション数,いいね,エンゲージメント,ブックマーク,共有された回数\\,新しいフォロー,返信,リポスト,"
    "プロフィールへのアクセス数,詳細のクリック数,URLのクリック数,ハッシュタグのクリック数,パーマリンクのクリック数"
)
OVERVIEW = (
    "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,Profile visits,"
    "Create Post,Video views,Media views"
)
BY_DAY = "Date,Tweets published,impressions,engagements,engagement rate,retweets,replies,likes"

FIGURES = {
    "impressions": 215,
    "engagements": 19,
    "likes": 3,
    "reposts": 1,
    "replies": 2,
    "bookmarks": 10,
    "shares": 11,
    "follows": 9,
    "profile_visits": 4,
    "detail_expands": 7,
    "url_clicks": 5,
    "hashtag_clicks": 6,
    "permalink_clicks": 8,
}
"""What `legacy()` and `content()` say of a post: every count another, so that none can be taken for another."""


def id_at(moment: datetime) -> str:
    """The least id that a post of this moment can have."""
    since = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return str((since - 1_288_834_974_657) << 22)


MOMENT = datetime(2021, 3, 5, 12, 0, tzinfo=UTC)
ONE, TWO, THREE = id_at(MOMENT), id_at(MOMENT.replace(hour=18)), id_at(MOMENT.replace(day=7))
PHANTOM: list[object] = ["", "", "", "https://x.com/invented_me/status/undefined", *["0"] * 13]


def table(header: str, *rows: list[object], separator: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def legacy(
    post: str = ONE,
    text: str = "A text",
    likes: str = "3.0",
    handle: str = "invented_me",
    link: str = "",
    time: str = "2021-03-05 12:00 +0000",
) -> list[object]:
    """A row of the export that X made until 2024, with 40 columns: floats as text, dashes for what was promoted."""
    link = link or f"https://twitter.com/{handle}/status/{post}"
    figures = ["215.0", "19.0", "8.8E-2", "1.0", "2.0", likes, "4.0", "5.0", "6.0", "7.0", "8.0", "0.0", "0", "9"]
    return [post, link, text, time, *figures, *["0"] * 4, *["-"] * 18]


def content(
    post: str = ONE,
    text: str = "A text",
    likes: str = "3",
    handle: str = "invented_me",
    host: str = "x.com",
    link: str = "",
) -> list[object]:
    """A row of the export that X makes since late 2024, with 17 columns."""
    link = link or f"https://{host}/{handle}/status/{post}"
    figures = ["19", "10", "11", "9", "2", "1", "4", "7", "5", "6", "8"]
    return [post, "Fri, Mar 5, 2021", text, link, "215", likes, *figures]


def day(day: str = "Fri, Mar 5, 2021", follows: str = "6") -> list[object]:
    """A row of the account overview."""
    return [day, "1", "2", "3", "4", "5", follows, "7", "8", "9", "10", "11", "12", "13"]


def tweet(post: str = ONE, text: str = "A text", likes: str = "3", **more: object) -> dict[str, object]:
    """An entry of an archive's tweets.js."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=(int(post) >> 22) + 1_288_834_974_657)
    return {
        "tweet": {
            "id_str": post,
            "created_at": moment.strftime("%a %b %d %H:%M:%S +0000 %Y"),
            "full_text": text,
            "favorite_count": likes,
            "retweet_count": "1",
            "entities": {"urls": []},
            **more,
        }
    }


def note(text: str, moment: datetime = MOMENT) -> dict[str, object]:
    """An entry of note-tweet.js: the whole text of a long post."""
    return {"noteTweet": {"createdAt": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "core": {"text": text}}}


def archive(
    *tweets: dict[str, object],
    notes: tuple[dict[str, object], ...] = (),
    account: str | None = "Invented_Me",
    generated: str | None = None,
) -> dict[str, bytes]:
    """The files of an archive that are read, by name."""
    files = {"tweets.js": js("tweets", list(tweets))}
    if notes:
        files["note-tweet.js"] = js("note_tweet", list(notes))
    if account:
        files["account.js"] = js("account", [{"account": {"username": account, "accountId": "77"}}])
    if generated:
        content = {"userInfo": {"userName": account}, "archiveInfo": {"generationDate": generated}}
        files["manifest.js"] = b"window.__THAR_CONFIG = " + json.dumps(content).encode()
    return files


def api_post(post: str = ONE, text: str = "A text", author: str | None = "77", **more: object) -> dict[str, object]:
    """A post as X's API v2 answers, with the counts that an answer has for its author."""
    return {
        "id": post,
        "text": text,
        **({"author_id": author} if author else {}),
        "public_metrics": {
            "like_count": 3,
            "retweet_count": 1,
            "reply_count": 2,
            "quote_count": 12,
            "bookmark_count": 10,
            "impression_count": 215,
        },
        "non_public_metrics": {
            "engagements": 19,
            "impression_count": 215,
            "url_link_clicks": 5,
            "user_profile_clicks": 4,
        },
        **more,
    }


def api_read(
    *posts: dict[str, object],
    account: str = "Invented_Me",
    server: str = "https://api.x.com",
    observed: str = "2021-04-02T10:00:00Z",
    users: Mapping[str, str] | None = None,
    **includes: object,
) -> bytes:
    """A read of X's API: an answer with whose posts it has, of which server and when. `users`: handles by id."""
    named = {"77": "Invented_Me", "88": "other"} if users is None else users
    told = [{"id": user, "name": "A name", "username": handle} for user, handle in named.items()]
    envelope = {
        "tweet_assets_read": 1,
        "account": account,
        "server": server,
        "observed_at": observed,
        "posts": {"data": list(posts), "includes": {"users": told, **includes}},
    }
    return json.dumps(envelope).encode()


def js(name: str, content: object, part: int = 0) -> bytes:
    return f"window.YTD.{name}.part{part} = {json.dumps(content, indent=2)}".encode()


def zipped(files: Mapping[str, bytes], folder: str = "data/") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(f"{folder}{name}", data)
    return out.getvalue()


@dataclass(frozen=True)
class Read:
    """What an export would put into the ledgers."""

    export: Export
    rows: pd.DataFrame
    refused: pd.DataFrame

    @property
    def row(self) -> dict[str, object]:
        [row] = self.rows.to_dict("records")
        return row

    @property
    def fates(self) -> tuple[int, int, int, int, int]:
        """Imported, duplicate, foreign, phantom, refused. They add up to the total, always."""
        fates = self.export.fates
        told = (fates.imported, fates.duplicate, fates.foreign, fates.phantom, fates.refused)
        assert fates.total == sum(told)
        return told


class Bench:
    """An open transaction over a folder: it tells what an export would put into the ledgers, and puts nothing there."""

    def __init__(self, transaction: Transaction, folder: Path) -> None:
        self.transaction = transaction
        self.folder = folder

    def read(
        self,
        data: bytes | Mapping[str, bytes],
        name: str = "export.csv",
        folder: Folder = FOLDER,
        header_names: Mapping[str, str] | None = None,
        now: datetime = NOW,
        handle: str | None = None,
    ) -> Read:
        """Reads one file, or the loose files of an archive."""
        with tempfile.TemporaryDirectory(dir=self.folder) as box:
            files = {name: data} if isinstance(data, bytes) else data
            paths = tuple(Path(box) / file for file in files)
            for path, content in zip(paths, files.values(), strict=True):
                path.write_bytes(content)
            return self.item(Item(name, paths, handle), Setting(folder, now, header_names or {}))

    def item(self, item: Item, setting: Setting = Setting(FOLDER, NOW)) -> Read:  # noqa: B008 - it is frozen
        try:
            export = exports.read(self.transaction, item, setting, self.folder)
            if export.days is None:
                staging.put(self.transaction, export.file_sha256)
            return Read(
                export,
                self.transaction.read("select * from account.analytics_exports order by record_number"),
                self.transaction.read("select * from account.refused_rows order by record_number"),
            )
        finally:
            self.transaction.execute("rollback")
            self.transaction.execute("begin")


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    with Warehouse(folder / "own.duckdb", "own").transaction(reading=folder) as transaction:
        yield Bench(transaction, folder)


def own(folder: Path) -> Warehouse:
    return Warehouse(folder / "own.duckdb", "own")


def record(
    store: Warehouse,
    data: bytes | Mapping[str, bytes],
    name: str = "export.csv",
    folder: Folder = FOLDER,
    now: datetime = NOW,
) -> Export:
    """Puts one export into the ledgers."""
    with tempfile.TemporaryDirectory(dir=SHM) as scratch, tempfile.TemporaryDirectory(dir=SHM) as box:
        files = {name: data} if isinstance(data, bytes) else data
        for file, content in files.items():
            (Path(box) / file).write_bytes(content)
        item = Item(name, tuple(Path(box) / file for file in files))
        return ledger.record(store, item, Setting(folder, now), Path(scratch).resolve())


LEDGERS = ("posts", "analytics_exports", "overview_days", "export_files", "refused_rows", "labels")


def state(store: Warehouse, *tables: str) -> dict[str, str]:
    """What the ledgers say: a hash of each, whatever the order of its rows."""
    with store.transaction() as transaction:
        return {name: content_hash(transaction.read(f"select * from account.{name}")) for name in tables or LEDGERS}


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """What takes longer is an error and no endless test."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"it was not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


FILES: dict[str, bytes | dict[str, bytes]] = {
    "tweet_activity_metrics_Invented_Me_20210301_20210401_en.csv": table(
        LEGACY, legacy(text="The whole\ntext"), legacy(TWO, "Two")
    ),
    "account_analytics_content_2021-03-01_2021-03-06.csv": table(
        CONTENT, content(text="The whole text"), content(TWO, "Two", likes="1"), PHANTOM
    ),
    "account_analytics_content_2021-03-05_2021-04-08.csv": table(
        CONTENT, content(text="The whole text", likes="9"), content(TWO, handle="other"), content(THREE, "Three…")
    ),
}
"""Three posts in a legacy file and in two content files, one of them made before any was a day old."""
