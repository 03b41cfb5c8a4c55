"""Self-evaluations as a school takes them with it: what stands, what stood before, and what was signed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from sqlalchemy.orm import Session

from selfeval.accounts.changes import role_of
from selfeval.calendar.school_years import year_label
from selfeval.questionnaires.model import Words
from selfeval.reading.released_rounds import LANGUAGE
from selfeval.reports.tables import csv_text
from selfeval.store.schools_and_accounts import School, Signed
from selfeval.store.self_evaluations import (
    Judgement,
    SelfEvaluation,
    area_plans,
    evaluated_years,
    every_judgement,
    own_ratings,
    self_evaluation_of,
    superseded,
)
from selfeval.store.sign_off import SignedRevision, review_steps, signed_revisions

HEAD = (
    *("indicator", "text", "level", "level_means", "commentary", "strength", "explanation", "next_step"),
    *("owner", "due", "tags", "by", "by_role", "by_account", "on"),
)


def self_evaluation_files(session: Session, school: School) -> Iterator[tuple[str, str]]:
    """Names and contents: a table and a file for programs for each year, and each signed revision exactly."""
    for year in evaluated_years(session, school.id):
        evaluation = self_evaluation_of(session, school.id, year)
        if evaluation is None:
            continue
        questionnaire = evaluation.questionnaire
        definition = questionnaire.definition
        judgements = sorted(every_judgement(session, evaluation).values(), key=lambda one: one.id)
        words = questionnaire.words[LANGUAGE]
        name = f"self-evaluations/{year_label(year).replace('/', '-')}"
        yield f"{name}.csv", judgements_csv(judgements, words)
        revisions = signed_revisions(session, evaluation)
        content = {
            "year": year_label(year),
            "questionnaire": definition.questionnaire,
            "version": definition.version,
            "state": evaluation.state,
            "revision": evaluation.revision,
            "rated_apart": evaluation.rated_apart,
            "sign_off_by": evaluation.sign_off_by,
            "brought_in_from": evaluation.brought_in_from,
            "judgements": {one.indicator: _judgement(session, one) for one in judgements},
            **_around(session, evaluation, revisions),
        }
        yield f"{name}.json", _json(content)
        for signed in revisions:
            yield f"{name}-signed-{signed.number}.json", signed.document


def judgements_csv(judgements: Iterable[Judgement], words: Words) -> str:
    """A line an indicator, with the words of its level and all that was written about it."""
    return csv_text(HEAD, (_line(judgement, words) for judgement in judgements))


def _line(judgement: Judgement, words: Words) -> Iterable[object]:
    item = words.items.get(judgement.indicator)
    means = item.levels.get(judgement.level or "", "") if item else ""
    rating = judgement.rating
    return (
        judgement.indicator,
        item.text if item else "",
        judgement.level,
        means,
        *(rating.commentary, rating.strength, rating.explanation, rating.next_step, rating.owner),
        rating.due.isoformat() if rating.due else "",
        " ".join(rating.tags),
        judgement.rated_by,
        role_of(judgement),
        judgement.by_account,
        f"{judgement.rated_at:%Y-%m-%d}",
    )


def _judgement(session: Session, judgement: Judgement) -> dict[str, object]:
    """One judgement with the texts that stood there before."""
    return {
        **asdict(judgement.rating),
        "rated_by": judgement.rated_by,
        "rated_by_role": judgement.by_role,
        "rated_by_account": judgement.by_account,
        "rated_at": judgement.rated_at,
        "saves": judgement.version,
        "before": [
            {
                **asdict(one.rating),
                "saves": one.version,
                "rated_by": one.rated_by,
                "rated_at": one.rated_at,
            }
            for one in superseded(session, judgement)
        ],
    }


def _around(
    session: Session, evaluation: SelfEvaluation, revisions: Iterable[SignedRevision]
) -> dict[str, object]:
    """Who looked after what, how each rated alone, every step to sign-off, and what was signed."""
    return {
        "area_plans": {
            area: {"account": plan.account_id, "due": plan.due}
            for area, plan in area_plans(session, evaluation).items()
        },
        "own_ratings": [
            {
                "indicator": one.indicator,
                "who": one.who,
                "account": one.account_id,
                "level": one.level,
                "reason": one.reason,
                "rated_at": one.rated_at,
            }
            for one in own_ratings(session, evaluation)
        ],
        "review_steps": [
            {
                "act": step.act,
                "revision": step.revision,
                "text": step.text,
                "indicator": step.indicator,
                "met_on": step.met_on,
                "minute": step.minute,
                "who": step.who,
                "at": step.at,
                **_by(step),
            }
            for step in review_steps(session, evaluation)
        ],
        "signed_revisions": [
            {
                "number": one.number,
                "reason": one.reason,
                "digest": one.digest,
                "signed_by": one.signed_by,
                "signed_at": one.signed_at,
            }
            for one in revisions
        ],
    }


def _by(signed: Signed) -> dict[str, object]:
    return {"by_role": signed.by_role, "by_account": signed.by_account}


def _json(content: dict[str, object]) -> str:
    """Days and moments as ISO 8601."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=dt.date.isoformat)
