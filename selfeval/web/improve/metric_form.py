"""The form of a metric: definitions before numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from selfeval.calendar.school_years import today
from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, MetricKind, Reference
from selfeval.reading.metric_points import OfferedFigure
from selfeval.reports.metric_words import BETTERS, KINDS
from selfeval.web.site.forms import Form, whole_number

LONGEST, LONGEST_LINE = 2_000, 200
TEXTS: Mapping[str, tuple[str, str, int]] = {
    "title": ("What is measured?", "Such as: pupils suspended.", LONGEST_LINE),
    "unit": ("What is one?", "Such as: a pupil with one suspension or more.", LONGEST_LINE),
    "target_group": ("Who is it about?", "Such as: everyone on roll.", LONGEST),
    "source": ("Where does it come from?", "Such as: our own log.", LONGEST),
    "frequency": ("How often is there a new value?", "Such as: every term.", LONGEST_LINE),
    "holder": ("Who has it?", "A role is enough, such as the office.", LONGEST_LINE),
    "next_steps": ("What is to be done with it next?", "", LONGEST),
    "missing": ("If it cannot be had: what is missing?", "", LONGEST),
}
"""Field -> its question, a hint, and how long it may be."""
MORE = (
    *("unit", "repeats", "full_count", "obtainable", "missing", "source", "frequency", "holder"),
    *("next_steps", "companion", "baseline"),
)
"""Fields that few metrics need: they stand behind one line."""
TYPED_KINDS: tuple[MetricKind, ...] = ("share", "events", "mean", "milestone")
MOST_QUESTIONS = 3
"""Single questions of one questionnaire that are judged (MEASUREMENT 7)."""
KIND_OF_FIGURE: Mapping[str, MetricKind] = {"scale": "mean", "item": "share", "level": "level"}


def values_of_metric(metric: Metric) -> dict[str, str | list[str]]:
    """A metric as its form holds it."""
    return {
        **{name: getattr(metric, name) for name in TEXTS},
        "kind": metric.kind,
        "better": metric.better,
        "full_count": "yes" if metric.basis == "full_count" else "",
        "repeats": "yes" if metric.repeats else "",
        "obtainable": "yes" if metric.obtainable else "no",
        "companion": str(metric.companion_id or ""),
        "baseline": str(baseline.id if (baseline := baseline_of(metric)) else ""),
        "version": str(metric.version),
    }


def is_more_open(form: Form, metric: Metric | None) -> bool:
    """Whether what few need stands open: it is wrong, or a form that is given back holds something there."""
    if any(form.fault(name) for name in MORE):
        return True
    given_back = bool(form.faults) or metric is None
    filled_in = any(form.value(name) for name in MORE if name != "obtainable")
    return given_back and (filled_in or form.value("obtainable") == "no")


def typed_metric(
    form: Form,
    before: Metric | None,
    others: Collection[Metric],
    figures: Sequence[OfferedFigure],
) -> tuple[Metric, dict[str, str]]:
    """What was typed, and everything that is wrong with it by field. `before`: what it changes."""
    faults: dict[str, str] = {}
    texts = {name: form.value(name) for name in TEXTS}
    for name, (_, _, longest) in TEXTS.items():
        if len(texts[name]) > longest:
            faults[name] = f"This has {len(texts[name])} characters. Use {longest} or fewer."
    if not texts["title"]:
        faults["title"] = "Write what is measured."
    metric = before or Metric("", "share", "up")
    fields: dict[str, Any] = {**texts, **_choices(form, metric, others)}
    metric = replace(metric, **fields)
    metric = _kind(form, metric, before, others, figures, faults)
    if form.value("better") not in BETTERS:
        faults["better"] = "Choose which way is better."
    if not metric.obtainable and not metric.missing:
        faults["missing"] = "Say what is missing."
    if metric.repeats and metric.kind != "events":
        faults["repeats"] = "Only a count of events can count one person more than once. Untick this."
    return metric, faults


def _choices(form: Form, metric: Metric, others: Collection[Metric]) -> dict[str, object]:
    ids = {one.id for one in others} - {metric.id}
    companion, baseline = whole_number(form.value("companion"), 9), whole_number(form.value("baseline"), 9)
    return {
        "better": form.value("better") if form.value("better") in BETTERS else "up",
        "basis": "full_count" if form.value("full_count") == "yes" else "sign",
        "repeats": form.value("repeats") == "yes",
        "obtainable": form.value("obtainable") != "no",
        "companion_id": companion if companion in ids else None,
        "baseline_id": baseline if baseline in {point.id for point in metric.points} else metric.baseline_id,
    }


def _kind(
    form: Form,
    metric: Metric,
    before: Metric | None,
    others: Collection[Metric],
    figures: Sequence[OfferedFigure],
    faults: dict[str, str],
) -> Metric:
    """Its kind and its reference: a figure that is chosen says which; both stay once there are values."""
    if before is not None and (before.points or before.reference):
        return metric
    chosen = next((one for one in figures if one.key == form.value("figure")), None)
    if chosen is not None:
        reference = replace(chosen.reference, declared_on=today())
        if reference.kind == "item" and judged_questions(others, reference) >= MOST_QUESTIONS:
            faults["figure"] = (
                f"{MOST_QUESTIONS} questions of this survey are metrics already. With more, one of them "
                "would move by chance. Choose a score instead."
            )
        return replace(metric, kind=KIND_OF_FIGURE[reference.kind], reference=reference)
    kind = next((kind for kind in TYPED_KINDS if kind == form.value("kind")), None)
    if kind is None:
        faults["kind"] = "Choose what kind of number it is, or a figure of a survey."
        return metric
    return replace(metric, kind=kind, reference=None)


def judged_questions(others: Collection[Metric], reference: Reference) -> int:
    """How many single questions of a questionnaire are metrics already."""
    return sum(
        one.reference is not None and one.reference.kind == "item" and one.reference.voice == reference.voice
        for one in others
    )


def kind_options() -> list[tuple[str, str, str]]:
    """The kinds that are typed in, for a form."""
    return [(kind, *KINDS[kind]) for kind in TYPED_KINDS]


def better_options() -> list[tuple[str, str, str]]:
    """Which way is better, for a form."""
    return [(better, *words) for better, words in BETTERS.items()]
