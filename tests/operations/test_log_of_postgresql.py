"""PostgreSQL's own log: `selfeval health` says where it would tell when an answer came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from selfeval.commands.main import main
from selfeval.settings import Settings
from selfeval.store.database import DETAILS_LOGGED, STATEMENTS_LOGGED, Database
from selfeval.surveys.keys import KeyFolder
from tests.conftest import run_sql

REMINDED = "soon  Log of the database: log_parameter_max_length = -1 and log_error_verbosity = default."


Beside = dict[str, str]


@pytest.fixture
def beside(settings: Settings, postgresql_server: str, postgresql_database: Database) -> Iterator[Beside]:
    KeyFolder(settings.keys).prepare()
    url = postgresql_database.url.render_as_string(hide_password=False)
    yield {"SELFEVAL_INSTANCE": str(settings.instance), "SELFEVAL_DATABASE_URL": url}
    run_sql(postgresql_server, "ALTER DATABASE empty RESET ALL")


def health(beside: Beside) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["health"], env=beside)
    return done.exit_code, done.output


def test_as_it_is_by_default_it_is_reminded_of_and_nothing_is_wrong(beside: Beside) -> None:
    _, said = health(beside)
    assert REMINDED in said
    assert "LOOK  Log" not in said


@pytest.mark.parametrize(
    ("setting", "value"),
    [("log_statement", "all"), ("log_min_duration_statement", "250"), ("log_duration", "on")],
)
def test_where_statements_are_logged_somebody_must_look(
    beside: Beside, postgresql_server: str, setting: str, value: str
) -> None:
    run_sql(postgresql_server, f"ALTER DATABASE empty SET {setting} = '{value}'")
    code, said = health(beside)
    assert f"LOOK  Log of the database: It writes down when each answer came ({setting} = " in said
    assert code == 1


def test_nothing_is_said_where_all_is_set_as_it_should_be(beside: Beside, postgresql_server: str) -> None:
    for setting, right in DETAILS_LOGGED.items():
        run_sql(postgresql_server, f"ALTER DATABASE empty SET {setting} = '{right[0]}'")
    _, said = health(beside)
    assert "Log of the database" not in said


def test_an_sqlite_file_has_no_such_log(sqlite_database: Database) -> None:
    assert sqlite_database.logged(STATEMENTS_LOGGED | DETAILS_LOGGED) == []
