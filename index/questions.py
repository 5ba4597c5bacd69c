"""What a question asks: whose words, who said something, or a fact; and which words of it are worth looking for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.dates import Period, split_period
from index.errors import UsageError
from index.expectations import Expects, find_expected
from index.roles import ROLES, SHORT_NAMES
from index.stances import find_stance
from index.text import fold_word, fold_words, space_out, word_set

MAX_CHARACTERS = 2_000
Asks = Literal["words", "speaker", "stance", "check", "holder", "fact"]

_SAID = word_set(
    """say said says saying tell told state stated claim claimed think thought write wrote comment commented announce
    announced argue argued promise promised warn warned demand demanded stress stressed add added explain explained
    conclude concluded note noted remark remarked mention mentioned declare declared insist insisted describe described
    call called"""
)
_SAY = rf"(?:{'|'.join(sorted(_SAID))}|(?:have|had)\s+to\s+say)"
_TELL = r"(?:tell|told|promise[d]?|ask|asked|warn|warned)"
_ABOUT = r"(?:\s+(?:about|on|regarding|concerning|of|as to|to say about|to say on)\s+(?P<topic>.+?))"
_TAIL = r"(?:\s+(?P<tail>(?:in|at|to|after|before|during|when|while|since|with|against|yesterday|today|last|this)\b.*))"
_ASKING = r"(?:did|does|do|has|have|had|was|is|were|are)"
_REMARKS = r"(?:words|comments?|remarks?|statements?|position|views?|opinion|reaction|take|quotes?)"
_WORDS_OF = [
    rf"(?:tell me |show me )?what(?:\s+(?:\w+ly|else))?(?:\s+{_ASKING})?\s+(?P<who>.+?)\s+{_SAY}(?:{_ABOUT}|{_TAIL})?",
    rf"what\s+{_ASKING}\s+(?P<who>.+?)\s+{_TELL}\s+(?:(?!about\b|on\b)[\w.’'-]+\s*){{1,4}}?{_ABOUT}?",
    rf"{_ASKING}\s+(?P<who>.+?)\s+{_SAY}\s+(?:anything|something){_ABOUT}?",
    r"how\s+(?:did|has|have)\s+(?P<who>.+?)\s+(?:react|reacted|respond|responded|comment)(?:ed)?(?:\s+(?:to|on)\s+(?P<topic>.+?))?",
    rf"(?:what|which)\s+{_ASKING}\s+(?P<who>.+?)[’']s?\s+{_REMARKS}(?:\s+to\b)?{_ABOUT}?",
    rf"(?:what was said|{_REMARKS})\s+(?:by|from|of)\s+(?P<who>.+?){_ABOUT}?",
    rf"quote\s+(?P<who>.+?){_ABOUT}?",
    rf"(?P<who>.+?)(?:[’']s?)?\s+(?:quotes?|quotations?){_ABOUT}?",
]
_SPEAKER_OF = (
    r"who(?:\s+(?:has|had))?\s+(?:said|says|claimed|stated|wrote|argued|told|called)(?:\s+that)?\s+(?P<words>.+)"
)
_STANCE_OF = (
    r"who(?:\s+(?:has|have|had|else|all))*\s+(?P<verb>(?!call|press)[a-z]+|(?:call|press)(?:ed|s)?(?=\s+for))"
    r"(?:\s+(?:for|out\s+against|against|about|on|of|at))?\s+(?P<topic>.+)"
)
_CHECK_OF = [
    rf"(?:did|has|have|does)\s+(?P<who>.+?)\s+(?:really\s+|ever\s+|actually\s+)*{_SAY}(?:\s+that)?[\s,:]*(?P<words>[“\"«„‘'].+)",
    rf"(?:did|has|have)\s+(?P<who>.+?)\s+(?:really\s+|ever\s+|actually\s+)*{_SAY}\s+that\s+(?P<words>.+)",
    rf"(?:did|has|have)\s+(?P<who>.+?)\s+(?:really\s+|ever\s+|actually\s+)+{_SAY}\s+(?P<words>.+)",
    rf"is\s+it\s+true\s+that\s+(?P<who>.+?)\s+{_SAY}(?:\s+that)?[\s,:]*(?P<words>.+)",
]
_HOLDER_OF = r"who(?:\s+(?:is|was|are)|[’']s)\s+(?:the\s+)?(?P<who>\S+(?:\s+\S+){0,6})"
_VAGUE = re.compile(r"(?:anything|something|so|it|this|that|nothing)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"«„](?P<inner>[^”\"»“]+)[”\"»“]|(?<!\w)[‘'](?P<single>.+)[’'](?!\w)")
_STOP = word_set(
    """a an the and or but of in on at to for from by with about as into over after before between is are was were
    be been being am do does did done doing have has had having will would can could may might must shall should
    what which who whom whose when where why how that this these those it its he she they them his her their i
    you we me my your our there here not no any some than then so such if s t re ve ll d m many much more most
    very just also anything something happen happened happens happening occur occurred take took taken place
    tell please know article articles news said say says kind sort name one"""
)
_NAMES_TOO = {"May", "Will"}  # where they are written so
_LONG_NAME = re.compile("|".join(SHORT_NAMES), re.IGNORECASE)
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[\w\u0300-\u036f]+(?:[.’'&-][\w\u0300-\u036f]+)*")


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question.

    asks: "words" (what somebody said), "speaker" (who said something), "stance" (who criticised, praised … something),
    "check" (did somebody say these words), "holder" (who holds an office) or "fact".
    who: the speaker or the office asked about; topic: what about; words: the words whose speaker is asked for; stance:
    as in `stances`; period: the days that the question names.
    expects: the kind of thing that answers it; terms: its content words as typed, without those of `who`'s pattern.
    """

    text: str
    asks: Asks
    who: str | None
    topic: str | None
    words: str | None
    expects: Expects
    terms: tuple[str, ...]
    stance: str | None = None
    period: Period | None = None


def parse_question(text: str, today: date | None = None) -> Question:
    """Parse a question; `today` is what "last week" counts from. Raises UsageError if it is empty or too long."""
    asked = " ".join(text.split())
    if not any(character.isalnum() for character in asked):
        raise UsageError("The question is empty. Ask for example: what did <name> say about <topic>?")
    if len(asked) > MAX_CHARACTERS:
        raise UsageError(f"The question has {len(asked):,} characters; at most {MAX_CHARACTERS:,} can be asked.")
    plain = asked.rstrip(" ?!.")
    checked = _check_of(asked.rstrip(" ?"))
    if checked:
        return Question(asked, "check", checked[0], None, checked[1], "anything", find_terms(" ".join(checked)))
    undated, period = split_period(plain, today or date.today())
    who, topic = _words_of(undated)
    if who:
        terms = find_terms(f"{who} {topic or ''}")
        return Question(asked, "words", who, topic, None, "anything", terms, period=period)
    stance = re.fullmatch(_STANCE_OF, undated, re.IGNORECASE)
    act = find_stance(stance["verb"]) if stance else None
    if stance and act:
        terms = find_terms(stance["topic"])
        return Question(asked, "stance", None, stance["topic"], None, "person", terms, stance=act, period=period)
    words = _speaker_of(asked.rstrip(" ?"))
    if words:
        return Question(asked, "speaker", None, None, words, "person", find_terms(words))
    office = re.fullmatch(_HOLDER_OF, plain, re.IGNORECASE)
    if office and not ROLES.isdisjoint(fold_words(office["who"])):
        return Question(asked, "holder", office["who"], None, None, "person", find_terms(plain))
    published = _published(period)
    terms = find_terms(undated if published else plain)
    return Question(asked, "fact", None, None, None, find_expected(asked), terms, period=published)


def _published(period: Period | None) -> Period | None:
    """The days on which articles on a fact of this period appear: from its first day on, or unknown.

    "In 2018" may be told years later; "today" and "this year" mean nowadays, or the day of the article.
    """
    begins = ("since", "after", "yesterday", "last", "the last", "the past")
    return replace(period, until=None) if period and period.text.lower().startswith(begins) else None


def find_terms(text: str) -> tuple[str, ...]:
    """Return the content words of a text as typed, each once; if it has none, all its words."""
    return find_content(text) or _distinct(_words(text))


def find_content(text: str) -> tuple[str, ...]:
    """Return the content words of a text as typed, each once."""
    return _distinct([word for word in _words(text) if is_content(word)])


def _words(text: str) -> list[str]:
    shortened = space_out(_LONG_NAME.sub(lambda long: SHORT_NAMES[long[0].lower()], text))
    return [match.group() for match in _WORD.finditer(shortened)]


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    return tuple({fold_word(word): word for word in words}.values())


def is_content(word: str) -> bool:
    """Tell a word that is worth looking for from one that every sentence has."""
    return word.lower() not in _STOP or (word.isupper() and len(word) > 1)


def _words_of(plain: str) -> tuple[str | None, str | None]:
    for pattern in _WORDS_OF:
        match = re.fullmatch(rf"(?:and |so |but )?{pattern}", plain, re.IGNORECASE)
        if match and _is_nominal(match["who"]):
            found = match.groupdict()
            return match["who"].strip(" ,"), (found.get("topic") or found.get("tail") or "").strip() or None
    return None, None


def _is_nominal(who: str) -> bool:
    """Tell a name or description from a clause: "the article from the Courier credit Ana Torres with" is none."""
    words = who.split()
    if who.lower() in {"he", "she", "they"}:  # whom only a conversation tells
        return True
    is_named = any(is_content(word) or word in _NAMES_TOO for word in words)
    return len(words) <= 8 and is_named and words[0].lower() not in {"it", "they", "happened"}


def _speaker_of(asked: str) -> str | None:
    match = re.fullmatch(_SPEAKER_OF, asked, re.IGNORECASE)
    if match is None:
        return None
    quoted = _QUOTED.search(match["words"])
    return (quoted["inner"] or quoted["single"]).strip() if quoted else match["words"].strip()


def _check_of(asked: str) -> tuple[str, str] | None:
    """Whether somebody said words: who and the words; "anything" and "something" are no words to check."""
    for pattern in _CHECK_OF:
        match = re.fullmatch(pattern, asked, re.IGNORECASE)
        if match and _is_nominal(match["who"]) and not _VAGUE.match(match["words"]):
            quoted = _QUOTED.search(match["words"])
            words = (quoted["inner"] or quoted["single"]) if quoted else match["words"]
            return match["who"].strip(" ,"), words.strip()
    return None
