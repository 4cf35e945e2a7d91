"""PDF files."""

from __future__ import annotations

import importlib.util
import io
from datetime import date
from typing import Any

import pytest

from searchkit.errors import LimitExceeded
from searchkit.reading.deadline import TimeIsUp
from searchkit.reading.formats.pdf import pages
from tests.reading.helpers import read_bytes
from tests.reading.mangled import PDF_OBJECTS, a_pdf

_PDF = a_pdf()


@pytest.fixture(autouse=True)
def _needs_pypdf() -> None:
    pytest.importorskip("pypdf")


def test_text_and_metadata_of_a_pdf() -> None:
    """Title, author and date are those of the file; the text is the body."""
    (article,), problems = read_bytes(_PDF, "paper.pdf")
    assert problems == []
    assert (article.title, article.authors) == ("Harbour plan", ("Jo Reed",))
    assert "The council met on Tuesday." in article.body
    assert article.published is not None
    assert article.published.on == date(2025, 5, 30)


def test_broken_and_empty_files_are_problems() -> None:
    """Neither raises, and both are named."""
    from pypdf import PdfWriter

    written = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(written)
    for data, code in ((b"%PDF-1.4\nbroken", "malformed"), (written.getvalue(), "empty")):
        articles, (problem,) = read_bytes(data, "paper.pdf")
        assert (articles, problem.code) == ([], code)


def test_encrypted_files_are_problems() -> None:
    """The reason is said."""
    from pypdf import PdfReader, PdfWriter

    written = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_PDF)))
    writer.encrypt("secret", algorithm="RC4-40")
    writer.write(written)
    articles, (problem,) = read_bytes(written.getvalue(), "paper.pdf")
    assert (articles, problem.code) == ([], "malformed")
    assert "encrypted" in problem.reason


def test_without_pypdf_the_message_has_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is a sentence, not a traceback."""
    find_spec = importlib.util.find_spec
    from searchkit.reading.formats.pdf import reader as pdf

    monkeypatch.setattr(pdf, "find_spec", lambda name: None if name == "pypdf" else find_spec(name))
    articles, (problem,) = read_bytes(_PDF, "paper.pdf")
    assert (articles, problem.code) == ([], "missing-extra")
    assert "pip install" in problem.reason


def test_a_printed_date_is_the_date_if_no_other_is_known() -> None:
    """It is no part of the text in either case."""
    content = b"BT /F1 12 Tf 20 200 Td (Harbour plan) Tj 0 -20 Td (28 May 2025) Tj 0 -20 Td (The council met.) Tj ET"
    printed = b"<</Length %d>> stream\n%s\nendstream" % (len(content), content)
    for information, on in ((PDF_OBJECTS[4], date(2025, 5, 30)), (b"<</Title (Harbour plan)>>", date(2025, 5, 28))):
        (article,), _ = read_bytes(a_pdf((*PDF_OBJECTS[:3], printed, information)), "paper.pdf")
        assert article.published is not None
        assert article.published.on == on
        assert "28 May" not in article.body


@pytest.mark.parametrize(
    "information", [b"7", b"[1 2]", b"<</Title [1] /CreationDate 5>>", b"<</CreationDate (D:2025) /Author 9 0 R>>"]
)
def test_what_a_broken_file_says_of_itself_costs_no_text(information: bytes) -> None:
    """Title, author and date are of little use without it."""
    (article,), _ = read_bytes(a_pdf((*PDF_OBJECTS[:4], information)), "paper.pdf")
    assert "The council met on Tuesday." in article.body


def test_paragraphs_are_kept_apart() -> None:
    """A wide space between two lines parts them."""
    lines = b" Tj 0 -14 Td ".join(b"(line %d of the text)" % number for number in range(4))
    content = b"BT /F1 12 Tf 20 200 Td (Harbour plan) Tj 0 -30 Td " + lines + b" Tj 0 -30 Td " + lines + b" Tj ET"
    stream = b"<</Length %d>> stream\n%s\nendstream" % (len(content), content)
    (article,), _ = read_bytes(a_pdf((*PDF_OBJECTS[:3], stream, PDF_OBJECTS[4])), "paper.pdf")
    assert article.body.count("\n\n") == 1


@pytest.mark.parametrize(
    ("trees", "found", "is_cut"),
    [
        ([b"[6 0 R 7 0 R]", b"[3 0 R 3 0 R]", b"[3 0 R 3 0 R]"], 3, True),
        ([b"[6 0 R 3 0 R]", b"[7 0 R 3 0 R]", b"[3 0 R]"], 3, False),
        ([b"[6 0 R 3 0 R]", b"[7 0 R]", b"[]"], 1, False),
        ([b"[3 0 R 6 0 R 3 0 R]", b"[6 0 R 7 0 R]", b"[2 0 R]"], 1, True),
    ],
)
def test_of_many_pages_the_first_are_read(trees: list[bytes], found: int, is_cut: bool) -> None:
    """Whatever the tree is that they hang in, also where it hangs in itself."""
    nodes = [b"<</Type /Pages /Kids %s /Count 1>>" % kids for kids in trees]
    data = a_pdf((PDF_OBJECTS[0], nodes[0], *PDF_OBJECTS[2:5], *nodes[1:]))
    (article,), problems = read_bytes(data, "paper.pdf", pdf_pages=3)
    assert article.body.count("The council met on Tuesday.") == found
    assert [problem.code for problem in problems] == ["limit"] * is_cut


_OPTIONS = {"pages": "10", "seconds": "60"}
_TEXT = b"BT /F1 12 Tf 20 200 Td (A chart) Tj ET\n"


def _stream(data: bytes, says: bytes = b"") -> bytes:
    return b"<<%s/Length %d>> stream\n%s\nendstream" % (says, len(data), data)


def _three_pages(second: bytes) -> bytes:
    """Pages one and three as usual; the second is drawn by something else."""
    tree = b"<</Type /Pages /Kids [3 0 R 6 0 R 3 0 R] /Count 3>>"
    page = PDF_OBJECTS[2].replace(b"/Contents 4 0 R", b"/Contents 7 0 R")
    return a_pdf((PDF_OBJECTS[0], tree, *PDF_OBJECTS[2:5], page, _stream(second)))


def test_of_a_page_the_text_in_its_first_megabyte_is_read() -> None:
    """The rest is left out, up to the end of a text, and it is said which page that is."""
    chart = _TEXT + b"1 0 0 1 0 0 cm\n" * 60_000 + _TEXT.replace(b"chart", b"map") + b"q Q " * 25_000 + _TEXT
    answer = pages.parse(_three_pages(chart), _OPTIONS)
    assert answer["text"].count("The council met on Tuesday.") == 2
    assert (answer["text"].count("A chart"), answer["text"].count("A map")) == (1, 1)
    ((number, code, reason),) = answer["troubles"]
    assert (number, code) == (2, "limit")
    assert f"{len(chart):,} bytes" in reason


def test_of_a_text_without_an_end_the_first_megabyte_is_read() -> None:
    """There is no better place to cut it."""
    answer = pages.parse(_three_pages(_TEXT.replace(b"ET\n", b"(A map) Tj " * 100_000 + b"ET")), _OPTIONS)
    assert "A chart" in answer["text"]
    assert answer["text"].count("A map") > 80_000


def test_a_long_page_without_a_text_is_no_trouble_for_the_others() -> None:
    """Wherever it is cut."""
    (article,), (problem,) = read_bytes(_three_pages(b"BT (" + b"ferry " * 200_000 + b") Tj ET"), "paper.pdf")
    assert article.body.count("The council met on Tuesday.") == 2
    assert (problem.severity, problem.place) == ("partial", "page 2")


@pytest.mark.parametrize(
    ("error", "code"), [(TimeIsUp(), "timeout"), (ZeroDivisionError("no"), "malformed"), (OSError("no"), "malformed")]
)
def test_what_was_read_of_a_page_is_kept(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: str) -> None:
    """And so are the pages before and after it."""
    read = pages._text_of

    def stumbling(page: Any, pieces: list[tuple[str, float]]) -> str:
        text = read(page, pieces)
        if "A chart" in text:
            raise error
        return text

    monkeypatch.setattr(pages, "_text_of", stumbling)
    answer = pages.parse(_three_pages(_TEXT), _OPTIONS)
    assert answer["text"].count("The council met on Tuesday.") == 2
    assert "Tuesday.\n\nA chart\n\nHarbour" in answer["text"]
    assert [trouble[:2] for trouble in answer["troubles"]] == [(2, code)]


def test_pages_read_before_the_time_is_over_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that was not read is named."""
    clock = iter([0.0, 1.0, 1.0, 53.0, 53.0, 55.0])
    monkeypatch.setattr("searchkit.reading.formats.pdf.pages.time.monotonic", lambda: next(clock))
    answer = pages.parse(_three_pages(_TEXT), _OPTIONS)
    assert "The council met on Tuesday." in answer["text"]
    assert answer["text"].endswith("A chart")
    assert [trouble[:2] for trouble in answer["troubles"]] == [(3, "timeout")]


def test_a_structure_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is named."""

    def slow(root: Any, most: int) -> bool:
        raise TimeIsUp

    monkeypatch.setattr(pages, "_keep_pages", slow)
    with pytest.raises(LimitExceeded, match=r"10 seconds \(a sixth of parse_seconds\)"):
        pages.parse(_three_pages(_TEXT), _OPTIONS)


def test_forms_in_forms_end_with_the_time_of_their_page() -> None:
    """What was drawn by then is read."""
    says = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 %s>>/XObject<</X %d 0 R>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    drawn = _TEXT * 300 + b"/X Do " * 10
    forms = [_stream(drawn, says % (font, number)) for number in range(7, 15)]
    page = PDF_OBJECTS[2].replace(b"/Resources <<", b"/Resources <</XObject<</X 6 0 R>>")
    data = a_pdf((*PDF_OBJECTS[:2], page, _stream(drawn), PDF_OBJECTS[4], *forms, _stream(_TEXT, says % (font, 1))))
    (article,), problems = read_bytes(data, "paper.pdf", parse_seconds=4)
    assert article.body.count("A chart") > 300
    assert [(problem.code, problem.place) for problem in problems if problem.severity == "partial"] == [
        ("timeout", "page 1")
    ]


def test_without_any_text_the_reason_is_that_of_the_first_page() -> None:
    """The whole file is skipped."""
    drawn = _stream(b"(" + b"ferry " * 200_000 + b") Tj")
    articles, (problem,) = read_bytes(a_pdf((*PDF_OBJECTS[:3], drawn, PDF_OBJECTS[4])), "paper.pdf")
    assert (articles, problem.severity, problem.place) == ([], "skipped", "")
    assert "holds no text; page 1: " in problem.reason
