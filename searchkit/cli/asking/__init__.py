"""What the commands that are given a query have in common: its words, their options, their outputs."""
