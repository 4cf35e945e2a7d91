"""What an author's field names."""

from __future__ import annotations

import pytest

from searchkit.reading.credits.people import people_of, person


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("Words: Jane Doe", "Jane Doe"),
        ("Von Änne Göschl", "Änne Göschl"),
        ("도유라 기자", "도유라"),
        ("久遠寺みどり記者", "久遠寺みどり"),
        ("本報記者 王小明", "王小明"),
        ("Byron Lee", "Byron Lee"),
        ("Otto von Stein", "Otto von Stein"),
    ],
)
def test_a_name_is_bare(printed: str, name: str) -> None:
    """What says that somebody wrote it is no part of the name."""
    assert person(printed) == name


@pytest.mark.parametrize("name", ["Reuters", "AFP", "Yonhap", "Coastwire", "Polar News Agency", "해안통신"])
def test_an_agency_is_no_author(name: str) -> None:
    """Known ones, and names that no person has."""
    people = people_of(["Jane Doe", name])
    assert (people.authors, people.agency) == (("Jane Doe",), name)


def test_the_dateline_names_the_agency() -> None:
    """Whatever the agency is called."""
    assert people_of(["Halyard"], paragraphs=["BUSAN, June 25 (Halyard) — The ferry was late."]) == ((), "Halyard")
    assert people_of(["Halyard"], paragraphs=["The ferry was late."]) == (("Halyard",), "")


def test_a_paper_is_not_its_own_author() -> None:
    """With an article before its name or without."""
    assert people_of(["Harbour Courier", "Jo Reed"], source="The Harbour Courier").authors == ("Jo Reed",)
