"""Every tunable number, once: its value, its unit, its reason.

What a user may change per account stands in accounts.toml; what stands here is a property of the method.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from hashlib import sha256
from json import dumps


@dataclass(frozen=True)
class Account:
    """How own exports become outcomes."""

    maturity_hours: float = 24.0  # X's own reports settle by then, and a day is the shortest honest comparison
    equal_hours: float = (
        2.0  # two hourly reads in a row; a post of a day, with nine tenths of its figures, grows little in it
    )
    progress_bytes_min: int = 20_000_000  # a smaller export is in within two seconds
    archive_bytes_max: int = 2_000_000_000  # of the posts of an archive; a zip that unpacks to more is a trap
    archive_ratio_max: float = 100.0  # of unpacked to packed; posts as JSON shrink to a tenth
    columns_max: int = 200  # of an export; the widest has 40
    thread_gap_minutes: float = 5.0  # nobody writes the next post of 280 characters faster than a thread is sent


@dataclass(frozen=True)
class Learning:
    """How outcomes become beliefs."""

    reward_version: str = "likes1-reposts2-replies2"  # names the three weights: rewards of two versions never mix
    like_weight: float = 1.0  # the plain count
    repost_weight: float = 2.0  # a repost or a reply takes more of a reader than a like; the order of posts hardly
    reply_weight: float = 2.0  # depends on the exact ratio, and X's own published weights keep changing
    half_life_days: float = 120.0  # tastes drift over months; 90 to 180 days did equally well on simulated accounts
    level_prior_sd: float = 10.0  # log engagement: wide enough to say nothing of the account's size
    arm_prior_sd: float = 0.4  # log engagement: true formats and hours differ by some tens of per cent, seldom by more
    context_prior_sd: float = 0.2  # what is given, a topic or the weekend, moves an account less than what it chooses
    slot_correlation_hours: float = 4.0  # the prior of two slots whose middles are so far apart correlates at 1/e
    interaction_prior_sd: float = 0.2  # a format's best hour is a correction of both, not a third effect
    covariate_prior_sd: float = 0.15  # log engagement an sd of a text's feature, within its format
    variance_prior_terms: float = 4.0  # how many terms' worth the sds above weigh when a group learns its own
    variance_steps: int = 10  # of expectation maximisation: what moves after them is below a per cent
    history_weight_min: float = 0.03  # the least that a post of habit may count of a drawn one; the most is 1
    history_weight_steps: int = 4  # shares from the least to 1 that drawn posts grade; more say the same
    growth_prior_sd: float = 0.1  # log engagement a doubling of age beyond 24 h; a real year says 0 within 0.07
    noise_prior_sd: float = 1.0  # log engagement of single posts, before there are posts to measure it with
    noise_prior_posts: float = 5.0  # how many posts that guess is worth
    posterior_scale: float = 0.4  # full-scale Thompson sampling explores too long at a few hundred posts
    floor: float = 0.05  # share of decisions drawn uniformly: every arm stays measurable, every propensity positive
    posterior_samples: int = 2000  # a propensity's own error is then at most 1.1 points
    rate_prior_impressions: float = 50.0  # impressions that the account's mean rate counts for in a post's own rate
    fit_min_posts: int = 10  # below it a mean says as much
    validation_gap_hours: float = 48.0  # a post's readers overlap with the next one's; a gap keeps the test honest
    validation_folds: int = 4  # more would leave too few posts in each at a few hundred
    validation_min_posts: int = 30  # below it, skill cannot be told from luck
    foretold_days: int = 8  # a post of the week was posted up to eight days before its last day
    bootstrap_samples: int = 200  # an 80 % interval needs no more
    follow_regularisation: float = (
        0.02  # scikit-learn's C; .01 to .04 do about alike, its default of 1 loses to the base rate
    )
    follow_min_events: int = 10  # of each class
    reliability_groups: int = 5  # of predictions that are alike; more could not be told from each other
    reliability_group_posts: int = 20  # in each; its 80 % interval is then some 25 points wide at most
    better_probability: float = 0.95  # P(better than the account's mean) before anything is called better
    looks: float = 8.0  # as many independent ones as a year of weekly looks amounts to, measured
    label_precision_min: float = 0.8  # of a rule for a format; below it one label in five is wrong and arms blur
    labels_measured_min: int = 10  # texts that a rule named before its precision means anything
    verdict_min_posts: int = 10  # of an arm: one lucky post with a hundred times the usual likes must not make one
    verdict_randomised_share: float = 0.5  # of an arm's posts; below it a verdict speaks of a habit, not of the arm
    covariate_sd_max: float = 3.0  # thirty mentions are far off, but nothing is known of how far off matters
    missing_reward_max: float = 0.2  # share of recent outcomes without a reward; above it what is measured may mislead
    miscalibrated_p: float = 0.001  # chance under true intervals; a check that looks daily must not cry wolf
    drift_z: float = 3.0  # standard errors by which recent posts differ from what was expected
    ranking_min_pairs: int = 100  # of later posts, before anything is said of how well they were ranked
    ranking_chance: float = 0.5  # the share of pairs that a coin puts in the right order
    ranking_group_max: int = 200  # the latest posts of a topic and slot; their pairs grow with the square
    recent_days: int = 28  # four whole weeks
    value_min_effective_posts: float = 100.0  # below it an off-policy estimate is an anecdote
    value_max_weight_share: float = 0.05  # above it one post is the estimate


@dataclass(frozen=True)
class Generation:
    """How tweets of others and own top posts become drafts."""

    views_min: int = 50_000  # what "viral" means here
    api_tweets_max: int = 30  # a collection by an API costs money; files are not capped
    tweet_characters_max: int = 1_200  # what enters the library of one tweet
    external_examples: int = 4  # enough to show a pattern, few enough that none is copied
    own_examples: int = 2  # for the voice; more would repeat the account to itself
    own_top_posts: int = 10  # the pool that own examples are taken from
    own_rate_prior_impressions: float = (
        1_000.0  # impressions of the account's mean rate that a lucky post must outweigh
    )
    similarity_min: float = 0.05  # below it a tweet is on another topic: no example is better than a wrong one
    diversity_lambda: float = 0.7  # of relevance against novelty
    candidates: int = 4  # drafts a cell; guardrails take some
    common_run_words: int = 7  # a shared run of words this long is a copy
    near_run_words: int = 5  # a person looks: phrases that everybody uses are mostly shorter
    containment_max: float = 0.2  # share of a draft's 4-grams that stand in one tweet
    token_sort_max: float = 70.0  # rapidfuzz, 0 to 100
    own_token_sort_max: float = 85.0  # repeating oneself is milder than copying another
    weighted_length_max: int = 280  # as X counts it
    wording_characters_max: int = 2_000  # of a person's; 280 by X's count are fewer, in whatever emoji
    facts_max: int = 6  # of the user's facts in a prompt: those nearest to the topic
    fact_days_max: int = 365  # a fact that nobody has checked for a year clears no claim
    prompt_version: str = "2"  # stored with every prompt: a changed wording is another prompt
    openai_model: str = "gpt-6-luna"  # the cheapest that keeps a strict schema
    openai_timeout_seconds: float = 30.0  # the client's own 600 s would hold a run for ten minutes
    openai_grace_seconds: float = 10.0  # a request that was not settled so long after its timeout died with its run
    openai_retries: int = 2  # the client's own default: short outages pass, long ones show
    output_tokens_max: int = 1_200  # four posts of 280 characters and their JSON
    analysis_batch: int = 10  # tweets in a request: their labels fit the answer's length
    analysis_batches_max: int = 5  # a run: drafts shall not wait behind labels
    x_timeout_seconds: float = 30.0  # a search answers within a second or two
    usd_a_tweet: float = 0.005  # X's price of reading somebody else's tweet, August 2026
    search_usd_a_day_max: float = 0.30  # two collections of thirty
    calls_a_day_max: int = 50  # several times a day's cells; a loop gone wrong stops here
    usd_a_day_max: float = 0.50  # what a mistake may cost in a day
    usd_per_million_input: float = 0.10  # of the default model, September 2026
    usd_per_million_output: float = 0.50  # of the same model and month
    characters_per_token: float = 2.5  # cautious: a real tokenizer would have to be downloaded


@dataclass(frozen=True)
class Posting:
    """How drafts and a policy become decisions."""

    draft_days: int = 7  # an unused draft stays good for a week
    closing_minutes: float = 30.0  # a slot that ends sooner cannot be met
    draws_off_max: float = 4.0  # sds; a true log goes beyond once in fifteen thousand looks
    match_hours: float = 72.0  # within them a post of ours is looked for that carries a decision's text
    edited_min: float = 85.0  # rapidfuzz, 0 to 100, of a post that was edited by hand to the text decided
    edited_margin: float = 5.0  # by which it must be liker than any other post or text could be
    agreement_days: int = 28  # of mode observe beside the user's own days: four whole weeks
    agreement_posts_min: int = 10  # on either side, before their outcomes are compared: one lucky post must not decide
    approval_hours: float = 72.0  # of a text that missed its time: an approval of last week was given for last week
    late_minutes: float = 30.0  # a machine that wakes in the evening must not send the whole day at once
    gap_hours: float = 2.0  # between two posts: closer ones compete for the same readers
    first_look_minutes: float = 1.0  # after sending; a timeline shows a post within seconds
    second_look_minutes: float = 5.0  # for one that does not
    last_look_minutes: float = 15.0  # from here on a person is asked
    clock_off_seconds_max: float = 300.0  # of this machine's clock from X's; beyond it, no time here means anything
    before_sent_seconds: float = 5.0  # by which X's id may be older than X's own answer just before it
    errors_in_a_row: int = 3  # of requests to X, before it is left alone for a while
    breaker_minutes: float = 15.0  # how long; after that one request tries again
    usd_a_create: float = 0.015  # X's price of a post, August 2026
    usd_a_create_with_link: float = 0.20  # the same for one with a link
    usd_an_own_read: float = 0.001  # X's price of reading a post of one's own, same month
    usd_a_me: float = 0.010  # of asking whose the keys are
    read_at_hours: float = 24.0  # the age at which an outcome is read: the maturity window
    early_age_hours: float = 1.0  # how a post begins, as far as the budget goes
    late_age_hours: float = 48.0  # how it goes on
    last_age_hours: float = 168.0  # and what a week makes of it
    read_late_hours: float = 1.0  # beyond that age; later than this, X's analytics are asked for what a post had then
    analytics_again_days: float = 7.0  # after X said that it has none for us: a tier is changed by a person, and seldom
    usd_an_analytics_read: float = 0.001  # of a post; X names no price for it, so that of an own read
    read_days_max: float = 30.0  # X tells clicks and engagements of younger posts only
    recent_days: float = 7.0  # of the timeline, once a day: what the user posted by hand
    timeline_posts: int = 100  # of the own timeline, at a time: as many as X gives, and only what there is is paid
    x_timeout_seconds: float = 30.0  # X answers within a second or two

    @property
    def reconcile_minutes(self) -> tuple[float, float, float]:
        return self.first_look_minutes, self.second_look_minutes, self.last_look_minutes

    @property
    def read_also_hours(self) -> tuple[float, float, float]:
        return self.early_age_hours, self.late_age_hours, self.last_age_hours


@dataclass(frozen=True)
class Warehouse:
    """How several processes share a file."""

    wait_seconds: float = 60.0  # a writer holds a file for moments; a minute means that something hangs
    first_pause_seconds: float = 0.02  # about what opening a file costs
    longest_pause_seconds: float = 0.5  # nobody waits much longer than the writer needs
    silent_run_minutes: float = 10.0  # a run says something at every step, and the longest takes a minute
    import_memory_mb: int = 1_000  # of the database while it imports; what is more goes to disk for the moment
    csv_record_bytes_max: int = 4_000_000  # the longest post X allows has 25,000 characters; more is no row


@dataclass(frozen=True)
class Terminal:
    """What the commands go by when they talk with a person."""

    decision_letters_min: int = 6  # of an ID's sixteen; two of a thousand decisions share them once in thirty folders
    decisions_listed_max: int = 10  # of those that a beginning may mean
    disk_free_gb_min: float = 1.0  # an import of a million rows takes less, with its copies
    daemon_silent_minutes: float = 5.0  # a daemon says that it lives every half a minute
    busy_seconds: float = 0.5  # how long a look waits for a file that a run holds for moments


@dataclass(frozen=True)
class Settings:
    account: Account = field(default_factory=Account)
    learning: Learning = field(default_factory=Learning)
    generation: Generation = field(default_factory=Generation)
    posting: Posting = field(default_factory=Posting)
    warehouse: Warehouse = field(default_factory=Warehouse)
    terminal: Terminal = field(default_factory=Terminal)


def fingerprint(section: Account | Learning | Generation | Posting | Settings) -> str:
    """Sixteen hex digits that change when any of these numbers does."""
    return sha256(dumps(asdict(section), sort_keys=True).encode()).hexdigest()[:16]


SETTINGS = Settings()
