"""One picture of several runs that were kept, as of sizes that were measured one by one.

python -m benchmarks.speed.together docs/speed.svg benchmarks/results/speed-A.json benchmarks/results/speed-B.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed.measure import Measured
from benchmarks.speed.picture import picture


def main(target: Path, runs: Sequence[Path]) -> None:
    """Draws the sizes and engines of all runs; of what several have, the last."""
    sizes: dict[int, Measured] = {}
    for run in runs:
        kept = json.loads(run.read_text("utf-8"))
        for times, measured in kept["sizes"].items():
            sizes.setdefault(int(times), {}).update(measured)
    target.write_text(picture(dict(sorted(sizes.items()))), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(run) for run in sys.argv[2:]])
