"""`make pdf-check`: writes every kind of PDF that the checker reads, of invented schools, into a folder."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

from selfeval.questionnaires.catalogue import latest
from selfeval.reports.governors_report import AroundEdition, governors_report
from selfeval.reports.pdf.governors_pdf import governors_pdf
from selfeval.reports.pdf.head_pages import head_pages
from selfeval.reports.pdf.head_pdf import head_pdf
from selfeval.reports.pdf.pilot_field import field_test_pdf
from selfeval.reports.pdf.pilot_interview import interview_pdf
from selfeval.reports.pdf.report_pdf import report_pdf
from selfeval.self_evaluation.document import DocumentedEvidence
from selfeval.self_evaluation.document_pdf import document_pdf
from selfeval.store.self_evaluations import Rating
from tests.improvement.frozen_plans import frozen
from tests.outputs.generated import generated
from tests.self_evaluation.documents import DEFINITION, whole_document

PRINTED_ON = dt.date(2026, 11, 30)
DOING = ("Hold a drop-in for form tutors (Ada Quill, July 2027).",)
AROUND = AroundEdition(
    "Alder Vale Primary",
    "governors",
    "https://selfeval.example/action-plan/editions/3",
    digest="0123abcd" * 8,
)
SEEDS = (1, 4, 9, 10)
"""Few answers and many, with and without staff, leaders and a year before."""


def every_pdf() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each."""
    for seed in SEEDS:
        sources, _ = generated(seed)
        yield f"head-{seed}", head_pdf(head_pages(sources, PRINTED_ON, DOING))
        yield f"report-{seed}", report_pdf(sources, PRINTED_ON, DOING)
    ratings = {
        item.id: Rating(
            "secure" if place % 2 else "building",
            "Seen in lessons and heard at break. 👩🏽",
            next_step="Ask the youngest." if place % 5 == 0 else "",
        )
        for place, item in enumerate(DEFINITION.items)
    }
    evidence = (DocumentedEvidence(1, "link", "Minutes", "Governors, May"),)
    yield "self-evaluation", document_pdf(whole_document(ratings, evidence), "Draft: not signed off yet.")
    yield "governors", governors_pdf(governors_report(frozen(), AROUND, PRINTED_ON))
    asked = latest("pupils-7-11")
    yield "field-test", field_test_pdf(asked, "en")
    yield "interview", interview_pdf(asked, "en")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in every_pdf():
        (folder / f"{name}.pdf").write_bytes(body)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
