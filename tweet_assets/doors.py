"""The two doors: all that posting may do in files that are not its own.

Each has one method, which appends through the owning package's own function: our posts with the arms that were
executed, and the ids of drafts that were taken. Nothing can be read through them, and nothing else written.
"""

import dagster as dg
import pandas as pd

from tweet_assets.account import ledger
from tweet_assets.generation import stock
from tweet_assets.stores import External, Own


class PostsDoor(dg.ConfigurableResource["PostsDoor"]):
    """All that posting may do to own facts: add posts that were published."""

    data_folder: str

    def append(self, published: pd.DataFrame) -> int:
        return ledger.append_published(Own(data_folder=self.data_folder).warehouse(), published)


class DraftUsesDoor(dg.ConfigurableResource["DraftUsesDoor"]):
    """All that posting may do to generation: say which drafts it has taken."""

    data_folder: str

    def append(self, uses: pd.DataFrame) -> None:
        stock.append_uses(External(data_folder=self.data_folder).warehouse(), uses)
