"""Splitting a page: find the items, then the main article above them, then account for every line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from searchkit.model import Article, Note, Published, Role
from searchkit.reading.pages.anchors import Found, find_anchors
from searchkit.reading.pages.bodies import read_body
from searchkit.reading.pages.datelines import has_time_label
from searchkit.reading.pages.furniture import is_listing, is_logo, kind_of, run_before, sure_lines
from searchkit.reading.pages.furniture_words import TIME_LABELS
from searchkit.reading.pages.items import Item, find_items
from searchkit.reading.pages.leads import Lead, listing_tag, read_lead
from searchkit.reading.pages.lines import BULLETS, Line, read_lines
from searchkit.reading.pages.result import Dropped, Piece, Split

# 'Try our features', 'No comments yet', 'Related articles': three of them are no coincidence.
_ENOUGH_FURNITURE = 3
# No page lacks all of these: a logo, a row of bullets, a date with its label, or furniture at the end. Most texts do,
# and are spared the rest.
_HINT = re.compile(
    rf"(?:^|[\r\n\u2028\u2029])[^\S\r\n]*[\ufeff\u200e\u200f]*"
    rf"(?:[{re.escape(BULLETS)}]|{'|'.join(TIME_LABELS)}|(?i:logo|شعار))"
)
_TAIL = 1_000
_LONGEST = 1 << 21
"""Characters of the longest page: those of aggregators have fewer than a tenth, and looking through more takes long."""
# Where all other items have a text of one line, further lines below the last are no text if they are short.
_ENOUGH_ITEMS, _LONGEST_FOOTER = 2, 80


def split(text: str, *, fetched_at: datetime | None = None) -> Split | None:
    """The articles of an aggregator page; None if `text` is no such page.

    `fetched_at` is when the page was crawled: relative times ('an hour ago') are resolved against it and nothing else.
    A page that looks like one but does not hold together comes back whole, as one article, with a note ``ambiguous``.
    Time and memory are linear in the length of `text`.
    """
    if len(text) > _LONGEST or not (_HINT.search(text) or _ends_in_furniture(read_lines(text[-_TAIL:]))):
        return None
    lines = read_lines(text)
    found = find_anchors(lines, fetched_at)
    items = find_items(lines, found.anchors)
    if not lines or not (items or is_logo(lines[0]) or _ends_in_furniture(lines)):
        return None
    page = _Page(lines, items, fetched_at)
    doubt = page.doubt(found)
    if doubt is not None:
        return _whole(lines, doubt, fetched_at) if doubt else None
    return page.split()


def _ends_in_furniture(lines: Sequence[Line]) -> bool:
    return sure_lines(lines[run_before(lines, 0, len(lines)) :]) >= _ENOUGH_FURNITURE


def _whole(lines: Sequence[Line], reason: str, fetched_at: datetime | None) -> Split:
    first = next((number for number, line in enumerate(lines) if not is_logo(line)), 0)
    article = Article(
        title=lines[first].text,
        body="\n\n".join(line.text for line in lines[first + 1 :]),
        role="document",
        fetched_at=fetched_at,
    )
    dropped = tuple(Dropped(line.number, line.text, "logo") for line in lines[:first])
    return Split((Piece(article, lines[first].start, lines[-1].end),), dropped, (Note("ambiguous", reason),))


class _Page:
    """One page while it is split; each line ends in an article or in `dropped`."""

    def __init__(self, lines: Sequence[Line], items: Sequence[Item], fetched_at: datetime | None) -> None:
        self.lines = lines
        self.items = items
        self.fetched_at = fetched_at
        self.dropped: list[Dropped] = []
        self.first_item = items[0].start if items else len(lines)
        sure = (index for index in range(self.first_item) if kind_of(lines[index]) == "sure")
        self.first_sure = next(sure, len(lines))
        # where the text before the items ends
        self.lead_end = run_before(lines, 0, self.first_item)
        self.separator = sure_lines(lines[self.lead_end : self.first_item])
        self.tag = listing_tag(lines, self.first_item) if items else None
        known = dict.fromkeys(item.anchor.source for item in items)
        self.lead = read_lead(lines, self.lead_end, known, fetched_at) if self.tag is None else None

    def doubt(self, found: Found) -> str | None:
        """None to split; else why the page is better kept whole, or '' when it is no page of this kind."""
        lead = self.lead
        # the logo, and below it a title that is repeated or dated
        headed = lead is not None and lead.logo and (lead.titles > 1 or lead.published is not None)
        if self.items or self.separator or headed:
            for index in found.doubtful:
                if self._among_items(index):
                    number = self.lines[index].number
                    return f"line {number} looks like the date of an article that nothing confirms"
        if self.items:
            first = self.items[0]
            alone = len(self.items) == 1 and not (first.anchor.timed or first.titled_above)
            if not alone or self.separator or headed or any(map(is_listing, self.lines[:3])):
                return None
            return "only one item was found, and nothing else says that this is a page of several articles"
        if lead is None or headed or self.separator >= _ENOUGH_FURNITURE:
            return "" if lead is None else None
        if lead.logo and self.separator:
            return "the page begins with a logo and ends with furniture, but has no items"
        return ""

    def _among_items(self, index: int) -> bool:
        """Whether a line stands where items are: below the first, or below furniture that ends an article."""
        if index >= self.first_item or has_time_label(self.lines[index].text):
            return True
        return self.first_sure < index

    def split(self) -> Split:
        pieces: list[Piece] = []
        for number, item in enumerate(self.items):
            end = self._end(item)
            introduces = number == 0 and self.tag == "" and len(self.items) > 1 and self._separates(end, item.end)
            pieces += self._item(item, end, "main" if introduces else self._role(pieces))
        if self.lead is not None:
            pieces.insert(0, self._main(self.lead))
        else:
            self._drop(0, self.first_item, "heading of the list")
        return Split(tuple(pieces), tuple(sorted(self.dropped, key=lambda dropped: dropped.line)))

    def _end(self, item: Item) -> int:
        """Where the text of an item ends. Below a last item the footer begins, in words that no list may know."""
        end = run_before(self.lines, item.text, item.end)
        others = self.items[:-1]
        if item is not self.items[-1] or end <= item.text + 1 or len(others) < _ENOUGH_ITEMS:
            return end
        if any(run_before(self.lines, other.text, other.end) > other.text + 1 for other in others):
            return end
        below = self.lines[item.text + 1 : end]
        foreign = sure_lines(below) or all(
            len(line.text) <= _LONGEST_FOOTER and not line.text.startswith(">") for line in below
        )
        return item.text + 1 if foreign else end

    def _role(self, pieces: Sequence[Piece]) -> Role:
        main = self.lead is not None or self.separator or (pieces and pieces[0].article.role == "main")
        return "related" if main else "listed"

    def _separates(self, start: int, end: int) -> bool:
        """Whether furniture below the first item says that it is the page's main article."""
        return sure_lines(self.lines[start:end]) > 0

    def _main(self, lead: Lead) -> Piece:
        self._drop(0, lead.title_line, "logo")
        tags = self._tags(self.lead_end, self.first_item)
        return self._article(
            lead.title_line,
            lead.text,
            self.lead_end,
            title=self.lines[lead.title_line].text if lead.titles else "",
            source=lead.source,
            published=lead.published,
            tags=tags,
            role="main",
        )

    def _item(self, item: Item, end: int, role: Role) -> list[Piece]:
        tags = self._tags(end, item.end)
        before = len(self.dropped)
        bullets = item.anchor.bullets
        piece = self._article(
            item.start,
            item.text,
            end,
            title=item.title,
            source=item.anchor.source,
            published=item.anchor.published,
            section=bullets[0] if bullets else "",
            tags=(*bullets[1:], *tags, *((self.tag,) if self.tag else ())),
            role=role,
        )
        if piece.article.title or piece.article.body:
            return [piece]
        del self.dropped[before:]
        self._drop(item.start, end, "item without title and text")
        return []

    def _article(
        self,
        start: int,
        text: int,
        end: int,
        *,
        title: str,
        source: str,
        published: Published | None,
        role: Role,
        section: str = "",
        tags: Iterable[str] = (),
    ) -> Piece:
        body = read_body(self.lines[text:end])
        self.dropped += [Dropped(line.number, line.text, "furniture") for line in body.dropped]
        article = Article(
            title=title,
            body="\n\n".join(body.paragraphs),
            summary=body.summary,
            headings=tuple(body.headings),
            source=source,
            authors=tuple(body.authors),
            byline=body.byline,
            contacts=tuple(body.contacts),
            agency=body.agency,
            section=section,
            tags=tuple(dict.fromkeys(tags)),
            role=role,
            published=published,
            fetched_at=self.fetched_at,
            extra={"photo": "; ".join(body.credits)} if body.credits else {},
        )
        return Piece(article, self.lines[start].start, self.lines[max(end, start + 1) - 1].end)

    def _tags(self, start: int, end: int) -> tuple[str, ...]:
        """The hashtags in a run of furniture; the rest of the run is dropped."""
        tags: list[str] = []
        for line in self.lines[start:end]:
            words = line.text.replace("#", " #").split() if kind_of(line) == "tags" else []
            found = [word.strip("#") for word in words if word.strip("#")]
            tags += found
            if not found:
                self.dropped.append(Dropped(line.number, line.text, "furniture"))
        return tuple(tags)

    def _drop(self, start: int, end: int, reason: str) -> None:
        self.dropped += [Dropped(line.number, line.text, reason) for line in self.lines[start:end]]
