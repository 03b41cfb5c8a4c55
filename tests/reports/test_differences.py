"""What a correction changes, before it is made."""

from __future__ import annotations

from dataclasses import replace

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import Breakdown, GroupFinding, ReleaseFindings, RoundFindings, ScaleFinding
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Words
from selfeval.reports.differences import differences

AREA = ScaleFinding("belonging", 40, mean=Estimate(60.0, Interval(54.0, 66.0)))
YEARS = (GroupFinding("Year 3", 30, 20, (AREA,)), GroupFinding("Year 4", 28, 20, (AREA,)))
ROUND = RoundFindings(
    "pupils-7-11", 1, "d", "pupils", "7-11", 58, 40, 0, (AREA,), (), (Breakdown("group", YEARS),)
)


def words_of(_digest: str) -> Words:
    return find("pupils-7-11", 1).words["en"]


def told(*rounds: RoundFindings) -> list[str]:
    before = ReleaseFindings("Alder Vale", "Autumn", "2026-10-05", "2026-10-16", (ROUND,))
    return differences(before, replace(before, rounds=rounds), words_of)[1:]


def test_rolls_and_scores_that_change_are_named_with_what_they_were() -> None:
    better = replace(AREA, mean=Estimate(63.0, Interval(57.0, 69.0)))
    now = replace(ROUND, roll=60, scales=(better,))
    assert told(now) == [
        "  could have answered: 60, was 58",
        "  Belonging, everyone: 63 (57 to 69), was 60 (54 to 66)",
    ]


def test_what_is_not_shown_any_more_and_what_is_shown_anew_is_named() -> None:
    one = GroupFinding("Year 3 and Year 4", 58, 40, (AREA,), members=("Year 3", "Year 4"))
    now = replace(
        ROUND, breakdowns=(Breakdown("group", (one,)),), scales=(ScaleFinding("belonging", hidden="few"),)
    )
    assert told(now) == [
        "  Belonging, everyone: not shown, was 60 (54 to 66)",
        "  Year 3: no longer shown on its own",
        "  Year 4: no longer shown on its own",
        "  Year 3 and Year 4: newly shown",
    ]


def test_a_group_whose_roll_changes_is_named() -> None:
    years = (replace(YEARS[0], roll=31), YEARS[1])
    assert told(replace(ROUND, breakdowns=(Breakdown("group", years),))) == [
        "  Year 3, could have answered: 31, was 30"
    ]


def test_a_round_that_is_given_up_and_one_that_stays_as_it_is() -> None:
    assert told() == ["  is given up: none of its figures is in the new release"]
    assert told(ROUND) == ["  no figure changes"]
