"""The page of a draft, and of what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from selfeval.calendar.school_years import year_name
from selfeval.imports.rolls import LARGEST_ROLL
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.catalogue import latest, shipped
from selfeval.questionnaires.changes_in_words import changes_in_words
from selfeval.questionnaires.composing import (
    LANGUAGE,
    Composition,
    OwnItem,
    commitments,
    composed,
    composition_from_json,
    languages_of,
    missing_words,
)
from selfeval.questionnaires.composing_faults import (
    PlacedFault,
    composing_advice,
    composing_faults,
    without_faulty,
)
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.own_questionnaires import OwnQuestionnaire
from selfeval.surveys.plan import ROUND_NAMES
from selfeval.web.compose.form import CONCERNS, KINDS, SCORES, also_answers, answer_sets
from selfeval.web.compose.preview_views import token_of
from selfeval.web.compose.shown import USUAL_ROLL, group_lines, headline, not_asked, scale_lines
from selfeval.web.site.forms import Form, whole_number


@dataclass(frozen=True)
class DraftRow:
    """One question of a draft: its words, what it is about, what is wrong with it."""

    number: int
    text: str
    own: bool
    about: str
    faults: tuple[str, ...]
    advice: tuple[str, ...]
    missing: tuple[str, ...]
    """Languages in which it has no words."""


@dataclass(frozen=True)
class PreviewLink:
    """One link to the pages that somebody who answers sees."""

    who: str
    language: str
    token: str


def draft_page(
    row: OwnQuestionnaire,
    composition: Composition,
    form: Form,
    *,
    meanwhile: str = "",
    file_faults: Sequence[str] = (),
) -> str:
    """Everything about a draft, from what is typed; `file_faults`: why files were not taken."""
    faults = composing_faults(composition)
    advice = composing_advice(composition) if composition.items else ()
    rows = _rows(composition, faults, advice)
    shown = without_faulty(composition, faults)
    base = composition.base
    lines = scale_lines(composition)
    roll = whole_number(form.value("roll")) or USUAL_ROLL[base.definition.audience]
    if roll > LARGEST_ROLL:
        form = form.with_faults({**form.faults, "roll": f"Say how many people, from 1 to {LARGEST_ROLL:,}."})
    return render_template(
        "compose/draft.html",
        row=row,
        form=form,
        rows=rows,
        seen=row.saves,
        meanwhile=meanwhile,
        file_faults=file_faults,
        whole_faults=[fault.sentence for fault in faults if fault.place is None],
        faulty=[one for one in rows if one.faults],
        advised=[one for one in rows if one.advice],
        whole_advice=[one.sentence for one in advice if one.place is None],
        age=ROUND_NAMES[row.questionnaire],
        audience=base.definition.audience,
        made=composed(composition).definition,
        lines=lines,
        headline=headline(lines),
        not_asked=not_asked(composition),
        groups=group_lines(shown, roll) if shown and roll <= LARGEST_ROLL else [],
        roll=roll,
        previews=_previews(shown, row.id, 0, languages_of(composition)) if shown else [],
        missing=[
            (language, len(lacking))
            for language, lacking in missing_words(composition).items()
            if lacking and language in languages_of(composition)
        ],
        languages=languages_of(composition),
        library=_library(composition),
        scales=_incomplete(composition),
        kinds=KINDS,
        concerns=CONCERNS,
        sets=answer_sets(base),
        also=also_answers(base),
        commitments={number: f"{number} {name}" for number, (_, name) in commitments().items()},
        scores=SCORES,
        newer=latest(row.questionnaire).definition.version > composition.based_on,
        changes=changes_since(row, composition) if row.versions else None,
    )


def offered_page(row: OwnQuestionnaire, *, is_own: bool) -> str:
    """What is published: the newest version whole, and what each version changed."""
    asked = row.versions[-1].asked
    definition, words = asked.definition, asked.words[LANGUAGE]
    composition = composition_from_json(row.versions[-1].composition)
    lines = scale_lines(composition)
    roll = USUAL_ROLL[definition.audience]
    return render_template(
        "compose/offered.html",
        row=row,
        version=row.versions[-1],
        is_own=is_own,
        age=ROUND_NAMES[row.questionnaire],
        audience=definition.audience,
        made=definition,
        questions=[(words.items[item.id].text, _answers(asked, item.id)) for item in definition.items],
        lines=lines,
        headline=headline(lines),
        groups=group_lines(asked, roll),
        roll=roll,
        previews=_previews(asked, row.id, row.versions[-1].number, languages_of(composition)),
        history=[
            (later, changes_in_words(before.asked, later.asked))
            for before, later in zip(row.versions, row.versions[1:], strict=False)
        ][::-1],
    )


def _answers(asked: Questionnaire, item_id: str) -> str:
    item = asked.definition.item(item_id)
    return " · ".join(asked.words[LANGUAGE].options[item.options].values())


def changes_since(row: OwnQuestionnaire, composition: Composition | None = None) -> list[tuple[str, str]]:
    """What the draft changes against the newest version: (New, the question)."""
    return changes_in_words(row.versions[-1].asked, composed(composition or row.composition))


def _rows(
    composition: Composition, faults: Sequence[PlacedFault], advice: Sequence[PlacedFault]
) -> list[DraftRow]:
    missing = missing_words(composition)
    rows = []
    for place, item in enumerate(composition.items):
        own = isinstance(item, OwnItem)
        rows.append(
            DraftRow(
                place,
                item.texts.get(LANGUAGE, "") if isinstance(item, OwnItem) else _text(composition, item),
                own,
                _about(composition, item),
                tuple(fault.sentence for fault in faults if fault.place == place),
                tuple(one.sentence for one in advice if one.place == place),
                tuple(language for language, lacking in missing.items() if place in lacking and own),
            )
        )
    return rows


def _text(composition: Composition, item: str) -> str:
    """The words of an item of the library, of whichever version had it."""
    versions = [composition.base, *reversed(shipped()[composition.questionnaire])]
    return next(
        (one.words[LANGUAGE].items[item].text for one in versions if item in one.words[LANGUAGE].items), item
    )


def _about(composition: Composition, item: str | OwnItem) -> str:
    if isinstance(item, OwnItem):
        number = item.commitment
    else:
        asked = composition.base.definition.items_by_id.get(item)
        number = (asked.commitment if asked else "") or ""
    return f"{number} {commitments()[number][1]}" if number in commitments() else ""


def _library(composition: Composition) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Area -> the library's questions that are not in it: id, words, what each is about and counts in."""
    base = composition.base
    words = base.words[LANGUAGE]
    areas: dict[str, list[tuple[str, str, str]]] = {}
    for item in base.definition.items:
        if item.id in composition.items:
            continue
        scores = [words.scales[scale.id] for scale in base.definition.scales if item.id in scale.items]
        hint = " · ".join(filter(None, (_about(composition, item.id), ", ".join(scores))))
        areas.setdefault(words.areas.get(item.area or "", ""), []).append(
            (item.id, words.items[item.id].text, hint)
        )
    return list(areas.items())


def _incomplete(composition: Composition) -> list[tuple[str, str, int]]:
    """The library's scores of which questions are missing: id, name, how many."""
    base = composition.base
    missing = [
        (
            scale.id,
            base.words[LANGUAGE].scales[scale.id],
            len(set(scale.items) - composition.of_library),
        )
        for scale in base.definition.scales
    ]
    return [one for one in missing if one[2]]


def _previews(asked: Questionnaire, own_id: int, number: int, written: Sequence[str]) -> list[PreviewLink]:
    years = asked.definition.years if asked.definition.audience == "pupils" else (0,)
    return [
        PreviewLink(
            year_name(year)
            if asked.definition.audience == "pupils"
            else words_of(asked.definition.audience).title,
            language,
            token_of(own_id, number, year),
        )
        for year in years
        for language in asked.words
        if language in written
    ]
