"""The audit log: its chain, its anchors, and what it proves."""
