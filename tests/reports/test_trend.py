"""The page about change: what it says first, in which order, and what it does not dare to say."""

from __future__ import annotations

from dataclasses import replace

from selfeval.findings.comparisons import GroupChange
from selfeval.questionnaires.catalogue import find
from selfeval.reports.series_breaks import SeriesBreak, breaks_by_round, changed_questions
from selfeval.reports.trend_choice import TrendChoice
from selfeval.reports.trend_report import TrendReport, trend_report
from selfeval.reports.trend_sources import BaselineMove
from selfeval.reports.voice_trend import YearGroups
from tests.reports import made
from tests.reports.followed import (
    BENT,
    DECLINED,
    IMPROVED,
    SAME,
    TRENDS,
    UNSURE,
    change,
    first_round,
    occasion,
    revised,
    series,
    sources,
    trend,
)


def _staff() -> object:
    found = series(made.staff())
    unsure = tuple(replace(each, label="unclear", shade="unsure") for each in (DECLINED, IMPROVED, UNSURE))
    return replace(found, changes=(change(found.occasions[0], found.occasions[2], unsure),))


def _page(*found: object, **chosen: str) -> TrendReport:
    return trend_report(sources(*found), TrendChoice(**chosen))  # type: ignore[arg-type]


def test_the_heading_is_the_finding() -> None:
    page = _page()
    assert page.heading == (
        "Pupils: “A respectful culture” declined, “Preventing and tackling bullying” improved"
    )
    assert page.eyebrow == "Changes over time · autumn 2024 to autumn 2026 · three rounds"
    assert [each.verdict.name for each in page.summary.clear] == ["Declined", "Improved"]
    assert page.summary.against == "the baseline, autumn 2024"


def test_many_changes_are_counted_and_not_all_named_in_the_heading() -> None:
    scales = tuple(
        replace(IMPROVED, scale=each) for each in ("culture", "bullying", "belonging", "attitudes")
    )
    found = series()
    page = _page(replace(found, changes=(change(found.occasions[0], found.occasions[2], scales),)))
    assert page.heading == (
        "Pupils: “A respectful culture”, “Preventing and tackling bullying” and one more score improved"
    )


def test_attitudes_move_and_nobody_is_better_or_worse_for_it() -> None:
    found = series()
    only = (replace(IMPROVED, scale="attitudes"),)
    page = _page(replace(found, changes=(change(found.occasions[0], found.occasions[2], only),)))
    assert "improved" not in page.heading
    assert page.summary.clear == ()
    verdict = page.summary.verdict(found.key, "attitudes")
    assert verdict is not None
    assert (verdict.name, verdict.brief, verdict.shade) == ("Higher", "higher, up 7 (4 to 10)", "same")
    assert verdict.sentence == "Up 7 points since 2024; very likely up 4 to 10."


def test_without_a_clear_change_the_heading_tells_same_from_unknown() -> None:
    found = series()

    def heading(*scales: object) -> str:
        given = change(found.occasions[0], found.occasions[2], scales)  # type: ignore[arg-type]
        return _page(replace(found, changes=(given,))).heading

    still = tuple(replace(SAME, scale=each) for each in ("culture", "bullying", "belonging", "attitudes"))
    lost = tuple(replace(UNSURE, scale=each) for each in ("culture", "bullying", "belonging", "attitudes"))
    assert heading(*still) == "Answers have stayed about the same since 2024"
    assert heading(*lost) == "Too few answers to tell what has changed since 2024"
    assert heading(*still[:2], *lost[2:]) == "Nothing has clearly changed since 2024"


def test_at_a_glance_each_score_has_a_verdict_for_each_voice() -> None:
    page = _page(series(), _staff())
    assert page.summary.columns == (("pupils", "Pupils"), ("staff", "Staff"))
    assert [
        (row.name, *(each.name if each else "" for each in row.verdicts)) for row in page.summary.rows
    ] == [
        ("A respectful culture", "Declined", "Cannot tell"),
        ("Preventing and tackling bullying", "Improved", "Cannot tell"),
        ("Belonging", "Cannot tell", "Cannot tell"),
        ("Attitudes to difference", "About the same", "Not compared"),
    ]
    assert page.summary.criterion == (
        "A change is named only if it is beyond chance and at least 3 points of 100."
    )


def test_charts_stand_by_verdict_what_declined_first_and_what_nobody_can_tell_last() -> None:
    (pupils,) = _page().voices
    assert [(each.verdict.kind, each.panel.scale) for each in pupils.charts] == [
        ("declined", "culture"),
        ("improved", "bullying"),
        ("same", "attitudes"),
        ("cannot", "belonging"),
    ]


def test_the_table_has_every_round_the_line_and_the_step_from_the_round_before() -> None:
    (pupils,) = _page().voices
    bullying = pupils.rows[1]
    assert pupils.rounds == ("2024", "2025", "2026")
    assert pupils.answered == ("60 of 80", "35 of 80", "60 of 80")
    assert bullying.figures == ("48 (45 to 51)", "51 (48 to 54)", "55 (52 to 58)")
    assert bullying.since == "Improved, up 7 (4 to 10)"
    assert bullying.line == "up 7 in two years (3 to 11)"
    assert bullying.last == "Cannot tell: up 4 to 10"
    assert pupils.rows[-1].figures[1] == "not shown"
    assert (pupils.with_line, pupils.with_last) == (True, "2025")


def test_a_bent_series_has_no_line_but_its_first_and_last_round() -> None:
    (pupils,) = _page(series(trends=BENT)).voices
    assert pupils.rows[1].line == (
        "up 7 from first to last (3 to 11), not in a straight line: look at the points"
    )


def test_two_rounds_have_no_line_and_nothing_twice() -> None:
    found = series()
    two = replace(
        found,
        occasions=found.occasions[1:],
        answered=found.answered[1:],
        judged=found.judged[1:],
        trends=(trend("bullying", 51, 55),),
        changes=(change(found.occasions[1], found.occasions[2]),),
    )
    (pupils,) = _page(two).voices
    assert (pupils.with_line, pupils.with_last) == (False, "")
    assert pupils.rows[0].line == "needs three rounds"
    assert pupils.charts[0].verdict.sentence.startswith("Up 7 points since 2025")


def test_one_round_is_the_baseline_and_promises_nothing() -> None:
    page = _page(first_round())
    assert (page.heading, page.first) == ("One round so far: autumn 2024", True)
    assert (page.voices, page.options.compare, page.breaks) == ((), (), ())


def test_nothing_counted_yet() -> None:
    page = trend_report(sources(series=(), leaders=(), releases=()))
    assert page.heading == "Changes over time come with the second round"
    assert page.summary.columns == ()


def test_another_round_can_be_chosen_to_compare_with() -> None:
    page = _page(compare="autumn 2025")
    assert page.heading == "Too few answers to tell what has changed since 2025"
    assert page.summary.against == "autumn 2025"
    assert [(each.words, each.chosen) for each in page.options.compare] == [
        ("The baseline, autumn 2024", False),
        ("Autumn 2025", True),
    ]
    (pupils,) = page.voices
    assert pupils.since == "2025"
    assert not pupils.with_last


def test_one_voice_can_be_chosen() -> None:
    page = _page(series(), _staff(), who="staff")
    assert [each.key for each in page.voices] == ["staff"]
    assert [(each.words, each.chosen) for each in page.options.who] == [
        ("Everyone who was asked", False),
        ("Pupils only", False),
        ("Staff only", True),
    ]


def test_a_choice_that_does_not_exist_is_none() -> None:
    assert _page(who="governors", compare="autumn 1999") == _page()


def test_a_voice_that_had_no_round_then_says_so_by_having_no_verdicts() -> None:
    staff = replace(first_round(), voice=made.staff())
    later = replace(staff, occasions=(occasion(2026),))
    page = _page(series(), later, compare="autumn 2025")
    assert [each.key for each in page.voices] == ["pupils-7-11"]
    assert [row.verdicts[1] for row in page.summary.rows] == [None] * 4


def test_a_moved_baseline_is_where_changes_begin_and_says_why() -> None:
    story = BaselineMove("Amina Yusuf", "3 November 2026", "autumn 2024", "autumn 2025", "A new building.")
    page = trend_report(sources(series(baseline=1), baseline_moves={"pupils-7-11": story}))
    assert page.summary.against == "the baseline, autumn 2025"
    assert page.baseline_moves == (("Pupils", story),)
    assert page.voices[0].since == "2025"


def test_a_new_measure_is_set_against_its_own_first_round() -> None:
    found = revised()
    early = replace(
        found,
        occasions=(found.occasions[0], occasion(2025, version=2), found.occasions[2]),
        trends=(
            trend("culture", 61),
            replace(trend("culture", 58, 56, first=1), restarted="half"),
            *(each for each in TRENDS if each.scale != "culture"),
        ),
        changes=(
            change(
                found.occasions[0], found.occasions[2], (replace(DECLINED, hidden="half", difference=None),)
            ),
            change(occasion(2025, version=2), found.occasions[2], (DECLINED,)),
        ),
    )
    page = _page(early)
    (pupils,) = page.voices
    culture = next(each for each in pupils.charts if each.panel.scale == "culture")
    assert culture.verdict.sentence == "Down 5 points since 2025; very likely down 2 to 8."
    assert culture.verdict.figure == "down 5 since 2025", "the page is set against 2024"
    assert page.summary.compared_with == (
        "compared with the baseline, autumn 2024; "
        "where the questions changed after it, with the first round of the new ones"
    )


def test_a_new_measure_of_this_round_is_not_compared() -> None:
    (pupils,) = _page(revised()).voices
    culture = next(each for each in pupils.charts if each.panel.scale == "culture")
    assert culture.verdict.name == "Not compared"
    assert culture.verdict.sentence == "Its questions changed in 2026: the trend starts again there."
    assert (
        next(row for row in pupils.rows if row.name == "A respectful culture").line == "not across the break"
    )


def _only_break(page: TrendReport) -> SeriesBreak:
    (in_round,) = page.breaks
    (told,) = in_round.breaks
    return told


def test_a_broken_line_is_explained_with_both_wordings() -> None:
    told = _only_break(_page(revised()))
    assert (told.name, told.when) == ("A respectful culture", "2026")
    assert told.sentence.startswith("In 2026 its questions changed; one of two stayed the same.")
    assert "a score from 2026 must not be compared with 2025" in told.sentence
    assert {(each.before, each.now) for each in told.questions} == {
        (("“This is a good school for me”",), ()),
        ((), ("“This school is mine”",)),
    }


def test_what_is_different_in_a_new_version_is_said_once_for_the_round_that_asked_it() -> None:
    assert _page(revised()).revisions == ()
    found = revised()
    words = found.versions[2].words["en"]
    later = replace(found.versions[2], words={"en": replace(words, changed="Two are asked anew.")})
    page = _page(replace(found, versions={**found.versions, 2: later}))
    assert page.revisions == (
        f"{found.voice.name}: from 2026 on, a new version is asked. Two are asked anew.",
    )


def test_a_question_with_other_answers_is_not_called_reworded() -> None:
    questions = changed_questions(find("pupils-7-11", 1), find("pupils-7-11", 2), {"ks2.a2.belong"})
    assert [(one.now, one.only_answers) for one in questions] == [
        (("“Here at school, I feel that I belong”",), True)
    ]
    (safe,) = changed_questions(find("pupils-7-11", 1), find("pupils-7-11", 2), {"ks2.a5.safe"})
    assert not safe.only_answers


def test_where_no_question_stayed_none_did() -> None:
    found = revised()
    later = found.versions[2]
    other = replace(
        later, changes=tuple(replace(one, kind="reworded") for one in later.changes if one.kind != "new")
    )
    sentence = _page(replace(found, versions={**found.versions, 2: other})).breaks[0].breaks[0].sentence
    assert sentence.startswith("In 2026 its questions changed; none of two stayed the same.")


def test_many_breaks_of_one_round_are_told_in_one_sentence_and_each_explained_below() -> None:
    names = ("One", "Two", "Three", "Four")
    broken = [SeriesBreak("pupils", name.lower(), name, "2026", f"About {name}.", (), True) for name in names]
    (all_anew,) = breaks_by_round(broken)
    assert all_anew.sentence == (
        "Pupils: in 2026 the questions of four scores changed. All of them start again."
    )
    assert all_anew.breaks == tuple(broken)
    (some,) = breaks_by_round([*broken[:1], *(replace(one, anew=False) for one in broken[1:])])
    assert some.sentence == (
        "Pupils: in 2026 the questions of four scores changed. The lines go on for three, by the questions "
        "that stayed the same. “One” starts again."
    )
    (few,) = breaks_by_round(broken[:2])
    assert few.sentence == ""


def test_a_line_that_goes_on_says_what_its_points_mean() -> None:
    told = _only_break(_page(revised("bullying", linked=True)))
    assert "The line goes on with what those did" in told.sentence
    assert told.questions[0].before == ("“Adults step in if someone is unkind”",)
    assert told.questions[0].now == ("“Adults act”",)


def test_a_weak_round_says_how_many_answered() -> None:
    (pupils,) = _page().voices
    assert pupils.weak == (("2025", "Only 35 of 80 pupils answered."),)
    spring = series(occasions=(occasion(2024), occasion(2025, weak=("season",), month=3), occasion(2026)))
    assert "were asked in March" in _page(spring).voices[0].weak[0][1]


def test_year_groups_tell_other_children_from_the_same_children() -> None:
    groups = (GroupChange("group", "Year 4", (UNSURE, replace(IMPROVED, scale="culture"))),)
    found = series()
    page = _page(
        replace(
            found,
            changes=(change(found.occasions[0], found.occasions[2], groups=groups),),
            trends=(
                *TRENDS,
                trend("belonging", 55, 56, 58, by="group", group="Year 4"),
                trend("belonging", 50, 58, by="cohort", group="Year 4", first=1),
            ),
        )
    )
    years = page.voices[0].groups
    assert years is not None
    (same,) = years.same_years
    assert (same.name, same.figures[0]) == ("Year 4", "55 (52 to 58)")
    assert same.verdict is not None
    assert same.verdict.name == "Cannot tell"
    (children,) = years.same_children
    assert children.figures == ("", "50 (47 to 53)", "58 (55 to 61)")
    assert (children.verdict, children.change) == (None, "up 8 (4 to 12)")
    assert years.others == ("Year 4, “A respectful culture”: improved, up 7 (4 to 10).",)


def _with_groups(*changes: GroupChange) -> YearGroups | None:
    """Year groups of a school that shows Years 3, 4 and 5 now."""
    shown = made.by_year(*(made.group(f"Year {year}", 20, made.sure(60, 50, 70)) for year in (3, 4, 5)))
    found = series(made.pupils(made.findings(breakdowns=(shown,))))
    set_against = change(found.occasions[0], found.occasions[2], groups=changes)
    return _page(replace(found, changes=(set_against,))).voices[0].groups


def test_years_that_were_shown_as_one_are_told_as_one_with_the_reason() -> None:
    one = GroupChange("group", "Year 3 and Year 4", (UNSURE,), members=("Year 3", "Year 4"))
    years = _with_groups(one)
    assert years is not None
    assert [row.name for row in years.same_years] == ["Year 3 and Year 4"]
    assert years.apart == (
        "Year 3 and Year 4 are shown here as one: in 2024 they were not shown apart.",
        "Year 5 cannot be compared with 2024: then not asked, not shown, or shown as one with others.",
    )


def test_where_no_year_can_be_compared_the_page_says_why() -> None:
    years = _with_groups()
    assert years is not None
    assert (years.same_years, years.same_children) == ((), ())
    assert years.apart == (
        "Year 3, Year 4 and Year 5 cannot be compared with 2024: then not asked, not shown, or shown as one "
        "with others.",
    )


def test_levels_of_each_year_stand_in_a_table_of_their_own() -> None:
    leaders = _page().leaders
    assert leaders is not None
    assert leaders.years == ("2024/25", "2026/27")
    assert leaders.rows[1] == ("Preventing and tackling bullying", ("2.8 of 4", "too few rated"))
    assert leaders.drafts == ("2026/27",)


def test_one_self_evaluation_is_no_table_over_the_years() -> None:
    assert trend_report(sources(leaders=(("2026/27", made.leaders()),))).leaders is None


def test_the_meaning_of_the_words_follows_the_schools_own_bar() -> None:
    page = _page(series(smallest=5))
    assert page.meanings[0][2] == "Up, beyond chance, and by 5 points of 100 or more."
