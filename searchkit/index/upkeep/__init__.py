"""For the one who operates an index: checking, repairing, backing up, restoring and compacting it."""
