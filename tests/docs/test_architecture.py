"""docs/architecture.md is true: its walks are those that are taken, and its links lead to what they name."""

from __future__ import annotations

import ast
import base64
import datetime as dt
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from selfeval.calendar.school_years import school_year, today
from selfeval.release import release as releasing
from selfeval.settings import Settings
from selfeval.store.database import Database
from tests import released
from tests.docs.walks import ROOT, Recorder, Walk
from tests.released import PUPILS, STAFF, release_survey
from tests.schools import new_school
from tests.visitor import Visitor
from tests.web import stories
from tests.web.answer.installation import ITEMS, installation, settings_in

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
STEP = re.compile(r"^\d+\. \[`(\w[\w.]*)`\]\(\.\./(selfeval/[\w/]+\.py)\)", re.M)
LIMIT = re.compile(r"at most (\d+) files")


def section(heading: str) -> str:
    """What stands below a heading, up to the next one."""
    return re.split(r"^## ", PAGE.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def steps_of(heading: str) -> list[tuple[str, str]]:
    """The steps of a walk as (file, function)."""
    return [(file, function) for function, file in STEP.findall(section(heading))]


def assert_is_walked(heading: str, walk: Walk) -> None:
    """Every step is called, in this order; every file that is passed has a step; there are not too many."""
    steps = steps_of(heading)
    assert steps
    order = list(walk.calls)
    missing = [step for step in steps if step not in walk.calls]
    assert not missing, order
    places = [order.index(step) for step in steps]
    assert places == sorted(places), [order[place] for place in sorted(places)]
    assert sorted({file for file, _ in steps}) == sorted(walk.files), set(walk.files) ^ {f for f, _ in steps}
    limit = LIMIT.search(section(heading))
    assert limit is not None
    assert len(walk.files) <= int(limit.group(1)), walk.files


@pytest.mark.parametrize(("function", "file"), STEP.findall(PAGE))
def test_every_step_is_a_function_that_is_there(function: str, file: str) -> None:
    names = set()
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
    assert function in names


def test_every_folder_of_the_house_is_drawn_and_none_that_is_not_there() -> None:
    drawn = set(re.findall(r"`selfeval/([\w/]+)/`", section("The house")))
    there = {
        path.parent.relative_to(ROOT / "selfeval").as_posix()
        for path in (ROOT / "selfeval").rglob("__init__.py")
        if path.parent != ROOT / "selfeval"
    }
    assert drawn == there


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    made = Recorder()
    with made.watching():
        yield made


@pytest.mark.parametrize("where", ["on the tablet", "by the server"])
def test_an_answer_is_walked(where: str, recorder: Recorder, tmp_path: Path, empty_sqlite: Path) -> None:
    school = installation(settings_in(tmp_path, empty_sqlite))
    client = school.app.test_client()

    def put_in() -> Any:
        address, slip = school.card("Year 5")
        ballot = {"slip": slip, "receipt": base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")}
        return client, f"{address}/ballot", ballot | answers()

    def answers() -> dict[str, str]:
        return {"answers": "0" * ITEMS["Year 5"], "about": ".."}

    def send() -> None:
        _, address, ballot = ready
        assert client.post(address, json=ballot).status_code == 201

    for _ in range(2):
        ready = put_in()
        walk = recorder.walk(send)
    assert_is_walked("An answer goes in", walk)
