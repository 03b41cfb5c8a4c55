"""The event loop of a process of the server: it hears that it is to stop, however much waits in it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import TypeVarTuple

from granian import loops
from granian.constants import Loops

LOOP = Loops.asyncio
"""The name under which the server asks for a loop of this kind."""
Ts = TypeVarTuple("Ts")


class ListeningLoop(asyncio.SelectorEventLoop):
    """asyncio's own, but for signals.

    That one learns of a signal by a byte in a pipe. While hundreds of requests report to it the pipe is full,
    the byte is lost, and a server that is told to stop goes on until it is killed.
    """

    def add_signal_handler(self, sig: int, callback: Callable[[*Ts], object], *args: *Ts) -> None:
        """The pipe only wakes the loop: what is to be done is handed over beside it, perhaps twice."""
        super().add_signal_handler(sig, callback, *args)
        signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)
        signal.signal(sig, lambda *_: self.call_soon_threadsafe(callback, *args))


@loops.register(LOOP.value)
def listening_loop() -> asyncio.AbstractEventLoop:
    """What the server makes in each of its processes."""
    loop = ListeningLoop()
    asyncio.set_event_loop(loop)
    return loop
