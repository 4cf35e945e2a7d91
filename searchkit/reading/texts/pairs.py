"""The words of scripts that are written without spaces: each two characters that stand side by side.

An estimate before anything is analysed, of the same runs that the analysis takes apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from operator import add
from typing import NamedTuple

from searchkit.scripts import letters

_RUNS = ("h", "kp", "Kp", "t", "l", "y", "c")
"""Scripts whose letters stand together."""
_HANGUL = "g"
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
    """A letter with its marks, or what stands between two runs."""


def pairs_of(text: str) -> set[str]:
    """The different pairs of characters of one script that stand side by side in `text`."""
    patterns = _patterns()
    runs = "\n".join(patterns.runs.findall(text))
    letters = patterns.character.findall(runs) if patterns.marks.search(runs) else runs
    return {pair for pair in set(map(add, letters, letters[1:])) if "\n" not in pair}


def without_runs(text: str) -> str:
    """`text` without those of its runs that are found by their pairs alone; Korean words are found as wholes too."""
    return _patterns().unspaced.sub(" ", text)


@cache
def _patterns() -> _Patterns:
    # when a long text of such a script is first met
    among = "".join(chr(code) for codes in _MARKED for code in codes if unicodedata.category(chr(code))[0] == "M")
    marks = f"[{among}{_OTHER_MARKS}]"
    unspaced, hangul = ("|".join(_run(letters(scripts), marks) for scripts in some) for some in (_RUNS, _HANGUL))
    return _Patterns(
        re.compile(f"{unspaced}|{hangul}"), re.compile(unspaced), re.compile(marks), re.compile(f"\n|.{marks}*")
    )


def _run(letters: str, marks: str) -> str:
    return f"[{letters}]{marks}*(?:[{letters}]{marks}*)+"
