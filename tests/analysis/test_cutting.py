"""Texts are cut into chunks that know where they stand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis.cutting import CutTexts

_texts = st.lists(st.text(alphabet=st.sampled_from("ab \n/é日\ud800😀"), max_size=30), min_size=1, max_size=5)


@settings(max_examples=300)
@given(_texts)
def test_every_chunk_is_found_where_it_stands(texts: list[str]) -> None:
    """Its text, its place in characters, and itself; and each text has as many as are found."""
    cut = CutTexts("en", {2 * number: text for number, text in enumerate(texts)})
    found = list(cut.found(np.arange(len(cut))))
    assert all(text[offset : offset + len(chunk)] == chunk for _, text, offset, chunk in found)
    expected = [[chunk for chunk in text.replace("\n", " ").replace("/", " ").split(" ") if chunk] for text in texts]
    assert [chunk for _, _, _, chunk in found] == [chunk for chunks in expected for chunk in chunks]
    assert cut.counts.tolist() == list(map(len, expected))
    assert cut.numbers.tolist() == list(range(0, 2 * len(texts), 2))
    assert list(cut.chunks(np.arange(len(cut)))) == [chunk for _, _, _, chunk in found]


def test_a_whole_text_is_one_chunk() -> None:
    """Blanks and all; an empty one is a chunk without letters."""
    cut = CutTexts("en", {0: "é b/c\nd"}, whole=True)
    assert [tuple(found) for found in cut.found(np.arange(1))] == [(0, "é b/c\nd", 0, "é b/c\nd")]
    assert cut.counts.tolist() == [1]
