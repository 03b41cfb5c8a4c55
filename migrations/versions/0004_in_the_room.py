"""Tablet mode with its lessons, pausing, late ballots, surplus drawn out

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("rounds", sa.Column("late", sa.Integer(), nullable=True))
    op.add_column("rounds", sa.Column("drawn_out", sa.Integer(), nullable=True))
    op.add_column("groups", sa.Column("tablets", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("groups", sa.Column("draw_out", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("groups", sa.Column("slips_printed", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "lessons",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("pass_mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_lessons_group_id_groups")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_lessons_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "pass_mac", name=op.f("pk_lessons")),
        sa.UniqueConstraint("round_id", "code_mac", name=op.f("uq_lessons_round_id_code_mac")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_lessons_group_id"), "lessons", ["group_id"])
    op.create_table(
        "waiting",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_waiting_group_id_groups")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_waiting_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "receipt", name=op.f("pk_waiting")),
        sqlite_with_rowid=False,
    )
