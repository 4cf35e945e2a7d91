"""The query classes of Whoosh that most queries are made of, without Whoosh: importing that takes longer.

They have the names and attributes of Whoosh's, and those of its methods that the search calls.
`build` makes a tree of them when a query needs no others; asking for another raises `NotSimple`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


class NotSimple(AttributeError):
    """The query needs a class that is only among Whoosh's."""


def __getattr__(name: str) -> Any:
    raise NotSimple(name)


class Node:
    """A tree; by itself one that matches nothing."""

    __slots__ = ("boost",)

    def __init__(self, boost: float = 1.0) -> None:
        self.boost = boost

    def children(self) -> Sequence[Node]:
        """The trees inside."""
        return ()

    def is_leaf(self) -> bool:
        """Whether there are none."""
        return True

    def field(self) -> str | None:
        """The field of a leaf."""
        return None

    def terms(self) -> Iterator[tuple[str, str]]:
        """(field, term) of a leaf's terms."""
        return iter(())


class _NullQuery(Node):
    """As Whoosh's class is named."""

    __slots__ = ()


NullQuery = _NullQuery()
"""Matches nothing."""


class Term(Node):
    """A term of a field."""

    __slots__ = ("fieldname", "text")

    def __init__(self, fieldname: str, text: str, boost: float = 1.0) -> None:
        super().__init__(boost)
        self.fieldname = fieldname
        self.text = text

    def field(self) -> str:
        """The field."""
        return self.fieldname

    def terms(self) -> Iterator[tuple[str, str]]:
        """The one."""
        yield self.fieldname, self.text


class Phrase(Node):
    """Terms of a field that stand next to each other."""

    __slots__ = ("fieldname", "words")

    slop = 1

    def __init__(self, fieldname: str, words: list[str], boost: float = 1.0) -> None:
        super().__init__(boost)
        self.fieldname = fieldname
        self.words = words

    def field(self) -> str:
        """The field."""
        return self.fieldname


class _Several(Node):
    __slots__ = ("subqueries",)

    scale = None

    def __init__(self, subqueries: Sequence[Node], boost: float = 1.0) -> None:
        super().__init__(boost)
        self.subqueries = subqueries

    def children(self) -> Sequence[Node]:
        """All of them."""
        return self.subqueries

    def is_leaf(self) -> bool:
        """It is none."""
        return False


class Or(_Several):
    """Any of them."""

    __slots__ = ()


class And(_Several):
    """All of them."""

    __slots__ = ()


class DisjunctionMax(_Several):
    """Any of them, of which the best counts."""

    __slots__ = ()

    tiebreak = 0.0


class AnyForm(Or):
    """Terms that are forms of one word; see `forms.AnyForm`."""

    __slots__ = ()

    subqueries: Sequence[Term]


class _Pair(Node):
    __slots__ = ("a", "b")

    def __init__(self, a: Node, b: Node, boost: float = 1.0) -> None:
        super().__init__(boost)
        self.a = a
        self.b = b

    def children(self) -> Sequence[Node]:
        """Both."""
        return self.a, self.b

    def is_leaf(self) -> bool:
        """It is none."""
        return False


class AndNot(_Pair):
    """The first without the second."""

    __slots__ = ()


class AndMaybe(_Pair):
    """The first, which counts more where the second matches too."""

    __slots__ = ()


class Require(_Pair):
    """The first where the second matches too."""

    __slots__ = ()
