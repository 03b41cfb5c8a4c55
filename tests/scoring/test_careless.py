"""Careless answers: what is flagged, that nobody is left out, and what may be told of the few."""

from __future__ import annotations

import numpy as np
import pytest

from selfeval.findings.findings import Careless, RoundFindings
from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition
from selfeval.scoring.careless import against_oneself, in_a_line
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.suppression import SuppressionPattern
from selfeval.scoring.measurement.scale_scores import columns_of, matrix
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import AMOUNT, form

TURNED = form(12, reversed_=(4, 9), scales=[(0, 1, 2, 3, 4), (5, 6, 7, 8, 9)])
"""The last question of each of its two scales is turned round."""


def flags(definition: Definition, *responses: str) -> tuple[list[bool], list[bool]]:
    columns = columns_of(matrix(definition, responses))
    return in_a_line(definition, columns).tolist(), against_oneself(definition, columns).tolist()


def test_one_button_all_the_way_is_a_straight_line() -> None:
    straight, _ = flags(TURNED, "0" * 12, "1" * 12, "3" * 12, "4" * 12)
    assert straight == [True] * 4


def test_the_middle_answer_all_the_way_contradicts_nothing() -> None:
    assert flags(TURNED, "2" * 12) == ([False], [False])


def test_a_line_is_half_of_the_questions_and_at_least_eight() -> None:
    assert flags(TURNED, "000000001234", "123400000000", "000000012344", "012340000000")[0] == [
        True, True, False, False,
    ]  # fmt: skip
    assert flags(form(20, reversed_=(0, 19)), "0" * 10 + "1" * 10, "0" * 9 + "1" * 11)[0] == [True, True]
    assert flags(form(20, reversed_=(0, 1)), "0" * 9 + "1" * 11, "0" * 10 + "1" * 10)[0] == [False, True]


def test_a_skipped_question_ends_a_line() -> None:
    assert flags(TURNED, "00000.000000", "0000000.0000", "00000000.000")[0] == [False, False, True]


def test_a_line_through_questions_of_one_direction_says_nothing() -> None:
    assert flags(form(20, reversed_=(18, 19)), "0" * 18 + "44")[0] == [False]


def test_agreeing_twice_with_a_thing_and_its_opposite_is_flagged() -> None:
    twice, once, mildly = "000100001022", "000100001422", "111011110122"
    assert flags(TURNED, twice, once, mildly)[1] == [True, False, False]


def test_half_of_the_others_is_not_most_of_them() -> None:
    assert flags(TURNED, "00440" + "00440" + "22")[1] == [False]
    assert flags(TURNED, "00040" + "00040" + "22")[1] == [True]


def test_a_questionnaire_with_nothing_turned_round_says_nothing() -> None:
    assert round_findings(form(12), ["0" * 12] * 40).careless is None
    assert round_findings(form(12, reversed_=(3,)), ["0" * 12] * 40).careless is None
    assert round_findings(form(12, reversed_=(3, 4), options=AMOUNT), ["0" * 12] * 40).careless is not None
    assert round_findings(TURNED, []).careless is None
    assert round_findings(form(12, reversed_=range(12)), ["0" * 12] * 40).careless is None


def school(careless: int, others: int, line: str = "0" * 12) -> RoundFindings:
    """So many who pressed one button, and others who answered one after another in every way."""
    draw = np.random.default_rng(7)
    rest = ["".join(row) for row in draw.integers(0, 5, (others, 12)).astype(str)]
    honest = [each for each in rest if not any(any(flag) for flag in flags(TURNED, each))]
    return round_findings(TURNED, [line] * careless + honest)


def test_nobody_is_left_out_and_the_figures_without_them_stand_beside() -> None:
    found = school(12, 100)
    assert found.n is not None
    assert found.careless is not None
    assert found.careless.flagged == 12
    assert found.careless.share == pytest.approx(1200 / found.n)
    assert (found.careless.straight, found.careless.contrary) == (found.careless.share,) * 2
    without = found.careless.without[0]
    assert found.scales[0].n == found.n
    assert without.n == found.n - 12
    assert without.mean is not None
    assert found.scales[0].mean is not None
    everyone = (without.mean.value * without.n + 12 * 80) / found.n  # four of five answers are the best
    assert found.scales[0].mean.value == pytest.approx(everyone)


def test_of_one_or_two_people_it_is_not_said() -> None:
    for few in (0, 1, 2):
        assert publish(school(few, 100)).careless == Careless(end="hardly_any")


@pytest.mark.parametrize("others", [0, 1, 2])
def test_of_one_or_two_people_it_is_not_said_that_they_alone_answered_with_care(others: int) -> None:
    honest = ["044031203142", "130224013324"][:others]
    assert not any(any(flag) for flag in flags(TURNED, *honest))
    found = round_findings(TURNED, ["0" * 12] * 40 + honest)
    assert publish(found).careless == Careless(end="nearly_all")


def test_of_fewer_than_ten_only_the_share_is_said() -> None:
    found = publish(school(3, 97)).careless
    assert found is not None
    assert found.share == 3
    assert (found.flagged, found.straight, found.without) == (None, None, ())


def test_from_ten_people_on_the_scales_without_them_are_shown_in_whole_numbers() -> None:
    found = publish(school(10, 100)).careless
    assert found is not None
    assert len(found.without) == 2
    for each in found.without:
        assert each.mean is not None
        assert each.mean.value == int(each.mean.value)
        assert each.sd is None


def test_scales_without_them_may_be_held_back_and_the_share_stays() -> None:
    found = publish(school(10, 100)).careless
    assert found is not None
    assert found.without
    bare = publish(school(10, 100), pattern=SuppressionPattern(careless=False)).careless
    assert bare == Careless(share=found.share)
    assert (
        publish(round_findings(form(1), ["0"] * 40), pattern=SuppressionPattern(careless=False)).careless
        is None
    )


def test_where_those_left_out_all_have_the_least_or_most_points_their_score_is_not_to_be_had() -> None:
    upright = form(12, reversed_=(10, 11), scales=[(0, 1, 2, 3, 4), (5, 6, 7, 8, 9)])
    draw = np.random.default_rng(7)
    rest = ["".join(row) for row in draw.integers(0, 5, (100, 12)).astype(str)]
    found = publish(round_findings(upright, ["0" * 12] * 12 + rest)).careless
    assert found is not None
    assert found.without == ()


@pytest.mark.parametrize("name", ["pupils-7-11", "pupils-11-18", "staff"])
def test_of_a_thousand_who_answer_honestly_hardly_one_is_flagged(name: str) -> None:
    """Five kinds of school: answers that lean one way and another, alike and not."""
    definition = latest(name).definition
    draw = np.random.default_rng(5)
    for lean, alike, own in ((1, 0.9, 0.8), (1.6, 1, 1), (0.3, 1, 0.8), (2, 1, 1.2), (1.5, 0.5, 1.3)):
        raw = lean + draw.normal(0, alike, (20_000, 1)) + draw.normal(0, own, (20_000, len(definition.items)))
        turned = np.array([item.reversed for item in definition.items])
        places = np.clip(np.rint(np.where(turned, 4 - raw, raw)), 0, 4).astype(np.uint8)
        columns = columns_of(np.frombuffer(OPTION_CHARACTERS.encode(), np.uint8)[places])
        flagged = in_a_line(definition, columns) | against_oneself(definition, columns)
        assert flagged.mean() < 0.002


@pytest.mark.parametrize(("name", "version"), [("pupils-7-11", 1), ("pupils-11-18", 3), ("staff", 2)])
def test_most_who_press_one_button_nine_times_in_ten_are_found(name: str, version: int) -> None:
    definition = find(name, version).definition
    draw = np.random.default_rng(5)
    shape = (5_000, len(definition.items))
    places = np.where(draw.random(shape) < 0.9, 0, draw.integers(0, 5, shape)).astype(np.uint8)
    columns = columns_of(np.frombuffer(OPTION_CHARACTERS.encode(), np.uint8)[places])
    assert (in_a_line(definition, columns) | against_oneself(definition, columns)).mean() > 0.7


def test_where_nothing_is_turned_round_nobody_is_called_careless() -> None:
    """Pupils of 7 to 11: agreeing with everything may be what they think."""
    definition = latest("pupils-7-11").definition
    assert flags(definition, "0" * len(definition.items)) == ([False], [False])


def test_what_happened_is_no_part_of_a_line() -> None:
    definition = latest("pupils-11-18").definition
    events = [item.kind == "event" for item in definition.items]
    worst = "".join("3" if event else "4" for event in events)
    assert flags(definition, worst) == ([True], [True])
    assert flags(definition, worst.replace("3", "0")) == ([True], [True])
