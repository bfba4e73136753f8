"""One post all the way: examples -> draft -> decision -> approval -> our post -> its outcome -> what is learned.

It is posted by hand, from the folder that the publisher fills, and comes back in the user's next own export. That is
the only way in which anything external ever reaches what is learned.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rounds

from tweet_assets import accounts_file
from tweet_assets.demo.viral_files import library
from tweet_assets.posting import approvals
from tweet_assets.reports import explanation
from tweet_assets.stores import External, Own, Posting


@pytest.fixture(scope="module")
def planned(lasting_memory: Path) -> Path:
    """A folder after the round of its today."""
    base = lasting_memory
    rounds.write_account(base / "data")
    (base / "data/inbox/external").mkdir(parents=True)
    (base / "data/inbox/external/tweets.jsonl").write_bytes(library(1))
    with rounds.over(base / "data", base / "history") as runs:
        runs.go(rounds.TODAY)
    return base


def decisions(folder: Path) -> pd.DataFrame:
    return Posting(data_folder=str(folder)).warehouse().table("posting.decisions")


def test_a_day_is_decided_from_the_policy_of_the_day_before(planned: Path) -> None:
    data = planned / "data"
    decided = decisions(data)
    store = Posting(data_folder=str(data)).warehouse()
    options = store.table("posting.decision_probabilities")
    policy = (
        Own(data_folder=str(data))
        .warehouse()
        .table("learning.policy", account=rounds.HANDLE, as_of=rounds.TODAY - timedelta(days=1))
    )

    assert sorted(decided["ordinal"]) == [1, 2]
    assert set(decided["policy_as_of"]) == {pd.Timestamp(rounds.TODAY - timedelta(days=1))}
    assert set(decided["policy_version"]) == set(policy["policy_version"])
    assert np.allclose(options.groupby("decision_id")["probability"].sum(), 1, atol=1e-12)
    first = options[options["decision_id"] == decided.loc[decided["ordinal"] == 1, "decision_id"].iloc[0]]
    assert len(first) == len(policy) == 8 * 7
    assert policy["probability"].sum() == pytest.approx(1, abs=1e-12)


def test_a_decision_is_explained_and_drawn_again(planned: Path) -> None:
    data = planned / "data"
    posting, own = Posting(data_folder=str(data)).warehouse(), Own(data_folder=str(data)).warehouse()
    model = {"account": rounds.HANDLE, "as_of": rounds.TODAY - timedelta(days=1)}
    account = accounts_file.parse((data / "accounts.toml").read_text(encoding="utf-8")).account(rounds.HANDLE)

    for _, decision in decisions(data).iterrows():
        what = explanation.Explained(
            decision=decision,
            options=posting.table("posting.decision_probabilities", decision_id=decision["decision_id"]),
            policy=own.table("learning.policy", **model),
            posteriors=own.table("learning.arm_posteriors", **model),
            account=account,
        )
        said = "\n".join(explanation.lines(what))
        assert f"drawn: {decision['format']} at {decision['slot']}, propensity {decision['propensity']:.4f}" in said
        assert "drawn again from the same probabilities, the same arm" in said
        assert "computed again from that day's beliefs, the same" in said
        assert f"computed again among the {len(what.options)} that were open, the same" in said
        assert "the best of what was open in" in said
        even = replace(what, options=what.options.assign(probability=1 / len(what.options)))
        assert "that were open, OTHER ones" in "\n".join(explanation.lines(even))
        for_others = replace(what, policy=what.policy.assign(slot="other"))
        assert "computed again among" not in "\n".join(explanation.lines(for_others))
        other = replace(what, decision=decision.copy())
        other.decision["seed"] = int(decision["seed"]) + 1
        assert any("drawn again" in line for line in explanation.lines(other))
        since = "\n".join(explanation.lines(replace(what, posteriors=what.posteriors.assign(data_version="other"))))
        assert "computed again since, from other facts" in since
        assert "the best of all in" in since
        forgotten = replace(what, posteriors=what.posteriors.iloc[:0], policy=what.policy.iloc[:0])
        assert "its beliefs are no longer kept" in "\n".join(explanation.lines(forgotten))
        assert "run the job learning_replay for it" in "\n".join(explanation.lines(forgotten))


def test_running_again_changes_nothing(planned: Path) -> None:
    before = rounds.tables(planned / "data", "own", "external", "posting")
    with rounds.over(planned / "data", planned / "history") as runs:
        runs.go(rounds.TODAY)

    assert rounds.tables(planned / "data", "own", "external", "posting") == before


def test_a_past_day_is_a_rehearsal_that_can_be_neither_approved_nor_published(planned: Path) -> None:
    past = date(2026, 2, 10)
    with rounds.over(planned / "data", planned / "history") as runs:
        runs.go(past)
        runs.run("publish")

    rehearsed = decisions(planned / "data")
    rehearsed = rehearsed[rehearsed["for_day"] == pd.Timestamp(past)]
    assert len(rehearsed) == 2
    assert rehearsed["rehearsal"].all()
    with pytest.raises(approvals.NotApprovable, match="rehearsal"):
        approvals.verdict_on(rehearsed.iloc[0], "approved", None, datetime.now(UTC))
    assert not (planned / "data" / "outbox").exists()
    used = External(data_folder=str(planned / "data")).warehouse().table("generation.draft_uses")
    assert not set(used["decision_id"]) & set(rehearsed["decision_id"])


def test_one_post_from_the_decision_to_what_is_learned_of_it(planned: Path) -> None:
    data = planned / "data"
    own = Own(data_folder=str(data)).warehouse()
    posting = Posting(data_folder=str(data)).warehouse()
    decided = decisions(data)
    chosen = decided[decided["for_day"] == pd.Timestamp(rounds.TODAY)].iloc[0]

    # A person approves exactly this text, and it is handed over, once.
    with posting.transaction() as transaction:
        transaction.append("posting.approvals", approvals.verdict_on(chosen, "approved", None, datetime.now(UTC)))
    with rounds.over(data, planned / "history") as runs:
        runs.run("publish")
        runs.run("publish")
    written = list((data / "outbox").glob("*.txt"))
    assert [path.stem for path in written] == [chosen["decision_id"]]
    assert chosen["text"] in written[0].read_text(encoding="utf-8")
    assert posting.table("posting.attempts")["state"].tolist() == ["sending", "handed_over"]

    # It is posted by hand when it was due, and comes back in the next export, with others that nobody decided.
    moment = chosen["due_at"].to_pydatetime() + timedelta(minutes=3)
    text = chosen["text"].replace("\n", " ").replace('"', '""')
    days = {"dagster/asset_partition_range_start": "2026-03-02", "dagster/asset_partition_range_end": "2026-03-03"}
    rounds.export(data, "account_analytics_content_2026-03-01_2026-03-05.csv", [rounds.row(moment, text, 40)])
    settings = (data / "accounts.toml").read_text(encoding="utf-8")
    (data / "accounts.toml").write_text(settings.replace("2026-03-01", "2026-03-06"), encoding="utf-8")
    with rounds.over(data, planned / "history") as runs:
        runs.run("own_import")
        runs.run("reconcile")
        runs.run("reconcile")
        runs.run("own_outcomes", tags=days)
        runs.run("learning_replay", date(2026, 3, 5))

    # The ledger knows what was executed, and learning credits the draw with it.
    name = rounds.post_id(moment)
    post = own.table("account.posts", post_id=name).iloc[0]
    assert (post["decision_id"], post["format"], post["slot"]) == (
        chosen["decision_id"],
        chosen["format"],
        chosen["slot"],
    )
    assert post["propensity"] == pytest.approx(chosen["propensity"], abs=0)
    assert post["source"] == "outbox"
    feature = own.table("learning.features", post_id=name).iloc[0]
    assert (feature["evidence"], feature["format_basis"], feature["format"]) == (
        "randomised",
        "decision",
        chosen["format"],
    )
    reward = own.table("learning.rewards", post_id=name).iloc[0]
    assert reward["reward"] == pytest.approx(np.log1p(40 + 2 * 8 + 2 * 10))
    believed = own.table("learning.arm_posteriors", as_of=date(2026, 3, 5), arm=chosen["format"]).iloc[0]
    assert believed["posts_randomised"] == 1
    assert own.table("learning.policy_value", as_of=date(2026, 3, 5))["posts"].max() == 1
    assert posting.table("posting.attempts")["state"].tolist() == ["sending", "handed_over", "posted"]
