"""Translations of a school: what each language lacks, one file for a translator, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.english import count_of
from selfeval.notices.words import notices_part
from selfeval.questionnaires.audiences import AUDIENCES, ONE_GROUP
from selfeval.questionnaires.catalogue import BANDS, latest
from selfeval.questionnaires.translated import (
    ANSWERS,
    ENGLISH,
    LANGUAGE_NAMES,
    MORE_NAMES,
    NOTICES,
    PAGES,
    name_of,
)
from selfeval.store.languages import (
    Remembered,
    SchoolTranslation,
    drop_translation,
    keep_translation,
    remembered_texts,
    translations_of_school,
)
from selfeval.surveys.languages import (
    PartWords,
    PossibleLanguage,
    answers_part,
    part_of,
    possible_languages,
    state_of,
)
from selfeval.surveys.plan import ROUND_NAMES
from selfeval.surveys.po_files import LARGEST_PO, po_file, read_po_file
from selfeval.web.answer.interface_words import pages_part
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, typed
from selfeval.web.site.report_page import as_file

pages = Blueprint("translate", __name__, url_prefix="/translations")

NAMES = (
    *BANDS,
    *ONE_GROUP,
    *dict.fromkeys(words.about for words in AUDIENCES.values()),
)
PART_NAMES = {
    "about-you-pupils": "About you, pupils",
    "about-you-staff": "About you, staff",
    "about-you-families": "About you, families",
    ANSWERS: "Answers to choose from",
    PAGES: "Buttons and sentences of the pages",
    NOTICES: "Notices, script, cards and paper forms",
}
OFFERED = {**LANGUAGE_NAMES, **MORE_NAMES}.keys() - {ENGLISH}


@dataclass(frozen=True)
class PartState:
    """One part of a language, as its row has it."""

    name: str
    texts: int
    state: PossibleLanguage


@dataclass(frozen=True)
class LanguageState:
    """All of a language."""

    whole: PossibleLanguage
    parts: tuple[PartState, ...]
    brought: SchoolTranslation | None


@cache
def all_parts() -> tuple[PartWords, ...]:
    """Everything that is read in any survey, in its newest version."""
    return (
        *(part_of(name, latest(name).words) for name in NAMES),
        answers_part(),
        pages_part(),
        notices_part(),
    )


@pages.get("")
@allowed("lead")
def overview() -> ResponseReturnValue:
    return _page(Form())


@pages.get("/<language>.po")
@allowed("lead")
def translation_file(language: str) -> ResponseReturnValue:
    """One file with every text, for a translator to fill in."""
    if language not in OFFERED:
        abort(404)
    with running().database.reading() as session:
        own = remembered_texts(translations_of_school(session, school().id).get(language))
    return as_file(po_file(language, all_parts(), own), "text/x-gettext-translation", f"{language}.po")


@pages.post("/choose")
@allowed("lead")
def choose() -> ResponseReturnValue:
    """A language that nobody has begun."""
    language = typed().value("language")
    if language not in OFFERED:
        return _page(typed().with_faults({"language": "Choose a language."})), 422
    return redirect(url_for("translate.translation_file", language=language), 303)


@pages.post("")
@allowed("lead", slow=True)
def bring_in() -> ResponseReturnValue:
    """A file that was filled in. Nothing of it is kept while there is a fault in it."""
    form = typed()
    sent = request.files.get("file")
    raw = sent.read(LARGEST_PO + 1) if sent else b""
    if not raw:
        return _page(form.with_faults({"file": "Choose the file that the translator has filled in."})), 422
    brought = read_po_file(raw, all_parts(), OFFERED)
    if brought.faults:
        return _page(form, faults=brought.faults), 422
    with running().database.writing() as session:
        before = remembered_texts(translations_of_school(session, school().id).get(brought.language))
        together = _together(before, brought.texts)
        keep_translation(session, school().id, brought.language, together, account().name)
    many = sum(map(len, brought.texts.values()))
    flash(
        f"{name_of(brought.language)}: {count_of(many, 'new text')} kept as a draft. "
        "Offer the language on the page of a survey."
    )
    return redirect(url_for("translate.overview"), 303)


@pages.post("/<language>/remove")
@allowed("lead")
def remove(language: str) -> ResponseReturnValue:
    """The words that come with this service are used again."""
    with running().database.writing() as session:
        drop_translation(session, school().id, language, account().name)
    flash(f"Your own texts in {name_of(language)} are removed. Surveys keep what they have accepted.")
    return redirect(url_for("translate.overview"), 303)


def _together(before: Remembered, new: Remembered) -> Remembered:
    return {part: {**before.get(part, {}), **new.get(part, {})} for part in {*before, *new}}


def _page(form: Form, *, faults: tuple[str, ...] = ()) -> str:
    parts = all_parts()
    with running().database.reading() as session:
        rows = translations_of_school(session, school().id)
    own = {language: remembered_texts(row) for language, row in rows.items()}
    languages = [
        LanguageState(
            one,
            tuple(_part_state(part, one.code, own.get(one.code, {})) for part in parts),
            rows.get(one.code),
        )
        for one in possible_languages(parts, own)
    ]
    return render_template(
        "translate/translations.html",
        form=form,
        file_faults=faults,
        languages=languages,
        others={
            code: name
            for code, (name, _) in sorted(MORE_NAMES.items(), key=lambda item: item[1])
            if code not in rows
        },
    )


def _part_state(part: PartWords, language: str, own: Remembered) -> PartState:
    name = PART_NAMES.get(part.part) or ROUND_NAMES[part.part]
    return PartState(name, len(part.english), state_of(language, [part], own))
