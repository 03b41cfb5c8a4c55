"""SQL that was compiled once is not compiled again for each of the many databases of the tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event


class Statements(dict[Any, Any]):
    """What SQLAlchemy has compiled, by kind of database, and not for each of the many databases anew."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


STATEMENTS = Statements()


@event.listens_for(Engine, "engine_connect")
def statements_are_compiled_once(connection: Connection) -> None:
    connection.execution_options(compiled_cache=STATEMENTS)
