"""The small grammar of reported speech: which verb reports, and which noun phrase is its subject. No parser."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.cues import ADVERBS, AUXILIARIES, BEING, BOUNDARIES, DETERMINERS, PLAIN_FORMS, PRONOUNS, REPORTING, is_adverb
from index.given_names import is_family_name
from index.roles import CALENDAR, DOCUMENTS, ORGANISATIONS, PARTICLES, ROLES, TITLES
from index.text import word_set
from index.tokens import Token
from index.types import Span

_MEANS = word_set("email e-mail phone telephone text letter mail fax video radio message hand")
_STANDING_ALONE = word_set("another one")  # "Another added"
_HOLDING, _PARTICLES = word_set("hold holds held put puts"), word_set("up out off on onto back down away aside")
_SUPPOSED = word_set("said thought believed reported alleged expected")  # "is thought to be"
_CAUSING, _INFINITIVES = word_set("make makes made making let lets"), word_set("feel think believe remember see hear")
_SAYING = word_set("said says say wrote writes noted explained argued reported added told")
_UNIT = r"(?:minute|hour|day|week|weekend|month|year|decade|season|spring|summer|fall|autumn|winter|night|morning)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME = re.compile(  # between a subject and its verb: "Torres [last week] said"
    rf"(?:(?:(?:less|more) than|about|nearly|almost|just|only|over) )?(?:a few|[\w-]+) {_UNIT}s? (?:ago|later|earlier)"
    rf"|(?:earlier |late |later )?(?:last|this|next|that|the same|the next|the following) (?:{_UNIT}|{_DAY})"
    rf"|(?:on )?{_DAY}(?: (?:night|morning|afternoon|evening))?"
)
_TIME_WORDS = 6
_LEAD = 5  # words that may lead up to an inverted verb
_NOUN_PREPOSITIONS = word_set("of for at from with in on to")


def is_cue(tokens: Sequence[Token], i: int) -> bool:
    """Tell a reporting verb from a noun of the same form ("the report", "his claims")."""
    token = tokens[i]
    if token.quote >= 0 or token.lower not in REPORTING or token.is_capitalised:
        return False
    before = tokens[i - 1] if i else None
    is_noun = before is not None and (before.lower in DETERMINERS or before.is_possessive)
    if is_noun and not (before and before.lower in _STANDING_ALONE and token.lower not in PLAIN_FORMS):
        return False
    if before is not None and (before.lower, token.lower) == ("to", "blame"):
        return False  # "is partly to blame for"
    if token.lower in PLAIN_FORMS and token.lower[-1] != "s" and _qualifies(tokens, i):
        return False
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    if (token.lower == "thanks" and following == "to") or (token.lower in _HOLDING and following in _PARTICLES):
        return False  # "thanks to the rain", "held up a sign"
    if any(earlier.lower in _CAUSING for earlier in tokens[max(0, i - 3) : i]) and token.lower in _INFINITIVES:
        return False  # "made them feel"
    if following == "to" and before is not None and before.lower in BEING and token.lower in _SUPPOSED:
        return False  # "is thought to be"
    if following == "of" and token.lower in PLAIN_FORMS:
        return False
    return token.lower not in PLAIN_FORMS or _has_verbal_neighbour(tokens, i)


def _qualifies(tokens: Sequence[Token], i: int) -> bool:
    """Tell a name that an article stands before and that qualifies the word at i: "a United Nations report"."""
    j = i - 1
    while j >= 0 and tokens[j].is_capitalised:
        j -= 1
    return 0 <= j < i - 1 and tokens[j].lower in {"a", "an", "the", "this", "that", "another"}


def _has_verbal_neighbour(tokens: Sequence[Token], i: int) -> bool:
    """Tell the verb from the noun in "states", "claim": the word before is a subject or an auxiliary."""
    j = i - 1
    while j >= 0 and tokens[j].is_word and tokens[j].lower in ADVERBS:
        j -= 1
    if j < 0 or tokens[j].quote >= 0 or tokens[j].text in ",)—–":
        return True
    lower = tokens[j].lower
    is_subject = tokens[j].is_capitalised or lower in PRONOUNS | ROLES | ORGANISATIONS | DOCUMENTS
    return is_subject or lower in AUXILIARIES | {"to", "that"} or (lower.endswith("s") and tokens[i].lower[-1] != "s")


def subject_of(tokens: Sequence[Token], i: int) -> Span | None:
    """The subject of the reporting verb at i, wherever it stands."""
    lower = tokens[i].lower
    if is_passive(tokens, i) and lower.endswith(("ed", "told", "written", "put", "said")):
        return subject_right(tokens, i + 1)
    if lower.endswith("ing") and i > 1 and tokens[i - 1].is_capitalised:
        beside = phrase_left(tokens, i - 1, 0)
        k = next((k for k, token in enumerate(tokens) if beside and token.start == beside[0]), 0)
        if k and tokens[k - 1].lower == "with":
            return beside
    if i > 1 and tokens[i - 1].lower == "to" and tokens[i - 2].lower in {"has", "have", "had"}:
        return subject_left(tokens, i - 1, 0)
    if lower.endswith("ing") or (i and tokens[i - 1].lower == "to" and not _is_going_on(tokens, i)):
        earlier = next(
            (j for j in range(i - 1, -1, -1) if is_cue(tokens, j) and not tokens[j].lower.endswith("ing")), None
        )
        return (subject_of(tokens, earlier) if earlier is not None else None) or main_subject(tokens, i)
    inverted = _inverted_after_lead(tokens, i)
    if inverted:
        return inverted
    follows_quote = i and (
        tokens[i - 1].quote >= 0 or (i > 1 and tokens[i - 1].text == "," and tokens[i - 2].quote >= 0)
    )
    if follows_quote:
        right = subject_right(tokens, i)
        if right:
            return right
    if i > 4 and tokens[i - 1].text == ",":
        right = subject_right(tokens, i)
        if right and _ends_sentence(tokens, right[1]) and _is_somebody(tokens, right):
            return right
    return subject_beside(tokens, i, 0)


def subject_beside(tokens: Sequence[Token], i: int, floor: int) -> Span | None:
    """The noun phrase before the verb at i, or behind it where none before can speak: "…, said Jane Doe in Arden"."""
    left = subject_left(tokens, i, floor)
    if i and tokens[i - 1].text == "," and tokens[i].lower in _SAYING and not (left and _is_somebody(tokens, left)):
        right = subject_right(tokens, i)
        names = [token for token in tokens if right and right[0] <= token.start < right[1]]
        if names and names[0].is_capitalised and names[0].lower not in CALENDAR:
            return right
    return left


def is_passive(tokens: Sequence[Token], i: int) -> bool:
    """Tell "said by Jane Doe" from "said by email"."""
    return i + 2 < len(tokens) and tokens[i + 1].lower == "by" and tokens[i + 2].lower not in _MEANS


def _inverted_after_lead(tokens: Sequence[Token], i: int) -> Span | None:
    """The subject behind a verb that a few words lead up to: "But, said Torres, …", "In short, explained Torres:"."""
    if not 1 < i <= _LEAD or tokens[i - 1].text != "," or not all(token.is_word for token in tokens[: i - 1]):
        return None
    if tokens[0].lower not in BOUNDARIES | ADVERBS:
        return None
    right = subject_right(tokens, i)
    after = next((token for token in tokens if right and token.start >= right[1]), None)
    return right if after is not None and after.text in {",", ":"} else None


def leading_name(tokens: Sequence[Token], first: int) -> Span | None:
    """The name that a clause begins with, and a comma behind it: "Jane Doe, 30, of Arden, who was there, said"."""
    end = first
    while end < len(tokens) and (tokens[end].is_capitalised or (end > first and tokens[end].lower in PARTICLES)):
        end += 1
    name = tokens[first:end]
    closes = end < len(tokens) and tokens[end].text == ","
    is_name = 0 < len(name) < 8 and name[0].lower not in DETERMINERS | BOUNDARIES | ADVERBS | PRONOUNS | CALENDAR
    return (name[0].start, name[-1].end) if closes and is_name else None


def _is_somebody(tokens: Sequence[Token], phrase: Span) -> bool:
    """Tell a phrase that can speak from an object: "…, offered a grim view of the future:"."""
    words = [token for token in tokens if phrase[0] <= token.start < phrase[1]]
    end = next((i for i, word in enumerate(words) if i and word.lower in _NOUN_PREPOSITIONS), len(words))
    is_named = any(word.is_capitalised for word in words[:end])
    return is_named or words[end - 1].lower in ROLES | ORGANISATIONS | DOCUMENTS | PRONOUNS


def _ends_sentence(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether nothing but marks follows: "…, said his daughter, Jane Doe."."""
    return all(not token.is_word and token.quote < 0 for token in tokens if token.start >= end)


def _is_going_on(tokens: Sequence[Token], i: int) -> bool:
    return i > 2 and tokens[i - 2].lower == "on" and tokens[i - 3].lower in {"went", "goes", "going"}


def subject_left(tokens: Sequence[Token], i: int, floor: int) -> Span | None:
    """The noun phrase that ends before the verb at i, over adverbs, auxiliaries and parentheses."""
    j = i - 1
    if _is_going_on(tokens, i):
        j = i - 4
    while j >= floor and tokens[j].is_word and is_adverb(tokens[j].lower) and not _is_surname(tokens[j]):
        j -= 1
    j = _before_time(tokens, j, floor)
    if j < floor:
        return None
    if tokens[j].lower == "who" or tokens[j].lower == "and":
        return _antecedent(tokens, j, floor)
    name = leading_name(tokens, floor) if not _is_within_relative(tokens, j, floor) else None
    if name and (tokens[j].text == "," or any(token.lower == "who" for token in tokens[floor:i])):
        return name
    if tokens[j].text in {",", ")", "—", "–"}:
        return _over_parenthesis(tokens, j, floor)
    return phrase_left(tokens, j, floor)


def _before_time(tokens: Sequence[Token], j: int, floor: int) -> int:
    """The token before a time that ends at j: "[Department] less than two weeks ago said"."""
    for first in range(max(floor + 1, j - _TIME_WORDS), j + 1):
        words = tokens[first : j + 1]
        if all(token.is_word for token in words) and _TIME.fullmatch(" ".join(token.lower for token in words)):
            return first - 1
    return j


def _is_surname(token: Token) -> bool:
    """Tell "Daly" and "Connolly" from "Finally"."""
    return token.is_capitalised and token.lower not in ADVERBS and is_family_name(token.lower)


def _is_within_relative(tokens: Sequence[Token], j: int, floor: int) -> bool:
    """Tell a name or pronoun that a relative clause about somebody else begins with: "Doe, who [Torres] said had …"."""
    k = j
    while k > floor and (tokens[k].is_capitalised or tokens[k].lower in PRONOUNS - {"who"}):
        k -= 1
    return k < j and tokens[k].lower in {"who", "whom", "which"}


def _antecedent(tokens: Sequence[Token], j: int, floor: int) -> Span | None:
    """The subject behind ", who said" and "did this and said"."""
    if tokens[j].lower == "and":
        earlier = next((k for k in range(j - 1, floor - 1, -1) if is_cue(tokens, k)), None)
        if earlier is not None:
            return subject_of(tokens, earlier)
        return main_subject(tokens, j)
    k = j - 1
    while k >= floor and tokens[k].text == ",":
        k -= 1
    return phrase_left(tokens, k, floor) if k >= floor else None


def _over_parenthesis(tokens: Sequence[Token], j: int, floor: int) -> Span | None:
    """Skip ", 30, of Raleigh," or "— who had … —" or "(…)" that ends at j, and take the phrase before it."""
    pairs = {")": "(", "—": "—", "–": "–", ",": ","}
    opening = pairs[tokens[j].text]
    opened = next((k for k in range(j - 1, floor - 1, -1) if tokens[k].text == opening), None)
    if opened is None:
        return phrase_left(tokens, j - 1, floor) if j > floor else None
    inner = tokens[opened + 1 : j]
    if tokens[j].text == "," and _is_name_only(inner):
        return inner[0].start, inner[-1].end
    k = opened - 1
    for _ in range(3):
        earlier = next((n for n in range(k, max(floor, k - 14) - 1, -1) if tokens[n].text == ","), None)
        phrase = phrase_left(tokens, k, floor) if k >= floor else None
        if tokens[j].text != "," or earlier is None or (phrase and _starts_with_name(tokens, phrase)):
            return phrase
        k = earlier - 1
    return phrase_left(tokens, k, floor) if k >= floor else None


def _is_name_only(tokens: Sequence[Token]) -> bool:
    return 0 < len(tokens) <= 5 and all(token.is_capitalised for token in tokens)


def _starts_with_name(tokens: Sequence[Token], phrase: Span) -> bool:
    return any(t.is_capitalised or t.lower in DETERMINERS for t in tokens if phrase[0] <= t.start < phrase[1])


def phrase_left(tokens: Sequence[Token], j: int, floor: int) -> Span | None:
    """The noun phrase that ends with token j."""
    if tokens[j].lower in PRONOUNS - {"who"}:
        return tokens[j].start, tokens[j].end
    k = j
    while k >= floor and tokens[k].is_word:
        if _ends_phrase(tokens, k, floor) and not _is_given_name(tokens[k : min(k + 2, j + 1)]):
            break
        k -= 1
    return phrase_span(tokens[k + 1 : j + 1])


def _ends_phrase(tokens: Sequence[Token], k: int, floor: int) -> bool:
    """Tell whether the word at k cannot belong to a noun phrase that goes on to its right."""
    lower = tokens[k].lower
    if lower in _NOUN_PREPOSITIONS:
        left = tokens[k - 1] if k > floor else None
        is_complement = left is not None and left.is_word and left.lower not in BOUNDARIES | AUXILIARIES | ADVERBS
        return not (is_complement and left is not None and not _is_verb(left))
    return lower in BOUNDARIES | AUXILIARIES or (lower in ADVERBS and lower not in {"then"}) or _is_verb(tokens[k])


def _is_verb(token: Token) -> bool:
    """Guess a verb: a lower-case reporting verb or past tense that is no role."""
    lower = token.lower
    if not token.text.islower() or lower in ROLES | DOCUMENTS:
        return False
    return lower in REPORTING or (lower.endswith("ed") and len(lower) > 4)


def subject_right(tokens: Sequence[Token], i: int) -> Span | None:
    """The noun phrase after an inverted verb: "Q, said former Arden mayor Jane Doe"."""
    j = i + 1
    if j < len(tokens) and tokens[j].lower in {"out", "on", "in"}:
        j += 1
    if j >= len(tokens) or not tokens[j].is_word:
        return None
    first = tokens[j]
    is_named = _is_given_name(tokens[j : j + 2])
    if not is_named and first.lower in {"that", "it", "to", "about", "of"} | BOUNDARIES | AUXILIARIES:
        return None
    k = j + is_named
    while k < len(tokens) and tokens[k].is_word and not ends_phrase_right(tokens, j, k):
        k += 1
    if k == j:
        return None
    words = tokens[j:k]
    if not any(t.is_capitalised or t.lower in PRONOUNS | DETERMINERS | ROLES | {"one"} for t in words):
        return None
    return _name_in_apposition(tokens, k) or phrase_span(words)


def _name_in_apposition(tokens: Sequence[Token], comma: int) -> Span | None:
    """The name behind a description: "said her partner, Jane Doe."."""
    if comma >= len(tokens) or tokens[comma].text != "," or tokens[comma - 1].is_capitalised:
        return None
    end = comma + 1
    while end < len(tokens) and tokens[end].is_capitalised:
        end += 1
    closes = end == len(tokens) or not tokens[end].is_word
    name = tokens[comma + 1 : end]
    return (name[0].start, name[-1].end) if closes and _is_name_only(name) else None


def ends_phrase_right(tokens: Sequence[Token], j: int, k: int) -> bool:
    token = tokens[k]
    lower = token.lower
    if lower in PRONOUNS:
        return k > j
    if lower == "of" or (lower in {"for", "at", "from"} and k > j and tokens[k - 1].text.islower()):
        return False
    if k > j and tokens[k - 1].lower in PRONOUNS:
        return True
    if k > j and tokens[k - 1].lower in DETERMINERS:
        return False  # "a smiling Ann Lee": whatever follows an article belongs to its noun
    ends_adverb = lower.endswith("ly") and k > j and not _is_surname(token)
    return lower in BOUNDARIES | AUXILIARIES | ADVERBS or ends_adverb or _is_verb(token)


def main_subject(tokens: Sequence[Token], before: int) -> Span | None:
    """The first noun phrase of a sentence, behind an introductory phrase that a comma ends."""
    i = 0
    while i < before:
        if not tokens[i].is_word:
            i += 1
            continue
        lower = tokens[i].lower
        if (
            lower in BOUNDARIES
            or lower in ADVERBS
            or lower in {"here", "there"}
            or (lower.endswith(("ing", "ly")) and not _is_acting(tokens, i))
            or (lower.endswith("ed") and i == 0)
        ):
            comma = next((k for k in range(i, before) if tokens[k].text == ","), None)
            if comma is None:
                return None
            i = comma + 1
            continue
        break
    end = i
    while end < before and tokens[end].is_word and not ends_phrase_right(tokens, i, end):
        if tokens[end].text.islower() and _ends_name(tokens, i, end):
            break
        end += 1
    phrase = tokens[i:end]
    is_nominal = any(t.is_capitalised or t.lower in PRONOUNS | DETERMINERS | ROLES for t in phrase)
    is_bare = len(phrase) == 1 and phrase[0].lower in DETERMINERS  # "Another, Jane Doe, shook her head"
    return phrase_span(phrase) if is_nominal and not is_bare else None


def _is_acting(tokens: Sequence[Token], i: int) -> bool:
    """Tell somebody who does something from an adverb or a participle: "[Daly] nodded", "[Fleming] has …"."""
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    return _is_surname(tokens[i]) and (after.endswith("ed") or after in REPORTING | AUXILIARIES)


def _ends_name(tokens: Sequence[Token], first: int, i: int) -> bool:
    """Tell whether a lower-case word follows a whole name, "Jane Doe made her case": it is the verb, in no list."""
    if not all(token.is_capitalised for token in tokens[first:i]) or tokens[i].lower in ROLES | {"of"}:
        return False
    has_object = i + 1 < len(tokens) and tokens[i + 1].lower in DETERMINERS
    return i - first > 1 or (i > first and has_object and tokens[first].lower not in DETERMINERS)


def _is_given_name(words: Sequence[Token]) -> bool:
    """Tell "Will Doe" and "May Doe" from the auxiliaries."""
    return len(words) > 1 and words[0].text in {"Will", "May"} and words[1].is_capitalised


def phrase_span(tokens: Sequence[Token]) -> Span | None:
    """The span of a noun phrase, without function words at its ends; None if nothing nominal is left."""
    words = list(tokens)
    if len(words) == 1 and words[0].lower in _STANDING_ALONE:
        return words[0].start, words[0].end
    while words and words[0].lower in BOUNDARIES | AUXILIARIES | ADVERBS | _NOUN_PREPOSITIONS:
        if _is_given_name(words):
            break
        words.pop(0)
    while words and words[-1].lower in BOUNDARIES | AUXILIARIES | _NOUN_PREPOSITIONS | (ADVERBS - ROLES):
        words.pop()
    if not words or len(words) > 20:
        return None
    if all(word.lower in DETERMINERS | TITLES or word.text.isdigit() for word in words):
        return None
    return words[0].start, words[-1].end
