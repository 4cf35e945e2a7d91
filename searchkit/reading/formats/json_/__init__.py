"""JSON and JSON Lines: the records are found in the stream and parsed one at a time.

What a record says is the business of `searchkit.reading.records`.
"""
