"""A restore on another machine: where the last backup is, and codes that cannot be right there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from selfeval.commands.main import main
from selfeval.settings import Settings
from selfeval.store.backup import back_up
from tests.commands.test_serve import own_umask
from tests.visitor import Visitor, text_of
from tests.web import stories
from tests.web.answer.installation import closing_app
from tests.web.app_codes import Phone
from tests.web.second_factor import give, release, set_up, signed_in

__all__ = ["own_umask"]


@dataclass(frozen=True)
class Moved:
    """A school whose lead has a second factor, restored on a machine that has never seen it."""

    settings: Settings
    old_keys: Path
    file: Path
    phone: Phone
    recovery: list[str]
    said: str


def run(settings: Settings, *words: str) -> Result:
    where = {"SELFEVAL_INSTANCE": str(settings.instance), "SELFEVAL_DATABASE_URL": settings.database_url}
    return CliRunner().invoke(main, list(words), env=where)


@pytest.fixture
def moved(app: Flask, lead: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Moved:
    release(app)
    phone, recovery = set_up(signed_in(app))
    running = stories.parts(app)
    monkeypatch.setattr("socket.gethostname", lambda: "old-machine")
    back_up(running.database, running.settings.backups, "daily", running.keys.journal.lines())
    made = back_up(running.database, running.settings.backups, "daily", running.keys.journal.lines()).path
    monkeypatch.setattr("socket.gethostname", lambda: "new-machine")
    file = Path(shutil.copy(made, tmp_path / made.name))
    shutil.move(running.settings.backups, tmp_path / "out of reach")
    settings = Settings(instance=tmp_path / "new").with_folders()
    done = run(settings, "restore", str(file), "--yes", "--accept", "unsigned")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    return Moved(settings, running.settings.keys, file, phone, recovery, said)


@pytest.fixture
def there(moved: Moved) -> Iterator[Flask]:
    """The server on the new machine."""
    with closing_app(moved.settings) as app:
        yield app


def test_restoring_names_the_command_that_helps_with_second_factors(moved: Moved) -> None:
    assert "The codes of 1 second factor cannot be right here" in moved.said
    assert "Or run: selfeval account reset-factor --everyone" in moved.said


def test_health_says_where_the_last_backup_is_and_that_it_can_be_read(moved: Moved, there: Flask) -> None:
    said = run(moved.settings, "health").output
    assert f"It is at {moved.file}, and was read whole just now." in said
    assert "old-machine" not in said
    assert f"New ones are made in {moved.settings.backups}" in said
    assert "LOOK  Second factors: The codes of 1 second factor cannot be right" in said
    told = there.test_client().get("/healthz").json
    assert told is not None
    assert told["backup"].startswith("Made today")
    assert set(told["warnings"]) == {"second factors"}
    assert str(moved.file.parent) not in there.test_client().get("/healthz").text, "where is told elsewhere"


def test_a_backup_that_cannot_be_read_is_told(moved: Moved, there: Flask) -> None:
    content = bytearray(moved.file.read_bytes())
    content[len(content) // 2] ^= 1
    moved.file.write_bytes(content)
    done = run(moved.settings, "health")
    assert (done.exit_code, "and cannot be read" in done.output) == (1, True)
    moved.file.write_bytes(b"not a backup")
    told = there.test_client().get("/healthz").json
    assert told is not None
    assert told["warnings"]["backup"] == "The last backup is too old, is gone or cannot be read."
    moved.file.unlink()
    assert f"It is no longer at {moved.file}. Make a new one." in run(moved.settings, "health").output


def test_a_code_that_cannot_be_right_says_so_and_is_no_wrong_try(moved: Moved, there: Flask) -> None:
    amina = signed_in(there)
    page = text_of(amina.get("/account/code"))
    assert "restored without the secret that your app’s codes rest on" in page
    assert "selfeval account reset-factor amina.yusuf@aldervale.example" in page
    for _ in range(7):
        refused = amina.post("/account/code", code=moved.phone.code, next="/reports")
        assert refused.status_code == 422
        told = text_of(refused)
        assert "No code from your app can be right here. Type one of your recovery codes." in told
        assert "too many wrong codes" not in told
    assert give(amina, moved.recovery[0]) == 303
    assert amina.get("/account/second-factor/again").status_code == 200


def test_what_came_too_late_goes_on_with_no_code_that_cannot_be_right(moved: Moved, there: Flask) -> None:
    amina = signed_in(there)
    amina.get("/account")
    typed = {"again-to": "/reports", "again-code": "000000"}
    refused = amina.post("/account/again", **typed)
    assert refused.status_code == 422
    assert "No code from your app can be right here" in text_of(refused)
    assert amina.get("/reports").location == "/account/code?next=/reports"
    assert amina.post("/account/again", **typed | {"again-code": moved.recovery[0]}).status_code == 307
    assert amina.get("/reports").status_code == 200


def test_with_the_secret_of_the_old_machine_the_codes_work_as_before(moved: Moved) -> None:
    shutil.copy(moved.old_keys / "factor.secret", moved.settings.keys / "factor.secret")
    with closing_app(moved.settings) as app:
        amina = signed_in(app)
        assert "restored without the secret" not in text_of(amina.get("/account/code"))
        assert give(amina, moved.phone.code) == 303
        assert app.test_client().get("/healthz").json["warnings"] == {}  # type: ignore[index]


def test_what_the_command_resets_is_set_up_anew(moved: Moved) -> None:
    assert run(moved.settings, "account", "reset-factor", "--everyone").exit_code == 0
    with closing_app(moved.settings) as app:
        assert "LOOK" not in run(moved.settings, "health").output
        set_up(signed_in(app))
