"""What a school needs before figures are read, as a list that goes away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from selfeval.web.start.preparations import Installed, not_said_above, preparations
from selfeval.web.start.year_summary import SECOND_LEAD

READY = Installed("PS", False, (), "https://survey.aldervale.example", is_only_here=False, sends_mail=True)


@pytest.mark.parametrize(
    ("missing", "undone"),
    [
        ({"phase": None}, "Say what kind of school it is"),
        ({"alone": True}, "Invite a second equality lead"),
        ({"without_app": ("Grace Bello",)}, "An authenticator app for everybody who reads figures"),
        ({"is_only_here": True}, "An address that tablets reach"),
    ],
)
def test_what_is_missing_stands_in_a_list_with_what_is_there(missing: dict[str, Any], undone: str) -> None:
    listed_now = preparations(replace(READY, **missing))
    assert [one.words for one in listed_now if not one.done] == [undone]
    assert len(listed_now) == 6
    assert all(one.minutes and one.who for one in listed_now)


def test_the_list_goes_away_when_all_that_is_needed_is_there() -> None:
    assert preparations(READY) == ()
    plain = replace(READY, public_url="http://192.168.1.20:8000", sends_mail=False)
    assert preparations(plain) == ()
    still = preparations(replace(plain, phase=None))
    assert [one.id for one in still if not one.done] == ["phase", "https", "mail"]


def test_what_stands_in_the_next_step_is_not_said_again_below_it() -> None:
    both = preparations(replace(READY, alone=True, phase=None))
    assert "lead" not in [one.id for one in not_said_above(both, SECOND_LEAD)]
    assert not_said_above(preparations(replace(READY, alone=True)), SECOND_LEAD) == ()
    assert "lead" in [one.id for one in not_said_above(both, None)]
