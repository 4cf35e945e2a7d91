"""How a score came about: a tree of numbers and formulas, from the score down to what was counted.

`trees` goes through the query, `words` through the formula of a word or phrase, `scores` adds nearness and age. Every
number is computed as the ranking computes it, in single precision where that is: the tree adds up to the score exactly.
"""
