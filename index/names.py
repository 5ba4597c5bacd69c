"""Names as they are written: runs of capitals, the roles before, after and beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.cues import ADVERBS, AUXILIARIES, BOUNDARIES, DETERMINERS, PRONOUNS, REPORTING
from index.given_names import is_given_name
from index.roles import CALENDAR, MODIFIERS, MONTHS, ORGANISATIONS, PARTICLES, PORTFOLIOS, ROLES, TITLES
from index.text import word_set
from index.tokens import Token

_AGENTS = ("er", "or", "ist", "eer", "ian", "man", "woman")
_AGE = re.compile(r"[\w-]+-years?-old")
_COMPOUND = re.compile(r"[A-Z].*-(?:[a-z]+(?:ed|ing)|born|led|made|built|run|style|era|wide|only|friendly|linked)")
_GROUPS = word_set(
    "americans citizens people doctors mothers parents friends women students physicians veterans workers lawyers"
)
_PERSONS = word_set("substitute native rookie veteran patient applicant tenant migrant")
_OPENING, _CLOSING = frozenset("“\"‘'("), frozenset("”\"’')")
_NICKNAME = re.compile(r"(?:[“\"‘'(] [^\W\d_]+ [”\"’')]|[‘'] [^\W\d_]+[’']) [^\W\d_][\w’'-]*.*")
_HONOURS = word_set("kc qc mp mep msp mla mbe obe cbe dbe kbe phd md frs esq")
_BEING = word_set("is was became remains as")
_GOVERNING = word_set("of for at from with in on about against to near behind within over into")
_ABOUT_SOMEBODY = word_set("to who that which whom")  # "voters who like [Doe]"
_QUALIFYING = word_set("of vice presidential assistant associate interim")
_NAMING = word_set("as named called")
_OFFICE_OF = word_set("of for at in from")
_BEFORE_MONTHS = DETERMINERS | word_set(
    "in on since until till by last next early late mid from during before after to of through for between every"
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of capitalised words: a role in front ("Foreign Minister") and a name after it; either may be empty."""

    start: int
    end: int
    role: tuple[Token, ...]
    name: tuple[Token, ...]


def find_chunks(
    words: Sequence[Token], lowercase: Iterable[str], inside: bool = False, months: Collection[str] = ()
) -> Iterable[Chunk]:
    """Yield the runs of capitalised words of a sentence, or, `inside`, of a mention, whose first word may be a name.

    months: those that somebody of the article is called by, "may" where there is a Theresa May.
    """
    run: list[Token] = []
    for position, token in enumerate(words):
        if token.text.endswith("old") and _AGE.fullmatch(token.lower):
            continue  # "Sixteen-year-old Jane Doe"
        if token.is_capitalised and _COMPOUND.fullmatch(token.text):
            run = []  # "a South Korean-born Jane Doe", "a US-designed engine"
            continue
        if run and _sets_off_nickname(words, position):
            continue
        joins = bool(run) and (_is_arabic(token) or _goes_on(words, position))
        starts = token.is_capitalised and (
            not _is_common(token, position == 0 and not inside, lowercase)
            or _is_named_as_month(words, position, run, months)
        )
        if joins or starts:
            run.append(token)
            if not token.is_possessive:
                continue
        if run:
            yield split_role(run, words)
            run = []
    if run:
        yield split_role(run, words)


def _goes_on(words: Sequence[Token], position: int) -> bool:
    """Tell a small word within a name: "Jan van Dorn", "Ministry of Health", "University of the Arts"."""
    word, following = words[position].lower, words[position + 1 : position + 3]
    if not following or not (word in PARTICLES or is_of_body(words, position)):
        return False
    if word in PARTICLES and following[0].lower in PARTICLES:  # "de la Cruz"
        following = following[1:]
    if word == "of" and following[0].lower == "the":
        following = following[1:]
    return bool(following) and following[0].is_capitalised and following[0].lower not in CALENDAR


def is_of_body(words: Sequence[Token], position: int) -> bool:
    """Tell the "of" of a body's name, and the "the" behind it: "Bank of England", "University of the Arts".

    The "for" of "Center for Health" and "Americans for Growth" is such as well.
    """
    before = words[position - 1] if position > 0 else None
    if before is None or words[position].lower not in {"of", "the", "for"}:
        return False
    if words[position].lower == "for":
        return before.is_capitalised and before.lower in ORGANISATIONS | _GROUPS
    if words[position].lower == "the":
        return is_of_body(words, position - 1) and before.lower == "of"
    return before.is_capitalised and before.lower in ORGANISATIONS


def _is_arabic(token: Token) -> bool:
    """Tell "al-Masri", which is a name though it begins with a small letter."""
    return token.text[:3] in {"al-", "el-", "ul-"} and token.text[3:4].isupper()


def _sets_off_nickname(words: Sequence[Token], position: int) -> bool:
    """Tell the marks around a nickname within a name: "William “Billy” Doe", "William ‘Billy’ Doe"."""
    around = [token.text for token in words[max(0, position - 2) : position + 4]]
    at = min(position, 2)
    opens = around[at] in _OPENING and _NICKNAME.fullmatch(" ".join(around[at : at + 4]))
    closes = at == 2 and around[at] in _CLOSING and _NICKNAME.match(" ".join(around[at - 2 : at + 2]))
    return bool(opens or closes)


def _is_common(token: Token, is_first: bool, lowercase: Iterable[str]) -> bool:
    """Tell a capitalised word that is no name: a function word, a day, or a common word that begins a sentence."""
    lower = token.lower
    if lower in DETERMINERS | BOUNDARIES | ADVERBS | AUXILIARIES | PRONOUNS | CALENDAR:
        return True
    return is_first and (lower in lowercase or lower in REPORTING or (lower.endswith("ing") and lower not in ROLES))


def _is_named_as_month(words: Sequence[Token], position: int, run: Sequence[Token], months: Collection[str]) -> bool:
    """Tell a name from the month (or "will") it is spelt like: "Jan Novak", "Ana May"; not "In May Novak said"."""
    word = words[position].lower.removesuffix("’s").removesuffix("'s")
    following = words[position + 1] if position + 1 < len(words) else None
    if word not in MONTHS | {"will"} or (following and following.text[0].isdigit()):
        return False
    before = words[position - 1] if position else None
    if run and before is run[-1]:  # a surname
        return is_given_name(before.text) or any(map(_is_role, run))
    if before and (before.lower in _BEFORE_MONTHS | CALENDAR or before.is_possessive or before.text[0].isdigit()):
        return False
    if word == "will" and position == 0 and words[-1].text == "?":
        return False
    if word in months:
        return True
    goes_on = following is not None and following.is_capitalised and not _is_role(following)
    return goes_on and is_given_name(word) and following is not None and following.lower not in CALENDAR


def split_role(run: list[Token], words: Sequence[Token]) -> Chunk:
    """Split "Harbour Safety Director Jo Lindqvist"; after "Secretary of" the portfolio belongs to the role as well.

    What stands behind a name as its bearer's honours ("Hugh Denby KC") is no part of it.
    """
    end = run[-1].end
    while len(run) > 2 and run[-1].lower in _HONOURS and not run[-1].text.islower():
        run = run[:-1]
    cut = 0
    for position, token in enumerate(run):
        if _is_role(token) and not is_of_body(run, position - 1):
            cut = position + 1
    if cut == len(run) > 1 and is_given_name(run[0].text) and not any(_is_role(token) for token in run[:-1]):
        cut = 0  # "Jane Prince" is a name
    if cut == len(run) and any(token.lower == "for" for token in run):
        cut = 0  # "Citizens for Justice" is a body as well
    if cut < len(run) and all(token.lower in ORGANISATIONS for token in run[cut:]):
        cut = 0  # "Justice Department" is a body, and no judge called Department
    if not cut and len(run) > 2 and run[0] is words[0] and is_given_name(run[1].text) and _is_agent(run[0].lower):
        cut = 1
    first = words.index(run[0])
    if first > 1 and words[first - 1].lower == "of" and words[first - 2].lower in ROLES:
        while cut < len(run) and run[cut].lower in PORTFOLIOS:
            cut += 1
        # "Mayor of Arden Jane Doe"
        cut = cut or next((i for i in range(1, len(run) - 1) if is_given_name(run[i].text)), 0)
    return Chunk(run[0].start, end, tuple(run[:cut]), tuple(run[cut:]))


def split_names(chunks: Iterable[Chunk], full_names: Collection[tuple[str, ...]]) -> list[Chunk]:
    """Part a full name that the article has elsewhere from capitals that run into it: "Arden Press | Jane Doe"."""
    split: list[Chunk] = []
    for chunk in chunks:
        texts = tuple(token.text for token in chunk.name)
        cut = next((i for i in range(1, len(texts) - 1) if texts[i:] in full_names), None)
        if cut is None or is_given_name(texts[cut - 1]):
            split.append(chunk)
            continue
        front, name = chunk.name[:cut], chunk.name[cut:]
        split.append(Chunk(chunk.start, front[-1].end, chunk.role, front))
        split.append(Chunk(name[0].start, chunk.end, (), name))
    return split


def _is_agent(word: str) -> bool:
    """Tell a word for what somebody does: "Winger Joan Pell", "Substitute Joan Pell"."""
    return not is_given_name(word) and (word.endswith(_AGENTS) or word in _PERSONS)


def _is_role(token: Token) -> bool:
    return token.lower.rstrip(".") in ROLES | TITLES


def role_before(words: Sequence[Token], first: int) -> Sequence[Token]:
    """The role in front of a name: "former secretary of state", "Norvian leader", "Secretary of State"."""
    if first == 0 or not words[first - 1].is_word:
        return ()
    start = first
    has_role = False
    while start > 0 and first - start < 8 and words[start - 1].is_word:
        lower = words[start - 1].lower
        is_verb = lower in REPORTING and lower not in ROLES and words[start - 1].text.islower()
        if is_verb or lower in DETERMINERS | BOUNDARIES | AUXILIARIES or _follows_a_name(words, start - 1):
            break
        if lower == "of" and not (start > 1 and words[start - 2].lower.rstrip(".") in ROLES):
            break
        has_role = has_role or lower.rstrip(".") in ROLES | TITLES
        start -= 1
    return words[start:first] if has_role and _ends_with_role(words[start:first]) else ()


def _follows_a_name(words: Sequence[Token], i: int) -> bool:
    """Tell a lower-case word behind a capitalised one, "Briggs met Rep. …": rather a verb than part of a role."""
    is_plain = words[i].text.islower() and words[i].lower not in ROLES | MODIFIERS | _QUALIFYING
    return is_plain and i > 0 and words[i - 1].is_capitalised


def _ends_with_role(phrase: Sequence[Token]) -> bool:
    """Tell whether a phrase ends with its role word, or with what the role is of: "Secretary of State"."""
    lower = [token.lower.rstrip(".") for token in phrase]
    while len(lower) > 2 and lower[-1] in PORTFOLIOS:
        lower.pop()
    if lower[-1] == "of" and len(lower) < len(phrase):  # "the president of", before a name: that name's country
        lower.pop()
    return bool(lower) and lower[-1] in ROLES | TITLES


def role_after(words: Sequence[Token], last: int) -> Sequence[Token]:
    """The role in an apposition after a name: ", chief economist for the Norvian Bank,"."""
    if last + 2 >= len(words) or words[last + 1].text != ",":
        return ()
    end = last + 2
    while (
        end < len(words)
        and end - last < 16
        and words[end].is_word
        and words[end].lower not in REPORTING | {"who", "and"}
    ):
        end += 1
    phrase = words[last + 2 : end]
    if phrase and phrase[0].lower in DETERMINERS and _is_name_enclosed(words, end):
        return ()  # "the Arden Post, the energy minister, Ana Torres, had …": the role is that of the next name
    closes = (
        end == len(words) or words[end].text in ',.—-”"' or words[end].lower in {"and", "who"} or not words[end].is_word
    )
    has_role = any(token.lower in ROLES and not _is_body_part(phrase, i) for i, token in enumerate(phrase[:6]))
    return phrase if phrase and closes and has_role and phrase[0].lower not in BOUNDARIES | PRONOUNS else ()


def _is_body_part(words: Sequence[Token], i: int) -> bool:
    """Tell "shook his head" from "its head"."""
    return words[i].lower == "head" and i > 0 and words[i - 1].lower in {"his", "her", "their", "my"}


def _is_name_enclosed(words: Sequence[Token], comma: int) -> bool:
    """Tell whether a name of several words and another comma follow a comma."""
    end = comma + 1
    while end < len(words) and words[end].is_capitalised:
        end += 1
    return end - comma > 2 and words[comma].text == "," and end < len(words) and words[end].text == ","


def said_to_be(words: Sequence[Token], last: int) -> Sequence[Token]:
    """What a sentence says somebody is: "Torres is [the coach of the Harbour Club, a junior team]"."""
    if last + 2 >= len(words) or words[last + 1].lower not in _BEING:
        return ()
    first = last + 2
    if words[first].lower not in {"the", "a", "an"} and not words[first].is_possessive:
        return ()
    end = next((i for i in range(first, min(len(words), first + 25)) if words[i].text in ".;:?!"), len(words))
    phrase = words[first:end]
    return phrase if any(token.lower in ROLES for token in phrase[:8]) else ()


def role_in_apposition(words: Sequence[Token], first: int, chunks: Sequence[Chunk]) -> Sequence[Token]:
    """The role in front of a comma: "the Foreign Minister of … (…), NAME," where the name ends the apposition."""
    if first < 2 or words[first - 1].text != ",":
        return ()
    if words[first - 2].lower in ROLES and words[first - 2].text.islower():
        return _described_by(words, first - 2)
    office = _office_of(words, first)
    if office:
        return office
    before = [chunk for chunk in chunks if chunk.role and not chunk.name and chunk.end < words[first].start]
    if not before:
        return ()
    start = next(i for i, token in enumerate(words) if token.start == before[-1].start)
    between = words[start : first - 1]
    is_apposition = len(between) <= 24 and not any(token.lower in REPORTING | PRONOUNS for token in between)
    return between if is_apposition and _outside_brackets(between) else ()


def _office_of(words: Sequence[Token], first: int) -> Sequence[Token]:
    """The office with what it is of, of a name that commas enclose: "the president of Norvia, Ana Torres, said"."""
    end = first
    while end < len(words) and (words[end].is_capitalised or words[end].lower in PARTICLES):
        end += 1
    if end >= len(words) or words[end].text not in {",", "—", "–"}:
        return ()
    comma = first - 1
    for k in range(comma - 2, max(-1, comma - 12), -1):
        if not words[k].is_word or words[k].lower in AUXILIARIES | PRONOUNS:
            return ()
        if words[k].lower in ROLES and words[k].text.islower() and words[k + 1].lower in _OFFICE_OF:
            return [*_described_by(words, k), *words[k + 1 : comma]]
    return ()


def _described_by(words: Sequence[Token], last: int) -> Sequence[Token]:
    """The lower-case role that ends at `last`: "his daughter", "the company's director"."""
    start = last
    while start > 0 and words[start - 1].is_word and last - start < 5 and not _ends_role(words[start - 1]):
        start -= 1
    return words[start : last + 1]


def _ends_role(token: Token) -> bool:
    return token.lower in BOUNDARIES | AUXILIARIES | DETERMINERS or token.lower in REPORTING


def _outside_brackets(tokens: Sequence[Token]) -> bool:
    """Tell that no comma or semicolon stands outside brackets: the tokens are one phrase."""
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text in ",;:":
            return False
    return True


def is_complement(words: Sequence[Token], chunk: Chunk) -> bool:
    """Tell a name that only says of what: "director of the CDC", "residents suing Gridline", "those who like Doe"."""
    first = next(i for i, token in enumerate(words) if token.start == chunk.start)
    before = [token.lower for token in words[:first] if token.is_word]
    while before and before[-1] in DETERMINERS:
        before.pop()
    if chunk.role and chunk.name and before[-1:] == ["of"] and before[-2] in ROLES:
        return False  # "Mayor of Arden Jane Doe"
    if len(before) < 2 or before[-1] in _NAMING:
        return False
    is_object = before[-1].endswith("ing") and before[-2] not in DETERMINERS
    return is_object or before[-1] in _GOVERNING or not _ABOUT_SOMEBODY.isdisjoint(before[1:])


def is_quoted(words: Sequence[Token], chunk: Chunk) -> bool:
    """Tell a name in quotation marks, a work's title: "the director of “The Shore”"."""
    marks = [token.text for token in words if token.start < chunk.start and not token.is_word]
    return marks.count("“") > marks.count("”") or marks.count('"') % 2 == 1


def is_modifier(words: Sequence[Token], chunk: Chunk) -> bool:
    """Tell a name that only qualifies the noun after it: "the Norvian president", "a Torres spokesman"."""
    after = next((token for token in words if token.start >= chunk.end), None)
    return (
        after is not None
        and after.is_word
        and (after.text.islower() or after.text.isdigit())
        and after.lower not in BOUNDARIES | AUXILIARIES | {"of"}
    )
