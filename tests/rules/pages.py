"""Pages of drawn tables: docs/rules/*.md, read as rules with rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "rules"

Row = dict[str, str]
Check = Callable[..., None]


@dataclass(frozen=True)
class Rule:
    """A heading that says what holds, and its table."""

    says: str
    rows: tuple[Row, ...]


def rules_of(page: str) -> dict[str, Rule]:
    """The rules of a page by what they say."""
    text = (FOLDER / page).read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.M)[1:]
    return {says: Rule(says, tuple(_rows(body))) for says, body in zip(parts[::2], parts[1::2], strict=True)}


def _rows(body: str) -> Iterator[Row]:
    lines = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in body.splitlines()
        if line.startswith("|")
    ]
    heads, _, *rows = lines
    return (dict(zip(heads, row, strict=True)) for row in rows)


class Page:
    """A page and the checks of its rules: every rule has one, and every check a rule."""

    def __init__(self, name: str) -> None:
        self.rules = rules_of(name)
        self.checks: dict[str, Check] = {}

    def rule(self, says: str) -> Callable[[Check], Check]:
        """Says of which rule a function checks one row."""

        def registered(check: Check) -> Check:
            self.checks[says] = check
            return check

        return registered

    @property
    def cases(self) -> list[tuple[str, Row]]:
        """Every row with what its rule says."""
        return [(says, row) for says, rule in self.rules.items() for row in rule.rows]


def name_of(value: object) -> str:
    """How a case is called in the list of tests."""
    return " | ".join(value.values()) if isinstance(value, dict) else str(value)
