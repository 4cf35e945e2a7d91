"""A Whoosh schema as JSON: fields, formats, columns and analysers by class name and attributes.

Reading makes objects of the classes listed here and of those that the program has registered, and of no others: a name
in a file never imports anything. The fields of articles are those of `searchkit.index.schema`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from searchkit.errors import IndexUnfit
from searchkit.index.columnar.values import TAG, VALUE, plain, restored

_registered: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {}


def register_class(name: str, kind: type, to_json: Callable[[Any], Any], from_json: Callable[[Any], Any]) -> None:
    """Teaches schemas a class of the program's own: a field type, an analyser, a filter.

    `name` stands for it in files. `to_json` gives what `from_json` makes an equal object of: plain JSON values.
    """
    _registered[name] = (kind, to_json, from_json)


def schema_to_json(schema: Any) -> dict[str, Any]:
    """The schema as JSON values. A class that is not known is written by name: such an index opens with ``schema=``."""
    return {
        "fields": {name: plain(field, _write) for name, field in schema._fields.items()},
        "subfields": schema._subfields,
        "dynamic": {
            name: [pattern.pattern, plain(field, _write)] for name, (pattern, field) in schema._dyn_fields.items()
        },
    }


def schema_from_json(record: dict[str, Any]) -> Any:
    """The schema that `schema_to_json` was given; raises `IndexUnfit` when it has a class that is not known."""
    from whoosh.fields import Schema

    schema = Schema()
    try:
        schema._fields = {
            name: _field_of_articles(name) if _is_of_articles(field) else restored(field, _read)
            for name, field in record["fields"].items()
        }
        schema._subfields = {name: list(parts) for name, parts in record["subfields"].items()}
        schema._dyn_fields = {
            name: (re.compile(pattern), restored(field, _read)) for name, (pattern, field) in record["dynamic"].items()
        }
    except IndexUnfit:
        raise
    except (LookupError, ArithmeticError, TypeError, ValueError, AttributeError, RecursionError, re.error) as error:
        raise IndexUnfit(f"the schema of the index cannot be read ({error}); open it with schema=...") from error
    return schema


def _is_of_articles(field: Any) -> bool:
    return isinstance(field, dict) and field.get("class") == "searchkit.index.schema.PostingsField"


def _field_of_articles(name: str) -> Any:
    from searchkit.index.schema import make_schema

    return make_schema()[name]


def _write(value: Any, part: Callable[[Any], Any]) -> Any:
    kind = type(value)
    if isinstance(value, re.Pattern):
        return {TAG: "pattern", VALUE: [value.pattern, value.flags]}
    if kind is defaultdict and value.default_factory is not None and value.default_factory() is None:
        return {TAG: "none-dict", VALUE: [[part(key), part(item)] for key, item in value.items()]}
    if kind is type and value in _TYPES.values():
        return {TAG: "type", VALUE: value.__name__}
    for name, function in _functions().items():
        if value is function:
            return {TAG: "function", VALUE: name}
    for name, (own, to_json, _) in _registered.items():
        if kind is own:
            return {TAG: "own", "class": name, VALUE: to_json(value)}
    if _classes().get(kind.__name__) is kind:
        return {TAG: "object", "class": kind.__name__, VALUE: {key: part(item) for key, item in _state(value).items()}}
    named = value if callable(value) and hasattr(value, "__qualname__") else kind
    return {TAG: "own", "class": f"{named.__module__}.{named.__qualname__}", VALUE: None}


def _state(value: Any) -> dict[str, Any]:
    # Python 3.11 gave every object a __getstate__; Whoosh's own leave out what cannot be kept
    own = getattr(type(value), "__getstate__", None)
    state: dict[str, Any] = dict(vars(value))
    if own is not None and own is not getattr(object, "__getstate__", None):
        state = own(value)
    return state


def _read(value: dict[str, Any], part: Callable[[Any], Any]) -> Any:
    tag, inner = value[TAG], value[VALUE]
    if tag == "pattern":
        return re.compile(inner[0], inner[1])
    if tag == "none-dict":
        return _none_dict((part(key), part(item)) for key, item in inner)
    if tag == "type":
        return _TYPES[inner]
    if tag == "function":
        return _functions()[inner]
    name = value["class"]
    if tag == "own":
        if name in _registered:
            return _registered[name][2](inner)
        raise IndexUnfit(
            f"the schema of the index has {name}, which this program does not know; open the index with "
            "schema=..., or, if it is a class, register it first"
        )
    kind = _classes().get(name) if tag == "object" else None
    if kind is None:
        raise IndexUnfit(
            f"the schema of the index has {name!r}, which is no class of Whoosh's; open it with schema=..."
        )
    made: Any = object.__new__(kind)
    state = {key: part(item) for key, item in inner.items()}
    if hasattr(kind, "__setstate__"):
        made.__setstate__(state)
    else:
        made.__dict__.update(state)
    return made


def _none_dict(items: Any) -> defaultdict[Any, None]:
    found: defaultdict[Any, None] = defaultdict(lambda: None)
    found.update(items)
    return found


_TYPES: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}


@lru_cache(maxsize=1)
def _functions() -> dict[str, Callable[..., Any]]:
    """Functions that Whoosh's own analysers hold."""
    from whoosh.lang import lovins, paicehusk, porter, porter2

    stemmers = {"porter": porter, "porter2": porter2, "lovins": lovins, "paicehusk": paicehusk}
    return {name: module.stem for name, module in stemmers.items()}


@lru_cache(maxsize=1)
def _classes() -> dict[str, type]:
    """Whoosh's classes of fields, formats, columns and analysis, by name."""
    from whoosh import columns, fields, formats
    from whoosh.analysis import acore, analyzers, filters, intraword, morph, ngrams, tokenizers

    bases = (fields.FieldType, formats.Format, columns.Column, acore.Composable)
    modules = (fields, formats, columns, analyzers, filters, intraword, morph, ngrams, tokenizers)
    return {
        name: kind
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, bases) and kind.__module__ == module.__name__
    }
