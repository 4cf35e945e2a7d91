"""From the tree as understood to Whoosh's query objects.

Used are Term, `AnyForm`, Phrase, `Near`, DisjunctionMax (ways of writing one word or phrase), Prefix,
Wildcard, FuzzyTerm, DateRange, Every, And, Or, AndMaybe (+), AndNot, Require (conditions: they choose and do not rank)
and NullQuery. Boosts are on the leaves alone. The trees need no ``normalize()`` and keep their meaning under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from whoosh import query

from searchkit.query.forms import Near, any_form
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


def build(node: Node) -> query.Query:
    """The Whoosh query of a resolved tree."""
    if isinstance(node, (Juxtaposed, Conjunction)):
        return _clauses(node.children, every=isinstance(node, Conjunction))
    if isinstance(node, Disjunction):
        return _one(query.Or, [build(child) for child in node.children])
    if isinstance(node, Negation):
        return query.AndNot(query.Every(), build(node.child))
    if isinstance(node, (Requirement, Scope)):
        return build(node.child)
    assert isinstance(node, Atom), "only resolved trees are built"
    return _atom(node)


def _clauses(children: Sequence[Node], *, every: bool) -> query.Query:
    """Clauses side by side; with `every`, all must hold."""
    required: list[query.Query] = []
    optional: list[query.Query] = []
    conditions: list[query.Query] = []
    prohibited: list[query.Query] = []
    for child in children:
        if isinstance(child, Negation):
            prohibited.append(build(child.child))
        elif not (every or isinstance(child, Requirement) or names_field(child)):
            optional.append(build(child))
        else:
            (conditions if is_condition(child) else required).append(build(child))
    found = _all(required)
    if any(other == query.Every() for other in optional) and not required:  # every article, ranked by the others
        required = [query.Every()]
        optional = [other for other in optional if other != query.Every()]
        found = query.Every()
    if optional:
        others = _one(query.Or, optional)
        found = query.AndMaybe(found, others) if required else others
    if conditions:
        chosen = _all(conditions)
        found = query.Require(found, chosen) if required or optional else chosen
    if prohibited:
        base = found if required or optional or conditions else query.Every()
        found = query.AndNot(base, _one(query.Or, prohibited))
    return found


def _all(queries: list[query.Query]) -> query.Query:
    """All of them. What asks only for a field that another asks for too is left out: it is implied, and Whoosh's
    ``normalize()`` would leave out the other."""
    fields = {other.field() for other in queries if not isinstance(other, query.Every)}
    kept = [
        other
        for other in queries
        if not (isinstance(other, query.Every) and fields and (other.fieldname is None or other.fieldname in fields))
    ]
    return _one(query.And, kept)


def _one(kind: type[query.CompoundQuery], queries: list[query.Query]) -> query.Query:
    """The queries as one; those of the same kind melt in."""
    if len(queries) < 2:
        return queries[0] if queries else query.NullQuery
    return kind([part for one in queries for part in (one.subqueries if type(one) is kind else [one])])


def _atom(atom: Atom) -> query.Query:
    field = atom.field or "text"
    if isinstance(atom, Words):
        return _words(atom, field)
    if isinstance(atom, Dates):
        return days(atom.first, atom.last)
    unstemmed = atom.field or "exact"
    if isinstance(atom, Fuzzy):
        return query.FuzzyTerm(unstemmed, atom.form, boost=atom.boost, maxdist=atom.distance)
    assert isinstance(atom, Pattern)
    return _pattern(atom, unstemmed)


def _words(atom: Words, field: str) -> query.Query:
    if len(atom.forms) == 1:
        return query.Term("exact", atom.forms[0], boost=atom.boost)
    found = _alternatives(atom, field)
    if not atom.forms:
        return found
    forms = list(dict.fromkeys(atom.forms))
    return query.Require(found, query.And([query.Term("exact", form) for form in forms]))


def _alternatives(atom: Words, field: str) -> query.Query:
    """Any of the runs: those of one term are forms of a word."""
    terms = [run[0] for run in atom.runs if len(run) == 1]
    ways = [any_form(field, terms, atom.boost)] if terms else []
    ways += [_phrase(field, run, atom) for run in atom.runs if len(run) > 1]
    return ways[0] if len(ways) == 1 else query.DisjunctionMax(ways)


def _phrase(field: str, run: Run, atom: Words) -> query.Query:
    if not atom.slop:
        return query.Phrase(field, list(run), boost=atom.boost)
    terms = [query.Term(field, term, boost=atom.boost) for term in run]
    return Near(terms, slop=atom.slop + 1, ordered=False)


def _pattern(atom: Pattern, field: str) -> query.Query:
    if atom.pattern == "*":
        return query.Every(atom.field or None, boost=atom.boost)
    if atom.pattern.endswith("*") and not set(atom.pattern[:-1]) & {"*", "?"}:
        return query.Prefix(field, atom.pattern[:-1], boost=atom.boost)
    return query.Wildcard(field, atom.pattern.replace("[", "[[]"), boost=atom.boost)


def days(first: date | None, last: date | None) -> query.Query:
    """Articles published from `first` to `last`, both included; None is open."""
    start, end = (datetime.combine(day, time()) if day else None for day in (first, last))
    return query.DateRange("date", start, end)
