"""Which words does a text hold?

In: a text and its language. Out: tokens, each with the term it is found by, its form as written, its position and
its place in the text. The same chain serves articles and queries, so what is typed meets what was indexed. This room
knows no files, no index and no query syntax.
"""
