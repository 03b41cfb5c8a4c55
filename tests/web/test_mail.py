"""E-mail: a courtesy that neither holds a page up nor loses a link."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count

import pytest

from selfeval.accounts import mail
from selfeval.accounts.batches import Batch, TakingHost
from selfeval.accounts.mail import Mail
from selfeval.accounts.passwords import email_fault
from selfeval.settings import Settings, SettingsFault
from selfeval.web.app import create_app
from tests.browsers import PATIENCE
from tests.visitor import LEAD, SECOND_LEAD, set_up_alder_vale, text_of
from tests.web import people
from tests.web.test_inviting import DANA, LINK


@dataclass
class MailHost:
    """A mail host of our own that keeps every letter."""

    port: int
    letters: list[str] = field(default_factory=list)
    refuses: Callable[[int], bool] = lambda _: False
    """Whether it does not take the letter of this number, counted from 0."""
    hangs_up: Callable[[int], bool] = lambda _: False
    """Whether it hangs up when it has read this letter, before it says that it has it."""
    asked: Iterator[int] = field(default_factory=count)
    """Numbers of letters; each is drawn once, whichever connection draws it."""


@pytest.fixture
def mail_host() -> Iterator[MailHost]:
    class Talk(socketserver.StreamRequestHandler):
        """As much of SMTP as it takes to hand over a letter (RFC 5321)."""

        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            number = -1
            for line in self.rfile:
                if line.upper().startswith(b"RCPT"):
                    number = next(host.asked)
                    if host.refuses(number):
                        self.wfile.write(b"550 not here\r\n")
                        continue
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    letter = iter(self.rfile.readline, b".\r\n")
                    host.letters.append(b"".join(letter).decode())
                    if host.hangs_up(number):
                        return
                self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        host = MailHost(server.server_address[1])
        threading.Thread(target=server.serve_forever).start()
        yield host
        server.shutdown()


def with_mail(settings: Settings, port: int) -> Settings:
    return Settings.model_validate(
        {
            **settings.model_dump(),
            "public_url": "https://selfeval.example",
            "smtp_url": f"smtp://127.0.0.1:{port}",
            "mail_from": "equality@aldervale.example",
        }
    )


def test_an_invitation_goes_by_mail_too_and_stands_on_the_screen(
    settings: Settings, mail_host: MailHost
) -> None:
    page = invite(with_mail(settings, mail_host.port))
    assert "It has been sent to dana.fox@aldervale.example by e-mail, too." in text_of(page)
    (letter,) = mail_host.letters
    assert "To: dana.fox@aldervale.example" in letter
    assert "From: equality@aldervale.example" in letter
    link = page.text.split('id="link" value="')[1].split('"')[0]
    assert link in letter.replace("=\r\n", "")


def invite(settings: Settings) -> object:
    app = create_app(settings)
    app.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_NAME="selfeval")
    lead = set_up_alder_vale(app)
    lead.get("/people/invite")
    page = lead.post("/people/invite", email=DANA, role="colleague")
    assert page.status_code == 200
    app.extensions["selfeval"].ballot_box.close()
    app.extensions["selfeval"].database.close()
    return page


def test_every_lead_has_an_e_mail_when_somebody_outside_asks_to_change_who_gets_in(
    settings: Settings, mail_host: MailHost
) -> None:
    """Once: asking again before it can be done tells nobody again."""
    app = create_app(with_mail(settings, mail_host.port))
    app.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_NAME="selfeval")
    set_up_alder_vale(app)
    operator = people.operator(app)
    for _ in range(2):
        operator.get("/people/1")
        operator.post("/people/1/password-link")
    app.extensions["selfeval"].mail.threads.shutdown()
    app.extensions["selfeval"].ballot_box.close()
    app.extensions["selfeval"].database.close()
    assert len(mail_host.letters) == 2
    for lead in (LEAD, SECOND_LEAD):
        assert any(f"To: {lead}" in letter for letter in mail_host.letters)
    assert all("/school/readers" in letter for letter in mail_host.letters)


def test_a_mail_host_that_is_silent_holds_the_page_up_for_a_moment_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has its answer while the host is still waited for."""
    monkeypatch.setattr(mail, "HOST_PATIENCE", PATIENCE)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        letters = Mail(with_mail(settings, silent.getsockname()[1]), page_waits=0.2)
        began = time.monotonic()
        assert letters.send(DANA, "Hello", "A link") == "not yet"
        assert time.monotonic() - began < PATIENCE
    letters.threads.shutdown()  # the host has hung up


def test_of_many_letters_each_is_taken_or_not_sent_and_one_that_is_broken_off_is_unsure(
    settings: Settings, mail_host: MailHost
) -> None:
    mail_host.refuses = lambda number: number % 2 == 1
    mail_host.hangs_up = lambda number: number == 4
    letters = Mail(with_mail(settings, mail_host.port))
    addresses = [f"parent{number}@home.example" for number in range(10)]
    became = letters.post_all([(to, "Hello", "A code") for to in [*addresses, "no\naddress"]], PATIENCE)
    assert sorted(became) == ["not sent"] * 6 + ["taken"] * 4 + ["unsure"]
    assert became[10] == "not sent"
    given = {letter.split("To: ")[1].split("\r\n")[0] for letter in mail_host.letters}
    assert given == {to for to, outcome in zip(addresses, became, strict=False) if outcome != "not sent"}
    letters.threads.shutdown()


def test_of_many_letters_none_is_sent_where_the_host_is_away_and_none_is_begun_when_time_is_up(
    settings: Settings, mail_host: MailHost
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    away = Mail(with_mail(settings, port))
    assert away.post_all([(DANA, "Hello", "A code")] * 5, PATIENCE) == ["not sent"] * 5
    assert Mail(settings).post_all([(DANA, "Hello", "A code")], PATIENCE) == ["not sent"]
    late = Batch([EmailMessage()], TakingHost)
    late.over.set()
    assert late.carry(away.threads, PATIENCE) == ["not sent"]
    away.threads.shutdown()


def test_a_mail_host_that_is_not_there_loses_no_link(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    page = invite(with_mail(settings, port))
    assert "The mail host did not take the e-mail, so hand the link over yourself." in text_of(page)
    assert 'value="https://selfeval.example/join/' in page.text


def test_a_password_never_goes_over_an_open_connection(settings: Settings, mail_host: MailHost) -> None:
    with_password = Settings.model_validate(
        {**settings.model_dump(), "smtp_url": f"smtp://amina:pass@127.0.0.1:{mail_host.port}"}
    )
    assert Mail(with_password).send(DANA, "Hello", "A link") == "refused"
    assert mail_host.letters == []


def test_without_a_mail_host_nothing_is_said_of_mail(settings: Settings) -> None:
    page = invite(settings)
    assert "mail host" not in text_of(page)
    assert LINK.search(page.text)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://mail.example", "'smtp' or 'smtps'"),
        ("smtp://", "SELFEVAL_SMTP_URL"),
        ("mail", "SELFEVAL_SMTP_URL"),
    ],
)
def test_a_wrong_mail_address_is_told_by_the_name_of_its_setting(url: str, told: str) -> None:
    with pytest.raises(SettingsFault, match=told):
        Settings.from_environment({"SELFEVAL_SMTP_URL": url})


def test_letters_come_from_the_host_of_the_public_address_where_nothing_is_set() -> None:
    settings = Settings.from_environment({"SELFEVAL_URL": "https://selfeval.school.example:8443"})
    assert settings.sender == "selfeval@selfeval.school.example"


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?Alder_Vale=0D=0ABcc:_eve=40example.com?=",
        "=?utf-8?b?QQ0KDQpQYXkgaGVyZQ==?=",
        "Alder\u2028Bcc: eve@example.com",
        "Alder\rBcc: eve@example.com\n\nPay here",
        "Alder \ud800",
    ],
)
def test_a_name_in_a_subject_begins_no_header_and_no_text_of_its_own(
    settings: Settings, mail_host: MailHost, name: str
) -> None:
    letters = Mail(with_mail(settings, mail_host.port))
    assert letters.send(DANA, f"{name}: equality self-evaluation", "A link") == "sent"
    head, _, body = mail_host.letters[0].partition("\r\n\r\n")
    begun = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]
    assert begun[:4] == ["From", "To", "Subject", "Auto-Submitted"]
    assert begun[4:] == ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    assert body == "A link\r\n"


def test_an_address_that_mail_would_decode_is_refused_and_stops_no_page(
    settings: Settings, mail_host: MailHost
) -> None:
    """One that was taken before it was refused must not keep the letters of all other leads back."""
    address = "=?utf-8?q?a=0D=0ABcc=3Aeve=40example.com?=@aldervale.example"
    assert email_fault(address) == "Enter an e-mail address like name@school.org.uk."
    assert Mail(with_mail(settings, mail_host.port)).send(address, "Hello", "A link") == "refused"
    assert mail_host.letters == []
