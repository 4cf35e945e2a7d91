"""Tables of separated values: the delimiter, the rows, and what their columns hold.

What a row says is the business of `searchkit.reading.records`.
"""
