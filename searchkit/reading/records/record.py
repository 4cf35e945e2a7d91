"""A record of a dump, a table or a feed as an article: which field is the title, the text, the date, the author?

The names are those of `searchkit.reading.records.field_names`; what is none of them is kept in `Article.extra`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from searchkit.model import Article, Origin, Problem, Role
from searchkit.reading.context import Context
from searchkit.reading.credits.people import people_of
from searchkit.reading.records.bodies import articles_within, is_more_than_a_body
from searchkit.reading.records.field_names import (
    WEAK_BODIES,
    WEAK_TITLES,
    WRAPPERS,
    fold_name,
    is_known,
    known_among,
    plan_fields,
)
from searchkit.reading.records.field_values import text_of
from searchkit.reading.records.parts import Parts
from searchkit.reading.reports import Reports
from searchkit.reading.texts.prose import one_line, paragraphs

_SHORT = 40
"""Characters: a shorter value in a field that only sometimes holds the text is a number or a reference."""
_ENOUGH = 200
"""Characters: a longer text is the text; a shorter one may be the teaser of another that is twice as long."""

_MOST_FIELDS = 10_000
"""Fields that are looked at; of those that are no part of an article far fewer are kept."""

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    """For records with certain field names: which fields may hold which part of an article, the likeliest first."""

    names: Mapping[str, Sequence[str]]
    weak: frozenset[str]
    """Fields that hold a title or a text only if what is in them looks like it."""


@lru_cache(maxsize=256)
def _plan(keys: tuple[str, ...]) -> Plan:
    weak = frozenset(key for key in keys if fold_name(key) in WEAK_BODIES | WEAK_TITLES)
    return Plan(plan_fields(keys), weak)


def looks_like_article(record: Fields) -> bool:
    """Whether the record has a text, or a title under a name that says so."""
    fields = flattened(record)
    plan = _plan(tuple(fields))
    return bool(_body(fields, plan)[1] or _title(fields, plan, has_body=False)[1])


def flattened(record: Fields, depth: int = 0) -> Fields:
    """The record with the members of objects that only wrap its fields; outer fields win. Of very many fields the
    first, and those that are plainly part of an article."""
    if len(record) > _MOST_FIELDS:
        first = dict(islice(record.items(), _MOST_FIELDS))
        record = first | {name: record[name] for name in known_among(record)}
    if dict not in map(type, record.values()) or depth > 4:
        return record
    fields: dict[str, object] = {}
    inner: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, dict) and _wraps(key, value):
            inner.update(value)
        else:
            fields[key] = value
    if not inner:
        return record
    for key, value in flattened(inner, depth + 1).items():
        fields.setdefault(key, value)
    return fields


def _wraps(key: str, value: Fields) -> bool:
    return (key == "_source" or fold_name(key) in WRAPPERS) and any(map(is_known, value))


class Records:
    """Makes articles of the records of one file; what is to be said once for all of them goes to `reports`."""

    def __init__(self, context: Context, reports: Reports, *, role: Role = "record") -> None:
        self._context = context
        self._reports = reports
        self._role: Role = role

    def articles(
        self, record: Fields, *, place: str, start: int | None = None, end: int | None = None
    ) -> Iterator[Article | Problem]:
        """The article that `record` is, or several where its text is a page of several; or why there is none.

        `place` is where the record stands in the file, for people; `start` and `end` are its bytes.
        """
        fields = flattened(record)
        plan = _plan(tuple(fields))
        body_name, body = _body(fields, plan)
        title_name, title = _title(fields, plan, has_body=bool(body))
        if not body and not title:
            body_name, body = _longest_prose(fields)
            if not body:
                yield from self._reports.problem(_no_article(fields), place=place)
                return
            self._reports.once(f"no field has a known name; {body_name!r} was taken for the text", place=place)
        parts = Parts(fields, plan.names, {title_name, body_name}, self._context)
        origins = self._context.origin(start=start, end=end)
        if is_more_than_a_body(body):
            article = self._article(parts, title, "", origins)
            yield from articles_within(article, body, self._context, place)
        else:
            yield self._article(parts, title, body, origins)
        if parts.lost:
            reason = "fields that are no part of an article were cut, or left out where a record has too many"
            self._reports.once(reason, code="limit", severity="partial", place=place)

    def _article(self, parts: Parts, title: str, body: str, origins: tuple[Origin, ...]) -> Article:
        fetched_at = parts.fetched_at()
        published = parts.published(fetched_at)
        summary = parts.summary()
        authors, byline, agency = parts.people()
        source = parts.source()
        people = people_of(authors, source=source, paragraphs=body.split("\n\n"))
        url = parts.url()
        section, tags = parts.labels()
        return Article(
            title=one_line(title),
            body=paragraphs(body),
            summary=summary,
            source=source,
            authors=people.authors,
            byline=byline,
            agency=agency or people.agency,
            url=url,
            section=section,
            tags=tags,
            lang=parts.lang(),
            role=self._role,
            published=published,
            fetched_at=fetched_at,
            extra=parts.extra(),
            origins=origins,
        )


def _body(fields: Fields, plan: Plan) -> tuple[str, str]:
    """The name and text of the field that holds the text; empty when there is none."""
    best = ("", "")
    for name in plan.names.get("body", ()):
        text = text_of(fields[name])
        if not text or text.isspace() or (name in plan.weak and len(text) < _SHORT):
            continue
        if not best[1] or len(text) > 2 * len(best[1]):
            best = (name, text)
        if len(best[1]) >= _ENOUGH:
            break
    return best if best[1] else _first(fields, plan.names.get("summary", ()))


def _title(fields: Fields, plan: Plan, *, has_body: bool) -> tuple[str, str]:
    names = plan.names.get("title", ())
    return _first(fields, names if has_body else [name for name in names if name not in plan.weak])


def _first(fields: Fields, names: Sequence[str]) -> tuple[str, str]:
    for name in names:
        text = text_of(fields[name])
        if text and not text.isspace():
            return name, text
    return "", ""


def _longest_prose(fields: Fields) -> tuple[str, str]:
    """The field that reads like a text though its name says nothing."""
    texts = [(len(value), name, value) for name, value in fields.items() if isinstance(value, str) and _is_prose(value)]
    return max(texts)[1:] if texts else ("", "")


def _is_prose(text: str) -> bool:
    return len(text) >= _SHORT and (text.count(" ") >= 5 or not text.isascii()) and "://" not in text[:10]


def _no_article(fields: Fields) -> str:
    if not fields:
        return "the record is empty"
    names = ", ".join(name[:30] for name in list(fields)[:8])
    if any(name in plan_fields([name]).get(part, ()) for name in fields for part in ("title", "body")):
        return f"the record has neither a title nor a text (its fields: {names})"
    return f"no field of the record is named like a title or a text (its fields: {names})"
