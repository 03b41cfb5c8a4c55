"""The head's two pages: two of them for every school, readable by eye, by ear and in grey."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from selfeval.findings.comparisons import ItemChange
from selfeval.questionnaires.catalogue import find
from selfeval.reports.charts.canvas import Canvas
from selfeval.reports.charts.series_chart import PAPER_SIZE, paint_series
from selfeval.reports.pdf.head_cuts import (
    FIRST,
    SECOND,
    least_cut,
    left_out_of_first,
    left_out_of_second,
    states,
)
from selfeval.reports.pdf.head_pages import GapOnPaper, HeadPages, head_pages
from selfeval.reports.pdf.head_pdf import WIDTH, fitted, head_pdf, page_one, page_two, room_of
from selfeval.reports.sources import Leaders, Sources
from tests.pdf_ua import pdf_ua_faults
from tests.reports import followed, made
from tests.tagged import elements, painted

PRINTED = dt.date(2026, 11, 24)
AREAS = find("self-evaluation", 1).words["en"].areas
LONG = (
    "The Very Reverend Archibald Featherstonehaugh Memorial Church of England Voluntary Aided Primary School"
)

YEARS = made.by_year(
    *(
        made.group(f"Year {year}", 25, made.sure(50 + 4 * year, 46 + 4 * year, 54 + 4 * year))
        for year in range(3, 7)
    )
)


def _three_bands() -> Sources:
    """A special school: three ages of pupils, and each says how many."""
    bands = [
        replace(
            made.pupils(
                made.findings(questionnaire=f"pupils-{band}", band=band, breakdowns=(YEARS,)), alone=False
            )
        )
        for band in ("5-7", "7-11", "11-18")
    ]
    return made.sources(pupils=tuple(bands))


def _years_later(sources: Sources, rounds: int = 3) -> Sources:
    """The same school with every voice in its third round (or later), much of it moved."""
    days = tuple(followed.occasion(2027 - rounds + place) for place in range(rounds))
    items = tuple(
        ItemChange(item, followed.moved(9 - place, 4, 14), (40.0, 55.0), beyond=True, place=place + 1)
        for place, item in enumerate(made.ITEM_FIGURES)
    )
    series = tuple(
        followed.series(
            voice,
            occasions=days,
            answered=((60, 80),) * rounds,
            judged=(made.leaders({"culture": 1.0, "bullying": 1.5}), *(None,) * (rounds - 1)),
            trends=tuple(
                followed.trend(scale, *(50.0 + place for place in range(rounds)))
                for scale in ("culture", "bullying", "belonging", "attitudes")
            ),
            changes=(followed.change(days[0], days[-1], items=items),),
        )
        for voice in sources.voices
    )
    return replace(sources, series=series, baseline=False)


def _six_areas() -> Sources:
    """Two ages, staff and leaders in six areas, no clear change, revised indicators and a gap at one."""
    before, now = (_all_secure(version) for version in (1, 2))
    later = _years_later(made.sources(pupils=_three_bands().pupils[1:], leaders=now))
    series = tuple(replace(one, judged=(before, None, None), changes=()) for one in later.series)
    return replace(later, series=series, area_names=AREAS)


def _all_secure(version: int) -> Leaders:
    items = find("self-evaluation", version).definition.items
    levels = {item.id: 3 for item in items}
    areas = dict.fromkeys(AREAS, 3.0)
    return Leaders(areas, len(items), len(items), version=version, levels=levels, signed=False)


def _all_hidden() -> Sources:
    few = made.findings(
        n=None,
        scales=tuple(
            made.scale(name, None, "few") for name in ("culture", "bullying", "belonging", "attitudes")
        ),
        items=tuple(made.item(name, None, "few") for name in made.ITEM_FIGURES),
    )
    return made.sources(pupils=(made.pupils(few),), staff=made.staff(few))


SCHOOLS = {
    "one age": made.sources(pupils=(made.pupils(made.findings(breakdowns=(YEARS,))),)),
    "three ages": _three_bands(),
    "leaders alone": made.sources(pupils=(), staff=None, releases=()),
    "pupils alone": made.sources(staff=None, leaders=None),
    "all hidden": _all_hidden(),
    "a long name": replace(_three_bands(), school=LONG),
    "one age, third round": _years_later(
        made.sources(pupils=(made.pupils(made.findings(breakdowns=(YEARS,))),))
    ),
    "three ages, tenth round, a long name": _years_later(replace(_three_bands(), school=LONG), rounds=10),
    "two ages in six areas, a gap, third round": _six_areas(),
    "staff alone, second round": _years_later(made.sources(pupils=(), leaders=None), rounds=2),
}


@pytest.fixture(params=SCHOOLS)
def pages(request: pytest.FixtureRequest) -> HeadPages:
    return head_pages(SCHOOLS[request.param], PRINTED)


def _text(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_there_are_two_pages_and_all_of_it_is_on_them(pages: HeadPages) -> None:
    assert len(PdfReader(io.BytesIO(head_pdf(pages))).pages) == 2
    for parts, cuts in ((page_one, FIRST), (page_two, SECOND)):
        assert sum(part.height(WIDTH) for part in fitted(parts, cuts, pages)) <= room_of(pages)


def test_the_first_page_holds_a_long_heading_above_four_voices_in_six_areas() -> None:
    unsure = (
        "Cannot tell: could be anywhere from 9 down to 17 up since 2024. Of eight other scores, for seven"
    )
    pages = head_pages(_six_areas(), PRINTED)
    long = replace(
        pages,
        heading="Leaders chose Secure for “Strategic improvement planning”; about 3 in 10 pupils aged 7 to "
        "11 agree with “Adults ask us how to make school better”",
        summaries=tuple(
            replace(one, how=f"Among all, very likely between 68 and 73. {unsure} we cannot tell.")
            for one in pages.summaries
        ),
    )
    assert sum(part.height(WIDTH) for part in fitted(page_one, FIRST, long)) <= room_of(long)


def test_every_sentence_can_be_selected(pages: HeadPages) -> None:
    one, two = _text(head_pdf(pages))
    for told in (pages.heading, *(each.sentence for each in pages.summaries)):
        assert told in one
    for told in (*pages.to_ask[:3], *pages.notes[: pages.needed_notes]):
        assert told in two


def test_the_same_findings_give_the_same_bytes(pages: HeadPages) -> None:
    assert head_pdf(pages) == head_pdf(pages)


def test_nothing_of_a_hidden_figure_is_on_paper() -> None:
    told = " ".join(_text(head_pdf(head_pages(SCHOOLS["all hidden"], PRINTED))))
    assert "fewer than 10" in told
    assert "Too few answered to show anything." in told
    assert "Pupils: not shown" in told


def test_markup_in_a_name_stays_a_name() -> None:
    school = "Alder <b>Vale</b> & Sons"
    one, _ = _text(head_pdf(head_pages(made.sources(school=school), PRINTED)))
    assert school in one


def test_words_at_the_ends_of_lines_do_not_run_together() -> None:
    page = PdfReader(io.BytesIO(head_pdf(head_pages(SCHOOLS["three ages"], PRINTED)))).pages[1]
    raw = page.extract_text()
    assert "answer: absent" in " ".join(raw.split())


def test_the_footer_names_the_release_and_the_day_of_printing() -> None:
    one, two = _text(head_pdf(head_pages(made.sources(), PRINTED)))
    for page, number in ((one, 1), (two, 2)):
        assert "pupils: release 1, 2 November 2026, 01234567" in page
        assert "printed 24 November 2026" in page
        assert f"Page {number} of 2" in page


def test_what_changed_stands_in_the_lede_with_its_label_and_its_range() -> None:
    one, two = _text(head_pdf(head_pages(SCHOOLS["one age, third round"], PRINTED)))
    assert "“Preventing and tackling bullying” (pupils) improved, up 7 (very likely 4 to 10)." in one
    assert "compared with the baseline, autumn 2024." in one
    assert "Pupils since 2024: improved, up 7 (4 to 10)" in one
    assert "What people said, round by round" in two


def test_small_charts_speak_their_figures() -> None:
    body = head_pdf(head_pages(SCHOOLS["one age, third round"], PRINTED))
    told = [one.alternative for one in elements(body).every() if one.role == "Figure"]
    assert any(
        each.startswith("A respectful culture, pupils, 2024 to 2026. Declined, down 5. 2024: 50, leaders 1.0")
        for each in told
    )


def test_one_page_has_one_kind_of_range_and_its_small_charts_have_a_figure_at_every_point() -> None:
    for name in ("one age, third round", "three ages, tenth round, a long name"):
        pages = head_pages(SCHOOLS[name], PRINTED)
        charts = [chart for row in pages.rounds for chart in row.charts]
        assert charts, name
        assert not any("between" in chart.in_words for chart in charts), name
    surface = Canvas(100, 100)
    first = head_pages(SCHOOLS["one age, third round"], PRINTED).rounds[0].charts[0]
    paint_series(surface, first.panel, PAPER_SIZE)
    drawn = surface.svg("key", "title", "words")
    assert all(f">{figure}</text>" in drawn for figure in (50, 51, 52))


def test_a_page_without_room_for_the_chart_of_areas_has_them_as_figures() -> None:
    pages = head_pages(SCHOOLS["one age, third round"], PRINTED)
    shown = least_cut(pages, FIRST, lambda one: one.figure is None)
    assert shown.figure is None
    assert shown.areas == pages.areas
    assert shown.strengths == pages.strengths, "what was cut before comes back where there is room"
    assert "the chart of the areas" in left_out_of_first(shown)
    head, *rows = shown.areas
    assert (head[0], [row[0] for row in rows]) == ("Area", list(made.sources().area_names.values()))


DOING = [f"{'Give every pupil a private way to tell us of bullying, ' * 3}(Amina Yusuf, July 2027)."] * 5


def test_long_actions_leave_two_pages_for_the_school_of_which_most_is_said() -> None:
    for sources in SCHOOLS.values():
        pages = head_pages(sources, PRINTED, DOING)
        assert "What is being done" in _text(head_pdf(pages))[1]
        assert sum(part.height(WIDTH) for part in fitted(page_two, SECOND, pages)) <= room_of(pages)


def _wordy() -> HeadPages:
    """A school that writes without end: a name, a correction, answers, actions and questions of its own."""
    sources = SCHOOLS["three ages, tenth round, a long name"]
    corrected = replace(sources.releases[0], reason="The roll was wrong. " * 200)
    pages = head_pages(replace(sources, releases=(corrected,) * 4), PRINTED, [LONG * 9] * 5)
    gap = GapOnPaper("5.1", LONG, LONG * 9, "We asked what it was like. " * 300)
    return replace(
        pages,
        level_gaps=(gap,) * 3,
        more_level_gaps=("5.2", "5.3", "6.1"),
        concerns=(LONG * 2,) * 3,
        strengths=(LONG * 2,) * 3,
        happened=((LONG * 3,) * 6, (LONG,) * 5, (LONG,) * 2),
        gaps=(LONG * 2,) * 3,
        to_ask=(LONG * 2,) * 6,
    )


def test_no_text_is_below_nine_points_and_there_are_two_pages_however_much_is_written(
    pages: HeadPages,
) -> None:
    for written in (pages, _wordy()):
        with pikepdf.open(io.BytesIO(head_pdf(written))) as pdf:
            assert len(pdf.pages) == 2
            assert min(text.size for text in painted(pdf).texts) >= 9


def test_whatever_is_written_stays_on_its_page_above_the_footer() -> None:
    wordy = _wordy()
    for parts, cuts in ((page_one, FIRST), (page_two, SECOND)):
        made_of = fitted(parts, cuts, wordy)
        assert sum(part.height(WIDTH) for part in made_of) <= room_of(wordy), parts.__name__


def test_what_is_left_out_is_counted_on_its_page_and_what_is_surely_bad_stays() -> None:
    pages = _wordy()
    one, two = _text(head_pdf(pages))
    assert "In the full report as well: " in one
    assert "In the full report as well: " in two
    assert pages.concerns[0] in one
    for shown in states(pages, FIRST):
        assert len(shown.concerns) >= 1
        bad = replace(shown, surely_bad=5)
        left = {1: "four", 2: "three", 3: "two"}[len(shown.concerns)]
        assert f"{left} more clear concerns" in left_out_of_first(bad)
        cut = {1: "two more concerns", 2: "one more concern", 3: ""}[len(shown.concerns)]
        assert cut in left_out_of_first(replace(shown, surely_bad=0))


def test_a_page_that_holds_everything_says_nothing_of_a_full_report() -> None:
    pages = head_pages(SCHOOLS["leaders alone"], PRINTED)
    assert not any("In the full report as well" in text for text in _text(head_pdf(pages)))


def test_each_cut_of_the_second_page_is_told_on_it() -> None:
    pages = head_pages(SCHOOLS["three ages, tenth round, a long name"], PRINTED, DOING)
    *_, least = states(pages, SECOND)
    left_out = left_out_of_second(least)
    assert left_out.startswith("In the full report as well: the rounds of pupils aged 5 to 7")
    assert "four more actions" in left_out
    assert least.notes == pages.notes[: pages.needed_notes]
    assert "more notes on how to read it" in left_out


def test_a_sign_without_a_glyph_is_no_empty_box() -> None:
    body = head_pdf(head_pages(made.sources(school="Alder 👩🏽 Vale"), PRINTED))
    assert "Alder ?? Vale" in _text(body)[0]
    assert pdf_ua_faults(body) == []
