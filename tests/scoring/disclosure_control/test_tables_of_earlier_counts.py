"""Tables by characteristics that were kept at a count, told beside a release of today."""

from __future__ import annotations

from dataclasses import replace

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control.characteristics import republished
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed

FORM = form(4, scales=[[0, 1], [2, 3]])
TURNED = form(4, scales=[[0, 1], [2, 3]], reversed_=[3])


def shown() -> RoundFindings:
    """Everyone's spread is 20 points in both scales."""
    found = round_findings(FORM, mixed(60, 4))
    return replace(found, scales=tuple(replace(scale, sd=20.0) for scale in found.scales))


def table(sd: float | None) -> Breakdown:
    """Girls, with a bracket of their own; of the second scale only the end of the range is told."""
    first = ScaleFinding("s0", 25, mean=Estimate(50.0, Interval(47.0, 53.0)), sd=sd, items=("q0", "q1"))
    second = ScaleFinding("s1", 25, favourable=Estimate(95.0), hidden="unanimous", items=("q2", "q3"))
    return Breakdown("about.sex", (GroupFinding("girl", None, 25, (first, second)),))


def test_a_table_without_spreads_is_told_as_it_was_kept() -> None:
    assert republished(table(None), FORM, FORM, shown()) == table(None)


def test_spreads_of_earlier_counts_go_and_the_bracket_follows_from_everyones() -> None:
    (girls,) = republished(table(7.0), FORM, FORM, shown()).groups
    first, second = girls.scales
    assert (first.n, first.sd, first.items) == (25, None, ("q0", "q1"))
    # 50 - t(24) 20/5 = 41.7 and 58.3
    assert first.mean == Estimate(50.0, Interval(42.0, 58.0))
    assert (second.hidden, second.favourable) == ("unanimous", Estimate(95.0))


def test_a_mean_of_a_hidden_scale_is_not_told_again() -> None:
    hidden = ScaleFinding("s0", 25, mean=Estimate(50.0), sd=7.0, hidden="together", items=("q0", "q1"))
    kept = Breakdown("about.sex", (GroupFinding("girl", None, 25, (hidden,)),))
    (girls,) = republished(kept, FORM, FORM, shown()).groups
    assert girls.scales == (ScaleFinding("s0", 25, hidden="together", items=("q0", "q1")),)


def test_a_scale_that_is_scored_in_another_way_today_is_left_out() -> None:
    (girls,) = republished(table(None), FORM, TURNED, shown()).groups
    first, second = girls.scales
    assert first == table(None).groups[0].scales[0]
    assert second == ScaleFinding("s1", hidden="before", items=("q2", "q3"))


def test_a_scale_that_is_not_asked_any_more_or_needs_more_answers_is_left_out() -> None:
    without = form(4, scales=[[0, 1]])
    stricter = form(4, scales=[[0, 1], [2, 3]], minimum=2)
    assert [scale.hidden for scale in republished(table(None), FORM, without, shown()).groups[0].scales] == [
        None,
        "before",
    ]
    assert [scale.hidden for scale in republished(table(None), FORM, stricter, shown()).groups[0].scales] == [
        "before",
        "before",
    ]
