"""The answering script: its parts, joined, linted, and what can be tried without a page."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval.surveys.sealing import new_key_pair, open_sealed
from selfeval.web.site.assets import FOLDER, SCRIPTS, read_assets
from tests.web.answer.in_node import node, run_in_node

RULES = Path(__file__).with_name("oxlint.json")
OXLINT = Path(sys.executable).with_name("oxlint")

STATE = """
const page = { digest: 'a digest' };
const html = { dataset: { text: '1', look: 'calm', space: 'normal' } };
const address = '/a/abcdef/1';
const words = {};
const all = () => [];
let hasAnswered = false;
"""
"""What other parts hold and the part on storage reads."""


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_part_of_a_script_is_joined_once(script: str) -> None:
    there = sorted(path.stem for path in (FOLDER / script.removesuffix(".js")).iterdir())
    assert sorted(SCRIPTS[script]) == there


def test_parts_are_served_as_one_file_only() -> None:
    assets = read_assets()
    assert "answering.js" in assets
    assert not [name for name in assets if name.startswith("answering/")]


@pytest.mark.parametrize("name", sorted(name for name in read_assets() if name.endswith(".js")))
def test_no_script_has_a_fault_that_a_linter_finds_and_no_local_name_hides_another(
    name: str, tmp_path: Path
) -> None:
    script = tmp_path / name.replace(".js", ".mjs")
    folder = FOLDER / name.removesuffix(".js")
    files = [folder / f"{part}.js" for part in SCRIPTS[name]] if name in SCRIPTS else [FOLDER / name]
    script.write_text("\n".join(file.read_text(encoding="utf-8") for file in files), encoding="utf-8")
    done = subprocess.run(
        [OXLINT, "--config", RULES, "--format", "unix", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_what_a_tablet_seals_the_count_can_open(tmp_path: Path) -> None:
    private, public = new_key_pair()
    point, info = base64.urlsafe_b64encode(public).rstrip(b"=").decode(), "selfeval round"
    sealed = run_in_node(
        tmp_path,
        ["sealing"],
        f"""const sealed = await seal(bytes('0123. '), {json.dumps(point)}, bytes({json.dumps(info)}));
        console.log(JSON.stringify(base64(sealed)));""",
    )
    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    assert open_sealed(raw, private, info.encode()) == b"0123. "


def test_two_ballots_of_the_same_answers_look_different(tmp_path: Path) -> None:
    _, public = new_key_pair()
    point = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    both = run_in_node(
        tmp_path,
        ["sealing"],
        f"""const once = async () => base64(await seal(bytes('0000'), {json.dumps(point)}, bytes('')));
        console.log(JSON.stringify([await once(), await once()]));""",
    )
    assert both[0] != both[1]
    assert len(both[0]) == len(both[1])


@pytest.mark.parametrize(
    ("change", "comes_back"),
    [
        ("", True),
        ("state.address = '/a/abcdef/2';", False),
        ("state.digest = 'another digest';", False),
        ("state.touched -= 16 * 60 * 1000;", False),
        ("state.touched -= 16 * 60 * 1000; state.ballot = { body: {} };", True),
    ],
    ids=["the same page", "another group", "another version", "after 16 minutes", "sealed, after 16 minutes"],
)
def test_what_a_tab_stores_comes_back_only_where_it_belongs(
    change: str, comes_back: bool, tmp_path: Path
) -> None:
    state = run_in_node(
        tmp_path,
        ["storage"],
        f"""ballot = {{ slip: 'ABCDEFGH', answers: ['0'] }};
        store();
        const state = JSON.parse(sessionStorage.getItem(DRAWER + address));
        {change}
        sessionStorage.setItem(DRAWER + address, JSON.stringify(state));
        console.log(JSON.stringify(storedState() !== null));""",
        before=STATE,
    )
    assert state is comes_back


def test_handing_over_leaves_nothing_in_the_tab(tmp_path: Path) -> None:
    left = run_in_node(
        tmp_path,
        ["storage"],
        """globalThis.dropUnsent = () => {};
        ballot = { slip: 'ABCDEFGH', answers: ['0'] };
        store();
        handOver();
        console.log(JSON.stringify([ballot, Object.keys(sessionStorage)]));""",
        before=STATE,
    )
    assert left == [None, []]


def test_a_lesson_ends_by_the_tablet_s_own_clock(tmp_path: Path) -> None:
    ended = run_in_node(
        tmp_path,
        ["storage"],
        """storeLesson({ tablet_pass: 'a pass', seconds: 60 });
        const during = currentLesson().pass;
        lesson.until = Date.now() - 1;
        console.log(JSON.stringify([during, currentLesson()]));""",
        before=STATE,
    )
    assert ended == ["a pass", None]


@pytest.mark.parametrize(
    ("fetch", "expected"),
    [
        ("async () => { throw new TypeError('offline'); }", {"status": 0}),
        ("async () => ({ status: 502, json: async () => JSON.parse('<html>') })", {"status": 0}),
        (
            "async () => ({ status: 201, json: async () => ({ outcome: 'thanked' }) })",
            {"status": 201, "outcome": "thanked"},
        ),
    ],
    ids=["nothing is reached", "something else replies", "thanked"],
)
def test_only_our_own_reply_counts_as_one(fetch: str, expected: object, tmp_path: Path) -> None:
    reply = run_in_node(
        tmp_path,
        ["storage", "network"],
        f"""globalThis.fetch = {fetch};
        console.log(JSON.stringify(await fetched('/ballot', {{ slip: '', receipt: '' }})));""",
        before=STATE,
    )
    assert reply == expected


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_sent_shorter_and_is_still_one(script: str, tmp_path: Path) -> None:
    sent = read_assets()[script].body
    folder = FOLDER / script.removesuffix(".js")
    written = sum((folder / f"{part}.js").stat().st_size for part in SCRIPTS[script])
    assert len(sent) < 0.8 * written
    assert b"// " not in sent
    module = tmp_path / "sent.mjs"
    module.write_bytes(sent)
    done = subprocess.run([node(), "--check", module], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
