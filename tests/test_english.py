"""Names that look alike are told apart by more than the name."""

from __future__ import annotations

import pytest

from selfeval.accounts.passwords import email_fault
from selfeval.english import appearance


@pytest.mark.parametrize(
    "name",
    [
        "AMINA  YUSUF",
        "\N{CYRILLIC CAPITAL LETTER A}mina Yusuf",
        "Amina \N{GREEK CAPITAL LETTER UPSILON}usuf",
        "\N{MATHEMATICAL BOLD CAPITAL A}mina Yusuf",
        "Arnina Yusuf",
        "Am1na Yusuf",
        "Amína Yusuf",
        "Amina-Yusuf.",
    ],
)
def test_names_that_look_alike_are_one_to_the_eye(name: str) -> None:
    assert appearance(name) == appearance("Amina Yusuf")


def test_other_names_are_others() -> None:
    names = ["Amina Yusuf", "Amina Yusef", "Anina Yusuf", "Daniel Price", "Ольга Иванова", "Olga Ivanova"]
    assert len({appearance(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "email", ["\N{CYRILLIC SMALL LETTER A}mina@aldervale.example", "amina@αldervale.org"]
)
def test_an_address_is_of_letters_that_cannot_look_like_others(email: str) -> None:
    assert email_fault(email) == "Enter an e-mail address like name@school.org.uk."
    assert email_fault("amina.yusuf@aldervale.example") is None
