"""PDF files, by pypdf (an extra), in a worker process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any, BinaryIO

from searchkit.errors import LimitExceeded, MissingExtra
from searchkit.model import Article, Problem, Published
from searchkit.reading.context import Context
from searchkit.reading.credits.people import people_of
from searchkit.reading.dates.parsing import parse_date
from searchkit.reading.formats.text import one_article
from searchkit.reading.reports import Reports
from searchkit.reading.workers import TimedOut, parse

_LONGEST_DATE = 60
_JUNK = 1024
"""Bytes that may stand before the signature, as readers of PDF allow."""


class PdfReader:
    """Reads the text of PDF files."""

    name = "pdf"
    extensions = frozenset({".pdf"})

    def sniff(self, head: bytes, path: PurePath) -> int:
        """Sure of its signature."""
        if head.startswith(b"%PDF-"):
            return 100
        return 90 if b"%PDF-" in head[:_JUNK] and path.suffix.lower() == ".pdf" else 0

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """The one article of the file.

        Raises `MissingExtra` without pypdf, `LimitExceeded` for a file that is too large, `ReadingError` for a broken
        or encrypted one.
        """
        if find_spec("pypdf") is None:
            raise MissingExtra("PDF files need pypdf: pip install 'searchkit[pdf]'")
        limit = context.settings.document_bytes
        data = stream.read(limit + 1)
        if len(data) > limit:
            raise LimitExceeded(f"the PDF file is larger than {limit:,} bytes (document_bytes)")
        settings = context.settings
        options = {"pages": str(settings.pdf_pages), "seconds": str(settings.parse_seconds)}
        try:
            pages = parse("pdf", data, options, settings)
        except TimedOut as error:
            yield context.problem(str(error), code="timeout")
            return
        if pages["is_cut"]:
            reason = f"it has more than {settings.pdf_pages:,} pages (pdf_pages); the rest was left out"
            yield context.problem(reason, code="limit", severity="partial")
        troubles = pages["troubles"]
        if not pages["text"].strip():
            code, why = "empty", ", perhaps only pictures of pages"
            if troubles:
                code, why = troubles[0][1], f"; page {troubles[0][0]}: {troubles[0][2]}"
            yield context.problem(f"the PDF file holds no text{why}", code=code)
            return
        yield _article(pages, context)
        reports = Reports(context)
        for number, code, reason in troubles:
            yield from reports.problem(reason, code=code, severity="partial", place=f"page {number}")
        yield from reports.rest()


def _article(pages: Mapping[str, Any], context: Context) -> Article:
    article = one_article(pages["text"])
    own = " ".join(pages["title"].split())
    # many a title is the name of the file that the PDF was made from
    has_title = bool(own) and not own.lower().endswith((".doc", ".docx", ".indd", ".pdf", ".tex", ".odt"))
    title = own if has_title and own.casefold() != "untitled" else article.title
    printed, body = _dated(article.body, context)
    body = body if title == article.title else "\n\n".join(filter(None, (article.title, body)))
    created = parse_date(pages["created"], fetched_at=context.fetched_at, basis="metadata")
    return Article(
        title=title,
        body=body or article.title,
        authors=people_of([pages["author"]]).authors,
        published=created if created is not None and created.on else printed or created,
    )


def _dated(body: str, context: Context) -> tuple[Published | None, str]:
    """The date that the first line of a body wholly is, and the body without it."""
    first, _, rest = body.partition("\n")
    if len(first) > _LONGEST_DATE or not rest.strip():
        return None, body
    printed = parse_date(first, fetched_at=context.fetched_at)
    if printed is None or printed.basis == "relative" or printed.precision == "year":
        return None, body
    return printed, rest.strip()


READER = PdfReader()
