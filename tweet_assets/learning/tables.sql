-- What is learned, from the outcomes of own posts alone. Models are rows: diffable, explainable, kept by as_of.

-- one row an original post or head of a thread: what was knowable before it was published
create table if not exists learning.features (
    account text not null,
    post_id text not null,
    posted_at timestamptz not null,
    format text not null,                  -- 'unlabelled' where no rule speaks
    format_basis text not null,            -- 'decision', 'you', or the name of the rule
    slot text not null,                    -- 'other' outside the configured slots
    topic text not null,                   -- 'unlabelled' where nobody and no rule says
    topic_basis text not null,
    media text not null,                   -- 'unknown' where only an archive could tell
    link text not null,
    inspiration text,
    evidence text not null check (evidence in ('observational', 'randomised')),
    propensity double,                     -- of the executed arms; NULL: nobody drew them
    weekend double not null,               -- 1 or 0
    log_length double,                     -- log of the weighted length; NULL, and all below: the post came without a text
    lines double,
    questions double,
    numbers double,
    links double,
    hashtags double,
    mentions double,
    emojis double,
    quality double,                        -- 0 to 1, learning/quality.py
    primary key (account, post_id)
);

-- derived: one row a mature original or head of a thread: what it earned, and whether it gained a follower
create table if not exists learning.rewards (
    account text not null,
    post_id text not null,
    day date not null,                     -- day of maturity
    age_hours_min double not null,         -- the counts are totals at this age or later
    known_at timestamptz,                  -- when the outcome could be known; NULL: nobody said when its file was made
    engagement double,                     -- weighted count; NULL: a count it needs was not measured
    reward double,                         -- log(engagement + 1)
    impressions bigint,                    -- the counts as they were read; NULL: not measured
    likes bigint,
    reposts bigint,
    replies bigint,
    bookmarks bigint,                      -- reported, not summed
    follows bigint,
    gained_follower boolean,               -- follow-through; NULL: not measured
    primary key (account, post_id)
);

-- additive by day of maturity: the sums of these rows are all that the bandit reads
create table if not exists learning.arm_statistics (
    account text not null,
    day date not null,
    evidence text not null check (evidence in ('observational', 'randomised')),
    age_band text not null,                -- how old the posts were when they were read, at least
    known_on text not null,                -- the day their outcomes could be known; '': nobody said
    known text not null,                   -- a 1 for each covariate that is known of these posts, else a 0
    format text not null,
    slot text not null,
    topic text not null,
    weekend text not null,
    inspiration text not null,             -- '': nobody assigned one
    posts integer not null check (posts > 0),
    posts_by_rule integer not null,        -- of them: the format was read off the text by a rule
    reward_sum double not null,
    reward_square_sum double not null,
    covariate_sum double[] not null,       -- by covariate, in the order of features.TEXT_COVARIATES; 0 where unknown
    covariate_reward_sum double[] not null,
    covariate_product_sum double[] not null,  -- of two covariates, the lower triangle row by row
    primary key (account, day, evidence, age_band, known_on, known, format, slot, topic, weekend, inspiration)
);

-- one row an effect of the pooled model: level, arms, contexts, interactions, growth with age, covariates
create table if not exists learning.arm_posteriors (
    account text not null,
    as_of date not null,
    dimension text not null,
    arm text not null,
    position integer not null,             -- of the effect in the covariance
    posts_observational integer not null,
    posts_randomised integer not null,
    posts_by_rule integer not null,
    raw_mean double,                       -- mean reward of its posts, unshrunken; NULL without posts
    mean double not null,                  -- log count; beyond the level, for an arm; for one sd, for a covariate
    sd double not null,
    low90 double not null,
    high90 double not null,
    p_best double check (p_best between 0 and 1),  -- among the arms of its dimension; NULL where nothing is chosen
    noise_best double,                     -- what the best arm of its dimension would look like if none differed
    lasting_z double,                      -- sds off zero by all posts alike, the old ones too; NULL: it cannot vary
    posts_needed bigint,                   -- more drawn posts until +50 % would be called better; NULL: not open
    needed_on date,                        -- at the present pace
    verdict text not null,
    noise_sd double not null,
    history_weight double not null,        -- what a post of habit counted, of a drawn one
    weight double not null,                -- posts' worth behind the belief, after discount
    posts_a_day double not null,           -- of the four weeks up to as_of
    covariance double[] not null,          -- with the effects up to this one, by position
    data_version text not null,            -- hash of the statistics it was made from
    settings_version text not null,
    primary key (account, as_of, dimension, arm)
);

-- what would be drawn on the next day, and how often
create table if not exists learning.policy (
    account text not null,
    as_of date not null,
    format text not null,
    slot text not null,
    topic text not null,                   -- 'in turn' unless the account's topics are chosen too
    weekend text not null,                 -- of the day it is for
    probability double not null check (probability > 0 and probability <= 1),
    win_share double not null,             -- of the posterior samples, before the floor
    posts integer not null,                -- of this format in this slot so far
    mean double not null,                  -- expected log count
    low80 double not null,
    high80 double not null,
    noise_sd double not null,              -- of a single post around it
    seed ubigint not null,
    policy_version text not null,          -- hash of the probabilities
    data_version text not null,
    settings_version text not null,
    primary key (account, as_of, format, slot, topic)
);

-- what would have been believed and recommended on a day, labelled by what could be known of it then
create table if not exists learning.replay (
    account text not null,
    as_of date not null,
    mode text not null check (mode in ('in hindsight', 'as known')),
    posts integer not null,                -- whose outcomes were used
    posts_known_later integer not null,    -- of them, those whose outcomes could not be known, or nobody says could
    forecast boolean not null,             -- only then may it be graded as one
    recommended text,                      -- the combination with the highest expected reward; NULL without a post
    mean double,                           -- its expected log count
    low80 double,
    high80 double,
    claims text[] not null,                -- what would have been called better or worse
    primary key (account, as_of, mode)
);

-- one row a term of the ridge of the log engagement rate
create table if not exists learning.engagement_model (
    account text not null,
    as_of date not null,
    term text not null,
    coefficient double not null,           -- log engagement rate, for one scale of the term
    low80 double not null,
    high80 double not null,
    same_sign double,                      -- share of the refits on earlier posts with this sign; NULL: none
    center double not null,
    scale double not null check (scale > 0),
    position integer not null,
    covariance double[] not null,
    primary key (account, as_of, term)
);

-- the same of the count itself: log(engagement + 1)
create table if not exists learning.engagement_count_model (
    account text not null,
    as_of date not null,
    term text not null,
    coefficient double not null,           -- log count, for one scale of the term
    low80 double not null,
    high80 double not null,
    same_sign double,                      -- share of the refits on earlier posts with this sign; NULL: none
    center double not null,
    scale double not null check (scale > 0),
    position integer not null,
    covariance double[] not null,
    primary key (account, as_of, term)
);

-- one row a term of the logistic regression of follow-through
create table if not exists learning.follow_model (
    account text not null,
    as_of date not null,
    term text not null,
    coefficient double not null,           -- log odds of gaining a follower, for one scale of the term
    low80 double not null,
    high80 double not null,
    same_sign double,                      -- share of the refits on earlier posts with this sign; NULL: none
    center double not null,
    scale double not null check (scale > 0),
    position integer not null,
    covariance double[] not null,
    primary key (account, as_of, term)
);

-- how good each fit of the ridge is, beside the baseline that it has to beat; written with the model it grades
create table if not exists learning.engagement_skill (
    account text not null,
    as_of date not null,
    posts integer not null,
    posts_observational integer not null,
    posts_randomised integer not null,
    baseline double,                       -- recent mean log rate, or base rate; NULL without posts
    baseline_low80 double,
    baseline_high80 double,
    residual_sd double,
    skill double,                          -- 1 - loss / loss of the baseline, on later posts; NULL: could not be measured
    skill_low80 double,
    skill_high80 double,
    ranking_pairs integer not null,        -- of later posts of the same topic and slot
    ranking_accuracy double,               -- share of them in the right order; NULL without pairs
    ranking_low95 double,
    enough_evidence boolean not null,
    reason text not null,
    primary key (account, as_of)
);

-- the same of the ridge of the count
create table if not exists learning.engagement_count_skill (
    account text not null,
    as_of date not null,
    posts integer not null,
    posts_observational integer not null,
    posts_randomised integer not null,
    baseline double,                       -- recent mean log count; NULL without posts
    baseline_low80 double,
    baseline_high80 double,
    residual_sd double,
    skill double,                          -- 1 - loss / loss of the baseline, on later posts; NULL: could not be measured
    skill_low80 double,
    skill_high80 double,
    ranking_pairs integer not null,        -- of later posts of the same topic and slot
    ranking_accuracy double,               -- share of them in the right order; NULL without pairs
    ranking_low95 double,
    enough_evidence boolean not null,
    reason text not null,
    primary key (account, as_of)
);

-- the same of the logistic regression; events: posts that gained a follower
create table if not exists learning.follow_skill (
    account text not null,
    as_of date not null,
    posts integer not null,
    posts_observational integer not null,
    posts_randomised integer not null,
    events integer,                        -- posts that gained a follower; NULL for engagement
    baseline double,                       -- recent mean log rate, or base rate; NULL without posts
    baseline_low80 double,
    baseline_high80 double,
    residual_sd double,
    skill double,                          -- 1 - loss / loss of the baseline, on later posts; NULL: could not be measured
    skill_low80 double,
    skill_high80 double,
    enough_evidence boolean not null,
    reason text not null,
    primary key (account, as_of)
);

-- whether a predicted chance of gaining a follower means what it says, on posts later than those it was fitted to
create table if not exists learning.follow_reliability (
    account text not null,
    as_of date not null,
    position integer not null,             -- of the group, from the lowest predictions to the highest
    posts integer not null,
    predicted double not null,             -- mean predicted chance of the group
    happened double not null,              -- share of it that gained a follower, drawn slightly to one half (Jeffreys)
    low80 double not null,
    high80 double not null,
    primary key (account, as_of, position)
);

-- what the policies earned on own posts that were drawn: alone, and against each other
create table if not exists learning.policy_value (
    account text not null,
    as_of date not null,
    policy text not null check (policy in ('learned', 'uniform', 'habit', 'best fixed')),
    against text not null check (against in ('itself', 'uniform', 'habit', 'best fixed')),  -- else a paired difference
    estimator text not null check (estimator in ('ipw', 'snipw', 'dm', 'dr')),
    posts integer not null,                -- randomised posts that stand behind it
    value double,                          -- expected log engagement; NULL: refused
    standard_error double,
    low90 double,
    high90 double,
    effective_posts double,
    largest_weight_share double,
    answered boolean not null,
    reason text not null,
    primary key (account, as_of, policy, against, estimator)
);
