"""Choosing schools from the register, and what becomes of each row."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import select

from selfeval.commands.main import main
from selfeval.imports.register import Entry, read_rows
from selfeval.schools.register_import import (
    Choice,
    Preview,
    Reply,
    choice_faults,
    make,
    preview,
    renumber,
    typed_urns,
)
from selfeval.schools.schools import change_identity
from selfeval.store.database import Database
from selfeval.store.directory import Search, page_of
from selfeval.store.schools_and_accounts import AuditEntry, Identity, School
from tests.web.admin.register_file import register, row, zipped

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
    (asked,) = found.questions
    assert (asked.entry.urn, [(each.school_id, each.since) for each in asked.here]) == ("100003", [(2, None)])
    assert asked.here[0].why == "A school of this name is here without a number."
    assert {(each.urn, each.reason) for each in found.left_out} == {
        ("100001", "it is in the file twice"),
        ("100002", "it is here already"),
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


@pytest.mark.parametrize("packed", [False, True])
def test_of_a_long_register_one_row_at_a_time_is_in_memory(
    sqlite_database: Database, tmp_path: Path, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make bench` reads one of the true size."""
    monkeypatch.setattr("selfeval.imports.reader.A_PIECE", 50_000)
    rows = (row(100_000 + number, f"Invented School {number}") for number in range(20_000))
    content = register(rows)
    file = tmp_path / "edubasealldata"
    file.write_bytes(zipped(edubasealldata__csv=content) if packed else content)
    tracemalloc.start()
    with file.open("rb") as opened, sqlite_database.reading() as session:
        found = preview(session, read_rows(opened), Choice(urns=("119999",)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert urns(found) == ["119999"]
    assert len(content) > 3_500_000
    assert peak < 2_000_000, peak


STONEBRIDGE = {"LA": "846", "EstablishmentNumber": "2001", "Postcode": "WV1 2AB"}
AS_IT_WAS = {**STONEBRIDGE, "EstablishmentStatus": "Closed", "CloseDate": "31-08-2026"}
ACADEMY = {**STONEBRIDGE, "OpenDate": "01-09-2026"}
SEPTEMBER = dt.date(2026, 9, 1)


def asked_about(
    database: Database, old: dict[str, str] | None, new: dict[str, str], name: str = "Stonebridge Primary"
) -> Preview:
    """Stonebridge Primary is here; the register has it as it was, and a new school."""
    with database.writing() as session:
        session.add(School(name="Stonebridge Primary", urn="100001", authority="846", phase="PS"))
    rows = [] if old is None else [row(100001, "Stonebridge Primary", **old)]
    return previewed(database, Choice(), [*rows, row(100101, name, **new)])


@pytest.mark.parametrize(
    ("old", "new", "name", "why"),
    [
        (AS_IT_WAS, ACADEMY, "Stonebridge Primary", "the same name and postcode"),
        (AS_IT_WAS, {**ACADEMY, "EstablishmentNumber": "4001"}, "STONEBRIDGE PRIMARY", "the same name and"),
        (AS_IT_WAS, {**ACADEMY, "Postcode": ""}, "Stonebridge Academy", "authority, 846/2001"),
        (
            AS_IT_WAS,
            {"LA": "847", "PreviousLA": "846", "PreviousEst": "2001", "OpenDate": "01-09-2026"},
            "Stonebridge Academy",
            "authority, 846/2001",
        ),
        (
            AS_IT_WAS,
            {**ACADEMY, "EstablishmentNumber": "4001"},
            "The Wend Academy",
            "the same postcode, at that time",
        ),
    ],
)
def test_a_school_that_became_an_academy_is_asked_about_and_not_added_a_second_time(
    database: Database, old: dict[str, str], new: dict[str, str], name: str, why: str
) -> None:
    found = asked_about(database, old, new, name)
    assert not found.made
    (question,) = found.questions
    (here,) = question.here
    assert (question.entry.urn, here.school_id, here.since) == ("100101", 1, SEPTEMBER)
    assert here.why.startswith(
        "The register says: 100001 closed on 31 August 2026, and 100101 opened on 1 September 2026 with "
    )
    assert why in here.why


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ({**AS_IT_WAS, "EstablishmentStatus": "Open, but proposed to close"}, ACADEMY, "Stonebridge Primary"),
        (AS_IT_WAS, {**ACADEMY, "EstablishmentNumber": "4001", "Postcode": "WV9 9ZZ"}, "Stonebridge Primary"),
        (AS_IT_WAS, {**ACADEMY, "EstablishmentNumber": "4001", "OpenDate": "01-09-2030"}, "Wend Academy"),
        (None, {**ACADEMY, "LA": "301"}, "Stonebridge Primary"),
    ],
)
def test_a_school_that_is_plainly_another_is_added_without_a_question(
    database: Database, old: dict[str, str] | None, new: dict[str, str], name: str
) -> None:
    found = asked_about(database, old, new, name)
    assert (urns(found), found.questions) == (["100101"], [])


def test_a_school_of_the_same_name_whose_number_is_not_in_the_file_is_asked_about(database: Database) -> None:
    (question,) = asked_about(database, None, ACADEMY).questions
    assert question.here[0].why == (
        "A school of this name is here, and its number 100001 is not in the file."
    )
    assert question.here[0].since == SEPTEMBER


def test_without_days_in_the_register_the_new_number_counts_from_the_day_after_or_from_today(
    database: Database,
) -> None:
    (question,) = asked_about(database, AS_IT_WAS, STONEBRIDGE).questions
    assert question.here[0].since == SEPTEMBER
    closed = row(100001, "Stonebridge Primary", **{**AS_IT_WAS, "CloseDate": ""})
    with time_machine.travel(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC), tick=False):
        (question,) = previewed(database, Choice(), [closed, row(100101, "X", **STONEBRIDGE)]).questions
    assert question.here[0].since == dt.date(2026, 11, 30)


def test_two_schools_that_became_one_are_both_named(database: Database) -> None:
    with database.writing() as session:
        session.add_all(
            [School(name="Wend Infants", urn="100001"), School(name="Wend Juniors", urn="100002")]
        )
    rows = [row(100001, "Wend Infants", **AS_IT_WAS), row(100002, "Wend Juniors", **AS_IT_WAS)]
    (question,) = previewed(database, Choice(), [*rows, row(100101, "Wend Primary", **ACADEMY)]).questions
    assert [here.name for here in question.here] == ["Wend Infants", "Wend Juniors"]


def test_a_school_gets_its_new_number_from_its_day_on_and_keeps_its_years(database: Database) -> None:
    (question,) = asked_about(database, AS_IT_WAS, ACADEMY).questions
    replies = [Reply(question.entry, 1, SEPTEMBER)] * 2
    with database.writing() as session:
        assert renumber(session, [*replies, Reply(question.entry, 2**40), Reply(question.entry)], "Sam") == 1
    with database.reading() as session:
        school = session.get_one(School, 1)
        assert school.on(dt.date(2026, 8, 31)).urn == "100001"
        assert school.on(SEPTEMBER).urn == "100101"
        assert len(page_of(session, Search(), 1)) == 1
    assert not asked_about_again(database).questions


def asked_about_again(database: Database) -> Preview:
    rows = [row(100001, "Stonebridge Primary", **AS_IT_WAS), row(100101, "Stonebridge Primary", **ACADEMY)]
    return previewed(database, Choice(), rows)


def test_a_name_that_a_school_has_had_since_then_gets_the_new_number_too(database: Database) -> None:
    (question,) = asked_about(database, AS_IT_WAS, ACADEMY).questions
    with database.writing() as session:
        later = Entry("Stonebridge Academy", "100001", "PS", "846")
        change_identity(session, session.get_one(School, 1), later, dt.date(2026, 10, 1), "Sam")
        renumber(session, [Reply(question.entry, 1, SEPTEMBER)], "Sam")
    with database.reading() as session:
        last = session.get_one(School, 1).on(dt.date(2026, 10, 1))
        assert (last.name, last.urn) == ("Stonebridge Academy", "100101")


def test_what_cannot_be_true_of_a_school_is_passed_over(database: Database) -> None:
    (question,) = asked_about(database, AS_IT_WAS, ACADEMY).questions
    with database.writing() as session:
        session.add(School(name="Quarry Hill School", urn="100101"))
        assert renumber(session, [Reply(question.entry, 1, SEPTEMBER)], "Sam") == 0  # another has the number
        assert renumber(session, [Reply(Entry("A", "100102"), 1, dt.date(2100, 1, 1))], "Sam") == 0


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
    ("typed", "told"),
    [
        ("yes\n", "1 school given a new number.\n0 schools added."),
        ("no\ny\n", "1 school added."),
        (
            "later\n",
            "Is it school 1, Stonebridge Primary? It would have this number from 1 Sep",
        ),
    ],
)
def test_the_command_asks_about_a_school_that_became_an_academy(
    tmp_path: Path, typed: str, told: str
) -> None:
    before, after = tmp_path / "before.csv", tmp_path / "Results.zip"
    before.write_bytes(register([row(100001, "Stonebridge Primary", **STONEBRIDGE)]))
    rows = [row(100001, "Stonebridge Primary", **AS_IT_WAS), row(100101, "Stonebridge Primary", **ACADEMY)]
    after.write_bytes(zipped(**{"extract/edubasealldata__csv": register(rows)}))
    school(tmp_path, "import", before, "--all", "--yes")
    said = school(tmp_path, "import", after, "--all", typed=typed)
    assert said.exit_code == 0
    assert "1 school may be here under an earlier number: 100101 Stonebridge Primary" in said.output
    assert told in said.output
    assert "1: Stonebridge Primary" in school(tmp_path, "list", "STONEBRIDGE").output


def test_the_command_changes_nothing_that_it_has_not_asked_about(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(register([row(100001, "Stonebridge Primary", **STONEBRIDGE)]))
    school(tmp_path, "import", file, "--all", "--yes")
    file.write_bytes(register([row(100101, "Stonebridge Primary", **ACADEMY)]))
    unasked = school(tmp_path, "import", file, "--all", "--yes").output
    assert "may be here under an earlier number" in unasked
    assert "schools added" not in unasked


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
