"""The public page of objectives: the newest published editions of a plan, and the duty's dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import ENGLAND, date_in_england
from selfeval.calendar.terms import term_ends
from selfeval.improvement.action_plan import Objective
from selfeval.improvement.duty_clocks import DutyClock, information_clock, objectives_clock
from selfeval.improvement.edition_document import EditionDocument
from selfeval.improvement.told_edition import is_of_release, still_told
from selfeval.reading.metric_points import with_points
from selfeval.reading.released_rounds import ReadRounds
from selfeval.reports.public_objectives import PublicEdition, public_edition
from selfeval.self_evaluation.evidence import address_fault
from selfeval.self_evaluation.tags import tag_words
from selfeval.store.action_plans import Edition
from selfeval.store.duty_facts import duty_facts
from selfeval.store.editions import Publication, edition_content, publications_of
from selfeval.store.plan_reading import PlanOwner

MOST_PUBLIC = 3
"""Published editions that stand on the page, the newest and those before it."""
MOST_IN_MEMORY = 2_000
_DUTY_OBJECTIVES: dict[str, frozenset[int]] = {}
"""Digest of an edition -> the ids of its equality objectives."""


@dataclass(frozen=True)
class PublicClocks:
    """The duty's dates in what everybody reads."""

    objectives_on: dt.date | None
    """When the newest objective of the page was published first."""
    objectives: DutyClock
    information_on: dt.date | None
    information: DutyClock
    address: str
    """Where the information stands; empty where it is no address of the web."""


@dataclass(frozen=True)
class PublicObjectives:
    """What the page shows: one edition, and which others there are. `edition` is None before the first."""

    edition: PublicEdition | None
    published_on: dt.date | None
    editions: tuple[Publication, ...]
    """The newest published ones, newest first."""
    clocks: PublicClocks

    @property
    def is_newest(self) -> bool:
        """Whether no later edition is published."""
        return self.edition is None or self.editions[0].term == self.edition.term


def told_edition(session: Session, edition: Edition, released: ReadRounds | None = None) -> EditionDocument:
    """What an edition holds, as it may still be told. Raises EditionWasAltered.

    `released`: what the page reads of the school's releases anyway.
    """
    document = edition_content(edition)
    if edition.school_id is None:
        return document
    released = released or ReadRounds(session, edition.school_id)
    of_releases = filter(is_of_release, document.metrics)
    return still_told(document, {one.id: with_points(released, one) for one in of_releases})


def public_objectives(
    session: Session, owner: PlanOwner, day: dt.date, term: str | None = None
) -> PublicObjectives | None:
    """The page of a plan on a day: of the edition of a term, or the newest. None: it does not stand there."""
    every = publications_of(session, owner)
    editions = every[:MOST_PUBLIC]
    chosen = next((one for one in editions if term in (None, one.term)), None)
    if chosen is None and (term is not None or editions):
        return None
    return page_with(session, owner, day, editions, chosen, first_published(session, every))


def page_if_published(session: Session, edition: Edition, day: dt.date) -> PublicObjectives | None:
    """The page as it would be with this edition; None where three newer ones are published."""
    owner = PlanOwner(edition.school_id, edition.partnership_id)
    at = edition.published_at or dt.datetime.combine(day, dt.time(12), ENGLAND)
    own = Publication(edition.id, edition.term, at, edition.digest)
    others = [one for one in publications_of(session, owner) if one.edition_id != edition.id]
    every = sorted([own, *others], key=lambda one: term_ends(one.term), reverse=True)
    if own not in every[:MOST_PUBLIC]:
        return None
    first = first_published(session, every)
    return page_with(session, owner, day, tuple(every[:MOST_PUBLIC]), own, first)


def page_with(
    session: Session,
    owner: PlanOwner,
    day: dt.date,
    editions: tuple[Publication, ...],
    chosen: Publication | None,
    first: Mapping[int, dt.date],
) -> PublicObjectives:
    """The page of these editions that shows one of them. `first`: objective -> first day on such a page."""
    edition = None
    if chosen is not None:
        document = told_edition(session, session.get_one(Edition, chosen.edition_id))
        edition = public_edition(document, tag_words(), first)
    return PublicObjectives(
        edition,
        _day(chosen) if chosen else None,
        editions,
        _clocks(session, owner, day, edition),
    )


def first_published(session: Session, publications: Sequence[Publication]) -> dict[int, dt.date]:
    """Id of an objective of the duty -> the first day on which an edition with it was published."""
    first: dict[int, dt.date] = {}
    for one in sorted(publications, key=lambda one: one.published_at):
        for objective_id in _duty_objectives(session, one):
            first.setdefault(objective_id, _day(one))
    return first


def _duty_objectives(session: Session, publication: Publication) -> frozenset[int]:
    """Their ids in an edition. What has this digest never changes, so a start page reads it once."""
    if publication.digest not in _DUTY_OBJECTIVES:
        if len(_DUTY_OBJECTIVES) >= MOST_IN_MEMORY:
            _DUTY_OBJECTIVES.clear()
        plan = edition_content(session.get_one(Edition, publication.edition_id)).plan
        ids = frozenset(objective.id for objective in plan.every_objective() if objective.is_duty)
        _DUTY_OBJECTIVES[publication.digest] = ids
    return _DUTY_OBJECTIVES[publication.digest]


def with_first_published(
    session: Session, owner: PlanOwner, objectives: Sequence[Objective]
) -> list[Objective]:
    """Objectives with the day of their first published edition, where nobody has typed one."""
    if all(one.published_on for one in objectives if one.is_duty):
        return list(objectives)
    first = first_published(session, publications_of(session, owner))
    return [replace(one, published_on=one.published_on or first.get(one.id)) for one in objectives]


def _day(publication: Publication) -> dt.date:
    return date_in_england(publication.published_at)


def _clocks(session: Session, owner: PlanOwner, day: dt.date, edition: PublicEdition | None) -> PublicClocks:
    facts = duty_facts(session, owner)
    days = [one.published_on for one in edition.objectives if one.published_on] if edition else []
    address = facts.address if facts else ""
    return PublicClocks(
        max(days, default=None),
        objectives_clock([Objective("", is_duty=True, published_on=one) for one in days], day),
        facts.information_on if facts else None,
        information_clock(facts.information_on if facts else None, day),
        "" if address_fault(address) else address,
    )
