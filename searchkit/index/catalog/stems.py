"""The stems of words that the index has seen: a query for them needs no stemmer."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from searchkit.index.catalog.database import Database
from searchkit.index.catalog.tables import damaged

_KEPT = 10_000  # words whose stems are remembered once looked up
_FEW = 3_000
_TOGETHER = 500  # words that are looked up by one statement
_WORD = re.compile(r"[^\W\d_]+")


class Stems(Database):
    """What the catalog knows of words."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        super().__init__(connection, where)
        self._stems: dict[str, dict[str, str]] = {}

    def stem(self, lang: str, form: str) -> str | None:
        """The stem of a word that the index has seen."""
        stems = self._stems.get(form)
        if stems is None:
            stems = {lang: stem for _, lang, stem in self._select_equal("stems", "form", form)}
            if len(self._stems) >= _KEPT:
                self._stems = {}
            self._stems[form] = stems
        return stems.get(lang)

    def look_up_stems(self, text: str) -> None:
        """Looks up the words of a text at once, which takes a third of the time: for a process that knows few yet."""
        if len(self._stems) >= _FEW:
            return
        forms = list(set(_WORD.findall(text.lower())) - self._stems.keys())
        for first in range(0, len(forms), _TOGETHER):
            some = forms[first : first + _TOGETHER]
            stems: dict[str, dict[str, str]] = {form: {} for form in some}
            marks = ",".join("?" * len(some))
            for form, lang, stem in self._select_verified("stems", f"WHERE form IN ({marks})", some):
                if form not in stems:
                    raise damaged(self._where, "stems", "a row was found in the place of another")
                stems[form][lang] = stem
            self._stems.update(stems)

    def forget_stems(self) -> None:
        """Forgets the stems that were looked up: there may be new ones."""
        self._stems = {}

    def put_stems(self, stems: Iterable[tuple[str, str, str]]) -> None:
        """Keeps (language, form, stem)."""
        self.forget_stems()
        new = {(form, lang): stem for lang, form, stem in sorted(stems)}
        with self._guard:
            known = self._rows.count("stems") > 0
            stored = self._rows.select_of("stems", "form", {form for form, _ in new}) if known else ()
            replaced = [row[-1] for row in stored if row[:2] in new]
            self._rows.insert("stems", [(*key, stem) for key, stem in new.items()], replaced=replaced)
