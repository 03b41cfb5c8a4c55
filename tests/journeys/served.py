"""The service as a school starts it: `selfeval serve` in an empty folder."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import nullcontext as nothing
from dataclasses import dataclass
from pathlib import Path

from tests.browsers import PATIENCE

TOKEN = re.compile(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){5}\b")


@dataclass(frozen=True)
class Served:
    """A running service."""

    url: str
    token: str
    instance: Path


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Runs `selfeval serve` in an empty folder until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("selfeval")), "serve"],
        cwd=folder,
        env=os.environ | {"PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        token = _printed_token(process)
        with process.stdout or nothing():
            reader = threading.Thread(target=lambda: list(process.stdout or ()), daemon=True)
            reader.start()
            _await_answer(port)
            try:
                yield Served(f"http://127.0.0.1:{port}", token, folder / "instance")
            finally:
                process.terminate()
                reader.join(timeout=PATIENCE)  # closing what it reads from would wait for ever
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _await_answer(port: int) -> None:
    """Until somebody listens: on a busy machine that is a while after the token."""
    for _ in range(int(PATIENCE / 0.1)):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Nobody listened.")


def _printed_token(process: subprocess.Popen[str]) -> str:
    """The set-up token."""
    too_slow = threading.Timer(PATIENCE, process.kill)
    too_slow.start()
    said = []
    for line in process.stdout or ():
        said.append(line)
        if found := TOKEN.search(line):
            too_slow.cancel()
            return found[0]
    raise AssertionError("The service ended before it printed a set-up token:\n" + "".join(said))
