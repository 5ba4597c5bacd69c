"""The wording of what a page says to its readers beside an article: labels, appeals, pointers, notes of the editors.

These are the habits of news pages everywhere, told by wording alone. What one outlet says in words of its own is told
by its repetition (`index.repetition`).
"""

from __future__ import annotations

import re

from index.cues import REPORTING

_FEW_WORDS = 4
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SPEECH = re.compile(r"[“\"](?:[^”\"\s]+\s+){3}[^”\"\s]")  # a quotation of four words or more
_MARK = re.compile(r"[“”\"]")
_LONG_QUOTATION = 12  # words; pages put marks around their own lines too, but around shorter ones
_TAG = re.compile(r"<[^<>\n]{1,400}>")
_PARTS = {
    "PLATFORM": r"(?:Twitter|X|Facebook|Instagram|Threads|Bluesky|Mastodon|LinkedIn|TikTok|YouTube|WhatsApp|Telegram)",
    "ADDRESS": r"(?:[\w.+-]+@[\w-]+\.\w|(?<!\w)@\w{2}|https?://|www\.)",
    "PIECE": r"(?:article|story|post|piece|report|column|page|headline|item|interview|transcript|episode|video)",
}


def _compile(*alternatives: str, end: str = "") -> re.Pattern[str]:
    pattern = rf"\W*(?:{'|'.join(alternatives)}){end}"
    for name, part in _PARTS.items():
        pattern = pattern.replace(name, part)
    return re.compile(pattern, re.IGNORECASE)


_LABEL = _compile(  # lines that are no sentence
    r"advertisements?(?:\W.{0,20})?",
    r"sponsored(?:\s.{0,40})?",
    r"story continues below.*",
    r"via\s+[A-Z].{0,60}",
    r"abstract|full text|document text|corrections? appended",  # archives of newspapers
    r"(?:read|see|watch|learn|find out) (?:more|also|next)\b.{0,140}",
    r"more (?:from|on|in|stories)\b.{0,80}",
    r"more\s?:.{2,140}",
    r"also (?:on|in|from|read|see)\b.{0,60}",
    r"(?:related|recommended|trending|most (?:read|popular))\b.{0,60}",
    r"(?:don[’']t miss|you (?:may|might) also like)\b.{0,80}",
    r"up next|share|print|save|e-?mail|comments?|loading|menu|search|log ?in|sign in|e-?mail (?:this )?to a friend",
    r"share (?:this|on|via)\b.{0,60}",
    r"leave a (?:reply|comment)|skip to (?:main )?content|(?:video )?player is loading",
    r"(?:enter )?your e-?mail(?: address)?",
    r"(?:click|tap) here\b.{0,120}",
    r"(?:follow|like|find) (?:us|me|him|her|[A-Z][\w. ]{1,40}) on\b.{0,100}",
    r"(?:twitter|e-?mail|instagram|facebook|contact)\s?:\s?\S*@\S+",
    r"\[?(?:video|photo|audio|graphic|gallery|slideshow|infographic)s?\s?[:|]\s.{0,140}",
    r"sources?\s?:\s.{2,140}",
    r"(?:©|copyright\b|all rights reserved).*",
    end=r"\W*$",
)
_IMPERATIVE = "|".join(
    (
        r"sign up|subscribe|register (?:now|here|for)|(?:click|tap) (?:here|below|on)|follow (?:us|me)",
        r"like (?:us|(?:the|our|this|my) (?:facebook )?page)|join (?:us on|our|the conversation)",
        r"download (?:our|the)\b.{1,40}\bapp|donate (?:today|now|here)|support (?:our|local|independent) journalism",
        r"become a (?:member|subscriber|supporter)|check out (?:our|this)|visit (?:our|https?:|www\.)",
        r"get .{1,100}\b(?:in(?:to)?|to) your (?:e-?mail )?inbox|get the (?:best|latest)\b.*\binbox",
        r"stay (?:informed|connected|up to date|in the (?:know|loop|conversation))",
        r"(?:share|comment|discuss|tweet) (?:(?:and|or|&) (?:share|comment|tweet)|below|your (?:thoughts|story|views))",
        r"(?:tell|e-?mail|contact|message) us|let us know|send (?:us|your|tips|feedback|questions)",
        r"have (?:a|you got a) (?:news )?(?:tip|story idea|question for)",
    )
)
_APPEAL = _compile(  # also in whole sentences
    rf"(?:please\s|[^?!]{{1,100}}\?\s+(?:please\s)?|(?:for|to|want)\s[^.?!,]{{1,80}},\s+(?:please\s)?)?(?:{_IMPERATIVE})"
    r"\b.{0,200}$",
    r"(?:on PLATFORM\W+)?follow\b.{1,160}?(?:\b(?:on|at) PLATFORM\b|ADDRESS).{0,100}$",
    r".*?(?:^|[.?!”\"]\W+)(?:you can )?(?:follow|reach|contact|e-?mail|write to|tweet at)\b[^.?!]{1,80}?"
    r"(?:ADDRESS|\b(?:on|via) PLATFORM\b)",
    r".*?\bcan be (?:reached|followed|contacted|e-?mailed)\b[^.?!]{0,60}?(?:ADDRESS|\b(?:on|via) PLATFORM\b)",
    r".*?(?:^|[.?!”\"]\W+)(?:subscribe|sign up|register|donate) (?:here|now|today)\b",
    r"(?:we|our|this|by)\b.{1,80}\bcookies?\b|(?:accept|manage) (?:all |your )?(?:cookies|consent)\b",
    r"by (?:signing up|subscribing|continuing|clicking|submitting)\b.{0,80}\byou (?:agree|accept|consent)\b",
    r"already (?:an?|have an?) (?:subscriber|member|account|subscription)\b|you have .{1,30}\bfree articles?\b",
    r"(?:to|please) (?:continue|keep) reading\b",
    r"this (?:content|article|story) is (?:only )?(?:available|exclusive)\b.{0,30}\b(?:subscribers|members)\b",
    r".*?\b(?:may|might) (?:earn|receive)\b.{0,40}\b(?:commission|revenue|fee|compensation)\b",
)
_POINTER = _compile(
    r"(?:you can )?(?:watch|listen(?: to)?|hear|hit play|press play|scroll|click)\b.{1,200}?"
    r"\b(?:above|below|here|embedded)\b.{0,160}",
    r"(?:you can )?(?:see|view|read|check out|look at)\b.{1,160}?\b(?:above|below|here)\b[^:]{0,40}",
    r"(?:see|view|read|watch) the full (?:article|story|report|interview|list|transcript|video)\b[^:]{1,60}",
    end="$",
)
_NOTE = _compile(
    r"(?:(?:editor|author|publisher)(?:[’']?s|s[’'])? note|corrections?|clarifications?|disclosure|disclaimer)"
    r"(?: \([^()]{1,40}\))?\s?(?:[:.—–-]|$)",
    r"(?:this|an? (?:earlier|previous|prior|original) version of (?:this|the)) PIECE\b.{0,40}?\b(?:"
    r"(?:has been|was|is being|will be) (?:first |originally |also |automatically )?(?:updated|corrected|amended"
    r"|revised|edited|clarified|published|produced|translated|funded|supported|generated|changed|modified|compiled)"
    r"|(?:originally|first) (?:appeared|ran)|incorrectly|mistakenly|wrongly|mis\w+|is part of (?:an?|our|the)\b)",
    r"this is (?:an?|the) (?:preview|excerpt|edited (?:version|transcript)|\w+ (?:part|instal?lment)) (?:of|from|in)\b",
    r".*\ball rights reserved\b",
    r".*\bmay not be (?:published|reproduced|republished|broadcast|rewritten|redistributed)\b",
    r".*\b(?:republish|reproduc|redistribut)\w*\b.*\bprohibited\b",
    r".*\b(?:opinions|views) (?:expressed|are)\b.{0,100}?\b(?:(?:his|her|their) own|those of|do(?:es)? not"
    r" (?:necessarily )?(?:reflect|represent))\b",
    r"[^.]{0,30}\b(?:video|content|feature|clip|page|player)\b[^.]{0,40}"
    r"\b(?:not available|unavailable|restricted|no longer available|not supported|cannot be played)\b",
)
_LINK = re.compile(
    r"(?:https?://|www\.|pic\.twitter\.com/)\S+$"
    r"|\W{0,2}[—–•*·▪►-].{1,220}\bhttps?://\S+$"  # an item of a list
    r"|[^.?!:]{3,60}[^\W\d_]:[A-Z“‘'\"].*[^.?!…:;\"”’)\s]$"  # bold words with the title of a link right behind them
)
_REVIEWED = re.compile(
    r"[^\n]{0,60}?[\"“‘'][^\n]{10,250}?[\"”'’],? by (?:the )?[A-Z]"
)  # "A headline," by the Courier's Ana Roy
_ENDS_WITH_LINK = re.compile(r"\shttps?://\S+$")
_BUTTON = re.compile(r"(?![QA]\b)\W*[^\W\d_]\W*$")  # "X"


def is_notice(line: str) -> bool:
    """Tell whether a paragraph or sentence is none of the article's, wherever it stands, by its wording.

    A longer sentence that only begins like a label ("Copyright law needs …") is none, nor is one that quotes somebody.
    """
    if holds_speech(line):
        return False
    return any(kind.match(line) for kind in (_APPEAL, _POINTER, _NOTE, _LINK, _BUTTON)) or _is_label(line)


def is_press_item(line: str) -> bool:
    """Tell an item of a press review: another outlet's headline, who wrote it, perhaps its beginning, and the link.

    What it quotes are the words of the article behind the link, whoever speaks in them.
    """
    return bool(_ENDS_WITH_LINK.search(line[-200:]) and _REVIEWED.match(line))


def is_markup(line: str) -> bool:
    """Tell a paragraph of tags that a conversion left; words between tags are somebody's."""
    return "<" in line and not _WORD.search(_TAG.sub("", line))


def holds_speech(line: str) -> bool:
    """Tell whether a line is somebody's words: a quotation and a verb of saying, or a part of a quotation."""
    words = _WORD.findall(line)
    if len(_MARK.findall(line)) % 2 or (_MARK.match(line) and len(words) > _LONG_QUOTATION):
        return True
    return bool(_SPEECH.search(line)) and any(word.lower() in REPORTING for word in words)


def _is_label(line: str) -> bool:
    is_sentence = len(_WORD.findall(line)) > _FEW_WORDS and line.rstrip("”\"’' )").endswith((".", "!", "?"))
    return bool(_LABEL.match(line)) and not is_sentence
