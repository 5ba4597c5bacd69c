"""Fetching pages: what comes back, what is asked of servers, and how politely."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version
from ipaddress import ip_network

import pytest
from local_web import ARTICLE, HERE, Handler, Server, drip, redirect, reply, serving, versioned

from index.errors import FetchError
from index.fetching import Fetched, Fetcher, Limits, NotModified, Validators


@pytest.fixture
def web() -> Iterator[Server]:
    """A server with one article."""
    with serving() as server:
        server.pages["/bridge"] = reply()
        yield server


def fetched(web: Server, path: str, **limits: float) -> Fetched:
    page = web.fetcher(**limits).fetch(web.url(path))
    assert isinstance(page, Fetched)
    return page


def refusal(web: Server, path: str, **limits: float) -> FetchError:
    with pytest.raises(FetchError) as refused:
        web.fetcher(**limits).fetch(web.url(path))
    assert web.url(path) in str(refused.value)
    return refused.value


# What comes back


def test_a_page_comes_as_its_server_sent_it(web: Server) -> None:
    page = fetched(web, "/bridge")
    assert page.content == ARTICLE.encode()
    assert (page.content_type, page.charset) == ("text/html", "utf-8")
    assert abs(page.fetched_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_page_keeps_the_address_that_was_asked_and_that_of_its_last_redirect(web: Server) -> None:
    web.pages |= {"/old": redirect("/newer", 301), "/newer": redirect("/bridge#top")}
    page = fetched(web, "/old")
    assert (page.url, page.final_url) == (web.url("/old"), web.url("/bridge"))


def test_a_wrong_charset_is_handed_on_with_the_bytes_untouched(web: Server) -> None:
    words = "<p>Müller sagte: „Nein“.</p>".encode()
    web.pages["/wrong"] = reply(words, "text/html; charset=iso-8859-1")
    page = fetched(web, "/wrong")
    assert (page.content, page.charset) == (words, "iso-8859-1")


@pytest.mark.parametrize("pieces", [1, 3], ids=["one piece", "several pieces"])
def test_a_packed_page_is_unpacked(web: Server, pieces: int) -> None:
    size = len(ARTICLE) // pieces + 1
    parts = [ARTICLE[start : start + size].encode() for start in range(0, len(ARTICLE), size)]
    web.pages["/packed"] = reply(b"".join(map(gzip.compress, parts)), Content_Encoding="gzip")
    assert fetched(web, "/packed").content == ARTICLE.encode()


def test_a_pdf_without_a_type_is_known_by_its_first_bytes(web: Server) -> None:
    web.pages["/report"] = reply(b"%PDF-1.7 ...", "application/octet-stream")
    assert fetched(web, "/report").content_type == "application/pdf"


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4", "application/zip", "application/json"])
def test_what_holds_no_article_is_refused_unread(web: Server, content_type: str) -> None:
    web.pages["/other"] = drip(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n".encode(), b"x", 1)
    error = refusal(web, "/other", seconds=3)
    assert error.is_permanent
    assert content_type in str(error)


def test_bytes_of_no_type_that_say_nothing_are_refused(web: Server) -> None:
    web.pages["/other"] = reply(b"\x00\x01\x02", "application/octet-stream")
    assert "does not tell what it is" in str(refusal(web, "/other"))


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_page_that_is_not_to_be_had_is_refused_for_good(web: Server, status: int) -> None:
    web.pages["/gone"] = reply("no", status=status)
    error = refusal(web, "/gone")
    assert error.is_permanent
    assert str(status) in str(error)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_page_that_fails_for_now_is_refused_for_now(web: Server, status: int) -> None:
    web.pages["/busy"] = reply("no", status=status)
    assert not refusal(web, "/busy").is_permanent


# Asking again


def test_a_page_that_did_not_change_is_not_sent_again(web: Server) -> None:
    web.pages["/bridge"] = versioned('"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    first = fetched(web, "/bridge")
    again = web.fetcher().fetch(web.url("/bridge"), first.validators)
    assert isinstance(again, NotModified)
    assert again.validators == Validators('"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")


def test_a_page_that_changed_is_sent_again(web: Server) -> None:
    web.pages["/bridge"] = versioned('"v2"', "Tue, 03 Mar 2026 10:00:00 GMT")
    again = web.fetcher().fetch(web.url("/bridge"), Validators('"v1"', "Mon, 02 Mar 2026 10:00:00 GMT"))
    assert isinstance(again, Fetched)


def test_not_modified_is_no_answer_to_whoever_has_nothing(web: Server) -> None:
    web.pages["/bridge"] = reply("", status=304)
    assert not refusal(web, "/bridge").is_permanent


# Politeness


def test_the_robot_says_who_it_is_and_where_to_complain(web: Server) -> None:
    fetcher = Fetcher("https://arden.example/robot", Limits(ports={web.server_port}), networks=[ip_network(HERE)])
    fetcher.fetch(web.url("/bridge"))
    agents = {asked.headers["User-Agent"] for asked in web.asked}
    assert agents == {f"Quoth/{version('quoth')} (+https://arden.example/robot)"}


def test_what_robots_are_asked_not_to_read_is_not_read(web: Server) -> None:
    web.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /bridge", "text/plain")
    assert refusal(web, "/bridge").is_permanent
    assert web.paths() == ["/robots.txt"]


def test_rules_for_this_robot_go_before_those_for_all(web: Server) -> None:
    web.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /\n\nUser-agent: quoth\nAllow: /", "text/plain")
    assert fetched(web, "/bridge")


def test_a_redirect_into_what_is_forbidden_is_not_followed(web: Server) -> None:
    web.pages |= {"/robots.txt": reply("User-agent: *\nDisallow: /bridge"), "/short": redirect("/bridge")}
    with pytest.raises(FetchError, match=r"robots\.txt"):
        web.fetcher().fetch(web.url("/short"))
    assert "/bridge" not in web.paths()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_robots_rules_that_are_not_there_allow_everything(web: Server, status: int) -> None:
    web.pages["/robots.txt"] = reply("no", status=status)
    assert fetched(web, "/bridge")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_robots_rules_that_cannot_be_read_allow_nothing_for_now(web: Server, status: int) -> None:
    web.pages["/robots.txt"] = reply("no", status=status)
    assert not refusal(web, "/bridge").is_permanent
    assert "/bridge" not in web.paths()


def test_robots_rules_elsewhere_are_found(web: Server) -> None:
    web.pages |= {"/robots.txt": redirect("/rules"), "/rules": reply("User-agent: *\nDisallow: /")}
    assert refusal(web, "/bridge").is_permanent


def test_robots_rules_that_are_never_found_allow_everything(web: Server) -> None:
    web.pages["/robots.txt"] = redirect("/robots.txt")
    assert fetched(web, "/bridge")
    assert web.paths().count("/robots.txt") == 6


def test_only_the_beginning_of_endless_robots_rules_is_read(web: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /bridge\n"
    web.pages["/robots.txt"] = drip(head, b"# no more\n" * 10_000, 0)
    assert refusal(web, "/bridge").is_permanent


def test_robots_rules_are_read_once_by_several_threads(web: Server) -> None:
    fetcher = web.fetcher()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(fetcher.fetch, [web.url("/bridge")] * 16))
    assert web.paths().count("/robots.txt") == 1
    assert web.paths().count("/bridge") == 16


def test_threads_keep_to_one_pace_for_a_host(web: Server) -> None:
    times: list[float] = []
    web.pages["/bridge"] = lambda handler: (times.append(time.monotonic()), reply()(handler))[0]
    fetcher = web.fetcher(delay=0.2)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(fetcher.fetch, [web.url("/bridge")] * 4))
    assert times[-1] - times[0] > 0.5


def test_waiting_for_ones_turn_takes_nothing_from_the_time_for_a_page(web: Server) -> None:
    fetcher = web.fetcher(delay=0.7, seconds=0.5)
    assert [fetcher.fetch(web.url("/bridge")).url for _ in range(2)] == [web.url("/bridge")] * 2


def test_a_redirect_within_a_host_does_not_wait_for_another_turn(web: Server) -> None:
    web.pages["/old"] = redirect("/bridge")
    began = time.monotonic()
    fetched(web, "/old", delay=5.0)
    assert time.monotonic() - began < 3


def test_the_delay_that_a_site_wants_is_kept(web: Server) -> None:
    web.pages["/robots.txt"] = reply("User-agent: *\nCrawl-delay: 300", "text/plain")
    fetcher = web.fetcher()
    fetcher.fetch(web.url("/bridge"))
    with pytest.raises(FetchError, match="left alone") as refused:
        fetcher.fetch(web.url("/bridge"))
    assert not refused.value.is_permanent
    assert 290 < (refused.value.retry_after or 0) <= 300


@pytest.mark.parametrize("is_date", [False, True], ids=["seconds", "date"])
def test_a_server_that_wants_to_be_left_alone_is_left_alone(web: Server, is_date: bool) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True) if is_date else "120"
    web.pages["/busy"] = reply("no", status=429, Retry_After=until)
    fetcher = web.fetcher()
    for path in ("/busy", "/bridge"):
        with pytest.raises(FetchError) as refused:
            fetcher.fetch(web.url(path))
        assert 100 < (refused.value.retry_after or 0) <= 120
    assert "/bridge" not in web.paths()


def test_a_retry_after_that_means_nothing_is_ignored(web: Server) -> None:
    web.pages["/busy"] = reply("no", status=503, Retry_After="soon")
    assert refusal(web, "/busy").retry_after is None


def test_cookies_of_one_fetch_are_not_shown_in_the_next(web: Server) -> None:
    web.pages["/set"] = reply(Set_Cookie="who=me")
    fetcher = web.fetcher()
    fetcher.fetch(web.url("/set"))
    fetcher.fetch(web.url("/bridge"))
    assert all("Cookie" not in asked.headers for asked in web.asked)


def test_a_handler_sees_the_name_that_was_asked_for(web: Server) -> None:
    hosts: list[str] = []

    def page(handler: Handler) -> None:
        hosts.append(handler.headers["Host"])
        reply()(handler)

    web.pages["/bridge"] = page
    web.fetcher(lambda _host: [HERE]).fetch(web.url("/bridge", "arden.example"))
    assert hosts == [f"arden.example:{web.server_port}"]
