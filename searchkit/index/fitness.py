"""Why an article cannot be kept: said of one that was refused, so that those that can be cost nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from numbers import Integral

from searchkit.errors import IndexUnfit
from searchkit.model import Article, Origin, Published

_TEXTS = ("title", "body", "summary", "source", "byline", "agency", "url", "section", "lang", "role", "id")
_SEVERAL = ("headings", "authors", "contacts", "tags")

MOST_NUMBER = 1 << 63
"""What numbers of a place are below: SQLite keeps no greater ones."""


def check_types(article: object) -> None:
    """Raises `IndexUnfit` for something of another type than `Article` says."""
    if not isinstance(article, Article):
        raise IndexUnfit(f"an article is a searchkit.Article, not {article!r}")
    for name in _TEXTS:
        _expect(name, getattr(article, name), str, "a text")
    _expect("lang_confidence", article.lang_confidence, (int, float), "a number")
    for name in _SEVERAL:
        _expect_each(name, getattr(article, name), str, "texts")
    _expect_each("origins", article.origins, Origin, "places (Origin)")
    for origin in article.origins:
        _check_origin(origin)
    if article.fetched_at is not None:
        _expect_moment("fetched_at", article.fetched_at)
    if article.published is not None:
        _expect("published", article.published, Published, "a Published(on=...) or Published(at=...)")
        _check_published(article.published)


def _check_origin(origin: Origin) -> None:
    for name in ("path", "root", "member", "reader"):
        _expect(f"{name} of an origin", getattr(origin, name), str, "a text")
    for name in ("index", "start", "end"):
        value = getattr(origin, name)
        if value is None and name != "index":
            continue
        if isinstance(value, bool) or not isinstance(value, Integral) or not 0 <= int(value) < MOST_NUMBER:
            raise IndexUnfit(f"{name} of an origin of an article must be a whole number from 0, not {value!r}")


def _check_published(published: Published) -> None:
    if published.on is not None:
        _expect("published.on", published.on, date, "a date")
        if isinstance(published.on, datetime):
            raise IndexUnfit(
                f"published.on of an article must be a day, not {published.on!r}, which is for published.at"
            )
    if published.at is not None:
        _expect_moment("published.at", published.at)
    for name in ("precision", "basis", "raw"):
        _expect(f"published.{name}", getattr(published, name), str, "a text")
    if isinstance(published.uncertainty, bool) or not isinstance(published.uncertainty, int):
        raise IndexUnfit(f"published.uncertainty of an article must be a whole number, not {published.uncertainty!r}")


def _expect_moment(name: str, value: object) -> None:
    if not isinstance(value, datetime) or value != value:  # as "not a time" of pandas
        raise IndexUnfit(f"{name} of an article must be a datetime, not {value!r}")


def _expect_each(name: str, values: object, kind: type, what: str) -> None:
    if isinstance(values, (str, bytes)) or not isinstance(values, Collection):
        raise IndexUnfit(f"{name} of an article must be a sequence of {what}, not {values!r}")
    for value in values:
        if not isinstance(value, kind):
            raise IndexUnfit(f"{name} of an article must be {what}, not {value!r}")


def _expect(name: str, value: object, kind: type | tuple[type, ...], what: str) -> None:
    if not isinstance(value, kind):
        raise IndexUnfit(f"{name} of an article must be {what}, not {value!r}")
