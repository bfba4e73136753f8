"""Who writes drafts, as a resource: templates, or a language model where the environment names one."""

import os
from datetime import UTC, datetime

import dagster as dg

from tweet_assets.arms import INSPIRED, Inspiration
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.model_settings import is_configured, model_writer
from tweet_assets.generation.templates import TemplateWriter
from tweet_assets.generation.writers import Writer
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse


class Writing(dg.ConfigurableResource["Writing"]):
    """Who writes drafts: templates, or a language model where the environment names one.

    A key (`OPENAI_API_KEY`) or a server of your own (`TWEET_ASSETS_BASE_URL`) makes it a model; `TWEET_ASSETS_MODEL`
    names another one than the default, with its price per million tokens in `TWEET_ASSETS_USD_PER_MILLION` ("0.1,0.5":
    input, output; "0,0" for a local one), and `TWEET_ASSETS_API_MODE` is `responses` or `chat`. A past day is always
    written by templates. The key is read when it is used, and stands nowhere.
    """

    @property
    def reads_examples(self) -> bool:
        return is_configured(os.environ)

    def inspirations(self, rehearsal: bool) -> tuple[Inspiration, ...]:
        """Templates read no examples, and so write without inspiration; a model writes under both."""
        return INSPIRED if self.reads_examples and not rehearsal else ("none",)

    def writer(self, store: Warehouse, rehearsal: bool) -> Writer:
        if rehearsal or not self.reads_examples:
            return TemplateWriter()
        return model_writer(Calls(store, lambda: datetime.now(UTC).date(), SETTINGS.generation), os.environ)
