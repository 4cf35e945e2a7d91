"""The text and the metadata of a PDF file. Runs in the worker process."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from typing import Any

from searchkit.errors import ReadingError


def prepare() -> None:
    """Import what parsing needs, before the clock runs."""
    import pypdf  # noqa: F401

    logging.disable(logging.CRITICAL)  # it tells every oddity of a file, to nobody here


def parse(data: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """``text`` (pages with a blank line between), ``title``, ``author``, ``created`` (ISO 8601).

    Raises `ReadingError` for a broken or encrypted file.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError("the PDF file is encrypted")
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        information = reader.metadata
        created = information.creation_date if information else None
    except (PyPdfError, OSError) as error:
        raise ReadingError(f"the PDF file is broken: {str(error)[:200]}") from error
    return {
        "text": text,
        "title": (information.title if information else "") or "",
        "author": (information.author if information else "") or "",
        "created": created.isoformat() if created else "",
    }
