"""The simulator does what the planted effects say."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from tweet_assets.arms import FORMATS, SLOTS
from tweet_assets.demo import creator
from tweet_assets.demo.truth import COUNTS, TRUTH, Truth, expected, outcomes

COPIES = 40


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    """The posts of one history, lived through forty times with fresh chance, all of them old enough."""
    history = creator.history(11)
    units = history[history["format"].notna()].drop(columns=list(COUNTS))
    posts = pd.concat([units] * COPIES, ignore_index=True)
    counts = outcomes(posts, np.full(len(posts), 1e6), np.random.default_rng(12))
    return posts.assign(**counts)


def _ols(columns: dict[str, np.ndarray], target: np.ndarray) -> pd.DataFrame:
    """Ordinary least squares: coefficient and heteroscedasticity-robust standard error (HC0) by name."""
    design = np.column_stack(list(columns.values()))
    inverse = np.linalg.inv(design.T @ design)
    coefficient = inverse @ design.T @ target
    scores = design * (target - design @ coefficient)[:, None]
    error = np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse))
    return pd.DataFrame({"coefficient": coefficient, "error": error}, index=list(columns))


def _against_mean(values: pd.Series, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Columns of deviations from the mean of all arms: the last arm stands as -1 in each (it is minus their sum)."""
    last = (values == names[-1]).to_numpy(dtype=float)
    return {name: (values == name).to_numpy(dtype=float) - last for name in names[:-1]}


def _level(posts: pd.DataFrame) -> dict[str, np.ndarray]:
    share = (posts["posted_at"] - posts["posted_at"].min()).dt.total_seconds().to_numpy()
    share = share / share.max()
    return {"one": np.ones(len(posts)), "share": share, "waves": np.sin(4 * np.pi * share)}


def _agree(found: pd.DataFrame, planted: dict[str, float]) -> None:
    z = np.array([(found.loc[n, "coefficient"] - p) / found.loc[n, "error"] for n, p in planted.items()])
    assert np.abs(z).max() < 3.5, dict(zip(planted, z, strict=True))
    assert found.loc[list(planted), "error"].max() < 0.05


def test_least_squares_finds_the_planted_effects_of_slots_and_the_level_in_reach(many: pd.DataFrame) -> None:
    slots = tuple(s.name for s in SLOTS)
    columns = {**_level(many), **_against_mean(many["slot"], slots), **_against_mean(many["format"], FORMATS)}

    found = _ols(columns, np.log(many["impressions"].to_numpy(dtype=float)))

    nothing = dict.fromkeys(FORMATS[:-1], 0.0)
    level = {"share": TRUTH.growth, "waves": TRUTH.swing}
    _agree(found, {**{s: TRUTH.slots[s] for s in slots[:-1]}, **nothing, **level})


def test_least_squares_finds_the_planted_effects_of_formats_and_texts_in_the_rate(many: pd.DataFrame) -> None:
    # Half an engagement on both sides keeps the few posts without any; the many impressions make it harmless.
    likes = many["likes"] + many["reposts"] + many["replies"]
    large = many[many["impressions"] >= 1_000]
    rate = np.log((likes[large.index] + 0.5) / large["impressions"]).to_numpy(dtype=float)
    texts = [name for name in TRUTH.text if name != "quality"]
    centred = {
        name: (many[name] - many.groupby("format")[name].transform("mean"))[large.index].to_numpy() for name in texts
    }
    slots = tuple(s.name for s in SLOTS)
    columns = {
        "one": np.ones(len(large)),
        **_against_mean(large["format"], FORMATS),
        **_against_mean(large["slot"], slots),
        **centred,
    }

    found = _ols(columns, rate)

    formats = {f: TRUTH.formats[f] for f in FORMATS[:-1]}
    _agree(found, {**formats, **dict.fromkeys(slots[:-1], 0.0), **{t: TRUTH.text[t] for t in texts}})


def test_least_squares_finds_formats_and_slots_in_what_the_bandit_is_rewarded_for(many: pd.DataFrame) -> None:
    reward = np.log1p(many["likes"] + 2 * many["reposts"] + 2 * many["replies"]).to_numpy(dtype=float)
    slots = tuple(s.name for s in SLOTS)
    columns = {**_level(many), **_against_mean(many["format"], FORMATS), **_against_mean(many["slot"], slots)}

    found = _ols(columns, reward)

    for planted in ({f: TRUTH.formats[f] for f in FORMATS[:-1]}, {s: TRUTH.slots[s] for s in slots[:-1]}):
        for name, effect in planted.items():
            # The 1 in log(count + 1) shortens effects a little: three hundredths on top of chance.
            assert abs(found.loc[name, "coefficient"] - effect) < 0.03 + 3.5 * found.loc[name, "error"]


def test_outcomes_have_the_heavy_tails_of_a_real_account(many: pd.DataFrame) -> None:
    left = np.log1p(many["likes"]) - expected(many)[["log_reach", "log_rate"]].sum(axis=1)
    z = (left - left.mean()) / left.std()

    assert left.std() == pytest.approx(0.9, abs=0.05)
    assert (z**4).mean() > 3.2  # of a normal distribution: 3
    assert many["impressions"].max() > 30 * many["impressions"].median()


def test_who_follows_depends_on_the_format_and_on_links_as_planted(many: pd.DataFrame) -> None:
    chance = 1 / (1 + np.exp(-expected(many)["follow_log_odds"]))
    gained = many["follows"] > 0

    for _, group in many.groupby(["format", "links"]):
        p = chance[group.index]
        error = np.sqrt((p * (1 - p)).sum()) / len(group)
        assert abs(gained[group.index].mean() - p.mean()) < 3.5 * error
    odds = gained.groupby(many["links"]).mean()
    assert odds[1.0] < 0.6 * odds[0.0]


def test_a_post_has_most_of_its_impressions_after_a_day_and_few_in_the_first_hour(many: pd.DataFrame) -> None:
    medians = [
        np.median(outcomes(many, np.full(len(many), age), np.random.default_rng(1))["impressions"])
        for age in (1.0, 24.0, 24.0 * 30)
    ]

    assert medians[0] == pytest.approx(medians[2] * (1 - np.exp(-1 / 8)), rel=0.02)
    assert medians[1] == pytest.approx(medians[2] * (1 - np.exp(-3)), rel=0.02)


def test_without_chance_a_post_is_expected_to_do_what_its_effects_add_up_to() -> None:
    truth = Truth(
        formats={"how-to": 0.5, "story": 0.0},
        slots={"18-21": 0.3, "06-09": 0.0},
        text={"links": -0.2, "emojis": 0.0},
        follow_formats={"how-to": 1.0, "story": 0.0},
        follow_text={"links": -1.0},
        impressions=1_000.0,
        growth=0.0,
        swing=0.0,
        follow_base=-1.0,
    )
    start = pd.Timestamp("2026-01-05 19:00", tz="UTC")
    posts = pd.DataFrame(
        {
            "posted_at": [start, start + timedelta(days=1), start + timedelta(days=2), start + timedelta(days=3)],
            "kind": ["original", "original", "thread_head", "reply"],
            "format": ["how-to", "how-to", "story", None],
            "slot": ["18-21", "06-09", "06-09", None],
            "links": [1.0, 0.0, 1.0, 0.0],
            "emojis": [0.0, 3.0, 0.0, 0.0],
        }
    )

    found = expected(posts, truth)

    # Of the two how-tos one has a link: half a link above, and half a link below, the average how-to.
    reach = np.log(1_000)
    np.testing.assert_allclose(found["log_reach"], [reach + 0.3, reach, reach, reach - 1.6])
    np.testing.assert_allclose(found["log_rate"], [0.5 - 0.1, 0.5 + 0.1, 0.0, 0.0])
    np.testing.assert_allclose(found["follow_log_odds"], [-1 + 1 - 0.5, -1 + 1 + 0.5, -1.0, -2.0])


def test_the_table_names_every_effect_once_and_those_of_formats_and_slots_add_up_to_zero() -> None:
    table = TRUTH.table()

    assert not table.duplicated(["dimension", "effect"]).any()
    assert table["dimension"].value_counts().to_dict() == {"format": 8, "slot": 7, "text": 8, "follow": 12}
    sums = table[table["dimension"].isin(["format", "slot"])].groupby("dimension")["planted"].sum()
    np.testing.assert_allclose(sums, 0.0, atol=1e-12)
    assert (table["planted"] == 0).sum() >= 15
