"""`selfeval score --round`: several rounds in one file, told apart by a column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selfeval.commands.score.command import score
from selfeval.findings.findings import release_from_json

FORM = Path(__file__).parents[2] / "scoring" / "timss" / "timss.toml"
ITEMS = [f"BEL{number}" for number in range(1, 8)] + [f"SAF{number}" for number in range(1, 10)]
DAYS = ("2024-10-07", "Autumn 25", "05/10/2026")
NAMED = ("--day", "Autumn 25=2025-10-06")


def answers_of(person: int) -> list[str]:
    return [str(1 + (person * (place + 1) + person // 3) % 4) for place in range(len(ITEMS))]


@pytest.fixture
def rounds_file(tmp_path: Path) -> Path:
    """40 people in each of three autumns, the same ids in each."""
    path = tmp_path / "rounds.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["When", "respondent_id", "group", *ITEMS])
        for at, day in enumerate(DAYS):
            for person in range(40):
                spelling = ("Y7", "year 7", "Year 7")[at]
                writer.writerow([day, f"p{person}", spelling, *answers_of(7 * at + person)])
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(score, [str(argument) for argument in (FORM, *arguments)])


def test_the_newest_is_scored_and_set_against_those_before(rounds_file: Path) -> None:
    told = run(rounds_file, "--round", "When", *NAMED, "--roll-before", "2024-10-07", "50", "--json", "-")
    release = release_from_json(told.stdout)
    assert (release.opens_on, release.rounds[0].n) == ("2026-10-05", 40)
    assert [change.earlier.opens_on for change in release.changes] == ["2024-10-07", "2025-10-06"]
    assert [change.earlier.roll for change in release.changes] == [50, None]
    assert {group.group for group in release.changes[0].groups} == {"Year 7"}


def test_one_file_says_the_same_as_a_file_for_each_round(rounds_file: Path, tmp_path: Path) -> None:
    header, *rows = rounds_file.read_text(encoding="utf-8").splitlines()
    files = []
    for at, day in enumerate(DAYS):
        of_day = [header, *(row for row in rows if row.startswith(day))]
        files.append(tmp_path / f"{at}.csv")
        files[-1].write_text("\n".join(row.partition(",")[2] for row in of_day) + "\n", "utf-8")
    first, second, newest = files
    apart = run(
        newest, "--on", "2026-10-05", "--before", "2024-10-07", FORM, first,
        "--before", "2025-10-06", FORM, second, "--json", "-",
    )  # fmt: skip
    together = run(rounds_file, "--round", "When", *NAMED, "--json", "-")
    changes = [release_from_json(each.stdout).changes for each in (apart, together)]
    assert [change.scales for change in changes[0]] == [change.scales for change in changes[1]]


def test_a_round_whose_day_nobody_said_is_asked_about(rounds_file: Path) -> None:
    refused = run(rounds_file, "--round", "When")
    assert refused.exit_code == 1
    assert refused.stderr == (
        "Column When of rounds.csv does not say when “Autumn 25” was asked. "
        'Say it with --day, such as --day "Autumn 25=2026-10-05".\n'
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--round", "When", "--on", "2026-10-05"), "--round: one file says when each round was asked."),
        (("--day", "Autumn=2026-10-05"), "--day: this is for --round"),
        (("--round", "When", "--day", "Autumn"), "--day Autumn: write NAME=DAY"),
        (("--round", "When", "--day", "Autumn=5.10."), "write the day as 2026-10-05."),
        (("--round", "Then"), "Row 1, column Then: This column is missing. Add it, or leave --round out."),
    ],
)
def test_what_makes_no_sense_is_refused(rounds_file: Path, options: tuple[str, ...], sentence: str) -> None:
    refused = run(rounds_file, *options)
    assert refused.exit_code in (1, 2)
    assert sentence in refused.stderr


def test_a_row_without_a_round_is_named(rounds_file: Path) -> None:
    text = rounds_file.read_text(encoding="utf-8").replace("Autumn 25,p3,", ",p3,")
    rounds_file.write_text(text, encoding="utf-8")
    refused = run(rounds_file, "--round", "When", *NAMED)
    assert "Row 45, column When: This cell is empty. Every row needs a round." in refused.stderr
