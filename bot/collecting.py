"""`quoth add`, `quoth remove`, `quoth feeds`: what comes in besides folders, and answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.harmless import harmless_line
from bot.options import Commands, Json, JsonLines, Live, find_settings
from bot.output import say, tell
from index.errors import UsageError

if TYPE_CHECKING:
    from index.collecting import Added, Collector

_ADDRESS = ("http://", "https://")

feeds = Commands(help="Follow RSS and Atom feeds, whose articles come by themselves.", no_args_is_help=True)

Later = Annotated[bool, typer.Option("--later", help="Do not reindex now; it answers after the next reindex.")]
Url = Annotated[str, typer.Argument(metavar="URL", hidden=True)]


def add(
    context: typer.Context,
    what: Annotated[list[str], typer.Argument(metavar="FILE|URL...", hidden=True)],
    later: Later = False,
    json: Json = False,
    progress: Live = "bar",
) -> None:
    """Take files and web pages into the collection.

    A FILE is any that a reindex reads, a ZIP archive too. What is added stays, whatever folders later reindexes read,
    until `quoth remove` takes it out.
    """
    from bot.app import make_collector
    from bot.collected import How, each_of, failures_of, finish

    settings = find_settings(context, may_be_new=True)
    collector = make_collector(settings)
    done, failed = each_of(what, lambda each: _add(collector, each))
    articles = [article for one in done for article in one.articles]
    finish(settings, articles, [*failed, *failures_of(done)], "added", How(later, json, live=progress == "json"))


def remove(
    context: typer.Context,
    what: Annotated[list[str], typer.Argument(metavar="ID|URL...", hidden=True)],
    later: Later = False,
    json: Json = False,
    progress: Live = "bar",
) -> None:
    """Take what was added out of the collection.

    It is named by the id that `quoth articles` shows, or by its URL.
    """
    from bot.app import make_collector
    from bot.collected import How, each_of, finish

    settings = find_settings(context)
    done, failed = each_of(what, make_collector(settings).remove)
    finish(settings, done, failed, "taken out", How(later, json, live=progress == "json"))


@feeds.command(name="add")
def add_feed(
    context: typer.Context, url: Url, later: Later = False, json: Json = False, progress: Live = "bar"
) -> None:
    """Follow the feed at URL, and take in what it names."""
    from bot.app import make_following
    from bot.collected import How, refreshed

    settings = find_settings(context, may_be_new=True)
    following = make_following(settings)
    feed = following.add(url)
    if not json:
        tell(f"Following {feed.title}.")
    refreshed(settings, following.refresh(), How(later, json, live=progress == "json"))


@feeds.command(name="remove")
def remove_feed(context: typer.Context, url: Url) -> None:
    """Follow the feed at URL no more; the articles that it brought stay."""
    from bot.app import make_following

    say(f"{harmless_line(make_following(find_settings(context)).remove(url).title)} is followed no more.")


@feeds.command(name="list")
def list_feeds(context: typer.Context, json: JsonLines = False) -> None:
    """List the feeds that are followed, and how they stand."""
    from bot.app import make_following
    from bot.collected import FeedRecord, feed_text

    found = make_following(find_settings(context)).feeds()
    if json:
        for feed in found:
            say(FeedRecord.model_validate(feed).model_dump_json())
    else:
        say("\n".join(map(feed_text, found)) or "No feed is followed; quoth feeds add URL follows one.")


def refresh(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also what is not due yet.")] = False,
    later: Later = False,
    json: Json = False,
    progress: Live = "bar",
) -> None:
    """Look whether feeds, pages and folders have something new.

    What is new is reindexed. `quoth serve` does so by itself, by the schedule of the configuration.
    """
    from bot.app import make_following
    from bot.collected import How, refreshed

    settings = find_settings(context)
    done = make_following(settings).refresh(everything=everything)
    refreshed(settings, done, How(later, json, live=progress == "json", always=True))


def _add(collector: Collector, what: str) -> Added:
    if what.startswith(_ADDRESS):
        return collector.add_url(what)
    path = Path(what)
    if path.is_dir():
        raise UsageError(f"{path} is a folder; read it with quoth reindex {path}.")
    return collector.add_file(path.name, path.read_bytes())
