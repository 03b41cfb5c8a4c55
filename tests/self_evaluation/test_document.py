"""The whole self-evaluation as one document: read for ever, the same text each time, set against another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings

from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.document import (
    Altered,
    Document,
    DocumentedEvidence,
    compared,
    document_from_json,
    in_words,
    since_last_year,
    with_next_steps,
)
from selfeval.self_evaluation.judgements import area_levels, rate
from selfeval.store.database import Database
from selfeval.store.evidence import Evidence, EvidenceFile, EvidenceUse
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Rating, judgements_of, self_evaluation_of
from tests.rated import rate_some
from tests.self_evaluation.documents import documents, whole_document

DEFINITION = latest("self-evaluation").definition
FIRST, SECOND = (item.id for item in DEFINITION.items[:2])


@settings(max_examples=60)
@given(documents)
def test_a_document_is_read_again_as_it_was_whatever_was_typed(document: Document) -> None:
    again = document_from_json(document.to_json(), document.digest)
    assert again == document
    assert (again.to_json(), again.digest) == (document.to_json(), document.digest)


def test_a_document_of_which_a_letter_was_changed_is_not_read_as_the_signed_one() -> None:
    document = whole_document({FIRST: Rating("secure", "Seen in lessons.")})
    with pytest.raises(Altered):
        document_from_json(document.to_json().replace("Seen", "seen"), document.digest)


def _of(database: Database, year: int) -> Document:
    with database.reading() as session:
        evaluation = self_evaluation_of(session, session.query(School).one().id, year)
        assert evaluation is not None
        return document_of(session, evaluation)


@pytest.fixture
def rated_twice(database: Database) -> Database:
    """Alder Vale rated all in 2025 and six indicators in 2026, the first with a file as evidence."""
    with database.writing() as session:
        session.add(School("Alder Vale Primary"))
        session.flush()
        rate_some(session, 2025, ("building", "secure", "not_known"))
        rate_some(session, 2026, ("secure", "secure", "building"), indicators=6, commentary="Seen.")
        evaluation = self_evaluation_of(session, 1, 2026)
        assert evaluation is not None
        piece = Evidence(
            school_id=1,
            form="file",
            kind="Training log",
            title="Who came",
            made_on=dt.date(2026, 5, 3),
            added_by="Amina Yusuf",
        )
        session.add(piece)
        session.flush()
        session.add(
            EvidenceFile(
                evidence_id=piece.id,
                school_id=1,
                name="a.pdf",
                media_type="application/pdf",
                size=3,
                sha256="0" * 64,
                content=b"pdf",
            )
        )
        for indicator in (FIRST, SECOND):
            session.add(
                EvidenceUse(
                    school_id=1,
                    self_evaluation_id=evaluation.id,
                    indicator=indicator,
                    evidence_id=piece.id,
                )
            )
    return database


def test_what_is_stored_stands_in_the_document_with_its_words(rated_twice: Database) -> None:
    document = _of(rated_twice, 2026)
    first, second = document.indicators[:2]
    assert (document.school, document.year_label, document.year_before) == (
        "Alder Vale Primary",
        "2026/27",
        "2025/26",
    )
    assert (first.level_name, first.commentary, first.rated_by) == ("3 Secure", "Seen.", "Amina Yusuf")
    assert first.description == latest("self-evaluation").words["en"].items[FIRST].levels["secure"]
    assert (first.moved, second.moved) == (1, 0)
    assert first.evidence == second.evidence == (1,)
    assert in_words(document, first)["Evidence"] == "Who came (training log, 3 May 2026)"
    assert document.evidence[0].sha256 == "0" * 64


def test_what_nobody_has_looked_at_is_last_years_and_counts_for_nothing(rated_twice: Database) -> None:
    document = _of(rated_twice, 2026)
    carried = document.indicators[6]
    assert carried.provisional
    assert not carried.is_rated
    assert carried.level_name == "2 Building (from last year, not confirmed)"
    assert sum(area.rated for area in document.areas) == 6
    assert sum(area.looked_at for area in document.areas) == 6
    assert [area.mean for area in document.areas[2:]] == [None] * 4


def test_an_area_has_one_figure_and_it_is_that_of_the_judgements(rated_twice: Database) -> None:
    with rated_twice.reading() as session:
        levels = area_levels(
            DEFINITION, {name: row.level for name, row in judgements_of(session, 1, 2026).items()}
        )
    document = _of(rated_twice, 2026)
    assert {area.id: area.mean for area in document.areas} == {
        area: level.mean for area, level in levels.items()
    }
    assert document.level(2.25) == "2.3 of 4"
    assert document.level(None) == "–"


def test_the_change_since_last_year_counts_what_can_be_set_side_by_side(rated_twice: Database) -> None:
    document = _of(rated_twice, 2026)
    assert since_last_year(document, document.areas[0]).startswith("2 higher, 1 the same")
    assert since_last_year(_of(rated_twice, 2025), document.areas[0]) == "First year"


def test_reading_it_twice_gives_the_same_digest_and_an_edit_another(rated_twice: Database) -> None:
    before = _of(rated_twice, 2026)
    assert _of(rated_twice, 2026).digest == before.digest
    with rated_twice.writing() as session:
        rate(
            session,
            DEFINITION,
            school_id=1,
            year=2026,
            indicator=FIRST,
            rating=Rating("secure", "Seen!"),
            version=1,
            who="Tom Okafor",
        )
    assert _of(rated_twice, 2026).digest != before.digest


def test_two_documents_side_by_side_show_only_what_differs() -> None:
    before = whole_document({FIRST: Rating("secure", "Seen in lessons."), SECOND: Rating("building", "Some")})
    after = whole_document(
        {
            FIRST: Rating("secure", "Seen in lessons."),
            SECOND: Rating("secure", "Some", due=dt.date(2027, 3, 1)),
        }
    )
    (only,) = compared(before, after)
    assert only.number == DEFINITION.items_by_id[SECOND].number
    assert [(one.what, one.before, one.after) for one in only.differences] == [
        ("Level", "2 Building", "3 Secure"),
        ("By when", "", "1 March 2027"),
    ]
    assert compared(before, before) == ()


def test_an_indicator_that_is_asked_no_more_is_said_so() -> None:
    before = whole_document({FIRST: Rating("secure")})
    shorter = replace(before.areas[0], indicators=before.areas[0].indicators[1:])
    (gone,) = compared(before, replace(before, areas=(shorter, *before.areas[1:])))
    assert [(one.before, one.after) for one in gone.differences] == [("3 Secure", "Not asked")]


def test_next_steps_stand_soonest_first_and_those_without_a_day_last() -> None:
    document = whole_document(
        {
            FIRST: Rating("secure", next_step="Later", due=dt.date(2027, 6, 1)),
            SECOND: Rating("secure", next_step="Some day"),
            DEFINITION.items[2].id: Rating("secure", next_step="Soon", due=dt.date(2027, 2, 1)),
        }
    )
    assert [one.next_step for one in with_next_steps(document)] == ["Soon", "Later", "Some day"]


def test_a_document_signed_before_pieces_said_whether_they_back_a_level_keeps_its_digest() -> None:
    document = whole_document({}, (DocumentedEvidence(1, "link", "Minutes", "Governors, May"),))
    assert '"backs"' not in document.to_json()
    first = document.areas[0].indicators[0]
    told = replace(first, backs=("against",))
    area = replace(document.areas[0], indicators=(told, *document.areas[0].indicators[1:]))
    with_direction = replace(document, areas=(area, *document.areas[1:]))
    assert document_from_json(with_direction.to_json(), with_direction.digest) == with_direction
    (changed,) = compared(document, with_direction)
    assert changed.differences[0].after == "Governors, May (minutes, no date given): points the other way"
