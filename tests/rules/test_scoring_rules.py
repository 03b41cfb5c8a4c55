"""docs/rules/scoring.md holds."""

from __future__ import annotations

import re

import pytest

from selfeval.findings.findings import RoundFindings
from selfeval.questionnaires.model import Definition
from selfeval.scoring.comparison.change import Sample, label_changes
from selfeval.scoring.round_findings import round_findings
from tests.rules.pages import Page, Row, name_of
from tests.scoring.forms import form

PAGE = Page("scoring.md")
VERDICTS = {
    ("improved", None): "improved",
    ("declined", None): "declined",
    ("unclear", "same"): "about the same",
    ("unclear", "unsure"): "cannot tell",
    ("unclear", "small"): "clear, but too small to matter",
    ("few", None): "too few to tell",
}


@pytest.mark.parametrize(("says", "row"), PAGE.cases, ids=name_of)
def test_the_rule_holds(says: str, row: Row) -> None:
    PAGE.checks[says](row)


def test_every_rule_is_checked() -> None:
    assert set(PAGE.checks) == set(PAGE.rules)


def round_of(definition: Definition, responses: list[str], roll: int | None = None) -> RoundFindings:
    return round_findings(definition, responses, roll=roll)


def mean_of(findings: RoundFindings) -> str:
    mean = findings.scales[0].mean
    return "none" if mean is None else f"{mean.value:.1f}".removesuffix(".0")


@PAGE.rule("A person's score is the mean of the questions they answered")
@PAGE.rule("Half the questions, and at least two, make a score")
@PAGE.rule("Preferring not to say is no answer, and no worse than leaving a question out")
def score_of_a_person(row: Row) -> None:
    # Somebody who answers everything is there too, so that no question was left out by all.
    alone = round_of(form(len(row["answers"])), [row["answers"], "2" * len(row["answers"])])
    both = alone.scales[0]
    assert both.mean is not None
    scored = both.n == 2
    assert (f"{2 * both.mean.value - 50:.1f}".removesuffix(".0") if scored else "none") == row["score"]


@PAGE.rule("A question that is turned round counts the other way")
def score_with_a_question_turned_round(row: Row) -> None:
    assert mean_of(round_of(form(2, reversed_=[1]), [row["answers"]])) == row["score"]


@PAGE.rule("The share that agrees is of those who answered that question")
def share_of_a_question(row: Row) -> None:
    answers = row["answers of the round"].split()
    item = round_of(form(2), [f"{answer}2" for answer in answers]).items[0]
    assert item.favourable is not None
    assert (str(item.n), f"{item.favourable.value:g}") == (row["answered"], row["agree, of 100"])


@PAGE.rule("The mean of a round is the mean of its people, not of its answers")
def mean_of_a_round(row: Row) -> None:
    findings = round_of(form(4), row["people"].split())
    assert (str(findings.scales[0].n), mean_of(findings)) == (row["answered"], row["mean"])


@PAGE.rule("The more of the roll has answered, the surer is the mean")
def sureness_of_a_mean(row: Row) -> None:
    roll = None if row["on roll"] == "unknown" else int(row["on roll"])
    mean = round_of(form(4), ["0000"] * 10 + ["2222"] * 10, roll).scales[0].mean
    assert mean is not None
    ends = (
        ("everyone answered", "everyone answered")
        if mean.interval is None
        else (f"{mean.interval.low:.1f}", f"{mean.interval.high:.1f}")
    )
    assert mean.everyone is (mean.interval is None)
    assert (f"{mean.value:g}", *ends) == (row["mean"], row["from"], row["to"])


@PAGE.rule("A roll that is too small is refused")
def roll_too_small(row: Row) -> None:
    with pytest.raises(ValueError, match=re.escape(row["refused"])):
        round_of(form(4), ["0123"] * int(row["answered"]), int(row["on roll"]))


@PAGE.rule("Weighted, everybody counts as on the roll")
def weighted_by_year(row: Row) -> None:
    responses, groups, rolls = [], [], {}
    for head, cell in list(row.items())[:2]:
        n, roll, mean = (int(number) for number in re.findall(r"\d+", cell))
        year = head.partition(":")[0].capitalize()
        rolls[year] = roll
        around = "0000" if mean == 100 else "2222"
        responses += [around] * n
        groups += [year] * n
    findings = round_findings(form(4), responses, groups=groups, rolls=rolls)
    scale = findings.scales[0]
    assert scale.mean is not None
    assert scale.weighted is not None
    assert (f"{scale.mean.value:g}", f"{scale.weighted.value:g}") == (row["plain"], row["weighted"])


@PAGE.rule("A change is told from chance, and from a change too small to matter")
def verdict_on_a_change(row: Row) -> None:
    before, after = (
        Sample(*(int(number) for number in re.findall(r"\d+", row[side])), 20.0)
        for side in ("before", "after")
    )
    change = label_changes({"scale": (before, after)}, 3)["scale"]
    assert VERDICTS[change.label, change.shade] == row["verdict"]
