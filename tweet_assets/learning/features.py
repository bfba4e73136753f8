"""What was knowable of a post before it was published: its arms, its evidence, and facts of its text.

Learning's unit is the original post and the head of a thread. A post that came without a text keeps its place: its
format is 'unlabelled' (unless a decision assigned one), its text covariates are NULL, and a linear model takes what
is unknown at the mean. Leaving such posts out would teach from the posts that happened to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets import arms, labelling, tweet_text
from tweet_assets.account.kinds import UNITS
from tweet_assets.learning.quality import QUALITY_VERSION as QUALITY_VERSION
from tweet_assets.learning.quality import quality as quality

NO_TEXT = "no text"
TEXT_COVARIATES: tuple[str, ...] = (
    "log_length",
    "lines",
    "questions",
    "numbers",
    "links",
    "hashtags",
    "mentions",
    "emojis",
    "quality",
)
COVARIATES: tuple[str, ...] = ("weekend", *TEXT_COVARIATES)
_ARMS = [
    "account", "post_id", "posted_at", "format", "format_basis", "slot", "topic", "topic_basis", "media", "link",
    "inspiration", "evidence",
]  # fmt: skip
_COLUMNS = [*_ARMS, "propensity", *COVARIATES]


def text_covariates(text: str) -> dict[str, float]:
    """The covariates that a text alone decides, by the names in TEXT_COVARIATES. An empty text has log length 0."""
    facts = tweet_text.facts(text)
    return {
        "log_length": log(max(facts.weighted_length, 1)),
        "lines": float(facts.lines),
        "questions": float(facts.questions),
        "numbers": float(facts.numbers),
        "links": float(facts.links),
        "hashtags": float(facts.hashtags),
        "mentions": float(facts.mentions),
        "emojis": float(facts.emojis),
        "quality": quality(text),
    }


def features(
    posts: pd.DataFrame,
    slots: Sequence[arms.Slot],
    zone: ZoneInfo,
    topics: Mapping[str, Sequence[str]],
    renamed: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The rows of learning.features for the original posts and heads of threads among rows of account.posts.

    What was executed by a decision stands; then what the user says in labels.csv; where nobody said anything, format
    and topic are read off the text, and the slot off the local time of posting. `topics` are the account's, each with
    the words that mark it; `renamed` are former topics with their name of today, so that a topic keeps its history.
    Only a logged draw that was neither edited nor overridden is 'randomised'.
    """
    kept = posts[posts["kind"].isin(UNITS)].reset_index(drop=True)
    texts: list[str | None] = [text if isinstance(text, str) else None for text in kept["text"].tolist()]
    known_as = dict(renamed or {})
    local = [moment.to_pydatetime().astimezone(zone) for moment in kept["posted_at"]]
    labels = [_label(*row, labelling.format_of) for row in zip(kept["format"], kept["user_format"], texts, strict=True)]
    about = [
        _label(*row, lambda text: labelling.topic_of(text, topics))
        for row in zip(kept["topic"].replace(known_as), kept["user_topic"].replace(known_as), texts, strict=True)
    ]
    drawn = randomised(kept)
    rows = pd.DataFrame(
        {
            "account": kept["account"],
            "post_id": kept["post_id"],
            "posted_at": kept["posted_at"],
            "format": pd.Series([label for label, _ in labels], dtype="str"),
            "format_basis": pd.Series([basis for _, basis in labels], dtype="str"),
            "slot": kept["slot"]
            .astype("str")
            .fillna(pd.Series([arms.slot_of(at, slots) for at in local], dtype="str")),
            "topic": pd.Series([topic for topic, _ in about], dtype="str"),
            "topic_basis": pd.Series([basis for _, basis in about], dtype="str"),
            "media": kept["media"],
            "link": kept["link"],
            "inspiration": kept["inspiration"],
            "evidence": pd.Series(["randomised" if flag else "observational" for flag in drawn], dtype="str"),
            "propensity": kept["propensity"].astype("float64").where(drawn),
            "weekend": pd.Series([float(at.weekday() >= 5) for at in local], dtype="float64"),
        }
    )
    covariates = pd.DataFrame(
        [text_covariates(text) if text is not None else {} for text in texts],
        columns=list(TEXT_COVARIATES),
        index=kept.index,
        dtype="float64",
    )
    return pd.concat([rows, covariates], axis=1)[_COLUMNS]


def _label(
    assigned: object, users: object, text: str | None, rule: Callable[[str], tuple[str, str]]
) -> tuple[str, str]:
    """A post's label and on what it rests: the decision, the user, the name of a rule, or that there was no text."""
    if isinstance(assigned, str):
        return assigned, "decision"
    if isinstance(users, str):
        return users, "you"
    return rule(text) if text is not None else (arms.UNLABELLED, NO_TEXT)


def randomised(posts: pd.DataFrame) -> pd.Series:
    """Which rows of account.posts are a logged draw, executed as drawn: neither edited nor overridden."""
    changed = posts["edited"].astype("boolean").fillna(False) | posts["overridden"].astype("boolean").fillna(False)
    return (posts["decision_id"].notna() & posts["propensity"].notna() & ~changed).astype("bool")
