"""`selfeval demo`: an empty place becomes three invented schools, and nothing real is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from selfeval.calendar.school_years import today
from selfeval.commands.main import main
from selfeval.findings.findings import release_from_json
from selfeval.store.database import Database
from selfeval.store.directory import memberships_on
from selfeval.store.releases import Release, first_released
from selfeval.store.schools_and_accounts import PHASES, School, new_account


@pytest.fixture
def folder_of_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SELFEVAL_INSTANCE", str(tmp_path / "demo"))
    return tmp_path / "demo"


def test_three_schools_with_three_rounds_each_and_every_page_will_say_that_they_are_invented(
    folder_of_demo: Path,
) -> None:
    made = CliRunner().invoke(main, ["demo"])
    assert made.exit_code == 0, made.output
    assert "Everything here is invented" in made.output
    again = CliRunner().invoke(main, ["demo"])
    assert again.exit_code == 0, again.output  # the next start finds it there
    database = Database(f"sqlite:///{folder_of_demo / 'selfeval.sqlite'}")
    with database.reading() as session:
        schools = session.scalars(select(School)).all()
        assert len(schools) == 3
        assert all(school.invented for school in schools)
        assert [PHASES[school.on(today()).phase or ""] for school in schools] == [
            "Primary",
            "Secondary",
            "Special",
        ]
        for school in schools:
            releases = session.scalars(select(Release).where(Release.school_id == school.id)).all()
            assert len({release.year for release in releases}) == 3
            assert all(release.released_on.year == release.year for release in releases)
            findings = [release_from_json(release.findings) for release in releases]
            assert all(round_.n and round_.roll for each in findings for round_ in each.rounds)
        read = {
            member.school.name: sum(
                member.reads(release.on) for release in first_released(session, [member.school_id])
            )
            for member in memberships_on(session, today(), partnership_id=1)
        }
    assert read == {"Larkbeck Primary School": 6, "Oxenmoor School": 6, "Pebblewood School": 4}
    database.close()
    assert list((folder_of_demo / "keys").glob("round-*")) == []


def test_a_place_with_something_in_it_is_left_alone(folder_of_demo: Path) -> None:
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    database = Database(f"sqlite:///{folder_of_demo / 'selfeval.sqlite'}")
    with database.writing() as session:
        session.add(School(name="Alder Vale Primary"))
        new_account(session, None, "Amina Yusuf", "amina.yusuf@aldervale.example", "-", "lead")
    database.close()
    refused = CliRunner().invoke(main, ["demo"])
    assert refused.exit_code == 1
    assert "It wants an empty place" in refused.output
