"""Every setting: its name, its default and what it is for.

A value is taken from the first that has one: an option of the command or argument of the call, the environment
(``SEARCHKIT_ARTICLE_BYTES``), a TOML file (``article_bytes = 1000000``), the default here. The file is the one that
``$SEARCHKIT_CONFIG`` names, else ``searchkit.toml`` in the folder of the index.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from searchkit.errors import SettingError

MIB = 1 << 20


def _setting(default: float, help: str) -> float:
    """A dataclass field that carries its help; typed as the number it becomes."""
    value: float = field(default=default, metadata={"help": help})
    return value


def _whole(default: int, help: str) -> int:
    value: int = field(default=default, metadata={"help": help})
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits and weights that searchkit works within. Sizes are bytes, times are seconds."""

    # Reading
    article_bytes: int = _whole(16 * MIB, "Longest article, in bytes of UTF-8; a longer one is cut, with a problem.")
    title_bytes: int = _whole(64 * 1024, "Longest title, in bytes of UTF-8.")
    line_bytes: int = _whole(64 * MIB, "Longest line of a line-based file.")
    file_bytes: int = _whole(1024 * MIB, "Largest file, after decompression.")
    document_bytes: int = _whole(10 * MIB, "Largest single HTML page or PDF file handed to its parser.")
    archive_ratio: int = _whole(100, "Most that a compressed file may grow, as a multiple of its size.")
    nesting: int = _whole(256, "Deepest nesting of a JSON value.")
    html_tags: int = _whole(50_000, "Most tags of an HTML page.")
    html_depth: int = _whole(2_000, "Deepest nesting of an HTML page.")
    feed_entries: int = _whole(100_000, "Most entries of a feed.")
    parse_seconds: float = _setting(10.0, "Longest time that parsing one HTML page or PDF file may take.")
    parse_memory: int = _whole(1024 * MIB, "Most memory of the process that parses HTML pages and PDF files.")

    # Analysis
    term_characters: int = _whole(255, "Longest term; a longer word is cut to it.")
    article_tokens: int = _whole(1_000_000, "Most tokens of an article that are indexed.")

    # Indexing
    commit_articles: int = _whole(20_000, "Articles between two commits of a long run.")
    commit_seconds: float = _setting(60.0, "Seconds between two commits of a long run.")
    writer_memory: int = _whole(128, "Memory of the writer's buffers, in MiB.")
    lock_seconds: float = _setting(10.0, "How long a writer waits for another to finish.")

    # Queries
    query_characters: int = _whole(4_096, "Longest query; the rest is cut, with a note.")
    query_clauses: int = _whole(64, "Most clauses of a query.")
    query_nesting: int = _whole(32, "Deepest parentheses of a query.")
    expansions: int = _whole(1_000, "Most words that a prefix, wildcard or fuzzy word stands for.")
    fuzzy_distance: int = _whole(2, "Largest edit distance of a fuzzy word.")
    fuzzy_characters: int = _whole(64, "Longest word that may be fuzzy.")
    phrase_words: int = _whole(32, "Most words of a phrase.")
    slop: int = _whole(100, "Largest distance of near words.")
    search_seconds: float = _setting(2.0, "Longest time a search may take; then what was found so far is given.")

    # Ranking
    k1: float = _setting(1.5, "BM25: how soon more of the same word stops counting.")
    b: float = _setting(0.75, "BM25: how much a long article is held back, 0 to 1.")
    title_weight: int = _whole(3, "How many times a word of the title counts. Fixed when an index is made.")


def load_settings(
    overrides: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """The settings in force: `overrides`, then ``SEARCHKIT_*`` of `environ`, then `file` (TOML), then the defaults.

    Raises `SettingError` for an unknown name, a value of the wrong type or a negative one, naming where it came from.
    """
    environ = os.environ if environ is None else environ
    config = Path(environ["SEARCHKIT_CONFIG"]) if environ.get("SEARCHKIT_CONFIG") else file
    values: dict[str, object] = {}
    for where, given in (
        (str(config), _read_file(config, required=config is not file) if config else {}),
        ("the environment", _from_environment(environ)),
        ("an option", {} if overrides is None else overrides),
    ):
        for name, value in given.items():
            values[name] = _checked(name, value, where)
    return replace(Settings(), **values)  # type: ignore[arg-type]  # _checked holds the types


def _read_file(path: Path, *, required: bool) -> dict[str, object]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        if required:
            raise SettingError(f"{path}: no such settings file; correct or unset SEARCHKIT_CONFIG") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: the settings file cannot be read: {error}") from error
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path}: not valid TOML: {error}") from error


_PREFIX = "SEARCHKIT_"


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    known = (setting.name for setting in fields(Settings))
    return {name: environ[key] for name in known if (key := _PREFIX + name.upper()) in environ}


def _checked(name: str, value: object, where: str) -> float:
    setting = next((setting for setting in fields(Settings) if setting.name == name), None)
    if setting is None:
        raise SettingError(f"{where}: there is no setting {name!r}; docs/settings.md lists them")
    kind = int if isinstance(setting.default, int) else float
    wanted = "a whole number" if kind is int else "a number"
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise SettingError(f"{where}: {name} must be {wanted}, not {value!r}")
    try:
        number: float = kind(value)
    except ValueError:
        raise SettingError(f"{where}: {name} must be {wanted}, not {value!r}") from None
    if number != float(value) or not 0 <= number < float("inf"):
        raise SettingError(f"{where}: {name} must be {wanted}, 0 or more, not {value!r}")
    return number
