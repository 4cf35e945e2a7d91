"""Articles as JSON: what the index stores of each, and reads back.

Only fields that differ from `Article`'s defaults are written. Origins are not among them: the catalog keeps those, so
that an article met in one more place need not be stored again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timezone
from functools import lru_cache
from typing import Any

from searchkit.errors import IndexDamaged
from searchkit.model import Article, Origin, Published

_TEXTS = ("title", "body", "summary", "source", "byline", "agency", "url", "section")
_LISTS = ("headings", "authors", "contacts", "tags")
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_KEYS = {name: f',"{name}":'.encode() for name in _TEXTS}
_CONTROLS = bytes({*range(32)} - {*b"\n"})
"""What is escaped in JSON besides quotes, backslashes and ends of lines."""


def article_to_json(article: Article) -> bytes:
    """The article, without its origins, as one line of JSON in UTF-8. Raises `ValueError` for half a surrogate pair,
    which can be kept nowhere, `AttributeError` or `TypeError` for what is no text where one belongs."""
    parts = [b'{"id":', _quoted(article.id)]
    for name in _TEXTS:
        if value := getattr(article, name):
            parts += (_KEYS[name], _quoted(value))
    if article.lang != "und":
        parts.append(_language(article.lang, article.lang_confidence))
    if article.published is not None:
        parts += (b',"published":', _published(article.published))
    rest: dict[str, Any] = {}
    for name in _LISTS:
        if value := getattr(article, name):
            rest[name] = _texts(value)
    if article.role != "document":
        rest["role"] = _text(article.role)
    if article.fetched_at is not None:
        rest["fetched_at"] = _moment(article.fetched_at)
    if article.extra:
        rest["extra"] = dict(article.extra)
    parts.append(b",%b" % _ENCODE(rest).encode()[1:] if rest else b"}")
    return b"".join(parts)


def _published(published: Published) -> bytes:
    """As `published_from_dict` reads it."""
    at = published.at
    return b"%b%b%b%b}" % (
        _day(published.precision, published.basis, published.on),
        b',"at":"%b"' % _moment(at).encode() if at is not None else b"",
        b',"raw":%b' % _quoted(published.raw) if published.raw else b"",
        b',"uncertainty":%b' % _number(published.uncertainty) if published.uncertainty else b"",
    )


# What comes again and again; never moments, of which equal ones of two zones are written otherwise


@lru_cache(maxsize=4096, typed=True)
def _day(precision: str, basis: str, on: date | None) -> bytes:
    if isinstance(on, datetime):
        raise TypeError("a moment is no day")
    day = b',"on":"%b"' % on.isoformat().encode() if on is not None else b""
    return b'{"precision":%b,"basis":%b%b' % (_short(_text(precision)), _short(_text(basis)), day)


@lru_cache(maxsize=4096, typed=True)
def _language(lang: str, confidence: float) -> bytes:
    if not isinstance(confidence, (int, float)):
        raise TypeError("what should be a number is none")
    return b',"lang":%b,"lang_confidence":%b' % (_short(_text(lang)), _short(confidence))


@lru_cache(maxsize=4096, typed=True)
def _short(value: str | float) -> bytes:
    return _ENCODE(value).encode()


# What JSON has, too, and is something else when it is read


def _number(value: object) -> bytes:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("what should be a number is none")
    return _short(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("what should be a text is none")
    return value


def _texts(values: Iterable[object]) -> list[str]:
    if isinstance(values, str):
        raise TypeError("what should be several texts is one")
    return [_text(value) for value in values]


def _moment(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError("what should be a moment is none")
    return datetime.isoformat(value)  # that of pandas has nanoseconds, which Python 3.10 cannot read


def _quoted(text: str) -> bytes:
    """As `json` writes a text, in a third of the time."""
    written = text.encode()
    if len(written.translate(None, _CONTROLS)) != len(written):
        return _ENCODE(text).encode()
    return b'"%b"' % written.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")


def article_from_json(text: str | bytes, origins: tuple[Origin, ...] = ()) -> Article:
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


def published_from_dict(record: dict[str, Any]) -> Published:
    """The date of a stored article."""
    values = dict(record)
    if "on" in values:
        values["on"] = date.fromisoformat(values["on"])
    if "at" in values:
        values["at"] = datetime.fromisoformat(values["at"])
    return Published(**values)


NO_TIME = -(2**62)
"""The sort key of an article without a date: older than any."""

_EPOCH = date(1970, 1, 1).toordinal()


def time_key(published: Published | None) -> int:
    """Seconds since 1970 (UTC) to sort by: the moment, else midnight of the day, else `NO_TIME`."""
    if published is None:
        return NO_TIME
    if published.at is not None:
        return seconds(published.at)
    if published.on is not None:
        return (published.on.toordinal() - _EPOCH) * 86_400
    return NO_TIME


def seconds(moment: datetime) -> int:
    """Seconds since 1970 (UTC); a moment that says no zone is in UTC, wherever the machine is."""
    return int((moment.replace(tzinfo=timezone.utc) if moment.utcoffset() is None else moment).timestamp())


_DIGEST = re.compile("[0-9a-f]{16,}")


def identity_key(id: str) -> int:
    """The identity as a number of 64 bits: the first 16 digits of an `article_id`, a hash of any other."""
    if _DIGEST.fullmatch(id):
        return int(id[:16], 16)
    from hashlib import blake2b

    return int.from_bytes(blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
