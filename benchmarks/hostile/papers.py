"""PDF files: of what draws a page, of forms, objects and references, too much."""

from __future__ import annotations

import struct
import zlib

from benchmarks.hostile.articles import MB, HostileFile, made, pdf

_TEXT = b"BT /F1 12 Tf 20 200 Td (The ferry sails) Tj ET\n"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>%s>>"


def _stream(data: bytes, says: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (says, len(data), data)


def _packed(data: bytes, says: bytes = b"") -> bytes:
    return _stream(zlib.compress(data), says + b"/Filter/FlateDecode")


def _page(content: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>" % resources
    return pdf(b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, _FONT, *more)


def _drawn(unit: bytes, size: int = 9 * MB) -> bytes:
    return _page(_stream(_TEXT + unit * (size // len(unit))))


def _forms() -> bytes:
    """Each of nine forms draws the next ten times."""
    forms = [
        _stream(_TEXT * 50 + b"/X Do " * 10, _FORM % (b"/XObject<</X %d 0 R>>" % number)) for number in range(7, 16)
    ]
    resources = b"/XObject<</X 6 0 R>>"
    return _page(_stream(_TEXT + b"/X Do"), *forms, _stream(_TEXT, _FORM % b""), resources=resources)


def _pages(content: bytes) -> bytes:
    """Two thousand pages that are drawn by the same."""
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 2_005))
    tree = b"<</Type/Pages/Kids[%s]/Count 2000/Resources<</Font<</F1 4 0 R>>>>>>" % kids
    return pdf(tree, content, _FONT, *[b"<</Type/Page/Parent 2 0 R/Contents 3 0 R>>"] * 2_000)


def _references(count: int) -> bytes:
    """A page, and a table of so many references."""
    whole = _page(_stream(_TEXT))
    at = whole.rindex(b"xref\n0")
    entries = b"0000000000 65535 f \n" + b"0000000009 00000 n \n" * (count - 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, at)
    return whole[:at] + b"xref\n0 %d\n" % count + entries + end


def _objects(count: int) -> bytes:
    """So many pages, all in one stream of objects."""
    page, out, places = b"<</Type/Page/Parent 2 0 R>> ", bytearray(b"%PDF-1.5\n"), {}
    index = b"".join(b"%d %d " % (10 + number, number * len(page)) for number in range(count))
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        3: _packed(index + page * count, b"/Type/ObjStm/N %d/First %d" % (count, len(index))),
    }
    for number, written in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    places[4] = len(out)
    rows = [struct.pack(">BIH", number in places, places.get(number, 0), 0) for number in range(10)]
    rows += [struct.pack(">BIH", 2, 3, min(number, 0xFFFF)) for number in range(count)]
    table = _packed(b"".join(rows), b"/Type/XRef/Size %d/W[1 4 2]/Root 1 0 R" % len(rows))
    out += b"4 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (table, places[4])
    return bytes(out)


FILES = (
    HostileFile("PDF, 9 MB of operators", "operators.pdf", made(lambda: _drawn(b"1 0 0 1 0 0 cm\n"))),
    HostileFile("PDF, 9 MB of texts of a letter", "texts.pdf", made(lambda: _drawn(b"BT (a) Tj ET "))),
    HostileFile("PDF, 9 MB of numbers", "numbers.pdf", made(lambda: _drawn(b"1 "))),
    HostileFile("PDF, 9 MB of strings in hexadecimal", "hexes.pdf", made(lambda: _drawn(b"BT <41> Tj ET "))),
    HostileFile(
        "PDF, a string of 9 MB",
        "string.pdf",
        made(lambda: _page(_stream(_TEXT + b"BT (" + b"ferry " * 1_500_000 + b") Tj ET"))),
    ),
    HostileFile(
        "PDF, 9 MB of inline pictures",
        "inline.pdf",
        made(lambda: _drawn(b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI BT ET\n")),
    ),
    HostileFile(
        "PDF, 70 MB of operators in deflate",
        "packed.pdf",
        made(lambda: _page(_packed(_TEXT + b"1 0 0 1 0 0 cm\n" * 4_600_000))),
    ),
    HostileFile("PDF, forms in forms, nine deep", "forms.pdf", made(_forms)),
    HostileFile(
        "PDF, 2,000 pages drawn by the same 30 kB", "shared.pdf", made(lambda: _pages(_stream(_TEXT * (30_000 // 51))))
    ),
    HostileFile("PDF, 100,000 objects in a stream", "objects.pdf", made(lambda: _objects(100_000))),
    HostileFile("PDF, 450,000 references", "references.pdf", made(lambda: _references(450_000))),
)
