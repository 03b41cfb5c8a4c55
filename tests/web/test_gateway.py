"""The way from the server to the application: what is read, what is passed on, what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from selfeval.web.gateway import LARGEST_BODY, Answer, Gateway, Headers


@dataclass
class Asked:
    """A request as the server tells of it."""

    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    headers: Any = field(default_factory=dict)
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    http_version: str = "1.1"


class Line:
    """A connection: it brings a body in parts, or stalls after them; it keeps the answer."""

    def __init__(self, *parts: bytes, stalls: bool = False, breaks: bool = False) -> None:
        self.parts, self.stalls, self.breaks = parts, stalls, breaks
        self.answer: Answer | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.breaks:
            raise RuntimeError("the server's error for a connection that was cut")
        if self.stalls:
            await asyncio.sleep(60)

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        self.answer = (status, headers, body)


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("x-path", environ["PATH_INFO"])])
    yield environ["wsgi.input"].read()
    yield repr(sorted(key for key in environ if key.startswith("HTTP_"))).encode()


def failing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    raise ValueError(environ["wsgi.input"].read())


def sent(line: Line, application: Any = echo, **asked: object) -> Answer:
    """In a thread of its own: where browser tests have run, this thread has an event loop already."""
    gateway = Gateway(application, 1, patience=0.05)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(gateway.__rsgi__(Asked(**asked), line))).result()  # type: ignore[arg-type]
    gateway.threads.shutdown()
    assert line.answer is not None
    return line.answer


POSTED: dict[str, Any] = {"method": "POST", "headers": {"content-length": "4"}}


def test_a_whole_request_reaches_the_application() -> None:
    status, headers, body = sent(Line(b"ab", b"cd"), path="/caf\u00e9", **POSTED)
    assert (status, headers) == (200, [("x-path", "/caf\u00e9".encode().decode("latin-1"))])
    assert body == b"abcd[]"


def test_a_body_that_stalls_is_given_up_and_the_application_hears_nothing_of_it() -> None:
    assert sent(Line(b"ab", stalls=True), failing, **POSTED)[0] == 408


def test_a_body_without_end_is_refused_before_it_fills_the_memory() -> None:
    assert sent(Line(b"x" * LARGEST_BODY, b"x", stalls=True), failing, **POSTED)[0] == 413


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
