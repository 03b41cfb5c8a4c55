"""Leaving with one's data: all of it that is the school's to take, nothing that is not, none of another's."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.commands.main import main
from selfeval.imports.evidence_file import CheckedFile
from selfeval.operations.export import name_of_zip, school_zip
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import OwnItem, composition_to_json, whole_library
from selfeval.questionnaires.writing import read_files
from selfeval.release.corrections import RequestedCorrection, correct
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.evidence import NewEvidence, add_evidence
from selfeval.self_evaluation.judgements import rate
from selfeval.self_evaluation.sign_off import agree, submit
from selfeval.settings import Settings
from selfeval.store.action_plans import PlanPriority
from selfeval.store.database import Database
from selfeval.store.languages import accept_language, keep_translation
from selfeval.store.migrations import METADATA
from selfeval.store.own_questionnaires import OwnQuestionnaire
from selfeval.store.recordings import Sound, keep_recording
from selfeval.store.releases import Release, move_baseline
from selfeval.store.schools_and_accounts import Account, School, note
from selfeval.store.self_evaluations import AreaPlan, OwnRating, Rating, self_evaluation_of
from selfeval.store.surveys import Response, Survey
from selfeval.web.compose.publishing import next_version, publish
from tests.released import OPENS, PUPILS, STAFF, release_survey

FIRST = latest("self-evaluation").definition.items[0].id
LOG = bytes(range(256)) * 100
COMMENT = '=HYPERLINK("http://quarryhill.example")'
IN_IT = {
    "area_plans": "self-evaluations",
    "own_ratings": "self-evaluations",
    "review_steps": "self-evaluations",
    "signed_revisions": "self-evaluations",
    "superseded_judgements": "self-evaluations",
    "action_updates": "action-plan.json",
    "audit_entries": "log.csv",
    "baselines": "baselines.csv",
    "edition_steps": "action-plan.json",
    "editions": "action-plan.json",
    "evidence": "evidence.csv",
    "evidence_files": "evidence",
    "evidence_uses": "evidence.csv",
    "groups": "surveys.csv",
    "identities": "names.csv",
    "notice_details": "notices.csv",
    "judgements": "self-evaluations",
    "logged_incidents": "incidents.csv",
    "school_translations": "translations",
    "survey_languages": "languages.csv",
    "metric_points": "action-plan.json",
    "metric_targets": "action-plan.json",
    "duty_facts": "action-plan.json",
    "metrics": "action-plan.json",
    "own_questionnaires": "questionnaires",
    "plan_actions": "action-plan.json",
    "plan_milestones": "action-plan.json",
    "plan_objectives": "action-plan.json",
    "plan_priorities": "action-plan.json",
    "recorded_sounds": "recordings",
    "recordings": "recordings.csv",
    "releases": "releases",
    "replies": "replies.csv",
    "rounds": "surveys.csv",
    "self_evaluations": "self-evaluations",
    "superseded_plan_texts": "action-plan.json",
    "surveys": "surveys.csv",
}
"""Table that belongs to a school -> where it is in the zip."""
LEFT_OUT = {
    "accounts": "each account is its person's own",
    "charts": "they are drawn from the releases",
    "deletions": "the log says what was deleted",
    "held_changes": "the log says what was asked for, and what became of it",
    "kept_breakdowns": "what may be shown of them is in the releases",
    "let_go_openings": "random ids of opened pages, for a day",
    "links": "invitations that wait",
    "memberships": "the log says which trust or authority the school is in",
    "public_pages": "its address is on the page of what was said and done",
    "recording_marks": "it is made of the recordings",
    "remaining_series": "they are set against one another again from the releases",
    "responses": "answers one by one could be tied to people; what may be shown is in the releases",
}
"""Table that belongs to a school -> why it is not in the zip."""


def _questionnaire(session: Session, school: School) -> None:
    """Published once, and not changed since."""
    text = {"en": f"I like the garden of {school.name}."}
    asked = OwnItem(text, options="agree5", commitment="2.3", concerns="school")
    whole = whole_library("staff")
    draft = composition_to_json(replace(whole, items=(*whole.items, asked)))
    row = OwnQuestionnaire(school_id=school.id, name="Our own", questionnaire="staff", draft=draft)
    session.add(row)
    session.flush()
    publish(session, row, next_version(row, draft), Account(name="Amina Yusuf"))


@pytest.fixture
def two_schools(database: Database) -> tuple[int, int]:
    """Alder Vale with two surveys and a self-evaluation, and Quarry Hill with as much of its own."""
    ids = []
    with database.writing() as session:
        for name in ("Alder Vale Primary", "Quarry Hill School"):
            school = School(name)
            session.add(school)
            session.flush()
            release_survey(session, school.id, "pupils", PUPILS, about=("about.sex",))
            asked = session.get_one(Survey, release_survey(session, school.id, "staff", STAFF).survey_id)
            accept_language(session, asked, "pl", {}, f"Lead of {name}", draft=True)
            own = {"staff": {"title": (f"Praca w {name}", "1234abcd")}}
            said = Sound("audio/wav", b"RIFF" + name.encode())
            keep_recording(session, school.id, "pl", f"Praca w {name}", said, f"Lead of {name}")
            keep_translation(session, school.id, "pl", own, f"Lead of {name}")
            later = release_survey(
                session, school.id, "staff", STAFF, opens=OPENS.replace(year=OPENS.year + 1), seed=9
            )
            move_baseline(session, school.id, "staff", later.survey_id, f"Lead of {name}", "New head teacher")
            _questionnaire(session, school)
            session.add(PlanPriority(school_id=school.id, title=f"Everyone is heard at {name}"))
            definition = latest("self-evaluation").definition
            rate(
                session,
                definition,
                school_id=school.id,
                year=2026,
                indicator=definition.items[0].id,
                rating=Rating("building", f"{COMMENT} of {name}"),
                version=0,
                who=f"Lead of {name}",
            )
            for new in (
                NewEvidence("link", "Policy", "policy", url="https://aldervale.example", indicators=(FIRST,)),
                NewEvidence("note", f"{COMMENT} of {name}", "other", note="A note", indicators=(FIRST,)),
                NewEvidence(
                    "file",
                    f"Training log of {name}",
                    "training",
                    strength="strong",
                    indicators=(FIRST, definition.items[1].id),
                    file=CheckedFile(LOG + name.encode(), "pdf"),
                ),
            ):
                add_evidence(
                    session, definition, school_id=school.id, year=2026, new=new, who=f"Lead of {name}"
                )
            note(session, school.id, f"Lead of {name}", "planned a survey")
            ids.append(school.id)
    return ids[0], ids[1]


def exported(database: Database, school_id: int) -> dict[str, str]:
    """Name -> content of every file of a school's zip."""
    body = school_zip(database, school_id)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {
            name: archive.read(name).decode("latin-1" if name.endswith(".pdf") else "utf-8-sig")
            for name in archive.namelist()
        }


def test_everything_that_is_the_school_s_to_take_is_there(
    database: Database, two_schools: tuple[int, int]
) -> None:
    files = exported(database, two_schools[0])
    with database.reading() as session:
        releases = session.scalars(select(Release).where(Release.school_id == two_schools[0])).all()
    assert len([name for name in files if name.startswith("releases/") and name.endswith(".json")]) == 3
    for release in releases:
        told = next(
            json.loads(content)
            for name, content in files.items()
            if name.endswith(f"-{release.survey_id}-{release.number}.json")
        )
        assert (told["digest"], told["findings"]) == (release.digest, json.loads(release.findings))
    figures = list(csv.DictReader(io.StringIO(next(files[n] for n in files if "pupils" in n and "csv" in n))))
    assert {row["questionnaire"] for row in figures} == {"pupils-5-7", "pupils-7-11"}
    surveys = list(csv.DictReader(io.StringIO(files["surveys.csv"])))
    assert {row["group"] for row in surveys} >= {"Year 1", "Year 6", "Staff"}
    assert "New head teacher" in files["baselines.csv"]
    assert "planned a survey" in files["log.csv"]
    rated = json.loads(files["self-evaluations/2026-27.json"])
    assert [each["level"] for each in rated["judgements"].values()] == ["building"]
    assert "Alder Vale Primary: what this service kept for you" in files["README.txt"]
    assert {name.split("/")[0] for name in files} == set(IN_IT.values()) | {"README.txt"}


def test_its_own_questionnaires_are_taken_along_as_files_that_can_be_checked(
    database: Database, two_schools: tuple[int, int]
) -> None:
    files = exported(database, two_schools[0])
    for folder in ("draft", "version-1"):
        own = {name.rpartition("/")[2]: text for name, text in files.items() if f"/{folder}/" in name}
        asked = read_files(own)
        last = asked.definition.items[-1].id
        assert asked.words["en"].items[last].text == "I like the garden of Alder Vale Primary."


def test_evidence_is_taken_along_with_its_files_and_where_it_was_used(
    database: Database, two_schools: tuple[int, int]
) -> None:
    files = exported(database, two_schools[0])
    rows = list(csv.DictReader(io.StringIO(files["evidence.csv"])))
    assert [(row["form"], row["year"], row["strength"]) for row in rows] == [
        ("link", "2026/27", ""),
        ("note", "2026/27", ""),
        ("file", "2026/27", "strong"),
        ("file", "2026/27", "strong"),
    ]
    content = files[rows[-1]["file"]].encode("latin-1")
    assert content == LOG + b"Alder Vale Primary"
    assert hashlib.sha256(content).hexdigest() == rows[-1]["sha256"]


def test_nothing_of_another_school_and_no_answer_of_a_person_is_in_it(
    database: Database, two_schools: tuple[int, int]
) -> None:
    whole = "\n".join(exported(database, two_schools[0]).values())
    assert "Quarry Hill" not in whole.replace("quarryhill.example", "")
    with database.reading() as session:
        answers = session.scalars(select(Response.answers)).all()
    assert len(answers) > 100
    assert not [each for each in answers if each in whole]


def test_no_cell_starts_a_formula(database: Database, two_schools: tuple[int, int]) -> None:
    files = exported(database, two_schools[0])
    for name, content in files.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content)):
                assert not [cell for cell in row if cell.startswith(("=", "@", "+"))], name
    assert f"'{COMMENT}" in [
        cell[: len(COMMENT) + 1]
        for row in csv.reader(io.StringIO(files["self-evaluations/2026-27.csv"]))
        for cell in row
    ]


def test_every_table_of_a_school_is_in_it_or_left_out_for_a_reason() -> None:
    of_a_school = {name for name, table in METADATA.tables.items() if "school_id" in table.columns}
    assert of_a_school == IN_IT.keys() | LEFT_OUT.keys()
    assert not IN_IT.keys() & LEFT_OUT.keys()


def test_a_school_with_nothing_yet_gets_a_zip_that_says_so_in_its_tables(database: Database) -> None:
    with database.writing() as session:
        school = School("St Élan’s C of E (Aided) Primary")
        session.add(school)
        session.flush()
    files = exported(database, school.id)
    tables = (
        "names",
        "notices",
        "surveys",
        "baselines",
        "incidents",
        "languages",
        "recordings",
        "replies",
        "log",
    )
    assert set(files) == {"README.txt", *(f"{table}.csv" for table in tables)}
    assert name_of_zip(school).startswith("st-lan-s-c-of-e-aided-primary-2")


def test_the_command_writes_the_zip_of_the_school_that_is_named(settings: Settings, tmp_path: Path) -> None:
    database = Database(settings.database_url)
    with database.writing() as session:
        session.add_all([School("Alder Vale Primary"), School("Quarry Hill School")])
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    done = CliRunner().invoke(main, ["export", "Hollow Lane", "--to", str(tmp_path)], env=where)
    assert done.exit_code == 1
    assert "Hollow Lane" in done.output
    done = CliRunner().invoke(main, ["export", "Quarry Hill School", "--to", str(tmp_path)], env=where)
    assert done.exit_code == 0, done.output
    (path,) = tmp_path.glob("quarry-hill-school-*.zip")
    assert zipfile.is_zipfile(path)
    database.close()


def test_a_correction_and_what_it_took_the_place_of_are_both_taken_along(
    database: Database, two_schools: tuple[int, int]
) -> None:
    own, _ = two_schools
    with database.writing() as session:
        survey = session.scalars(
            select(Survey).where(Survey.school_id == own, Survey.audience == "staff").order_by(Survey.id)
        ).first()
        assert survey is not None
        correct(
            session, survey, RequestedCorrection("Six more were in post.", {"Staff": 44}), "the operator", {}
        )
    told = [
        json.loads(text)
        for name, text in exported(database, own).items()
        if f"-staff-{survey.id}-" in name and name.endswith(".json")
    ]
    assert [(each["number"], each["reason"]) for each in told] == [(1, ""), (2, "Six more were in post.")]
    assert [each["findings"]["rounds"][0]["roll"] for each in told] == [38, 44]


def test_what_was_signed_goes_along_exactly_with_every_step_and_earlier_text(
    database: Database, two_schools: tuple[int, int]
) -> None:
    own, _ = two_schools
    definition = latest("self-evaluation").definition
    with database.writing() as session:
        evaluation = self_evaluation_of(session, own, 2026)
        assert evaluation is not None
        area = definition.areas[0]
        session.add_all(
            [
                AreaPlan(self_evaluation_id=evaluation.id, area=area, school_id=own, account_id=None),
                OwnRating(
                    school_id=own,
                    self_evaluation_id=evaluation.id,
                    indicator=FIRST,
                    who="Tom Okafor",
                    level="secure",
                    reason="I saw more.",
                ),
            ]
        )
        for place, item in enumerate(definition.items):
            rate(
                session,
                definition,
                school_id=own,
                year=2026,
                indicator=item.id,
                rating=Rating("secure", "Said anew.", due=dt.date(2027, 3, 1)),
                version=0 if place else 1,
                who="Tom Okafor",
            )
        submit(session, evaluation, "Tom Okafor")
        digest = document_of(session, evaluation).digest
        agree(session, evaluation, "Grace Bello", 0, digest, "head")
    files = exported(database, own)
    told = json.loads(files["self-evaluations/2026-27.json"])
    signed = files["self-evaluations/2026-27-signed-1.json"]
    assert hashlib.sha256(signed.encode()).hexdigest() == told["signed_revisions"][0]["digest"] == digest
    assert [step["act"] for step in told["review_steps"]] == ["submitted", "agreed"]
    assert told["judgements"][FIRST]["before"][0]["commentary"] == f"{COMMENT} of Alder Vale Primary"
    assert told["judgements"][FIRST]["due"] == "2027-03-01"
    assert told["own_ratings"][0]["reason"] == "I saw more."
    assert list(told["area_plans"]) == [definition.areas[0]]
    assert told["state"] == "signed_off"


def test_no_ballot_waits_while_a_school_s_files_are_packed(
    database: Database, two_schools: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one that writes waits until others have read; 200 MB of files take long to pack."""
    stored: list[str] = []

    class Packing(zipfile.ZipFile):
        def writestr(self, name: object, *content: object) -> None:  # type: ignore[override]
            with database.writing() as session:
                note(session, two_schools[1], "Somebody else", "stored a ballot meanwhile", "")
            stored.append(str(name))
            super().writestr(name, *content)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile, "ZipFile", Packing)
    assert zipfile.is_zipfile(io.BytesIO(school_zip(database, two_schools[0])))
    assert any(name.startswith("evidence/") for name in stored)
    assert any(name.startswith("questionnaires/") for name in stored)
