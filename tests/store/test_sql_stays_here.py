"""All SQL is in `selfeval/store`: elsewhere a session reads rows by id and keeps new ones, nothing more."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import selfeval

HOME = Path(selfeval.__file__).parent
MODULES = [path for path in sorted(HOME.rglob("*.py")) if path.relative_to(HOME).parts[0] != "store"]
ALLOWED = {("sqlalchemy.orm", "Session")}
WITH_A_SESSION = {"add", "add_all", "flush", "get", "get_one", "refresh"}
"""What may be asked of a database session outside of store: new rows, and rows by their id."""


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Module and name of every import; the name is empty where a whole module is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def asked_of_sessions(function: ast.FunctionDef) -> Iterator[str]:
    """Methods called on a name `session` where that is the database's, not the one of a browser."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="session") | ast.Attribute(attr="session"))):
                assert isinstance(node.func, ast.Attribute)
                yield node.func.attr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_no_module_outside_of_store_writes_sql(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = {(module, name) for module, name in imported(tree) if module.split(".")[0] == "sqlalchemy"}
    assert names <= ALLOWED
    if names:
        asked = {
            method
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for method in asked_of_sessions(function)
        }
        assert asked <= WITH_A_SESSION


def test_it_looks_at_the_whole_of_selfeval() -> None:
    assert len(MODULES) > 100


def test_a_query_would_be_seen() -> None:
    tree = ast.parse("from sqlalchemy import select\ndef f(session):\n    session.scalars(select(1))\n")
    assert list(imported(tree)) == [("sqlalchemy", "select")]
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert list(asked_of_sessions(function)) == ["scalars"]
