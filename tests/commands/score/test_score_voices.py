"""`selfeval score --beside`: voices side by side, each scored by itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from selfeval.findings.findings import RoundFindings, from_json, release_from_json
from selfeval.imports.answers import read_answers
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Questionnaire
from selfeval.questionnaires.parts import LIBRARY
from selfeval.release.release import CountedRound, OtherRelease, findings_of
from tests.commands.score.test_score_rounds import FORMS, STAFF, run, told, write

THEN = {"pupils-11-18": 2, "pupils-7-11": 1, "staff": 1}
"""Versions that share more with each other than the newest do."""
YOUNGER = LIBRARY / "pupils-7-11" / "v1.toml"


def asked_then(questionnaire: str) -> Questionnaire:
    return find(questionnaire, THEN[questionnaire])


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What older pupils, younger ones and staff of one trust have answered; staff are happier."""
    folder = tmp_path_factory.mktemp("voices")
    asked = {
        "older": ("pupils-11-18", 0.5, {"Year 7": 60, "Year 8": 62, "Year 9": 58}),
        "younger": ("pupils-7-11", 0.55, {"Year 4": 30, "Year 5": 31}),
        "staff": ("staff", 0.72, {"Teaching": 25, "Support": 18}),
        "few": ("staff", 0.9, {"Teaching": 6}),
    }
    return {
        name: write(folder / f"{name}.csv", asked_then(form).definition, lean, groups)
        for name, (form, lean, groups) in asked.items()
    }


def both(spoken: dict[str, Path], staff: str = "staff") -> list[object]:
    return [FORMS[2], spoken["older"], "--beside", STAFF, spoken[staff]]


def alone(*arguments: object) -> RoundFindings:
    found = from_json(run(*arguments, "--json", "-").stdout)
    assert isinstance(found, RoundFindings)
    return found


@pytest.mark.parametrize("publish", [(), ("--publish",)], ids=["exactly", "published"])
def test_each_voice_is_scored_as_if_it_were_alone(spoken: dict[str, Path], publish: tuple[str, ...]) -> None:
    found = told(*both(spoken), "--beside", YOUNGER, spoken["younger"], *publish)
    assert found.rounds == (
        alone(FORMS[2], spoken["older"], *publish),
        alone(STAFF, spoken["staff"], *publish),
        alone(YOUNGER, spoken["younger"], *publish),
    )
    assert [(gap.pupils, gap.staff, gap.release) for gap in found.gaps] == [
        (found.rounds[0].digest, found.rounds[1].digest, ""),
        (found.rounds[2].digest, found.rounds[1].digest, ""),
    ]


def counted(questionnaire: Questionnaire, path: Path) -> CountedRound:
    answers = read_answers(questionnaire, path)
    width = len(answers.responses) // answers.n
    text = answers.responses.decode()
    rows = [text[start : start + width] for start in range(0, len(text), width)]
    return CountedRound(questionnaire.definition, rows, answers.groups or (), None)


def test_published_voices_part_where_two_releases_of_a_school_would_say_so(spoken: dict[str, Path]) -> None:
    days = dt.date(2026, 10, 5), dt.date(2026, 10, 16)
    pupils, staff = (
        counted(asked_then(form), spoken[name])
        for form, name in (("pupils-11-18", "older"), ("staff", "staff"))
    )
    first = findings_of(school="", survey="", opens_on=days[0], closes_on=days[1], rounds=[pupils])
    other = OtherRelease(first, "", {"pupils-11-18": pupils})
    second = findings_of(
        school="", survey="", opens_on=days[0], closes_on=days[1], rounds=[staff], beside=other
    )
    found = told(*both(spoken), "--publish")
    assert found.gaps == second.gaps
    assert any(scale.perceived for gap in found.gaps for scale in gap.scales)


def test_without_publishing_a_gap_is_told_exactly_and_of_few_people_without_a_verdict(
    spoken: dict[str, Path],
) -> None:
    (many,), (few,) = told(*both(spoken)).gaps, told(*both(spoken, "few")).gaps
    assert all(scale.technical and scale.difference for scale in many.scales)
    assert any(scale.difference and scale.difference.value % 1 for scale in many.scales)
    assert all(scale.difference and scale.difference.value > 20 for scale in few.scales)
    assert not any(scale.perceived or scale.technical or scale.hidden for scale in few.scales)


def test_published_gaps_of_few_people_are_hidden_by_the_threshold_of_the_school(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    seventeen = write(tmp_path / "staff.csv", asked_then("staff").definition, 0.8, {"Teaching": 17})
    arguments = [FORMS[2], spoken["older"], "--beside", STAFF, seventeen, "--publish"]
    assert {scale.hidden for scale in told(*arguments).gaps[0].scales} == {None}
    assert {scale.hidden for scale in told(*arguments, "--threshold", "20").gaps[0].scales} == {"few"}
    screen = run(*arguments, "--threshold", "20").stdout
    assert "not compared: too few answers of pupils or of staff" in screen
    assert "Too little may be shown to set staff beside pupils." in screen


def test_the_screen_has_a_column_for_each_voice_and_says_where_they_part(spoken: dict[str, Path]) -> None:
    screen = run(*both(spoken), "--beside", YOUNGER, spoken["younger"]).stdout
    side_by_side = screen[screen.index("Side by side, mean") :]
    head, _, *rows = side_by_side.splitlines()
    assert head.split()[-5:] == ["Pupils", "(pupils-11-18)", "Staff", "Pupils", "(pupils-7-11)"]
    belonging = next(row for row in rows if row.startswith("Belonging "))
    assert belonging.count(" to ") == 3
    assert next(row for row in rows if row.startswith("Attitudes")).count("not asked") == 1
    assert "nothing is averaged over them" in side_by_side
    assert "Asked the same: pupils (pupils-7-11), staff" in side_by_side
    assert "perception gap" in side_by_side
    assert "Staff report more belonging than pupils aged 11 to 18:" in side_by_side


def test_voices_of_pupils_alone_stand_side_by_side_and_nothing_is_said_of_staff(
    spoken: dict[str, Path],
) -> None:
    arguments = [FORMS[2], spoken["older"], "--beside", YOUNGER, spoken["younger"]]
    assert told(*arguments).gaps == ()
    screen = run(*arguments).stdout
    assert "Side by side, mean" in screen
    assert "taff" not in screen[screen.index("Side by side") :]


def test_the_csv_has_lines_of_every_voice_and_of_what_both_were_asked(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / "figures.csv"
    found = release_from_json(run(*both(spoken), "--csv", target, "--json", "-").stdout)
    lines = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert {line["questionnaire"] for line in lines} == {"pupils-11-18", "staff"}
    beside = {line["statistic"]: line for line in lines if line["scale_or_item"] == "belonging"}
    gap = next(scale for scale in found.gaps[0].scales if scale.scale == "belonging")
    assert gap.difference is not None
    assert float(beside["staff_less_pupils_beside:staff"]["value"]) == gap.difference.value
    assert beside["perception_gap_beside:staff"]["value"] == ("yes" if gap.perceived else "no")


def test_a_voice_beside_has_a_roll_of_its_own(spoken: dict[str, Path]) -> None:
    found = told(*both(spoken), "--roll", 200, "--roll-beside", spoken["staff"], 60)
    assert [round_.roll for round_ in found.rounds] == [200, 60]


def test_earlier_rounds_and_other_voices_can_be_given_together(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    before = write(tmp_path / "before.csv", asked_then("pupils-11-18").definition, 0.45)
    found = told(*both(spoken), "--on", "2026-10-05", "--before", "2025-10-06", FORMS[2], before)
    assert [change.earlier.opens_on for change in found.changes] == ["2025-10-06"]
    assert (found.opens_on, len(found.rounds), len(found.gaps)) == ("2026-10-05", 2, 1)


def with_column(path: Path, target: Path, column: str) -> Path:
    head, *rows = path.read_text("utf-8").splitlines()
    lines = [f"{head},{column}", *(f"{row},{'yes' if n % 2 else 'no'}" for n, row in enumerate(rows))]
    target.write_text("\n".join(lines), encoding="utf-8")
    return target


def test_a_column_of_groups_may_stand_in_one_of_the_files_but_not_in_none(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    staff = with_column(spoken["staff"], tmp_path / "staff.csv", "teaches")
    arguments = [FORMS[2], spoken["older"], "--beside", STAFF, staff]
    found = told(*arguments, "--by", "teaches")
    assert [[each.by for each in round_.breakdowns] for round_ in found.rounds] == [
        ["group"],
        ["group", "teaches"],
    ]
    refused = run(*both(spoken), "--by", "teaches")
    assert refused.exit_code == 1
    assert "Column teaches is in none of the files." in refused.stderr


def test_every_voice_whose_file_cannot_be_used_is_named(spoken: dict[str, Path], tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    for path in (first, second):
        path.write_text("group,nobody asked\nYear 7,3\n", encoding="utf-8")
    refused = run(FORMS[2], first, "--beside", STAFF, second)
    assert refused.exit_code == 1
    assert "first.csv cannot be scored" in refused.stderr
    assert "second.csv cannot be scored" in refused.stderr


def test_two_voices_need_two_questionnaires(spoken: dict[str, Path]) -> None:
    refused = run(*both(spoken), "--beside", STAFF, spoken["few"])
    assert refused.exit_code == 1
    assert "v1.toml is “staff”, as v1.toml is. Each voice needs a questionnaire of its own" in refused.stderr


def test_options_of_voices_that_make_no_sense_are_refused_all_at_once(spoken: dict[str, Path]) -> None:
    staff = spoken["staff"]
    refused = run(
        *both(spoken), "--beside", STAFF, staff, "--roll-beside", staff, "many",
        "--roll-beside", "nobody.csv", 3, "--roll-file-beside", staff, "rolls.csv", "--json", staff,
    )  # fmt: skip
    assert refused.exit_code == 2
    for sentence in (
        f"--beside {staff}: these answers are given already.",
        f"--roll-beside {staff} many: write a whole number, or GROUP=NUMBER.",
        "--roll-beside nobody.csv: no --beside has these answers.",
        f"--roll-file-beside {staff}: the rolls of this voice are given already.",
        f"--json {staff}: this file is read.",
    ):
        assert sentence in refused.stderr


OWN = """questionnaire = "{name}"
version = 1
audience = "{audience}"
[every_item]
kind = "experience"
options = "agree5"
[[scales]]
id = "belonging"
kind = "belonging"
items = ["a", "b"]
[[items]]
id = "a"{link}
[[items]]
id = "b"
"""
OWN_WORDS = """language = "en"
title = "T"
intro = "I"
[answers]
skipped = "Skipped"
[scales]
belonging = "Belonging"
[items]
a.text = "I belong here."
b.text = "I am heard here."
"""


@pytest.mark.parametrize("linked", [True, False])
def test_questionnaires_of_ones_own_are_set_side_by_side_on_what_they_link(
    tmp_path: Path, linked: bool
) -> None:
    link = '\nlink = "L"\nlink_kind = "verbatim"' if linked else ""
    arguments: list[object] = []
    for name, audience, answer in (("ours", "pupils", 2), ("theirs", "staff", 5)):
        (tmp_path / f"{name}.toml").write_text(OWN.format(name=name, audience=audience, link=link), "utf-8")
        (tmp_path / f"{name}.en.toml").write_text(OWN_WORDS, "utf-8")
        rows = "".join(f"{answer - n % 2},{answer}\n" for n in range(30))
        (tmp_path / f"{name}.csv").write_text(f"a,b\n{rows}", "utf-8")
        arguments += ["--beside"] * (name == "theirs") + [tmp_path / f"{name}.toml", tmp_path / f"{name}.csv"]
    found = json.loads(run(*arguments, "--json", "-").stdout)
    screen = run(*arguments).stdout
    if linked:
        assert found["gaps"][0]["scales"][0]["pairs"] == [["a", "a"]]
        assert "Staff report more belonging than pupils: 88 against 13 of 100 on the one question" in screen
    else:
        assert "gaps" not in found
        assert "No question was asked of pupils and staff alike" in screen


def in_rounds(target: Path, *rounds: tuple[str, Path]) -> Path:
    """One file of several, with a column that says which row is of which."""
    lines = []
    for day, path in rounds:
        head, *rows = path.read_text("utf-8").splitlines()
        lines += [f"When,{head}"] if not lines else []
        lines += [f"{day},{row}" for row in rows]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def test_of_each_voice_the_newest_round_of_its_own_column_is_set_beside_the_first(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    before = write(tmp_path / "before.csv", asked_then("pupils-11-18").definition, 0.45)
    pupils = in_rounds(tmp_path / "pupils.csv", ("2025-10-06", before), ("2026-10-05", spoken["older"]))
    staff = in_rounds(
        tmp_path / "of-staff.csv", ("2025-10-13", spoken["few"]), ("12/10/2026", spoken["staff"])
    )
    found = told(FORMS[2], pupils, "--beside", STAFF, staff, "--round", "When")
    assert found.rounds == told(*both(spoken)).rounds
    assert [change.earlier.opens_on for change in found.changes] == ["2025-10-06"]
    screen = run(FORMS[2], pupils, "--beside", STAFF, staff, "--round", "When").output
    assert "of-staff.csv: Of its rounds, that of 2026-10-12 was read." in screen
    plain = run(FORMS[2], pupils, "--beside", STAFF, spoken["staff"], "--round", "When").output
    assert "staff.csv: There is no column “When”, so all of it was read as one round." in plain


def test_a_voice_that_was_not_asked_in_the_newest_year_is_not_set_beside_it(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    pupils = in_rounds(tmp_path / "pupils.csv", ("2026-10-05", spoken["older"]))
    staff = in_rounds(tmp_path / "of-staff.csv", ("2025-10-13", spoken["staff"]))
    refused = run(FORMS[2], pupils, "--beside", STAFF, staff, "--round", "When")
    assert refused.exit_code == 1
    assert "of-staff.csv has no round of 2026/27, the school year of the newest round." in refused.stderr
