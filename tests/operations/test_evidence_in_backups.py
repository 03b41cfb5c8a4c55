"""Evidence is in the database, so that one backup has everything: its files come back byte for byte."""

from __future__ import annotations

from sqlalchemy import select

from selfeval.imports.evidence_file import CheckedFile
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.evidence import NewEvidence, add_evidence, remove_evidence
from selfeval.store.database import Database
from selfeval.store.evidence import Evidence, files_of_school, uses_of_school
from selfeval.store.schools_and_accounts import School
from tests.operations.drill import backed_up, restored
from tests.surveys.alder_vale import AlderVale

DEFINITION = latest("self-evaluation").definition
FIRST = DEFINITION.items[0].id


def add(database: Database, school_id: int, content: bytes) -> None:
    new = NewEvidence(
        "file", "Policy", "policy", strength="some", indicators=(FIRST,), file=CheckedFile(content, "pdf")
    )
    with database.writing() as session:
        add_evidence(session, DEFINITION, school_id=school_id, year=2026, new=new, who="Amina Yusuf")


def contents(database: Database, school_id: int) -> list[bytes]:
    with database.reading() as session:
        return [file.content for file in files_of_school(session, school_id)]


def test_files_of_evidence_come_back_with_a_backup_and_more_can_be_added(alder_vale: AlderVale) -> None:
    with alder_vale.database.reading() as session:
        school_id = session.scalars(select(School.id)).one()
    sent = [bytes([place]) * 1_500_000 + bytes(range(256)) for place in range(5)]
    for content in sent:
        add(alder_vale.database, school_id, content)
    file = backed_up(alder_vale)
    with alder_vale.database.writing() as session:
        for piece in session.scalars(select(Evidence)).all():
            remove_evidence(session, piece, "Amina Yusuf")
    assert contents(alder_vale.database, school_id) == []
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert contents(done.database, school_id) == sent
    with done.database.reading() as session:
        uses = uses_of_school(session, school_id)
    assert [(use.indicator, use.strength, year) for use, year in uses] == [(FIRST, "some", 2026)] * 5
    add(done.database, school_id, b"one more")
    assert contents(done.database, school_id) == [*sent, b"one more"]
