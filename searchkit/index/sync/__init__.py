"""Making the index say what files say.

`run` goes through the files: it has `plans` say what is to be done with each, by how it was when it was read last, adds
what was read to the index, asks `accounts` whose word for an article holds, and keeps `counts`. Files to come are read
by other processes (`ahead`, `ahead_worker`). `interruption` lets Ctrl-C end a run between two articles.
"""
