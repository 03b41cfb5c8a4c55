"""Locks that die with their holder: one at a time, and nobody serving while a backup is restored."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from selfeval.store.database import Database, Presence, Taken, nobody_serves, only_one
from tests.conftest import CUT_OFF_OTHERS


def test_a_lock_is_held_by_one_and_given_back(database: Database) -> None:
    with only_one(database, "counting", 1), pytest.raises(Taken), only_one(database, "counting", 1):
        pass
    with only_one(database, "counting", 1):
        pass


def test_many_serve_at_once_and_a_restore_waits_for_none_of_them(database: Database) -> None:
    first, second = Presence(database), Presence(database)
    first.hold()
    second.hold()
    first.hold()
    for serving in (first, second):
        with pytest.raises(Taken), nobody_serves(database):
            pass
        serving.let_go()
    with nobody_serves(database), pytest.raises(Taken):
        first.hold()
    first.hold()
    first.let_go()


def test_a_server_whose_connection_was_cut_holds_its_place_again(postgresql_database: Database) -> None:
    serving = Presence(postgresql_database)
    serving.hold()
    with postgresql_database.writing() as session:
        session.execute(text(CUT_OFF_OTHERS))
    with nobody_serves(postgresql_database):
        pass
    serving.hold()
    with pytest.raises(Taken), nobody_serves(postgresql_database):
        pass
    serving.let_go()
