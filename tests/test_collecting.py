"""Taking articles in: files, pages by their address, and feeds that are followed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from embedders import HashedWords
from local_web import Server, reply, serving, versioned

from index.collecting import Collector
from index.errors import ArticleError, CorpusError, FetchError, ReindexRunningError, UsageError
from index.indexer import Indexer
from index.lock import collecting_lock
from index.refreshing import Following, Refresh
from index.store import SnapshotStore
from index.types import ArticleSummary

NOW = datetime.now(UTC)
RAIN = "Rain in Arden\n\n“Nothing but rain,” said Anna Weber."


def page(title: str, words: str) -> str:
    """A web page with an article of some length."""
    body = "".join(f"<p>{words} Part {number} tells of the harbour.</p>" for number in range(12))
    head = f"<html lang='en'><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>"


def rss(*urls: str) -> str:
    """A feed that names these pages."""
    items = "".join(
        f"<item><title>x</title><link>{url}</link><pubDate>Thu, 09 Aug 2018 10:00:00 GMT</pubDate></item>"
        for url in urls
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Arden Courier</title>{items}</channel></rss>"


@pytest.fixture
def web() -> Iterator[Server]:
    """A server of the Arden Courier."""
    with serving() as server:
        server.pages["/bridge"] = reply(page("The bridge", "“The bridge is safe,” said Ines Torres."))
        server.pages["/ferry"] = reply(page("The ferry", "“The ferry sails,” said Jan Kruse."))
        server.pages["/feed"] = feed(server, "/bridge", "/ferry")
        yield server


def feed(web: Server, *paths: str):
    return reply(rss(*map(web.url, paths)), "application/rss+xml")


@pytest.fixture
def collector(web: Server, tmp_path: Path) -> Collector:
    return Collector(tmp_path, web.fetcher)


@pytest.fixture
def following(collector: Collector, tmp_path: Path) -> Following:
    return Following(tmp_path, collector)


def indexed(tmp_path: Path) -> list[ArticleSummary]:
    """What answers after a reindex without any folder."""
    folder = tmp_path / "empty"
    folder.mkdir(exist_ok=True)
    Indexer(SnapshotStore(tmp_path), model="none", embedder=HashedWords).reindex([folder])
    return SnapshotStore(tmp_path).open_current().catalog.articles()


# Files


def test_a_file_that_is_given_answers_after_the_next_reindex(collector: Collector, tmp_path: Path) -> None:
    added = collector.add_file("rain.txt", RAIN.encode())
    assert (added.source_id, added.articles, added.is_new) == ("added/rain.txt", ("added/rain.txt",), True)
    assert [(one.source_id, one.title) for one in indexed(tmp_path)] == [("added/rain.txt", "Rain in Arden")]


def test_a_file_of_the_same_name_takes_the_place_of_the_first(collector: Collector, tmp_path: Path) -> None:
    collector.add_file("rain.txt", RAIN.encode())
    assert not collector.add_file("rain.txt", RAIN.replace("rain", "snow").encode()).is_new
    assert len(indexed(tmp_path)) == 1


def test_an_archive_brings_all_its_articles_and_says_what_is_left_out(collector: Collector, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", RAIN)
        archive.writestr("b.txt", RAIN.replace("rain", "hail"))
        archive.writestr("c.exe", b"MZ")
    added = collector.add_file("news.zip", packed.getvalue())
    assert added.articles == ("news.zip/a.txt", "news.zip/b.txt")
    assert len(added.failed) == 1
    assert len(indexed(tmp_path)) == 2


@pytest.mark.parametrize(
    ("name", "content"), [("x.exe", b"MZ"), ("x.txt", b""), ("x.pdf", b"%PDF-broken"), ("x", b"words")]
)
def test_what_holds_no_article_is_refused_with_the_reason(name: str, content: bytes, collector: Collector) -> None:
    with pytest.raises(ArticleError, match=f"No article can be read in added/{name}: "):
        collector.add_file(name, content)
    assert len(collector.arrivals) == 0


@pytest.mark.parametrize("name", ["../../etc/rain.txt", "C:\\news\\rain.txt", "/abs/rain.txt"])
def test_of_a_file_s_name_only_the_last_part_counts(name: str, collector: Collector) -> None:
    assert collector.add_file(name, RAIN.encode()).source_id == "added/rain.txt"


# Pages


def test_a_page_comes_with_what_it_says_of_itself(web: Server, collector: Collector, tmp_path: Path) -> None:
    added = collector.add_url(web.url("/bridge"))
    assert added.source_id == web.url("/bridge")
    (article,) = indexed(tmp_path)
    assert (article.title, article.url, article.published_at) == ("The bridge", web.url("/bridge"), None)


def test_a_page_that_is_not_there_is_told(web: Server, collector: Collector) -> None:
    with pytest.raises(FetchError, match="404"):
        collector.add_url(web.url("/nothing"))


def test_what_was_added_is_removed_by_its_name_or_address(web: Server, collector: Collector, tmp_path: Path) -> None:
    collector.add_file("rain.txt", RAIN.encode())
    collector.add_url(web.url("/bridge"))
    collector.add_url(web.url("/ferry"))
    assert collector.remove("rain.txt") == "added/rain.txt"
    assert collector.remove(web.url("/bridge")) == web.url("/bridge")
    assert [one.title for one in indexed(tmp_path)] == ["The ferry"]


def test_what_was_never_added_cannot_be_removed(collector: Collector) -> None:
    with pytest.raises(UsageError, match="taken out of the folder"):
        collector.remove("seed.txt")


def test_without_any_article_left_a_reindex_keeps_the_old_index(collector: Collector, tmp_path: Path) -> None:
    collector.add_file("rain.txt", RAIN.encode())
    indexed(tmp_path)
    collector.remove("rain.txt")
    with pytest.raises(CorpusError, match="No article can be read"):
        indexed(tmp_path)


# Feeds


def test_a_feed_brings_its_pages_with_what_it_says_of_them(web: Server, following: Following, tmp_path: Path) -> None:
    assert following.add(web.url("/feed")).title == "Arden Courier"
    assert following.refresh().new == [web.url("/bridge"), web.url("/ferry")]
    articles = indexed(tmp_path)
    assert {one.title for one in articles} == {"The bridge", "The ferry"}
    assert {(one.published_at or "")[:10] for one in articles} == {"2018-08-09"}


def test_nothing_is_fetched_again_before_it_is_due(web: Server, following: Following) -> None:
    following.add(web.url("/feed"))
    following.refresh()
    before = len(web.asked)
    assert following.refresh().is_quiet
    assert len(web.asked) == before


def test_a_later_refresh_brings_only_what_is_new(web: Server, following: Following) -> None:
    web.pages["/feed"] = feed(web, "/bridge")
    following.add(web.url("/feed"))
    following.refresh()
    web.pages["/feed"] = feed(web, "/bridge", "/ferry")
    assert following.refresh(now=NOW + timedelta(hours=1)).new == [web.url("/ferry")]


def test_a_page_that_was_edited_is_fetched_again(web: Server, following: Following, tmp_path: Path) -> None:
    following.add(web.url("/feed"))
    following.refresh()
    web.pages["/ferry"] = reply(page("The ferry", "“The ferry stays in the harbour,” said Jan Kruse."))
    done = following.refresh(now=NOW + timedelta(days=1))
    assert (done.changed, done.unchanged) == ([web.url("/ferry")], 1)
    assert len(indexed(tmp_path)) == 2


def test_a_page_that_has_not_changed_is_asked_for_with_its_validators(web: Server, following: Following) -> None:
    web.pages["/bridge"] = versioned('"one"', "Thu, 09 Aug 2018 10:00:00 GMT")
    web.pages["/feed"] = feed(web, "/bridge")
    following.add(web.url("/feed"))
    following.refresh()
    assert following.refresh(now=NOW + timedelta(days=1)).unchanged == 1
    assert web.asked[-1].headers["If-None-Match"] == '"one"'


def test_a_page_that_is_gone_stays_in_the_collection(web: Server, following: Following, tmp_path: Path) -> None:
    following.add(web.url("/feed"))
    following.refresh()
    del web.pages["/ferry"]
    done = following.refresh(now=NOW + timedelta(days=1))
    assert [one.name for one in done.failed] == [web.url("/ferry")]
    assert len(indexed(tmp_path)) == 2


def test_a_page_that_cannot_be_had_blocks_no_other(web: Server, following: Following) -> None:
    web.pages["/feed"] = feed(web, "/nothing", "/ferry")
    following.add(web.url("/feed"))
    done = following.refresh()
    assert done.new == [web.url("/ferry")]
    assert [one.name for one in done.failed] == [web.url("/nothing")]


def test_a_page_that_is_gone_for_good_is_not_tried_again(web: Server, following: Following) -> None:
    web.pages["/feed"] = feed(web, "/nothing")
    following.add(web.url("/feed"))
    following.refresh()
    following.refresh(now=NOW + timedelta(days=3))
    assert web.paths().count("/nothing") == 1


def test_a_page_that_failed_for_now_is_tried_again_with_growing_pauses(web: Server, following: Following) -> None:
    web.pages["/late"] = reply("later", status=503)
    web.pages["/feed"] = feed(web, "/late")
    following.add(web.url("/feed"))
    for hours in range(24 * 20):
        following.refresh(now=NOW + timedelta(hours=hours))
    assert web.paths().count("/late") == 5


def _fail(web: Server, following: Following, times: int) -> list[Refresh]:
    """Follow a feed that fails every time, at the moments when it is due."""
    following.add(web.url("/feed"))
    web.pages["/feed"] = reply("out of order", status=500)
    return [following.refresh(now=NOW + timedelta(days=1 + 2 * number)) for number in range(times)]


def test_a_feed_that_fails_three_times_is_reported_once(web: Server, following: Following) -> None:
    reported = [[one.name for one in done.reported] for done in _fail(web, following, 6)]
    assert reported == [[], [], [web.url("/feed")], [], [], []]


def test_a_feed_that_fails_is_left_alone_for_longer_and_longer(web: Server, following: Following) -> None:
    following.add(web.url("/feed"))
    web.pages["/feed"] = reply("out of order", status=500)
    for minutes in range(0, 24 * 60, 5):
        following.refresh(now=NOW + timedelta(minutes=minutes))
    assert 5 <= web.paths().count("/feed") <= 8


def test_a_feed_that_works_again_is_reported_anew_when_it_fails_again(web: Server, following: Following) -> None:
    _fail(web, following, 3)
    web.pages["/feed"] = feed(web, "/bridge")
    following.refresh(now=NOW + timedelta(days=10))
    web.pages["/feed"] = reply("out of order", status=500)
    done = [following.refresh(now=NOW + timedelta(days=12 + 2 * number)) for number in range(3)]
    assert [len(one.reported) for one in done] == [0, 0, 1]


def test_a_failing_feed_blocks_no_other(web: Server, following: Following) -> None:
    web.pages["/other"] = feed(web, "/ferry")
    _fail(web, following, 1)
    following.add(web.url("/other"))
    assert following.refresh(now=NOW + timedelta(days=1)).new == [web.url("/ferry")]


def test_a_feed_is_followed_once(web: Server, following: Following) -> None:
    following.add(web.url("/feed"))
    with pytest.raises(UsageError, match="followed already"):
        following.add(web.url("/feed"))


def test_a_page_is_no_feed(web: Server, following: Following) -> None:
    with pytest.raises(CorpusError, match="feed"):
        following.add(web.url("/bridge"))
    assert following.feeds() == []


def test_a_feed_that_is_followed_no_more_leaves_its_articles(web: Server, following: Following, tmp_path: Path) -> None:
    following.add(web.url("/feed"))
    following.refresh()
    following.remove(web.url("/feed"))
    assert following.feeds() == []
    assert len(indexed(tmp_path)) == 2
    with pytest.raises(UsageError, match="No feed"):
        following.remove(web.url("/feed"))


def test_two_refreshes_at_once_are_refused(following: Following, tmp_path: Path) -> None:
    with collecting_lock(tmp_path), pytest.raises(ReindexRunningError, match="being looked at"):
        following.refresh()


def test_a_clock_that_was_ahead_keeps_nothing_from_being_looked_at(following: Following, web: Server) -> None:
    following.add(web.url("/feed"))
    for days in (3650, 3651):
        following.refresh(now=NOW + timedelta(days=days))
    web.pages["/bridge"] = reply(page("The bridge", "“The bridge is closed,” said Ines Torres."))
    web.pages["/rain"] = reply(page("Rain", "“Nothing but rain,” said Anna Weber."))
    web.pages["/feed"] = feed(web, "/bridge", "/ferry", "/rain")
    done = following.refresh(now=NOW + timedelta(hours=1))
    assert (done.new, done.changed, done.unchanged) == ([web.url("/rain")], [web.url("/bridge")], 1)
