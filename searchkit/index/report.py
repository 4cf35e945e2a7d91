"""What is in the index, and whether it is well."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from itertools import compress, islice
from typing import TYPE_CHECKING

from searchkit._version import __version__
from searchkit.errors import ADVICE, IndexDamaged, SearchkitError
from searchkit.index.columnar import segments_of
from searchkit.index.damage import damage_translated
from searchkit.index.documents import NO_TIME
from searchkit.index.manifest import FORMAT_VERSION
from searchkit.index.schema import FIELDS
from searchkit.index.store import article_in
from searchkit.index.stories.naming import story_sizes
from searchkit.reports import Check, FieldInfo, Health, Stats

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.field import Field
    from searchkit.index.store import Store

_TOP = 10
_EXAMPLES = 3
_DAY = 86_400
_TERMS = 1 << 14  # of a segment that are counted together


def stats(store: Store) -> Stats:
    """How much is in the index."""
    reader = store.reader()
    times = sorted(time for time in _times(reader) if time != NO_TIME)
    sources = _counted(store, "source")
    stories = story_sizes(segments_of(reader) or ())
    return Stats(
        path=store.folder,
        articles=store.count(),
        words=_term_count(reader, "exact"),
        terms=_term_count(reader, "text"),
        files=store.catalog.file_count(),
        bytes=store.size(),
        languages=store.languages(),
        sources=tuple(sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))[:_TOP]),
        oldest=_day(times[0]) if times else None,
        newest=_day(times[-1]) if times else None,
        undated=store.count() - len(times),
        last_commit=store.last_commit(),
        problems=store.catalog.problem_count(),
        stories=len(stories),
        copies=sum(stories) - len(stories),
    )


def _counted(store: Store, name: str) -> Counter[str]:
    """How many articles have each value of a column of categories."""
    counted: Counter[str] = Counter()
    for segment, _ in segments_of(store.reader()) or ():
        column = segment.categories(name)
        if column is not None:
            found = zip(column.values(), column.counts(segment.live).tolist(), strict=True)
            counted.update({value: count for value, count in found if count})
    return counted


def field_infos(store: Store) -> tuple[FieldInfo, ...]:
    """The fields, with how many terms each has and some examples."""
    return tuple(_field_info(store.reader(), name, description) for name, description in FIELDS.items())


def _field_info(reader: IndexReader, name: str, description: str) -> FieldInfo:
    if name == "date":  # its terms are numbers of several precisions
        days = sorted({time // _DAY for time in _times(reader) if time != NO_TIME}, reverse=True)
        newest = tuple(_day(day * _DAY).isoformat() for day in days[:_EXAMPLES])
        return FieldInfo(name, description, len(days), newest)
    number = 0
    best: list[tuple[int, bytes]] = []
    for pieces in _in_pieces(reader, name):
        counts: Counter[bytes] = Counter()
        for field, begin, end in pieces:
            found = zip(field.terms.some(begin, end), field.live_frequencies(begin, end).tolist(), strict=True)
            counts.update(dict(found))
        counts = +counts  # without those of none
        number += len(counts)
        frequent = sorted((-count, term) for term, count in counts.items())
        wordy = (pair for pair in frequent if any(map(str.isalpha, pair[1].decode())))
        best = sorted([*best, *islice(wordy, _EXAMPLES)])[:_EXAMPLES]
    return FieldInfo(name, description, number, tuple(term.decode() for _, term in best))


def _term_count(reader: IndexReader, name: str) -> int:
    """How many terms a field has, those of deleted articles among them."""
    return sum(
        len(set().union(*(field.terms.some(begin, end) for field, begin, end in pieces)))
        if len(pieces) > 1
        else sum(end - begin for _, begin, end in pieces)
        for pieces in _in_pieces(reader, name)
    )


def _in_pieces(reader: IndexReader, name: str) -> Iterator[list[tuple[Field, int, int]]]:
    """The terms of a field of all segments, some at a time: those of each segment, from one number to before another.
    A term that is in several segments is in the same piece of all."""
    found = [segment.field(name) for segment, _ in segments_of(reader) or ()]
    fields = [field for field in found if field is not None and field.term_count]
    bounds = sorted({field.term(number) for field in fields for number in range(_TERMS, field.term_count, _TERMS)})
    begins = [0] * len(fields)
    for first in range(0, len(bounds) + 1, len(fields) or 1):
        some = bounds[first + len(fields) - 1 : first + len(fields)]
        ends = [field.terms.at_least(some[0]) if some else field.term_count for field in fields]
        spans = zip(fields, begins, ends, strict=True)
        yield [(field, begin, end) for field, begin, end in spans if begin < end]
        begins = ends


def health(store: Store) -> Health:
    """Looks at versions, catalog and segments. A problem is a check that is not ok, never an exception."""
    return Health(store.folder, tuple(_checks(store)))


def _checks(store: Store) -> Iterator[Check]:
    yield Check("searchkit", True, f"{__version__}, index format {FORMAT_VERSION}")
    yield Check("python", True, f"{platform.python_version()} on {platform.system()}")
    for package in (
        "whoosh3",
        "numpy",
        "zstandard",
        "nltk",
        "click",
        "trafilatura",
        "resiliparse",
        "feedparser",
        "py3langid",
    ):
        yield _package(package)
    yield Check("index", True, f"{store.name}, made by searchkit {store.manifest.created_by}")
    yield _checked("catalog", lambda: _catalog(store))
    yield _checked("segments", lambda: _segments(store))
    yield _checked("articles", lambda: _articles(store))


def _checked(name: str, look: Callable[[], str]) -> Check:
    """The check of this name: `look` gives a detail when all is well, and raises `IndexDamaged` when it is not."""
    try:
        return Check(name, True, look())
    except SearchkitError as error:
        return Check(name, False, str(error))


def _catalog(store: Store) -> str:
    if found := store.catalog.faults():
        raise IndexDamaged(f"{store.name}: the catalog is damaged ({found[0]}); {ADVICE}")
    return "ok"


def _segments(store: Store) -> str:
    segments = segments_of(store.reader()) or []
    if store.damage:
        raise IndexDamaged(f"{store.damage}; the index is read as of the commit before: run searchkit repair")
    for segment, _ in segments:
        if damaged := segment.file.damaged():
            raise IndexDamaged(f"{segment.name}: {', '.join(damaged)}: not as written; {ADVICE}")
    return f"{len(segments):,}, all as they were written"


def _articles(store: Store) -> str:
    read = 0  # without their places: the catalog is compared by itself, and asking it for each takes as long again
    with damage_translated(store.name):
        for segment, _ in segments_of(store.reader()) or ():
            live = segment.live_bytes or bytes([1]) * segment.document_count
            for number in compress(range(segment.document_count), live):
                article_in(segment, number)
                read += 1
    listed = len(store.catalog.ids())
    if read != listed and store.catalog.generation() < store.generation:
        return f"{read:,}, all read back; the catalog was not told of the last commit yet, the next one tells it"
    if read != listed:
        raise IndexDamaged(f"{read:,} in the segments, {listed:,} in the catalog; index the articles again")
    return f"{read:,}, all read back"


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed; reinstall searchkit")


def _times(reader: IndexReader) -> Iterator[int]:
    for segment, _ in segments_of(reader) or ():
        times = segment.column("time")
        yield from (times if segment.live is None else times[segment.live]).tolist()


def _day(seconds: int) -> date:
    """The day in UTC; the first or last of the calendar for a moment beyond, as 9999-12-31 of a zone may be."""
    return date.fromordinal(min(max(1, _EPOCH + seconds // 86_400), date.max.toordinal()))


_EPOCH = date(1970, 1, 1).toordinal()
