"""Self-evaluations of earlier years, brought in from a file: which year may be, saving, removing."""

from __future__ import annotations

import io

from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from selfeval.calendar.school_years import school_year, today, year_label
from selfeval.imports.indicator_names import LANGUAGE
from selfeval.imports.judgements_file import NO_LEVEL, JudgementsRead, level_names
from selfeval.imports.table_file import plain_text
from selfeval.questionnaires.model import Questionnaire
from selfeval.self_evaluation.document_workbook import Pen
from selfeval.self_evaluation.judgements import first_judgement
from selfeval.store.brought_in_years import delete_brought_in
from selfeval.store.database import added
from selfeval.store.schools_and_accounts import note
from selfeval.store.self_evaluations import Rating, SelfEvaluation, self_evaluation_of
from selfeval.store.surveys import keep_definition

YEARS_BACK = 10
LONGEST_NAME = 200
"""Characters of the name of a file that are stored."""
COLUMNS = (
    *(("Number", 8), ("Short name", 36), ("Level", 20), ("Why", 80)),
    *(("Next step", 60), ("Who", 24), ("By when", 16)),
)
"""Headings of the template, and how wide each column is."""


class YearRefused(Exception):
    """A year that cannot be brought in; the message says why."""


def earlier_years() -> range:
    """The school years that may be brought in, newest first."""
    this_year = school_year(today())
    return range(this_year - 1, this_year - 1 - YEARS_BACK, -1)


def check_year(session: Session, school_id: int, year: int | None) -> int:
    """The year, if it may be brought in. Raises YearRefused."""
    if year is None:
        raise YearRefused("Choose the school year.")
    if year >= school_year(today()):
        raise YearRefused("Only a year that is over can be brought in. Rate this year on its pages.")
    if year not in earlier_years():
        raise YearRefused(f"Only the last {YEARS_BACK} school years can be brought in.")
    stored = self_evaluation_of(session, school_id, year)
    if stored is not None and stored.brought_in_from:
        raise YearRefused(
            f"{year_label(year)} is brought in already. Remove it first, or choose another year."
        )
    if stored is not None:
        raise YearRefused(
            f"{year_label(year)} has a self-evaluation that was made here. It stays. Choose another year."
        )
    return year


def bring_in_year(
    session: Session, school_id: int, year: int, read: JudgementsRead, file_name: str, who: str
) -> SelfEvaluation:
    """Saves what was read as a year that nobody can write in. Raises YearRefused."""
    check_year(session, school_id, year)
    definition = read.questionnaire.definition
    keep_definition(session, definition)
    session.flush()
    name = plain_text(file_name)[:LONGEST_NAME] or "a file without a name"
    evaluation = SelfEvaluation(
        school_id=school_id, year=year, digest=definition.digest, state="signed_off", brought_in_from=name
    )
    if not added(session, evaluation):
        raise YearRefused(f"Somebody has just saved {year_label(year)}. Nothing was brought in.")
    for row in read.judgements:
        rating = Rating(
            level=row.level,
            commentary=row.commentary,
            next_step=row.next_step,
            owner=row.owner,
            due=row.due,
        )
        session.add(first_judgement(evaluation, row.indicator, rating, who))
    session.flush()
    note(
        session, school_id, who, "brought in an earlier self-evaluation", f"{year_label(year)} from “{name}”"
    )
    return evaluation


def remove_year(session: Session, evaluation: SelfEvaluation, who: str) -> bool:
    """Removes a year that was brought in. False for one made here, or gone meanwhile."""
    year, school_id = evaluation.year, evaluation.school_id
    if not delete_brought_in(session, evaluation):
        return False
    note(session, school_id, who, "removed a self-evaluation that was brought in", year_label(year))
    return True


def history_template(questionnaire: Questionnaire) -> bytes:
    """An .xlsx to fill in: a row an indicator, for one year."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    pen = Pen(book)
    sheet = pen.sheet("One year", [width for _, width in COLUMNS], [name for name, _ in COLUMNS])
    words = questionnaire.words[LANGUAGE].items
    for row, item in enumerate(questionnaire.definition.items, 1):
        for column, cell in enumerate((item.number, words[item.id].short, *[""] * (len(COLUMNS) - 2))):
            pen.write(sheet, row, column, cell, fixed=column < 2)
    choices = [name for level, name in level_names(questionnaire).items() if level != NO_LEVEL]
    last = len(questionnaire.definition.items)
    sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": choices, "error_type": "warning"})
    book.close()
    return out.getvalue()
