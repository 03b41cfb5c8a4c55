"""`selfeval score` with more columns that name groups, rolls from a file, and weights."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selfeval.commands.score.command import score
from selfeval.findings.findings import RoundFindings, from_json, release_from_json
from tests.scoring.references import ROLLS, SCHOOL, SEXES, results, school

FORM = """
questionnaire = "six"
version = 1
audience = "pupils"

[every_item]
kind = "experience"
options = "agree5"

[[scales]]
id = "six"
kind = "belonging"
items = ["q1", "q2", "q3", "q4", "q5", "q6"]
"""
WORDS = """
language = "en"
title = "Six questions"
intro = "Six."

[answers]
skipped = "No answer"

[scales]
six = "Six"

[items]
"""
POINTS = {"0": "5", "1": "4", "2": "3", "3": "2", "4": "1", ".": ""}
CELLS = [(group, sex, str(n)) for group, sexes in SEXES.items() for sex, n in sexes.items()]
TOTALS = {sex: str(sum(sexes[sex] for sexes in SEXES.values())) for sex in ("girl", "boy")}


class Folder:
    """The invented school as files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        ids = [item.id for item in SCHOOL.items]
        items = "".join(f'[[items]]\nid = "{i}"\n' + ("reversed = true\n" if i == "q3" else "") for i in ids)
        (path / "six.toml").write_text(FORM + items, encoding="utf-8")
        (path / "six.en.toml").write_text(WORDS + "".join(f'{i} = "{i}"\n' for i in ids), encoding="utf-8")
        responses, years, sexes = school()
        people = zip(responses, years, sexes, strict=True)
        self.rows = [[year, sex, *(POINTS[answer] for answer in said)] for said, year, sex in people]
        self.wide = self.file("wide.csv", ["group", "sex", *ids], self.rows)
        long = [
            [f"p{number}", row[0], row[1], item, answer]
            for number, row in enumerate(self.rows)
            for item, answer in zip(ids, row[2:], strict=True)
        ]
        self.long = self.file("long.csv", ["respondent_id", "group", "sex", "item", "answer"], long)

    def file(self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
        with (self.path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return self.path / name

    def run(self, *options: object, answers: Path | None = None) -> Result:
        arguments = [self.path / "six.toml", answers or self.wide, *options]
        return CliRunner().invoke(score, [str(argument) for argument in arguments])

    def findings(self, *options: object, answers: Path | None = None) -> RoundFindings:
        return from_json(self.run(*options, "--json", "-", answers=answers).stdout)

    def refusal(self, *options: object, rolls: Sequence[Sequence[str]]) -> list[str]:
        header, *rows = rolls
        refused = self.run("--by", "sex", "--roll-file", self.file("rolls.csv", header, rows), *options)
        assert refused.exit_code == 1
        assert refused.stdout == ""
        return refused.stderr.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_another_column_is_a_breakdown_of_its_own(folder: Folder) -> None:
    found = folder.findings("--by", "sex")
    assert [each.by for each in found.breakdowns] == ["group", "sex"]
    assert {group.group: group.n for group in found.breakdowns[1].groups} == {"girl": 135, "boy": 105}


def test_a_long_file_says_the_same(folder: Folder) -> None:
    assert folder.findings("--by", "sex", answers=folder.long) == folder.findings("--by", "sex")


def test_a_column_that_was_not_named_is_refused_with_what_to_do(folder: Folder) -> None:
    refused = folder.run()
    assert refused.exit_code == 1
    assert '--ignore "sex", or, if it names groups, say --group or --by.' in refused.stderr
    assert "This column is missing" in folder.run("--by", "sex", "--by", "shoe").stderr


@pytest.mark.parametrize("name", ["group", "item", "roll", "respondent_id"])
def test_a_column_with_a_meaning_of_its_own_names_no_groups(folder: Folder, name: str) -> None:
    refused = folder.run("--by", name)
    assert refused.exit_code == 2
    assert f"--by {name}: this column has a meaning of its own." in refused.stderr


def test_rolls_by_group_and_part_weigh_by_both(folder: Folder) -> None:
    rolls = folder.file("rolls.csv", ["group", "sex", "roll"], CELLS)
    found = folder.findings("--by", "sex", "--roll-file", rolls)
    assert found.roll == sum(ROLLS.values())
    assert found.weights is not None
    assert (found.weights.by, found.weights.raked) == (("group", "sex"), False)
    assert found.scales[0].weighted is not None
    assert found.scales[0].weighted.value == pytest.approx(results("school")["by_cell.mean"])
    assert {group.group: group.roll for group in found.breakdowns[1].groups} == {"boy": 192, "girl": 184}


def test_rolls_by_group_alone_and_by_part_alone_are_raked(folder: Folder) -> None:
    rows = [(group, "", str(n)) for group, n in ROLLS.items()] + [("", sex, n) for sex, n in TOTALS.items()]
    rolls = folder.file("rolls.csv", ["group", "sex", "roll"], rows)
    found = folder.findings("--by", "sex", "--roll-file", rolls)
    assert found.weights is not None
    assert found.weights.raked
    assert found.scales[0].weighted is not None
    assert found.scales[0].weighted.value == pytest.approx(results("school")["raked.mean"])


def test_a_roll_of_all_may_stand_beside_those_of_one_column(folder: Folder) -> None:
    rolls = folder.file("rolls.csv", ["sex", "roll"], [("", "376"), *TOTALS.items()])
    found = folder.findings("--by", "sex", "--roll-file", rolls)
    assert (found.roll, found.breakdowns[0].groups[0].roll) == (376, None)
    assert found.weights is not None
    assert found.weights.by == ("sex",)


def test_rolls_on_the_command_line_weigh_by_group(folder: Folder) -> None:
    options = [text for group, n in ROLLS.items() for text in ("--roll", f"{group}={n}")]
    found = folder.findings("--by", "sex", *options)
    assert found.scales[0].weighted is not None
    assert found.scales[0].weighted.value == pytest.approx(results("school")["by_year.mean"])


def test_the_screen_shows_weighted_means_beside_the_plain_ones(folder: Folder) -> None:
    rolls = folder.file("rolls.csv", ["group", "sex", "roll"], CELLS)
    told = folder.run("--by", "sex", "--roll-file", rolls).output
    assert "Six                   53.5   51.9 to 55.1        56.3" in told
    assert "Weighted to the roll by group and sex; as good as 210 answers of people chosen alike." in told
    assert "Boys of Year 6: fewer than 30 of 100 answered." in told
    assert "Mean by sex" in told
    assert "Year 6: Six is clearly lower." in told


def test_the_table_has_rows_for_weights_and_who_stands_out(folder: Folder) -> None:
    rolls = folder.file("rolls.csv", ["group", "sex", "roll"], CELLS)
    table = folder.run("--by", "sex", "--roll-file", rolls, "--csv", "-").stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    weighted = next(row for row in rows if row["statistic"] == "weighted_mean")
    assert float(weighted["value"]) == pytest.approx(results("school")["by_cell.mean"])
    assert [row["group"] for row in rows if row["statistic"] == "stands_out:lower"] == ["Year 6"]
    assert {row["level"] for row in rows} == {"whole", "group", "sex"}


def test_a_file_opens_well_in_a_spreadsheet_and_a_screen_has_no_mark(folder: Folder) -> None:
    target = folder.path / "findings.csv"
    folder.run("--by", "sex", "--csv", target)
    assert target.read_bytes().startswith("\ufeffquestionnaire,".encode())
    assert target.read_bytes().count(b"\r\n") == target.read_bytes().count(b"\n")
    assert folder.run("--by", "sex", "--csv", "-").stdout.startswith("questionnaire,")


def test_names_like_formulas_are_disarmed_and_negative_numbers_stay_numbers(folder: Folder) -> None:
    names = ["=1+1", "-2+3", "＝A1", "+44", "@x"]
    rows = [[names[place % 5], row[1], *row[2:]] for place, row in enumerate(folder.rows)]
    turned = [
        [row[0], row[1], row[2], *(str(6 - int(c)) if c else c for c in row[3:4]), *row[4:]] for row in rows
    ]
    answers = folder.file("wide.csv", ["group", "sex", *(item.id for item in SCHOOL.items)], turned)
    table = folder.run("--by", "sex", "--csv", "-", answers=answers).stdout
    cells = list(csv.DictReader(io.StringIO(table)))
    assert {f"'{name}" for name in names} <= {row["group"] for row in cells}
    against = [row["value"] for row in cells if row["statistic"] == "item_rest:q2"]
    assert float(against[0]) < 0
    assert against[0].startswith("-")


def test_groups_by_another_column_are_compared_with_an_earlier_round_that_has_it(folder: Folder) -> None:
    form = folder.path / "six.toml"
    before = ("--by", "sex", "--on", "2026-10-05", "--before", "2025-10-06", form, folder.wide)
    told = folder.run(*before, "--json", "-").stdout
    (change,) = release_from_json(told).changes
    assert {group.by for group in change.groups} == {"group", "sex"}
    bare = folder.file(
        "bare.csv", ["group", *(f"q{n}" for n in range(1, 7))], [r[:1] + r[2:] for r in folder.rows]
    )
    told = folder.run(*before[:-1], bare, "--json", "-").stdout
    (change,) = release_from_json(told).changes
    assert {group.by for group in change.groups if group.hidden is None} == {"group"}
    said = "bare.csv: There is no column “sex”, so nothing is compared by it."
    assert said in folder.run(*before[:-1], bare).output


def test_what_is_wrong_with_a_roll_file_is_said_all_at_once(folder: Folder) -> None:
    assert folder.refusal(rolls=[["group", "sex", "number"], ["Year 3", "girl", "4"]]) == [
        "rolls.csv cannot be used: 2 faults.",
        "Row 1, column number: Columns here are group, sex and roll. Say --by for others.",
        "Row 1, column roll: This column is missing. It says how many are on roll.",
    ]
    wrong = [
        ["group", "sex", "roll"],
        ["Year 3", "girl", "many"],
        ["Year 3", "boy", "46"],
        ["Year 3", "boy", "46"],
    ]
    assert folder.refusal(rolls=wrong) == [
        "rolls.csv cannot be used: 2 faults.",
        "Row 2, column roll: “many” is no roll. Write a whole number.",
        "Row 4: An earlier row says how many are on this roll already.",
    ]
    assert folder.refusal(rolls=[["group", "sex", "roll"]])[1] == (
        "There are headings but no rolls in this file."
    )


def test_rolls_that_do_not_add_up_are_refused(folder: Folder) -> None:
    header = ["group", "sex", "roll"]
    groups = [[group, "", str(n)] for group, n in ROLLS.items()]
    over = folder.refusal(rolls=[header, *groups, ["Year 3", "girl", "60"], ["Year 3", "boy", "60"]])
    assert over[1] == "The parts of “Year 3” add up to 120, but its roll is 87."
    assert folder.refusal(rolls=[header, *groups, ["", "", "400"]])[1] == (
        "The groups add up to 376, but the roll of all is 400."
    )
    assert "Say how many are on roll in all" in folder.refusal(rolls=[header, ["", "girl", "184"]])[1]
    both = folder.refusal("--by", "shoe", rolls=[["group", "sex", "shoe", "roll"], ["", "girl", "38", "5"]])
    assert both[1] == "Row 2: Fill at most two columns in a row: the group, and one other."


def test_rolls_by_part_that_add_up_to_more_than_the_roll_are_refused(folder: Folder) -> None:
    header = ["group", "sex", "roll"]
    groups = [[group, "", str(n)] for group, n in ROLLS.items()]
    parts = [["", "girl", "400"], ["", "boy", "400"]]
    told = "The rolls of sex add up to 800, but 376 are on roll in all. Correct one of them."
    assert folder.refusal(rolls=[header, *groups, *parts])[1:] == [told]
    assert folder.refusal(rolls=[header, ["", "", "376"], *parts])[1:] == [told]


def test_rolls_by_part_that_add_up_to_less_are_taken_as_shares_and_that_is_said(folder: Folder) -> None:
    header = ["group", "sex", "roll"]
    groups = [[group, "", str(n)] for group, n in ROLLS.items()]
    said = "The rolls by sex add up to fewer than are on roll. They were taken as shares of it."
    by_part = folder.file("parts.csv", header, [*groups, ["", "girl", "140"], ["", "boy", "120"]])
    assert said in folder.run("--by", "sex", "--roll-file", by_part).output
    by_both = folder.file("cells.csv", header, [*groups, ["Year 3", "girl", "40"], ["Year 3", "boy", "40"]])
    assert said in folder.run("--by", "sex", "--roll-file", by_both).output
    exact = folder.file("exact.csv", header, CELLS)
    assert said not in folder.run("--by", "sex", "--roll-file", exact).output


def test_a_roll_of_very_many_digits_gets_a_sentence(folder: Folder) -> None:
    told = folder.refusal(rolls=[["group", "roll"], ["Year 3", "9" * 5000], ["Year 4", "999999999"]])
    assert told[1:] == [
        f"Row 2, column roll: “{'9' * 30}” is no roll. Write a whole number.",
        "Row 3, column roll: “999999999” is no roll. Write a whole number.",
    ]


def test_a_group_that_a_roll_file_lacks_is_named_without_an_option_that_is_refused(folder: Folder) -> None:
    told = folder.refusal(rolls=[["group", "roll"], *([g, str(n)] for g, n in list(ROLLS.items())[1:])])
    assert told[1] == "Column group: No roll was given for “Year 3”. Every group needs one."


def test_that_the_roll_of_a_column_is_not_known_is_said(folder: Folder) -> None:
    said = "No roll is known by sex, so intervals there take it that many more could have answered."
    rolls = [text for group, n in ROLLS.items() for text in ("--roll", f"{group}={n}")]
    assert said in folder.run("--by", "sex", *rolls).output
    assert "No roll is known by group" not in folder.run("--by", "sex", *rolls).output
    assert "No roll is known by group" in folder.run("--by", "sex", "--roll", "400").output
    assert "is known by" not in folder.run("--by", "sex").output  # no roll at all: said of the whole
    both = folder.file("rolls.csv", ["group", "sex", "roll"], CELLS)
    assert "is known by" not in folder.run("--by", "sex", "--roll-file", both).output


def test_rolls_that_do_not_fit_the_answers_are_refused(folder: Folder) -> None:
    header, cells = ["group", "sex", "roll"], [list(cell) for cell in CELLS]
    few = [["Year 3", "girl", "30"], ["Year 3", "boy", "57"], *cells[2:]]
    assert folder.refusal(rolls=[header, *few])[1] == (
        "“girl” in “Year 3” has 38 respondents but a roll of 30. Correct the roll."
    )
    missing = [["Year 4", "", "91"], *(cell for cell in cells if cell[:2] != ["Year 4", "boy"])]
    assert "No roll was given for “boy” in “Year 4”." in folder.refusal(rolls=[header, *missing])[1]
    margins = [["", "", "376"], ["", "girl", "130"]]
    told = folder.refusal(rolls=[header, *margins])
    assert told[0] == "rolls.csv does not fit wide.csv."
    assert "“girl” in column sex has 135 respondents but a roll of 130. Correct the roll." in told
    assert any(line.startswith("No roll was given for “boy” in column sex.") for line in told)


def test_a_roll_file_and_rolls_on_the_command_line_are_one_too_many(folder: Folder) -> None:
    rolls = folder.file("rolls.csv", ["group", "sex", "roll"], CELLS)
    refused = folder.run("--by", "sex", "--roll-file", rolls, "--roll", "400")
    assert refused.exit_code == 2
    assert "give no --roll beside it" in refused.stderr


def test_someone_whose_column_is_empty_is_weighted_by_group_alone(folder: Folder) -> None:
    folder.rows[0][1] = ""
    answers = folder.file("wide.csv", ["group", "sex", *(item.id for item in SCHOOL.items)], folder.rows)
    rolls = folder.file("rolls.csv", ["group", "sex", "roll"], CELLS)
    found = folder.findings("--by", "sex", "--roll-file", rolls, answers=answers)
    assert found.weights is not None
    assert found.weights.by == ("group", "sex")
    assert "(not said)" in folder.run("--by", "sex", answers=answers).output
    published = folder.findings("--by", "sex", "--roll-file", rolls, "--publish", answers=answers)
    assert [group.group for group in published.breakdowns[1].groups] == ["girl", "boy"]
    assert published.weights is not None
    assert published.weights.by == ("group",)


def test_an_earlier_round_has_a_roll_file_of_its_own(folder: Folder) -> None:
    form = folder.path / "six.toml"
    rolls = folder.file("before.csv", ["group", "roll"], [[group, "400"] for group in ROLLS])
    options = ("--on", "2026-10-05", "--before", "2025-10-06", form, folder.wide, "--by", "sex")
    told = folder.run(*options, "--roll-file-before", "2025-10-06", rolls, "--json", "-").stdout
    assert release_from_json(told).changes[0].earlier.roll == 400 * len(ROLLS)
    twice = ("--roll-file-before", "2025-10-06", rolls, "--roll-before", "2025-10-06", "400")
    refused = folder.run(*options, *twice)
    assert "the rolls of this round are given already" in refused.stderr


def test_faults_of_answers_and_of_their_rolls_are_told_at_once(folder: Folder) -> None:
    folder.rows[0][2] = "9"
    answers = folder.file("wide.csv", ["group", "sex", *(item.id for item in SCHOOL.items)], folder.rows)
    rolls = folder.file("rolls.csv", ["group", "roll"], [["Year 3", "many"]])
    refused = folder.run("--by", "sex", "--roll-file", rolls, answers=answers)
    assert refused.stderr.splitlines()[0] == "rolls.csv cannot be used: one fault."
    assert "wide.csv cannot be scored: one fault." in refused.stderr


def test_two_spellings_of_one_group_have_no_two_rolls(folder: Folder) -> None:
    told = folder.refusal(rolls=[["group", "sex", "roll"], ["Year 3", "girl", "46"], ["Y3", "Girl", "46"]])
    assert told[1] == "Row 3: An earlier row says how many are on this roll already."
