"""Fetching from servers and names that mean harm: nothing inside is reached, and nothing goes on for ever."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_web import HERE, Handler, Server, bomb, drip, redirect, reply, serving, silent

from index.errors import FetchError
from index.fetching import Fetched, Fetcher, Limits
from index.fetching.addresses import is_public

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


@pytest.fixture
def web() -> Iterator[Server]:
    """A server with one article."""
    with serving() as server:
        server.pages["/bridge"] = reply()
        yield server


def refusal(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as refused:
        fetcher.fetch(url)
    return refused.value


# Where a fetch may go

INSIDE = """0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.8.9.1 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1 192.88.99.1
192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1
::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1
2001:0:7f00:1::1 2001:db8::1 2002:7f00:1::1 2002:a00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1
ff02::1"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_that_is_no_host_on_the_internet_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "9.9.9.9", "192.0.1.1", "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::101:101"]
)
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_way_of_writing_an_inner_address_in_ipv6_makes_it_public(address: object) -> None:
    number = int(ip_address(str(address)))
    for prefix in ("::", "::ffff:0:0", "64:ff9b::", "2002::", "2001::"):
        shift = 80 if prefix == "2002::" else 0
        assert not is_public(ip_address(int(ip_address(prefix)) + (number << shift)))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
def test_this_machine_is_not_fetched_from_by_any_of_its_names(web: Server, host: str) -> None:
    error = refusal(Fetcher(limits=Limits(ports={web.server_port})), web.url("/bridge", host))
    assert any(reason in str(error) for reason in ("not on the public internet", "not known", "no address"))
    assert web.asked == []


@pytest.mark.parametrize("found", [["10.0.0.7"], ["1.1.1.1", "10.0.0.7"], ["fd00::1"], ["::ffff:10.0.0.7"]])
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(found: list[str]) -> None:
    error = refusal(Fetcher(resolver=lambda _host: found), "http://inside.example/")
    assert error.is_permanent
    assert "inside.example is not on the public internet" in str(error)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2:{port}/bridge",
        "//127.0.0.2:{port}/bridge",
        "http://localhost:{port}/bridge",
        "http://inside.example:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{port}/bridge",
        "file:///etc/passwd",
        "ftp://127.0.0.1/etc/passwd",
        "gopher://127.0.0.1:{port}/_GET",
        "data:text/html,<p>words",
        "javascript:alert(1)",
        "http://me:secret@127.0.0.1:{port}/bridge",
        "http://127.0.0.1:22/",
        "http://[::bad/",
        "http://\x7f/",
    ],
)
def test_a_redirect_that_leads_astray_is_not_followed(web: Server, location: str) -> None:
    names = {"inside.example": ["192.168.0.9"], "localhost": ["::1"]}
    web.pages["/out"] = redirect(location.format(port=web.server_port))
    error = refusal(web.fetcher(names.__getitem__), web.url("/out"))
    assert web.paths() == ["/robots.txt", "/out"]
    assert "secret" not in str(error)


def test_a_name_that_leads_inside_on_second_sight_is_refused(web: Server) -> None:
    answers = iter([[HERE], ["127.0.0.2"], ["127.0.0.2"]])
    error = refusal(web.fetcher(lambda _host: next(answers)), web.url("/bridge", "rebind.example"))
    assert error.is_permanent
    assert web.paths() == ["/robots.txt"]  # the server closes connections, so the page is a second look-up


def test_a_connection_goes_to_the_very_address_that_was_looked_at(web: Server) -> None:
    asked: list[str] = []
    fetcher = web.fetcher(lambda host: asked.append(host) or [HERE])
    fetcher.fetch(web.url("/bridge", "arden.example"))
    assert asked == ["arden.example"] * len(web.asked)


def test_a_host_whose_first_address_is_dead_is_reached_by_its_second(web: Server) -> None:
    limits = Limits(ports={web.server_port}, delay=0)
    fetcher = Fetcher(None, limits, lambda _host: ["127.0.0.2", HERE], [ip_network("127.0.0.0/8")])
    assert isinstance(fetcher.fetch(web.url("/bridge", "arden.example")), Fetched)


def test_a_resolver_that_hangs_is_not_waited_for(web: Server) -> None:
    hanging = threading.Event()
    fetcher = web.fetcher(lambda _host: [HERE] if hanging.wait(10) else [], seconds=0.3)
    began = time.monotonic()
    error = refusal(fetcher, web.url("/bridge", "slow.example"))
    hanging.set()
    assert not error.is_permanent
    assert time.monotonic() - began < 5


def test_a_name_that_nobody_knows_may_be_known_later(web: Server) -> None:
    error = refusal(web.fetcher(), web.url("/bridge", "unknown.example"))
    assert not error.is_permanent
    assert "the name unknown.example is not known" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "arden.example/bridge",
        "ftp://arden.example/",
        "file:///etc/passwd",
        "https://",
        "https://me:secret@arden.example/",
        "https://arden.example:25/",
        "https://arden.example:99999/",
        "https://arden.example/\n",
        "https://arden.example/" + "a" * 5000,
        "https://" + "a" * 70 + ".example/",
        "http://[::1",
        "https://arden.example:0/",
        "https://arden.example/\ud800",
        "https://xn--/",
    ],
)
def test_what_is_no_address_of_a_page_is_refused_with_a_sentence(url: str) -> None:
    error = refusal(Fetcher(resolver=lambda _host: ["10.0.0.1"]), url)
    assert error.is_permanent
    assert "secret" not in str(error)
    assert len(str(error)) < 500


def test_the_environments_proxy_is_not_used(web: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.2:9")
    assert web.fetcher().fetch(web.url("/bridge"))


# What never ends, or grows


@pytest.mark.parametrize(
    "page",
    [
        silent,
        drip(HEAD, b"<p>wait</p>", 0.05),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"w", 0.05),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
        drip(HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n"), b"1\r\nx\r\n", 0.05),
    ],
    ids=["silence", "slow body", "slow headers", "one moment, please", "slow chunks"],
)
def test_a_page_that_does_not_come_in_time_is_given_up(web: Server, page: object) -> None:
    web.pages["/slow"] = page  # type: ignore[assignment]
    began = time.monotonic()
    error = refusal(web.fetcher(seconds=0.5), web.url("/slow"))
    assert not error.is_permanent
    assert 0.4 < time.monotonic() - began < 5


def test_a_robots_txt_that_does_not_come_is_not_waited_for_at_every_page(web: Server) -> None:
    web.pages["/robots.txt"] = silent
    fetcher = web.fetcher(seconds=0.5)
    assert not refusal(fetcher, web.url("/bridge")).is_permanent
    assert "robots.txt" in str(refusal(fetcher, web.url("/bridge")))
    assert web.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    "head", [HEAD, HEAD.replace(b"\r\n\r\n", b"\r\nContent-Length: 99999999999\r\n\r\n")], ids=["untold", "told"]
)
def test_a_page_that_does_not_end_is_cut_off_at_its_limit(web: Server, head: bytes) -> None:
    web.pages["/endless"] = drip(head, bytes(100_000), 0)
    error = refusal(web.fetcher(size=1_000_000), web.url("/endless"))
    assert error.is_permanent
    assert "larger than 1 MB" in str(error)


@pytest.mark.parametrize("packing", ["gzip", "x-gzip"])
def test_a_gzip_bomb_goes_off_nowhere(web: Server, packing: str) -> None:
    web.pages["/bomb"] = reply(bomb(200), Content_Encoding=packing)
    fetcher = web.fetcher(size=2_000_000)
    tracemalloc.start()
    error = refusal(fetcher, web.url("/bomb"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.is_permanent
    assert peak < 12_000_000


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "deflate", "aes128gcm"])
def test_a_packing_that_was_not_asked_for_is_refused(web: Server, packing: str) -> None:
    web.pages["/packed"] = reply(b"\x1f\x8b", Content_Encoding=packing)
    assert "was not asked for" in str(refusal(web.fetcher(), web.url("/packed")))


@pytest.mark.parametrize("end", [-20, 5], ids=["cut", "cut in the header"])
def test_a_packed_page_that_ends_early_is_refused(web: Server, end: int) -> None:
    web.pages["/packed"] = reply(bomb(1)[:end], Content_Encoding="gzip")
    assert "ends too early" in str(refusal(web.fetcher(), web.url("/packed")))


def test_a_redirect_loop_is_left(web: Server) -> None:
    web.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}
    error = refusal(web.fetcher(redirects=4), web.url("/a"))
    assert error.is_permanent
    assert len(web.paths()) == 1 + 5


def close_early(handler: Handler) -> None:
    handler.wfile.write(HEAD.replace(b"\r\n\r\n", b"\r\nContent-Length: 5000\r\n\r\n") + b"<p>The mayor said")


@pytest.mark.parametrize(
    "page",
    [
        close_early,
        lambda _handler: None,
        lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"a" * 300_000 + b"\r\n\r\n"),
        lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000 + b"\r\n"),
        lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n"),
        lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nwords"),
        lambda handler: handler.wfile.write(b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"),
    ],
    ids=["early end", "nothing", "huge header", "many headers", "another protocol", "two lengths", "no such status"],
)
def test_an_answer_that_makes_no_sense_is_a_failure_for_now(web: Server, page: object) -> None:
    web.pages["/odd"] = page  # type: ignore[assignment]
    assert not refusal(web.fetcher(), web.url("/odd")).is_permanent


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for arden.example that it signed itself, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "arden.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=arden.example"
    outputs = ["-addext", "subjectAltName=DNS:arden.example", "-keyout", path, "-out", f"{path}.crt"]
    subprocess.run([*make.split(), *outputs], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def secure_fetch(certificate: Path, host: str, *, is_trusted: bool) -> bytes:
    context = ssl.create_default_context(cafile=certificate if is_trusted else None)
    with serving(certificate) as web:
        web.pages["/bridge"] = reply("<p>words")
        limits = Limits(ports={web.server_port})
        fetcher = Fetcher(None, limits, lambda _host: [HERE], [ip_network(HERE)], context)
        page = fetcher.fetch(web.url("/bridge", host))
        assert isinstance(page, Fetched)
        return page.content


def test_a_certificate_is_checked_for_the_name_and_not_the_address(certificate: Path) -> None:
    assert secure_fetch(certificate, "arden.example", is_trusted=True) == b"<p>words"


@pytest.mark.parametrize(("host", "is_trusted"), [("arden.example", False), ("other.example", True)])
def test_a_certificate_that_proves_nothing_is_refused(certificate: Path, host: str, is_trusted: bool) -> None:
    with pytest.raises(FetchError, match="certificate cannot be trusted"):
        secure_fetch(certificate, host, is_trusted=is_trusted)
