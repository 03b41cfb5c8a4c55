"""One's own account: a name, and a password whose change ends every other session."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.visitor import LEAD, PASSWORD, Visitor, text_of
from tests.web import people

NEW = "five green herons"


def test_a_new_name_stands_on_the_next_page(lead: Visitor) -> None:
    lead.get("/account")
    assert lead.post("/account/name", name="Amina Yusuf-Hall").status_code == 303
    assert "Amina Yusuf-Hall, equality lead" in text_of(lead.get("/"))
    assert "changed their name: from “Amina Yusuf” to “Amina Yusuf-Hall”" in text_of(lead.get("/log"))


def test_a_name_that_cannot_be_used_stays_in_its_field(lead: Visitor) -> None:
    lead.get("/account")
    answer = lead.post("/account/name", name="Amina <b>")
    assert answer.status_code == 422
    assert "without &lt; or &gt;" in answer.text
    assert 'value="Amina &lt;b&gt;"' in answer.text


def test_a_new_password_ends_every_other_session_and_not_this_one(app: Flask, lead: Visitor) -> None:
    elsewhere = Visitor(app)
    elsewhere.sign_in(LEAD, PASSWORD)
    lead.get("/account")
    assert lead.post("/account/password", old_password=PASSWORD, password=NEW).status_code == 303
    assert lead.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert Visitor(app).sign_in(LEAD, NEW).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", NEW, "Enter the password you have now."),
        ("three brown badgers", NEW, "This is not the password you have now."),
        (PASSWORD, "short", "12 characters or longer"),
        (PASSWORD, PASSWORD, "Choose a password that is new."),
    ],
)
def test_a_password_is_not_changed_by_whoever_finds_the_browser(
    app: Flask, lead: Visitor, old: str, new: str, told: str
) -> None:
    lead.get("/account")
    answer = lead.post("/account/password", old_password=old, password=new)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not {old, new} & set(answer.text.split('"')) - {""}
    assert Visitor(app).sign_in(LEAD, PASSWORD).status_code == 303


def test_every_role_has_an_account_page(app: Flask, lead: Visitor) -> None:
    words = text_of(people.head_teacher(app).get("/account"))
    assert "Agrees and signs the self-evaluation as the head teacher or for the head teacher." in words
    assert "Equality leads of your school Amina Yusuf and Daniel Price" in words
