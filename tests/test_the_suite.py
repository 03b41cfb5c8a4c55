"""The tests themselves: a name of a fixture means one thing."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent


def fixtures() -> list[str]:
    """Names of all fixtures, one for each place that defines it."""
    return [
        function.name
        for path in TESTS.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and any("pytest.fixture" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]


def test_a_name_of_a_fixture_means_one_thing() -> None:
    assert [name for name, places in Counter(fixtures()).items() if places > 1] == []
