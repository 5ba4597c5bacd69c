"""Reading feeds: what each format says of its articles, what is no feed, and feeds that mean harm."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from local_web import reply, serving

from index.errors import FeedError
from index.feeds import Feed, FeedEntry, parse_feed
from index.fetching import Fetched

URL = "https://courier.arden.example/feeds/news.xml"
ITEM = """<item><title>Arden reopens its bridge</title><link>https://courier.arden.example/bridge</link>
<pubDate>Mon, 02 Mar 2026 09:30:00 +0900</pubDate><author>Ines Torres</author>
<description>The bridge carries trams again.</description></item>"""
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Arden Courier</title>
<language>en-GB</language><link>https://courier.arden.example/</link>{}</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Courrier d’Arden</title>{}</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Norvia Today</title></channel>
<item><title>Ferries</title><link>https://norvia.example/ferries</link><dc:date>2026-03-02</dc:date>
<dc:creator>Milo Berg</dc:creator></item></rdf:RDF>"""
BRIDGE = FeedEntry(
    "https://courier.arden.example/bridge",
    "Arden reopens its bridge",
    "2026-03-02T09:30:00+09:00",
    "Ines Torres",
    "The bridge carries trams again.",
)


def read(text: str) -> Feed:
    return parse_feed(text.encode(), URL)


def only_entry(item: str, feed: str = RSS) -> FeedEntry:
    (entry,) = read(feed.format(item)).entries
    return entry


def reason(content: bytes) -> str:
    with pytest.raises(FeedError) as refused:
        parse_feed(content, URL)
    assert URL in str(refused.value)
    return str(refused.value)


# What feeds say


def test_rss_tells_its_name_language_and_articles() -> None:
    assert read(RSS.format(ITEM)) == Feed("Arden Courier", "en-GB", (BRIDGE,))


def test_atom_tells_its_name_language_and_articles() -> None:
    entry = """<entry><title type="html">Le &lt;i&gt;pont&lt;/i&gt;</title><link href="/pont"/>
    <published>2026-03-02T08:00:00Z</published><updated>2026-03-05T08:00:00Z</updated>
    <author><name>Inès Torres</name></author><summary>Le pont rouvre.</summary></entry>"""
    link = "https://courier.arden.example/pont"
    expected = FeedEntry(link, "Le pont", "2026-03-02T08:00:00Z", "Inès Torres", "Le pont rouvre.")
    assert read(ATOM.format(entry)) == Feed("Courrier d’Arden", "fr", (expected,))


def test_rss_in_rdf_tells_dates_and_authors_as_dublin_core_does() -> None:
    expected = FeedEntry("https://norvia.example/ferries", "Ferries", "2026-03-02", "Milo Berg", None)
    assert read(RDF) == Feed("Norvia Today", None, (expected,))


def test_what_a_feed_does_not_say_stays_unknown() -> None:
    entry = only_entry("<item><link>https://arden.example/1</link></item>")
    assert entry == FeedEntry("https://arden.example/1", None, None, None, None)


def test_the_day_of_a_change_is_not_that_of_publication() -> None:
    entry = '<entry><link href="https://arden.example/1"/><updated>2026-03-05T08:00:00Z</updated></entry>'
    assert only_entry(entry, ATOM).published_at is None


@pytest.mark.parametrize("date", ["some day soon", "2026", "2026년 03월 05일 오후 8:00:00", "99999-01-01"])
def test_a_date_that_is_none_is_unknown(date: str) -> None:
    item = f"<item><link>https://arden.example/1</link><pubDate>{date}</pubDate></item>"
    assert only_entry(item).published_at is None


def test_summaries_come_without_markup_and_scripts() -> None:
    markup = "<p>Trams &amp; <a href='/x'>ferries</a>.</p><p>And buses</p><script>alert(1)</script>"
    item = f"<item><link>https://arden.example/1</link><description><![CDATA[{markup}]]></description></item>"
    assert only_entry(item).summary == "Trams & ferries. And buses"


def test_a_permanent_guid_is_an_address() -> None:
    assert only_entry("<item><guid>https://arden.example/1</guid></item>").url == "https://arden.example/1"


@pytest.mark.parametrize(
    "link", ["", "javascript:alert(1)", "file:///etc/passwd", "http://", "http://[::1", "mailto:a@b"]
)
def test_an_entry_that_leads_to_no_page_is_left_out(link: str) -> None:
    assert read(RSS.format(f"<item><title>Odd</title><link>{link}</link></item>{ITEM}")).entries == (BRIDGE,)


def test_an_article_that_is_listed_twice_comes_once() -> None:
    assert read(RSS.format(ITEM * 2)).entries == (BRIDGE,)


def test_a_feed_without_articles_is_one() -> None:
    assert read(RSS.format("")).entries == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "iso-8859-1", "windows-1252"])
def test_a_feed_is_read_in_its_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig").removesuffix("-be")
    text = RSS.replace('encoding="utf-8"', f'encoding="{declared}"').format("<item><title>Åse «Müller»</title></item>")
    text = text.replace("</title></item>", "</title><link>https://arden.example/1</link></item>")
    assert parse_feed(text.encode(encoding), URL).entries[0].title == "Åse «Müller»"


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    item = ITEM.replace("trams again", "trams&nbsp;again & again<br>")
    assert only_entry(item).url == BRIDGE.url


def test_a_feed_with_comments_and_a_public_document_type_is_read() -> None:
    prolog = (
        '<!-- made by hand -->\n<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://arden.example/x.dtd">\n'
    )
    assert read(RSS.format(ITEM).replace("<rss", f"{prolog}<rss", 1)).entries == (BRIDGE,)


def test_a_feed_is_fetched_and_read() -> None:
    with serving() as web:
        web.pages["/feed"] = reply(RSS.format(ITEM), "application/rss+xml")
        page = web.fetcher().fetch(web.url("/feed"))
    assert isinstance(page, Fetched)
    assert parse_feed(page.content, page.final_url).entries == (BRIDGE,)


# What is no feed


@pytest.mark.parametrize("content", [b"", b"words", b"{}", b"\x00\xff", b"<note>x</note>", b"%PDF-1.7", b"<rss"])
def test_what_is_no_feed_is_refused_with_a_sentence(content: bytes) -> None:
    assert "is no feed" in reason(content)


def test_a_page_that_names_its_feed_is_refused_with_the_address_of_the_feed() -> None:
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>News</body></html>'
    assert "https://courier.arden.example/rss" in reason(page)


def test_a_feed_that_ends_before_its_first_article_is_damaged() -> None:
    assert "damaged" in reason(RSS.format(ITEM)[:190].encode())


@pytest.mark.parametrize("content", [b"http://127.0.0.1:9/feed", b"/etc/passwd", b"file:///etc/passwd"])
def test_bytes_that_look_like_an_address_are_not_opened(content: bytes) -> None:
    assert "is no feed" in reason(content)


# Feeds that mean harm

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DECLARATIONS = {
    "billion laughs": f'<!ENTITY a0 "ha">{LAUGHS}',
    "one long entity": f'<!ENTITY a11 "{"ha" * 50_000}">',
    "a file": '<!ENTITY a11 SYSTEM "file:///etc/passwd">',
    "a page inside": '<!ENTITY a11 SYSTEM "http://169.254.169.254/latest">',
    "a parameter entity": '<!ENTITY % a11 SYSTEM "http://127.0.0.1/x.dtd"> %a11;',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=DECLARATIONS)
def test_a_feed_with_entities_of_its_own_is_refused(declaration: str, encoding: str) -> None:
    item = f"<item><link>https://arden.example/1</link><title>{'&a11;' * 50}</title></item>"
    text = RSS.format(item).replace('encoding="utf-8"', f'encoding="{encoding}"')
    text = text.replace("<rss", f"<!DOCTYPE rss [{declaration}]><rss", 1)
    assert "entities of its own" in reason(text.encode(encoding))


def test_entities_behind_a_comment_are_seen() -> None:
    hidden = f"<!-- <rss> --><!DOCTYPE rss [{DECLARATIONS['one long entity']}]>"
    assert "entities of its own" in reason(RSS.format(ITEM).replace("<rss", f"{hidden}<rss", 1).encode())


HUGE = {
    "many bytes": " " * 6_000_000,
    "many tags": "<a/>" * 400_000,
    "many blank lines": "\n" * 2_000_000,
    "nested tags": "<a>" * 20_000,
    "nested bases": "<a xml:base='x/'>" * 10_000,
    "open comments": "<!--" * 100_000,
    "open sections": "<![CDATA[" * 100_000,
    "ampersands": "&" * 100_000,
    "open attributes": '<a b="' * 20_000,
}


@pytest.mark.parametrize("filling", HUGE.values(), ids=HUGE)
def test_a_feed_that_is_made_to_take_long_does_not(filling: str) -> None:
    began = time.monotonic()
    with suppress(FeedError):
        read(RSS.format(ITEM + filling))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("encoding", ["undefined", "idna", "zip", "unicode_escape", "no-such", "utf-32"])
def test_a_feed_in_an_encoding_that_makes_no_sense_is_read_or_refused(encoding: str) -> None:
    text = RSS.replace('encoding="utf-8"', f'encoding="{encoding}"').format(ITEM.replace("trams", "\\q trams"))
    with suppress(FeedError):
        assert read(text).entries


@given(
    st.binary(max_size=300) | st.text(alphabet="<>/!-[]?&;=\"' \nabxmlrssitemlinkfeed:", max_size=300).map(str.encode)
)
@example(b"<rss version='2.0'><channel><item><link>http://a\x00/</link>")
def test_whatever_stands_there_is_a_feed_or_refused(content: bytes) -> None:
    with suppress(FeedError):
        assert isinstance(parse_feed(content, URL), Feed)
