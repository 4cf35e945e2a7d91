"""What people call the fields of an article in their dumps, exports and interfaces.

Names are compared folded: lower case, letters and digits only, so ``pubDate``, ``pub_date`` and ``Pub Date`` are one.
The order in a row is the order of preference when a record has several.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES = {
    "title": (
        "title headline name webtitle articletitle storytitle posttitle newstitle pagetitle "
        "ogtitle dctitle heading subject titel titre titulo título titolo überschrift rubrik заголовок "
        "标题 標題 题目 제목 見出し タイトル العنوان"
    ),
    "body": (
        "body text maintext articlebody fulltext bodytext articletext contenttext content contents article story "
        "storytext newstext plaintext cleantext cleanedtext rawtext pagecontent articlecontent newscontent document "
        "doc transcript selftext message passage paragraph paragraphs sections contenthtml bodyhtml texthtml "
        "contentencoded html rawhtml pagehtml page markdown texte texto testo inhalt contenu contenido contenuto "
        "conteudo conteúdo cuerpo corps corpo artikel brödtext текст содержание "
        "正文 内容 內容 本文 記事 본문 내용 기사 النص المحتوى"
    ),
    # taken as the body when there is none
    "summary": (
        "summary abstract standfirst lead leadparagraph description excerpt dek deck teaser trailtext snippet "
        "shortdescription metadescription ogdescription dcdescription subtitle subheadline subhead intro introduction "
        "highlights bullets resumen résumé resume zusammenfassung sommario резюме 摘要 概要 요약"
    ),
    "published": (
        "publishedat published datepublished publishedon publisheddate publishdate publicationdate datepublish "
        "publishedutc publishtime publishedtime publishedparsed webpublicationdate pubdate pubtime pubtimestamp "
        "firstpublished firstpublicationdate articlepublishedtime issued dateissued dcdate dcdateissued date "
        "dategmt articledate newsdate storydate postdate posted postedat dateposted postedon datetime created "
        "createdat createdutc createdon datecreated creationdate displaydate releasedate time timestamp day updatedat "
        "updated lastmodified datemodified datemodify modified modifiedat updatedate year "
        "datum fecha data дата 日期 发布时间 發布時間 日付 날짜 التاريخ"
    ),
    "fetched": (
        "fetchedat fetched fetchdate fetchtime crawledat crawldate crawltime crawltimestamp crawled datecrawled "
        "scrapedat scrapedate scraped retrievedat retrieved dateretrieved accessedat accessed datedownload "
        "downloadedat downloaddate warcdate harvested collectedat seendate"
    ),
    "source": (
        "source publisher newspaper publication outlet newsoutlet paper sitename site website journal magazine "
        "newssource sourcename medium media provider publishername ogsitename dcpublisher feed feedtitle channel "
        "quelle fuente fonte источник 来源 來源 媒体 출처 언론사 新聞社"
    ),
    "host": "domain sourcedomain host hostname cleanurl sitedomain netloc",
    "authors": (
        "authors author creator creators dccreator dcauthor writers writer reporters reporter journalist journalists "
        "contributors contributor submitter authornames authorname articleauthor by autor autoren auteur autore "
        "autores автор 作者 记者 記者 著者 기자 저자 الكاتب"
    ),
    "byline": "byline bylines credit",
    "agency": "agency newsagency wire wireservice",
    "url": (
        "url link canonicalurl canonical canonicallink permalink weburl articleurl storyurl sourceurl pageurl "
        "originalurl ogurl href webpageurl guid uri address externalurl urlused warctargeturi mainentityofpage"
    ),
    "section": (
        "section sectionname articlesection newsdesk desk rubric ressort column seccion sección rubrique pillarname"
    ),
    # a section to readers, searched as a tag
    "category": "category topic genre kicker categoria categoría kategorie catégorie 分类 分類 카테고리",
    "tags": (
        "tags tag keywords keyword categories topics newskeywords subjects entities labels label hashtags places "
        "people persons organizations organisations orgs companies exchanges locations countries concepts geofacet "
        "desfacet orgfacet perfacet etiquetas schlagworte schlagwörter mots motsclés 关键词 標籤 标签 태그 "
        "키워드 タグ キーワード"
    ),
    "lang": "lang language inlanguage languagecode langcode contentlanguage dclanguage sprache langue idioma 语言 언어",
    "id": "id docid documentid articleid storyid newsid postid uid uuid guid key objectid newid",
}

WRAPPERS = _words(
    "fields article doc document data attributes item post story node record entry result news meta metadata "
    "content body value payload props"
)
"""Folded names of objects that hold fields of the article one level further in."""

COLLECTIONS = _words(
    "articles items entries results docs documents records posts stories news hits rows data list objects "
    "response elements nodes children graph value values collection publications reports"
)
"""Folded names of arrays whose members are records."""

WEAK_BODIES = _words(
    "story article articles document doc message passage paragraph page sections contents markdown transcript"
)
"""Folded names that hold the text in some dumps, and a number or a reference in others."""

WEAK_TITLES = frozenset(["name", "subject", "heading", "thema"])
"""Folded names that are a title beside a text, and mean anything else alone."""

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

_ROLES: dict[str, list[tuple[str, int]]] = {}
for _role, _names in _NAMES.items():
    for _rank, _name in enumerate(_names.split()):
        _ROLES.setdefault(_name, []).append((_role, _rank))


def fold_name(name: str) -> str:
    """`name` as names are compared.

    >>> fold_name("Pub_Date"), fold_name("@type"), fold_name("og:title")
    ('pubdate', 'type', 'ogtitle')
    """
    return _NOT_ALPHANUMERIC.sub("", name[:200]).lower()


def plan_fields(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each part of an article, those of `names` that may hold it, the likeliest first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        for role, rank in _ROLES.get(fold_name(name), ()):
            found.setdefault(role, []).append((rank, name))
    return {role: tuple(name for _, name in sorted(ranked)) for role, ranked in found.items()}


def is_known(name: str) -> bool:
    """Whether a field of this name is part of an article."""
    return fold_name(name) in _ROLES


def known_among(record: Container[str]) -> list[str]:
    """The fields of a record that are part of an article, of those in small letters and without marks: what is quickly
    told of a million."""
    return [name for name in _ROLES if name in record]
