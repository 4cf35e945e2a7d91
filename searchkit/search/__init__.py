"""Which articles, in what order?

In: a query tree and an index. Out: `Results`: ranked hits with passages and offsets. BM25 is a pure function here;
markup, colours and widths are not this room's business.
"""
