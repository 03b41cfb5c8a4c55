"""The tests themselves: a name of a fixture means one thing."""

from __future__ import annotations

import ast
import re
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


MEASURED = ("attack", "bench", "https", "simulation")
"""What is run by hand and measures."""
SECONDS_OF_ITS_OWN = re.compile(
    r"\b(timeout=[0-9]|set_default_timeout|(join|wait|result)\([0-9]{2}"
    r"|(monotonic|perf_counter)\(\) - \w+ < [0-9])"
)


def test_no_test_has_seconds_of_its_own_in_which_something_must_have_happened() -> None:
    """It waits for `tests.browsers.PATIENCE`, or looks at what the processor has done (`process_time`)."""
    lines = [
        f"{path.relative_to(TESTS)}:{number}"
        for path in TESTS.rglob("*.py")
        if path.relative_to(TESTS).parts[0] not in MEASURED and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SECONDS_OF_ITS_OWN.search(line) and "set_default_timeout(PATIENCE" not in line
    ]
    assert lines == ["journeys/served.py:67"], "asked again until PATIENCE is over"


def test_no_test_waits_inside_a_page() -> None:
    """`wait_for_function` holds only if it is true at once: our pages forbid what it does afterwards."""
    users = [
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if path != Path(__file__) and ".wait_for_function(" in path.read_text(encoding="utf-8")
    ]
    assert users == []
