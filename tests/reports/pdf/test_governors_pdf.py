"""Governors' report of the action plan: two pages, readable type, the plan's words."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from selfeval.improvement.action_plan import ActionPlan, Milestone, Objective, Priority, Update
from selfeval.improvement.duty_clocks import DutyClock
from selfeval.improvement.edition_document import EditionDocument
from selfeval.improvement.verdict import NO_CAUSE
from selfeval.reports.governors_report import AroundEdition, GovernorsReport, governors_report
from selfeval.reports.pdf.governors_pdf import PageRoom, _Cutting, governors_pdf
from tests.improvement.frozen_plans import FEW, SUSPENDED, TERM, action, frozen
from tests.improvement.invented_metrics import shares
from tests.pdf_ua import pdf_ua_faults
from tests.tagged import elements, painted

PRINTED = dt.date(2027, 1, 8)
ADDRESS = "https://selfeval.example/action-plan/editions/3"
AROUND = AroundEdition(
    "Alder Vale Primary",
    "governors",
    ADDRESS,
    agreed="on 19 December 2026 by Grace Bello",
    noted="on 20 January 2027, minute 7",
    clocks=(
        DutyClock("Equality objectives", dt.date(2026, 11, 29), is_late=True),
        DutyClock("Equality information", dt.date(2027, 3, 19)),
    ),
    digest="0123456789abcdef" * 4,
)


def report_of(document: EditionDocument, around: AroundEdition = AROUND) -> GovernorsReport:
    return governors_report(document, around, PRINTED)


def pages_of(report: GovernorsReport) -> list[str]:
    return [
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(governors_pdf(report))).pages
    ]


def large(texts: int, length: int, *, unbroken: bool = False) -> EditionDocument:
    """A plan with many actions of long texts."""
    filler = ("x" if unbroken else "belonging ") * length
    update = Update(TERM, "under_way", filler[:length], filler[:length])
    actions = tuple(
        action(
            f"{number} {filler[:length]}",
            1,
            id=number + 1,
            owners=filler[:length],
            timescale=("October 2026", filler[:200])[number % 2],
            progress=("not_started", "under_way", "done", "stopped")[number % 4],
            reason=filler[:length],
            updates=(update,),
        )
        for number in range(texts)
    )
    objectives = tuple(
        Objective(
            f"{number} {filler[:length]}",
            filler[:20],
            timescale=filler[:200],
            is_duty=True,
            metric_ids=tuple(range(1, 9)),
            milestones=(Milestone(filler[:length]),),
            actions=actions[number::10],
            id=1000 + number,
        )
        for number in range(10)
    )
    titles = [f"{number} {filler[:length]}" for number in range(1, 9)]
    metrics = [shares((45, 1100), (22, 1100), id=at, title=title) for at, title in enumerate(titles, 1)]
    return frozen(ActionPlan((Priority(filler[:length], "1", objectives),)), metrics)


@pytest.mark.parametrize(
    "document",
    [
        frozen(ActionPlan(), ()),
        frozen(),
        large(40, 60),
        large(40, 4_000),
        large(400, 400),
        large(60, 4_000, unbroken=True),
    ],
    ids=["empty", "small", "forty", "long", "four hundred", "without a blank"],
)
def test_there_are_two_pages_at_most_and_they_say_what_is_left_out(document: EditionDocument) -> None:
    report = report_of(document, replace(AROUND, home="Alder Vale Primary " * 6))
    pages = pages_of(report)
    assert len(pages) <= 2
    whole = " ".join(pages)
    for heading in ("What was set out to do", "What asks for a decision", "How sure this is"):
        assert heading in whole
    assert "….." not in whole
    is_large = len(list(document.plan.every_action())) > 10
    assert ("Not on these pages:" in whole) == is_large
    assert (ADDRESS in whole.replace(" ", "")) == is_large


def test_a_long_one_is_in_type_of_nine_points_or_more_and_keeps_the_rules_for_those_who_hear_it() -> None:
    made = governors_pdf(report_of(large(40, 400)))
    assert pdf_ua_faults(made) == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert min(text.size for text in painted(pdf).texts) >= 9


def test_it_has_its_title_and_the_same_report_gives_the_same_bytes() -> None:
    made = governors_pdf(report_of(frozen()))
    assert made == governors_pdf(report_of(frozen()))
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Action plan, autumn 2026, for governors: Alder Vale Primary"
    roles = {one.role for one in elements(made).every()}
    assert {"H1", "H2", "Table", "TH", "TD", "L", "LI", "P"} <= roles


def test_every_action_stands_in_one_list_with_what_it_moved() -> None:
    report = report_of(frozen())
    assert {name: [one.text for one in these] for name, these in report.actions.items()} == {
        "Done, and moved": ["Talk first"],
        "Stopped": ["Visit at home"],
        "Overdue": ["Call families"],
        "Done, and nothing can be said yet of what it moved": ["Count it"],
    }
    whole = " ".join(pages_of(report))
    assert "Two actions are done, and of one the figure has moved since" in whole
    assert "Pupils suspended: improved, from 45 of 1,100 (4.1 %) to 22 of 1,100 (2 %)" in whole
    assert "Secret reason" in whole, "governors read why it was stopped"
    assert "Secret update. Secret impact" in whole
    assert "Overdue since 31 October 2026" in whole
    assert "Agreed on 19 December 2026 by Grace Bello" in whole


def test_what_asks_for_a_decision_follows_from_the_lists_and_dates() -> None:
    assert report_of(frozen()).decisions == (
        "Stopped, 1 action: does something else take its place?",
        "Overdue, 1 action: a new day, more help, or stop?",
        "Equality objectives: late. It was due by 29 November 2026. When is it published?",
        "Equality information: due by 19 March 2027. Who publishes it?",
        "Not measurable yet, it lacks a target: who sees to it? 1.1 Fewer pupils are suspended",
    )


def test_how_sure_it_is_names_no_cause_and_no_small_number() -> None:
    whole = " ".join(pages_of(report_of(frozen(metrics=(SUSPENDED, FEW)))))
    assert NO_CAUSE in whole
    assert "2 metrics, since the baseline: 1 improved; 1 too few people to say." in whole
    assert "Numbers of fewer than ten people are not shown" in whole
    assert "4 of 400" not in whole
    assert "; then fewer than 10 of 400" in whole


def test_a_plan_that_is_not_frozen_says_so() -> None:
    around = replace(AROUND, is_frozen=False, agreed="", noted="", digest="")
    pages = pages_of(report_of(frozen(), around))
    assert "not frozen" in pages[0][:80]
    assert "Not frozen: as it stands on 18 December 2026. It can still change." in pages[0]
    assert "Agreed" not in pages[0]


def test_items_have_the_numbers_of_the_plan() -> None:
    numbered = (action("Talk", number="a", id=1), action("Visit", number="2.3", id=2), action("Call", id=3))
    plan = ActionPlan(objectives=(Objective("All stay", "2", actions=numbered),))
    report = report_of(frozen(plan, ()))
    (open_still,) = report.actions.values()
    assert [one.text for one in open_still] == ["2 a Talk", "2.3 Visit", "Call"]
    assert report.objectives[0].objective == "2 All stay"
    below = (Objective("All stay", "1", actions=numbered, id=5), Objective("All come", "3.2", id=6))
    report = report_of(frozen(ActionPlan((Priority("Safe", "3", below),)), ()))
    assert [one.objective for one in report.objectives] == ["3.1 All stay", "3.2 All come"]
    (still_open,) = report.actions.values()
    assert still_open[0].text == "3.1 a Talk"


def test_metrics_of_no_objective_stand_there_and_those_left_out_are_counted() -> None:
    plan = ActionPlan(objectives=(Objective("All stay", "2", metric_ids=(1,)),))
    loose = shares((40, 400), (12, 400), id=2, title="Pupils sent home")
    report = report_of(frozen(plan, (SUSPENDED, loose)))
    assert [one.objective for one in report.objectives] == [
        "2 All stay",
        "Measured, and part of no objective",
    ]
    whole = " ".join(pages_of(report))
    assert "Pupils sent home" in whole
    assert "22 of 1,100 (2 %; very likely between" in whole
    assert "by chance alone" not in whole
    cut = _Cutting(report, PageRoom(60, 1, 1))
    cut.parts()
    assert cut.left_out == {"objective": 1, "metric": 1}
