"""Queries of words, or of one phrase, that were read before.

Most queries are words side by side, and what a word stands for seldom depends on those beside it: only a stop word
gives way to them, and only a word of a country's name may be a part of one. So what other words were understood as is
kept with the words of the analyser, and a query of nothing else is put together of that. Any other is read as ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.query.context import Context
from searchkit.query.lexer import OPERATORS
from searchkit.query.names.others import may_be_named
from searchkit.query.nodes import Conjunction, Juxtaposed, Leaf, Node, Words
from searchkit.settings import Settings

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer

_MOST = 1 << 12
"""Words and phrases that are kept for some languages."""


class Known:
    """What words and phrases were understood as in some languages, by how they are typed."""

    __slots__ = ("_atoms", "_match_all", "_most", "_names")

    def __init__(
        self, analyzer: Analyzer, languages: tuple[str, ...], settings: Settings, *, match_all: bool, names: bool
    ) -> None:
        key = (languages, settings.phrase_words, names)
        atoms: dict[str, Words] | None = analyzer.remembered.get(key)
        if atoms is None:
            atoms = analyzer.remembered[key] = {}
        self._atoms = atoms
        self._most = settings.query_clauses
        self._match_all = match_all
        self._names = names

    def tree(self, text: str) -> tuple[Node, str] | None:
        """The resolved tree of a query, and its text as `render` writes it; None unless all of it is known."""
        atoms = self._atoms
        if (only := atoms.get(text)) is not None:
            return only, only.text
        words = text.split()
        children = [atom for word in words if (atom := atoms.get(word)) is not None]
        if not 1 < len(words) == len(children) <= self._most:
            return None
        texts = [atom.text for atom in children]
        if self._match_all:
            return Conjunction(tuple(children)), " AND ".join(texts)
        return Juxtaposed(tuple(children)), " ".join(texts)

    def add(self, typed: Node, understood: Node, context: Context) -> None:
        """Keeps what words and phrases of a query were understood as, of which there is nothing to be said."""
        leaves = typed.children if isinstance(typed, Juxtaposed) else ()
        atoms = understood.children if isinstance(understood, (Juxtaposed, Conjunction)) else (understood,)
        if len(leaves) != len(atoms):
            return
        for leaf, atom in zip(leaves, atoms, strict=True):
            if isinstance(leaf, Leaf) and isinstance(atom, Words) and self._is_alike_everywhere(leaf, atom, context):
                if len(self._atoms) >= _MOST:
                    self._atoms.clear()
                self._atoms[f'"{leaf.text}"' if leaf.phrase else leaf.text] = atom

    def _is_alike_everywhere(self, leaf: Leaf, atom: Words, context: Context) -> bool:
        if leaf.field or leaf.named or leaf.exact or leaf.tilde is not None or leaf.boost != 1.0 or atom.stop:
            return False
        if leaf.phrase:
            return True
        is_word = leaf.text.isalnum() and leaf.text not in OPERATORS
        return is_word and not (self._names and may_be_named(leaf, context))
