"""Checking, repairing, backing up, compacting."""
