"""The lead's pages around the room: how a group answers, cards for adults, pause, another end, giving up."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import pytest
import time_machine
from flask import Flask

from selfeval.calendar.school_years import today
from selfeval.store.surveys import Group, Round
from selfeval.surveys.asked_groups import AskedGroup
from selfeval.surveys.ballot_box import BallotBox, Payload
from selfeval.surveys.lessons import SlipState
from tests.visitor import Visitor, text_of
from tests.web import stories

ADULTS_CODE = re.compile(r'class="typed-in code">([2-9A-Z]{4}-[2-9A-Z]{4})<')
WAY, CARDS = "/surveys/{}/way/{}/{}", "/surveys/{}/adult-cards/{}/{}"


@dataclass
class Primary:
    """Alder Vale's open survey: Years 1 and 2 in one round, Years 3 to 6 in the other."""

    app: Flask
    lead: Visitor
    survey_id: int

    @property
    def page(self) -> str:
        return text_of(self.lead.get(f"/surveys/{self.survey_id}"))

    def part(self, place: int) -> tuple[Round, Group]:
        round_ = stories.survey_in(self.app, self.survey_id).rounds[place]
        return round_, round_.groups[0]

    def at(self, address: str, place: int = 0) -> str:
        round_, group = self.part(place)
        return address.format(self.survey_id, round_.id, group.number)

    def post(self, address: str, **fields: object):  # type: ignore[no-untyped-def]
        """Sends a form of the survey's page."""
        self.lead.get(f"/surveys/{self.survey_id}")
        return self.lead.post(address, **fields)

    @property
    def ballot_box(self) -> BallotBox:
        return stories.parts(self.app).ballot_box

    def asked(self, round_: Round, number: int = 1) -> AskedGroup:
        group = self.ballot_box.groups.find(round_.code, number)
        assert group is not None
        return group

    def check_slip(self, round_: Round, slip: str) -> SlipState:
        """What becomes of somebody in the first group who types this."""
        return self.ballot_box.check_slip(self.asked(round_), slip)

    def forget(self) -> None:
        """As if the two seconds had passed for which a server believes what it has read."""
        self.ballot_box.groups.forget()


@pytest.fixture
def primary(app: Flask, lead: Visitor) -> Primary:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    stories.open_it(lead, survey_id)
    return Primary(app, lead, survey_id)


def test_the_youngest_answer_on_tablets_and_the_others_with_cards(primary: Primary) -> None:
    assert "Years 1 and 2 answers with a card for each person." in primary.page
    assert primary.post(primary.at(WAY), tablets="yes").status_code == 303
    assert "Years 1 and 2 answers on tablets that an adult starts." in primary.page
    cards = primary.post(primary.at(CARDS), how_many="2")
    codes = ADULTS_CODE.findall(cards.text)
    assert (cards.status_code, len(codes), cards.headers["Cache-Control"]) == (200, 2, "no-store")
    round_, group = primary.part(0)
    primary.forget()
    for code in codes:
        assert primary.ballot_box.at_lesson(primary.asked(round_), code, "start").state == "ok"
    assert group.tablets
    assert "Print more" in primary.page
    refused = primary.post(primary.at(WAY), tablets="no")
    assert refused.status_code == 303
    assert "Cards have been printed for Years 1 and 2" in primary.page


def test_a_wrong_number_of_adults_cards_is_refused_beside_its_group(primary: Primary) -> None:
    primary.post(primary.at(WAY), tablets="yes")
    refused = primary.post(primary.at(CARDS), how_many="500")
    assert refused.status_code == 422
    assert "Print from 1 to 12 adult’s cards: one for each class." in text_of(refused)
    assert 'value="500"' in refused.text
    other = primary.post(primary.at(CARDS, 1), how_many="1")
    assert "Year 3 answers with cards of their own." in text_of(other)


def test_a_lost_card_is_stopped_and_what_comes_under_it_is_marked_on_the_board(primary: Primary) -> None:
    primary.post(primary.at(WAY), tablets="yes")
    (code,) = ADULTS_CODE.findall(primary.post(primary.at(CARDS), how_many="1").text)
    primary.forget()
    ballot_box, (round_, group) = primary.ballot_box, primary.part(0)
    asked = primary.asked(round_, group.number)
    lesson = ballot_box.at_lesson(asked, code, "start")
    assert primary.post(f"{primary.at(CARDS)}/stop").status_code == 303
    assert "no longer start a tablet" in primary.page
    assert ballot_box.at_lesson(asked, code, "start").state == "cancelled"
    assert "Look at the cards" not in primary.page
    answers = "." * len(round_.definition.items)
    for receipt in range(5):
        assert "Late answers Fewer than five in any group." in primary.page
        ballot_box.cast(asked, Payload(lesson.tablet_pass, bytes([receipt]) * 16, answers=answers))
    assert "Look at the cards of Years 1 and 2" in primary.page
    assert "Late answers In Years 1 and 2. They came under a cancelled card" in primary.page


def test_a_few_more_cards_for_those_who_were_away_leave_the_others_good(primary: Primary) -> None:
    round_, group = primary.part(1)
    first = stories.codes_of(
        stories.print_cards(primary.lead, primary.survey_id, round_.id, 1, group.roll).data
    )
    slips = f"/surveys/{primary.survey_id}/slips/{round_.id}/1.pdf"
    more = stories.codes_of(primary.post(slips, how_many="3", catch_up="yes").data)
    assert {primary.check_slip(round_, slip) for slip in (*first, *more)} == {"ok"}
    refused = primary.post(slips, how_many="99", catch_up="yes")
    assert refused.status_code == 422
    assert "17 cards are printed for Year 3, which has 14 people." in text_of(refused)


def test_a_second_press_of_print_cancels_no_card(primary: Primary) -> None:
    round_, _ = primary.part(1)
    slips = f"/surveys/{primary.survey_id}/slips/{round_.id}/1.pdf"
    first = stories.codes_of(primary.post(slips, how_many="14").data)
    pressed = primary.post(slips, how_many="14")
    assert pressed.status_code == 422
    assert "Year 3 has cards already. Add a few to them." in text_of(pressed)
    assert "<details open><summary>Print new cards in place of these" in pressed.text
    assert {primary.check_slip(round_, slip) for slip in first} == {"ok"}
    again = stories.codes_of(primary.post(slips, how_many="14", again="yes").data)
    assert {primary.check_slip(round_, slip) for slip in first} == {"cancelled"}
    assert {primary.check_slip(round_, slip) for slip in again} == {"ok"}


def test_to_a_group_that_has_cards_a_few_are_offered(primary: Primary) -> None:
    round_, _ = primary.part(1)
    field = f'id="how_many-{round_.id}-1" name="how_many" value="{{}}"'
    assert field.format(14) in primary.lead.get(f"/surveys/{primary.survey_id}").text
    stories.print_cards(primary.lead, primary.survey_id, round_.id, 1, 14)
    assert field.format(3) in primary.lead.get(f"/surveys/{primary.survey_id}").text


def test_the_adult_reads_about_a_hundred_and_ten_words_out_and_knows_what_to_do(primary: Primary) -> None:
    room = primary.lead.get(primary.at("/surveys/{}/room/{}/{}", 1))
    said = re.search(r"<ol>(.*?)</ol>", room.text, re.S)
    assert said
    words = re.sub(r"<[^>]+>", " ", said[1]).split()
    assert 100 <= len(words) <= 120
    assert "Ms Bello" in " ".join(words)
    page = text_of(room)
    assert "Each child draws one, keeps it hidden" in page
    assert "The office keeps the list of parents who said no. Do not write down who answered." in page
    primary.post(primary.at(WAY), tablets="yes")
    assert "Your card starts tablets for 75 minutes." in text_of(
        primary.lead.get(primary.at("/surveys/{}/room/{}/{}"))
    )
    assert primary.lead.get(f"/surveys/{primary.survey_id}/room/1/99").status_code == 404


def test_a_pause_is_told_and_ended(primary: Primary) -> None:
    assert primary.post(f"/surveys/{primary.survey_id}/pause").status_code == 303
    assert "“Belonging, this autumn” is paused. No answers are taken." in primary.page
    assert "Go on with “Belonging, this autumn” – about 1 minute" in primary.page
    assert "Go on with “Belonging, this autumn”" in text_of(primary.lead.get("/"))
    assert primary.post(f"/surveys/{primary.survey_id}/go-on").status_code == 303
    assert "is paused" not in primary.page


def test_the_board_says_that_tablets_hold_answers_and_not_how_many(primary: Primary) -> None:
    round_, group = primary.part(1)
    slips = stories.codes_of(
        stories.print_cards(primary.lead, primary.survey_id, round_.id, 1, group.roll).data
    )
    primary.post(f"/surveys/{primary.survey_id}/pause")
    primary.forget()
    ballot_box = primary.ballot_box
    answers = "." * (len(round_.definition.items) + len(round_.about.items))
    for number, told in ((1, "a few answers"), (6, "at least 5 answers")):
        for place in range(number):
            payload = Payload(slips[place], bytes([place]) * 16, answers=answers)
            ballot_box.cast(primary.asked(round_), payload)
        assert f"Tablets hold {told}." in primary.page
    assert "They hold at least 5 answers that came while the survey was paused." in primary.page
    primary.post(f"/surveys/{primary.survey_id}/go-on")
    assert "Turn them on, near the Wi-Fi" in primary.page
    primary.forget()
    for place in range(6):
        payload = Payload(slips[place], bytes([place]) * 16, answers=answers)
        ballot_box.cast(primary.asked(round_), payload)
    assert "None has told us that it holds an answer." in primary.page
    assert "Full lessons" not in primary.page
    for place in range(6):
        ballot_box.full_lessons.note(round_.id, bytes([place]) * 16)
    assert "Tablets hold at least 5 answers of a lesson that has had as many" in primary.page
    assert "None has told us" not in primary.page


def test_the_last_day_is_moved_and_a_closed_survey_opened_again(primary: Primary) -> None:
    move = f"/surveys/{primary.survey_id}/last-day"
    later = today() + dt.timedelta(days=20)
    fields = {f"closes_on-{part}": str(getattr(later, part)) for part in ("day", "month", "year")}
    primary.lead.get(f"/surveys/{primary.survey_id}")
    assert primary.lead.send(move, fields).status_code == 303
    assert stories.survey_in(primary.app, primary.survey_id).closes_on == later
    for wrong, why in (
        ({**fields, "closes_on-year": "2020"}, "The new last day is in the past."),
        ({**fields, "closes_on-day": "41"}, "a date that is in the calendar"),
        ({}, "Enter the last day."),
    ):
        primary.lead.get(f"/surveys/{primary.survey_id}")
        refused = primary.lead.send(move, wrong)
        assert refused.status_code == 422
        assert why in text_of(refused)
    stories.close_it(primary.lead, primary.survey_id)
    assert "The survey is closed. Late answers are still taken." in primary.page
    assert "Closed too early?" in primary.page
    primary.lead.get(f"/surveys/{primary.survey_id}")
    assert primary.lead.send(move, fields).status_code == 303
    assert stories.survey_in(primary.app, primary.survey_id).state == "open"


def test_after_the_late_days_the_answers_just_wait_to_be_counted(primary: Primary) -> None:
    stories.close_it(primary.lead, primary.survey_id)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=8)):
        primary.lead.sign_in("amina.yusuf@aldervale.example", "three brown otters")
        assert "The answers wait to be counted." in primary.page


def test_giving_up_needs_the_words_typed_and_deletes_the_answers_of_one_part(primary: Primary) -> None:
    (young, _), (old, group) = primary.part(0), primary.part(1)
    slips = stories.codes_of(stories.print_cards(primary.lead, primary.survey_id, old.id, 1, group.roll).data)
    stories.answer(primary.app, old.code, 1, slips[:6])
    address = f"/surveys/{primary.survey_id}/give-up"
    assert "At least 5 of 75 have finished. Their answers are deleted" in text_of(primary.lead.get(address))
    refused = primary.lead.post(address, what=f"part-{old.id}", confirmed="yes")
    assert refused.status_code == 422
    assert "Type “give up” if you are sure." in text_of(refused)
    assert primary.lead.post(address, what=f"part-{old.id}", confirmed="Give up").status_code == 303
    assert "“Ages 7 to 11” starts again. Print new cards" in primary.page
    assert (primary.part(0)[0].code, primary.part(1)[0].code != old.code) == (young.code, True)
    keys = stories.parts(primary.app).settings.keys
    assert not (keys / f"round-{old.code}.key").exists()


def test_giving_up_the_whole_survey_makes_it_a_plan_again(primary: Primary) -> None:
    address = f"/surveys/{primary.survey_id}/give-up"
    primary.lead.get(address)
    assert primary.lead.post(address, confirmed="give up").status_code == 422
    assert primary.lead.post(address, what="whole", confirmed="give up").status_code == 303
    assert "is planned. Nobody can answer yet." in primary.page
    assert "This survey has not been opened" in text_of(primary.lead.get(address))
    primary.lead.get(address)
    refused = primary.lead.post(address, what="whole", confirmed="give up")
    assert refused.status_code == 422
    stories.open_it(primary.lead, primary.survey_id)
    assert "is open. Fewer than 5" in primary.page


def test_the_part_of_the_board_that_changes_comes_by_itself(primary: Primary) -> None:
    whole, part = (primary.lead.get(f"/surveys/{primary.survey_id}{end}").text for end in ("", "/board"))
    assert part.strip() in whole
    assert "csrf_token" not in part


def test_the_lead_is_told_whether_tablets_can_reach_the_address(app: Flask, lead: Visitor) -> None:
    here = text_of(lead.get("/reach"))
    assert "only this computer can open it" in here
    assert "No, plain http." in here
    parts = stories.parts(app)
    public = parts.settings.model_copy(update={"public_url": "https://survey.aldervale.example"})
    app.extensions["selfeval"] = replace(parts, settings=public)
    there = text_of(lead.get("/reach"))
    assert "survey.aldervale.example/tablet" in there
    assert "Yes, https." in there
    assert "something else on this computer passes requests on to it" in there


def test_a_tablet_is_told_whether_what_it_sends_is_taken(client: Visitor) -> None:
    page = client.client.get("/tablet")
    assert (page.status_code, page.headers.get("Set-Cookie")) == (200, None)
    assert client.client.post("/tablet", json={}).json == {"taken": True}
    elsewhere = client.client.post("/tablet", json={}, headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.json == {"taken": False}


def test_the_cards_of_every_group_without_some_are_one_file_and_a_second_press_prints_none(
    primary: Primary,
) -> None:
    everyone = f"/surveys/{primary.survey_id}/slips.pdf"
    rounds = stories.survey_in(primary.app, primary.survey_id).rounds
    roll = sum(group.roll for round_ in rounds for group in round_.groups if not group.tablets)
    codes = stories.codes_of(primary.post(everyone).data)
    assert len(set(codes)) == len(codes) == roll
    again = primary.post(everyone)
    assert again.status_code == 303
    assert "has cards already" in primary.page
