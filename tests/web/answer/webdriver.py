"""A browser by the W3C WebDriver protocol: as much of it as one journey needs."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.browsers import PATIENCE

BROWSERS = Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which an element is named, as the standard has it."""


def missing() -> str:
    """What is not there of WebKit with its driver; empty where a journey can run."""
    lacks = [name for name in ("WebKitWebDriver", "Xvfb") if shutil.which(name) is None]
    return " and ".join(lacks)


class Refused(Exception):
    """What the browser says that it cannot do, in the standard’s word for it."""


class WebDriver:
    """One window."""

    def __init__(self, port: int, binary: str) -> None:
        self._port = port
        options = {"binary": binary, "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = self._send("POST", "/session", wanted)["sessionId"]

    def _send(self, method: str, path: str, body: object = None) -> Any:
        """Raises Refused for what the browser cannot do."""
        data = json.dumps(body or {}).encode() if method == "POST" else None
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path, data, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            value = json.load(answer)["value"]
        if answer.status != 200:
            raise Refused(value["error"])
        return value

    def _in_session(self, method: str, path: str, body: object = None) -> Any:
        return self._send(method, f"/session/{self._session}{path}", body)

    def resize(self, width: int, height: int) -> None:
        self._in_session("POST", "/window/rect", {"width": width, "height": height})

    def open(self, address: str) -> None:
        self._in_session("POST", "/url", {"url": address})

    def run(self, script: str) -> Any:
        return self._in_session("POST", "/execute/sync", {"script": script, "args": []})

    def press(self, css: str) -> None:
        """Clicks what is seen, as a finger would; waits until it is there and nothing lies over it."""

        def pressed() -> bool:
            try:
                found = self._in_session("POST", "/element", {"using": "css selector", "value": css})
                self._in_session("POST", f"/element/{found[ELEMENT]}/click")
            except Refused:
                return False
            return True

        until(pressed, f"{css} to be pressed")

    def wait(self, script: str) -> None:
        until(lambda: bool(self.run(script)), script)

    def close(self) -> None:
        self._in_session("DELETE", "")


def until(holds: Callable[[], bool], what: str) -> None:
    """Waits; TimeoutError says for what."""
    last = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > last:
            raise TimeoutError(what)
        time.sleep(0.1)


@contextmanager
def webkit() -> Iterator[WebDriver]:
    """WebKit on a screen that nobody sees."""
    port, (reader, writer) = _free_port(), os.pipe()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x1200x24"], pass_fds=[writer], **quiet
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as says:
            display = f":{says.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
        environment |= {"LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        driver = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=environment, **quiet)
        try:
            until(lambda: _listens(port), "the driver")
            window = WebDriver(port, str(next(iter(BROWSERS))))
            try:
                yield window
            finally:
                window.close()
        finally:
            driver.terminate()
            driver.wait()
    finally:
        screen.terminate()
        screen.wait()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
