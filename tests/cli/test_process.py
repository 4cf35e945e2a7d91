"""The programs as a shell sees them: pipes, terminals, signals, what is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SEARCH = (sys.executable, "-c", "from searchkit.cli.programs import search; search()")

# What takes long to import, and a search for words that the index knows has no use for.
HEAVY = (
    "nltk",
    "regex",
    "numpy",
    "trafilatura",
    "feedparser",
    "py3langid",
    "resiliparse",
    "lxml",
    "yaml",
    "tqdm",
    "asyncio",
)


def run(command: tuple[str, ...], index: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The command on the index, its output captured."""
    environ = {**os.environ, "SEARCHKIT_INDEX": str(index), **more}
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)


def test_exit_status(index: Path) -> None:
    """0 hits, 1 none, 2 an error; each without a traceback."""
    for word, status in (("poll", 0), ("zeppelin", 1), ("--nonsense", 2)):
        result = run((*SEARCH, word), index)
        assert result.returncode == status
        assert "Traceback" not in result.stderr
    assert run((*SEARCH, "poll"), index / "no").returncode == 2


def test_what_is_to_be_done_at_the_end_is_done(index: Path) -> None:
    """Though the program leaves without taking apart what it loaded."""
    program = "import atexit; atexit.register(print, 'the end'); from searchkit.cli.programs import search; search()"
    result = run((sys.executable, "-c", program, "--count", "poll"), index)
    assert result.returncode == 0
    assert result.stdout.split("\n")[1:] == ["the end", ""]


def test_a_closed_pipe_is_quiet(index: Path) -> None:
    """``search x | head -1``: the line, and not a word more, whether the pipe closes before or while it is written."""
    environ = {**os.environ, "SEARCHKIT_INDEX": str(index)}
    for reader in ("head -1", "true"):
        line = f'{{ "$@"; echo status $? >&2; }} | {reader}'
        result = subprocess.run(
            ["sh", "-c", line, "sh", *SEARCH, "--jsonl", "--passages", "20", "japan"],
            capture_output=True,
            text=True,
            env=environ,
            timeout=60,
            check=False,
        )
        assert result.stderr == "status 0\n"


@pytest.mark.parametrize("word", ["poll", "--help", "--version"])
def test_an_output_that_cannot_be_written(index: Path, word: str) -> None:
    """A full disk is a sentence and exit status 2."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:
        environ = {**os.environ, "SEARCHKIT_INDEX": str(index)}
        result = subprocess.run(
            (*SEARCH, word), stdout=full, stderr=subprocess.PIPE, text=True, env=environ, timeout=60, check=False
        )
    assert result.returncode == 2
    assert result.stderr == "search: the output cannot be written: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell there")
@pytest.mark.parametrize(
    ("line", "status"), [("poll >&-", 0), ("the poll 2>&-", 0), ("--nonsense 2>&-", 2), ("- <&-", 2)]
)
def test_streams_that_are_closed(index: Path, line: str, status: int) -> None:
    """What goes there is not told, the exit status is; a closed input is an empty one."""
    result = run(("sh", "-c", f'"$@" {line}', "sh", *SEARCH), index)
    assert result.returncode == status
    assert "Traceback" not in result.stderr


def test_json_is_utf_8_whatever_else_is_written(index: Path) -> None:
    """Also where the locale has another encoding."""
    environ = {**os.environ, "SEARCHKIT_INDEX": str(index), "PYTHONIOENCODING": "ascii"}
    for options in (("--json",), ("--jsonl",), ("--all",)):
        ran = subprocess.run([*SEARCH, *options, "harm"], capture_output=True, env=environ, timeout=60, check=True)
        assert '"Harm \\u001b[31mdone\\u001b[0m \\u202eto Korea"' in ran.stdout.decode("utf-8")


def test_an_encoding_without_the_characters(index: Path) -> None:
    """They are replaced; nothing is raised."""
    result = run((*SEARCH, "poll"), index, PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert "The Harbour Post ? 30 May 2025" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the current folder cannot be removed there")
def test_a_current_folder_that_is_gone(index: Path, tmp_path: Path) -> None:
    """Every command says so, unless it needs no current folder."""
    searchkit = "from searchkit.cli.main import main; main()"
    for words in ("search x", "stats", "index news", f"index news --index {index}", "doctor", "show abcd"):
        line = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
        result = subprocess.run(
            ["sh", "-c", line, "sh", sys.executable, "-c", searchkit, *words.split()],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
        assert (result.returncode, result.stdout) == (2, ""), words
        assert result.stderr == (
            "searchkit: the current folder no longer exists; go to another, or name the index with --index\n"
        )


@pytest.mark.skipif(sys.platform != "linux", reason="file names that are no text")
def test_names_of_files_are_exact_in_a_pipe(tmp_path: Path) -> None:
    """Whatever bytes they hold, in whatever encoding the text is; with ``--null`` they can be told apart."""
    import searchkit

    folder = tmp_path / "news"
    folder.mkdir()
    names = [b"a\nb c.txt", b"caf\xe9.txt", b"back\\x41slash.txt"]
    for name in names:
        text = f"The zeppelin lands\n\nThe zeppelin has landed at the old airfield of town {len(name)}, at last.\n"
        (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).write_text(text)
    with searchkit.open(tmp_path / "index", create=True) as opened:
        opened.sync([folder])
        ids = list(opened.ids("zeppelin"))
    environ = {**os.environ, "SEARCHKIT_INDEX": str(tmp_path / "index")}
    paths = {os.fsencode(folder) + b"/" + name for name in names}
    for encoding in ("utf-8", "ascii"):
        environ["PYTHONIOENCODING"] = encoding
        out = subprocess.run((*SEARCH, "-l", "-0", "zeppelin"), capture_output=True, env=environ, check=False).stdout
        assert set(out.removesuffix(b"\0").split(b"\0")) == paths
        out = subprocess.run((*SEARCH, "-l", "zeppelin"), capture_output=True, env=environ, check=False).stdout
        assert sorted(out) == sorted(b"".join(path + b"\n" for path in paths))
    open_ = (sys.executable, "-c", "from searchkit.cli.main import main; main()", "open", "--print")
    printed = {subprocess.run((*open_, id), capture_output=True, env=environ, check=False).stdout for id in ids}
    assert printed == {path + b"\n" for path in paths}


@pytest.mark.parametrize("name", ["search", "searchkit"])
def test_interrupted_while_it_starts(index: Path, name: str) -> None:
    """Ctrl-C before the program has loaded what it is made of: the same."""
    program = f"""if True:
        import sys
        from searchkit.cli import programs

        class Interrupting:
            def find_spec(self, *_):
                raise KeyboardInterrupt

        sys.meta_path.insert(0, Interrupting())
        programs.{name}()
        """
    result = run((sys.executable, "-c", program, "poll"), index)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupted(index: Path) -> None:
    """Ctrl-C at work: exit status 130, no traceback."""
    program = """if True:
        import os, signal, time
        from searchkit.cli import search

        signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have been started with it ignored

        def interrupted(*_):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(10)

        search.open_index = interrupted
        search.main()
    """
    result = run((sys.executable, "-c", program, "poll"), index)
    assert result.returncode == 130
    assert (result.stdout, result.stderr) == ("", "\n")


def test_a_search_imports_only_what_it_needs(index: Path) -> None:
    """A cold terminal is not made to wait for indexing libraries, nor for Whoosh's unless the query needs its classes;
    ``--help`` not even for the index."""
    program = "import sys\ntry:\n    from searchkit.cli.search import main; main()\nfinally:\n    print(*sys.modules)"
    loaded = run((sys.executable, "-c", program, "poll"), index).stdout.split()
    assert "searchkit.search.plain.ranking" in loaded
    assert [name for name in loaded if name.startswith("whoosh.")] == ["whoosh.lang", "whoosh.lang.stopwords"]
    assert not [name for name in HEAVY if name in loaded]
    assert not {"wcwidth", "dataclasses", "hashlib"}.intersection(loaded)
    loaded = run((sys.executable, "-c", program, "--lang", "en", "poll"), index).stdout.split()
    assert "whoosh.query" in loaded
    assert not [name for name in HEAVY if name in loaded]
    for args in (("--help",), ("--version",)):
        loaded = run((sys.executable, "-c", program, *args), index).stdout.split()
        assert "click" in loaded
        assert not [name for name in (*HEAVY, "whoosh", "searchkit.engine") if name in loaded]


def test_the_group_imports_the_command_that_is_called(index: Path) -> None:
    """Only that one."""
    program = "import sys\ntry:\n    from searchkit.cli.main import main; main()\nfinally:\n    print(*sys.modules)"
    loaded = run((sys.executable, "-c", program, "stats", "--json"), index).stdout.split()
    assert "searchkit.cli.figures" in loaded
    assert "searchkit.cli.search" not in loaded
    assert "searchkit.cli.index" not in loaded


@pytest.mark.skipif(sys.platform == "win32", reason="programs have other names there")
def test_the_next_page_is_asked_for_as_this_one_was(index: Path, tmp_path: Path) -> None:
    """By the program's name where that is enough, else with the folder that it lies in."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "search"
    program.write_text(f"#!{sys.executable}\nfrom searchkit.cli.programs import search\nsearch()\n")
    program.chmod(0o755)
    for path, said in ((os.environ["PATH"], str(program)), (f"{folder}:{os.environ['PATH']}", "search")):
        result = run(
            (str(program), "korea", "-n1"), index, PATH=path, PYTHONPATH=os.pathsep.join(filter(None, sys.path))
        )
        assert result.stdout.endswith(f"\nNext page: {said} korea -n1 --page 2\n")


def test_what_cannot_be_said_stops_nothing(index: Path) -> None:
    """With standard error on a full disk hits are shown, and no hits are told from an error."""
    if not os.path.exists("/dev/full"):
        pytest.skip("needs a disk that is full")
    for words, status, shown in (("poll japan zeppelin", 0, "Trust grows"), ("zeppelin", 1, ""), ("--nonsense", 2, "")):
        with open("/dev/full", "w") as full:
            environ = {**os.environ, "SEARCHKIT_INDEX": str(index)}
            result = subprocess.run(
                (*SEARCH, *words.split()), stdout=subprocess.PIPE, stderr=full, text=True, env=environ, check=False
            )
        assert result.returncode == status
        assert shown in result.stdout


def test_a_pipe_in_the_place_of_the_settings_is_not_waited_for(index: Path) -> None:
    """It counts as no settings."""
    os.mkfifo(index / "searchkit.toml")
    try:
        assert run((*SEARCH, "poll"), index).returncode == 0
    finally:
        (index / "searchkit.toml").unlink()
