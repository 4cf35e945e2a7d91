# ruff: noqa: E501  (samples keep the lines they are printed in)
"""Invented aggregator pages, each with the truth about it: stories are put into a layout, so both are known.

`page` composes; `PAGES` has the named ones, which between them vary everything that the family is known to vary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from searchkit.model import Role


@dataclass(frozen=True)
class Story:
    """One article as it should come out, and how its header is printed."""

    title: str
    paragraphs: tuple[str, ...] = ()
    source: str = ""
    when: str = ""
    """As printed: '30-05-2025', 'an hour ago', or nothing."""
    section: str = ""
    more_bullets: tuple[str, ...] = ()
    agency: str = ""
    authors: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    """Lines of the text that are no paragraphs, printed before it."""
    below: tuple[str, ...] = ()
    repeats: tuple[str, ...] | None = None
    """How the title is printed, when not alike everywhere: above the source (twice), then above the text."""

    @property
    def body(self) -> str:
        """The text as it should come out."""
        return "\n\n".join(self.paragraphs)

    @property
    def text(self) -> list[str]:
        """The lines of the text as they are printed."""
        return [*self.above, *self.paragraphs, *self.below]


BOX = (
    "Orange background",
    "Try Our AI Features",
    "Explore what Morgenpost AI can do for you:",
    "Comments",
    "No comments yet...",
)
FOOTER = (
    "DOWNLOAD THE APP",
    "Get Started Now: Download the App",
    "Ready to dive into a world of news? Download Morgenpost app today from your preferred app store and start reading.",
    "app-storeplay-store",
)
BOX_AR = (
    "هاشتاغز",
    "جرب ميزات الذكاء الاصطناعي لدينا",
    "اكتشف ما يمكن أن يفعله Morgenpost AI من أجلك:",
    "التعليقات",
    "لا يوجد تعليقات بعد...",
)
FOOTER_AR = (
    "حمّل التطبيق",
    "ابدأ الآن: قم بتحميل التطبيق",
    "هل أنت مستعد للغوص في عالم من الأخبار؟ حمّل تطبيق مورغن اليوم.",
)


@dataclass(frozen=True)
class Page:
    """A page's text and what it holds."""

    name: str
    text: str
    stories: tuple[Story, ...]
    roles: tuple[Role, ...]
    furniture: tuple[str, ...] = field(default=())


def item_a(story: Story, label: str = "time", bullet: str = "  • ") -> list[str]:
    """An item of layout A: title twice, source, date, bullets, title, text."""
    first, second, third = story.repeats or (story.title,) * 3
    bullets = [word for word in (story.section, *story.more_bullets, story.source) if word]
    head = f"{first}\n{second}" if first else second
    return [head, story.source, label + story.when, "\n".join(bullet + word for word in bullets), third, *story.text]


def item_b(story: Story) -> list[str]:
    """An item of layout B: source, date, bullets, title, text, line by line."""
    bullets = [word for word in (story.section, *story.more_bullets, story.source) if word]
    return ["\n".join([story.source, story.when, *("- " + word for word in bullets), story.title, *story.text])]


def main_a(story: Story, glue: str = "") -> list[str]:
    """The main article of layout A: logo, title twice, source and date glued, then the text line by line."""
    first, second = (story.repeats or (story.title, story.title))[:2]
    dateline = [f"{story.source}{glue}{story.when}"] if story.source or story.when else []
    return [f"logo\n{first}", second, "\n".join([*dateline, *story.text])]


def main_b(story: Story) -> list[str]:
    """The main article of layout B: the title once and the text."""
    return ["\n".join([story.title, *story.text])]


def page(
    name: str,
    main: Story | None,
    items: Sequence[Story] = (),
    *,
    layout: str = "A",
    box: Sequence[str] = BOX,
    related: str = "Related Articles",
    footer: Sequence[str] = FOOTER,
    head: Sequence[str] = (),
    glue: str = "",
    label: str = "time",
    bullet: str = "  • ",
) -> Page:
    """Puts stories into a layout."""
    blocks: list[str] = list(head)
    if main is not None:
        blocks += main_a(main, glue) if layout == "A" else main_b(main)
        blocks += [*box, related] if items else box
    for story in items:
        blocks += item_a(story, label, bullet) if layout == "A" else item_b(story)
    blocks += footer
    stories = (main, *items) if main is not None else tuple(items)
    kind: Role = "related" if main else "listed"
    roles: tuple[Role, ...] = (*(("main",) if main else ()), *[kind for _ in items])
    furniture = (*head, *(box if main else ()), *footer)
    return Page(name, "\n\n".join(blocks) + "\n", stories, roles, furniture)


HARBOUR = Story(
    "Harbour town votes to keep its old ferry",
    (
        "A narrow vote that surprised even the people who had called for it three summers ago",
        "The council of Brackwater voted on Tuesday evening to keep the ferry that has crossed its bay since 1911, and to "
        "pay for a new engine out of the reserve that was meant for a bridge.",
        "'Nobody who has waited for a bridge in this county will wait for another one,' said the mayor, Ilse Tarrant, "
        "after nine of seventeen members had raised their hands.",
        "A bridge that never came",
        "Plans for a bridge had been drawn four times since the war. Each time the ground under the northern pier turned "
        "out to be softer than the drawings allowed, and each time the money went into roads instead.",
        "The ferry carried 212,000 passengers last year, a tenth more than in the year before, most of them on foot.",
        "Comments",
        "Under this word the town hall printed a page of letters, and the mayor read two of them aloud before the vote.",
        "The new engine is to run from October on.",
    ),
    source="Coast Gazette",
    when="30-05-2025",
    headings=("A bridge that never came", "Comments"),
)
TRAMS = Story(
    "Tram drivers accept a shorter week, for now",
    ("Tram drivers in Lindhaven have accepted a week of thirty-six hours until the end of the year, their union said on "
     "Monday. The city will hire forty more drivers by March. Both sides called it a truce. (Yonhap)",),
    source="Coast Gazette",
    when="an hour ago",
    agency="Yonhap",
)  # fmt: skip
OLIVES = Story(
    "Why this year's olives are late",
    ("MONTE ALDO, Aug. 14 (Reuters) -- A wet spring and a cold June have put the olive harvest three weeks behind, "
     "growers say, and the presses that hire by the week stand idle.",),
    source="The Hill Farmer",
    when="3 hours ago",
    section="Business",
    agency="Reuters",
)  # fmt: skip
CHESS = Story(
    "Girl of eleven beats two masters in one afternoon",
    ("Nobody at the club had seen her before. By five o'clock she had beaten two masters and lost her scarf, and the "
     "secretary was looking for both her parents and a larger room.",),
    source="News18",
    when="14 hours ago",
    section="Sports",
    more_bullets=("Chess",),
    tags=("Chess",),
)  # fmt: skip
EMPTY = Story("Live: the count in the southern districts", (), source="Radio Nord", when="28 minutes ago")
ROUND_UP = Story(
    "Five things before breakfast",
    ("> The rain stays until Thursday, and the rivers with it.", "> Two banks merge, and one of their names goes.",
     "> A comet can be seen without a glass after ten."),
    source="Morning Brief",
    when="6 days ago",
)  # fmt: skip
MUSEUM_AR = Story(
    "المتحف البحري يفتح أبوابه للأطفال مجانا طوال الصيف",
    (
        "أعلن المتحف البحري في المدينة القديمة أنه سيفتح أبوابه للأطفال مجانا حتى نهاية شهر سبتمبر، بعد أن زاره في الربيع عدد قليل منهم.",
        "قصة السفينة",
        "وقالت مديرة المتحف إن السفينة الخشبية التي رممت العام الماضي ستكون مفتوحة كل يوم جمعة، وإن الحرفيين سيشرحون للزوار كيف بنيت قبل قرنين.",
    ),
    source="الساحل",
    when="منذ 17 ساعات",
    headings=("قصة السفينة",),
)
RAIN_AR = Story(
    "أمطار مبكرة تفرح المزارعين في الشمال",
    (
        "هطلت أمطار غزيرة على القرى الشمالية صباح اليوم، وقال المزارعون إنها جاءت قبل موعدها بأسبوعين وإن الزيتون في حاجة إليها. (وام)",
    ),
    source="جريدة الوادي",
    when="منذ ساعة واحدة",
    section="محلي",
    agency="WAM",
)
MARKET_AR = Story(
    "سوق السمك ينتقل إلى الميناء الجديد",
    ("يفتح سوق السمك أبوابه في الميناء الجديد يوم السبت، وتبقى المقاهي القديمة في مكانها كما وعدت البلدية التجار.",),
    source="جو 24",
    when="١٢-٠٥-٢٠٢٥",
    section="ترفيه",
)

DAYS = {"30-05-2025": date(2025, 5, 30), "١٢-٠٥-٢٠٢٥": date(2025, 5, 12), "11-06-2025": date(2025, 6, 11)}


def many(count: int) -> list[Story]:
    """Stories that differ."""
    hours = [f"{number} hours ago" for number in range(2, 22)]
    return [
        Story(
            f"Report number {number} from the valley of the {number} mills",
            (f"The mill of number {number} turned all night, and in the morning {number * 7} sacks stood at the gate. Nobody "
             "could say who had filled them, nor who would pay for the flour.",),
            source=("Valley Post", "Mill & Market", "TV9", "Yahoo")[number % 4],
            when=hours[number % len(hours)],
        )
        for number in range(count)
    ]  # fmt: skip


def _reporter() -> Story:
    return replace(
        HARBOUR,
        above=("By Ilse Tarrant and Joao de Brito",),
        below=("Photo: Coast Gazette archive", "itarrant@coastgazette.example.com"),
        authors=("Ilse Tarrant", "Joao de Brito"),
        contacts=("itarrant@coastgazette.example.com",),
    )


PAGES: tuple[Page, ...] = (
    page("main and three", HARBOUR, [TRAMS, OLIVES, CHESS]),
    page("one item", HARBOUR, [TRAMS]),
    page("twenty items", HARBOUR, many(20)),
    page("no items", HARBOUR),
    page("no items, no footer", HARBOUR, footer=()),
    page("no footer", HARBOUR, [TRAMS, OLIVES], footer=()),
    page("reporter, photograph and address", _reporter(), [TRAMS, CHESS]),
    page("no source and date", replace(HARBOUR, source="", when=""), [OLIVES, TRAMS]),
    page("glued relative time", replace(HARBOUR, when="6 days ago"), [OLIVES]),
    page("glued to a digit, source known", replace(HARBOUR, source="News18", when="14 hours ago"), [CHESS]),
    page("glued to a digit, source unknown", replace(HARBOUR, source="News18", when="14 hours ago"), [OLIVES]),
    page("glued to a letter", replace(HARBOUR, source="Al Jazira", when="an hour ago"), [OLIVES]),
    page("source of a day's name", replace(HARBOUR, source="USA Today", when="11-06-2025"), [OLIVES]),
    page("source that ends in a digit", replace(HARBOUR, source="Daily8", when="11-06-2025"), [OLIVES]),
    page("empty bodies", HARBOUR, [EMPTY, TRAMS, replace(EMPTY, title="Live: the count in the west")]),
    page("empty main", replace(HARBOUR, paragraphs=(), headings=()), [OLIVES, TRAMS]),
    page("round-up", HARBOUR, [ROUND_UP, TRAMS]),
    page("round-up at the end", HARBOUR, [TRAMS, ROUND_UP]),
    page("hashtag", None, [replace(story, tags=(*story.tags, "Ferries")) for story in (TRAMS, OLIVES, CHESS)],
         head=("logo\n#", "Latest news with #Ferries")),
    page("hashtag of one item", None, [replace(OLIVES, tags=("Olives",))], head=("logo\n#", "Latest news with #Olives")),
    page("items only", None, [TRAMS, OLIVES, CHESS], footer=()),
    page("items under a heading", None, [TRAMS, OLIVES, CHESS], head=("logo", "Economy")),
    page("curly quotes and small differences", HARBOUR,
         [replace(OLIVES, repeats=("Why this year\u2019s olives are late", "Why This Year's Olives are late ", OLIVES.title))]),
    page("first repeat missing", HARBOUR, [replace(CHESS, repeats=("", CHESS.title, CHESS.title)), TRAMS]),
    page("cut titles", HARBOUR,
         [replace(CHESS, repeats=("Girl of eleven beats two masters...", "Girl of eleven beats two masters...", CHESS.title)),
          TRAMS]),
    page("layout B", replace(HARBOUR, source="", when=""), [TRAMS, OLIVES, EMPTY], layout="B",
         box=("Hashtags", *BOX[1:])),
    page("layout B, title only", replace(HARBOUR, paragraphs=(), headings=(), source="", when=""), [TRAMS, OLIVES],
         layout="B", box=("Hashtags", *BOX[1:]), footer=()),
    page("layout B, one item", replace(HARBOUR, source="", when=""), [OLIVES], layout="B", footer=()),
    page("layout B, hashtag", None, [replace(story, tags=("تريند",)) for story in (MARKET_AR, RAIN_AR)], layout="B",
         head=("أحدث الأخبار مع #تريند،",), footer=()),
    page("Arabic", MUSEUM_AR, [RAIN_AR, MARKET_AR], box=BOX_AR, related="أخبار ذات صلة", footer=FOOTER_AR),
    page("Arabic, layout B", replace(MUSEUM_AR, source="", when=""), [RAIN_AR, MARKET_AR], layout="B", box=BOX_AR,
         related="أخبار ذات صلة", footer=FOOTER_AR),
    page("Arabic, label in Arabic", MUSEUM_AR, [RAIN_AR], box=BOX_AR, related="مقالات ذات صلة", footer=(), label="الوقت"),
    page("other host", HARBOUR, [TRAMS, OLIVES],
         box=("Purple banner", "Try Our AI Features", "Explore what NewsNest AI can do for you:", "Comments", "No comments yet..."),
         footer=("Download our app", "Download NewsNest app now and read on.", "© 2025 NewsNest. All rights reserved.",
                 "App Store | Google Play")),
    page("unknown lines in the footer", HARBOUR, [TRAMS, OLIVES, CHESS],
         footer=("Hungry for more?", "DOWNLOAD THE APP", "Twelve million readers cannot be wrong", "app-storeplay-store")),
    page("tags of the main article", replace(HARBOUR, tags=("Ferries", "Brackwater")), [TRAMS],
         box=("Hashtags", "#Ferries", "#Brackwater", *BOX[1:])),
    page("star bullets without a label", HARBOUR, [OLIVES, TRAMS], bullet="* ", label=""),
    page("space between source and date", HARBOUR, [OLIVES], glue=" "),
)  # fmt: skip
