"""The catalogue gives back exactly what was put in, and finds it by article, day, speaker and passage."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from corpora import STRIKE, TALKS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import analyse
from index.catalog import Catalog
from index.catalog_schema import Retired
from index.catalog_writer import Analysed, passage_of, published_day, write_catalog
from index.errors import DamagedIndexError, StorageError
from index.types import Analysis, Article, Passage, Quote, Speaker

ARTICLES = (
    Article("talks", TALKS.partition("\n")[0], TALKS, "https://example.org/t", "The Paper", "A. Writer", "2018-08-10"),
    Article("strike", STRIKE.partition("\n")[0], STRIKE, published_at="2019-01-02T23:30:00+01:00"),
    Article("undated", "Weather", "Weather\n\nNothing but rain. More of it tomorrow."),
)
GONE = Retired("0123456789abcdef", "old", "Old news", None, "2020-01-01T00:00:00Z")

anything = st.text()  # any character but lone surrogates, NUL among them
spans = st.tuples(st.integers(0, 1000), st.integers(1, 1000)).map(lambda pair: (pair[0], pair[0] + pair[1]))
quotes = st.builds(
    lambda span, rest: Quote(*span, *rest),
    spans,
    st.tuples(
        st.sampled_from(["direct", "mixed", "indirect"]), st.none() | anything, st.none() | anything, st.booleans(),
        st.none() | anything, st.none() | anything, st.booleans(), st.integers(0, 99), spans,
    ),
)  # fmt: skip
analyses = st.builds(
    Analysis,
    st.lists(spans, max_size=3).map(tuple),
    st.lists(st.builds(lambda s, all_: Passage(*s, tuple(all_)), spans, st.lists(spans, max_size=3)), max_size=3).map(
        lambda passages: tuple(sorted(passages, key=lambda passage: passage.start))
    ),
    st.lists(quotes, max_size=3).map(tuple),
    st.lists(st.builds(Speaker, anything, st.lists(anything, max_size=3).map(tuple)), max_size=3).map(tuple),
)
articles = st.builds(Article, anything, anything, anything, *([st.none() | anything] * 5))


def _catalog(folder: Path, contents: Sequence[tuple[Article, Analysis]], retired: Sequence[Retired] = ()) -> Catalog:
    path = folder / "catalog.sqlite"
    path.unlink(missing_ok=True)
    write_catalog(path, (Analysed(article, article.id, found) for article, found in contents), iter(retired))
    return Catalog(path)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return _catalog(tmp_path_factory.mktemp("catalog"), [(a, analyse(a)) for a in ARTICLES], [GONE])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article=articles, analysis=analyses)
def test_everything_comes_back_exactly(tmp_path: Path, article: Article, analysis: Analysis) -> None:
    catalog = _catalog(tmp_path, [(article, analysis)])
    assert catalog.article(article.id) == article
    assert catalog.analysis(article.id) == analysis
    named = {(article.id, quote.speaker) for quote in analysis.quotes if quote.speaker is not None}
    found = [stored.quote for stored in catalog.quotes(speakers=named)]
    assert found == [quote for quote in analysis.quotes if quote.speaker is not None]
    catalog.close()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article=articles, analysis=analyses)
def test_what_is_copied_from_another_catalogue_comes_back_exactly(
    tmp_path: Path, article: Article, analysis: Analysis
) -> None:
    (tmp_path / "before").mkdir(exist_ok=True)
    first, after = (Analysed(one, one.id, analyse(one)) for one in ARTICLES[:2])
    before = _catalog(tmp_path / "before", [(ARTICLES[1], analyse(ARTICLES[1])), (article, analysis)])
    before.close()
    (tmp_path / "catalog.sqlite").unlink(missing_ok=True)
    copied = Analysed(article, article.id, None)
    write_catalog(tmp_path / "catalog.sqlite", [first, copied, after], before=tmp_path / "before" / "catalog.sqlite")
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.article(article.id) == article
    assert [catalog.analysis(one.article.id) for one in (first, after)] == [first.analysis, after.analysis]
    assert catalog.analysis(article.id) == analysis
    catalog.close()


def test_an_article_is_not_copied_from_where_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    _catalog(tmp_path / "before", [(ARTICLES[0], analyse(ARTICLES[0]))]).close()
    unknown = [Analysed(ARTICLES[1], ARTICLES[1].id, None)]
    with pytest.raises(KeyError):
        write_catalog(tmp_path / "catalog.sqlite", unknown, before=tmp_path / "before" / "catalog.sqlite")


def test_articles_come_in_the_order_of_the_corpus_with_what_was_found(catalog: Catalog) -> None:
    summaries = catalog.articles()
    assert [summary.source_id for summary in summaries] == ["talks", "strike", "undated"]
    assert summaries[0] == catalog.summary(ARTICLES[0].id)
    assert (summaries[0].characters, summaries[0].passages) == (len(TALKS), len(analyse(ARTICLES[0]).passages))
    assert sum(summary.quotes for summary in summaries) == len(catalog.quotes())


def test_an_article_is_found_by_id_and_by_source_id(catalog: Catalog) -> None:
    assert catalog.find_article("strike") == catalog.find_article(ARTICLES[1].id) == ARTICLES[1].id


@pytest.mark.parametrize("key", ["", "Strike", "nobody", "\0", "\ud800", "' OR 1 --"])
def test_an_unknown_article_is_none(catalog: Catalog, key: str) -> None:
    assert catalog.article(key) is catalog.summary(key) is catalog.find_article(key) is catalog.retired(key) is None
    assert catalog.speakers(key) == catalog.quotes(article_ids=[key]) == catalog.quotes(speakers=[(key, key)]) == []
    assert catalog.passage_rows([key]).size == 0
    with pytest.raises(KeyError):
        catalog.analysis(key)


def test_passages_come_in_the_order_asked_for(catalog: Catalog) -> None:
    rows = list(range(len(catalog)))[::-1]
    assert [passage.row for passage in catalog.passages([*rows, 0])] == [*rows, 0]
    with pytest.raises(KeyError):
        catalog.passages([len(catalog)])


def test_rows_of_passages_belong_to_their_articles(catalog: Catalog) -> None:
    rows = catalog.passage_rows([ARTICLES[1].id, ARTICLES[0].id])
    assert rows.tolist() == sorted(rows.tolist())
    assert {passage.article_id for passage in catalog.passages(rows)} == {ARTICLES[0].id, ARTICLES[1].id}
    assert catalog.passage_rows([article.id for article in ARTICLES]).tolist() == list(range(len(catalog)))


def test_a_quote_knows_the_passage_that_holds_it(catalog: Catalog) -> None:
    for stored in catalog.quotes():
        passage = catalog.passages([stored.passage_row])[0]
        assert passage.article_id == stored.article_id
        assert passage.start <= stored.quote.start < passage.end
        assert stored in catalog.quotes(passage_rows=[stored.passage_row])


def test_quotes_are_narrowed_by_all_that_is_given(catalog: Catalog) -> None:
    pair = (ARTICLES[1].id, "Anna Weber")
    hers = catalog.quotes(speakers=[pair, (ARTICLES[0].id, "Anna Weber"), ("nobody", "nobody")])
    assert [stored.quote.speaker for stored in hers] == ["Anna Weber"]
    assert catalog.quotes(speakers=[pair], article_ids=[ARTICLES[0].id]) == []
    assert catalog.quotes(speakers=[pair], passage_rows=[hers[0].passage_row], article_ids=[pair[0]]) == hers
    assert catalog.quotes(speakers=[]) == catalog.quotes(article_ids=[]) == catalog.quotes(passage_rows=[]) == []


def test_more_speakers_than_a_statement_takes_are_no_matter(catalog: Catalog) -> None:
    many = [(ARTICLES[1].id, f"speaker {number}") for number in range(40_000)]
    assert catalog.quotes(speakers=many) == []
    assert len(catalog.quotes(speakers=[*many, (ARTICLES[1].id, "Anna Weber")])) == 1


def test_speakers_come_with_the_number_of_their_quotes(catalog: Catalog) -> None:
    for speaker in catalog.speakers(ARTICLES[0].id):
        assert speaker.quotes == len(catalog.quotes(speakers=[(speaker.article_id, speaker.name)]))


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(None, None, "talks strike undated"), (date(2018, 8, 10), date(2018, 8, 10), "talks"),
     (date(2018, 8, 11), None, "strike"), (None, date(2019, 1, 1), "talks"), (date(2019, 1, 2), None, "strike"),
     (None, date.max, "talks strike"), (date(2020, 1, 1), None, "")],
)  # fmt: skip
def test_articles_are_found_by_day(catalog: Catalog, since: date | None, until: date | None, expected: str) -> None:
    found = [summary.source_id for summary in map(catalog.summary, catalog.article_ids(since, until)) if summary]
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    ("written", "day"),
    [("2018-08-10", "2018-08-10"), ("2018-08-10T23:59:59Z", "2018-08-10"), ("20180810T1200", "2018-08-10"),
     ("Fri, 10 Aug 2018 10:00:00 +0200", "2018-08-10"), (" 2018-08-10 ", "2018-08-10"), ("last week", None), ("", None),
     (None, None), ("2018-13-45", None), ("\0", None)],
)  # fmt: skip
def test_a_day_is_read_from_the_dates_that_articles_give(written: str | None, day: str | None) -> None:
    assert published_day(written) == day


def test_what_became_of_an_article_is_remembered(catalog: Catalog) -> None:
    assert catalog.retired(GONE.article_id) == GONE
    assert catalog.all_retired() == [GONE]


def test_a_quote_outside_all_passages_goes_to_the_one_before() -> None:
    quote = Quote(50, 60, "direct", None, None, False, None, None, False, 0, (50, 60))
    passages = [Passage(10, 20, ()), Passage(30, 40, ()), Passage(70, 80, ())]
    assert passage_of(quote, passages) == 1
    assert passage_of(quote, passages[2:]) == 0
    assert passage_of(quote, []) is None


def test_threads_read_the_same(catalog: Catalog) -> None:
    def read(number: int) -> object:
        article = ARTICLES[number % 3]
        return catalog.article(article.id), catalog.quotes(article_ids=[article.id]), catalog.speakers(article.id)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(90))) == [read(number) for number in range(90)]


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 99], ids=["empty", "foreign"])
def test_a_file_that_is_no_catalogue_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(content)
    with pytest.raises(DamagedIndexError, match="run quoth reindex"):
        Catalog(tmp_path / "catalog.sqlite")


def test_a_damaged_page_is_noticed_when_it_is_read(tmp_path: Path) -> None:
    _catalog(tmp_path, [(a, analyse(a)) for a in ARTICLES]).close()
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(DamagedIndexError, match="run quoth reindex"):
        Catalog(path).articles()


def test_a_text_that_is_not_the_article_any_more_is_not_handed_out(tmp_path: Path) -> None:
    _catalog(tmp_path, [(a, analyse(a)) for a in ARTICLES]).close()
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(path.read_bytes().replace(b"do not meet any", b"do gladly meet" + b" "))
    with pytest.raises(DamagedIndexError, match="run quoth reindex"):
        Catalog(path).article(ARTICLES[0].id)


def test_a_catalogue_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_catalog(tmp_path / "no-such-folder" / "catalog.sqlite", [])


def test_an_error_of_who_gives_the_articles_is_not_taken_for_the_disks(tmp_path: Path) -> None:
    def contents() -> object:
        raise BrokenPipeError("nobody reads the progress")
        yield

    with pytest.raises(BrokenPipeError):
        write_catalog(tmp_path / "catalog.sqlite", contents())  # type: ignore[arg-type]
