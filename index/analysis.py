"""What indexing finds in one article: boilerplate, passages, quotes, speakers. One straight line."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from index.boilerplate import find_boilerplate
from index.parsing import Parse, Parser, Sentence, load_parser
from index.passages import find_passages
from index.prose import Prose
from index.quotes import find_quotes, find_unparsed
from index.sentences import find_sentences
from index.speakers import Entities
from index.text import find_paragraphs, trim
from index.types import Analysis, Article, Quote, Span, Speaker

VERSION = 21  # raise it whenever the same text would be analysed differently; every article is then analysed anew


def analyse(article: Article, parser: Parser | None = None, repeated: Collection[int] = frozenset()) -> Analysis:
    """Return what can be cited, retrieved and attributed in an article. Boilerplate and the title line are left out.

    repeated: the digests of the paragraphs that its outlet repeats, as `Repetition.repeated_in` returns them.
    """
    begun = Begun(article, repeated)
    return begun.finish((parser or load_parser()).parse(begun.unparsed))


class Begun:
    """The analysis of an article up to where sentences are parsed, so that those of many can be parsed together.

    unparsed: the sentences that are to be parsed.
    """

    def __init__(self, article: Article, repeated: Collection[int] = frozenset()) -> None:
        everything = list(find_paragraphs(article.text))
        self._boilerplate = find_boilerplate(article.text, everything, repeated)
        paragraphs = _body(article, everything, self._boilerplate)
        self._sentences = find_sentences(article.text, paragraphs)
        self._prose = Prose(article.text, paragraphs, self._sentences)
        self._unparsed = find_unparsed(self._prose)

    @property
    def unparsed(self) -> list[Sentence]:
        return list(self._unparsed.values())

    def finish(self, parses: Sequence[Parse]) -> Analysis:
        """Return what is found with the parses of the sentences, in their order."""
        entities = Entities(self._prose.text, self._sentences)
        quotes = find_quotes(self._prose, entities, dict(zip(self._unparsed, parses, strict=True)))
        passages = find_passages(self._prose.paragraphs, self._sentences, quotes)
        return Analysis(tuple(self._boilerplate), tuple(passages), tuple(quotes), tuple(_speakers(entities, quotes)))


def _body(article: Article, paragraphs: Sequence[Span], boilerplate: Sequence[Span]) -> list[Span]:
    """The paragraphs that count, up to the boilerplate at their end; not the title, where the text begins with it."""
    body_ends = {end: start for start, end in boilerplate}
    if len(paragraphs) > 1 and article.text[slice(*paragraphs[0])] == article.title.strip():
        paragraphs = paragraphs[1:]
    cut = [(start, body_ends.get(end, end)) for start, end in paragraphs]
    return [trim(article.text, start, end) for start, end in cut if start < end]


def _speakers(entities: Entities, quotes: Sequence[Quote]) -> list[Speaker]:
    """Everybody the article names, and every quoted speaker that is no named entity ("a resident")."""
    named = {entity.name: [*entity.aliases, *entity.roles] for entity in entities.all()}
    for quote in quotes:
        if quote.speaker is not None:
            mentions = named.setdefault(quote.speaker, [quote.speaker])
            if quote.speaker_mention and quote.stated:
                mentions.append(quote.speaker_mention)
    return [Speaker(name, tuple(dict.fromkeys(aliases))) for name, aliases in named.items()]
