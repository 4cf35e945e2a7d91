"""Bytes to text."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.reading.texts.charset import decode
from searchkit.reading.texts.lines import decode_lines

_RUSSIAN = "Совет порта одобрил план новой набережной и отложил решение о мосте до осени."
_JAPANESE = "港湾評議会は新しい埠頭の計画を承認し、橋についての決定を秋まで延期した。"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    """Text with a mark is read by it, and the mark is no part of the text."""
    found = decode(_RUSSIAN.encode(encoding), "iso-8859-1")
    assert (found.text, found.replaced) == (_RUSSIAN, 0)
    assert found.mark > 0


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (_JAPANESE, "iso2022_jp", None),
        (_JAPANESE, "shift_jis", "Shift_JIS"),
        (_JAPANESE, "euc_jp", " 'EUC-JP' "),
        (_RUSSIAN, "cp1251", "windows-1251"),
        (_RUSSIAN, "koi8_r", "koi8-r"),
        ("“Zürich” – ça", "cp1252", "iso-8859-1"),
        (_RUSSIAN, "utf-8", "iso-8859-1"),
        (_RUSSIAN * 5, "cp1251", None),
    ],
)
def test_encodings_are_found(text: str, encoding: str, declared: str | None) -> None:
    """Escapes, declarations as browsers read them, strict UTF-8 before single bytes, then statistics."""
    assert decode(text.encode(encoding), declared).text == text


def test_damaged_utf8_stays_utf8() -> None:
    """One broken character does not turn a text into another encoding, and it is counted."""
    found = decode(_RUSSIAN.encode() + b"\xff and \xc3")
    assert found.encoding == "utf-8"
    assert found.replaced == 2


def test_a_replacement_character_of_the_writer_is_not_counted() -> None:
    """U+FFFD that stood in the file was not put there by us."""
    assert decode("a\ufffdb".encode()).replaced == 0


@pytest.mark.parametrize("declared", ["rot13", "hex", "utf-7", "no-such", "utf-16", "\0", "idna", ""])
def test_declarations_that_are_no_encoding_of_text_are_ignored(declared: str) -> None:
    """A page cannot choose a codec that is none."""
    assert decode("Größe".encode(), declared).text == "Größe"


@given(st.binary(), st.sampled_from([None, "utf-8", "cp1252", "shift_jis", "gb18030", "big5"]))
def test_any_bytes_decode(data: bytes, declared: str | None) -> None:
    """Decoding never raises, and never gives a lone surrogate."""
    decode(data, declared).text.encode("utf-8")


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\x00\x1b\ufeff")),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_lines_are_where_they_say(text: str, encoding: str) -> None:
    """The bytes from start to end of a line decode to its text, and all lines come."""
    data = text.encode(encoding)
    bare = encoding.removesuffix("-sig") + ("-le" if encoding in {"utf-16", "utf-32"} else "")
    found = list(decode_lines(io.BytesIO(data), limit=1_000))
    assert [line.text for line in found] == text.removesuffix("\n").split("\n")[: len(found)]
    assert "".join(data[line.start : line.end].decode(bare) for line in found) == text
    assert [line.number for line in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_over_the_limit_is_skipped_and_said(encoding: str) -> None:
    """The lines around a huge one are read, and its place is known."""
    data = ("one\n" + "x" * 200_000 + "\nthree\n").encode(encoding)
    found = list(decode_lines(io.BytesIO(data), limit=1_000))
    assert [(line.text, line.too_long) for line in found] == [("one", False), ("", True), ("three", False)]
    assert found[1].end == found[2].start


def test_the_encoding_of_lines_is_told_from_the_first_that_is_not_ascii() -> None:
    """A long ASCII beginning does not make a Latin-1 file UTF-8."""
    data = b"plain\n" * 1_000 + "Der Hafenausschuß prüft die Brücke für größere Schiffe\n".encode("latin-1")
    *_, last = decode_lines(io.BytesIO(data), limit=1_000)
    assert (last.text, last.replaced) == ("Der Hafenausschuß prüft die Brücke für größere Schiffe", 0)


_GERMAN = "Der Hafenrat sprach am Dienstag über das Vertrauen. Die Fähre kostet künftig 3 €, sagte Göschl."
_FRENCH = "Le conseil s’est réuni à Brest. Les délégués ont promis d’écouter les pêcheurs, dont les cœurs sont lourds."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("It\u2019s late, said one member of the council.", "cp1252"),
        (_FRENCH, "cp1252"),
        (_GERMAN, "cp1252"),
        (_GERMAN, "iso8859-15"),
        ("Rada portu zebrała się, aby mówić o zaufaniu. Cena promu wzrosła, powiedział Świętosław.", "cp1250"),
        ("Rada portu zebrała się, aby mówić o zaufaniu. Cena promu wzrosła, powiedział Świętosław.", "iso8859-2"),
        (_RUSSIAN, "koi8-r"),
        (_RUSSIAN, "cp1251"),
        ("港口委员会星期二开会讨论两座城市之间的信任。代表们答应倾听渔民的意见。", "gb18030"),
        ("港口委員會星期二開會討論兩座城市之間的信任。代表們答應傾聽漁民的意見。", "big5"),
    ],
)
def test_single_bytes_are_told_by_the_letters_they_would_be(text: str, encoding: str) -> None:
    """Undeclared, in text and in a page; and in a page whose template says UTF-8."""
    page = f"<html><head><title>x</title></head><body><p>{text}</p></body></html>"
    assert decode(text.encode(encoding)).text == text
    assert decode(page.encode(encoding)).text == page
    assert decode(page.encode(encoding), "utf-8").text == page
