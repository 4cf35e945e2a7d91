"""Searching without numpy: the first short searches of a process, where importing it would take longer.

The answers are those of the search on arrays, to the bit.
"""
