"""Which variables of the environment are there, and what each switches on. No value is ever shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from tweet_assets.accounts import Account, Folder
from tweet_assets.data_folder import REPOSITORY
from tweet_assets.data_folder import VARIABLE as DATA
from tweet_assets.doctor.finding import Finding, note, ok, wrong
from tweet_assets.generation import model_settings, x_search
from tweet_assets.generation.budget import UnknownPrice
from tweet_assets.generation.model_settings import BadVariable
from tweet_assets.posting import switches, x_account
from tweet_assets.x_session import URL

OURS = (
    DATA,
    REPOSITORY,
    switches.VARIABLE,
    URL,
    model_settings.BASE_URL,
    model_settings.MODEL,
    model_settings.PRICE,
    model_settings.API_MODE,
    model_settings.MODERATION,
    model_settings.ANALYSIS,
)
"""Every variable that begins with our name."""


def findings(folder: Folder | None, environment: Mapping[str, str]) -> Iterator[Finding]:
    """`folder` is None where accounts.toml cannot be read: then nothing is said of accounts."""
    yield from _model(environment)
    yield from _search(folder, environment)
    for account in folder.accounts if folder else ():
        yield _publishing(account, environment)
    if environment.get(URL):
        yield note(f"{URL} is there: another server is asked in the place of X.", f"unset {URL}, if you mean X.")
    for name in sorted(environment):
        if name.startswith("TWEET_ASSETS_") and name not in OURS:
            near = get_close_matches(name, OURS, n=1)
            yield note(f"{name} is there, and nothing here reads it.", f"Did you mean {near[0]}?" if near else "")


def _model(environment: Mapping[str, str]) -> Iterator[Finding]:
    names = [name for name in (model_settings.KEY, model_settings.BASE_URL) if environment.get(name, "").strip()]
    if not names:
        yield ok(
            f"Templates write drafts: neither {model_settings.KEY} nor {model_settings.BASE_URL} is there. "
            "With one of them a language model writes"
        )
        return
    try:
        model_settings.check(environment)
        told = [f"{' and '.join(names)}: a language model writes drafts, {model_settings.model(environment).name}"]
        if model_settings.moderation_model(environment):
            told.append(f"{model_settings.MODERATION}: a moderation model looks at them")
        if model_settings.analyses(environment):
            told.append(f"{model_settings.ANALYSIS}: it labels tweets of others")
    except (BadVariable, UnknownPrice) as error:
        yield wrong(str(error), "Until then no run writes drafts.")
    else:
        yield ok("; ".join(told))


def _search(folder: Folder | None, environment: Mapping[str, str]) -> Iterator[Finding]:
    there, asked = bool(environment.get(x_search.TOKEN, "").strip()), bool(folder and folder.collection)
    if there and asked:
        yield ok(f"{x_search.TOKEN}: tweets of others are searched for on X, by `tweet-assets collect`")
    elif asked:
        yield note(
            f"[collection] of accounts.toml asks for searches on X, and {x_search.TOKEN} is not there.",
            "See README.md, Tweets of others.",
        )
    elif there:
        yield note(f"{x_search.TOKEN} is there, and nothing is searched for.", "Add [collection] to accounts.toml.")
    else:
        yield ok(f"No search on X: {x_search.TOKEN} is not there, and accounts.toml has no [collection]")


def _publishing(account: Account, environment: Mapping[str, str]) -> Finding:
    there = x_account.has_keys(environment, account.handle)
    if account.publisher != "x" and not there:
        return ok(f'@{account.handle}: publisher is "folder", which needs no keys ({", ".join(x_account.KEYS)})')
    try:
        x_account.keys(environment, account.handle)
    except x_account.NoKeys as error:
        what = f"@{account.handle}: {error}"
        if account.publishes_to_x:
            return wrong(what, f"Until then nothing goes to X, in mode {account.mode}, and nothing is read back.")
        return note(what, "Nothing is read back from X until then.")
    if account.publisher != "x":
        return note(f"@{account.handle}: its four keys are there, and nothing uses them.", 'publisher = "x" would.')
    used = "publishing and reading back" if account.publishes_to_x else "reading back"
    return ok(f"@{account.handle}: its four keys are there, for {used}. `tweet-assets connect` asks X whose they are")
