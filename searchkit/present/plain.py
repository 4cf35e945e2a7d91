"""Output for shell tools: tab-separated lines, paths, a number, nothing."""

from __future__ import annotations

from collections.abc import Callable

from searchkit.model import Hit, Origin, Results
from searchkit.present.dates import iso
from searchkit.present.ink import file_path, web_address
from searchkit.present.printer import Write
from searchkit.present.safe import one_line

COLUMNS = ("rank", "id", "score", "date", "source", "title", "url", "path", "passages", "copies")
"""The columns of ``--plain``, in order. More may come after them, in later versions."""


class PlainPrinter:
    """One hit a line, its `COLUMNS` separated by tabs; an unknown value is empty, white space in a value is a space."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def begin(self, results: Results) -> None:
        """Nothing: every line is a hit."""

    def hit(self, hit: Hit) -> None:
        """Its line."""
        values = (
            str(hit.rank),
            hit.id,
            f"{hit.score:.4f}",
            iso(hit.published),
            hit.source,
            hit.title,
            web_address(hit.url),
            file_path(hit.origins[0]) if hit.origins else "",
            " … ".join(passage.text for passage in hit.passages),
            str(hit.copy_count),
        )
        self._write("\t".join(one_line(value)[0].strip() for value in values) + "\n")

    def end(self) -> None:
        """Nothing."""


class PathsPrinter:
    """Every file that holds a hit, once, in the order of the hits, each with `end` after it.

    `name` gives the name to print of a file. Other programs can open it, so it is exact: not for a terminal.
    """

    def __init__(self, write: Write, *, name: Callable[[Origin], str] = file_path, end: str = "\n") -> None:
        self._write = write
        self._name = name
        self._end = end
        self._seen: set[str] = set()

    def begin(self, results: Results) -> None:
        """Nothing: every line is a path."""

    def hit(self, hit: Hit) -> None:
        """The files it was met in, those not printed yet."""
        for origin in hit.origins:
            path = self._name(origin)
            if path not in self._seen:
                self._seen.add(path)
                self._write(path + self._end)

    def end(self) -> None:
        """Nothing."""


class CountPrinter:
    """How many articles match: a number and nothing else."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def begin(self, results: Results) -> None:
        """The number."""
        self._write(f"{results.total}\n")

    def hit(self, hit: Hit) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class QuietPrinter:
    """Nothing at all: the exit status is the answer."""

    def begin(self, results: Results) -> None:
        """Nothing."""

    def hit(self, hit: Hit) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""
