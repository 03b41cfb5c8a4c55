"""People who are named in what everybody is to read."""

from __future__ import annotations

import pytest

from selfeval.improvement.names_in_texts import people_named

COLLEAGUES = ("Amina Yusuf", "Ben Achterberg", "Wei Long")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amina Yusuf asks each class", ("Amina Yusuf", "Yusuf")),
        ("Ms Yusuf asks each class", ("Yusuf",)),
        ("ask amina yusuf’s class", ("Amina Yusuf",)),
        ("Go on for as long as it takes", ()),
        ("Buddies at lunch", ()),
        ("Yusufs are many", ()),
    ],
)
def test_colleagues_are_found_by_name_and_by_surname(text: str, found: tuple[str, ...]) -> None:
    assert people_named([text], [], COLLEAGUES) == found


@pytest.mark.parametrize(
    ("leads", "text", "found"),
    [
        ("KA / CR", "KA meets all heads", ("KA",)),
        ("KA / CR", "Makes a plan (CR) and a card", ("CR",)),
        ("Piotr Lind, Hana Brook", "Ask Piotr Lind", ("Piotr Lind",)),
        ("PL with NT", "NT asks", ("NT",)),
        ("SLT", "SLT asks every class", ()),
        ("Head teacher and governors", "The head teacher asks governors", ()),
        ("everyone who teaches", "everyone who teaches asks", ()),
        ("", "Nobody leads it", ()),
    ],
)
def test_leads_are_found_where_they_are_people_and_no_posts(
    leads: str, text: str, found: tuple[str, ...]
) -> None:
    assert people_named([text, "Something else"], [leads], []) == found
