"""How a pilot is run, on one page, and its sheets as PDFs, for all that is asked of pupils and staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from selfeval.english import in_words
from selfeval.findings.keep_lines import pupils_per_wording
from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.questionnaires.catalogue import shipped
from selfeval.questionnaires.model import Questionnaire
from selfeval.questionnaires.translated import ENGLISH, name_of
from selfeval.reports.pdf.pilot_blocks import printed
from selfeval.reports.pdf.pilot_field import RETESTED, field_test_pdf
from selfeval.reports.pdf.pilot_interview import INTERVIEWS, interview_pdf
from selfeval.web.site.access import allowed
from selfeval.web.site.report_page import as_file

pages = Blueprint("pilot", __name__)

SHEETS: Mapping[str, Callable[[Questionnaire, str], bytes]] = {
    "interview": interview_pdf,
    "field-test": field_test_pdf,
}


@dataclass(frozen=True)
class Tried:
    """One version of a questionnaire in one language, as the list has it."""

    name: str
    version: int
    language: str
    title: str
    who: str
    questions: int
    newest: bool


def tried() -> list[Tried]:
    """Every questionnaire that is asked of pupils or staff, the newest version of each first."""
    return [
        Tried(
            name,
            one.definition.version,
            language,
            words.title,
            _who(one),
            len(one.definition.items),
            one is versions[-1],
        )
        for name, versions in shipped().items()
        for one in reversed(versions)
        if one.definition.audience != "leaders"
        for language, words in printed(one).items()
    ]


def _who(questionnaire: Questionnaire) -> str:
    definition = questionnaire.definition
    if definition.questionnaire in ONE_GROUP:
        return ONE_GROUP[definition.questionnaire].title
    return f"Pupils aged {definition.band.replace('-', ' to ')}" if definition.band else "Pupils"


@pages.get("/pilot")
@allowed("lead", "officer")
def pilot() -> ResponseReturnValue:
    every = tried()
    return render_template(
        "pilot/pilot.html",
        newest=[one for one in every if one.newest and one.language == ENGLISH],
        translated=[one for one in every if one.newest and one.language != ENGLISH],
        earlier=[one for one in every if not one.newest],
        language_names={one.language: name_of(one.language) for one in every},
        per_wording=pupils_per_wording(),
        interviews=in_words(INTERVIEWS),
        retested=RETESTED,
    )


@pages.get("/pilot/<any(interview, 'field-test'):sheet>/<questionnaire>/<int(max=99):version>/<language>.pdf")
@allowed("lead", "officer", slow=True)
def sheet_pdf(sheet: str, questionnaire: str, version: int, language: str) -> ResponseReturnValue:
    """A sheet for one version of a questionnaire in one language."""
    versions = [one for one in shipped().get(questionnaire, ()) if one.definition.version == version]
    if not versions or versions[0].definition.audience == "leaders" or language not in printed(versions[0]):
        abort(404)
    body = SHEETS[sheet](versions[0], language)
    return as_file(body, "application/pdf", f"{sheet}-{questionnaire}-v{version}-{language}.pdf", shown=True)
