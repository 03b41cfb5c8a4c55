"""Every kind of figure is a line of the audit, or a sum of lines that are there already."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import RoundFindings
from selfeval.questionnaires.model import Definition
from selfeval.scoring.comparison.pairs import round_change, voice_gaps
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
from selfeval.scoring.disclosure_control.microdata import Microdata
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.recoding import Characteristic
from selfeval.scoring.disclosure_control.release_history import published_beside
from selfeval.scoring.measurement.scale_findings import Crossing
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed

FORM = form(12, reversed_=[2, 5, 8], scales=[range(12)])
CARELESS = "0" * 12


def counting(definition: Definition, responses: Sequence[str], **groups: Sequence[str]) -> Microdata:
    return Microdata(definition, responses, groups)


def full(counted: Microdata) -> RoundFindings:
    columns = {by: values for by, values in counted.groups.items() if by != "group"}
    groups = counted.groups["group"]
    rolls = {group: groups.count(group) + 20 for group in sorted(set(groups))}  # type: ignore[attr-defined]
    return round_findings(counted.definition, counted.responses, groups=groups, rolls=rolls, columns=columns)


def honest(n: int, seed: int = 7) -> list[str]:
    """Answers one after another in every way, none of which looks careless."""
    draw = np.random.default_rng(seed)
    said = ["".join(row) for row in draw.integers(0, 5, (3 * n, 12)).astype(str)]
    looks = counting(FORM, said, group=["All"] * len(said)).careless
    return [each for each, careless in zip(said, looks, strict=True) if not careless][:n]


def careless_in(sizes: Mapping[str, tuple[int, int]]) -> Microdata:
    """Group -> how many answer with care, and how many press one button."""
    others = iter(honest(sum(careful for careful, _ in sizes.values())))
    responses, groups = [], []
    for group, (careful, careless) in sizes.items():
        responses += [*(next(others) for _ in range(careful)), *[CARELESS] * careless]
        groups += [group] * (careful + careless)
    return counting(FORM, responses, group=groups)


def test_scores_without_careless_answers_are_told_where_nothing_follows_from_them() -> None:
    now = careless_in({"Year 3": (25, 12), "Year 4": (25, 12)})
    shown = published_beside(full(now), now)
    assert shown.careless is not None
    assert len(shown.careless.without) == 1


def test_they_are_not_told_where_all_but_three_of_a_year_were_careless() -> None:
    """Year 3 less everyone who was careless would be the mean of those three."""
    now = careless_in({"Year 3": (3, 12), "Year 4": (30, 0)})
    alone = publish(full(now))
    assert alone.careless is not None
    assert len(alone.careless.without) == 1
    shown = published_beside(full(now), now)
    assert shown.careless == replace(alone.careless, without=())
    assert shown == replace(alone, careless=shown.careless)


def test_girls_of_whom_all_but_three_were_careless_are_not_told_beside_them() -> None:
    now = careless_in({"Year 3": (43, 12)})
    sexes = ["boy"] * 40 + ["girl"] * 15
    found = round_findings(FORM, now.responses, groups=now.groups["group"], rolls={"Year 3": 80})
    told = publish(found).careless
    assert told is not None
    assert told.without
    table = _by_sex(now, sexes)
    assert {group.hidden for group in table.groups} == {"complement"}
    spread = ["boy", "girl", "girl"] * 19
    assert {group.hidden for group in _by_sex(now, spread[: now.n]).groups} == {None}


def _by_sex(now: Microdata, sexes: Sequence[str]):  # type: ignore[no-untyped-def]
    (table,) = characteristic_breakdowns(
        FORM, list(map(str, now.responses)), [Characteristic("about.sex", ("girl", "boy"), sexes)],
        groups=now.groups["group"], order=["Year 3"],
    )  # fmt: skip
    return table


def test_columns_that_tell_of_five_together_are_mended_by_putting_groups_together() -> None:
    """Twenty with a bus pass are all of Year 3, which has twenty-five: five would follow."""
    groups = ["Year 3"] * 25 + ["Year 4"] * 30 + ["Year 5"] * 30
    passes = ["bus"] * 20 + ["none"] * 35 + ["train"] * 30
    now = counting(form(4), mixed(85, 4), group=groups, travel=passes)
    apart = publish(full(now))
    assert [len([g for g in table.groups if g.hidden is None]) for table in apart.breakdowns] == [3, 3]
    shown = published_beside(full(now), now)
    years, travel = shown.breakdowns
    assert [group.group for group in years.groups if group.hidden is None] == ["Year 3", "Year 4", "Year 5"]
    assert [group.group for group in travel.groups if group.hidden is None] == ["bus and none", "train"]


def test_parts_of_groups_do_not_weigh_where_a_column_tells_most_of_one_of_them() -> None:
    """Ten of the thirteen girls of Year 3 come by bus: with the part's mean the other three would follow."""
    draw = random.Random(2)
    years = ["Year 3"] * 30 + ["Year 4"] * 40
    sexes = ["girl"] * 13 + ["boy"] * 17 + ["girl"] * 22 + ["boy"] * 18
    said = [
        "".join(draw.choices("01234", (6, 4, 2, 1, 1) if sex == "girl" else (1, 2, 3, 4, 5), k=4))
        for sex in sexes
    ]
    parts = {"Year 3": {"girl": 43, "boy": 17}, "Year 4": {"girl": 70, "boy": 18}}
    rolls = {year: sum(both.values()) for year, both in parts.items()}

    def weighted_by(travel: Sequence[str]) -> tuple[str, ...]:
        now = counting(form(4), said, group=years, sex=sexes, travel=travel)
        columns = {"sex": sexes, "travel": travel}
        crossing = Crossing("sex", sexes, parts)
        found = round_findings(form(4), said, groups=years, rolls=rolls, columns=columns, crossing=crossing)
        shown = published_beside(found, now)
        assert [len(table.groups) for table in shown.breakdowns] == [2, 2, 2]
        return shown.weights.by if shown.weights else ()

    assert weighted_by(["bus", "walk"] * 35) == ("group", "sex")
    assert weighted_by(["bus"] * 10 + ["walk"] * 60) == ("group",)


def followed(now: Microdata, shown: RoundFindings) -> list[tuple[int, ...]]:
    """Sets of kinds with fewer than ten people whose mean an attacker finds by least squares."""
    careful = ~now.careless
    kinds = list(zip(*now.groups.values(), careful, strict=True))
    names = sorted(set(kinds))
    people = np.array([kinds.count(name) for name in names])
    where = {by: at for at, by in enumerate(now.groups)}
    lines = [np.ones(len(names))]
    for table in shown.breakdowns:
        for group in table.groups:
            if group.hidden is None and group.scales[0].mean is not None:
                its = group.parts
                lines.append(np.array([float(name[where[table.by]] in its) for name in names]))
    if shown.careless is not None and shown.careless.without:
        lines.append(np.array([float(name[-1]) for name in names]))
    table_ = np.array(lines).T
    small = [at for at, some in enumerate(people) if some < 10]
    found = []
    for size in range(1, min(4, len(small)) + 1):
        for chosen in combinations(small, size):
            if people[list(chosen)].sum() < 10:
                target = np.isin(np.arange(len(names)), chosen).astype(float)
                answer = np.linalg.lstsq(table_, target, rcond=None)[0]
                if np.abs(table_ @ answer - target).max() < 1e-6:
                    found.append(chosen)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_no_few_follow_from_years_two_columns_and_scores_without_careless_answers(seed: int) -> None:
    draw = random.Random(seed)
    n = draw.choice((45, 70, 120))
    careless = [draw.random() < 0.25 for _ in range(n)]
    responses = [CARELESS if flag else said for flag, said in zip(careless, honest(n, seed), strict=True)]
    years = [draw.choice(("Year 3", "Year 4", "Year 5")) for _ in range(n)]
    travel = [
        draw.choice(("bus", "train")) if year == "Year 3" else draw.choice(("train", "none"))
        for year in years
    ]
    lunch = ["hot" if flag or draw.random() < 0.05 else "cold" for flag in careless]
    now = counting(FORM, responses, group=years, travel=travel, lunch=lunch)
    assert followed(now, published_beside(full(now), now)) == []


def test_published_each_by_itself_some_of_these_tables_tell_of_a_few() -> None:
    """The attacker above finds what there is to find."""
    now = careless_in({"Year 3": (3, 12), "Year 4": (30, 0)})
    assert followed(now, publish(full(now)))


def paired_form(audience: str) -> Definition:
    """Four questions that pupils and staff are both asked."""
    made = form(5, scales=[range(5)])
    items = tuple(replace(item, link=f"l{at}" if at < 4 else None) for at, item in enumerate(made.items))
    scales = tuple(replace(scale, kind="belonging") for scale in made.scales)
    return replace(made, questionnaire=audience, audience=audience, items=items, scales=scales)  # type: ignore[arg-type]


def side(definition: Definition, responses: Sequence[str], groups: Sequence[str], day: str) -> ComparedRound:
    found = round_findings(definition, responses, groups=groups)
    occasion = Occasion("A survey", day, day, definition.version, day)
    return ComparedRound(occasion, definition, publish(found), found, responses)


def answers(draw: random.Random, n: int, width: int) -> list[str]:
    """Answers with some questions to which nearly everyone says the same, and some that few answer."""
    kinds = [draw.choice(("mixed",) * 9 + ("alike", "few")) for _ in range(width)]
    return [
        "".join(
            "0" if kind == "alike" else "." if kind == "few" and at >= 6 else draw.choice("01234")
            for kind in kinds
        )
        for at in range(n)
    ]


def test_a_gap_between_voices_is_a_sum_of_questions_that_both_reports_show() -> None:
    draw = random.Random(3)
    told = 0
    for _ in range(60):
        pupils, staff = (
            side(paired_form(voice), answers(draw, 40, 5), ["All"] * 40, "2026-10-05")
            for voice in ("pupils", "staff")
        )
        for gap in voice_gaps([pupils], [staff], 10):
            for scale in gap.scales:
                if scale.hidden is None:
                    told += 1
                    for place, each in enumerate((pupils, staff)):
                        shown = {item.item for item in each.shown.items if item.hidden is None}
                        assert {pair[place] for pair in scale.pairs} <= shown
    assert told > 5


@pytest.mark.slow
def test_a_change_is_of_figures_that_both_rounds_show() -> None:
    """Of groups that are put together, each is shown; its two figures are those of shown groups."""
    draw = random.Random(4)
    definition = form(6, scales=[[0, 1, 2], [3, 4, 5]])
    told = 0
    for _ in range(40):
        rounds = []
        for year in (2025, 2026):
            groups = [draw.choice(("Year 3", "Year 4", "Year 5", "Year 6")) for _ in range(60)]
            rounds.append(side(definition, answers(draw, 60, 6), groups, f"{year}-10-05"))
        change = round_change(*rounds, {})
        for group in change.groups:
            for scale in group.scales:
                if scale.difference is None:
                    continue
                told += 1
                for each in rounds:
                    parts = [part for part in _shown(each.shown, scale.scale) if _inside(part, group.group)]
                    assert parts
                    assert sorted(name for part in parts for name in part) == sorted(_names(group.group))
        for whole in change.scales:
            if whole.difference is not None:
                assert all(each.hidden(whole.scale) is None for each in rounds)
    assert told > 20


def _shown(found: RoundFindings, scale: str) -> list[tuple[str, ...]]:
    return [
        group.parts
        for group in found.breakdowns[0].groups
        if group.hidden is None
        and any(each.scale == scale and each.mean is not None for each in group.scales)
    ]


def _inside(part: Sequence[str], group: str) -> bool:
    return set(part) <= set(_names(group))


def _names(group: str) -> list[str]:
    return group.replace(" and ", ", ").split(", ")
