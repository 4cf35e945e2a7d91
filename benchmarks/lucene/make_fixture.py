"""Which scores does a real Lucene give? Writes tests/search/fixtures/lucene_bm25.json; see the README beside it.

python benchmarks/lucene/make_fixture.py lucene-core.jar [more.jar]
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_FIXTURE = _HERE.parents[1] / "tests" / "search" / "fixtures" / "lucene_bm25.json"
_SEED = 8
_DOCUMENTS = 600
_HITS = 25
_TERMS = "abcdefghij"  # from the commonest to the rarest
_FILLER = "_"
_LONGEST = (12, 60, 300, 1500, 8000, 60_000)  # tokens
_LENGTHS_WEIGHT = (30, 40, 40, 20, 8, 2)
_BOOSTS = ("", "", "", "^2.0", "^0.3", "^3.1415927")


def main(jars: list[str]) -> None:
    dice = random.Random(_SEED)
    documents = [_document(dice) for _ in range(_DOCUMENTS)]
    queries = list(dict.fromkeys(_queries(dice)))
    lines = [f"d {document}" for document in documents] + [f"q {query}" for query in queries]
    command = ["java", "-cp", os.pathsep.join(jars), str(_HERE / "Scores.java")]
    printed = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True).stdout
    version, *answers = printed.splitlines()
    fixture = {
        "lucene": version,
        "k1": 1.5,
        "b": 0.75,
        "documents": documents,
        "answers": dict(zip(queries, answers, strict=True)),
    }
    _FIXTURE.parent.mkdir(exist_ok=True)
    _FIXTURE.write_text(json.dumps(fixture, indent=0, separators=(",", ":")) + "\n", "utf-8")


def _document(dice: random.Random) -> str:
    """Tokens in order: runs of terms between runs of filler; one document in twenty has none."""
    if dice.random() < 0.05:
        return ""
    wanted = dice.randint(1, dice.choices(_LONGEST, _LENGTHS_WEIGHT)[0])
    runs: list[str] = []
    length = 0
    while length < wanted:
        run = min(1 + int(dice.expovariate(0.8)), wanted - length)
        runs.append(_run(dice.choices(_TERMS, [2.0**-rank for rank in range(len(_TERMS))])[0], run))
        length += run
        if length < wanted and dice.random() < 0.5:
            run = dice.randint(1, max(1, min(wanted - length, wanted // 4)))
            runs.append(_run(_FILLER, run))
            length += run
    return " ".join(runs)


def _run(token: str, length: int) -> str:
    return token if length == 1 else f"{token}*{length}"


def _queries(dice: random.Random) -> list[str]:
    queries = [f"term {_HITS} {term}{boost}" for term in _TERMS for boost in ("", "^2.5")]
    for kind, most in (("or", 6), ("and", 4), ("maybe", 3)):
        for _ in range(30):
            terms = dice.sample(_TERMS, dice.randint(2, most))
            queries.append(" ".join([kind, str(_HITS), *(term + dice.choice(_BOOSTS) for term in terms)]))
    queries += [f"phrase {_HITS} {first} {second}" for first in _TERMS[:5] for second in _TERMS[:5]]
    return queries


if __name__ == "__main__":
    main(sys.argv[1:])
