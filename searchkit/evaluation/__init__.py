"""How good is the order? Queries and judgments go in, figures a query and for all of them come out.

The files are those of the field: queries (TREC topics, JSON Lines, TSV), judgments ("qrels": TREC, TSV, JSON Lines)
and runs (TREC). The figures are computed by ``ir_measures`` (``pip install 'searchkit[eval]'``). This room searches
nothing itself: it is given a function that does, so it measures any engine.
"""

from searchkit.evaluation.comparison import compare
from searchkit.evaluation.files import read_judgments, read_queries
from searchkit.evaluation.gates import Gate
from searchkit.evaluation.measures import DEFAULT_MEASURES, evaluate
from searchkit.evaluation.runs import Run, make_run, read_run, write_run
from searchkit.reports import Comparison, Evaluation

__all__ = [
    "DEFAULT_MEASURES",
    "Comparison",
    "Evaluation",
    "Gate",
    "Run",
    "compare",
    "evaluate",
    "make_run",
    "read_judgments",
    "read_queries",
    "read_run",
    "write_run",
]
