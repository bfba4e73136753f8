"""Hostile text made plain: tweets of others may be written to be read by a machine.

Cleaning takes out what a person cannot see. The tripwire knows common ways of addressing a language model; it finds
clumsy attacks, not clever ones, so it only quarantines. What protects is elsewhere: tweets of others enter a prompt
as facts computed here and not as their words, and no draft is published without its guardrails.
"""

from __future__ import annotations

import html
import re
import unicodedata

from tweet_assets.generation.readings import readings

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2190-\u2bff\u3030\u303d\u00a9\u00ae]")
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
# drawn as nothing, though Unicode calls them letters, marks or symbols
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(c) for c in range(0xE0100, 0xE01F0)}
_STYLES = frozenset(chr(c) for c in (*range(0xFE00, 0xFE10), *range(0x180B, 0x1810)))

_TRIPWIRES: tuple[tuple[str, str], ...] = (
    (
        "overrides instructions",
        r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|context|directions)\b"
        r"|\b(?:new|updated|real) (?:system )?instructions?\s*:"
        r"|\bignorier\w*\b.{0,40}\b(?:anweisung\w*|vorgaben|regeln)\b|\bvergiss\b.{0,40}\banweisung\w*"
        r"|\b(?:ignora|olvida|descarta)\w*\b.{0,40}\b(?:instrucci\w+|instruc\w+|istruzioni|reglas|regras|regole)\b"
        r"|\b(?:ignor\w+|oubli\w+)\b.{0,40}\b(?:instructions|consignes|regles)\b"
        r"|\b(?:dimentica|esqueca)\b.{0,40}\b(?:istruzioni|instruc\w+)\b"
        r"|игнорир\w*.{0,40}(?:инструкц|указани)\w*|забудь.{0,40}инструкц\w*"
        r"|忽略.{0,12}(?:指令|指示|提示|说明)|無視.{0,6}(?:指示|命令)|(?:指示|命令|プロンプト).{0,8}(?:無視|忘れ)|무시.{0,12}지시|지시.{0,12}무시",
    ),
    (
        "plays a role of the conversation",
        r"<\|?/?(?:im_start|im_end|system|assistant|endoftext)\|?>|\[/?inst\]|<</?sys>>"
        r"|^\s*(?:#+\s*)?(?:system|assistant|developer)\s*:|\bbegin (?:system )?prompt\b",
    ),
    (
        "addresses a model",
        r"\b(?:as|you are|act as|pretend to be) an? (?:ai|language model|llm|chatbot|assistant)\b"
        r"|\byou are now\b.{0,30}\b(?:mode|dan|model)\b"
        r"|\b(?:dear|hey|attention|note to) (?:ai|llms?|language models?|chatgpt|gpt|claude|gemini|grok|bots?)\b"
        r"|\b(?:if you are|when you are) an? (?:ai|llm|language model|bot)\b|\bjailbreak\b|\bdeveloper mode\b",
    ),
    (
        "asks for what is hidden",
        r"\b(?:reveal|print|repeat|show|leak|output|send)\b.{0,30}"
        r"\b(?:system prompt|your (?:prompt|instructions)|api[ _-]?keys?|passwords?|secrets?)\b",
    ),
    (
        "dictates the answer",
        r"\b(?:respond|reply|answer|output|write|say|include|append)\b.{0,20}"
        r"\b(?:only|exactly|verbatim|nothing but|the following)\b"
        r"|\b(?:every|each|all) (?:draft|tweet|post|output|answer|response)s? (?:must|should|has to)\b",
    ),
    (
        "hides its words",
        r"\b(?:base64|rot13)\b|[A-Za-z0-9+/]{80,}={0,2}|(?:\\u[0-9a-f]{4}){4,}|(?:&#x?[0-9a-f]+;?){4,}",
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE | re.MULTILINE | re.DOTALL)) for name, pattern in _TRIPWIRES)


def clean(text: str, characters_max: int) -> str:
    """What a reader sees of the text, in compatibility form (NFKC), at most `characters_max` characters of it.

    Control, format, private-use, tag and unassigned characters go; a joiner stays only between emoji. Cleaning what
    is clean changes nothing.
    """
    # entities can hide entities: a bound on what is read keeps the unwrapping short
    text, before = text[: 4 * characters_max], None
    while text != before:
        before = text
        text = visible(unicodedata.normalize("NFKC", html.unescape(text)))
    text = visible(text[:characters_max])
    return text.strip()


def visible(text: str) -> str:
    """The text without what cannot be seen, its lines ended by newlines, never more than one of them empty in a row."""
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029\v\f]", "\n", text).replace("\t", " ")
    seen = "".join(c for c in text if _shown(c))
    kept = [c for i, c in enumerate(seen) if c not in _STYLES | {_JOINER} or _belongs(seen, i)]
    return re.sub(r"\n(?:[^\S\n]*\n){2,}", "\n\n", "".join(kept)).strip()


def tripwire(text: str) -> str | None:
    """Why the text may be meant for a machine and not for readers; None where nothing shows.

    Looks at the text as it is, and as it reads once common ways of hiding are undone.
    """
    variants = list(readings(text))
    return next((name for name, pattern in _COMPILED if any(pattern.search(v) for v in variants)), None)


def _shown(character: str) -> bool:
    if character in {"\n", _JOINER}:
        return True
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES and character not in _UNSEEN


def _belongs(text: str, i: int) -> bool:
    """Whether a joiner stands between emoji, or an emoji style after one."""
    before = text[:i].rstrip(_EMOJI_STYLE)[-1:]
    if text[i] == _JOINER:
        return bool(_EMOJI.match(before)) and bool(_EMOJI.match(text[i + 1 : i + 2]))
    return text[i] == _EMOJI_STYLE and bool(_EMOJI.match(text[i - 1 : i] if i else ""))
