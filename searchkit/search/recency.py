"""Newer articles first, without losing sight of the query: scores fall by half with each half-life of an article's age.

::

    score  = relevance * 2 ** -halvings
    halvings = min(max(now - moment of publication, 0) / half-life, OLDEST)

An article without a date counts as the oldest do: it may be of any age, and who asks for what is new should not get it
first. (Sorted by date it comes last, too.) Among the oldest relevance alone decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from searchkit.frozen import dataclass
from searchkit.index.documents import NO_TIME
from searchkit.model import Note

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OLDEST: Final = 10.0
"""Half-lives after which an article gets no older: a thousandth of its score is left."""


@dataclass(frozen=True, slots=True)
class Recency:
    """How much age counts. Times are seconds since 1970 (UTC)."""

    now: float
    half_life: float
    """Seconds in which a score falls by half."""

    def halvings(self, times: NDArray[np.int64]) -> NDArray[np.float64]:
        """How often the score of an article of each of these times has halved."""
        ages: NDArray[Any] = (self.now - times) / self.half_life
        halvings: NDArray[np.float64] = ages.clip(0.0, OLDEST)
        return halvings

    def factors(self, times: NDArray[np.int64]) -> NDArray[np.float64]:
        """What multiplies the score of an article of each of these times."""
        import numpy as np

        factors: NDArray[np.float64] = np.exp2(-self.halvings(times))
        return factors

    def notes(self, times: Sequence[int]) -> Iterator[Note]:
        """What to say of a page of articles of these times."""
        seconds = OLDEST * self.half_life
        age = f"{seconds / 86_400:,.0f} days" if seconds > 2 * 86_400 else f"{seconds / 3_600:,.0f} hours"
        if times and NO_TIME < max(times) <= self.now - seconds:
            reason = f"these articles are older than {age} (ten half-lives): relevance alone orders them"
            yield Note("too-old", f"{reason}; give a longer --half-life")
        elif NO_TIME in times:
            yield Note("undated", f"articles without a date count as {age} old (ten half-lives)")
