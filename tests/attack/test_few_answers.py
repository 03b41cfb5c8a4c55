"""Figures of few people beside each other: shares that add up, corrections, trends and the other voice."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest

from selfeval.findings.estimates import nearest
from selfeval.findings.findings import ReleaseFindings, RoundFindings
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import Composition, OwnItem, composed
from selfeval.questionnaires.model import Definition
from selfeval.release.release import CountedRound, OtherRelease, findings_of
from selfeval.scoring.disclosure_control.detail import share_step
from selfeval.scoring.disclosure_control.plain_shares import told_shares
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.measurement.precision import t_interval
from selfeval.scoring.round_findings import round_findings
from tests.attack.whole_numbers import answers_alike, release_of
from tests.scoring.forms import mixed
from tests.scoring.test_careless import TURNED

PUPILS = latest("pupils-7-11").definition
STAFF = latest("staff").definition
Counts = tuple[int, ...]


def ways(n: int, answers: int) -> Iterator[Counts]:
    """Every way in which n people can choose among so many answers."""
    if answers == 1:
        yield (n,)
        return
    for some in range(n + 1):
        for rest in ways(n - some, answers - 1):
            yield (some, *rest)


def known(told: dict[tuple[float, ...] | None, list[Counts]]) -> list[tuple[float, ...] | None]:
    """What is told where it follows how many people chose an answer, or one of several."""
    return [
        shares
        for shares, those in told.items()
        for size in range(1, len(those[0]))
        for some in combinations(range(len(those[0])), size)
        if len({sum(one[at] for at in some) for one in those}) == 1
    ]


@pytest.mark.parametrize(
    ("answers", "sizes"), [(2, range(10, 30)), (3, range(10, 30)), (4, (10, 12, 13, 22, 26))]
)
def test_of_answers_none_of_which_is_good_no_number_of_people_follows_from_all_shares(
    answers: int, sizes: Sequence[int]
) -> None:
    """Rounded each by itself one number in five of three answers was known: 60, 20 and 0 of twelve."""
    for n in sizes:
        told, each_alone = defaultdict(list), defaultdict(list)
        for some in ways(n, answers):
            if max(some) >= n - 1:
                continue
            per_cent = {str(at): 100 * one / n for at, one in enumerate(some)}
            shares = told_shares(per_cent, n, share_step(n))
            assert shares is not None or answers == 2
            told[shares and tuple(shares.values())].append(some)
            each_alone[tuple(nearest(one, share_step(n)) for one in per_cent.values())].append(some)
            if shares:
                near = [abs(shares[name] - share) for name, share in per_cent.items()]
                assert max(near) <= share_step(n) / 2 + 100 / n + 1e-6
        assert known(told) == []
        assert known(each_alone) != [] or n not in (12, 14)


def often() -> Definition:
    asked = OwnItem(
        {"en": "Somebody drives me to school."},
        answers={"en": ("Often", "Sometimes", "Never")},
        points=(3, 2, 1),
    )
    return composed(Composition("pupils-7-11", PUPILS.version, (asked, "ks2.a2.does")), 101).definition


def test_a_release_tells_them_so() -> None:
    rows = [one + "2" for one in "0" * 8 + "1" * 3 + "2"]
    item = release_of(often(), rows).items[0]
    assert item.favourable is None
    assert item.shares is not None
    assert {*item.shares.values()} != {60.0, 20.0, 0.0}
    assert all(share % 20 == 0 for share in item.shares.values())


def years(sizes: dict[str, int], seed: int, lean: float = 0.55) -> tuple[list[str], list[str]]:
    rows: list[str] = []
    for at, n in enumerate(sizes.values()):
        rows += answers_alike(PUPILS, n, seed + at, lean)
    return rows, [year for year, n in sizes.items() for _ in range(n)]


def released(
    rows: Sequence[str],
    groups: Sequence[str],
    year: int = 2026,
    earlier: Sequence[OtherRelease] = (),
    past: Sequence[OtherRelease] = (),
) -> tuple[CountedRound, ReleaseFindings]:
    names = dict.fromkeys(groups)
    rolls = {name: groups.count(name) + 3 for name in names}
    counted = CountedRound(PUPILS, rows, groups, rolls, years={name: (int(name[-1]),) for name in names})
    return counted, findings_of(
        school="Larkbeck Primary School",
        survey=f"Autumn {year}",
        opens_on=dt.date(year, 10, 5),
        closes_on=dt.date(year, 10, 16),
        rounds=[counted],
        earlier=earlier,
        past=past,
        year=year,
    )


def of_the_rest(large: RoundFindings, small: RoundFindings) -> dict[str, set[int]]:
    """Item -> how many of those who are in one release only can have answered it favourably."""
    found = {}
    for one, other in zip(large.items, small.items, strict=True):
        if one.hidden or other.hidden or not (one.favourable and other.favourable and one.n and other.n):
            continue
        either = [
            {some for some in range(n + 1) if nearest(100 * some / n, step) == told}
            for n, told, step in (
                (one.n, one.favourable.value, large.share_step),
                (other.n, other.favourable.value, small.share_step),
            )
        ]
        left = {a - b for a in either[0] for b in either[1]}
        found[one.item] = {some for some in left if 0 <= some <= one.n - other.n}
    return found


@pytest.mark.parametrize("out", [12, 20, 29])
@pytest.mark.parametrize("way", ["left out", "added"])
def test_a_correction_by_which_a_small_year_comes_or_goes_tells_none_of_its_questions(
    out: int, way: str
) -> None:
    rows, groups = years({"Year 3": out, "Year 4": 24, "Year 5": 25}, 1, 0.9)
    both = [(rows, groups), (rows[out:], groups[out:])]
    first, second = both if way == "left out" else reversed(both)
    counted, before = released(*first)
    _, after = released(*second, earlier=[OtherRelease(before, "1" * 64, {"pupils-7-11": counted}, 2026)])
    large, small = (before, after) if way == "left out" else (after, before)
    assert any(scale.mean for scale in after.rounds[0].scales)
    assert of_the_rest(large.rounds[0], small.rounds[0]) == {}


def test_the_attacker_finds_the_questions_of_a_small_year_in_releases_that_know_nothing_of_each_other() -> (
    None
):
    rows, groups = years({"Year 3": 12, "Year 4": 24, "Year 5": 25}, 1, 0.9)
    large, small = (released(*one)[1].rounds[0] for one in ((rows, groups), (rows[12:], groups[12:])))
    found = of_the_rest(large, small)
    assert len(found) > 5
    assert {len(some) for some in found.values()} == {1}


def numbers_in_a_trend(release: ReleaseFindings, year: str) -> set[int]:
    """How many people the intervals of a year's points can have been made with, beside everyone's spread."""
    spreads = {scale.scale: scale.spread for scale in release.rounds[0].scales}
    (table,) = release.rounds[0].breakdowns
    left = set(range(2, 60))
    for trend in release.trends[0].trends:
        point, spread = trend.points[-1].mean if trend.points else None, spreads.get(trend.scale)
        if trend.by != "group" or trend.group != year or not point or not point.interval or not spread:
            continue
        ends = point.interval.low, point.interval.high
        fits = set()
        for n in left:
            for hundredth in range(-50, 51):
                se = math.sqrt(spread**2 / n + table.step**2 / 12)
                around = t_interval(point.value + hundredth / 100, se, n - 1)
                if around and ends == (nearest(around.low, 1), nearest(around.high, 1)):
                    fits.add(n)
                    break
        left &= fits
    return left


@pytest.mark.parametrize("told", [10, 15, 20, 25])
def test_a_trend_and_a_change_say_no_more_of_how_many_answered_in_a_small_year_than_the_report(
    told: int,
) -> None:
    numbers = []
    for n in (max(10, told - 2), told, told + 2):
        first = released(*years({"Year 3": 20, "Year 4": 40, "Year 5": 40}, 1), year=2025)
        past = [OtherRelease(first[1], "1" * 64, {"pupils-7-11": first[0]}, 2025)]
        sizes = {"Year 3": n, "Year 4": 40, "Year 5": 40}
        _, release = released(*years(sizes, 5), past=past)
        (year,) = [group for group in release.rounds[0].groups() if group.group == "Year 3"]
        assert year.n == told
        numbers.append(numbers_in_a_trend(release, "Year 3"))
    assert all(max(10, told - 2) in some for some in numbers)


def test_the_gap_to_staff_on_two_questions_is_the_same_whoever_said_both() -> None:
    """With the spread of both together its bracket was -2 to 10 where the same three did, else -1 to 9."""
    pair = ("ks2.a3.expect", "ks2.a3.world")
    at = {item.id: place for place, item in enumerate(PUPILS.items)}
    base = answers_alike(PUPILS, 48, 7, 0.7)
    ends = sorted(PUPILS.characters(PUPILS.item(pair[0])).values())
    staff = answers_alike(STAFF, 200, 2, 0.75)
    beside_it = CountedRound(STAFF, staff, ["Staff"] * 200, {"Staff": 212})
    days = {"opens_on": dt.date(2026, 10, 5), "closes_on": dt.date(2026, 10, 16)}
    theirs = findings_of(school="Larkbeck Primary School", survey="Staff", rounds=[beside_it], **days)
    other = OtherRelease(theirs, "1" * 64, {"staff": beside_it}, 2026)
    gaps = []
    for worst in ((0, 1, 2), (3, 4, 5)):
        rows = []
        for person, row in enumerate(base):
            answers = list(row)
            for item, those in zip(pair, ((0, 1, 2), worst), strict=True):
                answers[at[item]] = ends[4] if person in those else ends[1]
            rows.append("".join(answers))
        counted = CountedRound(PUPILS, rows, ["Year 4"] * 48, {"Year 4": 60})
        told = findings_of(
            school="Larkbeck Primary School", survey="Pupils", rounds=[counted], beside=other, **days
        )
        gaps.append(next(gap for gap in told.gaps[0].scales if gap.scale == "curriculum"))
    assert gaps[0].difference is not None
    assert gaps[0].difference.interval is not None
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize("n", [12, 24, 29])
def test_of_fewer_than_thirty_no_share_of_careless_answers_is_told(n: int) -> None:
    """One step of it was three people, exactly: 20 of 100 of twelve."""
    pressed = ["0" * 12] * (n // 4)
    assert publish(round_findings(TURNED, pressed + mixed(n - len(pressed), 12))).careless is None
    more = publish(round_findings(TURNED, pressed * 3 + mixed(3 * n, 12))).careless
    assert more is not None
    assert more.share is not None
