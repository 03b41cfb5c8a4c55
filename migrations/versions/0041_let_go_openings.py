"""Opened pages whose unsaved text somebody has thrown away: what they send late is not saved

Revision: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "let_go_openings",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("opening", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"]),
        sa.PrimaryKeyConstraint("school_id", "opening"),
    )
