"""Stems that the index has seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchkit.index.catalog import Catalog, stems

FORMS = [f"word{letter}" for letter in "abcdefgh"]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """With a stem of each form."""
    made = Catalog.create(tmp_path)
    made.begin()
    made.put_stems(("en", form, form[:-1]) for form in FORMS)
    made.commit(1)
    yield made
    made.close()


@pytest.mark.parametrize("kept", [1, 3, 100])
def test_however_many_are_remembered(catalog: Catalog, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers are the same, of words that have no stem too, one by one and looked up together; and no more are
    remembered than may be."""
    monkeypatch.setattr(stems, "_KEPT", kept)
    monkeypatch.setattr(stems, "_FEW", min(kept, 3))
    monkeypatch.setattr(stems, "_TOGETHER", 2)
    for _ in range(3):
        for form in (*FORMS, "unseen"):
            assert catalog.stem("en", form) == (form[:-1] if form in FORMS else None)
            assert catalog.stem("de", form) is None
            assert len(catalog._stems) <= kept
    catalog.forget_stems()
    catalog.look_up_stems(" ".join(FORMS).upper())
    looked_up = dict(catalog._stems)
    assert looked_up == {form: {"en": form[:-1]} for form in FORMS}
    catalog.look_up_stems("another")  # not when many are known
    assert ("another" in catalog._stems) == (len(FORMS) < min(kept, 3))
