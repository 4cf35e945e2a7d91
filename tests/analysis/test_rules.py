"""The rules, one by one: which terms a written word gives, and what a query for it asks for."""

from __future__ import annotations

import pytest

from searchkit.analysis import Analyzer

Positions = list[set[str]]


def terms(analyzer: Analyzer, text: str, lang: str = "en") -> Positions:
    """The terms at each position."""
    positions: Positions = []
    for token in analyzer.tokens(text, lang):
        if token.position == len(positions):
            positions.append(set())
        positions[token.position].add(token.term)
    return positions


def finds(analyzer: Analyzer, query: str, text: str, lang: str = "en", languages: tuple[str, ...] = ()) -> bool:
    """Whether each word of the query has a way that stands in the text."""
    positions = terms(analyzer, text, lang)
    return all(
        any(
            all(first + at < len(positions) and positions[first + at] & set(found) for at, found in enumerate(way))
            for way in word.ways
            for first in range(len(positions))
        )
        for word in analyzer.query_words(query, languages or (lang,))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Korea's", [{"korea"}]),
        ("Korea’s KOREA'S Koreas'", [{"korea"}, {"korea"}, {"korea"}]),
        ("don't dont DON’T", [{"dont"}, {"dont"}, {"dont"}]),
        ("O'Brien O’Brien obrien", [{"obrien"}, {"obrien"}, {"obrien"}]),
        ("AT&T's R&D", [{"at&t"}, {"r&d"}]),
        ("Marks&Spencer", [{"mark", "marks&spencer"}, {"spencer"}]),
        ("C++, C# and C", [{"c++"}, {"c#"}, {"and"}, {"c"}]),
        ("C++17", [{"c++"}, {"17"}]),
        ("Notepad++", [{"notepad", "notepad++"}]),
        (".NET and ASP.NET", [{"net", ".net"}, {"and"}, {"asp", "asp.net"}, {"net"}]),
        ("COVID-19", [{"covid", "covid19"}, {"19"}]),
        ("co-operation", [{"co", "cooper"}, {"oper"}]),
        ("Korea–Japan Korea-Japan", [{"korea", "koreajapan"}, {"japan"}] * 2),
        ("state-of-the-art", [{"state", "stateoftheart"}, {"of"}, {"the"}, {"art"}]),
        ("Korea—Japan", [{"korea"}, {"japan"}]),
        ("U.K. U.N. e.g.", [{"uk"}, {"un"}, {"eg"}]),
        ("U.S.-based", [{"US", "usbas"}, {"base"}]),
        ("the U.S.'s own", [{"the"}, {"US"}, {"own"}]),
        ("Ph.D.", [{"ph", "phd"}, {"d"}]),
        ("3.5% of 3.5", [{"3.5", "3.5%"}, {"of"}, {"3.5"}]),
        ("$5, €3bn and US$7m", [{"5"}, {"3bn"}, {"and"}, {"US"}, {"7m"}]),
        ("1,000,000 1000000 1'000'000 10,00,000", [{"1000000"}] * 4),
        ("5,93 and 5.93", [{"5.93"}, {"and"}, {"5.93"}]),
        ("1,234.56 1.234,56", [{"1234.56"}] * 2),
        ("30.05.2025", [{"30", "30.05.2025"}, {"05"}, {"2025"}]),
        ("1980s 1st 2.5bn", [{"1980s"}, {"1st"}, {"2.5bn"}]),
        ("٢٠٢٥ ２０２５", [{"2025"}] * 2),
        ("½ 1½", [{"1"}, {"2"}, {"1"}, {"1"}, {"2"}]),
        ("jane.doe@example.org", [{"jane", "jane.doe"}, {"doe"}, {"exampl", "example.org"}, {"org"}]),
        ("#trust @trust trust", [{"trust", "#trust"}, {"trust", "@trust"}, {"trust"}]),
        ("snake_case", [{"snake", "snakecas"}, {"case"}]),
        ("JavaScript", [{"javascript"}]),
        ("ﬁnance ｆｉｎａｎｃｅ", [{"financ"}] * 2),
        ("fi\u00adnance fi\u200bnan\u2060ce", [{"financ"}] * 2),
        ("Zu\u0308rich Zürich ZÜRICH Zurich", [{"zurich"}] * 4),
        ("👍🏽 👍 👨‍👩‍👧 🇰🇷", [{"👍"}, {"👍"}, {"👨👩👧"}, {"🇰🇷"}]),
        ("5️⃣ m² CO₂", [{"5"}, {"m2"}, {"co2"}]),
        ("... -- ' & / ", []),
        ("'quoted' (bracketed) end.", [{"quot"}, {"bracket"}, {"end"}]),
    ],
)
def test_written_words_give_terms(analyzer: Analyzer, text: str, expected: Positions) -> None:
    """Each position of the English text has these terms."""
    assert terms(analyzer, text) == expected


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("cooperation", "co-operation"),
        ("co-operation", "cooperation"),
        ("co-operation", "co operation"),
        ("covid19", "COVID-19"),
        ("COVID 19", "COVID-19"),
        ("Korea Japan", "Korea–Japan"),
        ("korea-japan", "Korea and Korea Japan"),
        ("U.S.", "the US said"),
        ("US", "the U.S. said"),
        ("u.s.", "in the US"),
        ("PhD", "a Ph.D. in law"),
        ("3.5", "up 3.5% on the year"),
        ("3.5%", "up 3.5% on the year"),
        ("1000000", "1,000,000 people"),
        ("1,000,000", "1000000 people"),
        ("example.org", "see https://www.example.org/path?x=1"),
        ("www.example.org", "see https://www.example.org/path?x=1"),
        ("path", "see https://www.example.org/path?x=1"),
        ("example", "jane.doe@example.org"),
        ("jane.doe@example.org", "write to jane.doe@example.org"),
        ("trust", "#trust"),
        ("dont", "don’t"),
        ("don't", "dont"),
        ("net", ".NET"),
        ("case", "snake_case"),
        ("cafe", "café"),
        ("café", "cafe"),
        ("Zurich", "Zürich"),
        ("Zürich", "ZURICH"),
        ("strasse", "Straße"),
        ("us", "JAPAN TELLS US TO WAIT"),
        ("US", "JAPAN TELLS US TO WAIT"),
        ("WHO", "THE WHO SAYS"),
    ],
)
def test_queries_find_other_spellings(analyzer: Analyzer, query: str, text: str) -> None:
    """What means the same is found by it."""
    assert finds(analyzer, query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("US", "tell us"),
        ("us", "the US said"),
        ("u.s.", "tell us"),
        ("us", "the U.S. said"),
        ("IT", "it is"),
        ("WHO", "who is it"),
        ("3.5%", "a factor of 3.5"),
        ("#trust", "trust"),
        (".net", "net profit"),
        ("C++", "vitamin C"),
        ("C", "in C++"),
        ("1.000", "1,000"),
    ],
)
def test_queries_tell_apart(analyzer: Analyzer, query: str, text: str) -> None:
    """What is another thing is not found."""
    assert not finds(analyzer, query, text)


@pytest.mark.parametrize(
    "lang", ["ar", "da", "de", "en", "es", "fi", "fr", "hu", "it", "no", "pt", "ro", "ru", "sv", "und"]
)
@pytest.mark.parametrize(
    "word", ["café", "Zürich", "naïve", "résumé", "nación", "åtgärder", "előadás", "ponieważ", "ελλάδα"]
)
def test_accents_make_no_difference(analyzer: Analyzer, word: str, lang: str) -> None:
    """In every language a word with accents finds the word without, and the other way round."""
    bare = {"ponieważ": "poniewaz", "ελλάδα": "ελλαδα", "előadás": "eloadas", "åtgärder": "atgarder"}.get(
        word, word.translate(str.maketrans("éüïó", "euio"))
    )
    assert finds(analyzer, word, bare, lang)
    assert finds(analyzer, bare, word, lang)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("de", "1.000 1.000.000 3,5", [{"1000"}, {"1000000"}, {"3.5"}]),
        ("fr", "l'homme qu’il aujourd'hui", [{"homm"}, {"il"}, {"aujourdhui"}]),
        ("el", "Ελλάδα ΕΛΛΑΔΑ", [{"ελλαδα"}] * 2),
        ("nb", "nasjonene", [{"nasjon"}]),
        ("de-AT", "Nationen", [{"nation"}]),
        ("de", "die US und die IT", [{"die"}, {"US", "us"}, {"und"}, {"die"}, {"IT", "it"}]),
        ("hi", "हिन्दी", [{"हिन्दी"}]),
        ("und", "nations", [{"nations"}]),
    ],
)
def test_languages_have_their_rules(analyzer: Analyzer, lang: str, text: str, expected: Positions) -> None:
    """Stemmers, elisions, numbers and scripts are those of the article's language."""
    assert terms(analyzer, text, lang) == expected


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Москва́ Москвы"),
        ("ru", "ёлка елки"),
        ("ar", "كِتَاب كتاب"),
        ("it", "dell'arte arte"),
        ("es", "nación naciones"),
    ],
)
def test_inflected_words_share_a_term(analyzer: Analyzer, lang: str, text: str) -> None:
    """Forms of one word meet, with and without the marks that print leaves out."""
    one, other = terms(analyzer, text, lang)
    assert one & other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本", [{"日本"}]),
        ("日", [{"日"}]),
        ("日本国憲法", [{"日本"}, {"本国"}, {"国憲"}, {"憲法"}]),
        ("東京へ", [{"東京"}, {"へ"}]),
        ("カタカナ", [{"カタ"}, {"タカ"}, {"カナ"}]),
        ("ｶﾀｶﾅ", [{"カタ"}, {"タカ"}, {"カナ"}]),
        ("らーめん", [{"らー"}, {"ーめ"}, {"めん"}]),
        ("バス", [{"バス"}]),
        ("ハ\u3099ス", [{"バス"}]),
        ("한국어를", [{"한국", "한국어를"}, {"국어"}, {"어를"}]),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165", [{"한국", "한국어"}, {"국어"}]),
        ("신뢰", [{"신뢰"}]),
        ("5G통신", [{"5g"}, {"통신"}]),
        ("ประเท", [{"ปร"}, {"ระ"}, {"ะเ"}, {"เท"}]),
    ],
)
def test_scripts_without_spaces_become_pairs(analyzer: Analyzer, text: str, expected: Positions) -> None:
    """Overlapping pairs of characters at consecutive positions, cut where the script changes."""
    assert terms(analyzer, text, "und") == expected


def test_a_run_is_a_phrase(analyzer: Analyzer) -> None:
    """A query run is one word with one way: its pairs, which stand side by side in any longer run."""
    (word,) = analyzer.query_words("国憲法", ["ja"])
    assert word.ways == ((("国憲",), ("憲法",)),)
    assert finds(analyzer, "国憲法", "日本国憲法は", "ja")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JAPAN TELLS US TO WAIT", {"US", "us"}),
        ("Japan tells the US to wait", {"US"}),
        ("Japan tells us to wait", {"us"}),
        ("Japan tells Us to wait", {"us"}),
        ("US", {"US"}),
        ("the U.S. said", {"US"}),
        ("JAPAN TELLS U.S. TO WAIT", {"US"}),
        ("JAPAN WAITS\nJapan told the US to go", {"US"}),
    ],
)
def test_capitals_decide_what_us_is(analyzer: Analyzer, text: str, expected: set[str]) -> None:
    """In capitals it is the country, among lower-case words; in a headline it is either; U.S. is always the country."""
    found = [token.term for token in analyzer.tokens(text, "en") if token.term.lower() == "us"]
    assert set(found) == expected


def test_offsets_cover_what_is_left_out(analyzer: Analyzer) -> None:
    """Invisible characters, signs and marks within a word belong to its place in the text."""
    text = "«fi\u00adnance» 3.5% Zu\u0308rich U.S."
    places = {token.term: text[token.start : token.end] for token in analyzer.tokens(text, "en")}
    assert places == {
        "financ": "fi\u00adnance",
        "3.5": "3.5",
        "3.5%": "3.5%",
        "zurich": "Zu\u0308rich",
        "US": "U.S.",
    }


def test_forms_are_as_written(analyzer: Analyzer) -> None:
    """The form has the accents and the ending, in lower case and NFKC."""
    assert [token.form for token in analyzer.tokens("Cafés Ｎations don’t ZU\u0308RICH'S", "en")][-4:] == [
        "cafés",
        "nations",
        "don't",
        "zürich's",
    ]


def test_names_are_folded_and_not_stemmed(analyzer: Analyzer) -> None:
    """A name keeps its endings, loses its accents, and US is us in it."""
    assert [token.term for token in analyzer.names("Les Échos Nations, US Weekly")] == [
        "les",
        "echos",
        "nations",
        "us",
        "weekly",
    ]
