"""What a trust or an authority may show beside its schools' own releases, as schools join and leave."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest

from selfeval.findings.findings import ItemFinding
from selfeval.scoring.disclosure_control.differencing import bases
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.partnership.member_schools import MemberRound
from selfeval.scoring.partnership.publication import Pooled, may_be_published
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed

FORM = form(4, scales=[[0, 1], [2, 3]])
SCALES = {scale.id: scale.items for scale in FORM.scales}
ITEMS = tuple(item.id for item in FORM.items)
YEARS = ("Y3", "Y4", "Y5", "Y6")


def member(school: str, sizes: Mapping[str, int], responses: Sequence[str] | None = None) -> MemberRound:
    """A school whose groups have so many answers, and its release."""
    groups = [group for group, size in sizes.items() for _ in range(size)]
    answers = responses or mixed(len(groups), 4)
    rolls = {group: size + 5 for group, size in sizes.items()}
    findings = round_findings(FORM, answers, groups=groups, rolls=rolls)
    items = {item.item: item.n or 0 for item in findings.items}
    return MemberRound(school, bases(findings.breakdowns[0].groups), items, (publish(findings),))


def hiding(school: str, sizes: Mapping[str, int], hidden: Sequence[str]) -> MemberRound:
    """A school whose release shows each of its groups but the hidden ones."""
    whole = member(school, sizes)
    groups = tuple(
        replace(group, hidden="few", n=None, scales=()) if group.group in hidden else group
        for group in round_findings(
            FORM, mixed(sum(sizes.values()), 4), groups=[g for g, n in sizes.items() for _ in range(n)]
        )
        .breakdowns[0]
        .groups
    )
    told = replace(whole.releases[0], breakdowns=(replace(whole.releases[0].breakdowns[0], groups=groups),))
    return replace(whole, releases=(told,))


def everyone(members: Sequence[MemberRound], figures: Sequence[str] = ("", "s0", "s1", *ITEMS)) -> Pooled:
    return Pooled("all", frozenset((m.school, g) for m in members for g in m.bases), tuple(figures))


def year(members: Sequence[MemberRound], name: str, figures: Sequence[str] = ("", "s0", "s1")) -> Pooled:
    people = frozenset((m.school, name) for m in members if name in m.bases)
    return Pooled(name, people, tuple(figures))


def shown(
    members: Sequence[MemberRound], *wanted: Pooled, earlier: Sequence[Pooled] = (), threshold: int = 10
) -> list[tuple[str, ...]]:
    found = may_be_published(members, wanted, earlier, scales=SCALES, threshold=threshold)
    return [each.figures for each in found]


LARGE = {"Y3": 30, "Y4": 28, "Y5": 31, "Y6": 25}


def test_where_every_school_shows_everything_so_does_the_partnership() -> None:
    members = [member("Alder Vale", LARGE), member("Birch Lane", LARGE)]
    assert shown(members, everyone(members), year(members, "Y3")) == [
        ("", "s0", "s1", *ITEMS),
        ("", "s0", "s1"),
    ]


def test_a_scale_in_which_few_are_scored_is_not_told_by_its_questions() -> None:
    whole = form(4, scales=[[0, 1, 2, 3]], minimum=4)
    few = [*mixed(9, 4), "01--", "--23", "0-1-", "-3-2"]  # twelve and more answer each, nine all of them
    schools = []
    for school, answers in (("Alder Vale", few), ("Birch Lane", mixed(30, 4)), ("Cedar Row", mixed(40, 4))):
        full = round_findings(whole, answers, groups=["Y3"] * len(answers), rolls={"Y3": len(answers) + 5})
        items = {item.item: item.n or 0 for item in full.items}
        schools.append(MemberRound(school, bases(full.breakdowns[0].groups), items, (publish(full),)))
    assert {item.hidden for item in schools[0].releases[0].items} == {None}
    assert schools[0].releases[0].scales[0].hidden == "few"
    wanted = Pooled("all", frozenset((each.school, "Y3") for each in schools), ("s0",))
    (found,) = may_be_published(schools, [wanted], scales={"s0": whole.scales[0].items})
    assert found.figures == ()
    others = replace(wanted, people=frozenset((each.school, "Y3") for each in schools[1:]))
    (found,) = may_be_published(schools[1:], [others], scales={"s0": whole.scales[0].items})
    assert found.figures == ("s0",)


def test_a_partnership_of_one_school_shows_nothing() -> None:
    members = [member("Alder Vale", LARGE)]
    assert shown(members, everyone(members)) == [()]


def test_what_a_correction_seems_to_tell_beside_the_release_before_it_is_not_taken_for_known() -> None:
    other, (told,) = member("Birch Lane", LARGE), member("Alder Vale", LARGE).releases
    first = replace(told, items=tuple(_hidden_if(item, ("q0", "q1")) for item in told.items))
    then = replace(
        told,
        items=tuple(_hidden_if(item, ("q0",)) for item in told.items),
        scales=(replace(told.scales[0], hidden="complement"), told.scales[1]),
        breakdowns=(),
    )
    corrected = replace(member("Alder Vale", LARGE), releases=(first, then))
    assert shown([corrected, other], everyone([corrected, other])) == [("", "s1", "q1", "q2", "q3")]


def _hidden_if(item: ItemFinding, hidden: Sequence[str]) -> ItemFinding:
    return replace(item, hidden="complement") if item.item in hidden else item


def test_a_year_that_one_school_alone_has_is_not_shown() -> None:
    members = [member("Alder Vale", LARGE), member("Birch Lane", {"Y3": 20, "Y4": 40})]
    assert shown(members, year(members, "Y5")) == [()]


def test_a_year_that_one_school_alone_hides_is_not_shown() -> None:
    members = [hiding("Alder Vale", LARGE, ["Y3", "Y5"]), member("Birch Lane", LARGE)]
    assert shown(members, everyone(members), *(year(members, name) for name in YEARS)) == [
        ("", "s0", "s1", *ITEMS),
        (),
        ("", "s0", "s1"),
        (),
        ("", "s0", "s1"),
    ]


@pytest.mark.parametrize(("other", "told"), [(4, ()), (5, ("", "s0", "s1"))])
def test_a_year_that_two_schools_hide_is_shown_from_ten_people_on(other: int, told: tuple[str, ...]) -> None:
    members = [
        hiding("Alder Vale", LARGE | {"Y3": 5}, ["Y3", "Y5"]),
        hiding("Birch Lane", LARGE | {"Y3": other}, ["Y3", "Y6"]),
        member("Cedar Road", LARGE),
    ]
    assert shown(members, year(members, "Y3")) == [told]


def test_a_school_may_have_raised_the_threshold() -> None:
    members = [hiding(name, LARGE | {"Y3": 6}, ["Y3", "Y5"]) for name in ("Alder Vale", "Birch Lane")]
    assert shown(members, year(members, "Y3"), threshold=12) == [("", "s0", "s1")]
    assert shown(members, year(members, "Y3"), threshold=13) == [()]
    with pytest.raises(ValueError, match="10 or more"):
        shown(members, year(members, "Y3"), threshold=9)


def test_the_highest_threshold_of_a_school_holds_for_the_partnership() -> None:
    members = [hiding(name, LARGE | {"Y3": 6}, ["Y3", "Y5"]) for name in ("Alder Vale", "Birch Lane")]
    raised = [members[0], replace(members[1], threshold=13)]
    assert shown(members, year(members, "Y3")) == [("", "s0", "s1")]
    assert shown(raised, year(raised, "Y3")) == [()]


def test_two_years_that_together_give_one_school_away_are_not_both_shown() -> None:
    """Y3: A + B + C. Y5: A + C. Each of A and C is known to sum up over Y3 and Y5: B is left."""
    members = [
        hiding("A", LARGE | {"Y3": 9}, ["Y3", "Y5"]),
        hiding("B", LARGE | {"Y3": 9}, ["Y3", "Y6"]),
        hiding("C", LARGE | {"Y3": 9}, ["Y3", "Y5"]),
    ]
    assert shown(members, year(members, "Y3"), year(members, "Y5")) == [("", "s0", "s1"), ()]
    assert shown(members, year(members, "Y5"), year(members, "Y3")) == [("", "s0", "s1"), ()]


def test_a_school_that_joins_with_a_hidden_year_does_not_appear_by_subtraction() -> None:
    """Before: A and B. After: A, B and C, which hides a year that was shown before."""
    old = [member("A", LARGE), member("B", LARGE)]
    new = [*old, hiding("C", LARGE | {"Y3": 8}, ["Y3", "Y4"])]
    first = may_be_published(old, [everyone(old), year(old, "Y3")], scales=SCALES)
    assert shown(new, everyone(new), year(new, "Y3"), earlier=first) == [("", "s0", "s1", *ITEMS), ()]


def test_a_school_that_leaves_does_not_appear_by_subtraction() -> None:
    """Three schools hide Year 3. With all of them it was shown; without C, the difference is C."""
    every = [hiding(name, LARGE | {"Y3": 7}, ["Y3", "Y4"]) for name in ("A", "B", "C")]
    first = may_be_published(every, [year(every, "Y3")], scales=SCALES)
    assert first[0].figures == ("", "s0", "s1")
    stayed = every[:2]
    assert shown(every, year(stayed, "Y3"), earlier=first) == [()]
    assert shown(stayed, year(stayed, "Y3")) == [("", "s0", "s1")]


def test_two_schools_that_leave_together_may() -> None:
    every = [hiding(name, LARGE | {"Y3": 7}, ["Y3", "Y4"]) for name in ("A", "B", "C", "D")]
    first = may_be_published(every, [year(every, "Y3")], scales=SCALES)
    assert shown(every, year(every[:2], "Y3"), earlier=first) == [("", "s0", "s1")]


def test_a_school_whose_releases_nobody_sees_needs_another_beside_it() -> None:
    silent = [replace(member(name, LARGE), releases=()) for name in ("A", "B")]
    open_ = [member("C", LARGE), member("D", LARGE)]
    assert shown([silent[0], *open_], everyone([silent[0], *open_], ["s0"])) == [()]
    assert shown([*silent, *open_], everyone([*silent, *open_], ["s0"])) == [("s0",)]


def test_a_question_that_one_school_hides_is_not_shown() -> None:
    """At A everyone gave the first question one answer, so it hides that and another."""
    alike = ["0" + response[1:] for response in mixed(114, 4)]
    members = [member("A", LARGE, alike), member("B", LARGE)]
    hidden = {item.item for item in members[0].releases[0].items if item.hidden}
    assert len(hidden) == 2
    (told,) = shown(members, everyone(members))
    assert set(told) == {"", "s0", "s1", *ITEMS} - hidden


def test_a_question_that_two_schools_hide_is_shown_where_the_rest_does_not_follow() -> None:
    alike = ["0" + response[1:] for response in mixed(114, 4)]
    members = [member(name, LARGE, alike) for name in ("A", "B")]
    assert shown(members, everyone(members)) == [("", "s0", "s1", *ITEMS)]


def test_a_figure_of_fewer_than_ten_people_is_not_shown() -> None:
    members = [hiding(name, LARGE | {"Y3": 4}, ["Y3", "Y5"]) for name in ("A", "B")]
    assert shown(members, year(members, "Y3")) == [()]


def test_people_of_a_school_that_is_no_member_are_refused() -> None:
    members = [member("A", LARGE), member("B", LARGE)]
    with pytest.raises(ValueError, match="C is no member"):
        shown(members, Pooled("Y3", frozenset([("A", "Y3"), ("C", "Y3")]), ("s0",)))
    with pytest.raises(ValueError, match="same name"):
        shown([members[0], members[0]], everyone(members))


def solves(lines: np.ndarray, target: np.ndarray) -> bool:
    weights = np.linalg.lstsq(lines.T, target, rcond=None)[0]
    return bool(np.abs(lines.T @ weights - target).max() < 1e-6)


def random_partnership(draw: random.Random) -> list[MemberRound]:
    """Three to five schools that hide and merge some of their years."""
    members = []
    for name in "ABCDE"[: draw.randint(3, 5)]:
        sizes = {each: draw.choice((3, 6, 8, 9, 12, 25)) for each in YEARS[: draw.randint(2, 4)]}
        whole = member(name, sizes | {"Y3": draw.choice((4, 9, 15))})
        members.append(whole if draw.random() < 0.9 else replace(whole, releases=()))
    return members


def known(members: Sequence[MemberRound], pooled: Sequence[Pooled], scale: str) -> np.ndarray:
    """Every told figure of one scale as a line over the groups of all schools."""
    atoms = [(m.school, group) for m in members for group in m.bases]
    lines = []
    for m in members:
        for told in m.releases:
            if any(each.scale == scale and each.hidden is None for each in told.scales):
                lines.append([atom[0] == m.school for atom in atoms])
            for group in told.breakdowns[0].groups:
                if any(each.scale == scale and each.hidden is None for each in group.scales):
                    inside = group.parts
                    lines.append([atom[0] == m.school and atom[1] in inside for atom in atoms])
    lines += [[atom in each.people for atom in atoms] for each in pooled if scale in each.figures]
    return np.array(lines, dtype=float).reshape(len(lines), len(atoms))


@pytest.mark.slow
def test_in_a_hundred_random_partnerships_no_school_and_no_few_people_follow() -> None:
    """An attacker by least squares, who tries every set of groups of one school and every small set."""
    draw = random.Random(4)
    figures = 0
    for _ in range(100):
        members = random_partnership(draw)
        old = may_be_published(members[:-1], [year(members[:-1], name) for name in YEARS], scales=SCALES)
        new = may_be_published(
            members, [everyone(members), *(year(members, name) for name in YEARS)], old, scales=SCALES
        )
        figures += sum(len(each.figures) for each in new)
        atoms = [(m.school, group) for m in members for group in m.bases]
        people = {(m.school, group): n["s0"] for m in members for group, n in m.bases.items()}
        own, all_ = known(members, [], "s0"), known(members, [*old, *new], "s0")
        tries = chain.from_iterable(combinations(atoms, size) for size in (1, 2, 3, 4))
        for chosen in tries:
            alone = len({school for school, _ in chosen}) == 1
            if alone or sum(people[atom] for atom in chosen) < 10:
                target = np.array([float(atom in chosen) for atom in atoms])
                assert not solves(all_, target) or (len(own) and solves(own, target)), chosen
    assert figures > 200


@pytest.mark.slow
def test_two_hundred_schools_take_seconds() -> None:
    draw = random.Random(5)
    members = [
        member(f"S{number}", {name: draw.choice((7, 15, 30, 60)) for name in YEARS}) for number in range(200)
    ]
    begun = time.process_time()  # what other work takes of the machine does not count
    told = may_be_published(
        members, [everyone(members), *(year(members, name) for name in YEARS)], scales=SCALES
    )
    assert time.process_time() - begun < 10
    assert sum(len(each.figures) for each in told) == 19
