-- Where the loops meet: drafts from one, a policy from the other.

-- derived: one row a day and draft that is still good: what the account's own models expect of it
create table if not exists posting.scored_drafts (
    for_day date not null,
    draft_id text not null,
    account text not null,
    format text not null,
    inspiration text not null,
    topic text not null,
    text text not null,
    writer text not null,
    verdict text not null check (verdict in ('clean', 'needs_review', 'blocked')),
    reasons text[] not null,
    needs_person boolean not null,
    example_form text not null,            -- of collected tweets in the account's prompts, when it was written
    rehearsal boolean not null,
    as_of date not null,                   -- of the models that scored it
    expected_rate double,                  -- engagement per impression; NULL: no model yet
    low80 double,
    high80 double,
    follow_probability double,
    follow_enough_evidence boolean,
    quality double not null,
    may_rank boolean not null,             -- whether the ridge has earned to choose by expected_rate
    primary key (for_day, draft_id)
);

-- write-once: what stands is returned, only what is missing is filled. A rehearsal may be replaced
create table if not exists posting.decisions (
    decision_id text primary key,
    account text not null,
    for_day date not null,
    ordinal integer not null,
    rehearsal boolean not null,
    mode text not null check (mode in ('observe', 'suggest', 'approve', 'auto')),
    format text not null,
    slot text not null,
    due_at timestamptz not null,
    propensity double not null check (propensity > 0 and propensity <= 1),  -- of the arms drawn, given what was open
    topic text not null,
    inspiration text check (inspiration in ('none', 'own', 'own+viral')),   -- NULL: not assigned
    inspiration_probability double,
    draft_id text,                         -- NULL: no draft of this cell was fit
    draft_probability double,
    chosen_by text check (chosen_by in ('lot', 'rank')),  -- NULL: no draft
    needs_person boolean,                  -- whether the draft may not go out unread; NULL: no draft
    example_form text,                     -- as of the draft; NULL: no draft, or not known
    empty_cells text[],                    -- 'format | inspiration | topic' without a draft when it was drawn; NULL: not logged
    text text,
    text_sha256 text,
    expected_rate double,
    low80 double,
    high80 double,
    seed ubigint not null,
    policy_as_of date not null,
    policy_version text not null,
    note text not null,
    unique (account, for_day, ordinal, rehearsal)
);

-- the probabilities each decision was drawn from: they sum to 1 over what was open
create table if not exists posting.decision_probabilities (
    decision_id text not null,
    account text not null,
    for_day date not null,
    format text not null,
    slot text not null,
    topic text not null,                   -- 'in turn': the draw did not choose it
    probability double not null check (probability > 0 and probability <= 1),
    primary key (decision_id, format, slot, topic)
);

-- ledger: another text for a decision whose arms stand: a person's own wording, or the next draft of its cell
create table if not exists posting.revisions (
    decision_id text not null,
    version integer not null check (version > 0),          -- the decision's own text is version 0
    origin text not null check (origin in ('edited', 'refilled')),
    draft_id text,                         -- the draft, or the one that was edited; NULL: written from nothing
    draft_probability double,              -- NULL: edited
    chosen_by text check (chosen_by in ('lot', 'rank')),   -- NULL: edited
    text text not null,
    text_sha256 text not null,
    reasons text[] not null,               -- why a person has to look; a text that is blocked never stands here
    needs_person boolean not null,
    example_form text,
    expected_rate double,
    low80 double,
    high80 double,
    note text not null,
    revised_at timestamptz not null,
    primary key (decision_id, version)
);

-- ledger: a person's verdict on exactly this text
create table if not exists posting.approvals (
    approval_id text primary key,
    decision_id text not null,
    text_sha256 text not null,
    verdict text not null check (verdict in ('approved', 'rejected', 'skipped')),
    why text,
    given_at timestamptz not null
);

-- ledger: every step of every try at publishing. 'sending' is committed before the socket opens
create table if not exists posting.attempts (
    decision_id text not null,
    step integer not null,
    publisher text not null check (publisher in ('folder', 'x')),
    state text not null check (state in
        ('held', 'armed', 'sending', 'handed_over', 'posted', 'refused', 'unknown', 'needs_human', 'rearmed', 'expired')),
    text_sha256 text not null,
    post_id text,                          -- once the post is known
    happened_at timestamptz not null,      -- by the clock of this machine
    server_at timestamptz,                 -- by X's clock, where an answer of X's told it just before; NULL: not told
    detail text not null,
    primary key (decision_id, step)
);

-- ledger: the kill switch, and what a person has said of it
create table if not exists posting.switches (
    set_at timestamptz not null,
    switch text not null check (switch in ('stop', 'resume')),
    why text not null,
    primary key (set_at, switch)
);

-- ledger: one row a request to X about our own account, written before it is made; settled once it is answered
create table if not exists posting.x_requests (
    request_id text primary key,
    account text not null,
    request text not null check (request in ('me', 'timeline', 'create', 'lookup', 'recent', 'analytics')),
    begun_at timestamptz not null,
    usd_reserved double not null,
    usd_spent double,                      -- NULL: not known, and counted as reserved
    http_status integer,                   -- NULL: no answer yet, or none at all
    answered_at timestamptz,
    requests_left integer,                 -- in the current window, as X's header says; NULL: it did not say
    window_ends_at timestamptz,
    detail text not null
);

-- derived: where each decision stands
create table if not exists posting.outbox (
    decision_id text primary key,
    account text not null,
    for_day date not null,
    format text not null,
    slot text not null,
    due_at timestamptz not null,
    text text,
    state text not null check (state in
        ('rehearsal', 'observed', 'no_draft', 'awaiting_approval', 'rejected', 'skipped', 'approved', 'armed',
         'handed_over', 'posted', 'unknown', 'needs_human', 'refused', 'expired')),
    why text not null
);
