"""`selfeval score` on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selfeval.commands.score.command import score
from selfeval.findings.findings import from_json
from selfeval.questionnaires.catalogue import with_earlier
from selfeval.questionnaires.parts import LIBRARY

FORM = Path(__file__).parents[2] / "scoring" / "timss" / "timss.toml"
ITEMS = [f"BEL{number}" for number in range(1, 8)] + [f"SAF{number}" for number in range(1, 10)]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(score, [str(argument) for argument in arguments])


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Answers of 60 people: 12 in Year 7, 8 in =Year 8, 40 in Year 9."""
    lines = [",".join(["respondent_id", "group", *ITEMS])]
    for person in range(60):
        group = "Year 7" if person < 12 else "=Year 8" if person < 20 else "Year 9"
        codes = [str(1 + (person * (place + 1) + person // 3) % 4) for place in range(len(ITEMS))]
        lines.append(",".join([f"p{person}", group, *codes]))
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


ROLLS = ("--roll", "Year 7=20", "--roll", "=Year 8=10", "--roll", "Year 9=40")


def test_the_screen_shows_scales_questions_and_groups(answers: Path) -> None:
    shown = run(FORM, answers, *ROLLS)
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert lines[:2] == [
        "Belonging and safety in grade 8 (timss-belonging, version 1)",
        "60 of 70 people answered (86 %).",
    ]
    assert [line.split("  ")[0] for line in lines if line.startswith(("Bel", "BEL1", "Year 9", "=Year"))] == [
        "Belonging and safety in grade 8 (timss-belonging, version 1)",
        "Belonging",
        "BEL1 Likes being there",
        *(f"Belonging: BEL{number}" for number in range(1, 8)),
        "=Year 8",
        "Year 9",
        "Belonging",
        "Belonging: BEL4: answers to it have little to do with the rest of the scale. Read it by itself.",
    ]
    assert max(map(len, lines)) <= 110


def test_json_on_the_screen_is_nothing_but_the_findings(answers: Path) -> None:
    found = from_json(run(FORM, answers, "--json", "-").stdout)
    assert (found.n, found.roll) == (60, None)
    assert found.scales[0].mean is not None
    assert found.scales[0].mean.value != round(found.scales[0].mean.value)


def test_csv_has_a_row_a_figure_and_no_formula(answers: Path, tmp_path: Path) -> None:
    target = tmp_path / "findings.csv"
    shown = run(FORM, answers, *ROLLS, "--csv", target)
    assert shown.output.startswith("Belonging and safety")
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert {row["group"] for row in rows} == {"", "Year 7", "'=Year 8", "Year 9"}
    mean = next(row for row in rows if row["statistic"] == "mean" and row["group"] == "Year 9")
    assert (mean["level"], mean["scale_or_item"], mean["n"], mean["roll"]) == (
        "group",
        "belonging",
        "40",
        "40",
    )
    assert mean["low"] == mean["high"] == mean["value"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_published_findings_hide_and_round(answers: Path) -> None:
    found = json.loads(run(FORM, answers, "--publish", "--json", "-").stdout)
    groups = found["breakdowns"][0]["groups"]
    assert {group["hidden"] for group in groups} == {None}
    assert len(groups) == 2
    assert found["scales"][0]["mean"]["value"] == int(found["scales"][0]["mean"]["value"])
    shown = run(FORM, answers, "--publish")
    assert all(group["group"] in shown.output for group in groups)
    table = run(FORM, answers, "--publish", "--csv", "-").stdout
    assert "hidden:few" not in table
    of_years = [line.split("hidden:")[1].split(",")[0] for line in table.splitlines() if ",hidden:" in line]
    # Its questions are its own: no year has a score, and one beside two alike answers is not told at all.
    assert of_years == ["complement", "unanimous", "unanimous", "own", "complement", "own", "complement"]
    assert ",belonging,sd," not in table


def test_a_questionnaire_about_the_person_is_scored_but_not_published(tmp_path: Path) -> None:
    form = LIBRARY / "about-you-pupils" / "v1.toml"
    definition = with_earlier(form)[-1].definition
    options = [definition.options_of(item).options for item in definition.items]
    lines = [",".join(item.id for item in definition.items)]
    lines += [",".join(each[person % len(each)].id for each in options) for person in range(40)]
    answers = tmp_path / "answers.csv"
    answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(form, answers).exit_code == 0
    refused = run(form, answers, "--publish", "--json", tmp_path / "out.json")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert not (tmp_path / "out.json").exists()
    first, second = refused.stderr.splitlines()
    assert first.startswith("v1.toml cannot be published: it asks about the person (")
    assert "name each with --by" in second


def test_neighbours_do_not_follow_the_order_in_which_rolls_were_typed(tmp_path: Path) -> None:
    years = {"Reception": 30, "Year 8": 30, "Year 9": 30, "Year 10": 6}
    rows = [
        [year, *(str(1 + (person * (place + 1) + person // 3) % 4) for place in range(len(ITEMS)))]
        for year, n in years.items()
        for person in range(n)
    ]
    answers, rolls = tmp_path / "answers.csv", tmp_path / "rolls.csv"
    answers.write_text("\n".join(map(",".join, [["group", *ITEMS], *rows])) + "\n", encoding="utf-8")
    typed = ["Year 10", "Reception", "Year 9", "Year 8"]
    rolls.write_text("group,roll\n" + "".join(f"{year},40\n" for year in typed), encoding="utf-8")
    for told in ([], [f"--roll={year}=40" for year in typed], ["--roll-file", rolls]):
        found = from_json(run(FORM, answers, *told, "--publish", "--json", "-").stdout)
        groups = [group.group for group in found.breakdowns[0].groups]
        assert groups == ["Reception", "Year 8", "Year 9 and Year 10"]


def test_one_person_is_no_people_and_unasked_questions_are_said_once_for_a_scale(tmp_path: Path) -> None:
    answers = tmp_path / "one.csv"
    asked = ["1" if item.startswith("BEL") else "" for item in ITEMS]
    rows = [asked, [""] * len(ITEMS)]
    answers.write_text("\n".join(map(",".join, [ITEMS, *rows])) + "\n", encoding="utf-8")
    shown = run(FORM, answers).output
    assert "1 person answered. 1 empty row was left out." in shown
    assert shown.count("nobody answered") == 1
    assert "nobody answered any of its questions, so it has no score." in shown
    assert "1 of 30 people answered (3 %)." in run(FORM, answers, "--roll", "30").output


def test_forms_without_an_answer_are_told_apart_from_those_who_answered(tmp_path: Path) -> None:
    answers = tmp_path / "some.csv"
    asked = ["1" if item.startswith("BEL") else "" for item in ITEMS]
    rows = [["Year 7", *given] for given in [asked] * 3 + [[""] * len(ITEMS)] * 2]
    answers.write_text("\n".join(map(",".join, [["group", *ITEMS], *rows])) + "\n", encoding="utf-8")
    shown = run(FORM, answers, "--roll", "Year 7=30").output
    assert "3 of 30 people answered (10 %). 2 more forms were handed in without an answer." in shown


def test_a_figure_that_is_masked_says_on_the_screen_at_which_end_it_lies(tmp_path: Path) -> None:
    rows = []
    for person in range(60):
        codes = [1 + (person * (place + 1) + person // 3) % 4 for place in range(len(ITEMS))]
        codes[:2] = [1, 4]
        if person < 20:
            codes[7:] = [1] * 9
        rows.append(["Year 7" if person < 20 else "Year 8", *map(str, codes)])
    answers = tmp_path / "alike.csv"
    answers.write_text("\n".join(map(",".join, [["group", *ITEMS], *rows])) + "\n", encoding="utf-8")
    lines = run(FORM, answers, "--publish").output.splitlines()
    told = "hidden: nearly everyone answered alike, "
    assert told + "95 % or more favourable" in next(line for line in lines if line.startswith("BEL1 "))
    assert told + "5 % or less favourable" in next(line for line in lines if line.startswith("BEL2 "))
    assert "hidden, 5 % or less favourable" in next(line for line in lines if line.startswith("Year 7 "))


def test_wrong_answers_are_all_named_and_nothing_is_written(answers: Path, tmp_path: Path) -> None:
    text = answers.read_text(encoding="utf-8").replace("p3,Year 7,", "p2,Year 7,9")
    answers.write_text(text, encoding="utf-8")
    target = tmp_path / "findings.json"
    refused = run(FORM, answers, "--roll", "50", "--json", target)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[0] == "answers.csv cannot be scored: 3 faults."
    assert len(refused.stderr.splitlines()) == 4
    assert not target.exists()


def test_a_questionnaire_that_cannot_be_used_is_refused(answers: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("questionnaire = 5\n", encoding="utf-8")
    refused = run(broken, answers)
    assert refused.exit_code == 1
    assert "broken.toml cannot be used." in refused.stderr


@pytest.mark.parametrize(
    ("rolls", "sentence"),
    [
        (["many"], "write a whole number, or GROUP=NUMBER"),
        (["Y5=3.5"], "write a whole number, or GROUP=NUMBER"),
        (["-4"], "write a whole number, or GROUP=NUMBER"),
        (["30", "Y5=3"], "give one number for all, or one for each group, not both"),
        (["Y5=3", "Y5=4"], "this group has a roll already"),
        (["Y5=3", "year 5=4"], "this group has a roll already"),
    ],
)
def test_rolls_that_make_no_sense_are_refused(answers: Path, rolls: list[str], sentence: str) -> None:
    refused = run(FORM, answers, *(f"--roll={roll}" for roll in rolls))
    assert refused.exit_code == 2
    assert sentence in refused.stderr


def test_a_place_that_cannot_be_written_gets_a_sentence(answers: Path, tmp_path: Path) -> None:
    refused = run(FORM, answers, "--json", tmp_path / "no" / "findings.json")
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr


def test_a_school_may_show_nothing_about_more_people_than_ten(answers: Path) -> None:
    text = answers.read_text(encoding="utf-8").replace("=Year 8", "Year 9")
    answers.write_text(text, encoding="utf-8")

    def shown(*options: str) -> list[str]:
        found = from_json(run(FORM, answers, "--publish", *options, "--json", "-").stdout)
        return [group.group for group in found.breakdowns[0].groups if group.hidden is None]

    assert shown() == shown("--threshold", "12") == ["Year 7", "Year 9"]
    assert "Year 7" not in shown("--threshold", "15")
    assert run(FORM, answers, "--publish", "--threshold", "5").exit_code == 2
    refused = run(FORM, answers, "--threshold", "12")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--threshold: this is for --publish." in refused.stderr


def test_findings_are_never_written_over_each_other_nor_over_what_is_read(
    answers: Path, tmp_path: Path
) -> None:
    before = answers.read_bytes()
    target = tmp_path / "findings"
    refused = run(FORM, answers, "--json", target, "--csv", tmp_path / "x" / ".." / "findings")
    assert refused.exit_code == 2
    assert "each needs a file of its own" in refused.stderr
    assert not target.exists()
    refused = run(FORM, answers, "--csv", answers)
    assert refused.exit_code == 2
    assert "this file is read. Name another one for the findings." in refused.stderr
    assert answers.read_bytes() == before


def test_what_was_made_of_a_file_is_told_above_the_table_or_apart_from_findings(
    answers: Path,
) -> None:
    text = answers.read_text(encoding="utf-8").replace("p1,Year 7", "p1,Y7")
    answers.write_text(text, encoding="utf-8")
    told = "answers.csv: Column group: “Y7” in 1 row was taken for “Year 7”.\n\n"
    assert run(FORM, answers).output.startswith(told)
    apart = run(FORM, answers, "--json", "-")
    assert apart.stderr == told
    assert from_json(apart.stdout).n == 60


def test_what_is_piped_in_is_read(answers: Path) -> None:
    piped = CliRunner().invoke(score, [str(FORM), "-"], input=answers.read_bytes())
    assert piped.output == run(FORM, answers).output
