"""The analyser: the one object through which articles and queries become terms.

A text is taken in *chunks*: what stands between two spaces or line ends. The same chunks come again and
again, so what a chunk turns into is remembered, with offsets and positions counted from its beginning; laying out a
text is then one look-up and one token a chunk. What does not depend on the chunk alone, a word in capitals that may be
part of a headline, is decided where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence, Set
from functools import partial
from typing import Any

from searchkit.analysis.asked import asked_word
from searchkit.analysis.chunks import LONGEST, Chunks, Several, Single, several, single
from searchkit.analysis.context import is_shouted
from searchkit.analysis.heads import head, heads_of
from searchkit.analysis.languages import UNKNOWN, known_language
from searchkit.analysis.one_by_one import word_by_word
from searchkit.analysis.shapes import tokenise
from searchkit.analysis.stages import Chain
from searchkit.analysis.stems import QUICK, Stems
from searchkit.analysis.tokens import QueryWord, Token
from searchkit.analysis.words import Words
from searchkit.settings import Settings

VERSION = 1
"""Of the rules of this room. An index that was made by other rules does not fit."""

NAMES = "names"
"""Stands where a language would: names are not of a language."""

_ASKED = 1 << 12  # words of queries that are remembered
_BLOCK = 1 << 16  # characters that are cut into chunks at once
_SPACE = re.compile(r"\s")
_make = partial(tuple.__new__, Token)


class Analyzer:
    """Turns texts into tokens and queries into words; the same rules for both. Threads may share one.

    `lookup` gives the stem that an index knows for a language and a word, so that NLTK need not be imported for it.
    """

    def __init__(self, *, settings: Settings, lookup: Callable[[str, str], str | None] | None = None) -> None:
        self.settings = settings
        self._longest = max(1, settings.term_characters)
        self._stems = Stems(lookup)
        self._singles: Chunks[Single] = Chunks()
        self._several: Chunks[Several] = Chunks(1 << 15)
        self._heads: Chunks[str] = Chunks(1 << 16)
        self._words: dict[str, Words] = {}
        self._asked_words: dict[tuple[str, ...], list[QueryWord]] = {}
        self._asked: dict[tuple[str, ...], dict[str, Words]] = {}
        self.remembered: dict[Hashable, Any] = {}
        """What others make of words that are asked for and want to know again; forgotten with these."""

    def __repr__(self) -> str:
        return f"<Analyzer: tokenise | {self.chain(UNKNOWN)!r}>"

    def chain(self, lang: str) -> Chain:
        """The stages that a word of a language goes through.

        >>> Analyzer(settings=Settings()).chain("en")
        normalise | Elision(lang='en') | possessive | apostrophes | Number(lang='en') | Stem(lang='en') | fold
        """
        return self.words_of(known_language(lang)).chain

    def tokens(self, text: str, lang: str) -> list[Token]:
        """The tokens of a text in a language (ISO 639-1), by position, at most ``article_tokens`` of them.

        >>> [(token.term, token.position) for token in Analyzer(settings=Settings()).tokens("Korea's co-op", "und")]
        [('korea', 0), ('co', 1), ('coop', 1), ('op', 2)]
        """
        return self._lay_out(text, known_language(lang))

    def find(self, text: str, lang: str, wanted: Set[str], *, most: int | None = None) -> list[Token]:
        """Those tokens of a text whose term or form is `wanted`, wherever they stand: beyond ``article_tokens``, too.

        As `tokens` has them, in a fraction of its time and memory. `most`: with so many of them the rest of the text is
        left out.

        >>> Analyzer(settings=Settings()).find("Trust in trusts", "en", {"trust"})
        [Token(term='trust', form='trust', position=0, start=0, end=5),
         Token(term='trust', form='trusts', position=2, start=9, end=15)]
        """
        known = known_language(lang)
        found: list[Token] = []
        position = 0
        for start, end in _blocks(text):
            position = self._find_block(text, start, end, known, wanted, position, found)
            if most is not None and len(found) >= most:
                break
        return found

    def names(self, text: str) -> list[Token]:
        """The tokens of a name (an author, a source, a tag): lower case, without accents, not stemmed."""
        return self._lay_out(text, NAMES)

    def query_words(self, text: str, languages: Sequence[str]) -> list[QueryWord]:
        """The words of a piece of a query, each with what may stand for it in articles of these languages.

        The first language is the index's main one. A word that the index knows in some of the languages is stemmed in
        those only. A term that the rules of the main language do not give is to be found in articles of those only
        whose rules do.

        >>> analyzer = Analyzer(settings=Settings())
        >>> [word.ways for word in analyzer.query_words("co-op 3.5%", ["und"])]
        [((('co',), ('op',)), (('coop',),)), ((('3.5%',),),)]
        """
        asked = (text, *languages)
        found = self._asked_words.get(asked)
        if found is None:
            found = self._query_words(text, languages or (UNKNOWN,))
            if len(self._asked_words) >= _ASKED:
                self._asked_words = {}
            self._asked_words[asked] = found
        return list(found)

    def _query_words(self, text: str, languages: Sequence[str]) -> list[QueryWord]:
        codes: dict[str, tuple[str, ...]] = {}
        for code in languages:
            codes[known_language(code)] = (*codes.get(known_language(code), ()), code)
        known = tuple(codes)
        words = self._asked.get(known)
        if words is None:
            stems = self._stems.for_query(known)
            words = {lang: Words(lang, stems, longest=self._longest, asked=True) for lang in known}
            self._asked[known] = words
        found = (
            asked_word(text, start, end, kinds, words, codes, longest=self._longest)
            for start, end, kinds in tokenise(text)
        )
        return [word for word in found if word is not None]

    def forget_queries(self) -> None:
        """Forgets the words that were asked for: the index may know them in other languages by now."""
        self._asked_words = {}
        self.remembered = {}

    def signature(self) -> dict[str, str | int]:
        """What decides which terms an article gets: an index is only searched with the signature it was made with."""
        return {"version": VERSION, "stemmer": "nltk-snowball", "term_characters": self._longest}

    def words_of(self, lang: str) -> Words:
        """The words of a language that this room knows, or of `NAMES`, as its rules read them."""
        words = self._words.get(lang)
        if words is None:
            words = Words(UNKNOWN if lang == NAMES else lang, self._stems, longest=self._longest, names=lang == NAMES)
            self._words[lang] = words
        return words

    def is_quick(self, lang: str) -> bool:
        """Whether stems of this language are computed in less time than it takes to look them up."""
        return known_language(lang) in (QUICK, UNKNOWN)

    def take_new_stems(self) -> list[tuple[str, str, str]]:
        """Language, word and stem of those that were computed for articles since the last call; the index is to know
        all of them."""
        return self._stems.take_new()

    def look_up_in(self, lookup: Callable[[str, str], str | None]) -> None:
        """Has what an index knows looked up so from now on."""
        self._stems.lookup = lookup

    @property
    def has_many_new_stems(self) -> bool:
        """Whether so many wait to be taken that it should be done."""
        return self._stems.has_many_new

    def forget_stems(self) -> None:
        """What was taken last did not come into the index: stems are new again when they are met again."""
        self._stems.forget()

    # Laying out a text

    def _lay_out(self, text: str, lang: str) -> list[Token]:
        tokens: list[Token] = []
        most, position = self.settings.article_tokens, 0
        for start, end in _blocks(text):
            position = self._block(text, start, end, lang, position, tokens)
            if len(tokens) >= most:
                del tokens[most:]
                break
        return tokens

    def _block(self, text: str, offset: int, block_end: int, lang: str, position: int, tokens: list[Token]) -> int:
        """Append the tokens from `offset` to `block_end`; gives the position after them. The hot loop."""
        single_of, several_of = self._singles.young(lang).get, self._several.young(lang).get
        # tuple.__new__ is a third faster than calling Token, which is what most of the time goes into
        append, new, token_type = tokens.append, tuple.__new__, Token
        # between two chunks is one character, so where each begins need not be looked for
        for line in text[offset:block_end].split("\n"):
            for chunk in line.split(" "):
                if known := single_of(chunk):
                    term, form, start, end = known
                    append(new(token_type, (term, form, position, offset + start, offset + end)))
                    position += 1
                elif turned_into := several_of(chunk):
                    position = self._append(turned_into, text, offset, position, tokens)
                elif chunk:
                    position = self._other(text, offset, chunk, lang, position, tokens)
                offset += len(chunk) + 1
        return position

    def _find_block(
        self, text: str, offset: int, block_end: int, lang: str, wanted: Set[str], position: int, found: list[Token]
    ) -> int:
        """As `_block`, but only `wanted` tokens are made."""
        single_of, several_of = self._singles.young(lang).get, self._several.young(lang).get
        head_of, heads, quick = self._heads.young(lang).get, heads_of(wanted), self.is_quick(lang)
        for line in text[offset:block_end].split("\n"):
            for chunk in line.split(" "):
                if quick and (begins := head_of(chunk)) is None:
                    begins = self._head(chunk, lang)
                if quick and begins not in heads:
                    position += 1
                elif known := single_of(chunk):
                    term, form, start, end = known
                    if term in wanted or form in wanted:
                        found.append(_make((term, form, position, offset + start, offset + end)))
                    position += 1
                elif chunk:
                    here: list[Token] = []
                    if turned_into := several_of(chunk):
                        position = self._append(turned_into, text, offset, position, here)
                    else:
                        position = self._other(text, offset, chunk, lang, position, here)
                    found += [token for token in here if token.term in wanted or token.form in wanted]
                offset += len(chunk) + 1
        return position

    def _head(self, chunk: str, lang: str) -> str:
        """As `head`, remembered."""
        if len(chunk) > LONGEST:
            return ""
        begins = self._heads.recalled(lang, chunk)
        if begins is None:
            begins = head(chunk, self.words_of(lang))
            self._heads.keep(lang, chunk, begins)
        return begins

    def _other(self, text: str, offset: int, chunk: str, lang: str, position: int, tokens: list[Token]) -> int:
        """As `_block`, for a chunk that the young memory does not have."""
        turned_into = self._turn(chunk, lang) if len(chunk) <= LONGEST else None
        if turned_into is None:
            most = self.settings.article_tokens
            return word_by_word(text, offset, chunk, self.words_of(lang), position, tokens, most)
        if isinstance(turned_into, Several):
            return self._append(turned_into, text, offset, position, tokens)
        term, form, start, end = turned_into
        tokens.append(Token(term, form, position, offset + start, offset + end))
        return position + 1

    def _append(self, turned_into: Several, text: str, offset: int, position: int, tokens: list[Token]) -> int:
        """Append the tokens of a chunk at `offset`; gives the position after them."""
        spread = turned_into.tokens
        if (shouted := turned_into.shouted) is not None:
            in_capitals = is_shouted(text, offset + turned_into.start, offset + turned_into.end)
            spread = shouted if in_capitals else spread
        for term, form, at, start, end in spread:
            tokens.append(_make((term, form, position + at, offset + start, offset + end)))
        return position + turned_into.advance

    def _turn(self, chunk: str, lang: str) -> Single | Several | None:
        """What a chunk turns into, from memory or by the rules; None if that is not to be remembered."""
        turned_into = self._singles.recalled(lang, chunk) or self._several.recalled(lang, chunk)
        if turned_into is None:
            words = self.words_of(lang)
            turned_into = single(chunk, words) or several(chunk, words)
            if isinstance(turned_into, tuple):
                self._singles.keep(lang, chunk, turned_into)
            elif turned_into is not None:
                self._several.keep(lang, chunk, turned_into)
        return turned_into


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of blocks that end at a space."""
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + _BLOCK)
        end = space.end() if space else len(text)
        yield start, end
        start = end
