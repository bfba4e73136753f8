"""Who writes drafts, as a resource: templates, or a language model where the environment names one."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime

import dagster as dg

from tweet_assets.arms import Inspiration
from tweet_assets.generation import model_settings, moderation
from tweet_assets.generation.calls import Calls
from tweet_assets.generation.drafting import Moderator
from tweet_assets.generation.model_client import ModelClient
from tweet_assets.generation.model_settings import Model
from tweet_assets.generation.templates import TemplateWriter
from tweet_assets.generation.writers import Writer
from tweet_assets.settings import SETTINGS
from tweet_assets.style import Style
from tweet_assets.warehouse import Warehouse


class Writing(dg.ConfigurableResource["Writing"]):
    """Who writes drafts: templates, or a language model where the environment names one.

    A key (`OPENAI_API_KEY`) or a server of your own (`TWEET_ASSETS_BASE_URL`) makes it a model; `TWEET_ASSETS_MODEL`
    names another one than the default, with its price per million tokens in `TWEET_ASSETS_USD_PER_MILLION` ("0.1,0.5":
    input, output; "0,0" for a local one), and `TWEET_ASSETS_API_MODE` is `responses` or `chat`.
    `TWEET_ASSETS_MODERATION` names a model that looks at drafts beside the guardrails, and `TWEET_ASSETS_ANALYSIS=yes`
    has the model label tweets of others; both are off. A past day is always written by templates. The key is read when
    it is used, and stands nowhere.
    """

    @property
    def reads_examples(self) -> bool:
        return model_settings.is_configured(os.environ)

    def coin(self, style: Style, rehearsal: bool) -> tuple[Inspiration, ...]:
        """The inspirations that posting draws from; none where the writer reads no examples."""
        return style.inspirations if self.reads_examples and not rehearsal else ()

    def inspirations(self, style: Style, rehearsal: bool) -> tuple[Inspiration, ...]:
        """The inspirations that drafts are written under: all that may be drawn, or 'none'."""
        return self.coin(style, rehearsal) or ("none",)

    def writer(self, store: Warehouse, rehearsal: bool, today: date, run_id: str, because: str | None = None) -> Writer:
        """`because` is the reason for paying again for what was answered before."""
        if rehearsal or not self.reads_examples:
            return TemplateWriter()
        return model_settings.model_writer(_calls(store, run_id), os.environ, today).again(because)

    def moderator(self, store: Warehouse, run_id: str) -> Moderator | None:
        """Who looks at what a model wrote, beside the guardrails; None: nobody was asked to."""
        model = model_settings.moderation_model(os.environ)
        if model is None or not self.reads_examples:
            return None
        client = model_settings.client(_calls(store, run_id), os.environ)

        def moderate(account: str, texts: Sequence[str]) -> Sequence[Sequence[str]]:
            return moderation.moderated(client, model, account, texts)

        return moderate

    def analyst(self, store: Warehouse, run_id: str) -> tuple[ModelClient, Model] | None:
        """Who says what is at work in tweets of others; None: nobody was asked to."""
        if not model_settings.analyses(os.environ):
            return None
        return model_settings.client(_calls(store, run_id), os.environ), model_settings.model(os.environ)


def _calls(store: Warehouse, run_id: str) -> Calls:
    return Calls(store, lambda: datetime.now(UTC), SETTINGS.generation, run_id)
