"""Articles that are copies of each other, for tests of stories."""

from __future__ import annotations

import random
from datetime import date

from searchkit.model import Article, Published

_WORDS = [f"{first}{last}" for first in ("har", "tru", "fer", "min", "cou", "lan", "pol") for last in "aeioubdgkmnprst"]


def text(seed: int, words: int = 120) -> str:
    """A text of its own for each seed; it has the word of its number, and numbers."""
    dice = random.Random(seed)
    found = [dice.choice(_WORDS) + dice.choice(_WORDS) for _ in range(words)]
    found[::20] = [str(dice.randint(1_000, 90_000)) for _ in found[::20]]
    return f"{word(seed)} {' '.join(found)}"


def word(seed: int) -> str:
    """A word that no text but those of this seed has."""
    return f"topic{seed}"


def article(title: str, body: str, day: str = "", source: str = "") -> Article:
    """An article in English; `day` is that of its publication."""
    published = Published(on=date.fromisoformat(day)) if day else None
    return Article(title=title, body=body, lang="en", source=source, published=published)


FIRST = article("Harbour to be rebuilt", text(1), "2025-05-01", "Harbour Courier")
AGAIN = article("Port gets new quays", text(1) + " Reporting by the agency", "2025-05-02", "Coast Ledger")
SHORT = article("Quays", " ".join(text(1).split()[:70]), "2025-05-03", "Evening Post")
OTHER = article("Ferry resumes", text(2), "2025-05-04", "Harbour Courier")
STORY = (FIRST, AGAIN, SHORT)
"""Three articles of one story, the first of which was published first."""
