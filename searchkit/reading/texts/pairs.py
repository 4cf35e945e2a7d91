"""The words of scripts that are written without spaces: each two characters that stand side by side.

An estimate before anything is analysed, of the same runs that the analysis takes apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from operator import add
from typing import NamedTuple

_SCRIPTS = (
    "\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af",  # Han
    "\u3041-\u3096\u309d-\u309f\u30fc",  # Hiragana
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d",  # Katakana
    "\u0e00-\u0e7f",  # Thai
    "\u0e80-\u0eff",  # Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",  # Myanmar
    "\u1780-\u17ff",  # Khmer
)
_HANGUL = "\u1100-\u115f\u3131-\u3163\u3165-\u318e\ua960-\ua97c\uac00-\ud7a3\uffa1-\uffdc"
_MARKED = (range(0x0E00, 0x0F00), range(0x1000, 0x1100), range(0x1780, 0x1800), range(0xA9E0, 0xAA80))
"""Where marks stand among the letters."""
_OTHER_MARKS = (
    "\u0300-\u036f\u1160-\u11ff\u3099\u309a\ud7b0-\ud7fb\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # marks
    "\u00ad\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\U000e0020-\U000e007f"  # invisible
)


class _Patterns(NamedTuple):
    runs: re.Pattern[str]
    """Two characters or more of one script."""
    unspaced: re.Pattern[str]
    """The same, of scripts that have no spaces between words either."""
    marks: re.Pattern[str]
    character: re.Pattern[str]
    """A letter with its marks."""


def pairs_of(text: str) -> Iterator[str]:
    """Every two characters of one script that stand side by side in `text`, each time that they do."""
    patterns = _patterns()
    for run in patterns.runs.findall(text):
        letters = patterns.character.findall(run) if patterns.marks.search(run) else run
        yield from map(add, letters, letters[1:])


def without_runs(text: str) -> str:
    """`text` without those of its runs that are found by their pairs alone; Korean words are found as wholes too."""
    return _patterns().unspaced.sub(" ", text)


@cache
def _patterns() -> _Patterns:
    # when a long text of such a script is first met
    among = "".join(chr(code) for codes in _MARKED for code in codes if unicodedata.category(chr(code))[0] == "M")
    marks = f"[{among}{_OTHER_MARKS}]"
    unspaced = "|".join(f"[{letters}]{marks}*(?:[{letters}]{marks}*)+" for letters in _SCRIPTS)
    hangul = f"[{_HANGUL}]{marks}*(?:[{_HANGUL}]{marks}*)+"
    return _Patterns(
        re.compile(f"{unspaced}|{hangul}"), re.compile(unspaced), re.compile(marks), re.compile(f"(?s:.){marks}*")
    )
