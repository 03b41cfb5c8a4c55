"""The operator's pages: schools found, added, renamed, closed; partnerships and who is in them."""

from __future__ import annotations

import datetime as dt
import html
import io
import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from selfeval.calendar.school_years import now, today
from selfeval.imports.register import Entry
from selfeval.schools.schools import add_school
from selfeval.store.directory import A_PAGE, Search, how_many
from selfeval.store.schools_and_accounts import AuditEntry, School
from selfeval.store.sign_in import HeldChange
from tests.visitor import PASSWORD, Visitor, text_of
from tests.web import people, stories
from tests.web.admin.register_file import register, row, zipped
from tests.web.test_inviting import accept, invite, link_on


def named(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def a_day_passes(app: Flask) -> None:
    """What waits for a lead has waited long enough."""
    with stories.parts(app).database.writing() as session:
        session.execute(update(HeldChange).values(due_at=now()))


def add_many(app: Flask, number: int) -> None:
    with stories.parts(app).database.writing() as session:
        for place in range(number):
            entry = Entry(f"Invented Primary {place:03}", str(110_000 + place), "PS", "846")
            add_school(session, entry, "Sam Okoro, operator")


def test_an_operator_arrives_at_the_schools_and_sees_no_figure(app: Flask, operator: Visitor) -> None:
    assert operator.get("/").location == "/schools"
    words = text_of(operator.get("/schools"))
    assert "1 school" in words
    assert "Alder Vale Primary – – 2" in words
    for address in ("/reports", "/surveys", "/self-evaluation", "/trend"):
        assert operator.get(address).status_code == 403


def test_hundreds_of_schools_are_found_by_page_by_name_and_by_number(app: Flask, operator: Visitor) -> None:
    add_many(app, 510)
    first, last = operator.get("/schools"), operator.get("/schools?page=11")
    assert "511 schools" in text_of(first)
    assert f"page 1 of {-(-511 // A_PAGE)}" in text_of(first)
    assert "Invented Primary 509" in text_of(last)
    assert "Invented Primary 123" in text_of(operator.get("/schools?text=primary+123"))
    found = text_of(operator.get("/schools?text=110007"))
    assert "1 school found" in found
    assert "Invented Primary 007" in found
    assert "510 schools found" in text_of(operator.get("/schools?few_leads=yes"))
    assert "No school here has, or had" in text_of(operator.get("/schools?text=%25"))


def test_a_school_is_found_by_the_name_it_had(app: Flask, operator: Visitor) -> None:
    operator.get("/schools/1/rename")
    since = named("since", today() - dt.timedelta(days=3))
    operator.send("/schools/1/rename", {"name": "Alder Vale Academy", "why": "change", **since})
    for text in ("alder+vale+primary", "academy"):
        assert "Alder Vale Academy" in text_of(operator.get(f"/schools?text={text}"))


def test_a_new_school_is_led_by_whoever_is_invited(app: Flask, operator: Visitor) -> None:
    operator.get("/schools/add")
    added = operator.post("/schools/add", name="Larkbeck Primary", urn="114 367", phase="PS", authority="846")
    assert "Invite its first equality lead" in text_of(operator.get(added.location))
    operator.get(f"{added.location}/invite")
    path = link_on(operator.post(f"{added.location}/invite", email="ada@larkbeck.example", role="lead"))
    ada = accept(app, path, "Ada Quill")
    assert "Larkbeck Primary · Ada Quill, equality lead" in text_of(ada.get("/"))
    log = text_of(ada.get("/log"))
    assert "account 3 Name chosen: Sam Okoro invited someone: ada@larkbeck.example, as equality" in log
    assert "Operator account 3 Name chosen: Sam Okoro added the school: Larkbeck Primary, URN 114367" in log


def test_every_fault_of_a_school_is_told_at_once(app: Flask, operator: Visitor) -> None:
    add_many(app, 1)
    operator.get("/schools/add")
    answer = operator.post("/schools/add", name="", urn="110000", phase="XX", authority="Kent")
    assert answer.status_code == 422
    words = text_of(answer)
    for told in ("Enter the name of the school.", "Another school here has this number", "three digits"):
        assert told in words
    assert 'value="Kent"' in answer.text


def test_a_change_of_name_has_a_day_and_a_mistake_has_none(app: Flask, operator: Visitor) -> None:
    operator.get("/schools/1/rename")
    nothing = operator.send("/schools/1/rename", {"name": "Alder Vale Academy"})
    assert nothing.status_code == 422
    assert "Say whether it has changed, or was a mistake." in text_of(nothing)
    ahead = named("since", today() + dt.timedelta(days=30))
    operator.send(
        "/schools/1/rename", {"name": "Alder Vale Academy", "urn": "155001", "why": "change", **ahead}
    )
    page = text_of(operator.get("/schools/1"))
    assert "Alder Vale Primary Today" in page
    assert "Alder Vale Academy" in page
    operator.send("/schools/1/rename", {"name": "Alder Vale Primary School", "why": "correction"})
    with stories.parts(app).database.reading() as session:
        school = session.get_one(School, 1)
        assert [(each.name, each.urn) for each in school.identities] == [
            ("Alder Vale Primary School", None),
            ("Alder Vale Academy", "155001"),
        ]


def test_closing_a_school_signs_its_people_out_and_reopening_lets_them_in(
    app: Flask, lead: Visitor, operator: Visitor
) -> None:
    assert lead.get("/").status_code == 200
    assert "Everybody at the school is signed out" in text_of(operator.get("/schools/1/close"))
    operator.post("/schools/1/close")
    assert lead.get("/").status_code == 302
    refused = Visitor(app).sign_in("amina.yusuf@aldervale.example", PASSWORD)
    assert "Your school is closed here." in text_of(refused)
    operator.get("/schools/1")
    operator.post("/schools/1/reopen")
    assert lead.get("/").status_code == 200


def test_a_school_that_was_added_twice_is_removed_and_its_people_can_join_the_right_one(
    app: Flask, operator: Visitor
) -> None:
    operator.get("/schools/add")
    twin = operator.post("/schools/add", name="Stonebridge Primary", urn="900101").location

    def invited(place: str) -> str:
        operator.get(f"{place}/invite")
        return link_on(operator.post(f"{place}/invite", email="ada@stonebridge.example", role="lead"))

    ada = accept(app, invited(twin), "Ada Quill")
    assert "Remove this school" in text_of(operator.get(twin))
    asked = text_of(operator.get(f"{twin}/remove"))
    assert "cannot sign in any more, and can be invited to another school: Ada Quill." in asked
    assert "so the leads are asked first" in asked
    assert operator.post(f"{twin}/remove").status_code == 303
    assert operator.get(twin).status_code == 200
    assert "Waits for a lead of the school." in text_of(operator.get(f"{twin}/remove"))
    assert "asked for the removal of your school" in text_of(ada.get("/"))
    assert "asked to change who gets in: the removal of your school" in text_of(ada.get("/log"))
    a_day_passes(app)
    assert "It can be done now" in text_of(operator.get(f"{twin}/remove"))
    assert operator.post(f"{twin}/remove").status_code == 303
    assert operator.get(twin).status_code == 404
    assert ada.get("/").status_code == 302
    assert "removed a school: Stonebridge Primary, URN 900101, school 2, with 1 account" in text_of(
        operator.get("/log")
    )
    operator.get("/schools/add")
    right = operator.post("/schools/add", name="Stonebridge Academy", urn="900101").location
    accept(app, invited(right), "Ada Quill")


def test_a_lead_who_has_joined_can_stop_the_removal_of_her_school(app: Flask, operator: Visitor) -> None:
    operator.get("/schools/add")
    place = operator.post("/schools/add", name="Larkbeck Primary", urn="114367").location
    operator.get(f"{place}/remove")
    assert operator.post(f"{place}/remove").location == "/schools"  # nobody leads there
    again = operator.post("/schools/add", name="Larkbeck Primary", urn="114367").location
    operator.get(f"{again}/invite")
    link = link_on(operator.post(f"{again}/invite", email="ada@larkbeck.example", role="lead"))
    ada = accept(app, link, "Ada Quill")
    operator.get(f"{again}/remove")
    operator.post(f"{again}/remove")
    with stories.parts(app).database.reading() as session:
        (held,) = session.scalars(select(HeldChange).where(HeldChange.kind == "removal"))
    ada.get("/school/readers")
    ada.post(f"/school/changes/{held.id}/stop")
    a_day_passes(app)
    operator.post(f"{again}/remove")
    assert "Waits for a lead of the school." in text_of(operator.get(f"{again}/remove"))
    assert operator.get(again).status_code == 200


def test_a_school_with_a_survey_or_a_self_evaluation_is_closed_and_not_removed(
    app: Flask, lead: Visitor, operator: Visitor
) -> None:
    assert "Remove this school" in text_of(operator.get("/schools/1"))
    stories.plan(lead, "pupils", stories.pupils())
    assert "Remove this school" not in text_of(operator.get("/schools/1"))
    assert "Alder Vale Primary cannot be removed" in text_of(operator.get("/schools/1/remove"))
    assert operator.post("/schools/1/remove").status_code == 422
    assert operator.get("/schools/1").status_code == 200


def test_an_operator_helps_who_cannot_sign_in(app: Flask, lead: Visitor, operator: Visitor) -> None:
    page = text_of(operator.get("/people/1"))
    assert "Alder Vale Primary · Equality lead" in page
    operator.post("/people/2/disable")
    a_day_passes(app)
    operator.post("/people/2/disable")
    assert "Nobody can lead at Alder Vale Primary then." in text_of(operator.get("/people/1/disable"))
    operator.post("/people/1/disable")
    a_day_passes(app)
    operator.get("/people/1/disable")
    operator.post("/people/1/disable")
    assert lead.get("/").status_code == 302
    operator.get("/people/2")
    operator.post("/people/2/enable")
    operator.get("/people/2")
    operator.post("/people/2/password-link")
    a_day_passes(app)
    operator.get("/people/2")
    path = link_on(operator.post("/people/2/password-link"))
    daniel = Visitor(app)
    daniel.get(path)
    assert daniel.post(path, password="five green herons").status_code == 303
    assert "Sam Okoro disabled an account: amina.yusuf@aldervale.example (Amina Yusuf)" in text_of(
        daniel.get("/log")
    )


def test_an_invited_operator_is_asked_to_join_the_service(app: Flask, operator: Visitor) -> None:
    handed = operator.post("/people/invite", email="lee@service.example", role="operator")
    assert "They join this service at once, as operator. Anyone who has" in text_of(handed)
    assert "Join this service Operator Sam Okoro has invited you" in text_of(
        Visitor(app).get(link_on(handed))
    )


def test_operators_invite_operators_and_read_their_own_log(app: Flask, operator: Visitor) -> None:
    accept(app, invite(operator, "lee@service.example", "operator"), "Lee Marsh")
    assert "Lee Marsh" in text_of(operator.get("/people"))
    log = text_of(operator.get("/log"))
    assert "Name chosen: Lee Marsh accepted an invitation: as operator" in log
    assert "Amina Yusuf" not in log


def upload(operator: Visitor, content: bytes, **fields: str) -> str:
    operator.get("/schools/import")
    file = (io.BytesIO(content), "edubasealldata.csv")
    answer = operator.send("/schools/import", {"file": file, **fields})
    return answer.text


def test_schools_come_from_the_register_by_way_of_a_preview(app: Flask, operator: Visitor) -> None:
    rows = [row(100001, "St André’s Primary"), row(100002, "Old Mill", EstablishmentStatus="Closed")]
    page = upload(operator, register(rows))
    assert "1 school can be added" in page
    assert "1 row: the register says: closed." in page
    assert "1 school" in text_of(operator.get("/schools"))
    upload(operator, register(rows))
    operator.post("/schools/import/make", school='{"name":"St André’s Primary","urn":"100001"}')
    assert "St André’s Primary" in text_of(operator.get("/schools"))


def test_a_register_of_many_megabytes_comes_by_the_page_as_it_is_downloaded(operator: Visitor) -> None:
    rows = (row(100_000 + number, f"Invented School {number}") for number in range(8_000))
    content = register(rows).replace(b"\r\n", b',"' + b"x" * 400 + b'"\r\n')
    assert len(content) > 4_000_000
    for upload_of in (content, zipped(**{"extract/edubasealldata__csv": content})):
        page = upload(operator, upload_of, urns="100007")
        assert "1 school can be added" in page
        assert "Invented School 7" in page
    assert "That is 8,000 schools. Choose some of them" in upload(operator, content)


@pytest.mark.parametrize(("chosen", "urns"), [(0, ["100001", "100101"]), (1, ["100001"]), (2, ["100001"])])
def test_a_school_that_became_an_academy_is_asked_about_on_the_page(
    app: Flask, operator: Visitor, chosen: int, urns: list[str]
) -> None:
    """It is the same: it has both numbers. It is another, or nobody knows yet: it keeps its own."""
    with stories.parts(app).database.writing() as session:
        add_school(session, Entry("St André’s Primary", "100001", "PS", "846"), "Sam Okoro")
    closed = {"EstablishmentStatus": "Closed", "EstablishmentNumber": "2001", "CloseDate": "31-08-2026"}
    rows = [
        row(100001, "St André’s Primary", **closed),
        row(100101, "St André’s Academy", EstablishmentNum="2001"),
    ]
    page = upload(operator, register(rows))
    assert "<h1>One school may be here already</h1>" in page
    assert (
        "It is St André’s Primary, which is here under the number 100001. Give it the number 100101" in page
    )
    assert "school 2 here" not in page
    assert "100001 closed on 31 August 2026, and 100101 opened with the same number in its authority" in page
    said = [html.unescape(value) for value in re.findall(r'type="radio"[^>]*value="([^"]*)"', page)]
    assert len(said) == 3
    done = operator.send("/schools/import/make", {"reply-100101": said[chosen]})
    assert done.status_code == 303
    with stories.parts(app).database.reading() as session:
        assert [identity.urn for identity in session.get_one(School, 2).identities] == urns
        assert how_many(session, Search()) == (3 if chosen == 1 else 2)
    again = upload(operator, register(rows))
    assert ("it is here already" in again) == (chosen != 2)


def test_while_a_large_file_is_read_the_page_says_so(operator: Visitor) -> None:
    page = operator.get("/schools/import").text
    assert 'data-working="The file is sent and read, row by row.' in page
    assert "<progress aria-label" in page
    assert "working.js" in page
    preview = upload(operator, register([row(100001, "St André’s Primary")]))
    assert 'data-working="The schools are being added.' in preview


@pytest.mark.parametrize("typed", ["{", '{"entry": 3}', '{"entry": {"name": "x"}, "school_id": "one"}'])
def test_a_reply_that_came_back_damaged_changes_nothing(operator: Visitor, typed: str) -> None:
    operator.get("/schools/import")
    assert operator.send("/schools/import/make", {"reply-100001": typed}).status_code == 422


@pytest.mark.parametrize("hidden", ["\\u0000", "\\u202e", "\\u2066", "\\u0007", "\\u200b"])
def test_a_name_with_a_character_that_cannot_be_seen_is_no_schools(operator: Visitor, hidden: str) -> None:
    operator.get("/schools/import")
    entry = f'{{"name":"St André’s{hidden} Primary","urn":"100001"}}'
    assert operator.post("/schools/import/make", school=entry).status_code == 303
    operator.send("/schools/import/make", {"reply-100001": f'{{"entry":{entry},"school_id":1}}'})
    assert "André" not in text_of(operator.get("/schools"))


@pytest.mark.parametrize("typed", ["", "{", '{"name": 3}', '{"nom": "x"}', "[" * 90_000])
def test_a_preview_that_came_back_damaged_adds_nothing(operator: Visitor, typed: str) -> None:
    operator.get("/schools/import")
    assert operator.post("/schools/import/make", school=typed).status_code == 422
    assert "1 school" in text_of(operator.get("/schools"))


def test_what_is_wrong_with_an_import_is_told_and_what_was_typed_stays(operator: Visitor) -> None:
    operator.get("/schools/import")
    answer = operator.post("/schools/import", authority="Kent", urns="1 2")
    words = text_of(answer)
    for told in ("Choose the file.", "three digits", "These have not: 1, 2."):
        assert told in words
    assert 'value="Kent"' in answer.text
    assert "has no column URN" in upload(operator, b"pupil,answer\n1,2\n")


def test_schools_join_a_partnership_and_leave_it(app: Flask, operator: Visitor) -> None:
    add_many(app, 2)
    operator.get("/partnerships/add")
    assert operator.post("/partnerships/add", name="", kind="club").status_code == 422
    made = operator.post("/partnerships/add", name="Wend Valley Trust", kind="trust", code="77").location
    operator.get(made)
    joined = named("joined_on", dt.date(2026, 9, 1))
    lines = "110000\nAlder Vale Primary\nnowhere\n"
    refused = operator.send(f"{made}/join", {"schools": lines, **joined})
    assert refused.status_code == 422
    assert "There is no school “nowhere”." in text_of(refused)
    assert "No school is in it yet." in text_of(refused)
    operator.send(f"{made}/join", {"schools": lines.replace("nowhere", ""), **joined})
    page = text_of(operator.get(made))
    assert "Wend Valley Trust: 2 schools" in page
    assert "Alder Vale Primary 1 September 2026" in page
    again = operator.send(f"{made}/join", {"schools": "110000", **joined})
    assert "Invented Primary 000 is in it already." in text_of(again)
    operator.get("/partnerships/memberships/1/leave")
    early = operator.send("/partnerships/memberships/1/leave", named("left_on", dt.date(2026, 8, 1)))
    assert "It cannot leave before." in text_of(early)
    operator.send("/partnerships/memberships/1/leave", named("left_on", dt.date(2026, 11, 1)))
    assert "Wend Valley Trust: 1 school" in text_of(operator.get(made))
    assert "Wend Valley Trust Trust 1" in text_of(operator.get("/partnerships"))
    operator.get(f"{made}/rename")
    assert operator.post(f"{made}/rename", name="", kind="trust").status_code == 422
    assert operator.post(f"{made}/rename", name="Wend Trust", kind="trust", code="77").status_code == 303
    assert "Wend Trust: 1 school" in text_of(operator.get(made))


def test_an_officer_is_invited_to_the_partnership(app: Flask, operator: Visitor) -> None:
    people.officer(app, dt.date(2026, 9, 1))
    operator.get("/partnerships/1/invite")
    path = link_on(operator.post("/partnerships/1/invite", email="joy@wendvalley.example", role="officer"))
    joy = accept(app, path, "Joy Marsden")
    assert "Wend Valley Trust · Joy Marsden, partnership officer" in text_of(joy.get("/partnership"))
    with stories.parts(app).database.reading() as session:
        acts = session.execute(select(AuditEntry.school_id, AuditEntry.by_role, AuditEntry.act)).all()
    assert (1, "officer", "became an officer of a partnership") in acts
