"""More like this: articles that have the key words of one."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

import searchkit
from searchkit import Article, ArticleNotFound, Index, IndexClosed, Published, SettingError
from searchkit.search.feedback.similar import WORDS
from searchkit.testing import ARTICLES, small_index
from tests.copies import AGAIN, FIRST, OTHER, SHORT, STORY, article, text
from tests.search.test_search import highlighted, titles

WINGS = Article(
    title="Wings", body="Slender wings give lift at supersonic speed. Vortices form on the wings.", lang="en"
)
LIKE = Article(title="Supersonic lift", body="The lift of a slender wing at supersonic speeds.", lang="en")
PARTLY = Article(title="Sea", body="A vortex of the sea, and the speed of it.", lang="en")
UNLIKE = Article(title="Bridges", body="The steel of a bridge, and the rust on it at the joints.", lang="en")
FEWER = article("Quays, once more", f"{text(1)[:200]} {text(7)}")
"""Like the story of `STORY`, and none of it."""


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Three articles that share words, of which one shares most, and one that shares only stop words."""
    with small_index([WINGS, LIKE, PARTLY, UNLIKE]) as made:
        yield made


@pytest.fixture(scope="module")
def copied() -> Iterator[Index]:
    """A story of three articles, and others."""
    with small_index([*STORY, OTHER, FEWER, *ARTICLES]) as made:
        yield made


def test_what_shares_most_comes_first(index: Index) -> None:
    """Without the article itself, nor what shares stop words only; its words are highlighted."""
    found = index.similar(WINGS.id)
    assert titles(found) == [LIKE.title, PARTLY.title][: len(found)]
    assert found.total == len(found)
    assert {word.lower() for word in highlighted(found[0])} >= {"supersonic", "lift", "slender", "wing"}


def test_its_words_are_told_as_it_has_them(index: Index) -> None:
    """In the query and in a note; those that no other article has are not looked for."""
    found = index.similar(WINGS.id)
    (note,) = found.notes
    assert note.code == "similar"
    name, _, words = found.query.partition(": ")
    assert name == f"articles like {WINGS.id[:8]}…"
    assert set(words.split()) == {"wings", "slender", "lift", "supersonic", "speed"}
    assert all(word in note.message for word in words.split())


def test_the_beginning_of_an_identity_will_do(index: Index) -> None:
    """As for `Index.get`; without such an article it raises what that does."""
    assert titles(index.similar(WINGS.id[:6])) == titles(index.similar(WINGS.id))
    for id in ("0" * 32, "nothing", "", WINGS.id[:3]):
        with pytest.raises(ArticleNotFound):
            index.similar(id)


def test_scores_are_explained(index: Index) -> None:
    """To the bit; that the article is left out is a condition that adds nothing, nor does it that words stand near."""
    for hit in index.similar(WINGS.id):
        explanation = hit.explain()
        assert explanation.value == hit.score
        assert "near others" not in str(explanation)
        assert f"condition without “{WINGS.id}” in id: adds nothing" in str(explanation)


def test_copies_of_the_article_are_left_out(copied: Index) -> None:
    """All of its story, whichever of it is asked for; with `collapse=False` or older versions only itself."""
    for one in STORY:
        others = {other.id for other in STORY} - {one.id}
        assert FEWER.id in [hit.id for hit in copied.similar(one.id)]
        assert not others & {hit.id for hit in copied.similar(one.id, limit=100)}
        for answer in (
            copied.similar(one.id, limit=100, collapse=False),
            copied.similar(one.id, limit=100, versions=True),
        ):
            found = [hit.id for hit in answer]
            assert others & set(found)
            assert one.id not in found


def test_words_of_its_copies_alone_are_not_looked_for(copied: Index) -> None:
    """They would leave no room for those by which others are found."""
    words = set(copied.similar(FIRST.id).query.partition(": ")[2].split())
    numbers = {word for word in FIRST.body.split() if word.isdigit()}
    assert numbers - set(FEWER.body.split())
    assert words & numbers
    assert words & numbers <= set(FEWER.body.split())


def test_words_of_older_versions_alone_are_not_looked_for() -> None:
    """Nor are these shown, unless they are wanted."""
    page = [
        Article(
            title=title,
            body=WINGS.body,
            lang="en",
            url="https://a.example/wings",
            fetched_at=datetime(2025, 5, day, tzinfo=timezone.utc),
        )
        for day, title in enumerate(("Flutter", "Flutter explained"), 1)
    ]
    with small_index([*page, LIKE, UNLIKE], settings=searchkit.Settings(stories=0)) as index:
        found, every = index.similar(page[1].id), index.similar(page[1].id, versions=True)
        assert (titles(found), "flutter" in found.query) == ([LIKE.title], False)
        assert (titles(every), "flutter" in every.query) == ([page[0].title, LIKE.title], True)


def test_copies_of_others_are_one_hit(copied: Index) -> None:
    """As in any answer."""
    (first, *_), found = copied.similar(FEWER.id), copied.similar(FEWER.id, limit=100)
    assert first.id in {one.id for one in STORY}
    assert len({one.id for one in STORY} & {hit.id for hit in found}) == 1
    assert first.copy_count == 2
    assert {FIRST.id, AGAIN.id, SHORT.id} <= {hit.id for hit in copied.similar(FEWER.id, limit=100, collapse=False)}


def test_pages_follow_each_other(copied: Index) -> None:
    """They are parts of the whole answer; what is out of range is refused."""
    whole = [hit.id for hit in copied.similar(FEWER.id, limit=100, collapse=False)]
    assert [copied.similar(FEWER.id, limit=1, page=page, collapse=False)[0].id for page in (1, 2, 3)] == whole[:3]
    assert copied.similar(FEWER.id, limit=100, page=2).hits == ()
    for options in ({"limit": 0}, {"page": 0}, {"passages": -1}):
        with pytest.raises(SettingError):
            copied.similar(FIRST.id, **options)  # type: ignore[arg-type]


def test_conditions_are_those_of_a_search() -> None:
    """Only what meets them is an answer, in the same order; a misspelt one is refused, and one about words."""
    likes = [
        replace(LIKE, id=name, title=name, source=name, lang=lang, published=Published(on=date(2025, month, 1)))
        for month, (name, lang) in enumerate((("Courier", "en"), ("Ledger", "en"), ("Seeblatt", "de")), 1)
    ]
    with small_index([WINGS, UNLIKE, *likes], settings=searchkit.Settings(stories=0)) as index:
        assert set(titles(index.similar(WINGS.id))) == {"Courier", "Ledger", "Seeblatt"}
        assert titles(index.similar(WINGS.id, sources=["ledger", "seeblatt"], languages=["en"])) == ["Ledger"]
        assert titles(index.similar(WINGS.id, since="2025-02", until=date(2025, 2, 28))) == ["Ledger"]
        assert titles(index.similar(WINGS.id, since="30d", now=datetime(2025, 3, 20))) == ["Seeblatt"]
        found = index.similar(WINGS.id, facets=["source", "language"], languages=["en"], limit=1)
        assert (len(found), found.total) == (1, 2)
        assert found.facets == {"source": (("Courier", 1), ("Ledger", 1)), "language": (("en", 2),)}
        for wrong in ("source", "match_all", "names", "sort"):
            with pytest.raises(TypeError, match=rf"similar\(\) got an unexpected keyword argument '{wrong}'"):
                index.similar(WINGS.id, **{wrong: True})  # type: ignore[arg-type]
        with pytest.raises(SettingError, match="sources must be a sequence"):
            index.similar(WINGS.id, sources="Ledger")


def test_a_hit_is_asked(index: Index) -> None:
    """It answers as the index does, with the same arguments, and so do the hits of that answer."""
    (hit, *_) = index.search("slender vortices")
    assert hit.id == WINGS.id
    assert replace(hit.similar(), seconds=0) == replace(index.similar(WINGS.id), seconds=0)
    assert hit.similar(limit=1, passages=0, languages=["en"]).hits == (
        index.similar(WINGS.id, limit=1, passages=0, languages=["en"]).hits
    )
    assert WINGS.id in [other.id for other in hit.similar()[0].similar()]
    (every, *_) = index.all("slender vortices")
    assert titles(every.similar()) == titles(hit.similar())
    with pytest.raises(SettingError):
        hit.similar(limit=0)
    with pytest.raises(TypeError, match=r"similar\(\) got an unexpected keyword argument 'source'"):
        hit.similar(source="Ledger")


def test_a_hit_is_asked_later() -> None:
    """What is looked for is the article as it was found, in the index as it is now; when that is closed, in none."""
    with small_index([WINGS, LIKE, UNLIKE]) as index:
        hit = index.search("slender vortices")[0]
        index.delete(WINGS.id)
        index.add(PARTLY)
        assert set(titles(hit.similar())) == {LIKE.title, PARTLY.title}
        copy = pickle.loads(pickle.dumps(hit))  # noqa: S301  # our own
        with pytest.raises(IndexClosed, match="search again for what is like it"):
            copy.similar()
    with pytest.raises(IndexClosed):
        hit.similar()


def test_an_article_of_its_own_words_is_like_none() -> None:
    """And a note says so; stop words tell nothing."""
    with small_index([Article(title="Gulls", body="Of the seabirds", lang="en"), WINGS, UNLIKE]) as index:
        found = index.similar(next(iter(index)).id)
        assert (found.total, len(found), [note.code for note in found.notes]) == (0, 0, ["similar"])
        assert "no word" in found.notes[0].message


def test_at_most_so_many_words_are_looked_for() -> None:
    """However long the article is."""
    long = Article(title="", body=" ".join(f"word{number}" for number in range(3 * WORDS)), lang="en")
    with small_index([long, replace(long, id="again", title="Again")], settings=searchkit.Settings(stories=0)) as index:
        assert len(index.similar(long.id).query.partition(": ")[2].split()) == WORDS


def test_words_of_any_language(copied: Index) -> None:
    """An article is read in its own."""
    korean = next(one for one in ARTICLES if one.lang == "ko")
    assert copied.similar(korean.id).query.startswith("articles like ")


def test_an_index_on_the_disk(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Opened anew, after a change."""
    folder = tmp_path_factory.mktemp("similar") / "index"
    small_index([WINGS, LIKE, UNLIKE], path=folder).close()
    with searchkit.open(folder) as index:
        assert titles(index.similar(WINGS.id)) == [LIKE.title]
        index.delete(LIKE.id)
        assert titles(index.similar(WINGS.id)) == []
