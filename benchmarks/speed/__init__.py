"""How fast is searchkit beside other engines, in one run on one machine?

    python -m benchmarks.speed [--sizes 1,10,100] [--engines searchkit,tantivy] [--file FILE] [--work FOLDER]

Each engine indexes the same records and answers the same queries, in a process of its own; `engines/` has a module for
each. The table compares them, results/ keeps what was measured.
"""
