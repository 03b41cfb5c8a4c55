"""A class answers while strangers flood the server: 200 sign-ins at once, 1,000 posts that never end."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.answering import exchanges, one_group
from tests.bench.load import hammer, request
from tests.bench.servers import selfeval_served

SIGN_INS = 200
UNFINISHED = 1_000
BALLOTS = 300
CLASS = 30
PIECE = b"x" * 60_000


@dataclass(frozen=True)
class Flooded:
    """What the class felt: milliseconds of the 95th percentile; megabytes of all processes at their most."""

    p95_ms: float
    memory_mb: float
    sign_ins: int
    """Answered while the class did."""
    stop_s: float
    """Until the server has stopped, told to do so right after the flood."""


def flooded(instance: Path, database_url: str = "") -> Flooded:
    """Lets a class answer in the middle of a flood. Raises AssertionError if one of them is not thanked."""
    cards = one_group(instance, database_url)
    with selfeval_served(instance, database_url) as port, _memory(port) as memory:
        hammer(port, exchanges(cards[:CLASS], looks=True), CLASS)
        with _unfinished(port, cards[0].address), _signing_in(port) as answered:
            load = hammer(port, exchanges(cards[CLASS : CLASS + BALLOTS], looks=True), CLASS)
        told_to_stop = time.perf_counter()
    stopped = time.perf_counter()
    if load.refused:
        raise AssertionError(f"{len(load.refused)} requests were refused, such as {load.refused[0]!r}")
    return Flooded(load.percentile_ms(0.95), max(memory), len(answered), stopped - told_to_stop)


@contextmanager
def _unfinished(port: int, address: str) -> Iterator[None]:
    """Posts as long as may be that stop short of their end; a new one for each that is given up."""
    stop = threading.Event()

    def crowd() -> None:
        lines: list[socket.socket] = []
        head = f"POST {address}/ballot HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n".encode()
        while not stop.is_set():
            while len(lines) < UNFINISHED and not stop.is_set():
                try:
                    line = socket.create_connection(("127.0.0.1", port), timeout=5)
                    line.sendall(head + PIECE)
                    line.setblocking(False)
                except OSError:
                    break
                lines.append(line)
            lines = [line for line in lines if _is_open(line)]
            time.sleep(0.05)
        for line in lines:
            line.close()

    thread = threading.Thread(target=crowd)
    thread.start()
    time.sleep(2)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _is_open(line: socket.socket) -> bool:
    try:
        if line.recv(4096):
            return True
    except BlockingIOError:
        return True
    except OSError:
        pass
    line.close()
    return False


@contextmanager
def _signing_in(port: int) -> Iterator[list[float]]:
    """So many at once with wrong passwords, each again as soon as it is answered."""
    stop, answered = threading.Event(), list[float]()

    def stranger(number: int) -> None:
        body = f"email=stranger{number}%40example.org&password=three+brown+badgers".encode()
        while not stop.is_set():
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
                    line.sendall(request("POST", "/sign-in", body, "application/x-www-form-urlencoded"))
                    line.recv(4096)
            except OSError:
                continue
            answered.append(time.perf_counter())

    threads = [threading.Thread(target=stranger, args=(number,)) for number in range(SIGN_INS)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield answered
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def _memory(port: int) -> Iterator[list[float]]:
    """Megabytes of the server's processes, looked at ten times a second."""
    stop, looks = threading.Event(), [0.0]
    listed = subprocess.run(["pgrep", "-f", "selfeval serve"], capture_output=True, text=True, check=True)
    ours = [int(pid) for pid in listed.stdout.split() if _listens(int(pid), port)]

    def look() -> None:
        while not stop.wait(0.1):
            looks.append(sum(map(_resident, ours)))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield looks
    finally:
        stop.set()
        thread.join()


def _listens(pid: int, port: int) -> bool:
    try:
        return f"PORT={port}\0" in Path(f"/proc/{pid}/environ").read_text()
    except OSError:
        return False


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
