-- The tables of version 4 of own.duckdb, as they were at b075301. Never edited.

create table if not exists account.export_files (
    file_sha256 text primary key,
    name text not null,
    export_format text not null check (export_format in ('legacy', 'content', 'overview', 'archive')),
    language text not null,
    period_end date,
    generated_at timestamptz,
    newest_post_at timestamptz,
    rows_total integer not null,
    rows_imported integer not null,
    rows_duplicate integer not null,
    rows_foreign integer not null,
    rows_phantom integer not null,
    rows_refused integer not null,
    check (rows_total = rows_imported + rows_duplicate + rows_foreign + rows_phantom + rows_refused)
);

create table if not exists account.refused_rows (
    file_sha256 text not null,
    record_number integer not null,
    fate text not null check (fate in ('foreign', 'refused')),
    handle text,
    reason text not null,
    primary key (file_sha256, record_number)
);

create table if not exists account.analytics_exports (
    file_sha256 text not null,
    record_number integer not null,
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    text text,
    text_source text not null check (text_source in ('note-tweet', 'legacy', 'archive', 'content')),
    reply_to text check (reply_to in ('nobody', 'self', 'other')),
    reply_to_post_id text,
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

create table if not exists account.labels (
    post_id text primary key,
    kind text,
    format text,
    topic text,
    media text,
    link text
);

create table if not exists account.posts (
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    text text,
    kind text not null check (kind in ('original', 'thread_head', 'thread_part', 'reply', 'quote', 'repost', 'unknown')),

    kind_basis text not null check (kind_basis in ('publishing', 'you', 'reply chain', 'text', 'gap', 'alone', 'no text')),
    media text not null,
    link text not null check (link in ('none', 'link', 'unknown')),
    source text not null check (source in ('outbox', 'note-tweet', 'legacy', 'archive', 'content')),
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
    user_format text,
    user_topic text,
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
    observed_basis text not null check (observed_basis in ('user', 'file', 'period_end', 'newest_post')),
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
    topic text not null,
    topic_basis text not null,
    media text not null,
    link text not null,
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
    age_hours_min double not null,
    known_at timestamptz,
    engagement double,
    reward double,
    impressions bigint,
    likes bigint,
    reposts bigint,
    replies bigint,
    bookmarks bigint,
    follows bigint,
    gained_follower boolean,
    primary key (account, post_id)
);

create table if not exists learning.arm_statistics (
    account text not null,
    day date not null,
    evidence text not null check (evidence in ('observational', 'randomised')),
    age_band text not null,
    known_on text not null,
    known text not null,
    format text not null,
    slot text not null,
    topic text not null,
    weekend text not null,
    inspiration text not null,
    posts integer not null check (posts > 0),
    posts_by_rule integer not null,
    reward_sum double not null,
    reward_square_sum double not null,
    covariate_sum double[] not null,
    covariate_reward_sum double[] not null,
    covariate_product_sum double[] not null,
    primary key (account, day, evidence, age_band, known_on, known, format, slot, topic, weekend, inspiration)
);

create table if not exists learning.arm_posteriors (
    account text not null,
    as_of date not null,
    dimension text not null,
    arm text not null,
    position integer not null,
    posts_observational integer not null,
    posts_randomised integer not null,
    posts_by_rule integer not null,
    raw_mean double,
    mean double not null,
    sd double not null,
    low90 double not null,
    high90 double not null,
    p_best double check (p_best between 0 and 1),
    noise_best double,
    lasting_z double,
    posts_needed bigint,
    needed_on date,
    verdict text not null,
    noise_sd double not null,
    history_weight double not null,
    weight double not null,
    posts_a_day double not null,
    covariance double[] not null,
    data_version text not null,
    settings_version text not null,
    primary key (account, as_of, dimension, arm)
);

create table if not exists learning.policy (
    account text not null,
    as_of date not null,
    format text not null,
    slot text not null,
    topic text not null,
    weekend text not null,
    probability double not null check (probability > 0 and probability <= 1),
    win_share double not null,
    posts integer not null,
    mean double not null,
    low80 double not null,
    high80 double not null,
    noise_sd double not null,
    seed ubigint not null,
    policy_version text not null,
    data_version text not null,
    settings_version text not null,
    primary key (account, as_of, format, slot, topic)
);

create table if not exists learning.replay (
    account text not null,
    as_of date not null,
    mode text not null check (mode in ('in hindsight', 'as known')),
    posts integer not null,
    posts_known_later integer not null,
    forecast boolean not null,
    recommended text,
    mean double,
    low80 double,
    high80 double,
    claims text[] not null,
    primary key (account, as_of, mode)
);

create table if not exists learning.engagement_model (
    account text not null,
    as_of date not null,
    term text not null,
    coefficient double not null,
    low80 double not null,
    high80 double not null,
    same_sign double,
    center double not null,
    scale double not null check (scale > 0),
    position integer not null,
    covariance double[] not null,
    primary key (account, as_of, term)
);

create table if not exists learning.engagement_count_model (
    account text not null,
    as_of date not null,
    term text not null,
    coefficient double not null,
    low80 double not null,
    high80 double not null,
    same_sign double,
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
    same_sign double,
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
    ranking_pairs integer not null,
    ranking_accuracy double,
    ranking_low95 double,
    enough_evidence boolean not null,
    reason text not null,
    primary key (account, as_of)
);

create table if not exists learning.engagement_count_skill (
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
    ranking_pairs integer not null,
    ranking_accuracy double,
    ranking_low95 double,
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
    policy text not null check (policy in ('learned', 'uniform', 'habit', 'best fixed')),
    against text not null check (against in ('itself', 'uniform', 'habit', 'best fixed')),
    estimator text not null check (estimator in ('ipw', 'snipw', 'dm', 'dr')),
    posts integer not null,
    value double,
    standard_error double,
    low90 double,
    high90 double,
    effective_posts double,
    largest_weight_share double,
    answered boolean not null,
    reason text not null,
    primary key (account, as_of, policy, against, estimator)
);
