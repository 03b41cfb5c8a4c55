"""Earlier self-evaluations in tables of any make: columns, levels, versions, rows that cannot be taken."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.imports.indicator_names import indicator_named
from selfeval.imports.judgements_file import (
    LONGEST_OWNER,
    NO_LEVEL,
    JudgementColumns,
    JudgementsRead,
    known_level,
    level_names,
    likely_columns,
    read_judgements,
    table_as_json,
    table_from_json,
    table_in,
    unread_columns,
)
from selfeval.imports.table_file import FileFaults
from selfeval.questionnaires.catalogue import find, shipped
from selfeval.self_evaluation import judgements
from tests.imports.workbooks import MadeSheet, book

VERSIONS = shipped()["self-evaluation"]
FIRST = find("self-evaluation", 1)
SECOND = find("self-evaluation", 2)


def read(text: str, meanings: dict[str, str] | None = None, longest: int = 5_000) -> JudgementsRead:
    table = table_in(text.encode(), "old.csv")
    return read_judgements(table, likely_columns(table.headings), VERSIONS, meanings or {}, longest)


def test_levels_in_our_words_and_numbers_are_taken() -> None:
    names = level_names(SECOND)
    cells = {"0": "not_started", "3.0": "secure", "Building": "building", " 4  leading ": "leading"}
    assert {cell: known_level(cell, names) for cell in cells} == cells
    assert known_level("Not known yet", names) == "not_known"
    for strange in ("5", "-1", "Green", "", "3.5", "2 Leading", "none", "no level: take the text only"):
        assert known_level(strange, names) is None, strange


def test_an_indicator_is_named_by_its_number_its_short_name_or_both() -> None:
    for cell in ("1.1", "Named equality lead", "1.1 named  equality lead", "1.1: Who leads it"):
        assert indicator_named(cell, FIRST) == "se.1.1", cell
    for cell in ("1.1 Vision and values", "7.1", "11", "Leadership", "1.10", ""):
        assert indicator_named(cell, FIRST) is None, cell
    assert indicator_named("4.3a", FIRST) is None
    assert indicator_named("4.3A", SECOND) == "se.4.3a"


def test_the_numbers_decide_the_version() -> None:
    assert read("Number,Level\n1.1,2\n4.3,3\n").questionnaire == FIRST
    newer = read("Number,Level\n1.1,2\n4.3a,3\n4.3,1\n")
    assert newer.questionnaire == SECOND
    assert [(one.row, one.sentence) for one in newer.left_out] == [(4, "“4.3” is no indicator of version 2.")]


def test_one_strange_value_makes_all_of_them_be_asked() -> None:
    five = read("No;Rating;Comments\n1.1;1;The best\n1.2;5;\n1.3;2;\n")
    assert five.unclear
    assert five.values == {"1": "starting", "5": None, "2": "building"}
    turned = read(
        "No;Rating;Comments\n1.1;1;The best\n1.2;5;\n1.3;2;\n",
        {"1": "leading", "5": "not_started", "2": NO_LEVEL},
    )
    assert [(row.indicator, row.level, row.commentary) for row in turned.judgements] == [
        ("se.1.1", "leading", "The best"),
        ("se.1.2", "not_started", ""),
        ("se.1.3", None, ""),
    ]


def test_every_row_that_cannot_be_taken_is_listed_with_its_number() -> None:
    above = "Our charter\nNumber,Level,Why\n\nLeadership,,\n"
    text = f"{above}1.1,2,Seen\n1.1,3,\n9.9,1,\n,2,\n1.2,3,abcdef\n1.3,,\n"
    done = read(text, longest=5)
    assert [(one.row, one.sentence) for one in done.left_out] == [
        (4, "“Leadership” is no indicator of version 1."),
        (6, "“1.1” is in row 5 too."),
        (7, "“9.9” is no indicator of version 1."),
        (8, "It names no indicator."),
        (9, "The text can have 5 characters. It has 1 more."),
    ]
    assert [row.indicator for row in done.judgements] == ["se.1.1"]


def test_of_a_workbook_the_sheet_with_the_headings_is_read_from_any_row() -> None:
    notes = MadeSheet("Notes", [["Made by", "Amina Yusuf"], ["In", "2024"]])
    year = MadeSheet("Our year", [["Equality"], ["Short name", "Level"], ["Vision and values", 3.0]])
    table = table_in(book(notes, year), "old.xlsx")
    assert table.headings == ("Short name", "Level")
    assert table.rows == ((3, ["Vision and values", "3"]),)
    assert "“Our year” was read" in table.remark


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"one\ntwo\n", "needs a row of headings"),
        (b"", "needs a row of headings"),
        (b"Number,Level\n", "needs a row of headings"),
        (b"Number,Level\n1.1,\0\n", "NUL character"),
        (b'Number,Level\n1.1,"2\n', "quotation marks"),
        (b"PK\x03\x04 no workbook", "cannot be read as a spreadsheet"),
        (b"Number,Level\n" + b"1.1,2\n" * 301, "more than 300 rows"),
        (b"Our,charter\n" * 19 + b"Number,Level\n" + b"1.1,2\n" * 301, "more than 300 rows"),
        (b"Number,Level\n" + b"1.1,2\n,\n" * 301, "more than 300 rows"),
        (b"Number,Level\n" + b"1.1,%s\n" % (b"a" * 9_000) * 40, "more than 300,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(FileFaults, match=sentence):
        table_in(data, "old.csv")


def test_what_was_read_goes_through_a_form_unchanged_and_anything_else_is_refused() -> None:
    table = table_in("Number,Level,Why\n1.1,2,“Ünïcode” 👩‍🏫\n".encode(), "old.csv")
    assert table_from_json(table_as_json(table)) == table
    for sent in (
        "",
        "[]",
        "null",
        "[[1],[],'']",
        '[["a"],[["1",["b"]]],""]',
        '[["a"],[[1,[2]]],""]',
        "[" * 9_000,
    ):
        with pytest.raises(ValueError):  # noqa: PT011 (any message will do)
            table_from_json(sent)


def test_headings_are_known_in_any_order() -> None:
    assert likely_columns(["Why", "LEVEL ", "Short  name", "Number"]) == JudgementColumns(3, 1, 0)
    assert likely_columns(["Standard", "RAG"]) == JudgementColumns()
    actions = ["No", "Rating", "Comments", "Actions", "Lead", "Deadline"]
    assert likely_columns(actions) == JudgementColumns(*range(6))


def test_actions_leads_and_deadlines_are_read_and_what_fits_no_field_stays_with_the_step() -> None:
    table = table_in(
        b"Number,Level,Actions,Lead,Deadline\n"
        b"1.1,2,Train two,Amina Yusuf,3/5/27\n"
        b"1.2,2,Ask pupils,,Spring term\n"
        b"1.3,,,,2027-05-03 00:00:00\n" + f"1.4,2,Go on,{'x' * 121},\n".encode(),
        "old.csv",
    )
    taken = read_judgements(table, likely_columns(table.headings), VERSIONS, {}, 5_000)
    steps = [(row.next_step, row.owner, row.due) for row in taken.judgements]
    day = dt.date(2027, 5, 3)
    assert steps == [
        ("Train two", "Amina Yusuf", day),
        ("Ask pupils\nBy when: Spring term", "", None),
        ("", "", day),
        (f"Go on\nWho: {'x' * 121}", "", None),
    ]
    assert judgements.LONGEST_OWNER == LONGEST_OWNER


def test_columns_that_were_not_read_are_known_if_they_say_anything() -> None:
    table = table_in(b"Number,Short name,Level,Cost,Empty,\n1.1,Lead,2,40,,note\n", "old.csv")
    assert unread_columns(table, likely_columns(table.headings)) == (3, 5)
