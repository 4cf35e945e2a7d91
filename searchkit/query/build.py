"""From the tree as understood to Whoosh's query objects.

Used are Term, `AnyForm`, Phrase, `Near`, DisjunctionMax (ways of writing one word or phrase), Prefix,
Wildcard, FuzzyTerm, DateRange, Every, And, Or, AndMaybe (+), AndNot, Require (conditions: they choose and do not rank)
and NullQuery. Boosts are on the leaves alone. The trees need no ``normalize()`` and keep their meaning under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from searchkit.query import simple
from searchkit.query.fields import CONDITIONS
from searchkit.query.nodes import (
    Atom,
    Conjunction,
    Dates,
    Disjunction,
    Fuzzy,
    Juxtaposed,
    Negation,
    Node,
    Pattern,
    Requirement,
    Run,
    Scope,
    Words,
    is_condition,
    names_field,
)

if TYPE_CHECKING:
    from whoosh import query

    from searchkit.analysis import AskedTerm


def build(node: Node) -> query.Query:
    """The Whoosh query of a resolved tree."""
    return _whoosh().tree(node)


def build_simple(node: Node) -> simple.Node | None:
    """The same of the classes in `simple`, without loading Whoosh; None when these are not enough."""
    try:
        tree: simple.Node = _SIMPLE.tree(node)
    except simple.NotSimple:
        return None
    return tree


class _Builder:
    """Builds of the classes that `kinds` and `forms` have; `every` matches everything, and is of them, or None."""

    def __init__(self, kinds: Any, forms: Any, every: Any) -> None:
        self.kinds = kinds
        self.forms = forms
        self.every = every

    def tree(self, node: Node) -> query.Query:
        """The query of a resolved tree."""
        if type(node) is Words:
            return self._words(node, node.field or "text")
        if isinstance(node, (Juxtaposed, Conjunction)):
            return self._clauses(node.children, every=isinstance(node, Conjunction))
        if isinstance(node, Disjunction):
            return self._one(self.kinds.Or, [self.tree(child) for child in node.children])
        if isinstance(node, Negation):
            return self.kinds.AndNot(self.kinds.Every(), self.tree(node.child))
        if isinstance(node, (Requirement, Scope)):
            return self.tree(node.child)
        assert isinstance(node, Atom), "only resolved trees are built"
        return self._atom(node)

    def _clauses(self, children: Sequence[Node], *, every: bool) -> query.Query:
        """Clauses side by side; with `every`, all must hold."""
        words = [child for child in children if type(child) is Words and not child.field]
        if len(words) == len(children):  # as nearly always
            return self._one(self.kinds.And if every else self.kinds.Or, [self._words(word, "text") for word in words])
        required: list[query.Query] = []
        optional: list[query.Query] = []
        conditions: list[query.Query] = []
        prohibited: list[query.Query] = []
        for child in children:
            if isinstance(child, Negation):
                prohibited.append(self.tree(child.child))
            elif not (every or isinstance(child, Requirement) or names_field(child)):
                optional.append(self.tree(child))
            else:
                (conditions if is_condition(child) else required).append(self.tree(child))
        found = self._all(required) if required else self.kinds.NullQuery
        if not required and self.every in optional:  # every article, ranked by the others
            required = [self.kinds.Every()]
            optional = [other for other in optional if other != self.every]
            found = self.kinds.Every()
        if optional:
            others = self._one(self.kinds.Or, optional)
            found = self.kinds.AndMaybe(found, others) if required else others
        if conditions:
            chosen = self._all(conditions)
            found = self.kinds.Require(found, chosen) if required or optional else chosen
        if prohibited:
            base = found if required or optional or conditions else self.kinds.Every()
            found = self.kinds.AndNot(base, self._one(self.kinds.Or, prohibited))
        return found

    def _all(self, queries: list[query.Query]) -> query.Query:
        """All of them. What asks only for a field that another asks for too is left out: it is implied, and Whoosh's
        ``normalize()`` would leave out the other."""
        if self.every is None or not [other for other in queries if isinstance(other, self.kinds.Every)]:
            return self._one(self.kinds.And, queries)
        fields = {other.field() for other in queries if not isinstance(other, self.kinds.Every)}
        kept = [
            other
            for other in queries
            if not (
                isinstance(other, self.kinds.Every)
                and fields
                and (other.fieldname is None or other.fieldname in fields)
            )
        ]
        return self._one(self.kinds.And, kept)

    def _one(self, kind: type[query.CompoundQuery], queries: list[query.Query]) -> query.Query:
        """The queries as one; those of the same kind melt in."""
        if len(queries) < 2:
            return queries[0] if queries else self.kinds.NullQuery
        return kind([part for one in queries for part in (one.subqueries if type(one) is kind else [one])])

    def _atom(self, atom: Atom) -> query.Query:
        if isinstance(atom, Dates):
            return self.kinds.DateRange("date", *_moments(atom.first, atom.last))
        unstemmed = atom.field or "exact"
        if isinstance(atom, Fuzzy):
            return self.kinds.FuzzyTerm(unstemmed, atom.form, boost=_boost(atom), maxdist=atom.distance)
        assert isinstance(atom, Pattern)
        return self._pattern(atom, unstemmed)

    def _words(self, atom: Words, field: str) -> query.Query:
        if len(atom.runs) == 1 and len(atom.runs[0]) == 1 and not (atom.forms or atom.others):  # as nearly all are
            return self.kinds.Term(field, atom.runs[0][0], boost=_boost(atom))
        if len(atom.forms) == 1:
            return self.kinds.Term("exact", atom.forms[0], boost=_boost(atom))
        found = self._alternatives(atom, field)
        if not atom.forms:
            return found
        forms = list(dict.fromkeys(atom.forms))
        return self.kinds.Require(found, self.kinds.And([self.kinds.Term("exact", form) for form in forms]))

    def _alternatives(self, atom: Words, field: str) -> query.Query:
        """Any of the runs: those of one term are forms of a word."""
        others: dict[AskedTerm, float] = dict(atom.others)
        terms = {run[0]: 1.0 for run in atom.runs if len(run) == 1 and (run[0] in others or str(run[0]) not in others)}
        ways = [self._any_form(field, {**others, **terms}, _boost(atom))] if terms else []
        ways += [self._phrase(field, run, atom) for run in atom.runs if len(run) > 1]
        return ways[0] if len(ways) == 1 else self.kinds.DisjunctionMax(ways)

    def _phrase(self, field: str, run: Run, atom: Words) -> query.Query:
        if not atom.slop:
            return self.kinds.Phrase(field, list(run), boost=_boost(atom))
        terms = [self.kinds.Term(field, term, boost=_boost(atom)) for term in run]
        return self.forms.Near(terms, slop=atom.slop + 1, ordered=False)

    def _pattern(self, atom: Pattern, field: str) -> query.Query:
        if atom.pattern == "*":
            return self.kinds.Every(atom.field or None, boost=_boost(atom))
        if atom.pattern.endswith("*") and not set(atom.pattern[:-1]) & {"*", "?"}:
            return self.kinds.Prefix(field, atom.pattern[:-1], boost=_boost(atom))
        return self.kinds.Wildcard(field, atom.pattern.replace("[", "[[]"), boost=_boost(atom))

    def _any_form(self, field: str, worth: Mapping[AskedTerm, float], boost: float) -> query.Query:
        """Any of some terms, with what each counts."""
        if len(worth) == 1:
            return self.kinds.Term(field, next(iter(worth)), boost=boost)
        return self.forms.AnyForm([self.kinds.Term(field, *one) for one in worth.items()], boost=boost)


_SIMPLE = _Builder(simple, simple, None)


@cache
def _whoosh() -> _Builder:
    from whoosh import query

    from searchkit.query import forms

    return _Builder(query, forms, query.Every())


def _boost(atom: Atom) -> float:
    """That of a condition is 0: it chooses, and ranks no article, whatever it is joined with."""
    return 0.0 if atom.field in CONDITIONS else atom.boost


def days(first: date | None, last: date | None) -> query.Query:
    """Articles published from `first` to `last`, both included; None is open."""
    from whoosh.query import DateRange

    return DateRange("date", *_moments(first, last))


def _moments(*days: date | None) -> tuple[datetime | None, ...]:
    return tuple(datetime.combine(day, time()) if day else None for day in days)
