"""Walks through the house: which functions are called, in which files, while one thing happens.

A walk counts files of selfeval/ of which a function is called, in every thread, once caches are warm. What is
called while a module is imported does not count, nor do templates.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
HOUSE = f"{ROOT / 'selfeval'}/"


@dataclass
class Walk:
    """Functions in the order of their first calls, as (file below the project, qualified name)."""

    calls: dict[tuple[str, str], None] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """Files in the order in which they are first reached."""
        return list(dict.fromkeys(file for file, _ in self.calls))


class Recorder:
    """Sees every call of this process; of other threads, those that were started while it was watching."""

    def __init__(self) -> None:
        self._walk: Walk | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Threads that start from here on are watched."""
        threading.setprofile(self._see)
        try:
            yield
        finally:
            threading.setprofile(None)  # type: ignore[arg-type]

    def walk(self, act: Callable[[], object]) -> Walk:
        """What is called while `act` runs."""
        walk = Walk()
        self._walk, before = walk, sys.getprofile()
        sys.setprofile(self._see)
        try:
            act()
        finally:
            sys.setprofile(before)
            self._walk = None
        return walk

    def _see(self, frame: FrameType, event: str, _: object) -> None:
        walk = self._walk
        code = frame.f_code
        if walk is None or event != "call" or not code.co_filename.startswith(HOUSE):
            return
        if not code.co_filename.endswith(".py"):
            return
        if code.co_name != "<module>" and not _imports(frame):
            walk.calls.setdefault((code.co_filename[len(str(ROOT)) + 1 :], code.co_qualname))


def _imports(frame: FrameType | None) -> bool:
    """Whether this runs while a module is being imported: in the body of a module or a class."""
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(HOUSE):
            return True
        frame = frame.f_back
    return False
