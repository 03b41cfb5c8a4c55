"""An edition is handed in, and the head agrees it or sends it back; without a head a lead records it."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from selfeval.calendar.school_years import at
from tests.visitor import PASSWORD, Visitor, text_of
from tests.web import people
from tests.web.improve.test_plan_pages import add_action, add_objective
from tests.web.improve.test_updates_and_editions import send_agreed, update

EDITION = "/action-plan/editions/1"
TODAY = dt.datetime(2026, 12, 7, 9, tzinfo=dt.UTC)


def hand_in(lead: Visitor, **fields: str) -> int:
    return lead.send(f"{EDITION}/close", {"sure": "yes", **fields}).status_code


@pytest.fixture
def school_with_a_plan(app: Flask, lead: Visitor) -> Flask:
    """A plan with one action, and an edition that is open."""
    with at(TODAY):
        add_action(lead, add_objective(lead), owners="Amina Yusuf", timescale="Termly")
        lead.send("/action-plan/editions", {})
    return app


def test_what_closes_and_what_is_missing_is_said_before_anything_is_closed(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    people.head_teacher(school_with_a_plan)
    with at(TODAY):
        page = text_of(lead.get(f"{EDITION}/close"))
        assert "Hand in the plan of autumn 2026 to the head" in page
        assert "The whole plan is frozen as it stands now: 1 action for 1 objective" in page
        assert "It ends on 31 December 2026, in 24 days." in page
        assert "Buddies at lunch" in page
        assert "Grace Bello can read it and agree it, or send it back." in page
        assert "open since" in text_of(lead.get("/action-plan/editions")), "looking closes nothing"


def test_a_lead_agrees_nothing_where_a_head_can(school_with_a_plan: Flask, lead: Visitor) -> None:
    head = people.head_teacher(school_with_a_plan)
    assert hand_in(lead) == 303
    page = lead.get(EDITION)
    assert "Waiting for the head: Grace Bello can agree it or send it back." in text_of(page)
    assert "/agree" not in page.text
    assert "/record" not in page.text
    refused = send_agreed(lead)
    assert refused.status_code == 422
    assert "Only a leader, such as the head or a governor, can agree it." in text_of(refused)
    day = {"agreed-day": "7", "agreed-month": "12", "agreed-year": "2026", "how": "By e-mail"}
    refused = lead.send(f"{EDITION}/record", day)
    assert "Nothing was done: Grace Bello can agree it here." in text_of(refused)
    assert "Not yet" in text_of(lead.get(EDITION))
    assert send_agreed(head, capacity="for_head").status_code == 303
    assert "by Grace Bello, for the head teacher" in text_of(lead.get(EDITION))


def test_the_head_sends_it_back_and_reads_the_answer_when_it_is_handed_in_again(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    head = people.head_teacher(school_with_a_plan)
    hand_in(lead)
    assert head.send(f"{EDITION}/send-back", {"remark": ""}).status_code == 422
    assert lead.send(f"{EDITION}/send-back", {"remark": "No"}).status_code == 422
    assert head.send(f"{EDITION}/send-back", {"remark": "Who leads the buddies?"}).status_code == 303
    for page in ("/action-plan/editions", f"{EDITION}/close"):
        assert "Sent back by the head “Who leads the buddies?” (Grace Bello" in text_of(lead.get(page))
    assert "Answer the head" in text_of(lead.get("/"))
    update(lead, 1, act="save", progress="under_way", update="Amina leads them")
    assert hand_in(lead) == 422, "what the head asked for is answered"
    assert hand_in(lead, answer="It is in the update now.") == 303
    page = text_of(head.get(EDITION))
    assert "“Who leads the buddies?”" in page
    assert "The answer: “It is in the update now.” (Amina Yusuf" in page
    assert "Amina leads them" in page
    assert send_agreed(head).status_code == 303
    page = text_of(lead.get(EDITION))
    assert "Sent back by leader Grace Bello" in page
    assert "What was asked for" not in page, "it is over"


def test_a_page_that_was_read_before_it_was_handed_in_again_agrees_nothing(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    head = people.head_teacher(school_with_a_plan)
    hand_in(lead)
    old = head.get(EDITION).text.partition('name="seen" value="')[2][:64]
    lead.send(f"{EDITION}/take-in", {})
    update(lead, 1, act="save", progress="done", update="In every class")
    hand_in(lead)
    late = head.send(f"{EDITION}/agree", {"capacity": "head", "seen": old})
    assert late.status_code == 409
    assert "It has changed since you opened this page." in text_of(late)


def test_a_remark_that_comes_too_late_is_given_back(school_with_a_plan: Flask, lead: Visitor) -> None:
    head = people.head_teacher(school_with_a_plan)
    hand_in(lead)
    head.get(EDITION)
    lead.send(f"{EDITION}/take-in", {})
    late = head.send(f"{EDITION}/send-back", {"remark": "Who leads the buddies?"})
    assert late.status_code == 409
    assert "Who leads the buddies?" in text_of(late)


def test_it_can_be_opened_again_until_it_is_agreed_and_never_after(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    head = people.head_teacher(school_with_a_plan)
    hand_in(lead)
    assert lead.send(f"{EDITION}/take-in", {}).status_code == 303
    assert "open again" in text_of(lead.get("/action-plan/editions"))
    assert "opened an edition of the action plan again" in text_of(lead.get("/log"))
    hand_in(lead)
    send_agreed(head)
    before = text_of(lead.get(EDITION))
    lead.send(f"{EDITION}/take-in", {})
    head.send(f"{EDITION}/send-back", {"remark": "Too late"})
    assert text_of(lead.get(EDITION)).partition("Digest")[2] == before.partition("Digest")[2]
    assert "It does not change any more." in text_of(lead.get(EDITION))


def test_an_edition_that_comes_back_after_its_term_is_written_for_and_closed_then(
    app: Flask, lead: Visitor
) -> None:
    head = people.head_teacher(app)
    for day in (TODAY, TODAY + dt.timedelta(days=30)):
        with at(day):
            for visitor, who in ((lead, "amina.yusuf@aldervale.example"), (head, people.READER)):
                visitor.client.delete_cookie("selfeval")
                visitor.sign_in(who, PASSWORD)
            if day == TODAY:
                add_action(lead, add_objective(lead), owners="Amina Yusuf", timescale="Termly")
                lead.send("/action-plan/editions", {})
                hand_in(lead)
                continue
            head.send(f"{EDITION}/send-back", {"remark": "Was it done?"})
            update(lead, 1, act="save", progress="done", update="Yes, in December")
            assert hand_in(lead, answer="Yes") == 303
            page = text_of(lead.get(EDITION))
    assert "Action plan, autumn 2026" in page
    assert "Yes, in December" in page
    assert "Done this term" in page


def test_without_a_head_a_lead_writes_down_the_day_and_how_and_the_edition_says_so(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    with at(TODAY):
        hand_in(lead)
        assert "who has no account here" in text_of(lead.get(EDITION))
        assert send_agreed(lead).status_code == 422
        refused = lead.send(f"{EDITION}/record", {})
        assert "Say how, such as: at our meeting." in text_of(refused)
        day = {"agreed-month": "12", "agreed-year": "2026", "how": "at our meeting"}
        too_early = lead.send(f"{EDITION}/record", {"agreed-day": "6", **day})
        assert "It was closed on 7 December 2026, after that day." in text_of(too_early)
        to_come = lead.send(f"{EDITION}/record", {"agreed-day": "8", **day})
        assert "This day is still to come." in text_of(to_come)
        assert lead.send(f"{EDITION}/record", {"agreed-day": "7", **day}).status_code == 303
        page = text_of(lead.get(EDITION))
    assert "7 December 2026: at our meeting . Recorded by the lead , Amina Yusuf" in page
    assert "wrote down that the head agreed an edition" in text_of(lead.get("/log"))


def test_what_was_done_this_time_counts_in_the_edition_of_its_term(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    with at(TODAY):
        update(lead, 1, act="save", progress="done", update="Buddies in every class")
        hand_in(lead)
        page = text_of(lead.get(EDITION))
    assert "Under way Continuing Done this term 1 of 1 occasion met" in page
    assert "Done: Amina Yusuf, today" in page


def test_of_what_is_done_or_stopped_its_owner_says_whether_to_keep_change_or_stop_it(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    add_action(lead, 1, text="Posters", owners="Amina Yusuf", progress="done")
    add_action(lead, 1, text="Assemblies", owners="Amina Yusuf", progress="stopped", reason="Nobody came")
    asked = text_of(lead.get("/action-plan/updates"))
    assert "Done or stopped: keep, change or stop?" in asked
    assert asked.index("Posters") > asked.index("keep, change or stop?")
    refused = lead.send("/action-plan/updates/2", {"act": "answer", "seen": 0, "why": "Torn down"})
    assert refused.status_code == 422
    assert "Choose: keep, change or stop." in text_of(refused)
    assert ">Torn down</textarea>" in refused.text
    assert update(lead, 2, act="answer", answer="change", why="Torn down by May") == 303
    assert update(lead, 3, act="answer", answer="keep") == 303
    page = text_of(lead.get("/action-plan/updates"))
    assert "Autumn 2026: Change it: Torn down by May" in page.replace(" :", ":")
    assert hand_in(lead) == 303
    page = text_of(lead.get(EDITION))
    assert "Posters Amina Yusuf No timescale Done Change it: Torn down by May" in page
    assert "Assemblies Amina Yusuf No timescale Under way Begin it again." in page


def test_an_answer_stands_behind_what_was_written_of_the_term(
    school_with_a_plan: Flask, lead: Visitor
) -> None:
    add_action(lead, 1, text="Posters", owners="Amina Yusuf", timescale="May 2027")
    update(lead, 2, act="save", progress="done", update="In every class", impact="Pupils ask")
    lead.get("/action-plan/updates")
    assert update(lead, 2, act="answer", answer="stop", seen=1) == 303
    assert update(lead, 2, act="answer", answer="keep", why="They like them", seen=2) == 303
    hand_in(lead)
    page = text_of(lead.get(EDITION))
    assert "In every class Keep it as it is: They like them Pupils ask" in page
    assert "Stop it" not in page, "an earlier answer goes"
