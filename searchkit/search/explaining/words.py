"""What words and phrases add to the score of one article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from searchkit.frozen import replace
from searchkit.index.columnar.norms import LENGTHS
from searchkit.model import Explanation
from searchkit.search import arrays
from searchkit.search.evaluating.evaluation import Evaluation
from searchkit.search.evaluating.positional import keep_phrase
from searchkit.search.explaining.formulas import IDF, NORM, TITLED, WEIGHT, WORTH, score_of, sum_of
from searchkit.search.intersection import in_common

if TYPE_CHECKING:
    from searchkit.analysis import AskedTerm
    from searchkit.search.words import Scoring, Word

_TITLED = ("text", "exact")
"""Fields that hold title and body, the title's words counted several times."""

_HAVE = "n, articles that have the word"


class Words:
    """Words of a query in one article."""

    def __init__(self, evaluation: Evaluation, document: int, title_weight: int) -> None:
        self.evaluation = evaluation
        self.part = evaluation.part
        self.snapshot = evaluation.run.snapshot
        self.document = document
        """Its number in the segment."""
        self.among = np.array([document], np.int64)
        self._title_weight = title_weight

    def word(self, field: str, worth: Mapping[AskedTerm, float], boost: float) -> Explanation | None:
        """What a word of one or several terms, each with what it is worth, adds; None when it is not there."""
        found = {term: one for term in worth if (one := self._frequency(field, term)) is not None}
        if not found:
            return None
        word, name = self.one_word(field, worth), f"{quoted(tuple(worth))} in {field}"
        if word.scoring is None:
            return Explanation(0.0, f"{name}: only chooses, adds nothing")
        have = _HAVE
        if len(worth) > 1 or 1.0 not in worth.values():
            have = "n, articles that have each form, times its worth, added up and rounded; N at most"
            found = {term: _as_form(term, one, worth[term]) for term, one in found.items()}
        frequency = sum_of(tuple(found.values()), "frequency")
        return score_of(name, self.weight([word], boost, have), frequency, self.norm(word.scoring))

    def phrase(self, field: str, texts: Sequence[str], boost: float) -> Explanation | None:
        """What a phrase adds, scored as one word; None when it is not there."""
        words = [self.snapshot.word(field, text) for text in texts]
        common = in_common(self.evaluation, words, self.among)
        if common is None:
            return None
        common.narrow((common.documents == self.document).nonzero()[0])
        if len(words) > 1 and len(common.documents):
            keep_phrase(self.evaluation, common, slop=1)
        if not len(common.documents):
            return None
        scoring, found = words[0].scoring, common.phrase_frequencies
        if scoring is None:
            return Explanation(0.0, f"{quoted(texts)} in {field}: only chooses, adds nothing")
        name = f"phrase “{' '.join(map(str, texts))}” in {field}"
        counted = "frequency of the phrase; in the title it counts as often as its words do"
        frequency = Explanation(float((common.frequencies[0] if found is None else found)[0]), counted)
        return score_of(name, self.weight(words, boost), frequency, self.norm(scoring))

    def have_places(self, field: str, texts: Sequence[str]) -> bool:
        """Whether it is known where these terms stand."""
        lists = [self.snapshot.word(field, text).lists[self.part.number] for text in texts]
        return all(postings is None or postings.has_positions for postings in lists)

    def one_word(self, field: str, worth: Mapping[AskedTerm, float]) -> Word:
        """The word that terms, each with what it is worth, stand for."""
        if list(worth.values()) == [1.0]:
            return self.snapshot.word(field, next(iter(worth)))
        return self.snapshot.synonyms(field, tuple(worth), tuple(worth.values()))

    def weight(self, words: Sequence[Word], boost: float, have: str = _HAVE) -> Explanation:
        """How much a word, or the words of a phrase, tell; `have` describes the number of articles that have one."""
        each = [self._idf(word, have) for word in words]
        value = float(words[0].idf) if len(words) == 1 else float(np.float32(sum(float(word.idf) for word in words)))
        if boost == 1.0 and len(each) == 1:
            return each[0]
        value = float(np.float32(boost) * np.float32(value))
        return Explanation(value, f"weight: {WEIGHT}", (Explanation(boost, "boost"), *each))

    def _idf(self, word: Word, have: str) -> Explanation:
        scoring = word.scoring
        assert scoring is not None, "what has no idf is not weighed"
        count = scoring.document_count
        return Explanation(
            float(word.idf),
            f"idf: {IDF}",
            (
                Explanation(count, "N, articles that have the field"),
                Explanation(min(word.document_frequency, count), have),
            ),
        )

    def norm(self, scoring: Scoring) -> Explanation:
        """What multiplies the frequency, the inverse of Lucene's norm: more in short articles."""
        norms = scoring.norms[self.part.number]
        byte = 0 if norms is None else int(norms[self.document])
        length = Explanation(LENGTHS[byte], "length of the article in words, as a byte keeps it")
        return Explanation(
            float(scoring.inverse_norms[byte]),
            f"norm: {NORM}",
            (
                Explanation(self.snapshot.k1, "k1"),
                Explanation(self.snapshot.b, "b"),
                length,
                Explanation(scoring.average_length, "average length of an article"),
            ),
        )

    def _frequency(self, field: str, term: AskedTerm) -> Explanation | None:
        """How often a term counts; None when it is not there."""
        postings = self.snapshot.word(field, term).lists[self.part.number]
        if postings is None:
            return None
        which, rows = arrays.look_up(postings, self.among)
        if not len(which):
            return None
        frequency, more = float(postings.weights_at(rows)[0]), self._title_weight - 1
        if field in _TITLED and postings.has_positions and more:
            places = len(postings.positions(rows)[1])
            titled, is_whole = divmod(frequency - places, more)
            if not is_whole and 0 <= titled <= places:
                details = (
                    Explanation(titled, "places in the title"),
                    Explanation(self._title_weight, "title_weight"),
                    Explanation(places - titled, "places in the body"),
                )
                return Explanation(frequency, f"frequency: {TITLED}", details)
        return Explanation(frequency, "frequency")


def _as_form(term: AskedTerm, frequency: Explanation, worth: float) -> Explanation:
    """The frequency of a term that is one form of a word among others."""
    if worth == 1.0:
        return replace(frequency, description=f"“{term}”, {frequency.description}")
    value = float(np.float32(worth) * np.float32(frequency.value))
    return Explanation(value, f"“{term}”, a form of less worth: {WORTH}", (Explanation(worth, "worth"), frequency))


def quoted(terms: Sequence[AskedTerm]) -> str:
    """Terms for a sentence; many of them are not all named."""
    shown = ", ".join(f"“{term}”" for term in terms[:_NAMED])
    return shown if len(terms) <= _NAMED else f"{shown} and {len(terms) - _NAMED:,} more"


_NAMED = 5
"""Terms of a word that are named."""
