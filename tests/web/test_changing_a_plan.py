"""A plan is changed, thrown away and put back until it is open; lists are read into it."""

from __future__ import annotations

import html
import io
import re

from flask import Flask
from sqlalchemy import select

from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Group
from selfeval.surveys.opening import choose_tablets
from tests.visitor import Visitor, text_of
from tests.web import stories

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')


def seen_on(page: str) -> str:
    found = SEEN.search(page)
    assert found is not None
    return found[1]


def acts(app: Flask) -> list[tuple[str, str]]:
    with stories.parts(app).database.reading() as session:
        rows = session.execute(select(AuditEntry.act, AuditEntry.subject).order_by(AuditEntry.id))
        return [(act, subject) for act, subject in rows]


def test_a_plan_is_changed_until_it_is_open(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    before = stories.survey_in(app, survey_id)
    address = f"/surveys/{survey_id}/plan"
    page = lead.get(address).text
    for kept in ('value="Belonging, this autumn"', 'name="roll-1" value="9"', 'name="roll-2" value="12"'):
        assert kept in page
    changed = stories.pupils(title="Belonging, a week later", **{"roll-3": "16"})
    saved = lead.send(address, {**changed, "seen": seen_on(page), "step": "save"})
    assert saved.location == f"/surveys/{survey_id}"
    after = stories.survey_in(app, survey_id)
    assert after.title == "Belonging, a week later"
    assert [group.roll for part in after.rounds for group in part.groups] == [21, 16, 15, 13, 12]
    assert [part.code for part in after.rounds] == [part.code for part in before.rounds]
    assert acts(app)[-1] == ("changed a plan", "Belonging, a week later")


def test_an_open_survey_keeps_its_plan(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    seen = seen_on(lead.get(f"/surveys/{survey_id}/plan").text)
    stories.open_it(lead, survey_id)
    assert lead.get(f"/surveys/{survey_id}/plan").status_code == 303
    fields = stories.staff(roll="30", seen=seen, step="save")
    assert lead.send(f"/surveys/{survey_id}/plan", fields).status_code == 303
    assert "cannot be changed any more" in text_of(lead.get(f"/surveys/{survey_id}"))
    assert stories.survey_in(app, survey_id).rounds[0].groups[0].roll == 25


def test_two_people_never_overwrite_each_others_plan_unseen(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    address = f"/surveys/{survey_id}/plan"
    seen = seen_on(lead.get(address).text)
    assert lead.send(address, stories.staff(roll="30", seen=seen, step="save")).status_code == 303
    clash = lead.send(address, stories.staff(roll="40", seen=seen, step="save"))
    assert clash.status_code == 409
    assert "Somebody else changed this plan" in text_of(clash)
    assert "Staff 30" in text_of(clash)
    assert 'value="40"' in clash.text
    again = lead.send(address, stories.staff(roll="40", seen=seen_on(clash.text), step="save"))
    assert again.status_code == 303
    assert stories.survey_in(app, survey_id).rounds[0].groups[0].roll == 40


def test_a_group_that_stays_keeps_its_tablets(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    group_id = stories.survey_in(app, survey_id).rounds[0].groups[0].id
    with stories.parts(app).database.writing() as session:
        choose_tablets(session, session.get_one(Group, group_id), True, "Amina Yusuf")
    address = f"/surveys/{survey_id}/plan"
    seen = seen_on(lead.get(address).text)
    lead.send(address, stories.pupils(seen=seen, step="save", **{"roll-1": "10"}))
    groups = [group for part in stories.survey_in(app, survey_id).rounds for group in part.groups]
    assert [(group.name, group.roll, group.tablets) for group in groups][:2] == [
        ("Years 1 and 2", 22, True),
        ("Year 3", 14, False),
    ]


def test_a_plan_that_was_thrown_away_can_be_put_back_at_once(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    lead.get(f"/surveys/{survey_id}")
    lead.post(f"/surveys/{survey_id}/discard")
    page = lead.get("/surveys")
    assert "The plan is thrown away." in text_of(page)
    back = [(name, html.unescape(value)) for name, value in HIDDEN.findall(page.text)]
    fields: dict[str, list[str]] = {}
    for name, value in back:
        fields.setdefault(name, []).append(value)
    put_back = lead.send("/surveys/plan/pupils", {**fields, "step": "save"})
    assert put_back.status_code == 303
    survey = stories.survey_in(app, int(put_back.location.rsplit("/", 1)[1]))
    assert [group.name for group in survey.rounds[0].groups] == ["Years 1 and 2"]
    assert "The plan is thrown away." not in text_of(lead.get("/surveys"))


def test_a_list_is_counted_into_the_form_and_forgotten(lead: Visitor) -> None:
    rows = ["Surname\tYear Group\tGender", *(f"Invented{n}\tYear {3 + n % 2}\tF" for n in range(20))]
    lead.get("/surveys/plan/pupils")
    fields = stories.plan_fields(list="\n".join([*rows, "Other\tNursery\tM"]), step="read")
    page = lead.send("/surveys/plan/pupils", fields)
    assert page.status_code == 200
    assert "Your list has 20 pupils on roll in 2 years, each of them counted once." in text_of(page)
    assert 'name="roll-3" value="10"' in page.text
    assert 'name="girls-4" value="10"' in page.text
    assert "Rows that were left out" in page.text
    assert "Invented7" not in page.text


def test_a_file_is_read_like_a_pasted_list(lead: Visitor) -> None:
    file = "Year,On roll\nYear 07,112\nY8,98\n".encode("cp1252")
    lead.get("/surveys/plan/pupils")
    fields = stories.plan_fields(file=(io.BytesIO(file), "roll.csv"), step="read")
    page = lead.send("/surveys/plan/pupils", fields)
    assert 'name="roll-7" value="112"' in page.text
    assert 'name="roll-8" value="98"' in page.text


def test_a_list_that_was_pasted_and_not_read_is_read_by_any_button(lead: Visitor) -> None:
    rows = "\n".join(["Name", *(f"Invented{n}" for n in range(42))])
    lead.get("/surveys/plan/staff")
    page = lead.send("/surveys/plan/staff", stories.staff(roll="20", list=rows, step="check"))
    assert "There was a list that had not been read yet. It is read now." in text_of(page)
    assert 'name="roll" class="w4" value="42"' in page.text


def test_so_is_a_file_that_was_chosen(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    file = (io.BytesIO(b"Year,On roll\nYear 07,112\n"), "roll.csv")
    page = lead.send("/surveys/plan/pupils", stories.plan_fields(file=file, step="merge"))
    assert "It is read now" in text_of(page)
    assert 'name="roll-7" value="112"' in page.text


def test_a_list_that_cannot_be_read_stays_where_it_was_pasted(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    page = lead.send("/surveys/plan/pupils", stories.pupils(list="Invented Oak", step="check"))
    assert page.status_code == 422
    assert "To go on without the list, empty this field." in text_of(page)
    assert "<details open><summary>Take the numbers" in page.text
    assert ">Invented Oak</textarea>" in page.text


def test_of_a_pasted_list_and_a_file_neither_is_dropped_without_a_word(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    file = (io.BytesIO(b"Year,On roll\nYear 07,112\n"), "roll.csv")
    page = lead.send("/surveys/plan/pupils", stories.plan_fields(list="Y8\t98", file=file, step="read"))
    assert page.status_code == 422
    assert "You have pasted a list and chosen a file." in text_of(page)
    assert ">Y8\t98</textarea>" in page.text


def test_a_second_list_leaves_no_number_of_the_first(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    before = {"roll-0": "30", "roll-1": "29", "roll-5": "12", "girls-5": "6", "boys-5": "6"}
    page = lead.send("/surveys/plan/pupils", stories.plan_fields(**before, list="R\t31\n1\t28", step="read"))
    assert "Not in the list, so taken out: Year 5." in text_of(page)
    for field, number in (("roll-0", "31"), ("roll-1", "28"), ("roll-5", ""), ("girls-5", "")):
        assert f'name="{field}" value="{number}"' in page.text


def test_a_list_without_years_is_refused_with_what_to_do(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    page = lead.send(
        "/surveys/plan/pupils", stories.plan_fields(list="Surname\tForm\nInvented\tOak", step="read")
    )
    assert page.status_code == 422
    assert 'id="list-fault"' in page.text


def test_more_personal_questions_need_a_decision_that_stands_in_the_log(app: Flask, lead: Visitor) -> None:
    fields = stories.pupils(about=["about.young_carer_y5_6"])
    lead.get("/surveys/plan/pupils")
    assert "Say who decided" in text_of(lead.send("/surveys/plan/pupils", {**fields, "step": "check"}))
    stories.plan(lead, "pupils", {**fields, "decided": "governing body, 12 October 2026"})
    assert acts(app)[-1] == (
        "noted who decided on questions",
        "Belonging, this autumn: governing body, 12 October 2026",
    )
