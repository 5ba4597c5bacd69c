"""The ledger of one article: its quotations, each with the speaker as far as the article tells.

Every quotation is first attributed by its own sentence (`attribution`); what stays open is carried over from whoever
has the floor (`floor`), and marked as inferred. A mention is resolved to a name by all that was said before
(`resolving`). What sentences report without quoting it comes from their parse (`reported`), or where there is none from
the same rules as quotations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.attribution import Attribution, attribute, find_governed, find_relay
from index.cues import DENYING, DETERMINERS, OWNERS, PRONOUNS
from index.entities import Resolved
from index.floor import Floor, Speaking
from index.frames import Frame
from index.introductions import introduce
from index.marks import Marked
from index.parsing import Parse, Sentence
from index.prose import Prose
from index.reported import Reported, find_reporting, read_reported
from index.resolving import Resolver
from index.scare_quotes import is_speech
from index.speakers import Entities
from index.subjects import find_governing, find_other_subject, has_noun, is_aside, is_named, is_one_phrase
from index.text import word_set
from index.types import Inferred, Kind, Quote, Span

_LONGEST_ROLE = 80
_NO_NAMES = word_set("you him her them us me this that these those which whom whose himself herself themselves")
_SOMEBODY = frozenset({"he", "she", "they"})
_NOBODY = Attribution(None, None, None)


def find_unparsed(prose: Prose) -> dict[Span, Sentence]:
    """Return the sentences, by their spans, whose parses tell what is reported in them."""
    return find_reporting(prose.text, [(frame.start, frame.end) for frame in prose.frames], prose.marked)


def find_quotes(prose: Prose, entities: Entities, parses: Mapping[Span, Parse]) -> list[Quote]:
    """Return the quotes of an article in order; spans are without marks, speakers None where nobody is named.

    parses: those of the sentences that `find_unparsed` names.
    """
    return _Ledger(prose, entities, parses).quotes()


class _Ledger:
    """The ledger while it is filled, paragraph by paragraph."""

    def __init__(self, prose: Prose, entities: Entities, parses: Mapping[Span, Parse]) -> None:
        self._prose = prose
        self._resolver = Resolver(prose, entities)
        self._floor = Floor(prose, self._resolver)
        self._parses = parses
        self._clauses = read_reported(prose.text, parses, prose.marked)
        self._stated: dict[int, Attribution | None] = {}
        self._entered: list[Quote] = []

    def quotes(self) -> list[Quote]:
        for number in range(len(self._prose.paragraphs)):
            self._read_paragraph(number)
        return sorted(self._entered, key=lambda quote: quote.start)

    def _read_paragraph(self, number: int) -> None:
        frames = self._prose.frames_of(number)
        self._stated = {quote: self._state(frame, quote) for frame in frames for quote in frame.quotes}
        ahead = self._named_ahead(frames)
        for frame in frames:
            self._resolver.begin_sentence(frame)
            self._read_frame(frame, number, ahead[frame.start])
            self._resolver.end_sentence(frame)

    def _state(self, frame: Frame, quote: int) -> Attribution | None:
        if signed := self._prose.signed_by(quote):
            return Attribution(None, signed, None)
        found = attribute(frame, quote, self._prose.inner_end(quote))
        parse = self._parses.get((frame.start, frame.end), ())
        return _by_parse(frame, found, parse, self._prose.marked[quote]) if parse else found

    def _named_ahead(self, frames: Sequence[Frame]) -> Mapping[int, Attribution | None]:
        """For each sentence (by its start), the first attribution behind it in its paragraph that names somebody."""
        ahead: dict[int, Attribution | None] = {}
        following: Attribution | None = None
        for frame in reversed(frames):
            ahead[frame.start] = following
            named = (self._stated[quote] for quote in frame.quotes)
            following = next((found for found in named if found and found.mention), following)
        return ahead

    def _read_frame(self, frame: Frame, paragraph: int, ahead: Attribution | None) -> None:
        clauses = self._clauses.get((frame.start, frame.end))
        reported = self._relate(frame, paragraph, clauses or ())
        if not reported and self._mix(frame):
            return
        groups: dict[Span | None, int] = {}
        for quote in self._apart(frame, reported):
            found = self._stated[quote]
            if found and found.denied:
                self._enter(quote, frame, _NOBODY, None, False, self._floor.new_group())
            elif found and found.mention:
                self._say(quote, frame, found, paragraph, groups)
            else:
                self._infer(quote, frame, paragraph, ahead)
        if not frame.quotes:
            self._listen(frame, paragraph, clauses)
        self._resolver.note_body(frame)

    # quotations

    def _say(
        self, quote: int, frame: Frame, found: Attribution, paragraph: int, groups: dict[Span | None, int]
    ) -> None:
        """Enter a quotation whose sentence says who speaks; pieces around one cue are one group."""
        assert found.mention is not None
        resolved = self._floor.resolve(found.mention, frame.start, found.cue)
        if found.cue not in groups:
            groups[found.cue] = self._floor.new_group()
        self._enter(quote, frame, found, resolved, resolved.stated, groups[found.cue])
        if self._prose.is_long(quote) or found.cue:
            self._floor.take(Speaking(resolved, found, paragraph, groups[found.cue]), quote)

    def _infer(self, quote: int, frame: Frame, paragraph: int, ahead: Attribution | None) -> None:
        """Enter a quotation whose sentence names nobody: with whoever has the floor, or with nobody."""
        introduced = self._floor.introduced(quote) or (self._floor.signed(quote) if frame.is_bare else None)
        speaking = introduced or self._floor.partner(quote, frame, paragraph)
        speaking = speaking or self._floor.near(paragraph, frame.start, ahead)
        is_whole = self._prose.is_long(quote) and self._prose.is_sentence(quote)
        if speaking is None or not (introduced or frame.is_bare or is_whole):
            self._enter(quote, frame, _NOBODY, None, False, self._floor.new_group())
            return
        stated = introduced is not None and speaking.resolved.stated
        self._enter(
            quote, frame, speaking.attribution, speaking.resolved, stated, speaking.group, carried=not introduced
        )
        self._floor.go_on(speaking, quote)

    def _apart(self, frame: Frame, clauses: Sequence[Reported]) -> list[int]:
        """The frame's quotations without the quoted words that belong to a reported clause."""
        is_sentence = self._prose.is_sentence
        return [quote for quote in frame.quotes if is_sentence(quote) or not self._is_inside(quote, clauses)]

    def _is_inside(self, quote: int, clauses: Sequence[Reported]) -> bool:
        start, end = self._prose.marked[quote].start, self._prose.marked[quote].end
        return any(clause.said[0] <= start and end <= clause.said[1] for clause in clauses)

    # reported speech

    def _relate(self, frame: Frame, paragraph: int, clauses: Sequence[Reported]) -> list[Reported]:
        """Enter what the frame reports without quoting it; return the clauses that somebody known has said."""
        known = []
        groups: dict[Span | None, int] = {}
        for clause in clauses:
            inside = [self._stated[quote] for quote in frame.quotes if self._is_inside(quote, [clause])]
            found = next((one for one in inside if one and one.mention and one.cue), None)
            if found and found.cue and found.cue[0] < clause.cue[0] < clause.said[0] and not found.denied:
                found = None  # "Doe mocked her claim that …": the nearer cue tells whose words they are
            if found and found.cue == clause.cue and (self._prose.cut(found.cue) or "").endswith("ing"):
                found = replace(found, mention=clause.mention)  # "Doe has [a rival’s advert] calling him …"
            found = found or Attribution(clause.cue, clause.mention, find_relay(frame, clause.mention))
            assert found.mention is not None
            resolved = self._floor.resolve(found.mention, frame.start, found.cue)
            if found.denied or not (_name(resolved) or self._is_somebody(found.mention)):
                continue
            is_said = clause.is_speech and (self._prose.cut(found.cue) or "").lower() not in DENYING
            group = groups[found.cue] = groups.get(found.cue) or self._floor.new_group()
            self._report(frame, found, clause.said, resolved, clause.kind, group, is_speech=is_said)
            if is_said:
                known.append(clause)
            if inside and is_said:
                self._floor.take(Speaking(resolved, found, paragraph, group))
        return known

    def _is_somebody(self, mention: Span) -> bool:
        """Tell a pronoun that means somebody, though the article does not make out whom."""
        return (self._prose.cut(mention) or "").lower() in _SOMEBODY

    def _mix(self, frame: Frame) -> bool:
        """Enter a clause of the article that has only single words in quotation marks as one mixed quote."""
        found = self._stated[frame.quotes[0]] if frame.quotes else None
        if found is None or found.cue is None or found.mention is None or found.cue[1] > frame.tokens[-1].start:
            return False
        pieces = [self._stated[quote] for quote in frame.quotes if not self._prose.is_long(quote)]
        alike = len(pieces) == len(frame.quotes) and all(piece and piece.cue == found.cue for piece in pieces)
        said = find_governed(frame, found.cue) if alike and not found.denied else None
        if said is None or said[0] > self._prose.marked[frame.quotes[0]].outer[0]:
            return False
        resolved = self._floor.resolve(found.mention, frame.start)
        self._report(frame, found, said, resolved, "mixed", self._floor.new_group())
        return True

    def _listen(self, frame: Frame, paragraph: int, clauses: Sequence[Reported] | None) -> None:
        """A sentence without quotations may still say who is speaking: "Torres admits …"."""
        found = introduce(frame)
        if found is None or found.mention is None:
            return
        resolved = self._floor.resolve(found.mention, frame.start)
        if resolved.entity or any(character.isupper() for character in resolved.name):
            self._floor.take(Speaking(resolved, found, paragraph, self._floor.new_group()))
        ends_with_colon = self._prose.text[frame.end - 1] == ":"
        is_unread = clauses is None or self._is_misread(found, resolved, clauses)
        if found.said and is_unread and _name(resolved) and not ends_with_colon:
            self._report(frame, found, found.said, resolved, "indirect", self._floor.new_group())

    def _is_misread(self, found: Attribution, resolved: Resolved, clauses: Sequence[Reported]) -> bool:
        """Tell a sentence whose parse takes a name for another word: "Daly said it rained"."""
        words = (self._prose.cut(found.mention) or "").split()
        is_name = resolved.entity is not None and all(word[0].isupper() for word in words)
        return is_name and not any(clause.cue == found.cue for clause in clauses)

    # entries

    def _report(
        self,
        frame: Frame,
        found: Attribution,
        said: Span,
        resolved: Resolved,
        kind: Kind,
        group: int,
        *,
        is_speech: bool = True,
    ) -> None:
        """Enter a reported clause: words of the article, not (or not all) of the speaker."""
        entry = self._entry(said, kind, found, resolved, resolved.stated, group, (frame.start, frame.end))
        self._entered.append(replace(entry, is_speech=is_speech))

    def _enter(
        self,
        quote: int,
        frame: Frame,
        found: Attribution,
        resolved: Resolved | None,
        stated: bool,
        group: int,
        *,
        carried: bool = False,
    ) -> None:
        """Enter a quotation; what only stands in marks (a term, a title) is nobody's."""
        marked = self._prose.marked[quote]
        is_said = is_speech(self._prose.text, marked, has_speaker=resolved is not None)
        if not is_said:
            found, resolved, stated = _NOBODY, None, False
        first = found.intro[0] if found.intro and not carried else frame.start
        context = min(first, marked.outer[0]), max(frame.end, marked.outer[1])
        span, kind = (marked.start, marked.end), self._prose.kind_of(quote)
        entry = self._entry(span, kind, found, resolved, stated, group, context)
        inferred: Inferred | None = "context" if carried and entry.inferred else entry.inferred
        self._entered.append(replace(entry, inferred=inferred, unmarked=marked.unmarked, is_speech=is_said))

    def _entry(
        self,
        span: Span,
        kind: Kind,
        found: Attribution,
        resolved: Resolved | None,
        stated: bool,
        group: int,
        context: Span,
    ) -> Quote:
        name, mention = _name(resolved), self._prose.cut(found.mention)
        return Quote(
            start=span[0],
            end=span[1],
            kind=kind,
            speaker=name,
            speaker_mention=mention,
            stated=stated,
            cue=self._prose.cut(found.cue),
            relay=self._prose.cut(found.relay),
            unmarked=False,
            group=group,
            context=context,
            mention_span=found.mention,
            cue_span=found.cue,
            role=_role(resolved),
            inferred=None if stated or name is None else _inferred(mention),
        )


def _by_parse(frame: Frame, found: Attribution | None, parse: Parse, marked: Marked) -> Attribution | None:
    """Let the parse say who speaks where the words of the sentence do not, or name what cannot be a subject."""
    if found and found.denied:
        return found
    if found and found.cue and found.mention:
        is_nobody = is_one_phrase(parse, found.cue, found.mention) or not has_noun(parse, found.mention)
        is_nobody = is_nobody or is_named(parse, found.cue) or is_aside(parse, found.cue, (marked.start, marked.end))
        found = None if is_nobody else found
    if found and found.cue and found.mention:
        subject = find_other_subject(parse, found.cue, found.mention)
        return replace(found, mention=subject) if subject and frame.is_outside(subject) else found
    is_open = found is None or found.mention is None
    governing = find_governing(parse, (marked.start, marked.end)) if is_open else None
    if governing is None or not all(map(frame.is_outside, governing)):
        return found
    return Attribution(*governing, None)


def _inferred(mention: str | None) -> Inferred:
    return "pronoun" if (mention or "").lower() in PRONOUNS | OWNERS else "role"


def _role(resolved: Resolved | None) -> str | None:
    """The first role that the article gives the speaker, without what a comma adds to it."""
    roles = resolved.entity.roles if resolved and resolved.entity else []
    return next((role.split(",")[0].strip() for role in roles if len(role) <= _LONGEST_ROLE), None)


def _name(resolved: Resolved | None) -> str | None:
    """A pronoun that nobody could be found for is no name, nor is "another"."""
    if resolved is None or resolved.name.lower() in PRONOUNS | DETERMINERS | _NO_NAMES:
        return None
    return resolved.name
