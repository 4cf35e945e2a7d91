"""Which other names has what the query names?

In: the tree of a query as typed. Out: for each of its words the terms that count in its place, and how much: Korean,
Koreans and Seoul for Korea. `countries` is the table, `table` looks things up in it, `others` applies it to a query.
"""
