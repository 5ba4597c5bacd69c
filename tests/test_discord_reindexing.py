"""`/reindex`: for moderators, in a child process, with progress, while the old index answers."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from discord_stage import WORDS, OneArticle, Stage, connected, staged, until
from local_discord import LocalDiscord, Message
from plain_words import assert_contained, assert_inert

from bot.discord_bot.pace import Pace
from bot.discord_bot.reindexer import Reindexer, ReindexFailedError
from bot.discord_bot.reports import report_text
from bot.previews import preview_record
from bot.records import ReportRecord, as_json, report_record
from bot.state.servers import ServerSettings
from index.errors import NoIndexError
from index.preview import LostCitation, Preview, QuoteChange
from index.types import Failure, Progress, Report

REPORT = Report(("b.txt",), (), ("a.txt",), 3, (), 12, 4, 5, "s2", 1.5)
PRINTED = as_json(report_record(REPORT, dry_run=False))
_CHILD = """
import json, sys, time
for done in range({steps}):
    print(json.dumps({{"phase": "embedding", "done": done, "total": {steps}}}), file=sys.stderr, flush=True)
    time.sleep({pause})
{end}
"""
_END = f"print({PRINTED!r})"


def child(steps: int = 3, pause: float = 0.1, end: str = _END) -> Reindexer:
    """A reindexer whose child takes `steps` × `pause` seconds and then does `end`."""
    return Reindexer([sys.executable, "-c", _CHILD.format(steps=steps, pause=pause, end=end)], dict(os.environ))


def edits(stage: Any) -> list[float]:
    """When the progress was edited."""
    return [each.at for each in stage.discord.requests if each.method == "PATCH" and "@original" in each.path]


async def test_a_moderator_sees_live_progress_and_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_bot.limits.PROGRESS_SECONDS", 0.1)
    async with staged(tmp_path, reindexer=child(8, 0.2)) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        assert started.original is not None
        await until(lambda: "Reindexed" in started.original.text, 8.0)
        shown = started.original.shown
    assert started.original.ephemeral
    assert any("Embedding the passages, " in text and "█" in text for text in shown)
    assert shown[-1].startswith("**Reindexed** in 1.5 s: 1 added, 0 changed, 1 removed, 3 unchanged.")


async def test_progress_is_not_edited_again_before_its_pause_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.limits.PROGRESS_SECONDS", 600.0)
    async with staged(tmp_path, reindexer=child(8)) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        assert started.original is not None
        await until(lambda: "Reindexed" in started.original.text)
        assert len(edits(stage)) == 2


async def test_questions_are_answered_from_the_old_index_meanwhile(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(20, 0.1)) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question="And now?")
        assert WORDS in (await asked.wait_final(timeout=1.0)).text
        assert started.original is not None
        assert "Reindexed" not in started.original.text


async def test_the_command_is_hidden_from_everybody_but_moderators_and_from_direct_messages(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        (command,) = (each for each in stage.discord.commands if each["name"] == "reindex")
    assert command["default_member_permissions"] == str(1 << 5)
    assert command["contexts"] == [0]


async def test_somebody_who_sees_the_command_all_the_same_is_refused(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child()) as stage:
        for command in stage.discord.commands:
            command["default_member_permissions"] = None  # as a server's own settings for the command can have it
        asked = await stage.discord.slash(stage.reader, stage.channel, "reindex run")
        told = await asked.wait_final()
    assert told.ephemeral
    assert told.text == "Only moderators of this server can reindex."


async def test_a_second_reindex_is_refused_politely(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(20)) as stage:
        first = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await first.wait_final()
        second = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        told = await second.wait_final()
    assert told.text.startswith("A reindex is running already")


async def test_a_reindex_of_the_command_line_is_named_as_the_reason(tmp_path: Path) -> None:
    end = "sys.exit('Somebody else is reindexing this collection; try again when it is done.')"
    async with staged(tmp_path, reindexer=child(1, 0.0, end)) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        assert started.original is not None
        await until(lambda: "Somebody else is reindexing" in started.original.text)


async def test_a_crash_of_the_child_is_told_without_its_traceback(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(1, 0.0, f"open({str(tmp_path / 'nothing')!r})")) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        assert started.original is not None
        await until(lambda: "reference" in started.original.text)
    assert "Traceback" not in started.original.text
    assert str(tmp_path) not in started.original.text


async def test_a_reindex_that_outlives_the_token_ends_with_a_message_to_the_channel(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(25)) as stage:
        stage.client.watcher.token_seconds = 0.3
        await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        told = await stage.discord.wait_for_message(stage.channel)
    assert len(edits(stage)) == 1
    assert told.text.startswith("**Reindexed**")
    assert not told.pinged


async def test_where_the_channel_is_closed_the_late_report_goes_to_the_moderator(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(10)) as stage:
        stage.client.watcher.token_seconds = 0.3
        channel = stage.discord.add_channel("silent", deny=["send_messages"])
        await stage.discord.slash(stage.moderator, channel, "reindex run")
        told = await stage.discord.wait_for_message(stage.discord.dm(stage.moderator))
    assert told.text.startswith("**Reindexed**")


def long_report(**names: int) -> str:
    """The end of a child whose report has this many names of a kind."""
    kinds = {kind: tuple(f"article {number}.txt" for number in range(count)) for kind, count in names.items()}
    return f"print({as_json(report_record(replace(REPORT, **kinds), dry_run=False))!r})"


async def test_the_file_of_a_late_report_is_whole_at_the_second_attempt(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(10, 0.1, long_report(added=500))) as stage:
        stage.client.watcher.token_seconds = 0.3
        channel = stage.discord.add_channel("silent", deny=["send_messages"])
        await stage.discord.slash(stage.moderator, channel, "reindex run")
        told = await stage.discord.wait_for_message(stage.discord.dm(stage.moderator))
    assert "article 499.txt" in told.attachments[0].data.decode()


async def test_the_late_report_for_a_channel_that_is_gone_goes_to_the_moderator(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(10)) as stage:
        stage.client.watcher.token_seconds = 0.3
        stage.discord.fail("/channels/*/messages", method="POST", status=404)
        await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        told = await stage.discord.wait_for_message(stage.discord.dm(stage.moderator))
    assert told.text.startswith("**Reindexed**")


async def test_the_late_report_goes_without_its_file_where_no_file_may_go(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(10, 0.1, long_report(added=500))) as stage:
        stage.client.watcher.token_seconds = 0.3
        channel = stage.discord.add_channel("no files", deny=["attach_files"])
        stage.discord.fail("/users/@me/channels", status=403)
        await stage.discord.slash(stage.moderator, channel, "reindex run")
        told = await stage.discord.wait_for_message(channel)
    assert told.text.startswith("**Reindexed**")


async def test_a_report_that_cannot_be_delivered_is_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with staged(tmp_path, reindexer=child(10)) as stage:
        stage.client.watcher.token_seconds = 0.3
        stage.discord.fail("/channels/*/messages", method="POST", status=404, times=9)
        await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await until(lambda: "could not deliver the report of a reindex: **Reindexed** in 1.5 s" in caplog.text)


async def test_a_report_whose_message_was_dismissed_goes_to_the_channel(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(3)) as stage:
        stage.discord.fail("/webhooks/*", method="PATCH", status=404, times=9)
        await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        told = await stage.discord.wait_for_message(stage.channel)
    assert told.text.startswith("**Reindexed**")


async def test_a_long_report_is_read_and_written_in_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def noted(act: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *each, **named: threads.append(threading.current_thread().name) or act(*each, **named)

    monkeypatch.setattr("bot.discord_bot.reindexing.report_text", noted(report_text))
    monkeypatch.setattr(ReportRecord, "model_validate_json", noted(ReportRecord.model_validate_json))
    async with staged(tmp_path, reindexer=child(1)) as stage:
        stage.client.watcher.token_seconds = 0.0
        await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await stage.discord.wait_for_message(stage.channel)
    assert len(threads) == 3
    assert "MainThread" not in threads


@pytest.mark.parametrize("end", [_END, "sys.exit('The disk is full.')"], ids=["done", "failed"])
async def test_of_an_old_index_is_spoken_only_where_there_is_one(tmp_path: Path, end: str) -> None:
    reindexer = child(3, 0.1, end)
    async with staged(tmp_path, OneArticle(snapshot="s1"), reindexer=reindexer) as stage:
        for snapshot in ("s1", None):
            stage.answers.snapshot = snapshot
            started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
            await started.wait_final()
            await until(lambda: not reindexer.is_running)
            message = started.original
            assert message is not None
            await until(lambda: "…" not in message.text)  # noqa: B023 - waited for within the loop
            assert ("old index" in " ".join(message.shown)) is (snapshot is not None)


async def test_a_report_that_fits_no_message_comes_as_a_file(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(1, 0.0, long_report(added=500))) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        assert started.original is not None
        await until(lambda: started.original.attachments)
    assert "and 490 more" in started.original.text
    assert "article 499.txt" in started.original.attachments[0].data.decode()


async def test_the_child_is_ended_when_the_bot_stops_and_the_moderator_is_told(tmp_path: Path) -> None:
    reindexer = child(100)
    async with staged(tmp_path, reindexer=reindexer) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        await stage.client.finish()
    assert started.original is not None
    assert "goes on when I am back" in started.original.text
    assert not reindexer.is_running


async def test_no_question_is_taken_while_the_child_is_being_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord_bot.reindexer._GRACE_SECONDS", 1.0)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    script = deaf + _CHILD.format(steps=600, pause=0.1, end="")
    reindexer = Reindexer([sys.executable, "-c", script], dict(os.environ))
    async with staged(tmp_path, reindexer=reindexer) as stage:
        job = reindexer.start()
        await until(lambda: reindexer.progress is not None)
        stopping = asyncio.create_task(stage.client.finish())
        await asyncio.sleep(0.1)
        assert not job.done()
        late = await stage.discord.slash(stage.reader, stage.channel, "ask", question="And I?")
        (told,) = await late.wait_messages(1)
        await stopping
    assert "restarted" in told.text


async def test_a_killed_child_is_gone() -> None:
    reindexer = child(600)
    job = reindexer.start()
    await until(lambda: reindexer.progress is not None)
    reindexer.kill()
    with pytest.raises(ReindexFailedError):
        await job


async def test_the_first_index_is_built_at_the_start_and_those_who_ask_meanwhile_are_told(tmp_path: Path) -> None:
    def no_index(_: str) -> None:
        raise NoIndexError("There is no index.")

    reindexer = child(80)
    async with staged(tmp_path, OneArticle(snapshot=None, before=no_index), reindexer=reindexer) as stage:
        await until(lambda: reindexer.is_running)
        asked = await stage.discord.slash(stage.reader, stage.channel, "ask", question="And?")
        (told,) = await asked.wait_messages(1)
    assert told.ephemeral
    assert told.text.startswith("I am reading the articles for the first time")


async def test_a_first_index_under_way_is_ended_when_the_bot_stops(tmp_path: Path) -> None:
    mark = tmp_path / "survived"
    reindexer = child(10, 0.1, f"open({str(mark)!r}, 'w').close()")
    async with staged(tmp_path, OneArticle(snapshot=None), reindexer=reindexer):
        await until(lambda: reindexer.progress is not None)
    await asyncio.sleep(1.5)
    assert not mark.exists()


async def test_the_report_of_the_child_is_the_report_of_the_job() -> None:
    assert await child(1, 0.0).start() == report_record(REPORT, dry_run=False)


async def test_a_child_without_a_report_failed() -> None:
    with pytest.raises(ReindexFailedError):
        await child(1, 0.0, "print('done')").start()


async def test_a_child_that_ends_at_no_request_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_bot.reindexer._GRACE_SECONDS", 0.2)
    end = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)"
    reindexer = child(1, 0.0, end)
    job = reindexer.start()
    await asyncio.sleep(0.5)
    await asyncio.wait_for(reindexer.stop(), 3.0)
    assert job.cancelled()


def test_a_report_names_what_was_left_out_and_why() -> None:
    failed = Report((), (), (), 0, (Failure("a_b.pdf", "it is encrypted"),), 1, 1, 1, "s2", 1.0)
    assert "Left out: 1\n- a\\_b.pdf: it is encrypted" in report_text(report_record(failed, dry_run=False))


def test_the_report_names_the_corrections_that_no_longer_apply() -> None:
    lost = replace(REPORT, lost=(Failure("correction 3 (hide r)", "its words are gone"),))
    told = report_text(report_record(lost, dry_run=False))
    assert told.endswith("Corrections that no longer apply: 1\n- correction 3 (hide r): its words are gone")


async def test_hostile_names_are_plain_words_in_the_report_and_in_the_log(tmp_path: Path) -> None:
    name = (
        "# <@42> @everyone **x** ||y|| [z](https://z.example) `u` <t:1:R> \u202e \u2069\u2067 ~~v~~ https://w.example"
    )
    lost = (Failure(name, name),)
    report = replace(REPORT, added=(name,), changed=(name,), removed=(name,), failed=lost, lost=lost)
    reindexer = child(1, 0.0, f"print({as_json(report_record(report, dry_run=False))!r})")
    async with staged(tmp_path, reindexer=reindexer) as stage:
        log = stage.discord.add_channel("log")
        stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=log.id))
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        logged = await stage.discord.wait_for_message(log)
        told = await started.wait_final()
    who, _, entry = logged.text.partition("\n")
    assert who == f"{stage.moderator.mention} (mod, {stage.moderator.id})"
    for text in (told.text, entry):
        assert text.count("everyone") == 7
        assert_inert(text)
        assert_contained(text)
    assert not any(message.pinged or message.unfurled for message in (told, logged))


@pytest.mark.parametrize(
    ("end", "outcome"),
    [(_END, "**Reindexed** in 1.5 s: 1 added"), ("sys.exit(1)", "The reindex failed.")],
    ids=["done", "failed"],
)
async def test_a_reindex_goes_to_the_servers_log_with_its_outcome(tmp_path: Path, end: str, outcome: str) -> None:
    async with staged(tmp_path, reindexer=child(end=end)) as stage:
        log = stage.discord.add_channel("log")
        stage.client.servers.change(stage.discord.guild.id, ServerSettings(log_channel=log.id))
        await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        logged = await stage.discord.wait_for_message(log)
    start = f"{stage.moderator.mention} (mod, {stage.moderator.id})\n**Reindex** with `/reindex run`:\n{outcome}"
    assert logged.text.startswith(start)


PREVIEW = Preview(
    Report(("b.txt",), (), ("a.txt",), 3, (), 12, 4, 0, "s2", 0.5),
    "0123456789abcdef",
    gained=(QuoteChange("b.txt", "We *won*", None, "Vera Adler"),),
    lost=(QuoteChange("a.txt", "Nothing but rain", "Anna Weber", None),),
    citations=(LostCitation("0f1e2d3c4b5a6978-120-164-5a7c01e9", "a.txt", "removed"),),
)
_BOTH = """
import sys, time
if "--dry-run" in sys.argv:
    print({preview!r})
elif sys.argv[1:4] == ["reindex", "--expect", "0123456789abcdef"]:
    print({printed!r})
else:
    time.sleep(60)
"""


def previewing(preview: Preview = PREVIEW) -> Reindexer:
    """A reindexer whose dry run finds this, and whose run takes a minute unless it expects what the dry run found."""
    script = _BOTH.format(preview=as_json(preview_record(preview, 2)), printed=PRINTED)
    return Reindexer([sys.executable, "-c", script], dict(os.environ))


async def _previewed(stage: Stage, preview: str = "Preview") -> Message:
    asked = await stage.discord.slash(stage.moderator, stage.channel, "reindex preview")
    await asked.wait_final()
    assert asked.original is not None
    await until(lambda: preview in asked.original.text)
    return asked.original


async def test_a_preview_tells_what_would_change(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=previewing()) as stage:
        shown = await _previewed(stage)
    assert shown.ephemeral
    assert shown.text.split("\n") == [
        "**Preview**, nothing is done yet: 1 added, 0 changed, 1 removed, 3 unchanged.",
        "Quotations: 1 more, 1 less, 0 with another speaker.",
        "1 reference given out would not show the words any more, in 2 answers.",
        "Added: b.txt",
        "Removed: a.txt",
        "Quotations gained: 1",
        "- “We \\*won\\*” — Vera Adler",
        "Quotations lost: 1",
        "- “Nothing but rain” — Anna Weber",
    ]
    assert [button.label for button in shown.buttons] == ["Apply", "Cancel"]


async def test_applying_a_preview_does_what_it_showed(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=previewing()) as stage:
        shown = await _previewed(stage)
        await stage.discord.click(stage.moderator, shown, "Apply")
        await until(lambda: "**Reindexed** in 1.5 s" in shown.text)
    assert not shown.buttons


async def test_a_preview_can_be_let_be(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=previewing()) as stage:
        shown = await _previewed(stage)
        await stage.discord.click(stage.moderator, shown, "Cancel")
        await until(lambda: shown.text == "Nothing was done.")
        assert not stage.client.reindexer.is_running
    assert not shown.buttons


async def test_a_preview_without_changes_offers_nothing(tmp_path: Path) -> None:
    nothing = Preview(Report((), (), (), 4, (), 12, 4, 0, "s2", 0.5), "0123456789abcdef")
    async with staged(tmp_path, reindexer=previewing(nothing)) as stage:
        assert not (await _previewed(stage)).buttons


async def test_a_preview_is_applied_after_a_restart(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        channel, moderator = discord.add_channel("news"), discord.add_member("mod", permissions=["manage_guild"])
        with discord.redirected():
            async with connected(discord, tmp_path, OneArticle(), previewing()):
                asked = await discord.slash(moderator, channel, "reindex preview")
                await asked.wait_final()
                shown = asked.original
                assert shown is not None
                await until(lambda: "Preview" in shown.text)
            async with connected(discord, tmp_path, OneArticle(), previewing()):
                await discord.click(moderator, shown, "Apply")
                await until(lambda: "**Reindexed**" in shown.text)


async def test_a_running_reindex_is_cancelled_and_everything_stays(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(100)) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        cancelled = await stage.discord.slash(stage.moderator, stage.channel, "reindex cancel")
        told = await cancelled.wait_final()
        assert told.text == "Cancelled: everything is as it was before."
        assert started.original is not None
        await until(lambda: "Cancelled" in started.original.text)
        assert not started.original.buttons
        assert not stage.client.reindexer.is_running


async def test_the_button_below_the_progress_cancels(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(100)) as stage:
        started = await stage.discord.slash(stage.moderator, stage.channel, "reindex run")
        await started.wait_final()
        assert started.original is not None
        await until(lambda: started.original.buttons)
        await stage.discord.click(stage.moderator, started.original, "Cancel")
        await until(lambda: not stage.client.reindexer.is_running)


async def test_the_status_tells_how_far_a_reindex_is(tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child(100)) as stage:
        stage.client.reindexer.start()
        await until(lambda: stage.client.reindexer.progress)
        asked = await stage.discord.slash(stage.moderator, stage.channel, "reindex status")
        told = await asked.wait_final()
    assert told.text.startswith("Embedding the passages, ")
    assert " of 100)" in told.text


@pytest.mark.parametrize("command", ["status", "cancel"])
async def test_where_nothing_is_reindexed_that_is_said(command: str, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        asked = await stage.discord.slash(stage.moderator, stage.channel, f"reindex {command}")
        assert (await asked.wait_final()).text.startswith("No reindex is running.")


@pytest.mark.parametrize("command", ["run", "preview", "status", "cancel"])
async def test_only_moderators_reindex(command: str, tmp_path: Path) -> None:
    async with staged(tmp_path, reindexer=child()) as stage:
        for each in stage.discord.commands:
            each["default_member_permissions"] = None
        asked = await stage.discord.slash(stage.reader, stage.channel, f"reindex {command}")
        assert (await asked.wait_final()).text.startswith("Only moderators")
        assert not stage.client.reindexer.is_running


async def test_a_reindex_that_a_restart_cuts_off_goes_on_and_is_told(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        channel, moderator = discord.add_channel("news"), discord.add_member("mod", permissions=["manage_guild"])
        with discord.redirected():
            async with connected(discord, tmp_path, OneArticle(), child(100)):
                started = await discord.slash(moderator, channel, "reindex run")
                await started.wait_final()
            async with connected(discord, tmp_path, OneArticle(), child(1)):
                told = await discord.wait_for_message(channel)
            assert told.text.startswith("**Reindexed** in 1.5 s: 1 added")
            assert "A restart of mine had cut this reindex off." in told.text
            async with connected(discord, tmp_path, OneArticle(), child(1)) as (client, _):
                await asyncio.sleep(0.3)
                assert client.reindexer.progress is None


async def test_a_cancelled_reindex_does_not_come_back_after_a_restart(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        channel, moderator = discord.add_channel("news"), discord.add_member("mod", permissions=["manage_guild"])
        with discord.redirected():
            async with connected(discord, tmp_path, OneArticle(), child(100)):
                await (await discord.slash(moderator, channel, "reindex run")).wait_final()
                await (await discord.slash(moderator, channel, "reindex cancel")).wait_final()
            async with connected(discord, tmp_path, OneArticle(), child(100)) as (client, _):
                await asyncio.sleep(0.3)
                assert not client.reindexer.is_running


def test_the_pace_of_a_phase_tells_what_is_left() -> None:
    moments = iter([0.0, 1.0, 10.0])
    pace = Pace(lambda: next(moments))
    told = []
    for done in (0, 100, 1000):
        progress = Progress("embedding", done, 4000)
        pace.note(progress)
        told.append(pace.described(progress))
    assert told == ["", "", "100 a second, about 30 s left"]


def test_each_phase_has_a_pace_of_its_own() -> None:
    moments = iter([0.0, 10.0, 20.0, 30.0])
    pace = Pace(lambda: next(moments))
    for phase, done in (("reading", 0), ("reading", 1000), ("embedding", 500), ("embedding", 510)):
        pace.note(Progress(phase, done, 8160))
    assert pace.described(Progress("embedding", 510, 8160)) == "1.0 a second, about 2.1 h left"
