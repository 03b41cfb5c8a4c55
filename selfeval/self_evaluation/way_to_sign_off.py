"""The steps of a self-evaluation on its way to sign-off, in words, for pages and for the PDF of governors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from selfeval.calendar.school_years import date_in_england
from selfeval.english import capitalised, count_of, day, full_day
from selfeval.self_evaluation.document import Document, DocumentedStep
from selfeval.self_evaluation.head_comments import Comment
from selfeval.store.self_evaluations import SelfEvaluation, State
from selfeval.store.sign_off import ReviewStep

ACTS = {
    "submitted": "handed in",
    "withdrawn": "taken back",
    "sent_back": "sent back",
    "agreed": "agreed and signed",
    "noted": "noted by governors",
    "not_noted": "taken out, a mistake: the note of governors",
    "reopened": "opened for a correction",
    "dropped": "correction dropped, nothing was changed",
}


def mark_of(document: Document) -> str:
    """How its digest begins, alike on pages and in the PDF: whoever has both sets them side by side."""
    return document.digest[:16]


def what_was_done(step: ReviewStep | DocumentedStep, document: Document) -> str:
    """Sent back (1.1); Agreed and signed for the head teacher; Noted by governors on 5 October 2026, …"""
    about = document.by_id.get(step.indicator)
    what = ACTS[step.act] + (f" ({about.number})" if about else "")
    if step.act == "agreed" and step.text:
        what += f" {step.text}"
    if step.met_on:
        what += f" on {full_day(step.met_on)}, {step.minute}"
    if step.revision != document.revision:
        what += f" (revision {step.revision})"
    if step.met_on:
        what += ": written down"
    return capitalised(what)


def remark(step: ReviewStep | DocumentedStep) -> str:
    """What somebody wrote at a step; in what capacity they signed is part of its own words."""
    return "" if step.act == "agreed" else step.text


@dataclass(frozen=True)
class StepTaken:
    """One line of the way: what was done, by whom and when, and the reason of a correction."""

    words: str
    reason: str


def way_to_sign_off(document: Document, since: Iterable[DocumentedStep] = ()) -> tuple[StepTaken, ...]:
    """The steps that a document has, and those `since`: its agreement is in no document that is agreed.

    What a head remarks when sending it back is for those who write: who reads the whole is told only that it
    was sent back, once for all remarks.
    """
    steps = [
        replace(step, indicator="", text="") if step.act == "sent_back" else step
        for step in (*document.steps, *since)
    ]
    return tuple(
        StepTaken(f"{what_was_done(step, document)} by {step.who} on {full_day(step.on)}", remark(step))
        for step, _ in groupby(steps)
    )


def standing_notes(steps: Sequence[ReviewStep]) -> list[ReviewStep]:
    """What governors noted, without the notes that were a mistake."""
    notes: list[ReviewStep] = []
    for step in steps:
        if step.act == "noted":
            notes.append(step)
        elif step.act == "not_noted":
            notes = [note for note in notes if not _is_of(note, step)]
    return notes


def _is_of(note: ReviewStep, mistake: ReviewStep) -> bool:
    return (note.revision, note.met_on, note.minute) == (mistake.revision, mistake.met_on, mistake.minute)


@dataclass(frozen=True)
class SignOffStatus:
    """Where a self-evaluation is on its way to sign-off, for the start page."""

    state: State
    words: str
    """has been with the head since 3 May; empty while it is written."""
    comments: tuple[Comment, ...] = ()
    """All with which the head sent it back, until it is handed in again."""
    correction: str = ""
    """Why it was opened for a correction that is not handed in yet; else empty."""
    unchanged: bool = False
    """Whether that correction has changed nothing yet."""
    is_to_be_noted: bool = False
    """Whether it is signed, and no governors have noted this revision yet."""


def sign_off_status(
    evaluation: SelfEvaluation,
    steps: Sequence[ReviewStep],
    comments: tuple[Comment, ...],
    *,
    unchanged: bool = False,
) -> SignOffStatus:
    """Where it is now, in words. `unchanged`: whether a correction has changed nothing yet."""
    last = {step.act: day(date_in_england(step.at)) for step in steps}
    words = correction = ""
    if evaluation.state == "in_review":
        words = f"has been with the head since {last.get('submitted', 'today')}"
    elif evaluation.state == "signed_off" and "agreed" in last:
        words = f"was signed off on {last['agreed']}"
    elif comments:
        words = f"was sent back with {_number_of(comments)}"
    elif evaluation.revision > 1:
        words = "is open for a correction"
    if evaluation.state == "draft" and evaluation.revision > 1:
        correction = next((step.text for step in reversed(steps) if step.act == "reopened"), "")
    is_signed = evaluation.state == "signed_off" and not evaluation.brought_in_from
    noted = any(one.revision == evaluation.revision for one in standing_notes(steps))
    return SignOffStatus(evaluation.state, words, comments, correction, unchanged, is_signed and not noted)


def _number_of(comments: Sequence[Comment]) -> str:
    """3 comments, 1 looked at since"""
    since = sum(comment.saved_since for comment in comments)
    number = "" if len(comments) == 1 else "all " if since == len(comments) else f"{since} "
    return count_of(len(comments), "comment") + (f", {number}looked at since" if since else "")
