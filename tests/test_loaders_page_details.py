"""What a page says of its article: from where it has it, the more certain place first, and nothing guessed."""

from __future__ import annotations

import json

import pytest
from test_loaders_webpage import page_of

from index.loaders.webpage import load_page
from index.types import Article

URL = "https://news.example/2018/08/09/talks"
NEWS = {
    "@type": "NewsArticle",
    "headline": "Talks stall &amp; stop",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "Max Roe"}],
    "publisher": {"@type": "Organization", "name": "The Norvian"},
    "datePublished": "2018-08-09T10:00:00+02:00",
    "dateModified": "2019-01-01",
    "inLanguage": "en_US",
    "mainEntityOfPage": {"@id": URL},
}


def read(head: str, *, body: str = "", url: str | None = None) -> Article:
    return load_page(page_of(body, head), name="a.html", url=url)


def script(*described: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in described)


def test_linked_data_gives_all_details() -> None:
    article = read(script(NEWS))
    assert (article.title, article.author, article.source) == ("Talks stall & stop", "Jane Doe, Max Roe", "The Norvian")
    assert (article.published_at, article.language, article.url) == ("2018-08-09T10:00:00+02:00", "en-US", URL)


@pytest.mark.parametrize(
    "described",
    [
        [NEWS],
        {"@graph": [{"@type": "WebPage", "name": "Home"}, NEWS]},
        {"@type": "WebPage", "mainEntity": NEWS},
        NEWS | {"@type": ["Thing", "ReportageNewsArticle"]},
        NEWS | {"@type": "http://schema.org/NewsArticle"},
        [[{"@graph": [[NEWS]]}]],
    ],
    ids=["list", "graph", "page", "types", "address", "nested"],
)
def test_the_article_is_found_wherever_it_is_described(described: object) -> None:
    assert read(script(described)).source == "The Norvian"


def test_what_the_description_refers_to_is_looked_up() -> None:
    node = NEWS | {"author": {"@id": "#jane"}, "publisher": {"@id": "#paper"}}
    graph = {"@graph": [node, {"@id": "#jane", "name": "Jane Doe"}, {"@id": "#paper", "name": "The Norvian"}]}
    article = read(script(graph))
    assert (article.author, article.source) == ("Jane Doe", "The Norvian")


def test_of_several_articles_the_one_at_the_page_s_address_is_meant() -> None:
    other = {"@type": "Article", "headline": "Rain", "url": "https://news.example/rain", "datePublished": "2020-01-01"}
    article = read(script([other, NEWS]), url=f"{URL}/#comments")
    assert (article.title, article.published_at) == ("Talks stall & stop", NEWS["datePublished"])


def test_of_several_articles_elsewhere_none_is_taken() -> None:
    several = [{"@type": "Article", "headline": name, "datePublished": "2020-01-01"} for name in ("Rain", "Snow")]
    assert read(script(several)).published_at is None


@pytest.mark.parametrize("written", ["{", "null", "7", "[" * 50_000, '{"@type": 3, "author": [[]]}', '{"@type": null}'])
def test_linked_data_that_is_none_is_passed_over(written: str) -> None:
    assert read(f'<script type="application/ld+json">{written}</script>').title == "Talks stall"


def test_linked_data_in_the_wrappings_of_old_pages_is_read() -> None:
    wrapped = f"//<![CDATA[\n{json.dumps(NEWS)}\n//]]>"
    assert read(f'<script type="application/ld+json">{wrapped}</script>').source == "The Norvian"


METAS = """<title>Ignored</title><meta property="og:title" content="Talks pause | The Norvian">
<meta property="og:site_name" content="The Norvian"><meta property="article:author" content="https://social.example/jd">
<meta name="author" content="By Jane Doe"><meta property="article:published_time" content="2018-08-09T08:00:00Z">
<meta property="og:url" content="/talks"><meta property="og:locale" content="en_GB">"""


def test_metas_give_details_and_a_title_loses_the_outlet_s_name() -> None:
    article = read(METAS, url="https://news.example/x?from=feed")
    assert (article.title, article.author, article.source) == ("Talks pause", "Jane Doe", "The Norvian")
    assert (article.published_at, article.language) == ("2018-08-09T08:00:00Z", "en-GB")
    assert article.url == "https://news.example/talks"


def test_each_detail_comes_from_the_first_place_that_has_it() -> None:
    article = read(METAS + script({"@type": "Article", "headline": "Talks stall", "datePublished": "no date"}))
    assert (article.title, article.published_at) == ("Talks stall", "2018-08-09T08:00:00Z")


@pytest.mark.parametrize(
    ("links", "url", "known"),
    [
        ("<link rel=canonical href='https://n.example/a'>", "https://n.example/a?x=1", "https://n.example/a"),
        ("<link rel=canonical href='/a'>", "https://n.example/b", "https://n.example/a"),
        ("<link rel=canonical href='/a'>", None, None),
        ("<link rel=canonical href='javascript:alert(1)'>", "https://n.example/b", "https://n.example/b"),
        ("<link rel=canonical href='http://[broken'>", None, None),
        ("<link rel=stylesheet href='https://n.example/a'>", None, None),
        ("", "https://n.example/b", "https://n.example/b"),
    ],
)
def test_an_address_is_the_canonical_one_or_where_the_page_was_fetched(links: str, url: str | None, known: str) -> None:
    assert read(links, url=url).url == known


@pytest.mark.parametrize(
    ("body", "known"),
    [
        ("<header><time datetime='2018-08-09'>Aug 9</time></header>", "2018-08-09"),
        ("<time datetime='2018-08-09'>x</time><time datetime='2018-08-09T10:00'>y</time>", "2018-08-09T10:00"),
        ("<time datetime='2018-08-09'>x</time><time datetime='2018-09-01'>y</time>", None),
        ("<time datetime='2018-08-09'>x</time><span>Updated <time datetime='2018-09-01'>y</time></span>", "2018-08-09"),
        ("<time datetime='2018-09-01' class='modified'>y</time>", None),
        ("<p>It began on <time datetime='2017-01-01'>New Year's Day</time>.</p>", None),
        (
            "<time datetime='2017-01-01'>x</time><time itemprop='datePublished' datetime='2018-08-09'>y</time>",
            "2018-08-09",
        ),
        ("<time datetime='soon'>x</time>", None),
    ],
)
def test_a_time_is_the_publication_s_only_where_that_is_certain(body: str, known: str | None) -> None:
    assert read("", body=body).published_at == known


def test_neither_address_nor_copyright_line_nor_text_gives_a_date_or_an_author() -> None:
    body = "<p>By Jane Doe, August 9, 2018</p><p>© 2018 The Norvian. All rights reserved.</p>"
    article = read("", body=body, url="https://news.example/2018/08/09/talks.html")
    assert (article.published_at, article.author, article.source) == (None, None, None)


@pytest.mark.parametrize(
    ("page", "known"),
    [
        (b"<html lang='pt_br'><head><meta property='og:locale' content='en_US'>", "pt-BR"),
        (b"<html xml:lang='de'><head>", "de"),
        (b"<html><head><meta http-equiv='content-language' content='fr'>", "fr"),
        (b"<html lang='x-none'><head>", None),
        (b"<html><head>", None),
    ],
)
def test_a_language_is_what_the_page_states(page: bytes, known: str | None) -> None:
    assert load_page(page_of("").replace(b"<html><head>", page), name="a.html").language == known


def test_a_page_without_details_has_its_heading_for_a_title_and_nothing_else() -> None:
    article = load_page(page_of("", "<title>Home</title>"), name="a.html")
    assert article == Article("a.html", "Talks stall", article.text)


def test_an_element_names_the_author() -> None:
    assert read("", body="<div>By <a rel='author' href='/jd'>Jane Doe</a></div>").author == "Jane Doe"
