# ruff: noqa: E501  (one line a number or unit reads better than many)
"""The words that dates are written in: data for `searchkit.reading.dates.parsing`, per language.

Every word passes `fold` before it is looked up, so the tables may be written as people write them.
"""

from __future__ import annotations

import unicodedata

# Bidirectional marks surround numbers in Arabic text; no reader sees them.
_UNSEEN = dict.fromkeys(
    [0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def visible(text: str) -> str:
    """`text` without marks that no reader sees, compatible forms (full-width digits) unified."""
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).strip()


def fold(text: str) -> str:
    """`text` in lower case, without accents and marks, white space as single spaces, compatible forms unified."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_UNSEEN))
        text = unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))
    return " ".join(text.casefold().split())


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


def _numbered(lines: str) -> dict[str, int]:
    """The words of the first line stand for 1, those of the second for 2, and so on; ``_`` stands for a space."""
    return {
        fold(word.replace("_", " ")): number
        for number, line in enumerate(lines.strip().splitlines(), start=1)
        for word in line.split()
    }


# English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Ukrainian, Polish, Swedish and Danish, Turkish,
# Indonesian, Arabic (of Egypt, of the Maghreb, of the Levant).
MONTHS = _numbered(
    """
    january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января январь янв січня stycznia sty ocak oca يناير جانفي كانون_الثاني
    february feb februar februari février févr fév febrero febbraio febbr fevereiro fev февраля февраль фев февр лютого lutego lut şubat şub فبراير فيفري شباط
    march mar märz mär mrz mars marzo março maart mrt марта март мар березня marca mart maret مارس آذار
    april apr avril avr abril abr aprile aprel апреля апрель апр квітня kwietnia kwi nisan nis أبريل إبريل أفريل نيسان
    may mai mayo maggio mag maio mei мая май травня maja maj mayıs مايو ماي أيار
    june jun juni juin junio giugno giu junho июня июнь июн червня czerwca cze haziran haz يونيو جوان حزيران
    july jul juli juillet juil julio luglio lug julho июля июль июл липня lipca lip temmuz tem يوليو جويلية تموز
    august aug août aou agosto ago augustus августа август авг серпня sierpnia sie augusti ağustos ağu agustus agt أغسطس أوت آب
    september sep sept septembre septiembre set settembre sett setembro сентября сентябрь сен сент вересня września wrz eylül eyl سبتمبر أيلول
    october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь окт жовтня października paź ekim eki أكتوبر تشرين_الأول
    november nov novembre noviembre novembro ноября ноябрь ноя нояб листопада listopada lis kasım kas نوفمبر تشرين_الثاني
    december dec dezember dez décembre déc diciembre dic dicembre dezembro декабря декабрь дек грудня grudnia gru aralık ara desember des ديسمبر كانون_الأول
    """
)

WEEKDAYS = frozenset(
    _numbered(
        """
        monday mon montag mo lundi lun lunes lunedì segunda segunda-feira maandag ma понедельник пн poniedziałek pazartesi måndag mandag senin الاثنين الإثنين
        tuesday tue tues dienstag di mardi mar martes martedì terça terça-feira dinsdag вторник вт wtorek salı tisdag tirsdag selasa الثلاثاء
        wednesday wed weds mittwoch mi mercredi mer mercoledì miércoles mié quarta quarta-feira woensdag wo среда ср środa çarşamba onsdag rabu الأربعاء
        thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedì gio quinta quinta-feira donderdag четверг чт czwartek perşembe torsdag kamis الخميس
        friday fri freitag fr vendredi ven viernes vie venerdì sexta sexta-feira vrijdag vr пятница пт piątek cuma fredag jumat الجمعة
        saturday sat samstag sa samedi sam sábado sáb sabato sab zaterdag za суббота сб sobota cumartesi lördag lørdag sabtu السبت
        sunday sun sonntag so dimanche dim domingo dom domenica zondag zo воскресенье вс niedziela pazar söndag søndag minggu الأحد
        """
    )
)

# Words between the parts of a date that say nothing.
FILLERS = _words(
    "of on at the de del di el le la les las los den der am um à a às as alle ore om kl в г года року r uhr uur h hrs o'clock في يوم الساعة"
)

AFTERNOON = {
    fold(word): afternoon
    for afternoon, words in (
        (False, "am صباحا ص 오전 午前 上午"),
        (True, "pm مساء م 오후 午後 下午"),
    )
    for word in words.split()
}

_HOUR = 60
# Minutes east of UTC. IST, CST of China and bare ET are left out or unknown: they name several zones.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": _HOUR, "west": _HOUR, "cet": _HOUR, "cest": 2 * _HOUR,
    "eet": 2 * _HOUR, "eest": 3 * _HOUR, "msk": 3 * _HOUR, "мск": 3 * _HOUR, "wib": 7 * _HOUR, "hkt": 8 * _HOUR, "sgt": 8 * _HOUR,
    "kst": 9 * _HOUR, "jst": 9 * _HOUR, "aest": 10 * _HOUR, "aedt": 11 * _HOUR, "nzst": 12 * _HOUR, "nzdt": 13 * _HOUR,
    "est": -5 * _HOUR, "edt": -4 * _HOUR, "cst": -6 * _HOUR, "cdt": -5 * _HOUR, "mst": -7 * _HOUR, "mdt": -6 * _HOUR,
    "pst": -8 * _HOUR, "pdt": -7 * _HOUR,
}  # fmt: skip
UNKNOWN_ZONES = frozenset(("et", "ct", "mt", "pt", "ist", "gst", "ast"))

# Relative phrases: what stands before or after the counted time.
AGO_BEFORE = ("il y a", "vor", "hace", "ha", "منذ", "قبل")
AGO_AFTER = (
    "ago", "fa", "atras", "geleden", "назад", "тому", "temu", "sedan", "siden", "once", "lalu", "전", "之前", "以前", "前",
)  # fmt: skip
# Words that blur a count; the uncertainty stands for them.
BLUR = _words(
    "about around approximately almost over circa ca etwa ungefähr environ alrededor cerca ongeveer около yaklaşık yang حوالي نحو أقل من واحد واحدة less than more"
)
# One to twelve, as far as people write them out before a unit of time.
COUNTS = {
    **_numbered(
        """
        a an one un una une uno um uma een ein eine einem einer один одну 한 일 一 en ett et bir jeden
        two zwei deux dos due dois duas twee два две 두 二 两 兩 två to iki
        three drei trois tres tre três drie три 세 三 üç
        four vier quatre cuatro quattro quatro четыре 네 四 dört
        five fünf cinq cinco cinque vijf пять 다섯 五 beş
        six sechs seis sei zes шесть 여섯 六 altı
        seven sieben sept siete sette sete zeven семь 일곱 七 yedi
        eight acht huit ocho otto oito восемь 여덟 八 sekiz
        nine neun neuf nueve nove negen девять 아홉 九 dokuz
        ten zehn dix diez dieci dez tien десять 열 十 on
        eleven elf onze once undici одиннадцать 十一
        twelve zwölf douze doce dodici doze twaalf двенадцать 十二
        """
    )
}
FEW = _words("few couple some einigen wenigen unos algunos quelques alcuni несколько بضع بضعة عدة 몇 几 幾 数")
# Units that stand for one without saying so: 'منذ ساعة', 'час назад'.
SINGLES = _words("ثانية دقيقة ساعة يوم أسبوع شهر سنة عام секунду минуту час день неделю месяц год")

_UNITS = {
    "second": "second seconds sec secs s sekunde sekunden segundo segundos seconde secondes secondo secondi seconden секунду секунды секунд сек sekund sekundy sekunder saniye detik ثانية ثوان ثواني ثانيه 초 秒 秒钟 秒鐘 秒間",
    "minute": "minute minutes min mins m minuten minuto minutos minuti minuut minuten минуту минуты минут мин minut minuty minuter minutter dakika menit دقيقة دقائق دقيقه 분 分 分钟 分鐘 分間",
    "hour": "hour hours hr hrs h std stunde stunden hora horas heure heures ora ore uur uren час часа часов ч godzinę godziny godzin timme timmar time timer saat jam ساعة ساعات ساعه 시간 小时 小時 時間 个小时 個小時",
    "day": "day days d tag tagen tage día días jour jours j giorno giorni dia dias dag dagen день дня дней дн dzień dni dagar dage dager gün hari يوم أيام يوما 일 天 日 日間",
    "week": "week weeks wk wks w woche wochen semana semanas semaine semaines settimana settimane weken неделю недели недель tydzień tygodnie vecka veckor uge uger hafta minggu أسبوع أسابيع أسبوعا 주 주일 周 週 週間 星期 个星期 個星期",
    "month": "month months mo mos mth mths monat monaten monate mes meses mois mese mesi mês maand maanden месяц месяца месяцев miesiąc miesiące månad månader måned måneder ay bulan شهر أشهر شهور شهرا 개월 달 个月 個月 月 か月 ヶ月 カ月 ケ月 ヵ月",
    "year": "year years yr yrs y jahr jahren jahre año años an ans année années anno anni ano anos jaar jaren год года лет rok lata lat år yıl tahun سنة سنوات عام أعوام سنين عاما 년 年",
}
UNITS = {fold(word): unit for unit, words in _UNITS.items() for word in words.split()}
# The Arabic dual: one word that counts two.
PAIRS = {
    fold(word): unit
    for unit, words in (
        ("second", "ثانيتين ثانيتان"),
        ("minute", "دقيقتين دقيقتان"),
        ("hour", "ساعتين ساعتان"),
        ("day", "يومين يومان"),
        ("week", "أسبوعين أسبوعان"),
        ("month", "شهرين شهران"),
        ("year", "سنتين سنتان عامين عامان"),
    )
    for word in words.split()
}

# Whole phrases: how many of which unit ago.
PHRASES: dict[str, tuple[int, str]] = {
    fold(phrase): (count, unit)
    for count, unit, phrases in (
        (0, "minute", "now|just now|right now|moments ago|a moment ago|gerade eben|ahora|ahora mismo|à l'instant|maintenant|adesso|proprio ora|agora|agora mesmo|zojuist|только что|сейчас|الآن|للتو|방금|방금 전|たった今|刚刚|剛剛|şimdi|az önce|baru saja"),
        (0, "day", "today|heute|hoy|aujourd'hui|oggi|hoje|vandaag|сегодня|اليوم|오늘|今日|今天|idag|i dag|bugün|hari ini|dzisiaj"),
        (1, "day", "yesterday|gestern|ayer|hier|ieri|ontem|gisteren|вчера|أمس|امس|어제|昨日|昨天|igår|i går|dün|kemarin|wczoraj"),
        (2, "day", "the day before yesterday|day before yesterday|vorgestern|anteayer|avant-hier|l'altro ieri|anteontem|eergisteren|позавчера|أول أمس|그저께|一昨日|前天"),
        (1, "week", "last week|letzte woche|la semana pasada|la semaine dernière|الأسبوع الماضي|지난주|先週|上周"),
        (1, "month", "last month|letzten monat|el mes pasado|le mois dernier|الشهر الماضي|지난달|先月|上个月"),
        (1, "year", "last year|letztes jahr|el año pasado|l'année dernière|العام الماضي|작년|昨年|去年"),
    )
    for phrase in phrases.split("|")
}  # fmt: skip
