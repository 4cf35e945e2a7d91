"""How good the answers are, for people: a table of measures, the queries that differ most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from searchkit.present.ink import DIM, Ink
from searchkit.present.json_ import SCHEMA_VERSION, dumps
from searchkit.present.safe import one_line
from searchkit.reports import Comparison, Evaluation

_CLEAR = 0.05
"""A difference that is less likely than this to be chance is pointed out."""


def evaluation_text(evaluation: Evaluation, comparisons: Sequence[Comparison], *, ink: Ink) -> str:
    """The mean of each measure, beside those it is compared with, and what the figures leave out."""
    count = len(evaluation.values)
    lines = [f"{count:,} judged {'query' if count == 1 else 'queries'}"]
    if evaluation.without_judgments:
        lines[0] += f"; {evaluation.without_judgments:,} more without judgments left out"
    if comparisons:
        header = f"{'':<10}  {'this':>7}  {'other':>7}  {'differ':>7}  {'p':>6}  better / same / worse"
        lines += [ink.paint(header, DIM), *map(_compared, comparisons)]
    else:
        lines += [f"{name:<10}  {mean:.4f}" for name, mean in evaluation.means.items()]
    lines.append(f"unjudged among the ten best: {evaluation.unjudged:.1%}, counted as not relevant")
    return "\n".join(lines) + "\n"


def _compared(comparison: Comparison) -> str:
    same = len(comparison.differences) - comparison.better - comparison.worse
    star = "*" if comparison.p_value < _CLEAR else " "
    return (
        f"{comparison.measure:<10}  {comparison.mean:7.4f}  {comparison.other_mean:7.4f}  {comparison.difference:+7.4f}"
        f"  {comparison.p_value:6.4f}{star} {comparison.better:>6} / {same} / {comparison.worse}"
    )


def query_lines(evaluation: Evaluation, comparisons: Sequence[Comparison]) -> Iterator[str]:
    """A line a query, columns separated by tabs: its identity and the value of each measure, and after them, where
    there is something to compare with, each measure's difference. A line with the names of the columns first."""
    yield "\t".join(("query", *evaluation.measures, *(f"{one.measure} difference" for one in comparisons))) + "\n"
    for query, values in evaluation.values.items():
        differences = (f"{one.differences[query]:+.4f}" if query in one.differences else "" for one in comparisons)
        yield "\t".join((one_line(query)[0], *(f"{value:.4f}" for value in values), *differences)) + "\n"


def evaluation_json(evaluation: Evaluation, comparisons: Sequence[Comparison], gates: Mapping[str, bool]) -> str:
    """All of it as one JSON object."""
    compared = [
        {
            "measure": one.measure,
            "mean": one.mean,
            "other_mean": one.other_mean,
            "difference": one.difference,
            "p_value": one.p_value,
            "better": one.better,
            "worse": one.worse,
            "differences": dict(one.differences),
        }
        for one in comparisons
    ]
    values = {query: dict(zip(evaluation.measures, row, strict=True)) for query, row in evaluation.values.items()}
    return (
        dumps(
            {
                "schema_version": SCHEMA_VERSION,
                "queries": len(evaluation.values),
                "without_judgments": evaluation.without_judgments,
                "unjudged": evaluation.unjudged,
                "means": evaluation.means,
                "comparisons": compared,
                "gates": dict(gates),
                "by_query": values,
            },
            indent=2,
        )
        + "\n"
    )
