"""Where sentences begin, by rules that can be said in a few words and need no data.

A sentence ends after a mark that ends one (``. ! ?`` and their like in other scripts) with its closing quotes, when
space follows; after an ideographic full stop it needs no space. A blank line, and a line that is indented, end one too.
A full stop after these is part of a word, though:

- a title or another word that something always follows: ``Mr.``, ``Nr.``, ``vs.``;
- an initial, letters with full stops, a number of one or two digits, or a word that may end a sentence as well as not:
  ``J.``, ``U.S.``, ``3.``, ``Inc.``, ``Dec.``; unless the next word is one that sentences begin with, such as ``The``;
- a short word before a small letter or a digit: ``approx. ten``, ``no. 5``.

And no mark ends a sentence when a small letter follows it and its quotes: ``"Stop!" he said``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_MARKS = ".!?\u2026\u203d\u061f\u06d4\u0964\u0965\u0589\u1362\u1367\u104b\u17d4"
_CLOSING = "\"'\u2019\u201d\u00bb\u203a)\\]"
_WIDE_CLOSING = "\u300d\u300f\uff09\u3011\u300b\u3009\u201d\u2019"
_GAPS = r"\n\s*\n\s*|\n[ \t]{2,}\s*"


@cache
def _ends(is_ascii: bool) -> re.Pattern[str]:
    """Ends of sentences; of all scripts the pattern takes as long to compile as to find those of a page."""
    if is_ascii:
        return re.compile(rf"(?<![.!?])(?P<mark>[.!?]+)[\"')\]]*\s+|{_GAPS}")
    return re.compile(
        rf"(?<![{_MARKS}])(?P<mark>[{_MARKS}]+)[{_CLOSING}]*\s+"
        rf"|[\u3002\uff01\uff1f\uff61]+[{_WIDE_CLOSING}]*\s*|{_GAPS}"
    )


_WORD_BEFORE = re.compile(r"[\w.&-]*\w$")
_DOTTED = re.compile(r"(?:[^\W\d]{1,2}\.)+[^\W\d]{1,2}")
_LONGEST_WORD = 24  # characters before a full stop that are looked at
_WORD = re.compile(r"\w+")
_OPENING = "\"'\u2018\u201c\u201e\u00ab\u2039([\u00bf\u00a1"

_ALWAYS = frozenset(
    _WORD.findall(
        """mr mrs ms messrs dr prof sen rep reps gov gen col lt sgt capt cmdr adm maj rev hon pres supt st mt ft vs
        cf fig figs nos vol pp approx dept mme mlle sra srta ud uds nr bzw evtl"""
    )
)
"""Words whose full stop never ends a sentence, whatever follows."""

_PERHAPS = frozenset(
    _WORD.findall(
        """inc corp co cos ltd llc plc bros jr sr etc al ave blvd rd est dist jan feb mar apr jun jul aug sep sept
        oct nov dec tue tues wed thu thur thurs fri ala ariz ark calif colo conn fla ga ind kan ky md mich minn
        mont neb nev okla pa tenn tex va vt wis wyo usw inkl exkl"""
    )
)
"""Words whose full stop ends a sentence only before a word that begins one."""

_BEGINNERS = frozenset(
    _WORD.findall(
        """a an the this that these those there it its he she they we i you his her their our in on at by for from
        with to of but and or so yet if when while as after before since until although though however meanwhile
        still then now what who why how where no not some many most both all one another such here last earlier
        later under der die das ein eine er sie es wir ich im am und aber le la les un une il elle ils elles nous
        el los las una lo gli"""
    )
)
"""Words that sentences begin with, in small letters; they are met here with a capital."""

_SHORT = 5
"""Letters of a word that is held to be an abbreviation when a small letter or a digit follows its full stop."""


def sentence_starts(text: str, begin: int, end: int) -> Iterator[int]:
    """The places after `begin`, up to `end`, at which a sentence of `text` begins, in order; the end of the text is one
    when a sentence ends there.

    >>> text = 'Mr. J. Smith of the U.S. Senate paid $3.50. "Too much!" he said. 高い。安い。'
    >>> [text[start : start + 4] for start in sentence_starts(text, 0, len(text))]
    ['"Too', '高い。安', '安い。', '']
    """
    for match in _ends(text.isascii()).finditer(text, begin, end):
        mark = match["mark"]
        if mark is None or not _goes_on(text, match.start(), match.end(), mark):
            yield match.end()


def _goes_on(text: str, mark_at: int, after: int, mark: str) -> bool:
    """Whether the sentence goes on at `after`, behind a `mark` that may end one."""
    while after < len(text) and (text[after] in _OPENING or text[after].isspace()):
        after += 1
    if after == len(text) or "\n\n" in text[mark_at:after]:
        return False
    follows = text[after]
    if mark != ".":
        return follows.islower()
    before = _WORD_BEFORE.search(text, max(0, mark_at - _LONGEST_WORD), mark_at)
    if before is None:
        return False
    word = before[0]
    if word.lower() in _ALWAYS:
        return True
    is_dotted = _DOTTED.fullmatch(word) is not None
    if follows.islower() or follows.isdigit():
        return len(word) <= _SHORT or is_dotted
    is_counted = len(word) == 2 and word.isdigit()
    if not (len(word) == 1 or is_dotted or is_counted or word.lower() in _PERHAPS):
        return False
    next_word = _WORD.match(text, after)
    return next_word is not None and next_word[0].lower() not in _BEGINNERS
