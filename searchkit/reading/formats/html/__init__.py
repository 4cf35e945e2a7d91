"""HTML: from the bytes of a page to its article, its metadata and its neighbours.

`reader` decodes, refuses what no parser should see and makes articles; `page`, `metadata` and `neighbours` run in the
worker process, and give plain fields back. Nothing is fetched.
"""
