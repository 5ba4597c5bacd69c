"""Answers from the ledger: what somebody said, who said something, who took a stance, whether somebody said words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.asking import LIKELY, SURE, UNKNOWN, UNSURE, Asking
from index.checking import check
from index.complements import is_telling
from index.following import is_pronoun
from index.ledger import ON_TOPIC, Rated, find_by_words, is_own_words, join_parted, on_topic, quotes_of, tells_words
from index.people import Person, find_near, find_people
from index.results import Answer, Verdict
from index.stances import has_stance
from index.text import fold_words
from index.types import StoredQuote

_STANCE_PASSAGES = 200  # passages whose quotations are looked through for those who criticised, praised … something


def answer_words(asking: Asking) -> Answer:
    """What somebody said: their quotations and nobody else's, or the names to choose from, or why there are none."""
    question, snapshot = asking.question, asking.snapshot
    who = question.who or ""
    people = find_people(snapshot, who, asking.scope.article_ids)
    if people and asking.only is not None:
        people = [person for person in people if not asking.only.isdisjoint(person.known_as)]
        if not people:
            return asking.unanswered(
                "not_from", f"The question asks for {who}, its filter for another speaker.", UNKNOWN
            )
    if not people and " and " in who:
        return _answer_each(asking, who.split(" and "))
    if not people:
        near = [] if is_pronoun(who) else find_near(asking.snapshot, who)
        reason = f"{_unknown(asking, who)} Did you mean {_either(near)}?" if near else _unknown(asking, who)
        return asking.unanswered("not_named", reason, UNKNOWN, near)
    quoted = [person for person in people if person.quotes and _said(asking, person)]
    if not quoted:
        return asking.unanswered("not_quoted", f"{people[0].name} is mentioned, but not quoted.", UNKNOWN)
    return _answer_quoted(asking, people, quoted)


def _unknown(asking: Asking, who: str) -> str:
    """Why nobody is found: no article names them, or only articles that the filter leaves out."""
    elsewhere = find_people(asking.snapshot, who) if asking.scope.article_ids is not None else []
    if elsewhere:
        return f"{elsewhere[0].name} is named in the collection, but not in the articles that this is restricted to."
    if is_pronoun(who):
        return f"Whom do you mean by “{who}”? Ask with a name."
    return f"No article here quotes {who}, or names them so."


def _answer_quoted(asking: Asking, people: Sequence[Person], quoted: Sequence[Person]) -> Answer:
    spoken = [(person, _on_question(asking, person)) for person in quoted]
    fitting = _most_directly([(person, rated) for person, rated in spoken if rated])
    if not fitting:
        return _not_on_this(asking, quoted)
    if len(fitting) > 1:
        names = [person.name for person, _ in fitting]
        return asking.unanswered(
            "ambiguous", f"Whom do you mean by {asking.question.who}: {_either(names)}?", UNSURE, names
        )
    person, rated = fitting[0]
    others = [other.name for other in people if other is not person]
    note = f"Also named so, but not quoted on this: {', '.join(others)}." if others else None
    return asking.cite([_telling(item) for item in _own_words_first(asking, rated)], note)


def _answer_each(asking: Asking, names: Sequence[str]) -> Answer:
    """What several people said, side by side: the quotations of each, and who of them said nothing on this."""
    answers = [
        answer_words(replace(asking, question=replace(asking.question, who=name.strip(" ,")), applied=""))
        for name in names
    ]
    open_one = next((found for found in answers if found.refusal == "ambiguous"), None)
    if open_one or not any(found.answered for found in answers):
        return open_one or asking.unanswered("not_on_topic", " ".join(found.reason or "" for found in answers), UNSURE)
    citations = list({citation.ref: citation for found in answers for citation in found.citations}.values())
    silent = " ".join(found.reason or "" for found in answers if not found.answered)
    confidence = min(found.confidence for found in answers if found.answered)
    omitted = sum(found.omitted for found in answers)
    return asking.answered(citations, confidence, asking.rows_of(citations), omitted, silent or None)


def _said(asking: Asking, person: Person) -> list[StoredQuote]:
    """What somebody said, without what tells only of an act or a stance."""
    quotes = join_parted(quotes_of(asking.snapshot, [person]))
    return [stored for stored in quotes if tells_words(asking.snapshot, stored)]


def _on_question(asking: Asking, person: Person) -> list[Rated]:
    quotes = _said(asking, person)
    if asking.question.topic is not None:
        return on_topic(asking.snapshot, quotes, asking.question.topic, asking.embedder)
    days = asking.snapshot.catalog.days({stored.article_id for stored in quotes})
    newest = sorted(quotes, key=lambda stored: days.get(stored.article_id) or "", reverse=True)
    return [Rated(stored, 1.0) for stored in sorted(newest, key=lambda stored: not stored.pinned)]


def _own_words_first(asking: Asking, rated: Sequence[Rated]) -> list[Rated]:
    """Leave out single terms and reported speech where the speaker's own words are there.

    What is said where an article introduces the speaker by the name that was asked for comes first of that article,
    whether quoted or reported: the rest follows from it.
    """
    asked = set(fold_words(asking.question.who or ""))
    introduced = [item for item in rated if len(asked) > 1 and asked <= set(_mention(item.stored))]
    own = [item for item in rated if is_own_words(item.stored)]
    first = [item for item in introduced if is_own_words(item.stored)] or introduced
    if not own or not first or asking.question.topic is not None:
        return own or list(rated)
    places = {one: number for number, one in enumerate(dict.fromkeys(item.stored.article_id for item in rated))}
    ordered = [*first, *(item for item in own if item not in first)]
    ordered.sort(key=lambda item: places[item.stored.article_id])
    return sorted(ordered, key=lambda item: not item.stored.pinned)


def _mention(stored: StoredQuote) -> tuple[str, ...]:
    quote = stored.quote
    return fold_words(quote.speaker_mention or "") if quote.stated and quote.is_speech else ()


def _most_directly(fitting: list[tuple[Person, list[Rated]]]) -> list[tuple[Person, list[Rated]]]:
    """Whoever speaks of the topic by name comes first, and whoever is quoted directly before those only reported."""
    named = [(person, rated) for person, rated in fitting if rated[0].score >= ON_TOPIC] or fitting
    return [(person, rated) for person, rated in named if any(is_own_words(item.stored) for item in rated)] or named


def _not_on_this(asking: Asking, quoted: Sequence[Person]) -> Answer:
    """Say how often the person is quoted, on other topics, and offer these quotations' passages."""
    quotes = quotes_of(asking.snapshot, quoted[:1])
    quotes = [stored for stored in quotes if is_own_words(stored)] or quotes
    times = "once" if len(quotes) == 1 else f"{len(quotes)} times"
    topic = "that" if asking.question.topic == asking.question.text else asking.question.topic
    reason = f"{quoted[0].name} is quoted {times}, but not on {topic}."
    return asking.unanswered("not_on_topic", reason, UNSURE, first_rows=[quote.passage_row for quote in quotes[:3]])


def answer_speaker(asking: Asking) -> Answer:
    """Who said these words: the quotations that hold them, or that nobody here is quoted with them."""
    candidates = asking.snapshot.catalog.quotes(passage_rows=asking.found.rows())
    rated = find_by_words(asking.snapshot, asking.question.words or "", candidates)
    named = [item for item in rated if item.stored.quote.speaker and _is_let_through(asking, item.stored)]
    if not named:
        return asking.unanswered("not_said", "No article here quotes anybody with these words.", UNKNOWN)
    return asking.cite([item for item in named if item.score == named[0].score])


def _is_let_through(asking: Asking, stored: StoredQuote) -> bool:
    return asking.only is None or (stored.article_id, stored.quote.speaker) in asking.only


def answer_stance(asking: Asking) -> Answer:
    """Who criticised (praised, opposed …) something: what each of them is quoted with in doing so, one by one."""
    stance, topic = asking.question.stance or "", asking.question.topic or ""
    lexicon = asking.snapshot.lexicon
    rows = [
        row for row, _ in lexicon.search(asking.question.terms, _STANCE_PASSAGES, articles=asking.scope.article_ids)
    ]
    quotes = [
        stored
        for stored in asking.snapshot.catalog.quotes(passage_rows=rows)
        if stored.quote.speaker and _is_let_through(asking, stored) and _takes(asking, stored, stance)
    ]
    rated = [item for item in on_topic(asking.snapshot, quotes, topic, asking.embedder) if item.score >= ON_TOPIC]
    firsts: dict[str | None, Rated] = {}
    for item in rated:
        firsts.setdefault(item.stored.quote.speaker, item)
    if not firsts:
        return asking.unanswered(
            "not_stated", f"No article here tells of {stance} of {topic} by anybody it quotes.", UNKNOWN
        )
    return asking.cite([_whole(item) for item in firsts.values()])


def _telling(rated: Rated) -> Rated:
    """What is reported, with its whole sentence where its words alone do not tell what was said of them."""
    return rated if is_telling(rated.stored.quote.cue or "") else _whole(rated)


def _whole(rated: Rated) -> Rated:
    """What is only reported, with the sentence that tells of it: "Torres criticised [the plan]" says nothing alone."""
    quote = rated.stored.quote
    if quote.kind != "indirect":
        return rated
    start, end = quote.context
    return replace(rated, stored=replace(rated.stored, quote=replace(quote, start=start, end=end)))


def _takes(asking: Asking, stored: StoredQuote, stance: str) -> bool:
    """Tell whether somebody is reported to criticise (praise …) with a quotation: by its cue, or beside the name."""
    quote = stored.quote
    if quote.cue and has_stance(quote.cue, stance):
        return True
    article = asking.snapshot.catalog.article(stored.article_id)
    if article is None or not quote.mention_span:
        return False
    is_before = quote.mention_span[0] < quote.start
    start, end = (quote.mention_span[1], quote.start) if is_before else (quote.end, quote.context[1])
    return quote.inferred != "context" and has_stance(article.text[start:end], stance)


def answer_check(asking: Asking) -> Answer:
    """Did somebody say these words: their own quotation, exact or altered, or who else said it, or that nobody did."""
    question = asking.question
    verdict = check(asking.snapshot, asking.embedder, question.words or "", question.who)
    if verdict.clarify:
        return asking.unanswered("ambiguous", verdict.reason, UNSURE, verdict.clarify)
    if verdict.verdict not in ("exact", "altered"):
        rows = asking.rows_of([match.citation for match in verdict.matches])
        return asking.unanswered(
            "not_said", f"No. {verdict.reason}", UNSURE if verdict.matches else UNKNOWN, first_rows=rows
        )
    citations = [match.citation for match in verdict.matches]
    confidence = SURE if verdict.verdict == "exact" else LIKELY
    return asking.answered(citations, confidence, asking.rows_of(citations), note=_judged(verdict))


def _judged(verdict: Verdict) -> str:
    """The verdict as a sentence before the quotation, with the words that differ and what was left out."""
    head = "Yes." if verdict.verdict == "exact" else "Not in these words."
    match = verdict.matches[0]
    changes = [f"“{one.asked or '–'}” → “{one.said or '–'}”" for one in match.pieces if one.kind != "same"]
    told = f"Asked → said: {', '.join(changes)}." if changes else ""
    return " ".join(filter(None, (head, verdict.reason, told, match.warning)))


def _either(names: Collection[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}"
