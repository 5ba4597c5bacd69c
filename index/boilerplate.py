"""Which parts of an article are not its text: adverts, share lines, notes, credits, lists of links. Never cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from index.credits import capitals, is_byline, is_caption, is_credit, is_outlet_line, is_signature
from index.notices import holds_speech, is_markup, is_notice, is_press_item
from index.repetition import paragraph_digest
from index.types import Span

_HEAD_LINES = 4
_MAX_WORDS = 12
_MAX_ADVERTS = 10  # lines at the end told by shape alone; more are what the article is about: winners, addresses
_FEW_WORDS = 4
_CAPITALS = 0.6  # share of capitalised words from which on a line reads like a headline
_LONG = 500  # characters from which on a paragraph is no link, appeal or credit
_LINKS_AT_MOST = 40
_LIST_WORDS = 25  # words that a line below a heading of links may have
_LIST_SHARE = 0.75  # of the lines below such a heading that must not look like sentences
_NOTE_LINES = 5  # paragraphs that the note below "Correction:" may have
_SENTENCES = 6  # at a paragraph's end that may be notices
_NAMES = 25  # names in one paragraph from which on it is a roll
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_MARK = re.compile(r"[“”\"»«]")
_DATA = re.compile(r"\d|:\s*\w")  # a line with a figure, or of the form "Where: the town hall", tells something
_ENDS_SENTENCE = re.compile(r"[.?!…][\"'”’»)\]]*$|[”\"»]$|[:;]$")
_BREAK = re.compile(r"(?<=[.!?”\"\])])\s+(?=[(\[“\"]?[A-Z])")
_LINKS = re.compile(
    r"\W*(?:also (?:on|in|from|read)|more (?:from|on|in|stories)|related|read (?:more|next|also)|recommended|see also"
    r"|you (?:may|might) also|most (?:read|popular)|trending|don[’']t miss|what to read|further reading)\b"
    r"[^:]{0,40}:?\W*$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\W*(?:corrections?|clarifications?|editor[’']?s note)\W*$", re.IGNORECASE)
_NAME = r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|(?:de|la|le|van|von|der|bin|al|el|di|da|y)))+"
_FULL_NAME = re.compile(rf"\s*(?:and )?{_NAME}(?: [A-Z]\w*\.?)?\W*$")
_PERSON = r"[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*){1,2}"
_WRITERS = re.compile(rf"{_PERSON}(?:(?:,| and) {_PERSON})*(?<!\.)$")
_AUTHOR = re.compile(
    rf"(?!The )(?P<name>{_NAME})(?:, [^.“”\"]{{3,120}},)? (?:(?:is|are|was)\b[^.]{{0,100}}?\b(?:author|writer|columnist"
    r"|critic|reporter|correspondent|journalist|editor|producer|host|analyst|contributor|fellow|professor|lecturer|scholar"
    r"|historian|director|president|founder|chair\w*|member|partner|consultant|strategist)|covers|covered|teaches|taught"
    r"|edits|hosts|co-hosts|(?:writes|wrote|reports) (?:about|on|for|from)|serves|served)\b"
)


def find_boilerplate(text: str, paragraphs: Sequence[Span], repeated: Collection[int] = frozenset()) -> list[Span]:
    """Return the spans that are boilerplate: paragraphs, or the sentences at a paragraph's end where it stands so.

    Paragraphs are told by wording anywhere, by shape at the article's end, and where the outlet repeats them:
    `repeated` holds the digests that `Repetition.repeated_in` returns. An article none of whose paragraphs ends like a
    sentence is read by wording and repetition only.
    """
    lines = [text[start:end] for start, end in paragraphs]
    marked = [_is_told_by_wording(line) or _is_among(line, repeated) for line in lines]
    _mark_head(lines, marked)
    _mark_signatures(lines, marked)
    _mark_lists(lines, marked)
    _mark_tail(lines, marked)
    found = [span if is_marked else _find_part(text, span) for span, is_marked in zip(paragraphs, marked, strict=True)]
    return [span for span in found if span]


def _is_told_by_wording(line: str) -> bool:
    if is_markup(line) or is_press_item(line):
        return True
    if len(line) > _LONG or holds_speech(line):
        return False
    return is_notice(line) or is_credit(line) or is_caption(line) or is_outlet_line(line)


def _is_among(line: str, repeated: Collection[int]) -> bool:
    return bool(repeated) and paragraph_digest(line) in repeated


def _mark_head(lines: Sequence[str], marked: list[bool]) -> None:
    """Mark who wrote the article and when, around the title; a name alone counts right above the outlet's line."""
    for number in reversed(range(min(_HEAD_LINES, len(lines)))):
        is_name = any(marked[number + 1 : number + 2]) and bool(_WRITERS.match(lines[number]))
        marked[number] |= is_name or is_byline(lines[number])


def _mark_signatures(lines: Sequence[str], marked: list[bool]) -> None:
    """Mark "– Jo Lind", the end of an item; below a quotation it says who is quoted."""
    for number in range(1, len(lines)):
        if is_signature(lines[number]) and not lines[number - 1].endswith(("”", '"', "»", "'", "’")):
            marked[number] = True


def _mark_lists(lines: Sequence[str], marked: list[bool]) -> None:
    """Mark the last heading of links, or of a note, with what stands below, where nothing else does."""
    for number in range(len(lines) - 1, max(0, len(lines) - _LINKS_AT_MOST), -1):
        below = lines[number + 1 :]
        if below and (len(below[0]) > _LONG or holds_speech(below[0])):
            return
        is_note = len(below) <= _NOTE_LINES and _NOTE.match(lines[number])
        if is_note or (_LINKS.match(lines[number]) and _are_links(below)):
            marked[number:] = [True] * (1 + len(below))
            return


def _are_links(lines: Sequence[str]) -> bool:
    """Tell the lines of a list of links, of which a few may be sentences; an article that goes on is none."""
    words = [len(_WORD.findall(line)) for line in lines]
    look = [capitals(line) >= _CAPITALS or count <= _FEW_WORDS for line, count in zip(lines, words, strict=True)]
    return max(words, default=0) <= _LIST_WORDS and sum(look) >= _LIST_SHARE * len(look)


def _mark_tail(lines: Sequence[str], marked: list[bool]) -> None:
    """Mark, from the end upwards, whatever is no sentence of the article, until the first that is."""
    repeated = {line for line, count in Counter(lines).items() if count > 1}
    first_sentence = next((i for i, line in enumerate(lines) if _ENDS_SENTENCE.search(line)), len(lines))
    adverts = []
    for position in range(len(lines) - 1, first_sentence, -1):
        if marked[position] or not _WORD.search(lines[position]):
            continue
        if _looks_like_an_advert(lines[position], repeated):
            adverts.append(position)
        elif _is_about_the_page(lines, position):
            marked[position] = True
        else:
            break
    if adverts and len(adverts) <= _MAX_ADVERTS and not lines[adverts[-1] - 1].endswith(":"):
        for position in adverts:
            marked[position] = True


def _looks_like_an_advert(line: str, repeated: Collection[str]) -> bool:
    """Tell a line of the tail that is no sentence: said twice, a headline by its capitals, or a few words."""
    words = _WORD.findall(line)
    if len(words) > _MAX_WORDS or _MARK.search(line):
        return False
    if line in repeated:
        return True
    if _DATA.search(line):
        return False
    is_headline = len(words) > 2 and capitals(line) >= _CAPITALS and (not line.endswith(".") or "," in line)
    is_name = len(words) == 2 and capitals(line) == 1 and not line.endswith(("?", "!"))
    return is_headline or is_name or (len(words) <= _FEW_WORDS and not _ENDS_SENTENCE.search(line))


def _is_about_the_page(lines: Sequence[str], position: int) -> bool:
    """Tell a paragraph of the tail that is about who wrote the article or took part, or when that was."""
    line = lines[position]
    if position >= len(lines) - 2 and is_byline(line):
        return True
    heads_a_roll = line.endswith(":") and position + 1 < len(lines) and _is_roll(lines[position + 1])
    return heads_a_roll or _is_roll(line) or _is_about_the_author(lines, position)


def _is_roll(line: str) -> bool:
    """Tell a paragraph that lists people's names and nothing else, such as those who took part in a survey."""
    items = line.partition(":")[2].split(",") if ":" in line[:40] else line.split(",")
    return len(items) >= _NAMES and sum(bool(_FULL_NAME.match(item)) for item in items) >= 0.8 * len(items)


def _is_about_the_author(lines: Sequence[str], position: int) -> bool:
    """Tell "Jo Lind is a columnist": somebody with a profession whom the article above does not name."""
    found = _AUTHOR.match(lines[position][:_LONG])
    if not found or holds_speech(lines[position]):
        return False
    surname = found["name"].split()[-1]
    return not any(surname in other for other in lines[:position])


def _find_part(text: str, paragraph: Span) -> Span | None:
    """Return the sentences at a paragraph's end that are notices, where others stand before them."""
    part = None
    for gap in list(_BREAK.finditer(text, *paragraph))[: -_SENTENCES - 1 : -1]:
        until = part[0] if part else paragraph[1]
        sentence = text[gap.end() : until].rstrip()
        if (
            len(sentence) > _LONG
            or not (is_notice(sentence) or is_credit(sentence))
            or len(_MARK.findall(text, paragraph[0], gap.start())) % 2
        ):
            break
        part = (gap.end(), paragraph[1])
    return part
