"""Who waits for whom at the gateway: ballots for nobody, sign-ins and long files in lanes of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from selfeval.web.gateway import MOST_OF_ACCOUNT, MOST_SLOW_OF_ACCOUNT, MOST_WAITING, Gateway
from selfeval.web.site.access import LARGEST_REQUEST, Needs
from selfeval.web.site.request_needs import needs_of
from selfeval.web.site.sessions import HELD_BACK
from tests.browsers import PATIENCE
from tests.visitor import Visitor
from tests.web.gateway_requests import ORDINARY, POSTED, Asked, Line

HASHES = Needs(1_000, hashes=True)


def held(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    environ[HELD_BACK].append(0.3)
    start_response("422 no", [])
    return [b""]


def test_an_answer_that_is_held_back_holds_no_thread() -> None:
    lines = [Line(b"ab") for _ in range(20)]

    async def crowd(gateway: Gateway) -> float:
        begun = asyncio.get_running_loop().time()
        asked: Any = Asked(**POSTED)
        await asyncio.gather(*(gateway.__rsgi__(asked, line) for line in lines))
        return asyncio.get_running_loop().time() - begun

    gateway = Gateway(held, 1, lambda *_: HASHES)
    with ThreadPoolExecutor(1) as thread:
        seconds = thread.submit(lambda: asyncio.run(crowd(gateway))).result()
    assert [line.answer and line.answer[0] for line in lines] == [422] * 20
    assert 0.3 <= seconds < 20 * 0.3 / 2  # one after the other in two threads would take longer


def test_ballots_pass_a_flood_of_sign_ins_and_the_flood_is_bounded() -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/sign-in":
            gate.wait(PATIENCE)
        start_response("200 OK", [])
        return [b""]

    def needs(_method: str, path: str, _cookie: str) -> Needs:
        return HASHES if path == "/sign-in" else ORDINARY

    flood = [Line(b"ab") for _ in range(MOST_WAITING + 30)]
    ballot = Line(b"ab")

    async def crowd(gateway: Gateway) -> None:
        sign_in: Any = Asked(path="/sign-in", **POSTED)
        sent_in: Any = Asked(path="/a/abcdef/1/ballot", **POSTED)
        waiting = [asyncio.create_task(gateway.__rsgi__(sign_in, line)) for line in flood]
        await asyncio.sleep(0)
        await gateway.__rsgi__(sent_in, ballot)
        assert ballot.answer is not None
        assert ballot.answer[0] == 200
        gate.set()
        await asyncio.gather(*waiting)

    gateway = Gateway(slow, 1, needs)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(crowd(gateway))).result()
    statuses = [line.answer[0] for line in flood if line.answer]
    assert (statuses.count(200), statuses.count(503)) == (MOST_WAITING, 30)


def test_a_flood_of_strangers_keeps_nobody_waiting_in_a_browser_that_is_known() -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_COOKIE" not in environ:
            gate.wait(PATIENCE)
        start_response("303 See Other", [])
        return [b""]

    owner: Any = Asked(method="POST", headers={"content-length": "2", "cookie": "7"})
    flood, owners = [Line(b"ab") for _ in range(MOST_WAITING)], [Line(b"ab") for _ in range(9)]

    async def crowd(gateway: Gateway) -> None:
        stranger: Any = Asked(**POSTED)
        waiting = [asyncio.create_task(gateway.__rsgi__(stranger, line)) for line in flood]
        await asyncio.sleep(0.1)
        await gateway.__rsgi__(owner, owners[0])
        await asyncio.gather(*(gateway.__rsgi__(owner, line) for line in owners[1:]))
        gate.set()
        await asyncio.gather(*waiting)
        assert not gateway.waiting

    gateway = Gateway(slow, 1, lambda *_: HASHES, owner_of=lambda cookies: cookies or None)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(crowd(gateway))).result()
    statuses = [line.answer[0] for line in owners if line.answer]
    assert statuses[0] == 303
    assert sorted(statuses[1:]) == [303] * MOST_OF_ACCOUNT + [503] * (8 - MOST_OF_ACCOUNT)


def test_every_page_that_hashes_a_password_has_the_lane_of_its_own(app: Flask) -> None:
    hashing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].selfeval_needs.hashes  # type: ignore[attr-defined]
    }
    assert hashing == {
        "account.set_up",
        "account.sign_in",
        "account.sign_in_again",
        "account.join",
        "account.choose_password",
        "account.change_password",
    }


def test_ballots_pass_whoever_sends_many_files_and_others_files_wait_for_few_of_them() -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/ballot":
            gate.wait(PATIENCE)
        start_response("200 OK", [])
        return [b""]

    def needs(_method: str, path: str, _cookie: str) -> Needs:
        return ORDINARY if path == "/ballot" else ORDINARY._replace(slow=True, whose=path)

    flood, others, ballot = [Line(b"ab") for _ in range(30)], [Line(b"ab") for _ in range(2)], Line(b"ab")

    async def crowd(gateway: Gateway) -> None:
        def sends(who: str, line: Line) -> Any:
            asked: Any = Asked(path=who, **POSTED)
            return gateway.__rsgi__(asked, line)

        waiting = [asyncio.create_task(sends("/one", line)) for line in flood]
        waiting += [asyncio.create_task(sends("/other", line)) for line in others]
        await asyncio.sleep(0)
        await sends("/ballot", ballot)
        gate.set()
        await asyncio.gather(*waiting)
        assert not gateway.slow_of

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(crowd(Gateway(slow, 1, needs)))).result()
    assert ballot.answer is not None
    assert ballot.answer[0] == 200
    statuses = [line.answer[0] for line in flood if line.answer]
    assert (statuses.count(200), statuses.count(503)) == (MOST_SLOW_OF_ACCOUNT, 30 - MOST_SLOW_OF_ACCOUNT)
    assert [line.answer and line.answer[0] for line in others] == [200, 200]


def test_an_account_whose_file_takes_long_keeps_nobody_else_s_file_waiting() -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/one":
            gate.wait(PATIENCE)
        start_response("200 OK", [])
        return [b""]

    def needs(_method: str, path: str, _cookie: str) -> Needs:
        return ORDINARY._replace(slow=True, whose=path)

    many, other = [Line(b"ab") for _ in range(MOST_SLOW_OF_ACCOUNT)], Line(b"ab")

    async def crowd(gateway: Gateway) -> None:
        def sends(who: str, line: Line) -> Any:
            asked: Any = Asked(path=who, **POSTED)
            return gateway.__rsgi__(asked, line)

        waiting = [asyncio.create_task(sends("/one", line)) for line in many]
        await asyncio.sleep(0)
        await asyncio.wait_for(sends("/other", other), 30)
        gate.set()
        await asyncio.gather(*waiting)
        assert not gateway.turns

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(crowd(Gateway(slow, 1, needs)))).result()
    assert [line.answer and line.answer[0] for line in (*many, other)] == [200] * 5


def test_every_page_that_reads_a_file_or_makes_one_keeps_out_of_the_way_of_ballots(
    app: Flask, lead: Visitor
) -> None:
    declared = {
        rule.endpoint: app.view_functions[rule.endpoint].selfeval_needs  # type: ignore[attr-defined]
        for rule in app.url_map.iter_rules()
    }
    slow = {endpoint for endpoint, needs in declared.items() if needs.slow}
    assert slow == {
        "admin.import_preview",
        "admin.import_them",
        "compose.draft",
        "compose.files",
        "compose.offered",
        "compose.save",
        "elsewhere.look_or_bring_in",
        "national_figures.keep",
        "compose.take_in",
        "data.export",
        "evaluate.add_file",
        "evaluate.bring_in_history",
        "evaluate.brought_in",
        "evaluate.whole_pdf",
        "evaluate.whole_workbook",
        "pilot.sheet_pdf",
        "plan.check_change",
        "plan.check_plan",
        "improve.bring_plan_in",
        "improve.plan_as_workbook",
        "improve.governors_report_of",
        "improve.governors_report_now",
        "improve.read_points",
        "translate.bring_in",
        "read.figures_as_workbook",
        "read.slides",
        "read.head_as_pdf",
        "read.report_as_pdf",
        "survey.all_slips",
        "survey.send_letters",
        "survey.slips",
    }
    longer = {name for name, needs in declared.items() if needs.largest_body > LARGEST_REQUEST}
    assert longer <= slow
    signed_in = needs_of(app)("GET", "/self-evaluation/whole.pdf", f"selfeval={lead.cookie()}")
    stranger = needs_of(app)("GET", "/self-evaluation/whole.pdf", "")
    assert signed_in.slow
    assert signed_in.whose
    assert not stranger.slow
