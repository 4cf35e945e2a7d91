"""Text, wherever it came from: its encoding, its language, and the repairs that prose needs.

In: bytes or text. Out: clean text, paragraphs with a blank line between, the code of a language. It knows nothing of
articles, of their other fields or of the formats that they were found in.
"""
