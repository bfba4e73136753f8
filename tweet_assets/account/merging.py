"""How one post is made of several sources: the best of each, whatever the order in which they came."""

from __future__ import annotations

from tweet_assets.account import kinds
from tweet_assets.warehouse import Transaction

# A post seen in several sources is told by the best of them: what we published, then those with the whole text.
SOURCES = ("outbox", "note-tweet", "api", "legacy", "archive", "content")
_CUT_CHARACTERS = 270  # a content export cuts a text near 280: a longer one may have had a link at its end


def merge(transaction: Transaction, simulated: bool) -> None:
    """Tells each post of `staged` by the best of all its sources. What we published stands as it was published."""
    rank = " ".join(f"when '{source}' then {place}" for place, source in enumerate(SOURCES))
    transaction.execute(
        """
        create or replace temp table seen as
        select account, post_id, count(*) as times
        from account.analytics_exports
        semi join (select account, post_id from staged where fate = 'imported') as imported using (account, post_id)
        group by account, post_id
        """
    )
    seen = "from account.analytics_exports as exports join seen using (account, post_id)"
    best = f"""
        qualify row_number() over (
            partition by account, post_id
            order by text is null, case text_source {rank} end, length(text) desc, text, file_sha256
        ) = 1
        """
    for told in (f"{seen} where times = 1", f"{seen} where times > 1 {best}"):
        transaction.execute(
            f"""
            insert into account.posts by name
            select
                account,
                post_id,
                posted_at,
                text,
                text_source as source,
                'unknown' as kind,
                'no text' as kind_basis,
                'unknown' as media,
                'unknown' as link,
                ?::boolean as simulated
            {told}
            on conflict (account, post_id) do update
            set posted_at = excluded.posted_at, text = excluded.text, source = excluded.source
            where posts.source <> 'outbox'
            """,  # noqa: S608 - constants of this module
            [simulated],
        )


def drop_orphans(transaction: Transaction) -> None:
    """Posts that no export tells of any more, and that we did not publish."""
    transaction.execute(
        """
        delete from account.posts
        where source <> 'outbox' and not exists (
            select 1
            from account.analytics_exports as exports
            where exports.account = posts.account and exports.post_id = posts.post_id
        )
        """
    )


def settle(transaction: Transaction) -> None:
    """Derives anew what of a post depends on other posts, on archives and on labels: kind, media, link, labels."""
    transaction.execute(
        r"""
        create or replace temp table known as
        with archived as (
            select
                account,
                post_id,
                max(reply_to) as reply_to,
                max(reply_to_post_id) as reply_to_post_id,
                bool_or(quotes) as quotes,
                max(media) as media,
                bool_or(links) as links
            from account.analytics_exports
            where reply_to is not null
            group by account, post_id
        )
        select
            posts.account,
            posts.post_id,
            posts.posted_at,
            left(posts.text, 32) as text,
            posts.source,
            posts.kind,
            archived.reply_to,
            archived.reply_to_post_id,
            archived.quotes,
            labels.kind as user_kind,
            labels.format as user_format,
            labels.topic as user_topic,
            posts.text is not null
                and not regexp_matches(posts.text, 'https?://|pic\.(twitter|x)\.com/')
                and not (posts.source = 'content' and length(posts.text) >= ?) as bare,
            coalesce(labels.media, archived.media, if(bare, 'none', 'unknown')) as media,
            coalesce(
                labels.link,
                if(archived.links, 'link', if(archived.links is null, null, 'none')),
                if(bare, 'none', null),
                if(regexp_matches(regexp_replace(posts.text, 'https?://t\.co/', '', 'g'), 'https?://'), 'link', null),
                'unknown'
            ) as link
        from account.posts
        left join archived using (account, post_id)
        left join account.labels using (post_id)
        """,
        [_CUT_CHARACTERS],
    )
    posts = transaction.read(
        """
        select account, post_id, posted_at, text, source, kind, reply_to, reply_to_post_id, quotes, user_kind
        from known
        """
    )
    transaction.stage("kinds", posts[["account", "post_id"]].join(kinds.kinds(posts)))
    transaction.execute(
        """
        update account.posts
        set
            kind = kinds.kind,
            kind_basis = kinds.kind_basis,
            media = known.media,
            link = known.link,
            user_format = known.user_format,
            user_topic = known.user_topic
        from known
        join kinds using (account, post_id)
        where posts.account = known.account
            and posts.post_id = known.post_id
            and (posts.kind, posts.kind_basis, posts.media, posts.link, posts.user_format, posts.user_topic)
                is distinct from
                (kinds.kind, kinds.kind_basis, known.media, known.link, known.user_format, known.user_topic)
        """
    )
