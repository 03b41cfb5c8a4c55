"""What of a pilot may be shown to people who may not see its answers.

A pilot is about questions: nothing of it is told by school, class or group. What is left is rounded as the
figures of a round are, and nothing is told of fewer people than the threshold; of fewer than thirty shares
alone, in steps, and verdicts that follow from these (decision 41).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from selfeval.findings.estimates import Estimate, at_an_end, nearest, nearly, to_five, to_whole
from selfeval.findings.pilot import (
    SHARES,
    Outcome,
    PilotFindings,
    PilotItem,
    PilotScale,
    RuleFigure,
    WordingFigure,
)
from selfeval.questionnaires.model import Definition
from selfeval.scoring.disclosure_control.detail import FULL_DETAIL_FROM, share_step, told_share
from selfeval.scoring.pilot.keep_rules import together

HUNDREDTH = 100


class TooFew(ValueError):
    """A pilot of so few people that nothing of it may be shown."""


def published(findings: PilotFindings, definition: Definition, threshold: int) -> PilotFindings:
    """Findings at full precision, rounded and without what is of few. TooFew where fewer took part."""
    if findings.n < threshold:
        raise TooFew(f"Fewer than {threshold} people answered, so nothing of this pilot may be shown.")
    about = {item.id for item in definition.items if item.kind == "about-you"}
    notices = tuple(_notices(findings, threshold))
    ends = {item.item: _ends(item) for item in findings.items}
    alike = {item.item for item in findings.items if _nearly_alike(item, ends[item.item], threshold)}
    return replace(
        findings,
        blank=None if 0 < (findings.blank or 0) < threshold else to_five(findings.blank or 0),
        arms=tuple((arm, to_five(n)) for arm, n in findings.arms if n >= threshold),
        items=tuple(
            _item(_shares_only(item) if item.item in alike or _of_few(item) else item, threshold)
            for item in findings.items
            if item.item not in about
        ),
        scales=tuple(_scale(scale, threshold, alike) for scale in findings.scales),
        wordings=tuple(
            _wording(one)
            for one in findings.wordings
            if min(one.n) >= max(threshold, FULL_DETAIL_FROM)
            and not about & {*one.items}
            and not any(_of_outcome(one) in ends.get(item, ()) for item in one.items)
        ),
        notices=(
            *notices,
            *(["about_left_out"] if about else []),
            *(["alike_left_out"] if alike else []),
        ),
        threshold=threshold,
    )


def _notices(findings: PilotFindings, threshold: int) -> Iterator[str]:
    """Numbers of people to the nearest five, and none of few."""
    for notice in findings.notices:
        name, colon, number = notice.partition(":")
        if not number.isdigit():
            yield notice
        elif int(number) >= threshold:
            yield f"{name}{colon}{to_five(int(number))}"


def _ends(item: PilotItem) -> set[str]:
    """What nearly nobody, or nearly everybody, did: of that the end of the range is told and nothing else."""
    return {
        rule.rule
        for rule in item.rules
        if rule.rule in SHARES and rule.value is not None and at_an_end(rule.value, rule.n)
    }


def _nearly_alike(item: PilotItem, ends: Set[str], threshold: int) -> bool:
    """Whether all but a few gave the best answer, or did not.

    With the shares of two questions their correlation says what the few of the one said to the other.
    """
    numbers = (people for rule in item.rules if rule.rule == "best" for people in _numbers_of_people(rule))
    return "best" in ends or any(people < threshold for people in numbers)


def _numbers_of_people(rule: RuleFigure) -> tuple[float, ...]:
    """How many people a share is of, and how many the rest are."""
    return (
        () if rule.value is None else tuple(rule.n * share / 100 for share in (rule.value, 100 - rule.value))
    )


def _of_outcome(one: WordingFigure) -> Outcome:
    """The share that says whether nearly all are alike in what two wordings are compared by."""
    return "best" if one.outcome == "score" else one.outcome


def _of_few(item: PilotItem) -> bool:
    """Whether some of its shares are of so few that they are told in steps, and nothing else of it."""
    return any(rule.rule in SHARES and rule.n < FULL_DETAIL_FROM for rule in item.rules)


def _shares_only(item: PilotItem) -> PilotItem:
    """A question that all but a few answered alike, or that few answered: its shares alone.

    A correlation that is there would tell that not all are alike, and what the one who differs answered else.
    """
    rules = tuple(rule for rule in item.rules if rule.rule in SHARES)
    return replace(item, rules=rules, verdict=together(rule.verdict for rule in rules), turned=False)


def _item(item: PilotItem, threshold: int) -> PilotItem:
    rules = tuple(_rule(rule, threshold) for rule in item.rules)
    verdict = together(rule.verdict for rule in rules) if _of_few(item) else item.verdict
    return replace(item, n=to_five(item.n) if item.n >= threshold else 0, verdict=verdict, rules=rules)


def _rule(rule: RuleFigure, threshold: int) -> RuleFigure:
    if rule.n < threshold:
        return replace(rule, value=None, low=None, high=None, n=0, verdict="few")
    if rule.value is None:
        return replace(rule, n=to_five(rule.n))
    if rule.n < FULL_DETAIL_FROM and not (rule.rule in SHARES and at_an_end(rule.value, rule.n)):
        return _in_steps(rule)
    if rule.rule not in SHARES:
        value, low, high = (
            None if figure is None else nearest(figure * HUNDREDTH, 1) / HUNDREDTH
            for figure in (rule.value, rule.low, rule.high)
        )
        return replace(rule, value=value, low=low, high=high, n=to_five(rule.n))
    if at_an_end(rule.value, rule.n):
        end: Estimate = nearly(rule.value, rule.n)
        low, high = (end.interval.low, end.interval.high) if end.interval else (None, None)
        return replace(rule, value=end.value, low=low, high=high, n=to_five(rule.n), end_only=True)
    low, high = (None if end is None else to_whole(end) for end in (rule.low, rule.high))
    return replace(rule, value=to_whole(rule.value), low=low, high=high, n=to_five(rule.n))


def _in_steps(rule: RuleFigure) -> RuleFigure:
    """A share of fewer than thirty people in steps; nothing of a figure that is no share."""
    bare = replace(rule, verdict="few", value=None, low=None, high=None, n=to_five(rule.n), higher="")
    if rule.rule not in SHARES or rule.value is None:
        return bare
    share = told_share(rule.value, rule.n, None, share_step(rule.n), rule.n)
    low, high = (share.interval.low, share.interval.high) if share.interval else (None, None)
    return replace(bare, value=share.value, low=low, high=high)


def _scale(scale: PilotScale, threshold: int, alike: Set[str]) -> PilotScale:
    """`alike`: questions that nearly all answered alike; with one of them no loading is told."""
    few = scale.n < FULL_DETAIL_FROM
    share = None if few else scale.between_schools
    rules = tuple(_rule(rule, threshold) for rule in scale.rules)
    return replace(
        scale,
        n=to_five(scale.n) if scale.n >= threshold else 0,
        verdict=together(rule.verdict for rule in rules) if few and scale.verdict else scale.verdict,
        rules=rules,
        chi2=None,
        scaling=None,
        loadings=() if few or alike & {*scale.items} else tuple(round(one, 2) for one in scale.loadings),
        between_schools=share
        and replace(share, value=round(share.value, 2), low=round(share.low, 2), high=round(share.high, 2)),
    )


def _wording(one: WordingFigure) -> WordingFigure:
    difference, low, high = (
        None if figure is None else to_whole(figure) for figure in (one.difference, one.low, one.high)
    )
    n = to_five(one.n[0]), to_five(one.n[1])
    return replace(one, difference=difference, low=low, high=high, n=n)
