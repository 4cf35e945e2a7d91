"""Articles as JSON: what the index stores of each, and reads back.

Only fields that differ from `Article`'s defaults are written. Origins are not among them: the catalog keeps those, so
that an article met in one more place need not be stored again.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timezone
from typing import Any

from searchkit.errors import IndexDamaged
from searchkit.model import Article, Origin, Published

_TEXTS = ("title", "body", "summary", "source", "byline", "agency", "url", "section")
_LISTS = ("headings", "authors", "contacts", "tags")
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def article_to_json(article: Article) -> str:
    """The article, without its origins, as one line of JSON."""
    record: dict[str, Any] = {"id": article.id}
    for name in _TEXTS:
        if value := getattr(article, name):
            record[name] = value
    for name in _LISTS:
        if value := getattr(article, name):
            record[name] = list(value)
    if article.lang != "und":
        record["lang"] = article.lang
        record["lang_confidence"] = article.lang_confidence
    if article.role != "document":
        record["role"] = article.role
    if article.published is not None:
        record["published"] = published_to_dict(article.published)
    if article.fetched_at is not None:
        record["fetched_at"] = article.fetched_at.isoformat()
    if article.extra:
        record["extra"] = dict(article.extra)
    return _ENCODE(record)


def article_from_json(text: str, origins: tuple[Origin, ...] = ()) -> Article:
    """The article that `article_to_json` wrote, with `origins`; raises `IndexDamaged` when `text` is not one."""
    try:
        record: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise _damaged(error) from error
    return article_from_record(record, origins)


def article_from_record(record: dict[str, Any], origins: tuple[Origin, ...] = ()) -> Article:
    """As `article_from_json`, for what the JSON says; `record` is used up."""
    try:
        for name in _LISTS:
            if name in record:
                record[name] = tuple(record[name])
        if "published" in record:
            record["published"] = published_from_dict(record["published"])
        if "fetched_at" in record:
            record["fetched_at"] = datetime.fromisoformat(record["fetched_at"])
        return Article(**record, origins=origins)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> IndexDamaged:
    return IndexDamaged(f"a stored article cannot be read back ({error}); make the index anew")


def published_to_dict(published: Published) -> dict[str, Any]:
    """A date as plain values, for JSON."""
    record: dict[str, Any] = {"precision": published.precision, "basis": published.basis}
    if published.on is not None:
        record["on"] = published.on.isoformat()
    if published.at is not None:
        record["at"] = published.at.isoformat()
    if published.raw:
        record["raw"] = published.raw
    if published.uncertainty:
        record["uncertainty"] = published.uncertainty
    return record


def published_from_dict(record: dict[str, Any]) -> Published:
    """The date that `published_to_dict` wrote."""
    values = dict(record)
    if "on" in values:
        values["on"] = date.fromisoformat(values["on"])
    if "at" in values:
        values["at"] = datetime.fromisoformat(values["at"])
    return Published(**values)


NO_TIME = -(2**62)
"""The sort key of an article without a date: older than any."""


def time_key(published: Published | None) -> int:
    """Seconds since 1970 (UTC) to sort by: the moment, else midnight of the day, else `NO_TIME`."""
    if published is None:
        return NO_TIME
    if published.at is not None:
        return int(published.at.timestamp())
    if published.on is not None:
        return int(datetime(published.on.year, published.on.month, published.on.day, tzinfo=timezone.utc).timestamp())
    return NO_TIME


_DIGEST = re.compile("[0-9a-f]{16,}")


def identity_key(id: str) -> int:
    """The identity as a number of 64 bits: the first 16 digits of an `article_id`, a hash of any other."""
    if _DIGEST.fullmatch(id):
        return int(id[:16], 16)
    from hashlib import blake2b

    return int.from_bytes(blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
