"""Who said the quoted words: for each quotation the cue, the mention of the speaker and the relay, read off its sentence.

A sentence is read as a frame: its words outside quotation marks, with a placeholder for each quotation ("Q, said NP.").
Quotations whose frame names nobody go to whoever was speaking: earlier or later in the paragraph, the introduction that ends
with a colon, or the paragraph above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.cues import (
    ADVERBS,
    AUXILIARIES,
    BOUNDARIES,
    DETERMINERS,
    PLAIN_FORMS,
    PRONOUNS,
    REPORTING,
    WEAK,
    is_adverb,
)
from index.marks import Marked
from index.speakers import DOCUMENTS, ORGANISATIONS, ROLES, TITLES
from index.tokens import Token, find_tokens
from index.types import Span

_REACH = 40  # tokens between a cue and its quotation; farther, they have nothing to do with each other
_WEAK_REACH = 8  # the same for verbs that report speech only right beside it: "called the plan Q"
_NOUN_PREPOSITIONS = frozenset("of for at from with in on to".split())
_DASHES = frozenset("—–-")
_CLAUSE_WORDS = 4  # a reported clause has at least so many words
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_SAYING = frozenset(
    """say says said add adds added think thinks thought believe believes believed claim claims claimed argue argues argued
    insist insists insisted admit admits admitted acknowledge acknowledges acknowledged warn warns warned hope hopes hoped
    confirm confirms confirmed contend contends contended know assert asserts asserted announce announces announced""".split()
)
_LATER_CUES = 12  # tokens after a quotation within which its cue must come


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with the mention of its speaker, and who relays it; any may be missing.

    intro: the introducing sentence of a block quote; said: what a sentence without quotation marks reports.
    """

    cue: Span | None
    mention: Span | None
    relay: Span | None
    intro: Span | None = None
    said: Span | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with its quotations as placeholders; start..end spans all of it, quotations included."""

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def quotes(self) -> list[int]:
        return [token.quote for token in self.tokens if token.quote >= 0]

    @property
    def is_bare(self) -> bool:
        """Whether it holds nothing but a quotation."""
        return bool(self.quotes) and not any(token.is_word for token in self.tokens)


def find_frames(text: str, sentences: Sequence[Span], marked: Sequence[Marked]) -> list[Frame]:
    """Return the frames of these sentences; sentences that a quotation spans are one frame with it."""
    frames: list[Frame] = []
    first = 0
    for start, end in _merge(sentences, marked):
        while first < len(marked) and marked[first].outer[1] <= start:
            first += 1
        inside = [i for i in range(first, len(marked)) if start <= marked[i].outer[0] < end]
        frames.append(Frame(start, end, tuple(_frame_tokens(text, start, end, marked, inside))))
        first = inside[-1] + 1 if inside else first
    return frames


def attribute(frame: Frame, quote: int, inner_end: str) -> Attribution | None:
    """Read off the frame who said its quotation number `quote`; `inner_end` is the last mark before its closing mark."""
    tokens = frame.tokens
    at = next(i for i, token in enumerate(tokens) if token.quote == quote)
    after, before = _after(tokens, at), _before(tokens, at)
    source = _according_to(tokens, at)
    chosen = after or before if inner_end in ",?!" else before or after
    if chosen is None:
        chosen = _colon_after_name(tokens, at)
    if chosen and chosen.mention and source and source.mention != chosen.mention:
        return Attribution(chosen.cue, chosen.mention, source.mention)
    return chosen or source


def introduce(frame: Frame) -> Attribution | None:
    """Read off a sentence that ends with a colon, or that only reports, who speaks next."""
    tokens = frame.tokens
    cues = [i for i in range(len(tokens)) if _is_cue(tokens, i)]
    for position in reversed(cues):
        mention = _subject(tokens, position)
        if mention:
            cue = tokens[position].start, tokens[position].end
            return Attribution(cue, mention, None, (frame.start, frame.end), _reported(tokens, position))
    return _according_to(tokens, len(tokens))


def _reported(tokens: Sequence[Token], cue: int) -> Span | None:
    """The clause that a reporting verb governs: "said that CLAUSE", "said CLAUSE", up to the end of the sentence."""
    i = cue + 1
    while i < len(tokens) and tokens[i].lower in {"that", "on", ","} | _DAYS:
        i += 1
    has_that = any(token.lower == "that" for token in tokens[cue + 1 : i])
    if tokens[cue].lower in WEAK and not has_that:
        return None
    if not has_that and (i >= len(tokens) or tokens[i].lower in BOUNDARIES or tokens[cue].lower not in _SAYING):
        return None
    return _clause(tokens[i:])


def _clause(tokens: Sequence[Token]) -> Span | None:
    """The span of a clause of at least four words, without the marks and an "according to" at its end."""
    words = list(tokens)
    tail = next((i for i in range(len(words)) if words[i].lower == "according"), None)
    if tail is not None:
        words = words[:tail]
    while words and not words[-1].is_word and words[-1].text not in "%)":
        words.pop()
    return (words[0].start, words[-1].end) if sum(word.is_word for word in words) >= _CLAUSE_WORDS else None


def introduce_without_cue(frame: Frame) -> Attribution | None:
    """Read off the subject of an introduction without a speech verb: "…, NP offered a grim assessment of …:"."""
    subject = _main_subject(frame.tokens, len(frame.tokens))
    if subject is None:
        return None
    verb = next((token for token in frame.tokens if token.start >= subject[1] and token.is_word), None)
    return Attribution((verb.start, verb.end) if verb else None, subject, None, (frame.start, frame.end))


def _merge(sentences: Sequence[Span], marked: Sequence[Marked]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sentences:
        inside = merged and any(quote.outer[0] < merged[-1][1] and quote.outer[1] > start for quote in marked)
        joined = merged and any(quote.start < merged[-1][1] < quote.end for quote in marked if quote.start < start < quote.outer[1])
        if inside and joined:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _frame_tokens(text: str, start: int, end: int, marked: Sequence[Marked], inside: Sequence[int]) -> list[Token]:
    tokens: list[Token] = []
    at = start
    for number in inside:
        opened, closed = marked[number].outer
        tokens += find_tokens(text, at, opened)
        tokens.append(Token("", opened, closed, number))
        at = closed
    return tokens + list(find_tokens(text, at, max(at, end)))


def _is_cue(tokens: Sequence[Token], i: int) -> bool:
    """Tell a reporting verb from a noun of the same form ("the report", "his claims")."""
    token = tokens[i]
    if token.quote >= 0 or token.lower not in REPORTING or token.is_capitalised:
        return False
    before = tokens[i - 1] if i else None
    if before is not None and (before.lower in DETERMINERS or before.is_possessive):
        return False
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    if following == "of" and token.lower in PLAIN_FORMS:
        return False
    return token.lower not in PLAIN_FORMS or _has_verbal_neighbour(tokens, i)


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


def _after(tokens: Sequence[Token], at: int) -> Attribution | None:
    """A cue after the quotation: "Q, said NP" or "Q, NP said"."""
    following = list(range(at + 1, min(len(tokens), at + 1 + _LATER_CUES * 2)))
    for i in following:
        if tokens[i].quote >= 0 or tokens[i].text in ";:" or tokens[i].lower in {"and", "but"}:
            break
        if i - at > 1 and tokens[i].text in ".!?" :
            break
        if not _is_cue(tokens, i):
            continue
        gap = [token for token in tokens[at + 1 : i] if token.is_word and not is_adverb(token.lower)]
        is_passive = i + 1 < len(tokens) and tokens[i + 1].lower == "by"
        mention = _subject_right(tokens, i + is_passive) if not gap or is_passive else None
        if mention is None and gap:
            mention = _subject_left(tokens, i, at + 1)
            if mention and tokens[i].lower in WEAK and not _near(tokens, at, mention):
                mention = None
        if mention and len(gap) <= _LATER_CUES:
            return Attribution((tokens[i].start, tokens[i].end), mention, None)
        if gap and not tokens[i].lower.endswith("ing"):
            break
    return None


def _near(tokens: Sequence[Token], at: int, mention: Span) -> bool:
    return sum(token.is_word for token in tokens[at + 1 :] if token.end <= mention[0]) == 0


def _before(tokens: Sequence[Token], at: int) -> Attribution | None:
    """A cue before the quotation: "NP said: Q", "NP highlighted …, adding that Q", "A," he said, "Q"."""
    for i in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if tokens[i].text == ";":
            break
        if not _is_cue(tokens, i) or (tokens[i].lower in WEAK and at - i > _WEAK_REACH):
            continue
        mention = _subject(tokens, i)
        if mention:
            return Attribution((tokens[i].start, tokens[i].end), mention, None)
    return None


def _subject(tokens: Sequence[Token], i: int) -> Span | None:
    """The subject of the reporting verb at i, wherever it stands."""
    lower = tokens[i].lower
    if lower.endswith("ed") and i + 2 < len(tokens) and tokens[i + 1].lower == "by":
        return _subject_right(tokens, i + 1)
    if lower.endswith("ing") or (i and tokens[i - 1].lower == "to" and not _is_going_on(tokens, i)):
        earlier = next((j for j in range(i - 1, -1, -1) if _is_cue(tokens, j) and not tokens[j].lower.endswith("ing")), None)
        return (_subject(tokens, earlier) if earlier is not None else None) or _main_subject(tokens, i)
    follows_quote = i and (tokens[i - 1].quote >= 0 or (i > 1 and tokens[i - 1].text == "," and tokens[i - 2].quote >= 0))
    if follows_quote:
        right = _subject_right(tokens, i)
        if right:
            return right
    return _subject_left(tokens, i, 0)


def _is_going_on(tokens: Sequence[Token], i: int) -> bool:
    return i > 2 and tokens[i - 2].lower == "on" and tokens[i - 3].lower in {"went", "goes", "going"}


def _subject_left(tokens: Sequence[Token], i: int, floor: int) -> Span | None:
    """The noun phrase that ends before the verb at i, over adverbs, auxiliaries and parentheses."""
    j = i - 1
    if _is_going_on(tokens, i):
        j = i - 4
    while j >= floor and tokens[j].is_word and is_adverb(tokens[j].lower):
        j -= 1
    if j < floor:
        return None
    if tokens[j].lower == "who" or tokens[j].lower == "and":
        return _antecedent(tokens, j, floor)
    if tokens[j].text in {",", ")", "—", "–"}:
        return _over_parenthesis(tokens, j, floor)
    return _phrase_left(tokens, j, floor)


def _antecedent(tokens: Sequence[Token], j: int, floor: int) -> Span | None:
    """The subject behind ", who said" and "did this and said"."""
    if tokens[j].lower == "and":
        earlier = next((k for k in range(j - 1, floor - 1, -1) if _is_cue(tokens, k)), None)
        if earlier is not None:
            return _subject(tokens, earlier)
        return _main_subject(tokens, j)
    k = j - 1
    while k >= floor and tokens[k].text == ",":
        k -= 1
    return _phrase_left(tokens, k, floor) if k >= floor else None


def _over_parenthesis(tokens: Sequence[Token], j: int, floor: int) -> Span | None:
    """Skip ", 30, of Raleigh," or "— who had … —" or "(…)" that ends at j, and take the phrase before it."""
    pairs = {")": "(", "—": "—", "–": "–", ",": ","}
    opening = pairs[tokens[j].text]
    opened = next((k for k in range(j - 1, floor - 1, -1) if tokens[k].text == opening), None)
    if opened is None:
        return None
    inner = tokens[opened + 1 : j]
    if tokens[j].text == "," and _is_name_only(inner):
        return inner[0].start, inner[-1].end
    k = opened - 1
    for _ in range(3):
        earlier = next((n for n in range(k, max(floor, k - 14) - 1, -1) if tokens[n].text == ","), None)
        phrase = _phrase_left(tokens, k, floor) if k >= floor else None
        if tokens[j].text != "," or earlier is None or (phrase and _starts_with_name(tokens, phrase)):
            return phrase
        k = earlier - 1
    return _phrase_left(tokens, k, floor) if k >= floor else None


def _is_name_only(tokens: Sequence[Token]) -> bool:
    return 0 < len(tokens) <= 5 and all(token.is_capitalised for token in tokens)


def _starts_with_name(tokens: Sequence[Token], phrase: Span) -> bool:
    return any(t.is_capitalised or t.lower in DETERMINERS for t in tokens if phrase[0] <= t.start < phrase[1])


def _phrase_left(tokens: Sequence[Token], j: int, floor: int) -> Span | None:
    """The noun phrase that ends with token j."""
    if tokens[j].lower in PRONOUNS - {"who"}:
        return tokens[j].start, tokens[j].end
    k = j
    while k >= floor and tokens[k].is_word and not _ends_phrase(tokens, k, floor):
        k -= 1
    return _phrase(tokens[k + 1 : j + 1])


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
    if not token.text.islower() or lower in ROLES:
        return False
    return lower in REPORTING or (lower.endswith("ed") and len(lower) > 4)


def _subject_right(tokens: Sequence[Token], i: int) -> Span | None:
    """The noun phrase after an inverted verb: "Q, said former Vermont governor Howard Dean"."""
    j = i + 1
    if j < len(tokens) and tokens[j].lower in {"out", "on", "in"}:
        j += 1
    if j >= len(tokens) or not tokens[j].is_word:
        return None
    first = tokens[j]
    if first.lower in {"that", "it", "to", "about", "of"} | BOUNDARIES | AUXILIARIES:
        return None
    k = j
    while k < len(tokens) and tokens[k].is_word and not _ends_right(tokens, j, k):
        k += 1
    if k == j:
        return None
    words = tokens[j:k]
    if not any(t.is_capitalised or t.lower in PRONOUNS | DETERMINERS | ROLES | {"one"} for t in words):
        return None
    return _name_in_apposition(tokens, k) or _phrase(words)


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


def _ends_right(tokens: Sequence[Token], j: int, k: int) -> bool:
    token = tokens[k]
    lower = token.lower
    if lower in PRONOUNS:
        return k > j
    if lower == "of" or (lower in {"for", "at", "from"} and k > j and tokens[k - 1].text.islower()):
        return False
    if k > j and tokens[k - 1].lower in PRONOUNS:
        return True
    return lower in BOUNDARIES | AUXILIARIES | ADVERBS or (lower.endswith("ly") and k > j) or _is_verb(token)


def _main_subject(tokens: Sequence[Token], before: int) -> Span | None:
    """The first noun phrase of a sentence, behind an introductory phrase that a comma ends."""
    i = 0
    while i < before:
        if not tokens[i].is_word:
            i += 1
            continue
        lower = tokens[i].lower
        if lower in BOUNDARIES or lower in ADVERBS or lower.endswith(("ing", "ly")) or (lower.endswith("ed") and i == 0):
            comma = next((k for k in range(i, before) if tokens[k].text == ","), None)
            if comma is None:
                return None
            i = comma + 1
            continue
        break
    end = i
    while end < before and tokens[end].is_word and not _ends_right(tokens, i, end):
        end += 1
    phrase = tokens[i:end]
    is_nominal = any(t.is_capitalised or t.lower in PRONOUNS | DETERMINERS | ROLES for t in phrase)
    return _phrase(phrase) if is_nominal else None


def _according_to(tokens: Sequence[Token], at: int) -> Attribution | None:
    """Who the sentence says the words are according to."""
    for i in range(len(tokens) - 2):
        if tokens[i].lower == "according" and tokens[i + 1].lower == "to":
            end = i + 2
            while end < len(tokens) and tokens[end].is_word and not _ends_right(tokens, i + 2, end):
                end += 1
            mention = _phrase(tokens[i + 2 : end])
            if mention:
                said = _clause(tokens[:i]) if i > _CLAUSE_WORDS else _clause(_behind_comma(tokens[end:]))
                return Attribution((tokens[i].start, tokens[i + 1].end), mention, None, None, said)
    return None


def _behind_comma(tokens: Sequence[Token]) -> Sequence[Token]:
    comma = next((i for i, token in enumerate(tokens) if token.text == ","), None)
    return tokens[comma + 1 :] if comma is not None else ()


def _colon_after_name(tokens: Sequence[Token], at: int) -> Attribution | None:
    """ "Jane Doe: Q" — a name, perhaps with a role, and a colon."""
    if at < 2 or tokens[at - 1].text != ":":
        return None
    mention = _phrase_left(tokens, at - 2, 0)
    words = [token for token in tokens[: at - 1] if mention and mention[0] <= token.start < mention[1]]
    has_name = any(token.is_capitalised and token.lower not in DETERMINERS for token in words)
    return Attribution((tokens[at - 1].start, tokens[at - 1].end), mention, None) if mention and has_name else None


def _phrase(tokens: Sequence[Token]) -> Span | None:
    """The span of a noun phrase, without function words at its ends; None if nothing nominal is left."""
    words = list(tokens)
    while words and words[0].lower in BOUNDARIES | AUXILIARIES | ADVERBS | _NOUN_PREPOSITIONS:
        words.pop(0)
    while words and words[-1].lower in BOUNDARIES | AUXILIARIES | _NOUN_PREPOSITIONS | (ADVERBS - ROLES):
        words.pop()
    if not words or len(words) > 20:
        return None
    if all(word.lower in DETERMINERS | TITLES or word.text.isdigit() for word in words):
        return None
    return words[0].start, words[-1].end
