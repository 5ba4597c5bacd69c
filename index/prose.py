"""An article's prose as it is read for quotations: paragraphs, quotation marks, frames, and what stands where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from index.frames import Frame, find_frames
from index.marks import Marked, find_marked
from index.posts import Post, find_posts
from index.transcripts import find_turns
from index.types import Kind, Span

_SCARE_WORDS = 3  # up to so many quoted words without a cue are a term or a scare quote, not speech
_CREDIT = re.compile(
    r"\w\s*/\s*[A-Z]\w+|\(Photo|\bPhoto:|\([^()\n]{2,60}\b(?:PHOTO|PRESS|Photo|Press|Getty)[^()\n]{0,30}\)"
)
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


class Prose:
    """The text of one article with its paragraphs (spans), its quotations (`marked`) and its sentences (`frames`)."""

    def __init__(self, text: str, paragraphs: Sequence[Span], sentences: Sequence[Span]) -> None:
        self.text = text
        self.paragraphs = paragraphs
        posts = list(find_posts(text, paragraphs))
        self.marked = _find_words(text, paragraphs, posts)
        self._signed = {post.words: post.mention for post in posts}
        self.frames = find_frames(text, sentences, self.marked)
        self._captions = {number for number, span in enumerate(paragraphs) if _CREDIT.search(text, *span)}

    def cut(self, span: Span | None) -> str | None:
        """Return the words of a span."""
        return self.text[span[0] : span[1]] if span else None

    def frames_of(self, paragraph: int) -> list[Frame]:
        """Return the sentences of a paragraph."""
        first, last = (bisect_left(self.frames, at, key=lambda frame: frame.start) for at in self.paragraphs[paragraph])
        return self.frames[first:last]

    def frame_before(self, place: int) -> Frame:
        """Return the sentence that ends before a place."""
        return self.frames[bisect_left(self.frames, place, key=lambda frame: frame.start) - 1]

    def paragraph_of(self, place: int) -> int:
        """Return the number of the paragraph around a place."""
        return bisect_right(self.paragraphs, place, key=lambda paragraph: paragraph[0]) - 1

    def counts(self, place: int) -> bool:
        """Whether what is named there is named by the article: in no quotation, and in no photo's caption."""
        return not self._is_quoted(place) and self.paragraph_of(place) not in self._captions

    def ends_with(self, quote: int, mark: str) -> bool:
        """Whether a quotation's words end with a mark."""
        return self.text[self.marked[quote].end - 1] == mark

    def inner_end(self, quote: int) -> str:
        """Return the last mark before a quotation's closing mark."""
        marked = self.marked[quote]
        return self.text[marked.start : marked.outer[1]].rstrip("”\"'»“ ")[-1:]

    def signed_by(self, quote: int) -> Span | None:
        """Return who has signed a quotation that is a post of a social network."""
        return self._signed.get(self.marked[quote])

    def is_long(self, quote: int) -> bool:
        """Whether a quotation has more words than a term or a scare quote has."""
        marked = self.marked[quote]
        return len(_WORD.findall(self.text, marked.start, marked.end)) > _SCARE_WORDS

    def is_sentence(self, quote: int) -> bool:
        """Whether a quotation begins and ends like a sentence."""
        begins = self.text[self.marked[quote].start].isupper() or self.text[self.marked[quote].start] in "[…'‘’"
        return begins and self.inner_end(quote) in tuple(".?!…,—-")

    def kind_of(self, quote: int) -> Kind:
        """Return "direct" for speech of its own, "mixed" for words within a sentence of the article."""
        return "direct" if self.is_sentence(quote) or self.is_long(quote) else "mixed"

    def _is_quoted(self, place: int) -> bool:
        number = bisect_right(self.marked, place, key=lambda marked: marked.start) - 1
        return number >= 0 and place < self.marked[number].end


def _find_words(text: str, paragraphs: Sequence[Span], posts: Sequence[Post]) -> list[Marked]:
    """The words in quotation marks; as a whole every post, and in a printed conversation every turn."""
    posted = {number for post in posts for number in post.paragraphs}
    turns = {number: said for number, said in find_turns(text, paragraphs).items() if number not in posted}
    others = [paragraph for number, paragraph in enumerate(paragraphs) if number not in turns and number not in posted]
    whole = [*turns.values(), *(post.words for post in posts)]
    return sorted([*find_marked(text, others), *whole], key=lambda marked: marked.start)
