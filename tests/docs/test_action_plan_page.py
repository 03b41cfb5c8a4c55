"""The page on the action plan reads timescales as the code does."""

from __future__ import annotations

from pathlib import Path

from selfeval.improvement.timescales import read_timescale

PAGE = Path(__file__).resolve().parents[2] / "docs" / "action-plan.md"
KINDS = (
    {"day"},
    {"starts"},
    {"occasions"},
    {"day"},
    {"no_end"},
    {"recurring"},
    {"range"},
    {"range"},
    {"range", "day"},
    {"asks"},
    {"words"},
)
"""Of each row of its table."""


def test_every_timescale_in_the_table_is_read_as_its_row_says() -> None:
    lines = PAGE.read_text("utf-8").partition("| --- | --- |\n")[2].partition("\n\n")[0].splitlines()
    rows = [line.split("|")[1] for line in lines]
    assert len(rows) == len(KINDS)
    for typed, kinds in zip(rows, KINDS, strict=True):
        for text in typed.split(";"):
            assert read_timescale(text.strip()).kind in kinds, text
