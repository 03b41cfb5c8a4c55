"""What may be shown (MEASUREMENT 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, to_json
from selfeval.scoring.disclosure_control.differencing import Cells, Leak, audit, cells_of_groups
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed


def full(sizes: Mapping[str, int]) -> RoundFindings:
    """A round in which each group has so many mixed answers."""
    groups = [group for group, size in sizes.items() for _ in range(size)]
    return round_findings(
        form(4), mixed(len(groups), 4), groups=groups, rolls={g: n + 20 for g, n in sizes.items()}
    )


def told(sizes: Mapping[str, int], threshold: int = 10) -> dict[str, str | None]:
    """What the table lists -> why it is hidden, None where it is shown."""
    published = publish(full(sizes), threshold)
    return {group.group: group.hidden for group in published.breakdowns[0].groups}


def atoms_of(findings: RoundFindings) -> Cells:
    return cells_of_groups("group", findings.breakdowns[0].groups)


def group_of(findings: RoundFindings, name: str) -> GroupFinding:
    return next(group for group in findings.breakdowns[0].groups if group.group == name)


def test_a_group_of_nine_is_shown_with_its_neighbour() -> None:
    assert told({"Y3": 9, "Y4": 30, "Y5": 20}) == {"Y3 and Y4": None, "Y5": None}


def test_of_two_neighbours_the_smaller_is_taken() -> None:
    assert told({"Y3": 30, "Y4": 9, "Y5": 20}) == {"Y3": None, "Y4 and Y5": None}


def test_groups_of_ten_and_more_are_shown_by_themselves() -> None:
    assert told({"Y3": 10, "Y4": 30}) == {"Y3": None, "Y4": None}


def test_small_neighbours_are_shown_together() -> None:
    assert told({"Y3": 6, "Y4": 4, "Y5": 20}) == {"Y3 and Y4": None, "Y5": None}
    assert told({"Y3": 3, "Y4": 2, "Y5": 20, "Y6": 40}) == {"Y3, Y4 and Y5": None, "Y6": None}


def test_a_school_may_raise_the_threshold_and_may_not_lower_it() -> None:
    assert told({"Y3": 14, "Y4": 30, "Y5": 20}, threshold=15) == {"Y3 and Y4": None, "Y5": None}
    with pytest.raises(ValueError, match="The threshold is 10 or more; 9 would show too few people"):
        publish(full({"Y3": 30, "Y4": 30}), 9)


def test_a_group_of_nobody_and_a_group_of_nine_look_the_same() -> None:
    nobody, nine = (told({"Y3": n, "Y4": 30, "Y5": 12}) for n in (0, 9))
    assert nobody == nine == {"Y3 and Y4": None, "Y5": None}


def test_what_is_shown_as_one_has_the_figures_of_all_its_people() -> None:
    responses = [*mixed(9, 4), *["1111"] * 30, *mixed(20, 4)]
    rolls = {"Y3": 15, "Y4": 32, "Y5": 25}
    groups = ["Y3"] * 9 + ["Y4"] * 30 + ["Y5"] * 20
    apart = round_findings(form(4), responses, groups=groups, rolls=rolls)
    one = round_findings(
        form(4),
        responses,
        groups=["Y3"] * 39 + ["Y5"] * 20,
        rolls={"Y3": 47, "Y5": 25},
    )
    merged, alone = (publish(each).breakdowns[0].groups[0] for each in (apart, one))
    assert merged.members == ("Y3", "Y4")
    assert merged == replace(alone, group="Y3 and Y4", members=("Y3", "Y4"))


def test_one_group_alone_is_not_broken_down() -> None:
    breakdown = publish(full({"Year 3": 40, "Year 4": 0})).breakdowns[0]
    assert (breakdown.groups, breakdown.notice) == ((), "only_group")


def test_when_nothing_is_safe_no_group_is_shown() -> None:
    breakdown = publish(full({"Y3": 4, "Y4": 30})).breakdowns[0]
    assert {group.hidden for group in breakdown.groups} == {"few", "complement"}
    assert breakdown.notice == "all_hidden"


def test_a_round_of_nine_shows_nothing_not_even_nine() -> None:
    published = publish(round_findings(form(4), mixed(9, 4), roll=40))
    assert published.n is None
    assert (
        {scale.hidden for scale in published.scales} == {item.hidden for item in published.items} == {"few"}
    )
    figures = round_findings(form(4), mixed(8, 4), roll=40)
    assert to_json(published) == to_json(publish(figures))


def test_a_group_shows_whole_numbers_its_n_to_five_and_no_items() -> None:
    group = group_of(publish(full({"Y3": 23, "Y4": 31})), "Y3")
    assert (group.n, group.scales[0].n) == (25, 25)
    mean = group.scales[0].mean
    assert mean is not None
    assert mean.interval is not None
    assert all(figure == int(figure) for figure in (mean.value, mean.interval.low, mean.interval.high))
    assert (group.scales[0].sd, group.scales[0].favourable, group.scales[0].unscored) == (None, None, None)


def test_the_whole_shows_its_n_exactly_and_whole_numbers() -> None:
    published = publish(full({"Y3": 23, "Y4": 31}))
    scale, item = published.scales[0], published.items[0]
    assert (published.n, scale.n, item.n) == (54, 54, 54)
    assert scale.sd == int(scale.sd or 0)
    assert all(share == int(share) for share in (item.shares or {}).values())


@pytest.mark.parametrize(("n", "end"), [(12, 90.0), (19, 90.0), (20, 95.0), (60, 95.0)])
def test_an_item_to_which_all_or_all_but_one_agreed_says_only_nearly_everyone(n: int, end: float) -> None:
    for last in ("0", "4"):
        responses = ["0" + response for response in mixed(n - 1, 3)] + [last + "123"]
        item = publish(round_findings(form(4), responses)).items[0]
        assert (item.hidden, item.shares) == ("unanimous", None)
        assert item.favourable == Estimate(end, Interval(end, 100.0))


def test_an_item_to_which_nobody_agreed_says_only_nearly_nobody() -> None:
    responses = ["34"[place % 2] + response for place, response in enumerate(mixed(40, 3))]
    item = publish(round_findings(form(4), responses)).items[0]
    assert (item.hidden, item.favourable) == ("unanimous", Estimate(5.0, Interval(0.0, 5.0)))


def test_another_item_is_hidden_so_that_the_scale_does_not_give_the_unanimous_one_away() -> None:
    responses = ["0" + response for response in mixed(40, 3)]
    published = publish(round_findings(form(4), responses))
    assert sorted(item.hidden or "" for item in published.items) == ["", "", "complement", "unanimous"]
    assert published.scales[0].hidden is None


def test_without_another_item_to_hide_the_scale_is_hidden() -> None:
    responses = ["00" + response for response in mixed(40, 1)]
    published = publish(round_findings(form(3, scales=[[0, 1], [2]]), responses))
    assert [scale.hidden for scale in published.scales] == ["unanimous", None]
    responses = ["01" + response for response in mixed(40, 1)]
    published = publish(round_findings(form(3, scales=[[0, 1], [2]]), responses))
    assert published.scales[0].hidden is not None


def test_an_item_that_nine_answered_is_hidden_with_another() -> None:
    responses = [response if place < 9 else "." + response[1:] for place, response in enumerate(mixed(40, 4))]
    published = publish(round_findings(form(4), responses))
    assert published.items[0].hidden == "few"
    assert (published.items[0].n, dict(published.items[0].apart)) == (None, {})
    assert [item.hidden for item in published.items].count("complement") == 1


def test_a_notice_that_all_answered_alike_is_not_published() -> None:
    responses = ["0" + response for response in mixed(40, 3)]
    before = round_findings(form(4), responses)
    assert "no_spread:q0" in before.scales[0].notices
    assert "no_spread" not in to_json(publish(before))


def test_a_group_in_which_all_score_alike_shows_no_mean_and_takes_another_along() -> None:
    groups = ["Y3"] * 12 + ["Y4"] * 20 + ["Y5"] * 30
    responses = ["0000"] * 12 + mixed(50, 4)
    published = publish(round_findings(form(4), responses, groups=groups))
    scales = [group.scales[0] for group in published.breakdowns[0].groups]
    assert [scale.hidden for scale in scales] == ["unanimous", "complement", None]
    assert scales[0].favourable == Estimate(90.0, Interval(90.0, 100.0))


def test_two_groups_that_all_answered_alike_do_not_hide_each_other() -> None:
    groups = ["Y3"] * 12 + ["Y4"] * 12 + ["Y5"] * 30 + ["Y6"] * 40
    published = publish(round_findings(form(4), ["0000"] * 24 + mixed(70, 4), groups=groups))
    assert [group.scales[0].hidden for group in published.breakdowns[0].groups] == [
        "unanimous",
        "unanimous",
        "complement",
        None,
    ]


def test_a_base_is_judged_for_each_scale_and_scales_that_share_items_are_hidden_together() -> None:
    definition = form(6, scales=[[0, 1], [1, 2], [4, 5]])
    groups = ["Y3"] * 12 + ["Y4"] * 20 + ["Y5"] * 30
    responses = mixed(62, 6)
    responses[:3] = ["." + response[1:] for response in responses[:3]]
    published = publish(round_findings(definition, responses, groups=groups))
    year_3, year_4, year_5 = published.breakdowns[0].groups
    assert [scale.hidden for scale in year_3.scales] == ["few", "complement", None]
    assert [scale.hidden for scale in year_4.scales] == ["complement", "complement", None]
    assert [scale.hidden for scale in year_5.scales] == [None, None, None]


def test_the_audit_names_what_a_careless_table_gives_away() -> None:
    findings = full({"Y3": 9, "Y4": 30, "Y5": 20})
    leaks = audit([findings], atoms_of(findings))
    assert "The count of Y3 can be worked out." in leaks
    assert "s0: the mean of Y3 can be worked out." in leaks


def test_the_audit_finds_a_small_group_by_subtraction() -> None:
    findings = full({"Y3": 9, "Y4": 30, "Y5": 20})
    published = publish(findings)
    shown = {group.group: group for group in findings.breakdowns[0].groups}
    groups = (GroupFinding("Y3", hidden="few"), shown["Y4"], shown["Y5"])
    careless = replace(published, breakdowns=(Breakdown("group", groups),))
    assert audit([published], atoms_of(findings)) == []
    assert audit([careless], atoms_of(findings)) == [
        "The count of Y3 can be worked out.",
        "s0: the mean of Y3 can be worked out.",
    ]


def test_the_audit_finds_a_hidden_scale_that_is_the_difference_of_two_shown_ones() -> None:
    definition = form(4, scales=[[0, 1], [2, 3], [0, 1, 2, 3]])
    groups = ["Y3"] * 12 + ["Y4"] * 20 + ["Y5"] * 30
    responses = mixed(62, 4)
    responses[:3] = ["." + response[1:] for response in responses[:3]]
    findings = round_findings(definition, responses, groups=groups)
    published = publish(findings)
    breakdown = published.breakdowns[0]
    assert [scale.hidden for scale in breakdown.groups[0].scales] == ["few", "complement", "complement"]
    year_3 = replace(
        breakdown.groups[0],
        scales=(breakdown.groups[0].scales[0], *findings.breakdowns[0].groups[0].scales[1:]),
    )
    careless = replace(published, breakdowns=(replace(breakdown, groups=(year_3, *breakdown.groups[1:])),))
    assert audit([careless], atoms_of(findings)) == ["s0: the mean of Y3 can be worked out."]


def test_what_is_published_is_not_published_again() -> None:
    published = publish(round_findings(form(4), mixed(5, 4)))
    with pytest.raises(ValueError, match=r"^These findings are published already\.$"):
        publish(published)


def test_nothing_is_published_when_the_audit_finds_a_way_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "selfeval.scoring.disclosure_control.recoding.neighbours_joined",
        lambda people, _: [(name,) for name in people if name != "Y3"],
    )
    with pytest.raises(Leak, match="The count of Y3 can be worked out"):
        publish(full({"Y3": 9, "Y4": 30, "Y5": 20}))


@pytest.mark.parametrize(
    ("empty", "threshold", "told_as"),
    [(0, 10, 0), (1, 10, None), (9, 10, None), (12, 10, 10), (12, 15, None)],
)
def test_how_many_forms_came_in_empty_is_told_to_the_nearest_five_and_never_of_few(
    empty: int, threshold: int, told_as: int | None
) -> None:
    exact = round_findings(form(4), [*mixed(40, 4), *["...."] * empty], roll=60)
    published = publish(exact, threshold)
    assert (published.n, published.blank) == (40, told_as)
    assert replace(published, blank=0) == publish(round_findings(form(4), mixed(40, 4), roll=60), threshold)
