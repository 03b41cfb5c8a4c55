"""The way from the server to the application: a thread is taken only when the whole request is there."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from granian.rsgi import Scope

from selfeval.english import bytes_in_words
from selfeval.web.site.access import LARGEST_REQUEST, Needs
from selfeval.web.site.sessions import HELD_BACK

LOG = logging.getLogger(__name__)
PATIENCE = 15.0
"""Seconds in which the body must have arrived, as many as the answering pages wait for their reply."""
LARGEST_TOGETHER = 64_000_000
"""Bytes of all bodies that are on their way to a process; beyond, the one that began first is given up."""
LONGEST_UPLOAD = 1_800.0
"""Seconds for a file that only some may send: it may go on as long as no part of it is late."""
IN_MEMORY = 2_000_000
"""Bytes of a body that is kept in memory; a longer one, as few pages take, lies in a file without name."""
HASHING = 2
"""Threads that hash passwords: a flood of sign-ins takes no thread, and little time, from ballots."""
MOST_WAITING = 100
"""Requests that wait for one of them; more are told to come back."""
MOST_OF_ACCOUNT = 4
"""Of one account, from browsers that it has signed in with: these wait for a thread of their own."""
SLOW = 2
"""Threads that read files or make them, one of which may take minutes: no ballot waits for them."""
MOST_SLOW, MOST_SLOW_OF_ACCOUNT = 40, 4
"""Such requests that are done or wait, of all and of one account; more are told to come back."""
Header = tuple[str, str]
Headers = list[Header]
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, Headers, bytes]
CLOSING: Headers = [
    ("connection", "close"),
    ("cache-control", "no-store"),
    ("content-type", "text/plain; charset=utf-8"),
]
TOO_SLOW: Answer = (408, CLOSING, b"What you sent did not arrive in time. Go back and send it again.")
NO_ROOM: Answer = (507, CLOSING, b"There is no room on the disk here. Tell whoever runs this service.")
FAILED: Answer = (500, CLOSING, b"Something went wrong on our side. Try again in a minute.")
CROWDED: Answer = (
    503,
    [*CLOSING, ("retry-after", "20")],
    b"Very many people are signing in at this moment. Wait half a minute, then go back and try again.",
)
BUSY: Answer = (
    503,
    [*CLOSING, ("retry-after", "30")],
    b"Other files are being read or made at this moment. Wait half a minute, then go back and try again.",
)


def too_large(largest: int) -> Answer:
    """Of a body so long that the application is not asked. `largest`: bytes that may be."""
    sentence = f"That is too much at once. Up to {bytes_in_words(largest)} can be sent here. "
    return 413, CLOSING, (sentence + "Go back and send a shorter text, or a smaller file.").encode("ascii")


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


class Bodies:
    """The bodies that are on their way to this process, together within a bound."""

    def __init__(self, patience: float, largest_together: int = LARGEST_TOGETHER) -> None:
        self.patience, self.largest_together = patience, largest_together
        self._sizes: dict[asyncio.Timeout, int] = {}
        """In the order in which they began."""

    async def read(
        self, exchange: Exchange, body: IO[bytes], largest: int, *, is_upload: bool = False
    ) -> int:
        """Writes a whole body; gives its bytes. Raises _TooLarge as soon as it is, or TimeoutError.

        `is_upload`: each part of it has as much time as otherwise the whole.
        """
        size, clock = 0, asyncio.get_running_loop().time
        until = clock() + LONGEST_UPLOAD
        async with asyncio.timeout(self.patience) as limit:
            self._sizes[limit] = 0
            try:
                async for part in exchange:
                    size += len(part)
                    if size > largest:
                        raise _TooLarge
                    body.write(part)
                    if is_upload:
                        limit.reschedule(min(clock() + self.patience, until))
                    self._sizes[limit] = size if size <= IN_MEMORY else 0
                    self._give_up_oldest()
            finally:
                self._sizes.pop(limit, None)
        body.seek(0)
        return size

    def _give_up_oldest(self) -> None:
        while sum(self._sizes.values()) > self.largest_together:
            oldest = next(iter(self._sizes))
            del self._sizes[oldest]
            oldest.reschedule(0)  # it has taken longest, so it is too slow


class Gateway:
    """Calls a WSGI application from the server's event loop, in threads of its own."""

    def __init__(
        self,
        application: Application,
        threads: int,
        needs: Callable[[str, str, str], Needs],
        *,
        owner_of: Callable[[str], str | None] = lambda _cookie: None,
        patience: float = PATIENCE,
        beside: Sequence[Background] = (),
    ) -> None:
        """`owner_of`: by its cookies the account that has signed in with a browser; None: a stranger's."""
        self.application = application
        self.needs = needs
        self.owner_of = owner_of
        self.bodies = Bodies(patience)
        self.beside = beside
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self.hashing = ThreadPoolExecutor(HASHING, thread_name_prefix="hashing")
        self.hashing_of_known = ThreadPoolExecutor(1, thread_name_prefix="hashing-known")
        self.waiting = Counter[str | None]()
        """Requests that wait for a password to be hashed: of each known account, and of all strangers."""
        self.slow = ThreadPoolExecutor(SLOW, thread_name_prefix="slow")
        self.slow_of = Counter[str]()
        """Requests that read or make a file, of each account."""
        self.turns: dict[str, asyncio.Lock] = {}
        """Of each account one such request is done at a time, so that no account takes every thread."""

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
        needs = self.needs(scope.method, scope.path, scope.headers.get("cookie") or "")
        if not _has_body(scope):
            return await self._answer_to(environ_of(scope, io.BytesIO(), 0), needs)
        largest, is_upload = needs.largest_body, False
        if needs.admits is not None:
            is_upload = await asyncio.get_running_loop().run_in_executor(self.threads, needs.admits)
            largest = largest if is_upload else LARGEST_REQUEST
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:  # for a little too much the application has words
                size = await self.bodies.read(exchange, body, 2 * largest, is_upload=is_upload)
            except TimeoutError:
                return TOO_SLOW
            except OSError:
                return NO_ROOM
            except _TooLarge:
                return too_large(largest)
            except RuntimeError:
                return FAILED  # it was cut off on its way; nobody will read this
            return await self._answer_to(environ_of(scope, body, size), needs)

    async def _answer_to(self, environ: Environ, needs: Needs) -> Answer:
        """Of the application, in one of the threads that are meant for such requests.

        A flood of strangers, at whatever addresses, keeps no owner waiting in a browser that is known.
        """
        if needs.slow:
            return await self._slowly(environ, needs.whose)
        if not needs.hashes or environ["REQUEST_METHOD"] != "POST":
            return await self._in_a_thread(self.threads, environ)
        whose = self.owner_of(environ.get("HTTP_COOKIE", ""))
        if self.waiting[whose] >= (MOST_WAITING if whose is None else MOST_OF_ACCOUNT):
            return CROWDED
        held_back: list[float] = []
        self.waiting[whose] += 1
        try:
            environ[HELD_BACK] = held_back
            threads = self.hashing if whose is None else self.hashing_of_known
            answer = await self._in_a_thread(threads, environ)
        finally:
            self.waiting[whose] -= 1
            if not self.waiting[whose]:
                del self.waiting[whose]
        await asyncio.sleep(max(held_back, default=0.0))
        return answer

    async def _slowly(self, environ: Environ, whose: str) -> Answer:
        """In few threads: whoever sends many files, or asks for many, waits for themselves."""
        if self.slow_of[whose] >= MOST_SLOW_OF_ACCOUNT or self.slow_of.total() >= MOST_SLOW:
            return BUSY
        self.slow_of[whose] += 1
        try:
            async with self.turns.setdefault(whose, asyncio.Lock()):
                return await self._in_a_thread(self.slow, environ)
        finally:
            self.slow_of[whose] -= 1
            if not self.slow_of[whose]:
                del self.slow_of[whose], self.turns[whose]

    async def _in_a_thread(self, threads: ThreadPoolExecutor, environ: Environ) -> Answer:
        """The request is handed over, and its answer back, in one step each: `run_in_executor` takes five."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Answer] = loop.create_future()
        threads.submit(self._call, environ, loop, waiting)
        return await waiting

    def _call(
        self, environ: Environ, loop: asyncio.AbstractEventLoop, waiting: asyncio.Future[Answer]
    ) -> None:
        """In a thread: the whole answer."""
        try:
            answer = self._called(environ)
        except Exception as error:  # the application answers every fault itself: this one is in its answer
            LOG.error("A request was not answered: %s", type(error).__name__)
            answer = FAILED
        loop.call_soon_threadsafe(_hand_over, waiting, answer)

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


def _hand_over(waiting: asyncio.Future[Answer], answer: Answer) -> None:
    if not waiting.done():  # it is when the server was stopped meanwhile
        waiting.set_result(answer)


def _has_body(scope: Scope) -> bool:
    return "content-length" in scope.headers or "transfer-encoding" in scope.headers


def environ_of(scope: Scope, body: IO[bytes], size: int) -> Environ:
    """A request as WSGI describes it (PEP 3333). No `X-Forwarded-` header is believed."""
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),  # the server has undone its %-signs
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
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
