"""Who wrote it: 'By Jane Doe', 'Compiled by A, B', 'بقلم: ...'; and whose photograph it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from searchkit.reading.credits.agencies import named

# A longer line is a sentence that happens to begin so.
_LONGEST = 140
_BYLINE = re.compile(
    r"(?:(?:compiled|written|reported|reporting|edited|posted|published|translated|interview|words|story|text) )?by"
    r"\s*:?\s+(.+)",
    re.IGNORECASE,
)
_ARABIC_BYLINE = re.compile(r"(?:بقلم|كتبه?ا?|كتبت|إعداد|اعداد|تحرير|ترجمة|تقرير|متابعة)\s*[:/–—-]\s*(.+)|بقلم\s+(.+)")
_REPORTING = re.compile(r"\((?:additional )?(?:reporting|writing) by (.+?)\)", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:photo(?:graph)?s?|images?|pictures?|(?:photo |image )?credit|صورة|الصورة|تصوير|مصدر الصورة)\s*:\s*(.+)"
    r"|(?:photo|image|picture)s? (?:by|courtesy of|courtesy) (.+)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[,;|/&،]|\band\b|\bwith\b)\s*|\s+و\s?(?=[^\W\d_]{3})")
_PLACE = re.compile(r"\s+(?:in|at|for|from)\s+[A-Z].*$")
_JOB = re.compile(
    r"(?:staff|senior|chief|special|contributing|political|business|sports?|deputy|news)?\s*"
    r"(?:reporters?|writers?|correspondents?|editors?|staff|desk|contributors?|agencies|newsroom|bureau|our .+"
    r"|.+ (?:staff|desk|team|reporter|correspondent|bureau))",
    re.IGNORECASE,
)
_PARTICLES = re.compile("de|da|del|della|der|den|di|do|dos|du|van|von|bin|bint|ibn|al|el|le|la|ter|ten|st")
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_FEWEST_WORDS, _MOST_WORDS = 2, 5


class Byline(NamedTuple):
    """Who a byline names; `agency` is set when it names one."""

    authors: tuple[str, ...]
    agency: str


def byline_of(text: str) -> Byline | None:
    """Whom a line that is nothing but a byline names; None for any other line, 'By the numbers' among them."""
    if len(text) > _LONGEST:
        return None
    if match := _REPORTING.fullmatch(text):
        return _names(match[1].split(";")[0])
    if match := _BYLINE.fullmatch(text) or _ARABIC_BYLINE.fullmatch(text):
        return _names(next(group for group in match.groups() if group))
    return None


def credit_of(text: str) -> str:
    """The words of a line that only says whose photograph it is; empty for any other line."""
    match = _CREDIT.fullmatch(text) if len(text) <= _LONGEST else None
    return next(group for group in match.groups() if group).strip() if match else ""


def _names(text: str) -> Byline | None:
    """The names in a list of them; None if a part is neither a name, nor an agency, nor somebody's job."""
    authors: list[str] = []
    agency, known = "", False
    for part in _SEPARATOR.split(_PLACE.sub("", text.strip(" .()"))):
        part = part.strip(" .")
        if not part:
            continue
        if found := named(part):
            agency = agency or found
        elif _JOB.fullmatch(part):
            known = True
        elif _is_name(part):
            authors.append(part.title() if part.isupper() else part)
        else:
            return None
    return Byline(tuple(dict.fromkeys(authors)), agency) if authors or agency or known else None


def _is_name(text: str) -> bool:
    words = text.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or not all(map(_NAME_WORD.fullmatch, words)):
        return False
    return all(word[0].isupper() or not word.isascii() or _PARTICLES.fullmatch(word) for word in words)
