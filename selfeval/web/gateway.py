"""The way from the server to the application: a thread is taken only when the whole request is there."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from granian.rsgi import Scope

LOG = logging.getLogger(__name__)
LARGEST_BODY = 2_000_000
"""Bytes of a request's body; more are not even read. For a little too long the application has words."""
PATIENCE = 15.0
"""Seconds in which the body must have arrived, as many as the answering pages wait for their reply."""
Header = tuple[str, str]
Headers = list[Header]
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, Headers, bytes]
CLOSING: Headers = [("connection", "close"), ("cache-control", "no-store")]
TOO_SLOW: Answer = (408, CLOSING, b"")
TOO_LARGE: Answer = (413, CLOSING, b"")
FAILED: Answer = (500, CLOSING, b"")


class Exchange(Protocol):
    """What the server gives for one request: its body in parts, and where the answer goes."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...


class Background(Protocol):
    """What runs in a process beside its requests."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class _TooLarge(Exception):
    """The body is longer than any page sends."""


class Gateway:
    """Calls a WSGI application from the server's event loop, in threads of its own."""

    def __init__(
        self,
        application: Application,
        threads: int,
        *,
        patience: float = PATIENCE,
        beside: Sequence[Background] = (),
    ) -> None:
        self.application = application
        self.patience = patience
        self.beside = beside
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    def __rsgi_init__(self, _loop: object) -> None:
        """The server begins."""
        for service in self.beside:
            service.start()

    def __rsgi_del__(self, _loop: object) -> None:
        """The server has answered its last request."""
        for service in self.beside:
            service.stop()

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        answer = await self._answer(scope, exchange)
        try:
            exchange.response_bytes(*answer)
        except RuntimeError:
            return  # the server's word for: who asked has gone

    async def _answer(self, scope: Scope, exchange: Exchange) -> Answer:
        try:
            body = await asyncio.wait_for(_body(exchange), self.patience) if _has_body(scope) else b""
        except TimeoutError:
            return TOO_SLOW
        except _TooLarge:
            return TOO_LARGE
        except RuntimeError:
            return FAILED  # it was cut off on its way; nobody will read this
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, self._call, environ_of(scope, body))

    def _call(self, environ: Environ) -> Answer:
        """In a thread: the whole answer."""
        try:
            return self._called(environ)
        except Exception as error:  # the application answers every fault itself: this one is in its answer
            LOG.error("A request was not answered: %s", type(error).__name__)
            return FAILED

    def _called(self, environ: Environ) -> Answer:
        begun: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _exc_info: object = None) -> None:
            begun.append((int(status[:3]), headers))

        parts = self.application(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        return (*begun[-1], body)


def _has_body(scope: Scope) -> bool:
    return "content-length" in scope.headers or "transfer-encoding" in scope.headers


async def _body(exchange: Exchange) -> bytes:
    """The whole body. Raises _TooLarge as soon as it is."""
    parts, size = [], 0
    async for part in exchange:
        parts.append(part)
        size += len(part)
        if size > LARGEST_BODY:
            raise _TooLarge
    return b"".join(parts)


def environ_of(scope: Scope, body: bytes) -> Environ:
    """A request as WSGI describes it (PEP 3333). No `X-Forwarded-` header is believed."""
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),  # the server has undone its %-signs
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = _header_key(name)
        if key:
            joint = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


def _header_key(name: str) -> str | None:
    """Where WSGI keeps a header; None for one that is not passed on: `a_b` could pose as `a-b`."""
    if "_" in name or name in ("content-length", "transfer-encoding"):
        return None
    key = name.upper().replace("-", "_")
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"
