"""Surveys that are deleted, and how long results are kept

Revision: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schools", sa.Column("keep_years", sa.Integer(), nullable=False, server_default="6"))
    op.add_column("surveys", sa.Column("warned_on", sa.Date(), nullable=True))
    op.create_table(
        "deletions",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("releases", sa.Integer(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_deletions_school_id_schools")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_deletions_survey_id_surveys")),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_deletions")),
    )
    op.create_index(op.f("ix_deletions_school_id"), "deletions", ["school_id"])
