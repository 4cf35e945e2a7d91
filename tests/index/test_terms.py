"""Terms that are made without Whoosh are those that Whoosh makes."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import DATETIME

from searchkit.index.terms import date_terms


@given(st.datetimes(timezones=st.sampled_from([None, timezone.utc])))
def test_the_terms_of_a_day_are_those_of_the_field(moment: datetime) -> None:
    """At every precision, whatever the moment."""
    assert list(date_terms(moment)) == [term for term, *_ in DATETIME().index(moment)]


def test_a_process_that_builds_segments_does_not_load_whoosh() -> None:
    """It knows all that it needs of the fields."""
    found = subprocess.run(
        [sys.executable, "-c", "import sys, searchkit.index.bulk.building; print('whoosh' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "False"
