"""Words, ranges and patterns: the leaves of a query tree, in one segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search.arrays import Documents, Matches
from searchkit.search.bm25 import UNSCORED
from searchkit.search.evaluating.evaluation import HANDLERS as ALL
from searchkit.search.evaluating.evaluation import Evaluation, Handler
from searchkit.search.evaluating.many_terms import matches_of_terms
from searchkit.search.kinds import KINDS, NOTHING

if TYPE_CHECKING:
    from whoosh import query
    from whoosh.fields import Schema


def _word(evaluation: Evaluation, node: query.Query, boost: float, among: Documents | None) -> Matches:
    word = evaluation.run.word(node)
    if word is None:  # forms of several words
        return ALL["Or"](evaluation, node, boost, among)
    return evaluation.word(word, boost * node.boost, among)


def _every(evaluation: Evaluation, node: query.Every, boost: float, among: Documents | None) -> Matches:
    if node.fieldname is None:
        documents = np.arange(evaluation.part.document_count) if among is None else among
        return evaluation.constant(documents, boost * node.boost)
    return _every_with_field(evaluation, node, boost)


def _every_with_field(evaluation: Evaluation, node: query.Query, boost: float) -> Matches:
    field, score = evaluation.part.segment.field(node.fieldname), boost * node.boost
    if field is None:
        return evaluation.nothing()
    if field.lengths is not None:
        return evaluation.constant(field.lengths.nonzero()[0], score)
    return matches_of_terms(evaluation, node, range(field.term_count), score)


def _schema(evaluation: Evaluation) -> Schema:
    schema = evaluation.run.snapshot.schema
    assert schema is not None, "Whoosh opened the index that a tree of its own classes is put to"
    return schema


def _term_range(evaluation: Evaluation, node: query.TermRange, boost: float, among: Documents | None) -> Matches:
    found, schema = evaluation.part.segment.field(node.fieldname), _schema(evaluation)
    if found is None or node.fieldname not in schema:
        return evaluation.nothing()
    try:
        encode = schema[node.fieldname].to_bytes
        start = b"" if node.start is None else encode(node.start)
        end = None if node.end is None else encode(node.end)
    except ValueError:  # as Whoosh: it is no value of this field
        return evaluation.nothing()
    if node.startexcl:
        start += b"\0"
    if end is not None and not node.endexcl:
        end += b"\0"
    score = _choice(node.fieldname, boost * node.boost)
    return matches_of_terms(evaluation, node, found.between(start, end), score)


def _numeric_range(evaluation: Evaluation, node: query.NumericRange, boost: float, among: Documents | None) -> Matches:
    documents = evaluation.documents(node._compile_query(evaluation.run.reader), among)
    return evaluation.constant(documents, _choice(node.fieldname, boost * node.boost))


def _choice(field: str, score: float) -> float:
    """Fields that only choose add nothing to scores."""
    return 0.0 if field in UNSCORED else score


def _several_terms(evaluation: Evaluation, node: query.MultiTerm, boost: float, among: Documents | None) -> Matches:
    kind = KINDS[type(node)]
    if (kind, node.text) in (("Prefix", ""), ("Wildcard", "*")):
        return _every_with_field(evaluation, node, boost)
    found = evaluation.part.segment.field(node.fieldname)
    if found is None:
        return evaluation.nothing()
    if kind == "Prefix":
        numbers: Sequence[int] = found.prefixed(node.text.encode())
    else:
        terms = map(_schema(evaluation)[node.fieldname].to_bytes, node._btexts(evaluation.run.reader))
        numbers = [number for number in map(found.find, terms) if number >= 0]
    return matches_of_terms(evaluation, node, numbers, _choice(node.fieldname, boost * node.boost))


def _nothing(evaluation: Evaluation, node: query.Query, boost: float, among: Documents | None) -> Matches:
    return evaluation.nothing()


HANDLERS: dict[str, Handler] = {
    "Term": _word,
    "Synonyms": _word,
    "AnyForm": _word,
    "Every": _every,
    "TermRange": _term_range,
    "NumericRange": _numeric_range,
    "DateRange": _numeric_range,
    "Prefix": _several_terms,
    "Wildcard": _several_terms,
    "FuzzyTerm": _several_terms,
    NOTHING: _nothing,
}
