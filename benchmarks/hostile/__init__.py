"""Articles and queries that hurt: how long each takes, how much memory, and what is said about it."""
