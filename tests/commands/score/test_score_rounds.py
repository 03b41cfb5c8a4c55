"""`selfeval score` over several rounds, and over a revised questionnaire."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selfeval.commands.score.command import score
from selfeval.commands.score.rounds import years_of
from selfeval.commands.score.screen_changes import screen_changes
from selfeval.findings.comparisons import RoundTrends
from selfeval.findings.findings import ReleaseFindings, from_json, release_from_json
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Definition, Questionnaire
from selfeval.questionnaires.parts import LIBRARY
from tests.reports import made
from tests.reports.followed import BENT, YEARS, occasion

FORMS = {version: LIBRARY / "pupils-11-18" / f"v{version}.toml" for version in (1, 2)}
STAFF = LIBRARY / "staff" / "v1.toml"
GROUPS = {"Year 7": 60, "Year 8": 62, "Year 9": 58}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(score, [str(argument) for argument in arguments])


def write(path: Path, definition: Definition, lean: float, groups: Mapping[str, int] = GROUPS) -> Path:
    """A file of answers; the same item is as easy in every file."""
    chance = random.Random(path.stem)
    rows: list[list[object]] = [["group", *(item.id for item in definition.items)]]
    for group, n in groups.items():
        for _ in range(n):
            mood = chance.gauss(lean, 0.18)
            row: list[object] = [group]
            for item in definition.items:
                options = sorted(definition.options_of(item).options, key=lambda option: option.points)
                steps = sum(chance.random() < mood for _ in options[1:])
                row.append(options[-1 - steps if item.reversed else steps].points)
            rows.append(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Four autumns; in the third the questionnaire was revised."""
    folder = tmp_path_factory.mktemp("rounds")
    return {
        year: write(folder / f"autumn-{year}.csv", find("pupils-11-18", version).definition, lean)
        for year, version, lean in ((2023, 1, 0.5), (2024, 1, 0.53), (2025, 2, 0.56), (2026, 2, 0.6))
    }


def rounds(files: dict[int, Path]) -> list[object]:
    """The newest, and three before it."""
    return [
        FORMS[2], files[2026], "--on", "2026-10-05",
        "--before", "2024-10-07", FORMS[1], files[2024],
        "--before", "2023-10-02", FORMS[1], files[2023],
        "--before", "2025-10-06", FORMS[2], files[2025],
    ]  # fmt: skip


def told(*arguments: object) -> ReleaseFindings:
    return release_from_json(run(*arguments, "--json", "-").stdout)


def test_json_holds_the_change_since_every_earlier_round_and_the_series(files: dict[int, Path]) -> None:
    found = told(*rounds(files))
    assert (found.survey, found.opens_on, found.rounds[0].n) == ("autumn-2026", "2026-10-05", 180)
    assert [each.earlier.opens_on for each in found.changes] == ["2023-10-02", "2024-10-07", "2025-10-06"]
    assert [each.earlier.version for each in found.changes] == [1, 1, 2]
    assert all(each.technical for each in found.changes[2].scales)
    (trends,) = found.trends
    assert [each.survey for each in trends.occasions] == [f"autumn-{year}" for year in files]
    assert {trend.by for trend in trends.trends} == {"whole", "group", "cohort"}


def test_a_revised_questionnaire_is_compared_by_its_own_change_list(files: dict[int, Path]) -> None:
    culture = next(each for each in told(*rounds(files)).changes[0].scales if each.scale == "culture")
    assert culture.link is not None
    assert "ks3.a2.alone" not in culture.link.items
    curriculum = next(each for each in told(*rounds(files)).changes[0].scales if each.scale == "curriculum")
    assert curriculum.hidden == "other_items"


def test_the_screen_says_what_changed_in_words(files: dict[int, Path]) -> None:
    lines = run(*rounds(files)).output.splitlines()
    start = lines.index("Change since 2 Oct 2023: autumn-2023, version 1")
    assert lines[start + 2].split() == ["Scale", "Before", "Now", "Change", "95", "%", "interval"]
    leadership = next(line for line in lines[start:] if line.startswith("Leadership commitment"))
    assert leadership.endswith("improved")
    curriculum = next(line for line in lines[start:] if line.startswith("A diverse, inclusive curriculum"))
    assert curriculum.endswith("not compared: a new measure, fewer than three questions are in both")
    assert any(line.startswith("Groups: ") and line.endswith("figures changed clearly.") for line in lines)
    assert any(line.startswith("A respectful culture: compared on the questions of both") for line in lines)
    over = next(line for line in lines if line.startswith("Over time"))
    assert over.split("  ")[-2:] == ["In all", "95 % interval"]
    assert "Belonging: linked over a revision, marked *." in lines
    assert max(len(line) for line in lines[start:]) <= 130


def test_where_no_line_fits_the_screen_says_what_became_from_first_to_last() -> None:
    found = made.findings()
    series = RoundTrends("pupils-7-11", tuple(map(occasion, YEARS)), 3.0, BENT)
    release = ReleaseFindings("", "", "2026-10-05", "2026-10-05", (found,), trends=(series,))
    words = replace(made.words(), scales={trend.scale: trend.scale for trend in BENT})
    screen = screen_changes(release, Questionnaire(made.definition(), {"en": words}))
    told_of = next(line for line in screen.splitlines() if line.startswith("bullying"))
    assert told_of.split()[-9:] == ["55.0", "+7.0", "+3.0", "to", "+11.0", "not", "a", "straight", "line"]


def test_the_csv_has_a_row_for_every_figure(files: dict[int, Path]) -> None:
    found = told(*rounds(files))
    rows = list(csv.DictReader(io.StringIO(run(*rounds(files), "--csv", "-").stdout)))
    change = found.changes[2].scales[0]
    assert change.difference is not None
    assert change.difference.interval is not None
    (row,) = (
        row
        for row in rows
        if (row["level"], row["scale_or_item"], row["statistic"])
        == ("whole", change.scale, "change_since:2025-10-06")
    )
    assert float(row["value"]) == change.difference.value
    assert (float(row["low"]), float(row["high"])) == (
        change.difference.interval.low,
        change.difference.interval.high,
    )
    kinds = {row["statistic"].partition(":")[0] for row in rows}
    assert {
        "before", "after", "verdict_since", "p_since", "adjusted_since", "g_since", "not_compared_since",
        "common_items_since", "beyond_chance_since", "series_on", "linked_on", "line_from",
        "line_verdict_from", "line_q_from", "new_measure_from",
    } <= kinds  # fmt: skip
    assert all(row["value"] or row["statistic"].startswith("hidden:") for row in rows)


def test_publishing_rounds_and_hides(files: dict[int, Path], tmp_path: Path) -> None:
    small = write(
        tmp_path / "small.csv",
        find("pupils-11-18", 2).definition,
        0.5,
        {"Year 7": 60, "Year 8": 61, "Year 9": 7},
    )
    arguments = [FORMS[2], files[2026], "--on", "2026-10-05", "--before", "2025-10-06", FORMS[2], small]
    found = told(*arguments, "--publish")
    for change in found.changes[0].scales:
        assert change.technical is None
        assert change.difference is not None
        assert change.difference.value == int(change.difference.value)
    hidden = {group.group: group.hidden for group in found.changes[0].groups}
    assert "Year 9" not in hidden
    assert None in hidden.values()
    shown = run(*arguments, "--publish").output
    assert "p_since" not in run(*arguments, "--publish", "--csv", "-").stdout
    assert "." not in shown[shown.index("Change since") :].split("\n")[4].replace("...", "")


def test_rolls_paper_and_time_of_year_make_open_markers(files: dict[int, Path]) -> None:
    arguments = rounds(files)
    arguments[arguments.index("2024-10-07")] = "2024-03-04"
    found = told(
        *arguments,
        "--roll-before", "2025-10-06", "400",
        "--roll-before", "2023-10-02", "Year 7=70",
        "--roll-before", "2023-10-02", "Year 8=70",
        "--roll-before", "2023-10-02", "Year 9=70",
        "--paper", "2023-10-02",
    )  # fmt: skip
    (trends,) = found.trends
    assert [each.weak for each in trends.occasions] == [("mode",), ("season",), ("response",), ()]
    assert [each.roll for each in trends.occasions] == [210, None, 400, None]


def test_a_round_at_another_time_of_year_is_marked_in_every_change_and_the_newest_is_not(
    files: dict[int, Path],
) -> None:
    found = told(
        FORMS[2], files[2026], "--on", "2026-10-05", "--paper", "2025-03-03",
        "--before", "2025-03-03", FORMS[2], files[2025], "--before", "2024-10-07", FORMS[1], files[2024],
    )  # fmt: skip
    weak = {each.earlier.opens_on: (each.earlier.weak, each.later.weak) for each in found.changes}
    assert weak == {"2024-10-07": ((), ()), "2025-03-03": (("season", "mode"), ())}


def test_every_point_after_a_revision_is_marked_as_linked(files: dict[int, Path]) -> None:
    lines = run(*rounds(files)).output.splitlines()
    over = next(place for place, line in enumerate(lines) if line.startswith("Over time"))
    belonging = next(line for line in lines[over:] if line.startswith("Belonging"))
    assert [cell.endswith("*") for cell in belonging.split()[1:5]] == [False, False, True, True]


def test_what_counts_and_how_strictly_can_be_chosen(files: dict[int, Path]) -> None:
    found = told(*rounds(files), "--smallest", "40", "--holm")
    assert {(each.smallest, each.correction) for each in found.changes} == {(40.0, "holm")}
    labels = {each.label for change in found.changes for each in change.scales if not each.hidden}
    assert labels == {"unclear"}


def test_without_earlier_rounds_a_day_changes_nothing(files: dict[int, Path]) -> None:
    plain = run(FORMS[2], files[2026], "--json", "-").stdout
    assert run(FORMS[2], files[2026], "--on", "2026-10-05", "--json", "-").stdout == plain
    assert from_json(plain).n == 180


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (["--before", "2025-10-06", "v1", "a"], ["say with --on when the newest round was asked"]),
        (
            ["--on", "5 October", "--before", "06/10/2025", "v1", "a"],
            ["--on 5 October: write the day as 2026-10-05.", "--before 06/10/2025: write the day"],
        ),
        (
            ["--on", "2026-10-05", "--before", "2026-10-05", "v1", "a"],
            ["this is not before 2026-10-05, the day of the newest round"],
        ),
        (
            ["--on", "2026-10-05", *["--before", "2025-10-06", "v1", "a"] * 2],
            ["there is a round of this day already"],
        ),
        (
            ["--on", "2026-10-05", "--roll-before", "2025-10-06", "30", "--paper", "2024-10-06"],
            ["--roll-before 2025-10-06: no round was asked", "--paper 2024-10-06: no round was asked"],
        ),
        (
            [
                "--on",
                "2026-10-05",
                "--before",
                "2025-10-06",
                "v1",
                "a",
                "--roll-before",
                "2025-10-06",
                "many",
            ],
            ["--roll-before 2025-10-06 many: write a whole number, or GROUP=NUMBER."],
        ),
    ],
)
def test_options_that_make_no_sense_are_refused_all_at_once(
    files: dict[int, Path], arguments: list[str], sentences: list[str]
) -> None:
    refused = run(FORMS[2], files[2026], *arguments)
    assert refused.exit_code == 2
    for sentence in sentences:
        assert sentence in refused.stderr


@pytest.mark.parametrize("figure", ["nan", "inf", "0"])
def test_a_smallest_change_that_is_no_number_is_refused(files: dict[int, Path], figure: str) -> None:
    before = ["--on", "2026-10-05", "--before", "2025-10-06", FORMS[2], files[2025]]
    refused = run(FORMS[2], files[2026], *before, "--smallest", figure, "--json", "-")
    assert refused.exit_code == 2
    assert "--smallest" in refused.stderr


def test_json_and_csv_cannot_both_go_to_the_screen(files: dict[int, Path]) -> None:
    refused = run(FORMS[2], files[2026], "--json", "-", "--csv", "-")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--json - and --csv -: the screen can hold one of the two." in refused.stderr


def test_every_file_that_cannot_be_used_is_named(files: dict[int, Path], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("group,ks3.a1.talk\nYear 7,9\n", encoding="utf-8")
    broken = tmp_path / "broken.toml"
    broken.write_text("questionnaire = 5\n", encoding="utf-8")
    refused = run(
        FORMS[2], files[2026], "--on", "2026-10-05",
        "--before", "2025-10-06", FORMS[2], wrong, "--before", "2024-10-07", broken, files[2024],
    )  # fmt: skip
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "wrong.csv cannot be scored" in refused.stderr
    assert "broken.toml cannot be used." in refused.stderr


def test_a_questionnaire_of_two_rounds_that_cannot_be_used_is_complained_of_once(
    files: dict[int, Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("questionnaire = 5\n", encoding="utf-8")
    refused = run(broken, files[2026], "--on", "2026-10-05", "--before", "2025-10-06", broken, files[2025])
    assert refused.exit_code == 1
    assert refused.stderr.count("broken.toml cannot be used.") == 1


def test_rounds_of_another_questionnaire_cannot_be_compared(files: dict[int, Path], tmp_path: Path) -> None:
    staff = write(tmp_path / "staff.csv", find("staff", 1).definition, 0.5, {"Staff": 30})
    refused = run(FORMS[2], files[2026], "--on", "2026-10-05", "--before", "2025-10-06", STAFF, staff)
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        "Only rounds of one questionnaire can be compared.",
        "v1.toml is “staff”, not “pupils-11-18”.",
    ]


def test_year_groups_are_known_by_the_names_that_schools_give_them() -> None:
    assert years_of(["Year 7", "Y08", "yr 9", "10", "Reception", "R", "Teachers", "Year 7 and 8"]) == {
        "Year 7": (7,), "Y08": (8,), "yr 9": (9,), "10": (10,), "Reception": (0,), "R": (0,),
    }  # fmt: skip
