"""Writing the postings that Whoosh's pool gives."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from whoosh import formats
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.base import OutOfOrderError
from whoosh.fields import KEYWORD, TEXT, FieldType, Schema
from whoosh.filedb.filestore import RamStorage

from searchkit.index.columnar import writing
from searchkit.index.columnar.columnar_segment import EXTENSION, ColumnarSegment, read_file
from searchkit.index.columnar.whoosh import payloads, postings
from searchkit.index.columnar.whoosh.codec import ColumnarCodec
from searchkit.index.columnar.whoosh.index import ColumnarIndex


class _Initials(formats.Format):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """A format of a program: the first letters of the words after each occurrence."""

    def word_values(self, value: str, analyzer: Any, **options: Any) -> Any:
        """Each word once."""
        words = value.split()
        for word in sorted(set(words)):
            after = [following[0] for here, following in pairwise(words) if here == word]
            yield word, words.count(word), float(words.count(word)), "".join(after).encode()

    def decode_initials(self, value: bytes) -> str:
        """As text."""
        return value.decode()

    def decode_frequency(self, value: bytes) -> int:
        """Not known."""
        return 1

    def combine(self, values: Any) -> bytes:
        """One after the other."""
        return b"".join(values)


SCHEMA = Schema(
    body=TEXT(chars=True),
    words=KEYWORD(scorable=True),
    places=FieldType(formats.Positions(), SpaceSeparatedTokenizer(), scorable=True),
    initials=FieldType(_Initials(), SpaceSeparatedTokenizer(), scorable=True),
)
TEXTS = [" ".join(f"w{number % size}" for size in (1, 2, 3, 7, 50)) for number in range(300)]


def written() -> tuple[ColumnarIndex, bytes]:
    """An index with these texts, and the bytes of its segment."""
    index = ColumnarIndex.create(RamStorage(), SCHEMA)
    with index.writer() as writer:
        for number, text in enumerate(TEXTS):
            weight = {"_words_boost": 2.5} if number > 200 else {}  # a frequency says less than this weight
            writer.add_document(body=text, words=text, places=text, initials=text, **weight)
    (segment,) = index._segments()
    return index, read_file(index.storage, segment.make_filename(EXTENSION))


@pytest.mark.parametrize("most", [1, 7, 100])
def test_pieces_leave_no_trace(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many postings and values are taken at once, the segment's file is the same, byte for byte."""
    _, whole = written()
    monkeypatch.setattr(postings, "_CHUNK", most)
    monkeypatch.setattr(payloads, "_FLUSH", most)
    _, in_chunks = written()
    monkeypatch.setattr(writing, "_LIST_ROWS", most)
    _, in_lists = written()
    assert in_chunks == whole
    assert in_lists == whole


def test_a_format_of_the_program_keeps_its_bytes() -> None:
    """What it made of a posting is what it is given to decode."""
    index, _ = written()
    with index.reader() as reader:
        matcher = reader.postings("initials", "w0")
        read = dict(zip(matcher.all_ids(), [value for _, value in matcher.items_as("initials")], strict=True))
    assert read == {
        number: "w" * (text.split().count("w0") - text.endswith("w0")) for number, text in enumerate(TEXTS)
    }  # each text has the word


def test_words_that_are_only_to_be_spelled() -> None:
    """Whoosh gives them as of document -1: they are no terms."""
    storage, segment = RamStorage(), ColumnarSegment("MAIN")
    writer = ColumnarCodec().field_writer(storage, segment)
    given = [("body", b"ant", -1, 1.0, b""), ("words", b"ant", -1, 1.0, b""), ("words", b"bee", 0, 2.0, b"")]
    segment.build(storage).documents = 1
    writer.add_postings(Schema(words=KEYWORD, body=TEXT), None, given)
    segment.build(storage).writer.stored.append(b"{}")
    writer.close()
    assert list(ColumnarCodec().terms_reader(storage, segment).terms()) == [("words", b"bee")]


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ([(b"b", 0, 1.0), (b"a", 1, 1.0)], OutOfOrderError, "b'a' came after b'b'"),
        ([(b"a", 2, 1.0), (b"a", 1, 1.0)], OutOfOrderError, "b'a' came after b'a'"),
        ([(b"a", 0, 1.0), (b"b", 0, -1.0)], ValueError, "'b'?.* has the weight -1.0"),
    ],
)
def test_postings_that_cannot_be(given: list[tuple[bytes, int, float]], kind: type[Exception], message: str) -> None:
    """Out of order, or of a weight below 0: refused, and no file is left."""
    storage, segment = RamStorage(), ColumnarSegment("MAIN")
    writer = ColumnarCodec().field_writer(storage, segment)
    with pytest.raises(kind, match=message):
        writer.add_postings(
            Schema(words=KEYWORD), None, (("words", term, document, weight, b"") for term, document, weight in given)
        )
    writer.close()
    assert not list(storage.list())
