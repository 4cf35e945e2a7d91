"""Words of articles that are at hand, to find and to rank others by.

Words of the best articles of an answer move others up: `rule` says which words, and when none; `asking` puts it to an
index. `similar` finds the articles that have the key words of one.
"""
