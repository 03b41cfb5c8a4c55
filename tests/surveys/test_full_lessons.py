"""What a full lesson leaves on tablets is known as long as they try again, and no longer."""

from __future__ import annotations

from selfeval.surveys.full_lessons import FOR_SECONDS, MOST, FullLessons


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_ballot_that_is_refused_again_waits_once_and_one_that_is_not_waits_no_more() -> None:
    clock = Clock()
    full = FullLessons(clock)
    for receipt in (b"a", b"b", b"a"):
        full.note(1, receipt)
    full.note(2, b"a")
    assert full.waiting([1]) == 2
    assert full.waiting([1, 2]) == 3
    clock.now += FOR_SECONDS - 1
    full.note(1, b"b")
    clock.now += 2
    assert full.waiting([1, 2]) == 1
    clock.now += FOR_SECONDS
    assert full.waiting([1, 2]) == 0


def test_no_more_are_remembered_than_a_class_could_hold() -> None:
    full = FullLessons(Clock())
    for number in range(MOST + 20):
        full.note(1, str(number).encode())
    full.note(2, b"of another round")
    assert (full.waiting([1]), full.waiting([2])) == (MOST, 1)
