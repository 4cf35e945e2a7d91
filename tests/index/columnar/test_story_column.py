"""Which documents are of a story."""

from __future__ import annotations

import io

import numpy as np

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter
from searchkit.index.columnar.categories import KIND, write_categories
from searchkit.index.columnar.story_column import NAME, story_column


def test_documents_of_every_story() -> None:
    """Also where numbers of stories take two bytes, and those of two documents hold a third between them."""
    stories = [f"s{number:03}" for number in range(600)]
    of_document = [*range(600), 257, 1, 0, 256, 256, 1, 511]
    file = io.BytesIO()
    writer = ArrayFileWriter(file)
    write_categories(writer, NAME, [[story] for story in stories], np.array(of_document))
    writer.close({})
    column = story_column(ArrayFile(file.getvalue(), "test"))
    assert column is not None
    assert ArrayFile(file.getvalue(), "test").array(f"{KIND}/{NAME}/codes").itemsize == 2
    for number, story in enumerate(stories):
        assert column.documents(story) == [at for at, other in enumerate(of_document) if other == number]
    assert column.documents("another") == []
    assert column.names() == stories
