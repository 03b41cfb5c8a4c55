"""The self-evaluation of a year as its pages read it, for whoever is signed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england
from selfeval.questionnaires.model import Questionnaire
from selfeval.reading.released_rounds import voices_of_year
from selfeval.reports.sources import Voice
from selfeval.self_evaluation.document import Document
from selfeval.self_evaluation.earlier_year import EarlierYear, earlier_year
from selfeval.self_evaluation.head_comments import Comment, comments_sent_back
from selfeval.self_evaluation.own_ratings import unseen_in
from selfeval.self_evaluation.sign_off import unchanged_since_signed
from selfeval.self_evaluation.way_to_sign_off import SignOffStatus, sign_off_status
from selfeval.store.directory import namesakes
from selfeval.store.evidence import used_evidence
from selfeval.store.schools_and_accounts import accounts_in
from selfeval.store.self_evaluations import (
    AreaPlan,
    OwnRating,
    SelfEvaluation,
    State,
    area_plans,
    hidden_levels,
    judgements_of,
    own_ratings,
    self_evaluation_of,
)
from selfeval.store.sign_off import ReviewStep, review_steps
from selfeval.web.evaluate.view_models import Overview, overview
from selfeval.web.evaluate.years import questionnaire_of
from selfeval.web.site.access import account, may, running, school


class Stage(NamedTuple):
    """Where a self-evaluation is on its way, and who works on it."""

    state: State = "draft"
    rated_apart: bool = False
    plans: Mapping[str, AreaPlan] = {}
    own: tuple[OwnRating, ...] = ()
    steps: tuple[ReviewStep, ...] = ()
    comments: tuple[Comment, ...] = ()
    """What the head has sent back, first of what nobody has saved again."""
    sign_off_by: dt.date | None = None
    brought_in_from: str = ""
    """The file that it was brought in from; empty for one that was made here."""
    begun_on: dt.date | None = None
    """None before anything is saved."""
    revision: int = 1
    hidden: frozenset[str] = frozenset()
    """Indicators with a saved level that who is signed in sees after having rated them alone."""

    def agrees(self, area: str) -> bool:
        """Whether who is signed in saves the judgements of an area, and not only an own rating."""
        if not self.rated_apart:
            return may("colleague")
        plan = self.plans.get(area)
        return may("lead") or (may("colleague") and plan is not None and plan.account_id == account().id)


class Evaluation(NamedTuple):
    """The self-evaluation of a year as the views work with it."""

    year: int
    questionnaire: Questionnaire
    overview: Overview
    voices: tuple[Voice, ...]
    stage: Stage
    unseen: frozenset[str]
    """Indicators of which who is signed in may not see yet what others say."""
    earlier: EarlierYear | None
    people: Mapping[int, str]
    """Account -> name, of those at the school who can sign in."""
    alike: frozenset[int]
    """Accounts whose name others have too."""


def read_evaluation(year: int) -> Evaluation:
    """The year's self-evaluation; 404 for a year that is neither this one nor has one."""
    with running().database.reading() as session:
        questionnaire = questionnaire_of(session, year)
        judgements = judgements_of(session, school().id, year)
        stage = stage_of(session, year)
        alike = frozenset(namesakes(session, school().id))
        return Evaluation(
            year=year,
            questionnaire=questionnaire,
            overview=overview(questionnaire, judgements, alike),
            voices=voices_of_year(session, school().id, year),
            stage=stage,
            unseen=unseen_in(questionnaire.definition, stage.state, stage.rated_apart, stage.own),
            earlier=earlier_year(session, school().id, year, questionnaire),
            people={one.id: one.name for one in accounts_in(session, school()) if one.active},
            alike=alike,
        )


def stage_of(session: Session, year: int) -> Stage:
    """Where the self-evaluation of a year is; as at its beginning where nothing is saved."""
    evaluation = self_evaluation_of(session, school().id, year)
    if evaluation is None:
        return Stage()
    steps = review_steps(session, evaluation)
    comments = comments_sent_back(
        evaluation.state, steps, judgements_of(session, school().id, year), used_evidence(session, evaluation)
    )
    return Stage(
        evaluation.state,
        evaluation.rated_apart,
        area_plans(session, evaluation),
        tuple(own_ratings(session, evaluation)),
        tuple(steps),
        comments,
        evaluation.sign_off_by,
        evaluation.brought_in_from,
        date_in_england(evaluation.created_at),
        evaluation.revision,
        hidden_levels(session, evaluation),
    )


def status_of(
    session: Session, evaluation: SelfEvaluation, stage: Stage, document: Document | None
) -> SignOffStatus:
    """Where the self-evaluation of a stage is on its way to sign-off. `document`: a draft as it is now."""
    unchanged = (
        evaluation.state == "draft"
        and evaluation.revision > 1
        and document is not None
        and unchanged_since_signed(session, evaluation, document)
    )
    return sign_off_status(evaluation, stage.steps, stage.comments, unchanged=unchanged)
