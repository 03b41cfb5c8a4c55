"""Rating an indicator: saved, cleared, refused, and never overwritten unseen. On both databases."""

from __future__ import annotations

import pytest

from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import LONGEST_COMMENTARY, Clash, RatingFaults, rate
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Judgement, Rating, judgements_of, self_evaluation_of
from selfeval.store.surveys import definition_of

DEFINITION = latest("self-evaluation").definition
YEAR = 2026


@pytest.fixture
def school_id(database: Database) -> int:
    with database.writing() as session:
        school = School(name="Alder Vale Primary")
        session.add(school)
        session.flush()
        return school.id


def _rate(
    database: Database,
    school_id: int,
    level: str | None = "secure",
    text: str = "Seen in lessons.",
    version: int = 0,
    who: str = "Amina Yusuf",
) -> Judgement | Clash:
    with database.writing() as session:
        return rate(
            session,
            DEFINITION,
            school_id=school_id,
            year=YEAR,
            indicator="se.5.1a",
            rating=Rating(level=level, commentary=text),
            version=version,
            who=who,
        )


def _kept(database: Database, school_id: int) -> Judgement:
    with database.reading() as session:
        return judgements_of(session, school_id, YEAR)["se.5.1a"]


def test_a_first_rating_begins_the_self_evaluation_and_freezes_its_version(
    database: Database, school_id: int
) -> None:
    _rate(database, school_id)
    with database.reading() as session:
        evaluation = self_evaluation_of(session, school_id, YEAR)
        assert evaluation is not None
        assert definition_of(session, evaluation.digest) == DEFINITION
    kept = _kept(database, school_id)
    assert (kept.level, kept.commentary, kept.version, kept.rated_by) == (
        "secure",
        "Seen in lessons.",
        1,
        "Amina Yusuf",
    )


def test_saving_again_on_the_version_seen_goes_through(database: Database, school_id: int) -> None:
    _rate(database, school_id)
    saved = _rate(database, school_id, "leading", "And at break.", version=1, who="Tom Okafor")
    assert isinstance(saved, Judgement)
    kept = _kept(database, school_id)
    assert (kept.level, kept.version, kept.rated_by) == ("leading", 2, "Tom Okafor")


def test_a_second_editor_who_saw_an_older_version_changes_nothing(database: Database, school_id: int) -> None:
    _rate(database, school_id, version=0, text="Amina’s")
    clash = _rate(database, school_id, "starting", "Tom’s", version=0, who="Tom Okafor")
    assert isinstance(clash, Clash)
    assert (clash.stored.commentary, clash.stored.rated_by, clash.stored.version) == (
        "Amina’s",
        "Amina Yusuf",
        1,
    )
    _rate(database, school_id, text="Amina’s second", version=1)
    late = _rate(database, school_id, "starting", "Tom’s", version=1, who="Tom Okafor")
    assert isinstance(late, Clash)
    assert _kept(database, school_id).commentary == "Amina’s second"


def test_a_level_can_be_cleared_and_its_text_stays(database: Database, school_id: int) -> None:
    _rate(database, school_id)
    _rate(database, school_id, None, "Seen in lessons.", version=1)
    kept = _kept(database, school_id)
    assert (kept.level, kept.commentary) == (None, "Seen in lessons.")


def test_not_known_yet_is_an_answer(database: Database, school_id: int) -> None:
    _rate(database, school_id, "not_known", "")
    assert _kept(database, school_id).level == "not_known"


def test_every_fault_is_told_at_once_and_nothing_is_saved(database: Database, school_id: int) -> None:
    with pytest.raises(RatingFaults) as wrong:
        _rate(database, school_id, "splendid", "x" * (LONGEST_COMMENTARY + 3))
    assert wrong.value.faults == {
        "level": "Choose one of the levels on the page",
        "commentary": "“Why this level?” can hold 5,000 characters. Take out at least 3",
    }
    with database.reading() as session:
        assert self_evaluation_of(session, school_id, YEAR) is None


def test_a_version_that_never_was_is_refused(database: Database, school_id: int) -> None:
    with pytest.raises(RatingFaults):
        _rate(database, school_id, version=4)


def test_another_schools_judgements_are_not_seen(database: Database, school_id: int) -> None:
    with database.writing() as session:
        other = School(name="Quarry Hill School")
        session.add(other)
        session.flush()
        other_id = other.id
    _rate(database, school_id)
    with database.reading() as session:
        assert judgements_of(session, other_id, YEAR) == {}
        assert self_evaluation_of(session, other_id, YEAR) is None
