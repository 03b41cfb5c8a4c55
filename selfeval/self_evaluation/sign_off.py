"""From a draft to a signed self-evaluation: what is missing, who agrees, and how it is opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, year_label
from selfeval.english import full_day
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.document import Document, DocumentedIndicator, compared, document_from_json
from selfeval.self_evaluation.evidence_lines import NO_FIGURES, FiguresBeside, against
from selfeval.self_evaluation.judgements import NOT_KNOWN
from selfeval.self_evaluation.own_ratings import unseen_now
from selfeval.self_evaluation.suggested_steps import reached_already
from selfeval.store.database import added
from selfeval.store.schools_and_accounts import note
from selfeval.store.self_evaluations import SelfEvaluation, State
from selfeval.store.sign_off import (
    ReviewAct,
    ReviewStep,
    SignedRevision,
    move_state,
    review_steps,
    signed_revision,
)

LONGEST_COMMENT = 2_000
LONGEST_MINUTE = 120
WHOLE = ""
"""The place of a comment that is about the whole self-evaluation."""
EVIDENCE_FROM = 3
"""From this level on it must be shown that practice works for different groups (DOMAIN 1.2)."""

CAPACITIES = {"head": "as the head teacher", "for_head": "for the head teacher"}
"""In what capacity somebody signs: as a form sends it -> as the record has it for ever."""

MissingKind = Literal[
    "not_looked_at", "not_known", "no_reason", "no_evidence", "no_owner", "reached", "unexplained", "against"
]


@dataclass(frozen=True)
class Missing:
    """One thing that a reader would miss, and where it is mended."""

    kind: MissingKind
    area: str
    indicator: str
    number: str
    short: str
    sentence: str

    @property
    def blocks(self) -> bool:
        """Whether it must be mended first: the head agrees what somebody has looked at. Others only warn."""
        return self.kind == "not_looked_at"


def checklist(
    document: Document, gaps: Collection[str] = (), beside: FiguresBeside = NO_FIGURES
) -> tuple[Missing, ...]:
    """What is missing, in the order of the charter, what blocks first.

    `gaps`: ids of indicators where leaders and answers part. `beside`: what was answered, where that is
    evidence.
    """
    missing = [
        Missing(kind, area.id, indicator.id, indicator.number, indicator.short, sentence)
        for area in document.areas
        for indicator in area.indicators
        for kind, sentence in (
            *_missing_in(document, indicator, indicator.id in gaps),
            *_against(document, indicator, beside),
        )
    ]
    return tuple(sorted(missing, key=lambda one: not one.blocks))


def _missing_in(
    document: Document, indicator: DocumentedIndicator, is_gap: bool
) -> list[tuple[MissingKind, str]]:
    missing: list[tuple[MissingKind, str]] = []
    if indicator.unseen:
        return [("not_looked_at", "Say first what you think of it yourself. Then you see what stands here.")]
    if indicator.level is None:
        sentence = (
            "There is a text, and no level yet." if indicator.commentary else "Nobody has chosen a level yet."
        )
        missing.append(("not_looked_at", sentence))
    elif indicator.provisional:
        missing.append(("not_looked_at", "The level is last year’s. Say whether it still holds."))
    elif indicator.level == NOT_KNOWN:
        missing.append(("not_known", "“Not known yet” is an honest answer. It may stay."))
    if indicator.level is not None and not indicator.provisional and not indicator.commentary:
        missing.append(("no_reason", "Nobody has written why yet."))
    if indicator.is_rated and (indicator.points or 0) >= EVIDENCE_FROM and not indicator.evidence:
        missing.append(("no_evidence", f"Level {indicator.level_name} has no evidence yet."))
    absent = [what for what, there in (("owner", indicator.owner), ("day", indicator.due)) if not there]
    if indicator.next_step and absent:
        missing.append(("no_owner", f"The next step has no {' and no '.join(absent)}."))
    if reached := reached_already(indicator.next_step, indicator.points, document.scale):
        missing.append(("reached", f"The next step leads to {reached}, which it has already."))
    if is_gap and not indicator.explanation:
        missing.append(("unexplained", "Leaders and answers differ here, and nobody has said why."))
    return missing


def _against(
    document: Document, indicator: DocumentedIndicator, beside: FiguresBeside
) -> Iterator[tuple[MissingKind, str]]:
    for piece in against(document, indicator):
        answered = beside.answers.get(piece.number, "")
        figure = f": {answered}" if answered else ""
        yield "against", f"Evidence points the other way than the level, “{piece.title}”{figure}."


class NotReady(Exception):
    """It cannot be handed in: `missing` must be mended first."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(f"{len(missing)} not looked at")
        self.missing = tuple(missing)


class NotNow(Exception):
    """The self-evaluation is not where this step begins; somebody else may have been faster."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state = state


class OwnWork(Exception):
    """Who handed it in does not agree it."""


class ChangedUnread(Exception):
    """It is not what the head has read any more: nothing was signed."""


class StepFaults(Exception):
    """What is wrong with what was typed: field -> sentence."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


def submit(session: Session, evaluation: SelfEvaluation, who: str) -> None:
    """Hands a draft to the head; nobody hands in what they may not see yet. Raises NotReady and NotNow."""
    if unseen_now(session, evaluation):
        raise NotReady([one for one in checklist(document_of(session, evaluation)) if one.blocks])
    _move(session, evaluation, "draft", "in_review")
    blocking = [one for one in checklist(document_of(session, evaluation)) if one.blocks]
    if blocking:
        raise NotReady(blocking)
    _step(session, evaluation, "submitted", who)
    _log(session, evaluation, who, "handed in the self-evaluation")


def withdraw(session: Session, evaluation: SelfEvaluation, who: str) -> None:
    """Takes it back from the head, to go on writing. Raises NotNow."""
    _move(session, evaluation, "in_review", "draft")
    _step(session, evaluation, "withdrawn", who)
    _log(session, evaluation, who, "took back the self-evaluation")


def send_back(session: Session, evaluation: SelfEvaluation, who: str, comments: Mapping[str, str]) -> None:
    """The head sends it back. `comments`: indicator id, or WHOLE -> text. Raises StepFaults and NotNow."""
    given = {indicator: text for indicator, text in comments.items() if text}
    commentable = {WHOLE, *(item.id for item in evaluation.definition.items)}
    faults = {
        comment_field(indicator): f"A comment can hold {LONGEST_COMMENT:,} characters. Shorten this one."
        for indicator, text in given.items()
        if len(text) > LONGEST_COMMENT
    }
    if not given.keys() & commentable:
        faults[comment_field(WHOLE)] = "Say what should be changed: on the whole, or on one indicator."
    if faults:
        raise StepFaults(faults)
    _move(session, evaluation, "in_review", "draft")
    for indicator in sorted(given.keys() & commentable):
        _step(session, evaluation, "sent_back", who, text=given[indicator], indicator=indicator)
    _log(session, evaluation, who, "sent back the self-evaluation")


def comment_field(indicator: str) -> str:
    """The name of the field in which the head comments on an indicator, or on the whole."""
    return f"comment-{indicator}" if indicator else "comment"


def agree(
    session: Session, evaluation: SelfEvaluation, who: str, account_id: int, seen: str, capacity: str
) -> SignedRevision:
    """The head agrees what she has read, and it is signed. `seen`: the digest of that document.

    `capacity`: one of CAPACITIES. Raises StepFaults, NotNow, OwnWork and ChangedUnread; then the transaction
    must not be kept.
    """
    if capacity not in CAPACITIES:
        raise StepFaults({"capacity": "Say whether you are the head teacher, or sign for the head teacher."})
    _move(session, evaluation, "in_review", "signed_off")
    if submitted_by(review_steps(session, evaluation)) == account_id:
        raise OwnWork
    document = document_of(session, evaluation)
    if document.digest != seen:
        raise ChangedUnread
    signed = SignedRevision(
        school_id=evaluation.school_id,
        self_evaluation_id=evaluation.id,
        number=document.revision,
        reason=document.reason,
        document=document.to_json(),
        digest=document.digest,
        signed_by=who[:120],
    )
    if not added(session, signed):
        raise NotNow("signed_off")
    _step(session, evaluation, "agreed", who, text=CAPACITIES[capacity])
    _log(session, evaluation, who, "agreed the self-evaluation")
    return signed


def submitted_by(steps: Sequence[ReviewStep]) -> int | None:
    """The account that handed it in last."""
    return next((step.by_account for step in reversed(steps) if step.act == "submitted"), None)


def note_by_governors(
    session: Session,
    evaluation: SelfEvaluation,
    who: str,
    met_on: dt.date | None,
    minute: str,
    on: dt.date,
    *,
    was_draft: bool = False,
) -> None:
    """The governors have noted a signed self-evaluation. `on`: today. Raises StepFaults and NotNow.

    `was_draft`: somebody says that they met before it was signed, and noted the draft.
    """
    faults = {}
    signed = _signed_on(session, evaluation)
    if met_on is not None and signed is not None and met_on < signed and not was_draft:
        faults["was-draft"] = (
            f"It was signed on {full_day(signed)}, after that day. Tick that the governors noted the draft, "
            "or enter another day."
        )
    if met_on is not None and met_on > on:
        faults["met_on"] = "This day is still to come. Enter the day on which the governors met."
    elif met_on is None:
        faults["met_on"] = "Enter the day on which the governors met."
    if not minute:
        faults["minute"] = "Say where the minutes have it, such as: minute 7."
    elif len(minute) > LONGEST_MINUTE:
        faults["minute"] = f"This can hold {LONGEST_MINUTE} characters. Give the number of the minute."
    if faults:
        raise StepFaults(faults)
    if evaluation.brought_in_from:
        raise NotNow(evaluation.state)
    _move(session, evaluation, "signed_off", "signed_off")
    _step(session, evaluation, "noted", who, met_on=met_on, minute=minute)
    _log(session, evaluation, who, "wrote down that governors noted the self-evaluation")


def _signed_on(session: Session, evaluation: SelfEvaluation) -> dt.date | None:
    """The day in England on which the revision that holds was signed."""
    signed = signed_revision(session, evaluation, evaluation.revision)
    return date_in_england(signed.signed_at) if signed else None


def take_note_out(session: Session, evaluation: SelfEvaluation, who: str, note: ReviewStep) -> None:
    """A note of governors was a mistake. That it was written, and taken out, stays in the history. NotNow."""
    _move(session, evaluation, "signed_off", "signed_off")
    _step(session, evaluation, "not_noted", who, met_on=note.met_on, minute=note.minute)
    _log(session, evaluation, who, "took out a note that governors noted the self-evaluation")


def reopen(session: Session, evaluation: SelfEvaluation, who: str, reason: str) -> None:
    """Opens a signed one for a correction: the next revision, as a draft. Raises StepFaults and NotNow."""
    if not reason:
        raise StepFaults({"reason": "Say why it must be corrected. Everybody who compares the two reads it."})
    if len(reason) > LONGEST_COMMENT:
        raise StepFaults({"reason": f"The reason can hold {LONGEST_COMMENT:,} characters. Shorten it."})
    if evaluation.brought_in_from:
        raise NotNow(evaluation.state)
    _move(session, evaluation, "signed_off", "draft")
    evaluation.revision += 1
    _step(session, evaluation, "reopened", who, text=reason)
    _log(session, evaluation, who, "opened the self-evaluation for a correction")


def unchanged_since_signed(session: Session, evaluation: SelfEvaluation, document: Document) -> bool:
    """Whether a correction has changed nothing yet of the revision that was signed before it."""
    signed = signed_revision(session, evaluation, evaluation.revision - 1)
    return signed is not None and not compared(document_from_json(signed.document, signed.digest), document)


def drop_correction(session: Session, evaluation: SelfEvaluation, who: str) -> None:
    """Takes a correction back that has changed nothing: what was signed holds again. Raises NotNow."""
    if not unchanged_since_signed(session, evaluation, document_of(session, evaluation)):
        raise NotNow(evaluation.state)
    _move(session, evaluation, "draft", "signed_off")
    _step(session, evaluation, "dropped", who)
    evaluation.revision -= 1
    _log(session, evaluation, who, "dropped a correction of the self-evaluation")


def _move(session: Session, evaluation: SelfEvaluation, before: State, after: State) -> None:
    if not move_state(session, evaluation, before, after):
        raise NotNow(evaluation.state)


def _step(
    session: Session,
    evaluation: SelfEvaluation,
    act: ReviewAct,
    who: str,
    *,
    text: str = "",
    indicator: str = "",
    met_on: dt.date | None = None,
    minute: str = "",
) -> None:
    session.add(
        ReviewStep(
            school_id=evaluation.school_id,
            self_evaluation_id=evaluation.id,
            revision=evaluation.revision,
            act=act,
            text=text,
            indicator=indicator,
            met_on=met_on,
            minute=minute,
            who=who[:120],
        )
    )
    session.flush()


def _log(session: Session, evaluation: SelfEvaluation, who: str, act: str) -> None:
    """Never what was written: the log says who did what, and when."""
    revision = f", revision {evaluation.revision}" if evaluation.revision > 1 else ""
    note(session, evaluation.school_id, who, act, f"{year_label(evaluation.year)}{revision}")
