"""The preview of a questionnaire of one's own: the pages of practice, on any tablet, by a link that ends.

No cookie, as on all answering pages: the link itself says what is shown. Nothing that is chosen is sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from threading import Lock

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from selfeval.calendar.school_years import group_name
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.composing import Composition
from selfeval.questionnaires.composing_faults import composing_faults, without_faulty
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.ballot_writer import AskedRow
from selfeval.store.own_questionnaires import OwnQuestionnaire, whole_own
from selfeval.surveys.asked_groups import AskedGroup, accepted_answers, asked_of, group_of_row
from selfeval.surveys.planning import about_definition
from selfeval.web.answer.interface_words import languages
from selfeval.web.answer.payload import group_reply
from selfeval.web.answer.rendering import LANGUAGE, QuestionnairePage
from selfeval.web.compose.shown import sample_plan
from selfeval.web.site.access import allowed, running
from selfeval.web.site.assets import send

pages = Blueprint("preview", __name__, url_prefix="/preview/<token>")

LASTS = dt.timedelta(days=2)
"""How long a link shows what it leads to."""
MOST_PAGES = 32
"""Previews that a process keeps."""
_making = Lock()


def token_of(own_id: int, number: int, year: int) -> str:
    """What a link carries. `number`: of a published version, 0 for the draft; `year` is nothing for staff."""
    return str(_serializer().dumps([own_id, number, year]))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="preview of a questionnaire")


@pages.get("")
@allowed("answering")
def questionnaire(token: str) -> ResponseReturnValue:
    _, page = _shown(token)
    return send(page.asset)


@pages.get("/group.json")
@allowed("answering")
def group_json(token: str) -> Response:
    group, page = _shown(token)
    return group_reply(group, page)


def _shown(token: str) -> tuple[AskedGroup, QuestionnairePage]:
    """The made-up group that a link leads to, and its page; 404 where the link has ended or never was one."""
    try:
        own_id, number, year = _serializer().loads(token, max_age=int(LASTS.total_seconds()))
    except (BadData, ValueError):
        abort(404)
    with running().database.reading() as session:
        if session.get(OwnQuestionnaire, own_id) is None:
            abort(404)
        row = whole_own(session, own_id)
    home = row.partnership or row.school
    owner = home.name if home else ""
    if number:
        version = next((one for one in row.versions if one.number == number), None) or abort(404)
        asked, page = _made(version.digest, lambda: version.asked)
    else:
        asked, page = _made(row.draft, lambda: _in_order(row.composition))
    return _group(asked, year, owner, row.name), page


def _in_order(draft: Composition) -> Questionnaire:
    return without_faulty(draft, composing_faults(draft)) or abort(404)


def _made(source: str, make: Callable[[], Questionnaire]) -> tuple[Questionnaire, QuestionnairePage]:
    """What is shown of a source, which says all of it. A class opens a link at once, and it is made once."""
    wanted = request.args.get("lang", LANGUAGE)
    language = wanted if wanted in languages() else LANGUAGE
    key = (hashlib.sha256(source.encode()).hexdigest(), language)
    every: dict[tuple[str, str], tuple[Questionnaire, QuestionnairePage]] = current_app.extensions.setdefault(
        "selfeval_previews", {}
    )
    with _making:
        if key not in every:
            asked = make()
            page = QuestionnairePage(asked.definition, asked.words, practice=True, language=language)
            page.asset  # noqa: B018 (it is rendered while the others wait)
            if len(every) >= MOST_PAGES:
                del every[next(iter(every))]
            every[key] = asked, page
        return every[key]


def _group(asked: Questionnaire, year: int, owner: str, title: str) -> AskedGroup:
    plan = sample_plan(asked, 30)
    years = (year,) if plan.by_age else ()
    name = group_name(years) if years else words_of(plan.audience).title
    about = about_definition(plan, [group for group in plan.groups if group.years == years])
    row = AskedRow(
        code="000000", number=1, group_id=0, round_id=0, state="open", public_key=None,
        digest=asked.definition.digest, about_digest=about.digest, form=2, name=name, years=years, roll=0,
        tablets=False, paused=False, opens_on=plan.opens_on, closes_on=plan.closes_on, title=title,
        adult=plan.adult, invented=False, school=owner, readers="",
    )  # fmt: skip
    asked_about = asked_of(about, years)
    accepted = accepted_answers(asked.definition, about, asked_about)
    return group_of_row(row, asked.definition, asked.words, about, asked_about, accepted)
