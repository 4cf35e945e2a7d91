"""Which documents of a segment match a tree, and with which scores?

`evaluate` knows the evaluators by the classes of Whoosh's queries: `leaves` for words and phrases, `sets` for what
joins them, `positional` for how words stand to each other. `evaluation` is what these share. What has no evaluator goes
to Whoosh's own matchers (`matchers`), which look at the clock (`timed`).
"""
