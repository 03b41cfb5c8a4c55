"""Checks on the scores: weighted to the roll, and without careless answers. The plain scores stay."""

from __future__ import annotations

from dataclasses import replace

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Careless, RoundFindings, ScaleFinding, Weights
from selfeval.reports.response_rates import checks
from tests.reports.made import findings, pupils, staff


def weighted(by: tuple[str, ...], **means: float) -> RoundFindings:
    made = findings(weights=Weights(by, n_effective=50))
    scales = tuple(
        replace(each, weighted=Estimate(means[each.scale])) if each.scale in means else each
        for each in made.scales
    )
    return replace(made, scales=scales)


def test_nothing_is_said_where_nothing_was_checked() -> None:
    assert checks([pupils(), staff()]) == ()


def test_scores_that_weights_would_not_move_are_said_to_stay() -> None:
    assert checks([pupils(weighted(("group",)))]) == (
        "Pupils: with each year counted by its size, no score would move by 2 points or more.",
    )


def test_scores_that_weights_would_move_stand_beside_the_plain_ones() -> None:
    assert checks([pupils(weighted(("group",), belonging=58, culture=59))]) == (
        "Pupils: some years answered more than others. With each year counted by its size, “A "
        "respectful culture” would be 59 "
        "instead of 61 and “Belonging” 58 instead of 61.",
    )
    (told,) = checks([pupils(weighted(("group", "sex"), belonging=58))])
    assert told.startswith("Pupils: some years, or girls or boys in them, answered more than others.")


def careless(share: float | None, end: str | None = None, **means: float) -> RoundFindings:
    without = tuple(ScaleFinding(scale, 50, mean=Estimate(mean)) for scale, mean in means.items())
    return findings(careless=Careless(share=share, without=without, end=end))


def test_careless_answers_are_told_as_a_share_and_counted() -> None:
    assert checks([pupils(careless(4))]) == (
        "Pupils: about 4 of 100 pressed one button all the way, or agreed with things and their opposites. "
        "Their answers are counted like all others.",
    )
    (told,) = checks([pupils(careless(0))])
    assert told.startswith("Pupils: fewer than 1 of 100 pressed")


def test_of_fewer_than_three_it_is_said_that_hardly_any_look_careless() -> None:
    few = careless(None, "hardly_any")
    assert checks([pupils(few)]) == ("Pupils: hardly any answers look careless.",)
    assert checks([pupils(few), staff(few)]) == ("Pupils and staff: hardly any answers look careless.",)


def test_that_nearly_all_look_careless_is_not_taken_for_hardly_any() -> None:
    assert checks([pupils(careless(None, "nearly_all")), staff(careless(None, "hardly_any"))]) == (
        "Pupils: nearly all pressed one button all the way, or agreed with things and their opposites. "
        "Their answers are counted, but these scores say little.",
        "Staff: hardly any answers look careless.",
    )


def test_of_a_report_from_before_the_two_were_told_apart_neither_is_said() -> None:
    assert checks([pupils(careless(None))]) == ()


def test_scores_without_careless_answers_stand_beside_the_plain_ones() -> None:
    (told,) = checks([pupils(careless(12, culture=61, bullying=47, belonging=63))])
    assert told.endswith(
        "Without them “Preventing and tackling bullying” would be 47 instead of 48 "
        "and “Belonging” 63 instead of 61."
    )
    (told,) = checks([pupils(careless(12, culture=61, belonging=61))])
    assert told.endswith("Without them every score would be the same, to the nearest point.")
