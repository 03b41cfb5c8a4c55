"""`selfeval report`: two pages of a school's year in a file, or a sentence that says why not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from selfeval.commands.maintenance import report
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School
from tests.released import STAFF, release_survey
from tests.tagged import elements


@pytest.fixture
def runner(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Two schools; the staff of the first were asked in 2026."""
    with sqlite_database.writing() as session:
        session.add_all([School(name="Alder Vale Primary"), School(name="Quarry Hill School")])
        session.flush()
        release_survey(session, 1, "staff", STAFF)
    monkeypatch.setenv("SELFEVAL_INSTANCE", str(tmp_path))
    return CliRunner()


@pytest.mark.parametrize(("school", "year"), [("1", "2026"), ("Alder Vale Primary", "2026/27")])
def test_a_school_is_named_and_a_year_is_written_as_people_do(
    runner: CliRunner, tmp_path: Path, school: str, year: str
) -> None:
    file = tmp_path / "head.pdf"
    done = runner.invoke(report, [school, year, "--to", str(file)])
    assert done.exit_code == 0, done.output
    assert "Two pages of Alder Vale Primary, 2026/27" in done.output
    assert len(PdfReader(io.BytesIO(file.read_bytes())).pages) == 2


def test_the_full_report_is_written_where_it_is_asked_for(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    done = runner.invoke(report, ["1", "2026", "--to", str(file), "--full"])
    assert done.exit_code == 0, done.output
    assert "The full report of Alder Vale Primary, 2026/27" in done.output
    headings = [one.words for one in elements(file.read_bytes()).every() if one.role == "H2"]
    assert "Staff: strengths and concerns" in headings


def test_a_year_without_a_report_names_those_there_are(runner: CliRunner, tmp_path: Path) -> None:
    done = runner.invoke(report, ["1", "2025", "--to", str(tmp_path / "head.pdf")])
    assert done.exit_code == 1
    assert "Alder Vale Primary has no report for 2025. Its reports: 2026/27." in done.output
    done = runner.invoke(report, ["2", "2026", "--to", str(tmp_path / "head.pdf")])
    assert "Quarry Hill School has no report for 2026. Its reports: none." in done.output


def test_an_unknown_school_names_those_there_are(runner: CliRunner, tmp_path: Path) -> None:
    done = runner.invoke(report, ["Nowhere", "2026", "--to", str(tmp_path / "head.pdf")])
    assert "There is no school “Nowhere”. The schools here:\n  1  Alder Vale Primary" in done.output


def test_two_schools_of_one_name_are_told_apart_by_number(
    runner: CliRunner, sqlite_database: Database, tmp_path: Path
) -> None:
    with sqlite_database.writing() as session:
        session.add(School(name="Alder Vale Primary"))
    done = runner.invoke(report, ["Alder Vale Primary", "2026", "--to", str(tmp_path / "head.pdf")])
    assert "Several schools are called Alder Vale Primary. Give the number: 1, 3." in done.output
