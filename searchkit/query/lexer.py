"""From characters to tokens: one pass, a constant number of looks at each character.

Offsets of the tokens are offsets of the query as typed: characters are exchanged one for one, never added or removed.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from searchkit.query.fields import FIELDS
from searchkit.query.notes import Notes, shown

TokenKind = Literal[
    "word", "phrase", "open", "close", "and", "or", "not", "plus", "minus", "field", "exact", "tilde", "boost"
]


class Token(NamedTuple):
    """A piece of the query: what it is, its text without marks, and where it stands."""

    kind: TokenKind
    text: str
    start: int
    end: int


# Directional quotes and the full-width forms that East Asian keyboards give stand for their ASCII siblings. The
# full-width question mark does not: it ends sentences.
_OPENING_QUOTES = "“„‟«‹「『〝"
_CLOSING_QUOTES = "”»›」』〞"
_SIBLINGS = str.maketrans(
    {
        **dict.fromkeys(_OPENING_QUOTES + _CLOSING_QUOTES + "＂", '"'),
        **dict(zip("（）：＋－−＊～＾＝", "():+--*~^=", strict=True)),
    }
)

# Controls and lone surrogates part words like white space, and so do byte order marks and marks of writing direction
# before and behind a word; within one they are nothing, as in an article. Joiners (U+200C, U+200D) stay.
_FORMATTING = "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
_INVISIBLE = rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|(?<!\S){_FORMATTING}+|{_FORMATTING}+(?!\S)"

_CHUNK = re.compile(r'[^\s"()]+')
_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"([^\W\d_][\w-]*):")
_SUFFIXES = re.compile(r'(?:~([\d.]*))?(?:\^([^\s"()]*))?')
_DISTANCE = re.compile(r"[\d.]*")
_SEPARATORS = ",;|，；、。！？…"
_SEPARATED = r"[;|；、。！？…]+|[,，]+(?!\d)|(?<!\d)[,，]+"  # not the comma of 1,000
_IGNORES_SIGNS = frozenset({"text", "title", "exact", "names"})  # others tell that a value with a sign is none
OPERATORS: dict[str, TokenKind] = {"AND": "and", "OR": "or", "NOT": "not"}


def clean(text: str) -> str:
    """The text with a blank for every character that cannot be seen."""
    if text.isprintable():  # nearly always; to compile the pattern takes longer than to read most queries
        return text
    return re.sub(_INVISIBLE, lambda found: " " * len(found[0]), text)


def lex(text: str, notes: Notes) -> list[Token]:
    """The tokens of a query; takes any text, in time that grows with its length."""
    return _Lexer(clean(text), notes).run()


class _Lexer:
    def __init__(self, text: str, notes: Notes) -> None:
        self.text = text
        self.marks = with_ascii_marks(text)
        self.notes = notes
        self.tokens: list[Token] = []
        self.quotes_left = True

    def run(self) -> list[Token]:
        marks, position = self.marks, 0
        skip = _SPACE.match
        while (position := skip(marks, position).end()) < len(marks):  # type: ignore[union-attr]  # \s* always matches
            character = marks[position]
            if character == '"':
                position = self.quote(position)
            elif character == "(":
                self.add("open", position, position + 1)
                position += 1
            elif character == ")":
                self.add("close", position, position + 1)
                position = self.suffixes(position + 1, group=True)
            else:
                chunk = _CHUNK.match(marks, position)
                position = chunk.end() if chunk else position + 1
                self.chunk(chunk.start() if chunk else position, position)
        return self.tokens

    def add(self, kind: TokenKind, start: int, end: int) -> None:
        self.tokens.append(Token(kind, self.text[start:end], start, end))

    def quote(self, start: int) -> int:
        """A phrase from the mark at `start` to the next; the position after it."""
        if self.text[start] in '"＂' and start and self.marks[start - 1].isalnum():
            self.notes.add("unclosed-quote", "A quotation mark at the end of a word was ignored.", start, start + 1)
            return start + 1
        end = self.marks.find('"', start + 1) if self.quotes_left else -1
        if end < 0:
            self.quotes_left = False
            message = "The quotation mark is never closed: the words after it were searched one by one."
            self.notes.add("unclosed-quote", message, start, start + 1)
            return start + 1
        self.tokens.append(Token("phrase", self.text[start + 1 : end], start, end + 1))
        return self.suffixes(end + 1, group=False)

    def suffixes(self, start: int, *, group: bool) -> int:
        """The ``~5`` and ``^2`` right behind a phrase or group; the position after them."""
        found = _SUFFIXES.match(self.marks, start)
        if not found or found.end() == start:
            return start
        if group and found[1] is not None:
            message = f"~ works on a word or a phrase: {shown(found[0])} after a ) was ignored."
            self.notes.add("fuzzy-limit", message, *found.span())
        elif found[1] is not None:
            self.tokens.append(Token("tilde", found[1], found.start(1) - 1, found.end(1)))
        if found[2] is not None:
            self.tokens.append(Token("boost", found[2], found.start(2) - 1, found.end(2)))
        return found.end()

    def chunk(self, start: int, end: int) -> None:
        """A run without blanks, quotes or parentheses: marks in front, words, marks behind."""
        marks = self.marks
        piece = marks[start:end]
        if piece.isalnum():
            self.add(OPERATORS.get(piece, "word"), start, end)
            return
        self.note_foreign_operators(piece, start)
        end -= len(piece) - len(piece.rstrip(_SEPARATORS))
        start = min(start + len(piece) - len(piece.lstrip(_SEPARATORS)), end)
        for marks_in_front in (self.sign, self.field, self.exact):
            start = marks_in_front(start, end) if start < end else start
        self.words(start, end)

    def note_foreign_operators(self, piece: str, start: int) -> None:
        """What other query languages have for AND, OR and a hyphen means nothing here, which its writer should know."""
        if piece in ("&&", "||"):
            message = f"{piece} is no operator here and was ignored: write {'AND' if piece == '&&' else 'OR'}."
            self.notes.add("operator", message, start, start + len(piece))
        elif piece[0] == "!" and piece[1:2].isalnum():
            self.notes.add("operator", f"! was ignored: to leave out a word, write -{piece[1:]}.", start, start + 1)

    def words(self, start: int, end: int) -> None:
        """The words of a chunk: one, or a group of those that commas and their like part."""
        parts: list[tuple[int, int]] = []
        for separator in re.compile(_SEPARATED).finditer(self.marks, start, end):
            parts.append((start, separator.start()))
            start = separator.end()
        parts = [(first, last) for first, last in (*parts, (start, end)) if first < last]
        if len(parts) > 1:
            self.tokens.append(Token("open", "", parts[0][0], parts[0][0]))
        for first, last in parts:
            self.word(first, last)
        if len(parts) > 1:
            self.tokens.append(Token("close", "", end, end))

    def before_operand(self, position: int) -> bool:
        """Whether a phrase or group begins at `position`."""
        return self.marks[position : position + 1] in ('"', "(")

    def sign(self, start: int, end: int) -> int:
        mark = self.marks[start]
        if mark not in "+-":
            return start
        if start + 1 == end:
            if not self.before_operand(end):
                return end  # a dash between blanks
        elif self.marks[start + 1] in "+-":
            return start  # "--", as in running text
        self.add("plus" if mark == "+" else "minus", start, start + 1)
        return start + 1

    def field(self, start: int, end: int) -> int:
        found = _FIELD.match(self.marks, start, end)
        if not found or len(found[1]) < 2:
            return start
        value = found.end()
        if self.marks.startswith(("//", "\\"), value):
            return start  # an address or a path
        if value == end and not self.before_operand(end):
            if kind := FIELDS.get(found[1].lower()):
                value_of = {"date": "2025-05", "whole": "en" if found[1].lower() == "lang" else "bbc.co.uk"}
                example = f"{found[0]}{value_of.get(kind, 'word')}"
                message = f"Nothing stands right after {found[0]} so it was read as a word; write {example}."
                self.notes.add("empty-field", message, start, end)
            return start
        if self.marks[value : value + 1] in ("-", "!") and FIELDS.get(found[1].lower()) in _IGNORES_SIGNS:
            message = f"{self.marks[value]} after {found[0]} was ignored: to leave out a word, write -{found[0]}word."
            self.notes.add("operator", message, value, value + 1)
        self.add("field", start, value - 1)
        return value

    def exact(self, start: int, end: int) -> int:
        value = start
        while value < end and self.marks[value] == "=":
            value += 1
        if value == start or (value == end and not self.before_operand(end)):
            return start
        self.add("exact", start, value)
        return value

    def word(self, start: int, end: int) -> None:
        boost = self.marks.rfind("^", start + 1, end)
        boost = boost if boost > 0 and self.marks[boost - 1] != "^" else end
        tilde = self.marks.rfind("~", start + 1, boost)
        tilde = tilde if tilde > 0 and _DISTANCE.fullmatch(self.marks, tilde + 1, boost) else boost
        self.add("word", start, tilde)
        for kind, first, last in (("tilde", tilde, boost), ("boost", boost, end)):
            if first < last:
                self.tokens.append(Token(kind, self.marks[first + 1 : last], first, last))  # type: ignore[arg-type]


_PLAIN = r"[^\W_][\w'’.&+#%@/$-]*"


def is_plain(text: str) -> bool:
    """Whether `text`, typed as it is, is read as one word and nothing else."""
    if text.isalnum():
        return text not in OPERATORS
    return bool(re.fullmatch(_PLAIN, text))


def quoted(text: str) -> str:
    """The words of a token as a phrase of the query language."""
    return '"' + " ".join(text.split()) + '"'


def with_ascii_marks(text: str) -> str:
    """The text with the ASCII siblings of full-width marks, one for one."""
    return text if text.isascii() else text.translate(_SIBLINGS)
