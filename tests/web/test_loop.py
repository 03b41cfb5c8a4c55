"""A server in a flood hears that it is to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import closing

import pytest
from granian import loops

from selfeval.web.loop import LOOP, ListeningLoop, listening_loop


@pytest.fixture
def no_other_loop() -> Iterator[None]:
    """A browser of other tests may have left its loop running in this thread, between its turns."""
    other = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(other)


@pytest.mark.usefixtures("no_other_loop")
def test_a_signal_is_heard_while_more_requests_report_than_the_loop_has_looked_at() -> None:
    heard: list[str] = []
    with closing(ListeningLoop()) as loop:
        for sign in (signal.SIGUSR1, signal.SIGUSR2):
            loop.add_signal_handler(sign, heard.append, sign.name)
        for _ in range(10_000):
            loop.call_soon_threadsafe(int)
        signal.raise_signal(signal.SIGUSR2)
        loop.call_soon_threadsafe(loop.call_later, 0.01, loop.stop)
        loop.run_forever()
        for sign in (signal.SIGUSR1, signal.SIGUSR2):
            loop.remove_signal_handler(sign)
    assert set(heard) == {"SIGUSR2"}


def test_the_server_takes_this_loop() -> None:
    assert loops._data[LOOP.value][0] is listening_loop
