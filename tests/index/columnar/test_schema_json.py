"""Schemas as JSON: every class of Whoosh's own, and those of the program."""

from __future__ import annotations

import json
import string
from collections import defaultdict
from typing import Any

import pytest
from whoosh import analysis, columns, fields, formats
from whoosh.filedb.filestore import RamStorage
from whoosh.lang import porter2
from whoosh.support.charset import accent_map

from searchkit.errors import IndexUnfit
from searchkit.index.columnar.schema_json import register_class, schema_from_json, schema_to_json
from searchkit.index.columnar.whoosh.index import ColumnarIndex

TEXT = "The Ferries' running wi-fi PowerShot-500 naïve a.b.c"

FIELDS: list[fields.FieldType] = [
    fields.TEXT(stored=True, phrase=False, sortable=True, spelling=True, field_boost=2.0),
    fields.TEXT(chars=True, vector=formats.Frequency(), multitoken_query="phrase"),
    fields.TEXT(lang="de", sortable=columns.RefBytesColumn()),
    fields.TEXT(analyzer=analysis.StemmingAnalyzer(stemfn=porter2.stem)),
    fields.KEYWORD(lowercase=True, commas=True, scorable=True, vector=True, sortable=True),
    fields.ID(stored=True, unique=True, sortable=True),
    fields.IDLIST(expression=r"[^\s;]+"),
    fields.NUMERIC(int, 64, signed=False, sortable=True, default=7),
    fields.NUMERIC(float, shift_step=8, sortable=True),
    fields.NUMERIC(int, decimal_places=3),
    fields.DATETIME(sortable=True, stored=True),
    fields.BOOLEAN(stored=True),
    fields.STORED(),
    fields.COLUMN(columns.NumericColumn("q", default=-5)),
    fields.COLUMN(columns.StructColumn("!Hi", (1, 2))),
    fields.COLUMN(columns.PickleColumn(columns.CompressedBytesColumn(level=5))),
    fields.NGRAM(2, 5, phrase=True, queryor=True, sortable=True),
    fields.NGRAMWORDS(2, 3, at="start"),
    fields.FieldType(formats.CharacterBoosts(field_boost=1.5), analysis.SimpleAnalyzer(), scorable=True),
]

NONE_FOR_OTHERS: defaultdict[int, str | None] = defaultdict(
    lambda: None, {ord(letter): letter for letter in string.ascii_lowercase}
)

ANALYZERS: list[Any] = [
    analysis.StandardAnalyzer(stoplist=["ferry"], minsize=3, maxsize=9),
    analysis.StemmingAnalyzer(ignore=["running"], cachesize=100),
    analysis.FancyAnalyzer(),
    analysis.LanguageAnalyzer("fr"),
    analysis.SimpleAnalyzer() | analysis.CharsetFilter(accent_map),
    analysis.RegexTokenizer(r"[^ ]+", gaps=False) | analysis.IntraWordFilter(mergewords=True),
    analysis.SpaceSeparatedTokenizer() | analysis.TeeFilter(analysis.PassFilter(), analysis.ReverseTextFilter()),
    analysis.RegexTokenizer() | analysis.BiWordFilter(),
    analysis.RegexTokenizer() | analysis.ShingleFilter(3, "+") | analysis.SubstitutionFilter("a", "b"),
    analysis.RegexTokenizer() | analysis.LowercaseFilter() | analysis.DoubleMetaphoneFilter(combine=True),
    analysis.CharsetTokenizer(NONE_FOR_OTHERS),
    analysis.NgramTokenizer(2, 4),
    analysis.PathTokenizer(),
    analysis.RegexTokenizer() | analysis.MultiFilter(index=analysis.LowercaseFilter(), query=analysis.PassFilter()),
    analysis.RegexTokenizer() | analysis.CompoundWordFilter({"run", "ning"}),
]


def through_json(schema: fields.Schema) -> fields.Schema:
    """The schema after having been a text."""
    return schema_from_json(json.loads(json.dumps(schema_to_json(schema))))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: type(field).__name__)
def test_fields(field: fields.FieldType) -> None:
    """A field comes back with all of its attributes, and indexes as before."""
    schema = fields.Schema()
    schema.add("x", field)
    back = through_json(schema)["x"]
    assert type(back) is type(field)
    assert schema_to_json(through_json(schema)) == schema_to_json(schema)
    assert back.format == field.format
    assert type(back.column_type) is type(field.column_type)
    if field.format is not None and field.analyzer is not None and not isinstance(field, fields.NUMERIC):
        assert list(back.index(TEXT)) == list(field.index(TEXT))
    if isinstance(field, fields.NUMERIC) and not isinstance(field, fields.DATETIME):
        assert back.to_bytes(5) == field.to_bytes(5)
        assert list(back.index(5)) == list(field.index(5))


@pytest.mark.parametrize("analyzer", ANALYZERS, ids=range(len(ANALYZERS)))
def test_analyzers(analyzer: Any) -> None:
    """An analyser comes back and makes the same words of a text."""
    back = through_json(fields.Schema(x=fields.TEXT(analyzer=analyzer)))["x"].analyzer
    for mode in ("index", "query"):
        assert [token.text for token in back(TEXT, mode=mode)] == [token.text for token in analyzer(TEXT, mode=mode)]


def test_dynamic_fields_and_subfields() -> None:
    """Patterns of names and fields that belong to others come back."""
    schema = fields.Schema(body=fields.TEXT(analyzer=analysis.StemmingAnalyzer(), spelling=True))
    schema.add("*_d", fields.DATETIME, glob=True)
    back = through_json(schema)
    assert back.names() == ["body", "spell_body"]
    assert isinstance(back["any_d"], fields.DATETIME)
    assert list(back.indexable_fields("body"))[1][0] == "spell_body"
    back.remove("body")
    assert back.names() == []


class Shouted(fields.ID):  # type: ignore[misc]
    """A field type of the program's own."""

    def __init__(self, marks: int) -> None:
        super().__init__(stored=True)
        self.marks = marks


class Whispered(fields.ID):  # type: ignore[misc]
    """One that nobody registers."""


def test_a_class_of_the_program() -> None:
    """A registered class is made by the function that was registered with it."""
    register_class("tests.Shouted", Shouted, lambda field: {"marks": field.marks}, lambda state: Shouted(**state))
    back = through_json(fields.Schema(x=Shouted(3)))["x"]
    assert type(back) is Shouted
    assert back.marks == 3


def test_an_unknown_class() -> None:
    """A class that is not known is named, and the index opens with the schema given."""
    schema = fields.Schema(x=Whispered(stored=True))
    index = ColumnarIndex.create(RamStorage(), schema)
    with index.writer() as writer:
        writer.add_document(x="a")
    with pytest.raises(IndexUnfit, match=r"Whispered.*schema="):
        ColumnarIndex(index.storage)
    assert ColumnarIndex(index.storage, schema=schema).doc_count() == 1


@pytest.mark.parametrize("name", ["os.system", "Popen", "Schema", "object"])
def test_only_known_classes_are_made(name: str) -> None:
    """A class that is no part of a schema is refused, whatever it is called."""
    record = {"fields": {"x": {"$": "object", "class": name, "v": {}}}, "subfields": {}, "dynamic": {}}
    with pytest.raises(IndexUnfit, match=name):
        schema_from_json(record)


@pytest.mark.parametrize("record", [{}, {"fields": []}, {"fields": {"x": {"$": "type", "v": "os"}}}, []])
def test_a_broken_schema(record: Any) -> None:
    """A schema that makes no sense is refused."""
    with pytest.raises(IndexUnfit, match="schema"):
        schema_from_json(record)
