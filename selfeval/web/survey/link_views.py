"""Answering by link: one link for a group, codes sent by e-mail, and a reminder that goes to everyone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.accounts.passwords import email_fault
from selfeval.english import count_of, day
from selfeval.reports.pdf.cards import qr_rows
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.links import (
    GroupLink,
    keep_to_those_with_link,
    link_of,
    make_link,
    may_have_link,
    stop_link,
    take_back,
)
from selfeval.surveys.opening import SlipsRefused, print_slips
from selfeval.surveys.sealing import shown_slip
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed
from selfeval.web.site.survey_status import only_here, own_group, own_survey
from selfeval.web.survey.views import pages

MOST_ADDRESSES = 2_000
MAIL_WAITS = 30.0
"""Seconds that the mail host has to take the letters; those not begun by then are not sent."""


@dataclass(frozen=True)
class CodeLetter:
    """A letter, and the code in it; a reminder has none."""

    subject: str
    text: str
    slip: str = ""


@dataclass(frozen=True)
class SentLetters:
    """What became of a batch. The addresses are known for as long as the page is made."""

    taken: int
    unsure: int
    not_sent: tuple[str, ...]
    """Addresses."""
    unused: tuple[str, ...]
    """Codes that reached nobody."""


@pages.get("/surveys/<int:survey_id>/links/<int:round_id>/<int:number>")
@allowed("lead")
def by_link(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        return _page(survey, *own_group(survey, round_id, number), filled({}))


@pages.post("/surveys/<int:survey_id>/links/<int:round_id>/<int:number>/make")
@allowed("lead")
def new_link(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """A link in place of the one there may be."""
    try:
        with running().database.writing() as session:
            round_, group = own_group(own_survey(session, survey_id), round_id, number)
            make_link(session, running().keys, round_, group, account().name)
    except SlipsRefused as refused:
        flash(str(refused))
    return _back(survey_id, round_id, number)


@pages.post("/surveys/<int:survey_id>/links/<int:round_id>/<int:number>/stop")
@allowed("lead")
def no_link(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        _, group = own_group(own_survey(session, survey_id), round_id, number)
        stop_link(session, group, account().name)
    flash("The link hands out no more codes. Codes that were taken still work.")
    return _back(survey_id, round_id, number)


@pages.post("/surveys/<int:survey_id>/links/<int:round_id>/<int:number>/send")
@allowed("lead", slow=True)
def send_letters(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """A code to each address, in an order that nobody knows; or the reminder, which is the same to all.

    Addresses and codes meet in memory, for as long as the letters are written. What is noted is how many.
    """
    form = typed()
    addresses, fault = read_addresses(form.value("addresses"))
    reminder = form.value("what") == "reminder"
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        round_, group = own_group(survey, round_id, number)
        if fault or not running().mail.is_set:
            return _page(survey, round_, group, form.with_faults({"addresses": fault or NO_MAIL})), 422
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            round_, group = own_group(survey, round_id, number)
            many = len(addresses)
            letters = (
                [CodeLetter(*reminder_of(survey))] * many
                if reminder
                else _codes(session, survey, round_, group, many)
            )
    except SlipsRefused as refused:
        with running().database.reading() as session:
            survey = own_survey(session, survey_id)
            faults = {"addresses": str(refused)}
            return _page(survey, *own_group(survey, round_id, number), form.with_faults(faults)), 422
    sent = _hand_over(addresses, letters)
    if not sent.not_sent and not sent.unsure:
        flash(f"The mail host has taken {count_of(sent.taken, 'letter')}.")
        return _back(survey_id, round_id, number)
    return _not_all_sent((survey_id, round_id, number), sent)


def _not_all_sent(at: tuple[int, int, int], sent: SentLetters) -> ResponseReturnValue:
    """The page with the addresses that got nothing, to be tried again, and their codes taken back."""
    survey_id, round_id, number = at
    if sent.unused:
        try:
            with running().database.writing() as session:
                round_, group = own_group(own_survey(session, survey_id), round_id, number)
                take_back(session, running().keys, round_, group, sent.unused, account().name)
        except SlipsRefused:
            pass  # the survey was closed meanwhile, and no code of it is good any more
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        form = filled({"addresses": "\n".join(sent.not_sent)})
        return _page(survey, *own_group(survey, round_id, number), form, sent)


NO_MAIL = "No mail host is set, so this page cannot send. Send everybody the same link from your own mail."


def read_addresses(text: str) -> tuple[list[str], str]:
    """The addresses of a pasted list, each once, and what is wrong with it; empty for nothing."""
    parts = text.replace(",", " ").replace(";", " ").replace("<", " ").replace(">", " ").split()
    every = list(dict.fromkeys(part.lower() for part in parts if "@" in part))
    wrong = [address for address in every if email_fault(address)]
    if not every:
        return [], "Paste the e-mail addresses, one on each line."
    if wrong:
        return [], f"This is not an e-mail address: {wrong[0]}. Mend it, or take it out."
    if len(every) > MOST_ADDRESSES:
        return [], f"These are {len(every):,} addresses. Paste {MOST_ADDRESSES:,} or fewer."
    return every, ""


def _codes(session: Session, survey: Survey, round_: Round, group: Group, many: int) -> list[CodeLetter]:
    """So many letters with a new code in each."""
    keep_to_those_with_link(round_, group)
    drawn = print_slips(session, running().keys, round_, group, many, account().name, catch_up=True)
    note(session, survey.school_id, account().name, "sent codes by e-mail", f"{group.name}: {many}")
    address = address_of(round_, group)
    return [
        CodeLetter(
            survey.title,
            f"{school().name} asks you to answer a short survey. You do not have to.\n\n"
            f"{address}#{slip}\n\n"
            f"Or open {address} and type the code {shown_slip(slip)}. It works once. Please answer by "
            f"{day(survey.closes_on)}.\n\n"
            "Codes were given out in no order. Nobody has written down who got which.\n",
            slip,
        )
        for slip in drawn
    ]


def reminder_of(survey: Survey) -> tuple[str, str]:
    """The same to everyone, since nobody knows who has answered."""
    return (
        f"A reminder: {survey.title}",
        f"This goes to everybody, because nobody knows who has answered. If you have, thank you.\n\n"
        f"If you have not: your code or link still works until {day(survey.closes_on)}. You do not have to "
        "answer, and you can leave out any question. If you have lost your code, please ask the school for "
        f"another one.\n\n{school().name}\n",
    )


def _hand_over(addresses: Sequence[str], letters: Sequence[CodeLetter]) -> SentLetters:
    """Gives the letters, shuffled, to the mail host; what became of them, and not who got which code."""
    shuffled = list(addresses)
    secrets.SystemRandom().shuffle(shuffled)
    pairs = list(zip(shuffled, letters, strict=True))
    deliveries = running().mail.post_all(
        [(to, letter.subject, letter.text) for to, letter in pairs], MAIL_WAITS
    )
    unsent = [pair for pair, delivery in zip(pairs, deliveries, strict=True) if delivery == "not sent"]
    left = {to for to, _ in unsent}
    return SentLetters(
        deliveries.count("taken"),
        deliveries.count("unsure"),
        tuple(address for address in addresses if address in left),
        tuple(letter.slip for _, letter in unsent if letter.slip),
    )


def address_of(round_: Round, group: Group) -> str:
    return f"{running().settings.public_url}/a/{round_.code}/{group.number}"


def _back(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    return redirect(url_for("survey.by_link", survey_id=survey_id, round_id=round_id, number=number), 303)


def _page(survey: Survey, round_: Round, group: Group, form: Form, sent: SentLetters | None = None) -> str:
    link: GroupLink | None = link_of(running().keys, round_, group)
    whole = f"{address_of(round_, group)}/link/{link.token}" if link else ""
    return render_template(
        "survey/links.html",
        survey=survey,
        group=group,
        at={"survey_id": survey.id, "round_id": round_.id, "number": group.number},
        possible=may_have_link(round_, group),
        link=link,
        address=whole,
        square=qr_rows(whole) if whole else None,
        reminder=reminder_of(survey),
        mail=running().mail.is_set,
        sent=sent,
        only_here=only_here(running().settings),
        settings=running().settings,
        form=form,
    )
