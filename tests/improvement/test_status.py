"""What is said of an action on a day, from its timescale and its updates."""

from __future__ import annotations

import datetime as dt

from selfeval.improvement.action_plan import Action, Progress, Update
from selfeval.improvement.status import must_say, status_of


def an_action(timescale: str, progress: Progress = "under_way", **updates: Progress) -> Action:
    """With updates by term, written `spring_2025`."""
    written = tuple(Update("-".join(reversed(term.split("_"))), of_term) for term, of_term in updates.items())
    return Action("Hear every class read", timescale=timescale, progress=progress, updates=written)


DAY = dt.date(2025, 7, 1)


def test_an_action_is_overdue_from_the_day_after_its_last() -> None:
    action = an_action("June 2025")
    assert status_of(action, dt.date(2025, 6, 30)).overdue_since is None
    assert status_of(action, DAY).overdue_since == dt.date(2025, 6, 30)
    assert status_of(action, DAY).words == ("Under way", "Overdue since 30 June 2025")


def test_what_is_done_stopped_not_certain_or_asked_about_is_not_overdue() -> None:
    for action in (
        an_action("June 2025", "done"),
        an_action("June 2025", "stopped"),
        an_action("June 2025?"),
        an_action("June 24"),
        an_action("When the hall is ready"),
        an_action(""),
    ):
        assert status_of(action, DAY).overdue_since is None


def test_what_has_no_end_is_continuing_and_never_overdue() -> None:
    for timescale in ("Ongoing", "From March 2024", "Half-termly", "From October 2024 (termly)"):
        status = status_of(an_action(timescale), dt.date(2060, 1, 1))
        assert (status.continuing, status.overdue_since) == (True, None)


def test_an_action_without_a_word_in_the_last_edition_has_no_update() -> None:
    action = an_action("June 2026", autumn_2024="under_way")
    assert status_of(action, DAY, last_edition="2025-spring").no_update
    assert not status_of(action, DAY, last_edition="2024-autumn").no_update
    assert not status_of(action, DAY).no_update
    assert not status_of(an_action("June 2026", "done"), DAY, last_edition="2025-spring").no_update


def test_occasions_are_met_one_by_one_and_a_missed_one_ends_nothing() -> None:
    action = an_action("January 2025 June 2025 January 2026", summer_2025="done")
    status = status_of(action, DAY)
    assert [occasion.is_met for occasion in status.occasions] == [False, True]
    assert [occasion.name for occasion in status.missed] == ["31 January 2025"]
    assert status.overdue_since is None
    assert status.words == ("Under way", "Done this term", "1 of 2 occasions met")


def test_two_occasions_are_overdue_when_the_last_one_was_missed_and_not_when_it_was_met() -> None:
    day = dt.date(2025, 9, 1)
    assert status_of(an_action("January 2025 June 2025", spring_2025="done"), day).overdue_since
    assert not status_of(an_action("January 2025 June 2025", summer_2025="done"), day).overdue_since


def test_every_term_is_an_occasion_of_a_termly_action() -> None:
    action = an_action("From October 2024 (termly)", autumn_2024="done", summer_2025="done")
    status = status_of(action, dt.date(2025, 10, 1))
    assert [(one.name, one.is_met) for one in status.occasions] == [
        ("Autumn 2024", True),
        ("Spring 2025", False),
        ("Summer 2025", True),
    ]


def test_a_yearly_action_is_met_once_in_three_terms() -> None:
    action = an_action("Annually", autumn_2024="under_way", summer_2025="done", spring_2026="under_way")
    status = status_of(action, dt.date(2026, 9, 2))
    assert [(one.name, one.is_met) for one in status.occasions] == [
        ("Autumn 2024 to Summer 2025", True),
        ("Autumn 2025 to Summer 2026", False),
    ]


def test_owners_are_asked_about_what_has_begun_and_is_not_over() -> None:
    assert must_say(an_action("June 2026"), "2025-summer")
    assert must_say(an_action("From July 2025"), "2025-summer")
    assert not must_say(an_action("From September 2025"), "2025-summer")
    assert not must_say(an_action("June 2026", "done"), "2025-summer")


def test_what_comes_again_counts_as_soon_as_it_is_done_also_before_its_term_is_over() -> None:
    day = dt.date(2025, 12, 10)
    for timescale, words in {
        "Termly": ("Under way", "Continuing", "Done this term", "2 of 2 occasions met"),
        "Annually": ("Under way", "Continuing", "Done this term", "1 of 1 occasion met"),
        "May 2025 December 2025": ("Under way", "Done this term", "2 of 2 occasions met"),
        "Every week": ("Under way", "Continuing", "Done this term"),
    }.items():
        done = an_action(timescale, summer_2025="done", autumn_2025="done")
        assert status_of(done, day).words == words, timescale
        not_yet = an_action(timescale, summer_2025="done", autumn_2025="under_way")
        assert "Done this term" not in status_of(not_yet, day).words, timescale


def test_an_edition_that_is_closed_late_speaks_of_its_own_term() -> None:
    done = an_action("Termly", autumn_2025="done")
    late = dt.date(2026, 1, 9)
    assert "Done this term" not in status_of(done, late).words
    assert "Done this term" in status_of(done, late, term="2025-autumn").words


def test_what_is_done_after_the_last_occasion_meets_none() -> None:
    done = an_action("Termly until December 2025", autumn_2025="done", spring_2026="done")
    assert status_of(done, dt.date(2026, 2, 1)).words[-1] == "1 of 1 occasion met"
