"""What is wrong with a questionnaire file, in sentences that its author understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: the file it is in, the id it is about, and a sentence that says how to mend it."""

    file: str
    id: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.id}: {self.sentence}" if self.id else f"{self.file}: {self.sentence}"


class QuestionnaireFaults(Exception):
    """A questionnaire cannot be used; `faults` holds every reason at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def listed(names: Iterable[str]) -> str:
    """Names in quotation marks, as a sentence lists them: “a”, “b” and “c”."""
    quoted = [f"“{name}”" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def counted(number: int, noun: str) -> str:
    """`1 question`, `2 questions`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
