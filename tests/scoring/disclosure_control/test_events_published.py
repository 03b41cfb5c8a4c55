"""What happened to people, and what came of it, as it may be shown; and what an attacker gets of it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import ItemFinding, RoundFindings
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.scoring.disclosure_control.microdata import Microdata
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.release_history import EarlierRelease, published_beside
from selfeval.scoring.round_findings import round_findings
from tests.scoring.happening import ADULT_KNEW, ASKED, EVENTS, HAPPENED, SEEN, pupils

NOTHING = "did_not_happen"


def shown(item: str, *, threshold: int = 10, **answers: Sequence[str]) -> ItemFinding:
    roll = 20 + len(next(iter(answers.values())))
    findings = publish(round_findings(ASKED, pupils(**answers), roll=roll), threshold)
    return next(one for one in findings.items if one.item == item)


def test_what_came_of_it_is_told_of_ten_who_met_it_and_of_nine_not_a_word() -> None:
    ten = shown(ADULT_KNEW, adult_knew=["yes"] * 5 + ["no"] * 5 + [NOTHING] * 50)
    assert ten.happened is not None
    assert (ten.happened.value, ten.met) == (50.0, 10)
    nine = shown(ADULT_KNEW, adult_knew=["yes"] * 5 + ["no"] * 4 + [NOTHING] * 50)
    assert nine == ItemFinding(ADULT_KNEW, hidden="few")


def test_a_school_that_shows_nothing_of_fewer_than_twenty_shows_nothing_of_nineteen_who_met_it() -> None:
    answers = ["yes"] * 10 + ["no"] * 9 + [NOTHING] * 50
    assert shown(ADULT_KNEW, threshold=20, adult_knew=answers) == ItemFinding(ADULT_KNEW, hidden="few")
    assert shown(ADULT_KNEW, threshold=20, adult_knew=[*answers, "no"]).met == 20


@pytest.mark.parametrize(
    ("yes", "end"), [(1, Interval(0.0, 5.0)), (0, Interval(0.0, 5.0)), (29, Interval(95.0, 100.0))]
)
def test_where_all_or_all_but_one_who_met_it_say_the_same_only_the_end_is_told(
    yes: int, end: Interval
) -> None:
    item = shown(ADULT_KNEW, adult_knew=["yes"] * yes + ["no"] * (30 - yes) + [NOTHING] * 30)
    assert item.shares is None
    assert item.hidden == "unanimous"
    assert item.happened == Estimate(end.low or end.high, end)


@pytest.mark.parametrize(
    ("answers", "end"),
    [
        (["never"] * 40, Interval(0.0, 5.0)),
        (["never"] * 39 + ["many_times"], Interval(0.0, 5.0)),
        (["never", *["once"] * 20, *["many_times"] * 19], Interval(95.0, 100.0)),
    ],
)
def test_where_it_happened_to_nobody_to_one_or_to_all_but_one_only_the_end_is_told(
    answers: list[str], end: Interval
) -> None:
    item = shown(HAPPENED, happened=answers)
    assert item.hidden == "unanimous"
    assert item.shares is None
    assert item.happened == Estimate(end.low or end.high, end)


@pytest.mark.parametrize("others", [0, 1])
def test_where_all_or_all_but_one_met_it_what_came_of_it_does_not_tell_that(others: int) -> None:
    """Whether it happened is hidden of them for the same reason."""
    met = ["yes"] * 6 + ["no"] * 7 + ["dont_know"] * 8
    told = {"adult_knew": [*met, *[NOTHING] * others], "happened": ["once"] * (len(met) + others)}
    assert shown(ADULT_KNEW, **told) == ItemFinding(ADULT_KNEW, hidden="unanimous")
    assert shown(HAPPENED, **told).hidden == "unanimous"
    two_did_not = ["yes"] * 6 + ["no"] * 7 + ["dont_know"] * 8 + [NOTHING] * 2
    assert shown(ADULT_KNEW, adult_knew=two_did_not).met == 20


def test_who_tries_every_count_never_finds_how_many_said_what_where_all_met_it_or_said_the_same() -> None:
    """Fourteen people who all answered: whatever is told, two numbers of those who said the same fit it."""
    alone = replace(ASKED, items=(ASKED.item(ADULT_KNEW),), scales=())
    characters = [alone.characters(alone.items[0])[each] for each in ("yes", "no", "dont_know", NOTHING)]
    fitting: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(15), repeat=4):
        if sum(counts) == 14:
            rows = [each for each, n in zip(characters, counts, strict=True) for _ in range(n)]
            told = publish(round_findings(alone, rows, roll=30)).items[0]
            fitting[repr(told)].append(counts)
    alike = 0
    for several in fitting.values():
        for *met, spared in several:
            if sum(met) < 10 or (spared > 1 and max(met) < sum(met) - 1):
                continue
            alike += 1
            place = 3 if spared <= 1 else met.index(max(met))
            assert len({counts[place] for counts in several}) > 1, (met, spared)
    assert alike > 50


def test_two_to_whom_it_happened_are_a_share_like_any_other() -> None:
    item = shown(HAPPENED, happened=["never"] * 38 + ["once"] * 2)
    assert item.happened is not None
    assert item.happened.value == 5.0
    assert item.hidden is None


def test_every_share_of_what_happened_is_a_whole_number() -> None:
    exact = round_findings(ASKED, pupils(happened=["never"] * 30 + ["once"] * 13), roll=60).items
    item = shown(HAPPENED, happened=["never"] * 30 + ["once"] * 13)
    full = next(one for one in exact if one.item == HAPPENED)
    assert item.happened is not None
    assert item.happened.interval is not None
    assert full.happened is not None
    assert full.happened.value != item.happened.value == 30.0
    assert item.happened.interval.low == int(item.happened.interval.low)


def test_a_hidden_event_takes_no_score_and_no_other_question_along() -> None:
    told = {"seen": ["once", "never"] * 30, "happened": ["never"] * 60}
    scared = publish(round_findings(ASKED, pupils(**told, adult_knew=["yes"] * 3 + [NOTHING] * 57), roll=80))
    calm = publish(round_findings(ASKED, pupils(**told, adult_knew=["yes", "no", NOTHING] * 20), roll=80))
    assert scared.scales == calm.scales
    assert [one for one in scared.items if one.item != ADULT_KNEW] == [
        one for one in calm.items if one.item != ADULT_KNEW
    ]


def counted(**answers: Sequence[str]) -> Microdata:
    rows = pupils(**answers)
    return Microdata(ASKED, rows, {"group": ["Year 5", "Year 6"] * (len(rows) // 2)})


def full(rows: Microdata) -> RoundFindings:
    groups = rows.groups["group"]
    rolls = {group: groups.count(group) + 30 for group in dict.fromkeys(groups)}
    return round_findings(ASKED, rows.responses, groups=groups, rolls=rolls)


def without(rows: Microdata, gone: Sequence[int]) -> Microdata:
    stays = [row for row in range(rows.n) if row not in gone]
    return replace(
        rows,
        responses=[rows.responses[row] for row in stays],
        groups={by: [values[row] for row in stays] for by, values in rows.groups.items()},
    )


def of(findings: RoundFindings, item: str) -> ItemFinding:
    return next(one for one in findings.items if one.item == item)


def test_a_correction_without_twenty_of_whom_three_met_it_hides_what_came_of_it_and_no_more() -> None:
    """Twenty in each of two years are left out; the two releases together would tell of the three."""
    before = counted(
        adult_knew=["yes"] * 3 + [NOTHING] * 37 + ["yes", "no", NOTHING, "dont_know"] * 30,
        seen=["once", "never"] * 80,
    )
    now = without(before, range(40))
    earlier = EarlierRelease(publish(full(before)), before)
    assert of(earlier.shown, ADULT_KNEW).hidden is None
    corrected = published_beside(full(now), now, [earlier])
    assert of(publish(full(now)), ADULT_KNEW).hidden is None
    assert of(corrected, ADULT_KNEW) == ItemFinding(ADULT_KNEW, hidden="complement")
    assert of(corrected, SEEN).hidden is None
    assert all(scale.mean for scale in corrected.scales)


def test_a_correction_that_leaves_out_enough_who_met_it_tells_what_came_of_it() -> None:
    before = counted(adult_knew=["yes", "no", NOTHING, "dont_know"] * 40)
    now = without(before, range(40))
    corrected = published_beside(full(now), now, [EarlierRelease(publish(full(before)), before)])
    assert of(corrected, ADULT_KNEW).hidden is None


@pytest.mark.parametrize("seed", range(12))
def test_who_takes_two_releases_from_each_other_learns_of_no_few_people_what_happened_to_them(
    seed: int,
) -> None:
    """By brute force: whoever is in a figure of one release and not in the other's is nobody, or ten."""
    draw = random.Random(seed)
    n, gone = 2 * draw.randint(30, 60), draw.choice([2, 10, 20, 24, 30])
    before = counted(
        happened=draw.choices(["never", "once", "a_few_times", ""], [70, 15, 10, 5], k=n),
        seen=draw.choices(["never", "once", "many_times", ""], [50, 30, 15, 5], k=n),
        adult_knew=draw.choices(["yes", "no", "dont_know", NOTHING, ""], [12, 12, 6, 65, 5], k=n),
    )
    now = without(before, draw.sample(range(n), gone))
    earlier = publish(full(before))
    try:
        later = published_beside(full(now), now, [EarlierRelease(earlier, before)])
    except Leak:
        return
    for item in EVENTS:
        both = of(earlier, item), of(later, item)
        if any(one.hidden for one in both):
            continue
        answered = [one.n or 0 for one in both]
        assert answered[0] == answered[1] or answered[0] - answered[1] >= 10
        met = [one.people for one in both]
        assert met[0] == met[1] or met[0] - met[1] >= 10
