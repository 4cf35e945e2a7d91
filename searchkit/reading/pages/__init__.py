"""Which articles does the text of an aggregator page hold?

In: the text of a page, from whatever reader (a text file, a record's field, HTML rendered to text). Out: its main
article and the related ones, or the items of a listing, each with its own title, source, date and body, and a list of
the lines that belong to none. This room knows the shapes of such pages and the words of their furniture. It reads no
files, and where it is in doubt it keeps the page whole and says so.
"""

from searchkit.reading.pages.result import Dropped, Piece, Split
from searchkit.reading.pages.splitting import split

__all__ = ["Dropped", "Piece", "Split", "split"]
