"""What was typed and what is there, made alike: without accents, capitals and superfluous space."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from searchkit.analysis.stages import fold, normalise


def folded(text: str) -> str:
    """`text` as words and titles are compared.

    >>> folded("  Züge stehen\\u00a0STILL"), folded('"Trust" returns')
    ('zuge stehen still', 'trust" returns')
    """
    text = " ".join(fold(normalise(word)) for word in text.split())
    first = next((place for place, character in enumerate(text) if character.isalnum()), len(text))
    return text[first:]


@cache
def _writings() -> dict[str, list[str]]:
    """The letters with accents of the Latin, Greek and Cyrillic alphabets, by what is left of them."""
    found = defaultdict(list)
    for code in (*range(0xC0, 0x2B0), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        letter = chr(code)
        if normalise(letter) == letter and (bare := fold(letter))[:1] != letter:
            found[bare[:1]].append(letter)
    return dict(found)


def writings(letter: str) -> list[str]:
    """What a word may begin with that begins with `letter` when it is folded."""
    return [letter, *_writings().get(letter, ())]
