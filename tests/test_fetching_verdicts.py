"""Pages that answer with success and hold no article: each kind is told, and no article is taken for one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from local_web import ARTICLE, redirect, reply, serving

from index.errors import FetchError
from index.fetching import Fetched, Validators, require_article

URL = "https://courier.arden.example/news/2026/03/arden-reopens-its-bridge"
BRIEF = "<p>The bridge of Arden opened on Monday. “It will carry trams again,” said the mayor, Ines Torres.</p>"
LONG = BRIEF * 30


def page(body: str, title: str = "Arden reopens its bridge | Arden Courier", head: str = "", **other: str) -> Fetched:
    html = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    content_type = other.get("content_type", "text/html")
    address = other.get("url", URL)
    return Fetched(
        address,
        other.get("final_url", address),
        other.get("content", html).encode(),
        content_type,
        "utf-8",
        Validators(),
        datetime.now(UTC),
    )


def refusal(fetched: Fetched) -> FetchError:
    with pytest.raises(FetchError) as refused:
        require_article(fetched)
    assert fetched.url in str(refused.value)
    return refused.value


def test_an_article_is_one() -> None:
    require_article(page(f"<h1>Arden reopens its bridge</h1>{LONG}"))


def test_a_brief_article_is_one() -> None:
    require_article(page(f"<h1>Arden reopens its bridge</h1>{BRIEF}<footer>Subscribe to our newsletter</footer>"))


# Pages that are not there

GONE = [
    "404",
    "Error 404",
    "404 Not Found",
    "404: Page not found",
    "HTTP 404 error",
    "Page not found",
    "Page Not Found | Arden Courier",
    "Arden Courier – Not found",
    "Sorry, the page you were looking for could not be found.",
    "Oops! That page can’t be found.",
    "Sorry, this page isn't available",
    "This article is no longer available",
    "The requested article has been removed",
    "We can't find the page you're looking for",
    "Nothing found here",
    "Seite nicht gefunden",
    "Page introuvable",
    "Página no encontrada",
    "Pagina non trovata",
]


@pytest.mark.parametrize("title", GONE)
def test_a_page_that_says_in_its_title_that_it_is_not_there_is_not(title: str) -> None:
    error = refusal(page("<p>Try our search, or read today’s most popular articles.</p>", title))
    assert error.is_permanent
    assert "no such page" in str(error)


@pytest.mark.parametrize("title", GONE)
def test_a_page_that_says_in_its_heading_that_it_is_not_there_is_not(title: str) -> None:
    assert refusal(page(f"<h1>{title}</h1><p>Try our search.</p>", "Arden Courier")).is_permanent


@pytest.mark.parametrize(
    "title",
    [
        "Lost and not found: the missing paintings of Arden",
        "The page that could not be found in the archive of Arden",
        "Highway 404 reopens",
        "Just a moment of your time, says the mayor",
        "Access denied to the harbour, fishers say",
        "Cookies for the mayor",
        "Your privacy is at risk, court of Arden finds",
        "This article is no joke",
    ],
)
def test_a_headline_of_such_words_is_a_headline(title: str) -> None:
    require_article(page(f"<h1>{title}</h1>{BRIEF}", f"{title} | Arden Courier"))


def test_a_long_article_under_such_a_headline_is_one() -> None:
    require_article(page(f"<h1>Page not found</h1>{LONG}", "Page not found"))


@pytest.mark.parametrize(
    "final",
    ["/", "", "/index.html", "/en/", "/en-GB", "/home", "/news/", "https://arden.example/"],
)
def test_an_article_that_leads_to_a_home_page_or_section_is_gone(final: str) -> None:
    final_url = final if final.startswith("https") else f"https://courier.arden.example{final}"
    error = refusal(page(LONG, "Arden Courier", final_url=final_url))
    assert error.is_permanent
    assert "no longer there" in str(error)


@pytest.mark.parametrize(
    ("url", "final_url"),
    [
        (f"{URL}/amp", URL),
        (f"{URL}/", URL),
        (f"{URL}?utm_source=feed", URL),
        (URL, URL.replace("courier", "www")),
        ("https://arden.example/?p=1234", "https://arden.example/arden-reopens-its-bridge"),
        ("https://t.example/x9Ab", URL),
        ("https://arden.example/en", "https://arden.example/en/"),
        ("http://arden.example/", "https://arden.example/"),
        ("https://arden.example/short-link-here", "https://arden.example/?p=1234"),
    ],
)
def test_an_article_that_moved_is_one(url: str, final_url: str) -> None:
    require_article(page(LONG, url=url, final_url=final_url))


# Pages with something before the article


@pytest.mark.parametrize(
    "final_url",
    [
        "https://consent.arden.example/collect?return=bridge",
        "https://courier.arden.example/login?next=/news",
        "https://courier.arden.example/subscribe/",
        "https://login.arden.example/",
    ],
)
def test_a_redirect_to_a_login_or_a_question_of_consent_is_no_article(final_url: str) -> None:
    assert "login or consent" in str(refusal(page(LONG, final_url=final_url)))


@pytest.mark.parametrize("title", ["Before you continue to the Courier", "We value your privacy", "Cookie consent"])
def test_a_question_of_consent_is_no_article(title: str) -> None:
    assert "consent" in str(refusal(page("<p>We and our 812 partners store information.</p>", title)))


@pytest.mark.parametrize("title", ["Just a moment...", "Attention Required! | Cloudflare", "Are you a robot?"])
def test_a_question_whether_a_human_is_there_is_a_failure_for_now(title: str) -> None:
    error = refusal(page("<p>Enable JavaScript and cookies to continue.</p>", title))
    assert not error.is_permanent


@pytest.mark.parametrize(
    "offer",
    [
        "Subscribe to continue reading",
        "To continue reading this article, please log in or register.",
        "Sign in or create an account to read the full story.",
        "This article is only available to our subscribers.",
        "This content is reserved for members.",
        "Unlock this article for 1 € a month",
        "You’ve reached your limit of free articles",
        "Subscriber-only content",
        "Article réservé aux abonnés",
        "Weiterlesen mit Courier Plus",
    ],
)
def test_a_beginning_with_an_offer_is_no_article(offer: str) -> None:
    error = refusal(page(f"<h1>Arden reopens its bridge</h1>{BRIEF}<div>{offer}</div>"))
    assert error.is_permanent
    assert "subscribe" in str(error)


def test_an_article_with_an_offer_is_one() -> None:
    require_article(page(f"{LONG}<div>Subscribe to continue reading</div>"))


@pytest.mark.parametrize(
    "words",
    [
        "Scroll down to continue reading.",
        "Sign in to view your account. Register to comment.",
        "Sign up to our newsletter and never miss the news.",
        "The members-only club of Arden closed.",
        "Continue reading",
    ],
)
def test_a_brief_article_beside_other_offers_is_one(words: str) -> None:
    require_article(page(f"<h1>Arden reopens its bridge</h1>{BRIEF}<div>{words}</div>"))


def test_a_beginning_whose_markup_says_that_it_is_not_free_is_no_article() -> None:
    data = '{"@graph": [{"@type": "NewsArticle", "isAccessibleForFree": "False"}]}'
    assert refusal(page(BRIEF, head=f'<script type="application/ld+json">{data}</script>')).is_permanent


def test_a_whole_article_whose_markup_says_that_it_is_not_free_is_one() -> None:
    require_article(page(LONG, head='<meta property="article:content_tier" content="locked">'))


def test_markup_that_says_that_all_is_free_goes_before_an_offer() -> None:
    data = '[{"@type": "NewsArticle", "isAccessibleForFree": true}]'
    head = f'<script type="application/ld+json">{data}</script>'
    require_article(page(f"{BRIEF}<p>Subscribe to continue reading</p>", head=head))


@pytest.mark.parametrize("data", ["{", "[" * 100_000, '"x"', "null", ""], ids=["cut", "deep", "text", "null", "blank"])
def test_broken_markup_says_nothing(data: str) -> None:
    require_article(page(BRIEF, head=f'<script type="application/ld+json">{data}</script>'))


def test_a_page_for_browsers_that_run_scripts_is_no_article() -> None:
    body = "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"
    assert "scripts" in str(refusal(page(body)))


# What is no page


@pytest.mark.parametrize("body", ["", "<div id=root></div>", "<script>let a = 1</script>"])
def test_a_page_without_words_is_no_article(body: str) -> None:
    assert refusal(page(body)).is_permanent


def test_a_feed_is_no_article() -> None:
    assert "feed" in str(refusal(page("", content="<rss/>", content_type="application/rss+xml")))


def test_a_pdf_is_left_to_its_reader() -> None:
    require_article(page("", content="%PDF-1.7 ...", content_type="application/pdf"))


def test_a_web_page_that_is_said_to_be_a_pdf_is_refused() -> None:
    assert "PDF" in str(refusal(page(LONG, content_type="application/pdf")))


def test_plain_text_is_an_article_unless_it_is_blank() -> None:
    require_article(page("", content="Arden reopens its bridge\n\nWords.", content_type="text/plain"))
    assert refusal(page("", content=" \n", content_type="text/plain"))


def test_a_gone_article_is_told_from_the_server_to_the_verdict() -> None:
    with serving() as web:
        web.pages |= {"/news/arden-reopens-its-bridge": redirect("/"), "/": reply(ARTICLE)}
        fetched = web.fetcher().fetch(web.url("/news/arden-reopens-its-bridge"))
    assert isinstance(fetched, Fetched)
    assert "home page" in str(refusal(fetched))
