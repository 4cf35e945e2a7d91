"""How is it shown?

In: `Results`, `Hit`s, `Article`s. Out: text for a terminal, plain text, JSON. This room has no access to the index.
"""
