"""What a pilot tells: the figures of each question and scale that the keep rules ask for, and verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

Verdict = Literal["keep", "reword", "few"]
"""`few`: too few people to say on which side of its line a figure lies."""
Outcome = Literal["skipped", "unsure", "best", "score"]
ShareName = Literal["skipped", "unsure", "best"]
RuleName = Literal["skipped", "unsure", "best", "rest", "unlike", "cfi", "rmsea", "omega", "retest"]
AT_LEAST: frozenset[RuleName] = frozenset({"rest", "cfi", "omega", "retest"})
"""Rules whose figure must reach its line; the others' must stay below it."""
SHARES: frozenset[RuleName] = frozenset({"skipped", "unsure", "best"})
"""Rules whose figure is a share of people, in per cent."""
NOTICES: Mapping[str, str] = {
    "not_asked:": "nobody answered this question, so nothing is said of it",
    "no_schools": "no column says the school, so people are taken as drawn one by one",
    "codes_left_out:": "so many later rows have a code that is in a file twice, or not in the first",
    "about_left_out": "questions about the person count people, and are left out of what is published",
    "alike_left_out": "where few gave the best answer, or all but few, only the shares are published",
    "class_left_out:": "so many people are of classes that had one wording only, and are in no comparison",
}
"""Notices: id -> what it says. An id that ends in a colon is followed by a question or a number."""


@dataclass(frozen=True)
class RuleFigure:
    """One figure, its 90 % interval and the line that it is held to. Whole interval past the line: surely."""

    rule: RuleName
    verdict: Verdict
    line: float
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    about: str = ""
    """The scale whose rest it is, or the column and the two groups that are compared."""
    higher: str = ""
    """Of two groups that answer a question unlike: the one that gives better answers than the other."""
    end_only: bool = False
    """Only the end of the range may be shown: nearly nobody, or nearly everybody."""


@dataclass(frozen=True)
class PilotItem:
    """One question, over everybody who was asked it."""

    item: str
    n: int
    verdict: Verdict
    rules: tuple[RuleFigure, ...]
    turned: bool = False
    """It goes against the rest of its scale: its `reversed` flag may be wrong."""


@dataclass(frozen=True)
class SchoolShare:
    """Share of the variance of a score that lies between schools, with its 95 % interval."""

    value: float
    low: float
    high: float
    schools: int


@dataclass(frozen=True)
class PilotScale:
    """One scale as one arm, or all that were asked the same, answered it."""

    scale: str
    arm: str
    """Empty where all arms were asked the same."""
    items: tuple[str, ...]
    wording: tuple[str, ...]
    """Items that share a factor of wording beside the one that all share."""
    n: int
    """People who answered all of it."""
    verdict: Verdict | None
    """None where nothing could be looked at: a scale of so few items."""
    rules: tuple[RuleFigure, ...]
    no_fit: Literal["", "few", "items", "improper"] = ""
    """Why no factor was fitted: too few people or items, or no proper solution."""
    chi2: float | None = None
    df: int | None = None
    scaling: float | None = None
    loadings: tuple[float, ...] = ()
    """Of each item on the one factor, standardised."""
    between_schools: SchoolShare | None = None


@dataclass(frozen=True)
class WordingFigure:
    """A question under two wordings: the second less the first, within classes, with a 95 % interval."""

    items: tuple[str, str]
    arms: tuple[str, str]
    outcome: Outcome
    difference: float | None
    low: float | None
    high: float | None
    n: tuple[int, int]
    differs: bool | None
    """Beyond chance after Benjamini and Hochberg over the whole pilot; None for too few to say."""


@dataclass(frozen=True)
class PilotFindings:
    """All figures of one pilot. `threshold`: nothing is told of fewer people; None on one's own screen."""

    questionnaire: str
    version: int
    n: int
    blank: int | None
    """Forms handed in empty; None where that may not be told."""
    arms: tuple[tuple[str, int], ...]
    items: tuple[PilotItem, ...]
    scales: tuple[PilotScale, ...]
    wordings: tuple[WordingFigure, ...] = ()
    notices: tuple[str, ...] = ()
    threshold: int | None = None


@dataclass(frozen=True)
class PilotRow:
    """One figure in a line, as table and CSV have it."""

    level: Literal["item", "scale", "wording"]
    id: str
    arm: str
    statistic: str
    about: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    line: float | None
    verdict: str


def pilot_rows(findings: PilotFindings) -> Iterator[PilotRow]:
    """Every figure in the order of the questionnaire: questions, scales, wordings."""
    for item in findings.items:
        yield from (_of_rule("item", item.item, "", rule) for rule in item.rules)
        yield PilotRow("item", item.item, "", "verdict", "", None, None, None, item.n, None, item.verdict)
    for scale in findings.scales:
        yield from (_of_rule("scale", scale.scale, scale.arm, rule) for rule in scale.rules)
        yield from _more_of_scale(scale)
    for wording in findings.wordings:
        label = {True: "differs", False: "no difference seen", None: "few"}[wording.differs]
        yield PilotRow(
            "wording",
            " and ".join(dict.fromkeys(wording.items)),
            " and ".join(wording.arms),
            wording.outcome,
            "",
            wording.difference,
            wording.low,
            wording.high,
            sum(wording.n),
            None,
            label,
        )


def _of_rule(level: Literal["item", "scale"], name: str, arm: str, rule: RuleFigure) -> PilotRow:
    figures = (rule.value, rule.low, rule.high, rule.n, rule.line, rule.verdict)
    return PilotRow(level, name, arm, rule.rule, rule.about, *figures)


def _more_of_scale(scale: PilotScale) -> Iterator[PilotRow]:
    plain = {"chi2": scale.chi2, "df": scale.df, "scaling": scale.scaling}
    for name, value in plain.items():
        if value is not None:
            yield PilotRow("scale", scale.scale, scale.arm, name, "", value, None, None, scale.n, None, "")
    for item, loading in zip(scale.items, scale.loadings, strict=False):
        yield PilotRow(
            "scale", scale.scale, scale.arm, "loading", item, loading, None, None, scale.n, None, ""
        )
    share = scale.between_schools
    if share is not None:
        ends = (share.value, share.low, share.high, share.schools)
        yield PilotRow("scale", scale.scale, scale.arm, "between_schools", "", *ends, None, "")
    verdict = scale.verdict or ""
    yield PilotRow("scale", scale.scale, scale.arm, "verdict", "", None, None, None, scale.n, None, verdict)


def pilot_json(findings: PilotFindings) -> str:
    """Canonical JSON: sorted keys, no spaces, shortest digits that give a number back. NaN: ValueError."""
    return json.dumps(
        asdict(findings), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
