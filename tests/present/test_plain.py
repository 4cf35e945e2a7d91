"""Output for shell tools."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from searchkit.model import Hit, Origin, Passage, Results
from searchkit.present.plain import COLUMNS, CountPrinter, PathsPrinter, PlainPrinter, QuietPrinter
from searchkit.present.printer import Printer, Write, show
from tests.present.samples import HIT, RESULTS, texts


def shown(make: type[PlainPrinter] | type[PathsPrinter] | type[CountPrinter], results: Results) -> str:
    """What the printer writes."""
    text: list[str] = []
    show(results, make(text.append))
    return "".join(text)


def test_a_hit_is_a_line_of_columns() -> None:
    """In the order that is promised."""
    line = shown(PlainPrinter, RESULTS)
    assert dict(zip(COLUMNS, line.removesuffix("\n").split("\t"), strict=True)) == {
        "rank": "1",
        "id": "0123456789abcdef0123456789abcdef",
        "score": "12.5000",
        "date": "2025-05-30",
        "source": "The Harbour Post",
        "title": "Trust grows between Korea and Japan",
        "url": "https://post.example/world/trust?id=1",
        "path": "/news/world/trust.html",
        "passages": "A poll in Korea says that trust in Japan has grown. Few had expected it.",
        "copies": "0",
    }


@given(texts)
def test_no_value_breaks_its_line(text: str) -> None:
    """Tabs and line breaks in an article are spaces, so a line has its columns whatever it holds."""
    hit = Hit("f" * 32, 1, 1.0, text, (), (Passage(text, 0),), source=text, origins=(Origin(text, "/x"),))
    out = shown(PlainPrinter, Results((hit,), 1, True, text))
    assert out.count("\n") == 1
    assert out.count("\t") == len(COLUMNS) - 1


def test_every_file_once() -> None:
    """All the places of every hit, without repeating one; as they are, or as they are to be named and ended."""
    origins = (Origin("a\x1b.txt", "/x"), Origin("b.txt", "/x"), Origin("a\x1b.txt", "/x", index=2))
    results = replace(RESULTS, hits=(replace(HIT, origins=origins), replace(HIT, origins=(Origin("c.txt"),)), HIT, HIT))
    assert shown(PathsPrinter, results) == "/x/a\x1b.txt\n/x/b.txt\nc.txt\n/news/world/trust.html\n"
    text: list[str] = []
    show(results, PathsPrinter(text.append, name=lambda origin: origin.path.upper(), end="\0"))
    assert text == ["A\x1b.TXT\0", "B.TXT\0", "C.TXT\0", "WORLD/TRUST.HTML\0"]


def test_count_and_quiet() -> None:
    """A number; nothing."""
    assert shown(CountPrinter, replace(RESULTS, total=1234)) == "1234\n"
    show(RESULTS, QuietPrinter())


def test_every_printer_is_one() -> None:
    """They share the interface."""
    text: list[str] = []
    write: Write = text.append
    printers: list[Printer] = [PlainPrinter(write), PathsPrinter(write), CountPrinter(write), QuietPrinter()]
    for printer in printers:
        show(RESULTS, printer)
