"""A survey from its plan to its results, on the lead's pages."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from selfeval.store.ballots import Ballot
from selfeval.store.base import random_key
from selfeval.store.schools import AuditEntry
from selfeval.store.years import school_year, today
from selfeval.web.run.due import count_what_is_due
from tests.visitor import Visitor, first_visit, text_of
from tests.web import stories
from tests.web.test_inviting import accept, invite


@pytest.fixture
def open_staff_survey(lead: Visitor) -> int:
    """An open survey of 25 staff."""
    survey_id = stories.plan(lead, "staff", stories.staff())
    stories.open_it(lead, survey_id)
    return survey_id


def only_round(app: Flask, survey_id: int) -> tuple[int, str]:
    (part,) = stories.survey_in(app, survey_id).rounds
    return part.id, part.code


def answered_by(app: Flask, lead: Visitor, survey_id: int, how_many: int) -> list[str]:
    """Prints a card for everyone, and lets so many answer; gives the cards that are left."""
    round_id, code = only_round(app, survey_id)
    cards = stories.codes_of(stories.print_cards(lead, survey_id, round_id, 1, 25).data)
    stories.answer(app, code, 1, cards[:how_many])
    return cards[how_many:]


def test_a_survey_runs_from_its_plan_to_its_results(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    assert "Nobody can answer yet" in text_of(lead.get(f"/surveys/{survey_id}"))
    stories.open_it(lead, survey_id)
    stories.answer_all(app, lead, survey_id)
    assert "At least 65 of 75 have finished" in text_of(lead.get(f"/surveys/{survey_id}"))
    stories.close_it(lead, survey_id)
    assert "The answers are counted" in text_of(stories.count_it(app, lead, survey_id))
    assert lead.get("/reports").status_code == 200
    assert "The results of pupils are ready" in text_of(lead.get("/"))


def test_the_start_page_leads_from_step_to_step(app: Flask, lead: Visitor) -> None:
    assert "Four steps to your first picture" in text_of(lead.get("/"))
    survey_id = stories.plan(lead, "staff", stories.staff())
    assert "Do this next Open “Staff, this autumn” – about 3 minutes" in text_of(lead.get("/"))
    stories.open_it(lead, survey_id)
    assert "Do this next Print cards for staff" in text_of(lead.get("/"))
    answered_by(app, lead, survey_id, 3)
    page = text_of(lead.get("/"))
    assert "Do this next Give out the cards of “Staff, this autumn”" in page
    assert "fewer than 5 of 25 have finished" in page
    assert "Plan the survey of pupils" in page
    stories.close_it(lead, survey_id)
    assert "Do this next Count “Staff, this autumn”" in text_of(lead.get("/"))


def test_the_day_board_tells_in_fives(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    answered_by(app, lead, open_staff_survey, 13)
    page = lead.get(f"/surveys/{open_staff_survey}")
    words = text_of(page)
    assert "At least 10 of 25 have finished." in words
    assert "at least 10 25 about 15" in words  # finished, roll, cards left
    assert " 13 " not in words.split("Who has finished")[1]
    assert page.text.count('fill="#b4500b"') == 2
    assert page.text.count('fill="none"') == 3


def test_printing_again_cancels_the_unused_cards(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    left = answered_by(app, lead, open_staff_survey, 5)
    round_id, code = only_round(app, open_staff_survey)
    again = stories.codes_of(stories.print_cards(lead, open_staff_survey, round_id, 1, 20).data)
    assert len(set(again)) == 20
    assert not set(again) & set(left)
    refused = lead.client.post(f"/a/{code}/1/slip", json={"slip": left[0]})
    assert refused.json["outcome"] == "cancelled"
    assert "some left" in text_of(lead.get(f"/surveys/{open_staff_survey}"))


def test_cards_are_a_file_that_is_kept_nowhere(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    round_id, code = only_round(app, open_staff_survey)
    answer = stories.print_cards(lead, open_staff_survey, round_id, 1, 25)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'filename="cards-{code}-1.pdf"' in answer.headers["Content-Disposition"]
    assert len(stories.codes_of(answer.data)) == 25


@pytest.mark.parametrize("typed", ["", "0", "many", "-3", "500"])
def test_a_wrong_number_of_cards_is_told_at_its_field(
    app: Flask, lead: Visitor, open_staff_survey: int, typed: str
) -> None:
    round_id, _ = only_round(app, open_staff_survey)
    lead.get(f"/surveys/{open_staff_survey}")
    answer = lead.send(f"/surveys/{open_staff_survey}/slips/{round_id}/1.pdf", {"how_many": typed})
    assert answer.status_code == 422
    assert "Print from 1 to 55 cards" in text_of(answer)
    assert f'href="#how_many-{round_id}-1"' in answer.text


def test_cards_cannot_be_printed_before_the_survey_is_open(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    round_id, _ = only_round(app, survey_id)
    answer = stories.print_cards(lead, survey_id, round_id, 1, 25)
    assert answer.status_code == 422
    assert "Open it first" in text_of(answer)


def test_opening_twice_is_refused_with_a_sentence(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    lead.get(f"/surveys/{open_staff_survey}/open")
    answer = lead.post(f"/surveys/{open_staff_survey}/open")
    assert answer.status_code == 409
    assert "already open" in text_of(answer)


def test_a_lead_who_is_alone_is_led_to_the_invitation_and_opens_after_it(app: Flask) -> None:
    alone = first_visit(app)
    assert "Invite a second equality lead" in text_of(alone.get("/"))
    survey_id = stories.plan(alone, "staff", stories.staff())
    assert "Invite a second equality lead – about 1 minute" in text_of(alone.get("/"))
    for page in (alone.get(f"/surveys/{survey_id}/open"), alone.post(f"/surveys/{survey_id}/open")):
        assert "Two people must be able to lead." in text_of(page)
        assert 'href="/people/invite">Invite a second lead</a>' in page.text
    accept(app, invite(alone, role="lead"))
    assert "Invite a second" not in text_of(alone.get("/"))
    stories.open_it(alone, survey_id)


def test_a_survey_whose_days_are_over_asks_to_be_closed(lead: Visitor, open_staff_survey: int) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=14)):
        lead.sign_in("amina.yusuf@aldervale.example", "three brown otters")
        assert "The last day is over. Close the survey now." in text_of(
            lead.get(f"/surveys/{open_staff_survey}")
        )
        assert "Close “Staff, this autumn”" in text_of(lead.get("/"))


def test_the_board_says_when_the_key_is_missing(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    parts = stories.parts(app)
    _, code = only_round(app, open_staff_survey)
    assert "In place." in text_of(lead.get(f"/surveys/{open_staff_survey}"))
    (parts.settings.keys / f"round-{code}.key").rename(parts.settings.keys / "elsewhere")
    parts.watch.look()
    words = text_of(lead.get(f"/surveys/{open_staff_survey}"))
    assert "Missing. No answer is taken." in words
    assert f"The file round-{code}.key in the key folder {parts.settings.keys} is missing." in words
    assert "Do this next Have the key of “Staff, this autumn” put back" in words
    assert "Do this next Have the key of “Staff, this autumn” put back" in text_of(lead.get("/"))
    (parts.settings.keys / "elsewhere").rename(parts.settings.keys / f"round-{code}.key")
    parts.watch.look()
    assert "Have the key" not in text_of(lead.get("/"))


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
    assert "Answers beyond the roll of Staff are drawn out by lot." in words
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
    assert "It is counted by itself on" in text_of(lead.get(f"/surveys/{open_staff_survey}"))
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
        patched.setattr("selfeval.web.run.due.count_survey", broken)
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
        go_on.wait(10)

    counts.start(open_staff_survey, slow)
    assert told.wait(10)
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
        counts.start(1, lambda _tell: (begun.append(1), go_on.wait(10)))
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

    monkeypatch.setattr("selfeval.evaluation.drawing.figure", draws_nothing)
    report = lead.get(f"/reports/{school_year(today())}")
    assert report.status_code == 200
    assert 'role="img"' in report.text
