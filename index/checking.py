"""Did anyone say this? Asked words beside the quotations of the ledger and, after these, the articles' own text.

Places to look at come from the lexicon (the words as a phrase, then the words alone) and from the embeddings; whether
the words stand there is decided word by word, never by a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from index.alignment import Word, compare, find_exactly, find_nearly, find_words, split_at_ellipses
from index.embedding import Embedder
from index.errors import UsageError
from index.people import find_people
from index.questions import MAX_CHARACTERS, find_terms, is_content
from index.results import Citation, Match, Piece, Verdict, VerdictName
from index.snapshot import Snapshot
from index.text import word_set
from index.types import Quote, Span, StoredPassage, StoredQuote

_LEXICAL, _DENSE = 40, 20  # passages that each index brings
_PHRASE = 6  # words at either end that are looked for as a phrase: a changed word in the middle does not hide these
_SIMILAR = 0.6  # similarity of the words from which on a quotation counts as altered, in a check of six words or more
_FEW, _SIMILAR_FEW = 5, 0.75  # the same for up to five words
_MEANS = 0.68  # cosine from which on a sentence says the same in other words; unlike ones of one topic stay under .6
_MEANT = 12  # sentences that are embedded to look for a paraphrase
_SHOWN = 5  # matches in a verdict
_RARE = 0.02  # share of the passages up to which a single word is telling enough to be checked
_TURNS = word_set(
    """not never no nobody none nothing nor neither without hardly if unless until denied denies deny doubt doubts
    false wrong untrue cannot"""
)
_MARKS = " \t\n\r\xa0\"'“”„«»‘’`"


@dataclass(frozen=True, slots=True)
class _Place:
    """Words that belong together in an article: the pieces of one quotation, or sentences of the article's own.

    numbers: for each word, the number of its piece; quotes: the pieces, or none for the article's own words.
    """

    article_id: str
    text: str
    words: tuple[Word, ...]
    numbers: tuple[int, ...]
    quotes: tuple[Quote, ...]

    @property
    def is_quoted(self) -> bool:
        return bool(self.quotes) and self.quotes[0].kind != "indirect"

    @property
    def speaker(self) -> str | None:
        return self.quotes[0].speaker if self.quotes else None


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place that holds the asked words: `score` 1 where it does letter by letter, at the ranges of words."""

    place: _Place
    ranges: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words to check, without marks around them; parts are what ellipses divide them into."""

    text: str
    parts: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for part in self.parts for word in part)


@dataclass(frozen=True, slots=True)
class _Check:
    """One check on its way; `own` are the (article id, name) pairs of the speaker asked for, None for anybody."""

    snapshot: Snapshot
    embedder: Embedder
    asked: _Asked
    speaker: str | None
    own: frozenset[tuple[str, str]] | None

    def is_own(self, place: _Place) -> bool:
        return self.own is None or (place.article_id, place.speaker) in self.own

    def verdict(self, name: VerdictName, reason: str, hits: Sequence[_Hit] = ()) -> Verdict:
        matches = [match for hit in hits[:_SHOWN] for match in _matches(self, hit)]
        return Verdict(self.asked.text, self.speaker, name, reason, tuple(matches), (), self.snapshot.id)


def check(snapshot: Snapshot, embedder: Embedder, words: str, speaker: str | None = None) -> Verdict:
    """Say whether anybody, or the speaker, is quoted with these words. Raises UsageError for too few or too many."""
    asked = _parse(snapshot, words)
    if speaker is None:
        return _judge(_Check(snapshot, embedder, asked, None, None))
    people = find_people(snapshot, speaker, None)
    if len(people) > 1:
        names = tuple(person.name for person in people)
        reason = f"Whom do you mean by {speaker}: {', '.join(names[:-1])} or {names[-1]}?"
        return Verdict(asked.text, speaker, "not_found", reason, (), names, snapshot.id)
    own = frozenset(known for person in people for known in person.known_as)
    return _judge(_Check(snapshot, embedder, asked, people[0].name if people else speaker, own))


def _parse(snapshot: Snapshot, words: str) -> _Asked:
    text = " ".join(words.split()).strip(_MARKS)
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"The words have {len(text):,} characters; at most {MAX_CHARACTERS:,} can be checked.")
    parts = tuple(tuple(find_words(text, *span)) for span in split_at_ellipses(text))
    found = [word.folded for part in parts for word in part]
    if not found:
        raise UsageError('There are no words to check. Give some, for example: quoth check "the words that were said"')
    if len(found) < 3 and not any(_is_telling(snapshot, word) for word in find_terms(text)):
        raise UsageError(f"“{text}” is too short to check: give a few more words.")
    return _Asked(text, parts)


def _is_telling(snapshot: Snapshot, word: str) -> bool:
    return is_content(word) and snapshot.lexicon.document_frequency(word) <= max(1, _RARE * len(snapshot.lexicon))


def _judge(check: _Check) -> Verdict:
    passages = _find_passages(check)
    quoted = list(_quoted(check.snapshot, passages))
    exact = _sorted(hit for place in quoted if (hit := _exactly(check.asked, place)))
    own = [hit for hit in exact if check.is_own(hit.place)]
    if own:
        return check.verdict("exact", _say_exact(check.asked, own), own)
    return _judge_inexact(check, passages, quoted, [hit for hit in exact if hit.place.is_quoted])


def _judge_inexact(
    check: _Check, passages: Sequence[StoredPassage], quoted: Sequence[_Place], others: Sequence[_Hit]
) -> Verdict:
    """Judge words that the speaker (or anybody) is not quoted with letter by letter; `others` are."""
    altered = _sorted(hit for place in quoted if check.is_own(place) and (hit := _nearly(check.asked, place)))
    named = [hit for hit in others if hit.place.speaker]
    if named:
        return check.verdict("someone_else", _say_else(check, named), [*named, *altered])
    if others:
        reason = f"These words are quoted, but no article says that they are {check.speaker}’s."
        return check.verdict("not_found", reason, others)
    written = _sorted(hit for place in _written(check.snapshot, passages) if (hit := _exactly(check.asked, place)))
    if written and check.own is None:
        reason = "These words stand in the collection, but as the article’s own: nobody is quoted with them."
        return check.verdict("exact", reason, written)
    if altered:
        return check.verdict("altered", _say_altered(altered), altered)
    return _judge_strange(check, quoted, written)


def _judge_strange(check: _Check, quoted: Sequence[_Place], written: Sequence[_Hit]) -> Verdict:
    """Judge words that nobody asked for is quoted with, not even nearly."""
    if check.own is not None:
        near = _sorted(hit for place in quoted if place.speaker and (hit := _nearly(check.asked, place)))
        if near:
            name = near[0].place.speaker
            return check.verdict(
                "someone_else", f"Nearly these words are quoted from {name}, not {check.speaker}.", near
            )
    meant = _paraphrases(check, quoted)
    if meant:
        differs = _is_negated(check.asked.words) is not _is_negated(_words_at(meant[0]))
        but = "; but one of the two is negated, so the meaning may differ" if differs else ""
        return check.verdict(
            "paraphrase", f"Nobody is quoted with these words; these say something like it{but}.", meant
        )
    if written:
        reason = "These words stand in the collection, but as the article’s own: nobody is quoted with them."
        return check.verdict("not_found", reason, written)
    whose = f"{check.speaker} is" if check.speaker else "Nobody is"
    negation = "not " if check.speaker else ""
    return check.verdict("not_found", f"{whose} {negation}quoted with these words, or with anything like them.")


def _say_exact(asked: _Asked, hits: Sequence[_Hit]) -> str:
    place = hits[0].place
    omission = " (with an omission)" if len(asked.parts) > 1 else ""
    if place.quotes[0].kind == "indirect":
        return f"These words stand in the article{omission}, which reports with them what {_name(place)} said."
    if place.speaker is None:
        return f"These words are quoted{omission}, but the article does not say whose they are."
    names = list(dict.fromkeys(_name(hit.place) for hit in hits if hit.place.speaker))
    return f"{' and '.join(names[:3])} said exactly this{omission}."


def _say_else(check: _Check, named: Sequence[_Hit]) -> str:
    names = " and ".join(dict.fromkeys(_name(hit.place) for hit in named))
    return f"These are words of {names}, not of {check.speaker}."


def _say_altered(altered: Sequence[_Hit]) -> str:
    who = _name(altered[0].place) if altered[0].place.speaker else "Somebody"
    return f"{who} said something like it, but not in these words."


def _name(place: _Place) -> str:
    return place.speaker or "nobody who is named"


# places


def _find_passages(check: _Check) -> list[StoredPassage]:
    """The passages that may hold the words, in the whole collection and among the speaker's articles."""
    lexicon, asked = check.snapshot.lexicon, check.asked
    words = [word.folded for word in asked.words]
    phrases = [tuple(word.folded for word in part) for part in asked.parts if len(part) > 1]
    phrases += [tuple(words[:_PHRASE]), tuple(words[-_PHRASE:])]
    rows = [row for phrase in phrases for row, _ in lexicon.search((), _LEXICAL, phrases=[phrase])]
    terms = find_terms(asked.text)
    rows += [row for row, _ in lexicon.search(terms, _LEXICAL, title_weight=0.0)]
    if check.own:
        articles = {article_id for article_id, _ in check.own}
        rows += [row for row, _ in lexicon.search(terms, _LEXICAL, articles=articles, title_weight=0.0)]
    vector = check.embedder.embed_query(asked.text)
    rows += [row for row, _ in check.snapshot.vectors.search(vector, _DENSE)]
    return check.snapshot.catalog.passages(dict.fromkeys(rows))


def _quoted(snapshot: Snapshot, passages: Sequence[StoredPassage]) -> Iterator[_Place]:
    """The quotations of these passages, the pieces of an interrupted one as one place."""
    stored = snapshot.catalog.quotes(passage_rows=[passage.row for passage in passages])
    for (article_id, _), pieces in groupby(sorted(stored, key=_order), key=lambda one: (one.article_id, _group(one))):
        article = snapshot.catalog.article(article_id)
        quotes = tuple(piece.quote for piece in pieces)
        if article is None:
            continue
        words = [(word, i) for i, q in enumerate(quotes) for word in find_words(article.text, q.start, q.end)]
        yield _Place(article_id, article.text, tuple(w for w, _ in words), tuple(i for _, i in words), quotes)


def _order(stored: StoredQuote) -> tuple[str, tuple[int, bool], int]:
    return stored.article_id, _group(stored), stored.quote.start


def _group(stored: StoredQuote) -> tuple[int, bool]:
    return stored.quote.group, stored.quote.kind == "indirect"


def _written(snapshot: Snapshot, passages: Sequence[StoredPassage]) -> Iterator[_Place]:
    for passage in passages:
        article = snapshot.catalog.article(passage.article_id)
        if article is not None:
            words = tuple(find_words(article.text, passage.start, passage.end))
            yield _Place(article.id, article.text, words, (0,) * len(words), ())


# hits


def _exactly(asked: _Asked, place: _Place) -> _Hit | None:
    ranges = find_exactly(asked.parts, place.words)
    return _Hit(place, tuple(ranges), 1.0) if ranges else None


def _nearly(asked: _Asked, place: _Place) -> _Hit | None:
    score, start, end = find_nearly(asked.words, place.words)
    if (start, end) == (0, len(place.words)) and end > _FEW:
        score = max(score, min(end / len(asked.words), _SIMILAR) if find_exactly([place.words], asked.words) else 0.0)
    needed = _SIMILAR_FEW if len(asked.words) <= _FEW else _SIMILAR
    return _Hit(place, ((start, end),), min(score, 0.99)) if score >= needed else None


def _sorted(hits: Iterable[_Hit]) -> list[_Hit]:
    def rank(hit: _Hit) -> tuple[float, bool, bool, bool]:
        quotes = hit.place.quotes
        return -hit.score, not hit.place.is_quoted, hit.place.speaker is None, not (quotes and quotes[0].stated)

    return sorted(hits, key=rank)


def _paraphrases(check: _Check, quoted: Sequence[_Place]) -> list[_Hit]:
    """The quotations one of whose sentences means what was asked, in other words; best first."""
    places = [place for place in quoted if place.is_quoted and check.is_own(place) and place.words]
    texts = [place.text[place.words[0].start : place.words[-1].end] for place in places[:_MEANT]]
    if not texts:
        return []
    cosines = check.embedder.embed_passages(texts) @ check.embedder.embed_query(check.asked.text)
    hits = [
        _Hit(place, ((0, len(place.words)),), float(cosine))
        for place, cosine in zip(places, np.asarray(cosines), strict=False)
        if cosine >= _MEANS
    ]
    return _sorted(hits)


# matches


def _matches(check: _Check, hit: _Hit) -> Iterator[Match]:
    """One match for each piece that the words stand in, with the sentence around them and its differences."""
    place, asked = hit.place, check.asked
    first, last = hit.ranges[0][0], hit.ranges[-1][1]
    for number in sorted({place.numbers[i] for i in range(first, last)}):
        inside = [i for i in range(first, last) if place.numbers[i] == number]
        words = place.words[inside[0] : inside[-1] + 1]
        span = _sentence(place, number, words)
        yield Match(
            _cite(check.snapshot, place, number, span, hit.score),
            _pieces(asked, hit, words),
            _warning(place, words, span),
        )


def _pieces(asked: _Asked, hit: _Hit, words: Sequence[Word]) -> tuple[Piece, ...]:
    text = hit.place.text
    if hit.score == 1.0:
        said = text[words[0].start : words[-1].end]
        return (Piece("same", said, said),)
    return compare(text, words, asked.text, asked.words)


def _sentence(place: _Place, number: int, words: Sequence[Word]) -> Span:
    """The words with the rest of their sentences, as far as the quotation (or the article's own sentence) goes."""
    from index.sentences import find_sentences

    bounds = (place.quotes[number].start, place.quotes[number].end) if place.quotes else _around(place, words)
    sentences = find_sentences(place.text, [bounds])
    start = max((one[0] for one in sentences if one[0] <= words[0].start), default=bounds[0])
    end = min((one[1] for one in sentences if one[1] >= words[-1].end), default=bounds[1])
    return max(bounds[0], start), min(bounds[1], end)


def _around(place: _Place, words: Sequence[Word]) -> Span:
    start = place.text.rfind("\n", 0, words[0].start) + 1
    end = place.text.find("\n", words[-1].end)
    return start, len(place.text) if end < 0 else end


def _warning(place: _Place, words: Sequence[Word], span: Span) -> str | None:
    """Say so where the sentence turns on a word outside the asked ones: "not", "if", "denied"."""
    outside = find_words(place.text, span[0], words[0].start) + find_words(place.text, words[-1].end, span[1])
    if not _is_negated(outside):
        return None
    return "The whole sentence has a “not”, “if” or the like that the checked words leave out."


def _is_negated(words: Iterable[Word]) -> bool:
    return any(word.folded in _TURNS or word.folded.endswith("n't") for word in words)


def _words_at(hit: _Hit) -> Sequence[Word]:
    return hit.place.words[hit.ranges[0][0] : hit.ranges[-1][1]]


def _cite(snapshot: Snapshot, place: _Place, number: int, span: Span, score: float) -> Citation:
    quote = place.quotes[number] if place.quotes else None
    return snapshot.cite(place.article_id, *span, quote, score)
