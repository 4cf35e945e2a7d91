"""Trees of `searchkit.query.simple`, fitted to an index as `expand` fits Whoosh's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from searchkit.analysis import AskedTerm, TermWithin
from searchkit.query import simple

if TYPE_CHECKING:
    from searchkit.search.plain.statistics import PlainSnapshot
    from searchkit.search.statistics import Snapshot


class Synonyms(simple.Node):
    """Several terms of one field that count as one word; see `expand.Synonyms`."""

    __slots__ = ("fieldname", "words", "worth")

    def __init__(self, fieldname: str, words: tuple[AskedTerm, ...], worth: tuple[float, ...], boost: float) -> None:
        super().__init__(boost)
        self.fieldname = fieldname
        self.words = words
        self.worth = worth

    def field(self) -> str:
        """The field of all its terms."""
        return self.fieldname

    def terms(self) -> Iterator[tuple[str, str]]:
        """All of them."""
        for word in self.words:
            yield self.fieldname, str(word)


def rewrite_simple(tree: simple.Node, snapshot: PlainSnapshot | Snapshot) -> simple.Node:
    """The tree with the forms of a word that the index has as one word.

    Raises `NotSimple` for a phrase in a field whose words have no positions: Whoosh answers it.
    """
    if type(tree) is simple.Term:
        return tree
    if isinstance(tree, simple.AnyForm):
        terms = [term for term in tree.subqueries if snapshot.is_there(term.fieldname, term.text)]
        if not terms:
            return simple.NullQuery
        field, words, worth = terms[0].fieldname, [term.text for term in terms], [term.boost for term in terms]
        if worth == [1.0] and not isinstance(words[0], TermWithin):
            return simple.Term(field, words[0], tree.boost)
        return Synonyms(field, tuple(words), tuple(worth), tree.boost)
    if isinstance(tree, (simple.Or, simple.And, simple.DisjunctionMax)):
        fitted = [child if type(child) is simple.Term else rewrite_simple(child, snapshot) for child in tree.subqueries]
        return tree if fitted == tree.subqueries else type(tree)(fitted, tree.boost)
    if isinstance(tree, (simple.AndNot, simple.AndMaybe, simple.Require)):
        return type(tree)(rewrite_simple(tree.a, snapshot), rewrite_simple(tree.b, snapshot), tree.boost)
    if isinstance(tree, simple.Phrase) and not _have_positions(snapshot, tree.fieldname):
        raise simple.NotSimple("Phrase")
    return tree


def _have_positions(snapshot: PlainSnapshot | Snapshot, field: str) -> bool:
    found = (part.segment.field(field) for part in snapshot.parts)
    return all(one is None or one.has_positions or not one.term_count for one in found)
