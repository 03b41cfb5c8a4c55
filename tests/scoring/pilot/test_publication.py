"""What of a pilot may be shown to others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from selfeval.findings.pilot import SHARES, PilotFindings, pilot_json, pilot_rows
from selfeval.scoring.disclosure_control.detail import share_step
from selfeval.scoring.pilot.pilot_findings import pilot_findings
from selfeval.scoring.pilot.publication import TooFew, published
from tests.scoring.pilot.pilots import form, pilot


def shown(n: int = 480, threshold: int = 10) -> PilotFindings:
    some = pilot(n)
    some.points[:3, 1] = 0
    return published(pilot_findings(form(), some.gathered()), form(), threshold)


def test_shares_are_whole_numbers_and_people_in_fives() -> None:
    for row in pilot_rows(shown()):
        assert row.n % 5 == 0 or row.statistic == "between_schools"
        if row.statistic in SHARES:
            assert row.value is None or row.value.is_integer()


def test_how_few_left_a_question_out_is_told_as_an_end_only() -> None:
    findings = shown()
    rule = next(one for one in findings.items[1].rules if one.rule == "skipped")
    assert rule.end_only
    assert (rule.low, rule.high) == (0, 5)


def test_of_fewer_people_than_the_threshold_nothing_is_told() -> None:
    with pytest.raises(TooFew, match="Fewer than 15 people"):
        shown(14, 15)
    assert shown(15, 15).n == 15


def test_a_question_that_few_were_asked_has_no_figure() -> None:
    some = pilot()
    some = replace(some, arms=("C",) * 8 + some.arms[8:])
    some.points[8:, 6] = 0
    findings = published(pilot_findings(form(), some.gathered()), form(), 10)
    spare = next(item for item in findings.items if item.item == "spare")
    assert spare.n == 0
    assert all(rule.value is None and rule.n == 0 for rule in spare.rules)
    assert "C" not in dict(findings.arms)


def test_a_few_empty_forms_are_not_counted() -> None:
    some = pilot()
    some.points[:7] = 0
    findings = published(pilot_findings(form(), some.gathered()), form(), 10)
    assert findings.blank is None


def test_verdicts_stay_as_they_were() -> None:
    exact = pilot_findings(form(), pilot().gathered())
    assert [item.verdict for item in published(exact, form(), 10).items] == [
        item.verdict for item in exact.items
    ]


def test_questions_about_the_person_are_left_out() -> None:
    plain = form()
    about = replace(plain.items[6], kind="about-you")
    definition = replace(plain, items=(*plain.items[:6], about))
    findings = published(pilot_findings(definition, pilot().gathered()), definition, 10)
    assert "spare" not in {item.item for item in findings.items}
    assert "about_left_out" in findings.notices


def test_no_school_class_or_code_is_named() -> None:
    text = pilot_json(shown())
    assert "School " not in text
    assert "Class " not in text
    assert "star " not in text


def test_no_exact_number_of_people_is_left_in_a_notice() -> None:
    first, later = pilot(), pilot(33)
    later = replace(later, codes=tuple(f"moon {place}" for place in range(33)))
    findings = published(pilot_findings(form(), first.gathered(), later.gathered()), form(), 10)
    assert "codes_left_out:35" in findings.notices


def test_nothing_of_a_published_pilot_needs_more_than_two_decimals() -> None:
    for row in pilot_rows(shown()):
        for figure in (row.value, row.low, row.high):
            if figure is not None:
                assert np.isclose(figure, round(figure, 2))


BEST = 5


@pytest.mark.parametrize("n", [11, 25, 60, 240])
def test_that_all_answered_alike_is_told_in_no_way_from_that_all_but_one_did(n: int) -> None:
    told = []
    for others in (0, 1):
        some = pilot(n)
        some.points[:, 0] = BEST
        some.points[:others, 0] = 1
        findings = published(pilot_findings(form(), some.gathered()), form(), 10)
        told.append((findings.items[0], [scale.loadings for scale in findings.scales], findings.notices))
    assert told[0] == told[1]
    assert {rule.rule for rule in told[0][0].rules} == {"skipped", "unsure", "best"}
    assert "alike_left_out" in told[0][2]


def test_that_all_answered_alike_between_the_ends_is_told_in_no_way_either() -> None:
    told = []
    for others in (0, 1):
        some = pilot(40)
        some.points[:, 0] = 3
        some.points[:others, 0] = 4
        told.append(published(pilot_findings(form(), some.gathered()), form(), 10).items[0])
    assert told[0] == told[1]


def test_a_question_that_people_answer_in_many_ways_goes_with_the_rest_as_before() -> None:
    findings = shown()
    assert "alike_left_out" not in findings.notices
    assert all("rest" in {rule.rule for rule in item.rules} for item in findings.items[:6])


@pytest.mark.parametrize("n", [12, 19, 24, 29])
def test_of_fewer_than_thirty_shares_are_in_steps_and_nothing_else_is_told(n: int) -> None:
    """Of twelve people “17 of 100” were two, beside a correlation of what they said with the rest."""
    findings = shown(n)
    rows = [row for row in pilot_rows(findings) if row.value is not None]
    assert {row.statistic for row in rows} <= SHARES
    assert any(row.statistic == "best" for row in rows)
    for row in rows:
        assert row.value is not None
        assert row.value % share_step(n) == 0 or row.value in (5, 10, 90, 95)
        assert row.low is not None
        assert row.low % 5 == 0
    assert {row.verdict for row in pilot_rows(findings)} <= {"few", ""}
    assert all(scale.loadings == () and scale.between_schools is None for scale in findings.scales)
    assert findings.wordings == ()
    assert not any(item.turned for item in findings.items)


def test_a_step_of_a_share_stands_for_two_numbers_of_people_at_least() -> None:
    for n in range(10, 30):
        told: dict[tuple[float | None, bool], set[int]] = {}
        for best in range(n + 1):
            some = pilot(n)
            some.points[:, 6] = [BEST] * best + [1] * (n - best)
            findings = published(pilot_findings(form(), some.gathered()), form(), 10)
            (rule,) = (rule for rule in findings.items[6].rules if rule.rule == "best")
            told.setdefault((rule.value, rule.end_only), set()).add(best)
        assert min(map(len, told.values())) >= 2, (n, told)


def test_a_question_that_fewer_than_thirty_of_many_were_asked_is_told_in_steps_too() -> None:
    some = pilot()
    some = replace(some, arms=("C",) * 22 + some.arms[22:])
    some.points[22:, 6] = 0
    findings = published(pilot_findings(form(), some.gathered()), form(), 10)
    spare = next(item for item in findings.items if item.item == "spare")
    (best,) = (rule.value for rule in spare.rules if rule.rule == "best")
    assert best is not None
    assert best % 10 == 0 or best in (5, 95)
    assert not any("spare" in wording.items for wording in findings.wordings)


@pytest.mark.parametrize("few_gave_the_best", [True, False])
def test_what_fewer_than_ten_said_to_other_questions_follows_from_no_correlation(
    few_gave_the_best: bool,
) -> None:
    some = pilot(100)
    some.points[:, 0] = 4 if few_gave_the_best else BEST
    some.points[:8, 0] = BEST if few_gave_the_best else 4
    findings = published(pilot_findings(form(), some.gathered()), form(), 10)
    assert {rule.rule for rule in findings.items[0].rules} == SHARES
    assert all(scale.loadings == () for scale in findings.scales)


def test_ten_people_are_enough_for_a_correlation() -> None:
    some = pilot(100)
    some.points[:, 0] = 4
    some.points[:10, 0] = BEST
    findings = published(pilot_findings(form(), some.gathered()), form(), 10)
    assert "rest" in {rule.rule for rule in findings.items[0].rules}
