"""The figure of the finding that an action comes from: offered as its metric, with a target beside it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year, today
from selfeval.english import full_day
from selfeval.imports.metric_points_file import NoNumber, known_number
from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Point, Reference, Target
from selfeval.improvement.point_comparison import level_of, measured
from selfeval.improvement.target_words import plain_number
from selfeval.questionnaires.catalogue import latest
from selfeval.reading.metric_points import LEADERS_LEVEL, OfferedFigure, offered_figures, with_points
from selfeval.reading.released_rounds import LANGUAGE, ReadRounds
from selfeval.reports.metric_words import shown_point, target_in_words
from selfeval.reports.smallest_words import what_could_be_seen
from selfeval.store.action_plans import PlanObjective
from selfeval.store.metric_reading import metrics_of
from selfeval.store.metric_saving import add_metric, add_target, lock_baseline
from selfeval.store.metrics import StoredMetric
from selfeval.store.plan_reading import MOVES
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.metric_form import (
    KIND_OF_FIGURE,
    LONGEST_LINE,
    MOST_QUESTIONS,
    judged_questions,
)
from selfeval.web.improve.origins import Born
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.row_fields import MOST_MOVES, NOT_SAVED
from selfeval.web.improve.target_warning import could_not_be_told
from selfeval.web.site.access import account
from selfeval.web.site.forms import Form, as_typed, typed_date_or_none

NEW = "new/"
"""How the value of an option begins that is a figure no metric takes its values from yet."""


@dataclass(frozen=True)
class BornFigure:
    """One figure that an action can be measured by."""

    key: str
    """As the form sends it: the id of a metric, or `new/` and the key of the figure."""
    metric: Metric
    """With its points, and the baseline that it has or would have."""

    @property
    def baseline(self) -> Point | None:
        return baseline_of(self.metric)

    @property
    def words(self) -> str:
        """Pupils: Belonging. It stood at 64 of 100, autumn survey."""
        baseline = self.baseline
        if baseline is None:
            return "It has no value yet: the level counts from the day on which the head signs it."
        value = shown_point(self.metric, baseline, exact=True)
        return f"It stood at {value.value} ({baseline.source}, until {full_day(baseline.end)})."

    @property
    def seen(self) -> str:
        """The smallest change that could be seen, if as many are counted again."""
        return what_could_be_seen(self.metric)

    @property
    def unit(self) -> str:
        """What its change is counted in."""
        return "levels" if self.metric.kind == "level" else "points of 100"


def born_figures(session: Session, released: ReadRounds, born: Born | None) -> tuple[BornFigure, ...]:
    """What the figures of an origin offer, the nearest first; a fourth question of a survey is left out."""
    if born is None or not born.references:
        return ()
    own = metrics_of(session, plan_owner())
    offered = {one.reference: one for one in offered_figures(released)}
    figures = []
    for reference in born.references:
        there = next(
            (one for one in own if one.reference and replace(one.reference, declared_on=None) == reference),
            None,
        )
        if there is not None:
            figures.append(BornFigure(str(there.id), with_points(released, there)))
            continue
        figure = offered.get(reference) or _level(released, reference.kind, reference.name)
        is_one_more = reference.kind == "item" and judged_questions(own, reference) >= MOST_QUESTIONS
        if figure is not None and not is_one_more:
            figures.append(_new(released, figure, born.origin.year))
    return tuple(figures)


def _level(released: ReadRounds, kind: str, name: str) -> OfferedFigure | None:
    """The level of an indicator, which no list of figures names."""
    questionnaire = latest("self-evaluation")
    items = {item.id: item for item in questionnaire.definition.items}
    if kind != "level" or name not in items or released.school_id is None:
        return None
    title = f"{items[name].number} {questionnaire.words[LANGUAGE].items[name].short}"
    return OfferedFigure(Reference("level", name=name), LEADERS_LEVEL, title)


def _new(released: ReadRounds, figure: OfferedFigure, year: int | None) -> BornFigure:
    """A metric of this figure that starts from the release of the year that the finding is of."""
    reference = replace(figure.reference, declared_on=today())
    title = f"{figure.of}: {figure.title}"[:LONGEST_LINE]
    metric = with_points(
        released, Metric(title, KIND_OF_FIGURE[reference.kind], figure.better, reference=reference)
    )
    until = [
        point
        for point in metric.points
        if measured(metric, point) is not None and (year is None or school_year(point.start) <= year)
    ]
    baseline = until[-1] if until else None
    return BornFigure(f"{NEW}{figure.key}", replace(metric, baseline_id=baseline.id if baseline else None))


def values_of_born(figures: Sequence[BornFigure]) -> dict[str, str | list[str]]:
    """What the form begins with: this very figure, the better way, by the next survey a year later."""
    if not figures:
        return {}
    first = figures[0]
    return {
        "metric-0": first.key,
        "direction-0": "down" if first.metric.better == "down" else "up",
        **as_typed("moved-0", _a_year_on(first.baseline.end if first.baseline else today())),
    }


def _a_year_on(day: dt.date) -> dt.date:
    """The last day of the month a year after a day, or of as many years as lie after today."""
    year = day.year + 1
    if (year, day.month) <= (today().year, today().month):
        year = today().year + (day.month <= today().month)
    return dt.date(year, day.month, calendar.monthrange(year, day.month)[1])


def with_figures(titles: Mapping[str, str], figures: Sequence[BornFigure]) -> dict[str, str]:
    """Metrics to choose from, the figures of the finding first."""
    own = {one.key: f"From this finding: {one.metric.title}" for one in figures}
    return {**own, **{key: title for key, title in titles.items() if key not in own}}


def typed_amount(
    session: Session, form: Form, figures: Sequence[BornFigure]
) -> tuple[Target | None, dict[str, str]]:
    """By how much the figure is to move, as a target; None where nobody says so."""
    text = form.value("much").removesuffix("%").strip()
    if not text:
        return None, {}
    figure = next((one for one in figures if one.key == form.value("metric-0")), None)
    if figure is None:
        return None, {
            "much": "This is for the figure of the finding. Leave it empty for another metric, and set a "
            "target on that metric's own page."
        }
    value = measured(figure.metric, figure.baseline) if figure.baseline else None
    if value is None:
        return None, {"much": "Nobody can say yet: it has no value. Leave it empty, and set a target later."}
    if figure.metric.targets:
        others = {one.id: one for one in metrics_of(session, plan_owner())}
        there = target_in_words(figure.metric, figure.metric.targets[-1], others)
        return None, {
            "much": f"It has a target already: {there}. Leave this empty, or change that one on its page."
        }
    try:
        amount = known_number(text) or 0.0
    except NoNumber:
        amount = 0.0
    if amount <= 0:
        return None, {"much": "Use digits, such as 8 or 2.5."}
    sign = -1 if form.value("direction-0") == "down" else 1
    asked = level_of(value) + sign * amount
    most = 4 if figure.metric.kind == "level" else 100
    if not 0 <= asked <= most:
        return None, {"much": f"That would be {plain_number(asked)}. It goes from 0 to {most}."}
    by, fault = typed_date_or_none(form, "moved-0", "the day")
    if by is None:
        return None, {} if fault else {"moved-0": "Enter the day by which it should have moved."}
    return Target("absolute", by, round(asked, 1)), {}


def figures_of(session: Session, born: Born | None) -> tuple[BornFigure, ...]:
    """The figures that an action can be measured by, of what it comes from."""
    return born_figures(session, ReadRounds(session, plan_owner().school_id), born)


def save_figures(
    session: Session,
    form: Form,
    figures: Sequence[BornFigure],
    target: Target | None,
    columns: dict[str, object],
) -> str:
    """Makes metrics of the figures that were chosen and names them in the columns of an action.

    What is to be said of it. A new objective is measured by them too.
    """
    by_key = {figure.key: figure for figure in figures}
    first = form.value("metric-0")
    chosen = list(dict.fromkeys(form.value(f"metric-{place}") for place in range(MOST_MOVES)))
    saved = {
        key: save_figure(session, by_key[key], target if key == first else None)
        for key in chosen
        if key in by_key
    }
    ids = [saved[key][0] for key in chosen if key in saved and key.startswith(NEW)]
    moves = [
        replace(move, metric_id=ids.pop(0)) if move.metric_id == NOT_SAVED else move
        for move in MOVES.validate_json(str(columns["moves"]))
    ]
    columns["moves"] = MOVES.dump_json(tuple(moves)).decode()
    if form.value("new-objective") and saved:
        objective = session.get_one(PlanObjective, columns["objective_id"])
        own = objective.metric_ids.split()
        added = [str(one) for one, _ in saved.values() if str(one) not in own]
        objective.metric_ids = " ".join((*own, *added))
    return "".join(says for _, says in saved.values()).strip()


def save_figure(session: Session, figure: BornFigure, target: Target | None) -> tuple[int, str]:
    """Adds the metric if there is none, and its target; its id and what is to be said of it."""
    if figure.key.startswith(NEW):
        plain = replace(figure.metric, points=(), baseline_id=None)
        row = add_metric(session, plan_owner(), plain, account().name)
        lock_baseline(row, figure.baseline)
        note(session, account().school_id, account().name, "added a metric", plain.title)
    else:
        row = session.get_one(StoredMetric, figure.metric.id)
    if target is None:
        return row.id, ""
    add_target(session, row, target, account().name, baseline=figure.baseline)
    words = target_in_words(figure.metric, target, {})
    what = f"{figure.metric.title}: {words}"
    note(session, account().school_id, account().name, "set a target of a metric", what)
    warning = could_not_be_told(figure.metric, target, None)
    return row.id, f" Its target: {words}, by {full_day(target.by)}. {warning}".rstrip()
