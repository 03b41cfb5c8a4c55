"""Evidence: the name a sender gives, what is old, what a link may be, how much a school may keep."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from selfeval.imports.evidence_file import CheckedFile
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation import evidence as rules
from selfeval.self_evaluation.evidence import (
    LONGEST_TITLE,
    EvidenceFaults,
    NewEvidence,
    add_evidence,
    address_fault,
    is_old,
    name_from_file,
    remove_evidence,
    set_uses,
)
from selfeval.store.database import Database
from selfeval.store.evidence import (
    Evidence,
    bytes_of_school,
    evidence_of_school,
    file_of,
    used_evidence,
    uses_of_school,
)
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import self_evaluation_of

DEFINITION = latest("self-evaluation").definition


def policy(size: int = 10, **more: object) -> NewEvidence:
    fields = {
        "form": "file",
        "title": "Anti-bullying policy",
        "kind": "policy",
        "indicators": ("se.5.1a",),
        "file": CheckedFile(bytes(size), "pdf"),
    }
    return NewEvidence(**(fields | more))  # type: ignore[arg-type]


@pytest.fixture
def quiet_school(database: Database) -> int:
    """Alder Vale Primary with nothing in it."""
    with database.writing() as session:
        school = School("Alder Vale Primary")
        session.add(school)
        session.flush()
        return school.id


def add(database: Database, school_id: int, new: NewEvidence) -> int:
    with database.writing() as session:
        return add_evidence(
            session, DEFINITION, school_id=school_id, year=2026, new=new, who="Amina Yusuf"
        ).id


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Anti-bullying_policy.pdf", "Anti-bullying policy"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\policy.pdf", "policy"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie: b"),
        ("minutes\u202efdp.exe", "minutesfdp"),
        ("\u200b\u2066.pdf", ""),
        ("....", ""),
        ("", ""),
        ("x" * 5_000 + ".pdf", "x" * LONGEST_TITLE),
    ],
)
def test_a_name_is_made_fit_to_be_shown(sent: str, shown: str) -> None:
    assert name_from_file(sent) == shown


@given(st.text(max_size=400))
def test_no_name_can_steer_a_page_a_header_or_a_path(sent: str) -> None:
    shown = name_from_file(sent)
    assert len(shown) <= LONGEST_TITLE
    assert shown.isprintable()
    assert not set("/\\\r\n\0\u202e\u2066") & set(shown)


@pytest.mark.parametrize(
    "url", ["https://a.example", "http://a.example:8080/b?c=d#e", "https://bücher.example/"]
)
def test_addresses_on_the_web_are_taken(url: str) -> None:
    assert address_fault(url) == ""


@pytest.mark.parametrize(
    "url", ["JavaScript:alert(1)", " https://a.example", "https://a.example\n", "//a.example", "https://"]
)
def test_other_addresses_are_not(url: str) -> None:
    assert address_fault(url) != ""


def test_evidence_is_old_after_two_years_to_the_day() -> None:
    piece = Evidence(made_on=dt.date(2024, 2, 29), added_at=dt.datetime(2024, 3, 1, tzinfo=dt.UTC))
    with time_machine.travel("2026-02-28 12:00", tick=False):
        assert not is_old(piece, 2025)
    with time_machine.travel("2026-03-01 12:00", tick=False):
        assert is_old(piece, 2025)
        assert not is_old(piece, 2024), "in the self-evaluation of then it was young"


def test_a_piece_without_a_day_grows_old_from_the_day_it_was_added() -> None:
    piece = Evidence(made_on=None, added_at=dt.datetime(2024, 3, 1, tzinfo=dt.UTC))
    with time_machine.travel("2026-03-02 12:00", tick=False):
        assert is_old(piece, 2025)


def test_bytes_come_back_as_they_went_in_and_go_when_the_piece_goes(
    database: Database, quiet_school: int
) -> None:
    data = bytes(range(256)) * 4_000
    piece_id = add(database, quiet_school, policy(file=CheckedFile(data, "pdf")))
    with database.reading() as session:
        file = file_of(session, piece_id)
        assert file is not None
        assert (file.content, file.size) == (data, len(data))
    with database.writing() as session:
        remove_evidence(session, session.get_one(Evidence, piece_id), "Amina Yusuf")
    with database.reading() as session:
        assert file_of(session, piece_id) is None
        assert bytes_of_school(session, quiet_school) == 0


def test_a_list_of_evidence_reads_no_file(database: Database, quiet_school: int) -> None:
    add(database, quiet_school, policy(1_000_000))
    with database.reading() as session:
        evaluation = self_evaluation_of(session, quiet_school, 2026)
        assert evaluation is not None
        (used,) = used_evidence(session, evaluation)
        assert used.file is not None
        assert "content" not in used.file.__dict__


def test_a_school_may_keep_so_much_and_is_told_how_much_is_left(
    database: Database, quiet_school: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LARGEST_TOGETHER", 3_000_000)
    add(database, quiet_school, policy(2_400_000))
    with pytest.raises(EvidenceFaults) as refused:
        add(database, quiet_school, policy(700_000))
    assert "may take 3 MB together, and 0.6 MB are left" in refused.value.faults["file"]
    with database.reading() as session:
        assert len(evidence_of_school(session, quiet_school)) == 1


def test_two_who_upload_at_once_both_get_through_and_never_past_what_a_school_may_keep(
    database: Database, quiet_school: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LARGEST_TOGETHER", 3_000_000)

    def upload(_: int) -> bool:
        try:
            add(database, quiet_school, policy(700_000))
        except EvidenceFaults:
            return False
        return True

    with ThreadPoolExecutor(3) as threads:
        taken = list(threads.map(upload, range(6)))
    assert sum(taken) == 4
    with database.reading() as session:
        assert bytes_of_school(session, quiet_school) == 2_800_000


def test_what_somebody_else_ticked_meanwhile_is_not_taken_off(database: Database, quiet_school: int) -> None:
    piece_id = add(database, quiet_school, policy())
    for indicators, seen, who in (
        (["se.5.1a", "se.5.2"], ["se.5.1a"], "Daniel Price"),
        (["se.1.1"], ["se.5.1a"], "Amina Yusuf"),
    ):
        with database.writing() as session:
            set_uses(
                session,
                DEFINITION,
                year=2026,
                evidence=session.get_one(Evidence, piece_id),
                indicators=indicators,
                seen=seen,
                strength="",
                who=who,
            )
    with database.reading() as session:
        assert {use.indicator for use, _ in uses_of_school(session, quiet_school)} == {"se.1.1", "se.5.2"}


def test_uses_are_set_as_a_whole_and_strength_stays_where_it_was_given(
    database: Database, quiet_school: int
) -> None:
    piece_id = add(database, quiet_school, policy(strength="against"))
    with database.writing() as session:
        set_uses(
            session,
            DEFINITION,
            year=2026,
            evidence=session.get_one(Evidence, piece_id),
            indicators=["se.5.1a", "se.1.1"],
            seen=["se.5.1a"],
            strength="some",
            who="Amina Yusuf",
        )
    with database.reading() as session:
        evaluation = self_evaluation_of(session, quiet_school, 2026)
        assert evaluation is not None
        uses = {used.use.indicator: used.use.strength for used in used_evidence(session, evaluation)}
    assert uses == {"se.5.1a": "against", "se.1.1": "some"}
