"""The bot's state, in SQLite and in PostgreSQL: settings, questions and ratings are kept, found and forgotten."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.state.asked import Asked, now
from bot.state.corrections import TAKEN_OVER
from bot.state.database import HEAD, StateError, migrations, open_database
from bot.state.ratings import Rating, Remark
from bot.state.servers import ServerSettings
from bot.state.state import Kept, State
from bot.state.tables import Table
from index.errors import DamagedIndexError
from index.following import Exchange
from index.trail import FILE

ASKED = Asked(
    message_id=2**62,
    channel_id=20,
    guild_id=30,
    asker_id=40,
    question="What did Torres say about the ferry?",
    exchanges=(Exchange("Who is Torres?"), Exchange("What did Torres say about the ferry?", ("Ana Torres",), "It’s ⛴")),
    answered=True,
    refusal=None,
    confidence=0.9,
    seconds=0.01,
    snapshot="s1",
    refs=("a-1-2-b",),
)
FIRST, SECOND = (
    f'{{"id":{number},"at":"2026-01-02T03:04:05Z","by":"mod (1)","before":null,"after":null,'
    '"action":{"name":"Rosa Lee","into":"B","article":null,"kind":"merge"}}\n'
    for number in (1, 2)
)
RATING = Rating(2**62, 41, 30, False, "s1", ("a-1-2-b",), fault="wrong speaker", comment="It was “Lee” 🙃")


@pytest.fixture
def state(url: str, tmp_path: Path) -> Iterator[State]:
    opened = State(url, tmp_path)
    yield opened
    opened.close()


def test_what_was_asked_is_found_by_the_message_that_answers_it(state: State) -> None:
    state.questions.add(ASKED)
    assert state.questions.find(ASKED.message_id) == ASKED
    assert state.questions.find(1) is None


def test_what_was_asked_is_found_by_its_shared_copy_while_there_is_one(state: State) -> None:
    state.questions.add(ASKED)
    state.questions.set_copy(ASKED.message_id, 2**62 + 1)
    assert state.questions.find(2**62 + 1) == replace(ASKED, copy_id=2**62 + 1)
    state.questions.set_copy(ASKED.message_id, None)
    assert state.questions.find(2**62 + 1) is None


def test_the_last_question_of_a_channel_is_found(state: State) -> None:
    for message_id, at in ((1, now()), (3, now() - timedelta(hours=1)), (2, now() - timedelta(hours=2))):
        state.questions.add(replace(ASKED, message_id=message_id, at=at))
    last = state.questions.last_in(ASKED.channel_id)
    assert last is not None
    assert last.message_id == 1
    assert state.questions.last_in(21) is None


def test_a_servers_questions_are_its_own_and_in_order(state: State) -> None:
    old, new = replace(ASKED, at=now() - timedelta(days=2)), replace(ASKED, message_id=2)
    for one in (new, old, replace(ASKED, message_id=3, guild_id=31), replace(ASKED, message_id=4, guild_id=None)):
        state.questions.add(one)
    assert [one.message_id for one in state.questions.since(30, now() - timedelta(days=3))] == [ASKED.message_id, 2]
    assert [one.message_id for one in state.questions.since(30, now() - timedelta(days=1))] == [2]


def test_questions_older_than_their_days_are_forgotten(state: State) -> None:
    state.questions.add(replace(ASKED, at=now() - timedelta(days=8)))
    state.questions.add(replace(ASKED, message_id=2, at=now() - timedelta(days=6)))
    assert state.questions.prune(days=7) == 1
    assert state.questions.find(ASKED.message_id) is None
    assert state.questions.find(2) is not None


def test_a_person_has_one_rating_of_an_answer_the_last_one(state: State) -> None:
    state.ratings.rate(replace(RATING, is_good=True, fault=None, comment=None))
    state.ratings.rate(RATING)
    assert state.ratings.since(30, now() - timedelta(days=1)) == [RATING]


def test_a_persons_ratings_that_come_at_once_are_one_and_no_fault_is_lost(state: State) -> None:
    ratings = [RATING, *[replace(RATING, fault=None, comment=None)] * 7]
    threads = [threading.Thread(target=state.ratings.rate, args=(each,)) for each in ratings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert state.ratings.since(30, now() - timedelta(days=1)) == [RATING]


def test_remarks_are_told_newest_first_with_their_questions_and_without_who_wrote_them(state: State) -> None:
    state.questions.add(ASKED)
    state.ratings.rate(RATING)
    state.ratings.rate(replace(RATING, message_id=2, fault=None, comment="Why?", at=now() + timedelta(hours=1)))
    for silent in (replace(RATING, message_id=3, comment=None), replace(RATING, message_id=4, guild_id=31)):
        state.ratings.rate(silent)
    told = [Remark(None, "Why?", None), Remark("wrong speaker", "It was “Lee” 🙃", ASKED.question)]
    assert state.ratings.remarks(30, now() - timedelta(days=1), 5) == told
    assert state.ratings.remarks(30, now() - timedelta(days=1), 1) == told[:1]


def test_all_that_is_kept_of_a_person_is_forgotten_and_nothing_of_others(state: State) -> None:
    state.questions.add(ASKED)
    state.questions.add(replace(ASKED, message_id=2, asker_id=41))
    state.ratings.rate(RATING)
    state.ratings.rate(replace(RATING, user_id=40))
    forgotten = state.forget(40)
    assert (forgotten.questions, forgotten.ratings) == (1, 1)
    assert state.questions.find(ASKED.message_id) is None
    assert state.questions.find(2) is not None
    assert [one.user_id for one in state.ratings.since(30, now() - timedelta(days=1))] == [41]


def test_what_became_of_a_servers_questions_is_told_without_who_asked(state: State) -> None:
    refused = replace(ASKED, message_id=2, answered=False, refusal="not_covered", at=now() - timedelta(hours=1))
    for one in (ASKED, refused, replace(ASKED, message_id=3, guild_id=31)):
        state.questions.add(one)
    found = state.questions.outcomes(30, now() - timedelta(days=1))
    assert [(one.answered, one.refusal) for one in found] == [(False, "not_covered"), (True, None)]
    assert not state.questions.outcomes(30, now() + timedelta(days=1))


def test_unanswered_questions_are_those_that_no_article_answers_the_newest_first(state: State) -> None:
    refused = replace(ASKED, answered=False, refusal="not_covered")
    for number, one in enumerate(
        (
            refused,
            replace(refused, refusal=None, question="Why?", at=now() + timedelta(hours=1)),
            replace(refused, refusal="ambiguous"),
            replace(refused, guild_id=31),
            ASKED,
        )
    ):
        state.questions.add(replace(one, message_id=number + 1))
    assert [one.question for one in state.questions.unanswered(30, 10)] == ["Why?", ASKED.question]
    assert [one.question for one in state.questions.unanswered(30, 1)] == ["Why?"]


def test_a_forgotten_question_is_forgotten_in_conversations_of_others_too(state: State) -> None:
    mine, theirs = Exchange("What of the lighthouse?"), Exchange("And when?")
    state.questions.add(replace(ASKED, exchanges=(mine,)))
    state.questions.add(replace(ASKED, message_id=2, asker_id=41, exchanges=(mine, theirs)))
    state.questions.add(replace(ASKED, message_id=3, asker_id=41, channel_id=21, exchanges=(mine,)))
    state.forget(40)
    found = state.questions.find(2), state.questions.find(3)
    assert [one.exchanges for one in found if one] == [(theirs,), (mine,)]


def test_ratings_older_than_their_days_are_forgotten_with_the_questions(state: State) -> None:
    state.questions.add(replace(ASKED, at=now() - timedelta(days=8)))
    state.ratings.rate(replace(RATING, at=now() - timedelta(days=8)))
    state.ratings.rate(replace(RATING, message_id=2, at=now() - timedelta(days=6)))
    assert state.prune(days=7) == Kept(1, 1)
    assert state.prune(days=7) == Kept(0, 0)


def test_how_much_is_kept_of_a_person_is_counted(state: State) -> None:
    state.questions.add(ASKED)
    state.ratings.rate(RATING)
    assert (state.kept(40), state.kept(41), state.kept(42)) == (Kept(1, 0), Kept(0, 1), Kept(0, 0))


def test_a_servers_settings_outlive_the_process(state: State, url: str, tmp_path: Path) -> None:
    wanted = ServerSettings(channels={1: "every", 2**62: "mentions"}, moderator_roles=(5,), threshold=0.5)
    assert state.servers.change(30, wanted) == ServerSettings()
    assert state.servers.change(30, wanted) == wanted
    again = State(url, tmp_path)
    assert again.servers.settings(30) == wanted
    assert again.servers.settings(31) == again.servers.settings(None) == ServerSettings()
    again.close()


def test_the_trail_of_corrections_is_kept_as_it_was_written(state: State, url: str, tmp_path: Path) -> None:
    assert state.corrections("main").read() == ""
    for trail in (FIRST, FIRST + SECOND, FIRST + SECOND.replace("Rosa", "Ana"), FIRST, ""):
        state.corrections("main").write(trail)
        again = State(url, tmp_path)
        assert again.corrections("main").read() == trail
        again.close()


def test_a_trail_that_lies_in_a_file_is_taken_over_once_and_its_file_kept(url: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(FIRST + SECOND, "utf-8")
    for _ in range(2):
        state = State(url, tmp_path)
        assert state.corrections("main").read() == FIRST + SECOND
        state.close()
    assert not (tmp_path / FILE).exists()
    assert (tmp_path / TAKEN_OVER).read_text("utf-8") == FIRST + SECOND


@pytest.mark.parametrize("kept", [FIRST, FIRST + SECOND], ids=["and went on", "before the file was renamed"])
def test_a_take_over_that_was_cut_off_is_done_again(state: State, url: str, tmp_path: Path, kept: str) -> None:
    state.corrections("main").write(kept)
    (tmp_path / FILE).write_text(FIRST + SECOND, "utf-8")
    again = State(url, tmp_path)
    assert again.corrections("main").read() == FIRST + SECOND
    again.close()
    assert not (tmp_path / FILE).exists()


def test_a_process_that_dies_in_a_take_over_leaves_one_whole_trail(url: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(FIRST + SECOND, "utf-8")
    code = f"""import os, signal, sys
from pathlib import Path
from bot.state.state import State

def die(event, arguments):
    if event == "os.rename" and "taken-over" in str(arguments[1]):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
State({url!r}, Path({str(tmp_path)!r}))"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert (tmp_path / FILE).exists()
    again = State(url, tmp_path)
    assert again.corrections("main").read() == FIRST + SECOND
    again.close()
    assert not (tmp_path / FILE).exists()


def test_a_file_with_other_corrections_than_the_database_is_refused_and_left(
    state: State, url: str, tmp_path: Path
) -> None:
    state.corrections("main").write(SECOND)
    (tmp_path / FILE).write_text(FIRST, "utf-8")
    with pytest.raises(StateError, match="other corrections in"):
        State(url, tmp_path)
    assert (state.corrections("main").read(), (tmp_path / FILE).read_text("utf-8")) == (SECOND, FIRST)


def test_a_damaged_file_is_not_taken_over(url: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(FIRST + "{", "utf-8")
    with pytest.raises(DamagedIndexError, match=r"Line 2 of .*corrections\.jsonl"):
        State(url, tmp_path)
    assert (tmp_path / FILE).exists()


def test_a_database_that_is_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    State("", tmp_path).close()
    code = f"""import sys
from pathlib import Path
from bot.state.state import Kept, State
State("", Path({str(tmp_path)!r})).close()
assert "sqlalchemy" in sys.modules
assert "alembic" not in sys.modules"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_last_migration_is_the_one_that_the_code_knows(tmp_path: Path) -> None:
    engine = open_database("", tmp_path)
    assert ScriptDirectory.from_config(migrations(engine)).get_current_head() == HEAD
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_uses(url: str, tmp_path: Path) -> None:
    engine = open_database(url, tmp_path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_the_migrations_can_be_taken_back(url: str, tmp_path: Path) -> None:
    engine = open_database(url, tmp_path)
    command.downgrade(migrations(engine), "base")
    command.upgrade(migrations(engine), "head")
    engine.dispose()


def test_many_threads_keep_questions_at_once(state: State) -> None:
    def ask(number: int) -> None:
        for each in range(10):
            state.questions.add(replace(ASKED, message_id=100 * number + each + 1))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(state.questions.since(30, now() - timedelta(days=1))) == 80


def test_a_forgotten_question_is_not_left_in_the_file(tmp_path: Path) -> None:
    state = State("", tmp_path)
    state.questions.add(replace(ASKED, question="a secret about the lighthouse"))
    state.forget(40)
    state.close()
    assert b"lighthouse" not in (tmp_path / "state.sqlite").read_bytes()


def test_nor_is_it_left_beside_the_file_while_the_bot_runs(tmp_path: Path) -> None:
    state = State("", tmp_path)
    state.questions.add(replace(ASKED, question="a secret about the lighthouse"))
    state.forget(40)
    assert not any(b"lighthouse" in path.read_bytes() for path in tmp_path.iterdir())
    state.close()


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StateError, match="not a database"):
        State("", tmp_path)


def test_a_database_of_a_newer_quoth_is_refused(tmp_path: Path) -> None:
    State("", tmp_path).close()
    with sqlite3.connect(tmp_path / "state.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StateError, match="newer Quoth"):
        State("", tmp_path)


@pytest.mark.parametrize("wrong", ["no url", "nosuch://host/db"])
def test_a_url_of_no_database_is_refused_by_the_name_of_its_setting(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(StateError, match=r"state\.url"):
        State(wrong, tmp_path)


def test_an_unreachable_database_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StateError) as refused:
        State("postgresql+psycopg://quoth:hunter2@127.0.0.1:1/quoth", tmp_path)
    assert "hunter2" not in str(refused.value)
