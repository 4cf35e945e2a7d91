"""Frozen values are dataclasses in all that is used of them."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import Any, ClassVar

import pytest

from searchkit.frozen import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Ours:
    """A value."""

    a: int
    b: str = "b"
    c: dict[str, int] = field(default_factory=dict, metadata={"help": "c"})
    kind: ClassVar[str] = "value"

    def __post_init__(self) -> None:
        if self.a == 0:
            object.__setattr__(self, "b", "none")


@dataclass(frozen=True, slots=True)
class More(Ours):
    """One more field."""

    d: float = 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """The same as `dataclasses` makes it."""

    a: int
    b: str = "b"
    c: dict[str, int] = dataclasses.field(default_factory=dict, metadata={"help": "c"})
    kind: ClassVar[str] = "value"

    def __post_init__(self) -> None:
        if self.a == 0:
            object.__setattr__(self, "b", "none")


def test_fields_are_those_of_a_dataclass() -> None:
    """Names, types, defaults and metadata."""
    said = [
        [(one.name, one.type, one.default, one.default_factory, dict(one.metadata)) for one in dataclasses.fields(kind)]
        for kind in (Ours, Theirs)
    ]
    assert said[0] == said[1]
    assert [one.name for one in dataclasses.fields(More(1))] == ["a", "b", "c", "d"]
    assert dataclasses.is_dataclass(Ours)
    assert Ours.__match_args__ == Theirs.__match_args__
    assert Ours.kind == "value"
    assert Ours.__doc__ == "A value."


@pytest.mark.parametrize(("args", "named"), [((1,), {}), ((0,), {"c": {"x": 1}}), ((), {"a": 5, "b": "y"})])
def test_objects_are_alike(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Made, shown, compared, copied and changed."""
    ours, theirs = Ours(*args, **named), Theirs(*args, **named)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert ours == Ours(*args, **named)
    assert ours != replace(ours, a=7) == dataclasses.replace(ours, a=7)
    assert ours != More(*args, **named)
    assert copy.copy(ours) == copy.deepcopy(ours) == pickle.loads(pickle.dumps(ours)) == ours  # noqa: S301
    assert Ours(1).c is not Ours(1).c


@pytest.mark.parametrize(("args", "named"), [((), {}), ((1, "b", {}, 4), {}), ((1,), {"e": 1}), ((1,), {"a": 1})])
def test_wrong_arguments(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    """The same TypeError, of the same function."""
    for kind in (Ours, Theirs, Ours):
        with pytest.raises(TypeError, match=rf"{kind.__name__}.__init__\(\)"):
            kind(*args, **named)


def test_they_cannot_be_changed() -> None:
    """Nor can anything be added."""
    value = More(1)
    for name in ("a", "d", "other"):
        with pytest.raises(dataclasses.FrozenInstanceError, match=name):
            setattr(value, name, 1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="a"):
        del value.a
    assert not hasattr(value, "__dict__")


def test_a_class_of_values_can_be_inherited() -> None:
    """With the fields of both; the first object may be of either class."""
    assert More(1, d=2.0) == More(1, "b", {}, 2.0)
    assert Ours(1).a == More(1).a
    with pytest.raises(TypeError):
        hash(More(1))  # it holds a dict, as the others
    assert hash(replace(More(1), c=())) == hash(replace(More(1), c=()))  # type: ignore[arg-type]


def test_later_objects_are_as_the_first() -> None:
    """Though a class gets a method of its own for them."""

    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: list[int] = field(default_factory=list)

    points = [Point(1) if number % 2 else Point(x=1) for number in range(50)]
    assert points == [Point(1, [])] * 50
    assert points[0].y is not points[-1].y
    with pytest.raises(TypeError, match="x"):
        Point()  # type: ignore[call-arg]


def test_other_kinds_are_refused() -> None:
    """Rather than made wrongly."""
    with pytest.raises(TypeError, match="frozen"):
        dataclass(frozen=True)(type("Mutable", (), {"__annotations__": {}}))


def test_it_loads_no_dataclasses() -> None:
    """Nor does a class that is made."""
    program = "import sys, searchkit.settings; searchkit.settings.Settings(); print('dataclasses' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_values_of_many_fields_are_as_frozen_as_others() -> None:
    """They are filled as drafts, also where their class has others beneath it, which know nothing of that."""

    @dataclass(frozen=True, slots=True)
    class Many:
        a: int
        b: int = 2
        c: list[int] = field(default_factory=list)
        d: int = 4
        e: int = 5
        f: int = 6

    class Slotted(Many):
        __slots__ = ("g",)

    class Open(Many):
        pass

    @dataclass(frozen=True, slots=True)
    class Longer(Many):
        a2: int = 7

    for kind in (Many, Slotted, Open, Longer):
        for number in range(20):
            value = kind(number, e=9)
            assert type(value) is kind
            assert [getattr(value, name) for name in "abcdef"] == [number, 2, [], 4, 9, 6]
            assert value == kind(number, e=9) != kind(number)
            with pytest.raises(dataclasses.FrozenInstanceError):
                value.a = 3  # type: ignore[misc]
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
            kind()  # type: ignore[call-arg]
    value = Open(1)
    vars(value)["more"] = 1
    assert Longer(1).a2 == 7
    assert vars(value) == {"more": 1}
