"""Requests as the server brings them to the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from selfeval.web.gateway import Answer, Headers
from selfeval.web.site.access import Needs


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


ORDINARY = Needs(1_000, hashes=False)
POSTED: dict[str, Any] = {"method": "POST", "headers": {"content-length": "4"}}
