"""Whoosh's ways of writing, over both codecs."""

from __future__ import annotations

import errno
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from whoosh import formats, query
from whoosh.analysis import StemmingAnalyzer
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.multiproc import MpWriter, SerialMpWriter
from whoosh.sorting import FieldFacet
from whoosh.writing import CLEAR, AsyncWriter, BufferedWriter, SegmentWriter

from searchkit.errors import IndexUnfit
from searchkit.index.columnar.columnar_segment import EXTENSION, read_file
from searchkit.index.columnar.storage import DurableStorage
from searchkit.index.columnar.whoosh.index import ColumnarIndex, create_in, open_dir
from searchkit.index.columnar.whoosh.writing import VectorWriter
from tests.index.columnar.conftest import MakeIndex, columnar_only, found, reopened


def schema(**more: Any) -> Schema:
    """An identity, a body, a number."""
    return Schema(id=ID(stored=True, unique=True), body=TEXT, number=NUMERIC(stored=True, sortable=True), **more)


def add(index: FileIndex, *numbers: int, merge: bool = False) -> None:
    """Commits articles with these numbers."""
    writer = index.writer()
    for number in numbers:
        writer.add_document(id=str(number), body=f"ferry number w{number}", number=number)
    writer.commit(merge=merge)


def test_segments_of_many_commits(make_index: MakeIndex) -> None:
    """Every commit adds to what is found; optimising changes nothing but the number of segments."""
    index = make_index(schema())
    for number in range(5):
        add(index, number, number + 10)
    assert len(index._segments()) == 5
    before = sorted(found(index, query.Term("body", "ferry")))
    index.optimize()
    index = reopened(index)
    assert len(index._segments()) == 1
    assert sorted(found(index, query.Term("body", "ferry"))) == before
    assert found(index, query.Every(), field="number", sortedby="number") == [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]


def test_small_segments_are_merged(make_index: MakeIndex) -> None:
    """Whoosh's default policy keeps the number of segments low."""
    index = make_index(schema())
    for number in range(12):
        add(index, number, merge=True)
    assert len(index._segments()) < 8
    assert index.doc_count() == 12
    for number in range(12):
        assert found(index, query.Term("body", f"w{number}")) == [str(number)]


def test_weights_of_nothing(make_index: MakeIndex) -> None:
    """Weights of 0 are among the others as they are."""
    index = make_index(schema(tag=KEYWORD(scorable=True)))
    with index.writer() as writer:
        for number in range(8):
            boost = {"_tag_boost": 0.0} if number in (2, 3) else {}
            writer.add_document(id=str(number), tag=" ".join(["harbour"] * (number + 1)), **boost)
    with index.reader() as reader:
        matcher = reader.postings("tag", "harbour")
        weights = {}
        while matcher.is_active():
            weights[matcher.id()] = matcher.weight()
            matcher.next()
        assert weights == {0: 1, 1: 2, 2: 0, 3: 0, 4: 5, 5: 6, 6: 7, 7: 8}
        assert reader.frequency("tag", "harbour") == 29


def test_deleting(make_index: MakeIndex) -> None:
    """Deleted articles are not found, in any segment, before and after merging."""
    index = make_index(schema())
    add(index, 1, 2, 3)
    add(index, 4, 5)
    with index.writer() as writer:
        writer.merge = False
        assert writer.delete_by_term("id", "2") == 1
        assert writer.delete_by_query(query.NumericRange("number", 5, None)) == 1
        assert writer.delete_by_term("id", "77") == 0
    index = reopened(index)
    assert (index.doc_count(), index.doc_count_all()) == (3, 5)
    assert sorted(found(index, query.Term("body", "ferry"))) == ["1", "3", "4"]
    with index.reader() as reader:
        assert [reader.is_deleted(number) for number in range(5)] == [False, True, False, False, True]
        assert list(reader.all_doc_ids()) == [0, 2, 3]
        assert reader.has_deletions()
    index.optimize()
    assert (index.doc_count(), index.doc_count_all()) == (3, 3)
    assert sorted(found(index, query.Term("body", "ferry"))) == ["1", "3", "4"]


def test_deleting_everything(make_index: MakeIndex) -> None:
    """An index whose last article was deleted finds nothing and goes on."""
    index = make_index(schema())
    add(index, 1)
    with index.writer() as writer:
        writer.delete_by_term("id", "1")
        writer.optimize = True
    assert index.doc_count() == 0
    add(index, 2)
    assert found(index, query.Every()) == ["2"]


def test_updating(make_index: MakeIndex) -> None:
    """An article with a unique value takes the place of the one before."""
    index = make_index(schema())
    add(index, 1, 2)
    for _ in range(3):
        with index.writer() as writer:
            writer.update_document(id="1", body="harbour", number=7)
    assert sorted(found(index, query.Every(), field="number")) == [2, 7]
    assert found(index, query.Term("body", "harbour")) == ["1"]
    assert found(index, query.Term("body", "w1")) == []


def test_a_reader_keeps_its_snapshot(make_index: MakeIndex) -> None:
    """What was opened before a commit answers as before it."""
    index = make_index(schema())
    add(index, 1, 2, 3)
    with index.searcher() as searcher:
        with index.writer() as writer:
            writer.delete_by_term("id", "1")
            writer.add_document(id="4", body="ferry")
            writer.optimize = True
        assert len(searcher.search(query.Term("body", "ferry"))) == 3
        assert not searcher.up_to_date()
    assert sorted(found(index, query.Term("body", "ferry"))) == ["2", "3", "4"]


def test_cancelling(make_index: MakeIndex) -> None:
    """A cancelled writer leaves the index as it was, and the lock free."""
    index = make_index(schema())
    add(index, 1)
    writer = index.writer()
    writer.add_document(id="2", body="ferry")
    writer.delete_by_term("id", "1")
    writer.cancel()
    assert found(index, query.Every()) == ["1"]
    add(index, 3)
    assert sorted(found(index, query.Every())) == ["1", "3"]


def test_clearing(make_index: MakeIndex) -> None:
    """A merge policy may drop all that was there."""
    index = make_index(schema())
    add(index, 1, 2)
    writer = index.writer()
    writer.add_document(id="3", body="ferry")
    writer.commit(mergetype=CLEAR)
    assert found(index, query.Every()) == ["3"]


def test_buffered_writer(make_index: MakeIndex) -> None:
    """Articles are found while they are buffered and when they are committed; updates reach both."""
    index = make_index(schema())
    add(index, 1)
    writer = BufferedWriter(index, period=0, limit=3)
    try:
        writer.add_document(id="2", body="ferry", number=2)
        writer.update_document(id="1", body="harbour", number=1)
        with writer.searcher() as searcher:
            assert sorted(hit["id"] for hit in searcher.search(query.Every())) == ["1", "2"]
            assert [hit["id"] for hit in searcher.search(query.Term("body", "harbour"))] == ["1"]
        writer.add_document(id="3", body="ferry", number=3)
        writer.add_document(id="4", body="ferry", number=4)
    finally:
        writer.close()
    assert sorted(found(index, query.Every())) == ["1", "2", "3", "4"]
    assert found(index, query.Every(), field="number", sortedby="number") == [1, 2, 3, 4]


def test_async_writer(make_index: MakeIndex) -> None:
    """A writer that finds the index locked commits once it is free."""
    index = make_index(schema())
    if isinstance(index.storage, RamStorage):
        pytest.skip("Whoosh's lock of an index in memory waits for ever")
    holder = index.writer()
    writer = AsyncWriter(index, delay=0.01)
    writer.add_document(id="1", body="ferry")
    writer.commit()
    holder.add_document(id="2", body="ferry")
    holder.commit()
    writer.wait(timeout=20)
    assert sorted(found(index, query.Every())) == ["1", "2"]


def test_dynamic_fields(make_index: MakeIndex) -> None:
    """Fields whose names fit a pattern are indexed, stored, sorted and merged."""
    shape = schema()
    shape.add("*_t", TEXT(stored=True), glob=True)
    shape.add("*_n", NUMERIC(sortable=True, stored=True), glob=True)
    index = make_index(shape)
    for number, word in enumerate(["ferry", "harbour"]):
        with index.writer() as writer:
            writer.add_document(id=str(number), title_t=f"the {word}", size_n=-number)
    index = reopened(index)
    assert found(index, query.Term("title_t", "ferry"), field="title_t") == ["the ferry"]
    assert found(index, query.Every(), sortedby="size_n") == ["1", "0"]
    index.optimize()
    assert found(reopened(index), query.Term("title_t", "harbour"), field="size_n") == [-1]


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("*_n", NUMERIC(sortable=True), [3, 2147483647]),
        ("*_c", COLUMN(NumericColumn("i", default=7)), [3, 7]),
    ],
)
def test_dynamic_fields_that_some_segments_lack(make_index: MakeIndex, name: str, kind: Any, values: list[Any]) -> None:
    """Their documents have the default, before and after merging."""
    make_index = columnar_only(make_index)
    shape = schema()
    shape.add(name, kind, glob=True)
    index, field = make_index(shape), name.replace("*", "size")
    for number, more in enumerate(({}, {field: values[0]})):
        writer = index.writer()
        writer.add_document(id=str(number), **more)
        writer.commit(merge=False)
    for _ in range(2):
        with index.reader() as reader:
            column = reader.column_reader(field)
            assert [column[number] for number in range(2)] == values[::-1]
        assert found(index, query.Every(), sortedby=field) == (["1", "0"])
        index.optimize()


def test_a_sortable_field_that_is_added_later(make_index: MakeIndex) -> None:
    """Documents of before have its default; Whoosh reads the values of others."""
    make_index = columnar_only(make_index)
    index = make_index(schema())
    add(index, 1, 2)
    with index.writer() as writer:
        writer.add_field("size", NUMERIC(sortable=True))
        writer.add_field("tag", ID(sortable=True))
        writer.add_document(id="3", number=3, size=3, tag="t")
        writer.add_document(id="4", number=4, size=4, tag="u")
    with index.reader() as reader:
        column = reader.column_reader("size")
        assert [column[number] for number in range(4)] == [2147483647, 2147483647, 3, 4]
    assert found(index, query.Every(), sortedby=FieldFacet("tag", reverse=True)) == ["4", "3", "1", "2"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TEXT(stored=True), TEXT(stored=True, chars=True)),
        (TEXT(vector=formats.Positions()), TEXT(chars=True, vector=True)),
        (ID(sortable=True), NUMERIC(sortable=True)),
    ],
    ids=["characters", "vectors", "numbers"],
)
def test_a_field_that_becomes_another(make_index: MakeIndex, before: Any, after: Any) -> None:
    """What was not kept of older documents is made up, and all are merged."""
    index = make_index(Schema(id=ID(stored=True), body=before))
    for number in range(3):
        writer = index.writer()
        writer.add_document(id=str(number), body="1 ferry")
        writer.commit(merge=False)
    writer = index.writer()
    writer.remove_field("body")
    writer.add_field("body", after)
    writer.commit(merge=False)
    with index.writer() as writer:
        writer.add_document(id="new", body="7")
    index.optimize()
    assert sorted(found(reopened(index), query.Every())) == ["0", "1", "2", "new"]


def test_fields_come_and_go(make_index: MakeIndex) -> None:
    """A field can be added to an index and removed again."""
    index = make_index(schema())
    add(index, 1)
    index.add_field("note", TEXT(stored=True, sortable=True))
    with index.writer() as writer:
        writer.add_document(id="2", note="about ferries", number=2)
    assert found(index, query.Term("note", "ferries")) == ["2"]
    assert found(index, query.Every(), sortedby="note") == ["1", "2"]
    index.optimize()
    assert found(index, query.Term("note", "ferries"), field="note") == ["about ferries"]
    index.remove_field("note")
    index.optimize()
    index = reopened(index)
    assert "note" not in index.schema
    with index.reader() as reader:
        assert "note" not in set(reader.indexed_field_names())
        assert {"id": "2", "number": 2} in list(reader.all_stored_fields())


def test_separate_spelling(make_index: MakeIndex) -> None:
    """A stemmed field that is to be spelled suggests whole words."""
    index = make_index(Schema(body=TEXT(analyzer=StemmingAnalyzer(), spelling=True)))
    with index.writer() as writer:
        writer.add_document(body="reference rendering references")
        writer.add_document(body="rendering shading")
    index = reopened(index)
    with index.searcher() as searcher:
        assert searcher.corrector("body").suggest("renderin", limit=1) == ["rendering"]


def test_adding_an_index_with_separate_spelling(make_index: MakeIndex) -> None:
    """What Whoosh's reader says of words to be spelled is cut from the values of another field."""
    stock = FileIndex.create(RamStorage(), Schema(body=TEXT(analyzer=StemmingAnalyzer(), spelling=True)))
    with stock.writer() as writer:
        for _ in range(40):
            writer.add_document(body="ferries sail to korea and the storms stop trading ships")
    index = make_index(stock.schema)
    with index.writer() as writer:
        writer.add_reader(stock.reader())
    with index.searcher() as searcher:
        assert searcher.doc_count() == 40
        assert searcher.corrector("body").suggest("tradin", limit=1) == ["trading"]


VECTORS = [formats.Existence(), formats.Frequency(), formats.Positions(), formats.Characters(), True]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: type(vector).__name__)
def test_vectors(make_index: MakeIndex, vector: Any) -> None:
    """The words of an article are read back by its number, also after merging."""
    if isinstance(vector, formats.Existence):
        make_index = columnar_only(make_index)
    index = make_index(Schema(id=ID(stored=True), body=TEXT(vector=vector)))
    for id, body in (("1", "ferry harbour ferry"), ("2", ""), ("3", "storm ferry")):
        with index.writer() as writer:
            writer.add_document(id=id, body=body)
    for _ in range(2):
        index = reopened(index)
        with index.searcher() as searcher:
            number = searcher.document_number(id="1")
            reader = searcher.reader()
            assert reader.has_vector(number, "body")
            assert not reader.has_vector(searcher.document_number(id="2"), "body")
            matcher = reader.vector(number, "body")
            assert list(matcher.all_ids()) == ["ferry", "harbour"]
            matcher.reset()
            if not isinstance(vector, formats.Existence):
                assert matcher.value_as("frequency") == 2
            if isinstance(vector, formats.Positions):
                assert matcher.value_as("positions") == [0, 2]
            if isinstance(vector, formats.Characters):
                assert matcher.value_as("characters") == [(0, 0, 5), (2, 14, 19)]
            assert "storm" in [word for word, _ in searcher.key_terms([searcher.document_number(id="3")], "body")]
        index.optimize()


FORMATS: list[tuple[type[formats.Format], tuple[str, ...]]] = [
    (formats.Existence, ("frequency",)),
    (formats.Frequency, ("frequency",)),
    (formats.Positions, ("frequency", "positions", "position_boosts")),
    (formats.Characters, ("frequency", "positions", "characters")),
    (formats.PositionBoosts, ("frequency", "positions", "position_boosts", "weight")),
    (formats.CharacterBoosts, ("frequency", "positions", "characters", "position_boosts", "character_boosts")),
]


@pytest.mark.parametrize(("format_class", "kinds"), FORMATS, ids=lambda value: getattr(value, "__name__", ""))
def test_formats(make_index: MakeIndex, format_class: type[formats.Format], kinds: tuple[str, ...]) -> None:
    """Whatever a format keeps of a posting is read back, also after merging, and as Whoosh's own codec has it."""
    from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
    from whoosh.fields import FieldType

    analyzer = RegexTokenizer(r"\S+") | DelimitedAttributeFilter(delimiter="^", attribute="boost")
    field = FieldType(format_class(), analyzer, scorable=True, stored=True)
    texts = ["ferry harbour^2 ferry^0.5", "storm ferry", "ferry " * 300]
    index = make_index(Schema(body=field))
    for text in texts:
        writer = index.writer()
        writer.add_document(body=text)
        writer.commit(merge=False)
    for optimized in (False, True):
        if optimized:
            index.optimize()
        index = reopened(index)
        with index.reader() as reader:
            number = next(number for number, stored in reader.iter_docs() if stored["body"] == texts[0])
            for word in ("ferry", "harbour"):
                matcher = reader.postings("body", word)
                matcher.skip_to(number)
                ((weight, value),) = [
                    (weight, value)
                    for text, _, weight, value in field.format.word_values(texts[0], analyzer, mode="index")
                    if text == word
                ]
                assert matcher.id() == number
                assert matcher.weight() == weight
                for kind in kinds:
                    if format_class is not formats.Existence:
                        assert matcher.value_as(kind) == field.format.decode_as(kind, value)
            assert reader.postings("body", "ferry").supports("frequency")
    assert len(found(index, query.Term("body", "ferry"), field="body")) == 3


def test_boosts(make_index: MakeIndex) -> None:
    """A boosted article comes first; weights may be fractions."""
    index = make_index(Schema(id=ID(stored=True), body=TEXT, words=KEYWORD))
    with index.writer() as writer:
        writer.add_document(id="1", body="ferry", words="ferry")
        writer.add_document(id="2", body="ferry", words="ferry", _boost=2.5)
        writer.add_document(id="3", body="ferry", words="ferry", _body_boost=1.25)
    assert found(index, query.Term("body", "ferry")) == ["2", "3", "1"]
    with index.reader() as reader:
        for field, weights in (("body", [1, 2.5, 1.25]), ("words", [1, 2.5, 1])):
            matcher = reader.postings(field, "ferry")
            seen = []
            while matcher.is_active():
                seen.append((matcher.weight(), matcher.value_as("frequency")))
                matcher.next()
            assert seen == [(weight, 1) for weight in weights]


def test_stored_values(make_index: MakeIndex) -> None:
    """Stored values come back as they were, with their types."""
    value = {
        "text": "é\n", "number": 3, "large": 1 << 70, "share": 0.1, "none": [None, True],
        "pair": (1, "a"), "set": {1}, "frozen": frozenset("ab"), "bytes": b"\0\xff",
        "when": datetime(2020, 1, 2, 3, 4, 5, 6), "utc": datetime(2020, 1, 2, tzinfo=timezone.utc),
        "day": date(2020, 1, 2), "price": Decimal("1.10"), "$": "dollar", "keys": {1: "one", (1, 2): "two"},
    }  # fmt: skip
    index = make_index(Schema(value=STORED, when=DATETIME(stored=True)))
    with index.writer() as writer:
        writer.add_document(value=value, when=value["when"])
        writer.add_document(value=float("inf"))
        writer.add_document(value="only this")
    with reopened(index).reader() as reader:
        first, second, third = reader.all_stored_fields()
    assert first == {"value": value, "when": value["when"]}
    assert type(first["value"]["pair"]) is tuple
    assert (second, third) == ({"value": float("inf")}, {"value": "only this"})


def test_groups(make_index: MakeIndex) -> None:
    """Nested documents: parents are found by their children and children by their parents."""
    index = make_index(Schema(kind=ID(stored=True), name=TEXT(stored=True)))
    with index.writer() as writer:
        for book, chapters in (("sea", ("ferry", "storm")), ("land", ("train",))):
            with writer.group():
                writer.add_document(kind="book", name=book)
                for chapter in chapters:
                    writer.add_document(kind="chapter", name=chapter)
    books = query.Term("kind", "book")
    assert found(index, query.NestedParent(books, query.Term("name", "storm")), field="name") == ["sea"]
    assert found(index, query.NestedChildren(books, query.Term("name", "sea")), field="name") == ["ferry", "storm"]


def test_adding_another_index(make_index: MakeIndex) -> None:
    """All articles of one index can be added to another."""
    other = FileIndex.create(RamStorage(), schema())
    add(other, 5, 6)
    index = make_index(schema())
    add(index, 1)
    with index.writer() as writer, other.reader() as reader:
        writer.add_reader(reader)
    assert sorted(found(index, query.Term("body", "ferry"))) == ["1", "5", "6"]


def test_words_of_an_index_without_lengths(make_index: MakeIndex) -> None:
    """They are added, found and scored where lengths are asked for."""
    other = FileIndex.create(RamStorage(), Schema(id=ID(stored=True), words=KEYWORD))
    with other.writer() as writer:
        writer.add_document(id="1", words="ferry harbour")
    index = make_index(Schema(id=ID(stored=True), words=KEYWORD(scorable=True)))
    with index.writer() as writer, other.reader() as reader:
        writer.add_reader(reader)
    with reopened(index).searcher() as searcher:
        (hit,) = searcher.search(query.Term("words", "ferry"))
        assert (hit["id"], hit.score > 0) == ("1", True)
        assert searcher.reader().doc_field_length(hit.docnum, "words") == 0


def test_updating_without_a_unique_value(make_index: MakeIndex) -> None:
    """It takes the place of nothing."""
    index = make_index(schema())
    add(index, 1)
    with index.writer() as writer:
        writer.update_document(body="harbour", number=1)
    assert index.doc_count() == 2


def test_no_value_or_several_in_a_unique_field(make_index: MakeIndex) -> None:
    """They are added as any document."""
    index = make_index(Schema(id=ID(stored=True, unique=True), number=NUMERIC(stored=True, unique=True)))
    with index.writer() as writer:
        writer.add_document(id=None, number=1)
        writer.add_document(id="a", number=[2, 3])
        writer.add_document(id=["b", "c"], number=None)
    assert index.doc_count() == 3
    assert found(index, query.Term("number", 3)) == ["a"]
    assert found(index, query.Term("id", "c")) == [["b", "c"]]


def test_one_of_several_values_is_replaced() -> None:
    """A document of this writer, as one that was committed."""
    index = ColumnarIndex.create(RamStorage(), Schema(id=ID(stored=True, unique=True)))
    with index.writer() as writer:
        writer.add_document(id=["a", "b"])
        writer.update_document(id="b")
    assert found(index, query.Every()) == ["b"]


def test_documents_of_an_added_segment_are_replaced(tmp_path: Path) -> None:
    """As those that were there when the writer was opened, also when the writer had looked for some before."""
    index = create_in(tmp_path, schema())
    add(index, 1, 2)
    add(index, 3)
    (_, last) = index._segments()
    with index.writer() as writer:
        writer.delete_by_query(query.Every())
        writer.update_document(id="1", body="harbour", number=1)
        copy = writer.write_segment(
            lambda file: file.write(read_file(index.storage, last.make_filename(EXTENSION))) and 1
        )
        writer.add_segment(copy)
        writer.update_document(id="3", body="harbour", number=4)
    assert sorted(found(index, query.Every(), field="number")) == [1, 4]


def test_one_document_after_the_other() -> None:
    """A document that is begun out of turn is refused, and there are no terms of one that has no vector."""
    index = ColumnarIndex.create(RamStorage(), Schema(body=TEXT(vector=True)))
    with index.writer() as writer:
        writer.add_document(body="ferry")
        with pytest.raises(ValueError, match="document 0 was begun where 1 is the next"):
            writer.perdocwriter.start_doc(0)
        writer.add_document(body="")
    with index.reader() as reader:
        assert list(reader.vector(0, "body").all_ids()) == ["ferry"]
        with pytest.raises(KeyError, match="document 1 has no vector of the field 'body'"):
            reader.vector(1, "body")


def test_a_merge_document_by_document_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the last commit and its files, no file open, and the lock free."""
    index = create_in(tmp_path, Schema(id=ID(stored=True), body=TEXT(vector=True)))
    for id in "ab":
        with index.writer() as writer:
            writer.merge = False
            writer.add_document(id=id, body="ferry")
    before = sorted(path.name for path in tmp_path.iterdir())
    opened: list[Any] = []
    create = DurableStorage.create_file

    def created(storage: DurableStorage, name: str, **options: Any) -> Any:
        opened.append(create(storage, name, **options))
        return opened[-1]

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(DurableStorage, "create_file", created)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space left"):
        patch.setattr(VectorWriter, "put", full)
        index.optimize()
    assert opened
    assert all(file.is_closed for file in opened)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    index.optimize()
    assert sorted(found(index, query.Term("body", "ferry"))) == ["a", "b"]


def test_what_was_committed_in_memory_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no going back to what was before: a failure after the table of contents has its name leaves this one."""
    storage = RamStorage()
    index = ColumnarIndex.create(storage, schema())
    add(index, 1)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "delete_file", lambda name: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            add(index, 2)
    assert sorted(found(index, query.Every())) == ["1", "2"]
    add(index, 3)
    assert sorted(found(reopened(index), query.Every())) == ["1", "2", "3"]


@pytest.mark.parametrize("kind", [SegmentWriter, SerialMpWriter, MpWriter])
def test_writers_of_another_format_are_refused(kind: Any, tmp_path: Path) -> None:
    """They would write Whoosh's own in the place of this one, and say that all is well."""
    index = create_in(tmp_path, schema())
    add(index, 1)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(IndexUnfit, match=r"only index\.writer\(\)"):
        kind(index)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    add(index, 2)
    assert open_dir(tmp_path).doc_count() == 2


@pytest.mark.parametrize("boost", [-1.0, float("nan")])
def test_a_document_with_an_impossible_boost_is_refused_alone(boost: float, make_index: MakeIndex) -> None:
    """Those before it and after it are not."""
    index = columnar_only(make_index)(schema())
    writer = index.writer()
    writer.add_document(id="1", body="ferry")
    with pytest.raises(ValueError, match="weights are 0 or more"):
        writer.add_document(id="2", body="harbour ferry", _body_boost=boost)
    writer.add_document(id="3", body="ferry")
    writer.commit()
    assert sorted(found(index, query.Term("body", "ferry"))) == ["1", "3"]


def test_a_storage_takes_what_whooshs_takes(tmp_path: Path) -> None:
    """Its arguments, and files to be read while they are written."""
    storage = DurableStorage(tmp_path, supports_mmap=False, debug=False)
    with storage.create_file("both", mode="w+b") as file:
        file.write(b"ferry")
        file.flush()
        file.seek(0)
        assert file.read(5) == b"ferry"
