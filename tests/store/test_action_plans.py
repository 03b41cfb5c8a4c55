"""Action plans: nobody overwrites unseen, what is saved over is kept, and a closed edition never changes."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session

from selfeval.improvement.action_plan import (
    Action,
    ActionPlan,
    Milestone,
    Move,
    Objective,
    Origin,
    Priority,
    Update,
)
from selfeval.improvement.edition_document import edition_document
from selfeval.store.action_plans import (
    Edition,
    PlanAction,
    PlanObjective,
    PlanPriority,
    SupersededPlanText,
)
from selfeval.store.database import Base, Database
from selfeval.store.editions import (
    EditionWasAltered,
    agree_edition,
    close_edition,
    edition_content,
    note_edition,
    open_edition,
    publish_edition,
    take_edition_to_draft,
)
from selfeval.store.plan_reading import PlanOwner, plan_of, withdrawn_rows
from selfeval.store.plan_saving import (
    TermIsClosed,
    add_plan,
    add_row,
    last_update_id,
    move_row,
    put_back,
    save_row,
    superseded_texts,
    withdraw,
    write_update,
)
from selfeval.store.schools_and_accounts import Partnership, School

DAY = dt.date(2026, 12, 18)
PLAN = ActionPlan(
    priorities=(
        Priority(
            "A shared vision",
            "1",
            (
                Objective(
                    "Schools know the partnership",
                    "1",
                    psed_aims=("advance", "All aims of duty"),
                    characteristics=("race",),
                    is_duty=True,
                    published_on=dt.date(2026, 1, 5),
                    milestones=(Milestone("Half of them have signed", "April 2027?"),),
                    actions=(
                        Action(
                            "Open a commitment document",
                            "a",
                            owners="KA / CR",
                            timescale="January 2025 June 2025",
                            moves=(Move(3, "up", dt.date(2027, 7, 1), "They asked for it"),),
                            origin=Origin("next_step", 2026, "1.1", "", "Tell schools"),
                            updates=(Update("2026-spring", "under_way", "Half are in"),),
                        ),
                        Action("Termly meetings", "a", timescale="From March 2024"),
                    ),
                ),
            ),
        ),
    ),
    objectives=(Objective("Nobody feels left out", actions=(Action("Buddies"),)),),
)


@pytest.fixture
def session(sqlite_database: Database) -> Iterator[Session]:
    with sqlite_database.writing() as session:
        yield session


@pytest.fixture
def owner(session: Session) -> PlanOwner:
    school = School("Alder Vale Primary", invented=True)
    session.add(school)
    session.flush()
    return PlanOwner(school_id=school.id)


def without_ids(plan: ActionPlan) -> object:
    """A plan as plain data, without what its rows gave it."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {
                name: plain(one)
                for name, one in value.items()
                if name not in ("id", "version", "at", "author")
            }
        return [plain(one) for one in value] if isinstance(value, list) else value

    return plain(json.loads(plan.to_json()))


def an_action(session: Session, owner: PlanOwner, text: str = "Buddies") -> PlanAction:
    objective = add_row(session, owner, PlanObjective(objective="Nobody feels left out"), "Amina")
    return add_row(session, owner, PlanAction(objective_id=objective.id, text=text), "Amina")


def test_a_plan_comes_back_from_its_rows_as_it_went_in(session: Session, owner: PlanOwner) -> None:
    add_plan(session, owner, PLAN, "Amina")
    assert without_ids(plan_of(session, school_id=owner.school_id)) == without_ids(PLAN)


def test_a_partnership_has_a_plan_of_its_own(session: Session, owner: PlanOwner) -> None:
    partnership = Partnership(name="Wend Valley Trust", kind="trust")
    session.add(partnership)
    session.flush()
    add_plan(session, PlanOwner(partnership_id=partnership.id), PLAN, "Ruth")
    assert plan_of(session, school_id=owner.school_id) == ActionPlan()
    assert len(list(plan_of(session, partnership_id=partnership.id).every_action())) == 3


def test_who_has_seen_an_older_text_saves_nothing(session: Session, owner: PlanOwner) -> None:
    action = an_action(session, owner)
    assert save_row(session, action, 1, {"text": "Buddies in every year"}, "Ben")
    assert not save_row(session, action, 1, {"text": "Buddies at lunch"}, "Amina")
    assert (action.text, action.version, action.changed_by) == ("Buddies in every year", 2, "Ben")
    (before,) = superseded_texts(session, action)
    assert (json.loads(before.content)["text"], before.version, before.changed_by) == ("Buddies", 1, "Amina")


def test_saving_what_stands_there_keeps_no_second_copy(session: Session, owner: PlanOwner) -> None:
    action = an_action(session, owner)
    assert save_row(session, action, 1, {"text": "Buddies"}, "Ben")
    assert (action.version, list(superseded_texts(session, action))) == (1, [])


def test_what_is_withdrawn_is_out_of_the_plan_and_can_be_put_back(session: Session, owner: PlanOwner) -> None:
    action = an_action(session, owner)
    assert withdraw(session, action, 1, "Amina")
    assert not list(plan_of(session, school_id=owner.school_id).every_action())
    assert withdrawn_rows(session, owner) == [action]
    assert put_back(session, action, 2, "Amina")
    ((_, back),) = plan_of(session, school_id=owner.school_id).every_action()
    assert back.text == "Buddies"


def test_a_row_moves_among_those_beside_it_and_no_further(session: Session, owner: PlanOwner) -> None:
    rows = [add_row(session, owner, PlanPriority(title=title), "Amina") for title in "ABC"]

    def titles() -> str:
        return "".join(one.title for one in plan_of(session, school_id=owner.school_id).priorities)

    move_row(session, owner, rows[2], -1)
    assert titles() == "ACB"
    move_row(session, owner, rows[0], -1)
    assert titles() == "ACB"
    move_row(session, owner, rows[0], 1)
    assert titles() == "CAB"
    assert {row.version for row in rows} == {1}


def test_the_last_update_of_a_term_holds_and_those_before_stay(session: Session, owner: PlanOwner) -> None:
    action = an_action(session, owner)
    first = write_update(
        session, action, "2026-autumn", "under_way", update_text="Begun", author="Ben", seen=0
    )
    seen = last_update_id(session, action, "2026-autumn")
    late = write_update(session, action, "2026-autumn", "done", update_text="All", author="Amina", seen=0)
    again = write_update(session, action, "2026-autumn", "done", update_text="All", author="Amina", seen=seen)
    assert (first, late, again) == (True, False, True)
    ((_, whole),) = plan_of(session, school_id=owner.school_id).every_action()
    assert (whole.progress, [one.update for one in whole.updates]) == ("done", ["All"])


def test_a_time_of_what_comes_again_is_done_and_the_action_goes_on(
    session: Session, owner: PlanOwner
) -> None:
    action = an_action(session, owner)
    save_row(session, action, 1, {"timescale": "Termly"}, "Amina")
    write_update(session, action, "2026-autumn", "done", author="Ben", seen=0)
    assert action.progress == "under_way"


def test_nothing_is_written_for_a_term_whose_edition_is_closed(session: Session, owner: PlanOwner) -> None:
    action = an_action(session, owner)
    edition = open_edition(session, owner, "2026-autumn", DAY)
    close_edition(session, edition, edition_document("2026-autumn", DAY, ActionPlan()), "Amina")
    with pytest.raises(TermIsClosed):
        write_update(session, action, "2026-autumn", "done", author="Ben", seen=0)


def test_an_edition_goes_one_way_and_each_step_is_done_once(session: Session, owner: PlanOwner) -> None:
    edition = open_edition(session, owner, "2026-autumn", DAY)
    assert open_edition(session, owner, "2026-autumn", DAY) is edition
    assert not agree_edition(session, edition, "Grace")
    assert not publish_edition(session, edition)
    document = edition_document("2026-autumn", DAY, PLAN)
    assert close_edition(session, edition, document, "Amina")
    assert not close_edition(session, edition, edition_document("2026-autumn", DAY, ActionPlan()), "Ben")
    assert not note_edition(session, edition, DAY, "7")
    assert agree_edition(session, edition, "Grace")
    assert note_edition(session, edition, DAY, "7")
    assert publish_edition(session, edition)
    assert not publish_edition(session, edition)
    assert edition_content(edition) == document
    assert (edition.state, edition.digest, edition.closed_by) == ("noted", document.digest, "Amina")


def test_a_document_that_was_altered_is_not_read(session: Session, owner: PlanOwner) -> None:
    edition = open_edition(session, owner, "2026-autumn", DAY)
    close_edition(session, edition, edition_document("2026-autumn", DAY, PLAN), "Amina")
    edition.document = edition.document.replace("Buddies", "Nothing")
    with pytest.raises(EditionWasAltered):
        edition_content(edition)


TERMS = ("2026-autumn", "2027-spring")
HISTORIES, MOST_STEPS = 2_000, 4


@dataclass
class History:
    """What two or three editors do to one plan, and what has to be there afterwards."""

    session: Session
    owner: PlanOwner
    chance: random.Random
    texts: set[str] = field(default_factory=set)
    closed: dict[str, tuple[str, str]] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)

    def run(self) -> None:
        number = self.owner.school_id or 0
        columns = self.owner.columns | {"id": number, "position": 1}
        self.session.add(PlanObjective(**columns, objective="o"))
        self.action = PlanAction(**columns, objective_id=number, text="first")
        self.session.add(self.action)
        self.session.flush()
        self.texts.add("first")
        self.seen = [1] * self.chance.choice([2, 3])
        self.edition("open", TERMS[0])
        for step in range(self.chance.randint(1, MOST_STEPS)):
            self.step(step, self.chance.randrange(len(self.seen)))
        self.check()

    def step(self, step: int, editor: int) -> None:
        act = self.chance.choice(
            ["text", "text", "text", "update", "read", "withdraw", "close", "agree", "reopen"]
        )
        term = self.chance.choice(TERMS)
        if act == "read":
            self.seen[editor] = self.action.version
        elif act == "text":
            self.save(editor, f"{editor}.{step}")
        elif act == "withdraw":
            change = put_back if self.action.withdrawn_at else withdraw
            change(self.session, self.action, self.seen[editor], f"{editor}")
        elif act == "update":
            self.update(editor, term, f"{editor}.{step}")
        else:
            self.edition(act, term)

    def save(self, editor: int, text: str) -> None:
        was, version = self.action.text, self.action.version
        saved = save_row(self.session, self.action, self.seen[editor], {"text": text}, f"{editor}")
        assert saved == (self.seen[editor] == version)
        assert self.action.text == (text if saved else was)
        if saved:
            self.texts.add(text)
            self.seen[editor] = self.action.version

    def update(self, editor: int, term: str, text: str) -> None:
        try:
            write_update(
                self.session,
                self.action,
                term,
                "under_way",
                update_text=text,
                author=f"{editor}",
                seen=last_update_id(self.session, self.action, term),
            )
            assert term not in self.closed
        except TermIsClosed:
            assert term in self.closed

    def edition(self, act: str, term: str) -> None:
        edition = open_edition(self.session, self.owner, term, DAY)
        if act == "open":
            return
        if act == "agree":
            is_agreed = agree_edition(self.session, edition, "Grace")
            assert is_agreed == (term in self.closed and term not in self.agreed)
            self.agreed |= {term} if is_agreed else set()
            return
        if act == "reopen":
            is_open = take_edition_to_draft(self.session, edition, "taken_back", "Amina", "")
            assert is_open == (term in self.closed and term not in self.agreed)
            if is_open:
                del self.closed[term]
            return
        plan = plan_of(self.session, school_id=self.owner.school_id)
        document = edition_document(term, DAY, plan)
        assert close_edition(self.session, edition, document, "Amina") == (term not in self.closed)
        self.closed.setdefault(term, (edition.document, document.digest))

    def check(self) -> None:
        superseded = self.session.scalars(
            select(SupersededPlanText).filter_by(row_id=self.action.id, of_table="plan_actions")
        )
        there = {self.action.text, *(json.loads(one.content)["text"] for one in superseded)}
        assert self.texts <= there
        for term, frozen in self.closed.items():
            edition = self.session.scalars(select(Edition).filter_by(**self.owner.columns, term=term)).one()
            assert (edition.document, edition.digest) == frozen
            assert edition_content(edition).term == term


def test_in_two_thousand_histories_no_text_is_lost_and_no_edition_changes_while_it_is_closed() -> None:
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=0"))
    Base.metadata.create_all(engine)
    closed = 0
    with Session(engine) as session:
        for number in range(1, HISTORIES + 1):
            history = History(session, PlanOwner(school_id=number), random.Random(number))
            history.run()
            closed += len(history.closed)
            session.expunge_all()
    assert closed > HISTORIES / 20
