"""Evidence as pages show it: a row a piece, by the indicators that it backs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy.orm import Session

from selfeval.accounts.changes import doer_of
from selfeval.calendar.school_years import date_in_england, year_label
from selfeval.english import full_day, listed
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.reading.evidence_findings import ReleasedAnswer, answer_now
from selfeval.self_evaluation.evidence import KINDS, STRONG, is_old
from selfeval.self_evaluation.judgements import indicators_of
from selfeval.store.evidence import (
    Evidence,
    EvidenceFile,
    evidence_of_school,
    file_of,
    used_evidence,
    uses_of_school,
)
from selfeval.store.self_evaluations import self_evaluation_of


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence."""

    id: int
    form: str
    title: str
    kind: str
    """In words: Training log."""
    date: str
    """4 September 2026; of a piece without a day of its own, when it was added."""
    is_old: bool
    strength: str
    """In words, at the indicator that is looked at; empty where nobody has said."""
    added: str
    """8 October 2026 by equality lead Amina Yusuf"""
    url: str = ""
    note: str = ""
    file: str = ""
    """Word file, 2.1 MB; empty for a piece without a file."""
    deleted_on: str = ""
    """The day on which what was in it was deleted; its name stays where it was signed off."""
    host: str = ""
    visitors: tuple[str, ...] = ()
    earlier: str = ""
    """Of one that a year does not use: 2025/26 for 5.1 and 5.3."""
    answer: ReleasedAnswer | None = None
    """Of a finding, what was released; None for others, and once the results are deleted."""


@dataclass(frozen=True)
class EvidenceOfArea:
    """The pieces of one area, each once, with the indicators that use it."""

    id: str
    name: str
    pieces: tuple[tuple[EvidenceRow, tuple[str, ...]], ...]
    """With what each is for: 5.1 Shared responsibility (strong)."""


FORMATS = {
    "pdf": "PDF",
    "png": "Picture",
    "jpg": "Picture",
    "webp": "Picture",
    "docx": "Word file",
    "xlsx": "Excel file",
    "pptx": "PowerPoint file",
    "odt": "OpenDocument text",
    "ods": "OpenDocument spreadsheet",
    "odp": "OpenDocument slides",
    "csv": "CSV table",
    "txt": "Text",
}


def evidence_by_indicator(
    session: Session, school_id: int, year: int, alike: Collection[int] = ()
) -> dict[str, tuple[EvidenceRow, ...]]:
    """Indicator id -> its pieces, oldest first; an indicator without any is not in it.

    `alike`: accounts whose name another one of the school has, as `namesakes` gives them.
    """
    evaluation = self_evaluation_of(session, school_id, year)
    rows: dict[str, list[EvidenceRow]] = {}
    shown: dict[int, EvidenceRow] = {}
    for used in used_evidence(session, evaluation) if evaluation else ():
        if used.evidence.id not in shown:
            shown[used.evidence.id] = row_of(session, used.evidence, used.file, year, alike)
        row = replace(shown[used.evidence.id], strength=STRONG.get(used.use.strength, ""))
        rows.setdefault(used.use.indicator, []).append(row)
    return {indicator: tuple(sorted(pieces, key=lambda row: row.id)) for indicator, pieces in rows.items()}


def row_of(
    session: Session, evidence: Evidence, file: EvidenceFile | None, year: int, alike: Collection[int] = ()
) -> EvidenceRow:
    """A piece as it is shown in the self-evaluation of a year."""
    about = evidence.about
    deleted = about.get("deleted_on", "")
    return EvidenceRow(
        id=evidence.id,
        form=evidence.form,
        title=evidence.title,
        kind=KINDS.get(evidence.kind, KINDS["other"]),
        date=full_day(evidence.made_on) if evidence.made_on else f"added {_added_on(evidence)}",
        is_old=is_old(evidence, year),
        strength="",
        added=f"{_added_on(evidence)} by {doer_of(evidence, evidence.added_by, alike)}",
        url=evidence.url,
        note=evidence.note,
        file=_format(file) if file else "",
        deleted_on=full_day(dt.date.fromisoformat(deleted)) if deleted else "",
        host=about.get("host", ""),
        visitors=tuple(filter(None, (about.get("first"), about.get("second")))),
        answer=answer_now(session, about) if "survey_id" in about else None,
    )


def _added_on(evidence: Evidence) -> str:
    return full_day(date_in_england(evidence.added_at))


def _format(file: EvidenceFile) -> str:
    size = f"{file.size / 1_000_000:.1f} MB" if file.size >= 100_000 else f"{max(1, file.size // 1000)} kB"
    return f"{FORMATS.get(file.name.rpartition('.')[2], 'File')}, {size}"


def evidence_of_areas(
    questionnaire: Questionnaire, rows: Mapping[str, Sequence[EvidenceRow]]
) -> tuple[EvidenceOfArea, ...]:
    """The same by area, all six in their order."""
    return tuple(
        EvidenceOfArea(area, questionnaire.words["en"].areas[area], _pieces(questionnaire, area, rows))
        for area in questionnaire.definition.areas
    )


def _pieces(
    questionnaire: Questionnaire, area: str, rows: Mapping[str, Sequence[EvidenceRow]]
) -> tuple[tuple[EvidenceRow, tuple[str, ...]], ...]:
    pieces: dict[int, tuple[EvidenceRow, list[str]]] = {}
    for item in indicators_of(questionnaire.definition, area):
        name = f"{item.number} {questionnaire.words['en'].items[item.id].short}"
        for row in rows.get(item.id, ()):
            strength = f" ({row.strength.lower()})" if row.strength else ""
            pieces.setdefault(row.id, (row, []))[1].append(f"{name}{strength}")
    return tuple((row, tuple(names)) for row, names in pieces.values())


def unused_rows(
    session: Session, school_id: int, year: int, used: Collection[int], alike: Collection[int] = ()
) -> tuple[EvidenceRow, ...]:
    """Pieces of the school that no indicator of a year uses, newest first, with where they were used last."""
    earlier = _last_uses(session, school_id)
    return tuple(
        replace(
            row_of(session, evidence, file_of(session, evidence.id), year, alike),
            earlier=earlier.get(evidence.id, ""),
        )
        for evidence in evidence_of_school(session, school_id)
        if evidence.id not in used and "deleted_on" not in evidence.about
    )


def _last_uses(session: Session, school_id: int) -> dict[int, str]:
    """Piece -> its last year and the numbers of its indicators then."""

    @cache
    def items(year: int) -> Mapping[str, Item]:
        evaluation = self_evaluation_of(session, school_id, year)
        return evaluation.definition.items_by_id if evaluation else {}

    last: dict[int, tuple[int, list[str]]] = {}
    for use, year in uses_of_school(session, school_id):  # years in their order
        if use.evidence_id not in last or last[use.evidence_id][0] < year:
            last[use.evidence_id] = (year, [])
        item = items(year).get(use.indicator)
        last[use.evidence_id][1].append((item and item.number) or use.indicator)
    return {piece: f"{year_label(year)} for {listed(sorted(at))}" for piece, (year, at) in last.items()}
