"""Whose posts a file holds, by what it says itself: for somebody who has told us nothing yet."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tweet_assets.account import ownership

_OWNER = re.compile(rb'"(?:username|account|screen_name)"\s*:\s*"(\w{1,15})"')
_POST = re.compile(rb"(?:twitter|x)\.com\\?/(\w{1,15})\\?/status\\?/", re.IGNORECASE)
_NO_HANDLE = {b"i", b"web"}  # x.com/i/status/... names nobody


def handle(paths: Sequence[Path]) -> str | None:
    """The account that most links to posts in these files name, or that an archive says it is of.

    None where nobody can tell, and where half of the links or more name others: such a file is of several, or its posts
    speak of others. Raises OSError for what cannot be read.
    """
    owners: Counter[bytes] = Counter()
    links: Counter[bytes] = Counter()
    for content in (content for path in paths for content in ownership.contents(path)):
        owners.update(_OWNER.findall(content))
        links.update(name for name in _POST.findall(content) if name.lower() not in _NO_HANDLE)
    named = Counter(name for path in paths for name in ownership.IN_NAME.findall(os.fsencode(path.name)))
    told = links or owners or named
    if not told:
        return None
    written = told.most_common(1)[0][0]  # capitals are the owner's own; X does not mind them
    count = sum(n for name, n in told.items() if name.lower() == written.lower())
    return written.decode() if 2 * count > told.total() else None
