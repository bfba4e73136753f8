"""Learns from nobody, takes examples: the library, the prompts, the writers, the guardrails."""
