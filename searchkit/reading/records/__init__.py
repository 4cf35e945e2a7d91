"""A record as an article: the fields of a dump, a table, a feed or a front matter, whatever they are called.

In: names and values. Out: articles, several where a record's text is a page of several, and the problems of the rest.
It does not read files: the formats cut them into records.
"""
