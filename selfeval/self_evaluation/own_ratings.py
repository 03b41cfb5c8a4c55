"""Each rates for themselves: nobody sees what others say of an indicator before having said it alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.english import capitalised, count_in_words, listed
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.judgements import LONGEST_COMMENTARY, RatingFaults, draft_of, levels_of
from selfeval.store.database import added
from selfeval.store.schools_and_accounts import record
from selfeval.store.self_evaluations import (
    OwnRating,
    SelfEvaluation,
    State,
    own_ratings,
    rates_alone_first,
)


@dataclass(frozen=True)
class Spread:
    """How several people rated one indicator, each alone."""

    ratings: tuple[OwnRating, ...]
    labels: Mapping[str, str]
    """Option id -> label."""

    @property
    def sentence(self) -> str:
        """Three colleagues rated this for themselves: Building, Secure and Secure."""
        order = list(self.labels)
        levels = sorted((rating.level for rating in self.ratings), key=order.index)
        who = capitalised(count_in_words(len(levels), "person", "people"))
        themselves = "alone" if len(levels) == 1 else "for themselves"
        return f"{who} rated this {themselves}: {listed([self.labels[level] for level in levels])}."


def own_rating(ratings: Iterable[OwnRating], indicator: str, account_id: int) -> OwnRating | None:
    """What somebody said of an indicator alone; None before they have."""
    return next((one for one in ratings if (one.indicator, one.account_id) == (indicator, account_id)), None)


def unseen_in(
    definition: Definition, state: State, rated_apart: bool, ratings: Iterable[OwnRating]
) -> frozenset[str]:
    """Indicators of which whoever acts may not see yet what others say: they are still to be rated alone.

    `judgements_of` leaves out the same.
    """
    if not rates_alone_first(state, rated_apart):
        return frozenset()
    account_id = record()["by_account"]
    done = {one.indicator for one in ratings if one.account_id == account_id}
    return frozenset(item.id for item in definition.items if item.id not in done)


def unseen_now(session: Session, evaluation: SelfEvaluation) -> frozenset[str]:
    """The same of a self-evaluation as it is stored."""
    if not rates_alone_first(evaluation.state, evaluation.rated_apart):
        return frozenset()
    return unseen_in(
        evaluation.definition, evaluation.state, evaluation.rated_apart, own_ratings(session, evaluation)
    )


def rate_alone(
    session: Session,
    definition: Definition,
    *,
    school_id: int,
    year: int,
    indicator: str,
    level: str | None,
    reason: str,
    account_id: int,
    who: str,
) -> bool:
    """Stores what one person says alone; False where this person has said it before, and nothing is changed.

    Raises RatingFaults, Locked, and KeyError for an indicator that is not in the definition.
    """
    faults = {}
    if level is None or level not in levels_of(definition.items_by_id[indicator], definition):
        faults["level"] = "Choose one of the levels on the page"
    over = len(reason) - LONGEST_COMMENTARY
    if over > 0:
        faults["reason"] = f"“Why?” can hold {LONGEST_COMMENTARY:,} characters. Take out at least {over:,}"
    if level is None or faults:
        raise RatingFaults(faults)
    evaluation = draft_of(session, definition, school_id, year)
    own = OwnRating(
        school_id=school_id,
        self_evaluation_id=evaluation.id,
        indicator=indicator,
        account_id=account_id,
        who=who[:120],
        level=level,
        reason=reason,
    )
    return added(session, own)
