"""`selfeval pilot` on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from selfeval.commands.pilot.command import pilot
from selfeval.findings.pilot import NOTICES
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Item
from selfeval.reports import pilot_words

NAME = "pupils-11-18"
PEOPLE = 240
BESIDE = ("picture", "school", "class", "arm", "sex")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(pilot, [str(argument) for argument in arguments])


def answered(item: Item, mood: float, random: np.random.Generator) -> str:
    """An option nearer the best the happier somebody is; one by lot where none is better."""
    options = latest(NAME).definition.options_of(item)
    ladder = [option.id for option in options.lowest_first]
    place = int(random.integers(0, len(ladder)))
    if options.favourable_from is not None:
        share = float(np.clip(0.6 + 0.25 * mood + random.normal(0, 0.2), 0.001, 0.999))
        place = int((1 - share if item.reversed else share) * len(ladder))
    return ladder[place]


def write(path: Path, people: range, seed: int) -> Path:
    random, definition = np.random.default_rng(seed), latest(NAME).definition
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*BESIDE, *(item.id for item in definition.items)])
        for person in people:
            mood = float(np.random.default_rng(person).normal())
            beside = [f"star {person}", f"s{person % 12}", "7A", "AB"[person // 12 % 2], "girl"]
            rows.writerow([*beside, *(answered(item, mood, random) for item in definition.items)])
    return path


@pytest.fixture
def pilot_answers(tmp_path: Path) -> Path:
    return write(tmp_path / "pilot.csv", range(PEOPLE), 1)


@pytest.fixture
def pilot_again(tmp_path: Path) -> Path:
    return write(tmp_path / "again.csv", range(60, 140), 2)


EVERY = (
    *("--questionnaire", NAME, "--school", "school", "--class", "class"),
    *("--arm", "arm", "--by", "sex"),
)


def test_every_question_has_a_verdict_and_the_sentences_stand_first(pilot_answers: Path) -> None:
    shown = run(pilot_answers, *EVERY, "--ignore", "picture")
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert "240 people answered." in lines
    assert "By wording: A 120, B 120." in lines
    for item in latest(NAME).definition.items:
        assert any(line.startswith(f"  {item.id}  “") for line in lines)
    first_table = next(place for place, line in enumerate(lines) if line.startswith("---"))
    assert any(line.startswith(("Keep", "Too few to say", "Reword")) for line in lines[:first_table])
    assert max(map(len, lines)) <= 110


def test_a_retest_is_told_of_every_scale(pilot_answers: Path, pilot_again: Path) -> None:
    shown = run(pilot_answers, *EVERY, "--retest", pilot_again, "--code", "picture", "--csv", "-")
    assert shown.exit_code == 0, shown.output
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    retests = [row for row in rows if row["statistic"] == "retest"]
    assert [row["id"] for row in retests] == [scale.id for scale in latest(NAME).definition.scales]
    assert {row["n"] for row in retests} == {"80"}


def test_json_and_csv_hold_the_same_figures(pilot_answers: Path, tmp_path: Path) -> None:
    where = tmp_path / "pilot.json"
    shown = run(pilot_answers, *EVERY, "--ignore", "picture", "--csv", "-", "--json", where)
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    findings = json.loads(where.read_text(encoding="utf-8"))
    for item in findings["items"]:
        of_item = [row for row in rows if row["level"] == "item" and row["id"] == item["item"]]
        assert [row["verdict"] for row in of_item if row["statistic"] == "verdict"] == [item["verdict"]]
        assert [row["value"] for row in of_item if row["statistic"] == "skipped"] == [
            str(rule["value"]) for rule in item["rules"] if rule["rule"] == "skipped"
        ]


def test_a_published_pilot_is_rounded(pilot_answers: Path) -> None:
    shown = run(pilot_answers, *EVERY, "--ignore", "picture", "--publish", "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    shares = [row["value"] for row in rows if row["statistic"] == "best"]
    assert shares
    assert all(float(share).is_integer() for share in shares)


def test_every_notice_has_its_words_on_the_screen() -> None:
    assert {name.rstrip(":") for name in NOTICES} == set(pilot_words.NOTICES)


def test_a_pilot_of_nine_is_not_published(tmp_path: Path) -> None:
    few = write(tmp_path / "few.csv", range(9), 1)
    shown = run(few, *EVERY, "--ignore", "picture", "--publish")
    assert shown.exit_code == 1
    assert "Fewer than 10 people answered, so nothing of this pilot may be shown." in shown.output


def test_an_earlier_version_is_named_by_its_number(pilot_answers: Path) -> None:
    shown = run(pilot_answers, "--questionnaire", f"{NAME}/v1", "--ignore", ",".join(BESIDE))
    assert f"({NAME}, version 1)" in shown.output or "cannot be scored" in shown.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--code", "picture"), "--retest and --code go together"),
        (("--wording", "a=b"), "--wording: say with --arm which column"),
        (("--threshold", "15"), "--threshold: this is for --publish"),
        (("--arm", "arm", "--wording", "nothing"), "write FIRST=SECOND"),
        (("--arm", "arm", "--wording", "one=other"), "the questionnaire has no question “one” and “other”"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    pilot_answers: Path, options: tuple[str, ...], sentence: str
) -> None:
    left = ",".join(name for name in BESIDE if name not in options)
    shown = run(pilot_answers, "--questionnaire", NAME, "--ignore", left, *options)
    assert shown.exit_code == 2
    assert sentence in " ".join(shown.output.split())


def test_all_that_is_wrong_in_both_files_is_told_at_once(pilot_answers: Path, pilot_again: Path) -> None:
    for file, word in ((pilot_answers, "perhaps"), (pilot_again, "maybe")):
        lines = file.read_text(encoding="utf-8").splitlines()
        lines[1] = ",".join([*lines[1].split(",")[:-1], word])
        file.write_text("\n".join(lines), encoding="utf-8")
    shown = run(pilot_answers, *EVERY, "--retest", pilot_again, "--code", "picture")
    assert shown.exit_code == 1
    assert "“perhaps”" in shown.output
    assert "“maybe”" in shown.output


def test_a_retest_without_the_codes_is_refused(pilot_answers: Path, pilot_again: Path) -> None:
    text = pilot_again.read_text(encoding="utf-8").replace("picture", "drawing", 1)
    pilot_again.write_text(text, encoding="utf-8")
    shown = run(pilot_answers, *EVERY, "--retest", pilot_again, "--code", "picture", "--ignore", "drawing")
    assert shown.exit_code == 1
    assert "Column picture is missing" in shown.output


def test_a_questionnaire_that_is_none_is_refused(pilot_answers: Path) -> None:
    shown = run(pilot_answers, "--questionnaire", "pupils-of-nowhere")
    assert shown.exit_code == 1
    assert "cannot be used" in shown.output


def test_the_sheets_of_a_questionnaire_of_ones_own_are_written_without_answers(tmp_path: Path) -> None:
    form = Path(__file__).parents[2] / "scoring" / "timss" / "timss.toml"
    shown = run("--questionnaire", form, "--sheets", tmp_path / "sheets")
    assert shown.exit_code == 0, shown.output
    files = sorted(file.name for file in (tmp_path / "sheets").iterdir())
    assert files == ["field-test-timss-belonging-v1-en.pdf", "interview-timss-belonging-v1-en.pdf"]
    assert all(str(tmp_path / "sheets" / file) in shown.output for file in files)


def test_without_answers_and_without_sheets_there_is_nothing_to_do() -> None:
    shown = run("--questionnaire", NAME)
    assert shown.exit_code == 2
    assert "Name the file of answers, or a folder with --sheets." in shown.output


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    shown = run("--questionnaire", NAME, "--sheets", tmp_path / "file")
    assert shown.exit_code == 1
    assert "cannot be written to" in shown.output
