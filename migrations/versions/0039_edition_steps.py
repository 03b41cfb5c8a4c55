"""An edition's way to the head and back, and an agreement that a lead writes down

Revision: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("editions", sa.Column("agreed_day", sa.Date(), nullable=True))
    op.add_column("editions", sa.Column("agreed_how", sa.String(200), nullable=False, server_default=""))
    op.create_table(
        "edition_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("by_role", sa.String(10), nullable=True),
        sa.Column("by_place", sa.String(120), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"]),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"]),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnerships.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_edition_steps_edition_id", "edition_steps", ["edition_id"])
    op.create_index("ix_edition_steps_partnership_id", "edition_steps", ["partnership_id"])
    op.create_index("ix_edition_steps_school_id", "edition_steps", ["school_id"])
