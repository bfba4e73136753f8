-- Examples and drafts. Tweets of others and own top posts are shown; nothing here trains anything.

-- ledger: one row an imported file of tweets
create table if not exists generation.external_files (
    file_sha256 text primary key,
    name text not null,
    shape text not null,
    rows_total integer not null,
    rows_imported integer not null,
    rows_repost integer not null,          -- somebody repeating somebody: not a tweet of its own
    rows_forgotten integer not null,       -- of an author or a tweet that was deleted on request
    check (rows_total = rows_imported + rows_repost + rows_forgotten)
);

-- ledger: what was deleted on request, so that no later file brings it back; a hash, and no name
create table if not exists generation.forgotten (
    name_sha256 text primary key,          -- of 'author:' or 'tweet:' and the name in small letters
    forgotten_at timestamptz not null
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
    file_sha256 text not null,
    author_excess double                   -- log of its likes over the author's usual; NULL: too few known
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
    author_excess double,
    hook text not null,
    structure text not null,
    length_band text not null,
    line_count integer not null,
    devices text[] not null,
    subject text not null,                 -- from a closed list, by its words; 'other': none of them
    reading_ease text not null check (reading_ease in ('easy', 'plain', 'demanding', 'unknown')),
    fetched_at timestamptz,                -- NULL for curated rows
    quarantine text                        -- why it may not be shown to a model; NULL: it may
);

-- derived: what a language model saw at work in a tweet, in words from a closed list; only where it was asked
create table if not exists generation.deeper_analysis (
    example_id text primary key,
    author text,                           -- NULL for curated rows
    text_sha256 text not null,             -- of the words that it looked at
    mechanisms text[] not null,
    feeling text not null,
    model text not null
);

-- derived: what the user says may be claimed, from facts.csv
create table if not exists generation.facts (
    text text primary key,
    source text not null,
    checked_on date not null
);

-- derived: what the user wants to write about, from ideas.csv
create table if not exists generation.ideas (
    topic text not null,
    note text not null,
    format text,                           -- NULL: any
    primary key (topic, note)
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

-- derived: every text of our own, so that no draft repeats one
create table if not exists generation.own_texts (
    account text not null,
    post_id text not null,
    text text not null,
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
    topic_known boolean,                   -- whether the library knows the topic; NULL: nobody asked it
    tone text,
    idea text,
    primary key (for_day, account, format, inspiration, topic)
);

-- derived: one row a text that was written for a cell, with what the guardrails say of it
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
    request_hash text,                     -- of the call that brought it; NULL for templates
    prompt_hash text not null,
    prompt_version text not null,
    examples text[] not null,              -- 'form:example_id' of what stood in its prompt; written by code
    example_form text not null check (example_form in ('structure', 'text')),  -- of collected tweets in its account
    tone text,
    weighted_length integer not null,
    verdict text not null check (verdict in ('clean', 'needs_review', 'blocked')),
    reasons text[] not null,
    needs_person boolean not null,         -- whether a person has to read it first: not clean, or a model wrote it
    rehearsal boolean not null             -- of a past day: never to be approved
);

-- ledger: posting appends here which drafts it has taken
create table if not exists generation.draft_uses (
    draft_id text primary key,
    decision_id text not null,
    account text not null,
    used_for date not null
);

-- ledger: every request to a language model: reserved before, settled after, its answer stored before it is read
create table if not exists generation.model_calls (
    request_hash text not null,            -- of the whole request
    attempt integer not null,              -- the requests for it, from 1
    purpose text not null check (purpose in ('drafts', 'analysis', 'moderation')),
    run_id text,                           -- Dagster's; NULL: unknown
    utc_day date not null,
    begun_at timestamptz,                  -- NULL, here and below: of before it was logged
    account text not null,
    prompt_hash text,
    prompt_version text,
    examples text[],
    because text,                          -- why what was answered before is paid for again
    model_asked text not null,
    model_answered text,
    request_id text,
    http_status integer,
    state text not null check (state in ('reserved', 'answered', 'failed')),
    response text,
    failure text,
    input_tokens bigint,
    output_tokens bigint,
    usd_per_million_input double,
    usd_per_million_output double,
    usd_reserved double not null,
    usd_spent double,                      -- NULL: unknown, and so the reservation counts
    latency_seconds double,
    primary key (request_hash, attempt)
);

-- ledger: every search on X: reserved before at what it can cost, settled after by the tweets that came
create table if not exists generation.searches (
    search_id text primary key,
    utc_day date not null,
    begun_at timestamptz not null,
    query text not null,
    state text not null check (state in ('reserved', 'answered', 'failed')),
    tweets_asked integer not null,
    tweets_read integer,                   -- NULL: unknown
    failure text,
    file_sha256 text,                      -- of the answer, as generation.external_files knows it
    usd_reserved double not null,
    usd_spent double                       -- NULL: unknown, and so the reservation counts
);
