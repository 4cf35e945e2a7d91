"""A page of results for people.

::

    Results 1-2 of 123 for korea japan trust

     1  The title, bold, a link where the terminal has links
        The Paper · 30 May 2025 · Author
        …a passage with the words that matched, wrapped to the width…

    Next page: search korea japan trust --page 2

No line is wider than the terminal, but for the command, which is there to be copied. Without colour it is the same text
without marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from searchkit.model import Copy, Hit, Passage, Results
from searchkit.present.dates import when
from searchkit.present.explanation import explanation_lines
from searchkit.present.facets import Counts, facets_lines
from searchkit.present.ink import BOLD, DIM, META, Ink, address
from searchkit.present.layout import ELLIPSIS, shorten, width, wrap
from searchkit.present.printer import Write
from searchkit.present.safe import Span, one_line, safe

# Longer lines of running text are hard to read: the eye loses the next one.
READABLE = 100
# A title can be as long as a page; three lines say what it is about.
_TITLE_LINES = 3
_AUTHORS = 3
_COPIES = 6  # publishers of copies
_COPY_CELLS = 40  # of one of them
_SEPARATOR = " · "
UNTITLED = "Untitled"
# A passage that ends here ends a sentence: nothing looks cut.
_FINAL = tuple('.!?。！？؟।…"”’»)）」』')


class TerminalPrinter:
    """Shows an answer as a page for people.

    `width` is the terminal's, in cells. `score` adds each hit's score, `explain` how it came about. `next_page` is the
    command that shows the next page.
    """

    def __init__(
        self,
        write: Write,
        *,
        ink: Ink,
        width: int = 80,
        score: bool = False,
        explain: bool = False,
        next_page: str = "",
    ) -> None:
        self._write = write
        self._ink = ink
        self._width = max(width, 1)
        self._score = score
        self._explain = explain
        self._next_page = next_page
        self._margin = 0
        self._facets: Mapping[str, Counts] = {}

    def begin(self, results: Results) -> None:
        """The line that says which results of how many."""
        self._facets = results.facets if results.total else {}
        last = results.offset + len(results)
        # A number, two spaces; none of it where the terminal is a slit.
        self._margin = len(str(last)) + 3 if self._width >= 24 else 0
        if results.hits:
            self._line(shorten(headline(results), self._width), DIM)

    def hit(self, hit: Hit) -> None:
        """Title, source and date, passages."""
        self._write("\n")
        self._title(hit)
        self._wrapped(_SEPARATOR.join(self._facts(hit)), style=META)
        for passage in hit.passages:
            self._passage(passage)
        if hit.copy_count:
            self._wrapped(copies_line(hit.copies, hit.copy_count), style=META)
        marked = bool(hit.title_matches) or any(passage.matches for passage in hit.passages)
        if hit.why and not marked:
            self._wrapped(one_line(hit.why)[0].strip(), style=DIM)
        for line in explanation_lines(hit.explain(), self._room(READABLE)) if self._explain else ():
            self._line(" " * self._margin + line, DIM)

    def end(self) -> None:
        """The facets, and how to get the rest."""
        for line in facets_lines(self._facets, ink=self._ink, width=self._width):
            self._write(f"{line}\n")
        if not self._next_page:
            return
        self._write("\n")
        # As it is: a command is there to be copied, and a line break would end it.
        self._line(safe(f"Next page: {self._next_page}"), DIM)

    def _title(self, hit: Hit) -> None:
        text, spans = one_line(hit.title, hit.title_matches)
        if not text.strip():
            text, spans = UNTITLED, ()
        lines = wrap(text, self._room(None))
        if len(lines) > _TITLE_LINES:
            text, lines = _cut(text, lines[:_TITLE_LINES], self._room(None))
            spans = tuple((start, min(end, len(text) - 1)) for start, end in spans)
        number = f"{hit.rank:>{max(0, self._margin - 2)}}"
        link = address(hit.url, hit.origins)
        for place, within in enumerate(lines):
            margin = " " * self._margin
            if place == 0:
                margin = self._ink.paint(number, DIM) + "  " if self._margin else ""
            line = self._ink.mark(text, spans, BOLD, within=within)
            self._write(f"{margin}{self._ink.link(line, link)}\n")

    def _facts(self, hit: Hit) -> list[str]:
        facts = [source(hit), when(hit.published), byline(hit)]
        if hit.lang not in ("en", "und"):
            facts.append(hit.lang)
        if self._score:
            facts.append(f"score {hit.score:.2f}")
        return [shorten(text, 2 * READABLE) for fact in facts if (text := one_line(fact)[0].strip())]

    def _passage(self, passage: Passage) -> None:
        text, spans = one_line(passage.text, passage.matches)
        text, spans = _trimmed(text, spans)
        if not text:
            return
        if passage.start > 0:
            text, spans = ELLIPSIS + text, tuple((start + 1, end + 1) for start, end in spans)
        if passage.more and not text.endswith(_FINAL):
            text += ELLIPSIS
        self._wrapped(text, spans)

    def _wrapped(self, text: str, spans: tuple[Span, ...] = (), *, style: str = "") -> None:
        for within in wrap(text, self._room(READABLE)):
            self._write(f"{' ' * self._margin}{self._ink.mark(text, spans, style, within=within)}\n")

    def _line(self, text: str, style: str) -> None:
        self._write(self._ink.paint(text, style) + "\n")

    def _room(self, most: int | None) -> int:
        room = self._width - self._margin
        return room if most is None else min(room, most)


def headline(results: Results) -> str:
    """Which results these are: ``Results 11-20 of 123 for korea trust``, ``1 result for ...``."""
    shown, total = len(results), f"{results.total:,}" if results.total_is_exact else f"at least {results.total:,}"
    query = one_line(results.query)[0].strip()
    if results.offset == 0 and shown == results.total:
        counted = f"{total} result{'' if shown == 1 else 's'}"
    else:
        first, last = results.offset + 1, results.offset + shown
        numbers = f"Result {first:,}" if shown == 1 else f"Results {first:,}-{last:,}"
        counted = f"{numbers} of {total}"
    return f"{counted} for {query}" if query else counted


def copies_line(copies: Sequence[Copy], count: int) -> str:
    """How many copies there are, and who published them: ``+3 copies: The Ledger, Harbour Post``."""
    names = dict.fromkeys(one_line(copy.source or _host(copy.url) or copy.title)[0].strip() for copy in copies)
    shown = [shorten(name, _COPY_CELLS) for name in names if name][:_COPIES]
    if len(names) > len(shown) or count > len(copies):
        shown.append("...")
    return f"+{count:,} {'copy' if count == 1 else 'copies'}{': ' if shown else ''}{', '.join(shown)}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def source(hit: Hit) -> str:
    """Who published it; the host of its address or the name of its file when that is unknown."""
    if hit.source:
        return hit.source
    return _host(hit.url) or (hit.origins[0].path.rpartition("/")[2] if hit.origins else "")


def byline(hit: Hit) -> str:
    """Who wrote it: the first few authors, else the agency."""
    names = list(hit.authors[:_AUTHORS])
    if len(hit.authors) > _AUTHORS:
        names.append(f"and {len(hit.authors) - _AUTHORS} more")
    return ", ".join(names) or hit.agency


def _trimmed(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """`text` without space at its ends, `spans` moved along."""
    lead = len(text) - len(text.lstrip(" "))
    text = text.strip(" ")
    moved = ((max(0, start - lead), min(end - lead, len(text))) for start, end in spans)
    return text, tuple((start, end) for start, end in moved if start < end)


def _cut(text: str, lines: list[Span], room: int) -> tuple[str, list[Span]]:
    """`text` that ends with an ellipsis at the last of `lines`, and its lines."""
    start, end = lines[-1]
    last = text[start:end]
    kept = shorten(last, room - 1) if width(last) >= room else last
    kept = kept.removesuffix(ELLIPSIS)
    return text[: start + len(kept)] + ELLIPSIS, [*lines[:-1], (start, start + len(kept) + 1)]
