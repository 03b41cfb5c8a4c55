"""Before the real day: every page as people will see it, practice cards, and all questions on one page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from selfeval.reports.cards import qr_rows
from selfeval.store.surveys import Group, Round
from selfeval.surveys.practice import WORD, can_practise
from selfeval.web.access import allowed
from selfeval.web.keep.gone import GONE, gone_page
from selfeval.web.run.board import round_name
from selfeval.web.run.own import own_group, own_survey
from selfeval.web.run.pages import pages
from selfeval.web.run.questions import answers_of, asked_in
from selfeval.web.run.works import only_here
from selfeval.web.running import running


@pages.get("/surveys/<int:survey_id>/practice")
@allowed("leader")
def practice(survey_id: int) -> ResponseReturnValue:
    """Every group, to be walked through and to be practised with."""
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        return render_template(
            "run/practice.html",
            survey=found,
            parts=[(round_name(part), part) for part in found.rounds if can_practise(part)],
            see=_address,
            word=WORD,
            settings=running().settings,
            only_here=only_here(running().settings),
        )


@pages.get("/surveys/<int:survey_id>/practice/<int:round_id>/<int:number>")
@allowed("leader")
def practice_card(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """To be printed, or shown on the wall: nothing on it is anybody's own."""
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        part, group = own_group(found, round_id, number)
        address = running().settings.public_url + _address(part, group)
        return render_template(
            "run/practice-card.html",
            survey=found,
            group=group,
            goes_on=can_practise(part),
            address=address.split("://", 1)[-1],
            word=WORD,
            square=qr_rows(f"{address}#{WORD}"),
        )


@pages.get("/surveys/<int:survey_id>/questions")
@allowed("leader")
def questions(survey_id: int) -> ResponseReturnValue:
    """Every question in one list: for parents, and for whoever wants to read before walking through."""
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        if found.state in GONE:
            return gone_page(session, found)
        return render_template(
            "run/questions.html",
            survey=found,
            rounds=[asked_in(part) for part in found.rounds],
            answers_of=answers_of,
            practised=any(can_practise(part) for part in found.rounds),
        )


def _address(part: Round, group: Group) -> str:
    return f"/practice/{part.code}/{group.number}"
