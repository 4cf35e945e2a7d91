"""An answer that every test of this room knows, and texts that make trouble."""

from __future__ import annotations

from datetime import date, datetime, timezone

from hypothesis import strategies as st

from searchkit.model import Article, Copy, Hit, Note, Origin, Passage, Published, Results

TITLE = "Trust grows between Korea and Japan"
PASSAGE = "A poll in Korea says that trust in Japan has grown.\nFew had expected it."

HIT = Hit(
    id="0123456789abcdef0123456789abcdef",
    rank=1,
    score=12.5,
    title=TITLE,
    title_matches=((0, 5), (20, 25), (30, 35)),
    passages=(Passage(PASSAGE, 0, ((10, 15), (26, 31), (35, 40))),),
    source="The Harbour Post",
    published=Published(
        on=date(2025, 5, 30),
        at=datetime(2025, 5, 30, 9, 15, tzinfo=timezone.utc),
        precision="minute",
        basis="metadata",
        raw="2025-05-30T18:15:00+09:00",
    ),
    authors=("Mina Seo",),
    url="https://post.example/world/trust?id=1",
    section="World",
    tags=("diplomacy", "polls"),
    lang="en",
    origins=(Origin("world/trust.html", "/news", reader="html"),),
    story="0123456789abcdef0123456789abcdef",
)
COPY = Copy("f" * 32, "Polls: trust grows", "Coast Ledger", HIT.published, "https://ledger.example/polls")
NOTE = Note("stop-word", "Too common to count beside other words: the; write +the to require it.", 0, 3)
RESULTS = Results((HIT,), 1, True, "korea japan trust", (NOTE,), 0, 0.012)

ARTICLE = Article(
    title=TITLE,
    body="A poll in Korea says that trust in Japan has grown.\n\nFew had expected it.",
    summary="What a poll says.",
    headings=("Why now",),
    source="The Harbour Post",
    authors=("Mina Seo",),
    byline="By Mina Seo in Busan",
    contacts=("mina@post.example",),
    agency="Example Wire",
    url="https://post.example/world/trust?id=1",
    section="World",
    tags=("diplomacy", "polls"),
    lang="en",
    lang_confidence=0.987,
    role="main",
    published=HIT.published,
    fetched_at=datetime(2025, 5, 30, 12, tzinfo=timezone.utc),
    extra={"edition": "late"},
    origins=(Origin("world/trust.html", "/news", "record-7", 2, 10, 400, "html"),),
)

# Letters of many scripts, what joins and what does not, what is invisible, what is wide, what is broken.
TROUBLE = (
    *"ab cd é ñ 한국어 日本語。「」 ｶﾞ ไทยำ हिन्दीक्ष عربى עברית",
    *("\u0301", "\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2066", "\ufe0f", "\ufeff", "\u00ad", "\u3164"),
    *("\x1b[31m", "\x1b]8;;http://x\x07", "\x00", "\x9b", "\x7f", "\r", "\n", "\t", "\u2028", "\xa0", "\u3000"),
    *("👩\u200d👧", "🇰🇷", "🏴\U000e0067\U000e0062\U000e007f", "\U000e0041", "❤\ufe0f", "1\ufe0f\u20e3", "\U0001f3fd"),
    *("\ud800", "\udfff", "می\u200cخ", "क्\u200dष", "葛\U000e0100"),
)
texts = st.lists(st.one_of(st.sampled_from(TROUBLE), st.characters()), max_size=40).map("".join)


@st.composite
def spanned(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text and spans of it, in order, not overlapping, none empty."""
    text = draw(texts)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, tuple(zip(cuts[::2], cuts[1::2], strict=False))
