"""Which groups differ surely: many before few, lower before higher, and no word about the rest."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import (
    Breakdown,
    GroupFinding,
    RoundFindings,
    ScaleFinding,
    from_json,
    to_json,
)
from selfeval.questionnaires.catalogue import find
from selfeval.reports.group_differences import GroupDifference, group_verdicts, sure_group_differences
from selfeval.reports.json_files import findings_json
from selfeval.reports.sources import Voice
from selfeval.reports.tables import findings_csv
from tests.reports.made import RELEASED, findings, pupils, scale, sure

LIBRARY_ABOUT = find("about-you-pupils", 2)


def _group(name: str, n: int, mean: float) -> GroupFinding:
    return GroupFinding(name, n=n, scales=(ScaleFinding("belonging", n=n, mean=Estimate(mean)),))


HELP = Breakdown("about.extra_help", (_group("yes", 155, 52), _group("no", 445, 62)), step=2)
BACKGROUND = Breakdown(
    "about.ethnic_group",
    (
        _group("white_british", 480, 60),
        _group("asian", 90, 60),
        _group("black", 15, 45),
        _group("mixed", 15, 75),
    ),
    step=5,
)
SEX = Breakdown("about.sex", (_group("girl", 310, 56), _group("boy", 290, 63)))


def _voice(*tables: Breakdown) -> Voice:
    whole = replace(scale("belonging", sure(59, 57, 61)), n=600)
    made = findings(n=600, roll=700, scales=(whole,), breakdowns=tables)
    return replace(pupils(made), about=LIBRARY_ABOUT)


def _sure(*tables: Breakdown) -> tuple[GroupDifference, ...]:
    return sure_group_differences(_voice(*tables))


def test_155_pupils_ten_points_lower_are_named_and_two_groups_of_15_are_not() -> None:
    (one,) = _sure(BACKGROUND, HELP)
    assert one.sentence == (
        "Belonging is clearly lower among pupils who get extra help to learn: "
        "about 52, others about 62 of 100."
    )
    assert (one.lower, one.points, one.people, one.by) == (True, 10, 155, "about.extra_help")


def test_what_is_lower_comes_first_and_then_what_surely_differs_most() -> None:
    happy = Breakdown("about.religion", (_group("sikh", 150, 75), _group("none", 450, 55)))
    assert [one.who for one in _sure(happy, SEX, HELP)] == [
        "pupils who get extra help to learn",
        "girls",
        "Sikh pupils",
    ]


def test_of_two_groups_the_lower_one_is_named_unless_it_is_most_people() -> None:
    (one,) = _sure(SEX)
    assert one.sentence == "Belonging is clearly lower among girls: 56, boys 63 of 100."
    (other,) = _sure(replace(SEX, groups=(_group("girl", 290, 63), _group("boy", 310, 56))))
    assert other.sentence == "Belonging is clearly lower among boys: 56, girls 63 of 100."
    (few,) = _sure(replace(HELP, groups=(_group("yes", 155, 66), _group("no", 445, 56))))
    assert few.sentence.startswith("Belonging is clearly higher among pupils who get extra help to learn")


def test_answers_shown_as_one_are_named_together() -> None:
    merged = replace(_group("asian and black", 150, 50), members=("asian", "black"))
    table = Breakdown("about.ethnic_group", (_group("white_british", 450, 62), merged))
    (one,) = _sure(table)
    assert one.who == "Asian pupils and Black pupils"


def test_where_a_release_tells_only_what_a_spread_hardly_passes_a_year_is_judged_by_that() -> None:
    groups = tuple(_group(f"Year {year}", 25, mean) for year, mean in ((3, 50), (4, 62), (5, 62), (6, 62)))
    low = replace(groups[0], scales=(replace(groups[0].scales[0], stands_out="lower"),))
    years = Breakdown("group", (low, *groups[1:]), compared=("belonging",))

    def evidence(**spread: float | None) -> float:
        voice = _voice(years)
        (whole,) = voice.findings.scales
        told = replace(voice.findings, scales=(replace(whole, **spread),))  # type: ignore[arg-type]
        (year,) = sure_group_differences(replace(voice, findings=told))
        return year.evidence

    assert evidence(sd=40.0) == evidence(sd=None, spread_below=40.0)
    assert evidence(sd=None, spread_below=40.0) < evidence(sd=None, spread_below=20.0)


def test_a_year_that_stands_out_at_the_count_is_set_beside_everyone() -> None:
    def year(name: str, mean: float, side: str | None = None) -> GroupFinding:
        group = _group(name, 150, mean)
        return replace(group, scales=(replace(group.scales[0], stands_out=side),))

    years = (year("Year 7", 64), year("Year 8", 61), year("Year 9", 50, "lower"), year("Year 10", 60))
    (one,) = _sure(Breakdown("group", years, compared=("belonging",)))
    assert one.sentence == "Belonging is clearly lower in Year 9: 50, all pupils 59 of 100."


def test_a_sure_difference_that_is_too_small_to_matter_is_no_news() -> None:
    many = Breakdown("about.sex", (_group("girl", 20_000, 58), _group("boy", 20_000, 60)))
    assert _sure(many) == ()
    verdicts = group_verdicts(_voice(many))
    assert (
        verdicts.sentence == "No group of pupils differs in belonging by three points or more beyond chance."
    )
    assert verdicts.sentence_of("about.sex") == (
        "These groups differ by more than chance, but by less than three points: too small to matter."
    )
    assert group_verdicts(_voice(many, HELP)).sentence.endswith(
        "Any other difference may be chance, or is too small to matter."
    )


def test_the_head_of_the_groups_says_which_differences_are_sure_and_that_no_other_is() -> None:
    assert group_verdicts(_voice(BACKGROUND, HELP, SEX)).sentence == (
        "Belonging is clearly lower among pupils who get extra help to learn: "
        "about 52, others about 62 of 100. It is clearly lower among girls: 56, boys 63 of 100. "
        "No other group of pupils clearly differs: any difference may be chance."
    )
    assert group_verdicts(_voice(BACKGROUND)).sentence == (
        "No group of pupils clearly differs in belonging: any difference may be chance."
    )
    assert group_verdicts(_voice()).sentence == ""


def test_each_table_has_a_sentence_and_names_no_group_whose_difference_may_be_chance() -> None:
    verdicts = group_verdicts(_voice(BACKGROUND, HELP))
    assert verdicts.sentence_of("about.extra_help") == _sure(HELP)[0].sentence
    assert verdicts.sentence_of("about.ethnic_group") == (
        "Any difference between these groups may be chance."
    )
    assert verdicts.sentence_of("about.sex") == ""


def test_of_two_groups_that_differ_both_have_a_word() -> None:
    assert group_verdicts(_voice(HELP)).side_of == {
        ("about.extra_help", "yes"): "lower",
        ("about.extra_help", "no"): "higher",
    }


def test_pupils_of_one_age_among_several_are_named_with_it() -> None:
    voice = replace(_voice(SEX, HELP), alone=False)
    assert [one.who for one in sure_group_differences(voice)] == [
        "pupils aged 7 to 11 who get extra help to learn",
        "girls aged 7 to 11",
    ]


def test_the_same_published_figures_give_the_same_verdicts() -> None:
    """Everything hangs on the release: a voice read again from its JSON says the same."""
    voice = _voice(HELP, SEX, BACKGROUND)
    again = from_json(to_json(voice.findings))
    assert isinstance(again, RoundFindings)
    assert sure_group_differences(replace(voice, findings=again)) == sure_group_differences(voice)


def test_the_table_says_clearly_lower_where_the_report_does_and_nowhere_else() -> None:
    text = findings_csv([_voice(BACKGROUND, HELP)]).removeprefix("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["figure"].startswith("clearly")]
    assert [(row["by"], row["group"], row["id"], row["figure"]) for row in rows] == [
        ("about.extra_help", "yes", "belonging", "clearly lower"),
        ("about.extra_help", "no", "belonging", "clearly higher"),
    ]
    assert [row["explanation"] for row in rows] == [_sure(HELP)[0].sentence, ""]


def test_the_json_says_which_groups_differ_with_the_sentence_of_the_report() -> None:
    read = json.loads(findings_json([(RELEASED, "{}")], differences=_sure(HELP, BACKGROUND)))
    assert read["groups_that_differ"] == [
        {
            "by": "about.extra_help",
            "group": "yes",
            "scale": "belonging",
            "side": "lower",
            "mean": 52,
            "others": 62,
            "step": 2,
            "answered": 155,
            "says": _sure(HELP)[0].sentence,
        }
    ]
    assert "groups_that_differ" not in json.loads(findings_json([(RELEASED, "{}")]))
