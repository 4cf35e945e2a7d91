"""What may be meant when a word or a title is typed in part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from searchkit.model import Suggestion
from searchkit.search.lexicon.folding import folded
from searchkit.search.lexicon.titles import titles_of
from searchkit.search.lexicon.words import lexicon_of

if TYPE_CHECKING:
    from searchkit.index.store import Store

_LAST_WORD = re.compile(r"[^\s\"“”()+:=*?]*\Z")


def suggest(store: Store, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """Words that the last word of `typed` may become, the most frequent first, and titles that begin as all of it does,
    the newest first; at most `limit` of each."""
    from searchkit.index.damage import damage_translated

    with damage_translated(store.name):
        reader = store.snapshot()
        found: list[Suggestion] = []
        match = _LAST_WORD.search(typed)
        assert match, "an empty word is one too"
        if word := folded(match[0]):
            before = typed[: match.start()] + ("-" if match[0].startswith("-") else "")
            words = lexicon_of(reader).most_frequent(word, limit)
            found += [Suggestion(before + word, "word", articles) for word, articles in words]
        if title := folded(typed):
            title += " " * typed[-1].isspace()
            found += [Suggestion(title, "title", 1, id) for title, id in titles_of(reader).newest(title, limit)]
    return tuple(found)
