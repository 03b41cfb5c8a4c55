"""Answers as forms tools and spreadsheets export them: texts and labels, other columns, spoilt cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from selfeval.imports import table_file
from selfeval.imports.answer_codes import folded
from selfeval.imports.answer_columns import ColumnChoices
from selfeval.imports.answers import Answers, read_answers
from selfeval.imports.table_file import FileFaults, letter
from selfeval.questionnaires.model import ItemWords, Questionnaire, Words
from tests.imports.workbooks import workbook
from tests.scoring.forms import form

LABELS = ("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree")
CZECH = ("Rozhodně ano", "Spíše ano", "Tak napůl", "Spíše ne", "Rozhodně ne")
IDS = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree")


def words(language: str, texts: Sequence[str], labels: Sequence[str], prefer_not: str, skipped: str) -> Words:
    items = {f"q{place}": ItemWords(text) for place, text in enumerate(texts)}
    (options,) = form(3).option_sets
    return Words(
        language,
        "A form",
        "Hello.",
        items,
        {options.id: dict(zip(IDS, labels, strict=True))},
        {"prefer_not": prefer_not, "skipped": skipped},
        {},
        {},
    )


ENGLISH = ("I don't feel alone", "We eat well", "Rules are fair.")
IN_CZECH = ("Necítím se tu sám", "Jíme dobře", "Pravidla jsou férová")
QUESTIONNAIRE = Questionnaire(
    form(3),
    {
        "en": words("en", ENGLISH, LABELS, "Rather not say", "No answer"),
        "cs": words("cs", IN_CZECH, CZECH, "Neřeknu", "Bez odpovědi"),
    },
)


class Export:
    """Writes what a tool exports and reads it again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(
        self, content: str | bytes, name: str = "export.csv", **choices: tuple[str, ...] | str
    ) -> Answers:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_answers(QUESTIONNAIRE, path, choices=ColumnChoices(**choices))  # type: ignore[arg-type]

    def faults(self, content: str | bytes, **choices: tuple[str, ...] | str) -> list[str]:
        with pytest.raises(FileFaults) as refused:
            self.read(content, **choices)
        return refused.value.lines()


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return Export(tmp_path)


@pytest.mark.parametrize(
    "head",
    [
        "q0,q1,q2",
        "Q0, q1 ,Q2",
        "I don't feel alone,We eat well,Rules are fair.",
        "1. I don’t feel ALONE*,2) we  eat\u00a0well,Q3: Rules are fair",
        '"How is it? [I don‘t feel alone]","How is it? [We eat well]","How is it? [Rules are fair.]"',
        "How is it? - I don't feel alone,How is it? - We eat well,How is it? - Rules are fair.",
        "Necítím se tu sám,Jíme dobře,Pravidla jsou férová",
        "q0. I don't feel alone,[q1],Anything: q2",
    ],
)
def test_a_heading_is_an_id_or_a_text_in_any_language_and_as_any_tool_writes_it(
    export: Export, head: str
) -> None:
    assert export.read(f"{head}\n5,4,1\n").responses == b"014"


@pytest.mark.parametrize(
    "row",
    [
        "5,4,1",
        "5.0,4.00,1",
        "Strongly agree,Agree,Strongly disagree",
        "STRONGLY  AGREE,agree.,1. Strongly disagree",
        "Rozhodně ano,Spíše ano,rozhodně ne",
        "strongly_agree,Agree,Rozhodně ne",
    ],
)
def test_a_cell_holds_points_an_id_or_a_label_in_any_language(export: Export, row: str) -> None:
    assert export.read(f"q0,q1,q2\n{row}\n").responses == b"014"


def test_answers_without_points_are_known_by_their_labels_too(export: Export) -> None:
    found = export.read("q0,q1,q2\nRather not say,No answer,Bez odpovědi\nneřeknu,,5\n")
    assert found.responses == b"-..-.0"


def test_a_label_that_two_languages_give_to_two_answers_is_refused(tmp_path: Path) -> None:
    odd = words("de", ("a", "b", "c"), ("Agree", "Neither", "x", "y", "z"), "Nichts", "Keine")
    path = tmp_path / "two.csv"
    path.write_text("q0,q1,q2\nAgree,5,5\n", encoding="utf-8")
    with pytest.raises(FileFaults, match="“Agree” can mean two of the answers to this question"):
        read_answers(Questionnaire(form(3), {**QUESTIONNAIRE.words, "de": odd}), path)


FORMS_TOOL = (
    "\ufeffId,Start time,Which year are you in?\u00a0,"
    "I don't feel alone\u00a0,We eat well\u00a0,Rules are fair.\u00a0\r\n"
    "1,05/10/2026 09:02,Year 7,Agree,Agree,Disagree\r\n2,05/10/2026 09:03,Year 8,,Neither,Agree\r\n"
)


def test_columns_that_are_no_questions_are_named_once_with_what_leaves_them_out(export: Export) -> None:
    assert export.faults(FORMS_TOOL) == [
        "Row 1: “Id”, “Start time” and “Which year are you in?” are no questions of this questionnaire. "
        'Leave out with --ignore "Id,Start time,Which year are you in?", or, if one of them names groups, '
        "say --group or --by."
    ]


@pytest.mark.parametrize("ignored", [("Id,start TIME",), ("Id", "Start time"), ('"Id","Start time"',)])
def test_what_is_left_out_is_said_and_the_rest_is_read(export: Export, ignored: tuple[str, ...]) -> None:
    found = export.read(FORMS_TOOL, ignored=ignored, group="Which year are you in?")
    assert (found.responses, found.groups) == (b"113.21", ("Year 7", "Year 8"))
    assert found.remarks == ("Left out as you asked: “Id” and “Start time”.",)


def test_a_question_cannot_be_left_out_nor_a_column_that_is_not_there(export: Export) -> None:
    assert export.faults("q0,q1,q2\n5,5,5\n", ignored=("q1", "Email")) == [
        "Row 1, column q1: This is a question. Empty its cells if nobody was asked, and keep it.",
        "Row 1, column Email: There is no such column to leave out with --ignore.",
    ]


def test_a_heading_with_a_comma_is_left_out_whole_and_suggested_in_quotes(export: Export) -> None:
    content = 'q0,q1,q2,"Email, if you like"\n5,5,5,x\n'
    assert "--ignore 'Email, if you like'" in export.faults(content)[0]
    assert export.read(content, ignored=("Email, if you like",)).n == 1


def test_a_heading_that_is_nearly_a_question_is_asked_about(export: Export) -> None:
    assert export.faults("q0,We eat wel,q2\n5,5,5\n")[0] == (
        "Row 1, column We eat wel: This is no question. Did you mean “q1”?"
    )


def test_two_columns_of_one_question_are_refused_with_their_letters(export: Export) -> None:
    assert export.faults("q0,q1,q2,We eat well\n5,5,5,5\n") == [
        "Row 1, column We eat well: Columns B and D are the same question, q1. Keep one of them."
    ]


def test_the_further_headings_of_qualtrics_are_no_people(export: Export) -> None:
    found = export.read(
        "Status,group,q0,q1,q2\n"
        "Response,Which year?,A - I don't feel alone,A - We eat well,A - Rules are fair.\n"
        '"{""ImportId"":""status""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}",'
        '"{""ImportId"":""QID2_2""}","{""ImportId"":""QID2_3""}"\nIP Address,Year 7,5,4,1\n',
        ignored=("Status",),
    )
    assert (found.responses, found.groups) == (b"014", ("Year 7",))


def test_questions_may_stand_in_the_second_line_of_headings_only(export: Export) -> None:
    found = export.read(
        "Respondent ID,How is it?,,\n,I don't feel alone,We eat well,Rules are fair.\n17,5,4,1\n",
        ignored=("Respondent ID",),
    )
    assert found.responses == b"014"


def test_a_title_above_the_headings_is_passed_over_and_rows_keep_their_numbers(export: Export) -> None:
    title = "Autumn survey,,\n\nq0,q1,q2\n5,4,1\n5,4,9\n"
    assert export.faults(title) == [
        "Row 5, column q2: “9” is not an answer to this item. Use 1, 2, 3, 4 or 5."
    ]


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\r\nq0;q1;q2\r\n5;4;1\r\n",
        "sep=,\nq0,q1,q2\n5,4,1\n",
        '"sep=|"\nq0|q1|q2\n5|4|1\n',
        '"Well, yes, or no? [I don\'t feel alone]";"[We eat well]";"[Rules are fair.]"\n5;4;1\n',
        "q0,q1,q2,,,\n5,4,1,,,\n",
        "q0;q1;q2\n5;4;1\n".encode("utf-16"),
        workbook([["q0", "q1", "q2"], [5, 4, 1]]),
        workbook([["Form 1"], list(ENGLISH), ["Strongly agree", 4, 1.0]]),
    ],
)
def test_what_parts_the_columns_and_which_sheet_it_is_need_not_be_said(
    export: Export, content: str | bytes
) -> None:
    assert export.read(content).responses == b"014"


def test_codes_for_no_answer_are_declared_and_said(export: Export) -> None:
    content = "sex,q0,q1,q2\ngirl,NA,n/a,1\nNA,99,4,1\n"
    assert "If it means no answer, say --missing" in export.faults(content, by=("sex",))[0]
    found = export.read(content, by=("sex",), missing=("NA", "N/A", "99"))
    assert (found.responses, found.columns["sex"]) == (b"..4.14", ("girl", ""))
    assert "“NA” was taken for no answer in 1 cell." in found.remarks


def test_an_answer_cannot_be_declared_as_missing(export: Export) -> None:
    assert export.faults("q0,q1,q2\n5,4,1\n", missing=("5",)) == [
        "--missing 5: this is an answer to a question. It cannot mean none."
    ]


def test_a_row_for_each_person_and_question_is_known_by_what_it_says(export: Export) -> None:
    found = export.read(
        "Pupil,Class,Question,Value\np1,Year 7,We eat well,Agree\np1,year 7,Rules are fair.,1\n"
        "p2,Year 8,I don't feel alone,Rather not say\n",
        group="Class",
    )
    assert (found.responses, found.groups) == (b".14-..", ("Year 7", "Year 8"))
    assert found.remarks[0] == (
        "Read with a row for each person and question, from “Pupil”, “Question” and “Value”."
    )


def test_which_column_says_who_answered_can_be_told(export: Export) -> None:
    content = "Who was it,item,answer\na,q0,5\nb,q1,4\n"
    assert "say --id with its heading" in export.faults(content)[0]
    assert export.read(content, respondent="Who was it").responses == b"0...1."


def test_ids_that_a_spreadsheet_has_cut_short_are_told_once_and_nobody_is_to_be_deleted(
    export: Export,
) -> None:
    content = "respondent_id,q0,q1,q2\n" + "1.23457E+11,5,5,5\n" * 3
    (fault,) = export.faults(content)
    assert fault.startswith(
        "Row 2, column respondent_id: A spreadsheet has cut long numbers short in this column, in 3 rows"
    )
    assert "Do not delete anybody" in fault
    assert '--ignore "respondent_id"' in fault
    assert export.read(content, ignored=("respondent_id",)).n == 3
    noughts = "respondent_id,q0,q1,q2\n123456789012345000,5,5,5\n123456789012345000,1,5,5\n"
    assert "cut long numbers short" in export.faults(noughts)[0]


def test_rows_of_one_respondent_that_stand_there_again_are_told_as_one_run(export: Export) -> None:
    rows = "".join(f"p{n},{1 + n % 5},5,5\n" for n in range(30))
    assert export.faults("respondent_id,q0,q1,q2\n" + rows + rows) == [
        "Row 32, column respondent_id: Rows 32 to 61 say what rows 2 to 31 say, of the same respondent. "
        "Leave them out once."
    ]


def test_every_spelling_of_a_group_is_one_group_and_it_is_said(export: Export) -> None:
    names = ["Year 7", "year 7", "Y7", "7", "Year  7", "Staff room", "staff  ROOM"]
    found = export.read("group,q0,q1,q2\n" + "".join(f"{name},5,5,5\n" for name in names))
    assert set(found.groups or ()) == {"Year 7", "Staff room"}
    assert found.remarks[0].startswith("Column group: “7”, “Y7”, ")
    assert found.remarks[0].endswith(" in 4 rows were taken for “Year 7”.")


def test_a_group_is_called_as_its_roll_calls_it(tmp_path: Path) -> None:
    path = tmp_path / "rolls.csv"
    path.write_text("group,q0,q1,q2\nYear 7,5,5,5\n", encoding="utf-8")
    assert read_answers(QUESTIONNAIRE, path, rolls={"Y7": 30}).groups == ("Y7",)


@pytest.mark.parametrize("date", ["03-Apr", "Apr-03", "2026-04-03 00:00:00", "03/04/2026", "3 Apr"])
def test_groups_that_a_spreadsheet_has_made_dates_of_are_refused_once(export: Export, date: str) -> None:
    assert export.faults("group,q0,q1,q2\n" + f"{date},5,5,5\n" * 20) == [
        f"Row 2, column group: “{date}” is here in 20 rows: a spreadsheet has made a date of a name "
        "such as 3-4. Write it in words, such as Years 3 and 4."
    ]


def test_control_characters_are_never_said_back(export: Export) -> None:
    told = export.faults('q0,"q\x1b[2J1","q2"\n\x1b[31mred,5,5\n')
    assert not [c for line in told for c in line if not c.isprintable()]
    assert any("�[31mred" in line for line in told)


def test_a_file_without_end_is_refused_at_a_limit(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_file, "LARGEST", 3_000_000)
    with pytest.raises(FileFaults, match="There is a NUL character here"):
        read_answers(QUESTIONNAIRE, Path("/dev/zero"))
    assert export.faults("q0,q1,q2\n" + "5,5,5\n" * 600_000) == [
        "export.csv is larger than 3 MB. Split it up."
    ]


def test_texts_are_compared_without_what_programs_change() -> None:
    assert folded(" 1. I’m\u00a0“here” – now?* ") == folded('I\'m "here" - now')
    assert folded("10 years ago") == "10 years ago"
    assert folded("...") == ""


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    "label",
    [
        *(
            "4 - Agree",
            "4 – Agree",
            "(4) Agree",
            "4: Agree",
            "4 = agree",
            "4 Agree",
            "Agree (4)",
            "Agree - 4",
        ),
        *("🙂 Agree", "Agree 🙂", "👍🏽 Agree", "2 | Agree", "🙂 4 - Agree", "4. Spíše ano"),
    ],
)
def test_what_a_form_puts_beside_a_label_is_passed_over(export: Export, label: str) -> None:
    assert export.read(f"q0,q1,q2\n{label},5,5\n").responses == b"100"


def test_a_number_without_its_label_or_with_another_word_is_no_answer(export: Export) -> None:
    (fault,) = export.faults("q0,q1,q2\n4 - Quite,5,5\n4 - Quite,4 - Quite,5\n")
    assert fault == (
        "Row 2, column q0: “4 - Quite” is text that this item does not know. Use 1, 2, 3, 4 or 5, or "
        "“Strongly agree”, “Agree”, “Neither”, “Disagree”, “Strongly disagree” or “Rather not say”. "
        "Leave it empty if skipped. 2 more cells say the same, in 2 questions."
    )


@pytest.mark.parametrize(
    "parted", ["How is it?.{}", "How is it [{}]", "1.{}", "How is it - {}", "How is it?\n{}"]
)
def test_a_statement_of_a_grid_is_known_behind_its_question(export: Export, parted: str) -> None:
    head = ",".join(f'"{parted.format(text)}"' for text in ENGLISH)
    assert export.read(f"{head}\n5,4,1\n").responses == b"014"
