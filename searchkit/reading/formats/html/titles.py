"""The title of a page and the name of its site; many a ``<title>`` holds both: 'Harbour opens | City Paper'."""

from __future__ import annotations

import re

from searchkit.reading.formats.html.metadata import Metadata

_MARK = re.compile(r"\s+[–—·•»:-]\s+|\s*[|｜]\s*")
_CLEAR_MARKS = frozenset("|·•»｜")
"""Marks that part a title from a site; the others also stand inside titles."""
_MARKS = _CLEAR_MARKS | frozenset("-–—:")
_LONGEST = 60
"""Characters of a site's name."""
_LONG_HEADLINE = 10
_WORD = re.compile(r"\w+")


def site_name(guessed: str, found: Metadata) -> str:
    """The name of the site: what the metadata say, else the end of the ``<title>``, else `guessed`.

    >>> site_name("", Metadata(page_titles=["Harbour opens - City Paper"], headlines=["Harbour opens"]))
    'City Paper'
    """
    if found.sites:
        return guessed or found.sites[0]
    headlines = (*found.headlines, *found.titles)
    for title in found.page_titles[:1]:
        parts = _parts(title)
        if parts is not None and _is_name(*parts, headlines):
            return parts[2]
    return "" if any(_holds(headline, guessed) for headline in headlines) else guessed


def page_title(guessed: str, found: Metadata, site: str = "") -> str:
    """The title without the site's name: the ``<h1>`` or metadata title that it begins with, if there is one.

    >>> page_title("Harbour opens - City Paper", Metadata(headlines=["Harbour opens"]))
    'Harbour opens'
    """
    title = " ".join((guessed or next(iter([*found.titles, *found.headlines]), "")).split())
    for shorter in (*found.headlines, *found.titles):
        rest = title[len(shorter) :]
        if len(shorter) >= _LONG_HEADLINE and title.startswith(shorter) and rest and rest.lstrip()[:1] in _MARKS:
            return shorter
    parts = _parts(title)
    return parts[0] if parts is not None and site and _words(parts[2]) == _words(site) else title


def _parts(title: str) -> tuple[str, str, str] | None:
    """What stands before the last mark in a title, the mark, and what stands after it."""
    title = " ".join(title.split())
    marks = list(_MARK.finditer(title))
    if not marks or not marks[-1].start() or marks[-1].end() == len(title):
        return None
    return title[: marks[-1].start()], marks[-1][0].strip(), title[marks[-1].end() :]


def _is_name(before: str, mark: str, after: str, headlines: tuple[str, ...]) -> bool:
    """Whether what follows the last mark is the site: the headline is what comes before, or the mark says it."""
    if len(after) > _LONGEST or any(_holds(headline, after) for headline in headlines):
        return False
    return mark in _CLEAR_MARKS or any(_holds(before, headline) for headline in headlines)


def _holds(text: str, part: str) -> bool:
    """Whether the words of `part` stand in `text`, one after another."""
    words = _words(part)
    return bool(words) and f" {' '.join(words)} " in f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
