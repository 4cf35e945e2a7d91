"""Query words that stand near each other in an article count more.

`rule` says which words, how near and of how many articles; `bonus` works on arrays, `search.plain.nearness` without
numpy, with the same numbers to the bit.
"""
