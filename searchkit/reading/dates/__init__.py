"""Dates as articles print them.

In: a string, and the moment of the crawl where that is known. Out: a `Published`, or None: it never guesses and never
searches a text for a date. `parsing` is the way in; the other modules know words, forms and phrases.
"""
