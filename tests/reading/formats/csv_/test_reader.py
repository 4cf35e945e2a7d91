"""Tables, with names and without, tidy and ragged."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.reading.formats.csv_.reader import READER
from searchkit.settings import Settings
from tests.reading.formats.reading_aid import run, slices

TEXT = "The ferry between the two ports runs again since Monday, the company said."


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    """The delimiter and the encoding are told from the file."""
    rows = ["headline;content;date;author", f'"Fähre ""fährt""";"{TEXT}\nZwei Häfen";2025-01-02;Jörg Dü', "B;C;;"]
    data = "\r\n".join(rows).replace(";", delimiter).encode(encoding)
    articles, problems = run(READER, data, "a.csv")
    assert not problems
    assert [article.title for article in articles] == ['Fähre "fährt"', "B"]
    assert articles[0].body == f"{TEXT}\nZwei Häfen"
    assert articles[0].published is not None
    assert articles[0].published.on == date(2025, 1, 2)
    assert articles[0].authors == ("Jörg Dü",)


def test_rows_know_their_bytes() -> None:
    """A row of several lines lies from its first to its last byte."""
    data = f'title,body\nFerry,"{TEXT}\nmore"\nBridge,closed\n'.encode()
    articles, _ = run(READER, data, "a.csv")
    assert slices(articles, data) == [f'Ferry,"{TEXT}\nmore"\n'.encode(), b"Bridge,closed\n"]


def test_a_table_without_names() -> None:
    """Columns without names are taken by what they hold, and a note says so."""
    rows = [f'{number},"Ferry number {number} runs again","{TEXT} {number}",2025-01-0{number}' for number in (1, 2, 3)]
    articles, problems = run(READER, "\n".join(rows).encode(), "a.csv")
    assert [article.title for article in articles] == [f"Ferry number {number} runs again" for number in (1, 2, 3)]
    assert articles[2].body == f"{TEXT} 3"
    assert articles[2].published is not None
    assert articles[2].published.on == date(2025, 1, 3)
    assert articles[2].extra == {"column 1": "3"}
    assert [(problem.severity, problem.code) for problem in problems] == [("note", "ambiguous")]


def test_unknown_names_are_kept() -> None:
    """A header of names that nobody knows still names the extra fields."""
    data = f"kenmerk,verhaal\n7,{TEXT[:-1].replace(',', '')} and so on\n".encode()
    articles, _ = run(READER, data, "a.csv")
    assert articles[0].extra == {"kenmerk": "7"}
    assert articles[0].body.startswith("The ferry")


def test_a_table_of_numbers_is_refused_once() -> None:
    """A table without any text gives one problem, not one for each row."""
    articles, problems = run(READER, b"1\t184\t1\n" * 50, "judgments.tsv")
    assert not articles
    assert [problem.severity for problem in problems] == ["skipped"]


def test_ragged_rows_are_read() -> None:
    """Rows that are too short or too long lose nothing, and are mentioned."""
    articles, problems = run(READER, b"title,body,tags\nA,x\nB,y,z,too,many\nC,u,v\n", "a.csv")
    assert [article.title for article in articles] == ["A", "B", "C"]
    assert articles[1].extra == {"further columns": "too,many"}
    assert [problem.place for problem in problems] == ["line 2", "line 3"]


def test_a_quote_that_never_closes_costs_nothing_but_itself() -> None:
    """The line is taken as it stands, and the rest of the table is read."""
    articles, problems = run(READER, b'title,body\nA,"open\nB,second\nC,third\n', "a.csv")
    assert [(article.title, article.body) for article in articles] == [("A", '"open'), ("B", "second"), ("C", "third")]
    assert [(problem.place, problem.severity) for problem in problems] == [("line 2", "partial")]


def test_quotes_with_a_backslash_before_them() -> None:
    """As Spark and MySQL write them."""
    rows = [(f'A \\"{number}\\" harbour', f'It sails, \\"they\\" say, {number}') for number in range(5)]
    data = '"title","body"\n' + "".join(f'"{title}","{body}"\n' for title, body in rows)
    articles, problems = run(READER, data.encode())
    assert [(one.title, one.body) for one in articles] == [
        (title.replace("\\", ""), body.replace("\\", "")) for title, body in rows
    ]
    assert problems == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("hint", ["", "sep=;"])
def test_what_spreadsheets_write(hint: str, end: str) -> None:
    """A first line that says what separates, carriage returns that end lines."""
    lines = [*([hint] if hint else []), "title;body;date", "Ferry;It sails.;2025-05-30", "Port;It rests.;2025-05-31"]
    articles, problems = run(READER, (end.join(lines) + end).encode())
    assert [(one.title, one.body) for one in articles] == [("Ferry", "It sails."), ("Port", "It rests.")]
    assert all(one.published for one in articles)
    assert problems == []


def test_giant_fields_are_bounded() -> None:
    """A row beyond the limit is left out, and the limit of the csv module is what it was."""
    before = csv.field_size_limit()
    data = b'title,body\nA,"' + b"x\n" * 50_000 + b'"\nB,y\n'
    articles, problems = run(READER, data, "a.csv", Settings(article_bytes=20_000))
    assert articles[-1].title == "B"
    assert problems[0].place == "line 2"
    data = b"title,body\nA," + b"x" * 300_000 + b"\nB,y\n"
    assert len(run(READER, data, "a.csv")[0][0].body) == 300_000
    assert csv.field_size_limit() == before


def test_nul_characters_are_left_out() -> None:
    """NULs inside a row are no reason to lose it."""
    articles, problems = run(READER, b'title,body\nA\0B,"x\0"\n', "a.csv")
    assert (articles[0].title, articles[0].body) == ("AB", "x")
    assert [problem.severity for problem in problems] == ["note"]


def test_a_line_beyond_the_limit_is_passed_over() -> None:
    """The next line is read."""
    articles, problems = run(READER, b"title,body\n" + b"x" * 9_000 + b"\nA,b\n", "a.csv", Settings(line_bytes=5_000))
    assert [article.title for article in articles] == ["A"]
    assert [(problem.place, problem.code) for problem in problems] == [("line 2", "limit")]


def test_sniffing() -> None:
    """Known names side by side are a table; commas in prose are not."""
    assert READER.sniff(b"title,body,date\nA,b,2025\n", PurePath("a.txt")) > 60
    assert READER.sniff(b"A,b,1\nC,d,2\n", PurePath("a.csv")) > 30
    assert READER.sniff(f"{TEXT}\n{TEXT}\n".encode(), PurePath("a.txt")) == 0
    assert READER.sniff(b"", PurePath("a.csv")) > 0


@given(st.binary(max_size=300) | st.text(alphabet='title,body"\n\r\0;\t é', max_size=200).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    """Whatever the file holds, it gives articles and problems and raises nothing."""
    run(READER, data, "a.csv")
    run(READER, b"title,body\n" + data, "a.csv")
    READER.sniff(data, PurePath("a.csv"))


@given(st.lists(st.tuples(st.text(min_size=1, max_size=9), st.text(max_size=20)), min_size=1, max_size=5))
def test_rows_lie_one_after_another(rows: list[tuple[str, str]]) -> None:
    """The bytes of the rows are in order and do not overlap."""
    text = "title,body\n" + "".join(f'"{a}","{b}"\n' for a, b in rows)
    articles, _ = run(READER, text.encode("utf-8", "replace"), "a.csv")
    places = [(article.origins[0].start or 0, article.origins[0].end or 0) for article in articles]
    assert all(start < end for start, end in places)
    assert places == sorted(places)
