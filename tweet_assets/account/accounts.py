"""Moved."""

from tweet_assets.accounts import *  # noqa: F403
from tweet_assets.accounts import ConfigurationError as ConfigurationError
