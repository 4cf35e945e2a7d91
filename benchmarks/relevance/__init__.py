"""How good are the answers, beside those of other engines?

``python -m benchmarks.relevance`` asks searchkit, tantivy, SQLite's FTS5, bm25s and Whoosh the same queries over the
same documents, each as it comes, and compares what they find first with judgments: those of a test collection, and two
sets that are made of any file of articles. All figures are computed by `searchkit.evaluation`, in one run.
"""
