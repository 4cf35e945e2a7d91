"""Every setting: its name, its default and what it is for.

A value is taken from the first that has one: an option of the command or argument of the call, the environment
(``SEARCHKIT_ARTICLE_BYTES``), a TOML file (``article_bytes = 1000000``), the default here. The file is the one that
``$SEARCHKIT_CONFIG`` names, else ``searchkit.toml`` in the folder of the index.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from searchkit.errors import SettingError
from searchkit.frozen import dataclass, field, replace
from searchkit.regular import read_regular_file

MIB = 1 << 20
GIB = 1 << 30
DAY = 24 * 60 * 60


def _number(default: float, least: float, most: float, help: str) -> float:
    """A dataclass field that carries its range and its help; typed as the number it becomes."""
    value: float = field(default=default, metadata={"least": least, "most": most, "help": help})
    return value


def _whole(default: int, least: int, most: int, help: str) -> int:
    value: int = field(default=default, metadata={"least": least, "most": most, "help": help})
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits and weights that searchkit works within. Sizes are bytes, times are seconds."""

    # Reading
    article_bytes: int = _whole(
        16 * MIB, 1, GIB, "Longest article, in bytes of UTF-8; a longer one is cut, with a problem."
    )
    title_bytes: int = _whole(64 * 1024, 1, GIB, "Longest title, in bytes of UTF-8.")
    line_bytes: int = _whole(32 * MIB, 1, 16 * GIB, "Longest line of a line-based file.")
    file_bytes: int = _whole(1024 * MIB, 1, 1024 * GIB, "Largest file, after decompression.")
    document_bytes: int = _whole(10 * MIB, 1, GIB, "Largest single HTML page or PDF file handed to its parser.")
    archive_ratio: int = _whole(100, 1, 1_000_000, "Most that a compressed file may grow, as a multiple of its size.")
    nesting: int = _whole(256, 1, 500, "Deepest nesting of a JSON value.")
    html_tags: int = _whole(50_000, 1, 10_000_000, "Most tags of an HTML page.")
    html_depth: int = _whole(2_000, 1, 100_000, "Deepest nesting of an HTML page.")
    html_simple_tags: int = _whole(
        20_000, 1, 10_000_000, "Most tags of an HTML page that trafilatura is given; others are read in a simpler way."
    )
    html_simple_characters: int = _whole(
        1_000_000,
        1,
        GIB,
        "Longest text, or metadata and attributes, of an HTML page that trafilatura is given; others are read in a "
        "simpler way.",
    )
    markdown_marks: int = _whole(
        50_000, 1, 10_000_000, "Most signs of Markdown that are understood; a text with more is taken as it stands."
    )
    markdown_characters: int = _whole(
        4 * MIB, 1, GIB, "Longest Markdown that is understood; a longer text is taken as it stands."
    )
    feed_bytes: int = _whole(
        64 * MIB, 1, GIB, "Longest feed, after decompression; a longer one is cut, with a problem."
    )
    feed_entries: int = _whole(100_000, 1, 100_000_000, "Most entries of a feed.")
    pdf_pages: int = _whole(2_000, 1, 10_000_000, "Most pages of a PDF file; the rest is left out, with a problem.")
    empty_records: int = _whole(
        100_000,
        1,
        100_000_000,
        "Most records, lines or rows after each other that hold no article; the rest of the file is left out.",
    )
    parse_seconds: float = _number(10.0, 0.1, DAY, "Longest time that parsing one HTML page or PDF file may take.")
    parse_memory: int = _whole(
        1024 * MIB, 256 * MIB, 1024 * GIB, "Most memory of the process that parses pages and PDF files."
    )

    # Analysis
    term_characters: int = _whole(255, 1, 1_000, "Longest term; a longer word is cut to it, with a note.")
    article_tokens: int = _whole(
        1_000_000, 1, 100_000_000, "Most tokens of an article; a longer one is cut, with a problem."
    )
    article_words: int = _whole(
        50_000,
        1,
        100_000_000,
        "Most different words of an article, four pairs of Chinese letters being one, and so 32 letters of a long word "
        "that is not ASCII; it is cut there, with a problem.",
    )

    # Indexing
    commit_articles: int = _whole(100_000, 1, 100_000_000, "Articles between two commits of a long run.")
    commit_seconds: float = _number(60.0, 0, DAY, "Seconds between two commits of a long run.")
    writer_memory: int = _whole(256, 16, 1024 * 1024, "Memory of the writer's buffers, all processes together, in MiB.")
    jobs: int = _whole(
        0,
        0,
        1024,
        "Processes that build segments, and, up to four, read files; 0: one for each processor.",
    )
    stories: int = _whole(1, 0, 1, "Whether near-duplicates are found while indexing: 1, or 0 when not.")
    lock_seconds: float = _number(10.0, 0, DAY, "How long a writer waits for another to finish.")

    # Queries
    query_characters: int = _whole(4_096, 1, 1_000_000, "Longest query; the rest is cut, with a note.")
    query_clauses: int = _whole(64, 1, 10_000, "Most clauses of a query.")
    query_nesting: int = _whole(32, 1, 64, "Deepest parentheses of a query.")
    expansions: int = _whole(1_000, 1, 1_000_000, "Most words that a prefix, wildcard or fuzzy word stands for.")
    fuzzy_distance: int = _whole(2, 1, 4, "Largest edit distance of a fuzzy word.")
    fuzzy_characters: int = _whole(64, 1, 1_000, "Longest word that may be fuzzy.")
    phrase_words: int = _whole(32, 1, 1_000, "Most words of a phrase.")
    slop: int = _whole(100, 0, 1_000_000, "Largest distance of near words.")
    names: int = _whole(1, 0, 1, "Whether the name of a country stands for its other names too: 1 yes, 0 no.")
    expand: int = _whole(
        1,
        0,
        2,
        "Whether words of the best articles move others up: 0 no, 1 with any of four words or more, 2 of two.",
    )
    search_memory: int = _whole(
        0,
        0,
        1024 * 1024,
        "Memory for posting lists that searches unpacked and may need again, in MiB, for all indexes of a process "
        "together; 0: half of the size of the index, 192 at least, and of a large one no more than an eighth of the "
        "machine's memory.",
    )
    search_seconds: float = _number(
        2.0,
        0.01,
        DAY,
        "Longest time of a search; then what was found so far is given, with a note. A count is refused then.",
    )

    # Ranking
    k1: float = _number(1.5, 0, 100, "BM25: how soon more of the same word stops counting.")
    b: float = _number(0.75, 0, 1, "BM25: how much a long article is held back.")
    nearness: float = _number(
        0.3, 0, 100, "How much it counts that words of the query stand near each other; at 0 scores are BM25 alone."
    )
    title_weight: int = _whole(3, 1, 100, "How many times a word of the title counts. Fixed when an index is made.")

    def as_dict(self) -> dict[str, float]:
        """All settings by their names, for another process: ``Settings(**...)`` makes the same of them."""
        return {name: getattr(self, name) for name in self.__match_args__}


def load_settings(
    overrides: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """The settings in force: `overrides`, then ``SEARCHKIT_*`` of `environ`, then `file` (TOML), then the defaults.

    Raises `SettingError` for an unknown name, a value of the wrong type or one out of range, naming
    where it came from unless that is `overrides`.
    """
    if overrides is not None and not isinstance(overrides, Mapping):
        raise SettingError(f"settings are names with values, {{'k1': 1.2}} for instance, not {_shown(overrides)}")
    environ = os.environ if environ is None else environ
    config = Path(environ["SEARCHKIT_CONFIG"]) if environ.get("SEARCHKIT_CONFIG") else file
    values: dict[str, object] = {}
    for where, given in (
        (f"{config}: ", _read_file(config, required=config is not file) if config else {}),
        ("the environment: ", _from_environment(environ)),
        ("", {} if overrides is None else overrides),
    ):
        for name, value in given.items():
            values[name] = _checked(name, value, where)
    return replace(Settings(), **values)  # type: ignore[arg-type]  # _checked holds the types


def checked_settings(settings: object) -> Settings:
    """The settings, which may have been made without `load_settings`, with numbers of the right types.

    Raises `SettingError` for what is no `Settings`, and for a value that does not fit. A program may take less than
    people can ask for, down to nothing.
    """
    if not isinstance(settings, Settings):
        raise SettingError(
            f"settings are what load_settings gives, load_settings({{...}}) for instance, not {_shown(settings)}"
        )
    usual = Settings()
    changed = {}
    for name in Settings.__match_args__:
        value, default = getattr(settings, name), getattr(usual, name)
        if type(value) is not type(default) or value != default:
            changed[name] = _checked(name, int(value) if isinstance(value, bool) else value, least=0)  # stories=False
    return replace(settings, **changed) if changed else settings  # type: ignore[arg-type]  # _checked holds the types


def _read_file(path: Path, *, required: bool) -> dict[str, object]:
    try:
        text = path.read_text("utf-8") if required else read_regular_file(path).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        if required:
            raise SettingError(f"{path}: no such settings file; correct or unset SEARCHKIT_CONFIG") from None
        return {}
    except OSError as error:
        raise SettingError(f"{path}: the settings file cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{path}: the settings file is not UTF-8; save it as such") from error
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of thousands of digits, too
        raise SettingError(f"{path}: not valid TOML: {error}") from error


_PREFIX = "SEARCHKIT_"
_NO_SETTINGS = frozenset({"SEARCHKIT_INDEX", "SEARCHKIT_CONFIG", "SEARCHKIT_TEST_DATA"})
"""Variables that begin so and are no settings: the index to use, the file of settings, data for the tests."""


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    known = {_PREFIX + name.upper(): name for name in Settings.__match_args__}
    for key in sorted(environ):
        if key.startswith(_PREFIX) and key not in known and key not in _NO_SETTINGS:
            raise SettingError(f"the environment: {key} is no setting{_nearest(key, (*known, *_NO_SETTINGS))}")
    return {name: environ[key] for key, name in known.items() if key in environ}


def _checked(name: str, value: object, where: str = "", least: float | None = None) -> float:
    """The value as a number of the setting's type; `where` begins the sentence of the error when it does not fit.
    `least`: where that is not what the setting says."""
    from dataclasses import fields

    settings = {setting.name: setting for setting in fields(Settings)}
    if name not in settings:
        raise SettingError(f"{where}there is no setting {name!r}{_nearest(name, settings)}")
    setting = settings[name]
    least, most = setting.metadata["least"] if least is None else least, setting.metadata["most"]
    kind = int if isinstance(setting.default, int) else float
    try:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValueError
        number: float = kind(value)
        fits = number == float(value) and least <= number <= most
    except (ValueError, OverflowError):
        fits = False
    if not fits:
        wanted = "a whole number" if kind is int else "a number"
        raise SettingError(f"{where}{name} must be {wanted} from {least:,} to {most:,}, not {_shown(value)}")
    return number


def _nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that is not known: which was meant, and where all are."""
    from difflib import get_close_matches

    written = {other.upper().removeprefix(_PREFIX): other for other in known}
    close = get_close_matches(name.upper().removeprefix(_PREFIX), written, n=1, cutoff=0.5)
    return (
        f"; did you mean {written[close[0]]}? docs/settings.md lists them" if close else "; docs/settings.md lists them"
    )


def _shown(value: object) -> str:
    """`value` for a message, not longer than a line."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python prints
        return "one so large"
    return text if len(text) <= 60 else f"{text[:60]}..."
