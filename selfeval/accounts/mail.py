"""E-mail, where a mail host is set. It is a courtesy: whatever is sent stands on the screen as well."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from email.errors import MessageError
from email.message import EmailMessage
from functools import partial
from typing import Literal
from urllib.parse import unquote

from pydantic import AnyUrl

from selfeval.accounts.batches import Batch, Delivery, SecureHost, TakingHost
from selfeval.settings import Settings

LOG = logging.getLogger(__name__)
Outcome = Literal["sent", "not yet", "refused"]
PAGE_WAITS = 3.0
"""Seconds that a page waits for the mail host."""
HOST_PATIENCE = 20.0
"""Seconds that a mail host may be silent before it is given up; nobody waits for that."""
AT_ONCE = 4


class Mail:
    """Sends in threads of its own, so that a dead mail host holds up nobody."""

    def __init__(self, settings: Settings, *, page_waits: float = PAGE_WAITS) -> None:
        self.url, self.sender = settings.smtp_url, settings.sender
        self.page_waits = page_waits
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")

    @property
    def is_set(self) -> bool:
        """Whether this installation can send e-mail at all."""
        return self.url is not None

    def send(self, to: str, subject: str, text: str) -> Outcome:
        """Sends a plain letter. `not yet`: the host has not answered, and perhaps never will."""
        posted = self.post(to, subject, text)
        if posted is None:
            return "refused"
        try:
            return "sent" if posted.result(self.page_waits) else "refused"
        except NotYet:
            return "not yet"

    def post(self, to: str, subject: str, text: str) -> Future[bool] | None:
        """The same without waiting; None where no mail host is set, or no letter can be written to this."""
        letter = self._written(to, subject, text)
        if self.url is None or letter is None:
            return None
        return self.threads.submit(_hand_over, self.url, letter)

    def post_all(self, letters: Sequence[tuple[str, str, str]], seconds: float) -> list[Delivery]:
        """Each to an address, with its subject and text: what became of it within so many seconds."""
        if self.url is None:
            return ["not sent"] * len(letters)
        batch = Batch([self._written(*letter) for letter in letters], partial(_signed_in, self.url))
        return batch.carry(self.threads, seconds)

    def _written(self, to: str, subject: str, text: str) -> EmailMessage | None:
        """None if no letter can be written to this."""
        letter = EmailMessage()
        try:
            letter["From"], letter["To"], letter["Subject"] = self.sender, to, _as_typed(subject)
            letter["Auto-Submitted"] = "auto-generated"
            letter.set_content(text)
        except ValueError as error:
            LOG.warning("A letter could not be written: %s", type(error).__name__)
            return None
        return letter


ENCODED_WORD = "=?"
"""How a word in another alphabet begins in a header (RFC 2047); whatever stands in it is decoded."""


def _as_typed(subject: str) -> str:
    """A subject in one line in which nothing is decoded: a line end in a name would begin another header."""
    plain = "".join(mark if mark.isprintable() else " " for mark in subject)
    return plain.replace(ENCODED_WORD, "= ?")


def _hand_over(url: AnyUrl, letter: EmailMessage) -> bool:
    """Gives a letter to the mail host; False if it could not be given. The log says why, and not to whom."""
    try:
        with _signed_in(url) as host:
            host.send_message(letter)
    except (OSError, smtplib.SMTPException, MessageError, ValueError) as error:
        LOG.warning("The mail host %s did not take a letter: %s", url.host, type(error).__name__)
        return False
    return True


def _signed_in(url: AnyUrl) -> TakingHost:
    """A connection that takes letters."""
    host = _connected(url)
    if url.username:
        host.login(unquote(url.username), unquote(url.password or ""))
    return host


def _connected(url: AnyUrl) -> TakingHost:
    """A connection that is encrypted where the host can do it. A password never goes over another."""
    name, secure = url.host or "", ssl.create_default_context()
    if url.scheme == "smtps":
        return SecureHost(name, url.port or 465, timeout=HOST_PATIENCE, context=secure)
    host = TakingHost(name, url.port or (587 if url.username else 25), timeout=HOST_PATIENCE)
    host.ehlo()
    if host.has_extn("starttls"):
        host.starttls(context=secure)
    elif url.username:
        host.close()
        raise smtplib.SMTPNotSupportedError("No encryption, so no password.")
    return host
