"""Many letters at once: of each it is known whether the mail host took it, or only that it may have."""

from __future__ import annotations

import logging
import smtplib
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from email.message import EmailMessage
from threading import Event
from typing import Any, Literal

LOG = logging.getLogger(__name__)
Delivery = Literal["taken", "not sent", "unsure"]
"""`unsure`: the host hung up, or had not answered yet, when it had begun to take the letter."""
CARRIERS = 3
"""Connections that share a batch; one thread stays free for letters that somebody waits for."""


class TakingHost(smtplib.SMTP):
    """A mail host of which it is known whether it has begun to take a letter."""

    has_begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.has_begun = True
        return super().data(msg)


class SecureHost(TakingHost, smtplib.SMTP_SSL):
    """The same over a connection that is encrypted from the start."""


class Batch:
    """Letters that are carried to the mail host until they are all there, or time is up."""

    def __init__(self, letters: Sequence[EmailMessage | None], connect: Callable[[], TakingHost]) -> None:
        """`letters`: None for one that could not be written."""
        self.letters, self.connect = letters, connect
        self.deliveries: list[Delivery] = ["not sent"] * len(letters)
        self.waiting = deque(place for place, letter in enumerate(letters) if letter is not None)
        self.over = Event()

    def carry(self, threads: ThreadPoolExecutor, seconds: float) -> list[Delivery]:
        """What became of each. After so many seconds no other letter is begun."""
        carriers = [threads.submit(self._carrier) for _ in range(min(CARRIERS, len(self.waiting)))]
        wait(carriers, seconds)
        self.over.set()
        return list(self.deliveries)

    def _carrier(self) -> None:
        """Takes letters one after the other to the host, until it cannot be reached."""
        host = None
        began = time.monotonic()
        try:
            while not self.over.is_set() and self.waiting:
                if host is None or host.sock is None:
                    host = self.connect()
                self._next(host)
        except (OSError, smtplib.SMTPException) as error:
            LOG.warning("Letters wait: %s after %.0f s", type(error).__name__, time.monotonic() - began)
        finally:
            if host is not None:
                host.close()

    def _next(self, host: TakingHost) -> None:
        """One letter. It counts as unsure first, so that whoever looks meanwhile does not send it again."""
        try:
            place = self.waiting.popleft()
        except IndexError:  # another has taken the last one
            return
        self.deliveries[place] = "unsure"
        letter = self.letters[place]
        if self.over.is_set() or letter is None:
            self.deliveries[place] = "not sent"
            return
        self.deliveries[place] = _given(host, letter)


def _given(host: TakingHost, letter: EmailMessage) -> Delivery:
    """A letter is taken when the host says so after it. The log says why it was not, and not to whom."""
    host.has_begun = False
    try:
        host.send_message(letter)
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
        smtplib.SMTPNotSupportedError,
        ValueError,
    ) as error:
        LOG.warning("The mail host did not take a letter: %s", type(error).__name__)
        return "not sent"
    except (OSError, smtplib.SMTPException) as error:
        LOG.warning("The mail host hung up: %s", type(error).__name__)
        host.close()
        return "unsure" if host.has_begun else "not sent"
    return "taken"
