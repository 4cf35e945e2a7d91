"""NLTK's stemmers, loaded without the rest of NLTK, are NLTK's stemmers."""

from __future__ import annotations

import subprocess
import sys

from searchkit.analysis.languages import STEMMERS

_WORDS = str.split("""
    nationals zeitungen nationalités ciudades новостями ändringar kirjoittaminen megszentségteleníthetetlen
    والمستشفيات فَأَسْقَيْنَاكُمُوهَا الآثار مسؤولون أنباء مـحـمـد شيئا؟ السماء إلى بدأ
""")


def _printed(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_stems_are_the_same() -> None:
    """Of every language, loaded apart and with all of NLTK, in processes of their own."""
    stems = f"print([getattr(snowball, name)().stem(word) for name in {list(STEMMERS.values())} for word in {_WORDS}])"
    apart = _printed(f"from searchkit.analysis.snowball import snowball as load\nsnowball = load()\n{stems}")
    assert apart == _printed(f"from nltk.stem import snowball\n{stems}")


def test_nothing_of_nltk_is_imported() -> None:
    """Neither NLTK nor what it imports when it is there; and to import it afterwards gives all of it."""
    script = (
        "import sys\n"
        "from searchkit.analysis.snowball import snowball\n"
        "assert snowball().GermanStemmer().stem('zeitungen') == 'zeitung'\n"
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in ('nltk', 'numpy', 'regex', 'scipy')))\n"
        "import nltk.stem\n"
        "assert nltk.stem.snowball is not snowball() and nltk.word_tokenize\n"
    )
    assert _printed(script) == "[]"


def test_what_is_imported_already_is_used() -> None:
    """A program that has NLTK's stemmers shares them."""
    script = (
        "from nltk.stem import snowball as its\n"
        "from searchkit.analysis.snowball import snowball\n"
        "print(snowball() is its)\n"
    )
    assert _printed(script) == "True"


def test_a_version_that_needs_more_is_imported_whole() -> None:
    """Where the stemmers cannot be loaded apart, NLTK is imported as usual."""
    script = (
        "import sys\n"
        "from searchkit.analysis import snowball\n"
        "def fail(self, name): raise ImportError(name)\n"
        "snowball._Apart.module = fail\n"
        "print(snowball.snowball() is sys.modules['nltk.stem.snowball'])\n"
    )
    assert _printed(script) == "True"
