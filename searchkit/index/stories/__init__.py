"""Which articles are the same story? Near-duplicates are found when they are committed.

A builder notes a *sketch* of each article (`shingles`). At a commit `finding` looks for earlier articles with much the
same sketch (`candidates`), compares the texts of these (`likeness`: their `words` as `hash_sets`), and has all that are
alike joined to one story (`joining`), which is called by the identity of the first. A story never changes its name, and
an article that was committed never its story; `naming` reads what segments say of them.
"""
