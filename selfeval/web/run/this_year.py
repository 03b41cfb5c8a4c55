"""The start page: where the year stands, what to do next, and how long it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.evaluation.levels import Progress
from selfeval.store.surveys import Survey
from selfeval.web.evaluate.pages import MINUTES_EACH
from selfeval.web.run.board import Board
from selfeval.web.run.steps import Step, steps_of
from selfeval.web.words import day, listed, long

VOICES = {"pupils": "Pupils", "staff": "Staff"}
AREA = 4
"""Indicators in an area: as many as one sitting takes."""


SECOND_LEAD = Step(
    "Invite a second equality lead",
    "/people",
    1,
    "A survey can be opened when two people can lead: if one is away, the other closes and counts it.",
)


@dataclass(frozen=True)
class Standing:
    """A survey with what may be seen of it now; the board is None when it is not open or closed."""

    survey: Survey
    board: Board | None = None
    refused: bool = False
    """Whether its answers are refused, since its key is missing."""


@dataclass(frozen=True)
class Year:
    """What the start page says."""

    heading: str
    lede: str
    steps: tuple[Step, ...]
    """Soonest first; the first one is what to do next."""

    @property
    def next(self) -> Step | None:
        return self.steps[0] if self.steps else None


def year_of(
    standings: Sequence[Standing],
    rating: Progress,
    reports: bool,
    on: dt.date,
    leads: bool,
    *,
    alone: bool = False,
) -> Year:
    """The start page of a school that has begun. `leads`: whether the reader may run surveys.

    `alone`: nobody else may, so that no survey can be opened yet.
    """
    steps: list[Step] = []
    if leads and alone:
        steps.append(SECOND_LEAD)
    if leads:
        for standing in standings:
            steps += steps_of(standing.survey, standing.board, on, refused=standing.refused)
        missing = [name for name in VOICES if all(each.survey.audience != name for each in standings)]
        steps += [
            Step(
                f"Plan the survey of {name}",
                f"/surveys/plan/{name}",
                10 if name == "pupils" else 3,
                "The same two weeks for pupils and staff make the two easy to set side by side.",
            )
            for name in missing
        ]
    if rating.left and leads:
        steps.append(
            Step(
                "Carry on rating the self-evaluation"
                if rating.indicators > rating.left
                else "Start the self-evaluation",
                "/self-evaluation",
                MINUTES_EACH * rating.left,
                f"{rating.left} of {rating.indicators} indicators {'is' if rating.left == 1 else 'are'} left."
                + (" Best done one area at a time." if rating.left > AREA else ""),
            )
        )
    if reports:
        steps.append(
            Step("Read this year’s report", "/reports", 10, "It is what pupils, staff and leaders say.")
        )
    return Year(_heading(standings, rating, on), _lede(standings, rating), tuple(steps))


def _heading(standings: Sequence[Standing], rating: Progress, on: dt.date) -> str:
    parts = []
    if rating.complete:
        parts.append(f"All {rating.indicators} indicators are looked at.")
    elif rating.indicators > rating.left:
        parts.append(f"You have rated {rating.rated} of {rating.indicators} indicators.")
    answering = [
        each.survey for each in standings if each.survey.state == "open" and on <= each.survey.closes_on
    ]
    closed = [each for each in standings if each.survey.state == "closed"]
    results = [each for each in standings if each.survey.state == "released"]
    if answering:
        last = max(survey.closes_on for survey in answering)
        many = "The surveys are" if len(answering) > 1 else "The survey is"
        parts.append(f"{many} open until {day(last)}.")
    elif closed:
        parts.append("The answers wait to be counted.")
    elif results:
        who = listed([each.survey.audience for each in reversed(results)])
        parts.append(f"The results of {who} are ready.")
    elif standings:
        parts.append("A survey is planned and waits to be opened.")
    return " ".join(parts) or "The year has begun."


def _lede(standings: Sequence[Standing], rating: Progress) -> str:
    parts = []
    if rating.left:
        parts.append(f"About {long(MINUTES_EACH * rating.left)} of rating are left.")
    if any(each.survey.state in ("open", "closed") for each in standings):
        parts.append("Nobody can see an answer until all are counted.")
    return " ".join(parts)
