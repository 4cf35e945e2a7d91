"""The language of an article."""

from __future__ import annotations

import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import ReadingError
from searchkit.reading.opening import _code
from searchkit.reading.texts import language
from searchkit.reading.texts.function_words import FUNCTION_WORDS
from searchkit.reading.texts.language import agreed, detect, language_code

_TEXTS = {
    "en": "The harbour council said on Tuesday that it had approved the plan for a new quay, and that the decision on "
    "the bridge would be put off until the autumn because of the cost.",
    "de": "Der Hafenausschuss hat am Dienstag den Plan für einen neuen Kai gebilligt und die Entscheidung über die "
    "Brücke wegen der Kosten auf den Herbst verschoben, wie es in einer Mitteilung hieß.",
    "fr": "Le conseil du port a approuvé mardi le projet d'un nouveau quai et a reporté à l'automne la décision sur le "
    "pont, qui est trop cher pour la ville et pour les habitants du quartier.",
    "es": "El consejo del puerto aprobó el martes el plan de un nuevo muelle y aplazó hasta el otoño la decisión sobre "
    "el puente, que es demasiado caro para la ciudad y los vecinos del barrio.",
    "it": "Il consiglio del porto ha approvato martedì il progetto di un nuovo molo e ha rinviato all'autunno la "
    "decisione sul ponte, che è troppo caro per la città e per gli abitanti del quartiere.",
    "pt": "O conselho do porto aprovou na terça-feira o plano de um novo cais e adiou para o outono a decisão sobre a "
    "ponte, que não é barata para a cidade nem para os moradores do bairro, segundo a administração.",
    "nl": "De havenraad heeft dinsdag het plan voor een nieuwe kade goedgekeurd en de beslissing over de brug tot de "
    "herfst uitgesteld, omdat die te duur is voor de stad en de bewoners van de buurt.",
    "sv": "Hamnrådet godkände på tisdagen planen på en ny kaj och sköt upp beslutet om bron till hösten, eftersom den "
    "är för dyr för staden och för dem som bor i närheten.",
    "da": "Havnerådet godkendte tirsdag planen om en ny kaj og udskød beslutningen om broen til efteråret, fordi den "
    "er for dyr for byen og for dem, der bor i nærheden.",
    "pl": "Rada portu przyjęła we wtorek plan budowy nowego nabrzeża i odłożyła decyzję o moście na jesień, ponieważ "
    "jest on zbyt drogi dla miasta i dla tych, którzy mieszkają w pobliżu.",
    "tr": "Liman meclisi salı günü yeni bir rıhtım planını kabul etti ve köprü ile ilgili kararı sonbahara erteledi, "
    "çünkü bu köprü şehir için çok pahalı olduğu gibi gerekli de değil.",
    "ru": "Совет порта во вторник одобрил план новой набережной и отложил решение о мосте до осени, потому что он "
    "слишком дорог для города и для тех, кто живёт поблизости.",
    "uk": "Рада порту у вівторок схвалила план нової набережної і відклала рішення про міст до осені, бо він надто "
    "дорогий для міста та для тих, хто живе поблизу.",
    "bg": "Съветът на пристанището одобри във вторник плана за нов кей и отложи решението за моста до есента, защото "
    "той е твърде скъп за града и за тези, които живеят наблизо.",
    "ar": "وافق مجلس الميناء يوم الثلاثاء على خطة الرصيف الجديد وأجل القرار بشأن الجسر إلى الخريف، لأنه مكلف جدا على "
    "المدينة وعلى من يعيشون في الجوار، كما قال رئيس المجلس.",
    "fa": "شورای بندر روز سه‌شنبه طرح اسکله جدید را تصویب کرد و تصمیم درباره پل را به پاییز موکول کرد، چون برای شهر و "
    "کسانی که در نزدیکی زندگی می‌کنند بسیار گران است.",
    "ko": "항만위원회는 화요일 새 부두 계획을 승인하고 다리에 대한 결정을 가을로 미뤘다.",
    "ja": "港湾評議会は火曜日、新しい埠頭の計画を承認し、橋についての決定を秋まで延期した。",
    "zh": "港口委员会周二批准了新码头的计划，并将关于桥梁的决定推迟到秋天。",
    "el": "Το συμβούλιο του λιμανιού ενέκρινε την Τρίτη το σχέδιο για μια νέα προβλήτα.",
    "he": "מועצת הנמל אישרה ביום שלישי את התוכנית לרציף חדש ודחתה את ההחלטה על הגשר לסתיו.",
    "th": "สภาท่าเรืออนุมัติแผนท่าเทียบเรือใหม่เมื่อวันอังคารและเลื่อนการตัดสินใจเรื่องสะพานออกไป",
    "hi": "बंदरगाह परिषद ने मंगलवार को नए घाट की योजना को मंजूरी दी और पुल पर फैसला शरद ऋतु तक टाल दिया।",
}  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), _TEXTS.items())
def test_clear_text_is_recognised(lang: str, text: str) -> None:
    """A sentence or two of news are enough."""
    found, confidence = detect("", text)
    assert found == lang
    assert confidence > 0.5


@pytest.mark.parametrize(("lang", "text"), _TEXTS.items())
def test_function_words_agree_with_the_model(lang: str, text: str) -> None:
    """Where the function words decide, the statistical model would have decided alike."""
    quick = language._by_words(text)
    if quick is not None:
        assert quick[0] == lang == language._by_model(text)[0]


def test_clear_text_needs_no_model() -> None:
    """Most of the world's news is told by its function words, at a tenth of the time."""
    assert all(language._by_words(_TEXTS[lang]) for lang in ("en", "de", "fr", "es", "nl", "sv"))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("서울", "ko"),
        ("ひらがな", "ja"),
        ("北京", "zh"),
        ("Ελλάδα", "el"),
        ("Rome", "und"),
        ("12.5 %", "und"),
        ("", "und"),
    ],
)
def test_under_twenty_letters_only_the_script_speaks(text: str, lang: str) -> None:
    """A script that one language has decides; a Latin word does not."""
    assert detect(text, "")[0] == lang


def test_foreign_names_do_not_change_the_language() -> None:
    """English about Seoul stays English, Korean with Latin names stays Korean."""
    assert detect("", _TEXTS["en"] + " 서울 (Seoul) 北京")[0] == "en"
    assert detect("", _TEXTS["ko"] + " NATO, OECD and Samsung Electronics")[0] == "ko"


@pytest.mark.parametrize(
    ("declared", "lang"),
    [("de-AT", "de"), ("PT_br", "pt"), ("nb", "no"), ("iw", "he"), ("und", ""), ("german", "de"), ("eng", "en")],
)
def test_declared_languages_are_codes(declared: str, lang: str) -> None:
    """What a page declares becomes a code of two letters, or nothing."""
    assert language_code(declared) == lang


def test_text_overrules_a_wrong_declaration_but_not_a_close_one() -> None:
    """German under ``lang=en`` is German; a Norwegian page may say that it is not Danish."""
    assert agreed("en", "", _TEXTS["de"])[0] == "de"
    assert agreed("nb", "", _TEXTS["da"])[0] == "no"
    assert agreed("it", "Roma", "")[0] == "it"


@given(st.text(), st.text())
def test_any_text_has_a_language_or_none(title: str, body: str) -> None:
    """Detection never raises; the code is lower case and the confidence between 0 and 1."""
    lang, confidence = detect(title, body)
    assert lang.islower()
    assert 0 <= confidence <= 1


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("HARBOUR INDUSTRIES INC <HRBR> 1ST QTR JAN 31 LOSS", "Shr loss 26 cts vs loss 12 cts\nNet loss 289,649"),
        ("TRADE BODY AUTHORISES EXPORT OF 55,000 TONNES MAIZE, MAXIMUM REBATE 130 ECUS/TONNE", ""),
        ("Jan 4462 Mar 583 Dec 167", "Total 25273"),
    ],
)
def test_a_headline_is_in_no_rare_language(title: str, body: str) -> None:
    """Abbreviations look like Occitan or Latin to the model; then the likeliest common language, or none."""
    assert detect(title, body)[0] in {"en", "und"}


def test_market_reports_in_english_need_no_model() -> None:
    """A table of results has words of its own, few of which another language has."""
    table = "Shr 26 cts vs 12 cts\nNet 289,649 vs 101,200\nRevs 1.2 mln vs 900,000"
    assert language._by_words(f"HARBOUR INDUSTRIES INC 1ST QTR NET\n{table}".lower()) == ("en", 0.99)


@pytest.mark.parametrize(("lang", "text"), _TEXTS.items())
def test_a_few_words_are_english_only_where_they_are(lang: str, text: str) -> None:
    """Stretches of seven words or more of other languages, however cut, never pass for English."""
    words = text.split()
    for width in (7, 10, 15):
        for at in range(len(words) - width + 1):
            found = language._by_words(" ".join(words[at : at + width]))
            assert found is None or found[0] == lang


@given(st.lists(st.sampled_from(sorted(language._languages_of())), min_size=16, max_size=250))
def test_words_of_all_languages_are_counted_at_once(words: list[str]) -> None:
    """What the sum of the words' numbers says of each language is how many of the words are its own."""
    text = " ".join(words)[: language._WORDS_FROM]
    counts = {name: sum(word in own.split() for word in text.split()) for name, own in FUNCTION_WORDS.items()}
    best, second = sorted(counts.values())[:-3:-1]
    found = language._by_words(text)
    if found is not None:
        assert counts[found[0]] == best >= 1.5 * second
    total = sum(language._languages_of().get(word, 0) for word in text.split())
    assert list(total.to_bytes(len(counts), "little")) == list(counts.values())


def test_as_many_words_as_are_looked_at_are_counted_apart() -> None:
    """Words of one letter, 250 of them, fill the bytes of their languages and no others."""
    words = ("a " * 1_000)[: language._WORDS_FROM].split()
    total = sum(language._languages_of()[word] for word in words)
    counts = [len(words) if "a" in own.split() else 0 for own in FUNCTION_WORDS.values()]
    assert list(total.to_bytes(len(counts), "little")) == counts


def test_a_model_that_finds_no_room_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is unpacked into a temporary file; the sentence says where, and the file is read again by the next run."""

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    language._model.cache_clear()
    with pytest.raises(ReadingError, match=r"languages cannot be told: .*TMPDIR") as caught:
        language._model()
    assert _code(caught.value) == "unreadable"
