"""What a pilot tells of its questions and scales, and what it must not depend on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from selfeval.findings.pilot import PilotFindings, PilotItem, RuleFigure, RuleName, pilot_json
from selfeval.questionnaires.catalogue import latest
from selfeval.scoring.pilot.pilot_answers import PilotFile
from selfeval.scoring.pilot.pilot_findings import pilot_findings
from tests.scoring.pilot.pilots import PEOPLE, Pilot, form, pilot, some_of


def of(findings: PilotFindings, item: str) -> PilotItem:
    return next(one for one in findings.items if one.item == item)


def rule(item: PilotItem, name: RuleName) -> RuleFigure:
    return next(one for one in item.rules if one.rule == name)


def shuffled(gathered: PilotFile, order: np.ndarray) -> PilotFile:
    def again(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if names is None else tuple(names[row] for row in order)

    return PilotFile(
        [gathered.responses[row] for row in order],  # type: ignore[misc]
        {by: tuple(names[row] for row in order) for by, names in gathered.columns.items()},
        again(gathered.groups),
        again(gathered.schools),
        again(gathered.classes),
        again(gathered.arms),
        again(gathered.codes),
    )


def test_the_order_of_rows_changes_no_bit() -> None:
    first = pilot().gathered()
    order = np.random.default_rng(1).permutation(len(first.responses))
    later = shuffled(first, order[:150])
    assert pilot_json(pilot_findings(form(), first, later)) == pilot_json(
        pilot_findings(form(), shuffled(first, order), later)
    )


def test_a_question_turned_round_in_form_and_answers_is_the_same_question() -> None:
    plain = pilot()
    turned = replace(plain, turned=())
    one, other = pilot_findings(form(), plain.gathered()), pilot_findings(form(turned=()), turned.gathered())
    assert [(item.rules, item.verdict) for item in one.items] == [
        (item.rules, item.verdict) for item in other.items
    ]


def test_a_question_that_many_leave_out_is_to_be_reworded() -> None:
    some = pilot()
    some.points[some_of(PEOPLE, 1 / 8), 1] = 0
    item = of(pilot_findings(form(), some.gathered()), "q1")
    assert rule(item, "skipped").value == pytest.approx(12.5)
    assert rule(item, "skipped").verdict == "reword"
    assert item.verdict == "reword"


def test_not_knowing_is_no_skipping_and_counts_by_itself() -> None:
    some = pilot()
    some.points[some_of(PEOPLE, 1 / 4), 1] = -1
    item = of(pilot_findings(form(), some.gathered()), "q1")
    assert rule(item, "unsure").value == pytest.approx(25)
    assert rule(item, "unsure").verdict == "reword"
    assert rule(item, "skipped").value == 0


def test_a_question_to_which_nearly_all_give_the_best_answer_is_to_be_reworded() -> None:
    some = pilot()
    some.points[:, 4] = np.where(~some_of(PEOPLE, 1 / 10), 5, some.points[:, 4])
    best = rule(of(pilot_findings(form(), some.gathered()), "q4"), "best")
    assert best.value == pytest.approx(100 * np.mean(some.points[:, 4] == 5))
    assert best.verdict == "reword"


def test_the_best_answer_is_a_share_of_the_answers_with_points() -> None:
    some = pilot()
    some.points[:200, 0] = -1
    best = rule(of(pilot_findings(form(), some.gathered()), "q0"), "best")
    assert best.n == PEOPLE - 200
    assert best.value == pytest.approx(100 * np.mean(some.points[200:, 0] == 5))


def test_a_question_that_has_nothing_to_do_with_the_rest_is_to_be_reworded() -> None:
    some = pilot()
    some.points[:, 3] = np.random.default_rng(5).integers(1, 6, PEOPLE)
    findings = pilot_findings(form(), some.gathered())
    assert rule(of(findings, "q3"), "rest").verdict == "reword"
    assert of(findings, "q0").verdict == "keep"


def test_a_question_whose_flag_is_wrong_is_named() -> None:
    some = replace(pilot(), turned=(2,))
    findings = pilot_findings(form(), some.gathered())
    assert [item.item for item in findings.items if item.turned] == ["q4"]


def test_a_question_in_no_scale_is_held_to_the_lines_that_it_has() -> None:
    spare = of(pilot_findings(form(), pilot().gathered()), "spare")
    assert {one.rule for one in spare.rules} == {"skipped", "unsure", "best"}


def test_girls_and_boys_who_are_alike_on_the_rest_must_answer_alike() -> None:
    some = pilot(900)
    girls = np.array(some.columns["sex"]) == "girl"
    some.points[girls, 1] = np.maximum(1, some.points[girls, 1] - 2)
    findings = pilot_findings(form(), some.gathered())
    unlike = {item.item: rule(item, "unlike").verdict for item in findings.items if item.item != "spare"}
    assert unlike.pop("q1") == "reword"
    assert set(unlike.values()) == {"keep"}
    assert of(findings, "q1").verdict == "reword"
    assert rule(of(findings, "q1"), "unlike").higher == "boy"


def test_fewer_than_two_hundred_a_side_are_too_few_to_tell_and_leave_the_verdict() -> None:
    item = of(pilot_findings(form(), pilot(380).gathered()), "q0")
    assert rule(item, "unlike").verdict == "few"
    assert item.verdict == "keep"


def test_a_question_asked_with_one_wording_only_is_no_skipped_one_elsewhere() -> None:
    some = pilot()
    second = np.array(some.arms) == "B"
    some.points[~second, 6] = 0
    some.points[second, 0] = 0
    findings = pilot_findings(form(other_wording=True), some.gathered(), None, [("q0", "q0.other")])
    for name, asked in (("q0", 216), ("q0.other", 216), ("q1", PEOPLE)):
        assert of(findings, name).n == asked
        assert rule(of(findings, name), "skipped").value == 0


def test_the_other_wording_takes_its_place_in_the_scale() -> None:
    some = pilot()
    second = np.array(some.arms) == "B"
    some.points[~second, 6] = 0
    some.points[second, 0] = 0
    findings = pilot_findings(form(other_wording=True), some.gathered(), None, [("q0", "q0.other")])
    assert [(scale.arm, scale.items[0], scale.n) for scale in findings.scales] == [
        ("A", "q0", 216),
        ("B", "q0.other", 216),
    ]
    assert rule(of(findings, "q0.other"), "rest").verdict == "keep"


def test_a_wording_that_is_agreed_with_more_surely_differs() -> None:
    some = pilot()
    second = np.array(some.arms) == "B"
    some.points[second, 6] = np.minimum(5, some.points[second, 6] + 1)
    findings = pilot_findings(form(), some.gathered())
    differing = {(one.items[0], one.outcome) for one in findings.wordings if one.differs}
    assert ("spare", "score") in differing
    assert {item for item, _ in differing} == {"spare"}
    score = next(one for one in findings.wordings if one.items[0] == "spare" and one.outcome == "score")
    assert score.n == (216, 216)
    assert score.difference == pytest.approx(20, abs=8)


def test_without_arms_nothing_is_compared() -> None:
    findings = pilot_findings(form(), replace(pilot(), arms=()).gathered())
    assert findings.wordings == ()
    assert findings.arms == ()


def retested() -> tuple[Pilot, Pilot]:
    first = pilot()
    later = replace(first, points=first.points.copy())
    random = np.random.default_rng(2)
    changed = random.random(later.points.shape) < 0.4
    later.points[changed] = random.integers(1, 6, int(changed.sum()))
    return first, later


def test_a_retest_is_the_correlation_of_the_scores_of_one_code() -> None:
    first, later = retested()
    findings = pilot_findings(form(), first.gathered(), later.gathered())
    retest = next(one for one in findings.scales[0].rules if one.rule == "retest")
    expected = stats.pearsonr(first.points[:, :6].mean(axis=1), later.points[:, :6].mean(axis=1))
    assert retest.value == pytest.approx(float(expected.statistic), abs=1e-9)
    assert retest.n == PEOPLE


def test_a_code_that_two_children_drew_is_left_out() -> None:
    first, later = retested()
    later = replace(later, codes=("moon", "moon", *later.codes[2:]))
    findings = pilot_findings(form(), first.gathered(), later.gathered())
    retest = next(one for one in findings.scales[0].rules if one.rule == "retest")
    assert retest.n == PEOPLE - 2
    assert "codes_left_out:2" in findings.notices


def test_a_form_handed_in_empty_is_counted_apart() -> None:
    some = pilot()
    some.points[:7] = 0
    findings = pilot_findings(form(), some.gathered())
    assert (findings.n, findings.blank) == (PEOPLE - 7, 7)
    assert rule(of(findings, "q0"), "skipped").value == 0


def test_how_far_schools_differ_is_told_from_ten_schools_on() -> None:
    some = pilot()
    assert pilot_findings(form(), some.gathered()).scales[0].between_schools is not None
    few = replace(some, schools=tuple(f"School {person % 9}" for person in range(PEOPLE)))
    assert pilot_findings(form(), few.gathered()).scales[0].between_schools is None


def test_a_scale_of_one_factor_is_kept() -> None:
    scale = pilot_findings(form(), pilot(1500).gathered()).scales[0]
    assert scale.verdict == "keep"
    assert scale.wording in ((), ("q2", "q4"))


def test_of_fewer_than_a_hundred_people_no_factor_is_looked_for() -> None:
    scale = pilot_findings(form(), pilot(90).gathered()).scales[0]
    assert (scale.no_fit, scale.verdict) == ("few", "few")


def test_a_scale_of_two_things_is_to_be_reworded() -> None:
    some = pilot(900)
    other = np.random.default_rng(9).normal(size=(900, 1))
    latent = 0.8 * other + 0.6 * np.random.default_rng(10).normal(size=(900, 3))
    some.points[:, 1:4] = np.digitize(latent, [-1.4, -0.7, 0.1, 0.9]) + 1
    assert pilot_findings(form(), some.gathered()).scales[0].verdict == "reword"


def test_responses_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="7 answers"):
        pilot_findings(form(), PilotFile(["0123"]))


def test_questions_without_points_have_no_best_answer() -> None:
    about = latest("about-you-pupils").definition
    findings = pilot_findings(about, PilotFile(["0" * len(about.items)] * 40))
    for item in findings.items:
        assert "best" not in {one.rule for one in item.rules}


@pytest.mark.parametrize("n", [1, 2, 10, 31, 110])
@pytest.mark.parametrize("how", ["all alike", "hardly anything", "by lot"])
def test_whatever_is_answered_every_figure_is_a_number_or_none(n: int, how: str) -> None:
    random = np.random.default_rng(n)
    some = pilot(n)
    if how == "all alike":
        some.points[:] = 5
    elif how == "hardly anything":
        some.points[random.random(some.points.shape) < 0.9] = 0
    else:
        some.points[:] = random.integers(-1, 6, some.points.shape)
    findings = pilot_findings(form(), some.gathered(), some.gathered(), [("q0", "q1")])
    assert "NaN" not in pilot_json(findings)
