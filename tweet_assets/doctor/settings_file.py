"""accounts.toml and the other files that the user writes: whether they can be meant, and what is no answer yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tweet_assets.accounts import ConfigurationError, Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.doctor import cautions
from tweet_assets.doctor.finding import Finding, note, ok, wrong


def read(place: DataFolder) -> tuple[Folder | None, list[Finding]]:
    """The settings, if they can be read, and what is to be said of them."""
    if not place.configured:
        return None, [wrong(f"There is no accounts.toml in {place.path}.", "`tweet-assets init` writes it.")]
    try:
        folder = place.settings()
    except PermissionError:
        return None, [wrong(f"{place.accounts_file} cannot be read.", f"chmod u+rw {place.accounts_file}")]
    except ConfigurationError as error:
        return None, [wrong(str(error), "Nothing runs until it is mended.")]
    return folder, list(_said(place, folder))


def _said(place: DataFolder, folder: Folder) -> Iterator[Finding]:
    told = ", ".join(f"@{account.handle} ({account.mode})" for account in folder.accounts)
    unnamed = [account.handle for account in folder.accounts if account.is_unnamed]
    if unnamed:
        yield wrong(f"accounts.toml: `handle` is still the template's, {unnamed[0]!r}.", "Write your account's name.")
    else:
        yield ok(f"accounts.toml can be read: {told}")
    for caution in cautions.of_settings(folder):
        yield note(caution)
    others: tuple[Callable[[], object], ...] = (place.header_names, place.tweet_fields)
    for other in others:
        try:
            other()
        except ConfigurationError as error:
            yield wrong(str(error), "Nothing is imported until it is mended.")
