"""What is kept, and how?

In: articles. Out: a folder that can be searched, the articles themselves, and what was read from where. Whoosh's
storage stays behind this wall. This room does not parse queries and does not rank.
"""
