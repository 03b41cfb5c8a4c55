"""Leaders' levels across a revision: lines go on where the meaning stayed, and break visibly where not."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.questionnaires.catalogue import find, shipped
from selfeval.reports.charts.series_chart import draw_series
from selfeval.reports.json_files import trend_json
from selfeval.reports.leaders_trend import (
    LeadersTable,
    common_indicators,
    common_level,
    leaders_table,
    starts_anew,
)
from selfeval.reports.pdf.head_pages import head_pages
from selfeval.reports.series import panels_of
from selfeval.reports.sources import Leaders
from selfeval.reports.tables import trend_csv
from selfeval.reports.trend_sources import TrendSources
from tests.reports import made
from tests.reports.followed import series, sources

AREAS = find("self-evaluation", 1).words["en"].areas
VERSIONS = [version.definition.version for version in shipped()["self-evaluation"]]


def leaders(version: int, levels: Mapping[str, int]) -> Leaders:
    """A year of these levels, its areas by the mean of those that are rated."""
    definition = find("self-evaluation", version).definition
    areas: dict[str, float | None] = {}
    for area in definition.areas:
        of_area = [item.id for item in definition.items if item.area == area]
        rated = [levels[item] for item in of_area if item in levels]
        areas[area] = sum(rated) / len(rated) if rated and 2 * len(rated) >= len(of_area) else None
    return Leaders(areas, len(levels), len(definition.items), version=version, levels=levels)


def all_at(version: int, level: int, **others: int) -> Leaders:
    ids = [item.id for item in find("self-evaluation", version).definition.items]
    given_levels = {name.replace("_", "."): value for name, value in others.items()}
    return leaders(version, dict.fromkeys(ids, level) | given_levels)


OLD = all_at(1, 2, se_4_1=3, se_4_3=0)
NEW = all_at(2, 3, se_4_1=1, **{"se_4_3a": 4})


def over_the_years(*judged: Leaders) -> TrendSources:
    years = [(f"{2024 + place}/{25 + place}", one) for place, one in enumerate(judged)]
    return replace(sources(), area_names=AREAS, leaders=tuple(years))


def table(*judged: Leaders) -> LeadersTable:
    of_all = leaders_table(over_the_years(*judged))
    assert of_all is not None
    return of_all


def test_an_area_across_versions_is_compared_only_by_what_means_the_same_in_both() -> None:
    flourish = common_level(OLD, NEW, "flourish")
    assert (flourish.before, flourish.now) == ((3 + 2) / 2, (1 + 3) / 2)  # 4.1 and 4.2 alone
    assert (flourish.common, flourish.of, flourish.joined) == (2, 6, False)


def test_an_area_whose_indicators_all_kept_their_meaning_goes_on() -> None:
    leadership = common_level(OLD, NEW, "leadership")
    assert (leadership.before, leadership.now, leadership.joined) == (2, 3, True)
    assert (leadership.common, leadership.of) == (4, 4)


def test_a_common_level_needs_half_of_what_both_have() -> None:
    few = leaders(2, {"se.2.1": 3})
    assert common_level(OLD, few, "culture").now is None
    assert common_level(OLD, leaders(2, {"se.2.1": 3, "se.2.2": 2}), "culture").now == 2.5


def test_on_one_version_nothing_is_left_out_and_nothing_breaks() -> None:
    same = common_level(OLD, all_at(1, 1), "flourish")
    assert (same.before, same.now, same.joined) == (OLD.areas["flourish"], 1, True)
    of_all = table(OLD, all_at(1, 3))
    assert not any(any(row) for row in of_all.broken)
    assert (of_all.revisions, of_all.lines) == ((), ())


def test_a_line_breaks_in_the_year_of_the_revision_and_only_there() -> None:
    of_all = table(OLD, OLD, NEW, NEW)
    broken = dict(zip(AREAS, of_all.broken, strict=True))
    assert broken["flourish"] == broken["bullying"] == (False, False, True, False)
    assert broken["leadership"] == broken["community"] == (False, False, False, False)
    assert [(one.before, one.now) for one in of_all.revisions] == [("2025/26", "2026/27")]


def test_a_year_without_a_self_evaluation_hides_no_break() -> None:
    assert starts_anew((OLD, None, NEW), 2, "flourish")
    assert not starts_anew((OLD, None, NEW), 2, "culture")
    assert not starts_anew((None, None, NEW), 2, "flourish")
    assert not starts_anew((OLD, None, None), 2, "flourish")


def test_a_year_brought_in_on_newer_indicators_is_no_revision_of_the_year_after_it() -> None:
    (revision,) = table(NEW, OLD).revisions
    assert "were revised" not in revision.sentence
    assert revision.sentence.startswith("2024/25 is rated on newer indicators than 2025/26.")


def test_the_revision_says_in_words_how_many_indicators_are_compared() -> None:
    (revision,) = table(OLD, NEW).revisions
    assert revision.sentence.startswith(
        "With 2025/26 the indicators were revised. 19 of 27 mean the same as before, and their lines go on. "
        "The others start again. The words are plainer."
    )
    rows = {name: rest for name, *rest in revision.rows}
    assert rows["Opportunities for all to flourish"] == ["2.5 of 4", "2.0 of 4", "two of six"]
    assert rows["Leadership commitment"] == ["2.0 of 4", "3.0 of 4", "four of four"]


def test_every_indicator_has_its_line_and_says_why_it_begins_or_ends() -> None:
    lines = {line.indicator: line for line in table(OLD, NEW).lines}
    goes_on = lines["se.4.1"]
    assert (goes_on.levels, goes_on.begins, goes_on.ends) == (("3 Secure", "1 Starting"), "", "")
    old, half = lines["se.4.3"], lines["se.4.3a"]
    assert old.levels == ("0 Not started", "")
    assert old.ends == "Now in 4.3a Money and time and 4.3b Adjustments, so its line ends here."
    assert half.levels == ("", "4 Leading")
    assert half.begins == "One part of what was 4.3 Resources aimed at barriers, so its line begins here."
    assert lines["se.5.1a"].begins == (
        "Put together from what was 5.1 Shared responsibility and 5.3 No bystanders, so its line begins here."
    )
    assert lines["se.5.3"].ends == "Now in 5.1 Adults act and 5.3 Speaking up, so its line ends here."
    assert len(lines) == 27 + 5


def test_what_nobody_rated_is_not_taken_for_what_was_not_asked() -> None:
    lines = {line.indicator: line for line in table(leaders(1, {"se.1.1": 2}), NEW).lines}
    assert lines["se.1.2"].levels == ("not rated", "3 Secure")
    assert lines["se.4.3a"].levels[0] == ""


@given(
    st.lists(st.sampled_from(VERSIONS), min_size=2, max_size=5),
    st.data(),
)
def test_no_line_joins_two_meanings(versions: list[int], data: st.DataObject) -> None:
    judged = []
    for version in versions:
        ids = [item.id for item in find("self-evaluation", version).definition.items]
        levels = data.draw(st.dictionaries(st.sampled_from(ids), st.integers(0, 4)))
        judged.append(leaders(version, levels))
    of_all = table(*judged)
    for line in of_all.lines:
        with_it = [version for version, level in zip(versions, line.levels, strict=True) if level]
        assert with_it, line
        assert all(line.indicator in common_indicators(min(with_it), one) for one in with_it)
    for area, broken in zip(AREAS, of_all.broken, strict=True):
        for place in range(1, len(judged)):
            before, now = ({i.id for i in find("self-evaluation", v).definition.items if i.area == area}
                           for v in versions[place - 1 : place + 1])  # fmt: skip
            assert broken[place] == (before != now)


def test_the_head_reads_of_what_both_have_and_on_one_version_of_everything() -> None:
    def said(before: Leaders, now: Leaders) -> str:
        years = made.sources(
            staff=None,
            leaders=now,
            area_names=AREAS,
            series=(series(judged=(before, None, now)),),
            baseline=False,
        )
        *_, leaders_say = head_pages(years, dt.date(2026, 11, 24)).summaries
        return leaders_say.sentence

    assert said(OLD, NEW) == (
        "Leaders rate five of six areas higher than in 2024, and one lower. "
        "Only the 19 indicators that stayed the same are compared."
    )
    assert said(OLD, all_at(1, 3)) == "Leaders rate six of six areas higher than in 2024."


def _rows(years: TrendSources) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(trend_csv(years).removeprefix("\ufeff"))))


def test_the_table_to_take_away_marks_the_same_breaks() -> None:
    rows = [row for row in _rows(over_the_years(OLD, NEW)) if row["audience"] == "leaders"]
    levels = {
        (row["by"], row["id"], row["school_year"]): row for row in rows if row["kind"] == "leaders’ level"
    }
    assert levels["area", "flourish", "2025/26"]["broken_before"] == "yes"
    assert levels["area", "flourish", "2024/25"]["broken_before"] == ""
    assert levels["area", "leadership", "2025/26"]["broken_before"] == ""
    assert levels["indicator", "se.4.3a", "2025/26"]["value"] == "4"
    assert "One part of what was 4.3" in levels["indicator", "se.4.3a", "2025/26"]["label"]
    assert ("indicator", "se.4.3a", "2024/25") not in levels
    common = [row for row in rows if row["kind"].endswith("on common indicators") and row["id"] == "flourish"]
    assert [(row["school_year"], row["version"], row["value"]) for row in common] == [
        ("2024/25", "1", "2.5"),
        ("2025/26", "2", "2"),
    ]
    assert {row["label"] for row in common} == {"2 of 6 indicators stayed the same in both versions"}


def test_the_json_to_take_away_has_years_and_revisions() -> None:
    judged = json.loads(trend_json(over_the_years(OLD, NEW)))["self_evaluation"]
    assert [year["version"] for year in judged["years"]] == [1, 2]
    assert judged["years"][1]["begins_anew"] == ["flourish", "bullying"]
    (revision,) = judged["revisions"]
    assert (revision["indicators_in_common"], revision["indicators"]) == (19, 27)
    flourish = next(one for one in revision["areas"] if one["area"] == "flourish")
    assert (flourish["before"], flourish["now"], flourish["indicators_in_common"]) == (2.5, 2.0, 2)


def test_files_say_nothing_of_leaders_before_the_second_year() -> None:
    one = over_the_years(OLD)
    assert not [row for row in _rows(one) if row["audience"] == "leaders"]
    assert "self_evaluation" not in json.loads(trend_json(one))


@pytest.mark.parametrize(("now", "anew"), [(NEW, True), (all_at(1, 3), False)])
def test_a_small_chart_draws_and_says_the_break_in_its_levels(now: Leaders, anew: bool) -> None:
    panel = next(one for one in panels_of(series(judged=(OLD, None, now))) if one.scale == "bullying")
    assert [point.level_anew for point in panel.points] == [False, False, anew]
    assert ("based on different indicators from before" in panel.in_words) == anew
    without = replace(panel, points=tuple(replace(point, level_anew=False) for point in panel.points))
    lines = draw_series(panel).count("<path") - draw_series(without).count("<path")
    assert lines == (2 if anew else 0)
