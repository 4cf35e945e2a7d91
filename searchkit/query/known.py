"""Queries of words, or of one phrase, that were read before.

Most queries are words side by side, and what a word stands for seldom depends on those beside it: only a stop word
gives way to them, and only a word of a country's name may be a part of one. So what other words were understood as is
kept with the words of the analyser, and a query of nothing else is put together of that. Any other is read as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from searchkit.query import simple
from searchkit.query.build import build_simple
from searchkit.query.context import Context
from searchkit.query.lexer import OPERATORS
from searchkit.query.names.others import may_be_named
from searchkit.query.nodes import Conjunction, Juxtaposed, Leaf, Node, Run, Words
from searchkit.query.written import wanted_runs
from searchkit.settings import Settings

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer

Wanted: TypeAlias = "Sequence[tuple[str, tuple[Run, ...]]]"
"""For each word or phrase a field, and the terms that may stand for it."""

_MOST = 1 << 12
"""Words and phrases that are kept for some languages."""


class KnownAtom(NamedTuple):
    """A word or phrase as it was understood, and what is made of it for each query that has it."""

    node: Words
    tree: simple.Node | None
    """What `build_simple` makes of it."""
    wanted: Wanted
    """As `Parsed.wanted_runs`."""


class Known:
    """What words and phrases were understood as in some languages, by how they are typed."""

    __slots__ = ("_atoms", "_match_all", "_most", "_names")

    def __init__(
        self, analyzer: Analyzer, languages: tuple[str, ...], settings: Settings, *, match_all: bool, names: bool
    ) -> None:
        key = (languages, settings.phrase_words, names)
        atoms: dict[str, KnownAtom] | None = analyzer.remembered.get(key)
        if atoms is None:
            atoms = analyzer.remembered[key] = {}
        self._atoms = atoms
        self._most = settings.query_clauses
        self._match_all = match_all
        self._names = names

    def read(self, text: str) -> KnownQuery | None:
        """A query that is put together of what is known; None unless all of it is."""
        atoms = self._atoms
        if (only := atoms.get(text)) is not None:
            return KnownQuery((only,), match_all=self._match_all)
        words = text.split()
        known = [atom for word in words if (atom := atoms.get(word)) is not None]
        return KnownQuery(known, match_all=self._match_all) if 1 < len(words) == len(known) <= self._most else None

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
                known = KnownAtom(atom, build_simple(atom), wanted_runs(atom))
                self._atoms[f'"{leaf.text}"' if leaf.phrase else leaf.text] = known

    def _is_alike_everywhere(self, leaf: Leaf, atom: Words, context: Context) -> bool:
        if leaf.field or leaf.named or leaf.exact or leaf.tilde is not None or leaf.boost != 1.0 or atom.stop:
            return False
        if leaf.phrase:
            return True
        is_word = leaf.text.isalnum() and leaf.text not in OPERATORS
        return is_word and not (self._names and may_be_named(leaf, context))


class KnownQuery:
    """Words and phrases side by side; with `match_all`, all of them must be there."""

    __slots__ = ("_atoms", "_match_all")

    def __init__(self, atoms: Sequence[KnownAtom], *, match_all: bool) -> None:
        self._atoms = atoms
        self._match_all = match_all

    @property
    def node(self) -> Node:
        """Its resolved tree."""
        nodes = tuple([atom.node for atom in self._atoms])
        if len(nodes) == 1:
            return nodes[0]
        return Conjunction(nodes) if self._match_all else Juxtaposed(nodes)

    @property
    def text(self) -> str:
        """What `render` gives for it."""
        return (" AND " if self._match_all else " ").join([atom.node.text for atom in self._atoms])

    def simple(self) -> simple.Node | None:
        """What `build_simple` gives for it."""
        trees = [atom.tree for atom in self._atoms]
        if len(trees) == 1:
            return trees[0]
        known = [tree for tree in trees if tree is not None]
        if len(known) < len(trees):
            return None
        return simple.And(known) if self._match_all else simple.Or(known)

    def wanted_runs(self) -> Wanted:
        """For each word or phrase the field, and the terms that may stand for it."""
        return [wanted for atom in self._atoms for wanted in atom.wanted]
