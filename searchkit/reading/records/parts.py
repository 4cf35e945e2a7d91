"""The parts of an article besides title and text, picked from the fields of a record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timezone

from searchkit.model import Published
from searchkit.reading.context import Context
from searchkit.reading.dates.parsing import parse_date
from searchkit.reading.records.field_names import is_known
from searchkit.reading.records.field_values import names_of, plain_of, tags_of, text_of
from searchkit.reading.texts.language import language_code
from searchkit.reading.texts.prose import entities, one_line, paragraphs
from searchkit.reading.urls import host

EXTRA_FIELDS = 64
"""Fields of a record that are kept besides those that are part of an article."""
EXTRA_CHARACTERS = 4_096
"""How much is kept of such a field."""

_URL = re.compile(r"(?:https?:)?//\S+\Z|www\.\S+\Z", re.IGNORECASE)
# Wire copy and archives put other things after a date: "26-FEB-1987 15:01:01.79<tab>RM", "2020-01-02 (updated)".
_AFTER_DATE = re.compile(r"\t| {2,}|\n| [(#|]")
_AGENCY = re.compile(
    r"(?:^|,\s*|\s+)(reuters|ap|the associated press|associated press|afp|agence france-presse|upi|dpa|yonhap|xinhua|"
    r"kyodo|bloomberg|ansa|efe|tass|interfax|anadolu|pti)(?: news(?: agency)?)?\.?\Z",
    re.IGNORECASE,
)


class Parts:
    """Picks the parts of an article from the fields of one record; what no part took is left for `extra`."""

    def __init__(
        self, fields: Mapping[str, object], names: Mapping[str, Sequence[str]], taken: set[str], context: Context
    ) -> None:
        """`names` lists the fields that may be each part, `taken` the fields that title and text came from."""
        self._fields = fields
        self._names = names
        self._taken = taken
        self._context = context
        self.lost = False
        """Whether `extra` had to leave something out."""

    def summary(self) -> str:
        """The standfirst or abstract."""
        summary = self._text("summary")
        return paragraphs(summary) if summary else ""

    def source(self) -> str:
        """The paper or site; the host when only that is said."""
        source = one_line(self._text("source") or self._text("host"))
        if _URL.match(source):
            source = host(source) or source
        return source or self._context.source

    def url(self) -> str:
        """The address, from the first field that really holds one."""
        for name in self._names.get("url", ()):
            value = text_of(self._fields[name]).strip()
            if _URL.match(value):
                self._taken.add(name)
                return entities(value)
        return ""

    def lang(self) -> str:
        """The language as the record says: a code; ``und`` when it says nothing that is known."""
        name = self._text("lang") or self._context.lang
        return (language_code(name) if name else "") or "und"

    def people(self) -> tuple[tuple[str, ...], str, str]:
        """The authors, the byline as printed and the agency."""
        byline = self._text("byline")
        agency = self._text("agency")
        authors = names_of(self._value("authors")) or names_of(byline)
        if byline or agency:
            byline, agency = one_line(byline), one_line(agency)
        named = []
        for author in authors:
            match = _AGENCY.search(author)
            if match is None:
                named.append(author)
                continue
            agency = agency or match[1]
            if author[: match.start()]:
                named.append(author[: match.start()])
        return tuple(named), byline, agency

    def labels(self) -> tuple[str, tuple[str, ...]]:
        """The section, and all tags; a category is both."""
        section = self._text("section")
        section = one_line(section) if section else ""
        tags: dict[str, None] = {}
        for part in ("tags", "category"):
            for name in self._names.get(part, ()):
                if name not in self._taken:
                    found = tags_of(self._fields[name])
                    tags.update(dict.fromkeys(found))
                    self._taken.add(name)
                    if part == "category" and not section and len(found) == 1:
                        section = found[0]
        return section, tuple(tags)

    def fetched_at(self) -> datetime | None:
        """When the record's page was fetched, if the record says so (UTC)."""
        for name in self._names.get("fetched", ()):
            found = parse_date(text_of(self._fields[name]), basis="metadata")
            if found and found.on:
                self._taken.add(name)
                return found.at or datetime.combine(found.on, time(), timezone.utc)
        return None

    def published(self, fetched_at: datetime | None) -> Published | None:
        """The date, from the first field that holds one; else the words of the first that holds any."""
        unresolved: tuple[str, Published] | None = None
        for name in self._names.get("published", ()):
            raw = text_of(self._fields[name]) if name not in self._taken else ""
            if not raw or raw.isspace():
                continue
            found = _date(raw, fetched_at or self._context.fetched_at)
            if found and found.on:
                self._taken.add(name)
                return found
            unresolved = unresolved or (name, found or Published(raw=one_line(raw[:200]), basis="metadata"))
        if unresolved is None:
            return None
        self._taken.add(unresolved[0])
        return unresolved[1]

    def extra(self) -> dict[str, str]:
        """The other fields as text, the record's own identifier as ``id``."""
        extra: dict[str, str] = {}
        for name in self._names.get("id", ()):
            if name not in self._taken and (identifier := text_of(self._fields[name])):
                self._taken.add(name)
                self._keep(extra, "id", identifier)
                break
        for name, value in self._fields.items():
            if name not in self._taken and value is not None and value != "":
                self._keep(extra, name, value)
        return extra

    def _keep(self, extra: dict[str, str], name: str, value: object) -> None:
        if len(extra) >= EXTRA_FIELDS:
            self.lost = True
            return
        if isinstance(value, str) and len(value) <= EXTRA_CHARACTERS:
            text, is_cut = value.strip(), False
        else:
            text, is_cut = plain_of(value, EXTRA_CHARACTERS)
        # another field's text once more (HTML beside plain text, say) is no loss
        self.lost |= is_cut and not is_known(name)
        if text:
            extra[name[:100]] = text

    def _value(self, part: str) -> object:
        """The value of the first field that may be this part and has one."""
        for name in self._names.get(part, ()):
            value = self._fields[name]
            if value and name not in self._taken:
                self._taken.add(name)
                return value
        return None

    def _text(self, part: str) -> str:
        """The text of the first field that may be this part and has any."""
        for name in self._names.get(part, ()):
            if name not in self._taken:
                text = text_of(self._fields[name])
                if text and not text.isspace():
                    self._taken.add(name)
                    return text
        return ""


def _date(raw: str, fetched_at: datetime | None) -> Published | None:
    """The date that `raw` is, or that it begins with before something set off from it."""
    if "&" in raw:
        raw = entities(raw)
    found = parse_date(raw, fetched_at=fetched_at, basis="metadata")
    if found is not None:
        return found
    if " " in raw or "\t" in raw:
        joined = " ".join(raw.split())
        for part in (joined, _AFTER_DATE.split(raw, maxsplit=1)[0], joined.partition(" ")[0]):
            found = parse_date(part, fetched_at=fetched_at, basis="metadata")
            # "2020 edition" is no date, "2020-01-02 edition" is
            if found is not None and found.on and found.precision != "year":
                return found
    return None
