"""The local Discord: a real discord.py bot runs against it, and it refuses what Discord refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui
from local_discord import LocalDiscord, NotAnsweredError, Upload, UserActionError


class SourceButton(ui.Button["Answer"]):
    def __init__(self) -> None:
        super().__init__(label="Source", custom_id="source:abc")

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("The passage around it", ephemeral=True)


class Answer(ui.LayoutView):
    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        row: ui.ActionRow[Answer] = ui.ActionRow(
            SourceButton(), ui.Button(label="Article", url="https://example.org/1")
        )
        self.add_item(ui.Container(ui.TextDisplay(text), ui.Separator(), row))


class Correction(ui.Modal, title="Correct the speaker"):
    speaker: ui.TextInput[Correction] = ui.TextInput(label="Speaker", custom_id="speaker", max_length=20)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Now it is {self.speaker.value}", ephemeral=True)


class Bot(discord.Client):
    """Commands, an answer made of components v2, a modal, and replies to mentions."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, messages=True), guild_ready_timeout=0.02)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        commands: list[Any] = [ask, purge, correct, article, quote_this]
        for command in commands:
            self.tree.add_command(command, override=True)
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot and self.user in message.mentions:
            async with message.channel.typing():
                await message.reply(f"You said: {message.content}", allowed_mentions=discord.AllowedMentions.none())


@app_commands.command(description="Ask the articles")
async def ask(interaction: discord.Interaction, question: str, private: bool = False) -> None:
    await interaction.response.defer(ephemeral=private)
    await interaction.edit_original_response(view=Answer(f"> {question}"))
    await interaction.followup.send("Nearest passages", file=discord.File(__file__, "passages.txt"))


@ask.autocomplete("question")
async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{typed}?", value=typed)]


@app_commands.command(description="Remove an article")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def purge(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("Removed")


@app_commands.command(description="Correct an attribution")
async def correct(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Correction())


article = app_commands.Group(name="article", description="The articles")


@article.command(name="add", description="Add an article")
async def article_add(interaction: discord.Interaction, file: discord.Attachment) -> None:
    data = await file.read()
    await interaction.response.send_message(f"{file.filename}: {data.decode()}")


@app_commands.context_menu(name="Quote this")
async def quote_this(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"Quoted: {message.content}")


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as running:
        yield running


@dataclass
class Scene:
    """A reader in a channel, and the bot running."""

    local: LocalDiscord
    bot: Bot
    reader: Any
    channel: Any


@pytest.fixture
async def scene(local: LocalDiscord) -> AsyncIterator[Scene]:
    channel, reader = local.add_channel("news"), local.add_member("reader")
    with local.redirected():
        bot = Bot()
        task = asyncio.create_task(bot.start(local.token))
        await local.wait_for_bot()
        await bot.wait_until_ready()
        yield Scene(local, bot, reader, channel)
        await bot.close()
        await task
    local.assert_clean()


async def test_a_deferred_command_is_answered_with_components_and_a_file(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    asked = await local.slash(reader, channel, "ask", question="What did Larijani say?")
    first, second = await asked.wait_messages(2)
    assert first.text == "> What did Larijani say?"
    assert [(button.label, button.url) for button in first.buttons] == [
        ("Source", None),
        ("Article", "https://example.org/1"),
    ]
    assert (first.ephemeral, first.shown) == (False, ["", "> What did Larijani say?"])
    assert second.attachments[0].filename == "passages.txt"
    assert local.messages(channel) == [first, second]


async def test_ephemeral_is_decided_at_the_defer(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    asked = await local.slash(reader, channel, "ask", question="What?", private=True)
    first, second = await asked.wait_messages(2)
    assert first.ephemeral
    assert not second.ephemeral
    with pytest.raises(UserActionError, match="does not see"):
        await local.click(local.add_member("somebody else"), first, "Source")


async def test_a_button_is_answered(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    answer = await (await local.slash(reader, channel, "ask", question="What?")).wait_final()
    passage = await (await local.click(reader, answer, "Source")).wait_final()
    assert (passage.text, passage.ephemeral) == ("The passage around it", True)
    with pytest.raises(UserActionError, match="a link"):
        await local.click(reader, answer, "Article")


async def test_suggestions_come_while_typing(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    [choice] = await local.autocomplete(reader, channel, "ask", "question", "Lari")
    assert (choice.name, choice.value) == ("Lari?", "Lari")


async def test_a_modal_is_filled_in(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    opened = await local.slash(reader, channel, "correct")
    await opened.response()
    with pytest.raises(UserActionError, match="1 to 20 characters"):
        await local.submit_modal(reader, opened, {"speaker": "x" * 21})
    submitted = await local.submit_modal(reader, opened, {"speaker": "Ri Yong-ho"})
    assert (await submitted.wait_final()).text == "Now it is Ri Yong-ho"


async def test_a_file_reaches_the_bot_through_a_sub_command(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    added = await local.slash(reader, channel, "article add", file=Upload("an article.txt", b"Tehran"))
    assert (await added.wait_final()).text == "an_article.txt: Tehran"


async def test_a_message_menu_hands_over_the_message(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    said = await local.say(reader, channel, "They do not meet their obligations")
    used = await local.context_menu(reader, channel, "Quote this", said)
    assert (await used.wait_final()).text == "Quoted: They do not meet their obligations"


async def test_a_mention_and_a_reply_to_the_bot_are_answered_in_place(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    first = await local.wait_for_reply(await local.say(reader, channel, "hello", mentions=[local.bot]))
    assert first.text == f"You said: {local.bot.mention} hello"
    assert not first.pinged
    second = await local.wait_for_reply(await local.say(reader, channel, "and you?", reply_to=first))
    assert second.text == "You said: and you?"
    assert len(channel.typing) == 2


async def test_other_messages_come_without_content_but_direct_ones_with_it(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    await local.say(reader, channel, "not for the bot")
    await scene.bot.wait_for("message", timeout=5)
    await local.say(reader, local.dm(reader), "for the bot")
    await scene.bot.wait_for("message", timeout=5)
    assert [message.content for message in scene.bot.cached_messages] == ["", "for the bot"]


@pytest.mark.parametrize("code", [None, 4000, "reconnect"])
async def test_a_cut_connection_is_resumed_and_nothing_is_missed(scene: Scene, code: int | str | None) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    if isinstance(code, str):
        local.gateway.ask_to_reconnect()
    else:
        await local.cut(code)
    asked = await local.say(reader, channel, "still there?", mentions=[local.bot])
    assert "still there?" in (await local.wait_for_reply(asked)).text
    await local.wait_until_resumed()
    assert (local.gateway.identifies, local.gateway.resumes) == (1, 1)
    assert [message.author.bot for message in local.messages(channel)] == [False, True]


async def test_what_a_person_may_not_do_raises(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    editor = local.add_member("editor", permissions=["manage_guild"])
    for wrong, options in (
        ("purge", {}),
        ("unheard-of", {}),
        ("article", {}),
        ("ask", {}),
        ("ask", {"question": 3}),
        ("ask", {"question": "What?", "loud": True}),
    ):
        with pytest.raises(UserActionError):
            await local.slash(reader, channel, wrong, **options)
    with pytest.raises(UserActionError, match="hidden from editor"):
        await local.slash(editor, local.dm(editor), "purge")
    assert (await (await local.slash(editor, channel, "purge")).wait_final()).text == "Removed"


async def test_a_rate_limit_is_waited_out(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    fault = local.fail("/channels/*/messages", method="POST", status=429, retry_after=0.05)
    await local.wait_for_reply(await local.say(reader, channel, "hello", mentions=[local.bot]))
    sent = [request.status for request in local.requests if request.path.endswith("/messages")]
    assert (sent, fault.times) == ([429, 200], 0)


async def test_commands_that_did_not_change_keep_their_version(scene: Scene) -> None:
    local = scene.local
    before = {command["name"]: command["version"] for command in local.commands}
    await scene.bot.setup_hook()
    assert {command["name"]: command["version"] for command in local.commands} == before


async def test_what_never_comes_is_named(local: LocalDiscord) -> None:
    reader, channel = local.add_member("reader"), local.add_channel("news")
    question = await local.say(reader, channel, "anybody?", mentions=[local.bot])
    with pytest.raises(NotAnsweredError, match=r"a reply to '<@\d+> anybody\?': not within 0.01 s"):
        await local.wait_for_reply(question, timeout=0.01)


def identify(token: str = "the token", intents: int = 1) -> dict[str, Any]:
    """The payload; "the token" stands for the right one."""
    return {"op": 2, "d": {"token": token, "intents": intents, "properties": {}}}


@pytest.mark.parametrize(
    ("payloads", "code"),
    [
        ([identify("wrong")], 4004),
        ([identify(intents=1 << 15)], 4014),
        ([identify(intents=1 << 40)], 4013),
        ([{"op": 3, "d": {}}], 4003),
        ([identify(), identify()], 4005),
        ([identify(), {"op": 3, "d": {"x": "x" * 4096}}], 4002),
        ([identify(), *[{"op": 1, "d": None}] * 120], 4008),
        ([{"op": 99}], 4001),
    ],
    ids=["token", "intents", "bits", "early", "twice", "size", "rate", "opcode"],
)
async def test_the_gateway_closes(local: LocalDiscord, payloads: list[Any], code: int) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{local.gateway_url}?v=10&encoding=json") as ws:
        assert (await ws.receive_json())["op"] == 10
        for payload in payloads:
            await ws.send_str(json.dumps(payload).replace("the token", local.token))
        while (await ws.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert ws.close_code == code
    with pytest.raises(AssertionError, match=f"gateway closed with {code}"):
        local.assert_clean()


async def test_a_refused_connection_is_refused_before_the_handshake(local: LocalDiscord) -> None:
    local.refuse_gateway()
    url = f"{local.gateway_url}?v=10&encoding=json"
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        async with session.ws_connect(url) as ws:
            assert (await ws.receive_json())["op"] == 10


async def test_a_sharded_bot_is_served(local: LocalDiscord) -> None:
    local.add_channel("news")
    with local.redirected():
        sharded = discord.AutoShardedClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.02)
        task = asyncio.create_task(sharded.start(local.token))
        await local.wait_for_bot()
        await sharded.wait_until_ready()
        assert [guild.name for guild in sharded.guilds] == ["Newsroom"]
        await sharded.close()
        await task
    local.assert_clean()


async def test_what_people_change_reaches_the_bot(scene: Scene) -> None:
    local, reader, channel = scene.local, scene.reader, scene.channel
    said = await local.say(reader, channel, "hello", mentions=[local.bot])
    answer = await local.wait_for_reply(said)
    await local.edit(reader, said, f"{local.bot.mention} good-bye")
    assert (await scene.bot.wait_for("raw_message_edit", timeout=5)).data["content"].endswith("good-bye")
    await local.delete(reader, said)
    assert (await scene.bot.wait_for("raw_message_delete", timeout=5)).message_id == said.id
    with pytest.raises(UserActionError):
        await local.delete(reader, answer)


async def test_a_dropped_request_is_an_error_for_the_bot(scene: Scene) -> None:
    local, channel = scene.local, scene.channel
    local.fail("/channels/*/messages", drop=True)
    with pytest.raises(aiohttp.ClientError):
        await scene.bot.get_channel(channel.id).send("hello")  # type: ignore[union-attr]
    await scene.bot.get_channel(channel.id).send("hello again")  # type: ignore[union-attr]
    assert [message.text for message in local.messages(channel)] == ["hello again"]


async def test_a_menu_is_chosen_from(scene: Scene) -> None:
    class Speakers(ui.View):
        @ui.select(custom_id="speaker", options=[discord.SelectOption(label="Ri"), discord.SelectOption(label="Kim")])
        async def choose(self, interaction: discord.Interaction, menu: ui.Select[Speakers]) -> None:
            await interaction.response.edit_message(content=f"Chosen: {menu.values[0]}", view=None)

    local, reader, channel = scene.local, scene.reader, scene.channel
    await scene.bot.get_channel(channel.id).send("Who?", view=Speakers())  # type: ignore[union-attr]
    asked = await local.wait_for_message(channel)
    with pytest.raises(UserActionError, match="cannot be chosen"):
        await local.select(reader, asked, "speaker", ["Larijani"])
    await (await local.select(reader, asked, "speaker", ["Ri"])).wait_final()
    assert (asked.text, asked.selects) == ("Chosen: Ri", [])


async def test_channels_and_roles_are_chosen_from_menus_of_their_own(scene: Scene) -> None:
    class Places(ui.View):
        @ui.select(cls=ui.ChannelSelect, custom_id="where", channel_types=[discord.ChannelType.text])
        async def where(self, interaction: discord.Interaction, menu: ui.ChannelSelect[Places]) -> None:
            await interaction.response.send_message(f"In {menu.values[0].name}")

        @ui.select(cls=ui.RoleSelect, custom_id="who", min_values=0, max_values=2)
        async def who(self, interaction: discord.Interaction, menu: ui.RoleSelect[Places]) -> None:
            await interaction.response.send_message(f"By {[role.name for role in menu.values]}")

    local, reader, channel = scene.local, scene.reader, scene.channel
    await scene.bot.get_channel(channel.id).send("Where, who?", view=Places())  # type: ignore[union-attr]
    asked = await local.wait_for_message(channel)
    editors, thread = local.add_role("editors"), local.add_thread(channel, "More")
    for menu, wrong in (("where", [thread]), ("where", [editors]), ("where", []), ("who", [reader])):
        with pytest.raises(UserActionError):
            await local.select(reader, asked, menu, wrong)
    chosen = await local.select(reader, asked, "where", [channel])
    assert (await chosen.wait_final()).text == f"In {channel.name}"
    chosen = await local.select(reader, asked, "who", [editors])
    assert (await chosen.wait_final()).text == "By ['editors']"


async def test_a_command_that_is_hidden_is_shown_to_a_role_that_is_given_it(scene: Scene) -> None:
    local, editors = scene.local, scene.local.add_role("editors")
    for each in local.commands:
        each["default_member_permissions"] = str(1 << 5)
    name = next(each["name"] for each in local.commands if each["type"] == 3)
    said = await local.say(scene.reader, scene.channel, "Words")
    with pytest.raises(UserActionError, match="hidden"):
        await local.context_menu(scene.reader, scene.channel, name, said)
    local.give_command(name, editors)
    local.guild.members[scene.reader.id].roles.append(editors)
    await (await local.context_menu(scene.reader, scene.channel, name, said)).response()


async def test_a_mention_in_a_thread_is_answered_there(scene: Scene) -> None:
    thread = scene.local.add_thread(scene.channel, "More about sanctions")
    asked = await scene.local.say(scene.reader, thread, "and Ri?", mentions=[scene.local.bot])
    assert (await scene.local.wait_for_reply(asked)).channel is thread


async def test_the_bot_heartbeats_in_time(local: LocalDiscord) -> None:
    local.gateway.heartbeat_interval = 0.02
    with local.redirected():
        client = discord.Client(intents=discord.Intents.none(), guild_ready_timeout=0.02)
        task = asyncio.create_task(client.start(local.token))
        await local.wait_for_bot()
        await asyncio.sleep(0.1)
        await client.close()
        await task
    assert len(local.gateway.heartbeats) >= 3


@pytest.mark.parametrize(
    ("content", "links"),
    [
        (
            "see https://example.org/a and [this](https://example.org/b)",
            ["https://example.org/a", "https://example.org/b"],
        ),
        ("see <https://example.org/a> and [this](<https://example.org/b>)", []),
    ],
)
async def test_links_that_unfurl_are_named(local: LocalDiscord, content: str, links: list[str]) -> None:
    said = await local.say(local.add_member("reader"), local.add_channel("news"), content)
    assert said.unfurled == links
