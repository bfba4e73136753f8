"""Facts of an invented account: nobody's posts, made of what the tables hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from tweet_assets.reports.facts import Facts

_COLUMNS = {
    "arm_posteriors": "account as_of dimension arm position posts_observational posts_randomised raw_mean mean sd "
    "low90 high90 p_best noise_best posts_needed needed_on verdict noise_sd covariance",
    "policy": "account as_of format slot topic probability win_share posts mean low80 high80 seed policy_version",
    "engagement_model": "account as_of term coefficient low80 high80 same_sign center scale position covariance",
    "follow_model": "account as_of term coefficient low80 high80 same_sign center scale position covariance",
    "engagement_skill": "account as_of posts posts_observational posts_randomised baseline baseline_low80 "
    "baseline_high80 residual_sd skill skill_low80 skill_high80 enough_evidence reason ranking_pairs ranking_accuracy "
    "ranking_low95",
    "follow_skill": "account as_of posts posts_observational posts_randomised events baseline baseline_low80 "
    "baseline_high80 residual_sd skill skill_low80 skill_high80 enough_evidence reason",
    "policy_value": "account as_of policy against estimator posts value standard_error low90 high90 effective_posts "
    "largest_weight_share answered reason",
    "decisions": "decision_id account for_day ordinal rehearsal mode format slot due_at propensity topic inspiration "
    "inspiration_probability draft_id draft_probability chosen_by text text_sha256 expected_rate low80 high80 "
    "needs_person example_form empty_cells seed policy_as_of policy_version note",
    "decision_probabilities": "decision_id format slot topic probability",
    "outbox": "decision_id account for_day due_at text state why",
    "scored_drafts": "account for_day verdict writer",
}
FRAMES = {name: tuple(columns.split()) for name, columns in _COLUMNS.items()}
AS_OF, FOR_DAY = date(2026, 3, 7), date(2026, 3, 8)


def _frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    return _whole(name, pd.DataFrame(rows))


def _whole(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every column of its contract, in order; what is not given is missing."""
    of_all = {"account": "invented_gardener", "as_of": pd.Timestamp(AS_OF)}
    absent = {column: of_all.get(column) for column in FRAMES[name] if column not in frame.columns}
    return frame.assign(**absent)[list(FRAMES[name])]


def _arm(dimension: str, arm: str, posts: tuple[int, int], mean: float, sd: float, verdict: str) -> dict[str, object]:
    counts = {"posts_observational": posts[0], "posts_randomised": posts[1]}
    return counts | {
        "dimension": dimension,
        "arm": arm,
        "position": 0,
        "raw_mean": 2.5 + 1.3 * mean if sum(posts) else np.nan,
        "mean": mean,
        "sd": sd,
        "low90": mean - 1.645 * sd,
        "high90": mean + 1.645 * sd,
        "p_best": 0.25,
        "noise_best": 0.2,
        "posts_needed": max(95 - sum(posts), 0),
        "needed_on": pd.Timestamp("2026-05-01"),
        "verdict": verdict,
        "noise_sd": 1.0,
        "covariance": [0.0],
    }


def _posteriors() -> pd.DataFrame:
    level = {**_arm("level", "all", (250, 62), 2.4, 0.05, "baseline"), "p_best": None, "raw_mean": 2.5}
    no = "not enough evidence"
    return _frame(
        "arm_posteriors",
        [
            level,
            _arm("format", "question", (90, 30), 0.36, 0.09, "better"),
            _arm("format", "how-to", (80, 0), 0.31, 0.10, "in your history: better"),
            _arm("format", "story", (40, 12), 0.15, 0.11, no),
            _arm("format", "data", (20, 10), 0.02, 0.15, no),
            _arm("format", "opinion", (12, 6), -0.12, 0.2, no),
            _arm("format", "framework", (0, 0), 0.0, 0.5, no),
            _arm("format", "announcement", (8, 4), -0.6, 0.14, "worse"),
            {**_arm("format", "unlabelled", (3, 0), -0.1, 0.3, no), "p_best": None},
            _arm("slot", "06-09", (60, 20), -0.05, 0.1, no),
            _arm("slot", "09-12", (90, 22), 0.14, 0.08, no),
            _arm("slot", "18-21", (100, 20), 0.1, 0.09, no),
            _arm("slot", "21-24", (0, 0), 0.0, 0.4, no),
            _arm("format x slot", "question x 09-12", (30, 8), 0.0, 0.2, no),
        ],
    )


def _model(terms: list[tuple[str, float, float, float, float]], name: str) -> pd.DataFrame:
    frame = pd.DataFrame(terms, columns=["term", "coefficient", "sd", "center", "scale"])
    half = 1.2815515655446004 * frame["sd"]
    frame = frame.assign(
        low80=frame["coefficient"] - half, high80=frame["coefficient"] + half, position=range(len(frame))
    )
    return _whole(name, frame.assign(covariance=np.diag(frame["sd"] ** 2).tolist()))


def _skill(name: str, **values: object) -> pd.DataFrame:
    row = {"posts": 312, "posts_observational": 250, "posts_randomised": 62, "reason": "as many as needed"}
    return _frame(name, [{**row, **values}]).astype({"enough_evidence": "boolean"})


def _policy() -> pd.DataFrame:
    formats = ("question", "how-to", "story", "data")
    slots = ("06-09", "09-12", "18-21", "21-24")
    frame = pd.DataFrame([(f, s) for f in formats for s in slots], columns=["format", "slot"])
    weight = np.arange(16, 0, -1) ** 2 / sum(n**2 for n in range(17))
    frame = frame.assign(
        probability=weight, win_share=weight, posts=9, mean=2.5, low80=2.2, high80=2.8, topic="in turn"
    )
    return _whole(
        "policy", frame.assign(seed=np.full(16, 2**64 - 1, dtype=np.uint64), policy_version="0123456789abcdef")
    )


_DRAWN = ["decision_id", "ordinal", "format", "slot", "due_at", "inspiration", "draft_id", "text", "expected_rate"]


def _decisions() -> pd.DataFrame:
    question = "What did your garden teach you this week?\n\nMine: moss is patient."
    frame = pd.DataFrame(
        [
            ("d2", 2, "data", "18-21", datetime(2026, 3, 8, 19, 30, tzinfo=UTC), None, None, None, None),
            (
                "d1",
                1,
                "question",
                "09-12",
                datetime(2026, 3, 8, 10, 30, tzinfo=UTC),
                "own+viral",
                "x1",
                question,
                0.021,
            ),
        ],
        columns=_DRAWN,
    )
    frame = frame.assign(low80=0.008, high80=0.053, propensity=0.184, topic="soil", rehearsal=False, mode="approve")
    return _whole("decisions", frame.assign(for_day=pd.Timestamp(FOR_DAY), seed=7, note=""))


TERMS = [
    ("intercept", float(np.log(0.02)), 0.05, 0.0, 1.0),
    ("format=question", 0.10, 0.02, 0.25, 0.5),
    ("format=story", -0.05, 0.02, 0.75, 0.5),
    ("slot=09-12", 0.01, 0.05, 1.0, 0.4),
    ("weekend", 0.045, 0.02, 0.3, 0.45),
    ("log_length", 0.09, 0.03, 4.9, 0.47),
    ("links", -0.2, 0.05, 0.2, 0.4),
    ("quality", 0.01, 0.05, 0.6, 0.14),
]


@pytest.fixture(scope="session")
def learned() -> dict[str, pd.DataFrame]:
    """What was learned of an invented gardener: something known, something leaning, much unknown."""
    beats = {"skill": 0.121, "skill_low80": 0.03, "skill_high80": 0.21, "enough_evidence": True}
    values = [
        {"policy": policy, "against": against, "estimator": estimator, "posts": 62, "effective_posts": 31.4}
        for policy, against in (("uniform", "itself"), ("learned", "uniform"))
        for estimator in ("dr", "snipw")
    ]
    return {
        "arm_posteriors": _posteriors(),
        "policy": _policy(),
        "engagement_model": _model(TERMS, "engagement_model"),
        "engagement_skill": _skill("engagement_skill", **beats),
        "engagement_count_model": _model([("intercept", 2.4, 0.1, 0.0, 1.0)], "engagement_model"),
        "engagement_count_skill": _skill("engagement_skill", **beats | {"residual_sd": 0.8}),
        "follow_model": _model([("intercept", -2.0, 0.3, 0.0, 1.0)], "follow_model"),
        "follow_skill": _skill(
            "follow_skill",
            events=7,
            baseline=0.022,
            baseline_low80=0.013,
            baseline_high80=0.036,
            enough_evidence=False,
            reason="7 posts gained a follower, 10 are needed",
        ),
        "follow_reliability": pd.DataFrame(
            [(0, 40, 0.1, 0.12, 0.07, 0.18), (1, 40, 0.5, 0.3, 0.22, 0.38)],
            columns=["position", "posts", "predicted", "happened", "low80", "high80"],
        ),
        "policy_value": _frame(
            "policy_value", [{**row, "reason": "31 effective posts, 100 are needed"} for row in values]
        )
        .assign(answered=False)
        .astype({"answered": "boolean"}),
    }


@pytest.fixture(scope="session")
def planned() -> dict[str, pd.DataFrame]:
    """What is planned of the gardener's next day: one text that waits, one decision without any."""
    states = [("d1", "awaiting_approval", "nobody has said yes or no"), ("d2", "no_draft", "both drafts were blocked")]
    return {
        "decisions": _decisions(),
        "outbox": _frame(
            "outbox", [dict(zip(("decision_id", "state", "why"), state, strict=True)) for state in states]
        ),
        "decision_probabilities": _frame(
            "decision_probabilities",
            [
                {"decision_id": "d1", "format": "question", "slot": s, "topic": "in turn", "probability": 0.5}
                for s in ("09-12", "18-21")
            ],
        ),
    }


@pytest.fixture(scope="session")
def facts(learned: dict[str, pd.DataFrame], planned: dict[str, pd.DataFrame]) -> Facts:
    return Facts(
        account="invented_gardener",
        for_day=FOR_DAY,
        as_of=AS_OF,
        simulated=False,
        rehearsal=False,
        zone="Europe/Lisbon",
        mode="approve",
        arm_posteriors=learned["arm_posteriors"],
        policy=learned["policy"],
        drafts_by_verdict={"clean": 14, "needs_review": 2, "blocked": 0},
        spend_usd=0.0123,
        **planned,
    )


@pytest.fixture(scope="session")
def nothing() -> Facts:
    """The first day of an account: every table there, and nothing in it."""
    return Facts(
        account="invented_gardener",
        for_day=FOR_DAY,
        as_of=AS_OF,
        simulated=True,
        rehearsal=True,
        zone="UTC",
        mode="observe",
        drafts_by_verdict={},
        **{name: empty(name) for name in ("arm_posteriors", "policy", "decisions", "outbox", "decision_probabilities")},
    )


def empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(FRAMES[name]))
