"""The end of a survey on the lead's pages: closing it, counting it, and all that can stand in the way."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from selfeval.calendar.school_years import school_year, today
from selfeval.store.ballots import Ballot
from selfeval.store.database import random_key
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.web.survey.count_views import count_what_is_due
from tests.browsers import PATIENCE
from tests.visitor import Visitor, text_of
from tests.web import stories
from tests.web.staff_survey import answered_by, only_round, open_staff_survey

__all__ = ["open_staff_survey"]  # a fixture


def test_an_open_survey_cannot_be_counted(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    words = text_of(lead.get(f"/surveys/{open_staff_survey}/count"))
    assert "It is still open. Close it first." in words
    assert lead.post(f"/surveys/{open_staff_survey}/count").status_code == 303
    assert stories.parts(app).counts.state(open_staff_survey) is None


def test_a_roll_that_is_too_small_stops_the_count_until_it_is_corrected(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    answered_by(app, lead, open_staff_survey, 25)
    (part,) = stories.survey_in(app, open_staff_survey).rounds
    field = f"roll-{part.groups[0].id}"
    lead.get(f"/surveys/{open_staff_survey}/rolls")
    assert (
        lead.send(
            f"/surveys/{open_staff_survey}/rolls", {"reason": "the list was out of date", field: "20"}
        ).status_code
        == 303
    )
    stories.close_it(lead, open_staff_survey)
    page = text_of(stories.count_it(app, lead, open_staff_survey))
    assert "Staff has 25 answers, but only 20 people on its roll." in page
    assert "Correct the rolls" in page
    lead.get(f"/surveys/{open_staff_survey}/rolls")
    assert "cannot be 24" in text_of(
        lead.send(f"/surveys/{open_staff_survey}/rolls", {"reason": "the list was out of date", field: "24"})
    )
    assert (
        lead.send(
            f"/surveys/{open_staff_survey}/rolls", {"reason": "the list was out of date", field: "26"}
        ).status_code
        == 303
    )
    assert "The answers are counted" in text_of(stories.count_it(app, lead, open_staff_survey))


def test_a_surplus_is_drawn_out_when_the_roll_is_right(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    answered_by(app, lead, open_staff_survey, 25)
    (part,) = stories.survey_in(app, open_staff_survey).rounds
    lead.get(f"/surveys/{open_staff_survey}/rolls")
    lead.send(
        f"/surveys/{open_staff_survey}/rolls",
        {"reason": "the list was out of date", f"roll-{part.groups[0].id}": "20"},
    )
    stories.close_it(lead, open_staff_survey)
    assert "The roll is right" in text_of(stories.count_it(app, lead, open_staff_survey))
    assert lead.post(f"/surveys/{open_staff_survey}/draw-out").status_code == 303
    words = text_of(lead.get(f"/surveys/{open_staff_survey}/count"))
    assert "Answers beyond the roll of Staff are removed at random." in words
    assert "The answers are counted" in text_of(stories.count_it(app, lead, open_staff_survey))
    report = text_of(lead.get(f"/reports/{school_year(today())}"))
    assert "Staff: as many answers are counted as people are on the roll." in report
    assert "Five more came in than people are on the roll." in report


def test_a_count_by_hand_warns_that_late_answers_are_lost(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    answered_by(app, lead, open_staff_survey, 20)
    stories.close_it(lead, open_staff_survey)
    assert "An answer that still waits on a tablet is lost then." in text_of(
        lead.get(f"/surveys/{open_staff_survey}/count")
    )
    refused = lead.post(f"/surveys/{open_staff_survey}/count")
    assert refused.status_code == 422
    assert "Tick the box if you want to count now" in text_of(refused)
    assert "the name of the survey, to count it" in text_of(refused)
    unnamed = lead.post(f"/surveys/{open_staff_survey}/count", lose_late="yes", title="something else")
    assert unnamed.status_code == 422
    assert 'value="something else"' in unnamed.text
    assert stories.parts(app).counts.state(open_staff_survey) is None
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=6)):
        lead.sign_in("amina.yusuf@aldervale.example", "three brown otters")
        page = text_of(lead.get(f"/surveys/{open_staff_survey}/count"))
        assert "waits on a tablet" not in page
        assert "The answers are counted" in text_of(
            stories.count_it(app, lead, open_staff_survey, lose_late="")
        )


def test_a_survey_is_counted_by_itself_when_late_answers_are_in(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    answered_by(app, lead, open_staff_survey, 20)
    lead.get(f"/surveys/{open_staff_survey}")
    assert lead.post(f"/surveys/{open_staff_survey}/count-by-date", wanted="yes").status_code == 303
    assert "It is counted automatically on" in text_of(lead.get(f"/surveys/{open_staff_survey}"))
    parts = stories.parts(app)
    for days, state in ((11, "open"), (13, "open"), (18, "released")):
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days)):
            count_what_is_due(parts)
        assert stories.survey_in(app, open_staff_survey).state == state
    assert "The answers are counted" in text_of(lead.get(f"/surveys/{open_staff_survey}"))
    with parts.database.reading() as session:
        acts = session.execute(select(AuditEntry.act, AuditEntry.who)).all()
    assert ("counted a survey", "selfeval, by date") in [tuple(act) for act in acts]
    assert 'role="img"' in lead.get(f"/reports/{school_year(today())}").text


def test_what_stands_still_by_date_is_told_to_the_lead(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    answered_by(app, lead, open_staff_survey, 25)
    (part,) = stories.survey_in(app, open_staff_survey).rounds
    lead.get(f"/surveys/{open_staff_survey}/rolls")
    lead.send(
        f"/surveys/{open_staff_survey}/rolls",
        {"reason": "the list was out of date", f"roll-{part.groups[0].id}": "20"},
    )
    lead.post(f"/surveys/{open_staff_survey}/count-by-date", wanted="yes")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=18)):
        count_what_is_due(stories.parts(app))
        count_what_is_due(stories.parts(app))
        lead.sign_in("amina.yusuf@aldervale.example", "three brown otters")
        assert "Staff has 25 answers, but only 20 people on its roll." in text_of(
            lead.get(f"/surveys/{open_staff_survey}/count")
        )
        assert "Correct the roll of staff" in text_of(lead.get("/"))


def test_one_wrong_roll_undoes_the_others_and_keeps_what_was_typed(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    groups = [group for part in stories.survey_in(app, survey_id).rounds for group in part.groups]
    fields = {f"roll-{group.id}": str(group.roll + 1) for group in groups}
    fields[f"roll-{groups[-1].id}"] = "a dozen"
    lead.get(f"/surveys/{survey_id}/rolls")
    answer = lead.send(f"/surveys/{survey_id}/rolls", fields)
    assert answer.status_code == 422
    assert "Year 6: enter the number of people in figures" in text_of(answer)
    assert 'value="a dozen"' in answer.text
    assert f'value="{groups[0].roll + 1}"' in answer.text
    kept = [group.roll for part in stories.survey_in(app, survey_id).rounds for group in part.groups]
    assert kept == [group.roll for group in groups]


def test_a_missing_key_stops_the_count_and_loses_nothing(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    answered_by(app, lead, open_staff_survey, 20)
    stories.close_it(lead, open_staff_survey)
    _, code = only_round(app, open_staff_survey)
    keys = stories.parts(app).settings.keys
    (keys / f"round-{code}.key").rename(keys / "elsewhere")
    assert f"The key file round-{code}.key is missing" in text_of(
        stories.count_it(app, lead, open_staff_survey)
    )
    (keys / "elsewhere").rename(keys / f"round-{code}.key")
    assert "The answers are counted" in text_of(stories.count_it(app, lead, open_staff_survey))


def test_too_many_spoilt_answers_halt_the_count_until_the_lead_confirms(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    answered_by(app, lead, open_staff_survey, 20)
    (part,) = stories.survey_in(app, open_staff_survey).rounds
    with stories.parts(app).database.writing() as session:
        for _ in range(3):
            noise = Ballot(
                key=random_key(), round_id=part.id, group_id=part.groups[0].id, sealed=b"noise" * 40
            )
            session.add(noise)
    stories.close_it(lead, open_staff_survey)
    page = text_of(stories.count_it(app, lead, open_staff_survey))
    assert "3 answers of at least 20 cannot be read" in page
    assert "Count without the answers that cannot be read" in page
    assert "3 answers of at least 20 cannot be read" in text_of(
        stories.count_it(app, lead, open_staff_survey)
    )
    stories.parts(app).counts.forget(open_staff_survey)  # as if the service had been started anew
    assert "3 answers of at least 20 cannot be read" in text_of(
        lead.get(f"/surveys/{open_staff_survey}/count")
    )
    done = stories.count_it(app, lead, open_staff_survey, without_spoilt="yes")
    assert "The answers are counted" in text_of(done)


def test_an_unforeseen_fault_stops_the_count_in_words_and_it_can_be_tried_again(
    app: Flask, lead: Visitor, open_staff_survey: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered_by(app, lead, open_staff_survey, 20)
    stories.close_it(lead, open_staff_survey)

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("selfeval.web.survey.count_views.count_survey", broken)
        page = text_of(stories.count_it(app, lead, open_staff_survey))
    assert "Nothing is lost: it goes on where it stopped." in page
    assert "disk full" not in page
    assert "The answers are counted" in text_of(stories.count_it(app, lead, open_staff_survey))


def test_the_progress_of_a_count_is_told_while_it_runs(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    counts = stories.parts(app).counts
    go_on, told = threading.Event(), threading.Event()

    def slow(tell: object) -> None:
        assert callable(tell)
        tell("Ages 7 to 11: opening the ballots")
        told.set()
        go_on.wait(PATIENCE)

    counts.start(open_staff_survey, slow)
    assert told.wait(PATIENCE)
    page = lead.get(f"/surveys/{open_staff_survey}/count")
    assert "Ages 7 to 11: opening the ballots." in text_of(page)
    progress = f"/surveys/{open_staff_survey}/count/progress"
    assert lead.get(progress).json == {"running": True, "said": "Ages 7 to 11: opening the ballots."}
    go_on.set()
    counts.wait(open_staff_survey)
    assert lead.get(progress).json["running"] is False


def test_a_count_is_not_begun_twice(app: Flask) -> None:
    counts, begun = stories.parts(app).counts, []
    go_on = threading.Event()
    for _ in range(2):
        counts.start(1, lambda _tell: (begun.append(1), go_on.wait(PATIENCE)))
    go_on.set()
    counts.wait(1)
    assert begun == [1]


def test_closing_cannot_be_done_twice(lead: Visitor, open_staff_survey: int) -> None:
    stories.close_it(lead, open_staff_survey)
    assert "is closed already" in text_of(lead.get(f"/surveys/{open_staff_survey}/close"))
    lead.post(f"/surveys/{open_staff_survey}/close")
    assert "This survey is closed already." in text_of(lead.get(f"/surveys/{open_staff_survey}"))


def test_the_charts_of_the_report_are_drawn_with_the_count_and_not_by_its_first_reader(
    app: Flask, lead: Visitor, open_staff_survey: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered_by(app, lead, open_staff_survey, 25)
    stories.close_it(lead, open_staff_survey)
    stories.count_it(app, lead, open_staff_survey)

    def draws_nothing(panel: object) -> str:
        raise AssertionError("A page drew a chart.")

    monkeypatch.setattr("selfeval.reading.charts.chart", draws_nothing)
    report = lead.get(f"/reports/{school_year(today())}")
    assert report.status_code == 200
    assert 'role="img"' in report.text
