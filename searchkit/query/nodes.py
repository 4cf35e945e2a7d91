"""The tree of a query: as typed (leaves are `Leaf`) and as understood (leaves are `Atom`s).

The nodes between are the same in both: clauses side by side, AND, OR, NOT, +, and a field before a group.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from searchkit.frozen import dataclass, replace
from searchkit.query.fields import CONDITIONS

if TYPE_CHECKING:
    from searchkit.analysis import AskedTerm

Run: TypeAlias = "tuple[AskedTerm, ...]"
"""Terms at consecutive positions."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word or phrase as typed."""

    text: str
    start: int
    end: int
    phrase: bool = False
    field: str = ""
    """Empty: title and body."""
    named: bool = False
    """The field stands before this leaf itself, not before a group around it."""
    exact: bool = False
    tilde: str | None = None
    """What follows ``~``: digits or nothing; None without it."""
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or phrase as understood."""

    field: str
    named: bool
    text: str
    """Itself in the query language, without field and boost."""
    boost: float


@dataclass(frozen=True, slots=True)
class Words(Atom):
    """Any of some runs of terms."""

    runs: tuple[Run, ...]
    slop: int = 0
    """How many other words may stand between two neighbours; above 0 they may come in any order."""
    forms: tuple[str, ...] = ()
    """Forms that the article must also have exactly so."""
    stop: bool = False
    """A stop word as such: side by side with other words it gives way."""
    others: tuple[tuple[str, float], ...] = ()
    """Terms that count in the place of runs of one, and how much: other names of what it names."""


@dataclass(frozen=True, slots=True)
class Pattern(Atom):
    """Terms that match a pattern of ``*`` and ``?``; ``*`` alone is all that has the field."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy(Atom):
    """Terms within an edit distance."""

    form: str
    distance: int


@dataclass(frozen=True, slots=True)
class Dates(Atom):
    """Days from `first` to `last`, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Juxtaposed:
    """Clauses side by side: any of them, but those with + or a field must hold."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All must hold."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """Any must hold."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Must not hold."""

    child: Node


@dataclass(frozen=True, slots=True)
class Requirement:
    """Must hold."""

    child: Node


@dataclass(frozen=True, slots=True)
class Scope:
    """A field before a group; ``text`` only within the group of another field."""

    field: str
    child: Node


Node: TypeAlias = "Leaf | Atom | Juxtaposed | Conjunction | Disjunction | Negation | Requirement | Scope"


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes right within a node."""
    if isinstance(node, (Leaf, Atom)):
        return ()
    return node.children if isinstance(node, (Juxtaposed, Conjunction, Disjunction)) else (node.child,)


def boosted(node: Node, factor: float, least: float, most: float) -> Node:
    """The tree with every leaf's boost multiplied, kept between `least` and `most`."""
    if isinstance(node, (Leaf, Atom)):
        return replace(node, boost=min(max(node.boost * factor, least), most))
    if isinstance(node, (Juxtaposed, Conjunction, Disjunction)):
        return replace(node, children=tuple(boosted(child, factor, least, most) for child in node.children))
    return replace(node, child=boosted(node.child, factor, least, most))


def is_condition(node: Node) -> bool:
    """Whether the node only chooses articles and has nothing to rank them by."""
    if isinstance(node, (Leaf, Atom)):
        return node.field in CONDITIONS
    if isinstance(node, (Juxtaposed, Conjunction, Disjunction)):
        return all(map(is_condition, node.children))
    return is_condition(node.child)


def names_field(node: Node) -> bool:
    """Whether every clause of the node names a field: then it must hold, also among clauses of which any will do."""
    if isinstance(node, (Leaf, Atom)):
        return node.named and bool(node.field)
    if isinstance(node, (Juxtaposed, Conjunction, Disjunction)):
        return all(map(names_field, node.children))
    return (isinstance(node, Scope) and node.field != "text") or names_field(node.child)


def ranks(node: Node) -> bool:
    """Whether articles are ranked by the node: it is neither negative nor a mere condition."""
    return not isinstance(node, Negation) and not is_condition(node)
