"""Faults of a file of answers: where each is and a sentence; a hundred are kept, all are counted."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT = 100


@dataclass(frozen=True)
class AnswerFault:
    """One fault. Rows are counted as a spreadsheet does: the headings are row 1."""

    row: int | None
    column: str | None
    sentence: str

    def __str__(self) -> str:
        row = [] if self.row is None else [f"row {self.row}"]
        column = [] if self.column is None else [f"column {self.column}"]
        where = ", ".join(row + column)
        return f"{where[0].upper()}{where[1:]}: {self.sentence}" if where else self.sentence


@dataclass
class FaultList:
    """Faults as they are found."""

    kept: list[AnswerFault] = field(default_factory=list)
    total: int = 0

    def add(self, row: int | None, column: str | None, sentence: str) -> None:
        self.total += 1
        if len(self.kept) < KEPT:
            self.kept.append(AnswerFault(row, column, sentence))

    @property
    def full(self) -> bool:
        """Whether a further fault would only be counted."""
        return len(self.kept) >= KEPT

    def count(self, more: int) -> None:
        """Faults that are counted and not kept."""
        self.total += more


class AnswerFaults(ValueError):
    """A file of answers that cannot be scored. `faults` are the first of `total`."""

    def __init__(self, found: FaultList) -> None:
        self.faults = tuple(sorted(found.kept, key=lambda fault: fault.row or 0))
        self.total = found.total
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line a fault, and how many there are besides."""
        rest = self.total - len(self.faults)
        return [*map(str, self.faults), *([f"… and {rest:,} more."] if rest else [])]
