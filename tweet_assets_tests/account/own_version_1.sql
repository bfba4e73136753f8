-- The tables of version 1 of own.duckdb, as they were at 7376b1c; what a file of then had. Never edited.
create schema account;
create schema learning;

create table if not exists account.export_files (
    file_sha256 text primary key,
    name text not null,
    export_format text not null check (export_format in ('legacy', 'content')),
    period_end date,
    newest_post_at timestamptz,
    rows_total integer not null,
    rows_imported integer not null,
    rows_duplicate integer not null,
    rows_foreign integer not null,
    rows_phantom integer not null,
    check (rows_total = rows_imported + rows_duplicate + rows_foreign + rows_phantom)
);

create table if not exists account.refused_rows (
    file_sha256 text not null,
    record_number integer not null,
    reason text not null,
    primary key (file_sha256, record_number)
);

create table if not exists account.analytics_exports (
    file_sha256 text not null,
    record_number integer not null,
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

create table if not exists account.posts (
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    text text,
    kind text not null check (kind in ('original', 'thread_head', 'thread_part', 'reply', 'quote', 'repost', 'unknown')),
    source text not null check (source in ('outbox', 'legacy', 'content')),
    simulated boolean not null,
    decision_id text,
    format text,
    slot text,
    topic text,
    inspiration text check (inspiration in ('none', 'own', 'own+viral')),
    propensity double check (propensity > 0 and propensity <= 1),
    open_slots text[],
    policy_version text,
    edited boolean,
    overridden boolean,
    primary key (account, post_id),
    check ((decision_id is null) = (propensity is null))
);

create table if not exists account.outcome_snapshots (
    account text not null,
    post_id text not null,
    file_sha256 text not null,
    posted_at timestamptz not null,
    observed_from timestamptz not null,
    observed_until timestamptz,
    observed_basis text not null check (observed_basis in ('user', 'period_end', 'newest_post')),
    age_hours_min double not null,
    matured boolean not null,
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

create table if not exists account.outcomes (
    account text not null,
    post_id text not null,
    day date not null,
    posted_at timestamptz not null,
    matured_at timestamptz not null,
    known_at timestamptz,
    age_hours_min double not null,
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
    engagement_rate double,
    primary key (account, post_id)
);

create table if not exists learning.features (
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    format text not null,
    format_basis text not null,
    slot text not null,
    topic text,
    inspiration text,
    evidence text not null check (evidence in ('observational', 'randomised')),
    propensity double,
    weekend double not null,
    log_length double,
    lines double,
    questions double,
    numbers double,
    links double,
    hashtags double,
    mentions double,
    emojis double,
    quality double,
    primary key (account, post_id)
);

create table if not exists learning.rewards (
    account text not null,
    post_id text not null,
    day date not null,
    engagement double,
    reward double,
    impressions bigint,
    gained_follower boolean,
    primary key (account, post_id)
);

create table if not exists learning.arm_statistics (
    account text not null,
    day date not null,
    format text not null,
    slot text not null,
    evidence text not null check (evidence in ('observational', 'randomised')),
    posts integer not null check (posts > 0),
    reward_sum double not null,
    reward_square_sum double not null,
    primary key (account, day, format, slot, evidence)
);

create table if not exists learning.arm_posteriors (
    account text not null,
    as_of date not null,
    dimension text not null check (dimension in ('level', 'format', 'slot', 'format x slot')),
    arm text not null,
    position integer not null,
    posts_observational integer not null,
    posts_randomised integer not null,
    raw_mean double,
    mean double not null,
    sd double not null,
    low90 double not null,
    high90 double not null,
    p_best double check (p_best between 0 and 1),
    verdict text not null,
    noise_sd double not null,
    covariance double[] not null,
    primary key (account, as_of, dimension, arm)
);

create table if not exists learning.policy (
    account text not null,
    as_of date not null,
    format text not null,
    slot text not null,
    probability double not null check (probability > 0 and probability <= 1),
    win_share double not null,
    posts integer not null,
    mean double not null,
    low80 double not null,
    high80 double not null,
    seed ubigint not null,
    policy_version text not null,
    primary key (account, as_of, format, slot)
);

create table if not exists learning.engagement_model (
    account text not null,
    as_of date not null,
    term text not null,
    coefficient double not null,
    low80 double not null,
    high80 double not null,
    center double not null,
    scale double not null check (scale > 0),
    position integer not null,
    covariance double[] not null,
    primary key (account, as_of, term)
);

create table if not exists learning.follow_model (
    account text not null,
    as_of date not null,
    term text not null,
    coefficient double not null,
    low80 double not null,
    high80 double not null,
    center double not null,
    scale double not null check (scale > 0),
    position integer not null,
    covariance double[] not null,
    primary key (account, as_of, term)
);

create table if not exists learning.engagement_skill (
    account text not null,
    as_of date not null,
    posts integer not null,
    posts_observational integer not null,
    posts_randomised integer not null,
    baseline double,
    baseline_low80 double,
    baseline_high80 double,
    residual_sd double,
    skill double,
    skill_low80 double,
    skill_high80 double,
    enough_evidence boolean not null,
    reason text not null,
    primary key (account, as_of)
);

create table if not exists learning.follow_skill (
    account text not null,
    as_of date not null,
    posts integer not null,
    posts_observational integer not null,
    posts_randomised integer not null,
    events integer,
    baseline double,
    baseline_low80 double,
    baseline_high80 double,
    residual_sd double,
    skill double,
    skill_low80 double,
    skill_high80 double,
    enough_evidence boolean not null,
    reason text not null,
    primary key (account, as_of)
);

create table if not exists learning.policy_value (
    account text not null,
    as_of date not null,
    policy text not null check (policy in ('learned', 'uniform')),
    estimator text not null check (estimator in ('ipw', 'snipw', 'dr')),
    posts integer not null,
    value double,
    standard_error double,
    low90 double,
    high90 double,
    effective_posts double,
    largest_weight_share double,
    answered boolean not null,
    reason text not null,
    primary key (account, as_of, policy, estimator)
);
create schema meta;
create table meta.identity (domain text not null, schema_version integer not null, simulated boolean not null);
insert into meta.identity values ('own', 1, false);
