"""What the notices of a survey are made from: its plan, what it asks, and what the school has typed once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.notices.asked import PrintedRound, printed_round
from selfeval.notices.helplines import Helplines
from selfeval.notices.sheet import TO_WRITE
from selfeval.notices.words import NoticeWords
from selfeval.questionnaires.audiences import AskedAudience, asked_audience
from selfeval.questionnaires.catalogue import band_for_year
from selfeval.questionnaires.translated import ENGLISH, PartTexts
from selfeval.store.directory import memberships_on
from selfeval.store.notice_details import NoticeDetails
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey
from selfeval.surveys.opened_ballots import SEX_ITEM

NOTICE_BEFORE = dt.timedelta(days=14)
"""How long before the first day parents are told."""
FRIDAY = 4
SPECIAL = frozenset({"ethnic", "send", "extra_help", "disability", "religion", "sexual_orientation"})
"""Parts of ids of questions about what the law calls special categories of data."""


@dataclass(frozen=True)
class NoticeFacts:
    """One survey, as its notices tell it."""

    school: str
    title: str
    audience: AskedAudience
    opens_on: dt.date
    closes_on: dt.date
    say_no_by: dt.date
    adult: str
    groups: tuple[str, ...]
    people: int
    """How many could answer."""
    years: tuple[int, ...]
    is_on_tablets: bool
    """Some group has tablets that an adult starts, and no cards."""
    has_cards: bool
    """Some group draws cards."""
    threshold: int
    decided: str
    """Who decided to ask the more personal questions, and when."""
    keep_years: int
    rounds: tuple[PrintedRound, ...]
    readers: tuple[str, ...]
    """The partnerships that read what the school releases of this survey."""
    address: str
    """Where the notice can be read without signing in."""
    keeps_sex: bool
    """Whether somebody is a girl or a boy is asked, and kept with the answers of a large group."""
    asks_special: bool
    """Some question is about a special category of data."""
    is_sealed_there: bool
    """Answers are locked on the tablet itself and not first on arrival."""
    safeguarding_lead: str
    contact: str
    controller: str
    data_officer: str
    helplines: Helplines
    words: NoticeWords

    @property
    def is_of_pupils(self) -> bool:
        """Whether adults ask children, so that parents are told first and can say no."""
        return self.audience == "pupils"

    @property
    def notice_by(self) -> dt.date:
        """The day by which parents should have the notice."""
        return self.opens_on - NOTICE_BEFORE

    @property
    def ages(self) -> frozenset[str]:
        """Names of the questionnaires for the ages that are asked, whichever of them they answer."""
        return frozenset(band_for_year(year) for year in self.years) if self.is_of_pupils else frozenset()

    @property
    def minutes(self) -> int:
        """How long the longest of its rounds takes; 0 where none says so."""
        return max((round_.minutes or 0 for round_ in self.rounds), default=0)

    @property
    def asks_about_people(self) -> bool:
        return any(part.about for part in self.rounds)


def usual_say_no_by(opens_on: dt.date) -> dt.date:
    """The last weekday before the first day."""
    day = opens_on - dt.timedelta(days=1)
    return day - dt.timedelta(days=max(0, day.weekday() - FRIDAY))


def say_no_by(survey: Survey) -> dt.date:
    """Until when parents are asked to say no: what is typed, or else the last weekday before it begins."""
    return survey.say_no_by or usual_say_no_by(survey.opens_on)


def readers_of(session: Session, survey: Survey) -> tuple[str, ...]:
    """The partnerships that, as things are today, will read what the school releases of a survey."""
    day = today()
    members = memberships_on(session, day, school_id=survey.school_id)
    return tuple(member.partnership.name for member in members if member.reads(max(day, survey.closes_on)))


def _address(survey: Survey, public_url: str, language: str) -> str:
    tongue = "" if language == ENGLISH else f"?lang={language}"
    return f"{public_url}/a/{survey.rounds[0].code}/notice{tongue}" if survey.rounds else ""


def notice_facts(
    survey: Survey,
    school: School,
    details: NoticeDetails,
    helplines: Helplines,
    *,
    readers: tuple[str, ...],
    public_url: str,
    blank: str = TO_WRITE,
    words: NoticeWords | None = None,
    texts: PartTexts | None = None,
) -> NoticeFacts:
    """All of a survey. `public_url`: under which its pages are reached. `blank`: for what is not typed.

    `words`: of another language than English. `texts`: how the school asks the questions in it.
    """
    words = words or NoticeWords()
    groups = [group for round_ in survey.rounds for group in round_.groups]
    about = {item.id for round_ in survey.rounds for item in round_.about.items}
    return NoticeFacts(
        school=school.on(survey.opens_on).name,
        title=survey.title,
        audience=asked_audience(survey.audience),
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        say_no_by=say_no_by(survey),
        adult=survey.adult,
        groups=tuple(group.name for group in groups),
        people=sum(group.roll for group in groups),
        years=tuple(sorted({year for group in groups for year in group.years})),
        is_on_tablets=any(group.tablets for group in groups),
        has_cards=not all(group.tablets for group in groups),
        threshold=survey.threshold,
        decided=survey.decided,
        keep_years=school.keep_years,
        rounds=tuple(printed_round(round_, words.language, texts or {}) for round_ in survey.rounds),
        readers=readers,
        address=_address(survey, public_url, words.language),
        keeps_sex=SEX_ITEM in about,
        asks_special=any(part in item for item in about for part in SPECIAL),
        is_sealed_there=public_url.startswith("https://"),
        safeguarding_lead=details.safeguarding_lead or blank,
        contact=details.contact or blank,
        controller=details.controller or blank,
        data_officer=details.data_officer or blank,
        helplines=helplines,
        words=words,
    )
