"""`selfeval restore`: what it asks, what it refuses, what it says."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selfeval.commands.main import main
from selfeval.settings import Settings
from selfeval.store.backup_file import JOURNAL, MANIFEST, Signing, seal, space_for_seal
from selfeval.store.database import Database, Presence
from selfeval.store.schools_and_accounts import School
from selfeval.surveys.key_monitor import KeyMonitor
from tests.commands.test_serve import own_umask
from tests.operations.drill import backed_up, ballots, settings_of
from tests.surveys.alder_vale import AlderVale, open_alder_vale

__all__ = ["own_umask"]


@pytest.fixture
def one_vale(sqlite_database: Database, tmp_path: Path) -> Iterator[AlderVale]:
    opened = open_alder_vale(sqlite_database, tmp_path)
    opened.fill({1: 5})
    yield opened
    opened.ballot_box.close()


def run(settings: Settings, *words: str, typed: str = "") -> Result:
    """The command in this installation, with what is typed."""
    where = {
        "SELFEVAL_INSTANCE": str(settings.instance),
        "SELFEVAL_SECOND_KEYS": str(settings.second_keys),
        "SELFEVAL_DATABASE_URL": settings.database_url,
    }
    return CliRunner().invoke(main, ["restore", *words], input=typed, env=where)


def signer_of(vale: AlderVale) -> str:
    """What an installation calls itself on its backups."""
    signing = vale.keys.signing()
    assert signing is not None
    return signing.name


def forged(file: Path, line: dict[str, str], signing: Signing | None = None) -> None:
    """Adds a line to the journal of a backup, and makes it look whole, as anybody can who knows the form."""
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[JOURNAL] += json.dumps(line).encode() + b"\n"
    manifest = json.loads(files[MANIFEST])
    manifest["journal"] = hashlib.sha256(files[JOURNAL]).hexdigest()
    files[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = space_for_seal(signing)
    seal(file, signing)


def test_a_backup_that_somebody_has_changed_is_refused_and_destroys_no_key(one_vale: AlderVale) -> None:
    settings, file = settings_of(one_vale.folder, one_vale.database), backed_up(one_vale)
    key = settings.keys / f"round-{one_vale.code}.key"
    line = {"at": "2026-11-24T09:00:00+00:00", "event": "deleted", "subject": one_vale.code}
    forged(file, line)
    one_vale.ballot_box.close()
    refused = run(settings, str(file), "--yes")
    assert refused.exit_code == 1
    assert "is not signed" in refused.output
    for words, typed in ((("--yes",), ""), ((), "y\nn\n")):
        done = run(settings, str(file), "--accept", "unsigned", *words, typed=typed)
        assert done.exit_code == 1
        assert key.name in done.output
        assert "Nothing was changed. To destroy what is named above" in done.output
        assert KeyMonitor(one_vale.database, one_vale.keys).look().troubles == ()
        assert key.exists()
        assert not one_vale.keys.journal.says("deleted", one_vale.code)
    assert ballots(one_vale.database).total() == 5
    done = run(settings, str(file), "--accept", "unsigned", "--destroy-keys", "--yes")
    assert done.exit_code == 0, done.output


def test_a_backup_that_a_stranger_has_signed_is_named_as_such(one_vale: AlderVale) -> None:
    settings, file = settings_of(one_vale.folder, one_vale.database), backed_up(one_vale)
    stranger = Signing(bytes(range(32)))
    forged(file, {"at": "2026-11-24T09:00:00+00:00", "event": "deleted", "subject": "abcdef"}, stranger)
    refused = run(settings, str(file), "--yes")
    assert refused.exit_code == 1
    assert f"is signed by another installation, {stranger.name}" in refused.output


def test_it_asks_before_it_replaces_anything(one_vale: AlderVale) -> None:
    settings, file = settings_of(one_vale.folder, one_vale.database), backed_up(one_vale)
    one_vale.fill({1: 3})
    one_vale.ballot_box.close()
    done = run(settings, str(file), typed="n\n")
    assert done.exit_code == 1
    assert "A few answers to “Belonging, autumn”" in done.output
    assert "Replace the database that is here? [y/N]: n\nError: Nothing was changed." in done.output
    assert ballots(one_vale.database).total() == 8
    done = run(settings, str(file), typed="y\n")
    assert done.exit_code == 0, done.output
    assert "Restored." in done.output
    assert "Start selfeval again, then run: selfeval health" in done.output
    one_vale.database.close()
    assert ballots(one_vale.database).total() == 5


def test_nothing_is_restored_under_a_running_server(one_vale: AlderVale) -> None:
    settings, file = settings_of(one_vale.folder, one_vale.database), backed_up(one_vale)
    serving = Presence(one_vale.database)
    serving.hold()
    done = run(settings, str(file), "--yes")
    serving.let_go()
    assert done.exit_code == 1
    assert "selfeval is running on this database. Stop it first" in done.output


def test_what_is_no_backup_is_refused_in_a_sentence(one_vale: AlderVale, tmp_path: Path) -> None:
    settings = settings_of(one_vale.folder, one_vale.database)
    done = run(settings, str(tmp_path / "missing.zip"))
    assert (done.exit_code, done.output) == (
        1,
        f"Reading back missing.zip\nError: There is no file {tmp_path / 'missing.zip'}.\n",
    )


def test_a_database_of_somebody_else_is_left_alone(
    one_vale: AlderVale, fresh_postgresql: Database, tmp_path: Path
) -> None:
    with fresh_postgresql.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE pupils (name text)")
        connection.commit()
    settings = settings_of(tmp_path / "elsewhere", fresh_postgresql)
    done = run(settings, str(backed_up(one_vale)), "--yes", "--accept", signer_of(one_vale))
    assert done.exit_code == 1
    assert "holds tables of something else. Give selfeval a database of its own." in done.output


def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(one_vale: AlderVale, tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "elsewhere", one_vale.database).model_copy(
        update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    )
    done = run(settings, str(backed_up(one_vale)))
    assert done.exit_code == 1
    assert "The database cannot be reached. Look at SELFEVAL_DATABASE_URL" in done.output


def test_an_empty_machine_is_filled_without_much_ado(one_vale: AlderVale, tmp_path: Path) -> None:
    elsewhere = Database(f"sqlite:///{tmp_path / 'elsewhere' / 'selfeval.sqlite'}")
    with one_vale.database.writing() as session:
        session.add(School("Quarry Hill School"))
    settings, file = settings_of(tmp_path / "elsewhere", elsewhere), str(backed_up(one_vale))
    refused = run(settings, file, typed="y\n")
    assert refused.exit_code == 1
    assert f"restore it with: --accept {signer_of(one_vale)}" in refused.output
    done = run(settings, file, "--accept", signer_of(one_vale), typed="y\n")
    assert done.exit_code == 0, done.output
    assert "Schools: 2. Surveys: 1." in done.output
    assert "Restore it? [y/N]: y" in done.output
    assert ballots(elsewhere) == ballots(one_vale.database)
    elsewhere.close()
