"""What was read from where: files, the places of each article, problems, and stems already computed.

A small SQLite database beside the Whoosh segments. Its writer holds one transaction for as long as the Whoosh writer
lives, and commits right after it; `generation` says which Whoosh commit it belongs to, so that a crash between the
two is noticed (`Writer` then reconciles them). A commit that returned survives a power cut. Every row has a checksum
that is compared when the row is read (`tables`); a catalog of before gets them when it is first written to.
"""

from searchkit.index.catalog.catalog import Catalog
from searchkit.index.catalog.records import (
    AGAIN,
    BEGUN,
    TO_READ,
    ArticleRecord,
    FileRecord,
    absolute,
    newest_first,
)

__all__ = ["AGAIN", "BEGUN", "TO_READ", "ArticleRecord", "Catalog", "FileRecord", "absolute", "newest_first"]
