"""Queries, judgments and runs, in the formats that collections come in."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import EvaluationError
from searchkit.evaluation import make_run, read_judgments, read_queries, read_run, write_run

QUERIES = {"1": "ferry strike", "2": "orchard prices"}
JUDGMENTS = {"1": {"a": 1, "b": 0}, "2": {"c": 2}}
TOPICS = """\
<top>
<num> Number: 1
<title> ferry strike
<desc> Description: What do they want?
</top>
<top>
<num>2</num>
<title>orchard
prices</title>
</top>
"""


def written(folder: Path, text: str, name: str = "file.txt") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "1\tferry strike\n2\torchard prices\n",
        "1 ferry strike\n\n2 orchard prices",
        '{"id": 1, "text": "ferry strike"}\n{"_id": "2", "query": "orchard prices"}\n',
        "\ufeff1\tferry strike\r\n2\torchard prices\r\n",
        TOPICS,
    ],
)
def test_queries_of_each_format_are_the_same(tmp_path: Path, text: str) -> None:
    """TSV, with spaces, JSON Lines, with a byte order mark, TREC topics."""
    assert read_queries(written(tmp_path, text)) == QUERIES


@pytest.mark.parametrize(
    "text",
    [
        "1 0 a 1\n1 0 b 0\n2 0 c 2\n",
        "1\ta\t1\n1\tb\t0\n2\tc\t2\n",
        "query-id\tcorpus-id\tscore\n1\ta\t1\n1\tb\t0\n2\tc\t2\n",
        '{"query_id": 1, "doc_id": "a", "relevance": 1}\n{"qid": "1", "docid": "b", "gain": 0}\n'
        '{"query": "2", "document": "c", "score": 2}\n',
    ],
)
def test_judgments_of_each_format_are_the_same(tmp_path: Path, text: str) -> None:
    """TREC, TSV, TSV with names, JSON Lines."""
    assert read_judgments(written(tmp_path, text)) == JUDGMENTS


def test_packed_files_are_read(tmp_path: Path) -> None:
    """By their ending."""
    path = tmp_path / "queries.tsv.gz"
    path.write_bytes(gzip.compress(b"1\tferry strike\n2\torchard prices\n"))
    assert read_queries(path) == QUERIES


@pytest.mark.parametrize(
    ("reader", "text", "why"),
    [
        (read_queries, "", "no queries"),
        (read_queries, "1\n", "line 1 is no query"),
        (read_queries, "1\ta\n1\tb\n", "line 2: the query '1' comes twice"),
        (read_queries, '{"id": 1}\n', "line 1 has none of text"),
        (read_queries, '{"id": \n', "line 1 is no JSON"),
        (read_queries, "<top><num>1</top>", "no <title>"),
        (read_judgments, "", "no judgments"),
        (read_judgments, "1 a\n", "2 columns"),
        (read_judgments, "1 0 a much\n", "'much' is no number"),
        (read_judgments, "1 0 a 0.5\n", "no whole number"),
        (read_judgments, "1 0 a nan\n", "'nan' is no number"),
        (read_run, "", "no run"),
        (read_run, "1 Q0 a 1\n", "4 columns"),
        (read_run, "1 Q0 a 1 high x\n", "'high' is no number"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, reader, text: str, why: str) -> None:  # type: ignore[no-untyped-def]
    """In one sentence that begins with the file."""
    path = written(tmp_path, text)
    with pytest.raises(EvaluationError, match=why) as raised:
        reader(path)
    assert str(raised.value).startswith(str(path))


def test_a_file_that_cannot_be_read_is_our_error(tmp_path: Path) -> None:
    """Missing, no text, cut short."""
    packed = tmp_path / "cut.gz"
    packed.write_bytes(gzip.compress(b"1\tferry\n" * 100)[:-12])
    bytes_ = tmp_path / "latin.txt"
    bytes_.write_bytes(b"1\tcaf\xe9\n")
    for path in (tmp_path / "missing", packed, bytes_, tmp_path):
        with pytest.raises(EvaluationError, match=path.name):
            read_queries(path)


scores = st.lists(st.sampled_from([2.5, 2.0, 1.0, 1.0, 0.0, -1.0]), max_size=8)


@given(st.dictionaries(st.sampled_from(["1", "2", "x y"[:1]]), scores, min_size=1))
def test_a_run_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, lists: dict[str, list[float]]
) -> None:
    """In its order, also where scores are equal."""
    run = {
        query: [(f"d{number}", score) for number, score in enumerate(sorted(values, reverse=True))]
        for query, values in lists.items()
        if values
    }
    if not run:
        return
    path = tmp_path_factory.mktemp("runs") / "a.run"
    write_run(path, run)
    again = read_run(path)
    assert {query: [name for name, _ in answer] for query, answer in again.items()} == {
        query: [name for name, _ in answer] for query, answer in run.items()
    }
    for answer in again.values():
        values = [score for _, score in answer]
        assert all(one > other for one, other in pairwise(values))


def test_a_document_counts_once() -> None:
    """Where it comes first."""
    run = make_run(lambda texts: [[("a", 2.0), ("b", 1.5), ("a", 1.0)] for _ in texts], {"1": "ferry"})
    assert run == {"1": [("a", 2.0), ("b", 1.5)]}


def test_a_run_that_cannot_be_written_is_our_error(tmp_path: Path) -> None:
    """With the file."""
    with pytest.raises(EvaluationError, match="cannot be written"):
        write_run(tmp_path / "no" / "folder.run", {"1": [("a", 1.0)]})
    with pytest.raises(EvaluationError, match="an identity is no text"):
        write_run(tmp_path / "run", {"1": [("\ud800", 1.0)]})
    (tmp_path / "judged").write_text('{"query_id": 1, "doc_id": 2, "relevance": 1' + "0" * 400 + "}\n")
    with pytest.raises(EvaluationError, match="too large a number"):
        read_judgments(tmp_path / "judged")
