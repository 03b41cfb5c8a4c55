"""How Alembic reaches the database: over the connection it is handed, on SQLite and PostgreSQL alike."""

from alembic import context

from selfeval.store.database import Moment
from selfeval.store.migrations import METADATA


def plain(kind: str, column_type: object, _autogenerate: object) -> str | bool:
    """Writes our own column types as plain ones, so that migrations import nothing of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(column_type, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
    compare_type=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
