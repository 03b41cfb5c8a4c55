"""Two schools, two partnerships and everyone who may ask: the world in which access is tried."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from selfeval.calendar.school_years import now
from selfeval.imports.evidence_file import CheckedFile
from selfeval.improvement.action_plan import ActionPlan
from selfeval.improvement.edition_document import edition_document
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import composition_to_json, whole_library
from selfeval.release.corrections import RequestedCorrection, correct
from selfeval.self_evaluation.evidence import NewEvidence, add_evidence
from selfeval.store.action_plans import PlanAction, PlanMilestone, PlanObjective, PlanPriority
from selfeval.store.directory import Membership
from selfeval.store.editions import agree_edition, close_edition, open_edition
from selfeval.store.metrics import StoredMetric
from selfeval.store.own_questionnaires import OwnQuestionnaire
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.plan_saving import add_row
from selfeval.store.schools_and_accounts import Account, Home, Partnership, RoleName, School, new_account
from selfeval.store.sign_in import HeldChange, invitations_in, invite
from selfeval.store.surveys import Survey
from selfeval.surveys.planning import plan
from selfeval.web.compose.publishing import next_version, publish
from selfeval.web.site.access import is_id
from selfeval.web.site.running import Running
from tests.released import OPENS, STAFF, release_survey
from tests.surveys.alder_vale import AMINA, planned
from tests.visitor import PASSWORD, Visitor, kept_password

Whose = Literal["own", "foreign", "missing"]
Method = Literal["GET", "POST"]

PEOPLE: dict[RoleName, str] = {
    "lead": "Amina Yusuf",
    "colleague": "Ben Achterberg",
    "leader": "Grace Bello",
    "officer": "Ruth Adeyemi",
    "operator": "Sam Okoro",
}
MISSING = 999_999
SUSPENDED = {"title": "Pupils suspended", "kind": "share", "better": "down"}

PLAIN = {
    "number": 1,
    "name": "0123456789ab",
    "audience": "pupils",
    "area": "leadership",
    "kind": "areas",
    "key": "leadership",
    "year": 2026,
    "code": "abcdef",
    "filename": "leading.css",
    "subject": "pupils",
    "secret": "not-a-secret",
    "questionnaire": "staff",
    "written": "note",
    "version": 1,
    "sheet": "interview",
    "language": "en",
    "token": "no-token",
    "word": "action",
    "term": "2026-summer",
}
"""Parts of addresses that name nobody's row -> a value that leads somewhere."""


@dataclass
class World:
    """Who asks, and which ids are whose."""

    app: Flask
    visitors: dict[RoleName | None, Visitor]
    own: dict[str, int]
    of_officer: dict[str, int]
    """What is the partnership's own, in the place of what is the school's."""
    foreign: dict[str, int]
    file: Path | None = None
    """Its SQLite database, where things are tried that change something."""

    def __post_init__(self) -> None:
        if self.file:
            shutil.copyfile(self.file, self.kept)

    @property
    def kept(self) -> Path:
        """The database as it was when the world was made."""
        assert self.file is not None
        return self.file.with_suffix(".kept")

    def again(self) -> None:
        """As if nothing had been asked."""
        running: Running = self.app.extensions["selfeval"]
        running.database.close()
        shutil.copyfile(self.kept, self.file or self.kept)

    def addresses(self, rule: Rule, whose: Whose, role: RoleName | None = None) -> Iterator[str]:
        """Addresses of an endpoint; where it names several rows, each in turn is `whose`, the others own.

        `role`: of whoever owns what is own.
        """
        ids = [name for name in sorted(rule.arguments) if is_id(name)]
        plain = {name: PLAIN[name] for name in rule.arguments if not is_id(name)}
        for turn in ids if whose != "own" else [""]:
            named = {name: self._id(name, whose if name == turn else "own", role) for name in ids}
            with self.app.test_request_context():
                yield self.app.url_for(rule.endpoint, **plain, **named)

    def _id(self, name: str, whose: Whose, role: RoleName | None) -> int:
        if whose == "own" and role == "officer" and name in self.of_officer:
            return self.of_officer[name]
        return MISSING if whose == "missing" else getattr(self, whose)[name]


def world(app: Flask, file: Path | None = None) -> World:
    """The world, in the empty database of an application."""
    running: Running = app.extensions["selfeval"]
    with app.app_context(), running.database.writing() as session:
        alder, quarry = School(name="Alder Vale Primary"), School(name="Quarry Hill School")
        wend = Partnership(name="Wend Valley Trust", kind="trust")
        hollow = Partnership(name="Hollow Hills Trust", kind="trust")
        session.add_all([alder, quarry, wend, hollow])
        session.flush()
        homes: dict[str, Home] = {"officer": wend, "operator": None}
        for role, name in PEOPLE.items():
            _account(session, homes.get(role, alder), role, name)
        own = _rows(session, alder, wend, "Daniel Price")
        of_officer = {"own_id": own["offered_id"], **_plan(session, PlanOwner(partnership_id=wend.id))}
        foreign = _rows(session, quarry, hollow, "Tom Okafor")
    visitors: dict[RoleName | None, Visitor] = {None: Visitor(app)}
    for role, name in PEOPLE.items():
        visitors[role] = Visitor(app)
        assert visitors[role].sign_in(address_of(name), PASSWORD).status_code == 303
    return World(app, visitors, own, of_officer, foreign, file)


def _rows(session: Session, school: School, partnership: Partnership, name: str) -> dict[str, int]:
    """A row of each kind that an address may name."""
    membership = Membership(
        partnership_id=partnership.id,
        school_id=school.id,
        joined_on=OPENS,
        reads_from=OPENS,
        shares_plan=True,
    )
    session.add(membership)
    person = _account(session, school, "lead", name)
    invite(session, school, f"new.{address_of(name)}", "colleague", name)
    survey = plan(session, school.id, AMINA, planned())
    released = release_survey(session, school.id, "staff", STAFF)
    of_staff = session.get_one(Survey, released.survey_id)
    correct(session, of_staff, RequestedCorrection("Six more were in post.", {"Staff": 44}), name, {})
    about = {"kind": "invitation", "email": address_of(name), "who": name, "due_at": now()}
    held = HeldChange(school_id=school.id, **about)
    session.add(held)
    session.flush()
    return {
        "held_id": held.id,
        "survey_id": survey.id,
        "round_id": survey.rounds[0].id,
        "account_id": person,
        "link_id": invitations_in(session, school)[0].id,
        "school_id": school.id,
        "partnership_id": partnership.id,
        "membership_id": membership.id,
        "release_id": released.id,
        "evidence_id": _evidence(session, school, name),
        "own_id": _questionnaire(session, school_id=school.id),
        "offered_id": _questionnaire(session, partnership_id=partnership.id),
        **_plan(session, PlanOwner(school_id=school.id)),
    }


def _plan(session: Session, owner: PlanOwner) -> dict[str, int]:
    """A row of each kind of an action plan, and an edition that its head has agreed."""
    objective = add_row(session, owner, PlanObjective(objective="Nobody eats alone"), "Amina Yusuf")
    edition = open_edition(session, owner, "2026-summer", OPENS)
    close_edition(session, edition, edition_document("2026-summer", OPENS, ActionPlan()), "Amina Yusuf")
    agree_edition(session, edition, "Grace Bello")
    below = {"objective_id": objective.id, "text": "Buddies at lunch"}
    return {
        "priority_id": add_row(session, owner, PlanPriority(title="Belonging"), "Amina Yusuf").id,
        "objective_id": objective.id,
        "milestone_id": add_row(session, owner, PlanMilestone(**below), "Amina Yusuf").id,
        "action_id": add_row(session, owner, PlanAction(**below), "Amina Yusuf").id,
        "edition_id": edition.id,
        "metric_id": add_row(session, owner, StoredMetric(**SUSPENDED), "Amina Yusuf").id,
    }


def _questionnaire(session: Session, **owner: int) -> int:
    """A published questionnaire of a school's or a partnership's own."""
    draft = composition_to_json(whole_library("staff"))
    row = OwnQuestionnaire(name="Staff, shorter", questionnaire="staff", draft=draft, **owner)
    session.add(row)
    session.flush()
    publish(session, row, next_version(row, draft), Account(name="Ruth Adeyemi"))
    return row.id


def _evidence(session: Session, school: School, name: str) -> int:
    new = NewEvidence(
        form="file",
        title="Anti-bullying policy",
        kind="policy",
        indicators=("se.1.1",),
        file=CheckedFile(b"Policy", "txt"),
    )
    definition = latest("self-evaluation").definition
    return add_evidence(session, definition, school_id=school.id, year=2026, new=new, who=name).id


def _account(session: Session, home: Home, role: RoleName, name: str) -> int:
    return new_account(session, home, name, address_of(name), kept_password(), role).id


def address_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@schools.example"
