"""The ledger of one article: its quotations, each with the speaker as far as the article tells.

Every quotation is first attributed by its own sentence (`attribution`); what stays open is carried over from whoever
was speaking, and marked as inferred. A mention is resolved to a name by the article's entities (`speakers`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.attribution import Attribution, attribute, find_governed, introduce, introduce_without_cue
from index.cues import PRONOUNS
from index.descriptions import describes_person, is_attribute
from index.entities import Entity, Resolved
from index.frames import Frame, find_frames
from index.marks import Marked, find_marked
from index.parsing import Parser
from index.phrases import main_subject
from index.reported import Reported, find_reported
from index.roles import ORGANISATIONS, ROLES
from index.salience import Mention, Salience
from index.scare_quotes import is_speech
from index.speakers import Entities
from index.text import fold_words
from index.tokens import find_tokens
from index.transcripts import find_turns
from index.types import Inferred, Kind, Quote, Span

_SCARE_WORDS = 3  # up to so many quoted words without a cue are a term or a scare quote, not speech
_CREDIT = re.compile(
    r"\w\s*/\s*[A-Z]\w+|\(Photo|\bPhoto:|\([^()\n]{2,60}\b(?:PHOTO|PRESS|Photo|Press|Getty)[^()\n]{0,30}\)"
)
_LONGEST_ROLE = 80
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class _Speaking:
    """Who was speaking last: the resolved speaker, how it was read, where (paragraph), and a group number."""

    resolved: Resolved
    attribution: Attribution
    paragraph: int
    group: int


def find_quotes(
    text: str, paragraphs: Sequence[Span], sentences: Sequence[Span], entities: Entities, parser: Parser
) -> list[Quote]:
    """Return the quotes of these paragraphs in order; spans are without marks, speakers None where nobody is named."""
    return _Ledger(text, paragraphs, sentences, entities, parser).quotes()


class _Ledger:
    def __init__(
        self, text: str, paragraphs: Sequence[Span], sentences: Sequence[Span], entities: Entities, parser: Parser
    ) -> None:
        self._text = text
        self._entities = entities
        self._marked = _find_words(text, paragraphs)
        self._frames = find_frames(text, sentences, self._marked)
        self._clauses = find_reported(text, [(frame.start, frame.end) for frame in self._frames], self._marked, parser)
        self._paragraphs = paragraphs
        self._speaking: _Speaking | None = None
        self._group = 0
        self._found: dict[int, Quote] = {}
        self._reported: list[Quote] = []
        self._body: Resolved | None = None
        self._salience = Salience()
        self._captions = {number for number, span in enumerate(paragraphs) if _CREDIT.search(text, *span)}
        self._asked: _Speaking | None = None
        self._replied: _Speaking | None = None

    def quotes(self) -> list[Quote]:
        position = 0
        for number, paragraph in enumerate(self._paragraphs):
            frames = []
            while position < len(self._frames) and self._frames[position].start < paragraph[1]:
                frames.append(self._frames[position])
                position += 1
            self._read_paragraph(number, frames)
        return sorted([*self._found.values(), *self._reported], key=lambda quote: quote.start)

    def _read_paragraph(self, number: int, frames: Sequence[Frame]) -> None:
        stated = {quote: self._state(frame, quote) for frame in frames for quote in frame.quotes}
        for position, frame in enumerate(frames):
            self._read_frame(frame, number, stated, frames[position + 1 :])
            meant = self._meant_first(frame)
            self._salience.end_sentence(self._mentions(frame.start, frame.end))
            if meant:
                self._salience.refer(meant)

    def _read_frame(
        self, frame: Frame, number: int, stated: Mapping[int, Attribution | None], following: Sequence[Frame]
    ) -> None:
        clauses = self._clauses.get((frame.start, frame.end))
        known = self._relate(frame, number, stated, clauses or ())
        if known or not self._mix(frame, stated):
            groups: dict[Span | None, int] = {}
            for quote in self._apart(frame, known):
                attribution = stated[quote]
                if attribution and attribution.denied:
                    self._group += 1
                    nobody = Attribution(None, None, None)
                    self._enter(quote, nobody, None, False, self._group, (frame.start, frame.end))
                elif attribution and attribution.mention:
                    self._say(quote, frame, attribution, number, groups)
                else:
                    self._infer(quote, frame, number, [stated[q] for f in following for q in f.quotes])
            if not frame.quotes:
                self._listen(frame, number, is_parsed=clauses is not None)
            self._note_body(frame)

    def _apart(self, frame: Frame, clauses: Sequence[Reported]) -> list[int]:
        """The frame's quotations without the quoted words that belong to a reported clause."""
        return [quote for quote in frame.quotes if self._is_sentence(quote) or not self._is_inside(quote, clauses)]

    def _is_inside(self, quote: int, clauses: Sequence[Reported]) -> bool:
        start, end = self._marked[quote].start, self._marked[quote].end
        return any(clause.said[0] <= start and end <= clause.said[1] for clause in clauses)

    def _relate(
        self, frame: Frame, paragraph: int, stated: Mapping[int, Attribution | None], clauses: Sequence[Reported]
    ) -> list[Reported]:
        """Enter what the frame reports without quoting it; return the clauses that somebody known has said."""
        known = []
        for clause in clauses:
            inside = [stated[quote] for quote in frame.quotes if self._is_inside(quote, [clause])]
            found = next((one for one in inside if one and one.mention and one.cue), None)
            found = found or Attribution(clause.cue, clause.mention, None)
            assert found.mention is not None
            resolved = self._resolve(found.mention, frame.start)
            if found.denied or not _name(resolved):
                continue
            if clause.is_speech:
                known.append(clause)
            entry = self._report(found, clause.said, resolved, (frame.start, frame.end), clause.kind)
            self._reported.append(replace(entry, is_speech=clause.is_speech))
            if inside and clause.is_speech:
                self._speaking = _Speaking(resolved, found, paragraph, self._group)
                if resolved.entity:
                    self._salience.speak(resolved.entity)
        return known

    def _mix(self, frame: Frame, stated: Mapping[int, Attribution | None]) -> bool:
        """Enter a clause of the article that has only single words in quotation marks as one mixed quote."""
        found = stated[frame.quotes[0]] if frame.quotes else None
        if found is None or found.cue is None or found.mention is None or found.cue[1] > frame.tokens[-1].start:
            return False
        if found.denied:
            return False
        pieces = [stated[quote] for quote in frame.quotes if not self._is_speech(quote)]
        alike = len(pieces) == len(frame.quotes) and all(piece and piece.cue == found.cue for piece in pieces)
        said = find_governed(frame, found.cue) if alike else None
        if said is None or said[0] > self._marked[frame.quotes[0]].outer[0]:
            return False
        resolved = self._resolve(found.mention, frame.start)
        self._reported.append(self._report(found, said, resolved, (frame.start, frame.end), "mixed"))
        return True

    def _state(self, frame: Frame, quote: int) -> Attribution | None:
        inner = self._text[self._marked[quote].start : self._marked[quote].outer[1]].rstrip("”\"'»“ ")
        return attribute(frame, quote, inner[-1:])

    def _say(
        self, quote: int, frame: Frame, found: Attribution, paragraph: int, groups: dict[Span | None, int]
    ) -> None:
        """Enter a quotation whose sentence says who speaks; pieces around one cue are one group."""
        assert found.mention is not None
        resolved = self._resolve(found.mention, frame.start)
        if found.cue not in groups:
            self._group += 1
            groups[found.cue] = self._group
        self._enter(quote, found, resolved, resolved.stated, groups[found.cue], (frame.start, frame.end))
        if self._is_speech(quote) or found.cue:
            self._speaking = _Speaking(resolved, found, paragraph, groups[found.cue])
            self._note_turn(quote, self._speaking)
            if resolved.entity:
                self._salience.speak(resolved.entity)

    def _note_turn(self, quote: int, speaking: _Speaking) -> None:
        """Remember who asked a question, and who replied in the next paragraph: a dialogue may go on without names."""
        asked = self._asked
        if self._text[self._marked[quote].end - 1] == "?":
            self._asked, self._replied = speaking, None
        elif asked and speaking.paragraph - asked.paragraph == 1 and speaking.resolved.name != asked.resolved.name:
            self._replied = speaking

    def _infer(self, quote: int, frame: Frame, paragraph: int, later: Sequence[Attribution | None]) -> None:
        """Enter a quotation whose sentence names nobody: with whoever is speaking, or with nobody."""
        introduced = self._introduction(quote)
        speaking = introduced or self._partner(quote, frame, paragraph)
        speaking = speaking or self._speaking_near(paragraph, frame.start, later)
        carries = introduced or frame.is_bare or (self._is_speech(quote) and self._is_sentence(quote))
        if speaking is None or not carries:
            self._group += 1
            self._enter(quote, Attribution(None, None, None), None, False, self._group, (frame.start, frame.end))
            return
        intro = introduced.attribution.intro if introduced else None
        context = (intro[0] if intro else frame.start, frame.end)
        stated = introduced is not None and speaking.resolved.stated
        self._enter(quote, speaking.attribution, speaking.resolved, stated, speaking.group, context, not introduced)
        self._speaking = replace(speaking, paragraph=self._last_paragraph(quote))

    def _speaking_near(self, paragraph: int, start: int, later: Sequence[Attribution | None]) -> _Speaking | None:
        """Who is speaking here: in this paragraph before or after, or in the one above."""
        speaking = self._interrupted(self._speaking, start)
        if speaking is not None and speaking.paragraph == paragraph:
            return speaking
        ahead = next((found for found in later if found and found.mention), None)
        if ahead and ahead.mention:
            self._group += 1
            return _Speaking(self._resolve(ahead.mention, ahead.mention[0]), ahead, paragraph, self._group)
        return speaking if speaking is not None and paragraph - speaking.paragraph <= 1 else None

    def _partner(self, quote: int, frame: Frame, paragraph: int) -> _Speaking | None:
        """Who takes this turn of a dialogue that has begun with somebody's question and another's reply."""
        asked, replied, last = self._asked, self._replied, self._speaking
        if not (asked and replied and last and frame.is_bare and paragraph - last.paragraph == 1):
            return None
        if self._text[self._marked[quote].end - 1] == "?":
            return replace(asked, paragraph=paragraph)
        is_reply = self._text[self._marked[quote - 1].end - 1] == "?"
        return replace(replied, paragraph=paragraph) if is_reply else None

    def _interrupted(self, speaking: _Speaking | None, start: int) -> _Speaking | None:
        """Who is speaking, unless a sentence since then was about another person: then that one is."""
        if speaking is None or speaking.attribution.mention is None:
            return speaking
        about = self._entities.last_subject(speaking.attribution.mention[1], start, self._counts)
        if about is None:
            return speaking
        place, entity = about.place, about.entity
        paragraph = self._paragraph_of(place)
        if entity is speaking.resolved.entity:
            return replace(speaking, paragraph=max(paragraph, speaking.paragraph))
        self._group += 1
        named = Attribution(None, (place, place + len(entity.name)), None)
        return _Speaking(Resolved(entity.name, False, entity), named, paragraph, self._group)

    def _counts(self, place: int) -> bool:
        """Whether what is named there is named by the article: in no quotation and no caption."""
        return not self._is_quoted(place) and not self._is_caption(place)

    def _introduction(self, quote: int) -> _Speaking | None:
        """Who the sentence above introduces, when it ends with a colon and the quotation begins its paragraph."""
        start = self._marked[quote].outer[0]
        number = self._paragraph_of(start)
        if (
            number <= 0
            or self._paragraphs[number][0] != start
            or self._text[self._paragraphs[number - 1][1] - 1] != ":"
        ):
            return None
        above = self._frames[bisect_left(self._frames, start, key=lambda frame: frame.start) - 1]
        found = introduce(above) or introduce_without_cue(above)
        if found is None or found.mention is None:
            return None
        self._group += 1
        introduction = replace(found, intro=(above.start, above.end))
        return _Speaking(self._resolve(found.mention, above.start), introduction, number, self._group)

    def _listen(self, frame: Frame, paragraph: int, is_parsed: bool) -> None:
        """A sentence without quotations may still say who is speaking: "Torres admits …"."""
        found = introduce(frame)
        if found is None or found.mention is None:
            return
        resolved = self._resolve(found.mention, frame.start)
        if resolved.entity or any(character.isupper() for character in resolved.name):
            self._group += 1
            self._speaking = _Speaking(resolved, found, paragraph, self._group)
            if resolved.entity:
                self._salience.speak(resolved.entity)
        if found.said and not is_parsed and _name(resolved) and not self._ends_with_colon(frame):
            self._reported.append(self._report(found, found.said, resolved, (frame.start, frame.end), "indirect"))

    def _note_body(self, frame: Frame) -> None:
        """Remember the organisation that a sentence is about: "it" and "they" may mean it in the next one."""
        subject = main_subject(frame.tokens, len(frame.tokens))
        if subject is None:
            return
        resolved = self._entities.resolve(*subject)
        words = fold_words(resolved.name)
        if words and words[-1] in ORGANISATIONS:
            self._body = resolved

    def _ends_with_colon(self, frame: Frame) -> bool:
        return self._text[frame.start : frame.end].endswith(":")

    def _report(self, found: Attribution, said: Span, resolved: Resolved, context: Span, kind: Kind) -> Quote:
        """A reported clause: words of the article, not (or not all) of the speaker, and told apart by its kind."""
        self._group += 1
        return Quote(
            start=said[0],
            end=said[1],
            kind=kind,
            speaker=_name(resolved),
            speaker_mention=self._cut(found.mention),
            stated=resolved.stated,
            cue=self._cut(found.cue),
            relay=self._cut(found.relay),
            unmarked=False,
            group=self._group,
            context=context,
            mention_span=found.mention,
            cue_span=found.cue,
            role=_role(resolved),
            inferred=None if resolved.stated or not _name(resolved) else _inferred(self._cut(found.mention), False),
        )

    def _resolve(self, mention: Span, sentence: int) -> Resolved:
        """Resolve a mention; a pronoun means the subject of a sentence since somebody spoke, else whoever spoke."""
        pronoun = self._text[mention[0] : mention[1]].lower()
        speaking = self._speaking
        joint = self._resolve_both(mention)
        if joint:
            return joint
        if pronoun in {"it", "they"}:
            body = speaking.resolved if speaking and not _is_someone(speaking.resolved) else self._body
            return replace(body, stated=False) if body else self._entities.resolve(*mention)
        if pronoun not in {"he", "she"}:
            resolved = self._entities.resolve(*mention)
            return resolved if resolved.entity else self._described(mention, sentence) or resolved
        meant = self._salience.find(pronoun, self._mentions(sentence, self._reach(mention, sentence)))
        if meant is None:
            return self._entities.resolve(*mention)
        meant.gender = meant.gender or pronoun
        return Resolved(meant.name, False, meant)

    def _resolve_both(self, mention: Span) -> Resolved | None:
        """Two people who speak as one, "Torres and Whitfield": both names, and neither alone."""
        text = self._text[mention[0] : mention[1]]
        at = text.find(" and ")
        if at < 0:
            return None
        one = self._entities.resolve(mention[0], mention[0] + at)
        other = self._entities.resolve(mention[0] + at + len(" and "), mention[1])
        are_two = one.entity and other.entity and one.entity is not other.entity
        return Resolved(f"{one.name} and {other.name}", one.stated and other.stated, None) if are_two else None

    def _described(self, mention: Span, sentence: int) -> Resolved | None:
        """Whom "the laid-back resident" means: whoever is most in mind, unless it is an office that others hold."""
        words = list(find_tokens(self._text, *mention))
        pronoun = describes_person(words)
        if pronoun is None:
            return None
        meant = self._salience.find(pronoun, self._mentions(sentence, self._reach(mention, sentence)))
        if meant is None or (meant.roles and words[-1].lower in ROLES and not is_attribute(words)):
            return None
        return Resolved(meant.name, False, meant)

    def _mentions(self, start: int, end: int) -> list[Mention]:
        """Who is named there outside quotation marks; in captions and credits ("A. Doe / Agency") nobody."""
        if self._is_caption(start):
            return []
        return [mention for mention in self._entities.mentions(start, end) if not self._is_quoted(mention.place)]

    def _is_caption(self, place: int) -> bool:
        """Tell a paragraph that credits a photo: it is about a picture, and those in it."""
        return self._paragraph_of(place) in self._captions

    def _meant_first(self, frame: Frame) -> Entity | None:
        """Whom a pronoun at the beginning of a sentence means: it is another mention of them."""
        first = next((token for token in frame.tokens if token.is_word), None)
        return self._salience.find(first.lower, ()) if first and first.lower in {"he", "she"} else None

    def _reach(self, pronoun: Span, sentence: int) -> int:
        """Up to where a pronoun's person may be named: up to it in "Doe wept as he …", not in "Doe, he said, …"."""
        is_aside = self._text[max(0, pronoun[0] - 9) : pronoun[0]].rstrip().endswith((",", "—", "”", '"'))
        return sentence if is_aside else pronoun[0]

    def _is_quoted(self, place: int) -> bool:
        number = bisect_right(self._marked, place, key=lambda marked: marked.start) - 1
        return number >= 0 and place < self._marked[number].end

    def _enter(
        self,
        quote: int,
        found: Attribution,
        resolved: Resolved | None,
        stated: bool,
        group: int,
        context: Span,
        carried: bool = False,
    ) -> None:
        marked = self._marked[quote]
        is_said = is_speech(self._text, marked, has_speaker=resolved is not None)
        if not is_said:
            found, resolved, stated = Attribution(None, None, None), None, False
        self._found[quote] = Quote(
            start=marked.start,
            end=marked.end,
            kind=self._kind(quote),
            speaker=_name(resolved),
            speaker_mention=self._cut(found.mention),
            stated=stated,
            cue=self._cut(found.cue),
            relay=self._cut(found.relay),
            unmarked=marked.unmarked,
            group=group,
            context=(min(context[0], marked.outer[0]), max(context[1], marked.outer[1])),
            mention_span=found.mention,
            cue_span=found.cue,
            role=_role(resolved),
            inferred=None if stated or _name(resolved) is None else _inferred(self._cut(found.mention), carried),
            is_speech=is_said,
        )

    def _kind(self, quote: int) -> Kind:
        return "direct" if self._is_sentence(quote) or self._is_speech(quote) else "mixed"

    def _is_speech(self, quote: int) -> bool:
        marked = self._marked[quote]
        return len(_WORD.findall(self._text, marked.start, marked.end)) > _SCARE_WORDS

    def _is_sentence(self, quote: int) -> bool:
        marked = self._marked[quote]
        begins = self._text[marked.start].isupper() or self._text[marked.start] in "[…'‘’"
        return begins and self._text[marked.start : marked.outer[1]].rstrip("”\"'»“ ")[-1:] in ".?!…,—-"

    def _last_paragraph(self, quote: int) -> int:
        return self._paragraph_of(self._marked[quote].end - 1)

    def _paragraph_of(self, place: int) -> int:
        return bisect_right(self._paragraphs, place, key=lambda paragraph: paragraph[0]) - 1

    def _cut(self, span: Span | None) -> str | None:
        return self._text[span[0] : span[1]] if span else None


def _find_words(text: str, paragraphs: Sequence[Span]) -> list[Marked]:
    """The words in quotation marks, and in a printed conversation every turn as a whole."""
    turns = find_turns(text, paragraphs)
    others = [paragraph for number, paragraph in enumerate(paragraphs) if number not in turns]
    return sorted([*find_marked(text, others), *turns.values()], key=lambda marked: marked.start)


def _is_someone(resolved: Resolved) -> bool:
    """Whether a speaker is known to be a person rather than a body that "it" may mean."""
    entity = resolved.entity
    return entity is not None and entity.is_person and bool(entity.roles or entity.gender or " " in entity.name)


def _role(resolved: Resolved | None) -> str | None:
    """The first role that the article gives the speaker, without what a comma adds to it."""
    roles = resolved.entity.roles if resolved and resolved.entity else []
    return next((role.split(",")[0].strip() for role in roles if len(role) <= _LONGEST_ROLE), None)


def _inferred(mention: str | None, carried: bool) -> Inferred:
    if carried:
        return "context"
    return "pronoun" if (mention or "").lower() in PRONOUNS else "role"


def _name(resolved: Resolved | None) -> str | None:
    """A pronoun that nobody could be found for is no name."""
    if resolved is None or resolved.name.lower() in {"he", "she", "they", "it", "we", "i", "who"}:
        return None
    return resolved.name
