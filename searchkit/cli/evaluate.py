"""``searchkit eval``: how good the answers are, by queries and judgments."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

import searchkit
from searchkit.cli.command import Command
from searchkit.cli.options import (
    CONTEXT,
    WholeNumber,
    color_option,
    index_options,
    json_option,
    open_index,
    override,
    setting_pairs,
)
from searchkit.cli.output import say, screen
from searchkit.errors import EvaluationError

if TYPE_CHECKING:
    from searchkit.evaluation import Run

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("eval", cls=Command, context_settings=CONTEXT)
@click.option("--queries", type=_FILE, help="The queries: TREC topics, JSON Lines (id, text) or TSV; .gz too.")
@click.option("--qrels", type=_FILE, help="The judgments: TREC, TSV (query, document, gain) or JSON Lines; .gz too.")
@click.option("--dataset", metavar="NAME", help="A collection that ir_datasets knows (and fetches), in their place.")
@click.option("--run", "run_path", type=_FILE, help="Measure this run instead of searching.")
@click.option("--run-out", type=_FILE, help="Write the run that was measured, in TREC's format.")
@click.option("--baseline", type=_FILE, help="Compare with this run.")
@click.option(
    "--against", metavar="NAME=VALUE", multiple=True, callback=setting_pairs,
    help="Compare with the answers that these settings give; repeatable.",
)  # fmt: skip
@click.option(
    "--measure", "measures", metavar="NAME", multiple=True,
    help="What to measure, as ir_measures writes it; repeatable. [default: nDCG@10, AP, RR, P@10, R@100]",
)  # fmt: skip
@click.option("--depth", type=WholeNumber(1, 10_000), default=100, show_default=True, metavar="N", help="Hits a query.")
@click.option("--gate", "gates", metavar="GATE", multiple=True, help="Fail below it: 'nDCG@10>=0.40'; repeatable.")
@click.option("--by-query", is_flag=True, help="A line a query, columns separated by tabs.")
@json_option
@color_option
@index_options
def evaluate(
    queries: Path | None, qrels: Path | None, dataset: str | None, run_path: Path | None, run_out: Path | None,
    baseline: Path | None, against: dict[str, str], measures: Sequence[str], depth: int, gates: Sequence[str],
    by_query: bool, as_json: bool, color: str, index_path: str | None, settings: dict[str, str],
) -> int:  # fmt: skip
    """Measure how good the answers are.

    Queries are answered from the index and their first hits compared with judgments of which documents are relevant.
    A document is known by the field "id" of the record that it was read from. With --dataset and no --index the
    collection is indexed into a temporary folder.

    Exit status: 0 done, 1 a gate was not passed, 2 an error.
    """
    from searchkit.evaluation import DEFAULT_MEASURES, Gate, compare, read_run, write_run
    from searchkit.evaluation import evaluate as measured
    from searchkit.present.evaluation import evaluation_json, evaluation_text, query_lines

    if baseline and against:
        raise EvaluationError("compare with --baseline or with --against, not both")
    limits = [Gate.parse(text) for text in gates]
    names = [*(measures or DEFAULT_MEASURES), *(gate.measure for gate in limits)]
    searching = run_path is None or bool(against)
    with _collection(dataset, queries, qrels, index_path, settings, searching=searching) as collection:
        run = read_run(run_path) if run_path else collection.answers({}, depth)
        other = read_run(baseline) if baseline else collection.answers(against, depth) if against else None
    result = measured(run, collection.judgments, names)
    comparisons = () if other is None else compare(result, measured(other, collection.judgments, names))
    if run_out:
        write_run(run_out, run)
    if result.unjudged == 1.0:
        say("warning: no article that was found is judged; are identities in the index those of the judgments?")
    failed = [gate for gate in limits if not gate.holds(result)]
    if as_json:
        sys.stdout.write(evaluation_json(result, comparisons, {str(gate): gate not in failed for gate in limits}))
    elif by_query:
        sys.stdout.writelines(query_lines(result, comparisons))
    else:
        sys.stdout.write(evaluation_text(result, comparisons, ink=screen(color).ink))
    for gate in failed:
        say(f"not passed: {gate} ({gate.measure} is {result.means[gate.measure]:.4f})")
    return 1 if failed else 0


@dataclass(frozen=True, slots=True)
class _Collection:
    """Queries and judgments, and the index that answers."""

    queries: Mapping[str, str]
    judgments: Mapping[str, Mapping[str, int]]
    index_path: str | None
    settings: Mapping[str, str]

    def answers(self, changed: Mapping[str, str], depth: int) -> Run:
        """What the index answers to the judged queries, with some settings changed."""
        from searchkit.evaluation import make_run
        from searchkit.evaluation.searching import IndexSearch

        judged = {query: text for query, text in self.queries.items() if query in self.judgments}
        with open_index(self.index_path, {**self.settings, **changed}) as index:
            return make_run(IndexSearch(index, depth=depth), judged)


@contextmanager
def _collection(
    dataset: str | None,
    queries: Path | None,
    qrels: Path | None,
    index_path: str | None,
    settings: Mapping[str, str],
    *,
    searching: bool,
) -> Iterator[_Collection]:
    """What the options name. A data set without an index is indexed into a temporary folder."""
    from searchkit.evaluation import read_judgments, read_queries

    if dataset is None:
        if qrels is None or (queries is None and searching):
            raise EvaluationError("give --queries and --qrels, or --dataset")
        yield _Collection(read_queries(queries) if queries else {}, read_judgments(qrels), index_path, settings)
        return
    from searchkit.evaluation.datasets import load_dataset

    found = load_dataset(dataset)
    asked = read_queries(queries) if queries else found.queries
    judgments = read_judgments(qrels) if qrels else found.judgments
    if index_path is not None or not searching:
        yield _Collection(asked, judgments, index_path, settings)
        return
    with tempfile.TemporaryDirectory() as folder:
        index_path = str(Path(folder) / "index")
        say(f"indexing {dataset} ...")
        chosen = override(Path(index_path), dict(settings))
        with searchkit.open(index_path, create=True, settings=chosen) as index, index.writer() as writer:
            for article in found.articles():
                writer.add(article)
        yield _Collection(asked, judgments, index_path, settings)
