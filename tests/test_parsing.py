"""The contract of the parsers, with spaCy's model and without one."""

from __future__ import annotations

import pytest

from index.parsing import NoParser, Parser, Sentence, SpacyParser, load_parser

TEXT = "Torres said that the bridge would stay closed.\n\nIt opened. “No,” he said."
SENTENCES = [Sentence(TEXT[start:end], start) for start, end in ((0, 46), (48, 58), (59, 73))]


@pytest.fixture(scope="module", params=[NoParser, SpacyParser], ids=["none", "spacy"])
def parser(request: pytest.FixtureRequest) -> Parser:
    made: Parser = request.param()
    return made


def test_every_sentence_gets_one_parse(parser: Parser) -> None:
    assert len(parser.parse(SENTENCES)) == len(SENTENCES)


def test_no_sentences_give_no_parses(parser: Parser) -> None:
    assert parser.parse([]) == []


def test_words_are_slices_of_their_sentence_in_order(parser: Parser) -> None:
    for parse, sentence in zip(parser.parse(SENTENCES), SENTENCES, strict=True):
        assert [TEXT[word.start : word.end] for word in parse] == [word.text for word in parse]
        places = [place for word in parse for place in (word.start, word.end)]
        assert places == sorted(places)
        assert all(0 <= place - sentence.start <= len(sentence.words) for place in places)


def test_heads_are_words_of_the_same_sentence(parser: Parser) -> None:
    assert all(0 <= word.head < len(parse) for parse in parser.parse(SENTENCES) for word in parse)


def test_a_sentence_without_bounds_is_not_parsed(parser: Parser) -> None:
    endless = Sentence("Torres said that " * 1000, 0)
    assert parser.parse([endless, SENTENCES[0]])[0] == ()


def test_a_sentence_is_parsed_alike_alone_and_among_others(parser: Parser) -> None:
    several = [*SENTENCES, Sentence("The mayor promised to repair it before the summer.", 0), *SENTENCES]
    alone = [parse for sentence in several for parse in parser.parse([sentence])]
    assert parser.parse(several) == alone


def test_a_clause_depends_on_the_verb_that_reports_it() -> None:
    (parse,) = SpacyParser().parse(SENTENCES[:1])
    clause = next(word for word in parse if word.dep == "ccomp")
    assert (clause.text, parse[clause.head].lemma) == ("stay", "say")


def test_the_installed_parser_is_loaded_once() -> None:
    assert load_parser() is load_parser()
    assert isinstance(load_parser(), SpacyParser)
