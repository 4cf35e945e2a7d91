"""The agency that a story names."""

from __future__ import annotations

import pytest

from searchkit.reading.credits.agencies import agency_of


@pytest.mark.parametrize(
    ("paragraphs", "agency"),
    [
        (["The vote was close. (Yonhap)"], "Yonhap"),
        (["The vote was close.", "(Yonhap)"], "Yonhap"),
        (["SEOUL, Aug. 14 (Yonhap) -- The vote was close."], "Yonhap"),
        (["TAIPEI (Reuters) -The vote was close."], "Reuters"),
        (["(Bloomberg) -- The vote was close."], "Bloomberg"),
        (["The vote was close. (With inputs from PTI)"], "PTI"),
        (["The vote was close. (AP, Reuters)"], "AP"),
        (["The vote was close. - Bernama"], "Bernama"),
        (["It was close. This report by The Canadian Press was first published June 13, 2025."], "CP"),
        (["The vote was close. — AFP"], "AFP"),
        (["كانت النتيجة متقاربة. (وام)"], "WAM"),
        (["أبوظبي في 3 يوليو / وام / كانت النتيجة متقاربة."], "WAM"),
        (["باريس (أ ف ب) - كانت النتيجة متقاربة."], "AFP"),
        (["The vote was close.", f"The{' ' * 100}Associated{' ' * 30}Press."], "AP"),
        (["THIS REPORT BY REUTERS WAS FIRST PUBLISHED ON MONDAY"], "Reuters"),
        (["The vote was close. [AFP]"], "AFP"),
        (["The vote was close. /Xinhua"], "Xinhua"),
        (["The vote was close (nine to eight)."], ""),
        (["The vote (as AP put it) was close."], ""),
        (["He met his pa. (pa)"], ""),
        ([], ""),
    ],
)
def test_an_agency_is_named_at_either_end(paragraphs: list[str], agency: str) -> None:
    """Brackets at the end, a dash, or the dateline; short names only in capitals."""
    assert agency_of(paragraphs) == agency
