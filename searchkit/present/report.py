"""What the commands other than `search` say: runs of the indexer, figures, fields, problems, health."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from searchkit.model import Note, Problem
from searchkit.present.dates import day, duration, moment
from searchkit.present.ink import DIM, MATCH, Ink
from searchkit.present.layout import ELLIPSIS
from searchkit.present.safe import one_line, safe
from searchkit.present.table import rows

if TYPE_CHECKING:
    from searchkit.reports import FieldInfo, Health, Stats, SyncReport


_LONGEST_PATH = 300
"""Characters of a path in a line of text: some four lines of a terminal."""


def note_text(note: Note) -> str:
    """A note on an answer, as one line; what may have been meant is a question of its own."""
    text = one_line(note.message)[0].strip()
    return text if note.code == "did-you-mean" else f"note: {text}"


def problem_text(problem: Problem) -> str:
    """A problem as one line: ``news/a.html, line 3: not valid UTF-8``."""
    place = f", {problem.place}" if problem.place else ""
    return f"{_path(problem.path)}{safe(place)}: {one_line(problem.reason)[0].strip()}"


def _path(path: str) -> str:
    """A path, its middle left out where it fills a screen; JSON has all of it."""
    whole = safe(path)
    half = _LONGEST_PATH // 2
    return whole if len(whole) <= _LONGEST_PATH else f"{whole[:half]}{ELLIPSIS}{whole[-half:]}"


def summary_line(report: SyncReport) -> str:
    """A run in one line: ``+120 ~3 =1000 -0 !2  1,123 articles, 2.5 s``.

    Files added, changed, unchanged, removed; problems; then the articles in the index and the time it took. Of a run
    that was stopped, which may not have ended a single file, the articles too.
    """
    counts = f"+{report.added} ~{report.changed} ={report.unchanged} -{report.removed} !{report.problems}"
    if report.dry_run:
        return f"{counts}  (dry run: nothing was written)"
    stopped = f"stopped after {_articles(report)}; the next run goes on from there; " if report.interrupted else ""
    return f"{counts}  {stopped}{_count(report.articles, 'article')} in the index, {duration(report.seconds)}"


def sync_advice(report: SyncReport) -> Iterator[str]:
    """What a person should know about a run besides its summary: the first problems, what to do next."""
    yield from (problem_text(problem) for problem in report.first_problems)
    more = report.problems - len(report.first_problems)
    if more > 0:
        yield f"and {_count(more, 'more problem')}; all of them: searchkit problems"
    if report.ignored:
        was = "was" if report.ignored == 1 else "were"
        what = "of kinds that hold no articles, which are read when they are named themselves; devices; an index"
        yield f"{_count(report.ignored, 'file')} {was} passed over ({what})."
    if report.vanished:
        are, they = ("is", "it") if report.vanished == 1 else ("are", "they")
        yield f"{_count(report.vanished, 'file')} {are} gone, but still in the index; --prune removes what {they} held."


def stats_text(stats: Stats, *, ink: Ink, width: int = 80) -> str:
    """The figures of an index, for people."""
    dates = ""
    if stats.oldest and stats.newest:
        same = stats.oldest == stats.newest
        dates = day(stats.oldest) if same else f"{day(stats.oldest)} to {day(stats.newest)}"
    problems = f"{stats.problems:,}" + ("; searchkit problems lists them" if stats.problems else "")
    pairs = (
        ("index", str(stats.path) if stats.path else "in memory"),
        ("articles", f"{stats.articles:,}"),
        ("copies", _copies(stats)),
        ("files", f"{stats.files:,}"),
        ("words", f"{stats.words:,}, found by {_count(stats.terms, 'stem')}"),
        ("size", size(stats.bytes)),
        ("published", f"{dates or 'no dates'}{f'; {stats.undated:,} undated' if stats.undated else ''}"),
        ("languages", _counted(stats.languages)),
        ("sources", _counted(stats.sources)),
        ("last commit", moment(stats.last_commit) if stats.last_commit else "never"),
        ("problems", problems),
    )
    return _lines(rows(pairs, ink=ink, width=width))


def _copies(stats: Stats) -> str:
    if not stats.copies:
        return "none"
    return f"{stats.copies:,}, of {stats.stories:,} {'story' if stats.stories == 1 else 'stories'}"


def fields_text(fields: Iterable[FieldInfo], *, ink: Ink, width: int = 80) -> str:
    """The fields that a query can name, for people: what each holds, how many terms, a few of them."""
    pairs: list[tuple[str, str]] = []
    for field in fields:
        examples = f": {', '.join(field.examples)}" if field.examples else ""
        pairs += ((field.name, field.description), ("", _count(field.terms, "term") + examples))
    return _lines(rows(pairs, ink=ink, width=width))


def health_text(health: Health, *, ink: Ink, width: int = 80) -> str:
    """Whether an index is well, for people: each check with its outcome."""
    lines = list(
        rows(((check.name, _outcome(check.ok) + check.detail) for check in health.checks), ink=ink, width=width)
    )
    verdict = "The index is well." if health.ok else "The index is not well: see above."
    return _lines([*lines, "", ink.paint(verdict, DIM if health.ok else MATCH)])


def size(number: int) -> str:
    """A number of bytes for people: ``512 bytes``, ``35.2 MB``."""
    amount, unit = float(number), "bytes"
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"


def _articles(report: SyncReport) -> str:
    """What a run did, in articles: ``538 articles added, 2 changed``."""
    more = ((report.articles_changed, "changed"), (report.articles_removed, "removed"))
    return ", ".join(
        [f"{_count(report.articles_added, 'article')} added", *(f"{count:,} {what}" for count, what in more if count)]
    )


def _outcome(ok: bool) -> str:
    return "" if ok else "NOT WELL: "


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name or 'unknown'} {count:,}" for name, count in counts) or "none"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
