"""docs/questionnaires.md: its example is the one that `check --example` writes, and scores as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from selfeval.commands.main import main
from selfeval.imports import table_file, workbook
from selfeval.questionnaires import toml_files
from selfeval.questionnaires.model import OPTION_CHARACTERS
from selfeval.questionnaires.schema import ItemTable, OptionSetTable, ScaleTable, StructureFile

PAGE = (Path(__file__).parents[2] / "docs" / "questionnaires.md").read_text(encoding="utf-8")
STRUCTURE, WORDS, ANSWERS, SCREEN = (
    text for kind, text in re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.M | re.S) if kind != "sh"
)


def test_the_example_on_the_page_is_the_one_that_is_written(tmp_path: Path) -> None:
    written = CliRunner().invoke(main, ["check", "--example", str(tmp_path / "new")])
    assert written.exit_code == 0
    assert "4 questions, 1 scale, words in en" in written.output
    assert (tmp_path / "new" / "belonging.toml").read_text("utf-8") == STRUCTURE
    assert (tmp_path / "new" / "belonging.en.toml").read_text("utf-8") == WORDS


def test_an_example_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "belonging.toml").write_text("mine", encoding="utf-8")
    refused = CliRunner().invoke(main, ["check", "--example", str(tmp_path)])
    assert refused.exit_code == 2
    assert "belonging.toml is there already. Name another folder." in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["belonging.toml"]


def test_the_example_is_scored_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("belonging.toml", STRUCTURE), ("belonging.en.toml", WORDS), ("answers.csv", ANSWERS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    command, _, screen = SCREEN.partition("\n")
    scored = CliRunner().invoke(main, shlex.split(command.removeprefix("$ selfeval ")))
    assert scored.output == screen


def test_every_line_that_a_structure_may_have_is_explained() -> None:
    explained = set(re.findall(r"`\[*([a-z_]+)", PAGE))
    for table in (StructureFile, ItemTable, ScaleTable, OptionSetTable):
        assert set(table.model_fields) - {"picture"} <= explained, table


def test_the_limits_are_those_of_the_code() -> None:
    limits = PAGE[PAGE.index("## Limits") :]
    for number in (toml_files.MOST_ITEMS, len(OPTION_CHARACTERS), table_file.LONGEST_NAME, workbook.LONGEST):
        assert f"{number}" in limits
    assert f"{table_file.LARGEST // 1_000_000} MB" in limits
    assert f"{workbook.MOST_ROWS:,} rows and {workbook.MOST_COLUMNS - 1} columns" in limits
