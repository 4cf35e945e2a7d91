"""Runs: what an engine answered to each query, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf, nextafter
from pathlib import Path
from typing import TypeAlias

from searchkit.errors import EvaluationError
from searchkit.evaluation.lines import columns_of, lines_of, number_of, record_of, value_of

Run: TypeAlias = "dict[str, list[tuple[str, float]]]"
"""By query: (document, score), best first; each document once."""


def make_run(
    search: Callable[[Sequence[str]], Iterable[Iterable[tuple[str, float]]]], queries: Mapping[str, str]
) -> Run:
    """What `search` answers: it is given the texts of all queries and gives (document, score), best first, for each.

    A document that is named twice (two articles of one identity) counts where it comes first.
    """
    answers = search(list(queries.values()))
    return {query: _once(answer) for query, answer in zip(queries, answers, strict=True)}


def _once(answer: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    first: dict[str, float] = {}
    for document, score in answer:
        first.setdefault(document, score)
    return list(first.items())


def read_run(path: Path) -> Run:
    """A run in TREC's format (query, ``Q0``, document, rank, score, name), in three columns (query, document, score),
    or as JSON Lines. Equal scores stay in the order of the file. Raises `EvaluationError`.
    """
    run: Run = {}
    for number, line in lines_of(path):
        if line.lstrip().startswith("{"):
            record = record_of(path, number, line)
            query, document, score = (
                value_of(path, number, record, *names)
                for names in (("query_id", "qid", "query"), ("doc_id", "docid", "document"), ("score",))
            )
        else:
            columns = columns_of(line)
            if len(columns) == 6:
                query, _, document, _, score, _ = columns
            elif len(columns) == 3:
                query, document, score = columns
            else:
                raise EvaluationError(f"{path}: line {number} has {len(columns)} columns; TREC's six are expected")
        run.setdefault(str(query), []).append((str(document), number_of(path, number, score, "score")))
    if not run:
        raise EvaluationError(f"{path}: there is no run in it")
    return {query: _once(sorted(answer, key=lambda pair: -pair[1])) for query, answer in run.items()}


def write_run(path: Path, run: Run, name: str = "searchkit") -> None:
    """Writes a run in TREC's format.

    Tools order a run by score alone, so a score that equals the one before is written as the next lower number: the
    order is kept. Raises `EvaluationError` when it cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8") as file:
            for query, answer in run.items():
                last = inf
                for rank, (document, score) in enumerate(answer, 1):
                    last = score if score < last else nextafter(last, -inf)
                    file.write(f"{query}\tQ0\t{document}\t{rank}\t{last!r}\t{name}\n")
    except OSError as error:
        raise EvaluationError(f"{path}: the run cannot be written: {error.strerror}") from error
    except UnicodeEncodeError as error:
        raise EvaluationError(f"{path}: the run cannot be written: an identity is no text ({error.reason})") from error
