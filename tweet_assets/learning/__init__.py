"""Learns from my facts only: rewards, the bandit, two linear models, policy and policy value."""
