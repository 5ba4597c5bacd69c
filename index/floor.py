"""Who has the floor: whoever was speaking goes on, unless somebody else is introduced, asked, or written about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from index.attribution import Attribution, read_signature
from index.descriptions import gender_of_description
from index.entities import Resolved, could_be
from index.frames import Frame
from index.introductions import introduce, introduce_without_cue
from index.prose import Prose
from index.resolving import Resolver
from index.text import word_set
from index.tokens import find_tokens
from index.types import Span

_GOING_ON = word_set("added adds continued continues went goes concluded concludes")


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who speaks: the resolved speaker, how it was read, where (paragraph), and the number of the group of pieces."""

    resolved: Resolved
    attribution: Attribution
    paragraph: int
    group: int


class Floor:
    """Who is speaking, up to the sentence that is being read."""

    def __init__(self, prose: Prose, resolver: Resolver) -> None:
        self._prose = prose
        self._resolver = resolver
        self._groups = count(1)
        self._speaking: Speaking | None = None
        self._asked: Speaking | None = None
        self._replied: Speaking | None = None

    def new_group(self) -> int:
        """Return a number for pieces that belong together and to no others."""
        return next(self._groups)

    def resolve(self, mention: Span, sentence: int, cue: Span | None = None) -> Resolved:
        """Resolve a mention in a sentence, which may mean whoever has the floor: "he added" always does."""
        if self._goes_on(mention, sentence, cue) and self._speaking:
            return replace(self._speaking.resolved, stated=False)
        return self._resolver.resolve(mention, sentence, self._speaking.resolved if self._speaking else None)

    def _goes_on(self, mention: Span, sentence: int, cue: Span | None) -> bool:
        """Tell "he added" and "she went on", said of whoever spoke in this paragraph or the one above.

        So is "he said" where that is somebody without a name, and no sentence since was about another.
        """
        pronoun, speaking = self._prose.text[slice(*mention)].lower(), self._speaking
        if cue is None or speaking is None or pronoun not in {"he", "she"}:
            return False
        follows = self._prose.paragraph_of(sentence) - speaking.paragraph <= 1
        entity, said = speaking.resolved.entity, speaking.attribution.mention
        fits = could_be(entity, pronoun) if entity else _may_be(speaking.resolved.name, pronoun)
        if self._prose.text[slice(*cue)].lower() in _GOING_ON:
            return follows and fits
        is_alone = entity is None and said is not None and not self._resolver.last_subject(said[1], sentence)
        return follows and fits and is_alone

    def take(self, speaking: Speaking, quote: int | None = None) -> None:
        """Give the floor to somebody who speaks, with a quotation if there is one."""
        self._speaking = speaking
        self._resolver.speak(speaking.resolved)
        if quote is not None:
            self._note_turn(quote, speaking)

    def go_on(self, speaking: Speaking, quote: int) -> None:
        """Let somebody go on with a quotation whose sentence names nobody."""
        self._speaking = replace(speaking, paragraph=self._prose.paragraph_of(self._prose.marked[quote].end - 1))

    def introduced(self, quote: int) -> Speaking | None:
        """Who the sentence above introduces, when it ends with a colon and the quotation begins its paragraph."""
        prose, start = self._prose, self._prose.marked[quote].outer[0]
        number = prose.paragraph_of(start)
        begins = number > 0 and prose.paragraphs[number][0] == start
        if not begins or prose.text[prose.paragraphs[number - 1][1] - 1] != ":":
            return None
        above = prose.frame_before(start)
        found = introduce(above) or introduce_without_cue(above)
        if found is None or found.mention is None:
            return None
        introduction = replace(found, intro=(above.start, above.end))
        return Speaking(self.resolve(found.mention, above.start), introduction, number, self.new_group())

    def signed(self, quote: int) -> Speaking | None:
        """Who signs a quotation in the next paragraph: "— Jane Doe, mayor of Arden"."""
        prose = self._prose
        number = prose.paragraph_of(prose.marked[quote].start)
        ends = prose.paragraphs[number][1] == prose.marked[quote].outer[1]
        if not ends or number + 1 >= len(prose.paragraphs) or prose.marked[quote].unmarked:
            return None
        tokens = list(find_tokens(prose.text, *prose.paragraphs[number + 1]))
        name = read_signature(tokens) if tokens[0].text in {"—", "–", "-"} else None
        if name is None:
            return None
        signature = Attribution((tokens[0].start, tokens[0].end), name, None)
        return Speaking(self.resolve(name, name[0]), signature, number, self.new_group())

    def partner(self, quote: int, frame: Frame, paragraph: int) -> Speaking | None:
        """Who takes this turn of a dialogue that has begun with somebody's question and another's reply."""
        asked, replied, last = self._asked, self._replied, self._speaking
        if not (asked and replied and last and frame.is_bare and paragraph - last.paragraph == 1):
            return None
        if self._prose.ends_with(quote, "?"):
            return replace(asked, paragraph=paragraph)
        return replace(replied, paragraph=paragraph) if self._prose.ends_with(quote - 1, "?") else None

    def near(self, paragraph: int, start: int, ahead: Attribution | None) -> Speaking | None:
        """Who speaks in this paragraph before a place, or else behind it (`ahead`), or in the paragraph above."""
        speaking = self._uninterrupted(start)
        if speaking is not None and speaking.paragraph == paragraph:
            return speaking
        if ahead and ahead.mention:
            return Speaking(self.resolve(ahead.mention, ahead.mention[0]), ahead, paragraph, self.new_group())
        return speaking if speaking is not None and paragraph - speaking.paragraph <= 1 else None

    def _uninterrupted(self, start: int) -> Speaking | None:
        """Who is speaking, unless a sentence since then was about another person: then that one is."""
        speaking = self._speaking
        if speaking is None or speaking.attribution.mention is None:
            return speaking
        about = self._resolver.last_subject(speaking.attribution.mention[1], start)
        if about is None:
            return speaking
        paragraph = self._prose.paragraph_of(about.place)
        if about.entity is speaking.resolved.entity:
            return replace(speaking, paragraph=max(paragraph, speaking.paragraph))
        named = Attribution(None, (about.place, about.place + len(about.entity.name)), None)
        return Speaking(Resolved(about.entity.name, False, about.entity), named, paragraph, self.new_group())

    def _note_turn(self, quote: int, speaking: Speaking) -> None:
        """Remember who asked a question, and who replied in the next paragraph: a dialogue may go on without names."""
        asked = self._asked
        if self._prose.ends_with(quote, "?"):
            self._asked, self._replied = speaking, None
        elif asked and speaking.paragraph - asked.paragraph == 1 and speaking.resolved.name != asked.resolved.name:
            self._replied = speaking


def _may_be(description: str, pronoun: str) -> bool:
    """Tell whether "he" or "she" may mean somebody without a name: "senator", "police chief"."""
    return gender_of_description(description) in ("", pronoun)
