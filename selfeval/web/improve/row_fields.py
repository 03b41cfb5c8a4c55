"""The fields of each kind of row of a plan: as a form shows them, and as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from selfeval.improvement.action_plan import PROGRESS, Direction, Move
from selfeval.self_evaluation.tags import tag_groups
from selfeval.store.action_plans import PlanAction, PlanMilestone, PlanObjective, PlanPriority
from selfeval.store.plan_reading import MOVES, PlanRow
from selfeval.web.site.forms import Form, as_typed, typed_date_or_none, whole_number

Input = Literal["text", "long", "timescale", "tick", "ticks", "choice", "list", "day"]
LONGEST_LONG, LONGEST_TIMESCALE, LONGEST_NAME, LONGEST_NUMBER = 4_000, 200, 120, 20


@dataclass(frozen=True)
class RowField:
    """One field of a form."""

    name: str
    title: str
    input: Input
    hint: str = ""
    longest: int = LONGEST_LONG
    needed: str = ""
    """What is said where it is left empty."""
    joined: str = "\n"
    """What stands between the values of `ticks` in its column."""


@dataclass(frozen=True)
class RowKind:
    """One kind of row."""

    model: type[Any]
    word: str
    fields: tuple[RowField, ...]

    def field(self, name: str) -> RowField:
        """A field by its name."""
        return next(field for field in self.fields if field.name == name)


NUMBER = RowField("number", "Number", "text", "As your plan has it, such as 1 or a.", LONGEST_NUMBER)
TIMESCALE = RowField(
    "timescale",
    "By when?",
    "timescale",
    "In your own words, such as July 2027, Termly, or From January 2027.",
    LONGEST_TIMESCALE,
)
PRIORITY = RowKind(
    PlanPriority,
    "priority",
    (RowField("title", "Priority", "long", needed="Write what comes first."), NUMBER),
)
OBJECTIVE = RowKind(
    PlanObjective,
    "objective",
    (
        RowField("objective", "What is to be reached?", "long", needed="Write what is to be reached."),
        NUMBER,
        RowField("priority_id", "Which priority is it part of?", "list"),
        RowField("aim", "What is it for?", "long", "The wider aim, if you want to say it."),
        RowField("target_group", "Who is it for?", "long", "Such as all pupils, or girls in Year 9."),
        TIMESCALE,
        RowField("metric_ids", "What shows that it is reached?", "ticks", joined=" "),
        RowField(
            "is_duty",
            "It is one of our equality objectives",
            "tick",
            "The equality duty asks for one or more, at least every four years.",
        ),
        RowField("psed_aims", "Which aims of the duty does it serve?", "ticks"),
        RowField("characteristics", "Which protected characteristics is it about?", "ticks"),
        RowField("published_on", "When was it published?", "day"),
        RowField("approved_by", "Who approved it?", "text", longest=LONGEST_NAME),
        RowField("approved_on", "When was it approved?", "day"),
        RowField("minute", "Minute of the governors", "text", longest=LONGEST_NAME),
    ),
)
MILESTONE = RowKind(
    PlanMilestone,
    "milestone",
    (
        RowField("text", "What will be there?", "long", needed="Write what will be there."),
        TIMESCALE,
        RowField("reached_on", "When was it reached?", "day", "Leave it empty until it is."),
    ),
)
ACTION = RowKind(
    PlanAction,
    "action",
    (
        RowField("text", "What will be done?", "long", needed="Write what will be done."),
        NUMBER,
        RowField("owners", "Who leads it?", "text", "Names or initials, as you write them.", LONGEST_LONG),
        RowField("owner_account_ids", "Who is asked how it goes?", "ticks", joined=" "),
        TIMESCALE,
        RowField("progress", "How far is it?", "choice"),
        RowField("reason", "If it was stopped: why?", "long"),
    ),
)
KINDS: Mapping[str, RowKind] = {kind.word: kind for kind in (PRIORITY, OBJECTIVE, MILESTONE, ACTION)}
DIRECTIONS: Mapping[Direction, str] = {"up": "up", "down": "down"}
NOT_SAVED = 0
"""Stands for a metric that is saved with the action."""
MOST_MOVES = 3
"""Metrics that one action is to move."""
Options = Mapping[str, Mapping[str, str]]
"""Field -> value -> words, of the fields that offer something."""


def fixed_options() -> dict[str, dict[str, str]]:
    """Options that are the same everywhere."""
    aims, characteristics = tag_groups()[:2]
    return {
        "psed_aims": {tag.id: tag.words for tag in aims.tags},
        "characteristics": {tag.id: tag.words for tag in characteristics.tags},
        "progress": {str(value): words for value, words in PROGRESS.items()},
    }


def values_of_row(kind: RowKind, row: PlanRow) -> dict[str, str | list[str]]:
    """A row as its form holds it."""
    values: dict[str, str | list[str]] = {"version": str(row.version)}
    for field in kind.fields:
        stored = getattr(row, field.name)
        if field.input == "ticks":
            values[field.name] = list(filter(None, stored.split(field.joined)))
        elif field.input == "tick":
            values[field.name] = "yes" if stored else ""
        elif field.input == "day":
            values |= as_typed(field.name, stored) if stored else {}
        else:
            values[field.name] = "" if stored is None else str(stored)
    if isinstance(row, PlanAction):
        values |= values_of_moves(MOVES.validate_json(row.moves))
    return values


def values_of_moves(moves: Sequence[Move]) -> dict[str, str | list[str]]:
    """What an action is to move, as its fields hold it."""
    values: dict[str, str | list[str]] = {}
    for place, move in enumerate(moves):
        values |= {
            f"metric-{place}": str(move.metric_id),
            f"direction-{place}": move.direction,
            f"because-{place}": move.because,
            **(as_typed(f"moved-{place}", move.by) if move.by else {}),
        }
    return values


def columns_of_form(kind: RowKind, form: Form, options: Options) -> tuple[dict[str, object], dict[str, str]]:
    """What was typed as columns of a row, and what is wrong with it by field."""
    columns: dict[str, object] = {}
    faults: dict[str, str] = {}
    for field in kind.fields:
        columns[field.name], fault = _column(field, form, options)
        if fault:
            faults[field.name] = fault
    if kind is ACTION:
        if columns["progress"] == "stopped" and not columns["reason"]:
            faults["reason"] = "Say in a few words why it was stopped."
        moves, wrong = typed_moves(form, options.get("metric_ids", {}))
        columns["moves"] = MOVES.dump_json(moves).decode()
        faults |= wrong
    return columns, faults


def _column(field: RowField, form: Form, options: Options) -> tuple[object, str]:
    text = form.value(field.name)
    if field.input == "ticks":
        offered = options.get(field.name, {})
        chosen = [value for value in form.chosen(field.name) if value in offered]
        return field.joined.join(dict.fromkeys(chosen)), ""
    if field.input == "tick":
        return text == "yes", ""
    if field.input == "day":
        day, fault = typed_date_or_none(form, field.name, "the day")
        return day, fault or ""
    if field.input == "list":
        return (whole_number(text, 9) if text in options.get(field.name, {}) else None), ""
    if field.input == "choice":
        offered = options.get(field.name, {})
        return (text, "") if text in offered else ("", "Choose one of these.")
    if not text and field.needed:
        return text, field.needed
    if len(text) > field.longest:
        return text, f"This has {len(text)} characters. Use {field.longest} or fewer."
    return text, ""


def typed_moves(form: Form, metrics: Mapping[str, str]) -> tuple[tuple[Move, ...], dict[str, str]]:
    """What an action is to move, and what is wrong with it."""
    moves, faults = [], {}
    for place in range(MOST_MOVES):
        metric = form.value(f"metric-{place}")
        if metric not in metrics:
            if form.value(f"because-{place}"):
                faults[f"metric-{place}"] = "Choose what it is to move."
            continue
        direction = form.value(f"direction-{place}")
        if direction not in DIRECTIONS:
            faults[f"direction-{place}"] = "Choose up or down."
        by, fault = typed_date_or_none(form, f"moved-{place}", "the day")
        if fault:
            faults[f"moved-{place}"] = fault
        because = form.value(f"because-{place}")[:LONGEST_LONG]
        up_or_down: Direction = "down" if direction == "down" else "up"
        moves.append(Move(whole_number(metric, 9) or NOT_SAVED, up_or_down, by, because))
    return tuple(moves), faults
