"""Words and phrases in lists that are kept."""
