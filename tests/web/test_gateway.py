"""The way from the server to the application: what is read, what is passed on, what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from selfeval.web.gateway import IN_MEMORY, Answer, Bodies, Gateway, environ_of
from selfeval.web.site.access import LARGEST_FROM_ANYONE, LARGEST_REQUEST, SIGNED_IN, Needs
from selfeval.web.site.request_needs import needs_of
from selfeval.web.site.sessions import KNOWN_HERE, known_accounts
from tests.visitor import LEAD, PASSWORD, Visitor
from tests.web import people
from tests.web.gateway_requests import ORDINARY, POSTED, Asked, Line


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("x-path", environ["PATH_INFO"])])
    yield environ["wsgi.input"].read()
    yield repr(sorted(key for key in environ if key.startswith("HTTP_"))).encode()


def failing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    raise ValueError(environ["wsgi.input"].read())


def sent(line: Line, application: Any = echo, needs: Needs = ORDINARY, **asked: object) -> Answer:
    """In a thread of its own: where browser tests have run, this thread has an event loop already."""
    gateway = Gateway(application, 1, lambda *_: needs, patience=0.05)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(gateway.__rsgi__(Asked(**asked), line))).result()  # type: ignore[arg-type]
    gateway.threads.shutdown()
    gateway.hashing.shutdown()
    assert line.answer is not None
    return line.answer


def test_a_whole_request_reaches_the_application() -> None:
    status, headers, body = sent(Line(b"ab", b"cd"), path="/caf\u00e9", **POSTED)
    assert (status, headers) == (200, [("x-path", "/caf\u00e9".encode().decode("latin-1"))])
    assert body == b"abcd[]"


def test_a_body_that_stalls_is_given_up_and_the_application_hears_nothing_of_it() -> None:
    assert sent(Line(b"ab", stalls=True), failing, **POSTED)[0] == 408


def test_a_body_without_end_is_refused_before_it_fills_the_memory() -> None:
    much = b"x" * ORDINARY.largest_body
    status, _, told = sent(Line(much, much, b"x", stalls=True), failing, **POSTED)
    assert status == 413
    assert told.startswith(b"That is too much at once. Up to 1 kB can be sent here. Go back and send")


def test_a_long_body_that_a_page_takes_waits_on_disk_and_arrives_whole() -> None:
    needs = Needs(2 * IN_MEMORY, hashes=False)
    parts = [bytes([place]) * 500_000 for place in range(6)]
    assert sent(Line(*parts), needs=needs, **POSTED)[2] == b"".join(parts) + b"[]"


def test_of_bodies_that_do_not_end_the_first_gives_way_so_that_a_new_one_arrives() -> None:
    bodies = Bodies(patience=5, largest_together=1_000)
    given_up: list[int] = []

    async def unfinished(number: int) -> None:
        try:
            await bodies.read(Line(b"x" * 300, stalls=True), BytesIO(), 1_000)
        except TimeoutError:
            given_up.append(number)

    async def crowd() -> bytes:
        waiting = []
        for number in range(6):
            waiting.append(asyncio.create_task(unfinished(number)))
            await asyncio.sleep(0)
        body = BytesIO()
        await bodies.read(Line(b"y" * 300), body, 1_000)
        await asyncio.sleep(0.01)
        for task in waiting:
            task.cancel()
        return body.read()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(lambda: asyncio.run(crowd())).result() == b"y" * 300
    assert given_up == [0, 1, 2, 3]


def test_a_browser_is_known_by_a_cookie_that_we_have_signed(app: Flask, lead: Visitor) -> None:
    account_of, amina = known_accounts(app), Visitor(app)
    assert amina.sign_in(LEAD, PASSWORD).status_code == 303
    cookie = amina.client.get_cookie(KNOWN_HERE, path="/sign-in")
    assert cookie is not None
    assert account_of(f"a=b; {KNOWN_HERE}={cookie.value}; c=d") == "1"
    for forged in (
        "",
        "x",
        f"{KNOWN_HERE}=",
        f"{KNOWN_HERE}={cookie.value[:-2]}",
        f"{KNOWN_HERE}=é.ÿ.x",
    ):
        assert account_of(forged) is None
        assert needs_of(app)("POST", "/schools/import", forged).largest_body == LARGEST_FROM_ANYONE


def test_how_much_is_read_depends_on_the_page_and_on_who_sends(app: Flask, lead: Visitor) -> None:
    needs = needs_of(app)
    signed_in = f"selfeval={lead.cookie()}"
    assert needs("POST", "/surveys/plan/staff", signed_in).largest_body == LARGEST_REQUEST
    strangers = ["", "selfeval=", "selfeval=eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "other=1", signed_in[:-3]]
    for cookie in strangers:
        assert needs("POST", "/surveys/plan/staff", cookie).largest_body == LARGEST_FROM_ANYONE
    for path in ("/a/abcdef/1/ballot", "/sign-in", "/nowhere", "/a/abcdef/1/no/such"):
        assert needs("POST", path, signed_in).largest_body == LARGEST_FROM_ANYONE


def test_a_large_file_is_read_from_those_alone_who_may_use_the_page(app: Flask, lead: Visitor) -> None:
    needs = needs_of(app)

    def may_send(visitor: Visitor, path: str = "/schools/import") -> bool | None:
        admits = needs("POST", path, f"selfeval={visitor.cookie()}").admits
        return None if admits is None else admits()

    operator = people.operator(app)
    assert (may_send(operator), may_send(lead)) == (True, False)
    assert may_send(operator, "/schools/add") is None
    with operator.client.session_transaction() as cookie:
        cookie[SIGNED_IN] -= 13 * 60 * 60
    assert not may_send(operator)
    assert needs("POST", "/schools/import", "").largest_body == LARGEST_FROM_ANYONE


@pytest.mark.parametrize(("may", "status"), [(True, 200), (False, 413)])
def test_more_than_any_ordinary_request_is_read_once_the_visitor_is_known(may: bool, status: int) -> None:
    needs = Needs(10 * LARGEST_REQUEST, hashes=False, admits=lambda: may)
    parts = [bytes(LARGEST_REQUEST)] * 3
    assert sent(Line(*parts), needs=needs, **POSTED)[0] == status


@pytest.mark.parametrize(("is_upload", "arrives"), [(True, True), (False, False)])
def test_an_upload_may_take_long_as_long_as_no_part_of_it_is_late(is_upload: bool, arrives: bool) -> None:
    """The clock is moved on with each part."""

    async def upload() -> int:
        loop = asyncio.get_running_loop()
        passed, clock = [0.0], loop.time
        loop.time = lambda: clock() + passed[0]  # type: ignore[method-assign]

        class Slow(Line):
            async def __aiter__(self) -> AsyncIterator[bytes]:
                for part in self.parts:
                    passed[0] += 9
                    await asyncio.sleep(0.001)
                    yield part

        return await Bodies(patience=15).read(Slow(b"a", b"b", b"c"), BytesIO(), 10, is_upload=is_upload)

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(lambda: asyncio.run(upload()))
        assert (done.exception() is None) == arrives


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Bodies, "read", full)
    assert sent(Line(b"abcd"), **POSTED)[0] == 507


def test_a_connection_that_is_cut_is_nobodys_fault() -> None:
    assert sent(Line(b"ab", breaks=True), failing, **POSTED)[0] == 500


def test_headers_that_could_pose_as_others_are_not_passed_on() -> None:
    headers = {"host": "a", "x_forwarded_for": "b", "transfer-encoding": "chunked"}
    assert sent(Line(), headers=headers)[2] == b"['HTTP_HOST']"


def test_a_fault_of_the_application_is_logged_by_its_kind_and_nothing_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert sent(Line(b"3141"), failing, **POSTED)[0] == 500
    assert caplog.messages == ["A request was not answered: ValueError"]


def test_an_address_with_signs_that_no_browser_leaves_in_it_is_answered() -> None:
    asked: Any = Asked(query_string="next=/ł")
    assert environ_of(asked, BytesIO(), 0)["QUERY_STRING"] == "next=/ł".encode().decode("latin-1")
