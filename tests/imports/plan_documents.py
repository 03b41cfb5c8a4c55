"""Plans as schools and partnerships keep them, invented, in the shapes that such documents have."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document

COLUMNS = ("", "Actions", "Lead", "Timescales", "Update and impact")
PARTNERSHIP: tuple[str | Sequence[Sequence[str]], ...] = (
    "County belonging partnership",
    "Strategic Priority 1: Tell schools what we are for.",
    "Key objectives:",
    (
        COLUMNS,
        ("1.", "Schools know the partnership", "", "", ""),
        ("a.", "Share the aims with every adviser.", "TB", "September 2024", "Shared."),
        ("b.", "Hold two staff meetings.", "TB / OK", "January 2025 June 2025", ""),
        ("c.", "Hold a yearly conference.", "OK", "April 2025?", ""),
    ),
    (
        COLUMNS,
        ("d.", "Name schools that signed", "OK", "From September 2024", ""),
        ("", "and tell their neighbours.", "", "", ""),
        ("2.", "Leaders can name unfairness", "", "", ""),
        ("a.", "Briefings", "OK, TB, RW", "Continued", ""),
        ("2.", "Leaders can name unfairness", "", "", ""),
        ("a.", "Drop-in sessions", "RW", "August 24", ""),
    ),
    "Strategic Priority 2: Close the gaps.",
    (COLUMNS, ("1.", "Understand the numbers", "", "", ""), ("a.", "A termly report", "RW", "2025-26", "")),
    (("TB", "Tess Brightwell"), ("OK", "Owen Kestrel")),
)
DUTY_COLUMNS = (
    "Link to Public Sector Equality Duty", "Protected characteristic", "Aim:", "Objective:",
    "Target group(s): e.g. whole school, girls, boys", "Action:", "Who’s responsible?", "Dates from and to:",
    "Milestone/ progress:",
)  # fmt: skip
DUTY = (
    DUTY_COLUMNS,
    (
        "All aims", "All", "Everyone is heard", "The council is as mixed as the school", "Pupils",
        "Ask who is missing", "SLT", "Jan 2021 - July 2021", "",
    ),
    (
        "All aims", "Race", "Lessons address race", "Pupils can say what racism is", "Whole school",
        "Review policies.", "SLT", "Annually", "Guidance is there",
    ),
    ("", "", "", "Staff are sure of themselves", "", "Train staff.", "", "", ""),
)  # fmt: skip


def word_file(blocks: Sequence[str | Sequence[Sequence[str]]]) -> bytes:
    """A Word file of paragraphs and tables."""
    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(0, len(block[0]))
        for cells in block:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
