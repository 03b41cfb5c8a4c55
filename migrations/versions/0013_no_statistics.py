"""PostgreSQL keeps no sample of answers

Its statistics hold values of a column beside the table, where deleting rows does not reach them.

Revision: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = (("responses", "answers", "VARCHAR(500)"), ("kept_breakdowns", "findings", "TEXT"))


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")  # forgets what was sampled
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
