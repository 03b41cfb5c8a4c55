"""`selfeval serve`, as its own process: what it prints, that it serves, that it stops."""

from __future__ import annotations

import http.client
import os
import re
import resource
import select
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from selfeval.commands import serve
from selfeval.commands.main import main
from selfeval.commands.serve import MOST_CONNECTIONS, OWN_FILES, THREADS, close_to_others, welcome
from selfeval.settings import Settings
from selfeval.store.database import Database, UnsafeDatabase
from tests.browsers import PATIENCE


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    """The commands narrow it for their whole process, which here is that of the tests."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


Served = tuple[subprocess.Popen[str], str, Path]


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server in an empty folder; its address; the file with what it says. `param`: most open files."""
    few = getattr(request, "param", 0)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({few}, {few})); " if few else ""
    port, said = free_port(), tmp_path / "said"
    environment = os.environ | {"SELFEVAL_INSTANCE": str(tmp_path / "instance"), "PORT": str(port)}
    with said.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", f"{limit}from selfeval.commands.main import main; main(['serve'])"],
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
        yield process, f"http://127.0.0.1:{port}", said
        process.terminate()
        process.wait(PATIENCE)


def when_ready(address: str) -> bytes:
    """The answer of /healthz, as soon as there is one."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            host = address.removeprefix("http://")
            with closing(http.client.HTTPConnection(host, timeout=PATIENCE)) as connection:
                connection.request("GET", "/healthz")
                return connection.getresponse().read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_a_new_folder_is_made_ready_served_and_stopped(served: Served, tmp_path: Path) -> None:
    process, address, said = served
    assert b'"healthy":true' in when_ready(address)
    told = said.read_text()
    assert f"selfeval is at {address}" in told
    assert re.search(r"^ +([0-9a-f]{4}-){5}[0-9a-f]{4}$", told, re.M)
    database = tmp_path / "instance" / "selfeval.sqlite"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert "healthz" not in said.read_text()  # no access log: it would say which address answered when


def test_a_server_that_is_stopped_while_it_begins_ends(tmp_path: Path) -> None:
    for_ever = (
        "import time, selfeval.commands.serve as serve; from selfeval.commands.main import main; "
        "serve.create_app = lambda *_: time.sleep(10_000); serve.GRACE = 10_000; main(['serve'])"
    )
    port = free_port()
    environment = os.environ | {"SELFEVAL_INSTANCE": str(tmp_path / "instance"), "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-c", for_ever], env=environment, stdout=subprocess.DEVNULL)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + PATIENCE
    while not children.read_text().split() and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(PATIENCE) == 0
    finally:
        for one in children.read_text().split() if children.exists() else ():
            os.kill(int(one), signal.SIGKILL)
        process.kill()


def test_tablets_that_stall_in_the_middle_of_a_ballot_keep_nobody_waiting(
    served: Served,
) -> None:
    _, address, _ = served
    when_ready(address)
    host, port = address.removeprefix("http://").split(":")
    half = b"POST /a/abcdef/1/ballot HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"
    stalled = [socket.create_connection((host, int(port))) for _ in range(2 * THREADS)]
    for each in stalled:
        each.sendall(half)
    assert b"healthy" in when_ready(address)
    waiting, _, _ = select.select(stalled, [], [], 0)
    assert len(waiting) < len(stalled), "every one was given up first"
    for each in stalled:
        each.close()


@pytest.mark.parametrize("served", [OWN_FILES + 60], indirect=True)
def test_more_idle_connections_than_it_may_hold_shut_nobody_out_for_long(served: Served) -> None:
    _, address, _ = served
    when_ready(address)
    host, port = address.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(100)]
    assert b"healthy" in when_ready(address)
    for each in idle:
        each.close()


def test_the_machine_is_asked_for_files_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = [(1_024, 1_000_000), (1_024, resource.RLIM_INFINITY), (1_024, 1_024)]
    wanted: list[tuple[int, int]] = []
    monkeypatch.setattr(serve.resource, "getrlimit", lambda _which: limits[len(wanted)])
    monkeypatch.setattr(serve.resource, "setrlimit", lambda _which, limit: wanted.append(limit))
    assert [serve.connections() for _ in limits] == [MOST_CONNECTIONS, MOST_CONNECTIONS, 1_024 - OWN_FILES]


def test_the_token_is_told_only_while_nobody_has_an_account(settings: Settings) -> None:
    assert "enter this token" in welcome(settings, "abcd-0123")
    assert "enter this token" not in welcome(settings, None)


COMMANDS = {
    "account": ["account", "operator", "op@example.org"],
    "school": ["school", "list"],
    "backup": ["backup"],
    "health": ["health"],
    "upgrade": ["db", "upgrade"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_whichever_command_comes_first_nobody_else_can_open_what_it_makes(
    tmp_path: Path, command: list[str]
) -> None:
    where = {"SELFEVAL_INSTANCE": str(tmp_path / "instance")}
    CliRunner().invoke(main, command, env=where)
    os.umask(0o022)
    made = [tmp_path / "instance", *(tmp_path / "instance").rglob("*")]
    assert (tmp_path / "instance" / "selfeval.sqlite") in made
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_the_start_closes_what_others_could_open_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(instance=tmp_path / "instance").with_folders()
    for folder in (settings.instance, settings.keys, settings.backups):
        folder.mkdir(mode=0o755)
        (folder / "left open").touch(mode=0o644)
    close_to_others(settings)
    assert "could open" in capsys.readouterr().out
    assert [path for path in settings.instance.rglob("*") if path.stat().st_mode & 0o077] == []
    close_to_others(settings)
    assert capsys.readouterr().out == ""


def test_a_disk_that_knows_no_owners_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "selfeval.sqlite"
    file.touch(mode=0o644)
    monkeypatch.setattr(Path, "chmod", lambda _path, _mode: None)
    with pytest.raises(UnsafeDatabase, match="chmod go="):
        Database(f"sqlite:///{file}")


def test_sqlite_has_one_process(settings: Settings) -> None:
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    done = CliRunner().invoke(main, ["serve", "--workers", "2"], env=where)
    assert done.exit_code == 1
    assert "With SQLite there is one process." in done.output


def test_a_port_that_is_taken_is_refused_before_anything_is_changed(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        where = {"SELFEVAL_INSTANCE": str(tmp_path / "instance"), "PORT": str(port)}
        done = CliRunner().invoke(main, ["serve"], env=where)
    assert done.exit_code == 1
    assert "Perhaps it runs already" in done.output
    assert not (tmp_path / "instance").exists()


def test_a_wrong_setting_is_told_in_a_sentence(settings: Settings) -> None:
    done = CliRunner().invoke(main, ["serve"], env={"PORT": "many"})
    assert done.exit_code == 1
    assert done.output.startswith("Error: PORT: ")


def test_the_database_is_upgraded_by_a_command(tmp_path: Path) -> None:
    where = {"SELFEVAL_INSTANCE": str(tmp_path / "instance")}
    done = CliRunner().invoke(main, ["db", "upgrade"], env=where)
    assert done.exit_code == 0, done.output
    assert "schema of this release" in done.output
    assert (tmp_path / "instance" / "selfeval.sqlite").exists()


AS_A_WSGI_SERVER = """
import wsgi
from selfeval.store.database import Taken, nobody_serves

print(wsgi.app.test_client().get("/healthz").status)
try:
    with nobody_serves(wsgi.app.extensions["selfeval"].database):
        print("nobody serves")
except Taken:
    print("known to serve")
"""


def test_any_wsgi_server_can_load_the_application_with_its_dated_work(tmp_path: Path) -> None:
    environment = os.environ | {"SELFEVAL_INSTANCE": str(tmp_path / "instance")}
    subprocess.run(
        [sys.executable, "-c", "from selfeval.commands.main import main; main()", "db", "upgrade"],
        env=environment,
        check=True,
    )
    told = subprocess.run(
        [sys.executable, "-c", AS_A_WSGI_SERVER],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout.splitlines()[:2] == ["200 OK", "known to serve"]
