"""`selfeval demo`: an empty place becomes three invented schools, and nothing real is touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.commands.main import main
from selfeval.findings.findings import release_from_json
from selfeval.improvement.edition_verdicts import plan_verdicts
from selfeval.improvement.metric_changes import edition_changes
from selfeval.improvement.verdict import action_verdict
from selfeval.reading.board_plans import board_view
from selfeval.reading.metric_points import metrics_with_points
from selfeval.reading.released_rounds import released_rounds, releases_in, rounds_until
from selfeval.reading.report_sources import sources_of
from selfeval.reading.trend_sources import trend_sources_of
from selfeval.reading.unexplained import gaps_of, unexplained
from selfeval.reports.json_files import findings_json
from selfeval.reports.trend_choice import ALL_OF_IT, TrendChoice
from selfeval.self_evaluation.document import compared, document_from_json
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.directory import memberships_on
from selfeval.store.editions import edition_content, editions_of
from selfeval.store.evidence import bytes_of_school, used_evidence
from selfeval.store.plan_reading import PlanOwner, plan_of
from selfeval.store.releases import Release, first_released, released_years
from selfeval.store.schools_and_accounts import PHASES, Account, School, new_account
from selfeval.store.self_evaluations import (
    area_plans,
    evaluated_years,
    judgements_of,
    own_ratings,
    self_evaluation_of,
)
from selfeval.store.sign_off import review_steps, signed_revisions
from tests.outputs.faults import compare
from tests.web.answer.installation import closing_app


@pytest.fixture
def folder_of_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SELFEVAL_INSTANCE", str(tmp_path / "demo"))
    return tmp_path / "demo"


@pytest.fixture(scope="module")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once for what is asked of it here."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SELFEVAL_INSTANCE", str(folder))
        made = CliRunner().invoke(main, ["demo"])
        assert made.exit_code == 0, made.output
        assert "Everything here is invented" in made.output
        again = CliRunner().invoke(main, ["demo"])
        assert again.exit_code == 0, again.output  # the next start finds it there
    return folder


def test_three_schools_with_three_rounds_each_and_every_page_will_say_that_they_are_invented(
    made_demo: Path,
) -> None:
    database = Database(f"sqlite:///{made_demo / 'selfeval.sqlite'}")
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
            _check_further_voices(school, releases)
        for school in schools:
            _check_self_evaluations(session, school)
        _check_plan(session, schools[1])
        _check_short_plans(session, *schools)
        read = {
            member.school.name: sum(
                member.reads(release.on) for release in first_released(session, [member.school_id])
            )
            for member in memberships_on(session, today(), partnership_id=1)
        }
    assert read == {"Larkbeck Primary School": 6, "Oxenmoor School": 7, "Pebblewood School": 5}
    database.close()
    assert list((made_demo / "keys").glob("round-*")) == []


CHOICES = (
    ALL_OF_IT,
    TrendChoice(area="bullying"),
    TrendChoice(who="staff", area="belonging"),
    TrendChoice(to="autumn 2025"),
    TrendChoice(group="group:Year 9"),
    TrendChoice(group="about.sex:girl", compare="autumn 2025"),
)
"""What is chosen on the page about change."""


def test_no_output_of_its_nine_reports_says_what_their_releases_do_not(
    made_demo: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(made_demo, tmp_path / "demo", ignore=shutil.ignore_patterns("*.lock"))
    reports, figures = 0, 0
    with closing_app(Settings(instance=copy).with_folders()) as app:
        database = app.extensions["selfeval"].database
        with database.reading() as session:
            schools = session.scalars(select(School)).all()
            leads = {
                account.school_id: account
                for account in session.scalars(select(Account).where(Account.role == "lead"))
            }
        for school in schools:
            with database.reading() as session:
                given = [
                    sources_of(session, school, year) for year in sorted(released_years(session, school.id))
                ]
                trends = trend_sources_of(session, school)
            for sources in given:
                assert sources is not None
                last = sources is given[-1]
                compared = compare(app, leads[school.id], sources, trends if last else None, CHOICES)
                assert compared.faults == [], (school.name, sources.year)
                reports += 1
                figures += compared.figures
    assert reports == 9
    assert figures > 9 * 2_000


def test_what_is_taken_away_as_json_are_the_releases_to_the_last_digit(made_demo: Path) -> None:
    database = Database(f"sqlite:///{made_demo / 'selfeval.sqlite'}")
    with database.reading() as session:
        for school in session.scalars(select(School)):
            for year in released_years(session, school.id):
                rounds = rounds_until(released_rounds(session, school.id), year)
                frozen = [(one.released, one.release.findings) for one in releases_in(rounds)]
                told = json.loads(findings_json(frozen))["releases"]
                wanted = {one.digest: json.loads(one.findings) for one in session.scalars(select(Release))}
                assert told
                assert all(one["findings"] == wanted[one["digest"]] for one in told)
    database.close()


FURTHER_VOICES = {"Oxenmoor School": "families", "Pebblewood School": "governors"}


def _check_further_voices(school: School, releases: Sequence[Release]) -> None:
    """In the newest autumn one school asked its families, another its governors: all scales are shown."""
    newest = max(release.year for release in releases)
    further = {
        round_.audience: (release.year, all(scale.mean for scale in round_.scales))
        for release in releases
        for round_ in release_from_json(release.findings).rounds
        if round_.audience not in ("pupils", "staff")
    }
    wanted = FURTHER_VOICES.get(school.name)
    assert further.keys() == ({wanted} if wanted else set())
    assert all(year == newest and every_scale for year, every_scale in further.values())


def _check_plan(session: Session, school: School) -> None:
    """Two years of it: an action that worked, one done that moved nothing, one that was stopped."""
    owner = PlanOwner(school_id=school.id)
    editions = editions_of(session, owner)
    assert [edition.state for edition in editions] == ["noted"] * 6
    plan = plan_of(session, school_id=school.id)
    assert edition_content(editions[0]).plan == plan
    changes = edition_changes(metrics_with_points(session, owner))
    outcomes = [
        action_verdict(action, changes, today()).outcome for _, action in plan.every_action() if action.moves
    ]
    assert outcomes == ["done_moved", "done_unclear", "stopped_against"]
    (worked, *_) = [action for _, action in plan.every_action()]
    assert worked.origin is not None
    assert (worked.origin.kind, bool(worked.origin.sentence), bool(worked.origin.digest)) == (
        "finding",
        True,
        True,
    )


def _check_short_plans(session: Session, *schools: School) -> None:
    """Two years of the small ones' plans, of which nothing is said that so few people cannot tell."""
    outcomes: dict[str, list[str]] = {}
    for school in schools:
        owner = PlanOwner(school_id=school.id)
        editions = 6 if school.name == "Oxenmoor School" else 4
        assert [edition.state for edition in editions_of(session, owner)] == ["noted"] * editions
        verdicts = plan_verdicts(
            plan_of(session, school_id=school.id), metrics_with_points(session, owner), today()
        )
        outcomes[school.name] = [one.outcome for one in verdicts.actions if one.moves]
    assert outcomes["Larkbeck Primary School"] == ["done_unclear", "too_few"]
    assert outcomes["Pebblewood School"] == ["done_unclear", "done_moved"]
    members = memberships_on(session, today(), partnership_id=1)
    view = board_view(session, 1, "Ashwater Trust", members, today())
    assert [plan.name for plan in view.schools] == ["Larkbeck Primary School", "Oxenmoor School"]
    own = {group: number for group, (number, _) in view.counts.items()}
    assert own == dict.fromkeys(own, 1) | {"against": 0, "cannot_tell": 0}
    assert view.counts["stopped"] == (1, 2)


ENDS = {
    "Larkbeck Primary School": "signed_off",
    "Oxenmoor School": "draft",
    "Pebblewood School": "in_review",
}
NOTED = ["submitted", "agreed", "noted"]


def _check_self_evaluations(session: Session, school: School) -> None:
    """Three years on two versions, with all that belongs to them; one correction; the last as told.

    Before them one school has a year that it brought in.
    """
    years = sorted(evaluated_years(session, school.id))
    if school.name == "Larkbeck Primary School":
        before = self_evaluation_of(session, school.id, years[0])
        assert before is not None
        assert (before.brought_in_from, before.state) == ("self-evaluation-before.csv", "signed_off")
        brought = judgements_of(session, school.id, years.pop(0)).values()
        assert len([judgement for judgement in brought if judgement.level and judgement.commentary]) == 24
    every = [self_evaluation_of(session, school.id, year) for year in years]
    assert [one and one.definition.version for one in every] == [1, 1, 2]
    assert [one and one.state for one in every] == ["signed_off", "signed_off", ENDS[school.name]]
    corrected = school.name == "Oxenmoor School"
    assert [one and one.revision for one in every] == [1, 2 if corrected else 1, 1]
    for place, (year, evaluation) in enumerate(zip(years, every, strict=True)):
        assert evaluation is not None
        acts = [step.act for step in review_steps(session, evaluation)]
        if place < 2:
            assert acts == [*NOTED, *(["reopened", *NOTED] if corrected and place else [])]
        judgements = judgements_of(session, school.id, year).values()
        assert all(judgement.commentary and judgement.tag_ids for judgement in judgements)
        steps = [judgement for judgement in judgements if judgement.next_step]
        assert len(steps) > 3
        assert all(judgement.owner and judgement.due for judgement in steps)
        plans = area_plans(session, evaluation).values()
        assert len([plan for plan in plans if plan.account_id and plan.due]) == 6
        forms = {used.evidence.form for used in used_evidence(session, evaluation)}
        assert forms >= {"link", "note", "file", "walk"}
        assert ("finding" in forms) or school.name == "Pebblewood School"
        waiting = unexplained(session, school, year)
        assert len(waiting) == (1 if evaluation.state == "draft" else 0)
        alone = len(own_ratings(session, evaluation))
        assert alone == (54 if (school.name, place) == ("Larkbeck Primary School", 2) else 0)
    assert any(gaps_of(session, school, year) for year in years)
    assert 0 < bytes_of_school(session, school.id) < 3_000
    if corrected:
        assert every[1] is not None
        first, second = (
            document_from_json(one.document, one.digest) for one in signed_revisions(session, every[1])
        )
        assert [one.number for one in compared(first, second)] == ["4.1"]


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
