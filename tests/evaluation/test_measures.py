"""The figures are those of the definitions; what they leave out is counted; chance is told from skill."""

from __future__ import annotations

from itertools import product
from math import log2
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.errors import EvaluationError
from searchkit.evaluation import Evaluation, Gate, compare, evaluate

pytest.importorskip("ir_measures")

NAMES = [f"d{number}" for number in range(14)]
answers = st.permutations(NAMES).flatmap(lambda order: st.integers(0, 14).map(lambda count: list(order)[:count]))
gains = st.dictionaries(st.sampled_from(NAMES), st.integers(-1, 3), min_size=1)


def reference(answer: list[str], judged: dict[str, int]) -> dict[str, float]:
    """Each measure from its definition."""
    relevant = {name for name, gain in judged.items() if gain > 0}
    best = sorted((gain for gain in judged.values() if gain > 0), reverse=True)[:10]
    ideal = sum(gain / log2(rank + 1) for rank, gain in enumerate(best, 1))
    found = sum(max(judged.get(name, 0), 0) / log2(rank + 1) for rank, name in enumerate(answer[:10], 1))
    hits = [rank for rank, name in enumerate(answer, 1) if name in relevant]
    return {
        "nDCG@10": found / ideal if ideal else 0.0,
        "AP": sum(count / rank for count, rank in enumerate(hits, 1)) / len(relevant) if relevant else 0.0,
        "RR": 1 / hits[0] if hits else 0.0,
        "P@10": sum(rank <= 10 for rank in hits) / 10,
        "R@100": len(hits) / len(relevant) if relevant else 0.0,
    }


@settings(max_examples=50)
@given(st.lists(st.tuples(answers, gains), min_size=1, max_size=4))
def test_the_measures_are_those_of_their_definitions(cases: list[tuple[list[str], dict[str, int]]]) -> None:
    """Whatever the scores are: the order of the run counts."""
    run = {str(number): [(name, 1.0) for name in answer] for number, (answer, _) in enumerate(cases)}
    found = evaluate(run, {str(number): judged for number, (_, judged) in enumerate(cases)})
    for number, (answer, judged) in enumerate(cases):
        expected = reference(answer, judged)
        assert dict(zip(found.measures, found.values[str(number)], strict=True)) == pytest.approx(expected)


def test_what_is_left_out_is_counted() -> None:
    """Documents nobody judged, queries without judgments, queries without an answer."""
    run = {"1": [("a", 2.0), ("b", 1.0)], "2": [("a", 1.0)], "3": []}
    found = evaluate(run, {"1": {"a": 1}, "3": {"c": 1}, "4": {"d": 1}}, ["recall@5", "MRR"])
    assert found.measures == ("R@5", "RR")
    assert found.values == {"1": (1.0, 1.0), "3": (0.0, 0.0)}
    assert (found.unjudged, found.without_judgments) == (0.5, 1)
    assert found.means == {"R@5": 0.5, "RR": 0.5}


UNKNOWN = ["nonsense", "nDCG@", "__import__('os')", "", "nDCG@10)", "P@x", "P(1)", "P@1@1", "(" * 300 + ")" * 300]


@pytest.mark.parametrize("measure", [*UNKNOWN, "P@0", "P@2.5", "P@99999999999", "AP(rel=0)", "AP(gain=1)"])
def test_an_unknown_measure_is_our_error(measure: str) -> None:
    """That names some that are known."""
    with pytest.raises(EvaluationError, match="nDCG@10"):
        evaluate({"1": [("a", 1.0)]}, {"1": {"a": 1}}, [measure])


def test_measures_have_parameters() -> None:
    """Written as in ``ir_measures``, and told so in the results."""
    run, judgments = {"1": [("a", 3.0), ("b", 2.0), ("c", 1.0)]}, {"1": {"a": 1, "b": 2}}
    found = evaluate(run, judgments, ["P(rel=2)@2", "AP(rel=2)", "nDCG(dcg='exp-log2')@1", "nDCG@1", "IPrec@0.5"])
    assert found.means == {
        "P(rel=2)@2": 0.5,
        "AP(rel=2)": 0.5,
        "nDCG(dcg='exp-log2')@1": pytest.approx(1 / 3, abs=1e-5),
        "nDCG@1": 0.5,
        "IPrec@0.5": 1.0,
    }


@pytest.mark.parametrize("measure", ["ERR@10", "nDCG@10", "AP", "Compat(p=0.9)", "Accuracy"])
@pytest.mark.parametrize("name", ["q-1", "1 2", "", "amean", "a,b", "\udc80", "a\0", "ä"])
def test_names_of_queries_and_documents_do_not_matter(name: str, measure: str) -> None:
    """They are only told from each other, whatever stands in them."""
    plain = evaluate(
        {"1": [("b", 2.0), ("a", 1.0)], "2": [("a", 1.0)]}, {"1": {"a": 1}, "2": {"a": 0, "c": 1}}, [measure]
    )
    run = {name: [("b", 2.0), (name, 1.0)], "x-1": [(name, 1.0)]}
    named = evaluate(run, {name: {name: 1}, "x-1": {name: 0, "c": 1}}, [measure])
    assert list(named.values.values()) == list(plain.values.values())


def test_a_query_without_an_answer_has_nothing_that_is_judged() -> None:
    """A share of nothing is 0."""
    found = evaluate({"1": [], "2": [("a", 1.0), ("b", 0.5)]}, {"1": {"a": 1}, "2": {"a": 0}}, ["Judged@5", "NumRel"])
    assert found.values == {"1": (0.0, 1.0), "2": (0.5, 0.0)}


def test_a_measure_written_in_two_ways_is_measured_once() -> None:
    """As the library tells them from each other."""
    assert evaluate({"1": [("a", 1.0)]}, {"1": {"a": 1}}, ["Rprec", "RPrec", "map", "AP"]).means == {
        "Rprec": 1,
        "AP": 1,
    }


@pytest.mark.parametrize(
    ("measure", "gain", "message"),
    [("AP", 10**20, "too large"), ("ERR@10", 5, "up to 4"), ("nDCG(dcg='exp-log2')@5", 5, "up to 4")],
)
def test_gains_that_a_measure_does_not_take_are_our_error(measure: str, gain: int, message: str) -> None:
    """Told with the largest that it takes."""
    with pytest.raises(EvaluationError, match=message):
        evaluate({"1": [("a", 1.0)]}, {"1": {"a": gain}}, [measure])


def test_a_measure_that_fails_is_our_error() -> None:
    """The share of others above a relevant document, when there are no others."""
    with pytest.raises(EvaluationError, match="cannot be computed"):
        evaluate({"1": [("a", 1.0)]}, {"1": {"a": 1}}, ["Accuracy"])


def test_other_queries_than_the_judged_ones_are_an_error() -> None:
    """Rather than a row of zeros."""
    with pytest.raises(EvaluationError, match="same collection"):
        evaluate({"1": [("a", 1.0)]}, {"q1": {"a": 1}})


def made(values: list[float]) -> Evaluation:
    """An evaluation of one measure."""
    return Evaluation(("AP",), {str(number): (value,) for number, value in enumerate(values)}, 0.0)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=7))
def test_chance_is_what_all_tosses_of_the_signs_say(pairs: list[tuple[int, int]]) -> None:
    """The share of all sign flips whose mean is at least as far from nothing."""
    one, other = [a / 4 for a, _ in pairs], [b / 4 for _, b in pairs]
    (found,) = compare(made(one), made(other))
    differences = [a - b for a, b in zip(one, other, strict=True)]
    tosses = [
        fmean(s * d for s, d in zip(signs, differences, strict=True)) for signs in product((1, -1), repeat=len(pairs))
    ]
    observed = abs(fmean(differences))
    assert found.p_value == pytest.approx(fmean(abs(toss) >= observed - 1e-12 for toss in tosses))
    assert found.difference == pytest.approx(fmean(differences))
    assert (found.better, found.worse) == (sum(d > 0 for d in differences), sum(d < 0 for d in differences))


def test_only_what_both_have_is_compared() -> None:
    """Queries and measures; nothing in common is an error."""
    (found,) = compare(made([0.5, 1.0]), made([0.25]))
    assert dict(found.differences) == {"0": 0.25}
    with pytest.raises(EvaluationError, match="in common"):
        compare(made([0.5]), Evaluation(("RR",), {"0": (1.0,)}, 0.0))


@pytest.mark.parametrize(
    ("text", "holds"),
    [("AP>=0.5", True), ("map >= 0.50001", False), ("AP<.6", True), ("AP>0.5", False), ("AP<=1", True)],
)
def test_gates(text: str, holds: bool) -> None:
    """Hold or not, by the mean."""
    assert Gate.parse(text).holds(made([0.25, 0.75])) is holds


@pytest.mark.parametrize("text", ["AP", "AP=0.5", ">=0.5", "AP>=much", "AP>=1.2.3"])
def test_what_is_no_gate_is_our_error(text: str) -> None:
    """With one as an example."""
    with pytest.raises(EvaluationError, match=r"nDCG@10>=0\.40"):
        Gate.parse(text)


def test_a_gate_for_what_was_not_measured_is_our_error() -> None:
    """That names what was."""
    with pytest.raises(EvaluationError, match="measured were AP"):
        Gate.parse("RR>=0.5").holds(made([1.0]))
