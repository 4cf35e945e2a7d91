"""The commonest words of the languages that most news is in: data for `searchkit.reading.texts.language`.

Nearly all are function words; a clear text of a language is a fifth or more of them. English has a row of the words of
market reports besides, since those have few others. Words that several languages share stand in each list, so that
they speak for none of them alone. Close pairs (Danish and Norwegian, Czech and Slovak, Indonesian and Malay, Serbian
and Croatian) have no list: the statistical model tells them apart. So it does for the small neighbours of a large
language, which `NEEDS` and `FORBIDS` keep out.
"""

from __future__ import annotations

import re

FUNCTION_WORDS = {
    "en": """the of and to in a is that for it was on with as he be at by i this had not are but from or have an they
        which one you were her all she there would their we him been has when who will more no if out so said what its
        about than into them can only other new some could time these two may then do any my now such over our after
        also did many before must through being where those both between under
        against each since because while year years company share shares sales loss profit quarter market record
        government president people first last week month months percent ended today dividend vs inc corp ltd says
        shr cts revs qtr mths shrs avg dlrs mln pct qtly qtrly payout raises""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er
        hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur
        bis mehr durch man sein wurde sei hatte kann gegen vom können schon wenn habe seine ihre dann unter wir soll
        ich eines jahr zwei diese dieser wieder keine seiner worden will zwischen immer""",
    "fr": """de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec son
        aux d'un cette d'une ont ses mais comme on tout nous sa fait été aussi leur bien peut ces y deux ou elle après
        avait être même était sans dont encore entre leurs très contre selon où depuis alors avant""",
    "es": """de la que el en y a los del se las por un para con no una su al lo como más o pero sus le ha me si sin
        sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué
        sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien contra durante según después""",
    "it": """di e il la che in a per un è del non una della i le si da con sono al dei come più l' anche ha alla nel lo
        delle ma o gli ed dal nella se su ci questo era sul loro dalla degli ai stato hanno due essere tra questa anni
        quando dell' suo sua fra perché ancora cui aveva nelle tutti stata contro dopo solo""",
    "pt": """de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu
        sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter
        seus quem nas me esse eles estão você tinha foram essa num nem suas às têm numa pelos contra""",
    "nl": """de van het een en in is dat op te zijn voor met die niet aan er om ook als bij door maar naar dan nog of
        uit wordt ze hij was heeft over tot worden kan had zich hebben deze meer al geen werd moet wel haar zou hun
        omdat tegen onder veel na zo andere waar twee jaar tussen onze""",
    "sv": """och i att det som en på är av för med den till inte har de ett om var han jag men sig från så vi kan när
        nu hade vid eller mot hon under skulle efter bara upp ut vad över in man mycket alla sedan mellan får än två
        mer deras också där blev varit dem år några""",
    "pl": """w i na z się do nie że o jest to od za przez po jak co dla a ale był oraz tym ich jego tego już przy są
        może tak które który która też tylko było być czy jako ma bardzo przed jej lat będzie gdy kiedy bez między
        także roku zostało przeciw""",
    "tr": """ve bir bu da de için ile olarak çok daha olan gibi en kadar sonra ne ki var ise o olduğu her ama göre
        veya yeni ya değil tarafından mi önce büyük diye iki hem türkiye oldu bütün bunun onun üzerinde arasında
        sadece bile nasıl karşı""",
    "ru": """и в не на что с по как из за к для от это он то а но его у же о все она так был или мы если бы после
        уже только при также они был была были до со во чтобы который которые которая этого их её себя может году
        когда было без под между против более лет""",
    "ar": """في من على إلى أن عن التي الذي مع هذا هذه ما كان لا بعد أو قد كما بين كل ذلك لم ولا حيث وقد وفي قبل ومن
        كانت إن عند خلال أي عام يوم منذ حتى غير أكثر الى ان وقال هو هي ضد دون إذا لكن""",
}

NEEDS = {
    language: re.compile(pattern)
    for language, pattern in {
        "en": r"\b(?:the|of|and|vs|cts|says)\b",
        "es": r"\by\b",
        "it": r"\b(?:che|non|della?|è|gli)\b",
        "pl": "[ąęłżś]",
        "pt": "[ãõ]",
        "ru": "ы",
        "sv": "[äö]",
    }.items()
}
"""What every longer text of the language has, and its neighbours have not: Russian its ``ы``."""

FORBIDS = {
    language: re.compile(pattern)
    for language, pattern in {
        "ar": "[پچگژکی]",  # Persian, Urdu, Kurdish
        "de": r"\b(?:een|dat|ass|vun|och)\b",  # Low German, Luxembourgish
        "es": r"\b(?:els|amb|unha|dos|pa|les)\b",  # Catalan, Galician, Asturian
        "fr": r"\b(?:dins|lo|mga|ki|pou|dj|ås|lès)\b",  # Occitan, Creoles, Walloon, Cebuano
        "it": r"\b(?:u|hè|las|ils|lis|los|dai|dals|du|dla|tal|ke)\b",  # Corsican, Romansh, Friulian, Ladin, Ido
        "nl": r"\b(?:nie|vir|hulle|wees|un|dee)\b|'n\b",  # Afrikaans, Low German
        "pl": "[ěšžč]",  # Sorbian
        "ru": "[іїєјўљњџќѓ]",  # Ukrainian, Belarusian, Serbian, Macedonian
        "sv": "[æø]",  # Danish, Norwegian
        "tr": "[əñäêňӓ]",  # Azerbaijani, Crimean Tatar, Gagauz, Turkmen
    }.items()
}
"""What a text of the language never has, or hardly ever, and a neighbour's often."""
