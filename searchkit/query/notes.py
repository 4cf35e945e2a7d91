"""What the reader of an answer is told about the query: collected while it is read."""

from __future__ import annotations

from searchkit.model import Note

MOST = 20
"""So many notes are kept: a page of garbage should not be answered with pages of remarks."""


class Notes:
    """Notes, each remark once, at most `MOST` of them, after those of `earlier`."""

    def __init__(self, earlier: Notes | None = None) -> None:
        self._notes: dict[tuple[str, str], Note] = dict(earlier._notes) if earlier else {}
        self._more: int = earlier._more if earlier else 0

    def add(self, code: str, message: str, start: int | None = None, end: int | None = None) -> None:
        """Keeps a note, unless the same was said already."""
        key = (code, message)
        if key in self._notes:
            return
        if len(self._notes) < MOST:
            self._notes[key] = Note(code, message, start, end)
        else:
            self._more += 1

    def taken(self) -> tuple[Note, ...]:
        """All that was kept, in the order of their places, with a last one that counts the rest."""
        notes = tuple(sorted(self._notes.values(), key=lambda note: (note.start is None, note.start or 0)))
        if self._more:
            notes += (Note("more-notes", f"{self._more} more remarks about this query are not shown."),)
        return notes


def shown(text: str, most: int = 40) -> str:
    """The text in quotation marks, shortened for a message."""
    text = " ".join(text.split())
    return f'"{text[: most - 1]}…"' if len(text) > most else f'"{text}"'
