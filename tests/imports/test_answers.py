"""Files of answers: what is read, and what is refused with row and column."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from selfeval.imports.answers import Answers, read_answers
from selfeval.imports.table_file import FileFaults, SentFile
from selfeval.questionnaires.model import Questionnaire
from tests.scoring.forms import form

FORM = form(3)
HEAD = "respondent_id,group,q0,q1,q2\n"
MAY_BE = (
    "Use 1, 2, 3, 4 or 5, or strongly_agree, agree, neither, disagree, strongly_disagree or prefer_not. "
    "Leave it empty if skipped."
)


class File:
    """Writes answers and reads them again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(
        self, content: str | bytes, rolls: Mapping[str, int] | None = None, roll: int | None = None
    ) -> Answers:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_answers(Questionnaire(FORM, {}), self.path, rolls, roll)

    def faults(
        self, content: str | bytes, rolls: Mapping[str, int] | None = None, roll: int | None = None
    ) -> list[str]:
        with pytest.raises(FileFaults) as refused:
            self.read(content, rolls, roll)
        return refused.value.lines()


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path / "answers.csv")


def test_a_wide_file_is_read_in_the_order_of_the_questionnaire(file: File) -> None:
    found = file.read("q2,respondent_id,q0,group,q1\n1,a,5,Year 3,4\n,b,2,Year 4,3\n")
    assert found == Answers(b"01432.", 2, ("Year 3", "Year 4"), empty_rows=0)


def test_a_long_file_gives_the_same_answers(file: File) -> None:
    rows = ["a,q2,1,Year 3", "b,q0,2,Year 4", "a,q0,5,Year 3", "a,q1,4,Year 3", "b,q1,3,Year 4"]
    long = file.read("respondent_id,item,answer,group\n" + "\n".join(rows) + "\n")
    assert long == file.read("group,q0,q1,q2\nYear 3,5,4,1\nYear 4,2,3,\n")


def test_a_cell_may_hold_points_an_option_or_an_answer_without_points(file: File) -> None:
    assert file.read("q0,q1,q2\n5,agree,prefer_not\n 1 ,,\n").responses == b"01-4.."


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfq0,q1,q2\r\n5,4,1\r\n",
        b"q0;q1;q2\r\n5;4;1\r\n",
        b"q0\tq1\tq2\r5\t4\t1\r",
        b'"q0","q1","q2"\n"5","4","1"',
        "q0,q1,q2\n5,4,1\n".encode("utf-16"),
        b"q0,q1,q2\n\n5,4,1\n,,\n\n",
    ],
)
def test_files_as_spreadsheets_save_them_are_read(file: File, content: bytes) -> None:
    assert file.read(content).responses == b"014"


def test_windows_1252_names_of_groups_are_read(file: File) -> None:
    assert file.read("group,q0,q1,q2\nForêt,5,4,1\n".encode("cp1252")).groups == ("Forêt",)


def test_empty_rows_are_left_out_and_counted(file: File) -> None:
    assert file.read("q0,q1,q2\n5,4,1\n,,\n\n").empty_rows == 2


def test_every_kind_of_wrong_cell_is_named_with_row_and_column(file: File) -> None:
    assert file.faults(HEAD + "a,Y3,6,2.5,often\nb,Y3,0,٣,NaN\n") == [
        "Row 2, column q0: “6” is not an answer to this item. Use 1, 2, 3, 4 or 5.",
        "Row 2, column q1: “2.5” is not a whole number. Use 1, 2, 3, 4 or 5.",
        "Row 2, column q2: “often” is text that this item does not know. " + MAY_BE,
        "Row 3, column q0: “0” is not an answer to this item. Use 1, 2, 3, 4 or 5.",
        "Row 3, column q1: “٣” is not an answer to this item. Use 1, 2, 3, 4 or 5.",
        f"Row 3, column q2: “NaN” is text that this item does not know. {MAY_BE} "
        'If it means no answer, say --missing "NaN".',
    ]


def test_all_faults_of_the_headings_are_named_at_once_beside_those_of_cells(file: File) -> None:
    assert file.faults("q0,q0,gone,,who,q2\n5,5,5,x,5,9\n") == [
        "Row 1, column q0: Columns A and B have the same heading. Keep one of them.",
        "Row 1: “gone” and “who” are no questions of this questionnaire. Leave out with "
        '--ignore "gone,who", or, if one of them names groups, say --group or --by.',
        "Row 1, column q1: This column is missing. Add it; leave its cells empty if nobody was asked.",
        "Row 2: Column D has no heading, but “x” is in it here. Name the column, or delete it.",
        "Row 2, column q2: “9” is not an answer to this item. Use 1, 2, 3, 4 or 5.",
    ]


def test_an_id_that_comes_twice_is_named_with_both_rows_and_nobody_is_told_to_delete_a_person(
    file: File,
) -> None:
    assert file.faults(HEAD + "a,Y3,5,5,5\nb,Y3,5,5,5\na ,Y3,5,4,5\nb,Y3,5,5,5\n") == [
        "Row 4, column respondent_id: “a” was in row 2 already, with other answers. "
        "Give two people two ids; keep one row of somebody who answered twice.",
        "Row 5, column respondent_id: Row 5 says what row 3 says, of the same respondent. Leave it out once.",
    ]


def test_empty_ids_and_groups_are_named(file: File) -> None:
    assert file.faults(HEAD + ",Y3,5,5,5\nb, ,5,5,5\n") == [
        "Row 2, column respondent_id: This cell is empty. Every row needs a respondent_id.",
        "Row 3, column group: This cell is empty. Every row needs a group.",
    ]


def test_a_row_with_too_many_cells_is_named_and_one_that_ends_early_is_read_and_said(file: File) -> None:
    assert file.faults("q0,q1,q2\n5,5\n5,5,5\n5,5,5,5\n") == [
        "Row 4: This row has 4 cells, but there are 3 headings.",
    ]
    short = file.read("q0,q1,q2,,\n5,5\n5,5,5\n5,5,5,,\n")
    assert short.responses == b"00.000000"
    assert short.remarks == ("Row 2 ends early. What is missing there was taken for no answer.",)


def test_more_answers_than_the_roll_are_refused_beside_other_faults(file: File) -> None:
    content = HEAD + "a,Y3,5,5,5\nb,Y3,5,5,5\nc,Y4,5,5,9\n"
    assert file.faults(content, roll=2)[0] == "There are 3 respondents but the roll is 2. Correct the roll."
    assert file.faults(content, rolls={"Y3": 1}) == [
        "Column group: “Y3” has 2 respondents but a roll of 1. Correct the roll.",
        "Column group: No roll was given for “Y4”. Every group needs one.",
        "Row 4, column q2: “9” is not an answer to this item. Use 1, 2, 3, 4 or 5.",
    ]


def test_rolls_by_group_need_groups(file: File) -> None:
    assert file.faults("q0,q1,q2\n5,5,5\n", rolls={"Y3": 5}) == [
        "Rolls were given by group, but the file has no column “group”."
    ]


def test_the_first_hundred_faults_are_listed_and_all_are_counted(file: File) -> None:
    lines = file.faults("q0,q1,q2\n" + "".join(f"5,5,{number}\n" for number in range(6, 50_006)))
    assert len(lines) == 101
    assert lines[-1] == "… and 49,900 more."


def test_cells_that_say_the_same_are_one_fault_with_the_first_of_them(file: File) -> None:
    assert file.faults("q0,q1,q2\n5,5,9\n" + "9,9,9\n" * 50_000) == [
        "Row 2, column q2: “9” is not an answer to this item. Use 1, 2, 3, 4 or 5. "
        "150,000 more cells say the same, in 3 questions."
    ]
    assert file.faults("respondent_id,item,answer\na,q0,9\nb,q0,9\n") == [
        "Row 2, column answer: q0: “9” is not an answer to this item. Use 1, 2, 3, 4 or 5. "
        "1 more cell says the same."
    ]


@pytest.mark.parametrize("word", ["Mean", "TOTAL", "average:", "Standard deviation"])
def test_a_row_below_the_people_that_sums_them_up_is_no_person(file: File, word: str) -> None:
    found = file.read(f"group,q0,q1,q2\nYear 3,5,4,1\nYear 4,5,5,5\n\n{word},5,4.5,3\nn,2,2,2\n")
    assert (found.n, found.groups) == (2, ("Year 3", "Year 4"))
    assert f"Row 5 starts with “{word}”, so it is no person and was left out." in found.remarks


def test_a_word_like_mean_among_people_is_a_group_or_asked_about(file: File) -> None:
    assert file.read("group,q0,q1,q2\nAverage,5,4,1\nHigh,5,5,5\nAverage,5,4,3\n").n == 3
    assert file.faults("group,q0,q1,q2\nMean,5,4,1\nYear 3,5,5,5\n") == [
        "Row 2: This row starts with “mean”. Delete it if it sums up others, or use another word."
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "answers.csv is empty."),
        (b" \n\n", "answers.csv is empty."),
        (b"q0,q1,q2\n", "There are headings but no answers in this file."),
        (b"PK\x03\x04rest", "answers.csv cannot be read as a spreadsheet: it is damaged or very"),
        (b"q0,q1,q2\n5,\x00,1\n", "Row 2: There is a NUL character here"),
        (b"q0,q1,q2\n5,\x81,1\n", "answers.csv is not text."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "answers.csv is a PDF: a page to print, without columns."),
        (b"\n<!doctype html><table><tr><td>q0", "answers.csv is a web page or XML, whatever its name"),
        ("<?xml version='1.0'?>".encode("utf-16"), "answers.csv is a web page or XML, whatever its name"),
        (b'q0,q1,q2\n5,"4,1\n', "Row 2: The quotation marks here do not match."),
        (b'q0,q1,q2\n5,"' + b"4" * 20_000, "Row 2: A cell here is longer than 10,000 characters."),
        (
            b"q0,q1,q2\n5," + b"4" * 9_999 + b",1\n",
            "Row 2, column q1: “44444444444444444444444444444…” is not",
        ),
        (
            b"respondent_id,group,q0,q1,q2\na," + b"Y" * 101 + b",5,5,5\n",
            "Row 2, column group: This group has 101",
        ),
        (
            b"respondent_id,group,q0,q1,q2\na,Y\x073,5,5,5\n",
            "Row 2, column group: This group has a character",
        ),
    ],
)
def test_a_file_that_is_no_table_of_answers_gets_a_sentence(
    file: File, content: bytes, sentence: str
) -> None:
    assert file.faults(content)[0].startswith(sentence)


def test_what_is_called_a_spreadsheet_and_is_none_is_said_to_be_none() -> None:
    for data in (b"\x81\x8d\x8f\x90\x9d" * 20, b"\x89PNG\r\n\x1a\n\0\0\0\0" + bytes(40)):
        with pytest.raises(FileFaults) as refused:
            read_answers(Questionnaire(FORM, {}), SentFile("Belonging.XLSX", data))
        (line,) = refused.value.lines()
        assert line.startswith("Belonging.XLSX is called a spreadsheet, but it is none: it is damaged, or")


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileFaults, match=r"none\.csv cannot be read: No such file"):
        read_answers(Questionnaire(FORM, {}), tmp_path / "none.csv")


def test_faults_of_a_long_file_are_named(file: File) -> None:
    rows = ["a,q0,5,Y3", "a,q0,4,Y3", "a,q9,4,Y3", "b,q1,2.5,Y3", "b,q2,1,Y4", ",q1,1,Y3"]
    assert file.faults("respondent_id,item,answer,group\n" + "\n".join(rows) + "\n") == [
        "Row 3, column item: This respondent answered “q0” in row 2 already.",
        "Row 4, column item: pupils-7-11 has no item “q9”.",
        "Row 5, column answer: q1: “2.5” is not a whole number. Use 1, 2, 3, 4 or 5.",
        "Row 6, column group: “b” is in “Y3” in an earlier row. Nobody is in two groups.",
        "Row 7, column respondent_id: This cell is empty. Every row needs a respondent_id.",
    ]


def test_a_long_file_needs_the_ids_of_respondents_and_its_cells_are_checked_as_well(file: File) -> None:
    assert file.faults("item,answer,year\nq0,5,3\nq0,9,3\n") == [
        "Row 1, column respondent_id: This column is missing. It says which answers are one person's; "
        "say --id with its heading if it is called otherwise.",
        "Row 1, column year: “year” means nothing in a file with a row for each answer. Leave out with "
        '--ignore "year", or, if it names groups, say --group or --by.',
        "Row 3, column answer: q0: “9” is not an answer to this item. Use 1, 2, 3, 4 or 5.",
    ]


def test_a_repeated_row_of_headings_far_down_is_named(file: File) -> None:
    content = "q0,q1,q2\n" + "5,5,5\n" * 30_000 + "q0,q1,q2\n"
    assert file.faults(content)[0].startswith("Row 30002, column q0: “q0” is text")
