"""Where the loops meet: scoring, deciding, approvals, the outbox, publishers."""
