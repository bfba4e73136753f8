-- Own facts. Ledgers first, then what is derived from them. No column holds the wall clock of a run.

-- ledger: one row an imported export: a file, or an archive of several
create table if not exists account.export_files (
    file_sha256 text primary key,
    name text not null,
    export_format text not null check (export_format in ('legacy', 'content', 'overview', 'archive', 'api')),
    language text not null,
    period_end date,                       -- from the file's name; the day after the last one covered
    generated_at timestamptz,              -- when it was made, where the export itself says so
    told_at timestamptz,                   -- when X told what was at generated_at; NULL: at that moment
    newest_post_at timestamptz,
    rows_total integer not null,
    rows_imported integer not null,
    rows_duplicate integer not null,       -- the same post twice in one file
    rows_foreign integer not null,
    rows_phantom integer not null,         -- no id, nothing measured: X lists posts that it no longer has
    rows_refused integer not null,         -- no post, or no time, could be made out
    check (rows_total = rows_imported + rows_duplicate + rows_foreign + rows_phantom + rows_refused)
);

-- ledger: the rows that were left out as foreign or refused, and why
create table if not exists account.refused_rows (
    file_sha256 text not null,
    record_number integer not null,
    fate text not null check (fate in ('foreign', 'refused')),
    handle text,                           -- of a foreign row: whose it is
    reason text not null,
    primary key (file_sha256, record_number)
);

-- ledger: one row an exported row: what X said of a post, in that file. NULL: the export does not say
create table if not exists account.analytics_exports (
    file_sha256 text not null,
    record_number integer not null,        -- 1 is the first row after the header
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,        -- from the id; from the file where the id is older than November 2010
    text text,
    text_source text not null check (text_source in ('note-tweet', 'api', 'legacy', 'archive', 'content')),
    reply_to text check (reply_to in ('nobody', 'self', 'other')),
    reply_to_post_id text,                 -- of a reply to oneself
    quotes boolean,
    media text,
    links boolean,
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

-- ledger: one row a day and overview export: what X said of the account, and of no post
create table if not exists account.overview_days (
    file_sha256 text not null,
    record_number integer not null,
    account text not null,
    day date not null,
    impressions bigint,
    likes bigint,
    engagements bigint,
    bookmarks bigint,
    shares bigint,
    follows bigint,
    unfollows bigint,
    replies bigint,
    reposts bigint,
    profile_visits bigint,
    posts_created bigint,
    video_views bigint,
    media_views bigint,
    primary key (file_sha256, record_number)
);

-- ledger: the user's own labels, from labels.csv; they override the rules. NULL: not said
create table if not exists account.labels (
    post_id text primary key,
    kind text,
    format text,
    topic text,
    media text,
    link text
);

-- ledger: one row a post of ours. What publishing assigned stands here and nowhere else
create table if not exists account.posts (
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    text text,
    kind text not null check (kind in ('original', 'thread_head', 'thread_part', 'reply', 'quote', 'repost', 'unknown')),
    -- on what the kind rests; 'gap' and 'alone' are guesses from the time between posts
    kind_basis text not null check (kind_basis in ('publishing', 'you', 'reply chain', 'text', 'gap', 'alone', 'no text')),
    media text not null,                   -- none, photo, video, animated_gif, several with '+', or unknown
    link text not null check (link in ('none', 'link', 'unknown')),
    source text not null check (source in ('outbox', 'note-tweet', 'api', 'legacy', 'archive', 'content')),
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
    user_format text,                      -- as the user labelled it
    user_topic text,
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
    told_at timestamptz,                   -- when X told what it had seen; NULL: at the moment itself
    observed_basis text not null check (observed_basis in ('user', 'file', 'period_end', 'newest_post')),
    age_hours_min double not null,
    matured boolean not null,              -- surely as old as the maturity window, or older
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
    known_at timestamptz,                  -- when we could know it: as the file was made, or X told it; NULL: from the import on
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
