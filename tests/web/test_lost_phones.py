"""Where the phone is gone: recovery codes, another phone, a reset by somebody else."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask

from selfeval.accounts.second_factor import RECOVERY_CODES
from selfeval.commands.account import account
from selfeval.settings import Settings
from tests.visitor import LEAD, SECOND_LEAD, Visitor, text_of
from tests.web.app_codes import scan
from tests.web.second_factor import RECOVERY, give, set_up, signed_in


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(released: Flask) -> None:
    _, recovery = set_up(signed_in(released))
    assert len(set(recovery)) == RECOVERY_CODES
    amina = signed_in(released)
    assert give(amina, recovery[0].upper().replace("-", " ")) == 303
    assert f"You have {RECOVERY_CODES - 1} left." in text_of(amina.get("/account/second-factor"))
    assert give(signed_in(released), recovery[0]) == 422
    assert "used a recovery code" in text_of(amina.get("/log"))


def test_new_recovery_codes_make_the_old_ones_worthless(released: Flask) -> None:
    amina = signed_in(released)
    _, old = set_up(amina)
    amina.get("/account/second-factor")
    new = RECOVERY.findall(amina.post("/account/recovery-codes").text)
    assert len(new) == RECOVERY_CODES
    assert give(signed_in(released), old[0]) == 422
    assert give(signed_in(released), new[0]) == 303


def test_a_new_phone_replaces_the_old_one_only_where_that_was_shown(released: Flask) -> None:
    amina = signed_in(released)
    old, _ = set_up(amina)
    thief = signed_in(released)
    for address in ("/account/second-factor", "/account/second-factor/again"):
        assert thief.get(address).location.startswith("/account/code")
    assert thief.post("/account/second-factor", code="123456").location.startswith("/account/code")
    assert thief.post("/account/recovery-codes").location == "/account/second-factor"
    new = scan(amina.get("/account/second-factor/again").text)
    assert amina.post("/account/second-factor", code=new.code).status_code == 200
    assert give(signed_in(released), old.code) == 422
    assert give(signed_in(released), new.code) == 303


def test_a_lead_or_an_operator_resets_it_for_others_and_nobody_for_themselves(
    released: Flask, lead: Visitor
) -> None:
    daniel = signed_in(released, SECOND_LEAD)
    phone, _ = set_up(daniel)
    assert "Reset the second factor" in text_of(lead.get("/people/2"))
    assert "Reset the second factor" not in text_of(lead.get("/people/1"))
    lead.post("/people/1/reset-factor")
    assert "You cannot do this to your own account." in text_of(lead.get("/people/1"))
    lead.get("/people/2")
    lead.post("/people/2/reset-factor")
    assert daniel.get("/").status_code == 302
    again = signed_in(released, SECOND_LEAD)
    set_up(again)
    assert give(signed_in(released, SECOND_LEAD), phone.code) == 422
    assert "Amina Yusuf reset a second factor: daniel.price@aldervale.example (Daniel Price)" in text_of(
        lead.get("/log")
    )


@pytest.mark.parametrize("words", [[LEAD, "--at-once"], ["--everyone"]])
def test_whoever_runs_the_service_resets_it(released: Flask, settings: Settings, words: list[str]) -> None:
    amina = signed_in(released)
    set_up(amina)
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    assert CliRunner().invoke(account, ["reset-factor"], env=where).exit_code == 2
    done = CliRunner().invoke(account, ["reset-factor", *words], env=where)
    assert done.exit_code == 0
    assert ("/password/" in done.output) == ("--everyone" not in words)
    assert amina.get("/").status_code == 302
    set_up(signed_in(released))
