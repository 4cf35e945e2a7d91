"""The arrays under Whoosh's interface."""
