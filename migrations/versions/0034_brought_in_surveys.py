"""Surveys that were asked elsewhere and brought in; national figures for orientation

Revision: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("brought_in", sa.String(120), nullable=True))
    op.create_table(
        "national_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("by_role", sa.String(10), nullable=True),
        sa.Column("by_place", sa.String(120), nullable=True),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnerships.id"]),
        sa.UniqueConstraint("partnership_id"),
        sa.PrimaryKeyConstraint("id"),
    )
