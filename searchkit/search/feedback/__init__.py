"""Words of the best articles move others up.

`rule` says which words, and when none; `asking` puts it to an index.
"""
