"""From the tree as typed to the tree as understood: what says nothing falls away, stop words give way to others.

The leaves are read by `leaves`; here is what depends on their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.frozen import replace
from searchkit.query.context import Context
from searchkit.query.dates import Span
from searchkit.query.fields import ONE_VALUE
from searchkit.query.leaves import read_leaf
from searchkit.query.names.others import Added, other_names
from searchkit.query.nodes import (
    Atom,
    Conjunction,
    Dates,
    Disjunction,
    Juxtaposed,
    Leaf,
    Negation,
    Node,
    Requirement,
    Scope,
    Words,
    ranks,
)


class Resolver:
    """Resolves one query, whose text has `length` characters."""

    def __init__(self, context: Context, *, match_all: bool, names: bool, length: int) -> None:
        self.context = context
        self.notes = context.notes
        self.match_all = match_all
        self.names = names
        self.added: Added | None = None
        self.clauses = self.left = context.settings.query_clauses
        self.length = length
        self.dropped: list[tuple[Leaf, str]] = []

    def run(self, tree: Node) -> Node | None:
        """The tree as understood, or None when nothing is left to search for."""
        self.added = other_names(tree, self.context) if self.names else None
        node = self.resolve(tree)
        if self.dropped:
            first, _ = self.dropped[0]
            words = list(dict.fromkeys(word for _, word in self.dropped))
            message = f"Too common to count beside other words: {', '.join(words)}; write +{words[0]} to require it."
            self.notes.add("stop-word", message, first.start, first.end)
        return node

    def resolve(self, node: Node, scope: str = "") -> Node | None:
        """The node as understood, None when it says nothing; `scope` is the field of the group around it."""
        if isinstance(node, Leaf):
            return self.counted(node, self.read(node))
        if isinstance(node, Juxtaposed):
            return self.juxtaposed(node, scope)
        if isinstance(node, (Conjunction, Disjunction)):
            children = [self.resolve(child, scope) for child in node.children]
            return _joined(type(node), [child for child in children if child is not None])
        if isinstance(node, Negation):
            return _negated(self.resolve(node.child, scope))
        if isinstance(node, Requirement):
            child = self.resolve(node.child, scope)
            return child if child is None or isinstance(child, Negation) else Requirement(child)
        if isinstance(node, Scope):
            field = "date" if node.field in ("after", "before") else node.field
            return _scoped(field, self.resolve(node.child, field))
        return node

    def read(self, leaf: Leaf) -> Atom | None:
        """What the leaf stands for; None, with a note, beyond the limit of clauses."""
        if self.left <= 0:
            self._note_limit(leaf)
            return None
        atom = read_leaf(leaf, self.context)
        others = self.added.places.get(leaf.start) if self.added else None
        return replace(atom, others=others) if others and isinstance(atom, Words) else atom

    def counted(self, leaf: Leaf, atom: Node | None) -> Node | None:
        """The atom, kept for good; None beyond the limit of clauses."""
        if atom is None:
            return None
        if self.left <= 0:
            self._note_limit(leaf)
            return None
        self.left -= 1
        return atom

    def _note_limit(self, leaf: Leaf) -> None:
        message = f"Only the first {self.clauses} words and phrases were searched (query_clauses)."
        self.notes.add("clause-limit", message, leaf.start, self.length)

    def juxtaposed(self, node: Juxtaposed, scope: str) -> Node | None:
        """Clauses side by side, without their stop words when other words remain."""
        kept: list[tuple[Leaf | None, Node]] = []
        for child in node.children:
            if not isinstance(child, Leaf):
                resolved = self.resolve(child, scope)
                kept += [(None, resolved)] if resolved is not None else []
                continue
            atom = self.read(child)
            if isinstance(atom, Words) and atom.stop:
                kept.append((child, atom))
            elif (counted := self.counted(child, atom)) is not None:
                kept.append((None, counted))
        children = self._settle_stop_words(kept)
        children = _within_all_dates(_either_of_one(children))
        if self.match_all and scope not in ONE_VALUE:
            return _joined(Conjunction, [c.child if isinstance(c, Requirement) else c for c in children])
        return _joined(Juxtaposed, children)

    def _settle_stop_words(self, clauses: list[tuple[Leaf | None, Node]]) -> list[Node]:
        if all(leaf is None for leaf, _ in clauses):
            return [node for _, node in clauses]
        if any(leaf is None and ranks(node) for leaf, node in clauses):
            self.dropped += [(leaf, node.text) for leaf, node in clauses if leaf is not None and isinstance(node, Atom)]
            return [node for leaf, node in clauses if leaf is None]
        kept = (node if leaf is None else self.counted(leaf, node) for leaf, node in clauses)
        return [node for node in kept if node is not None]


def _joined(kind: type[Juxtaposed] | type[Conjunction] | type[Disjunction], children: list[Node]) -> Node | None:
    """The children as one node, as simple as can be."""
    if len(children) < 2:
        only = children[0] if children else None
        return only.child if isinstance(only, Requirement) else only
    if all(isinstance(child, Negation) for child in children):
        inner = tuple(child.child for child in children if isinstance(child, Negation))
        return Negation(Conjunction(inner) if kind is Disjunction else Disjunction(inner))
    return kind(tuple(children))


def _negated(node: Node | None) -> Node | None:
    if isinstance(node, Negation):
        return node.child
    return None if node is None else Negation(node)


def _scoped(field: str, node: Node | None) -> Node | None:
    if isinstance(node, Negation):
        return _negated(_scoped(field, node.child))
    if isinstance(node, Atom):
        return replace(node, named=True)
    return None if node is None else Scope(field, node)


def _either_of_one(children: Iterable[Node]) -> list[Node]:
    """Clauses that name one field of which an article has a single value become one: any of these values."""
    places: dict[str, int] = {}
    settled: list[Node] = []
    for child in children:
        if (isinstance(child, Scope) or (isinstance(child, Atom) and child.named)) and child.field in ONE_VALUE:
            if child.field in places:
                place = places[child.field]
                first = settled[place]
                before = first.children if isinstance(first, Disjunction) else (first,)
                settled[place] = Disjunction((*before, child))
                continue
            places[child.field] = len(settled)
        settled.append(child)
    return settled


def _within_all_dates(children: list[Node]) -> list[Node]:
    """Clauses that name dates become one, where their spans meet."""
    dates = [child for child in children if isinstance(child, Dates) and child.named]
    if len(dates) < 2:
        return children
    first = max((child.first for child in dates if child.first), default=None)
    last = min((child.last for child in dates if child.last), default=None)
    if first and last and first > last:
        return children  # no article can meet them all, which the whole of them says best
    one = replace(dates[0], text=str(Span(first, last)), first=first, last=last)
    return [one if child is dates[0] else child for child in children if child is dates[0] or child not in dates]
