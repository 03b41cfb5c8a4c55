"""What docstrings name is there: what they raise, and the part of docs/measurement.md they refer to."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "selfeval").rglob("*.py"))
PARTS = set(re.findall(r"^## (\d+) ", (ROOT / "docs" / "measurement.md").read_text("utf-8"), re.M))
RAISED = re.compile(r"\b(?:[Rr]aises|or|and) ((?:[A-Z][a-z]+){2,})\b")


@cache
def nodes() -> list[tuple[Path, ast.AST]]:
    """Every node of every module, with its file; read once for all tests here."""
    return [(path, node) for path in MODULES for node in ast.walk(ast.parse(path.read_text("utf-8")))]


@cache
def texts() -> list[tuple[str, str]]:
    """Where it stands and what it says, of every docstring."""
    return list(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for path, node in nodes():
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield f"{path.relative_to(ROOT)} {getattr(node, 'name', '')}", text


def names() -> set[str]:
    """Everything that is defined or imported anywhere, and what Python brings."""
    found = set(dir(builtins))
    for _, node in nodes():
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def test_what_a_docstring_raises_is_there() -> None:
    known = names()
    missing = [
        f"{where}: {name}"
        for where, text in texts()
        if "aises" in text
        for name in RAISED.findall(text)
        if name not in known
    ]
    assert missing == []


def test_a_formula_s_source_is_a_part_of_the_page_on_measurement() -> None:
    wrong = [
        f"{where}: MEASUREMENT {part}"
        for where, text in texts()
        for parts in re.findall(r"MEASUREMENT ((?:\d+(?:, | and | to )?)+)(?![.\d])", text)
        for part in re.findall(r"\d+", parts)
        if part not in PARTS
    ]
    assert wrong == []
    assert not [where for where, text in texts() if re.search(r"MEASUREMENT \d+(\.\d|, rule)|\(DESIGN", text)]
