"""Stems: computed once, by NLTK, whatever the word."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.analysis.languages import STEMMERS
from searchkit.analysis.stems import Stems
from searchkit.settings import Settings

_LETTERS = (
    "abcdeéèghiíjklmnoöőprsstuüűvyzáăâîșțãçñßåäøæابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئًٌٍَُِّْабвгдежзийклмнопрстуфхцчшщъыьэюя'"
)


@settings(max_examples=1500)
@given(
    st.sampled_from(sorted(STEMMERS)),
    st.one_of(st.text(alphabet=_LETTERS, min_size=1, max_size=14), st.text(min_size=1)),
)
def test_every_word_has_a_stem(lang: str, word: str) -> None:
    """No word makes a stemmer fail, and no stem is empty."""
    assert Stems()(lang, word.lower() or "x")


@settings(max_examples=300)
@given(st.sampled_from(sorted(STEMMERS)), st.lists(st.text(alphabet=_LETTERS, min_size=1, max_size=9), max_size=6))
def test_a_stem_does_not_depend_on_the_words_before(lang: str, words: list[str]) -> None:
    """NLTK's stemmers keep state; ours do not."""
    stems = Stems()
    for word in words:
        stems(lang, word)
    assert [stems(lang, word) for word in words] == [Stems()(lang, word) for word in words]


def test_a_failing_stemmer_leaves_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that NLTK fails on is its own stem."""
    from searchkit.analysis.snowball import snowball

    def fail(self: object, word: str) -> str:
        raise IndexError("string index out of range")

    monkeypatch.setattr(snowball().GermanStemmer, "stem", fail)
    assert Stems()("de", "nationen") == "nationen"


def test_what_the_index_knows_is_not_computed() -> None:
    """The index's stem is taken as it is, and not given back as new."""
    stems = Stems(lambda lang, word: "known" if (lang, word) == ("de", "nationen") else None)
    assert stems("de", "nationen") == "known"
    assert stems("de", "zeitungen") == "zeitung"
    assert stems.take_new() == [("de", "zeitungen", "zeitung")]
    assert stems.take_new() == []


def test_what_was_taken_back_is_new_again() -> None:
    """The index does not know it after all."""
    stems = Stems()
    assert stems("de", "zeitungen") == "zeitung"
    assert stems.take_new() == [("de", "zeitungen", "zeitung")]
    stems.forget()
    assert stems("de", "zeitungen") == "zeitung"
    assert stems.take_new() == [("de", "zeitungen", "zeitung")]


def test_of_many_new_ones_none_is_lost() -> None:
    """It is said that they should be taken, and they wait until they are."""
    stems, word = Stems(), "w{}n".format
    number = 0
    while not stems.has_many_new:
        stems("de", word(number))
        number += 1
    stems("de", word(number))
    assert number >= 1 << 17
    assert len(stems.take_new()) == number + 1
    assert not stems.has_many_new


def test_english_stems_are_not_kept() -> None:
    """They are computed in less time than it takes to look them up, but for what is no word of letters and digits."""
    stems = Stems(lambda lang, word: "known")
    assert stems("en", "nations") == "nation"
    assert stems("en", "yyy") == "yyy"
    assert stems("en", "a340s") == "a340"
    assert stems("en", "na\u00efves") == "na\u00efv"
    assert stems("en", "e\u0301lans") == "known"
    assert stems.take_new() == []


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """Analysing words that the index knows imports neither NLTK nor Whoosh's engine nor numpy."""
    script = (
        "import sys\n"
        "from searchkit.analysis import Analyzer\n"
        "from searchkit.settings import Settings\n"
        "analyzer = Analyzer(settings=Settings(), lookup=lambda lang, word: word)\n"
        "assert 'whoosh' not in sys.modules\n"
        "analyzer.query_words('Korea Japan trusts', ['en', 'fr'])\n"
        "analyzer.tokens('The nations of 日本', 'en')\n"
        "print(sorted({'nltk', 'numpy', 'whoosh.index', 'regex'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_word_is_stemmed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a word comes, with whatever around it, its stem is computed once."""
    seen: list[str] = []
    computed = Stems._computed

    def counted(self: Stems, lang: str, word: str) -> str:
        seen.append(word)
        return computed(self, lang, word)

    monkeypatch.setattr(Stems, "_computed", counted)
    analyzer = Analyzer(settings=Settings())
    for text in ("nationen", "Nationen, nationen's (nationen)", "NATIONEN! nationen-nationen"):
        analyzer.tokens(text, "de")
    assert seen.count("nationen") == 1
