"""Limits this process, then runs a file in it: begun by `own_process`, before anything that was sent is read.

It knows nothing of the rest of the package.
"""

from __future__ import annotations

import resource
import runpy
import sys


def _limit(memory: int, seconds: int) -> None:
    """Bytes of address space, time of the processor, and no core file, which would hold what was sent."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    _, _memory, _seconds, *sys.argv = sys.argv
    _limit(int(_memory), int(_seconds))
    runpy.run_path(sys.argv[0], run_name="__main__")
