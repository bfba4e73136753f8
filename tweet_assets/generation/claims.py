"""What looks like a claim of fact: figures, studies, health, money. The rules find forms, and know nothing of truth.

A claim needs a person's eye, unless a fact of the user's says it: the same figures, and most of the same words, in one
fact that was checked lately. Forms are known in English, and the commonest ones in German, French, Spanish, Portuguese
and Japanese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from tweet_assets.generation.briefs import is_fresh
from tweet_assets.generation.confusables import folded
from tweet_assets.generation.notes import Fact
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import numbers, words

_WORD_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|"
    "ein|zwei|drei|vier|funf|acht|neun|zehn|deux|trois|quatre|cinq|neuf|dix|dos|tres|cuatro|cinco|nueve|diez|"
    "dois|quatro|nove|dez"
)
_COUNT = rf"(?:\d[\d.,]*|{_WORD_NUMBERS})"
_AMOUNTS = (
    "kg|g|mg|ml|km|cm|miles|pounds|degrees|calories|kcal|times|people|users|readers|customers|followers|words|steps|"
)
_AMOUNTS += "menschen|personnes|personas|pessoas"
_TIMES = (
    "hours?|minutes?|seconds?|days?|weeks?|months?|years?|decades|stunden|minuten|tage|wochen|monate|jahre|heures|jours|"
    "semaines|mois|ans|horas|minutos|dias|semanas|meses|anos"
)
_FORMS: tuple[tuple[str, str], ...] = (
    (
        "a share",
        rf"\d[\d.,]*\s?(?:%|per ?cent\b|prozent\b|pour ?cent\b|por ?(?:ciento|cento)\b|パーセント|割)"
        rf"|\b{_COUNT} per ?cent\b"
        rf"|\b{_COUNT} (?:out of|of|in|von|sur|de cada|em cada|su) (?:every |each )?{_COUNT}\b"
        r"|\b(?:half|a third|two thirds|a quarter|three quarters|the majority|most|the vast majority) of (?:all"
        r"|the|us|people"
        r"|adults|users|readers|teams|companies|founders|writers|children|parents)\b"
        r"|\bmost (?:people|adults|users|teams|founders|writers|parents|runners|\w+s) who\b"
        r"|\bla (?:mayoria|majorite|maioria) d[ae]s?\b|\bdie meisten \w+, die\b|\bdie halfte der\b",
    ),
    (
        "a sum of money",
        r"[$€£¥]\s?\d[\d.,]*\s?(?:[kmb]|million|billion)?\b|\b\d[\d.,]*\s?(?:[kmb]\s)?(?:dollars?|euros?|pounds"
        r"|usd|eur|yen)\b"
        rf"|\b(?:{_WORD_NUMBERS}) (?:hundred|thousand|million|billion)\b.{{0,12}}(?:dollars|euros|pounds)?",
    ),
    (
        "a measure",
        rf"\b\d[\d.,]*[ -]?(?:x\b|(?:{_AMOUNTS}|{_TIMES})\b)|\d\s?(?:分|時間|日|年|人|キロ|倍)"
        # written out, a time is part of a story more often than of a claim
        rf"|\b(?:{_WORD_NUMBERS})[ -](?:(?:hundred|thousand|million) )?(?:{_AMOUNTS})\b",
    ),
    (
        "a comparison",
        r"\b(?:twice|(?:two|three|four|five|ten|\d+) times) (?:as|more|less|faster|longer|higher|better|the"
        r"|likelier)\b"
        r"|\b(?:doubles|triples|halves|doubled|tripled|halved) (?:your|the|their|our|my|his|her|its)\b"
        r"|\b(?:doppelt|dreimal) so\b|\bdeux fois (?:plus|moins)\b|\b(?:dos|duas) (?:veces|vezes) m[a-z]+\b|2倍"
        r"|\b(?:more|less|better|faster) than (?:\d|any other|all other|every other)",
    ),
    (
        "a record",
        r"\b(?:in the world|in history|of all time|world record|ever (?:made|recorded|seen|written|built)"
        r"|der welt|du monde|del mundo|do mundo|number one|no\. ?1)\b|世界一"
        r"|\b(?:invented|founded|discovered|introduced|dates? (?:back )?(?:to|from))\b.{0,30}\b(?:1\d|20)\d\d\b",
    ),
    (
        "an authority",
        r"\b(?:stud(?:y|ies)|research(?:ers)?|scien(?:ce|tists?)|experts?|doctors?|physicians|professors?"
        r"|psychologists?"
        r"|economists?|nutritionists?|neuroscien\w+|harvard|stanford|mit|oxford|nasa|the who)\b.{0,30}"
        r"\b(?:shows?|says?|said|finds?|found|proves?|proved|proven|agrees?|recommends?|confirms?|suggests?"
        r"|warns?|hates?|"
        r"knows?|links?|reveals?|revealed|published|advises?|believes?|tells? us)\b"
        r"|\b(?:a|one|new|recent|another|famous|large|long|old|this|the|that) (?:\w+ )?study (?:of|from|in|by|on)\b"
        r"|\bstudies (?:from|of|in|by|on)\b|\bresearch (?:from|by)\b"
        r"|\baccording to\b|\b(?:it is|it's|been|are|is) (?:well |scientifically |clinically |long )?proven\b"
        r"|\b(?:scientifically|clinically|evidence shows|statistics show|the data (?:shows?|says?)|statistically"
        r"|peer.reviewed)\b"
        r"|\b(?:studien?|forsch(?:er|ung)\w*|wissenschaft\w*|experten|arzte)\b.{0,30}\b(?:zeig\w+|beweis\w+"
        r"|sag\w+|beleg\w+"
        r"|bestatig\w+|empfehl\w+|warn\w+|fand\w*)\b|\b(?:laut|wissenschaftlich) \w+"
        r"|\b(?:etudes?|chercheurs?|scientifiques|experts|medecins)\b.{0,30}\b(?:montr\w+|prouv\w+|dis\w+|confirm\w+"
        r"|recommand\w+)\b|\b(?:selon|d'apres)\b"
        r"|\b(?:estudios?|investigador\w*|cientific\w+|expert\w+|medicos|estudos?|pesquisas?|especialistas)\b.{0,30}"
        r"\b(?:muestr\w+|demuestr\w+|demonstr\w+|prueb\w+|prov\w+|dic\w+|diz\w*|confirm\w+|recom\w+|mostr\w+)\b"
        r"|\bsegun\b|\bsegundo (?:estudos|uma|um|a|o)\b"
        r"|研究(?:に|で|が|者|結果)|科学的に|専門家",
    ),
    (
        "something of health",
        r"\bcures?\b|\bcured (?:my|me|his|her|their|of|the (?!ham|meat|fish|egg|salmon|bacon))|\b(?:treatment"
        r"|remedy|therapy) for\b"
        r"|\b(?:treats?|treating|heals?|prevents?|reverses?|fights?|beats?|lowers?|reduces?|relieves?|improves?"
        r"|boosts?|strengthens?"
        r"|regulates?|detox\w*)\b.{0,20}\b(?:anxiety|depression|cancer|pain|headaches?|migraines?|insomnia|sleep"
        r"|blood|cholesterol"
        r"|immun\w+|inflammation|metabolism|burnout|colds?|flu|diabetes|disease|adhd|hormones?|stress|cortisol"
        r"|digestion|gut|memory"
        r"|heart|weight|anaemia|fever|body)\b"
        r"|\bheals (?:your|the|any|all|every)\b|\b(?:dosage|overdose|daily dose|\d+ ?mg|doses? of \d)\b"
        r"|\bdiagnos\w+\b"
        r"|\b(?:detox|immune system|weight loss|lose weight|burns? fat|longevity|live longer|lifespan)\b"
        r"|\b(?:heilt|heilen|lindert|senkt|starkt) \w+|\b(?:guerit|soigne|soulage)\b|\b(?:cura|curan|alivia"
        r"|trata) (?:la|el|o|a|as|os|las|los)\b|治る|治す|効く",
    ),
    (
        "a gain",
        r"\b(?:guarante\w+|risk[- ]free|double your|passive income|buy now|will (?:moon|crash)|get rich"
        r"|financial freedom"
        r"|returns? of|sure thing|never lose|can't lose|cannot lose|easy money|make money|side income|no risk)\b"
        r"|\bgarantiert\w*|\bgaranti\w*|\bingresos pasivos\b",
    ),
    (
        "attention",
        r"\b(?:dm me|follow me|giveaway|retweet|repost this|send (?:me|us|your)|click|download|subscribe|sign up"
        r"|whatsapp"
        r"|telegram|wechat|discord|viber|link in (?:my )?bio|promo code|discount|coupon|limited offer|vote for)\b"
        r"|\b(?:folgt? mir|suivez-moi|sigueme|siga-me)\b",
    ),
)
# decomposed, as folded texts are
_COMPILED = tuple((name, re.compile(unicodedata.normalize("NFKD", form), re.IGNORECASE)) for name, form in _FORMS)
_SENTENCE = re.compile(r"[^.!?\n…]*(?:[.,]\d[^.!?\n…]*)*[.!?…]*")
_SHARED_MIN = 0.6  # of the words of four letters and more of a claim's sentence: else the fact speaks of something else
_CONTENT_CHARACTERS = 4


def claims(draft: str, facts: Sequence[Fact], for_day: date, settings: Generation) -> Iterator[str]:
    """Why the draft needs a person's eye: each form of a claim that none of the user's facts says."""
    plain = folded(draft)
    for name, form in _COMPILED:
        for match in form.finditer(plain):
            sentence = _sentence(plain, match.start())
            saying = [fact for fact in facts if _says(fact, sentence)]
            if any(is_fresh(fact, for_day, settings) for fact in saying):
                continue
            old = "; the fact that says so was last checked on " + str(saying[0].checked_on) if saying else ""
            yield f"claims {name}, and no fact of the user's says so: '{match[0].strip()}'{old}"


def _says(fact: Fact, sentence: str) -> bool:
    """Whether a fact holds every figure of a sentence, and most of its words."""
    held = set(words(folded(fact.text)))
    content = [word for word in words(sentence) if len(word) >= _CONTENT_CHARACTERS]
    shared = sum(word in held for word in content)
    figures = {number.strip() for number in numbers(sentence)}
    return figures <= {number.strip() for number in numbers(folded(fact.text))} and (
        bool(content) and shared >= _SHARED_MIN * len(content)
    )


def _sentence(text: str, place: int) -> str:
    """The sentence in which a place of the text lies."""
    return next((m[0] for m in _SENTENCE.finditer(text) if m.start() <= place < m.end()), text)
