"""Whether everything that tweet_assets rests on is as it has to be, and what to do where it is not."""
