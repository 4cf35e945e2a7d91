"""One package a format, each with a module ``reader`` that holds a ``READER``; plain text is a module.

In: a stream of bytes and a `Context`. Out: articles and problems. A reader knows its format; encodings, dates, names of
fields and pages of several articles are other packages'. `searchkit.reading.registry` has the table of readers.
"""
