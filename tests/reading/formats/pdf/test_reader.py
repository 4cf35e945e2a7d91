"""PDF files."""

from __future__ import annotations

import importlib.util
import io
from datetime import date

import pytest

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
