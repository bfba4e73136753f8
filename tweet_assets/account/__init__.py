"""My facts: own exports, the ledger of own posts, snapshots, outcomes."""
