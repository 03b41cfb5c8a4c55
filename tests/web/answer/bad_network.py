"""A network as schools have it: it drops requests, loses replies, and is gone at times."""

from __future__ import annotations

import json
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

DROPPED = 0.3
"""Of all requests: half never arrive, of the other half the reply is lost."""


class BadNetwork(ThreadingTCPServer):
    """Stands before a server of this machine; one request for each connection."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, site: str, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.behind = (urlsplit(site).hostname or "", urlsplit(site).port or 0)
        self.chance = random.Random(seed)
        self.is_dark = False
        self.dropped = self.ballots = 0
        self.thanked: Counter[str] = Counter()
        """Receipts of ballots for which a tablet was told that they are stored."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A tablet that goes away is part of it."""


class _Request(StreamRequestHandler):
    def handle(self) -> None:
        network = self.server
        assert isinstance(network, BadNetwork)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            if not line.lower().startswith(b"connection:"):
                head += line
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n") if b": " in line)
        length = int(headers.get(b"content-length", 0))
        body = self.rfile.read(length)
        luck = network.chance.random()
        is_ballot = b"/ballot " in head.split(b"\r\n")[0]
        try:
            self._carry(network, luck, head, body)
        finally:
            network.ballots += is_ballot

    def _carry(self, network: BadNetwork, luck: float, head: bytes, body: bytes) -> None:
        if network.is_dark or luck < DROPPED / 2:
            network.dropped += 1
            return
        reply = _forwarded(network.behind, head[:-2] + b"Connection: close\r\n\r\n" + body)
        if network.is_dark or luck < DROPPED:
            network.dropped += 1
            return
        if b"/ballot " in head.split(b"\r\n")[0] and b" 201 " in reply.split(b"\r\n")[0]:
            network.thanked[json.loads(body)["receipt"]] += 1
        with suppress(OSError):
            self.wfile.write(reply)


def _forwarded(behind: tuple[str, int], request: bytes) -> bytes:
    with socket.create_connection(behind) as server:
        server.sendall(request)
        return b"".join(iter(lambda: server.recv(65_536), b""))


@contextmanager
def bad_network(site: str, seed: int = 17) -> Iterator[BadNetwork]:
    """Runs until the block ends."""
    with BadNetwork(site, seed) as network:
        thread = threading.Thread(target=network.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield network
        finally:
            network.shutdown()
            thread.join()
