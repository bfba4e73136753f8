"""The commands by which a person judges, on the page or in the terminal, and asks why a decision is what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tweet_assets import terminal

if TYPE_CHECKING:
    from tweet_assets.review.judging import Bench


@click.command()
@click.option("--port", default=0, show_default="a free one", help="Where to listen; on this machine alone.")
@click.option("--open/--no-open", "opens", default=True, help="Open it in the browser.")
def review(port: int, opens: bool) -> None:
    """Judge what is planned on a local page: approve, edit, reject with a reason, skip. Ctrl-C ends it."""
    from tweet_assets.review import serving
    from tweet_assets.review.judging import Bench

    place, _ = terminal.folder()

    def ready(address: str) -> None:
        click.echo(f"{address}\nOnly this machine reaches it, and only with this address. Ctrl-C ends it.")
        if opens:
            serving.lead(entrance, address)
            click.launch(str(entrance))

    entrance = place.path / ".review.html"
    try:
        serving.serve(Bench.of(place), port, ready)
    except KeyboardInterrupt:
        click.echo("The page is closed.")
    except OSError as error:
        terminal.fail(f"port {port} cannot be used: {error.strerror}.")
    finally:
        entrance.unlink(missing_ok=True)


@click.command()
@click.argument("decision_id")
def approve(decision_id: str) -> None:
    """Approve the text of a decision, exactly as it stands."""
    _done(decision_id, lambda bench, name: bench.judge(name, "approved"))


@click.command()
@click.argument("decision_id")
@click.option("--why", "because", required=True, callback=terminal.reason, help="The reason; it is kept.")
def reject(decision_id: str, because: str) -> None:
    """Reject the text of a decision. The next draft of its cell takes its place, if there is one."""
    _done(decision_id, lambda bench, name: bench.judge(name, "rejected", because))


@click.command()
@click.argument("decision_id")
def skip(decision_id: str) -> None:
    """Pass a decision over: nothing takes the place of its text."""
    _done(decision_id, lambda bench, name: bench.judge(name, "skipped"))


@click.command()
@click.argument("decision_id")
@click.option("--text", help="The wording. Without it your editor opens.")
def edit(decision_id: str, text: str | None) -> None:
    """Put your own wording in the place of a decision's text. The guardrails look at it, and you approve it after."""
    from tweet_assets.posting import revisions
    from tweet_assets.review.judging import Bench

    place, _ = terminal.folder()
    name = terminal.decision(place, decision_id)
    found = revisions.standing(Bench.of(place).posting.warehouse(), "decision_id = ?", [name])
    before, seen = found["text"].iloc[0], found["text_sha256"].iloc[0]
    wording = text if text is not None else click.edit(before if isinstance(before, str) else "")
    if wording is None:
        terminal.fail("nothing was saved in the editor; the text stays as it was.")
    _done(name, lambda bench, name: bench.edit(name, wording, seen if isinstance(seen, str) else ""))


@click.command()
@click.argument("decision_id")
def why(decision_id: str) -> None:
    """Explain a decision: its arm, propensity and runner-up, the evidence and the seed; and draw it once more."""
    from tweet_assets.posting import revisions
    from tweet_assets.reports import explanation
    from tweet_assets.stores import Own, Posting

    place, folder = terminal.folder()
    posting = Posting(data_folder=str(place.path)).warehouse(read_only=True)
    name = terminal.decision(place, decision_id)
    decision = revisions.standing(posting, "decision_id = ?", [name]).iloc[0]
    own = Own(data_folder=str(place.path)).warehouse(read_only=True)
    model = {"account": decision["account"], "as_of": decision["policy_as_of"]}
    what = explanation.Explained(
        decision=decision,
        options=posting.table("posting.decision_probabilities", decision_id=name),
        policy=own.table("learning.policy", **model),
        posteriors=own.table("learning.arm_posteriors", **model),
        account=folder.account(decision["account"]),
    )
    for line in explanation.lines(what):
        click.echo(line)


def _done(decision_id: str, act: Callable[[Bench, str], str]) -> None:
    """Does it, says what came of it, and shows the text that the decision stands with now."""
    from tweet_assets.posting import revisions
    from tweet_assets.posting.approvals import NotApprovable
    from tweet_assets.posting.revising import NotRevised
    from tweet_assets.review.judging import Bench

    place, _ = terminal.folder()
    bench, name = Bench.of(place), terminal.decision(place, decision_id)
    try:
        terminal.say(act(bench, name))
    except (NotApprovable, NotRevised) as error:
        terminal.fail(str(error))
    text = revisions.standing(bench.posting.warehouse(), "decision_id = ?", [name])["text"].iloc[0]
    for line in str(text).splitlines():
        click.echo(f"  {line}".rstrip())
