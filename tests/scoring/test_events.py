"""What happened, as shares: of everyone asked, or of those who met it."""

from __future__ import annotations

import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import ItemFinding, RoundFindings, from_json, to_json
from selfeval.questionnaires.catalogue import find
from selfeval.scoring.measurement import precision
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed
from tests.scoring.happening import ADULT_KNEW, ASKED, EVENTS, HAPPENED, pupils


def found(responses: list[str], item: str, roll: int | None = None) -> ItemFinding:
    items = round_findings(ASKED, responses, roll=roll).items
    return next(one for one in items if one.item == item)


def test_once_a_few_times_and_many_times_are_all_that_it_happened_and_never_is_not() -> None:
    answers = ["never"] * 70 + ["once"] * 20 + ["a_few_times"] * 7 + ["many_times"] * 3
    item = found(pupils(happened=answers), HAPPENED, roll=130)
    assert item.happened == precision.share(30, 100, 130)
    assert item.favourable is None
    assert item.met is None


def test_whether_an_adult_knew_is_of_those_who_met_it_and_who_does_not_know_has_met_it() -> None:
    answers = ["yes"] * 20 + ["no"] * 15 + ["dont_know"] * 5 + ["did_not_happen"] * 50 + [""] * 10
    item = found(pupils(adult_knew=answers), ADULT_KNEW, roll=130)
    assert item.n == 85
    assert item.met == item.people == 40
    assert item.happened == precision.share(20, 40, None)


def test_where_everyone_on_roll_answered_everyone_who_met_it_did() -> None:
    answers = ["yes"] * 20 + ["dont_know"] * 20 + ["did_not_happen"] * 40
    assert found(pupils(adult_knew=answers), ADULT_KNEW, roll=80).happened == Estimate(50.0, everyone=True)


def test_where_nobody_met_it_there_is_no_share_of_what_came_of_it() -> None:
    item = found(pupils(adult_knew=["did_not_happen"] * 30), ADULT_KNEW, roll=40)
    assert (item.happened, item.met) == (None, 0)


@pytest.mark.parametrize(
    ("item", "happened", "met"),
    [
        ("staff.a5.worse", {"yes"}, set()),
        ("staff.a5.told", {"yes"}, {"yes", "no"}),
        ("staff.a5.heard", {"once", "a_few_times", "many_times"}, set()),
        ("staff.a5.recorded", {"yes"}, {"yes", "no", "dont_know"}),
        ("staff.a5.record", set(), set()),
    ],
)
def test_each_question_to_staff_says_which_answers_mean_that_it_happened(
    item: str, happened: set[str], met: set[str]
) -> None:
    definition = find("staff", 2).definition
    assert definition.happened(definition.item(item)) == happened
    assert definition.met(definition.item(item)) == met


def test_what_happened_moves_no_score_of_any_scale_nor_who_looks_careless() -> None:
    never = round_findings(ASKED, pupils(happened=["never"] * 60, adult_knew=["did_not_happen"] * 60))
    often = round_findings(ASKED, pupils(happened=["many_times"] * 60, adult_knew=["no"] * 60))
    assert never.scales == often.scales
    assert never.careless == often.careless
    assert not {item for scale in never.scales for item in scale.items}.intersection(EVENTS)


def test_what_happened_is_told_of_no_group() -> None:
    years = ["Year 5", "Year 6"] * 40
    responses = pupils(happened=["never", "once", "never", "never"] * 20)
    groups = round_findings(ASKED, responses, groups=years).groups()
    assert [group.n for group in groups] == [40, 40]
    assert not {scale.scale for group in groups for scale in group.scales}.intersection(EVENTS)
    assert not any(hasattr(group, "items") for group in groups)


def test_findings_without_events_are_the_same_to_a_letter_as_before_there_were_any() -> None:
    text = to_json(round_findings(form(4), mixed(40, 4), roll=50))
    assert '"happened"' not in text
    assert '"met"' not in text


def test_findings_with_events_come_back_from_their_file() -> None:
    findings = round_findings(ASKED, pupils(adult_knew=["yes", "no"] * 20), roll=50)
    read = from_json(to_json(findings))
    assert isinstance(read, RoundFindings)
    assert [(item.happened, item.met) for item in read.items] == [
        (item.happened, item.met) for item in findings.items
    ]
