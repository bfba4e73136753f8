-- Own facts. Ledgers first, then what is derived from them. No column holds the wall clock of a run.

-- ledger: one row an imported export file
create table if not exists account.export_files (
    file_sha256 text primary key,
    name text not null,
    export_format text not null check (export_format in ('legacy', 'content')),
    period_end date,                       -- from the file's name; the day after the last one covered
    newest_post_at timestamptz,
    rows_total integer not null,
    rows_imported integer not null,
    rows_duplicate integer not null,       -- the same post twice in one file
    rows_foreign integer not null,
    rows_phantom integer not null,         -- no id, nothing measured: X lists posts that it no longer has
    check (rows_total = rows_imported + rows_duplicate + rows_foreign + rows_phantom)
);

-- ledger: the rows that were refused, and why
create table if not exists account.refused_rows (
    file_sha256 text not null,
    record_number integer not null,
    reason text not null,
    primary key (file_sha256, record_number)
);

-- ledger: one row an exported row: what X said of a post, in that file. NULL: the export does not have that count
create table if not exists account.analytics_exports (
    file_sha256 text not null,
    record_number integer not null,        -- 1 is the first row after the header
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    impressions bigint,
    engagements bigint,
    likes bigint,
    reposts bigint,
    replies bigint,
    bookmarks bigint,
    shares bigint,
    follows bigint,
    profile_visits bigint,
    detail_expands bigint,
    url_clicks bigint,
    hashtag_clicks bigint,
    permalink_clicks bigint,
    primary key (file_sha256, record_number)
);

-- ledger: one row a post of ours. What publishing assigned stands here and nowhere else
create table if not exists account.posts (
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    text text,
    kind text not null check (kind in ('original', 'thread_head', 'thread_part', 'reply', 'quote', 'repost', 'unknown')),
    source text not null check (source in ('outbox', 'legacy', 'content')),
    simulated boolean not null,
    decision_id text,
    format text,                           -- as executed; NULL: nobody assigned one
    slot text,
    topic text,
    inspiration text check (inspiration in ('none', 'own', 'own+viral')),
    propensity double check (propensity > 0 and propensity <= 1),
    open_slots text[],                     -- the slots that the draw could choose from
    policy_version text,
    edited boolean,
    overridden boolean,
    primary key (account, post_id),
    check ((decision_id is null) = (propensity is null))
);

-- derived: a post's cumulative metrics as one file saw them, with bounds of when it saw them
create table if not exists account.outcome_snapshots (
    account text not null,
    post_id text not null,
    file_sha256 text not null,
    posted_at timestamptz not null,
    observed_from timestamptz not null,    -- surely not earlier
    observed_until timestamptz,            -- surely not later; NULL: the moment of import, which is not a fact of the post
    observed_basis text not null check (observed_basis in ('user', 'period_end', 'newest_post')),
    age_hours_min double not null,
    matured boolean not null,              -- surely older than the maturity window
    impressions bigint,
    engagements bigint,
    likes bigint,
    reposts bigint,
    replies bigint,
    bookmarks bigint,
    shares bigint,
    follows bigint,
    profile_visits bigint,
    detail_expands bigint,
    url_clicks bigint,
    hashtag_clicks bigint,
    permalink_clicks bigint,
    primary key (account, post_id, file_sha256)
);

-- derived: a post's metrics at maturity. A post that is not surely mature has no row
create table if not exists account.outcomes (
    account text not null,
    post_id text not null,
    day date not null,                     -- day of maturity, in the folder's time zone
    posted_at timestamptz not null,
    matured_at timestamptz not null,       -- posted_at + 24 h
    known_at timestamptz,                  -- when we could know it; NULL: from the import on
    age_hours_min double not null,         -- the figures are totals at this age or later, not at 24 h sharp
    age_hours_max double,
    file_sha256 text not null,
    impressions bigint,
    engagements bigint,
    likes bigint,
    reposts bigint,
    replies bigint,
    bookmarks bigint,
    shares bigint,
    follows bigint,
    url_clicks bigint,
    engagement_rate double,                -- engagements / impressions; NULL without impressions
    primary key (account, post_id)
);
