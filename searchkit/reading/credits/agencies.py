"""The news agency that a story came from, as the story says: '(Yonhap)' at its end, 'TAIPEI (Reuters) -' before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from searchkit.reading.dates.words import fold

# Each agency and the names it is printed under. Short Latin names count only in capitals: 'pa' and 'ani' are words.
_NAMES = {
    "AAP": "AAP|Australian Associated Press",
    "AFP": "AFP|Agence France-Presse|Agence France Presse|أ ف ب|أ.ف.ب|أ. ف. ب|فرانس برس|وكالة فرانس برس",
    "ANI": "ANI|Asian News International",
    "ANSA": "ANSA",
    "AP": "AP|Associated Press|The Associated Press|أ ب|أ.ب|أسوشيتد برس|اسوشيتد برس",
    "Anadolu": "AA|Anadolu|Anadolu Agency|الأناضول|وكالة الأناضول",
    "Antara": "Antara|ANTARA News",
    "BNA": "BNA|Bahrain News Agency|بنا",
    "Bernama": "Bernama",
    "Bloomberg": "Bloomberg|Bloomberg News|بلومبرغ",
    "CP": "The Canadian Press|Canadian Press",
    "EFE": "EFE|Agencia EFE",
    "IANS": "IANS",
    "Interfax": "Interfax",
    "Jiji": "Jiji|Jiji Press|時事",
    "KUNA": "KUNA|كونا",
    "Kyodo": "Kyodo|Kyodo News|共同",
    "MENA": "MENA|أ ش أ|أ.ش.أ|وكالة أنباء الشرق الأوسط",
    "NNA": "NNA",
    "Newsis": "Newsis|뉴시스",
    "ONA": "ONA|العمانية",
    "PA": "PA|PA Media|Press Association",
    "PTI": "PTI|Press Trust of India",
    "Petra": "Petra|بترا",
    "QNA": "QNA|قنا",
    "Reuters": "Reuters|Thomson Reuters|رويترز|로이터",
    "SANA": "SANA|سانا",
    "SPA": "SPA|Saudi Press Agency|واس",
    "TASS": "TASS|ITAR-TASS",
    "UPI": "UPI|United Press International",
    "WAM": "WAM|Emirates News Agency|وام",
    "Xinhua": "Xinhua|Xinhua News Agency|شينخوا|新華社|新华社",
    "Yonhap": "Yonhap|Yonhap News|Yonhap News Agency|연합뉴스|يونهاب",
    "dpa": "dpa|DPA|Deutsche Presse-Agentur|د ب أ|د.ب.أ",
}
_SHORT = 4
_BY_NAME = {
    (name if name.isascii() and len(name) <= _SHORT else fold(name)): agency
    for agency, names in _NAMES.items()
    for name in names.split("|")
}

_LONGEST = max(map(len, _BY_NAME))
_MOST_WORDS = max(len(name.split()) for name in _BY_NAME)

# The end of a story: '(Yonhap)', '(With inputs from PTI)', '(AP, Reuters)', '... said. - Bernama', '... قال. (وام)'
_IN_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]{2,80})[)\]）][\s.\"'”’*]*$")
_AFTER_DASH = re.compile(r"(?:[.!?\"'”’]\s*[-–—]{1,2}|^[-–—]{1,2}|[.!?\"'”’]\s*/)\s*([^\W\d_][\w .]{1,40})$")
_LEADING = re.compile(
    r"^(?:with )?(?:additional )?(?:inputs?|reporting|files?|agencies)?\s*(?:from|by|source:?|via)?\s+", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*(?:[,;/&|+]|\band\b|\bو(?=\s))\s*")
_REPORT = re.compile(r"this report by (.{2,40}?) was first published", re.IGNORECASE)
# The beginning: 'SEOUL, Aug. 14 (Yonhap) --', '(Bloomberg) --', 'TAIPEI (Reuters) -', 'أبوظبي في 3 يوليو / وام /'
_DATELINE = re.compile(r"^[^()]{0,60}[(/]\s*([^()/]{2,40}?)\s*[)/]\s*(?:[-–—:]|$|(?<=/))")
# Enough to hold the pattern; a paragraph may be a megabyte.
_END, _BEGINNING = 160, 140
_FIRST = 3
"""Paragraphs in which a dateline may stand: a byline and a standfirst come before it."""


def agency_of(paragraphs: Sequence[str]) -> str:
    """The agency that a story names at its end or in its dateline; empty if it names none."""
    for paragraph in paragraphs[-1:-3:-1]:
        tail = paragraph[-_END:].rstrip()
        for pattern in _endings(tail):
            if (match := pattern.search(tail)) and (agency := _first_agency(match[1])):
                return agency
        if agency := named(tail):
            return agency
    for paragraph in paragraphs[:2]:
        if (inside := _in_dateline(paragraph)) and (agency := _first_agency(inside)):
            return agency
    return ""


def dateline_name(paragraphs: Sequence[str]) -> str:
    """What stands in the brackets of a dateline, known as an agency or not: 'BUSAN, June 25 (Coastwire) —'."""
    for paragraph in paragraphs[:_FIRST]:
        if inside := _in_dateline(paragraph):
            return inside
    return ""


def named(text: str) -> str:
    """The agency whose name `text` wholly is; empty if it is none."""
    text = text.strip(" .")
    if text.isascii():
        if len(text) <= _SHORT:
            return _BY_NAME.get(text, "")
        if len(text) > _LONGEST and len(text.split(None, _MOST_WORDS)) > _MOST_WORDS:
            return ""
    return _BY_NAME.get(fold(text), "")


def _endings(tail: str) -> Iterator[re.Pattern[str]]:
    """The patterns that the end of a story may fit, by the signs that it has: most have none."""
    if ")" in tail or "]" in tail or "）" in tail:
        yield _IN_BRACKETS
    if "-" in tail or "/" in tail or "–" in tail or "—" in tail:
        yield _AFTER_DASH
    if "report by" in tail.lower():
        yield _REPORT


def _in_dateline(paragraph: str) -> str:
    """What stands in the brackets of the paragraph's dateline, if it begins with one."""
    beginning = paragraph[:_BEGINNING]
    match = _DATELINE.match(beginning) if "(" in beginning or "/" in beginning else None
    return match[1] if match else ""


def _first_agency(text: str) -> str:
    for part in _SEPARATOR.split(text.strip()):
        if agency := named(part) or named(_LEADING.sub("", part)):
            return agency
    return ""
