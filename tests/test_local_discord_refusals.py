"""The local Discord refuses what Discord refuses: by its own checks, and by Discord's own description."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from local_discord import LocalDiscord, UserActionError
from local_discord.openapi import FILE

V2 = 1 << 15
PRIVATE = 1 << 6


@dataclass
class Raw:
    """Bare requests to a local Discord, with one member, one channel and one command."""

    local: LocalDiscord
    session: aiohttp.ClientSession
    reader: Any
    channel: Any

    async def __call__(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {token or self.local.token}"}
        async with self.session.request(method, self.local.api_url + path, json=body, headers=headers) as response:
            raw = await response.read()
            return response.status, json.loads(raw) if raw else None

    async def send(self, body: Any, channel: Any = None) -> tuple[int, Any]:
        return await self("POST", f"/channels/{(channel or self.channel).id}/messages", body)

    async def used(self) -> tuple[Any, str, str]:
        """An interaction with the only command, the path of its callback, the path of its webhook."""
        commands = f"/applications/{self.local.bot.id}/commands"
        await self("PUT", commands, [{"name": "ask", "description": "Ask", "type": 1}])
        asked = await self.local.slash(self.reader, self.channel, "ask")
        webhook = f"/webhooks/{self.local.bot.id}/{asked.token}"
        return asked, f"/interactions/{asked.id}/{asked.token}/callback", webhook


@pytest.fixture(params=["own checks", "Discord's description"])
async def raw(request: pytest.FixtureRequest) -> AsyncIterator[Raw]:
    described = request.param == "Discord's description"
    if described and not FILE.is_file():
        pytest.skip("Discord's description is not here")
    async with LocalDiscord(description=FILE if described else None) as local, aiohttp.ClientSession() as session:
        yield Raw(local, session, local.add_member("reader"), local.add_channel("news"))


@dataclass
class Case:
    """A body that is refused: with which code, and under which field the reason is given."""

    name: str
    body: Any
    where: str = ""
    code: int = 50035


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Source", "custom_id": "a"} | changes


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def rows(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"content": "x", "components": [row(*parts)]}


def menu(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "menu", "options": [{"label": "A", "value": "a"}]} | changes


def roles(**changes: Any) -> dict[str, Any]:
    return {"type": 6, "custom_id": "roles"} | changes


def defaults(*ids: int, kind: str = "role") -> list[dict[str, str]]:
    return [{"id": str(each), "type": kind} for each in ids]


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def v2(*parts: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(parts)} | beside


def embed(**parts: Any) -> dict[str, Any]:
    return {"embeds": [parts]}


def numbered(count: int) -> list[dict[str, Any]]:
    return [button(custom_id=str(number)) for number in range(count)]


MESSAGES = [
    Case("empty", {}, code=50006),
    Case("blank content", {"content": "  \n "}, code=50006),
    Case("content of 2001", {"content": "x" * 2001}, "content"),
    Case("embed title of 257", embed(title="x" * 257), "embeds"),
    Case("embed description of 4097", embed(description="x" * 4097), "embeds"),
    Case("26 embed fields", embed(fields=[{"name": "n", "value": "v"}] * 26), "embeds"),
    Case("field name of 257", embed(fields=[{"name": "x" * 257, "value": "v"}]), "embeds"),
    Case("field value of 1025", embed(fields=[{"name": "n", "value": "x" * 1025}]), "embeds"),
    Case("empty field value", embed(fields=[{"name": "n", "value": ""}]), "embeds"),
    Case("footer of 2049", embed(title="t", footer={"text": "x" * 2049}), "embeds"),
    Case("author of 257", embed(title="t", author={"name": "x" * 257}), "embeds"),
    Case("6001 in embeds", {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]}, "embeds"),
    Case("11 embeds", {"embeds": [{"title": "t"}] * 11}, "embeds"),
    Case("empty embed", {"embeds": [{}]}, "embeds"),
    Case("v2 beside content", v2(text("x"), content="x"), "content"),
    Case("v2 beside an embed", v2(text("x"), **embed(title="t")), "embeds"),
    Case("v2 without components", v2(), code=50006),
    Case("text display without the flag", {"components": [text("x")]}, "components"),
    Case("41 components", v2({"type": 17, "components": [text("x")] * 40}), "components"),
    Case("4001 in text displays", v2(text("x" * 2000), text("x" * 2001)), "components"),
    Case("empty text display", v2(text("")), "components"),
    Case(
        "container in a container",
        v2({"type": 17, "components": [{"type": 17, "components": [text("x")]}]}),
        "components",
    ),
    Case("file that is not attached", v2({"type": 13, "file": {"url": "attachment://a.txt"}}), "components"),
    Case("6 rows", {"content": "x", "components": [row(each) for each in numbered(6)]}, "components"),
    Case("6 buttons in a row", rows(*numbered(6)), "components"),
    Case("empty row", rows(), "components"),
    Case("label of 81", rows(button(label="x" * 81)), "components"),
    Case("no label", rows(button(label=None)), "components"),
    Case("custom_id of 101", rows(button(custom_id="x" * 101)), "components"),
    Case("custom_id twice", rows(button(), button()), "components"),
    Case("button without custom_id", rows(button(custom_id=None)), "components"),
    Case("link with a custom_id", rows(button(style=5, url="https://example.org")), "components"),
    Case("link of 513", rows(button(style=5, custom_id=None, url="https://example.org/" + "x" * 493)), "components"),
    Case("link to a file", rows(button(style=5, custom_id=None, url="file:///etc/hosts")), "components"),
    Case("select beside a button", rows(menu(), button()), "components"),
    Case("26 options", rows(menu(options=[{"label": "A", "value": str(each)} for each in range(26)])), "components"),
    Case("option label of 101", rows(menu(options=[{"label": "x" * 101, "value": "a"}])), "components"),
    Case("option value twice", rows(menu(options=[{"label": "A", "value": "a"}] * 2)), "components"),
    Case("26 roles to choose", rows(roles(max_values=26)), "components"),
    Case("more default roles than may be chosen", rows(roles(default_values=defaults(1, 2))), "components"),
    Case("default channel of a role menu", rows(roles(default_values=defaults(1, kind="channel"))), "components"),
    Case("default role twice", rows(roles(max_values=2, default_values=defaults(1, 1))), "components"),
    Case("placeholder of 151", rows(menu(placeholder="x" * 151)), "components"),
    Case(
        "mentions allowed twice over",
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    Case("reply to no message", {"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
]


def input_in_row(**changes: Any) -> dict[str, Any]:
    return row({"type": 4, "custom_id": "name", "style": 1, "label": "Name"} | changes)


def modal(*parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"custom_id": "m", "title": "Title", "components": list(parts or [input_in_row()])} | changes


MODALS = [
    Case("title of 46", modal(title="x" * 46), "data"),
    Case("6 parts", modal(*[input_in_row(custom_id=str(each)) for each in range(6)]), "data"),
    Case("label of 46", modal(input_in_row(label="x" * 46)), "data"),
    Case("input of 4001", modal(input_in_row(value="x" * 4001)), "data"),
    Case("max_length of 4001", modal(input_in_row(max_length=4001)), "data"),
    Case("input twice", modal(input_in_row(), input_in_row()), "data"),
    Case("a button", modal(row(button())), "data"),
]


def option(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": "topic", "description": "About what"} | changes


def slash(*options: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    return [{"type": 1, "name": "ask", "description": "Ask", "options": list(options)} | changes]


def nested(kind: int, child: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "name": "article", "description": "The articles", "options": [child]}


def choices(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"name": f"name {number}", "value": str(number)} | changes for number in range(count)]


COMMANDS = [
    Case("name with a capital", slash(name="Ask")),
    Case("name with a space", slash(name="ask me")),
    Case("name of 33", slash(name="x" * 33)),
    Case("no description", slash(description="")),
    Case("description of 101", slash(description="x" * 101)),
    Case("26 options", slash(*[option(name=f"o{number}") for number in range(26)])),
    Case("option twice", slash(option(), option())),
    Case("required after optional", slash(option(), option(name="who", required=True))),
    Case("26 choices", slash(option(choices=choices(26)))),
    Case("choice name of 101", slash(option(choices=choices(1, name="x" * 101)))),
    Case("choice value of 101", slash(option(choices=choices(1, value="x" * 101)))),
    Case("choices and autocomplete", slash(option(choices=choices(1), autocomplete=True))),
    Case("sub-command beside an option", slash(option(), {"type": 1, "name": "add", "description": "Add"})),
    Case("choice of another type", slash(option(choices=choices(1, value=1)))),
    Case("autocomplete of a person", slash(option(type=6, autocomplete=True))),
    Case("sub-command without a description", slash({"type": 1, "name": "add", "description": ""})),
    Case("sub-command twice", slash(*[{"type": 1, "name": "add", "description": "Add"}] * 2)),
    Case("sub-command in a sub-command", slash(nested(1, nested(1, option())))),
    Case("group in a group", slash(nested(2, nested(2, nested(1, option()))))),
    Case("8001 characters", slash(*[option(name=f"o{n}", choices=choices(25, value="x" * 80)) for n in range(4)])),
    Case("101 commands", [slash(name=f"c{number}")[0] for number in range(101)]),
    Case("16 message menus", [{"type": 3, "name": f"Menu {number}"} for number in range(16)]),
    Case("menu without a name", [{"type": 3, "name": ""}]),
    Case("menu with a name of 33", [{"type": 3, "name": "x" * 33}]),
    Case("menu with an option", [{"type": 3, "name": "Quote", "options": [option()]}]),
    Case("menu with a description", [{"type": 3, "name": "Quote", "description": "Quote it"}]),
    Case("name twice", slash() * 2),
]
SUGGESTIONS = [
    Case("26 choices", choices(26)),
    Case("name of 101", choices(1, name="x" * 101)),
    Case("value of 101", choices(1, value="x" * 101)),
    Case("empty name", choices(1, name="")),
    Case("empty value", choices(1, value="")),
    Case("value of another type", choices(1, value=1)),
]


def named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name.replace(" ", "-"))


def assert_refused(answer: tuple[int, Any], case: Case) -> None:
    status, body = answer
    assert (status, body["code"]) == (400, case.code)
    if case.where:
        assert case.where in body["errors"]


@named(MESSAGES)
async def test_a_message_is_refused(raw: Raw, case: Case) -> None:
    assert_refused(await raw.send(case.body), case)
    assert raw.local.messages(raw.channel) == []


@named([case for case in MESSAGES if case.where != "message_reference"])
async def test_a_response_and_an_edit_are_refused_alike(raw: Raw, case: Case) -> None:
    asked, callback, webhook = await raw.used()
    assert (await raw("POST", callback, {"type": 4, "data": case.body}))[1]["code"] == case.code
    await raw("POST", callback, {"type": 5})
    assert (await raw("PATCH", f"{webhook}/messages/@original", case.body))[1]["code"] == case.code
    assert (await raw("POST", webhook, case.body))[1]["code"] == case.code
    assert asked.original.loading


@named(MODALS)
async def test_a_modal_is_refused(raw: Raw, case: Case) -> None:
    _, callback, _ = await raw.used()
    assert_refused(await raw("POST", callback, {"type": 9, "data": case.body}), case)


@named(COMMANDS)
async def test_a_registration_is_refused(raw: Raw, case: Case) -> None:
    assert_refused(await raw("PUT", f"/applications/{raw.local.bot.id}/commands", case.body), case)
    assert raw.local.commands == []


@named(SUGGESTIONS)
async def test_suggestions_are_refused(raw: Raw, case: Case) -> None:
    await raw("PUT", f"/applications/{raw.local.bot.id}/commands", slash(option(autocomplete=True)))
    typing = asyncio.ensure_future(raw.local.autocomplete(raw.reader, raw.channel, "ask", "topic", "x"))
    await asyncio.sleep(0)
    [asked] = raw.local.backend.world.interactions.values()
    callback = f"/interactions/{asked.id}/{asked.token}/callback"
    assert_refused(await raw("POST", callback, {"type": 8, "data": {"choices": case.body}}), case)
    assert (await raw("POST", callback, {"type": 4, "data": {"content": "x"}}))[1]["code"] == 50035
    assert await raw("POST", callback, {"type": 8, "data": {"choices": choices(25)}}) == (204, None)
    assert len(await typing) == 25


async def test_the_largest_allowed_message_is_taken(raw: Raw) -> None:
    assert (await raw.send({"content": "x" * 2000, "embeds": [{"description": "x" * 4096}, {"title": "x" * 256}]}))[
        0
    ] == 200
    assert (await raw.send(v2({"type": 17, "components": [text("x" * 100)] * 39}, text("x" * 100))))[0] == 400
    assert (await raw.send(v2({"type": 17, "components": [text("x" * 100)] * 38}, text("x" * 200))))[0] == 200
    five = [row(*[button(custom_id=f"{line}.{each}") for each in range(5)]) for line in range(5)]
    assert (await raw.send({"content": "x", "components": five}))[0] == 200
    assert raw.local.server_bugs == []


@pytest.mark.parametrize(
    ("denied", "body", "status", "code"),
    [
        ("view_channel", {"content": "x"}, 403, 50001),
        ("send_messages", {"content": "x"}, 403, 50013),
        ("embed_links", {"embeds": [{"title": "t"}]}, 403, 50013),
        ("read_message_history", {"content": "x", "message_reference": {"message_id": "1"}}, 400, 160002),
    ],
)
async def test_a_message_needs_permission(raw: Raw, denied: str, body: Any, status: int, code: int) -> None:
    answer, error = await raw.send(body, raw.local.add_channel("closed", deny=[denied]))
    assert (answer, error["code"]) == (status, code)


async def test_threads_files_and_reactions_need_permission(raw: Raw) -> None:
    closed = raw.local.add_channel(
        "closed", deny=["send_messages_in_threads", "create_public_threads", "add_reactions", "attach_files"]
    )
    said = await raw.local.say(raw.reader, closed, "hello")
    path = f"/channels/{closed.id}/messages/{said.id}"
    assert (await raw("POST", f"{path}/threads", {"name": "More"}))[1]["code"] == 50013
    assert (await raw("PUT", f"{path}/reactions/%F0%9F%91%8D/@me"))[1]["code"] == 50013
    assert (await raw("DELETE", path))[1]["code"] == 50013
    assert (await raw("PATCH", path, {"content": "x"}))[1]["code"] == 50005
    form = aiohttp.FormData({"payload_json": "{}"}, quote_fields=False)
    form.add_field("files[0]", b"x", filename="a.txt")
    assert (await posted(raw, f"/channels/{closed.id}/messages", form))[1]["code"] == 50013


async def posted(raw: Raw, path: str, form: aiohttp.FormData) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {raw.local.token}"}
    async with raw.session.post(raw.local.api_url + path, data=form, headers=headers) as response:
        return response.status, await response.json()


async def test_a_thread_is_made_once_and_can_be_written_in(raw: Raw) -> None:
    said = await raw.local.say(raw.reader, raw.channel, "hello")
    path = f"/channels/{raw.channel.id}/messages/{said.id}/threads"
    assert (await raw("POST", path, {"name": "x" * 101}))[1]["code"] == 50035
    status, thread = await raw("POST", path, {"name": "More"})
    assert (status, thread["id"]) == (201, str(said.id))
    assert (await raw("POST", path, {"name": "More"}))[1]["code"] == 160004
    assert (await raw("POST", f"/channels/{thread['id']}/messages", {"content": "x"}))[0] == 200
    raw.local.set_permissions(raw.channel, raw.local.bot, deny=["send_messages_in_threads"])
    assert (await raw("POST", f"/channels/{thread['id']}/messages", {"content": "x"}))[1]["code"] == 50013


async def test_a_file_may_be_as_large_as_the_limit_and_no_larger(raw: Raw) -> None:
    raw.local.rules.file_bytes = 10
    for size, expected in ((10, 200), (11, 413)):
        listed = {"attachments": [{"id": "0", "filename": "a.txt", "description": "An article"}]}
        form = aiohttp.FormData({"payload_json": json.dumps(listed)}, quote_fields=False)
        form.add_field("files[0]", b"x" * size, filename="a.txt")
        status, body = await posted(raw, f"/channels/{raw.channel.id}/messages", form)
        assert status == expected
    assert body["code"] == 40005
    [message] = raw.local.messages(raw.channel)
    async with raw.session.get(message.attachments[0].url) as response:
        assert await response.read() == b"x" * 10


async def test_an_interaction_is_answered_once(raw: Raw) -> None:
    _, callback, webhook = await raw.used()
    assert (await raw("POST", webhook, {"content": "x"}))[1]["code"] == 10015
    assert (await raw("POST", callback, {"type": 7, "data": {"content": "x"}}))[1]["code"] == 50035
    assert await raw("POST", callback, {"type": 5}) == (204, None)
    status, error = await raw("POST", callback, {"type": 4, "data": {"content": "x"}})
    assert (status, error["code"]) == (400, 40060)


async def test_a_first_response_that_is_late_finds_no_interaction(raw: Raw) -> None:
    _, callback, _ = await raw.used()
    raw.local.rules.response_seconds = 0
    status, error = await raw("POST", callback, {"type": 5})
    assert (status, error["code"]) == (404, 10062)


async def test_the_token_of_an_interaction_ends(raw: Raw) -> None:
    _, callback, webhook = await raw.used()
    await raw("POST", callback, {"type": 5})
    raw.local.rules.token_seconds = 0
    status, error = await raw("PATCH", f"{webhook}/messages/@original", {"content": "x"})
    assert (status, error["code"]) == (401, 50027)


async def test_the_first_follow_up_is_as_private_as_the_defer(raw: Raw) -> None:
    asked, callback, webhook = await raw.used()
    await raw("POST", callback, {"type": 5})
    await raw("POST", webhook, {"content": "first", "flags": PRIVATE})
    await raw("POST", webhook, {"content": "second", "flags": PRIVATE})
    await raw("PATCH", f"{webhook}/messages/@original", {"content": "again", "flags": PRIVATE})
    assert [(each.text, each.ephemeral) for each in asked.messages] == [("again", False), ("second", True)]
    private = asked.messages[1]
    assert (await raw("GET", f"/channels/{raw.channel.id}/messages/{private.id}"))[1]["code"] == 10008
    assert (await raw("GET", f"{webhook}/messages/{private.id}"))[0] == 200


async def test_components_v2_cannot_be_taken_off_again(raw: Raw) -> None:
    _, message = await raw.send(v2(text("x")))
    path = f"/channels/{raw.channel.id}/messages/{message['id']}"
    bodies: list[Any] = [{"flags": 0}, {"content": "x"}, {"components": []}]
    for body in bodies:
        assert (await raw("PATCH", path, body))[0] == 400
    _, plain = await raw.send({"content": "x"})
    path = f"/channels/{raw.channel.id}/messages/{plain['id']}"
    assert (await raw("PATCH", path, v2(text("x"))))[0] == 400
    assert (await raw("PATCH", path, v2(text("x"), content=None)))[0] == 200


async def test_a_deleted_message_is_unknown(raw: Raw) -> None:
    _, message = await raw.send({"content": "x"})
    path = f"/channels/{raw.channel.id}/messages/{message['id']}"
    assert await raw("DELETE", path) == (204, None)
    for method, body in (("GET", None), ("PATCH", {"content": "y"}), ("DELETE", None)):
        status, error = await raw(method, path, body)
        assert (status, error["code"]) == (404, 10008)
    reply: dict[str, Any] = {"content": "x", "message_reference": {"message_id": message["id"]}}
    assert (await raw.send(reply))[1]["errors"]["message_reference"]
    reply["message_reference"]["fail_if_not_exists"] = False
    status, sent = await raw.send(reply)
    assert (status, "message_reference" in sent) == (200, False)


async def test_a_nonce_makes_sending_happen_once(raw: Raw) -> None:
    body = {"content": "x", "nonce": "1", "enforce_nonce": True}
    assert (await raw.send(body))[1]["id"] == (await raw.send(body))[1]["id"]


async def test_a_wrong_token_is_refused_and_an_unknown_route_is_kept(raw: Raw) -> None:
    assert (await raw("GET", "/users/@me", token="wrong"))[0] == 401
    assert await raw("GET", "/stickers/1") == (404, {"message": "404: Not Found", "code": 0})
    assert [request.path for request in raw.local.unknown] == ["/stickers/1"]
    with pytest.raises(AssertionError, match="unknown route: GET /stickers/1"):
        raw.local.assert_clean()


async def test_more_than_fifty_requests_a_second_are_limited(raw: Raw) -> None:
    raw.local.rules.requests_per_second = 3
    statuses = [(await raw("GET", "/users/@me"))[0] for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


async def test_faults_hit_the_requests_they_are_for(raw: Raw) -> None:
    raw.local.fail("/channels/*", status=502, times=2)
    raw.local.fail("/users/@me", status=429, via=False)
    get = f"/channels/{raw.channel.id}"
    assert [(await raw("GET", path))[0] for path in (get, "/gateway", get, get)] == [502, 200, 502, 200]
    assert (await raw("GET", "/users/@me"))[1]["retry_after"] == 0.1
    assert len(raw.local.refused) == 3


async def test_whatever_breaks_discords_description_is_kept() -> None:
    if not FILE.is_file():
        pytest.skip("Discord's description is not here")
    async with LocalDiscord() as local, aiohttp.ClientSession() as session:
        raw = Raw(local, session, None, local.add_channel("news"))
        status, error = await raw.send({"content": "x", "embeds": [{"title": "t", "color": "red"}]})
        assert (status, error["code"], [each.problem.path for each in local.violations]) == (
            400,
            50035,
            [("embeds", 0, "color")],
        )
        with pytest.raises(AssertionError, match="violation"):
            local.assert_clean()


@pytest.mark.parametrize(
    ("content", "allowed", "expected"),
    [
        ("{reader} {role} @everyone", None, (1, 1, True)),
        ("{reader} {role} @here", {"parse": []}, (0, 0, False)),
        ("{reader} {role}", {"parse": ["users"]}, (1, 0, False)),
        ("{reader}", {"users": ["1"]}, (0, 0, False)),
        ("plain", None, (0, 0, False)),
    ],
)
async def test_whom_a_message_pings_is_recorded(raw: Raw, content: str, allowed: Any, expected: Any) -> None:
    role = raw.local.add_role("editors")
    body = {"content": content.format(reader=raw.reader.mention, role=role.mention)}
    await raw.send(body | ({} if allowed is None else {"allowed_mentions": allowed}))
    await raw.send(v2(text(body["content"])) | ({} if allowed is None else {"allowed_mentions": allowed}))
    for message in raw.local.messages(raw.channel):
        assert (len(message.pinged.users), len(message.pinged.roles), message.pinged.everyone) == expected
        assert bool(message.pinged) == any(expected)


@pytest.mark.parametrize(("allowed", "pings"), [(None, True), ({"parse": []}, False), ({"replied_user": True}, True)])
async def test_a_reply_pings_unless_told_not_to(raw: Raw, allowed: Any, pings: bool) -> None:
    said = await raw.local.say(raw.reader, raw.channel, "hello")
    body = {"content": "x", "message_reference": {"message_id": str(said.id)}}
    await raw.send(body | ({} if allowed is None else {"allowed_mentions": allowed}))
    assert (raw.reader.id in raw.local.messages(raw.channel)[1].pinged.users) == pings


async def test_a_command_of_one_guild_is_not_in_another(raw: Raw) -> None:
    here, elsewhere = raw.local.guild, raw.local.add_guild("Elsewhere")
    status, _ = await raw("PUT", f"/applications/{raw.local.bot.id}/guilds/{here.id}/commands", slash())
    assert status == 200
    await raw.local.slash(raw.reader, raw.channel, "ask")
    stranger, far = raw.local.add_member("stranger", guild=elsewhere), raw.local.add_channel("far", guild=elsewhere)
    with pytest.raises(UserActionError, match="no command 'ask'"):
        await raw.local.slash(stranger, far, "ask")
