"""Series over the rounds that are left after a deletion

Deletions of earlier versions are cleared once more, and the series that they have left are made with it.

Revision: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remaining_series",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_remaining_series_school_id_schools")
        ),
        sa.PrimaryKeyConstraint("school_id", "digest", name=op.f("pk_remaining_series")),
    )
    op.execute("UPDATE deletions SET cleared_at = NULL")
