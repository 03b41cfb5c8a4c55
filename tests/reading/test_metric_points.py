"""Points by reference: what is released and signed today, never a copy."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

from selfeval.improvement.action_plan import ActionPlan
from selfeval.improvement.edition_document import edition_document
from selfeval.improvement.edition_verdicts import plan_verdicts
from selfeval.improvement.metric_changes import edition_changes
from selfeval.improvement.metrics import Metric, Reference
from selfeval.reading.metric_points import metrics_with_points, offered_figures, reference_points
from selfeval.reading.released_rounds import ReadRounds, rounds_in
from selfeval.release.corrections import RequestedCorrection, correct
from selfeval.store.action_plans import Edition
from selfeval.store.database import Database
from selfeval.store.editions import close_edition, edition_content, open_edition
from selfeval.store.metric_saving import add_metric
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.releases import delete_answers, newest_releases
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey
from tests.released import PUPILS, Asked, release_survey

BELONGING = Reference("scale", "pupils-7-11", "belonging")
LAST_YEAR, THIS_YEAR = dt.date(2025, 10, 6), dt.date(2026, 10, 5)


def ask(database: Database, school: School, opens: dt.date, lean: float = 0.6, n: int = 60) -> int:
    """A survey of pupils that is released; its id."""
    with database.writing() as session:
        asked = {"pupils-7-11": (Asked("Year 5", n, n + 8, lean), Asked("Year 6", n, n + 8, lean))}
        return release_survey(session, school.id, "pupils", asked, opens=opens, seed=opens.year).survey_id


def test_each_survey_is_one_point_with_the_released_mean(sqlite_database: Database, own: School) -> None:
    first, second = ask(sqlite_database, own, LAST_YEAR, 0.5), ask(sqlite_database, own, THIS_YEAR, 0.75)
    with sqlite_database.reading() as session:
        points = reference_points(ReadRounds(session, own.id), own.id, BELONGING)
        newest = newest_releases(session, own.id)
        scales = {release.survey_id: rounds_in(release)[0].round_.scales for release in newest}
        digests = {release.survey_id: release.digest for release in newest}
    assert [point.id for point in points] == [first, second]
    assert [point.start for point in points] == [LAST_YEAR, THIS_YEAR]
    for point in points:
        finding = next(scale for scale in scales[point.id] if scale.scale == "belonging")
        assert finding.mean is not None
        assert finding.spread is not None
        assert point.mean == finding.mean.value
        assert point.n == finding.n
        assert point.se is not None
        assert math.isclose(point.se**2, finding.spread**2 / finding.n + 1 / 12, rel_tol=1e-6)
        assert point.digest == digests[point.id]
    metric = Metric("Belonging", "mean", "up", reference=BELONGING, points=points, id=1)
    assert edition_changes([metric])[1].since_baseline.word == "improved"


def test_a_stored_metric_is_read_with_its_points(sqlite_database: Database, own: School) -> None:
    ask(sqlite_database, own, THIS_YEAR)
    owner = PlanOwner(own.id)
    with sqlite_database.writing() as session:
        add_metric(session, owner, Metric("Belonging", "mean", "up", reference=BELONGING), "Amina Yusuf")
    with sqlite_database.reading() as session:
        (metric,) = metrics_with_points(session, owner)
    assert len(metric.points) == 1
    assert metric.latest is not None
    assert metric.latest.source == "Autumn survey of pupils"


def test_a_correction_is_what_the_latest_point_says_from_then_on(
    sqlite_database: Database, own: School
) -> None:
    survey_id = ask(sqlite_database, own, THIS_YEAR)
    with sqlite_database.reading() as session:
        (before,) = reference_points(ReadRounds(session, own.id), own.id, BELONGING)
    with sqlite_database.writing() as session:
        asked = RequestedCorrection("More are on roll.", {"Year 5": 130})
        correct(session, session.get_one(Survey, survey_id), asked, "the operator", {})
    with sqlite_database.reading() as session:
        (after,) = reference_points(ReadRounds(session, own.id), own.id, BELONGING)
    assert after.id == before.id
    assert after.digest != before.digest


def test_what_is_deleted_is_no_point_any_more(sqlite_database: Database, own: School) -> None:
    survey_id = ask(sqlite_database, own, THIS_YEAR)
    with sqlite_database.writing() as session:
        delete_answers(session, session.get_one(Survey, survey_id), "Amina Yusuf")
    with sqlite_database.reading() as session:
        assert reference_points(ReadRounds(session, own.id), own.id, BELONGING) == ()


def test_what_the_release_does_not_show_is_no_value_and_says_why(
    sqlite_database: Database, own: School
) -> None:
    with sqlite_database.writing() as session:
        release_survey(session, own.id, "pupils", PUPILS, opens=THIS_YEAR)
    with sqlite_database.reading() as session:
        (nobody,) = reference_points(
            ReadRounds(session, own.id), own.id, replace(BELONGING, by="group", group="Year 9")
        )
        (year5,) = reference_points(
            ReadRounds(session, own.id), own.id, replace(BELONGING, by="group", group="Year 5")
        )
    assert (nobody.mean, nobody.note) == (None, "It was not asked, or is not told for this group.")
    assert year5.mean is not None or year5.note
    assert year5.n is None or year5.n <= 22


def test_a_question_is_a_share_of_those_who_answered_it(sqlite_database: Database, own: School) -> None:
    ask(sqlite_database, own, THIS_YEAR)
    with sqlite_database.reading() as session:
        offered = [
            one for one in offered_figures(ReadRounds(session, own.id)) if one.reference.kind == "item"
        ]
        (point,) = reference_points(ReadRounds(session, own.id), own.id, offered[0].reference)
    assert point.numerator is not None
    assert point.denominator is not None
    assert 0 < point.numerator < point.denominator <= 120


def test_a_question_chosen_when_its_answers_were_known_is_judged_from_the_next_survey_on(
    sqlite_database: Database, own: School
) -> None:
    ask(sqlite_database, own, LAST_YEAR, 0.4)
    ask(sqlite_database, own, THIS_YEAR, 0.8)
    item = Reference("item", "pupils-7-11", "ks2.a1.head_talks")
    with sqlite_database.reading() as session:
        points = reference_points(ReadRounds(session, own.id), own.id, item)
    metric = Metric("The head talks about it", "share", "up", points=points, id=1)
    late = replace(metric, reference=replace(item, declared_on=dt.date(2026, 11, 1)))
    early = replace(metric, reference=replace(item, declared_on=dt.date(2026, 9, 1)))
    change = edition_changes([late])[1].since_baseline
    assert (change.word, change.why) == ("no_verdict", "chosen")
    assert edition_changes([early])[1].since_baseline.word in ("improved", "cannot_tell", "same")


def test_what_may_be_chosen_is_named_as_the_report_names_it(sqlite_database: Database, own: School) -> None:
    ask(sqlite_database, own, THIS_YEAR)
    with sqlite_database.reading() as session:
        offered = {one.key: f"{one.of}: {one.title}" for one in offered_figures(ReadRounds(session, own.id))}
    assert offered["scale/pupils-7-11/belonging"] == "Pupils: Belonging"
    assert len(offered) == len(set(offered.values()))


def test_a_groups_belonging_can_be_chosen_and_is_the_released_one(
    sqlite_database: Database, own: School
) -> None:
    ask(sqlite_database, own, THIS_YEAR)
    with sqlite_database.reading() as session:
        offered = [
            one for one in offered_figures(ReadRounds(session, own.id)) if one.reference.group == "Year 5"
        ]
        (point,) = reference_points(ReadRounds(session, own.id), own.id, offered[0].reference)
        (whole,) = reference_points(ReadRounds(session, own.id), own.id, BELONGING)
    assert [one.title for one in offered] == ["Belonging, Year 5"]
    assert point.mean is not None
    assert point.n is not None
    assert whole.n is not None
    assert point.n < whole.n


def test_a_corrected_release_changes_latest_in_the_next_edition_only(
    sqlite_database: Database, own: School
) -> None:
    survey_id = ask(sqlite_database, own, THIS_YEAR)
    owner = PlanOwner(own.id)
    with sqlite_database.writing() as session:
        add_metric(session, owner, Metric("Belonging", "mean", "up", reference=BELONGING), "Amina Yusuf")

    def closed(term: str) -> int:
        with sqlite_database.writing() as session:
            metrics = metrics_with_points(session, owner)
            verdicts = plan_verdicts(ActionPlan(), metrics, THIS_YEAR)
            edition = open_edition(session, owner, term, THIS_YEAR)
            document = edition_document(
                term, THIS_YEAR, ActionPlan(), metrics=metrics, verdicts=verdicts.frozen
            )
            assert close_edition(session, edition, document, "Amina Yusuf")
            return edition.id

    def digest_in(edition_id: int) -> str:
        with sqlite_database.reading() as session:
            latest = edition_content(session.get_one(Edition, edition_id)).metrics[0].latest
        assert latest is not None
        return latest.digest

    before = closed("2026-autumn")
    said = digest_in(before)
    with sqlite_database.writing() as session:
        asked = RequestedCorrection("More are on roll.", {"Year 5": 130})
        correct(session, session.get_one(Survey, survey_id), asked, "the operator", {})
    assert digest_in(before) == said
    assert digest_in(closed("2027-spring")) != said
