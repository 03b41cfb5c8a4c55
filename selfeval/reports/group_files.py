"""Groups that differ surely, as lines of the CSV and rows of the JSON: in the words of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from selfeval.findings.table import Cell, FindingRow
from selfeval.reports.group_differences import GroupDifference, GroupVerdicts

STANDS_OUT = "stands_out"


def with_verdict(row: FindingRow, verdicts: GroupVerdicts) -> FindingRow:
    """A group's row, saying that it is clearly lower or higher where the report says so, and only there.

    The other scores of years keep what their release says.
    """
    if row.kind != "scale" or row.id != verdicts.scale:
        return row
    cells = {key: cell for key, cell in row.cells.items() if key.partition(":")[0] != STANDS_OUT}
    side = verdicts.side_of.get((row.by, row.group))
    return replace(row, cells=cells | ({f"{STANDS_OUT}:{side}": Cell(n=row.n)} if side else {}))


def sentence_of(row: FindingRow, verdicts: GroupVerdicts) -> str:
    """The sentence about a group in the report; empty where it has none."""
    named = (one for one in verdicts.of(row.by) if row.id == verdicts.scale and one.group == row.group)
    return next((one.sentence for one in named), "")


def differences_json(differences: Sequence[GroupDifference]) -> list[dict[str, object]]:
    """In the order of the report."""
    return [
        {
            "by": one.by,
            "group": one.group,
            "scale": one.scale,
            "side": one.side,
            "mean": one.value,
            "others": one.others,
            "step": one.step,
            "answered": one.people,
            "says": one.sentence,
        }
        for one in differences
    ]
