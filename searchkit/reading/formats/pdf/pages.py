"""The text and the metadata of a PDF file. Runs in the worker process."""

from __future__ import annotations

import io
import logging
import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from statistics import median
from typing import Any, TypeAlias

from searchkit.errors import LimitExceeded, ReadingError
from searchkit.reading.deadline import TimeIsUp, at_most

_SHARE = 1 / 6
"""Of the time for a file, in seconds of the processor: for its structure, and for each of its pages."""
_MOST_SHARE = 0.9
"""For all of it: what is left is for the answer, before the parent ends this process."""
_MOST_CONTENT = 1_000_000
"""Bytes of what draws a page: pypdf takes one or two microseconds over each, and 70 bytes of memory. Pages of text
have some 10,000; only maps and plots have more than this."""
_FAULTS = (ReadingError, OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError)
"""In any of these ways pypdf fails over a page, besides its own errors."""

Trouble: TypeAlias = "tuple[int, str, str]"


def prepare() -> None:
    """Import what parsing needs, before the clock runs."""
    import pypdf  # noqa: F401

    logging.disable(logging.CRITICAL)  # it tells every oddity of a file, to nobody here


def parse(data: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """``text`` (pages with a blank line between), ``title``, ``author``, ``created`` (ISO 8601), ``is_cut``,
    ``troubles``: [page from 1 on, `Problem.code`, sentence] of those that were cut or not read.

    Of the options, ``pages`` says how many pages are read (``is_cut``: there were more), ``seconds`` for how long.
    Raises `ReadingError` for a broken or encrypted file, `LimitExceeded` when its structure takes too long.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    seconds = float(options["seconds"])
    end = time.monotonic() + seconds * _MOST_SHARE
    try:
        with at_most(seconds * _SHARE, seconds * _MOST_SHARE):
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise ReadingError("the PDF file is encrypted")
            is_cut = _keep_pages(reader.root_object, int(options["pages"]))
            information = _information(reader)
            count = len(reader.pages)
    except (PyPdfError, OSError) as error:
        raise ReadingError(f"the PDF file is broken: {str(error)[:200]}") from error
    except TimeIsUp:
        reason = "to find its pages takes longer than"
        raise LimitExceeded(f"{reason} {seconds * _SHARE:.2g} seconds (a sixth of parse_seconds)") from None
    texts: list[str] = []
    troubles: list[Trouble] = []
    for number in range(count):
        if time.monotonic() >= end:
            reason = "the time for all pages is over (parse_seconds); those from here on were left out"
            troubles.append((number + 1, "timeout", reason))
            break
        text, trouble = _read(reader.pages, number, seconds * _SHARE, end)
        texts.append(text)
        if trouble:
            troubles.append((number + 1, *trouble))
    return {
        "text": "\n\n".join(texts),
        **information,
        "is_cut": is_cut,
        "troubles": troubles,
    }


def _information(reader: Any) -> dict[str, str]:
    """``title``, ``author``, ``created``; empty where it is broken: the text is worth more."""
    from pypdf.errors import PyPdfError

    found = {"title": "", "author": "", "created": ""}
    with suppress(PyPdfError, *_FAULTS):
        information = reader.metadata
        if information:
            for name in ("title", "author"):
                value = getattr(information, name)
                found[name] = str(value) if isinstance(value, str) else ""
            created = information.creation_date
            found["created"] = created.isoformat() if created else ""
    return found


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


def _read(pages: Sequence[Any], number: int, seconds: float, end: float) -> tuple[str, tuple[str, str] | None]:
    """The text of a page, as much as can be had, and `Problem.code` and sentence of what is missing.

    `seconds`: of the processor; `end`: when the clock says that the time for all pages is over.
    """
    from pypdf.errors import PyPdfError

    pieces: list[tuple[str, float]] = []
    try:
        with at_most(seconds, end - time.monotonic()):
            page = pages[number]
            cut = _cut_content(page)
            return _text_of(page, pieces), ("limit", cut) if cut else None
    except TimeIsUp:
        what = "the time for all pages is" if time.monotonic() >= end else f"its {seconds:.2g} seconds are"
        return _laid_out(pieces), ("timeout", f"{what} over (parse_seconds); what was read of it by then was kept")
    except (PyPdfError, *_FAULTS) as error:
        return _laid_out(pieces), ("malformed", f"it is broken: {type(error).__name__}: {str(error)[:200]}")


def _cut_content(page: Any) -> str:
    """Cut what draws the page where it is too long, behind a text; says so."""
    from pypdf.generic import DecodedStreamObject, NameObject

    content = page.get_contents()
    data = content.get_data() if content is not None else b""
    if len(data) <= _MOST_CONTENT:
        return ""
    kept = DecodedStreamObject()
    end = data.rfind(b"ET", 0, _MOST_CONTENT)
    kept.set_data(data[: end + 2 if end >= 0 else _MOST_CONTENT])
    page[NameObject("/Contents")] = kept
    return f"what draws it has {len(data):,} bytes; what comes after the first {_MOST_CONTENT:,} was left out"


def _text_of(page: Any, pieces: list[tuple[str, float]]) -> str:
    """The text of a page in the order of its content, with a blank line where the layout has a wide space.

    `pieces` is filled with what it is put together of: text, and height on the page.
    """

    def visit(text: str, page_matrix: Sequence[float], text_matrix: Sequence[float], *_: object) -> None:
        across, up = text_matrix[4], text_matrix[5]
        pieces.append((text, across * page_matrix[1] + up * page_matrix[3] + page_matrix[5]))

    whole: str = page.extract_text(visitor_text=visit)
    return _laid_out(pieces) if "".join(text for text, _ in pieces) == whole else whole


def _laid_out(pieces: Sequence[tuple[str, float]]) -> str:
    steps = [before - after for (_, before), (_, after) in pairwise(pieces) if before - after > 1]
    wide = _WIDE * median(steps) if steps else math.inf
    parts: list[str] = []
    above = pieces[0][1] if pieces else 0.0
    for text, height in pieces:
        if above - height > wide and parts and parts[-1].endswith("\n"):
            parts.append("\n")
        if text.strip():
            above = height
        parts.append(text)
    return "".join(parts)
