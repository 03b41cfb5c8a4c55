"""Who did it, by the record; who reads a school's reports since when; changes that wait for a second person

Lines written before have no record of account and role, and stay as they are. A partnership reads on what it
read until now.

Revision: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SIGNED = ("audit_entries", "deletions", "baselines", "judgements", "links")


def upgrade() -> None:
    for table in SIGNED:
        op.add_column(table, sa.Column("by_account", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("by_role", sa.String(length=10), nullable=True))
        op.add_column(table, sa.Column("by_place", sa.String(length=120), nullable=True))
    op.add_column("memberships", sa.Column("reads_from", sa.Date(), nullable=True))
    op.add_column("memberships", sa.Column("asks_from", sa.Date(), nullable=True))
    op.add_column(
        "memberships", sa.Column("ended_by_school", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("UPDATE memberships SET reads_from = joined_on")
    op.create_table(
        "held_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("by_role", sa.String(length=10), nullable=True),
        sa.Column("by_place", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_held_changes_school_id_schools")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_held_changes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_changes")),
    )
    op.create_index(op.f("ix_held_changes_school_id"), "held_changes", ["school_id"])
