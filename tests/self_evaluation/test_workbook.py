"""The self-evaluation as a workbook: out and in again changes nothing, and a changed cell is one change."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from selfeval.calendar.typed_days import day_in_cell
from selfeval.imports.judgements_file import tidied
from selfeval.imports.reader import whole_workbook
from selfeval.self_evaluation.brought_workbook import (
    LONGEST_IN_A_CELL,
    BroughtChange,
    WorkbookFaults,
    as_json,
    changes_from_json,
    changes_in,
    rating_of,
)
from selfeval.self_evaluation.document import Document, DocumentedEvidence, said_differently
from selfeval.self_evaluation.document_workbook import COLUMNS, JUDGEMENTS, workbook_of
from selfeval.store.self_evaluations import Rating
from tests.imports.workbooks import workbook as plain_workbook
from tests.self_evaluation.documents import DEFINITION, documents, whole_document

FIRST, SECOND, THIRD = (item.id for item in DEFINITION.items[:3])
LONG = "Every visitor could see it. " * 178 + "And so on, to the end."
TYPED = Rating(
    "secure",
    '=HYPERLINK("http://quarryhill.example")\nTwo lines, “quoted”, 👩🏽‍🏫 _x000D_',
    "strong",
    "-1 is not a sum",
    "@Amina: +44",
    "Amina Yusuf",
    dt.date(2027, 5, 3),
    ("duty.advance", "char.race"),
)


@settings(max_examples=25, phases=(Phase.generate,))
@given(documents)
def test_out_and_in_again_changes_nothing_whatever_was_typed(document: Document) -> None:
    assert changes_in(workbook_of(document, "Draft"), document) == ()


@settings(
    max_examples=15,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.filter_too_much],  # two whole documents are often longer than it draws
)
@given(documents, documents)
def test_a_workbook_brings_every_text_into_another_state_of_the_same_year(
    out: Document, now: Document
) -> None:
    changes = {change.indicator: change.rating for change in changes_in(workbook_of(out, "Draft"), now)}
    for indicator in out.indicators:
        wanted, stored = rating_of(indicator), rating_of(now.by_id[indicator.id])
        brought = changes.get(indicator.id, stored)
        assert (brought.level, brought.strength, brought.due, brought.tags) == (
            wanted.level,
            wanted.strength,
            wanted.due,
            wanted.tags,
        )
        assert brought.commentary in (wanted.commentary, tidied(wanted.commentary))
        assert brought.next_step in (wanted.next_step, tidied(wanted.next_step))


@settings(max_examples=50)
@given(documents)
def test_what_was_shown_is_what_is_saved(document: Document) -> None:
    changes = tuple(
        BroughtChange(indicator.id, indicator.saves, rating_of(indicator), outdated=bool(place % 2))
        for place, indicator in enumerate(document.indicators)
    )
    assert changes_from_json(as_json(changes)) == changes


@given(st.text(max_size=30))
@example("}")
def test_what_no_page_has_sent_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        changes_from_json("{" + text)


WHAT_NO_PAGE_SENDS: dict[str, dict[str, Any]] = {
    "a number without an end": {"saves": float("inf")},
    "a number that no column holds": {"saves": 10**30},
    "a number below none": {"saves": -1},
    "half a character": {"rating": {"commentary": "a\ud800"}},
    "a character that PostgreSQL does not keep": {"rating": {"owner": "a\0b"}},
    "a character of terminals": {"rating": {"next_step": "a\x1b[2J"}},
    "a list for a text": {"rating": {"commentary": ["a"]}},
    "a tag that is a list": {"rating": {"tags": [["a"]]}},
}


@pytest.mark.parametrize("changed", WHAT_NO_PAGE_SENDS.values(), ids=WHAT_NO_PAGE_SENDS.keys())
def test_what_a_page_cannot_have_shown_is_refused_before_it_meets_the_database(
    changed: dict[str, Any],
) -> None:
    """What one school stored could otherwise keep a backup of all from being restored into PostgreSQL."""
    (whole,) = json.loads(as_json([BroughtChange(FIRST, 1, TYPED)]))
    assert changes_from_json(json.dumps([whole]))
    rating = whole["rating"] | changed.pop("rating", {})
    with pytest.raises(ValueError, match="not what the page sent"):
        changes_from_json(json.dumps([whole | changed | {"rating": rating}]))


def test_brackets_without_an_end_are_refused() -> None:
    with pytest.raises(ValueError, match="not what the page sent"):
        changes_from_json("[" * 100_000)


def edited(
    document: Document, cells: dict[tuple[int, str], str], head: dict[str, str] | None = None
) -> bytes:
    """The workbook of a document in which somebody has typed: (row, column) -> text."""
    sheets = whole_workbook(workbook_of(document, "Draft"), longest=LONGEST_IN_A_CELL)
    names = [column.name for column in COLUMNS]
    out = io.BytesIO()
    book = Workbook(out, {"strings_to_formulas": False})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for number, row in sheet.rows:
            for column, cell in enumerate(row):
                text = cell
                if sheet.name == JUDGEMENTS and number == 1:
                    text = (head or {}).get(cell, cell)
                elif sheet.name == JUDGEMENTS:
                    text = cells.get((number, names[column]), cell)
                if text:
                    page.write_string(number - 1, column, text)
    book.close()
    return out.getvalue()


def test_text_of_every_kind_comes_back_letter_by_letter() -> None:
    document = whole_document({FIRST: TYPED, SECOND: Rating("building", LONG[:5000])})
    assert changes_in(workbook_of(document, "Draft"), document) == ()
    into_empty = {
        c.indicator: c.rating for c in changes_in(workbook_of(document, "Draft"), whole_document({}))
    }
    assert into_empty == {FIRST: TYPED, SECOND: Rating("building", LONG[:5000])}


def test_no_cell_of_it_is_a_formula() -> None:
    body = workbook_of(whole_document({FIRST: TYPED}), "Draft")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 4
    assert not [sheet for sheet in sheets if b"<f>" in sheet]


def test_a_cell_that_was_changed_is_one_change_and_nothing_else_is() -> None:
    document = whole_document({FIRST: TYPED, SECOND: Rating("building", "Some")})
    changes = changes_in(
        edited(document, {(3, "Level"): " secure ", (3, "By when"): "3 May 2027", (4, "Level"): "2"}),
        document,
    )
    assert [(change.indicator, change.rating, change.outdated) for change in changes] == [
        (SECOND, Rating("secure", "Some", due=dt.date(2027, 5, 3)), False),
        (THIRD, Rating("building"), False),
    ]
    told = said_differently(document, document.by_id[SECOND], changes[0].rating)
    assert [(one.what, one.before, one.after) for one in told] == [
        ("Level", "2 Building", "3 Secure"),
        ("By when", "", "3 May 2027"),
    ]


def test_an_emptied_cell_is_empty_and_a_row_that_is_gone_stays_as_it_is() -> None:
    document = whole_document({FIRST: TYPED, SECOND: Rating("building", "Some")})
    columns = [column.name for column in COLUMNS]
    gone = edited(document, {**{(3, name): "" for name in columns}, (2, "Next step"): ""})
    assert [(change.indicator, change.rating) for change in changes_in(gone, document)] == [
        (FIRST, replace(TYPED, next_step=""))
    ]


def test_what_was_saved_since_the_workbook_was_made_is_marked() -> None:
    then = whole_document({FIRST: Rating("secure", "Amina’s")})
    area = then.areas[0]
    saved = replace(area.indicators[0], commentary="Tom’s", saves=4)
    now = replace(then, areas=(replace(area, indicators=(saved, *area.indicators[1:])), *then.areas[1:]))
    (change,) = changes_in(workbook_of(then, "Draft"), now)
    assert (change.outdated, change.saves, change.rating.commentary) == (True, 4, "Amina’s")


def test_all_faults_are_told_at_once_with_their_cells() -> None:
    document = whole_document({FIRST: TYPED})
    wrong = edited(
        document,
        {
            (2, "Level"): "Great",
            (2, "By when"): "soon",
            (2, "How strong the evidence is"): "very",
            (2, "Tags"): "Race; Weather",
            (3, "Id"): "se.9.9",
            (4, "Id"): FIRST,
            (5, "Why this level"): "x" * 5_001,
        },
    )
    with pytest.raises(WorkbookFaults) as refused:
        changes_in(wrong, document)
    told = {fault.where: fault.sentence for fault in refused.value.faults}
    assert set(told) == {
        "Judgements, D2",
        "Judgements, K2",
        "Judgements, G2",
        "Judgements, L2",
        "Judgements, A3",
        "Judgements, A4",
        "Judgements, F5",
    }
    assert told["Judgements, D2"].startswith("“Great” is no level.")
    assert told["Judgements, L2"] == "“Weather” is no tag of the pages."
    assert told["Judgements, A4"] == "1.1 is in row 2 already."
    assert told["Judgements, F5"] == "It can hold 5,000 characters. Take out at least 1."


def test_another_year_another_version_and_missing_columns_are_told_together() -> None:
    document = whole_document({})
    other = replace(document, year_label="2025/26", version=7)
    with pytest.raises(WorkbookFaults) as refused:
        changes_in(edited(other, {}, {"Next step": "Plan", "By when": "Day"}), document)
    assert [(fault.where, fault.sentence) for fault in refused.value.faults] == [
        ("Notes, B2", "School year must be 2026/27, and it says “2025/26”."),
        ("Notes, B3", f"Version of the indicators must be {document.version}, and it says “7”."),
        ("Judgements, row 1", "The column “Next step” is missing."),
        ("Judgements, row 1", "The column “By when” is missing."),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Level,Why\n3,Seen", "It is no spreadsheet. Choose the .xlsx file."),
        (b"PK\x03\x04 broken", "It cannot be read."),
        (plain_workbook([["Level", "Why"], ["3", "Seen"]]), "It has no sheet “Judgements”."),
    ],
)
def test_what_is_no_such_workbook_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(WorkbookFaults) as refused:
        changes_in(data, whole_document({}))
    assert sentence in [fault.sentence for fault in refused.value.faults]


def test_days_are_read_with_the_day_first() -> None:
    wanted = dt.date(2027, 5, 3)
    for written in ("2027-05-03", "2027-05-03 00:00:00", "3 May 2027", "03/05/2027", "3.5.2027"):
        assert day_in_cell(written) == wanted, written
    for written in ("soon", "31 June 2027", "2027-13-01", "2027"):
        assert day_in_cell(written) is None, written


def test_evidence_is_listed_with_what_it_backs() -> None:
    piece = DocumentedEvidence(1, "file", "Training log", "=Who came", dt.date(2026, 5, 3), sha256="0" * 64)
    sheets = {s.name: s for s in whole_workbook(workbook_of(whole_document({}, (piece,)), "Draft"))}
    assert sheets["Evidence"].rows[1][1][:8] == [
        "1",
        "=Who came",
        "Training log",
        "file",
        "2026-05-03",
        "",
        "",
        "1.1",
    ]
