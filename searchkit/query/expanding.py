"""Words that stand for many: patterns of ``*`` and ``?``, and fuzzy words."""

from __future__ import annotations

import re
import unicodedata

from searchkit.frozen import replace
from searchkit.query.context import Context
from searchkit.query.fields import FIELDS
from searchkit.query.lexer import is_plain, with_ascii_marks
from searchkit.query.nodes import Atom, Fuzzy, Leaf, Pattern
from searchkit.query.notes import shown
from searchkit.query.values import read_value
from searchkit.query.words import DIGITS, read_names, read_words

_STARS = re.compile(r"\*+")
_WILD = re.compile(r"([*?])")
_HOST = re.compile(r"[\w.-]+")
_SHORT = 5
"""A fuzzy word of so many letters may differ in one, a longer one in two, unless the query says otherwise."""


def wildcards(text: str) -> str:
    """The pattern in a word, without punctuation around it; empty when it holds no wildcard.

    A ``?`` at the end of a word that has no other wildcard is a question mark, and an address has none.
    """
    marks = with_ascii_marks(text)
    if ("*" not in marks and "?" not in marks) or "://" in marks:
        return ""
    first, last = 0, len(marks)
    while first < last and not _inner(marks[first]):
        first += 1
    while first < last and not (_inner(marks[last - 1]) or _is_combining(marks[last - 1])):
        last -= 1
    core = _STARS.sub("*", marks[first:last])
    if "*" not in core:
        # with the marks go the full stops before them
        while core and not (core[-1].isalnum() or _is_combining(core[-1])):
            core = core[:-1]
    if not any(map(str.isalnum, core)):
        return "*" if "*" in core else ""
    return core if "*" in core or "?" in core else ""


def _inner(character: str) -> bool:
    return character.isalnum() or character in "*?"


def _is_combining(character: str) -> bool:
    """Whether it is a part of the letter before it, as vowels of Indic scripts are, and accents set apart."""
    return unicodedata.category(character)[0] == "M"


def read_pattern(leaf: Leaf, pattern: str, context: Context) -> Atom | None:
    """The pattern over the words of the leaf's field, its letters as the index has them."""
    if leaf.field == "lang" or pattern == "*":
        return Pattern(leaf.field, leaf.named, "*", leaf.boost, "*")
    pieces = [
        _literal(piece, leaf, context) if piece not in ("", "*", "?") else piece for piece in _WILD.split(pattern)
    ]
    if None in pieces:
        message = f"A wildcard works within one word: {shown(leaf.text)} was searched without it."
        context.notes.add("wildcard", message, leaf.start, leaf.end)
        return _plainly(replace(leaf, text=" ".join(_WILD.sub(" ", pattern).split())), context)
    whole = "".join(piece for piece in pieces if piece is not None)
    if whole[0] in "*?":
        message = f"{whole} begins with a wildcard, so every word of the index is looked at: this takes longer."
        context.notes.add("leading-wildcard", message, leaf.start, leaf.end)
    _note_title(leaf, context)
    return Pattern(leaf.field, leaf.named, whole, leaf.boost, whole)


def _literal(piece: str, leaf: Leaf, context: Context) -> str | None:
    """A part of a pattern as the terms of the field are written; None when it is not within a word."""
    if leaf.field == "site":
        return piece.lower() if _HOST.fullmatch(piece) else None
    if leaf.field:
        tokens = context.analyzer.names(piece)
        return tokens[0].term if len(tokens) == 1 else None
    words = context.analyzer.query_words(piece, context.languages[:1])
    return words[0].form if len(words) == 1 and "/" not in words[0].form else None


def read_fuzzy(leaf: Leaf, context: Context) -> Atom | None:
    """The word and those that differ from it in a few letters."""
    form = _form(leaf, context)
    most = context.settings.fuzzy_characters
    if form is None or not is_plain(form) or "/" in form:
        message = f"~ works on one word: {shown(leaf.text)} was searched as it is."
    elif len(form) > most:
        message = (
            f"~ works on words of up to {most} letters (fuzzy_characters): {shown(leaf.text)} was searched as it is."
        )
    else:
        distance = _distance(leaf, form, context)
        if distance:
            _note_title(leaf, context)
            return Fuzzy(leaf.field, leaf.named, f"{form}~{distance}", leaf.boost, form, distance)
        return _plainly(leaf, context)
    context.notes.add("fuzzy-limit", message, leaf.start, leaf.end)
    return _plainly(leaf, context)


def _form(leaf: Leaf, context: Context) -> str | None:
    if leaf.field in ("", "title"):
        words = context.analyzer.query_words(leaf.text, context.languages)
        if len(words) != 1:
            return None
        first = words[0].ways[0]
        return words[0].form if not leaf.field else str(first[0][0]) if len(first) == 1 else None
    tokens = context.analyzer.names(leaf.text)
    return tokens[0].term if len(tokens) == 1 else None


def _distance(leaf: Leaf, form: str, context: Context) -> int:
    most = context.settings.fuzzy_distance
    wanted = leaf.tilde or ""
    is_number = DIGITS.fullmatch(wanted)
    if is_number and 1 <= int(wanted) <= most:
        return int(wanted)
    usual = min(1 if len(form) <= _SHORT else 2, most)
    if wanted:
        distance = min(max(int(wanted), 1), most) if is_number else usual
        message = (
            f"{shown('~' + wanted)}: a word may differ in 1 to {most} letters (fuzzy_distance); ~{distance} was taken."
        )
        context.notes.add("fuzzy-limit", message, leaf.start, leaf.end)
        return distance
    return usual


def _plainly(leaf: Leaf, context: Context) -> Atom | None:
    leaf = replace(leaf, tilde=None)
    kind = FIELDS.get(leaf.field)
    if kind == "whole":
        return read_value(leaf, context)
    return read_names(leaf, context) if kind == "names" else read_words(leaf, context)


def _note_title(leaf: Leaf, context: Context) -> None:
    if leaf.field == "title":
        message = f"Titles are searched by stems: {shown(leaf.text)} may miss words with longer endings."
        context.notes.add("title-forms", message, leaf.start, leaf.end)
