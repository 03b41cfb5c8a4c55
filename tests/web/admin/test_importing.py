"""Choosing schools from the register, and what becomes of each row."""

from __future__ import annotations

import io
import time
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from selfeval.commands.main import main
from selfeval.imports.register import read_rows
from selfeval.schools.register_import import Choice, Preview, choice_faults, make, preview, typed_urns
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import AuditEntry, Identity, School
from tests.web.admin.register_file import register, row

ROWS = [
    row(100001, "Alder Vale Primary"),
    row(100002, "Quarry Hill School", LA="301"),
    row(100003, "Larkbeck Primary", **{"Trusts (code)": "77", "Trusts (name)": "Wend Valley Trust"}),
    row(100004, "Old Mill School", EstablishmentStatus="Closed"),
    row(100001, "Alder Vale Primary"),
]


def previewed(database: Database, choice: Choice, rows: list[dict[str, str]] | None = None) -> Preview:
    with database.reading() as session:
        return preview(session, read_rows(io.BytesIO(register(rows or ROWS))), choice)


def urns(found: Preview) -> list[str | None]:
    return [entry.urn for entry in found.made]


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        (Choice(), ["100001", "100002", "100003"]),
        (Choice(authority="301"), ["100002"]),
        (Choice(trust="wend valley trust"), ["100003"]),
        (Choice(trust="77"), ["100003"]),
        (Choice(authority="301", trust="77"), []),
        (Choice(authority="301", urns=("100001",)), ["100001", "100002"]),
        (Choice(urns=("100003", "100001")), ["100001", "100003"]),
    ],
)
def test_schools_are_chosen_by_authority_trust_and_number(
    database: Database, choice: Choice, chosen: list[str]
) -> None:
    assert sorted(map(str, urns(previewed(database, choice)))) == chosen


def test_every_row_that_is_left_out_has_a_reason(database: Database) -> None:
    with database.writing() as session:
        session.add_all([School(name="Quarry Hill", urn="100002"), School(name="larkbeck primary")])
    found = previewed(database, Choice(urns=("100001", "100002", "100003", "100004", "999999")))
    assert urns(found) == ["100001"]
    assert {(each.urn, each.reason) for each in found.left_out} == {
        ("100001", "it is in the file twice"),
        ("100002", "it is here already"),
        ("100003", "a school of this name is here without a number: give it this one"),
        ("100004", "the register says: closed"),
        ("999999", "it is not in the file"),
    }


def test_what_is_previewed_is_made_once_and_noted(database: Database) -> None:
    found = previewed(database, Choice(authority="846"))
    for added in (2, 0):
        with database.writing() as session:
            assert make(session, found.made, "Sam Okoro, operator") == added
    with database.reading() as session:
        names = session.scalars(select(Identity.name).order_by(Identity.name)).all()
        acts = session.scalars(select(AuditEntry.act)).all()
    assert list(names) == ["Alder Vale Primary", "Larkbeck Primary"]
    assert acts == ["added the school"] * 2


def test_a_number_that_a_school_had_before_it_became_an_academy_is_here_already(database: Database) -> None:
    with database.writing() as session:
        school = School(name="Alder Vale Primary", urn="100001")
        session.add(school)
        session.flush()
        session.add(Identity(school_id=school.id, begins_on=school.created_at.date(), name="X", urn="155555"))
    assert "100001" not in urns(previewed(database, Choice()))


def test_pasted_numbers_may_have_anything_between_them() -> None:
    assert typed_urns("100001, 100002;100003\n100001\t100004 ") == ("100001", "100002", "100003", "100004")


def test_a_wrong_choice_names_what_is_wrong() -> None:
    faults = choice_faults(Choice(authority="Kent", urns=("100001", "12", "abc")))
    assert "three digits" in faults["authority"]
    assert "12, abc" in faults["urns"]


def test_the_whole_register_is_read_in_seconds_and_little_memory(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """Fifty thousand rows; the real file has about 60 MB, most of it in columns that nobody looks at."""
    file = tmp_path / "edubasealldata.csv"
    file.write_bytes(register(row(100_000 + number, f"Invented School {number}") for number in range(50_000)))
    tracemalloc.start()
    began = time.monotonic()
    with file.open("rb") as opened, sqlite_database.reading() as session:
        found = preview(session, read_rows(opened), Choice(urns=("149999",)))
    seconds, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert urns(found) == ["149999"]
    assert seconds < 30, seconds
    assert peak < 20_000_000, peak


def school(folder: Path, *words: object, typed: str | None = None) -> Result:
    where = {"SELFEVAL_INSTANCE": str(folder)}
    return CliRunner().invoke(main, ["school", *map(str, words)], env=where, input=typed)


def test_the_command_shows_what_it_would_add_and_asks(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(register(ROWS))
    refused = school(tmp_path, "import", file, "--authority", "846", typed="n\n")
    assert "2 schools can be added." in refused.output
    assert "1 row left out, the register says: closed: 100004 Old Mill School" in refused.output
    assert "There is none yet" not in refused.output
    assert "0 schools" in school(tmp_path, "list").output
    assert "2 schools added." in school(tmp_path, "import", file, "--authority", "846", typed="y\n").output
    assert "1: Alder Vale Primary (URN 100001; Primary; 0 leads)" in school(tmp_path, "list").output
    again = school(tmp_path, "import", file, "--authority", "846", "--yes")
    assert "2 rows left out, it is here already" in again.output


def test_a_trust_or_an_authority_that_is_not_in_the_file_is_told_with_the_names_like_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(register(ROWS))
    told = school(tmp_path, "import", file, "--trust", "Nope").output
    assert "No trust in the file has the name or number “Nope”.\n0 schools can be added." in told
    for typed in ("Wend Vale Trust", "wend"):
        told = school(tmp_path, "import", file, "--trust", typed).output
        assert f"or number “{typed}”. There is “Wend Valley Trust”.\n" in told
    told = school(tmp_path, "import", file, "--authority", "999", "--trust", "77").output
    assert "No school in the file belongs to the local authority 999.\n0 schools" in told
    told = school(tmp_path, "import", file, "--authority", "301", "--yes").output
    assert "No " not in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Choose schools with --authority"),
        (("--all", "--trust", "77"), "Choose schools with --authority"),
        (("--authority", "Kent"), "three digits"),
    ],
)
def test_the_command_wants_a_choice(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(register(ROWS))
    assert told in school(tmp_path, "import", file, *words).output


def test_the_command_refuses_a_file_that_is_not_the_register(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("pupil,answer\n")
    assert "The file has no column URN" in school(tmp_path, "import", file, "--all").output
