"""What the index tells of itself and of a run: plain values, as those of `model` are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import fmean

from searchkit.model import Problem


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    files: int
    files_total: int
    bytes: int
    bytes_total: int
    articles: int
    """Articles read in this run."""
    path: str
    """The file at hand."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run did. Files first: each that was met is added, changed, unchanged or a problem, or was ignored."""

    added: int = 0
    """Files read for the first time."""
    changed: int = 0
    """Files read again because they had changed."""
    unchanged: int = 0
    removed: int = 0
    """Files that are gone, whose articles were removed."""
    vanished: int = 0
    """Files that are gone, whose articles stay: ``prune`` removes them."""
    skipped: int = 0
    """Files that gave no article, with a problem that says why."""
    partly: int = 0
    """Files of those above that gave articles, and problems too."""
    ignored: int = 0
    """Files of kinds that hold no articles, such as pictures."""
    problems: int = 0
    """Problems met, of files read in this run or on record for unchanged ones; mere notes not counted."""
    first_problems: tuple[Problem, ...] = ()
    """The first of them, at most ten."""
    articles_added: int = 0
    articles_changed: int = 0
    articles_removed: int = 0
    articles: int = 0
    """Articles in the index now."""
    seconds: float = 0.0
    interrupted: bool = False
    """True when the run was stopped: what it had read was kept."""
    dry_run: bool = False
    """True when nothing was written."""

    @property
    def files(self) -> int:
        """Files met."""
        return self.added + self.changed + self.unchanged + self.skipped + self.ignored


@dataclass(frozen=True, slots=True)
class Stats:
    """How much is in the index."""

    path: Path | None
    articles: int
    words: int
    """Distinct words, as written."""
    terms: int
    """Distinct terms they are found by."""
    files: int
    bytes: int
    """Size of the index on the disk; 0 in memory."""
    languages: tuple[tuple[str, int], ...]
    """(language, articles), most frequent first."""
    sources: tuple[tuple[str, int], ...]
    """(source, articles), the ten most frequent first."""
    oldest: date | None
    newest: date | None
    undated: int
    last_commit: datetime | None
    problems: int
    stories: int
    """Stories that several articles are of."""
    copies: int
    """Articles of these, without the first of each."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field that a query can name."""

    name: str
    description: str
    terms: int
    """Distinct terms."""
    examples: tuple[str, ...]
    """Some of its most frequent terms."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept under a name."""

    name: str
    query: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    """Conditions and order, named as the arguments of `Index.search` are."""
    seen: int = 0
    """Articles that match and were shown, or taken as seen."""
    last_run: datetime | None = None
    """When it was last watched (UTC); None: never."""
    problem: str = ""
    """Why it cannot be read; empty when it can."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in a file of an index that is not as it should be."""

    file: str
    """The name of the file in the index folder."""
    offset: int | None
    """The byte where it begins; None when it concerns the file as a whole."""
    what: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `searchkit.check` found."""

    path: Path
    damages: tuple[Damage, ...]
    files: int
    bytes: int
    """Bytes that were read."""
    articles: int
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.damages


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What `searchkit.repair` found and did."""

    path: Path
    damages: tuple[Damage, ...]
    done: tuple[str, ...]
    """What was rebuilt, a sentence each."""
    lost: tuple[str, ...]
    """What could not be saved, a sentence each: articles by identity."""
    articles: int
    """Articles in the index now."""
    seconds: float


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What `Index.backup` or `searchkit.restore` copied."""

    path: Path
    """Where it is now."""
    articles: int
    files: int
    bytes: int
    linked: int
    """Files that are not copies, but second names of the same content."""
    seconds: float


@dataclass(frozen=True, slots=True)
class CompactReport:
    """What `Index.compact` did."""

    path: Path | None
    articles: int
    segments_before: int
    segments: int
    bytes_before: int
    bytes: int
    deleted: int
    """Deleted articles that still took room."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Health:
    """Versions, where the index is, and whether it is well."""

    path: Path | None
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check is."""
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good the answers of a run are."""

    measures: tuple[str, ...]
    """Their names, as ``ir_measures`` writes them."""
    values: Mapping[str, tuple[float, ...]]
    """By query: the value of each measure, in the order of `measures`. A query that was not answered has 0."""
    unjudged: float
    """The share of the ten best of all queries that nobody has judged, which count as not relevant."""
    without_judgments: int = 0
    """Queries that were left out, since nothing is judged for them."""

    @property
    def means(self) -> dict[str, float]:
        """The mean of each measure over all queries."""
        columns = zip(*self.values.values(), strict=True)
        return {measure: fmean(column) for measure, column in zip(self.measures, columns, strict=True)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of two evaluations over the queries that both have."""

    measure: str
    mean: float
    other_mean: float
    differences: Mapping[str, float]
    """By query: the first's value less the other's."""
    p_value: float
    """How likely a difference of means as large as this is when the two are equally good: a paired randomisation test
    (10,000 sign flips, both sides). 1 when no query differs."""

    @property
    def difference(self) -> float:
        """Of the means."""
        return self.mean - self.other_mean

    @property
    def better(self) -> int:
        """Queries that the first answers better."""
        return sum(difference > 0 for difference in self.differences.values())

    @property
    def worse(self) -> int:
        """Queries that it answers worse."""
        return sum(difference < 0 for difference in self.differences.values())
