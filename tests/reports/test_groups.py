"""Groups side by side: what differs surely first, and nothing about a hidden group."""

from __future__ import annotations

from dataclasses import replace

from selfeval.findings.findings import Breakdown, GroupFinding
from selfeval.questionnaires.catalogue import find
from selfeval.reports.groups import GroupPanel, characteristic_panels, group_panel, unshown_characteristics
from selfeval.reports.not_shown import NotShown, not_shown
from selfeval.reports.year_report import year_report
from tests.reports.made import by_year, findings, group, item, pupils, scale, sources, sure

YEAR_3 = group("Year 3", 25, sure(68, 66, 70))
YEAR_4 = group("Year 4", 20, sure(54, 51, 57))


def _panel(*groups: GroupFinding, notice: str | None = None) -> GroupPanel:
    panel = group_panel(pupils(findings(breakdowns=(by_year(*groups, notice=notice),))))
    assert panel is not None
    return panel


CANNOT_TELL = "Any difference between these groups may be chance."


def test_of_two_years_that_differ_surely_the_lower_one_is_named_with_both_figures() -> None:
    panel = _panel(YEAR_3, YEAR_4)
    assert panel.sentence == "Belonging is clearly lower in Year 4: 54, in Year 3 68 of 100."
    assert [row.against_others for row in panel.rows] == ["clearly higher", "clearly lower"]


def test_of_groups_whose_difference_may_be_chance_none_is_named() -> None:
    panel = _panel(YEAR_3, group("Year 5", 20, sure(60, 52, 66)))
    assert panel.sentence == CANNOT_TELL
    assert not panel.compared


def test_scores_to_the_nearest_five_are_said_to_be() -> None:
    girls, boys = group("girl", 25, sure(65, 60, 70)), group("boy", 20, sure(65, 58, 72))
    table = Breakdown("about.sex", (girls, boys), step=5)
    (panel,) = characteristic_panels(pupils(findings(breakdowns=(table,))))
    assert panel.rounding == (
        "The scores of these groups are to the nearest five points, so that nobody can be found."
    )
    assert panel.sentence == CANNOT_TELL
    assert _panel(YEAR_3, YEAR_4).rounding == ""


def test_one_group_shown_says_nothing_of_differences() -> None:
    assert _panel(YEAR_3, group("Year 4", None, None, "few")).sentence == ""


MEANS = {None: 60, "higher": 70, "lower": 50}


def _against_others(**sides: str | None) -> GroupPanel:
    """Four years of which some stand out in belonging."""
    groups = tuple(
        replace(each, scales=(replace(each.scales[0], stands_out=side), *each.scales[1:]))
        for name, side in sides.items()
        for each in (group(name.replace("_", " "), 25, sure(MEANS[side], 45, 75)),)
    )
    breakdown = Breakdown("group", groups, compared=("belonging",))
    panel = group_panel(pupils(findings(breakdowns=(breakdown,))))
    assert panel is not None
    return panel


def test_of_four_groups_those_that_stand_out_are_named() -> None:
    panel = _against_others(Year_3="higher", Year_4=None, Year_5="lower", Year_6="lower")
    assert panel.sentence == (
        "Belonging is clearly lower in Year 5: 50, all pupils 61 of 100. "
        "It is clearly lower in Year 6: 50, all pupils 61 of 100. "
        "It is clearly higher in Year 3: 70, all pupils 61 of 100."
    )
    assert [row.against_others for row in panel.rows] == [
        "clearly higher",
        "like the rest",
        "clearly lower",
        "clearly lower",
    ]


def test_of_four_years_like_one_another_none_is_named() -> None:
    panel = _against_others(Year_3=None, Year_4=None, Year_5=None, Year_6=None)
    assert panel.sentence == CANNOT_TELL
    assert {row.against_others for row in panel.rows} == {"like the rest"}


def test_what_differs_surely_stands_first_among_questions_and_among_answers() -> None:
    def table(by: str, **means: int) -> Breakdown:
        return Breakdown(by, tuple(group(name, 60, sure(mean, 40, 80)) for name, mean in means.items()))

    alike = table("about.sex", girl=62, boy=60)
    apart = table("about.language", yes=62, sometimes=63, no=40)
    voice = replace(pupils(findings(breakdowns=(alike, apart))), about=find("about-you-pupils", 2))
    first, second = characteristic_panels(voice)
    assert [row.name for row in first.rows] == ["No", "Yes", "Sometimes"]
    assert [row.against_others for row in first.rows] == ["clearly lower", "", ""]
    assert [row.name for row in second.rows] == ["A girl", "A boy"]
    assert {row.against_others for row in second.rows} == {""}


def test_answers_by_group_are_called_about() -> None:
    assert [row.answered for row in _panel(YEAR_3, YEAR_4).rows] == ["about 25 of 50", "about 20 of 50"]


def test_a_hidden_group_shows_neither_figure_nor_size_nor_its_own_reason() -> None:
    panel = _panel(YEAR_3, group("Year 4", None, None, "few"), group("Year 5", None, None, "complement"))
    hidden = [row for row in panel.rows if not row.shown]
    assert [(row.answered, set(row.others)) for row in hidden] == [("not shown", {None})] * 2
    assert panel.why_hidden == (
        "In at least one group, fewer than 10 people answered. "
        "Another may be held back so that the first cannot be worked out from the total."
    )


def test_when_no_group_can_be_shown_the_report_says_so_and_draws_nothing() -> None:
    hidden = by_year(
        group("Year 3", None, None, "few"), group("Year 4", None, None, "complement"), notice="all_hidden"
    )
    made = sources(pupils=(pupils(findings(breakdowns=(hidden,))),))
    assert year_report(made).groups == ()
    assert next(not_shown(made)).why == "No group can be shown without giving another away."


def test_a_round_of_one_group_has_no_panel() -> None:
    assert group_panel(pupils(findings(breakdowns=(Breakdown("group", (), "only_group"),)))) is None
    assert group_panel(pupils(findings())) is None


def _by_sex(*groups: GroupFinding) -> Breakdown:
    return Breakdown("about.sex", groups)


def test_a_characteristic_has_the_labels_people_chose_from() -> None:
    voice = pupils(
        findings(
            breakdowns=(_by_sex(group("girl", 30, sure(60, 55, 65)), group("boy", 25, sure(62, 57, 67))),)
        )
    )
    (panel,) = characteristic_panels(voice)
    assert panel.heading == "Are you a girl or a boy?"
    assert [row.name for row in panel.rows] == ["A girl", "A boy"]


def test_a_characteristic_with_no_group_left_is_not_shown_and_named() -> None:
    hidden = _by_sex(group("girl", None, None, "complement"), group("boy", None, None, "few"))
    voice = pupils(findings(breakdowns=(hidden,)))
    assert characteristic_panels(voice) == ()
    assert unshown_characteristics(voice) == ("Are you a girl or a boy?",)


def test_groups_that_are_shown_as_one_only_leave_no_table_and_say_why() -> None:
    one = replace(group("girl", 55, sure(55, 45, 65)), members=("girl", "boy"))
    found = sources(pupils=(pupils(findings(breakdowns=(_by_sex(one),))),), staff=None)
    assert year_report(found).groups == ()
    told = {row.what: row.why for row in not_shown(found)}
    assert told["Pupils by “Are you a girl or a boy?”"] == (
        "Too few people are in the groups to show one without giving another away."
    )


def test_what_is_hidden_is_named_with_its_table_and_reason() -> None:
    found = findings(
        spoilt=2,
        scales=(scale("culture", None, "few"), *findings().scales[1:]),
        items=(item("place", None, "few"), item("safe", sure(95, 95, 95), "unanimous")),
    )
    told = {row.what: row.why for row in not_shown(sources(pupils=(pupils(found),), staff=None))}
    assert told["Pupils: A respectful culture"] == "Fewer than 10 people answered."
    assert told["One question, pupils"] == "Fewer than 10 people answered."
    assert told["The exact answers to one question, pupils"] == (
        "Almost everyone answered the same way, so how each person answered could be guessed. "
        "We say only “more than 95 of 100”."
    )
    assert told["Answers that could not be opened, pupils"] == "Two could not be read and are not counted."
    assert told["Changes"] == "This is the first round. There is nothing to compare with."


def test_a_school_that_shows_nothing_about_fewer_than_fifteen_says_so() -> None:
    usual = sources(staff=None)
    assert not [row for row in not_shown(usual) if "fewer than" in row.what]
    (released,) = usual.releases
    raised = replace(usual, releases=(replace(released, threshold=15),))
    assert [row for row in not_shown(raised) if "fewer than" in row.what] == [
        NotShown(
            f"Anything about fewer than 15 people in “{released.survey}”",
            "The school chose this number. It may not be less than ten.",
        )
    ]


def test_a_later_round_does_not_claim_to_be_the_first() -> None:
    told = {row.what for row in not_shown(sources(baseline=False))}
    assert "Changes" not in told
