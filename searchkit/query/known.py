"""Queries of words, or of one phrase, that were read before.

Most queries are words side by side, and what a word stands for seldom depends on those beside it: only a stop word
gives way to them, and only words of a country's name stand for its other names. So what words were understood as is
kept with those of the analyser, a query of nothing else is put together of that, and names are looked for in it. One
that has a stop word, or anything else, is read as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from searchkit.frozen import replace
from searchkit.query import simple
from searchkit.query.build import build_simple
from searchkit.query.lexer import OPERATORS
from searchkit.query.names.others import LANGUAGE, Added, Typed, added
from searchkit.query.names.others import typed as typed_word
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
    """Without the other names of what it may name."""
    tree: simple.Node | None
    """What `build_simple` makes of it."""
    wanted: Wanted
    """As `Parsed.wanted_runs`."""
    typed: Typed
    """What names it may be in, with those beside it."""
    named: NamedAtom | None
    """Itself with the other names of what it names alone; None: it names nothing alone."""


class NamedAtom(NamedTuple):
    """A word that is a name by itself."""

    atom: KnownAtom
    """With the other names."""
    added: Added
    """These; counted from its own beginning."""


class Known:
    """What words and phrases were understood as in some languages, by how they are typed."""

    __slots__ = ("_analyzer", "_atoms", "_match_all", "_most", "_names")

    def __init__(
        self, analyzer: Analyzer, languages: tuple[str, ...], settings: Settings, *, match_all: bool, names: bool
    ) -> None:
        key = (languages, settings.phrase_words)
        atoms: dict[str, KnownAtom] | None = analyzer.remembered.get(key)
        if atoms is None:
            atoms = analyzer.remembered[key] = {}
        self._atoms = atoms
        self._analyzer = analyzer
        self._most = settings.query_clauses
        self._match_all = match_all
        self._names = names and LANGUAGE in languages

    def read(self, text: str) -> KnownQuery | None:
        """A query that is put together of what is known; None unless all of it is."""
        atoms = self._atoms
        words = [text] if text in atoms else text.split()
        known = [atom for word in words if (atom := atoms.get(word)) is not None]
        if not 0 < len(words) == len(known) <= max(self._most, 1):
            return None
        named = [place for place, atom in enumerate(known) if atom.typed.written] if self._names else ()
        if not named:
            return KnownQuery(known, match_all=self._match_all)
        alone = known[named[0]].named
        if len(named) > 1 or (alone and not all(atom.typed.terms.isdisjoint(alone.added.names) for atom in known)):
            return self._of_names(text, words, known)
        if alone is None:
            return KnownQuery(known, match_all=self._match_all)
        known[named[0]] = alone.atom
        start = _starts(text, words[: named[0] + 1])[-1]
        return KnownQuery(known, alone.added.moved(start), match_all=self._match_all)

    def _of_names(self, text: str, words: Sequence[str], known: Sequence[KnownAtom]) -> KnownQuery:
        """The same where several words may be of one name, or one names what is searched for anyway."""
        starts = _starts(text, words)
        places = [
            atom.typed._replace(start=start, end=start + len(word))
            for start, word, atom in zip(starts, words, known, strict=True)
        ]
        terms = frozenset().union(*[atom.typed.terms for atom in known])
        found = added([places], terms, self._analyzer)
        return KnownQuery(known, found, places, match_all=self._match_all)

    def add(self, typed: Node, understood: Node) -> None:
        """Keeps what words and phrases of a query were understood as, of which there is nothing to be said but what
        they name."""
        leaves = typed.children if isinstance(typed, Juxtaposed) else ()
        atoms = understood.children if isinstance(understood, (Juxtaposed, Conjunction)) else (understood,)
        if len(leaves) != len(atoms):
            return
        for leaf, atom in zip(leaves, atoms, strict=True):
            if isinstance(leaf, Leaf) and isinstance(atom, Words) and _is_alike_everywhere(leaf, atom):
                if len(self._atoms) >= _MOST:
                    self._atoms.clear()
                self._atoms[f'"{leaf.text}"' if leaf.phrase else leaf.text] = self._known(leaf, atom)

    def _known(self, leaf: Leaf, atom: Words) -> KnownAtom:
        node, typed = replace(atom, others=()), typed_word(leaf, self._analyzer)
        known = KnownAtom(node, build_simple(node), wanted_runs(node), typed, None)
        alone = None
        if typed.written:
            typed = typed._replace(start=0, end=typed.end - typed.start)
            alone = added([[typed]], typed.terms, self._analyzer)
        if alone is None:
            return known
        node = replace(atom, others=alone.places.get(0, ()))
        return known._replace(named=NamedAtom(known._replace(node=node, tree=build_simple(node)), alone))


def _starts(text: str, words: Sequence[str]) -> list[int]:
    """Where some words of a text, one after the other, begin."""
    starts, end = [], 0
    for word in words:
        starts.append(text.index(word, end))
        end = starts[-1] + len(word)
    return starts


def _is_alike_everywhere(leaf: Leaf, atom: Words) -> bool:
    if leaf.field or leaf.named or leaf.exact or leaf.tilde is not None or leaf.boost != 1.0 or atom.stop:
        return False
    return leaf.phrase or (leaf.text.isalnum() and leaf.text not in OPERATORS)


class KnownQuery:
    """Words and phrases side by side; with `match_all`, all of them must be there. `added`: other names that are
    searched for too, which the atoms have, unless `places` says where these stand."""

    __slots__ = ("_atoms", "_match_all", "_places", "added")

    def __init__(
        self, atoms: Sequence[KnownAtom], added: Added | None = None, places: Sequence[Typed] = (), *, match_all: bool
    ) -> None:
        self._atoms = atoms
        self._match_all = match_all
        self._places = places
        self.added = added

    @property
    def node(self) -> Node:
        """Its resolved tree."""
        nodes = [atom.node for atom in self._atoms]
        if self.added and self._places:
            others = [self.added.places.get(place.start, ()) for place in self._places]
            nodes = [replace(node, others=of_one) for node, of_one in zip(nodes, others, strict=True)]
        if len(nodes) == 1:
            return nodes[0]
        return Conjunction(tuple(nodes)) if self._match_all else Juxtaposed(tuple(nodes))

    @property
    def text(self) -> str:
        """What `render` gives for it."""
        return (" AND " if self._match_all else " ").join([atom.node.text for atom in self._atoms])

    def simple(self) -> simple.Node | None:
        """What `build_simple` gives for it."""
        if self.added and self._places:
            return build_simple(self.node)
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
