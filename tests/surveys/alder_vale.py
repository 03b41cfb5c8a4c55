"""Alder Vale Primary with one pupil survey: planned, opened, answered, ready for a test to do its worst."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from selfeval.calendar.school_years import today
from selfeval.questionnaires.model import SKIPPED
from selfeval.store.ballots import Ballot, Receipt
from selfeval.store.database import Database
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.asked_groups import AskedGroup
from selfeval.surveys.ballot_box import BallotBox, LessonAct, Payload
from selfeval.surveys.count import CountResult, count_survey
from selfeval.surveys.fieldwork import close_survey, shut
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.lessons import BallotOutcome, LessonState, SlipState
from selfeval.surveys.opening import open_survey, print_slips
from selfeval.surveys.plan import Plan, PlannedGroup
from selfeval.surveys.planning import plan
from tests.schools import new_school

AMINA = "Amina Yusuf"
TABLETS = 8
YEARS = (PlannedGroup("Year 3", (3,), 30), PlannedGroup("Year 4", (4,), 12))


def planned(**changed: object) -> Plan:
    """A plan without faults, or with the one that a test puts in."""
    right: dict[str, object] = {
        "audience": "pupils",
        "title": "Belonging, autumn",
        "opens_on": today(),
        "closes_on": today() + dt.timedelta(days=14),
        "adult": "Grace Bello, in the room by the hall",
        "groups": YEARS,
        "about": ("about.sex", "about.language"),
    }
    return Plan(**(right | changed))  # type: ignore[arg-type]


@dataclass
class AlderVale:
    """The school's survey, with what a server keeps in its memory."""

    database: Database
    folder: Path
    survey_id: int
    keys: KeyFolder
    ballot_box: BallotBox
    slips: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """The youngest first, on every database."""
        with self.database.reading() as session:
            codes = select(Round.code).where(Round.survey_id == self.survey_id).order_by(Round.id)
            return list(session.scalars(codes))

    @property
    def code(self) -> str:
        return self.codes[0]

    def group(self, number: int = 1, code: str = "") -> AskedGroup:
        group = self.ballot_box.groups.find(code or self.code, number)
        assert group is not None
        return group

    def slip(self, number: int = 1, code: str = "") -> str:
        """A slip of a group that nobody has drawn yet."""
        where = (code or self.code, number)
        if not self.slips.get(where):
            self.slips[where] = self.print_slips(number, code=where[0])
        return self.slips[where].pop()

    def print_slips(
        self, number: int = 1, how_many: int | None = None, code: str = "", **how: bool
    ) -> list[str]:
        with self.database.writing() as session:
            group = session.get_one(Group, self.group(number, code).group_id)
            round_ = session.get_one(Round, group.round_id)
            many = group.roll + 30 if how_many is None else how_many
            return print_slips(session, self.keys, round_, group, many, AMINA, **how)

    def answers(self, number: int = 1, code: str = "", luck: random.Random | None = None) -> str:
        """Somebody's answers to both parts; those of a group that is not asked something are skipped."""
        group, luck = self.group(number, code), luck or random.Random(7)
        scored = "".join(
            luck.choice([*group.definition.characters(item).values(), SKIPPED])
            for item in group.definition.items
        )
        about = "".join(
            luck.choice(list(group.about.characters(item).values())) if asked else SKIPPED
            for item, asked in zip(group.about.items, group.asked, strict=True)
        )
        return scored + about

    def cast(self, number: int = 1, code: str = "", **changed: object) -> BallotOutcome:
        """One person answers; a test changes what it wants to go wrong."""
        sent: dict[str, object] = {"slip": None, "receipt": secrets.token_bytes(16)}
        sent |= changed
        if sent["slip"] is None:
            sent["slip"] = self.slip(number, code)
        if "sealed" not in sent and "answers" not in sent:
            sent["answers"] = self.answers(number, code)
        return self.ballot_box.cast(self.group(number, code), Payload(**sent))  # type: ignore[arg-type]

    def check_slip(self, typed: str, number: int = 1, code: str = "") -> SlipState:
        """What becomes of somebody who types this."""
        return self.ballot_box.check_slip(self.group(number, code), typed)

    def at_lesson(self, typed: str, act: LessonAct, number: int = 1) -> LessonState:
        """What becomes of an adult who types this."""
        return self.ballot_box.at_lesson(self.group(number), typed, act)

    def fill(self, people: dict[int, int], code: str = "", seed: int = 1) -> None:
        """Group number -> how many answer, a class at the same time. The same seed gives the same answers."""
        luck = random.Random(seed)
        with ThreadPoolExecutor(TABLETS) as tablets:
            for number, how_many in people.items():
                slips = [self.slip(number, code) for _ in range(how_many)]
                given = [self.answers(number, code, luck) for _ in range(how_many)]
                cast_one = partial(self._cast_as, number, code or self.code)
                assert set(tablets.map(cast_one, slips, given)) == {"thanked"}

    def _cast_as(self, number: int, code: str, slip: str, answers: str) -> BallotOutcome:
        payload = Payload(slip, secrets.token_bytes(16), answers=answers)
        return self.ballot_box.cast(self.group(number, code), payload)

    def forget(self) -> None:
        """As if the two seconds and the minute had passed for which a server believes what it has read."""
        self.ballot_box.groups.forget()
        self.keys._seen.clear()

    def close(self) -> None:
        with self.database.writing() as session:
            close_survey(session, session.get_one(Survey, self.survey_id), AMINA)
        self.forget()

    def shut(self) -> None:
        """As the count does before it opens a ballot."""
        with self.database.writing() as session:
            shut(session, session.get_one(Survey, self.survey_id), lose_late=True)

    def count(self, **how: object) -> CountResult:
        """Without waiting for late ballots, if a test does not say otherwise."""
        how = {"lose_late": True, **how}
        return count_survey(
            self.database,
            self.keys,
            self.survey_id,
            AMINA,
            backups=self.folder / "backups",
            **how,  # type: ignore[arg-type]
        )


def open_alder_vale(database: Database, folder: Path, **changed: object) -> AlderVale:
    """Plans and opens the survey; what is `changed` of its plan."""
    keys = KeyFolder(folder / "keys", folder / "second")
    keys.prepare()
    with database.writing() as session:
        school = new_school(session)
        survey = plan(session, school.id, AMINA, planned(**changed))
        open_survey(session, keys, survey, AMINA)
    return AlderVale(database, folder, survey.id, keys, BallotBox(database, keys))


def stored(vale: AlderVale) -> dict[str, int]:
    """How many ballots and receipts there are."""
    with vale.database.reading() as session:
        tables = {"ballots": Ballot, "receipts": Receipt}
        return {
            name: session.scalar(select(func.count()).select_from(of)) or 0 for name, of in tables.items()
        }


ONE = {"ballots": 1, "receipts": 1}


NOTHING = {"ballots": 0, "receipts": 0}
