"""What is kept of single documents."""

from __future__ import annotations

from unittest.mock import patch

from searchkit import Article
from searchkit.search import per_document
from searchkit.search.plain.statistics import PlainSnapshot
from searchkit.search.statistics import snapshot_of
from searchkit.testing import small_index


def test_names_are_the_same_when_they_are_kept() -> None:
    """Some of the last are kept; what is too long, or too many, is read anew."""
    titles = ["Ferry", "Harbour", "Ferry", "x" * 300]
    with small_index(Article(title=title, body=str(at)) for at, title in enumerate(titles)) as index:
        reader = index._store.snapshot()
        for snapshot in (PlainSnapshot.of(reader, index.settings), snapshot_of(reader, 1.5, 0.75)):
            with patch.object(per_document, "_KEPT", 2):
                for _ in range(3):
                    names = [snapshot.names[number] for number in range(4)]
                    assert [name and name[1] for name in names] == titles
                    assert all(name and name[0] in index for name in names)
            assert 0 < len(snapshot.names) <= 2
