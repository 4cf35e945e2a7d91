"""Texts for hypothesis: words, marks and scripts in the mixtures that break analysers."""

from __future__ import annotations

from hypothesis import strategies as st

from searchkit.analysis.languages import STEMMERS

LANGUAGES = (*sorted(STEMMERS), "ca", "ja", "ko", "nb", "pl", "th", "tr", "und", "zh", "EN-us", "")

_SCRAPS = """
US us IT it U.S. u.s. U.S.' U.S.'s Ph.D. e.g. J.P.Morgan C++ C# F# .NET ASP.NET AT&T AT&T's R&D Marks&Spencer don't
DON'T don’t O'Brien l'homme dell'arte qu'il L’HOMME Korea's Koreas' KOREA'S it's co-operation state-of-the-art
Korea–Japan US-based COVID-19 covid19 1,000,000 1.000.000 1,5 3.5% 5% 3.11.2 30.05.2025 12,34,567 1'000 2.5bn $5 €3bn
½ 1½ m² ① #tag @name snake_case jane.doe@example.org https://www.example.org/a?b=c&d=e café cafe\u0301 Zürich naïve
straße Ελλάδα οδός ΟΔΟΣ Москва́ ёлка который فَتَحَ الكتاب ٢٠٢٥ ٣٫٥ שלום נִקּוּד हिन्दी 日本語 東京都に
カタカナ ﾊﾞﾝ らーめん 한국어를
\u1112\u1161\u11ab\u1100\u116e\u11a8 ประเทศไทย ខ្មែរ မြန်မာ ລາວ 5G통신 ﬁne
ＵＳＡ ＡＴ＆Ｔ Ｃ＋＋ co\u00adop zero\u200bwidth 👍🏽 👨‍👩‍👧 🇰🇷 5️⃣ ☃ ﷺ ŉ İstanbul ǅ
TO BE OR NOT the and nations nationalité trusting
"""

_GLUE = [
    "",
    " ",
    " ",
    " ",
    "\n",
    "-",
    "'",
    "’",
    ".",
    ",",
    "&",
    "/",
    "(",
    ")",
    "+",
    "#",
    "%",
    "_",
    "\u200b",
    "\u00a0",
    "\u0301",
    "…",
]

scraps = st.sampled_from(_SCRAPS.split())
mixtures = st.lists(st.tuples(scraps, st.sampled_from(_GLUE)), max_size=12).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
marks = st.text(alphabet="aA1.,'-&#@%+_ \u00ad\u200d\u0301\u2019日カハ゛ﾞ한กê½👍🏽🇰\n", max_size=40)
texts = st.one_of(mixtures, marks, st.text(max_size=60))
languages = st.sampled_from(LANGUAGES)
