"""A small load client: many respondents at once, each sending a few requests over one kept connection."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 32


@dataclass
class Load:
    """What came back: how long the whole and each request took, and what was not answered with 2xx."""

    seconds: float = 0.0
    respondents: int = 0
    latencies: list[float] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.respondents / self.seconds

    def percentile_ms(self, share: float) -> float:
        return sorted(self.latencies)[int(share * (len(self.latencies) - 1))] * 1000


@dataclass
class _Line:
    """One connection, and where it is in its respondent's requests."""

    socket: socket.socket
    waiting: list[bytes] = field(default_factory=list)
    received: bytearray = field(default_factory=bytearray)
    sent_at: float = 0.0


def request(
    method: str, path: str, body: bytes = b"", kind: str = "application/json", cookie: str = ""
) -> bytes:
    """The bytes of one HTTP/1.1 request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
    if cookie:
        head += f"Cookie: {cookie}\r\n"
    if body:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def hammer(port: int, respondents: Iterable[Sequence[bytes]], connections: int = CONNECTIONS) -> Load:
    """Lets every respondent through, at most `connections` at the same time."""
    load, queue, selector = Load(), iter(respondents), selectors.DefaultSelector()
    begun = time.perf_counter()
    for _ in range(connections):
        line = _Line(socket.create_connection(("127.0.0.1", port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line.socket, selectors.EVENT_READ, line)
        _begin(line, queue, selector)
    while selector.get_map():
        for key, _ in selector.select(timeout=30):
            line = key.data
            part = line.socket.recv(65536)
            if not part:
                raise ConnectionError(f"The server hung up after {bytes(line.received)!r}.")
            line.received += part
            if not _whole(line.received):
                continue
            load.latencies.append(time.perf_counter() - line.sent_at)
            if not line.received.startswith(b"HTTP/1.1 2"):
                load.refused.append(bytes(line.received[:300]))
            line.received.clear()
            if line.waiting:
                _send(line)
            else:
                load.respondents += 1
                _begin(line, queue, selector)
    load.seconds = time.perf_counter() - begun
    return load


def _begin(line: _Line, queue: Iterator[Sequence[bytes]], selector: selectors.BaseSelector) -> None:
    line.waiting = list(reversed(next(queue, ())))
    if line.waiting:
        _send(line)
    else:
        selector.unregister(line.socket)
        line.socket.close()


def _send(line: _Line) -> None:
    line.sent_at = time.perf_counter()
    line.socket.sendall(line.waiting.pop())


def _whole(received: bytearray) -> bool:
    head, found, body = bytes(received).partition(b"\r\n\r\n")
    if not found:
        return False
    for header in head.lower().split(b"\r\n")[1:]:
        if header.startswith(b"content-length:"):
            return len(body) >= int(header.split(b":")[1])
    return b" 204 " in head[:20] or b" 304 " in head[:20]
