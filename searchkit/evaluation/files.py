"""Queries and judgments, in the formats that test collections come in."""

from __future__ import annotations

import re
from pathlib import Path

from searchkit.errors import EvaluationError
from searchkit.evaluation.lines import columns_of, lines_of, number_of, record_of, value_of

_QUERY_IDS = ("id", "query_id", "_id", "qid", "query-id")
_TEXTS = ("text", "query", "title")
_DOCUMENT_IDS = ("doc_id", "docid", "corpus-id", "document", "doc")
_GAINS = ("relevance", "gain", "score", "rel", "label")
_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:number:)?\s*([^\s<]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*(?:topic:)?\s*(.*?)\s*(?:</title>|<(?:desc|narr)|\Z)", re.DOTALL | re.IGNORECASE)


def read_queries(path: Path) -> dict[str, str]:
    """The text of each query, by its identity, in the order of the file.

    JSON Lines (``id`` and ``text``), TSV (identity, text) or TREC topics, of which the title is the query. Raises
    `EvaluationError` for a line that is none of them, and for an identity that comes twice.
    """
    queries: dict[str, str] = {}
    lines = list(lines_of(path))
    is_topics = bool(lines) and lines[0][1].lstrip().lower().startswith(("<top>", "<top ", "<?xml", "<topics"))
    if is_topics:
        text = "\n".join(line for _, line in lines)
        for topic in _TOPIC.findall(text):
            named, title = _NUMBER.search(topic), _TITLE.search(topic)
            if named is None or title is None:
                raise EvaluationError(f"{path}: a topic has no <num> or no <title>: {topic.strip()[:60]!r}")
            _enter(path, queries, named[1], " ".join(title[1].split()), f"topic {named[1]}")
    else:
        for number, line in lines:
            identity, text = _query(path, number, line)
            _enter(path, queries, identity, text, f"line {number}")
    if not queries:
        raise EvaluationError(f"{path}: there are no queries in it")
    return queries


def _query(path: Path, number: int, line: str) -> tuple[str, str]:
    if line.lstrip().startswith("{"):
        record = record_of(path, number, line)
        return str(value_of(path, number, record, *_QUERY_IDS)), str(value_of(path, number, record, *_TEXTS))
    identity, _, text = line.partition("\t") if "\t" in line else line.strip().partition(" ")
    if not identity.strip() or not text.strip():
        raise EvaluationError(f"{path}: line {number} is no query: an identity, a tab and its text are expected")
    return identity.strip(), text.strip()


def _enter(path: Path, queries: dict[str, str], identity: str, text: str, where: str) -> None:
    if identity in queries:
        raise EvaluationError(f"{path}: {where}: the query {identity!r} comes twice")
    queries[identity] = text


def read_judgments(path: Path) -> dict[str, dict[str, int]]:
    """The gain of each judged document, by query: 0 and less mean not relevant.

    TREC (query, a number that is not used, document, gain), TSV of three columns (query, document, gain; a first line
    may name them), or JSON Lines. Raises `EvaluationError` for a line that is none of them.
    """
    judgments: dict[str, dict[str, int]] = {}
    for place, (number, line) in enumerate(lines_of(path)):
        if line.lstrip().startswith("{"):
            record = record_of(path, number, line)
            query = value_of(path, number, record, *_QUERY_IDS[1:], "query", "id")
            document, gain = value_of(path, number, record, *_DOCUMENT_IDS), value_of(path, number, record, *_GAINS)
        else:
            columns = columns_of(line)
            if place == 0 and len(columns) == 3 and not _is_number(columns[2]):
                continue  # the names of the columns
            if len(columns) == 4:
                query, _, document, gain = columns
            elif len(columns) == 3:
                query, document, gain = columns
            else:
                raise EvaluationError(
                    f"{path}: line {number} has {len(columns)} columns; three (query, document, gain) or TREC's four "
                    "are expected"
                )
        value = number_of(path, number, gain, "gain")
        if value != int(value):
            raise EvaluationError(f"{path}: line {number}: the gain {gain!r} is no whole number")
        judgments.setdefault(str(query), {})[str(document)] = int(value)
    if not judgments:
        raise EvaluationError(f"{path}: there are no judgments in it")
    return judgments


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
