"""docs/architecture.md is true: its walks are those that are taken, and its links lead to what they name."""

from __future__ import annotations

import ast
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year
from selfeval.reading.released_rounds import released_rounds, rounds_until, voices_of
from selfeval.reports.charts.question_bars import share_bar
from selfeval.store.database import Database
from selfeval.surveys.sealing import seal
from tests import released
from tests.docs.walks import ROOT, Recorder, Walk
from tests.released import PUPILS, STAFF, release_survey
from tests.schools import new_school
from tests.visitor import Visitor
from tests.web import stories
from tests.web.answer.installation import ITEMS, Installation, installation, settings_in

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
STEP = re.compile(r"^\d+\. \[`(\w[\w.]*)`\]\(\.\./(selfeval/[\w/]+\.py)\)", re.M)
LIMIT = re.compile(r"(?i)at most (\d+) files")


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


def url64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def ballot_of(school: Installation, group: str, *, on_tablet: bool) -> Callable[[], None]:
    """The POST of one ballot, ready to be sent."""
    client = school.app.test_client()
    address, slip = school.card(group)
    payload = {"slip": slip, "receipt": url64(secrets.token_bytes(16))}
    if on_tablet:
        document = client.get(f"{address}/group.json").get_json()
        answers = ("0" * ITEMS[group] + "..").encode().ljust(document["size"])
        key = document["public_key"]
        point = urlsafe_b64decode(key + "=" * (-len(key) % 4))
        payload["sealed"] = url64(seal(answers, point, document["info"].encode()))
    else:
        payload |= {"answers": "0" * ITEMS[group], "about": ".."}

    def send() -> None:
        assert client.post(f"{address}/ballot", json=payload).status_code == 201

    return send


@pytest.mark.parametrize("on_tablet", [False, True], ids=["sealed by the server", "sealed on the tablet"])
def test_an_answer_goes_in_as_drawn(
    on_tablet: bool, recorder: Recorder, tmp_path: Path, empty_sqlite: Path
) -> None:
    school = installation(settings_in(tmp_path, empty_sqlite))
    groups = school.app.extensions["selfeval"].ballot_box.groups
    groups.clock = lambda: 0.0  # what is remembered is believed, however long this takes
    ballot_of(school, "Year 5", on_tablet=on_tablet)()
    send = ballot_of(school, "Year 5", on_tablet=on_tablet)
    assert_is_walked("An answer goes in", recorder.walk(send))
    school.app.extensions["selfeval"].ballot_box.close()


def release(session: Session, school_id: int, *, years: int) -> None:
    """Surveys of staff and of pupils in so many autumns, the pupils of the last one asked last."""
    for ago in reversed(range(years)):
        opens = released.OPENS.replace(year=released.OPENS.year - ago)
        if years > 1:
            release_survey(session, school_id, "staff", STAFF, opens=opens)
        about = ("about.sex", "about.language")
        release_survey(session, school_id, "pupils", PUPILS, about=about, opens=opens)


@pytest.fixture
def releases_walked(
    recorder: Recorder, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Walk]:
    """How the last release of so many autumns is made."""

    def last_of(years: int) -> Walk:
        walks = []
        make = released.make_release

        def watched(*given: Any) -> Any:
            made = []
            walks.append(recorder.walk(lambda: made.append(make(*given))))
            return made[0]

        with sqlite_database.writing() as session:
            release(session, new_school(session, "Quarry Hill School").id, years=years)  # warms the caches
            monkeypatch.setattr(released, "make_release", watched)
            release(session, new_school(session, "Alder Vale Primary").id, years=years)
        return walks[-1]

    return last_of


def test_a_figure_is_made_as_drawn(releases_walked: Callable[[int], Walk]) -> None:
    assert_is_walked("A figure is made", releases_walked(2))


def test_a_first_release_passes_neither_comparison_nor_history(
    releases_walked: Callable[[int], Walk],
) -> None:
    files = releases_walked(1).files
    drawn = {file for file, _ in steps_of("A figure is made")}
    assert set(files) < drawn
    assert not [file for file in files if "comparison" in file or "history" in file]


def test_a_figure_is_read_as_drawn(recorder: Recorder, sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session).id
        release_survey(session, school_id, "pupils", PUPILS)

    def read() -> None:
        with sqlite_database.reading() as session:
            rounds = rounds_until(released_rounds(session, school_id), school_year(released.OPENS))
            voice = voices_of(session, rounds)[-1]
        statement = voice.statements[0]
        assert statement.sentence
        assert share_bar(statement, "figure")

    read()
    assert_is_walked("A figure is read", recorder.walk(read))


def test_a_judgement_is_saved_as_drawn(recorder: Recorder, lead: Visitor) -> None:
    address = "/self-evaluation/leadership"

    def sent(level: str) -> dict[str, str]:
        page = lead.get(f"{address}?indicator=se.1.1").text
        hidden = dict(re.findall(r'name="(year|version)" value="(\d+)"', page))
        return {"indicator": "se.1.1", "level": level, "act": "stay", "csrf_token": lead.token, **hidden}

    def save(fields: dict[str, str]) -> None:
        assert lead.client.post(address, data=fields).status_code == 303

    for level in ("starting", "not_started"):  # the second finds a self-evaluation that is there
        save(sent(level))
    fields = sent("building")
    assert_is_walked("A judgement is saved", recorder.walk(lambda: save(fields)))


def test_a_list_is_read_as_drawn(recorder: Recorder, lead: Visitor) -> None:
    address = "/surveys/plan/pupils"
    rows = ["Surname\tForename\tYear Group\tGender"]
    rows += [f"Invented{n}\tChild\tYear {1 + n % 6}\t{'FM'[n // 6 % 2]}" for n in range(60)]
    lead.get(address)
    fields = stories.plan_fields(title="Belonging") | {"list": "\n".join(rows), "step": "read"}
    fields["csrf_token"] = lead.token

    def paste() -> None:
        assert lead.client.post(address, data=fields).status_code == 200

    paste()
    assert_is_walked("A list is read", recorder.walk(paste))
