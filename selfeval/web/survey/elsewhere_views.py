"""A survey that was asked elsewhere is brought in: a file is looked at, its survey described, then released.

The file and its answers are in memory while a request runs, and in the page that is looked at; nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from selfeval.calendar.school_years import today
from selfeval.imports.sent_answers import GatheredElsewhere, read_sent
from selfeval.imports.table_file import FileFaults, SentFile
from selfeval.operations.deletion import FEWEST_YEARS, kept_until
from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.questionnaires.catalogue import BANDS, find, shipped
from selfeval.questionnaires.model import Questionnaire
from selfeval.release.remaining import complete_series
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import THRESHOLD, Survey, surveys_of
from selfeval.surveys.bringing_in import AskedElsewhere, BringingInRefused, bring_in, faults_of
from selfeval.surveys.brought_once import PURPOSE
from selfeval.surveys.plan import ROUND_NAMES, THRESHOLDS
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import LARGEST_IN_MEMORY, Form, filled, typed, typed_date, whole_number

pages = Blueprint("elsewhere", __name__)

LARGEST_SENT = 1_500_000
"""Bytes of a file; what is larger would leave memory, and no answer may."""
NO_KEY = "The service cannot reach its keys at this moment. Try again later, or tell whoever runs it."
MOST_REMARKS = 20
MOST_CODES = 20
"""Of what a cell may say where nobody answered."""


class AnswersLookedAt(NamedTuple):
    """A file that was read: of which questionnaire, and what was in it."""

    asked: Questionnaire
    gathered: GatheredElsewhere
    sealed: str
    """The same for the page to send back; nobody else can write it."""


@pages.get("/surveys/asked-elsewhere")
@allowed("lead", confirmed=True)
def choose() -> ResponseReturnValue:
    return _page(filled({"threshold": str(_threshold())}))


@pages.post("/surveys/asked-elsewhere")
@allowed("lead", confirmed=True, takes=LARGEST_IN_MEMORY, slow=True)
def look_or_bring_in() -> ResponseReturnValue:
    """Reads a file that was chosen, or releases the one that was looked at."""
    form = typed()
    if form.value("act") == "save":
        return _save(form)
    asked = asked_questionnaires().get(form.value("asked"))
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    faults = {}
    if asked is None:
        faults["asked"] = "Choose who was asked, and with which questions."
    if not data:
        faults["file"] = "Choose the file with the answers."
    elif len(data) > LARGEST_SENT:
        faults["file"] = "This file is larger than 1.5 MB. Save it as CSV, or leave out what is no answer."
    column = form.value("column")
    missing = tuple(filter(None, (code.strip() for code in form.value("missing").split(","))))
    if len(missing) > MOST_CODES:
        faults["missing"] = f"Name at most {MOST_CODES} words that mean no answer, with commas between."
    if faults or asked is None or sent is None:
        return _page(form.with_faults(faults)), 422
    file = SentFile(sent.filename or "The file", data)
    try:
        gathered = read_sent(asked, file, column, missing, together=bool(form.value("together")))
    except FileFaults as wrong:
        words = "one thing is" if wrong.total == 1 else f"{wrong.total:,} things are"
        fault = {"file": f"The file was not taken: {words} wrong with it. Nothing was kept."}
        return _page(form.with_faults(fault), wrong=wrong.lines()), 422
    return _page(form, AnswersLookedAt(asked, gathered, sealed(asked, gathered)))


def _save(form: Form) -> ResponseReturnValue:
    looked_at = unsealed(form.value("read"))
    if looked_at is None:
        return _page(form.with_faults({"file": "Choose the file again."})), 422
    described, faults = _described(form, looked_at.gathered)
    if described is not None:
        faults |= faults_of(looked_at.gathered, described, today()) | _too_old(described)
    if not form.value("sure"):
        faults["sure"] = "Say that you have looked at what was read."
    if described is None or faults:
        return _page(form.with_faults(faults), looked_at), 422
    signing = running().keys.signing()
    if signing is None:
        return _page(form.with_faults({"file": NO_KEY}), looked_at), 503
    asked, gathered = looked_at.asked, looked_at.gathered
    try:
        with running().database.writing() as session:
            release = bring_in(
                session, school().id, account().name, asked, gathered, described, signing.key_for(PURPOSE)
            )
            survey_id = release.survey_id
    except BringingInRefused as refused:
        return _page(form.with_faults(refused.faults), looked_at), 409
    complete_series(running().database, school().id)
    flash("The survey is brought in. Its answers are forgotten; what may be shown of them is in the report.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def _described(form: Form, gathered: GatheredElsewhere) -> tuple[AskedElsewhere | None, dict[str, str]]:
    """What was typed about the survey; None where its days cannot be read."""
    days: dict[str, dt.date | None] = {}
    faults: dict[str, str] = {}
    for name, what in (("opens_on", "the first day"), ("closes_on", "the last day")):
        days[name], fault = typed_date(form, name, what)
        if fault:
            faults[name] = fault
    rolls: dict[str, int | None] = {}
    for place, name in enumerate(gathered.groups):
        rolls[name], fault = _number(form, f"roll-{place}")
        if fault:
            faults[f"roll-{place}"] = f"{name}: {fault}"
    roll, fault = _number(form, "roll")
    if fault:
        faults["roll"] = f"All together: {fault}"
    opens_on, closes_on = days["opens_on"], days["closes_on"]
    if opens_on is None or closes_on is None:
        probably = today()
        described = _asked_elsewhere(form, probably, probably, rolls, roll)
        rest = faults_of(gathered, described, probably)
        return None, rest | faults
    return _asked_elsewhere(form, opens_on, closes_on, rolls, roll), faults


def _asked_elsewhere(
    form: Form, opens_on: dt.date, closes_on: dt.date, rolls: Mapping[str, int | None], roll: int | None
) -> AskedElsewhere:
    threshold = whole_number(form.value("threshold")) or 0
    return AskedElsewhere(form.value("title"), form.value("how"), opens_on, closes_on, threshold, rolls, roll)


def _number(form: Form, name: str) -> tuple[int | None, str]:
    text = form.value(name)
    number = whole_number(text)
    return number, "use digits, such as 28, or leave it empty." if text and number is None else ""


def _too_old(described: AskedElsewhere) -> dict[str, str]:
    """What is older than results are kept here would be deleted at once."""
    with running().database.reading() as session:
        years = session.get_one(School, school().id).keep_years
    until = kept_until(
        Survey(opens_on=described.opens_on, closes_on=described.closes_on, year_by="most"), years
    )
    if until >= today():
        return {}
    span = "one school year" if years == FEWEST_YEARS else f"{years} school years"
    return {
        "opens_on": f"Results are kept for {span} here, and this is older. A lead can change that under "
        "“How long results are kept”."
    }


def _threshold() -> int:
    """The one of the last survey; the next begins with it."""
    with running().database.reading() as session:
        return next((survey.threshold for survey in surveys_of(session, school().id)), THRESHOLD)


def asked_questionnaires() -> dict[str, Questionnaire]:
    """Every version of the questionnaires of the library that people answer: name/version -> it."""
    return {
        f"{name}/{one.definition.version}": one
        for name in (*BANDS, *ONE_GROUP)
        for one in reversed(shipped()[name])
    }


def _words(asked: Questionnaire) -> str:
    """Pupils, ages 7 to 11: version 2, the newest"""
    name, version = asked.definition.questionnaire, asked.definition.version
    people = ROUND_NAMES[name]
    who = people if name in ONE_GROUP else f"Pupils, {people[0].lower()}{people[1:]}"
    newest = shipped()[name][-1].definition.version == version
    return f"{who}: version {version}{', the newest' if newest else ''}"


def _seal() -> URLSafeSerializer:
    """For this account alone, so that nobody else can send what somebody has looked at."""
    return URLSafeSerializer(
        str(current_app.secret_key), salt=f"answers gathered elsewhere by {account().id} of {school().id}"
    )


def sealed(asked: Questionnaire, gathered: GatheredElsewhere) -> str:
    """What was read, as a text for the page to send back."""
    definition = asked.definition
    groups = [[name, list(gathered.years[name]), list(people)] for name, people in gathered.groups.items()]
    rest = [gathered.column, gathered.left_out, gathered.unasked, gathered.empty]
    remarks = gathered.remarks[:MOST_REMARKS]
    return str(_seal().dumps([definition.questionnaire, definition.version, groups, rest, remarks]))


def unsealed(text: str) -> AnswersLookedAt | None:
    """None for a text that this application has not written."""
    try:
        name, version, groups, (column, left_out, unasked, empty), remarks = _seal().loads(text)
    except (BadSignature, ValueError):
        return None
    gathered = GatheredElsewhere(
        groups={group: tuple(people) for group, _, people in groups},
        years={group: tuple(years) for group, years, _ in groups},
        column=column,
        left_out=tuple(left_out),
        unasked=tuple(unasked),
        empty=empty,
        remarks=tuple(remarks),
    )
    return AnswersLookedAt(find(name, version), gathered, text)


def _page(form: Form, looked_at: AnswersLookedAt | None = None, wrong: list[str] | None = None) -> str:
    gathered = looked_at.gathered if looked_at else None
    if gathered and looked_at and not form.value("threshold"):
        form = filled(
            {**{name: form.typed.getlist(name) for name in form.typed}, "threshold": str(_threshold())}
        )
    texts = looked_at.asked.words["en"].items if looked_at else {}
    return render_template(
        "survey/asked-elsewhere.html",
        form=form,
        wrong=wrong or [],
        gathered=gathered,
        sealed=looked_at.sealed if looked_at else "",
        asked=_words(looked_at.asked) if looked_at else "",
        matched=len(texts) - len(gathered.unasked) if gathered else 0,
        questions=len(texts),
        unasked=[texts[item].text for item in gathered.unasked] if gathered else [],
        questionnaires={name: _words(one) for name, one in asked_questionnaires().items()},
        thresholds=[(str(number), f"fewer than {number}") for number in THRESHOLDS],
        several=gathered is not None and len(gathered.groups) > 1,
    )
