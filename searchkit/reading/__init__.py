"""Where do articles come from?

In: paths of files and folders. Out: a stream of `Article`s, and of `Problem`s for what could not be read. This room
knows formats, encodings, dates, languages and the limits within which a stranger's file is read. It does not know
which words a text holds, nor that there is an index.
"""
