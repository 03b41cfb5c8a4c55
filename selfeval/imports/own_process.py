"""Runs a module on a file that somebody sent, as a process of its own, for a file can ask for any memory."""

from __future__ import annotations

import signal
import subprocess
import sys
from threading import Lock
from types import ModuleType

from selfeval.imports import limited

_one_at_a_time = Lock()
"""Whatever is read: each may take as much memory as its module allows."""


def run_on(data: bytes, module: ModuleType, *arguments: str, seconds: float) -> tuple[int, bytes]:
    """How the process ended, and what it gave; below 0 if it took longer than `seconds` by the clock.

    `module` says what it may have: MEMORY in bytes of address space, and SECONDS of the processor.
    """
    command = [limited.__file__, f"{module.MEMORY}", f"{module.SECONDS}", str(module.__file__), *arguments]
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603 (the file is its input, no part of the command)
                [sys.executable, "-I", *command],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except (subprocess.SubprocessError, OSError):
            return -signal.SIGKILL, b""
    return done.returncode, done.stdout
