"""What the head wrote when a self-evaluation was sent back, and whether it is mended since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval.store.evidence import UsedEvidence
from selfeval.store.self_evaluations import Judgement, State
from selfeval.store.sign_off import ReviewStep


@dataclass(frozen=True)
class Comment:
    """What the head has written when it was sent back."""

    indicator: str
    """Empty: the whole."""
    text: str
    who: str
    at: dt.datetime
    saved_since: bool = False
    """Whether its indicator has been saved again; a comment on the whole never is."""


def comments_sent_back(
    state: State,
    steps: Sequence[ReviewStep],
    judgements: Mapping[str, Judgement],
    evidence: Sequence[UsedEvidence] = (),
) -> tuple[Comment, ...]:
    """The head's comments of the last time, until it is handed in again; what is not saved again comes first.

    Saved after it was handed in is saved after it was sent back; a new piece of evidence is saved, too.
    """
    if state != "draft":
        return ()
    last = max((place for place, step in enumerate(steps) if step.act == "submitted"), default=len(steps))
    comments = (
        Comment(
            step.indicator,
            step.text,
            step.who,
            step.at,
            _saved_since(steps[last].at, judgements.get(step.indicator))
            or any(
                one.use.indicator == step.indicator and one.evidence.added_at > steps[last].at
                for one in evidence
            ),
        )
        for step in steps[last:]
        if step.act == "sent_back"
    )
    return tuple(sorted(comments, key=lambda comment: comment.saved_since))


def still_to_answer(comments: Sequence[Comment]) -> tuple[Comment, ...]:
    """The comments that wait: on an indicator until it is saved again; on the whole, where no other was made.

    Nothing tells whether a comment on the whole is answered, so it alone never holds up what is.
    """
    on_indicators = [comment for comment in comments if comment.indicator]
    return tuple(comment for comment in on_indicators or comments if not comment.saved_since)


def comments_before_hand_in(steps: Sequence[ReviewStep]) -> tuple[Comment, ...]:
    """The head's comments with which it was sent back before it was handed in last."""
    hand_ins = [place for place, step in enumerate(steps) if step.act == "submitted"]
    if len(hand_ins) < 2:
        return ()
    between = steps[hand_ins[-2] : hand_ins[-1]]
    return tuple(
        Comment(step.indicator, step.text, step.who, step.at) for step in between if step.act == "sent_back"
    )


def _saved_since(handed_in: dt.datetime, judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.rated_at > handed_in
