"""Alder Vale Primary with its surveys open, for tests of the answering pages."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from selfeval.calendar.school_years import today
from selfeval.settings import Settings
from selfeval.store.ballots import Ballot
from selfeval.store.surveys import Round
from selfeval.surveys.opening import open_survey, print_slips
from selfeval.surveys.plan import Plan, PlannedGroup
from selfeval.surveys.planning import plan
from selfeval.surveys.sealing import info_of, open_sealed, unpad
from selfeval.web.app import create_app
from tests.schools import new_school

ADULT = "Tom Okafor, in the Rainbow Room, at any break"
PUPILS = tuple(PlannedGroup(f"Year {year}", (year,), 30) for year in (1, 5, 9))
STAFF = (PlannedGroup("Staff", (), 40, "staff"),)
ABOUT = ("about.sex", "about.language")
ITEMS = {"Year 1": 18, "Year 5": 38, "Year 9": 45, "Staff": 40}
"""Group -> scored questions of its questionnaire."""


@dataclass
class Installation:
    """A school's installation; every card is handed out once."""

    app: Flask
    addresses: dict[str, str] = field(default_factory=dict)
    slips: dict[str, list[str]] = field(default_factory=dict)

    def card(self, group: str) -> tuple[str, str]:
        """The address on a card of this group, and its slip."""
        return self.addresses[group], self.slips[group].pop()

    def ballots(self, group: str) -> list[str]:
        """The answers of every ballot of a group, opened with the round's key."""
        running = self.app.extensions["selfeval"]
        code = self.addresses[group].split("/")[2]
        with running.database.reading() as session:
            round_ = session.scalars(select(Round).where(Round.code == code)).one()
            number = int(self.addresses[group].split("/")[3])
            info = info_of(code, round_.digest, round_.about_digest, round_.ballot_form, number)
            (of_group,) = [each.id for each in round_.groups if each.number == number]
            sealed = session.scalars(select(Ballot.sealed).where(Ballot.group_id == of_group)).all()
        private = running.keys.read(code, None).private
        return [unpad(open_sealed(each, private, info)) for each in sealed]


def installation(settings: Settings) -> Installation:
    """Two open surveys with slips, one that is closed (`Closed`), one that has not begun (`Not yet`)."""
    made = Installation(create_app(settings))
    running = made.app.extensions["selfeval"]
    with running.database.writing() as session:
        school = new_school(session, invented=True)
        for audience, groups, name in (
            ("pupils", PUPILS, ""),
            ("staff", STAFF, ""),
            ("pupils", PUPILS[1:2], "Closed"),
            ("staff", STAFF, "Not yet"),
        ):
            survey = plan(session, school.id, "Amina Yusuf", _plan(audience, groups, f"Belonging {name}"))
            if name != "Not yet":
                open_survey(session, running.keys, survey, "Amina Yusuf")
            for round_ in survey.rounds:
                if name == "Closed":
                    round_.state = "shut"
                for group in round_.groups:
                    made.addresses[name or group.name] = f"/a/{round_.code}/{group.number}"
                    if not name:
                        slips = print_slips(session, running.keys, round_, group, 30, "Amina Yusuf")
                        made.slips[group.name] = slips
    return made


def _plan(audience: str, groups: tuple[PlannedGroup, ...], title: str) -> Plan:
    return Plan(
        audience=audience,
        title=title,
        opens_on=today(),
        closes_on=today() + dt.timedelta(days=9),
        adult=ADULT,
        groups=groups,
        about=ABOUT if audience == "pupils" else (),
    )


def receipt() -> str:
    """A receipt as a tablet makes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serves the application on this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def closing_app(settings: Settings) -> Iterator[Flask]:
    """An application, closed at the end."""
    app = create_app(settings)
    yield app
    app.extensions["selfeval"].ballot_box.close()
    app.extensions["selfeval"].database.close()


def settings_in(folder: Path, empty: Path) -> Settings:
    """Settings of an installation with a copy of an empty database in this folder."""
    settings = Settings(instance=folder).with_folders()
    settings.instance.mkdir(exist_ok=True)
    shutil.copyfile(empty, settings.instance / "selfeval.sqlite")
    return settings
