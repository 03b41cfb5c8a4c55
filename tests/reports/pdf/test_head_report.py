"""What the head's two pages say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from selfeval.findings.comparisons import ItemChange
from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Breakdown
from selfeval.reports.pdf.head_charts import groups_note, how_drawn, rounds_rows
from selfeval.reports.pdf.head_cuts import SECOND, left_out_of_second, states
from selfeval.reports.pdf.head_pages import HeadPages, head_pages
from selfeval.reports.sources import Sources
from selfeval.reports.year_report import year_report
from tests.reports import followed, made

PRINTED = dt.date(2026, 11, 24)


def test_who_answered_says_n_of_n_by_group_in_fives() -> None:
    years = made.by_year(
        made.group("Year 3", 25, made.sure(61, 58, 64)), made.group("Year 4", None, None, "few")
    )
    pages = head_pages(made.sources(pupils=(made.pupils(made.findings(breakdowns=(years,))),)), PRINTED)
    pupils, staff = pages.answered
    assert (pupils.n_of, pupils.share) == ("60 of 80", "75 of 100")
    assert pupils.groups == "Year 3 about 25 of 50, Year 4 not shown"
    assert staff.groups == ""
    assert pages.answered_note.startswith(
        "Asked: 5 to 16 October 2026. Groups are rounded to the nearest five."
    )


def test_each_voice_says_one_thing_and_how_sure_it_is() -> None:
    pupils, staff, leaders = head_pages(made.sources(), PRINTED).summaries
    assert pupils.sentence == "Belonging among pupils: 61 of 100."
    assert pupils.how == "Among all pupils, very likely between 58 and 64. Attitudes to difference: 70."
    assert staff.name == "Staff"
    assert leaders.how.startswith("All 8 indicators rated. A judgement, not a measurement")


def test_a_draft_says_how_far_it_is() -> None:
    unfinished = made.leaders(rated=5, not_known=("2.3",))
    *_, leaders = head_pages(made.sources(leaders=unfinished), PRINTED).summaries
    assert leaders.how.startswith("Draft: 5 of 8 indicators rated, one “not known yet”.")


def test_the_figure_has_a_line_for_each_voice_and_says_its_brackets_in_words() -> None:
    pages = head_pages(made.sources(), PRINTED)
    assert pages.figure is not None
    assert [line.text for line in pages.figure.rows[0].lines] == ["Leaders 2.5 of 4", "Pupils 61", "Staff 61"]
    assert pages.figure_in_words.startswith(
        "A respectful culture: Leaders 2.5 of 4, Pupils 61, between 59 and 63, Staff 61, between 59 and 63; "
    )


def test_ages_stand_in_one_figure_and_are_named() -> None:
    bands = tuple(
        made.pupils(made.findings(questionnaire=f"pupils-{band}", band=band), alone=False)
        for band in ("7-11", "11-18")
    )
    pages = head_pages(made.sources(pupils=bands), PRINTED)
    assert pages.figure is not None
    assert [line.text for line in pages.figure.rows[0].lines][1:3] == [
        "Pupils aged 7 to 11: 61",
        "Pupils aged 11 to 18: 61",
    ]
    assert "do not compare ages" in pages.figure_caption


def test_strengths_and_concerns_take_turns_between_the_voices() -> None:
    pages = head_pages(made.sources(), PRINTED)
    assert pages.strengths[:2] == (
        "76 of 100 pupils agree with “This is a good school for me”",
        "76 of 100 staff agree with “This is a good school for me”",
    )
    assert len(pages.strengths) == len(pages.concerns) == 3


def _with_groups(*tables: Breakdown, alone: bool = True) -> HeadPages:
    voice = made.pupils(made.findings(breakdowns=tables), alone=alone)
    return head_pages(made.sources(pupils=(voice,)), PRINTED)


def test_groups_that_differ_surely_are_listed_lower_ones_first() -> None:
    years = made.by_year(
        made.group("Year 3", 25, made.sure(72, 65, 75)), made.group("Year 4", 25, made.sure(50, 46, 54))
    )
    girls, boys = (made.group(sex, 30, made.sure(mean, 45, 80)) for sex, mean in (("girl", 70), ("boy", 50)))
    pages = _with_groups(years, Breakdown("about.sex", (girls, boys)), alone=False)
    assert [(each.name, each.people, each.figure, each.beside, each.apart) for each in pages.groups] == [
        ("Year 4", "about 25", "50", "in Year 3 72", "22 lower"),
        ("Boys aged 7 to 11", "about 30", "50", "girls 70", "20 lower"),
    ]
    assert groups_note(pages.more_groups) == "Each is beyond chance, and at least three points of 100."
    *_, least = states(pages, SECOND)
    assert groups_note(least.more_groups) == (
        "Each is beyond chance, and at least three points of 100. One more is in the report."
    )


def test_where_no_group_differs_surely_none_is_named() -> None:
    few = Breakdown("about.sex", (made.group("girl", 15, Estimate(52)), made.group("boy", 45, Estimate(61))))
    pages = _with_groups(few)
    assert pages.groups == ()
    assert pages.no_group == "No group of pupils clearly differs in belonging: any difference may be chance."
    assert not [question for question in pages.to_ask if "What do they say it is like" in question]


def test_where_no_groups_stand_side_by_side_nothing_is_said_of_them() -> None:
    assert _with_groups().no_group == ""


def test_a_year_that_stands_out_at_the_count_is_set_beside_everyone() -> None:
    years = made.by_year(
        made.group("Year 3", 25, made.sure(70, 65, 75)), made.group("Year 4", 25, made.sure(50, 46, 54))
    )
    three, four = years.groups
    lower = replace(four, scales=tuple(replace(scale, stands_out="lower") for scale in four.scales))
    pages = _with_groups(replace(years, groups=(three, lower), compared=("belonging",)))
    assert [(each.name, each.beside, each.apart) for each in pages.groups] == [
        ("Year 4", "all pupils 61", "11 lower")
    ]


def test_what_to_ask_is_chosen_by_the_findings() -> None:
    secure = replace(made.leaders(), levels={"se.5.1": 3})
    pages = head_pages(made.sources(leaders=secure), PRINTED)
    assert pages.to_ask[0] == (
        "Leaders chose Secure for “Shared responsibility”; "
        "44 of 100 pupils agree with “Adults step in if someone is unkind”. What explains it?"
    )
    assert "60 of 80 pupils answered. Who did not, and how do we hear them?" in pages.to_ask
    assert "Do our records of bullying and prejudice tell the same story as the answers?" in pages.to_ask


def test_where_everyone_answered_nobody_asks_who_is_missing() -> None:
    full = made.sources(pupils=(made.pupils(made.findings(n=80)),), staff=None)
    assert not any("Who did not" in question for question in head_pages(full, PRINTED).to_ask)


def test_where_few_did_not_answer_nobody_is_sent_to_look_for_them() -> None:
    few = made.sources(pupils=(made.pupils(made.findings(n=71)),), staff=made.staff())
    pages = head_pages(few, PRINTED)
    assert not any("Who did not" in question for question in pages.to_ask)
    told = ("Fewer than ten pupils did not answer", "Fewer than ten members of staff did not answer")
    assert [sum(note.startswith(start) for note in pages.notes) for start in told] == [1, 1]
    ten = made.sources(pupils=(made.pupils(made.findings(n=70)),), staff=made.staff())
    missing = "70 of 80 pupils answered. Who did not, and how do we hear them?"
    assert missing in head_pages(ten, PRINTED).to_ask


def _later(**changed: object) -> Sources:
    """The third autumn of pupils."""
    return made.sources(staff=None, series=(followed.series(**changed),), baseline=False)


def test_page_and_paper_have_one_headline_in_a_later_year_too() -> None:
    pages = head_pages(_later(), PRINTED)
    assert pages.heading == year_report(_later()).heading
    assert pages.heading == "44 of 100 pupils agree with “Adults step in if someone is unkind”"
    assert pages.concerns[:2] == (
        "44 of 100 pupils agree with “Adults step in if someone is unkind”",
        "“A respectful culture” declined among pupils, down 5 points since 2024",
    )
    assert (
        pages.strengths[0]
        == "“Preventing and tackling bullying” improved among pupils, up 7 points since 2024"
    )
    assert pages.figure is not None
    assert [row.words for row in pages.figure.rows] == [
        "Pupils since 2024: declined, down 5 (2 to 8)",
        "Pupils since 2024: improved, up 7 (4 to 10)",
    ]


def test_each_voice_says_what_became_of_belonging_and_of_the_rest() -> None:
    pupils, _, leaders = head_pages(_later(), PRINTED).summaries
    assert pupils.sentence == "Belonging among pupils: 61 of 100."
    assert pupils.how == (
        "Among all pupils, very likely between 58 and 64. "
        "Cannot tell: it may have fallen by up to 4 points or risen by up to 10 since 2024. "
        "Of two other scores, one declined and one improved."
    )
    assert leaders.sentence == "Leaders rate none of two areas higher than in 2024."


def test_leaders_who_chose_other_levels_say_how_many_rose_and_fell() -> None:
    then = made.leaders({"culture": 1.0, "bullying": 3.5})
    *_, leaders = head_pages(_later(judged=(then, None, made.leaders())), PRINTED).summaries
    assert leaders.sentence == "Leaders rate one of two areas higher than in 2024, and one lower."


def test_questions_that_moved_beyond_chance_are_listed_with_both_figures() -> None:
    days = followed.series().occasions
    items = (
        ItemChange("adult", followed.moved(9, 5, 13), (44.0, 58.0), beyond=True, place=1),
        ItemChange("place", followed.moved(-12, -16, -8), (76.0, 60.0), beyond=True, place=2),
        ItemChange("safe", followed.moved(3, -2, 8), (50.0, 53.0), place=3),
    )
    moved = head_pages(
        _later(changes=(followed.change(days[0], days[2], items=items),)), PRINTED
    ).moved_questions
    assert {(each.since, each.now, each.who) for each in moved} == {("2024", "2026", "pupils")}
    assert [(each.quote, each.before, each.after, each.change) for each in moved] == [
        ("“This is a good school for me”", "76 of 100", "60 of 100", "down 12 points (8 to 16)"),
        ("“Adults step in if someone is unkind”", "44 of 100", "58 of 100", "up 9 points (5 to 13)"),
    ]


def test_a_question_worded_the_other_way_round_says_beside_it_which_answer_is_the_good_one() -> None:
    days = followed.series().occasions
    items = (
        ItemChange("hide", followed.moved(7, 5, 10), (27.0, 39.0), beyond=True, place=1),
        ItemChange("adult", followed.moved(6, 3, 9), (44.0, 51.0), beyond=True, place=2),
    )
    moved = head_pages(
        _later(changes=(followed.change(days[0], days[2], items=items),)), PRINTED
    ).moved_questions
    assert [(each.quote, each.good) for each in moved] == [
        ("“I hide who I am”", "disagreed (the good answer)"),
        ("“Adults step in if someone is unkind”", ""),
    ]


def test_questionnaires_are_named_in_words() -> None:
    assert head_pages(made.sources(), PRINTED).notes[-1] == (
        "Questionnaires: pupils aged 7 to 11 (version 1), staff (version 1), self-evaluation (version 1)."
    )


def test_scores_that_cannot_be_told_are_counted_in_a_sentence() -> None:
    unsure = tuple(replace(each, label="unclear", shade="unsure") for each in followed.CHANGES[:2])
    days = followed.series().occasions
    later = _later(changes=(followed.change(days[0], days[2], (*unsure, *followed.CHANGES[2:])),))
    told = head_pages(later, PRINTED).summaries[0].how
    assert told.endswith("Both other scores: cannot tell.")


def test_the_small_charts_say_why_their_points_may_differ_from_the_first_page() -> None:
    plain, linked = (
        how_drawn(rounds_rows(made.sources(staff=None, series=(each,)), None))
        for each in (followed.series(), followed.revised(linked=True))
    )
    assert "differ from page 1" in linked
    assert "page 1" not in plain
    assert plain.endswith("moved by more than chance. Hollow: a weak round.")


def test_where_no_question_moved_that_is_said() -> None:
    pages = head_pages(_later(), PRINTED)
    assert (pages.moved_questions, pages.still) == ((), "No single question moved beyond chance since 2024.")
    assert head_pages(made.sources(), PRINTED).still == ""


def test_what_to_ask_follows_what_changed() -> None:
    asked = head_pages(_later(), PRINTED).to_ask
    declined = "“A respectful culture” declined among pupils, down 5 points since 2024."
    assert f"{declined} What else changed for them in that time?" in asked
    improved = "“Preventing and tackling bullying” improved among pupils, up 7 points since 2024."
    assert f"{improved} What did we do, and might it have risen anyway?" in asked
    lowest = "In 2025, “Preventing and tackling bullying” was lowest among pupils (51)."
    assert f"{lowest} What did we do about it?" in asked


def test_an_area_whose_bracket_reaches_into_another_is_not_called_the_lowest() -> None:
    near = (followed.trend("culture", 55, 55, 55), followed.trend("bullying", 48, 51, 55))
    assert not any("was lowest" in question for question in head_pages(_later(trends=near), PRINTED).to_ask)


def test_where_one_age_has_new_questions_each_age_says_since_when() -> None:
    young, old = (
        made.pupils(made.findings(questionnaire=f"pupils-{band}", band=band), alone=False)
        for band in ("7-11", "11-18")
    )
    days = (followed.occasion(2024), followed.occasion(2025, version=2), followed.occasion(2026, version=2))
    anew = replace(followed.trend("culture", 58, 56, first=1), restarted="half")
    new = followed.series(
        old,
        occasions=days,
        trends=(followed.trend("culture", 61), anew),
        changes=(
            followed.change(days[0], days[2], ()),
            followed.change(days[1], days[2], (followed.DECLINED,)),
        ),
    )
    both = made.sources(pupils=(young, old), staff=None, series=(followed.series(young), new), baseline=False)
    pages = head_pages(both, PRINTED)
    assert pages.figure is not None
    assert [row.words for row in pages.figure.rows] == [
        "Aged 7 to 11 declined, down 5 since 2024; aged 11 to 18 declined, down 5 since 2025",
        "Since 2024, aged 7 to 11 improved, up 7; aged 11 to 18 not compared",
    ]


def test_scores_to_be_read_with_care_are_named_in_the_notes() -> None:
    weak = tuple(
        made.weak(each, "weak") if each.scale == "belonging" else each for each in made.findings().scales
    )
    pages = head_pages(made.sources(pupils=(made.pupils(made.findings(scales=weak)),)), PRINTED)
    assert any(note.startswith("Pupils: the score is rough for “Belonging” (61)") for note in pages.notes)


def test_what_is_being_done_stands_before_what_to_ask_and_is_five_at_most() -> None:
    doing = [f"Action {number} (Amina Yusuf, July 2027)." for number in range(1, 8)]
    pages = head_pages(made.sources(), PRINTED, doing)
    assert pages.doing == tuple(doing[:5])
    *_, shorter = states(pages, SECOND)
    assert shorter.doing == tuple(doing[:1])
    assert "two more actions" in left_out_of_second(replace(pages, whole=pages))
    assert "six more actions" in left_out_of_second(shorter)
    assert head_pages(made.sources(), PRINTED).doing == ()
