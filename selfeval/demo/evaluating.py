"""The demo's self-evaluations: given out, rated with evidence, explained, agreed, noted, corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import ENGLAND, at, school_year
from selfeval.demo.schools import DemoSchool
from selfeval.demo.written import (
    ABOVE,
    ABOVE_OTHERS,
    BELOW,
    INVENTED,
    NOT_KNOWN_YET,
    REASON,
    SEEN,
    TALK,
    TRAINING_LOG,
    WALK,
    WRITTEN,
)
from selfeval.imports.evidence_file import checked_file
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Definition, Item
from selfeval.reading.evidence_findings import answers_of_year
from selfeval.reading.unexplained import unexplained
from selfeval.self_evaluation.area_plans import Assignment, area_a_month, give_out
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.evidence import NewEvidence, add_evidence
from selfeval.self_evaluation.judgements import NOT_KNOWN, UNRATED, levels_of, rate
from selfeval.self_evaluation.own_ratings import rate_alone
from selfeval.self_evaluation.sign_off import agree, note_by_governors, reopen, submit
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, School, account_by, acting
from selfeval.store.self_evaluations import Rating, SelfEvaluation, judgements_of, self_evaluation_of

UNDONE = "."
"""In `levels`: an indicator that nobody has looked at."""
TAGS = {
    "leadership": ("duty.advance", "ofsted.leadership"),
    "culture": ("duty.relations", "ofsted.wellbeing"),
    "curriculum": ("duty.relations", "ofsted.curriculum"),
    "flourish": ("duty.advance", "ofsted.inclusion"),
    "bullying": ("duty.eliminate", "ofsted.behaviour"),
    "community": ("duty.relations", "ofsted.inclusion"),
}
CORRECTED = "se.4.1"


@dataclass(frozen=True)
class DemoEvaluation:
    """One school's self-evaluation of one autumn."""

    database: Database
    demo_school: DemoSchool
    school_id: int
    autumn: int
    monday: dt.date

    @property
    def year(self) -> int:
        return school_year(self.monday)

    @property
    def definition(self) -> Definition:
        return find("self-evaluation", self.demo_school.versions[self.autumn]["self-evaluation"]).definition

    @property
    def levels(self) -> str:
        """A digit for each indicator."""
        return self.demo_school.levels[self.autumn]

    @contextmanager
    def on(self, day: dt.date, person: int) -> Iterator[tuple[Session, Account]]:
        """That person at work in the morning of a day."""
        email = self.demo_school.people[person].email
        with at(dt.datetime.combine(day, dt.time(9), ENGLAND)):
            with self.database.reading() as session:
                account = account_by(session, email=email)
            if account is None:
                raise LookupError(email)
            with acting(account.doer), self.database.writing() as session:
                yield session, account


def evaluate(made: DemoEvaluation, last: bool) -> None:
    """One autumn's. `last`: it ends where the school's last one does, and not with the governors."""
    _give_out(made)
    _add_evidence(made)
    for person in (0, 1):
        _rate(made, person)
    ends = made.demo_school.last_ends if last else "noted"
    _explain(made, all_of_them=ends != "draft")
    if ends == "draft":
        return
    days = (23, 25) if last else (119, 127)
    _hand_in(made, days[0])
    if ends == "in_review":
        return
    _agree(made, days[1])
    if last:
        return
    _note(made, 150, "minute 7")
    if made.autumn in made.demo_school.corrected:
        _correct(made)


def _give_out(made: DemoEvaluation) -> None:
    """Areas to the two leads in turn, each with a day."""
    day = made.monday - dt.timedelta(days=12)
    days = area_a_month(made.definition.areas, made.year, day)
    with made.on(day, 0) as (session, lead):
        other = account_by(session, email=made.demo_school.people[1].email)
        owners = (lead.id, other.id if other else lead.id)
        areas = {
            area: Assignment(owners[place % 2], days[area])
            for place, area in enumerate(made.definition.areas)
        }
        give_out(
            session,
            made.definition,
            school=session.get_one(School, made.school_id),
            year=made.year,
            assignments=areas,
            sign_off_by=dt.date(made.year + 1, 3, 31),
            rated_apart=made.autumn in made.demo_school.rated_apart,
            who=lead.name,
        )


def _add_evidence(made: DemoEvaluation) -> None:
    day = made.monday + dt.timedelta(days=21)
    with made.on(day, 0) as (session, lead):
        for new in (*_pieces(made, day), *_findings(made, session)):
            add_evidence(
                session,
                made.definition,
                school_id=made.school_id,
                year=made.year,
                new=new,
                who=lead.name,
            )


def _pieces(made: DemoEvaluation, day: dt.date) -> Iterator[NewEvidence]:
    domain = made.demo_school.people[0].email.partition("@")[2]
    yield NewEvidence(
        form="link",
        title="Equality information and objectives",
        kind="policy",
        url=f"https://www.{domain}/equality",
        note=INVENTED,
        made_on=dt.date(made.year, 9, 5),
        strength="some",
        indicators=("se.1.3", "se.1.4"),
    )
    yield NewEvidence(
        form="note",
        title="Talk with the school council",
        kind="voice",
        note=TALK,
        made_on=made.monday,
        strength="some",
        indicators=("se.2.3", "se.5.2"),
    )
    log = TRAINING_LOG.format(year=made.year).encode()
    yield NewEvidence(
        form="file",
        title=f"Training log, autumn {made.year}",
        kind="training",
        note=INVENTED,
        made_on=dt.date(made.year, 9, 25),
        strength="strong",
        indicators=("se.1.2",),
        file=checked_file(log, "training.csv"),
    )
    yield NewEvidence(
        form="walk",
        title="Learning walk: how adults speak, and what is on the walls",
        kind="walk",
        note=WALK,
        made_on=day - dt.timedelta(days=3),
        about={"host": "equality lead", "first": "parent governor", "second": "teaching assistant"},
        strength="some",
        indicators=("se.2.2", "se.3.2"),
    )


def _findings(made: DemoEvaluation, session: Session) -> Iterator[NewEvidence]:
    """A released answer of this year, if one may be shown."""
    answers = answers_of_year(session, made.school_id, made.year, made.definition, "se.2.1")
    for answer in answers[:1]:
        yield NewEvidence(
            form="finding",
            title=answer.name[:120],
            kind="survey",
            made_on=answer.voice.released.closes_on,
            about=answer.about,
            strength="some",
            indicators=("se.2.1",),
        )


def _rate(made: DemoEvaluation, person: int) -> None:
    """What one of the two leads looks after; where each rates alone first, that comes before."""
    day = made.monday + dt.timedelta(days=22)
    definition = made.definition
    with made.on(day, person) as (session, lead):
        for place, (item, level) in enumerate(zip(definition.items, made.levels, strict=True)):
            if level == UNDONE:
                continue
            option = _option(item, definition, level)
            if made.autumn in made.demo_school.rated_apart:
                own = _own_level(level, place + person)
                rate_alone(
                    session,
                    definition,
                    school_id=made.school_id,
                    year=made.year,
                    indicator=item.id,
                    level=_option(item, definition, own),
                    reason=SEEN[(place + person) % len(SEEN)],
                    account_id=lead.id,
                    who=lead.name,
                )
            if definition.areas.index(item.area or "") % 2 == person:
                rating = replace(_rating(made, place, item, level), level=option)
                rate(
                    session,
                    definition,
                    school_id=made.school_id,
                    year=made.year,
                    indicator=item.id,
                    rating=rating,
                    version=UNRATED,
                    who=lead.name,
                )


def _option(item: Item, definition: Definition, level: str) -> str:
    return NOT_KNOWN if level == "?" else levels_of(item, definition)[int(level)]


def _own_level(level: str, turn: int) -> str:
    """Mostly what is agreed in the end, now and then one lower or one higher."""
    if level == "?" or turn % 4:
        return level
    return str(min(max(int(level) + (1 if turn % 8 else -1), 0), 4))


def _rating(made: DemoEvaluation, place: int, item: Item, level: str) -> Rating:
    """Everything but the level."""
    written = WRITTEN.get(item.number or "") or WRITTEN[item.commitment or ""]
    sentence = written.little if level in "01" else written.done
    words = [NOT_KNOWN_YET] if level == "?" else [sentence, SEEN[made.autumn]]
    if place % 4 == 0:
        words.append(INVENTED)
    rating = Rating(commentary=" ".join(words), tags=TAGS[item.area or ""])
    if level in "01":
        rating = replace(rating, strength="none" if level == "0" else "some")
    elif level != "?":
        rating = replace(rating, strength="strong" if level in "34" else "some")
    if level in "34?" or place % 2:
        return rating
    owners = (*(person.name for person in made.demo_school.people[:2]), "Head of the lower school")
    due = made.monday + dt.timedelta(weeks=9 + 3 * place // 2, days=4)
    return replace(rating, next_step=written.next_step, owner=owners[place // 2 % 3], due=due)


def _explain(made: DemoEvaluation, *, all_of_them: bool, days: int = 22) -> None:
    """Why leaders and those who were asked differ; one waits for an answer unless all are to have one."""
    day = made.monday + dt.timedelta(days=days)
    with made.on(day, 1) as (session, lead):
        school = session.get_one(School, made.school_id)
        gaps = unexplained(session, school, made.year)
        judgements = judgements_of(session, made.school_id, made.year)
        for place, one in enumerate(gaps if all_of_them else gaps[1:]):
            judgement = judgements[one.gap.indicator]
            above = ABOVE.get(one.gap.statements[0].voice, ABOVE_OTHERS)
            reasons = above if one.gap.higher else BELOW
            rate(
                session,
                made.definition,
                school_id=made.school_id,
                year=made.year,
                indicator=one.gap.indicator,
                rating=replace(judgement.rating, explanation=reasons[place % 2]),
                version=judgement.version,
                who=lead.name,
            )


def _hand_in(made: DemoEvaluation, days: int) -> None:
    with made.on(made.monday + dt.timedelta(days=days), 0) as (session, lead):
        submit(session, _stored(made, session), lead.name)


def _agree(made: DemoEvaluation, days: int) -> None:
    with made.on(made.monday + dt.timedelta(days=days), 2) as (session, head):
        evaluation = _stored(made, session)
        agree(session, evaluation, head.name, head.id, document_of(session, evaluation).digest, "head")


def _note(made: DemoEvaluation, days: int, minute: str) -> None:
    day = made.monday + dt.timedelta(days=days)
    with made.on(day, 2) as (session, head):
        met_on = day - dt.timedelta(days=3)
        note_by_governors(session, _stored(made, session), head.name, met_on, minute, day)


def _correct(made: DemoEvaluation) -> None:
    """Opened again with a reason, one level lower, agreed and noted once more: revision 2."""
    with made.on(made.monday + dt.timedelta(days=210), 0) as (session, lead):
        reopen(session, _stored(made, session), lead.name, REASON)
        judgement = judgements_of(session, made.school_id, made.year)[CORRECTED]
        item = made.definition.item(CORRECTED)
        levels = levels_of(item, made.definition)
        lower = levels[max(levels.index(judgement.level or levels[0]) - 1, 0)]
        rate(
            session,
            made.definition,
            school_id=made.school_id,
            year=made.year,
            indicator=CORRECTED,
            rating=replace(judgement.rating, level=lower, commentary=f"{WRITTEN['4.1'].little} {INVENTED}"),
            version=judgement.version,
            who=lead.name,
        )
    _explain(made, all_of_them=True, days=211)
    _hand_in(made, 212)
    _agree(made, 219)
    _note(made, 248, "minute 12")


def _stored(made: DemoEvaluation, session: Session) -> SelfEvaluation:
    evaluation = self_evaluation_of(session, made.school_id, made.year)
    if evaluation is None:
        raise LookupError(made.year)
    return evaluation
