"""Judgements of a year: saving one so that nobody's text is overwritten unseen, and area levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now, year_label
from selfeval.imports.judgements_file import LONGEST_OWNER
from selfeval.questionnaires.model import Definition, Item
from selfeval.self_evaluation.editing import digests_of, put_together
from selfeval.self_evaluation.tags import tag_words
from selfeval.store.database import added
from selfeval.store.schools_and_accounts import note
from selfeval.store.self_evaluations import (
    Judgement,
    Rating,
    SelfEvaluation,
    State,
    columns_of,
    is_of_a_moment_ago,
    judgement_now,
    save_next,
    self_evaluation_of,
    state_now,
    superseded,
)
from selfeval.store.sign_off import was_handed_in_since
from selfeval.store.surveys import keep_definition

LONGEST_COMMENTARY = 5_000
MINUTES_EACH = 5
"""How long one indicator takes to rate."""
STRENGTHS = {
    "none": "No evidence yet",
    "some": "Some evidence",
    "strong": "Strong evidence",
    "against": "Evidence points the other way",
}
"""How strong the evidence for a level is -> what the page calls it."""
TEXTS = {
    "commentary": "Why this level?",
    "explanation": "What do you make of this?",
    "next_step": "What will you do?",
}
"""Fields of a rating that are written in sentences -> what the page calls them."""
UNRATED = 0
"""The version of an indicator that nobody has saved yet."""


class Locked(Exception):
    """The self-evaluation is with the head or signed off (`state`): nothing in it can be changed."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Clash:
    """Somebody saved this indicator after the editor had opened it. `stored` stands; nothing was changed."""

    stored: Judgement


class RatingFaults(Exception):
    """What is wrong with a rating: field -> sentence."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


def levels_of(item: Item, definition: Definition) -> tuple[str, ...]:
    """What may be chosen for an indicator: its levels, lowest first, then the answers apart."""
    return (*(option.id for option in definition.options_of(item).lowest_first), *item.also)


def rate(
    session: Session,
    definition: Definition,
    *,
    school_id: int,
    year: int,
    indicator: str,
    rating: Rating,
    version: int,
    who: str,
    seen: str = "",
    opening: str = "",
    keep: bool = False,
    thrown_away: str = "",
) -> Judgement | Clash:
    """Saves one indicator whole: what its rating leaves out is cleared. What stands already stays as it is.

    `version` is the one the editor saw, UNRATED for none, and `seen` its digests. If another has been saved
    since, fields that only one of the two changed are put together; a Clash where both changed one.
    What it replaces is kept, unless the same opened page (`opening`) goes on typing and `keep` is not asked.
    `thrown_away`: the opening whose text the editor let go of; if it was saved after all as its tab was
    closed, this takes its place.
    Raises RatingFaults, Locked, and KeyError for an indicator that is not in the definition.
    """
    faults = rating_faults(definition, indicator, rating)
    if faults:
        raise RatingFaults(faults)
    evaluation = draft_of(session, definition, school_id, year)
    number = definition.items_by_id[indicator].number or indicator
    line = f"{number} in {year_label(year)}"
    judgement = judgement_now(session, evaluation, indicator)
    if judgement is None and version == UNRATED:
        judgement = first_judgement(evaluation, indicator, rating, who, opening)
        if added(session, judgement):
            note(session, school_id, who, "rated an indicator", line)
            return judgement
        judgement = judgement_now(session, evaluation, indicator)
    if judgement is None:
        raise RatingFaults({"level": "Open the page again: this indicator has no saved text any more"})
    if judgement.rating == rating:
        return judgement
    if thrown_away == judgement.opening != "" and judgement.version == version + 1:
        if version == UNRATED and digests_of(rating) == seen:  # at most what is carried over stood there
            rating = Rating()
        version, keep = judgement.version, True
    if judgement.version != version:
        together = put_together(seen, rating, judgement.rating)
        if together is None or together == judgement.rating:
            return judgement if together else Clash(judgement)
        rating, version = together, judgement.version
    is_news = judgement.level != rating.level or not is_of_a_moment_ago(judgement, who)
    keep = keep or was_handed_in_since(session, evaluation, judgement.rated_at)
    if not save_next(session, judgement, version, rating, who, opening=opening, keep=keep):
        stored = judgement_now(session, evaluation, indicator)
        return Clash(stored or judgement)
    if is_news:  # what is saved as it is typed has one line, and a new level has one
        note(session, school_id, who, "rated an indicator", line)
    return judgement


def savers_since(session: Session, judgement: Judgement, version: int, who: str) -> tuple[str, ...]:
    """Names of the others who saved an indicator after a version, first come first, as `who` has saved it."""
    earlier = [one.rated_by for one in reversed(superseded(session, judgement)) if one.version > version]
    last = [judgement.rated_by] if judgement.version > version else []
    return tuple(name for name in dict.fromkeys((*earlier, *last)) if name != who[:120])


def rating_faults(definition: Definition, indicator: str, rating: Rating) -> dict[str, str]:
    """What is wrong with a rating: field -> sentence. Raises KeyError for an indicator that is not there."""
    faults = {}
    if rating.level is not None and rating.level not in levels_of(
        definition.items_by_id[indicator], definition
    ):
        faults["level"] = "Choose one of the levels on the page"
    for field, name in TEXTS.items():
        over = len(getattr(rating, field)) - LONGEST_COMMENTARY
        if over > 0:
            faults[field] = f"“{name}” can hold {LONGEST_COMMENTARY:,} characters. Take out at least {over:,}"
    if rating.strength and rating.strength not in STRENGTHS:
        faults["strength"] = "Choose one of the answers on the page"
    if len(rating.owner) > LONGEST_OWNER:
        faults["owner"] = f"“Who will do it?” can hold {LONGEST_OWNER} characters. Give a name or a role"
    if rating.tags and set(rating.tags) - tag_words().keys():
        faults["tags"] = "Choose tags from those on the page"
    return faults


def begun(session: Session, definition: Definition, school_id: int, year: int) -> SelfEvaluation:
    """The year's self-evaluation, begun if need be; two people may begin it at the same moment."""
    evaluation = self_evaluation_of(session, school_id, year)
    if evaluation is not None:
        return evaluation
    keep_definition(session, definition)
    session.flush()
    new = SelfEvaluation(school_id=school_id, year=year, digest=definition.digest)
    first = added(session, new)
    return new if first else begun(session, definition, school_id, year)


def draft_of(session: Session, definition: Definition, school_id: int, year: int) -> SelfEvaluation:
    """The year's self-evaluation to write in, begun if need be; it stays a draft until this transaction ends.

    Raises Locked.
    """
    evaluation = begun(session, definition, school_id, year)
    state = state_now(session, evaluation)
    if state != "draft":
        raise Locked(state)
    return evaluation


def first_judgement(
    evaluation: SelfEvaluation, indicator: str, rating: Rating, who: str, opening: str = ""
) -> Judgement:
    """The first save of an indicator; the caller stores it."""
    return Judgement(
        school_id=evaluation.school_id,
        self_evaluation_id=evaluation.id,
        indicator=indicator,
        **columns_of(rating),
        version=1,
        rated_by=who[:120],
        rated_at=now(),
        opening=opening,
    )


NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class AreaLevel:
    """The level of an area: the mean of its rated indicators, from 0 to the highest level.

    None where fewer than half are rated, the same rule by which answers are scored. "Not known yet"
    is not a level: it is counted apart and lowers nothing.
    """

    mean: float | None
    rated: int
    not_known: int
    indicators: int

    @property
    def looked_at(self) -> int:
        """Indicators with a level or an honest "not known yet"."""
        return self.rated + self.not_known


@dataclass(frozen=True)
class Progress:
    """How far a self-evaluation is. Complete: every indicator has a level or "not known yet"."""

    rated: int
    not_known: int
    indicators: int

    @property
    def left(self) -> int:
        return self.indicators - self.rated - self.not_known

    @property
    def complete(self) -> bool:
        return self.left == 0


def chosen_levels(judgements: Mapping[str, Judgement]) -> dict[str, str | None]:
    """Indicator id -> option id, `not_known`, or None where only text is there."""
    return {indicator: judgement.level for indicator, judgement in judgements.items()}


def area_levels(definition: Definition, levels: Mapping[str, str | None]) -> dict[str, AreaLevel]:
    """Area id -> its level, for every area of the definition. `levels`: indicator id -> option id or None."""
    return {
        area: _area_level(definition, indicators_of(definition, area), levels) for area in definition.areas
    }


def indicators_of(definition: Definition, area: str) -> tuple[Item, ...]:
    """The indicators of an area, in their order."""
    return tuple(item for item in definition.items if item.kind == "indicator" and item.area == area)


def indicator_levels(definition: Definition, levels: Mapping[str, str | None]) -> dict[str, int]:
    """Indicator id -> its points, for every indicator that is rated."""
    points = {item.id: _points(definition, item, levels.get(item.id)) for item in definition.items}
    return {indicator: point for indicator, point in points.items() if point is not None}


def progress(areas: Mapping[str, AreaLevel]) -> Progress:
    """The areas' counts together."""
    return Progress(
        rated=sum(area.rated for area in areas.values()),
        not_known=sum(area.not_known for area in areas.values()),
        indicators=sum(area.indicators for area in areas.values()),
    )


def _area_level(
    definition: Definition, indicators: tuple[Item, ...], levels: Mapping[str, str | None]
) -> AreaLevel:
    chosen = [(item, levels.get(item.id)) for item in indicators]
    points = [_points(definition, item, level) for item, level in chosen]
    rated = [point for point in points if point is not None]
    enough = bool(rated) and 2 * len(rated) >= len(indicators)
    return AreaLevel(
        mean=sum(rated) / len(rated) if enough else None,
        rated=len(rated),
        not_known=sum(level == NOT_KNOWN for _, level in chosen),
        indicators=len(indicators),
    )


def _points(definition: Definition, item: Item, level: str | None) -> int | None:
    """The points of a level; None for no level, for "not known yet" and for a level this version has not."""
    return next((o.points for o in definition.options_of(item).options if o.id == level), None)
