"""`selfeval score --publish`: questions that are not the library's tell no spread, whatever their ids are."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from selfeval.commands.score.command import score
from selfeval.questionnaires.catalogue import load, own_items, shipped
from selfeval.questionnaires.parts import LIBRARY

FORM = """
questionnaire = "wheels"
version = 1
audience = "pupils"

[every_item]
kind = "experience"
options = "agree5_middle"

[option_sets.yn]
favourable_from = 2
options = [ { id = "yes", points = 2 }, { id = "no", points = 1 } ]

[[scales]]
id = "chairs"
kind = "other"
items = ["chair", "wheels", "hits"]

[[items]]
id = "chair"
options = "yn"

[[items]]
id = "wheels"
options = "yn"

[[items]]
id = "hits"
"""
WORDS = """
language = "en"
title = "Wheels"
intro = "Wheels."

[answers]
skipped = "No answer"

[options.yn]
yes = "Yes"
no = "No"

[scales]
chairs = "Chairs"

[items]
chair = "I use a wheelchair."
wheels = "I come to school in a wheelchair."
hits = "A grown-up here hits me."
"""
FEW, OTHERS = 2, 38
REST = ("2", "3", "4", "1")


def published(folder: Path, say: tuple[str, str]) -> list[dict[str, str]]:
    """What is told where two who use a wheelchair say one thing to the third question, and two another."""
    (folder / "wheels.toml").write_text(FORM, encoding="utf-8")
    (folder / "wheels.en.toml").write_text(WORDS, encoding="utf-8")
    rows = [f"yes,yes,{say[0]}"] * FEW + [f"no,no,{say[1]}"] * FEW
    rows += [f"no,no,{REST[at % 4]}" for at in range(OTHERS - FEW)]
    (folder / "answers.csv").write_text("\n".join(["chair,wheels,hits", *rows]) + "\n", encoding="utf-8")
    words = [str(folder / name) for name in ("wheels.toml", "answers.csv")]
    done = CliRunner().invoke(score, [*words, "--roll", "45", "--publish", "--csv", "-"])
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_a_score_of_questions_of_ones_own_tells_the_same_whoever_said_both(tmp_path: Path) -> None:
    """It told a spread of 23 and an alpha of 0.70, or of 17 and 0.09."""
    told = published(tmp_path, ("really_agree", "really_disagree"))
    assert told == published(tmp_path, ("really_disagree", "really_agree"))
    of_score = {row["statistic"] for row in told if row["scale_or_item"] == "chairs"}
    assert "mean" in of_score
    assert not of_score & {"sd", "alpha", "omega"}


@pytest.mark.parametrize("name", ["pupils-7-11", "staff"])
def test_no_question_of_the_library_is_ones_own(name: str) -> None:
    assert all(own_items(one) == frozenset() for one in shipped()[name])


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("v1.en.toml", '"ks2.a5.safe" = "', '"ks2.a5.safe" = "I use a wheelchair. '),
        ("v1.toml", 'id = "ks2.a5.safe", ', 'id = "ks2.a5.safe", reversed = true, '),
    ],
)
def test_one_with_an_id_of_the_library_is_if_it_asks_something_else(
    tmp_path: Path, file: str, before: str, after: str
) -> None:
    for one in (LIBRARY / "pupils-7-11").glob("v1*"):
        shutil.copy(one, tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after), encoding="utf-8")
    assert own_items(load(tmp_path / "v1.toml")) == {"ks2.a5.safe"}
