"""The furniture of aggregator pages: data, per language.

``sure`` lines stand in no article; ``likely`` ones ('Comments') may also be a subhead, so they count only in a run of
furniture at the end of a body; ``inside`` ones are dropped wherever they stand alone. Lines pass `fold` and lose their
final punctuation before they are compared, so write them in any case. The patterns match a whole folded line
(in Arabic, fold takes the hamza off the alif). A new language is a new entry.
"""

from __future__ import annotations

SURE = {
    "en": """
        Try Our AI Features
        No comments yet
        Be the first to comment
        Related Articles
        Related News
        Related Stories
        Download the App
        Download our App
        Get Started Now: Download the App
        Get the App
        app-storeplay-store
        app-store play-store
        App Store Google Play
    """,
    "ar": """
        جرب ميزات الذكاء الاصطناعي لدينا
        جرّب ميزات الذكاء الاصطناعي
        لا يوجد تعليقات بعد
        لا توجد تعليقات بعد
        لا توجد تعليقات
        أخبار ذات صلة
        مقالات ذات صلة
        مواضيع ذات صلة
        حمل التطبيق
        تحميل التطبيق
        حمّل التطبيق الآن
        قم بتحميل التطبيق
        ابدأ الآن: حمل التطبيق
        ابدأ الآن: قم بتحميل التطبيق
    """,
    "fr": """
        Essayez nos fonctionnalités d'IA
        Aucun commentaire pour le moment
        Articles connexes
        Articles similaires
        Télécharger l'application
    """,
    "es": """
        Prueba nuestras funciones de IA
        Aún no hay comentarios
        Artículos relacionados
        Noticias relacionadas
        Descarga la aplicación
    """,
    "de": """
        Testen Sie unsere KI-Funktionen
        Noch keine Kommentare
        Ähnliche Artikel
        Verwandte Artikel
        App herunterladen
    """,
}

SURE_PATTERNS = (
    r"explore what .{1,40}\bai\b.{0,40} can do for you",
    r"try (?:our|the) .{0,20}\bai\b.{0,20} features?",
    r"(?:get started(?: now)?|start now)\b.{0,10}\bdownload\b.{0,40}\bapp",
    r"ready to dive into .{1,200}",
    r"(?:simply )?download .{1,60} app (?:today|now)\b.{0,140}",
    r"(?:get|download) (?:the|our) .{0,30}app\b.{0,40}",
    r"(?:apple[ -])?app[ -]?store[ /|&-]*(?:and )?(?:google[ -])?play(?:[ -]?store)?",
    r"(?:google[ -])?play[ -]?store[ /|&-]*(?:apple[ -])?app[ -]?store",
    r"(?:get it|available) on (?:the )?(?:app store|google play)",
    r"اكتشف ما يمكن ان .{1,60} من اجلك",
    r"جرب .{0,40}الذكاء الاصطناعي.{0,20}",
    r"(?:ابدا|ابدي) الان\b.{0,40}(?:حمل|تحميل|تنزيل|نزل).{0,40}",
    r"(?:قم ب)?(?:حمل|تحميل|تنزيل|نزل|حملوا)(?: ال| )?تطبيق.{0,120}",
    r"هل انت (?:مستعد|جاهز).{1,200}تطبيق.{0,140}",
    r"(?:هل انت )?(?:مستعد|جاهز) (?:للغوص|للانغماس|لاستكشاف).{1,250}",
)

LIKELY = {
    "en": """
        logo
        Comments
        Comment
        Leave a comment
        Hashtags
        Tags
        Related
        Trending
        Follow us
        Sign up
        Log in
        Login
        See more
        See all
        View all
        Read more
        Show more
        Load more
        More
        More news
        app-store
        play-store
        loading
        About us
        Contact us
        Advertise with us
        All rights reserved
        Privacy Policy
        Terms of Use
        Terms of Service
        Terms and Conditions
    """,
    "ar": """
        شعار
        التعليقات
        تعليقات
        هاشتاغز
        هاشتاغات
        هاشتاج
        هاشتاغ
        وسوم
        الوسوم
        تسجيل الدخول
        اقرأ المزيد
        عرض المزيد
        المزيد
        من نحن
        اتصل بنا
        جميع الحقوق محفوظة
        سياسة الخصوصية
        الشروط والأحكام
    """,
    "fr": "Commentaires",
    "es": "Comentarios",
    "de": "Kommentare",
}

LIKELY_PATTERNS = (
    # the name of the picture behind the box of features
    r"[a-z]+(?: [a-z]+)? (?:background|banner|gradient)",
    r"خلفية \w+(?: \w+)?",
    r"(?:©|copyright|\(c\)).{0,100}",
    r"follow us on .{1,60}",
)

INSIDE = {
    "en": """
        Advertisement
        Advertisements
        Advertising
        Sponsored
        Share
        Share this
        Share this article
        Share this story
        Story continues below advertisement
        Article continues below advertisement
        Copy link
        Print
    """,
    "ar": """
        إعلان
        إعلانات
        شارك
        مشاركة
        شارك المقال
        طباعة
        نسخ الرابط
    """,
    "fr": "Publicité\nPartager",
    "es": "Publicidad\nCompartir",
    "de": "Anzeige\nTeilen",
}

LISTINGS = (
    r"latest (?:news|articles|stories) (?:with|on|about|for|from|tagged) .{1,80}",
    r"(?:احدث|اخر) (?:الاخبار|المقالات) (?:مع|عن|حول|في|من) .{1,80}",
    r"(?:dernieres nouvelles|ultimas noticias|neueste nachrichten) .{1,80}",
)
"""The heading of a page that only lists items."""

TIME_LABELS = ("time", "الوقت", "وقت")
"""The name of the clock icon, glued to the date of an item."""

NUMBERED_SOURCES = (
    "News18", "CNBC-TV18", "CNBCTV18", "France 24", "France24", "News24", "TV9", "Channel 4",
    "Jo24", "جو 24", "سبق24", "صدى24", "فرانس 24", "Daily8", "TV5", "TV2", "Kanal 7",
)  # fmt: skip
"""Papers whose names end in a number: where a count is glued to them, only the name says which digits are whose."""
