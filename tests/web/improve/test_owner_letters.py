"""Letters to owners when an edition is opened."""

from __future__ import annotations

import datetime as dt

from selfeval.improvement.action_plan import Action
from selfeval.store.schools_and_accounts import Account
from selfeval.web.improve.owner_letters import owner_letters

ENDS = dt.date(2026, 12, 18)
PAGE = "https://selfeval.example/action-plan/updates"


def person(number: int, name: str, role: str = "colleague") -> Account:
    return Account(id=number, name=name, email=f"{number}@aldervale.example", role=role)


def test_each_owner_has_one_letter_about_all_of_their_actions() -> None:
    actions = [
        Action("Buddies at lunch", owners="Ben Achterberg", timescale="July 2027"),
        Action("Posters", owners="BA", owner_account_ids=(1,)),
        Action("Nobody's"),
    ]
    people = [person(1, "Ben Achterberg"), person(2, "Amina Yusuf")]
    (letter,) = owner_letters(actions, people, "2026-autumn", ENDS, PAGE)
    assert letter.to == "1@aldervale.example"
    assert letter.subject == "2 actions to say something about: autumn 2026"
    assert "- Buddies at lunch (July 2027)\n- Posters (no day yet)" in letter.text
    assert "frozen on 18 December 2026" in letter.text
    assert PAGE in letter.text


def test_a_leader_cannot_write_updates_and_is_not_asked_to() -> None:
    actions = [Action("Buddies", owners="Grace Bello")]
    assert not list(owner_letters(actions, [person(3, "Grace Bello", "leader")], "2026-autumn", ENDS, PAGE))
