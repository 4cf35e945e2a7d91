"""``search --explain``."""

from __future__ import annotations

import json
import re

from tests.cli.conftest import Run


def test_a_score_is_explained(search: Run) -> None:
    """Below each hit a tree of numbers, no wider than the page; the first of it is the score."""
    result = search("--explain", "--score", "--now", "2025-05-31", "--recent", "korea trust")
    (score, *_) = re.findall(r"score (\d+\.\d\d)", result.stdout)
    (total, *_) = re.findall(r"^    (\S+)  relevance, less for its age: product of$", result.stdout, re.MULTILINE)
    assert f"{float(total):.2f}" == score
    for part in ("idf: ln(1 + (N - n + 0.5) / (n + 0.5))", "nearness: nearness * sum of", "“trust” in text: "):
        assert part in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_an_explanation_is_in_the_json(search: Run) -> None:
    """As a tree whose value is the score; null when it was not asked for."""
    lines = map(json.loads, search("--jsonl", "--explain", "korea trust").stdout.splitlines())
    hits = json.loads(search("--json", "--explain", "korea trust").stdout)["hits"]
    assert [line["explanation"] for line in lines if line["type"] == "hit"] == [hit["explanation"] for hit in hits]
    for hit in hits:
        assert hit["explanation"]["value"] == hit["score"]
        assert hit["explanation"]["details"][0]["description"]
    (hit,) = json.loads(search("--json", "poll").stdout)["hits"]
    assert hit["explanation"] is None
    result = search("--explain", "--plain", "poll")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--explain goes with" in result.stderr
