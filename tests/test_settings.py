"""Where a setting is taken from, and what is said of one that does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest

from searchkit.errors import SettingError
from searchkit.settings import Settings, load_settings


def refused(
    overrides: Mapping[str, object] | None = None,
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """What is said of these settings."""
    with pytest.raises(SettingError) as caught:
        load_settings(overrides, environ=environ or {}, file=file)
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of settings."""
    path = tmp_path / "searchkit.toml"
    path.write_text("k1 = 1.1\nb = 0.1\nslop = 11\n", "utf-8")
    return path


def test_the_first_that_has_a_value_gives_it(file: Path) -> None:
    """An option, then the environment, then the file, then the default."""
    found = load_settings({"k1": "1.3"}, environ={"SEARCHKIT_K1": "1.2", "SEARCHKIT_B": "0.2"}, file=file)
    assert (found.k1, found.b, found.slop, found.title_weight) == (1.3, 0.2, 11, 3)


def test_what_has_no_names_is_no_setting() -> None:
    """Nor are pairs."""
    for wrong in (5, "k1", [("k1", 1.2)]):
        assert refused(wrong).startswith("settings are names with values")  # type: ignore[arg-type]


def test_nothing_said_means_the_defaults(tmp_path: Path) -> None:
    """A file that is not there is no error, nor is one whose folder is a file."""
    assert load_settings(environ={}) == Settings()
    assert load_settings(environ={}, file=tmp_path / "searchkit.toml") == Settings()
    (tmp_path / "plain").write_text("")
    assert load_settings(environ={}, file=tmp_path / "plain" / "searchkit.toml") == Settings()


def test_the_environment_names_another_file(file: Path, tmp_path: Path) -> None:
    """It is read instead of the index's; one that is not there is an error, an empty name is none."""
    other = tmp_path / "other.toml"
    other.write_text("b = 0.9")
    found = load_settings(environ={"SEARCHKIT_CONFIG": str(other)}, file=file)
    assert (found.b, found.slop) == (0.9, 100)
    assert load_settings(environ={"SEARCHKIT_CONFIG": ""}, file=file).b == 0.1
    missing = tmp_path / "missing.toml"
    assert refused(environ={"SEARCHKIT_CONFIG": str(missing)}) == (
        f"{missing}: no such settings file; correct or unset SEARCHKIT_CONFIG"
    )


def test_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is used when no other is given."""
    monkeypatch.setenv("SEARCHKIT_SLOP", "7")
    assert load_settings().slop == 7


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: str(setting.name))
def test_every_setting_has_a_range(setting: Field[Any]) -> None:
    """Its ends and its default fit, what is beyond them does not."""
    name, least, most = setting.name, setting.metadata["least"], setting.metadata["most"]
    for fitting in (least, most, getattr(Settings(), name)):
        assert getattr(load_settings({name: fitting}, environ={}), name) == fitting
    for beyond in (least - 1, most + 1):
        assert f"from {least:,} to {most:,}, not {beyond}" in refused({name: beyond})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("b", "1.5", "b must be a number from 0 to 1, not '1.5'"),
        ("b", "nan", "b must be a number from 0 to 1, not 'nan'"),
        ("k1", "much", "k1 must be a number from 0 to 100, not 'much'"),
        ("k1", "", "k1 must be a number from 0 to 100, not ''"),
        ("slop", 2.5, "slop must be a whole number from 0 to 1,000,000, not 2.5"),
        ("slop", "2.0", "slop must be a whole number from 0 to 1,000,000, not '2.0'"),
        ("slop", True, "slop must be a whole number from 0 to 1,000,000, not True"),
        ("slop", None, "slop must be a whole number from 0 to 1,000,000, not None"),
        ("slop", float("inf"), "slop must be a whole number from 0 to 1,000,000, not inf"),
        ("slop", 10**5000, "slop must be a whole number from 0 to 1,000,000, not one so large"),
        ("k1", 10**5000, "k1 must be a number from 0 to 100, not one so large"),
        ("slop", "9" * 99, f"slop must be a whole number from 0 to 1,000,000, not '{'9' * 59}..."),
        ("tilte_weight", 3, "there is no setting 'tilte_weight'; did you mean title_weight? "),
        ("zzzz", 3, "there is no setting 'zzzz'; docs/settings.md lists them"),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, int) else "number",
)
def test_what_does_not_fit_is_said(name: str, value: object, said: str) -> None:
    """Where it stands, what fits, what was given."""
    assert refused({name: value}).startswith(said)


def test_where_it_stands_is_said(file: Path) -> None:
    """The environment, or the file by its name."""
    assert refused(environ={"SEARCHKIT_B": "2"}) == "the environment: b must be a number from 0 to 1, not '2'"
    file.write_text("b = 2")
    assert refused(file=file) == f"{file}: b must be a number from 0 to 1, not 2"
    file.write_text("kl = 2")
    assert refused(file=file).startswith(f"{file}: there is no setting 'kl'; did you mean k1? ")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SEARCHKIT_ARTICEL_BYTES", "; did you mean SEARCHKIT_ARTICLE_BYTES?"),
        ("SEARCHKIT_INDX", "; did you mean SEARCHKIT_INDEX?"),
        ("SEARCHKIT_k1", "; did you mean SEARCHKIT_K1?"),
        ("SEARCHKIT_QQQQ", ";"),
    ],
)
def test_an_unknown_variable_is_an_error(name: str, meant: str) -> None:
    """A slip of the pen is not passed over."""
    assert refused(environ={name: "1"}) == f"the environment: {name} is no setting{meant} docs/settings.md lists them"


def test_other_variables_are_left_alone() -> None:
    """Those of searchkit that are no settings, and everyone else's."""
    names = ("SEARCHKIT_INDEX", "SEARCHKIT_TEST_DATA", "_SEARCHKIT_COMPLETE", "HOME")
    assert load_settings(environ=dict.fromkeys(names, "x")) == Settings()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"k1 = ", "not valid TOML: "),
        (b"k1 1", "not valid TOML: "),
        (b"k1 = 1\nk1 = 2", "not valid TOML: "),
        (b"slop = " + b"9" * 5000, "not valid TOML: "),
        (b"x = " + b"[" * 100_000, "not valid TOML: "),
        (b"# caf\xe9", "the settings file is not UTF-8"),
        (b"[ranking]\nk1 = 1", "there is no setting 'ranking'"),
        (b"k1 = [1]", "k1 must be a number from 0 to 100, not [1]"),
        (b"k1 = inf", "k1 must be a number from 0 to 100, not inf"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_not_right(file: Path, content: bytes, said: str) -> None:
    """What is wrong with it, and its name."""
    file.write_bytes(content)
    assert refused(file=file).startswith(f"{file}: {said}")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """The reason is in words, not in numbers."""
    said = refused(file=tmp_path)
    assert said.startswith(f"{tmp_path}: the settings file cannot be read: ")
    assert "Errno" not in said
