"""Who said the quoted words: for each quotation the cue, the speaker's mention and the relay, read off its sentence.

A sentence is read as a frame: its words outside quotation marks, with a placeholder for each quotation ("Q, said NP.").
What a sentence leaves open is for `quotes` to carry over from whoever was speaking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.cues import AUXILIARIES, BEING, BOUNDARIES, DENYING, DETERMINERS, PRONOUNS, WEAK, is_adverb
from index.frames import Frame
from index.phrases import (
    ends_phrase_right,
    is_cue,
    is_passive,
    main_subject,
    phrase_left,
    phrase_span,
    subject_beside,
    subject_left,
    subject_of,
    subject_right,
)
from index.roles import CALENDAR, PARTICLES, ROLES
from index.text import word_set
from index.tokens import Token
from index.types import Span

_REACH = 40  # tokens between a cue and its quotation; farther, they have nothing to do with each other
_WEAK_REACH = 8  # the same for verbs that report speech only right beside it: "called the plan Q"
_CLAUSE_WORDS = 4  # a reported clause has at least so many words
_UTTERING = word_set(
    "say said saying tell told telling call called calling describe described describing claim claimed claiming"
)
_PERCEIVING = word_set("hear hears heard watched saw overheard")
_SPEAKING = word_set("say saying tell telling ask asking shout shouting yell yelling explain explaining call calling")
_QUOTING = word_set("quoted quotes quoting cited cites citing")
_AGENT_REACH = 5  # words from "quoted" to its "by": "quoted as saying by"
SAYING = word_set(
    """say says said add adds added think thinks thought believe believes believed claim claims claimed argue
    argues argued insist insists insisted admit admits admitted acknowledge acknowledges acknowledged warn warns
    warned hope hopes hoped confirm confirms confirmed contend contends contended know assert asserts asserted
    announce announces announced"""
)
_PLACING = word_set("on in at to about among")  # what follows is no part of a speaker's name
_GIVEN = word_set("reply answer response verdict message comment reaction statement view take advice plea warning")
_LONGEST_ROLE = 16  # words and marks behind a name that say what somebody is
_LATER_CUES = 12  # words between a quotation and its cue after it, where the subject does not follow at once


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with the mention of its speaker, and who relays it; any may be missing.

    intro: the introducing sentence of a block quote; said: what a sentence without quotation marks reports; denied: the
    sentence says that these are not their words.
    """

    cue: Span | None
    mention: Span | None
    relay: Span | None
    intro: Span | None = None
    said: Span | None = None
    denied: bool = False


def attribute(frame: Frame, quote: int, inner_end: str) -> Attribution | None:
    """Read off the frame who said its quotation `quote`; `inner_end` is the last mark before its closing mark."""
    tokens = frame.tokens
    at = next(i for i, token in enumerate(tokens) if token.quote == quote)
    after, before = _after(tokens, at), _before(tokens, at)
    if after is None and inner_end in ",?!":
        after = _named_after(tokens, at)
    source = according_to(tokens) or _in_the_words_of(tokens)
    if inner_end in ",?!" and not (inner_end != "," and _is_led_to(tokens, at)):
        chosen = after or before
    else:
        led = (_colon_after_name(tokens, at) or _colon_after_act(tokens, at)) if _is_led_to(tokens, at) else None
        chosen = before or led or after
    if chosen is None:
        chosen = _interrupting(tokens, at) or _colon_after_name(tokens, at) or _name_after_dash(tokens, at)
    if chosen is None and inner_end in ".?!":
        chosen = _colon_after_act(tokens, at)
    if chosen and chosen.mention:
        chosen = replace(chosen, mention=_jointly(tokens, chosen.mention))
    if chosen and _is_denied(tokens, at, chosen.cue):
        return replace(chosen, denied=True)
    relay = source.mention if source else _quoted_by(tokens)
    if chosen and chosen.mention and relay and relay != chosen.mention:
        return replace(chosen, relay=relay)
    return chosen or source


def _is_led_to(tokens: Sequence[Token], at: int) -> bool:
    """Tell a quotation that a colon leads to."""
    return at > 0 and tokens[at - 1].text == ":"


def find_relay(frame: Frame, mention: Span) -> Span | None:
    """Who passes on what somebody mentioned says: "Jane Doe said that CLAUSE, according to NP"."""
    source = according_to(frame.tokens)
    relay = source.mention if source else _quoted_by(frame.tokens)
    return relay if relay and (relay[1] <= mention[0] or mention[1] <= relay[0]) else None


def _jointly(tokens: Sequence[Token], mention: Span) -> Span:
    """Take in whoever speaks as well: "[Torres and Whitfield] said", where nothing but a mark stands before."""
    i = next((i for i, token in enumerate(tokens) if token.start == mention[0]), 0)
    if i < 2 or tokens[i - 1].lower != "and" or not tokens[i].is_capitalised:
        return mention
    first = i - 1
    while first > 0 and (tokens[first - 1].is_capitalised or tokens[first - 1].lower in ROLES):
        first -= 1
    begins = first == 0 or not tokens[first - 1].is_word
    return (tokens[first].start, mention[1]) if begins and first < i - 1 else mention


def _is_denied(tokens: Sequence[Token], at: int, cue: Span | None) -> bool:
    """Tell words that the sentence says somebody did not say: "denied saying Q", "never called it Q"."""
    i = next((i for i, token in enumerate(tokens) if cue and token.start == cue[0]), None)
    if i is None:
        return False
    if tokens[i].lower in DENYING or any(token.lower in DENYING for token in tokens[:i]):
        return i < at
    if i > at or tokens[i].lower not in _UTTERING:
        return False
    j = i - 1
    while j >= 0 and (is_adverb(tokens[j].lower) or tokens[j].lower in {"having", "to"}):
        if tokens[j].lower in {"not", "never"} or tokens[j].lower.endswith(("n’t", "n't")):
            return not (j + 1 < len(tokens) and tokens[j + 1].lower in {"only", "just", "merely"})
        j -= 1
    return j >= 0 and tokens[j].lower in DENYING


def find_governed(frame: Frame, cue: Span) -> Span | None:
    """The clause behind a cue, quotation marks and all: "praised [the “bold” plan of the harbour master]"."""
    behind = [token for token in frame.tokens if token.start >= cue[1]]
    while behind and behind[0].lower in {"that", ",", ":", "to", "of", "as", "how"}:
        behind.pop(0)
    return clause_of(behind)


def clause_of(tokens: Sequence[Token]) -> Span | None:
    """The span of a clause of at least four words, without the marks and an "according to" at its end."""
    words = list(tokens)
    tail = next((i for i in range(len(words)) if words[i].lower == "according"), None)
    if tail is not None:
        words = words[:tail]
    while words and not (words[0].is_word or words[0].quote >= 0):
        words.pop(0)
    while words and not (words[-1].is_word or words[-1].quote >= 0 or words[-1].text in "%)"):
        words.pop()
    return (words[0].start, words[-1].end) if sum(word.is_word for word in words) >= _CLAUSE_WORDS else None


def _after(tokens: Sequence[Token], at: int) -> Attribution | None:
    """A cue after the quotation: "Q, said NP" or "Q, NP said"."""
    for i in range(at + 1, min(len(tokens), at + 1 + _REACH)):
        if tokens[i].quote >= 0 or tokens[i].text in ";:":
            break
        if tokens[i].lower in {"and", "but"} and not any(token.is_word for token in tokens[at + 1 : i]):
            break
        if i - at > 1 and tokens[i].text in ".!?" and not _is_abbreviation(tokens, i):
            break
        if not is_cue(tokens, i):
            continue
        quoted = _quoted_as_saying(tokens, i) or _heard_saying(tokens, i)
        if quoted:
            return quoted
        gap = [token for token in tokens[at + 1 : i] if token.is_word and not is_adverb(token.lower)]
        has_agent = is_passive(tokens, i)
        is_inverted = not gap and not any(token.lower in AUXILIARIES for token in tokens[at + 1 : i])
        mention = subject_right(tokens, i + has_agent) if is_inverted or has_agent else None
        if mention is None and gap:
            mention = subject_beside(tokens, i, at + 1)
            if mention and tokens[i].lower in WEAK and not _near(tokens, at, mention):
                mention = None
        if mention and (len(gap) <= _LATER_CUES or _near(tokens, at, mention)):
            return Attribution((tokens[i].start, tokens[i].end), mention, None)
        if gap and not tokens[i].lower.endswith("ing"):
            break
    return None


def _is_abbreviation(tokens: Sequence[Token], i: int) -> bool:
    """Tell a full stop inside a sentence: "Harbour Ltd., said"."""
    return i + 1 < len(tokens) and (tokens[i + 1].text == "," or tokens[i + 1].text.islower())


def _near(tokens: Sequence[Token], at: int, mention: Span) -> bool:
    between = (token for token in tokens[at + 1 :] if token.end <= mention[0])
    return not any(token.is_word and token.lower != "as" for token in between)


def _before(tokens: Sequence[Token], at: int) -> Attribution | None:
    """A cue before the quotation: "NP said: Q", "NP highlighted …, adding that Q", "A," he said, "Q"."""
    for i in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if tokens[i].text == ";":
            break
        if not is_cue(tokens, i) or (tokens[i].lower in WEAK and at - i > _WEAK_REACH):
            continue
        if tokens[i].lower in WEAK and _is_reported(tokens, i):
            continue
        quoted = _quoted_as_saying(tokens, i) or _heard_saying(tokens, i)
        if quoted:
            return quoted
        mention = subject_of(tokens, i)
        if mention:
            return Attribution((tokens[i].start, tokens[i].end), mention, None)
    return None


def _is_reported(tokens: Sequence[Token], i: int) -> bool:
    """Tell a verb inside what another reports: "said in a statement that it would decide Q"."""
    that = next((k for k in range(i - 1, max(-1, i - 6), -1) if tokens[k].lower == "that"), None)
    return that is not None and any(tokens[k].lower in SAYING for k in range(that))


def _named_after(tokens: Sequence[Token], at: int) -> Attribution | None:
    """A name or "she" right after the quotation and a verb that no list has: "Q," Jane Doe shot back."""
    end = at + 1
    if end < len(tokens) and tokens[end].lower in PRONOUNS - {"who", "it"}:
        end += 1
    while end < len(tokens) and tokens[end].is_capitalised and tokens[end].lower not in DETERMINERS | BOUNDARIES:
        end += 1
    name = tokens[at + 1 : end]
    verb = tokens[end] if end < len(tokens) else None
    if not name or verb is None or not verb.is_word or verb.lower in BOUNDARIES | AUXILIARIES or is_adverb(verb.lower):
        return None
    return Attribution((verb.start, verb.end), (name[0].start, name[-1].end), None)


def _quoted_as_saying(tokens: Sequence[Token], i: int) -> Attribution | None:
    """ "AGENCY quoted NP as saying": the words are the object's, and the subject only relays them."""
    start = next((k for k in range(i, max(-1, i - _REACH), -1) if tokens[k].lower in _QUOTING), None)
    if start is None or any(token.quote >= 0 for token in tokens[start:i]):
        return None
    if passive := _was_quoted(tokens, start):
        return passive
    window = range(start + 2, min(len(tokens), start + _REACH))
    as_saying = next((k for k in window if tokens[k].lower == "saying" and tokens[k - 1].lower == "as"), None)
    if as_saying is None or any(token.quote >= 0 for token in tokens[start:as_saying]):
        return None
    said = phrase_span(tokens[start + 1 : as_saying - 1])
    cue = tokens[as_saying].start, tokens[as_saying].end
    return Attribution(cue, said, subject_of(tokens, start)) if said else None


def _was_quoted(tokens: Sequence[Token], quoted: int) -> Attribution | None:
    """ "NP was quoted by AGENCY as saying": the words are the subject's."""
    if tokens[quoted - 1].lower not in BEING:
        return None
    first = next((i + 1 for i in range(quoted - 1, -1, -1) if tokens[i].quote >= 0), 0)
    mention = subject_left(tokens, quoted, first)
    last = next((i for i in range(quoted, len(tokens)) if tokens[i].quote >= 0), len(tokens))
    verb = next((token for token in tokens[quoted:last] if token.lower == "saying"), tokens[quoted])
    return Attribution((verb.start, verb.end), mention, _quoted_by(tokens)) if mention else None


def _quoted_by(tokens: Sequence[Token]) -> Span | None:
    """Who quotes, in the passive: "was quoted as saying by NP", "as quoted by NP"."""
    passive = (i for i in range(1, len(tokens)) if tokens[i].lower in {"quoted", "cited"})
    quoted = next((i for i in passive if tokens[i - 1].lower in BEING | {"as"}), None)
    if quoted is None:
        return None
    window = range(quoted + 1, min(len(tokens), quoted + _AGENT_REACH))
    start = next((i + 1 for i in window if tokens[i].lower == "by"), len(tokens))
    end = start
    while end < len(tokens) and tokens[end].is_word and not ends_phrase_right(tokens, start, end):
        end += 1
    return phrase_span(tokens[start:end])


def _heard_saying(tokens: Sequence[Token], i: int) -> Attribution | None:
    """ "NP heard SOMEBODY say": the words are somebody's."""
    if tokens[i].lower not in _PERCEIVING:
        return None
    speaking = next((k for k in range(i + 2, min(len(tokens), i + 9)) if tokens[k].lower in _SPEAKING), None)
    said = phrase_span(tokens[i + 1 : speaking]) if speaking is not None else None
    if speaking is None or said is None or any(not token.is_word for token in tokens[i + 1 : speaking]):
        return None
    return Attribution((tokens[speaking].start, tokens[speaking].end), said, None)


def _in_the_words_of(tokens: Sequence[Token]) -> Attribution | None:
    """Whose words the sentence says they are: "in the words of NP"."""
    for i in range(len(tokens) - 3):
        if tokens[i].lower in {"words", "opinion", "view"} and tokens[i + 1].lower == "of" and i > 1:
            end = i + 2
            while end < len(tokens) and tokens[end].is_word and not ends_phrase_right(tokens, i + 2, end):
                end += 1
            mention = phrase_span(tokens[i + 2 : end])
            if tokens[i - 2].lower == "in" and mention:
                return Attribution((tokens[i - 2].start, tokens[i + 1].end), mention, None)
    return None


def _name_after_dash(tokens: Sequence[Token], at: int) -> Attribution | None:
    """ "Q — Jane Doe", "Q — Jane Doe, mayor of Arden": a dash and a name, and at most what somebody is."""
    rest = tokens[at + 1 :]
    if not rest or rest[0].text not in {"—", "–", "-"}:
        return None
    name = read_signature(rest)
    return Attribution((rest[0].start, rest[0].end), name, None) if name else None


def read_signature(tokens: Sequence[Token]) -> Span | None:
    """The name behind a dash, up to a comma or the end: "— Jane Doe, mayor of Arden"."""
    end = next((i for i, token in enumerate(tokens) if i and not token.is_word), len(tokens))
    name = tokens[1:end]
    closes = end == len(tokens) or tokens[end].text in ",(" or _is_over(tokens[end:])
    is_name = 0 < len(name) < 6 and all(token.is_capitalised or token.lower in PARTICLES for token in name)
    is_name = is_name and name[0].lower not in DETERMINERS | BOUNDARIES | CALENDAR
    return (name[0].start, name[-1].end) if closes and is_name and not _goes_on(tokens[end:]) else None


def _is_over(tokens: Sequence[Token]) -> bool:
    return not any(token.is_word for token in tokens)


def _goes_on(tokens: Sequence[Token]) -> bool:
    """Tell another clause from what somebody is: a verb of speech, or a second sentence."""
    return len(tokens) > _LONGEST_ROLE or any(token.lower in SAYING or token.quote >= 0 for token in tokens)


def according_to(tokens: Sequence[Token]) -> Attribution | None:
    """Who the sentence says the words are according to."""
    for i in range(len(tokens) - 2):
        if tokens[i].lower == "according" and tokens[i + 1].lower == "to":
            end = i + 2
            while end < len(tokens) and tokens[end].is_word and not ends_phrase_right(tokens, i + 2, end):
                end += 1
            mention = phrase_span(tokens[i + 2 : end])
            if mention:
                said = clause_of(tokens[:i]) if i > _CLAUSE_WORDS else clause_of(_behind_comma(tokens[end:]))
                return Attribution((tokens[i].start, tokens[i + 1].end), mention, None, None, said)
    return None


def _behind_comma(tokens: Sequence[Token]) -> Sequence[Token]:
    comma = next((i for i, token in enumerate(tokens) if token.text == ","), None)
    return tokens[comma + 1 :] if comma is not None else ()


def _interrupting(tokens: Sequence[Token], at: int) -> Attribution | None:
    """Who interrupts words that go on: "Q," Jane Doe shot back, "Q"."""
    earlier = next((i for i in range(at - 1, -1, -1) if tokens[i].quote >= 0), None)
    if earlier is None or tokens[at - 1].text != "," or any(token.text in ".?!" for token in tokens[earlier + 1 : at]):
        return None
    found = _after(tokens, earlier) or _named_after(tokens, earlier)
    return found if found and found.mention and found.mention[1] <= tokens[at].start else None


def _colon_after_act(tokens: Sequence[Token], at: int) -> Attribution | None:
    """Who does something before a colon, without a verb of speech: "Jane Doe shook her head: Q"."""
    if at < 3 or tokens[at - 1].text != ":" or any(token.quote >= 0 for token in tokens[:at]):
        return None
    mention = main_subject(tokens, at - 1) or _enclosed_name(tokens[: at - 1])
    words = [token for token in tokens if mention and mention[0] <= token.start < mention[1]]
    is_somebody = any(token.is_capitalised and token.lower not in DETERMINERS for token in words)
    behind = _behind_name(tokens, mention) if mention else 0
    verb = next((token for token in tokens if token.start >= behind and token.is_word), None)
    return Attribution((verb.start, verb.end), mention, None) if is_somebody and verb and mention else None


def _behind_name(tokens: Sequence[Token], mention: Span) -> int:
    """Where a mention ends, with a name between commas behind it: "Her counterpart, Jane Doe, was scathing"."""
    rest = [token for token in tokens if token.start >= mention[1]]
    comma = next((i for i, token in enumerate(rest) if i and token.text == ","), None)
    is_enclosed = bool(rest) and rest[0].text == "," and comma is not None
    return rest[comma].end if is_enclosed and comma is not None else mention[1]


def _enclosed_name(tokens: Sequence[Token]) -> Span | None:
    """The name between the first two commas: "Another, Jane Doe, shook …"."""
    commas = [i for i, token in enumerate(tokens) if token.text == ","][:2]
    name = tokens[commas[0] + 1 : commas[1]] if len(commas) == 2 else ()
    is_name = 0 < len(name) < 5 and all(token.is_capitalised for token in name)
    return (name[0].start, name[-1].end) if is_name else None


def _colon_after_name(tokens: Sequence[Token], at: int) -> Attribution | None:
    """ "Jane Doe: Q", "Jane Doe’s reply: Q" — a name, perhaps with a role or what somebody gave, and a colon."""
    if at < 2 or tokens[at - 1].text != ":":
        return None
    cue = tokens[at - 1].start, tokens[at - 1].end
    mention = owner_of_words(tokens, at - 1) or phrase_left(tokens, at - 2, 0)
    if at > 4 and tokens[at - 2].lower in {"back", "out"} and tokens[at - 3].text.islower():
        cue, mention = (tokens[at - 3].start, tokens[at - 3].end), phrase_left(tokens, at - 4, 0)  # "hit back:"
    words = [token for token in tokens[: at - 1] if mention and mention[0] <= token.start < mention[1]]
    head = words[: next((i for i, token in enumerate(words) if token.lower in _PLACING), len(words))]
    has_name = any(token.is_capitalised and token.lower not in DETERMINERS | CALENDAR for token in head)
    return Attribution(cue, mention, None) if mention and has_name else None


def owner_of_words(tokens: Sequence[Token], colon: int) -> Span | None:
    """Whose words a colon leads to: "Jane Doe’s reply:"."""
    is_owned = colon > 1 and tokens[colon - 1].lower in _GIVEN and tokens[colon - 2].is_possessive
    return phrase_left(tokens, colon - 2, 0) if is_owned else None
