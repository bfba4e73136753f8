"""The headers of X's own exports: which file is which, and what its columns mean.

A file is recognised by its header, never by its name. Export formats change their spelling every year or two and with
the language of whoever exports; the tables below, and a `headers.toml` of the user's, are all that has to grow.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tweet_assets.accounts import ConfigurationError

ExportFormat = Literal["legacy", "content", "overview", "archive"]

COUNTS = (
    "impressions",
    "engagements",
    "likes",
    "reposts",
    "replies",
    "bookmarks",
    "shares",
    "follows",
    "profile_visits",
    "detail_expands",
    "url_clicks",
    "hashtag_clicks",
    "permalink_clicks",
)
DAY_COUNTS = (
    "impressions",
    "likes",
    "engagements",
    "bookmarks",
    "shares",
    "follows",
    "unfollows",
    "replies",
    "reposts",
    "profile_visits",
    "posts_created",
    "video_views",
    "media_views",
)
MEANINGS = ("post_id", "link", "text", "time", "date", *dict.fromkeys([*COUNTS, *DAY_COUNTS]))
"""What a column can mean: the words on the right of a `headers.toml`."""

_NEEDED: Mapping[ExportFormat, frozenset[str]] = {
    "legacy": frozenset({"post_id", "link", "text", "time", "impressions", "likes", "reposts", "replies"}),
    "content": frozenset({"post_id", "link", "text", "impressions", "likes", "reposts", "replies"}),
    "overview": frozenset({"date", "impressions", "follows", "unfollows", "posts_created"}),
}

# Where X puts its columns. A header most of which is known, in its places, may have a few unknown names.
_LEGACY_ORDER = (
    "post_id", "link", "text", "time", "impressions", "engagements", "", "reposts", "replies", "likes",
    "profile_visits", "url_clicks", "hashtag_clicks", "detail_expands", "permalink_clicks", "", "", "follows",
)  # fmt: skip
_CONTENT_ORDER = (
    "post_id", "date", "text", "link", "impressions", "likes", "engagements", "bookmarks", "shares", "follows",
    "replies", "reposts", "profile_visits", "detail_expands", "url_clicks", "hashtag_clicks", "permalink_clicks",
)  # fmt: skip
_PLACES: Mapping[ExportFormat, tuple[tuple[str, ...], int]] = {
    "legacy": (_LEGACY_ORDER, 40),
    "content": (_CONTENT_ORDER, 17),
}

# (format, language): header as `_plain` leaves it -> what the column means
_KNOWN: Mapping[tuple[ExportFormat, str], Mapping[str, str]] = {
    ("legacy", "English"): {
        "tweet id": "post_id",
        "tweet permalink": "link",
        "tweet text": "text",
        "time": "time",
        "impressions": "impressions",
        "engagements": "engagements",
        "likes": "likes",
        "favorites": "likes",
        "favourites": "likes",
        "retweets": "reposts",
        "replies": "replies",
        "follows": "follows",
        "user profile clicks": "profile_visits",
        "detail expands": "detail_expands",
        "url clicks": "url_clicks",
        "hashtag clicks": "hashtag_clicks",
        "permalink clicks": "permalink_clicks",
    },
    ("legacy", "Portuguese"): {
        "id do tweet": "post_id",
        "link permanente do tweet": "link",
        "texto do tweet": "text",
        "horário": "time",
        "impressões": "impressions",
        "engajamentos": "engagements",
        "interações": "engagements",
        "favoritos": "likes",
        "curtidas": "likes",
        "gostos": "likes",
        "retweets": "reposts",
        "respostas": "replies",
        "seguiram": "follows",
        "cliques no perfil do usuário": "profile_visits",
        "expansões de detalhes": "detail_expands",
        "cliques no url": "url_clicks",
        "cliques em hashtags": "hashtag_clicks",
        "cliques no link permanente": "permalink_clicks",
    },
    ("legacy", "French"): {
        "identifiant du tweet": "post_id",
        "permalien du tweet": "link",
        "texte du tweet": "text",
        "heure": "time",
        "impressions": "impressions",
        "engagements": "engagements",
        "j'aime": "likes",
        "favoris": "likes",
        "retweets": "reposts",
        "réponses": "replies",
        "abonnements": "follows",
        "clics sur le profil de l'utilisateur": "profile_visits",
        "ouvertures des détails": "detail_expands",
        "clics sur l'url": "url_clicks",
        "clics sur le hashtag": "hashtag_clicks",
        "clics sur le permalien": "permalink_clicks",
    },
    ("content", "English"): {
        "post id": "post_id",
        "date": "date",
        "post link": "link",
        "link": "link",
        "post text": "text",
        "impressions": "impressions",
        "engagements": "engagements",
        "likes": "likes",
        "reposts": "reposts",
        "replies": "replies",
        "bookmarks": "bookmarks",
        "shares": "shares",
        "share": "shares",
        "new follows": "follows",
        "profile visits": "profile_visits",
        "detail expands": "detail_expands",
        "url clicks": "url_clicks",
        "hashtag clicks": "hashtag_clicks",
        "permalink clicks": "permalink_clicks",
    },
    ("content", "Japanese"): {
        "ポストid": "post_id",
        "日付": "date",
        "ポスト本文": "text",
        "ポストのリンク": "link",
        "インプレッション数": "impressions",
        "いいね": "likes",
        "エンゲージメント": "engagements",
        "ブックマーク": "bookmarks",
        "共有された回数": "shares",
        "新しいフォロー": "follows",
        "返信": "replies",
        "リポスト": "reposts",
        "プロフィールへのアクセス数": "profile_visits",
        "詳細のクリック数": "detail_expands",
        "urlのクリック数": "url_clicks",
        "ハッシュタグのクリック数": "hashtag_clicks",
        "パーマリンクのクリック数": "permalink_clicks",
    },
    ("overview", "English"): {
        "date": "date",
        "impressions": "impressions",
        "likes": "likes",
        "engagements": "engagements",
        "bookmarks": "bookmarks",
        "shares": "shares",
        "new follows": "follows",
        "unfollows": "unfollows",
        "replies": "replies",
        "reposts": "reposts",
        "profile visits": "profile_visits",
        "create post": "posts_created",
        "video views": "video_views",
        "media views": "media_views",
    },
}
_GIVEN = "headers.toml"
_BY_DAY = frozenset({"date", "tweets published"})


class UnreadableExport(Exception):
    """The file is not one that can be imported; the message says what, where and what to do."""


@dataclass(frozen=True)
class Recognised:
    """What a header is: the export's format and language, and what each column means ('' for one that is not used)."""

    export_format: ExportFormat
    language: str
    meanings: tuple[str, ...]


def check_names(names: Mapping[str, str]) -> None:
    """Raises ConfigurationError where a headers.toml gives a column a meaning that there is not."""
    for header_name, meaning in names.items():
        if meaning not in MEANINGS:
            raise ConfigurationError(
                f"headers.toml: {header_name!r} means {meaning!r}, which is none of {', '.join(MEANINGS)}."
            )


def recognise(header: Sequence[str], name: str, names: Mapping[str, str] | None = None) -> Recognised:
    """The format of a header, and what its columns mean; `names` are the user's own, header = meaning.

    Raises UnreadableExport, with the header, where it is none that can be imported.
    """
    plain = [_plain(cell) for cell in header]
    given = {_plain(header_name): meaning for header_name, meaning in (names or {}).items()}
    alone: Mapping[str, str] = {}
    known = [*_KNOWN.items(), *(((kind, _GIVEN), alone) for kind in _NEEDED)]
    for (export_format, language), words in known:
        meanings = _by_place(export_format, tuple(given.get(cell) or words.get(cell, "") for cell in plain))
        if not _NEEDED[export_format] <= set(meanings):
            continue
        used = [meaning for meaning in meanings if meaning]
        if len(set(used)) < len(used):
            raise UnreadableExport(f"{name}: two columns of the header mean the same. It reads: {_shown(header)}.")
        said = language if any(cell in words for cell in plain) and not set(plain) & set(given) else _GIVEN
        return Recognised(export_format, said, meanings)
    if set(plain) >= _BY_DAY:
        raise UnreadableExport(
            f"{name} is a by-day activity export: it has days, not posts, and nothing of it is used. "
            "Export the posts (by Tweet) instead."
        )
    raise UnreadableExport(
        f"{name}: this header is not known: {_shown(header)}. Known are the post activity export (English, Portuguese, "
        "French), the content export (English, Japanese) and the account overview (English). If the file is one of "
        f"these in another language, say what its columns mean in headers.toml, in your data folder{_proposal(header)}"
    )


def _plain(cell: str) -> str:
    """A header without what differs for no reason: case, width, apostrophes, a colon or a backslash at its end."""
    text = unicodedata.normalize("NFKC", cell).casefold().replace("’", "'")
    return " ".join(text.split()).rstrip(":\\ ")


def _by_place(export_format: ExportFormat, meanings: tuple[str, ...]) -> tuple[str, ...]:
    """What the unknown names of a header mean, where most of it is known and stands where X puts it."""
    order, width = _PLACES.get(export_format, ((), 0))
    known = sum(bool(meaning) for meaning in meanings)
    out_of_place = any(m and m != o for m, o in zip(meanings, order, strict=False))
    if len(meanings) != width or out_of_place or 2 * known < sum(map(bool, order)):
        return meanings
    return (*order, *[""] * (width - len(order)))


def _shown(header: Sequence[str]) -> str:
    return ", ".join(header)[:1000]


def _proposal(header: Sequence[str]) -> str:
    """Lines to paste, where the number of columns is that of an export whose order is known."""
    for export_format, (order, width) in _PLACES.items():
        if len(header) == width:
            lines = [f'"{_toml(cell)}" = "{m}"' for cell, m in zip(header, order, strict=False) if m]
            return (
                f". It has as many columns as the {export_format} export; if they are in the same order, these lines "
                "are right:\n\n[columns]\n" + "\n".join(lines)
            )
    return ', for example:\n\n[columns]\n"' + _toml(header[0]) + '" = "post_id"'


def _toml(cell: str) -> str:
    escaped = cell.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped)
