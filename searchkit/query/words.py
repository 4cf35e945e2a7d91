"""Words and phrases, in the stems of an article or the words of a name."""

from __future__ import annotations

import re
import unicodedata

from searchkit.query.context import Context
from searchkit.query.lexer import is_plain, quoted
from searchkit.query.nodes import Leaf, Run, Words
from searchkit.query.notes import shown
from searchkit.query.runs import name_run, runs_of

DIGITS = re.compile(r"\d{1,9}")


def read_words(leaf: Leaf, context: Context) -> Words | None:
    """The stems of a word or phrase; several words without a blank between them are a phrase."""
    found = context.analyzer.query_words(leaf.text, context.languages)
    if not found:
        _note_nothing(leaf, context)
        return None
    runs = _within_limit(runs_of(leaf.text, found, context), leaf, context)
    slop = _slop(leaf, runs, context)
    exact = leaf.exact and _forms_kept(leaf, context)
    forms = tuple(form for word in found for form in word.forms) if exact else ()
    plain = len(found) == 1 and not leaf.phrase and is_plain(found[0].text)
    stop = plain and found[0].stop and not (leaf.field or leaf.named or leaf.exact or leaf.boost != 1.0)
    text = found[0].text if plain else _phrase(leaf, slop)
    return Words(leaf.field, leaf.named, text, leaf.boost, runs, slop, forms, stop)


def _phrase(leaf: Leaf, slop: int) -> str:
    return quoted(leaf.text) + (f"~{slop}" if slop else "")


def read_names(leaf: Leaf, context: Context) -> Words | None:
    """The words of a name, all of them side by side."""
    run = name_run(context.analyzer.names(leaf.text))
    if not run:
        _note_nothing(leaf, context)
        return None
    runs = _within_limit((run,), leaf, context)
    slop = _slop(leaf, runs, context)
    plain = not leaf.phrase and is_plain(leaf.text)
    text = leaf.text if plain else _phrase(leaf, slop)
    return Words(leaf.field, leaf.named, text, leaf.boost, runs, slop)


def _note_nothing(leaf: Leaf, context: Context) -> None:
    """Punctuation says nothing and is passed over; a sign such as an emoji might have meant something."""
    if any(unicodedata.category(character) == "So" for character in leaf.text):
        message = f"{shown(leaf.text)} has no word in it and was not searched for."
        context.notes.add("no-word", message, leaf.start, leaf.end)


def _within_limit(runs: tuple[Run, ...], leaf: Leaf, context: Context) -> tuple[Run, ...]:
    most = max(1, context.settings.phrase_words)
    if max(map(len, runs), default=0) <= most:
        return runs
    message = f"Of {shown(leaf.text)} the first {most} words were searched as a phrase (phrase_words)."
    context.notes.add("phrase-limit", message, leaf.start, leaf.end)
    return tuple(dict.fromkeys(run[:most] for run in runs))


def _slop(leaf: Leaf, runs: tuple[Run, ...], context: Context) -> int:
    """How many words may stand between two neighbours of a phrase."""
    if leaf.tilde is None or not leaf.phrase or all(len(run) == 1 for run in runs):
        return 0
    most = context.settings.slop
    if not DIGITS.fullmatch(leaf.tilde):
        message = f'A number of words is missing after ~, as in "near words"~5; {min(5, most)} was taken.'
        context.notes.add("slop-limit", message, leaf.start, leaf.end)
        return min(5, most)
    if int(leaf.tilde) > most:
        message = f"At most {most} words may stand between near words (slop); ~{most} was taken."
        context.notes.add("slop-limit", message, leaf.start, leaf.end)
    return min(int(leaf.tilde), most)


def _forms_kept(leaf: Leaf, context: Context) -> bool:
    if not leaf.field:
        return True
    message = f"Exact forms are not kept of titles alone: {shown(leaf.text)} was searched there in every form."
    context.notes.add("title-forms", message, leaf.start, leaf.end)
    return False
