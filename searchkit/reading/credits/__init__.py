"""Who wrote it: bylines, and the agencies that stories come from.

In: a line, the paragraphs of a story, or the value of an author's field. Out: names of people and of agencies, kept
apart. It does not decide which line of a page is the byline; who calls it does.
"""
