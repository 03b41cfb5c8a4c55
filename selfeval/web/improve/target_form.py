"""The form of a target: what should be reached, by when, and what its kind needs to be judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from selfeval.imports.metric_points_file import NoNumber, known_number
from selfeval.improvement.metrics import Metric, MetricKind, Phase, Target, TargetKind
from selfeval.reports.metric_words import TARGET_KINDS
from selfeval.web.site.forms import Form, typed_date

LONGEST = 500
TWICE = "twice"
TWO_STEPS = (
    "In two steps: so many per cent less, and as much again",
    "Such as 30 % less by one summer, and 30 % again by the next.",
)
A_FURTHER_STEP = ("A further step: so many per cent less again", "The target before it stays.")
PartOf = Literal["baseline", "previous_target", "last_actual"]
PARTS: Mapping[PartOf, str] = {
    "baseline": "Of the baseline",
    "previous_target": "Of the target before",
    "last_actual": "Of what was reached by then",
}
"""What a further reduction is a part of -> its words."""
KINDS_OF: Mapping[MetricKind, tuple[TargetKind, ...]] = {
    "share": ("absolute", "reduction", "match_national", "beat_best", "within_margin", "gap"),
    "events": ("absolute", "reduction", "match_national", "beat_best"),
    "mean": ("absolute", "beat_best", "gap"),
    "level": ("absolute",),
    "milestone": ("milestone",),
}
NEEDS_VALUE = {
    "absolute": "Type the number to reach.",
    "reduction": "Type by how many per cent it should fall.",
    "gap": "Type how many points behind it may be.",
}
NATIONAL_LINE = re.compile(r"(20\d\d)\s*[/-]\s*(?:20)?(\d\d)[\s:,=]+(\d+(?:\.\d+)?)\s*%?")
"""2024/25 9.33"""


def kinds_for(metric: Metric) -> tuple[TargetKind, ...]:
    """The kinds of target that a metric can have."""
    kinds = KINDS_OF[metric.kind]
    if metric.better == "phased":
        return ("phased",)
    if metric.better == "up":
        return tuple(kind for kind in kinds if kind != "reduction")
    return () if metric.better == "none" else kinds


def kind_options(metric: Metric) -> list[tuple[str, str, str]]:
    """The same for a form, with the two steps of a reduction named beside it."""
    options: list[tuple[str, str, str]] = []
    for kind in kinds_for(metric):
        options.append((kind, *TARGET_KINDS[kind]))
        if kind == "reduction":
            options.append((TWICE, *(A_FURTHER_STEP if metric.targets else TWO_STEPS)))
    return options


def typed_targets(
    form: Form, metric: Metric, others: Mapping[int, Metric]
) -> tuple[tuple[Target, ...], dict[str, str]]:
    """What was typed, in one step or two, and everything that is wrong with it by field."""
    faults: dict[str, str] = {}
    is_twice = form.value("kind") == TWICE and "reduction" in kinds_for(metric)
    chosen = "reduction" if is_twice else form.value("kind")
    kind = next((kind for kind in kinds_for(metric) if kind == chosen), None)
    if kind is None:
        faults["kind"] = "Choose what kind of target it is."
    by, fault = typed_date(form, "by", "the day by which it should be reached")
    if fault:
        faults["by"] = fault
    value = _value(form, kind, metric, faults)
    is_beside = kind in ("match_national", "within_margin")
    national = _national(form.value("national"), faults) if is_beside else ()
    if is_beside and not national and "national" not in faults:
        faults["national"] = "Write one line for each school year, such as 2025/26 11.31."
    phases: tuple[Phase, ...] = ()
    if kind == "phased":
        turns, fault = typed_date(form, "turns", "the day on which it should turn")
        if fault:
            faults["turns"] = fault
        elif by and turns and turns >= by:
            faults["turns"] = "This day is after the last one. It should turn before."
        elif by and turns:
            phases = (Phase(turns, "up"), Phase(by, "down"))
    companion = _companion(form, others, faults) if kind == "gap" else None
    again = (is_twice or form.value("again") == "yes") and bool(metric.targets)
    second = None
    if is_twice and not again:
        second, fault = typed_date(form, "second", "the day of the second step")
        if fault:
            faults["second"] = fault
        elif by and second and second <= by:
            faults["second"] = "The second step comes after the first."
    last = metric.targets[-1] if metric.targets else None
    if again and last is not None and by is not None and by <= last.by:
        faults["by"] = "A further step comes after the target before it."
    reason = form.value("reason")
    if last is not None and not again and not reason:
        faults["reason"] = "Say why the target is changed. The one before is kept."
    if len(reason) > LONGEST:
        faults["reason"] = f"Use {LONGEST} characters or fewer."
    if faults or kind is None or by is None:
        return (), faults
    part: PartOf = next((part for part in PARTS if part == form.value("of")), "previous_target")
    first = Target(
        kind,
        by,
        value,
        of=part if again and kind == "reduction" else "baseline",
        again=again,
        national=national,
        national_source=form.value("national_source")[:LONGEST],
        phases=phases,
        companion_id=companion,
        reason=reason,
    )
    return (first, replace(first, by=second, of=part, again=True)) if second else (first,), {}


def _value(form: Form, kind: TargetKind | None, metric: Metric, faults: dict[str, str]) -> float | None:
    if kind not in (*NEEDS_VALUE, "within_margin"):
        return None
    try:
        value = known_number(form.value("value").removesuffix("%"))
    except NoNumber:
        faults["value"] = "Use digits, such as 30 or 2.5."
        return None
    if value is None and kind in NEEDS_VALUE:
        faults["value"] = NEEDS_VALUE[kind]
    if value is not None and metric.kind in ("share", "mean") and value > 100:
        faults["value"] = "This is of 100. Use a number up to 100."
    if value is not None and kind == "reduction" and not 0 < value <= 100:
        faults["value"] = "Use per cent, from 1 to 100."
    return value


def _national(text: str, faults: dict[str, str]) -> tuple[tuple[str, float], ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    figures = []
    for line in lines:
        read = NATIONAL_LINE.fullmatch(line)
        if read is None or int(read[2]) != (int(read[1]) + 1) % 100:
            faults["national"] = f"“{line[:40]}” is no school year with a figure. Write it as 2025/26 11.31."
            return ()
        figures.append((f"{read[1]}/{read[2]}", float(read[3])))
    if len({year for year, _ in figures}) < len(figures):
        faults["national"] = "One year has two figures."
    return tuple(figures)


def _companion(form: Form, others: Mapping[int, Metric], faults: dict[str, str]) -> int | None:
    chosen = {str(number): number for number in others}.get(form.value("companion"))
    if chosen is None:
        faults["companion"] = "Choose the metric of the other group."
    return chosen
