"""A file that somebody sent is read by a process of its own, which gives something, fails or is stopped."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from selfeval.imports.own_process import run_on


@pytest.mark.parametrize(
    ("does", "status", "gives"),
    [
        ("sys.stdout.write(sys.stdin.read() + sys.argv[1])", 0, b"a roll of 7"),
        ("sys.exit(3)", 3, b""),
        ("sys.stdout.write('half'); sys.stdout.flush(); time.sleep(600)", -9, b""),
        ("os.kill(os.getpid(), 9)", -9, b""),
        ("while True: pass", -9, b""),
        ("bytearray(2**26); sys.stdout.write('half'); sys.stdout.flush(); bytearray(2**30)", 1, b"half"),
        ("sys.stdout.write(repr(resource.getrlimit(resource.RLIMIT_CORE)))", 0, b"(0, 0)"),
    ],
)
def test_what_the_process_gives_and_how_it_ends(tmp_path: Path, does: str, status: int, gives: bytes) -> None:
    module = ModuleType("reads")
    module.__file__ = str(tmp_path / "reads.py")
    module.MEMORY, module.SECONDS = 2**28, 1  # type: ignore[attr-defined]
    Path(module.__file__).write_text(f"import os, resource, sys, time\n{does}\n")
    assert run_on(b"a roll of ", module, "7", seconds=1 if "sleep" in does else 60) == (status, gives)
