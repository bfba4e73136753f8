-- The tables of version 1 of external.duckdb, as they were at 6d0f20d. Never edited.
-- Examples and drafts. Tweets of others and own top posts are shown; nothing here trains anything.

-- ledger: one row an imported file of tweets
create table if not exists generation.external_files (
    file_sha256 text primary key,
    name text not null,
    shape text not null,
    rows_total integer not null,
    rows_imported integer not null,
    rows_repost integer not null,          -- somebody repeating somebody: not a tweet of its own
    check (rows_total = rows_imported + rows_repost)
);

-- ledger: one row a tweet in a file, whatever its views
create table if not exists generation.viral_exports (
    file_sha256 text not null,
    record_number integer not null,
    via text not null check (via in ('file', 'api')),
    tweet_id text not null,
    author text not null,
    posted_at timestamptz,
    text text not null,                    -- as it came; hostile until sanitised
    views bigint,                          -- NULL: unknown, and so not eligible
    likes bigint,
    reposts bigint,
    replies bigint,
    quotes bigint,
    bookmarks bigint,
    fetched_at timestamptz not null,
    primary key (file_sha256, record_number)
);

-- derived: the invented examples that a person wrote, with what is at work in them
create table if not exists generation.curated_examples (
    example_id text primary key,
    topic text not null,
    format text not null,
    text text not null,
    pattern text not null,
    reason text not null,
    invented boolean not null
);

-- derived: 50,000 views and more, one row a tweet, the newest observation
create table if not exists generation.collected_tweets (
    tweet_id text primary key,
    author text not null,
    posted_at timestamptz,
    text text not null,
    views bigint not null,
    likes bigint,
    reposts bigint,
    replies bigint,
    quotes bigint,
    bookmarks bigint,
    fetched_at timestamptz not null,
    file_sha256 text not null
);

-- derived: curated and collected in one form, sanitised, with facts from a closed vocabulary
create table if not exists generation.viral_library (
    example_id text primary key,           -- 'curated:...' or 'tweet:...'
    origin text not null check (origin in ('curated', 'collected')),
    author text,
    text text not null,
    topic text,                            -- curated rows only: nobody told us a tweet's topic
    format text,
    views bigint,
    likes bigint,
    hook text not null,
    structure text not null,
    length_band text not null,
    line_count integer not null,
    devices text[] not null,
    quarantine text                        -- why it may not be shown to a model; NULL: it may
);

-- derived: own posts that did best, shrunken so that luck does not lead
create table if not exists generation.own_top_posts (
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    text text not null,
    impressions bigint not null,
    engagements bigint not null,
    shrunken_rate double not null,
    position integer not null,
    primary key (account, post_id)
);

-- derived: what stands in which prompt, in which form
create table if not exists generation.prompt_examples (
    for_day date not null,
    account text not null,
    format text not null,
    inspiration text not null check (inspiration in ('none', 'own', 'own+viral')),
    topic text not null,
    position integer not null,
    example_id text not null,              -- of the library, or 'own:POST_ID'
    origin text not null check (origin in ('curated', 'collected', 'own')),
    example_form text not null check (example_form in ('structure', 'text')),
    content text not null,
    similarity double,                     -- to the topic, 0 to 1; NULL for own posts
    primary key (for_day, account, format, inspiration, topic, position)
);

-- derived: the prompt of each cell, with its hash
create table if not exists generation.prompts (
    for_day date not null,
    account text not null,
    format text not null,
    inspiration text not null,
    topic text not null,
    prompt_version text not null,
    prompt_hash text not null,
    instructions text not null,
    input text not null,
    examples text[] not null,              -- 'form:example_id' of each example, in the order of the prompt
    primary key (for_day, account, format, inspiration, topic)
);

create table if not exists generation.drafts (
    draft_id text primary key,             -- hash of account, cell, day, writer and candidate
    for_day date not null,
    account text not null,
    format text not null,
    inspiration text not null check (inspiration in ('none', 'own', 'own+viral')),
    topic text not null,
    candidate integer not null,
    text text not null,
    writer text not null check (writer in ('template', 'openai')),
    model text,                            -- that answered; NULL for templates
    prompt_hash text not null,
    weighted_length integer not null,
    verdict text not null check (verdict in ('clean', 'needs_review', 'blocked')),
    reasons text[] not null,
    rehearsal boolean not null             -- of a past day: never to be approved
);

-- ledger: posting appends here which drafts it has taken
create table if not exists generation.draft_uses (
    draft_id text primary key,
    decision_id text not null,
    account text not null,
    used_for date not null
);

-- ledger: every call to a language model: reserved before, settled after, its answer stored before it is read
create table if not exists generation.model_calls (
    request_hash text primary key,         -- of the whole request
    utc_day date not null,
    account text not null,
    model_asked text not null,
    model_answered text,
    request_id text,
    state text not null check (state in ('reserved', 'answered', 'failed')),
    response text,
    failure text,
    input_tokens bigint,
    output_tokens bigint,
    usd_before double not null,            -- what failed tries of the same request had cost; part of both below
    usd_reserved double not null,
    usd_spent double                       -- NULL: unknown, and so the reservation counts
);
