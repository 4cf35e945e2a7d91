"""The last step of reading: what every article goes through, whatever reader it came from.

Clean text (no NULs, controls or lone surrogates), limits of length, the language, defaults of the file, no date after
the crawl, and the place it was met. Each check first asks whether there is anything to do: most articles of a dump
need nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from searchkit.frozen import replace
from searchkit.model import Article, Origin, Problem, Published
from searchkit.moments import in_utc
from searchkit.reading.context import Context
from searchkit.reading.texts.cleaning import clean_line, clean_text, lost_characters
from searchkit.reading.texts.language import UNKNOWN, agreed
from searchkit.reading.texts.lengths import cut_of, longest_word

# A day printed east of Greenwich is up to 14 hours ahead of the crawl's; clocks differ a little, too.
_TOLERANCE = timedelta(days=1)
_YEAR = date.today().year
"""When this process began; earlier years need no look at the clock."""


def finish(article: Article, context: Context, origin: Origin) -> tuple[Article, tuple[Problem, ...]]:
    """The article as it leaves the room, and what was cut from it or doubted.

    `origin` is where it was met. Two thirds of what it costs is for the language.
    """
    problems: list[Problem] = []
    settings = context.settings
    title = _cut(article.title, clean_line, settings.title_bytes, "title", context, origin, problems)
    body = _cut(article.body, clean_text, settings.article_bytes, "article", context, origin, problems)
    body = _indexable(body, context, origin, problems)
    for text in (title, body):
        _note_long_words(text, context, origin, problems)
    lang, confidence = agreed(article.lang if article.lang != UNKNOWN else context.lang, title, body)
    fetched_at = article.fetched_at or context.fetched_at
    # the address and the tags of a page are not those of the other stories on it
    is_main = article.role not in {"related", "listed"}
    if fetched_at is not None:
        fetched_at = in_utc(fetched_at)
    published = article.published
    if published is not None:
        if not published.raw.isprintable():
            published = replace(published, raw=clean_line(published.raw))
        if _is_after(published, fetched_at):
            problems.append(_problem(context, origin, f"the date {published.on} lies after the crawl; left out"))
            published = Published(raw=published.raw, basis=published.basis)
    finished = Article(
        title=title,
        body=body,
        summary=clean_text(article.summary) if article.summary else "",
        headings=_cleaned(article.headings),
        source=clean_line(article.source) or context.source,
        authors=_cleaned(article.authors),
        byline=clean_line(article.byline),
        contacts=_cleaned(article.contacts),
        agency=clean_line(article.agency),
        url=clean_line(article.url) or (context.url if is_main else ""),
        section=clean_line(article.section),
        tags=_cleaned(article.tags) or (context.tags if is_main else ()),
        lang=lang,
        lang_confidence=confidence,
        role=article.role,
        published=published,
        fetched_at=fetched_at,
        extra={clean_line(name): clean_text(value) for name, value in article.extra.items()} if article.extra else {},
        origins=(origin,),
        id=article.id if title == article.title and body == article.body else "",
    )
    return finished, tuple(problems)


def _cut(
    raw: str,
    clean: Callable[[str], str],
    limit: int,
    what: str,
    context: Context,
    origin: Origin,
    problems: list[Problem],
) -> str:
    """The text, clean and at most `limit` bytes of UTF-8 long."""
    # what is far too long is cut first, so that it is not copied over and over
    text = clean(raw if len(raw) <= 2 * limit else raw[: 2 * limit])
    if text is not raw and (lost := lost_characters(raw, text)):
        problems.append(context.problem(lost, code="encoding", severity="note", place=_place(origin)))
    if len(text) * 4 <= limit:
        return text
    data = text.encode("utf-8")
    if len(data) <= limit:
        return text
    reason = f"the {what} of {max(len(data), len(raw)):,} bytes was cut to {limit:,} ({what}_bytes)"
    problems.append(_problem(context, origin, reason, cut=True))
    return data[:limit].decode("utf-8", "ignore").rstrip()


def _indexable(body: str, context: Context, origin: Origin, problems: list[Problem]) -> str:
    """The body as far as all of its words can be indexed."""
    if (cut := cut_of(body, context.settings)) is not None:
        reason = f"the article was cut at character {cut.at:,}: {cut.reason}"
        problems.append(_problem(context, origin, reason, cut=True))
        return body[: cut.at].rstrip()
    return body


def _note_long_words(text: str, context: Context, origin: Origin, problems: list[Problem]) -> None:
    """Says when of a word only the beginning can be indexed."""
    most = context.settings.term_characters
    if len(text) > most and (length := longest_word(text, most)):
        reason = f"a word of {length:,} characters is found by its first {most} only (term_characters)"
        problems.append(context.problem(reason, code="limit", severity="note", place=_place(origin)))


def _problem(context: Context, origin: Origin, reason: str, *, cut: bool = False) -> Problem:
    return context.problem(
        reason, code="limit" if cut else "malformed", severity="partial" if cut else "note", place=_place(origin)
    )


def _place(origin: Origin) -> str:
    if origin.start is not None:
        return f"byte {origin.start}"
    return f"record {origin.member}" if origin.member else f"article {origin.index + 1}"


def _cleaned(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(clean_line, values))) if values else ()


def _is_after(published: Published, fetched_at: datetime | None) -> bool:
    """Whether it says that it was published after it was fetched (in UTC; now, when that is not known)."""
    on = published.on
    if on is None or (fetched_at is None and on.year < _YEAR):
        return False
    crawl = fetched_at or datetime.now(timezone.utc)
    # Differences: at the end of the calendar a sum overflows.
    if published.at is not None:
        return published.at - crawl > _TOLERANCE
    return on - crawl.date() > _TOLERANCE
