"""What is shown of an article that was found?

`hits` are read when they are touched: `targets` are the words of a query to look for, `matches` where they stand,
`passages` the stretches of text with most of them, cut at `sentences`. All of it leaves as offsets; no markup.
"""
