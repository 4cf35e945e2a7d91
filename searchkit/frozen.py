"""Frozen values, as ``dataclass(frozen=True, slots=True)`` makes them, but made quickly.

`dataclasses` writes and compiles half a dozen methods for each class, whether anyone calls them or not: for the classes
that a search from a terminal loads, that took a fifth of its time. Here a class gets an ``__init__`` of its own when
some of its objects were made, and shares the other methods with all others. To readers, type checkers and `dataclasses`
(``fields``, ``replace``, ``asdict``, ``is_dataclass``) they are dataclasses. Only what is said here is supported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["DRAFTS", "dataclass", "field", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace

_Class = TypeVar("_Class", bound=type)
_MISSING: Any = object()
_DEFAULTS = "__frozen_defaults__"
"""For each field of a class its default, a `_Field`, or `_MISSING`."""
_MADE = "__frozen_made__"
"""Counts the objects of a class that were made without an ``__init__`` of its own."""
_FEW = 10
"""So many are made without in a fraction of the time that writing an ``__init__`` takes."""


class _Field:
    """What `field` says of a field."""

    __slots__ = ("default", "factory", "metadata")

    def __init__(self, default: Any, factory: Any, metadata: Mapping[str, Any] | None) -> None:
        self.default = default
        self.factory = factory
        self.metadata = metadata


def _frozen(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[_Class], _Class]:
    """The class with slots, and with the methods of a frozen dataclass."""
    if not (frozen and slots):
        raise TypeError("only frozen classes with slots: take dataclasses for others")
    return lambda cls: _made(cls, eq=eq)


def _made(cls: Any, *, eq: bool) -> Any:
    names = dict(vars(cls))
    defaults: dict[str, Any] = {}
    for base in reversed(cls.__mro__[1:]):
        defaults.update(vars(base).get(_DEFAULTS, {}))
    inherited = frozenset(defaults)
    own = [name for name, kind in cls.__annotations__.items() if not str(kind).startswith(("ClassVar", "typing.Class"))]
    defaults.update((name, names.pop(name, _MISSING)) for name in own)
    shared: dict[str, Any] = {"__setattr__": _refuse_set, "__delattr__": _refuse_delete}
    shared |= {"__init__": _first_init, "__replace__": replace}
    shared |= {"__getstate__": _getstate, "__setstate__": _setstate, "__repr__": _repr}
    shared |= {"__eq__": _eq, "__hash__": _hash} if eq else {}
    for name, method in shared.items():
        if names.get(name) is None:  # a class with __eq__ alone has None for __hash__
            names[name] = method
    names.pop("__dict__", None)
    names.pop("__weakref__", None)
    names["__slots__"] = tuple(name for name in own if name not in inherited)
    names["__match_args__"] = tuple(defaults)
    names["__dataclass_fields__"] = _Fields()
    names[_DEFAULTS] = defaults
    names[_MADE] = count()
    made = type(cls)(cls.__name__, cls.__bases__, names)
    made.__qualname__ = cls.__qualname__
    return made


def _first_init(self: Any, /, *args: Any, **kwargs: Any) -> None:
    """Stands for ``__init__`` until some objects of its class are made, and writes it then."""
    cls = next(base for base in type(self).__mro__ if _DEFAULTS in vars(base))
    values = _values_of(getattr(cls, _DEFAULTS), args, kwargs) if next(getattr(cls, _MADE)) < _FEW else None
    if values is None:
        _written_init(cls)(self, *args, **kwargs)
        return
    for name, value in values.items():
        object.__setattr__(self, name, value)
    if hasattr(cls, "__post_init__"):
        self.__post_init__()


def _values_of(defaults: dict[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """The fields of a new object; None when it is not given what it should be, as an ``__init__`` will say."""
    given = dict(zip(defaults, args, strict=False))
    if len(args) > len(defaults) or not (given.keys().isdisjoint(kwargs) and kwargs.keys() <= defaults.keys()):
        return None
    given |= kwargs
    for name, default in defaults.items():
        if name not in given:
            value = default.default if isinstance(default, _Field) else default
            if value is _MISSING:
                if not isinstance(default, _Field) or default.factory is _MISSING:
                    return None
                value = default.factory()
            given[name] = value
    return given


def _written_init(cls: Any) -> Callable[..., None]:
    """The ``__init__`` of a class, which has it from now on."""
    scope: dict[str, Any] = {"_drafts": DRAFTS, "_set_class": object.__dict__["__class__"].__set__}
    parameters, made, filled = [], [], []
    is_drafted = len(getattr(cls, _DEFAULTS)) >= _DRAFTED
    for name, default in getattr(cls, _DEFAULTS).items():
        factory = default.factory if isinstance(default, _Field) else _MISSING
        value = default.default if isinstance(default, _Field) else default
        scope |= {f"_set_{name}": getattr(cls, name).__set__, f"_{name}": value, f"_make_{name}": factory}
        if factory is not _MISSING:
            scope[f"_{name}"] = value = _MISSING_ARGUMENT
            made.append(f" if {name} is _{name}: {name} = _make_{name}()")
        parameters.append(name if value is _MISSING else f"{name}=_{name}")
        filled.append(f" self.{name} = {name}" if is_drafted else f" _set_{name}(self, {name})")
    if is_drafted:
        filled = [" _kind = self.__class__", " _set_class(self, _drafts[_kind])", *filled, " self.__class__ = _kind"]
    if hasattr(cls, "__post_init__"):
        filled.append(" self.__post_init__()")
    exec(f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join([*made, *filled] or [" pass"]), scope)
    scope["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = init = scope["__init__"]
    return init  # type: ignore[no-any-return]


class _Drafts(dict[type, Any]):
    def __missing__(self, cls: type) -> Any:
        slots = {"__slots__": vars(cls)["__slots__"]} if "__slots__" in vars(cls) else {}
        draft = self[cls] = type(cls.__name__, cls.__bases__, {**slots, "__setattr__": object.__setattr__})
        return draft


DRAFTS = _Drafts()
"""For a frozen class one with the same slots whose attributes may be set: an object of it is filled, and becomes one of
the frozen class by its ``__class__``. To go around a frozen class's ``__setattr__`` takes longer for each attribute."""

_DRAFTED = 6
"""From so many fields on that is quicker."""

_MISSING_ARGUMENT = object()
"""Stands for a default that is made for each object."""


class _Fields:
    """``__dataclass_fields__``, made when `dataclasses` asks for it."""

    def __get__(self, instance: object, cls: Any) -> dict[str, Any]:
        import dataclasses

        parts = []
        for name, default in getattr(cls, _DEFAULTS).items():
            said = default if isinstance(default, _Field) else _Field(default, _MISSING, None)
            chosen = {"default": said.default, "default_factory": said.factory}
            options: Any = {key: value for key, value in chosen.items() if value is not _MISSING}
            parts.append((name, _annotation(cls, name), dataclasses.field(**options, metadata=said.metadata)))
        fields: dict[str, Any] = vars(dataclasses.make_dataclass(cls.__name__, parts))["__dataclass_fields__"]
        cls.__dataclass_fields__ = fields
        return fields


def _annotation(cls: type, name: str) -> Any:
    return next(base.__annotations__[name] for base in cls.__mro__ if name in getattr(base, "__annotations__", ()))


def _values(self: Any) -> Iterator[Any]:
    return (getattr(self, name) for name in self.__match_args__)


def _eq(self: Any, other: object) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return tuple(_values(self)) == tuple(_values(other))


def _hash(self: Any) -> int:
    return hash(tuple(_values(self)))


def _repr(self: Any) -> str:
    pairs = zip(self.__match_args__, _values(self), strict=True)
    return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"


def _getstate(self: Any) -> list[Any]:
    return list(_values(self))


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


def _refuse_set(self: Any, name: str, value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


if not TYPE_CHECKING:
    dataclass = _frozen

    def field(*, default=_MISSING, default_factory=_MISSING, metadata=None):
        """As `dataclasses.field`."""
        return _Field(default, default_factory, metadata)

    def replace(value, /, **changes):
        """As `dataclasses.replace`: the value with some fields changed."""
        for name in value.__match_args__:
            if name not in changes:  # what is replaced need not be there yet
                changes[name] = getattr(value, name)
        return type(value)(**changes)
