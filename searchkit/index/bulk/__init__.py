"""How do many articles become segments quickly?

In: articles as they are stored, one after the other. Out: segment files. A builder collects articles, analyses them in
bulk and writes a segment; for many articles there are several, each in a process of its own.
"""
