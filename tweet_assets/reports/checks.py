"""Every check of the graph, and what they said last: the page of the week tells it."""

import dagster as dg

from tweet_assets.account import checks as account
from tweet_assets.generation import checks as generation
from tweet_assets.learning import checks as learning
from tweet_assets.posting import checks as posting

CHECKS = dg.load_asset_checks_from_modules([account, learning, generation, posting])


def failed(instance: dg.DagsterInstance) -> list[str]:
    """The checks whose last evaluation, in the history of this instance, did not pass; in order of their names."""
    keys = sorted((key for check in CHECKS for key in check.check_keys), key=lambda key: key.to_user_string())
    last = {key: instance.get_latest_asset_check_evaluation_record(key) for key in keys}
    return [
        f"{key.name} of {key.asset_key.to_user_string()}"
        for key, record in last.items()
        if record is not None and record.status.value == "FAILED"
    ]
