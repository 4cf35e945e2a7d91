"""What the commands for the operator say: checks, repairs, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.present.dates import duration
from searchkit.present.report import size
from searchkit.present.safe import one_line, safe

if TYPE_CHECKING:
    from searchkit.reports import BackupReport, CheckReport, CompactReport, Damage, RepairReport


def damage_text(damage: Damage) -> str:
    """A damage as one line: ``MAIN_x.seg, byte 4,096: ...``."""
    place = "" if damage.offset is None else f", byte {damage.offset:,}"
    return f"{safe(damage.file)}{place}: {one_line(damage.what)[0].strip()}"


def check_text(report: CheckReport) -> str:
    """What a check found, for people: a line for each damage, and a verdict."""
    lines = [damage_text(damage) for damage in report.damages]
    rate = f", {size(round(report.bytes / report.seconds))}/s" if report.seconds > 0 else ""
    looked = f"{_count(report.files, 'file')}, {size(report.bytes)}, {_count(report.articles, 'article')}"
    verdict = "all as it was written" if report.ok else f"{_count(len(lines), 'damage')}; searchkit repair rebuilds"
    where = safe(str(report.path))
    return _lines([*lines, f"{where}: {verdict} ({looked}; {duration(report.seconds)}{rate})"])


def repair_text(report: RepairReport) -> str:
    """What a repair did, for people."""
    where = safe(str(report.path))
    if not report.damages:
        return _lines([f"{where}: all as it was written; nothing to repair"])
    lines = [f"done: {one_line(one)[0].strip()}" for one in report.done]
    lines += [f"lost: {one_line(one)[0].strip()}" for one in report.lost]
    verdict = f"{_count(len(report.lost), 'loss')}, listed above" if report.lost else "nothing was lost"
    return _lines([*lines, f"{where}: {_count(report.articles, 'article')} in the index; {verdict}"])


def backup_text(report: BackupReport) -> str:
    """What was copied, for people."""
    linked = f" ({report.linked:,} of them linked)" if report.linked else ""
    files = f"{_count(report.files, 'file')}{linked}, {size(report.bytes)}"
    articles = _count(report.articles, "article")
    return _lines([f"{safe(str(report.path))}: {articles}, {files}; {duration(report.seconds)}"])


def compact_text(report: CompactReport) -> str:
    """What compacting did, for people."""
    deleted = f", {_count(report.deleted, 'deleted article')} gone" if report.deleted else ""
    sizes = f"{size(report.bytes_before)} before, {size(report.bytes)} now"
    segments = f"{_count(report.segments_before, 'segment')} before, {report.segments:,} now"
    return _lines([f"{segments}{deleted}; {sizes}; {_count(report.articles, 'article')}"])


def _count(number: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("ss") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
