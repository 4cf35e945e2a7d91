"""What did the user mean?

In: a line of text. Out: a tree of Whoosh query objects, and notes about what was dropped, unknown or cut. Every text
parses, in time that grows with its length. This room opens no index.
"""
