"""All that the page of an area shows around the indicator that is open on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from selfeval.accounts.changes import doer_of
from selfeval.calendar.school_years import year_label
from selfeval.reports.level_gaps import LevelGap, level_gap
from selfeval.self_evaluation.carrying import Carried, CarriedSource
from selfeval.self_evaluation.editing import digests_of
from selfeval.self_evaluation.judgements import NOT_KNOWN, UNRATED
from selfeval.self_evaluation.own_ratings import Spread, own_rating
from selfeval.self_evaluation.suggested_steps import to_reach
from selfeval.store.self_evaluations import OwnRating, Rating
from selfeval.web.evaluate.evaluations import Evaluation
from selfeval.web.evaluate.view_models import Indicator, moment
from selfeval.web.site.access import account, may

ALONE = "Say first what you think of it yourself. Then you see what the others said."
"""Why an indicator is not shown to somebody yet, and nothing is saved there."""


@dataclass(frozen=True)
class Suggestion:
    """What a next step may start from, once a level is chosen."""

    option: str
    """The level that was chosen."""
    source: str
    """level 4, a question to ask"""
    text: str


@dataclass(frozen=True)
class LastYear:
    """What was judged the year before, beside what is judged now."""

    year: str
    """2025/26"""
    carried: Carried
    labels: tuple[tuple[CarriedSource, str], ...]
    """Each indicator that is taken over, with its level as people read it."""
    confirm: bool
    """Its level stands in the form and waits to be confirmed."""

    @property
    def is_reworded(self) -> bool:
        """Whether the old words have to be read beside the new ones."""
        return self.carried.kind != "unchanged"


@dataclass(frozen=True)
class OpenIndicator:
    """The open indicator: what stands in its form, what stands beside it, and who may write."""

    opened: Rating
    """What the form shows at first: what is saved, or else what is carried over."""
    may_write: bool
    locked: str
    """Who has the self-evaluation, where it cannot be written in; else empty."""
    agreed_by: str
    """Who saves the judgement, where this is not for everybody who rates; else empty."""
    spread: Spread | None
    last_year: LastYear | None
    gaps: tuple[tuple[str, LevelGap], ...]
    """Option id of a level -> the gap it has or would have."""
    suggestions: tuple[Suggestion, ...]

    @property
    def digests(self) -> str:
        """By which a second tab of the same person is told what the first has changed."""
        return digests_of(self.opened)

    def gap_at(self, option: str) -> LevelGap | None:
        """The gap at a level."""
        return dict(self.gaps).get(option)


def open_indicator(evaluation: Evaluation, area: str, indicator: Indicator) -> OpenIndicator:
    """What the page needs of one indicator for whoever is signed in."""
    stage = evaluation.stage
    locked = locked_words(evaluation)
    agrees = stage.agrees(area)
    last_year = _last_year(evaluation, indicator, may_confirm=agrees and not locked)
    opened = indicator.rating
    if last_year and last_year.confirm:
        opened = Rating(level=last_year.carried.level, commentary=last_year.carried.commentary)
    return OpenIndicator(
        opened=opened,
        may_write=agrees and not locked,
        locked=locked,
        agreed_by="" if agrees or locked or not may("colleague") else agreed_by(evaluation, area),
        spread=_spread(evaluation, indicator),
        last_year=last_year,
        gaps=_gaps(evaluation, indicator),
        suggestions=_suggestions(indicator),
    )


def must_rate_alone(evaluation: Evaluation, indicator: Indicator) -> bool:
    """Whether who is signed in says what they think of an indicator before they see what others do."""
    return indicator.id in evaluation.unseen


def own(evaluation: Evaluation, indicator: str) -> OwnRating | None:
    """What who is signed in said of an indicator alone."""
    return own_rating(evaluation.stage.own, indicator, account().id)


def locked_words(evaluation: Evaluation) -> str:
    """Who has a self-evaluation that cannot be written in; empty for a draft."""
    stage = evaluation.stage
    if stage.state == "draft":
        return ""
    if stage.brought_in_from:
        return f"This year was brought in from “{stage.brought_in_from}”, so nothing in it can be changed."
    act = "submitted" if stage.state == "in_review" else "agreed"
    step = next((step for step in reversed(stage.steps) if step.act == act), None)
    by = f" {doer_of(step, step.who, evaluation.alike)} on {moment(step.at)}" if step else ""
    if stage.state == "in_review":
        sent = f" It was sent by{by}." if by else ""
        return f"This self-evaluation is with the head, so nothing in it can be changed now.{sent}"
    agreed = f" It was agreed by{by}." if by else ""
    return f"This self-evaluation is signed off, so nothing in it can be changed.{agreed}"


def agreed_by(evaluation: Evaluation, area: str) -> str:
    """Who saves the judgements of an area once everybody has rated alone."""
    plan = evaluation.stage.plans.get(area)
    owner = evaluation.people.get(plan.account_id) if plan and plan.account_id else None
    who = f"{owner} or the equality lead" if owner else "The equality lead"
    return f"{who} agrees one level with you all and saves it here."


def _spread(evaluation: Evaluation, indicator: Indicator) -> Spread | None:
    ratings = tuple(one for one in evaluation.stage.own if one.indicator == indicator.id)
    if not evaluation.stage.rated_apart or not ratings or must_rate_alone(evaluation, indicator):
        return None
    return Spread(ratings, {rung.option: rung.label for rung in indicator.rungs})


def _last_year(evaluation: Evaluation, indicator: Indicator, *, may_confirm: bool) -> LastYear | None:
    earlier = evaluation.earlier
    carried = earlier.carried.get(indicator.id) if earlier else None
    if earlier is None or carried is None or not carried.sources:
        return None
    labels = {rung.option: f"{rung.points} {rung.label}".removeprefix("None ") for rung in indicator.rungs}
    return LastYear(
        year=year_label(earlier.year),
        carried=carried,
        labels=tuple((source, labels.get(source.level or "", "Not rated")) for source in carried.sources),
        confirm=may_confirm and indicator.version == UNRATED and carried.provisional,
    )


def _gaps(evaluation: Evaluation, indicator: Indicator) -> tuple[tuple[str, LevelGap], ...]:
    pairs = (
        (rung.option, level_gap(evaluation.questionnaire, indicator.id, rung.option, evaluation.voices))
        for rung in indicator.rungs
    )
    return tuple((option, gap) for option, gap in pairs if gap is not None)


def _suggestions(indicator: Indicator) -> tuple[Suggestion, ...]:
    """The text of the next level; for "not known yet" the question to ask. The highest has none."""
    ladder = [rung for rung in indicator.rungs if rung.points is not None]
    steps = [
        Suggestion(rung.option, f"level {above.points}", to_reach(above.label, above.text))
        for rung, above in pairwise(ladder)
    ]
    if indicator.words.prompt and any(rung.option == NOT_KNOWN for rung in indicator.rungs):
        steps.append(Suggestion(NOT_KNOWN, "the question to ask", indicator.words.prompt))
    return tuple(steps)
