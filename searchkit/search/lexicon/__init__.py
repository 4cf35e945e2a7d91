"""The words and titles that an index has: those that begin as something typed does, those that are spelled nearly so.

In: the segments of a commit, and what was typed. Out: words with their numbers of articles, titles, a query spelled
otherwise. It ranks no articles.
"""
