"""For who answers on paper: a form in large print, and the page on which its answers are typed in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.questionnaires.model import SKIPPED
from selfeval.questionnaires.translated import ENGLISH
from selfeval.reports.charts.palette import ON_PAPER, WHITE
from selfeval.reports.pdf.typeset import Value, typeset
from selfeval.store.languages import accepted_texts
from selfeval.store.surveys import Group, Round
from selfeval.surveys.asked_groups import AskedGroup
from selfeval.surveys.opening import SlipsRefused
from selfeval.surveys.paper_answers import NOT_NOW, put_in, right_for_paper
from selfeval.web.answer.long_form import FormPart, FormQuestion, new_receipt, parts_of, warm_ups_of
from selfeval.web.answer.payload import from_base64
from selfeval.web.answer.rendering import DRAWINGS, QuestionnairePage, about_questions
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed, whole_number
from selfeval.web.site.report_page import as_file
from selfeval.web.site.survey_status import own_group, own_survey
from selfeval.web.survey.print_languages import PrintLanguage, offered_on_paper, print_language
from selfeval.web.survey.views import pages

SYMBOLS = Path(__file__).parents[1] / "templates" / "answer" / "drawings.svg"
SYMBOL = re.compile(r'<symbol id="(\w+)" (viewBox="[^"]+")>(.*?)</symbol>', re.DOTALL)
INKS = (
    f"<style>path,circle,ellipse,rect{{fill:none;stroke:{ON_PAPER['line']};stroke-width:2.5}}"
    f".s-voice{{fill:{ON_PAPER['voice']}}}.s-sun{{fill:{ON_PAPER['sun']}}}.s-rock{{fill:{ON_PAPER['rock']}}}"
    f".s-hill,.s-hill2{{fill:{ON_PAPER['hill']};stroke:none}}"
    f".s-pale{{fill:{WHITE}}}.s-ink{{fill:{ON_PAPER['line']}}}.s-line{{fill:none}}</style>"
)
DOLL = re.compile(r'<path id="doll" d="([^"]+)"/>')
DOLL_USED = re.compile(r'<use href="#doll" (class="\w+-\w+" transform="[^"]+scale\(([\d.]+)\)")/>')
CUPS = ("cup0", "cup1", "cup2")


@cache
def _drawings() -> dict[str, str]:
    """The drawings of the answering pages, each as a picture of its own."""
    text = SYMBOLS.read_text(encoding="utf-8")
    (outline,) = DOLL.findall(text)

    def doll(used: re.Match[str]) -> str:
        place, scale = used.groups()  # a line is as thick round a large figure as round a small one
        return f'<path {place} d="{outline}" style="stroke-width:{2.5 / float(scale):.3f}"/>'

    symbols = SYMBOL.findall(DOLL_USED.sub(doll, text))
    return {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{INKS}{inner}</svg>'
        for name, box, inner in symbols
    }


def _page_of(session: Session, round_: Round, language: str) -> QuestionnairePage:
    texts = {} if language == ENGLISH else accepted_texts(session, round_.id, language)
    own = round_.definition_row.own_words
    return QuestionnairePage(round_.definition, own, language=language, texts=texts)


def _parts(page: QuestionnairePage, asked: AskedGroup) -> list[FormPart]:
    about = page.about_words(asked.about)
    return parts_of(page, about_questions(asked.about, asked.asked, about), about.intro)


def _asked(round_: Round, group: Group) -> AskedGroup:
    return running().ballot_box.groups.read(round_.code, group.number) or abort(404)


@pages.get("/surveys/<int:survey_id>/paper/<int:round_id>/<int:number>.pdf")
@allowed("lead")
def paper_form(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """The questionnaire of a group in letters of 20 points, in a language that its survey is offered in."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        round_, group = own_group(survey, round_id, number)
        language = print_language(session, survey)
        page = _page_of(session, round_, language.code)
        data = _paper(group, page, _parts(page, _asked(round_, group)), language)
    made = typeset("paper", data, language.code)
    return as_file(made, "application/pdf", f"paper-{survey_id}-{number}-{language.code}.pdf")


def _paper(
    group: Group, page: QuestionnairePage, parts: list[FormPart], language: PrintLanguage
) -> dict[str, Value]:
    say, cups = language.words.say, page.style == "ks1"
    with_cross = say(
        "An adult reads each question to you. You put a cross under the cup."
        if cups
        else "Put a cross in one box for each question. You can leave out any question."
    )
    typed_in = say(
        "Somebody at school types the crosses in. They see this paper, but not whose it is. Then it is "
        "destroyed."
    )
    tried = [FormPart(page.interface.page["warm_ups"], warm_ups_of(page))] if page.definition.warm_ups else []
    pictures = _pictures(page) if cups else {}
    return {
        "title": page.words.title,
        "above": language.words.beside(school().name, group.name),
        "lead": page.words.intro,
        "rules": [
            page.interface.page["may_stop"],
            with_cross,
            say("Do not write your name on this paper."),
            typed_in,
        ],
        "parts": [
            {
                "heading": part.heading,
                "why": part.why,
                "questions": [_printed(question, pictures, cups=cups) for question in part.questions],
            }
            for part in [*tried, *parts]
        ],
        "cups": cups,
        "last": say("When you have finished, fold the paper and put it in the box."),
        "page_words": say("Page {page} of {pages}", page="{page}", pages="{pages}"),
        "foot": language.truth,
    }


def _pictures(page: QuestionnairePage) -> dict[str, str]:
    """Name of a field -> the drawing of its question."""
    definition = page.definition
    asked = {f"q{place}": item.id for place, item in enumerate(definition.items)}
    asked |= {f"w{place}": warm_up for place, warm_up in enumerate(definition.warm_ups)}
    return {name: _drawings()[DRAWINGS[item]] for name, item in asked.items() if item in DRAWINGS}


def _printed(question: FormQuestion, pictures: dict[str, str], *, cups: bool) -> Value:
    drawn = [_drawings()[cup] for cup in CUPS] if cups else []
    return {
        "number": "" if question.number is None else f"{question.number}. ",
        "text": question.text,
        "help": question.help,
        "drawing": pictures.get(question.name, ""),
        "options": [
            {"label": label, "drawing": drawn[place] if place < len(drawn) else ""}
            for place, (_, label) in enumerate(question.options)
        ],
    }


@pages.get("/surveys/<int:survey_id>/paper/<int:round_id>/<int:number>")
@allowed("lead")
def type_paper(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    return _typing(survey_id, round_id, number, filled({"receipt": new_receipt()}))


@pages.post("/surveys/<int:survey_id>/paper/<int:round_id>/<int:number>")
@allowed("lead")
def seal_paper(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """First shows what was typed; sent again it is sealed, and can be read and changed no more."""
    form = typed()
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        round_, group = own_group(survey, round_id, number)
        asked = _asked(round_, group)
        parts = _parts(_page_of(session, round_, ENGLISH), asked)
    questions = [question for part in parts for question in part.questions]
    faults = _faults(form, questions)
    if faults:
        return _typing(survey_id, round_id, number, form.with_faults(faults)), 422
    if form.value("act") != "seal":
        return _typing(survey_id, round_id, number, form, looked_over=form.value("act") == "look")
    characters = {question.name: _character(form, question) for question in questions}
    names = [f"q{place}" for place in range(len(asked.definition.items))]
    names += [f"a{place}" for place in range(len(asked.about.items))]
    answers = "".join(characters.get(name, SKIPPED) for name in names)
    box, receipt = running().ballot_box, from_base64(form.value("receipt")) or b""
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            round_, group = own_group(survey, round_id, number)
            right = right_for_paper(session, box, round_, group, account().name, receipt)
    except SlipsRefused as refused:
        return _typing(survey_id, round_id, number, form.with_faults({questions[0].name: str(refused)})), 422
    if right is not None and put_in(box, asked.code, number, right, receipt, answers) != "thanked":
        return _typing(survey_id, round_id, number, form.with_faults({questions[0].name: NOT_NOW})), 422
    flash("Sealed. Put that paper with those to destroy. Here is the next one.")
    return redirect(url_for("survey.type_paper", survey_id=survey_id, round_id=round_id, number=number), 303)


def _typing(survey_id: int, round_id: int, number: int, form: Form, *, looked_over: bool = False) -> str:
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        round_, group = own_group(survey, round_id, number)
        parts = _parts(_page_of(session, round_, ENGLISH), _asked(round_, group))
        return render_template(
            "survey/paper.html",
            survey=survey,
            group=group,
            round_id=round_id,
            parts=parts,
            form=form,
            looked_over=looked_over,
            chosen={question.name: _label(form, question) for part in parts for question in part.questions},
            offered=offered_on_paper(session, survey),
        )


def _faults(form: Form, questions: list[FormQuestion]) -> dict[str, str]:
    faults = {
        question.name: f"Question {question.number}: type a number from 1 to {len(question.options)}, or "
        "nothing."
        for question in questions
        if (text := form.value(question.name).strip())
        and not 1 <= (whole_number(text) or 0) <= len(question.options)
    }
    if not faults and not any(form.value(question.name).strip() for question in questions):
        return {questions[0].name: "Nothing is typed. A paper without a cross is no answer: put it aside."}
    return faults


def _character(form: Form, question: FormQuestion) -> str:
    place = whole_number(form.value(question.name).strip())
    return question.options[place - 1][0] if place else SKIPPED


def _label(form: Form, question: FormQuestion) -> str:
    place = whole_number(form.value(question.name).strip()) or 0
    return question.options[place - 1][1] if 1 <= place <= len(question.options) else ""
