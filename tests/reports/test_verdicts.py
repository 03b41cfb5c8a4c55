"""Words for change: no label without its figure, and not knowing is not the same as no change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.comparisons import UNSHOWN, RestsOn, ScaleChange
from selfeval.findings.estimates import Difference, Interval
from selfeval.reports.verdicts import WHY_NOT, ChangeVerdict, range_of, verdict_of
from tests.reports.followed import DECLINED, IMPROVED, SAME, UNSURE, moved


def test_improved_says_by_how_much_and_how_sure_it_is() -> None:
    assert verdict_of(IMPROVED, "2023") == ChangeVerdict(
        "improved",
        beside="up 7",
        range="4 to 10",
        sentence="Up 7 points since 2023; very likely up 4 to 10.",
        brief="improved, up 7 (4 to 10)",
        size=7,
    )


def test_declined_is_told_from_the_smaller_fall_to_the_larger() -> None:
    found = verdict_of(DECLINED, "autumn 2023")
    assert found.sentence == "Down 5 points since autumn 2023; very likely down 2 to 8."
    assert (found.beside, found.range) == ("down 5", "2 to 8")


def test_about_the_same_says_why_it_does_not_matter() -> None:
    found = verdict_of(SAME, "2023")
    assert (found.name, found.beside) == ("About the same", "")
    assert found.sentence == "Up 1 point since 2023, and too small to matter (very likely down 1 to up 3)."


def test_no_movement_at_all_is_not_called_up_nought() -> None:
    still = replace(SAME, before=None, difference=moved(0.2, -2, 2))
    assert verdict_of(still, "2023").sentence == (
        "The same score as in 2023; any real change is too small to matter (very likely down 2 to up 2)."
    )


def test_too_small_to_matter_is_not_said_of_what_might_matter() -> None:
    wide = replace(SAME, before=None, difference=moved(0.2, -6, 5))
    assert verdict_of(wide, "2024").sentence == (
        "The same score as in 2024; any real change is likely to be small (very likely down 6 to up 5)."
    )
    up = replace(SAME, before=None, difference=moved(1, -3, 5))
    told = "Up 1 point since 2024; any real change is likely to be small (very likely down 3 to up 5)."
    assert verdict_of(up, "2024").sentence == told
    assert "too small to matter" in verdict_of(up, "2024", smallest=5).sentence
    small = replace(SAME, shade="small", before=None, difference=moved(2, 1, 4))
    assert verdict_of(small, "2024").sentence == (
        "Up 2 points since 2024: beyond chance, but small (very likely up 1 to 4)."
    )


def test_clear_but_very_small_counts_as_the_same() -> None:
    small = replace(SAME, shade="small", before=None, difference=moved(2, 1, 3))
    found = verdict_of(small, "2023")
    assert found.kind == "same"
    assert (
        found.sentence
        == "Up 2 points since 2023: beyond chance, but too small to matter (very likely up 1 to 3)."
    )


@pytest.mark.parametrize(
    ("interval", "told"),
    [
        ((-4, 10), "It may have fallen by up to 4 points or risen by up to 10 since 2023."),
        ((0.2, 6), "It may have stayed the same or risen by up to 6 points since 2023."),
        ((-9, 0.4), "It may have stayed the same or fallen by up to 9 points since 2023."),
        ((1, 8), "It may have risen by 1 to 8 points since 2023, or not at all."),
        ((-8, -1), "It may have fallen by 1 to 8 points since 2023, or not at all."),
    ],
)
def test_cannot_tell_says_how_far_it_may_have_gone(interval: tuple[float, float], told: str) -> None:
    found = verdict_of(replace(UNSURE, difference=moved(1, *interval)), "2023")
    assert (found.kind, found.beside, found.sentence) == ("cannot", "", told)
    assert "no change" not in found.name.lower()


def test_too_few_answers_are_not_a_change() -> None:
    found = verdict_of(ScaleChange("culture"), "2023")
    assert (found.name, found.sentence) == ("Cannot tell", "Too few answers to compare with 2023.")


@pytest.mark.parametrize("reason", UNSHOWN)
def test_every_reason_for_not_comparing_has_its_words(reason: str) -> None:
    assert reason in WHY_NOT
    found = verdict_of(ScaleChange("culture", hidden=reason), "2023")
    assert found.kind == "none"
    assert found.sentence.endswith(".")


def test_a_score_that_the_earlier_round_did_not_have_is_said_to_be_new() -> None:
    assert verdict_of(None, "2023").sentence == "It was not asked in 2023."


def test_a_difference_without_an_interval_is_told_without_one() -> None:
    found = verdict_of(replace(IMPROVED, difference=Difference(7)), "2023")
    assert found.sentence == "Up 7 points since 2023."
    assert found.brief == "improved, up 7"


@pytest.mark.parametrize(
    ("interval", "told"), [((4, 10), "4 to 10"), ((-8, -2), "2 to 8"), ((-1, 3), "down 1 to up 3")]
)
def test_a_range_in_brackets_names_sides_only_where_there_are_two(
    interval: tuple[float, float], told: str
) -> None:
    assert range_of(Interval(*interval)) == told


def test_a_verdict_that_hangs_on_one_question_says_so_wherever_it_stands() -> None:
    resting = replace(IMPROVED, rests_on=RestsOn(("adult",), moved(1, -2, 4)))
    found = verdict_of(resting, "2023", texts={"adult": "Adults step in if someone is unkind."})
    assert found.clear
    assert found.range == "4 to 10; it rests on one question"
    assert (found.beside, found.figure) == ("up 7", "up 7, resting on one question")
    assert found.brief == "improved, up 7 (4 to 10), resting on one question"
    assert found.sentence == (
        "Up 7 points since 2023; very likely up 4 to 10. It rests on one question, “Adults step in "
        "if someone is unkind”: without it, up 1. Was it asked in the same words, and understood alike?"
    )
    two = verdict_of(replace(DECLINED, rests_on=RestsOn(("a", "b"), moved(0.2, -2, 2))), "2023")
    assert two.sentence.endswith(
        "It rests on two questions: without them, no change. Were they asked in the same words, and "
        "understood alike?"
    )


def test_a_change_is_what_a_reader_finds_who_subtracts_the_two_figures() -> None:
    down = replace(DECLINED, difference=moved(-7, -9, -5), before=57.0, after=49.0)
    assert verdict_of(down, "2024").beside == "down 8"
    still = replace(SAME, difference=moved(1, -1, 3), before=55.0, after=55.0)
    assert verdict_of(still, "2024").sentence.startswith("The same score as in 2024;")


def test_the_word_for_a_change_never_hangs_on_how_its_figures_are_rounded() -> None:
    tiny = replace(DECLINED, difference=moved(-1, -2, -1), before=50.0, after=50.0)
    assert (verdict_of(tiny, "2024").kind, verdict_of(tiny, "2024").beside) == ("declined", "down 1")
    narrow = replace(IMPROVED, difference=moved(7, 7, 7), before=50.0, after=58.0)
    assert (narrow.by_subtraction, verdict_of(narrow, "2024").range) == (narrow.difference, "7 to 7")
