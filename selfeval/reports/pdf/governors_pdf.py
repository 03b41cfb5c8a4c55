"""Governors' report of the action plan: two pages at most, in type of 9 points or more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from selfeval.english import count_of, listed, lowered, shortened
from selfeval.reports.edition_metrics import ToldMetric, ToldValue
from selfeval.reports.governors_report import ASKS, GovernorsReport, ReportedAction
from selfeval.reports.pdf.blocks import (
    BODY,
    EYEBROW,
    LEDE,
    TITLE,
    Block,
    Bullets,
    Grid,
    Style,
    TextBlock,
    plain,
)
from selfeval.reports.pdf.flow import Part, flow_pdf, heading, opened, paged
from selfeval.reports.pdf.tagged import SANS_BOLD

MOST_PAGES = 2
T = TypeVar("T")
NAME = Style(SANS_BOLD, BODY.size, BODY.leading)


@dataclass(frozen=True)
class PageRoom:
    """How much is told: characters of a text, entries of a list, rows of the table."""

    longest: int
    most: int
    rows: int


ROOMS = tuple(
    PageRoom(*step)
    for step in (
        *((420, 40, 40), (300, 30, 24), (220, 20, 18), (170, 14, 14), (140, 11, 12), (120, 9, 11)),
        *((110, 8, 10), (100, 7, 9), (90, 6, 9), (80, 6, 8), (80, 5, 7), (70, 4, 6), (70, 3, 6)),
        *((60, 3, 5), (60, 2, 4), (50, 2, 3), (50, 1, 2)),
    )
)
"""The first of these with which the report is two pages long is used; with the last one any is."""


def governors_pdf(report: GovernorsReport) -> bytes:
    """A tagged PDF of two A4 pages at most. The same report gives the same bytes."""
    parts = fitted(report)
    footer = shortened(report.footer, 110)
    return flow_pdf(parts, report.title, report.around.home, footer)


def fitted(report: GovernorsReport) -> Sequence[Part]:
    """As much of it as two pages hold; what is left out is said on them."""
    parts: Sequence[Part] = ()
    for room in ROOMS:
        parts = _Cutting(report, room).parts()
        if len(list(paged(parts))) <= MOST_PAGES:
            return parts
    return parts


@dataclass
class _Cutting:
    """The report cut to a room; it remembers what was left out."""

    report: GovernorsReport
    room: PageRoom
    left_out: Counter[str] = field(default_factory=Counter)
    is_cut: bool = False

    def parts(self) -> list[Part]:
        report, around = self.report, self.report.around
        out: list[Part] = [
            _text(self.cut(report.eyebrow, 180), EYEBROW, 2),
            heading(self.cut(report.heading, 120), TITLE, "H1", 4),
            _text(self.cut(report.lede, 600), LEDE, 6),
        ]
        out += self._objectives()
        for name, actions in report.actions.items():
            asks = f": {ASKS[name]}" if name in ASKS else ""
            title = f"{name}{asks}"
            entries = self.some(actions, self.room.most, "action")
            out.append(opened(title, Bullets([self._action(one) for one in entries], BODY, 2)))
        decisions = self.some(report.decisions, 2 * self.room.most + 2, "question")
        if decisions:
            out.append(opened("What asks for a decision", self._list(decisions, 180)))
        else:
            out.append(opened("What asks for a decision", _text("Nothing that follows from the plan.", BODY)))
        out.append(opened("The equality duty’s dates", self._list(report.dates)))
        out.append(opened("How sure this is", self._list(report.sureness)))
        if self.left_out or self.is_cut:
            what = [count_of(many, f"more {name}") for name, many in self.left_out.items()]
            what += ["the ends of long texts"] if self.is_cut else []
            where = f"Not on these pages: {listed(what)}. All of it stands at {around.address}."
            out.append(_text(shortened(where, 500), NAME))
        return out

    def _objectives(self) -> list[Part]:
        if not self.report.objectives:
            return [opened("What was set out to do", _text("The plan has no objective yet.", BODY))]
        rows: list[Sequence[str]] = []
        entries = self.some(self.report.objectives, self.room.rows, "objective")
        in_table: set[int] = set()
        for objective in entries:
            name = f"<b>{self.markup(objective.objective)}</b>"
            if objective.timescale:
                name += f" ({self.markup(objective.timescale, 60)})"
            metrics = objective.metrics[: max(self.room.rows // len(entries), 1)]
            in_table.update(metric.metric.id for metric in metrics)
            if not metrics:
                rows.append((name, "Nothing is measured for it yet", "", "", ""))
            for place, metric in enumerate(metrics):
                rows.append((name if place == 0 else "", *self._metric(metric)))
        every = {metric.metric.id for one in self.report.objectives for metric in one.metrics}
        if every - in_table:
            self.left_out["metric"] += len(every - in_table)
        head = ("Objective", "Measured by", "At the start, and newest", "Is it changing?", "Is it on target?")
        return [opened("What was set out to do", Grid(head, rows, (4.2, 3, 3.6, 1.7, 2.4)))]

    def _metric(self, metric: ToldMetric) -> Sequence[str]:
        values = [self._value(one) for one in (metric.baseline, metric.newest) if one is not None]
        values[1:] = map(lowered, values[1:])
        target = ". ".join(filter(None, (metric.target, metric.sentence)))
        return (
            self.markup(metric.title),
            "; then ".join(values) or "No value yet",
            self.markup(metric.change, 60),
            self.markup(target),
        )

    def _value(self, value: ToldValue) -> str:
        text = self.markup(value.value, 90)
        if not value.chance:
            return text
        sure = f"very likely between {plain(value.chance)})"
        return f"{text[:-1]}; {sure}" if text.endswith(")") else f"{text} ({sure}"

    def _action(self, action: ReportedAction) -> str:
        who = f" ({self.markup(action.who_and_when, 80)})" if action.who_and_when else ""
        words = self.markup(". ".join(action.says))
        says = f" {words}{'' if words.endswith('…') else '.'}" if words else ""
        return f"<b>{self.markup(action.text)}</b>{who}.{says}"

    def _list(self, sentences: Iterable[str], longest: int = 300) -> Block:
        return Bullets([self.markup(one, max(self.room.longest, longest)) for one in sentences], BODY, 2)

    def some(self, every: Sequence[T], most: int, name: str) -> Sequence[T]:
        """The first of them; how many more there are is said at the end."""
        if len(every) > most:
            self.left_out[name] += len(every) - most
        return every[:most]

    def markup(self, text: str, longest: int | None = None) -> str:
        """A text of somebody as markup, on one line and no longer than there is room."""
        return plain(self.cut(text, longest or self.room.longest))

    def cut(self, text: str, longest: int) -> str:
        short = shortened(text, longest)
        self.is_cut = self.is_cut or short.endswith(" …")
        return short


def _text(text: str, style: Style, after: float = 0.0) -> Block:
    return TextBlock(plain(text), style, after=after)
