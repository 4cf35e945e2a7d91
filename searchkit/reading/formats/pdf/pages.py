"""The text and the metadata of a PDF file. Runs in the worker process."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from searchkit.errors import ReadingError


def prepare() -> None:
    """Import what parsing needs, before the clock runs."""
    import pypdf  # noqa: F401

    logging.disable(logging.CRITICAL)  # it tells every oddity of a file, to nobody here


def parse(data: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """``text`` (pages with a blank line between), ``title``, ``author``, ``created`` (ISO 8601), ``is_cut``.

    ``pages`` of the options says how many pages are read; ``is_cut``: there were more.
    Raises `ReadingError` for a broken or encrypted file.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError("the PDF file is encrypted")
        is_cut = _keep_pages(reader.root_object, int(options["pages"]))
        text = "\n\n".join(_text_of(page) for page in reader.pages)
        information = reader.metadata
        created = information.creation_date if information else None
    except (PyPdfError, OSError) as error:
        raise ReadingError(f"the PDF file is broken: {str(error)[:200]}") from error
    return {
        "text": text,
        "title": (information.title if information else "") or "",
        "author": (information.author if information else "") or "",
        "created": created.isoformat() if created else "",
        "is_cut": is_cut,
    }


def _keep_pages(root: Any, most: int) -> bool:
    """Cut the tree of pages behind the first `most`; whether there were more.

    pypdf looks at all pages before it gives the first. A tree has fewer nodes with branches than pages; one that has
    not is no tree, or does harm, and is cut at as many.
    """
    pages, branches = most, most
    above: list[tuple[Any, int]] = [(_kids_of(root.get("/Pages")) or [], 0)]
    while above:
        kids, at = above.pop()
        if at == len(kids):
            continue
        if not pages or not branches:
            for row, kept in (*above, (kids, at)):
                del row[kept:]
            return True
        above.append((kids, at + 1))
        inner = _kids_of(kids[at])
        if inner is None:
            pages -= 1
        else:
            branches -= 1
            above.append((inner, 0))
    return False


def _kids_of(node: Any) -> Any:
    """What the tree of pages has below a node, as the list that it is there; None below a page."""
    found = node.get_object() if node is not None else None
    kids = found["/Kids"] if isinstance(found, dict) and "/Kids" in found else None
    return kids if isinstance(kids, list) else None


_WIDE = 1.4
"""Times the usual distance of two lines; more is the space between two paragraphs."""


def _text_of(page: Any) -> str:
    """The text of a page in the order of its content, with a blank line where the layout has a wide space."""
    pieces: list[tuple[str, float]] = []

    def visit(text: str, page_matrix: Sequence[float], text_matrix: Sequence[float], *_: object) -> None:
        across, up = text_matrix[4], text_matrix[5]
        pieces.append((text, across * page_matrix[1] + up * page_matrix[3] + page_matrix[5]))

    whole: str = page.extract_text(visitor_text=visit)
    steps = [before - after for (_, before), (_, after) in pairwise(pieces) if before - after > 1]
    if not steps or "".join(text for text, _ in pieces) != whole:
        return whole
    wide = _WIDE * median(steps)
    parts: list[str] = []
    above = pieces[0][1]
    for text, height in pieces:
        if above - height > wide and parts and parts[-1].endswith("\n"):
            parts.append("\n")
        if text.strip():
            above = height
        parts.append(text)
    return "".join(parts)
