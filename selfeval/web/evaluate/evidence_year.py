"""The self-evaluation that a page of evidence is about, and what all these pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.self_evaluation.judgements import indicators_of
from selfeval.store.self_evaluations import State, self_evaluation_of
from selfeval.web.evaluate.years import questionnaire_of, year_argument, year_asked_for
from selfeval.web.site.access import may, school

LOCKED: dict[State, str] = {
    "in_review": "This self-evaluation is with the head, so its evidence cannot be changed now. Ask for it "
    "back on its page first.",
    "signed_off": "This self-evaluation is signed off, so its evidence cannot be changed. Begin a correction "
    "on its page first.",
}
BROUGHT_IN = "This year was brought in from a file. It can be read, and nothing can be added to it."


@dataclass(frozen=True)
class AskedYear:
    """The self-evaluation that an address names."""

    year: int
    questionnaire: Questionnaire
    state: State
    is_brought_in: bool = False

    def locked_words(self, state: State) -> str:
        """Why its evidence cannot be changed in a state; empty for a draft."""
        return BROUGHT_IN if self.is_brought_in else LOCKED.get(state, "")

    @property
    def may_change(self) -> bool:
        return may("colleague") and self.state == "draft"

    def item(self, indicator: str) -> Item:
        """404 for one that is not in this version."""
        return self.questionnaire.definition.items_by_id.get(indicator) or abort(404)

    def id_of(self, indicator: str) -> str:
        """The indicator that an address names, or nothing; 404 for one that is not in this version."""
        return self.item(indicator).id if indicator else ""

    def address(self, indicator: str) -> str:
        """Of the page on which an indicator is rated, at its evidence; from there one goes back as before."""
        area = self.item(indicator).area
        year = year_argument(self.year)
        place: dict[str, Any] = {"area": area, "indicator": indicator, "year": year}
        if request.values.get("from") == "check":
            place["from"] = "check"
        return url_for("evaluate.area", **place, _anchor="evidence")


def asked_year(session: Session) -> AskedYear:
    """404 for a year that is neither this one nor has a self-evaluation."""
    year = year_asked_for()
    evaluation = self_evaluation_of(session, school().id, year)
    questionnaire = questionnaire_of(session, year)
    if evaluation is None:
        return AskedYear(year, questionnaire, "draft")
    return AskedYear(year, questionnaire, evaluation.state, bool(evaluation.brought_in_from))


def shared_words(asked: AskedYear) -> dict[str, object]:
    """What every page of evidence needs."""
    words = asked.questionnaire.words["en"]
    definition = asked.questionnaire.definition
    return {
        "asked": asked,
        "year": asked.year,
        "year_argument": year_argument(asked.year),
        "may_add": asked.may_change,
        "locked": asked.locked_words(asked.state),
        "areas": [
            (words.areas[area], [(item.id, item.number, words.items[item.id].short) for item in items])
            for area in definition.areas
            if (items := indicators_of(definition, area))
        ],
        "words": words,
    }


def evidence_list(asked: AskedYear) -> str:
    """The address of all evidence of the year."""
    return url_for("evaluate.evidence", year=year_argument(asked.year))
