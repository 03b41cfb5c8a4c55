"""An attacker with a linear solver, who knows every base and takes every shown figure as exact."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from selfeval.findings.findings import RoundFindings
from selfeval.scoring.disclosure_control.differencing import bases
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.suppression import hide_groups
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form

SIZES = (0, 1, 2, 3, 5, 8, 9, 10, 11, 12, 15, 25, 40)


def solved(lines: Sequence[np.ndarray], target: np.ndarray) -> bool:
    """Whether the target is a sum of multiples of the lines (least squares, unlike the audit)."""
    if not lines:
        return False
    table = np.array(lines).T
    weights = np.linalg.lstsq(table, target, rcond=None)[0]
    return bool(np.abs(table @ weights - target).max() < 1e-6)


def small_sets(people: Mapping[str, int], threshold: int) -> list[tuple[str, ...]]:
    """Sets of groups with too few people; not all groups, for the whole is judged by itself."""
    there = [group for group in people if people[group]]
    return [
        chosen
        for size in range(1, len(there))
        for chosen in combinations(there, size)
        if sum(people[group] for group in chosen) < threshold
    ]


def test_in_thousands_of_tables_no_small_set_follows_from_the_total_and_the_shown_groups() -> None:
    draw = random.Random(20)
    for _ in range(3000):
        people = {f"g{place}": draw.choice(SIZES) for place in range(draw.randint(2, 8))}
        order = sorted(people, key=lambda group: (people[group], group))
        few = {group for group in people if people[group] < 10}
        gone = hide_groups(people, few, order, 10)
        assert few <= gone
        groups = list(people)
        shown = [np.eye(len(groups))[groups.index(group)] for group in groups if group not in gone]
        lines = [np.ones(len(groups)), *shown] if sum(people.values()) >= 10 else shown
        there = np.array([float(people[group] > 0) for group in groups])
        lines = [line * there for line in lines]
        for chosen in small_sets(people, 10):
            target = np.array([float(group in chosen) for group in groups])
            assert not solved(lines, target), (people, gone, chosen)


def test_no_group_is_hidden_where_none_is_small() -> None:
    assert hide_groups({"a": 10, "b": 200}, set(), ["a", "b"], 10) == set()


def random_round(draw: random.Random) -> RoundFindings:
    """A round with overlapping scales, small groups, skipped items and groups that agree on everything."""
    definition = form(5, scales=[[0, 1], [1, 2], [0, 1, 2], [3, 4]])
    groups, responses = [], []
    for place in range(draw.randint(2, 5)):
        skip, same = draw.random() * draw.choice([0, 0.4]), draw.random() < 0.15
        for _ in range(draw.choice(SIZES)):
            groups.append(f"g{place}")
            answers = ["0" if same else draw.choice("01234") for _ in range(5)]
            responses.append("".join("." if draw.random() < skip else answer for answer in answers))
    return round_findings(definition, responses, groups=groups)


def known_to_the_reader(published: RoundFindings, groups: Sequence[str]) -> list[np.ndarray]:
    """Every shown figure as a line over (group, item) sums."""
    items = [item.item for item in published.items]

    def line(chosen: Sequence[str], of: Sequence[str]) -> np.ndarray:
        return np.array([[float(g in chosen and i in of) for i in items] for g in groups]).ravel()

    lines = [line(groups, [item.item]) for item in published.items if item.hidden is None]
    lines += [line(groups, scale.items) for scale in published.scales if scale.hidden is None]
    for group in published.breakdowns[0].groups:
        lines += [line(list(group.parts), scale.items) for scale in group.scales if scale.hidden is None]
    return lines


@pytest.mark.slow
def test_in_hundreds_of_rounds_no_small_set_follows_from_items_scales_and_groups_together() -> None:
    draw = random.Random(7)
    for _ in range(400):
        findings = random_round(draw)
        if not findings.breakdowns[0].groups:
            continue
        published = publish(findings)
        exact = bases(findings.breakdowns[0].groups)
        lines = known_to_the_reader(published, list(exact))
        for scale in findings.scales:
            people = {group: exact[group][scale.scale] for group in exact}
            for chosen in small_sets(people, 10):
                target = np.array(
                    [[float(g in chosen and i.item in scale.items) for i in published.items] for g in exact]
                ).ravel()
                assert not solved(lines, target), (people, scale.scale, chosen)


@pytest.mark.slow
def test_in_hundreds_of_rounds_no_hidden_item_follows_from_the_scales() -> None:
    draw = random.Random(11)
    hidden = 0
    for _ in range(400):
        published = publish(random_round(draw))
        names = [item.item for item in published.items]
        shown = [[item.item] for item in published.items if item.hidden is None]
        shown += [list(scale.items) for scale in published.scales if scale.hidden is None]
        lines = [np.array([float(name in line) for name in names]) for line in shown]
        for item in published.items:
            if item.hidden in ("few", "unanimous"):
                hidden += 1
                assert not solved(lines, np.array([float(name == item.item) for name in names]))
    assert hidden > 50


@pytest.mark.parametrize("seed", range(20))
def test_a_linear_program_cannot_pin_the_mean_of_a_small_group(seed: int) -> None:
    draw = random.Random(seed)
    people = {f"g{place}": draw.choice(SIZES) for place in range(6)}
    means = {group: draw.uniform(20, 80) for group in people}
    order = sorted(people, key=lambda group: (people[group], group))
    gone = sorted(hide_groups(people, {g for g in people if people[g] < 10}, order, 10))
    inside = [group for group in gone if people[group]]
    if not inside:
        return
    total = sum(people[group] * means[group] for group in inside)
    weights = [[float(people[group]) for group in inside]]
    for place in [place for place, group in enumerate(inside) if people[group] < 10]:
        aim = np.eye(len(inside))[place]
        low, high = (
            linprog(sign * aim, A_eq=weights, b_eq=[total], bounds=[(0, 100)] * len(inside))
            for sign in (1, -1)
        )
        width = -high.fun - low.fun
        assert width > 20, f"{people[inside[place]]} people are known to {width:.1f} points"
