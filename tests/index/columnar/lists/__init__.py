"""Posting lists."""
