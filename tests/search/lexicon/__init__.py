"""The words and titles of an index."""
