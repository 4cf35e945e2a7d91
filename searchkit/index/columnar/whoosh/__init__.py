"""What Whoosh's programs see of the arrays: index, readers, matchers, columns, writers, under Whoosh's own interface.

Nothing outside this package subclasses Whoosh's codec; searches for words alone never load it.
"""
