"""Servers for the measurements: started as a school would start them, stopped when the block ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]

bare = Flask("bare")


@bare.get("/")
def hello() -> str:
    """The least that a Flask application can do."""
    return "hello"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str], port: int, path: str, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Runs a server until the block ends; the block begins when `path` answers."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | (environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}{path}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode} before it answered.")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within 30 seconds.")


@contextmanager
def bare_flask() -> Iterator[int]:
    """Bare Flask behind the server that the project uses, with as many threads; gives its port."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--port", str(port), "--no-access-log", "--log-level", "error"),
        *("--blocking-threads", "32", "tests.bench.servers:bare"),
    ]
    with serving(command, port, "/"):
        yield port


@contextmanager
def selfeval_served(instance: Path, database_url: str = "", workers: int = 1) -> Iterator[int]:
    """The application as `selfeval serve` runs it; gives its port."""
    port = free_port()
    environment = {"SELFEVAL_INSTANCE": str(instance), "HOST": "127.0.0.1", "PORT": str(port)}
    if database_url:
        environment["SELFEVAL_DATABASE_URL"] = database_url
    command = [str(Path(sys.executable).with_name("selfeval")), "serve"]
    if workers > 1:
        command += ["--workers", str(workers)]
    with serving(command, port, "/healthz", environment):
        yield port
