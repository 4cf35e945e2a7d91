"""One article, whole: its title, what is known of it, where it was met, its body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.model import Article, Copy, Origin
from searchkit.present.dates import moment, when, when_exactly
from searchkit.present.ink import BOLD, DIM, Ink, address, file_path, web_address
from searchkit.present.layout import shorten, wrap
from searchkit.present.safe import one_line, paragraphs, safe
from searchkit.present.table import rows
from searchkit.present.terminal import READABLE, UNTITLED

_OWN = frozenset({
    "source", "published", "author", "byline", "agency", "contact", "address", "section", "tags", "summary", "headings",
    "language", "kind", "fetched", "file", "id", "copy",
})  # fmt: skip
"""Names of what is told of every article; a record's own field of such a name is told apart."""


def article_text(article: Article, copies: Sequence[Copy] = (), *, ink: Ink, width: int = 80) -> str:
    """`article` for people: all its fields, and its `copies`, in lines no wider than `width` cells."""
    link = address(article.url, article.origins)
    title = one_line(article.title)[0].strip() or UNTITLED
    lines = [ink.link(ink.paint(title[start:end], BOLD), link) for start, end in wrap(title, width)]
    lines.append("")
    lines += rows((*facts(article), *(("copy", _copy(copy)) for copy in copies)), ink=ink, width=width)
    for paragraph in paragraphs(article.body):
        lines.append("")
        lines += (paragraph[start:end] for start, end in wrap(paragraph, min(width, READABLE)))
    if not article.body.strip():
        lines += ["", ink.paint(shorten("No text.", width), DIM)]
    return "\n".join(lines) + "\n"


def facts(article: Article) -> Iterator[tuple[str, str]]:
    """Every field but title and body that is known, as (name, text)."""
    known = (
        ("source", article.source),
        ("published", when_exactly(article.published)),
        ("author", ", ".join(article.authors)),
        ("byline", article.byline if article.byline != ", ".join(article.authors) else ""),
        ("agency", article.agency),
        ("contact", ", ".join(article.contacts)),
        ("address", web_address(article.url) or article.url),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("summary", article.summary),
        ("headings", " / ".join(article.headings)),
        ("language", _language(article)),
        ("kind", article.role),
        ("fetched", moment(article.fetched_at) if article.fetched_at else ""),
        *((f"field {name}" if name in _OWN else name, text) for name, text in article.extra.items()),
        *(("file", _place(origin)) for origin in article.origins),
        ("id", article.id),
    )
    return ((safe(name), text) for name, found in known if (text := one_line(found)[0].strip()))


def _copy(copy: Copy) -> str:
    """Who published it and when, its title, its identity: ``The Ledger, 30 May 2025: Ferry resumes (5f3a...)``."""
    who = ", ".join(one_line(part)[0].strip() for part in (copy.source, when(copy.published)) if part)
    return f"{who}: {one_line(copy.title)[0].strip() or UNTITLED} ({copy.id})"


def _language(article: Article) -> str:
    if article.lang == "und":
        return "unknown"
    return f"{article.lang} ({article.lang_confidence:.0%} sure)" if article.lang_confidence else article.lang


def _place(origin: Origin) -> str:
    """A file and where in it: ``/news/dump.jsonl, article 12, bytes 4096-5120, read as json-lines``."""
    parts = [safe(file_path(origin))]
    if origin.member:
        parts.append(origin.member)
    parts.append(f"article {origin.index + 1}")
    if origin.start is not None and origin.end is not None:
        parts.append(f"bytes {origin.start}-{origin.end}")
    if origin.reader:
        parts.append(f"read as {origin.reader}")
    return ", ".join(parts)
