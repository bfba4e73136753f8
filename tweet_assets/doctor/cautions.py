"""What the settings let pass and a person would want to know: said at every run, and by the doctor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tweet_assets.accounts import Account, Folder
from tweet_assets.posting import x_account


def of(folder: Folder, environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence each, with what to do."""
    yield from of_settings(folder)
    for account in folder.accounts:
        if account.publishes_to_x:
            yield from _without_keys(account, environment)


def of_settings(folder: Folder) -> Iterator[str]:
    """Those that rest on accounts.toml alone."""
    for account in folder.accounts:
        if account.note:
            yield account.note
        if not account.has_topics:
            [placeholder] = account.topics
            yield (
                f'@{account.handle} writes about "{placeholder}", which is a placeholder: say your `topics` in '
                "accounts.toml, or drafts are about nothing."
            )
        if account.publisher == "x" and not account.publishes_to_x:
            instead = (
                "nothing is handed over"
                if account.mode == "observe"
                else "what you approve goes into the outbox folder"
            )
            yield (
                f'@{account.handle}: publisher is "x", and in mode {account.mode} nothing goes to X: {instead}. Modes '
                "approve and auto publish."
            )


def _without_keys(account: Account, environment: Mapping[str, str]) -> Iterator[str]:
    try:
        x_account.keys(environment, account.handle)
    except x_account.NoKeys as error:
        yield f"@{account.handle}: nothing goes to X in mode {account.mode} before its keys are there. {error}"
