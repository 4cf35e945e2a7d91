"""Posting lists: how they lie in a segment, and how they are packed, read and checked.

`encoding` writes, `decoding` and `postings` read on arrays, `plain_postings` without numpy for the first searches of a
process, and the modules named `wide_*` read lists of format version 1.
"""
