"""Where leaders' level and the answers differ by more than noise: told in a sentence, in either direction."""

from __future__ import annotations

import pytest

from selfeval.findings.estimates import Estimate
from selfeval.questionnaires.catalogue import find
from selfeval.reports.level_gaps import LevelGap, level_gap, level_gaps
from tests.reports.made import ITEM_FIGURES, everyone, findings, item, pupils, staff, sure

INDICATORS = find("self-evaluation", 1)
SURE_OF_HALF = sure(60, 52, 68)


def _gap(level: str | None, **figures: Estimate) -> LevelGap | None:
    """At 5.1, to whose commitment pupils answer `safe` and `adult`."""
    items = tuple(item(name, figures.get(name, figure)) for name, figure in ITEM_FIGURES.items())
    return level_gap(INDICATORS, "se.5.1", level, [pupils(findings(items=items))])


def test_a_high_level_beside_surely_fewer_than_half_asks_for_an_explanation() -> None:
    gap = _gap("secure", safe=SURE_OF_HALF, adult=sure(44, 41, 47))
    assert gap is not None
    assert gap.heading == "Leaders and pupils differ here, by more than chance"
    assert gap.sentence == (
        "Leaders chose Secure; 44 of 100 pupils agree with “Adults step in if someone is unkind”. "
        "That does not make either side wrong. It asks for an explanation."
    )
    assert (gap.number, gap.name, gap.higher) == ("5.1", "Shared responsibility", True)


def test_a_low_level_beside_surely_more_than_half_does_too() -> None:
    gap = _gap("starting", safe=sure(80, 76, 84), adult=SURE_OF_HALF)
    assert gap is not None
    assert not gap.higher
    assert "Leaders chose Starting; 80 of 100 pupils agree with “Every part of school feels safe to me”." in (
        gap.sentence
    )


@pytest.mark.parametrize(
    ("level", "adult"),
    [
        ("secure", sure(46, 41, 51)),
        ("leading", sure(49, 47, 50)),
        ("starting", sure(54, 49, 59)),
        ("not_started", sure(51, 50, 52)),
    ],
)
def test_what_noise_can_explain_is_no_gap(level: str, adult: Estimate) -> None:
    assert _gap(level, safe=adult, adult=adult) is None


@pytest.mark.parametrize("level", ["building", "not_known", None])
def test_the_middle_and_what_is_not_known_claim_nothing(level: str | None) -> None:
    for figure in (sure(20, 15, 25), sure(90, 85, 95)):
        assert _gap(level, safe=figure, adult=figure) is None


def test_a_low_level_is_understood_where_answers_to_one_question_are_low_too() -> None:
    assert _gap("starting", safe=sure(80, 76, 84), adult=sure(44, 41, 47)) is None


def test_of_each_voice_the_question_that_speaks_most_against_the_level_is_told() -> None:
    items = tuple(item(name, sure(30, 27, 33)) for name in ITEM_FIGURES)
    one = tuple(item(name, sure(20, 16, 24) if name == "safe" else sure(30, 27, 33)) for name in ITEM_FIGURES)
    gap = level_gap(
        INDICATORS, "se.5.1", "leading", [pupils(findings(items=one)), staff(findings(items=items))]
    )
    assert gap is not None
    assert [statement.item for statement in gap.statements] == ["safe", "safe"]
    assert gap.heading == "Leaders and pupils and staff differ here, by more than chance"


def test_where_everyone_answered_the_figure_is_sure() -> None:
    assert _gap("secure", safe=everyone(49), adult=everyone(60)) is not None


def test_what_pupils_think_of_others_is_not_held_against_a_level() -> None:
    items = tuple(item(name, sure(10, 8, 12)) for name in ("curious",))
    heard = [pupils(findings(items=items))]
    assert level_gap(INDICATORS, "se.2.4", "leading", heard) is None


def test_all_indicators_are_looked_at_together() -> None:
    items = tuple(item(name, sure(30, 27, 33)) for name in ITEM_FIGURES)
    levels = {"se.5.1": "secure", "se.2.3": "building", "se.5.2": "leading"}
    assert list(level_gaps(INDICATORS, levels, [pupils(findings(items=items))])) == ["se.5.1"]
